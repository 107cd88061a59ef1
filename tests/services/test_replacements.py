"""补换证 from the applicant through every desk to the new certificate (features 85 to 89)."""

from __future__ import annotations

import dataclasses
import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from tests.services.conftest import NOW
from tests.services.test_certificates import file_of
from tests.services.titled import titled
from tests.storage.queries import counted
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.people import AUTHORITY, CITY_ISSUER, COMPANY, HUMAN_RESOURCES, ISSUER, SCHOOL
from zcforms.demo.replay import ANY_FILE, Replay
from zcforms.domain.certificate import CertificateState, TitleCertificate
from zcforms.domain.errors import GateClosed, InputRefused, NotFound, StaleWrite, WrongState
from zcforms.domain.identity import Role
from zcforms.domain.replacement import ReplacementState
from zcforms.services import (
    certificate_desk,
    certificates,
    files,
    replacement_desk,
    replacement_papers,
    replacements,
)
from zcforms.services import desk as desks
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.replacements import Wanted
from zcforms.storage.work import work

OLD = "9342015000102000117"
UNLISTED = {
    "number": "皖2352116414",
    "series": "22",
    "specialty": "小学科学",
    "level": "intermediate",
    "title": "一级教师",
    "obtained_on": "2010-05-03",
    "approval": "无",
    "nature": "social",
    "issued_on": "2010-05-11",
    "issuer": "蚌埠市人力资源和社会保障局",
    "committee": "蚌埠市中小学教师中级职称评审委员会",
    "employer": "蚌埠市禾田路小学",
}


class Asking:
    """A teacher with one certificate, and everybody who answers."""

    def __init__(self, town: Stage) -> None:
        self.town, self.house = town, town.house
        self.who: Replay = town.employed("ready", TEACHER)
        number = self.who.person.id_number
        given = {"number": OLD, "id_number": number, "employer": "禾田小学", "nature": "unit"}
        certificates.record(self.house, file_of(given), NOW)
        self.certificate_id = certificates.held(self.house, self.who.actor).rows[0].id
        self.issuer = town.desks[CITY_ISSUER]
        self.desks: list[Actor] = [
            *(town.desks[each] for each in (SCHOOL, AUTHORITY, HUMAN_RESOURCES)),
            self.issuer,
        ]
        self.wanted = Wanted("listed", self.certificate_id)
        data = town.evidence.file("遗失声明.jpg", self.who.person.name)
        self.file = files.upload(self.house, self.who.actor, data, "遗失声明.jpg", ANY_FILE, now=NOW)
        promise = self.house.catalogue.replacements["listed"].form.schema["properties"]["promise"]["items"]
        self.content: dict[str, Any] = {
            "reason": "搬家时遗失。",
            "evidence": [self.file.as_document()],
            "promise": promise["enum"],
        }

    def hand_in(self, wanted: Wanted | None = None, **changed: Any) -> str:
        content = {**self.content, **changed}
        return replacements.save(
            self.house, self.who.actor, wanted or self.wanted, content, NOW, hand_in=True
        )

    def endorse(self, replacement_id: str, desks: list[Actor] | None = None) -> None:
        for desk in self.desks if desks is None else desks:
            replacement_desk.endorse(self.house, desk, replacement_id, "情况属实", NOW)

    def view(self, replacement_id: str) -> replacements.ReplacementView:
        return replacements.view(self.house, self.who.actor, replacement_id)

    def kept(self, certificate_id: str | None) -> TitleCertificate:
        assert certificate_id
        with work(self.house.database, write=False) as w:
            return w.certificates.get(certificate_id)

    def told(self) -> list[str]:
        with work(self.house.database, write=False) as w:
            return [each.text for each in w.notices.unread(person_id=self.who.actor.person())]


@pytest.fixture
def asking(town: Stage) -> Asking:
    return Asking(town)


