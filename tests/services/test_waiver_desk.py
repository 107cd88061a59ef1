"""免面试 answered: by the plan's organising unit, once, with a reason where it is refused; a granted one takes the place back (feature 22)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.exam_hall import DAY, LATER, OFFICE, Hall
from tests.services.test_waivers import Asking, words
from tests.storage.queries import counted
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, StaleWrite, WrongState
from zcforms.domain.petition import PetitionState
from zcforms.services import applications, approvals, files, overviews, submission, waiver_desk, waivers
from zcforms.services.house import House
from zcforms.services.waiver_desk import WaiverQuery
from zcforms.storage.work import work


@pytest.fixture
def hall(town: Stage) -> Hall:
    return Hall.of(town, 3)


def answer(hall: Hall, *petitions: str, grant: bool = True, reason: str = "") -> int:
    return waiver_desk.answer(hall.house, hall.office, petitions, grant=grant, reason=reason, now=LATER)


def listed(hall: Hall, **asked: object) -> list[str]:
    query = WaiverQuery(**asked)  # type: ignore[arg-type]
    return [row.name for row in waiver_desk.listing(hall.house, hall.office, query).rows.rows]


def test_what_waits_is_listed(hall: Hall) -> None:
    hall.ask(hall.people[0])
    hall.ask(hall.people[1], PetitionState.REFUSED)
    hall.change(hall.ask(hall.people[2]).removeprefix("petition-"), state=ApplicationState.RETURNED)
    found = waiver_desk.listing(hall.house, hall.office, WaiverQuery())
    (row,) = found.rows.rows
    assert (row.name, row.ground, row.caption, row.specialty) == (
        "工程师1",
        "具有博士学位",
        "审核中",
        "机械工程",
    )
    assert row.id_number == "E00****01"
    assert found.counts == {PetitionState.PENDING: 1, PetitionState.REFUSED: 1, PetitionState.GRANTED: 0}
    assert listed(hall, state=PetitionState.REFUSED) == ["工程师2"]
    assert listed(hall, text="2021TEST000001") == ["工程师1"]
    assert listed(hall, text="工程师9") == []
    assert listed(hall, plan="2022-construction-senior") == []


def test_granted_takes_the_place_back_and_is_told(hall: Hall) -> None:
    one = hall.people[0]
    sitting = hall.sitting()
    hall.assign(sitting, [one])
    hall.announce(sitting)
    case = waiver_desk.case(hall.house, hall.office, hall.ask(one))
    assert (case.places, case.open) == (("机械组第一场",), True)
    assert answer(hall, case.id, reason="符合第九条") == 1
    assert hall.ticket(one) is None
    assert sorted(hall.told(one))[:2] == [
        "“2021年度工程系列高级工程师评审”的考核安排（机械组第一场）已取消：免面试申请已获同意。已打印的准考证作废。",
        "“2021年度工程系列高级工程师评审”的考核已安排。面试答辩（机械组第一场）：2022年7月20日 08:30 报到，09:00 开始，"
        "地点：省经济技术学校 3 号楼 201。现在可以打印准考证。",
    ]
    assert (
        "您申报“2021年度工程系列高级工程师评审”的免面试申请已获同意，不需要参加面试答辩。审核意见：符合第九条。"
        in hall.told(one)
    )
    assert hall.acts(f"application:{one}") == ["ticket.assign", "ticket.release", "waiver.grant"]


def test_a_written_exam_is_still_taken(hall: Hall) -> None:
    chemist = hall.come(1, "chemical")[0]
    hall.assign(hall.sitting(), [chemist])
    hall.assign(hall.sitting(form="written", caption="笔试", date="2022-07-21"), [chemist])
    answer(hall, hall.ask(chemist))
    assert hall.ticket(chemist) is None
    assert hall.ticket(chemist, "written")


def test_refused_needs_a_reason(hall: Hall) -> None:
    petition = hall.ask(hall.people[0])
    with pytest.raises(InputRefused) as refused:
        answer(hall, petition, grant=False, reason=" ")
    assert refused.value.faults[0].pointer == "/reason"
    answer(hall, petition, grant=False, reason="没有学位证书。")
    assert hall.told(hall.people[0]) == [
        "您申报“2021年度工程系列高级工程师评审”的免面试申请未获同意：没有学位证书。请按时参加面试答辩。"
    ]
    assert hall.acts(f"application:{hall.people[0]}") == ["waiver.refuse"]


def test_many_or_none(hall: Hall) -> None:
    petitions = [hall.ask(each) for each in hall.people]
    with work(hall.house.database) as w:
        w.petitions.get(petitions[2]).refuse("other", NOW, "材料不全")
    with pytest.raises(WrongState):
        answer(hall, *petitions)
    assert listed(hall, state=PetitionState.GRANTED) == []
    assert answer(hall, *petitions[:2], petitions[0]) == 2
    assert listed(hall, state=PetitionState.GRANTED) == ["工程师1", "工程师2"]


def test_not_once_somebody_has_arrived(hall: Hall) -> None:
    one = hall.people[0]
    hall.assign(hall.sitting(), [one])
    petition = hall.ask(one)
    with work(hall.house.database) as w:
        w.tickets.live_of([one])[0].arrive("operator", DAY)
    with pytest.raises(WrongState, match="已经报到"):
        answer(hall, petition)
    assert listed(hall) == ["工程师1"]


def test_what_was_looked_at_is_what_is_answered(hall: Hall) -> None:
    case = waiver_desk.case(hall.house, hall.office, hall.ask(hall.people[0]))
    with work(hall.house.database) as w:
        w.petitions.get(case.id).withdraw(NOW)
    with pytest.raises(NotFound):
        waiver_desk.case(hall.house, hall.office, case.id)
    again = hall.ask(hall.people[1])
    with pytest.raises(StaleWrite):
        waiver_desk.answer(
            hall.house, hall.office, [again], grant=True, reason="", now=NOW, version=case.version + 1
        )


def test_nobody_answers_for_oneself(hall: Hall) -> None:
    petition = hall.ask(hall.people[0])
    with work(hall.house.database) as w:
        account = w.accounts.get(hall.office.account_id)
        account.person_id = w.applications.get(hall.people[0]).person_id
    with pytest.raises(NotAllowed, match="本人"):
        answer(hall, petition)


def test_others_see_nothing(hall: Hall, town: Stage) -> None:
    petition = hall.ask(hall.people[0])
    for sub in ("demo-teacher-office", "demo-company", "demo-hr"):
        with pytest.raises(NotFound):
            waiver_desk.case(hall.house, town.desks[sub], petition)
        with pytest.raises(NotFound):
            waiver_desk.answer(hall.house, town.desks[sub], [petition], grant=True, reason="", now=NOW)
    with pytest.raises(NotFound):
        waiver_desk.listing(hall.house, town.desks["demo-hr"], WaiverQuery())


def test_a_grant_and_a_place_at_the_same_moment(hall: Hall) -> None:
    """Whoever comes second sees the first: nobody is excused and has a place."""
    one = hall.people[0]
    sitting, petition = hall.sitting(), hall.ask(one)
    start = threading.Barrier(2)
    refused: list[str] = []

    def give() -> None:
        start.wait()
        try:
            hall.assign(sitting, [one])
        except InputRefused as fault:
            refused.append(str(fault))

    def grant() -> None:
        start.wait()
        answer(hall, petition)

    threads = [threading.Thread(target=each) for each in (give, grant)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert hall.ticket(one) is None
    assert all("已同意免面试" in each for each in refused)


def test_queries_do_not_grow_with_requests(hall: Hall) -> None:
    def asked() -> int:
        with counted(hall.house.database) as queries:
            waiver_desk.listing(hall.house, hall.office, WaiverQuery())
        return len(queries)

    hall.ask(hall.people[0])
    few = asked()
    for each in hall.people[1:]:
        hall.ask(each)
    assert asked() == few


def test_a_rejected_declaration_gives_its_place_back(hall: Hall) -> None:
    one, two = hall.people[:2]
    ahead, other = hall.sitting(), hall.sitting(caption="第二场", date="2022-07-06")
    hall.assign(ahead, [one])
    hall.assign(other, [two])
    hall.announce(ahead)
    approvals.reject(hall.house, hall.office, one, "业绩不符合条件", LATER)
    assert hall.ticket(one) is None
    assert any("已取消：申报审核不通过。" in each for each in hall.told(one))
    approvals.reject(hall.house, hall.office, two, "业绩不符合条件", NOW + timedelta(days=2))
    assert hall.ticket(two)  # that sitting is over: the ticket stays on record


# -- a whole declaration, from asking to paper --------------------------------------------------------------------------


def hand_in(asking: Asking, town: Stage) -> None:
    submission.submit(asking.house, asking.who.actor, asking.id, NOW)


def test_asked_in_a_draft_it_waits_for_the_declaration(town: Stage, house: House) -> None:
    asking = Asking(town)
    asking.ask()
    office = town.desks[OFFICE]
    assert not asking.view.handed_in
    assert waiver_desk.listing(house, office, WaiverQuery()).rows.total == 0
    hand_in(asking, town)
    (row,) = waiver_desk.listing(house, office, WaiverQuery()).rows.rows
    assert row.name == asking.who.person.name
    case = waiver_desk.case(house, office, row.id)
    assert {each["id"] for each in case.overview["heading"]} >= {"specialty", "title", "employer"}
    assert any(group["id"] == "education" for group in case.overview["groups"])


def test_the_evidence_opens_for_the_organising_unit_alone(town: Stage, house: House) -> None:
    asking = Asking(town)
    with work(house.database) as w:
        person = w.applications.get(asking.id).person_id
        kept = w.files.of_person(person)[0]
        w.files.add(
            type(kept)("only-here", kept.digest, "学位证.jpg", kept.size, kept.media_type, NOW, person)
        )
    asking.ask(evidence=[{"id": "only-here"}])
    office = town.desks[OFFICE]
    with pytest.raises(NotFound):
        files.open_file(house, office, "only-here", NOW)
    hand_in(asking, town)
    assert files.open_file(house, office, "only-here", NOW).name == "学位证.jpg"
    for sub in ("demo-hr", "demo-teacher-office"):
        with pytest.raises(NotFound):
            files.open_file(house, town.desks[sub], "only-here", NOW)
    waivers.withdraw_waiver(house, asking.who.actor, asking.id, NOW)
    with pytest.raises(NotFound):
        files.open_file(house, office, "only-here", NOW)


def test_the_answer_is_seen_by_the_applicant_and_on_paper(town: Stage, house: House) -> None:
    asking = Asking(town)
    hand_in(asking, town)
    asking.ask()
    office = town.desks[OFFICE]
    with work(house.database, write=False) as w:
        assert any(
            "免面试申请，请审核" in each.text for each in w.notices.of(organisation_id=office.organisation())
        )
    (row,) = waiver_desk.listing(house, office, WaiverQuery()).rows.rows
    waiver_desk.answer(house, office, [row.id], grant=False, reason="不符合第九条", now=LATER)
    assert (asking.view.caption, asking.view.answer, asking.view.open) == ("未同意", "不符合第九条", True)
    assert asking.view.decided_at == LATER
    assert (asking.record.waiver, asking.record.interview) == ("未同意", "有")
    assert asking.record.waiver_reason == "免面试申请未获同意：不符合第九条"
    _, data = waivers.waiver_form(house, asking.who.actor, asking.id)
    assert "审核结果：未同意" in words(data)
    assert "不符合第九条" in words(data)
    asking.moment = LATER
    asking.ask()
    (row,) = waiver_desk.listing(house, office, WaiverQuery()).rows.rows
    (earlier,) = waiver_desk.case(house, office, row.id).earlier
    assert (earlier.caption, earlier.reason) == ("未同意", "不符合第九条")
    waiver_desk.answer(house, office, [row.id], grant=True, reason="", now=LATER)
    assert (asking.record.waiver, asking.record.interview) == ("已同意", "免面试")
    shown = overviews.overview(house, asking.who.actor, asking.id)
    assert next(each["text"] for each in shown["heading"] if each["id"] == "interview") == "免面试"
    assert applications.current(house, asking.who.actor, NOW)[0].interview == "免面试"
