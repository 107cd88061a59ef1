"""Places in sittings: capacity, hours, numbers that are given out once, who is told; two who give the last one at once (feature 22)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.exam_hall import DAY, LATER, PLAN, Hall
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputRefused, NotFound, StaleWrite, WrongState
from zcforms.domain.petition import PetitionState
from zcforms.services import exam_seating
from zcforms.services.exam_candidates import CandidateQuery
from zcforms.storage.work import work


@pytest.fixture
def hall(town: Stage) -> Hall:
    return Hall.of(town, 3)


def refusal(refused: pytest.ExceptionInfo[InputRefused]) -> tuple[str, str]:
    (fault,) = refused.value.faults
    return fault.pointer, fault.message


def test_given_in_order_with_numbers_of_the_plans_template(hall: Hall) -> None:
    chemist = hall.come(1, "chemical")[0]
    sitting = hall.sitting(capacity=5)
    assert hall.assign(sitting, [*hall.people[:2], chemist]) == 3
    one, two, _, other = hall.people
    assert hall.numbers() == {one: "20210001010001", two: "20210001010002", other: "20210001050001"}
    assert hall.acts(f"application:{one}") == ["ticket.assign"]
    assert hall.assign(sitting, [one]) == 0


def test_no_more_than_it_holds(hall: Hall) -> None:
    sitting = hall.sitting(capacity=2)
    with pytest.raises(InputRefused) as refused:
        hall.assign(sitting, hall.people)
    pointer, message = refusal(refused)
    assert pointer == "/sitting"
    assert "只剩 2 个名额，所选 3 人" in message
    assert hall.numbers() == {}
    hall.assign(sitting, hall.people[:2])
    with pytest.raises(InputRefused, match="已经满员"):
        hall.assign(sitting, hall.people[2:])


def test_a_number_is_never_given_out_again(hall: Hall) -> None:
    sitting = hall.sitting()
    one, two, _ = hall.people
    hall.assign(sitting, [one])
    exam_seating.release(hall.house, hall.office, sitting, [one], "", now=NOW)
    hall.assign(sitting, [two, one])
    assert hall.numbers() == {two: "20210001010002", one: "20210001010003"}


def test_moved_with_the_same_number(hall: Hall) -> None:
    first, second = hall.sitting(), hall.sitting(caption="第二场", date="2022-07-21")
    one = hall.people[0]
    hall.assign(first, [one])
    before = hall.ticket(one)
    assert hall.assign(second, [one]) == 1
    after = hall.ticket(one)
    assert before
    assert after
    assert (after.sitting_id, after.number, after.code) == (second, before.number, before.code)
    assert hall.acts(f"application:{one}") == ["ticket.assign", "ticket.move"]


def test_two_full_sittings_take_a_mover_only_where_there_is_room(hall: Hall) -> None:
    first, second = hall.sitting(capacity=1), hall.sitting(caption="第二场", capacity=1)
    hall.assign(first, hall.people[:1])
    hall.assign(second, hall.people[1:2])
    with pytest.raises(InputRefused, match="已经满员"):
        hall.assign(second, hall.people[:1])
    ticket = hall.ticket(hall.people[0])
    assert ticket
    assert ticket.sitting_id == first


def test_nobody_is_in_two_places_at_one_time(hall: Hall) -> None:
    one, two = hall.come(2, "safety")
    oral = hall.sitting()
    hall.assign(oral, [one])
    same = hall.sitting(
        form="written", caption="笔试一", reports_at="11:00", starts_at="11:20", ends_at="13:00"
    )
    with pytest.raises(InputRefused) as refused:
        hall.assign(same, [two, one])
    pointer, message = refusal(refused)
    assert pointer == "/id"
    assert "工程师4：同一时间已安排在“机械组第一场”" in message
    assert hall.ticket(two, "written") is None
    later = hall.sitting(
        form="written", caption="笔试二", reports_at="11:30", starts_at="11:40", ends_at="13:00"
    )
    assert hall.assign(later, [two, one]) == 2
    assert len({*hall.numbers().values()}) == 2
    with work(hall.house.database, write=False) as w:
        assert len(w.tickets.live_of([one])) == 2


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"step": "employer"}, "还没有审核到"),
        ({"state": ApplicationState.RETURNED, "step": None}, "还没有审核到"),
        ({"state": ApplicationState.REJECTED, "step": None}, "退回、不通过"),
    ],
)
def test_only_who_is_due(hall: Hall, changed: dict[str, object], why: str) -> None:
    sitting = hall.sitting()
    hall.change(hall.people[0], **changed)
    with pytest.raises(InputRefused, match=why):
        hall.assign(sitting, hall.people[:2])
    assert hall.numbers() == {}


def test_who_is_not_asked_for_the_form_and_who_is_excused(hall: Hall) -> None:
    written = hall.sitting(form="written", caption="笔试")
    with pytest.raises(InputRefused, match="工程师1：所报专业不参加这种考核"):
        hall.assign(written, hall.people[:1])
    hall.ask(hall.people[0], PetitionState.GRANTED)
    with pytest.raises(InputRefused, match="已同意免面试"):
        hall.assign(hall.sitting(), hall.people[:1])
    chemist = hall.come(1, "chemical")[0]
    hall.ask(chemist, PetitionState.GRANTED)
    assert hall.assign(written, [chemist]) == 1  # 免面试 does not excuse from a written exam


def test_nobody_and_somebody_unknown(hall: Hall) -> None:
    sitting = hall.sitting()
    with pytest.raises(InputRefused, match="请先勾选"):
        hall.assign(sitting, [])
    with pytest.raises(StaleWrite):
        hall.assign(sitting, ["nobody"])


def test_not_after_it_has_begun(hall: Hall) -> None:
    sitting = hall.sitting()
    with pytest.raises(WrongState, match="已经开始"):
        hall.assign(sitting, hall.people[:1], DAY.replace(hour=9))


def test_a_new_place_is_told_once_it_is_announced(hall: Hall) -> None:
    sitting = hall.sitting(capacity=9)
    one, two, three = hall.people
    hall.assign(sitting, [one])
    assert hall.told(one) == []
    opens = NOW + timedelta(days=8)
    assert hall.announce(sitting, opens=opens) == 1
    assert hall.told(one) == [
        "“2021年度工程系列高级工程师评审”的考核已安排。面试答辩（机械组第一场）：2022年7月20日 08:30 报到，09:00 开始，"
        "地点：省经济技术学校 3 号楼 201。2022年7月13日 09:00 起可以打印准考证。"
    ]
    hall.assign(sitting, [two], opens)
    assert "现在可以打印准考证" in hall.told(two)[0]
    soon = opens + timedelta(minutes=1)
    exam_seating.release(hall.house, hall.office, sitting, [two], "改期另行安排。", now=soon)
    assert hall.told(two)[0].endswith("已取消：改期另行安排。已打印的准考证作废。")
    assert hall.told(three) == []


def test_a_move_is_told_where_either_was_announced(hall: Hall) -> None:
    first, second = hall.sitting(), hall.sitting(caption="第二场", date="2022-07-21")
    one = hall.people[0]
    hall.assign(first, [one])
    hall.announce(first)
    hall.assign(second, [one], LATER)
    assert "不再参加“机械组第一场”，新的时间和地点另行通知" in hall.told(one)[0]
    hall.announce(second, now=LATER)
    hall.assign(first, [one], LATER + timedelta(hours=1))
    assert "安排有调整，请以新的准考证为准。面试答辩（机械组第一场）" in hall.told(one)[0]


def test_taken_back_needs_a_reason_once_it_was_told(hall: Hall) -> None:
    sitting = hall.sitting()
    hall.assign(sitting, hall.people[:2])
    hall.announce(sitting)
    with pytest.raises(InputRefused) as refused:
        exam_seating.release(hall.house, hall.office, sitting, hall.people[:2], " ", now=NOW)
    assert refusal(refused)[0] == "/reason"
    assert exam_seating.release(hall.house, hall.office, sitting, hall.people[:2], "停电", now=NOW) == 2
    with pytest.raises(StaleWrite):
        exam_seating.release(hall.house, hall.office, sitting, hall.people[:1], "停电", now=NOW)
    with pytest.raises(InputRefused, match="请先勾选"):
        exam_seating.release(hall.house, hall.office, sitting, [], "停电", now=NOW)


def test_filled_in_the_lists_order(hall: Hall) -> None:
    """Specialty by specialty as the plan lists them, then by number, whoever has no place yet and is not excused."""
    electric = hall.come(1, "electrical")[0]
    late = hall.come(1, "mechanical")[0]
    hall.ask(hall.people[1], PetitionState.GRANTED)
    sitting = hall.sitting(capacity=4)
    hall.assign(sitting, hall.people[2:3])
    done = exam_seating.fill(hall.house, hall.office, sitting, CandidateQuery(), NOW)
    assert (done.seated, done.skipped) == (3, 0)
    assert [*hall.numbers()] == [hall.people[2], hall.people[0], late, electric]
    with pytest.raises(InputRefused, match="已经满员"):
        exam_seating.fill(hall.house, hall.office, sitting, CandidateQuery(), NOW)


def test_filled_as_far_as_the_filter_and_the_number_go(hall: Hall) -> None:
    hall.come(2, "electrical")
    sitting = hall.sitting(capacity=9)
    query = CandidateQuery(specialty="electrical")
    assert exam_seating.fill(hall.house, hall.office, sitting, query, NOW, most=1).seated == 1
    assert exam_seating.fill(hall.house, hall.office, sitting, query, NOW).seated == 1
    assert exam_seating.fill(hall.house, hall.office, sitting, query, NOW).seated == 0
    assert len(hall.numbers()) == 2


def test_filling_passes_over_who_is_elsewhere(hall: Hall) -> None:
    one, _, three = hall.come(3, "safety")
    hall.assign(hall.sitting(), [one])
    written = hall.sitting(form="written", caption="笔试", capacity=2)
    done = exam_seating.fill(hall.house, hall.office, written, CandidateQuery(), NOW)
    assert (done.seated, done.skipped) == (2, 1)
    assert hall.ticket(one, "written") is None
    assert hall.ticket(three, "written")


def test_of_two_who_give_the_last_place_one_wins(hall: Hall) -> None:
    sitting = hall.sitting(capacity=1)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def give(application_id: str) -> None:
        start.wait()
        try:
            hall.assign(sitting, [application_id])
            outcomes.append("given")
        except InputRefused as refused:
            outcomes.append(refused.faults[0].pointer)

    threads = [threading.Thread(target=give, args=(each,)) for each in hall.people[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["/sitting", "given"]
    assert len(hall.numbers()) == 1


def test_of_two_who_seat_one_person_at_once_nobody_doubles_her(hall: Hall) -> None:
    """One person, two sittings at the same time, two operators: she is in one of them, with one number."""
    person = hall.come(1, "safety")[0]
    sittings = [hall.sitting(), hall.sitting(form="written", caption="笔试")]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def give(sitting: str) -> None:
        start.wait()
        try:
            hall.assign(sitting, [person])
            outcomes.append("given")
        except InputRefused:
            outcomes.append("refused")

    threads = [threading.Thread(target=give, args=(each,)) for each in sittings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "refused"]
    with work(hall.house.database, write=False) as w:
        assert len(w.tickets.live_of([person])) == 1


def test_many_at_once_get_different_numbers(hall: Hall) -> None:
    hall.come(21)
    sittings = [hall.sitting(caption=f"第{each}场", capacity=6) for each in range(4)]
    threads = [
        threading.Thread(target=hall.assign, args=(sitting, hall.people[place * 6 : place * 6 + 6]))
        for place, sitting in enumerate(sittings)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(hall.numbers().values()) == [f"2021000101{number:04}" for number in range(1, 25)]


def test_anothers_schedule_is_not_found(hall: Hall, town: Stage) -> None:
    sitting = hall.sitting()
    other = town.desks["demo-teacher-office"]
    with pytest.raises(NotFound):
        exam_seating.assign(hall.house, other, sitting, hall.people[:1], NOW)
    with pytest.raises(NotFound):
        exam_seating.fill(hall.house, other, sitting, CandidateQuery(plan=PLAN), NOW)
    with pytest.raises(NotFound):
        exam_seating.release(hall.house, other, sitting, hall.people[:1], "", now=NOW)