def test_lost_and_issued_again(asking: Asking) -> None:
    """Features 85, 87 and 89: nothing ticked is 补发 alone; each desk in its turn; a new number, and the old one 已换发."""
    one = asking.hand_in()
    assert [(line.caption, line.outcome, line.state) for line in asking.view(one).flow] == [
        ("个人补换证发起", "提交", "done"),
        ("单位审核", "审核中", "current"),
        ("主管部门审核", "待审核", "coming"),
        ("人社部门审核", "待审核", "coming"),
        ("发证机关审核", "待审核", "coming"),
    ]
    for place, desk in enumerate(asking.desks):
        (waits,) = replacement_desk.waiting(asking.house, desk, NOW).rows
        inbox = desks.inbox(asking.house, desk, NOW)
        assert (inbox.replacements, inbox.empty) == (1, False)
        assert (waits.id, waits.name, waits.certificate) == (one, asking.who.person.name, "一级教师")
        for other in asking.desks[:place] + asking.desks[place + 1 :]:
            assert not replacement_desk.waiting(asking.house, other, NOW).rows
        asking.endorse(one, [desk])
    shown = asking.view(one)
    assert shown.state is ReplacementState.DONE
    assert [line.outcome for line in shown.flow] == ["提交", "通过", "通过", "通过", "通过"]
    old, new = asking.kept(asking.certificate_id), asking.kept(shown.result_id)
    assert (old.state, new.state, old.number) == (CertificateState.REPLACED, CertificateState.VALID, OLD)
    assert new.number not in (None, OLD)
    same = ("id_number", "name", "series", "specialty", "title", "level", "obtained_on", "nature", "employer")
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    listed = replacements.all_own(asking.house, asking.who.actor)
    assert (listed.results, listed.live) == ({old.id: new.id}, {})
    assert any(f"新证书编号为 {new.number}" in text for text in asking.told())


def test_only_what_is_ticked_is_corrected(asking: Asking) -> None:
    """Feature 89: the desk sees the old certificate beside what shall stand there; what is not ticked is not taken."""
    one = asking.hand_in(
        wrong=["资格性质", "取得资格时所在单位"], nature="social", employer="蚌埠市禾田路小学", title="教授"
    )
    shown = replacement_desk.case(asking.house, asking.desks[0], one)
    assert shown.certificate
    assert {line.caption: (line.text, line.right) for line in shown.certificate if line.right} == {
        "资格性质": ("单位有效（自主评审）", "社会化"),
        "取得资格时所在单位": ("禾田小学", "蚌埠市禾田路小学"),
    }
    assert asking.who.person.id_number not in str(shown)
    asking.endorse(one)
    old, new = asking.kept(asking.certificate_id), asking.kept(asking.view(one).result_id)
    assert (new.nature, new.employer, new.title) == ("social", "蚌埠市禾田路小学", old.title)
    assert (old.nature, old.employer) == ("unit", "禾田小学")


def test_a_title_that_is_not_listed(asking: Asking) -> None:
    """Features 86 and 88: the form describes it; in the end it stands in the list, replaced by the new one."""
    one = asking.hand_in(Wanted("unlisted"), **UNLISTED)
    (row,) = replacements.all_own(asking.house, asking.who.actor).rows
    assert (row.number, row.certificate, row.caption) == ("皖2352116414", "一级教师", "审核中")
    assert len(certificates.held(asking.house, asking.who.actor).rows) == 1
    asking.endorse(one)
    new = asking.kept(asking.view(one).result_id)
    assert (new.name, new.obtained_on, new.level, new.approval, new.state) == (
        asking.who.person.name,
        date(2010, 5, 3),
        "intermediate",
        "",
        CertificateState.VALID,
    )
    held = certificates.held(asking.house, asking.who.actor).rows
    assert {(each.number, each.caption) for each in held} == {
        (OLD, "有效"),
        ("皖2352116414", "已换发"),
        (new.number, "生成中"),
    }


PROVINCE, CITY = "安徽省人力资源和社会保障厅", "蚌埠市人力资源和社会保障局"


def at_the_issuer(asking: Asking, replacement_id: str) -> tuple[str, str]:
    """Whom the flow names for the last step, and what it says beside."""
    line = asking.view(replacement_id).flow[-1]
    return line.actor, line.note


