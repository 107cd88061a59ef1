"""补换证 as the applicant asks for it: what is admitted, kept and refused (features 85, 86, 89)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.services.asking import OLD, UNLISTED, Asking
from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import ANY_FILE
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import GateClosed, InputRefused, NotFound, WrongState
from zcforms.domain.replacement import ReplacementState
from zcforms.services import certificates, files, replacement_desk, replacements
from zcforms.services.house import House
from zcforms.services.replacements import Wanted
from zcforms.storage.work import work


@pytest.fixture
def asking(town: Stage) -> Asking:
    return Asking(town)


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
    assert not asking.waiting(asking.desks[0]).rows
    with pytest.raises(NotFound):
        asking.case(asking.desks[0], one)
    replacements.delete(house, who, one, NOW)
    with pytest.raises(NotFound):
        asking.view(one)


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
    seen = asking.case(asking.desks[0], first)
    assert seen.registered == [("一级教师", f"{OLD}，2015-11-20 取得，有效")]
    asking.endorse(first)
    with work(house.database) as w:
        w.certificates.get(asking.certificate_id).revoke("查实弄虚作假", NOW)
    same = {**UNLISTED, "number": "无", "obtained_on": "2015-11-20", "issued_on": "2015-12-01"}
    with pytest.raises(InputRefused) as refused:
        asking.hand_in(Wanted("unlisted"), **same)
    assert "已撤销的，不能补换" in refused.value.faults[0].message


def test_the_database_holds_one_request_of_a_certificate(asking: Asking, house: House) -> None:
    """Two windows at the same moment."""
    one = asking.hand_in()
    with work(house.database, write=False) as w:
        kept = w.replacements.get(one)
    with pytest.raises(WrongState, match="不需要重复申请"), work(house.database) as w:
        w.replacements.add(type(kept)("twin", kept.person_id, kept.kind, kept.certificate_id, NOW))


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
    replacements.give_up(house, asking.who.actor, two, NOW)
    assert asking.hand_in() not in (one, two)
