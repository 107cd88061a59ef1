"""补换证 through every desk to the new certificate, back and forth (features 85, 87)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.services.asking import OLD, Asking
from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.people import COMPANY, HUMAN_RESOURCES
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import InputRefused, NotFound, WrongState
from zcforms.domain.replacement import ReplacementState
from zcforms.services import desk as desks
from zcforms.services import files, home, notices, replacement_desk, replacement_papers, replacements
from zcforms.services.house import House
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work


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
        (waits,) = asking.waiting(desk).rows
        inbox = desks.inbox(asking.house, desk, NOW)
        assert (inbox.replacements, inbox.empty) == (1, False)
        assert (waits.id, waits.name, waits.certificate) == (one, asking.who.person.name, "一级教师")
        for other in asking.desks[:place] + asking.desks[place + 1 :]:
            assert not asking.waiting(other).rows
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


def test_returned_corrected_and_handed_in_again(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    with pytest.raises(InputRefused) as refused:
        replacement_desk.give_back(house, asking.desks[0], one, " ", NOW)
    assert refused.value.faults[0].pointer == "/reason"
    asking.endorse(one, asking.desks[:1])
    replacement_desk.give_back(house, asking.desks[1], one, "请补充登报声明。", NOW)
    assert "您的补换证申请被退回修改：请补充登报声明。" in asking.told()
    shown = asking.view(one)
    assert (shown.reason, shown.actions) == ("请补充登报声明。", ("edit", "give_up", "print"))
    with pytest.raises(NotFound, match="已退回申请人修改"):
        asking.case(asking.desks[0], one)
    with pytest.raises(WrongState, match="不能删除"):
        replacements.delete(house, asking.who.actor, one, NOW)
    asking.hand_in(again=one, reason="搬家时遗失，已登报。")
    assert [line.outcome for line in asking.view(one).flow][:4] == ["提交", "通过", "退回", "提交"]
    asking.endorse(one)
    assert asking.view(one).state is ReplacementState.DONE


def test_a_step_that_its_document_has_lost_leaves_the_way_back(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    asking.endorse(one, asking.desks[:1])
    with work(house.database) as w:
        w.replacements.get(one).step = "gone"
    with pytest.raises(NotFound):
        asking.case(asking.desks[0], one)
    assert asking.view(one).actions == ("withdraw", "print")
    replacements.withdraw(house, asking.who.actor, one, NOW)
    asking.endorse(asking.hand_in(again=one))
    assert asking.view(one).state is ReplacementState.DONE


def test_it_is_nobody_elses(asking: Asking, house: House, town: Stage) -> None:
    other = town.employed("submitted", TEACHER).actor
    one = asking.hand_in()
    for look in (
        lambda: replacements.view(house, other, one, NOW),
        lambda: replacements.kept_form(house, other, one),
        lambda: replacements.withdraw(house, other, one, NOW),
        lambda: replacements.form(house, other, asking.wanted),
        lambda: replacements.save(house, other, asking.wanted, asking.content, NOW, hand_in=True),
        lambda: replacement_papers.own_form(house, other, one),
        lambda: asking.case(town.desks[COMPANY], one),
        lambda: replacement_desk.endorse(house, town.desks[COMPANY], one, "", NOW),
        lambda: replacement_papers.handled_form(house, asking.issuer, one),
        lambda: files.open_file(house, town.desks[COMPANY], asking.file.id, NOW),
    ):
        with pytest.raises(NotFound):
            look()
    assert files.open_file(house, asking.desks[0], asking.file.id, NOW).name == "遗失声明.jpg"
    with pytest.raises(WrongState, match="正在使用"):
        files.remove(house, asking.who.actor, asking.file.id, NOW)


def test_taken_back_it_is_a_draft_with_all_that_was_typed(asking: Asking, house: House) -> None:
    """As a declaration (feature 62): corrected and handed in again; meanwhile nobody asks for the certificate a second time."""
    one = asking.hand_in(wrong=["资格名称"], title="高级教师")
    school = asking.desks[0]
    replacements.withdraw(house, asking.who.actor, one, NOW)
    shown = asking.view(one)
    assert (shown.state, shown.caption, shown.actions) == (
        ReplacementState.DRAFT,
        "未提交",
        ("edit", "give_up"),
    )
    assert [(line.outcome, line.state) for line in shown.flow] == [("提交", "done"), ("撤回", "done")]
    data = replacements.kept_form(house, asking.who.actor, one).data
    assert data == {**asking.content, "wrong": ["资格名称"], "title": "高级教师"}
    listed = replacements.all_own(house, asking.who.actor)
    assert (listed.live, listed.rows[0].submitted_at) == ({asking.certificate_id: one}, None)
    with pytest.raises(WrongState, match="不需要重复申请"):
        asking.hand_in()
    with pytest.raises(WrongState, match="请先提交"):
        replacement_papers.own_form(house, asking.who.actor, one)
    assert asking.waiting(school).waiting == 0
    to_do = "补换证申请已撤回，还没有重新提交。"
    assert to_do in [each.text for each in home.home(house, asking.who.actor, NOW).tasks]
    asking.hand_in(again=one)
    assert [line.outcome for line in asking.view(one).flow][:4] == ["提交", "撤回", "提交", "审核中"]
    asking.endorse(one)
    assert asking.kept(asking.view(one).result_id).title == "一级教师"


def test_who_had_it_is_told_that_it_was_taken_back_and_reads_why_it_is_not_there(
    asking: Asking, house: House
) -> None:
    """Nobody else learns that there is such a request."""
    one = asking.hand_in()
    replacements.withdraw(house, asking.who.actor, one, NOW)
    school, authority = asking.desks[:2]
    told = [(each.text, each.target) for each in notices.listing(house, school).rows]
    assert any(text == f"{asking.who.person.name}撤回了补换证申请，暂不需要审核。" for text, _ in told)
    for look in (
        lambda: asking.case(school, one),
        lambda: replacement_papers.handled_form(house, school, one),
    ):
        with pytest.raises(NotFound, match="已由申请人撤回"):
            look()
    for other in (authority, asking.town.desks[COMPANY]):
        with pytest.raises(NotFound) as hidden:
            asking.case(other, one)
        assert "申请人" not in str(hidden.value)
    replacements.give_up(house, asking.who.actor, one, NOW)
    with pytest.raises(NotFound, match="已放弃"):
        asking.case(school, one)


def test_not_taken_back_after_somebody_acted(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    asking.endorse(one, asking.desks[:1])
    assert asking.view(one).actions == ("print",)
    with pytest.raises(WrongState, match="已经处理，不能撤回"):
        replacements.withdraw(house, asking.who.actor, one, NOW)
    replacement_desk.give_back(house, asking.desks[1], one, "请补充登报声明。", NOW)
    with pytest.raises(WrongState):
        replacements.withdraw(house, asking.who.actor, one, NOW)
    asking.hand_in(again=one)
    replacements.withdraw(house, asking.who.actor, one, NOW)
    assert asking.view(one).state is ReplacementState.DRAFT


@pytest.mark.parametrize("returned", [True, False])
def test_given_up_for_good(asking: Asking, house: House, returned: bool) -> None:
    """What came back, or was taken back; afterwards the certificate can be asked for anew."""
    one = asking.hand_in()
    with pytest.raises(WrongState):
        replacements.give_up(house, asking.who.actor, one, NOW)
    if returned:
        replacement_desk.give_back(house, asking.desks[0], one, "请补充登报声明。", NOW)
    else:
        replacements.withdraw(house, asking.who.actor, one, NOW)
    with pytest.raises(WrongState, match="可以放弃申请"):
        replacements.delete(house, asking.who.actor, one, NOW)
    replacements.give_up(house, asking.who.actor, one, NOW)
    shown = asking.view(one)
    assert (shown.caption, shown.actions, shown.flow[-1].outcome) == ("已放弃", (), "放弃申请")
    with pytest.raises(WrongState, match="不能再修改"):
        asking.hand_in(again=one)
    draft = replacements.save(house, asking.who.actor, asking.wanted, {}, NOW)
    with pytest.raises(WrongState, match="直接删除"):
        replacements.give_up(house, asking.who.actor, draft, NOW)
    assert asking.view(asking.hand_in(again=draft)).state is ReplacementState.IN_APPROVAL


def test_what_was_taken_back_before_that_led_back_stays_readable(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    with work(house.database) as w:
        kept = w.replacements.get(one)
        kept.state, kept.step, kept.step_since, kept.ended_at = ReplacementState.WITHDRAWN, None, None, NOW
    shown = asking.view(one)
    assert (shown.caption, shown.actions, len(shown.flow)) == ("已放弃", (), 1)
    assert replacements.all_own(house, asking.who.actor).live == {}
    assert asking.hand_in() != one


def test_a_certificate_that_was_revoked_meanwhile_is_not_handed_in_again(
    asking: Asking, house: House
) -> None:
    one = asking.hand_in()
    replacements.withdraw(house, asking.who.actor, one, NOW)
    with work(house.database) as w:
        w.certificates.get(asking.certificate_id).revoke("查实弄虚作假", NOW)
    with pytest.raises(WrongState, match="不能申请补换证"):
        asking.hand_in(again=one)


def test_freelancers_skip_the_second_look_of_the_same_authority(town: Stage) -> None:
    """Feature 12: as what somebody is bound counts from the moment of handing in; the authority is the employer, and looks once."""
    asking = Asking.freelancer(town)
    one = asking.hand_in()
    with work(asking.house.database) as w:
        binding = w.bindings.current(asking.who.actor.person())
        assert binding is not None
        binding.freelancer = False
    assert [line.caption for line in asking.view(one).flow] == ["个人补换证发起", "单位审核", "发证机关审核"]
    office = town.desks[HUMAN_RESOURCES]
    asking.endorse(one, [office])
    assert asking.waiting(office).waiting == 0
    asking.endorse(one, [asking.issuer])
    assert asking.view(one).state is ReplacementState.DONE


def test_where_it_stands_stays_when_the_document_changes(asking: Asking, house: House) -> None:
    """Handed in when there was no `when`: the step at which it stands is still there, and it goes on from it."""
    one = asking.hand_in()
    asking.endorse(one, asking.desks[:1])
    with work(house.database) as w:
        w.replacements.get(one).freelancer = True
    captions = [(line.caption, line.state) for line in asking.view(one).flow[2:]]
    assert captions == [("主管部门审核", "current"), ("发证机关审核", "coming")]
    asking.endorse(one, [asking.desks[1], asking.issuer])
    assert asking.view(one).state is ReplacementState.DONE


def test_since_when_and_until_when(asking: Asking, house: House) -> None:
    """Feature 87: 5 July 2022 is a Tuesday; the employer's ten working days end on 19 July."""
    one = asking.hand_in()
    late = datetime(2022, 7, 20, 9, tzinfo=CHINA)
    (_, current, *coming) = replacements.view(house, asking.who.actor, one, late).flow
    assert (current.since, current.limit) == (NOW, "应于 2022-07-19 前办结（已超过办理时限）")
    assert asking.view(one).flow[1].limit == "应于 2022-07-19 前办结"
    assert all((line.since, line.until, line.limit) == (None, None, "") for line in coming)
    replacement_desk.endorse(house, asking.desks[0], one, "", late)
    done = replacement_desk.case(house, asking.desks[0], one, late).flow[1]
    assert (done.state, done.since, done.until) == ("done", NOW, date(2022, 7, 19))


def test_the_employer_learns_what_became_of_it(asking: Asking) -> None:
    """Issued or not passed, by whomever; the photo is the holder's business alone."""

    def told() -> list[str]:
        with work(asking.house.database, write=False) as w:
            of = w.notices.of(organisation_id=asking.desks[0].organisation())
            return [each.text for each in of if each.text.startswith(f"{asking.who.person.name}的补换证申请")]

    one = asking.hand_in()
    asking.endorse(one, asking.desks[:1])
    replacement_desk.reject(asking.house, asking.desks[1], one, "证书并未遗失", NOW)
    assert told() == [f"{asking.who.person.name}的补换证申请审核不通过：证书并未遗失"]
    two = asking.hand_in()
    asking.endorse(two, asking.desks)
    (issued,) = (text for text in told() if "新证书编号为" in text)
    assert "已通过全部审核" in issued
    assert "照片" not in issued