def rename(house: House, **names: str) -> None:
    """Organisations that issue, by the number of their region."""
    with work(house.database) as w:
        for each in w.organisations.by_role(Role.ISSUER):
            each.name = names.get(f"_{each.region}", each.name)


def test_a_certificate_goes_back_to_the_authority_that_issued_it(asking: Asking, house: House) -> None:
    """Not to the one that is nearer; and the new one is of the same."""
    _, made = titled(asking.town, "submitted")
    with work(house.database) as w:
        mine = w.certificates.get(asking.certificate_id)
        mine.issuer = PROVINCE
        assert made.issuer == mine.issuer
    one, province = asking.hand_in(), asking.town.desks[ISSUER]
    assert at_the_issuer(asking, one) == (PROVINCE, "")
    asking.endorse(one, asking.desks[:-1])
    assert not replacement_desk.waiting(house, asking.issuer, NOW).rows
    for look in (replacement_desk.case, replacement_papers.handled_form):
        with pytest.raises(NotFound):
            look(house, asking.issuer, one)
    assert [each.id for each in replacement_desk.waiting(house, province, NOW).rows] == [one]
    asking.endorse(one, [province])
    new = asking.kept(asking.view(one).result_id)
    assert (new.issuer, new.authority) == (PROVINCE, "anhui")
    assert replacement_desk.case(house, province, one).flow
    assert certificate_desk.case(house, province, new.id)
    with pytest.raises(NotFound):
        replacement_desk.case(house, asking.issuer, one)


@pytest.mark.parametrize(
    ("told", "renamed", "expected", "document"),
    [
        (PROVINCE, {}, PROVINCE, "anhui"),
        (f" {CITY}", {}, CITY, "bengbu"),
        ("蚌埠市人事局", {}, CITY, "bengbu"),
        ("蚌埠市人事局", {"_340300": "蚌埠市职称办"}, PROVINCE, "anhui"),
    ],
)
def test_what_the_form_describes_goes_to_the_authority_that_it_names(
    asking: Asking, house: House, told: str, renamed: dict[str, str], expected: str, document: str
) -> None:
    """If it is one of ours; otherwise to the nearest that has a document to issue by."""
    rename(house, **renamed)
    one = asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "issuer": told})
    assert at_the_issuer(asking, one) == (expected, "")
    asking.endorse(one, asking.desks[:-1])
    for desk in (asking.issuer, asking.town.desks[ISSUER]):
        mine = name_of(house, desk) == expected
        assert bool(replacement_desk.waiting(house, desk, NOW).rows) is mine
        if mine:
            asking.endorse(one, [desk])
    new = asking.kept(asking.view(one).result_id)
    assert (new.issuer, new.authority) == (expected, document)


def name_of(house: House, desk: Actor) -> str:
    with work(house.database, write=False) as w:
        return w.organisations.get(desk.organisation()).name


def test_an_authority_that_has_no_account_yet_is_named_in_the_flow(asking: Asking, house: House) -> None:
    """Whoever waits reads for whom, and whom to ask; the default authority stands in where none is near, not where another issued it."""
    rename(house, _340300="蚌埠市职称办", _340000="安徽省职称办")
    one = asking.hand_in()
    expected = f"发证机关“{PROVINCE}”尚未在本系统登记，这个环节暂时无人办理，请联系系统管理员登记"
    assert at_the_issuer(asking, one) == ("", expected)
    with work(house.database) as w:
        w.certificates.get(asking.certificate_id).issuer = CITY
    assert at_the_issuer(asking, one) == ("", expected.replace(PROVINCE, CITY))
    rename(house, _340300=CITY)
    assert at_the_issuer(asking, one) == (CITY, "")


def test_an_authority_whose_document_was_taken_away_is_told_so(asking: Asking, house: House) -> None:
    """It keeps what it issued; only a new certificate needs the document."""
    with work(house.database) as w:
        mine = w.certificates.get(asking.certificate_id)
        mine.issuer, mine.authority = CITY, "gone"
    one = asking.hand_in()
    anhui = {"anhui": house.catalogue.authorities["anhui"]}
    asking.house = dataclasses.replace(
        house, catalogue=dataclasses.replace(house.catalogue, authorities=anhui)
    )
    asking.endorse(one, asking.desks[:-1])
    assert at_the_issuer(asking, one) == (CITY, "")
    with pytest.raises(WrongState, match="没有指定发证机关"):
        asking.endorse(one, [asking.issuer])


