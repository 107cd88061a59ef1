"""Who is due, as the desk lists it (feature 22)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.exam_hall import PLAN, Hall, without_result
from tests.services.plan_versions import published
from tests.storage.queries import counted
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.errors import NotFound, StaleWrite
from zcforms.domain.petition import PetitionState
from zcforms.services import exam_candidates
from zcforms.services.exam_candidates import CandidateQuery, Candidates
from zcforms.services.plan_package import content_of
from zcforms.services.wording import LAPSED
from zcforms.storage.work import work


@pytest.fixture
def hall(town: Stage) -> Hall:
    return Hall.of(town, 3)


def listing(hall: Hall, page: int = 1, **asked: str) -> Candidates:
    return exam_candidates.listing(hall.house, hall.office, CandidateQuery(**asked), NOW, page=page)


def names(found: Candidates) -> list[str]:
    return [each.name for each in found.rows.rows]


def test_whoever_stands_at_the_organising_units_step_or_beyond(hall: Hall) -> None:
    hall.house = without_result(hall.house)
    hall.change(hall.people[0], state=ApplicationState.ENDORSED, step=None)
    hall.change(hall.people[1], step="human-resources")
    found = listing(hall)
    assert names(found) == ["工程师1", "工程师3"]
    assert [each.stands_at for each in found.rows.rows] == ["审核通过", "组建单位审核"]
    assert (found.plan.id, found.form.caption, found.due, found.unseated) == (PLAN, "面试答辩", 2, 2)
    first = found.rows.rows[0]
    assert (first.specialty, first.title, first.employer) == (
        "机械工程", "高级工程师", "安徽禾川精密机械有限公司",
    )  # fmt: skip
    assert first.id_number == "E00****01"


def test_as_far_as_the_committees_result_and_no_further(hall: Hall) -> None:
    """Where the chain goes to the title, whoever has the result or the title is not asked for an examination any more."""
    hall.change(hall.people[0], step="committee")
    hall.change(hall.people[1], step="result-notice")
    hall.change(hall.people[2], state=ApplicationState.ENDORSED, step=None)
    assert names(listing(hall)) == ["工程师1"]


def test_filters_and_counts(hall: Hall) -> None:
    hall.come(1, "chemical")
    sitting = hall.sitting()
    hall.assign(sitting, hall.people[:1])
    hall.ask(hall.people[1])
    hall.ask(hall.people[2], PetitionState.GRANTED)
    found = listing(hall)
    assert names(found) == ["工程师1", "工程师2", "工程师4"]
    assert (found.due, found.unseated, found.waivers) == (3, 2, 1)
    assert [each.waiver for each in found.rows.rows] == ["", "审核中", ""]
    seated = found.rows.rows[0]
    assert seated.sitting == "机械组第一场 2022年7月20日 08:30 报到，09:00 开始"
    assert seated.ticket == "20210001010001"
    assert names(listing(hall, seated="yes")) == ["工程师1"]
    assert names(listing(hall, seated="no")) == ["工程师2", "工程师4"]
    assert names(listing(hall, waiver="pending")) == ["工程师2"]
    assert names(listing(hall, waiver="granted")) == ["工程师3"]
    assert not listing(hall, waiver="granted").rows.rows[0].due
    assert names(listing(hall, waiver="none")) == ["工程师1", "工程师4"]
    assert names(listing(hall, specialty="chemical")) == ["工程师4"]
    assert names(listing(hall, text="20210001010001")) == ["工程师1"]
    assert names(listing(hall, form="written")) == ["工程师4"]
    assert names(listing(hall, form="written", specialty="mechanical")) == ["工程师4"]
    assert [each.caption for each in found.sittings] == ["机械组第一场"]
    assert listing(hall, form="written").sittings == ()


def test_pages(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exam_candidates, "PAGE_SIZE", 2)
    second = listing(hall, 2)
    assert (names(second), second.rows.total, second.rows.pages) == (["工程师3"], 3, 2)


def test_people_of_a_sitting_whatever_became_of_them(hall: Hall) -> None:
    sitting, other = hall.sitting(), hall.sitting(caption="第二场")
    hall.sitting(form="written", caption="笔试")
    hall.assign(sitting, hall.people[:2])
    hall.change(hall.people[0], state=ApplicationState.RETURNED, step=None)
    found = exam_candidates.in_sitting(hall.house, hall.office, sitting, NOW)
    assert [(each.name, each.due, each.stands_at) for each in found.rows.rows] == [
        ("工程师1", False, "已退回"),
        ("工程师2", True, "组建单位审核"),
    ]
    assert [each.id for each in found.others] == [other]
    with work(hall.house.database) as w:
        step = ("organising-unit", "组建单位审核")
        w.decisions.add(
            Decision(
                "back",
                hall.people[0],
                *step,
                "工业局",
                hall.office.account_id,
                Outcome.RETURNED,
                "请补充",
                NOW,
            )
        )
    late = exam_candidates.in_sitting(hall.house, hall.office, sitting, NOW + timedelta(days=60))
    assert [each.stands_at for each in late.rows.rows] == [LAPSED, "组建单位审核"]


def test_what_waits_is_counted(hall: Hall, town: Stage) -> None:
    hall.come(1, "chemical")
    hall.ask(hall.people[0])
    hall.assign(hall.sitting(), hall.people[:1])
    waiting = exam_candidates.waiting(hall.house, hall.office)
    assert waiting
    assert (waiting.waivers, waiting.unseated) == (1, 4)  # three for the interview, the chemist's exam
    for sub in ("demo-teacher-office", "demo-school"):
        held = exam_candidates.examines(hall.house, town.desks[sub])
        assert held == (exam_candidates.waiting(hall.house, town.desks[sub]) is not None)
    assert not exam_candidates.examines(hall.house, town.desks["demo-school"])
    assert exam_candidates.examines(hall.house, hall.office)


def test_others_have_no_list(hall: Hall, town: Stage) -> None:
    for sub in ("demo-school", "demo-hr"):
        with pytest.raises(NotFound):
            exam_candidates.listing(hall.house, town.desks[sub], CandidateQuery(), NOW)
    with pytest.raises(NotFound):
        listing(hall, plan="2022-teacher-senior")
    with pytest.raises(NotFound):
        exam_candidates.in_sitting(hall.house, town.desks["demo-hr"], hall.sitting(), NOW)


def test_queries_do_not_grow_with_people(hall: Hall) -> None:
    sitting = hall.sitting(capacity=40)
    hall.assign(sitting, hall.people)

    def asked() -> tuple[int, int]:
        with counted(hall.house.database) as queries:
            listing(hall)
        with counted(hall.house.database) as others:
            exam_candidates.in_sitting(hall.house, hall.office, sitting, NOW)
        return len(queries), len(others)

    few = asked()
    hall.assign(sitting, hall.come(30))
    assert asked() == few


def without_examination(data: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: each for key, each in data.items() if key not in ("examination", "waiver")},
        "interview": False,
    }


def test_people_of_a_version_that_examines_are_examined_whatever_is_in_force(town: Stage, hall: Hall) -> None:
    """A correction drops the examination: it is kept for whoever handed in under the version that has one, and for nobody else (issue 6)."""
    path = f"schemas/plans/{PLAN}.json"
    data = content_of(path, town.house.rulebook.files.sources.text(path))
    published(town, {path: without_examination(data)}, plan_id=PLAN)
    hall.house.rulebook.edition(wait=True)
    assert hall.house.plan(PLAN).examination is None
    hall.come(1)
    found = listing(hall)
    assert names(found) == ["工程师1", "工程师2", "工程师3"]
    assert (found.plan.id, found.due, found.form.caption) == (PLAN, 3, "面试答辩")
    assert exam_candidates.examines(hall.house, hall.office)
    sitting = hall.sitting(capacity=9)
    assert hall.assign(sitting, hall.people[:3]) == 3
    with pytest.raises(StaleWrite):
        hall.assign(sitting, hall.people[3:])
    published(town, {path: data | {"scope": "更正"}}, plan_id=PLAN)
    hall.house.rulebook.edition(wait=True)
    hall.come(1)
    assert names(listing(hall)) == ["工程师1", "工程师2", "工程师3", "工程师5"]


def test_a_unit_whose_plans_never_examined_has_no_such_desk(town: Stage, hall: Hall) -> None:
    path = f"schemas/plans/{PLAN}.json"
    data = content_of(path, town.house.rulebook.files.sources.text(path))
    published(town, {path: without_examination(data)}, plan_id=PLAN)
    hall.house.rulebook.edition(wait=True)
    for each in hall.people:
        hall.change(each, plan_digest=hall.house.plan(PLAN).digest)
    assert not exam_candidates.examines(hall.house, hall.office)
