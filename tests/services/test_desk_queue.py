"""A desk's list of applications: filtered, counted, ordered; of every employer that the desk answers for and of no other (issue 5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.services import chain_hall
from tests.services.conftest import NOW
from tests.services.exam_hall import PLAN, Hall
from tests.storage.queries import counted
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.identity import Organisation, Role
from zcforms.services import desk
from zcforms.services.desk_queue import Order, Queue, QueueQuery
from zcforms.storage.work import work


@pytest.fixture
def hall(town: Stage) -> Hall:
    """Six engineers of two companies at the organising unit's step, and one who is somewhere else."""
    made = Hall.of(town)
    other = "company-2"
    with work(made.house.database) as w:
        model = w.organisations.get(made.company)
        w.organisations.add(
            Organisation(
                other, "合肥第二机械厂", "", model.nature, Role.EMPLOYER, model.region, model.parent_id
            )
        )
    made.come(2, step_since=NOW - timedelta(days=60))
    made.come(2, "chemical", step_since=NOW - timedelta(days=2))
    (fifth,) = made.come(1, step_since=NOW - timedelta(days=1))
    (sixth,) = made.come(1, step_since=NOW)
    made.change(fifth, route="exceptional", organisation_id=other)
    made.change(sixth, organisation_id=other)
    made.come(1, step="employer", step_since=NOW, state=ApplicationState.RETURNED)
    return made


def listed(hall: Hall, **asked: Any) -> Queue:
    page = asked.pop("page", 1)
    return desk.pending_applications(hall.house, hall.office, NOW, QueueQuery(**asked), page=page)


def names(queue: Queue) -> str:
    return "".join(row.name.removeprefix("工程师") for row in queue.rows)


def counts(queue: Queue, facet: str) -> dict[str, int]:
    found = next(each for each in queue.facets if each.name == facet)
    return {value.caption: value.count for value in found.values}


def test_everything_that_waits_the_oldest_first(hall: Hall) -> None:
    found = listed(hall)
    assert names(found) == "123456"
    assert (found.total, found.waiting, found.overdue) == (6, 6, 2)
    assert counts(found, "specialty") == {"机械工程": 4, "化工工程": 2}
    assert counts(found, "employer") == {found.rows[0].employer: 4, "合肥第二机械厂": 2}
    assert {facet.name for facet in found.facets} == {"specialty", "route", "employer"}
    first = found.rows[0]
    assert (first.id_number, first.overdue, first.alone) == ("E00****01", True, "")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"specialty": "chemical"}, "34"),
        ({"route": "exceptional"}, "5"),
        ({"employer": "company-2"}, "56"),
        ({"overdue": True}, "12"),
        ({"since": date(2022, 7, 4)}, "56"),
        ({"text": "工程师3"}, "3"),
        ({"text": " 2021TEST000004 "}, "4"),
        ({"plan": PLAN, "step": "organising-unit", "specialty": "mechanical", "employer": "company-2"}, "56"),
        ({"plan": "2022-construction-senior"}, ""),
        ({"step": "employer"}, ""),
        ({"specialty": "mechanical", "order": Order.NEWEST}, "6521"),
        ({"order": Order.DUE}, "123456"),
        ({"order": Order.NUMBER}, "123456"),
        ({"order": Order.NAME}, "123456"),
    ],
)
def test_filters_and_order(hall: Hall, asked: dict[str, Any], expected: str) -> None:
    assert names(listed(hall, **asked)) == expected


def test_each_value_counts_with_the_other_filters(hall: Hall) -> None:
    found = listed(hall, specialty="mechanical", employer="company-2")
    assert counts(found, "specialty") == {"机械工程": 2, "化工工程": 0}
    assert sum(counts(found, "employer").values()) == 4
    assert found.overdue == 0
    assert counts(listed(hall, plan="2022-construction-senior"), "plan")["其他（当前没有）"] == 0


def test_pages(hall: Hall) -> None:
    hall.come(16, step_since=NOW + timedelta(minutes=1))
    found = listed(hall, page=2)
    assert (found.number, found.pages, found.total, len(found.rows)) == (2, 2, 22, 2)


def test_a_desk_sees_what_stands_at_its_own_step(hall: Hall, town: Stage) -> None:
    """Neither the employer, whose step is done, nor the organising unit of another plan."""
    for other in ("demo-company", "demo-teacher-office", "demo-hr"):
        assert desk.pending_applications(hall.house, town.desks[other], NOW).total == 0


def test_more_employers_ask_no_more_of_the_database(hall: Hall) -> None:
    def asked() -> int:
        with counted(hall.house.database) as queries:
            listed(hall)
        return len(queries)

    few = asked()
    with work(hall.house.database) as w:
        model = w.organisations.get(hall.company)
        for number in range(5):
            w.organisations.add(
                Organisation(
                    f"more-{number}", f"第{number}厂", "", model.nature, Role.EMPLOYER, model.region, None
                )
            )
    for number in range(5):
        (one,) = hall.come(1, step_since=NOW)
        hall.change(one, organisation_id=f"more-{number}")
    assert listed(hall).total == 11
    assert asked() == few


def test_why_somebody_is_decided_alone(town: Stage) -> None:
    made = chain_hall.Hall(town)
    made.come(1, "result-notice")
    made.come(1, "result-notice", since=NOW - timedelta(days=14))
    made.come(1, "committee")
    made.come(1, "grant")
    told = {
        sub: [each.alone for each in desk.pending_applications(made.house, made.desk(sub), NOW).rows]
        for sub in (chain_hall.OFFICE, chain_hall.COMMITTEE, chain_hall.ISSUER)
    }
    assert told == {
        chain_hall.OFFICE: ["", "公示到 2022-07-12 为止，期满后才能通过"],
        chain_hall.COMMITTEE: ["须录入表决票数，请单独办理"],
        chain_hall.ISSUER: [""],
    }


def test_a_provinces_employers_are_not_read_at_a_desk_that_is_none_of_theirs(town: Stage) -> None:
    """A human-resources authority is the employer of freelancers alone: how many schools have somebody waiting makes no difference to it."""
    made = chain_hall.Hall(town)
    personnel = made.desk(chain_hall.PERSONNEL)
    (own,) = made.come(1, "employer", organisation_id=personnel.organisation(), freelancer=True)
    asked: list[int] = []
    for number in range(2):
        with work(made.house.database) as w:
            for place in range(5):
                school = Organisation(
                    f"school-{number}-{place}",
                    f"学校{number}{place}",
                    "",
                    "institution",
                    Role.EMPLOYER,
                    "340303",
                    None,
                )
                w.organisations.add(school)
        for place in range(5):
            made.come(1, "employer", organisation_id=f"school-{number}-{place}")
        with counted(made.house.database) as statements:
            found = desk.pending_applications(made.house, personnel, NOW)
        assert [each.id for each in found.rows] == [own]
        asked.append(len(statements))
    assert asked[0] == asked[1]