def test_more_requests_ask_no_more_of_the_database(asking: Asking, house: House) -> None:
    asking.endorse(asking.hand_in(), asking.desks[:-1])

    def asked() -> int:
        with counted(house.database) as queries:
            assert replacement_desk.waiting(house, asking.issuer, NOW).rows
        return len(queries)

    few = asked()
    for title in ("一级教师", "二级教师", "三级教师"):
        two = asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "title": title, "number": f"A{title}"})
        asking.endorse(two, asking.desks[:-1])
    assert asked() == few


def test_a_certificate_without_a_number(asking: Asking) -> None:
    """Feature 67: 无 is no number."""
    for title in ("一级教师", "二级教师"):
        asking.endorse(asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "number": "无", "title": title}))
    numbers = [each.number for each in certificates.held(asking.house, asking.who.actor).rows]
    assert (numbers.count(""), numbers.count("无"), len(set(numbers))) == (2, 0, 4)


def test_a_number_that_is_known_already(asking: Asking) -> None:
    with pytest.raises(InputRefused) as refused:
        asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "number": OLD})
    assert [fault.pointer for fault in refused.value.faults] == ["/number"]
    first, second = (
        asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "title": title})
        for title in ("一级教师", "二级教师")
    )
    asking.endorse(first)
    asking.endorse(second, asking.desks[:3])
    with pytest.raises(WrongState, match="已经登记"):
        asking.endorse(second, asking.desks[3:])
    assert asking.view(second).state is ReplacementState.IN_APPROVAL


def test_a_draft_may_be_incomplete_and_a_request_may_not(asking: Asking, house: House) -> None:
    who = asking.who.actor
    one = replacements.save(house, who, asking.wanted, {"wrong": ["资格名称"]}, NOW)
    form = replacements.kept_form(house, who, one)
    assert (form.data, asking.view(one).flow) == ({"wrong": ["资格名称"]}, ())
    with pytest.raises(InputRefused) as refused:
        replacements.save(
            house, who, asking.wanted, {"wrong": ["资格名称"]}, NOW, replacement_id=one, hand_in=True
        )
    told = {fault.pointer for fault in refused.value.faults}
    assert told == {"/title", "/reason", "/evidence", "/promise"}
    assert asking.view(one).state is ReplacementState.DRAFT
    assert not replacement_desk.waiting(house, asking.desks[0], NOW).rows
    with pytest.raises(NotFound):
        replacement_desk.case(house, asking.desks[0], one)
    replacements.delete(house, who, one, NOW)
    with pytest.raises(NotFound):
        asking.view(one)


