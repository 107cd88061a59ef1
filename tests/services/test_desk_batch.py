"""Several endorsed at once: looked at first, all of what was confirmed or none, one effect (issue 5)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.chain_hall import COMMITTEE, ISSUER, OFFICE, Hall
from tests.services.conftest import NOW
from tests.services.desk_pile import Pile
from tests.services.journal import acts
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import AlreadyDone, InputRefused, NotAllowed, StaleWrite, ZcformsError
from zcforms.domain.evaluation import Votes
from zcforms.services import approvals, desk_batch, evaluations
from zcforms.services.actor import Once
from zcforms.services.conferring import Grant
from zcforms.services.desk_batch import Batch
from zcforms.storage.work import work

WAITS = (ApplicationState.IN_APPROVAL, "employer")
MOVED = (ApplicationState.IN_APPROVAL, "authority")
OVER = NOW + timedelta(days=14)
GRANT = Grant(" 蚌人社职〔2022〕88号 ", (NOW + timedelta(days=1)).date())


@pytest.fixture
def pile(town: Stage) -> Pile:
    return Pile.of(town)


def look(pile: Pile, seen: dict[str, int]) -> Batch:
    return desk_batch.look(pile.house, pile.school, seen, NOW)


def test_all_of_them_with_one_opinion(pile: Pile) -> None:
    batch = look(pile, pile.seen())
    assert {each.application_id for each in batch.fit} == set(pile.ids)
    assert (batch.left, batch.gone) == ((), 0)
    count = desk_batch.endorse_all(pile.house, pile.school, pile.seen(), " 材料属实，同意推荐。 ", NOW)
    assert count == 3
    assert pile.states() == [MOVED] * 3
    for each in pile.ids:
        last = pile.decisions(each)[-1]
        assert (last.step, last.opinion) == ("employer", "材料属实，同意推荐。")
        assert "application.endorsed" in acts(pile.house, f"application:{each}")
    assert acts(pile.house, f"organisation:{pile.school.organisation()}") == ["application.endorse_many"]
    with work(pile.house.database, write=False) as w:
        told = w.notices.of(person_id=w.applications.get(pile.ids[1]).person_id)
    assert [each.text for each in told if "已通过单位审核" in each.text]


def test_what_speaks_against_it_is_named(pile: Pile, town: Stage) -> None:
    """A blocking finding, a change since the list was shown, the actor's own; what went back is counted without a name."""
    flawed = pile.copy("资料不全", answers={})
    changed, gone = pile.copy("有改动"), pile.copy("已撤回")
    seen = pile.seen()
    pile.change(changed, sheet="x")
    pile.change(gone, state=ApplicationState.DRAFT, step=None)
    with work(pile.house.database) as w:
        w.accounts.get(pile.school.account_id).person_id = pile.who.actor.person()
    batch = look(pile, seen)
    left = {each.name: each.hindrance for each in batch.left}
    assert left["资料不全"].startswith("检测有 ")
    assert left["有改动"] == "在您打开列表之后有改动，请单独查看后再审核。"
    assert left[pile.who.person.name] == "不能审核本人的材料，请由本单位其他人员办理。"
    assert {each.name for each in batch.fit} == {"同事1", "同事2"}
    assert batch.gone == 1
    assert flawed in {each.application_id for each in batch.left}


def test_stale_ones_stop_all_of_them(pile: Pile) -> None:
    seen = pile.seen()
    pile.change(pile.ids[1], sheet="x")
    with pytest.raises(
        StaleWrite, match=r"同事1（2022PILE000001）的申报在您确认之后有改动，本次没有通过任何一份"
    ):
        desk_batch.endorse_all(pile.house, pile.school, seen, "", NOW)
    approvals.give_back(pile.house, pile.school, pile.ids[2], "请补充", NOW)
    with pytest.raises(StaleWrite, match="有 1 份刚刚撤回、退回或已由他人办理"):
        desk_batch.endorse_all(pile.house, pile.school, seen, "", NOW)
    assert pile.states()[:2] == [WAITS, WAITS]


def test_nobody_endorses_oneself_among_others(pile: Pile) -> None:
    with work(pile.house.database) as w:
        w.accounts.get(pile.school.account_id).person_id = pile.who.actor.person()
    with pytest.raises(NotAllowed):
        desk_batch.endorse_all(pile.house, pile.school, pile.seen(), "", NOW)
    assert pile.states() == [WAITS] * 3