def test_returned_corrected_and_handed_in_again(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    with pytest.raises(InputRefused) as refused:
        replacement_desk.give_back(house, asking.desks[0], one, " ", NOW)
    assert refused.value.faults[0].pointer == "/reason"
    asking.endorse(one, asking.desks[:1])
    replacement_desk.give_back(house, asking.desks[1], one, "请补充登报声明。", NOW)
    assert "您的补换证申请被退回修改：请补充登报声明。" in asking.told()
    shown = asking.view(one)
    assert (shown.reason, shown.actions) == ("请补充登报声明。", ("edit", "withdraw", "print"))
    with pytest.raises(NotFound):
        replacement_desk.case(house, asking.desks[0], one)
    with pytest.raises(WrongState, match="不能删除"):
        replacements.delete(house, asking.who.actor, one, NOW)
    content = {**asking.content, "reason": "搬家时遗失，已登报。"}
    replacements.save(house, asking.who.actor, asking.wanted, content, NOW, replacement_id=one, hand_in=True)
    assert [line.outcome for line in asking.view(one).flow][:4] == ["提交", "通过", "退回", "提交"]
    asking.endorse(one)
    assert asking.view(one).state is ReplacementState.DONE


def test_rejected_and_asked_for_again(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    replacement_desk.reject(house, asking.desks[0], one, "不是本单位取得的职称。", NOW)
    shown = asking.view(one)
    assert (shown.state, shown.reason) == (ReplacementState.REJECTED, "不是本单位取得的职称。")
    assert asking.kept(asking.certificate_id).state is CertificateState.VALID
    with pytest.raises(WrongState):
        asking.endorse(one, asking.desks[:1])
    two = asking.hand_in()
    replacements.withdraw(house, asking.who.actor, two, NOW)
    assert asking.view(two).caption == "已撤回"
    assert asking.hand_in() not in (one, two)


def test_one_request_of_a_certificate_at_a_time(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    with pytest.raises(WrongState, match="不需要重复申请"):
        asking.hand_in()
    with pytest.raises(WrongState, match="不需要重复申请"):
        replacements.form(house, asking.who.actor, asking.wanted)
    asking.endorse(one)
    with pytest.raises(WrongState, match="已经换发"):
        replacements.form(house, asking.who.actor, asking.wanted)


def test_a_title_that_is_listed_is_not_described_again(asking: Asking, house: House) -> None:
    """Neither while another request about it is under way nor after it was revoked: that would be a way back."""
    first = asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "number": "无"})
    with pytest.raises(InputRefused) as refused:
        asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "number": "无"})
    assert [(each.pointer, "重复申请" in each.message) for each in refused.value.faults] == [("/title", True)]
    seen = replacement_desk.case(house, asking.desks[0], first)
    assert seen.registered == [("一级教师", f"{OLD}，2015-11-20 取得，有效")]
    asking.endorse(first)
    with work(house.database) as w:
        w.certificates.get(asking.certificate_id).revoke("查实弄虚作假", NOW)
    same = {**UNLISTED, "number": "无", "obtained_on": "2015-11-20", "issued_on": "2015-12-01"}
    with pytest.raises(InputRefused) as refused:
        asking.hand_in(Wanted("unlisted"), **same)
    assert "已撤销的，不能补换" in refused.value.faults[0].message


def test_what_was_registered_meanwhile_is_not_described_twice(asking: Asking, house: House) -> None:
    one = asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "number": "无"})
    asking.endorse(one, asking.desks[:-1])
    day = {"number": "A7", "id_number": asking.who.person.id_number, "obtained_on": UNLISTED["obtained_on"]}
    certificates.record(house, file_of(day), NOW)
    with pytest.raises(WrongState, match="同名职称"):
        asking.endorse(one, asking.desks[-1:])
    replacement_desk.reject(house, asking.issuer, one, "已登记在系统中。", NOW)


def test_revoked_meanwhile_it_is_not_replaced(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    asking.endorse(one, asking.desks[:-1])
    with work(house.database) as w:
        w.certificates.get(asking.certificate_id).revoke("查实弄虚作假", NOW)
    with pytest.raises(WrongState, match="已被撤销"):
        asking.endorse(one, asking.desks[-1:])
    assert asking.view(one).state is ReplacementState.IN_APPROVAL
    replacement_desk.reject(house, asking.issuer, one, "证书已被撤销。", NOW)
    assert asking.kept(asking.certificate_id).state is CertificateState.REVOKED


def test_a_step_that_its_document_has_lost_leaves_the_way_back(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    with work(house.database) as w:
        w.replacements.get(one).step = "gone"
    with pytest.raises(NotFound):
        replacement_desk.case(house, asking.desks[0], one)
    assert asking.view(one).flow
    replacements.withdraw(house, asking.who.actor, one, NOW)


def test_the_database_holds_one_request_of_a_certificate(asking: Asking, house: House) -> None:
    """Two windows at the same moment."""
    one = asking.hand_in()
    with work(house.database, write=False) as w:
        kept = w.replacements.get(one)
    with pytest.raises(WrongState, match="不需要重复申请"), work(house.database) as w:
        w.replacements.add(type(kept)("twin", kept.person_id, kept.kind, kept.certificate_id, NOW))


def test_it_is_nobody_elses(asking: Asking, house: House, town: Stage) -> None:
    other = town.employed("submitted", TEACHER).actor
    one = asking.hand_in()
    for look in (
        lambda: replacements.view(house, other, one),
        lambda: replacements.kept_form(house, other, one),
        lambda: replacements.withdraw(house, other, one, NOW),
        lambda: replacements.form(house, other, asking.wanted),
        lambda: replacements.save(house, other, asking.wanted, asking.content, NOW, hand_in=True),
        lambda: replacement_papers.own_form(house, other, one),
        lambda: replacement_desk.case(house, town.desks[COMPANY], one),
        lambda: replacement_desk.endorse(house, town.desks[COMPANY], one, "", NOW),
        lambda: replacement_papers.handled_form(house, asking.issuer, one),
        lambda: files.open_file(house, town.desks[COMPANY], asking.file.id, NOW),
    ):
        with pytest.raises(NotFound):
            look()
    assert files.open_file(house, asking.desks[0], asking.file.id, NOW).name == "遗失声明.jpg"
    with pytest.raises(WrongState, match="正在使用"):
        files.remove(house, asking.who.actor, asking.file.id, NOW)


def test_what_is_too_long_is_told(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    for act in replacement_desk.ACTS.values():
        with pytest.raises(InputRefused, match="不能超过 500 字"):
            act(house, asking.desks[0], one, "好" * 501, NOW)


def test_each_desk_in_its_turn_and_on_what_it_has_seen(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    seen = replacement_desk.case(house, asking.desks[0], one).version
    asking.endorse(one, asking.desks[:1])
    with pytest.raises(StaleWrite):
        replacement_desk.endorse(house, asking.desks[1], one, "", NOW, version=seen)
    with pytest.raises(WrongState, match="不在本单位"):
        asking.endorse(one, asking.desks[:1])
    shown = replacement_desk.case(house, asking.desks[0], one)
    assert (shown.actions, shown.step) == ((), "主管部门审核")


def test_without_an_employer_it_is_only_kept(asking: Asking, house: House, town: Stage) -> None:
    """Feature 13."""
    who = town.replay("unbound", TEACHER)
    who.register(None)
    data = town.evidence.file("证书.jpg", who.person.name)
    file = files.upload(house, who.actor, data, "证书.jpg", ANY_FILE, now=NOW).as_document()
    content = {**asking.content, **UNLISTED, "evidence": [file]}
    with pytest.raises(GateClosed):
        replacements.save(house, who.actor, Wanted("unlisted"), content, NOW, hand_in=True)
    assert replacements.all_own(house, who.actor).rows == ()
    assert replacements.save(house, who.actor, Wanted("unlisted"), content, NOW)


def words(data: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("kind", ["listed", "unlisted"])
def test_its_form_is_printed(asking: Asking, house: House, kind: str) -> None:
    """补换证申请表: who asks, the certificate, what is wrong with it, and every opinion so far."""
    if kind == "listed":
        draft = replacements.save(house, asking.who.actor, asking.wanted, {}, NOW)
        with pytest.raises(WrongState, match="请先提交"):
            replacement_papers.own_form(house, asking.who.actor, draft)
        replacements.delete(house, asking.who.actor, draft, NOW)
        one = asking.hand_in(wrong=["资格名称"], title="高级教师")
    else:
        one = asking.hand_in(Wanted("unlisted"), **UNLISTED)
    asking.endorse(one, asking.desks[:1])
    name, data = replacement_papers.own_form(house, asking.who.actor, one)
    assert name == f"补换证申请表-{asking.who.person.name}.pdf"
    printed = words(data)
    wanted = [
        asking.who.person.id_number,
        "一级教师",
        "搬家时遗失。",
        "情况属实",
        "发证机关审核",
        "愿承担相应后果",
    ]
    for text in [*wanted, *((OLD, "高级教师") if kind == "listed" else ("皖2352116414", "2010-05-03"))]:
        assert text in printed
    assert words(replacement_papers.handled_form(house, asking.desks[1], one)[1]) == printed