def test_others_desks_and_wrong_numbers(pile: Pile, town: Stage) -> None:
    stranger = town.desks["demo-company"]
    seen = pile.seen()
    assert desk_batch.look(pile.house, stranger, seen, NOW) == Batch((), 3)
    with pytest.raises(StaleWrite):
        desk_batch.endorse_all(pile.house, stranger, seen, "", NOW)
    for wrong in ({}, {f"a{number}": 1 for number in range(21)}):
        with pytest.raises(InputRefused):
            desk_batch.endorse_all(pile.house, pile.school, wrong, "", NOW)
    assert pile.states() == [WAITS] * 3


def test_two_clicks_at_once_have_one_effect(pile: Pile) -> None:
    seen = pile.seen()
    told: list[str] = []

    def click() -> None:
        actor = replace(pile.school, once=Once("key", "digest"))
        try:
            told.append(str(desk_batch.endorse_all(pile.house, actor, seen, "", NOW)))
        except ZcformsError as error:
            told.append(type(error).__name__)

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["3", AlreadyDone.__name__]
    assert [len(pile.decisions(each)) for each in pile.ids[1:]] == [1, 1]


@pytest.fixture
def hall(town: Stage) -> Hall:
    """Two people whose titles are to be granted."""
    made = Hall(town)
    for one in made.come(2, "committee"):
        at = NOW + timedelta(days=1)
        evaluations.evaluate(made.house, made.desk(COMMITTEE), one, Votes(25, 25, 0, 0), "", now=at)
        approvals.endorse(made.house, made.desk(OFFICE), one, "", OVER)
    return made


def versions(hall: Hall) -> dict[str, int]:
    return {id_: hall.application(id_).version for id_ in hall.people}


def test_titles_are_granted_under_one_number_of_approval(hall: Hall) -> None:
    """Features 74, 78: each with a certificate and a number of its own, all told; what the committee said stands beside each."""
    house, issuer, seen = hall.house, hall.desk(ISSUER), versions(hall)
    batch = desk_batch.look(house, issuer, seen, OVER)
    assert (batch.grants, batch.left) == (True, ())
    assert {each.advice for each in batch.fit} == {("2022-07-06 通过",)}
    assert desk_batch.endorse_all(house, issuer, seen, "予以核准", OVER, grant=GRANT) == 2
    for number, id_ in enumerate(hall.people, start=1):
        assert (hall.application(id_).state, hall.application(id_).step) == (ApplicationState.ENDORSED, None)
        assert any("批准文号 蚌人社职〔2022〕88号" in each for each in hall.told(id_))
        with work(house.database, write=False) as w:
            (made,) = w.certificates.of("passport", f"E{number:08}")
        assert (made.approval, made.obtained_on) == ("蚌人社职〔2022〕88号", GRANT.obtained_on)
        assert made.number
        assert made.number.endswith(f"{number:06}")


@pytest.mark.parametrize(
    ("grant", "pointers"),
    [
        (Grant(" ", None), ["/approval", "/obtained_on"]),
        (Grant("文" * 61, OVER.date() + timedelta(days=1)), ["/approval", "/obtained_on"]),
    ],
)
def test_what_titles_are_granted_under_is_asked_once(hall: Hall, grant: Grant, pointers: list[str]) -> None:
    with pytest.raises(InputRefused) as refused:
        desk_batch.endorse_all(hall.house, hall.desk(ISSUER), versions(hall), "", OVER, grant=grant)
    assert [each.pointer for each in refused.value.faults] == pointers
    assert not any("教师" in each.message for each in refused.value.faults)


def test_a_day_that_is_wrong_of_one_of_them_grants_none(hall: Hall) -> None:
    (late,) = hall.come(1, "grant", submitted_at=NOW + timedelta(days=3))
    with pytest.raises(InputRefused, match="教师3（2022TEST000003）：取得资格时间不能早于"):
        desk_batch.endorse_all(hall.house, hall.desk(ISSUER), versions(hall), "", OVER, grant=GRANT)
    assert [hall.application(id_).step for id_ in hall.people] == ["grant"] * 3
    with pytest.raises(NotAllowed):  # nothing is granted by a word alone, and no look is a grant
        desk_batch.endorse_all(hall.house, hall.desk(ISSUER), {late: 1}, "", OVER)


def test_looks_and_grants_are_not_mixed(hall: Hall) -> None:
    issuer = hall.desk(ISSUER)
    hall.come(1, "employer", organisation_id=issuer.organisation())
    batch = desk_batch.look(hall.house, issuer, versions(hall), OVER)
    apart = {each.name: each.hindrance for each in batch.left if each.grants}
    assert apart == dict.fromkeys(("教师1", "教师2"), "核准与其他环节须分开办理，请另行勾选。")
    assert not batch.grants
    with pytest.raises(NotAllowed):
        desk_batch.endorse_all(hall.house, issuer, versions(hall), "", OVER, grant=GRANT)
    assert [hall.application(id_).step for id_ in hall.people] == ["grant", "grant", "employer"]
