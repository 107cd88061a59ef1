"""Achievements, applications, decisions and verdicts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.people import NOW, achievement, application, organisation, person, settle
from tests.storage.queries import counted
from zcforms.domain.achievement import AchievementState
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.storage.database import Database
from zcforms.storage.records import StoredVerdict
from zcforms.storage.shelves.declarations import PlanPin
from zcforms.storage.work import work

S = AchievementState


def later(days: int) -> object:
    return NOW + timedelta(days=days)


def fill_library(database: Database) -> None:
    settle(database)
    with work(database) as w:
        for number, (category, state) in enumerate(
            [("work", S.APPROVED), ("work", S.DRAFT), ("award", S.SUBMITTED), ("publication", S.RETURNED)]
        ):
            at = NOW + timedelta(days=number)
            where = (
                {"organisation_id": "o1", "submitted_at": at, "decided_at": at}
                if state is not S.DRAFT
                else {}
            )
            w.achievements.add(
                achievement(f"r{number}", category=category, state=state, created_at=at, **where)
            )


def test_records_by_category_and_state(database: Database) -> None:
    fill_library(database)
    with work(database, write=False) as w:
        assert [one.id for one in w.achievements.of("p1")] == ["r0", "r1", "r2", "r3"]
        assert [one.id for one in w.achievements.of("p1", "work")] == ["r0", "r1"]
        assert [one.id for one in w.achievements.of("p1", ["work", "award"], {S.APPROVED, S.SUBMITTED})] == [
            "r0",
            "r2",
        ]
        assert w.achievements.of("nobody") == []
        assert w.achievements.counts("p1") == {
            ("work", S.APPROVED): 1,
            ("work", S.DRAFT): 1,
            ("award", S.SUBMITTED): 1,
            ("publication", S.RETURNED): 1,
        }


def test_what_waits_for_an_employer_and_what_it_decided(database: Database) -> None:
    fill_library(database)
    with work(database, write=False) as w:
        assert [one.id for one in w.achievements.waiting_for("o1")] == ["r2"]
        assert w.achievements.count_waiting_for("o1") == 1
        assert w.achievements.waiting_for("o1", offset=1) == []
        assert [one.id for one in w.achievements.decided_by("o1")] == ["r3", "r0"]
        assert [one.id for one in w.achievements.decided_by("o1", limit=1)] == ["r3"]


def test_a_removed_record_is_gone(database: Database) -> None:
    fill_library(database)
    with work(database) as w:
        w.achievements.remove(w.achievements.get("r1"))
    with work(database, write=False) as w:
        assert w.achievements.find("r1") is None


TEACHER, ENGINEER = (PlanPin(name, "0" * 64) for name in ("teacher", "engineer"))


def fill_applications(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.organisations.add(organisation("o2"))
        for number in range(1, 6):
            w.people.add(person(f"q{number}"))
        w.flush()
        for number in range(1, 6):
            w.applications.add(
                application(
                    f"d{number}",
                    person_id=f"q{number}",
                    organisation_id="o2" if number == 5 else "o1",
                    plan_id="engineer" if number == 4 else "teacher",
                    state=ApplicationState.IN_APPROVAL if number != 3 else ApplicationState.ENDORSED,
                    step="employer" if number != 2 else "authority",
                    step_since=NOW + timedelta(days=number),
                    submitted_at=NOW + timedelta(days=number),
                    number=f"2022-{number:04}",
                )
            )


def test_what_waits_at_a_step(database: Database) -> None:
    fill_applications(database)

    def waiting(*arguments: object) -> list[str]:
        with work(database, write=False) as w:
            return [one.application_id for one in w.desks.waiting(*arguments)]

    assert waiting({TEACHER: ["employer"]}) == ["d1", "d5"]
    assert waiting({TEACHER: ["employer"]}, ["o1"]) == ["d1"]
    assert waiting(
        {TEACHER: ["employer", "authority"], ENGINEER: ["employer"]},
        ["o1"],
    ) == [
        "d1",
        "d2",
        "d4",
    ]
    assert waiting({}) == waiting({TEACHER: []}) == waiting({TEACHER: ["employer"]}, []) == []
    with work(database, write=False) as w:
        assert [one.id for one in w.applications.at(["o1"])] == ["d4", "d3", "d2", "d1"]
        assert [one.id for one in w.applications.at(["o1"], [ApplicationState.ENDORSED])] == ["d3"]


def test_the_last_number_given_out(database: Database) -> None:
    fill_applications(database)
    with work(database, write=False) as w:
        assert w.applications.last_number("2022-") == "2022-0005"
        assert w.applications.last_number("2023-") is None
        assert w.applications.last_number("2022_") is None


def test_a_persons_applications_with_and_without_the_deleted(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.applications.add(application("d1", state=ApplicationState.DELETED))
        w.applications.add(application("d2", created_at=NOW + timedelta(days=1)))
    with work(database, write=False) as w:
        assert [one.id for one in w.applications.of("p1")] == ["d2"]
        assert [one.id for one in w.applications.of("p1", [ApplicationState.DELETED])] == ["d1"]


def test_the_approval_flow_in_its_order(database: Database) -> None:
    """Feature 62."""
    fill_applications(database)
    with work(database) as w:
        for number, outcome in enumerate([Outcome.SUBMITTED, Outcome.RETURNED, Outcome.SUBMITTED]):
            at = NOW + timedelta(hours=number)
            w.decisions.add(
                Decision(f"e{number}", "d1", "employer", "单位审核", "合肥市示例中学", "a1", outcome, "", at)
            )
    with work(database, write=False) as w:
        assert [one.outcome for one in w.decisions.of("d1")] == [
            Outcome.SUBMITTED,
            Outcome.RETURNED,
            Outcome.SUBMITTED,
        ]
        assert {id: len(flow) for id, flow in w.decisions.of_many(["d1", "d2"]).items()} == {"d1": 3}


def test_verdicts_can_be_made_again_from_what_is_kept(database: Database) -> None:
    settle(database)
    facts = {"person": {"name": "王晓梅"}, "achievements": {}}
    with work(database) as w:
        w.applications.add(application())
        w.flush()
        for number in range(2):
            at = NOW + timedelta(minutes=number)
            row = {"id": "work", "passed": bool(number)}
            w.verdicts.add(
                StoredVerdict(
                    f"v{number}", "d1", at, "p" * 64, "r" * 64, "f" * 64, [row], facts, ["engine differs"]
                )
            )
    with work(database, write=False) as w:
        latest = w.verdicts.latest("d1")
        assert latest is not None
        assert (latest.id, latest.rows[0]["passed"], latest.facts, latest.alarms) == (
            "v1",
            True,
            facts,
            ["engine differs"],
        )
        assert [one.id for one in w.verdicts.of("d1")] == ["v0", "v1"]
        assert w.verdicts.latest("d2") is None


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_rows(database: Database, count: int) -> None:
    settle(database)
    with work(database) as w:
        for number in range(count):
            w.people.add(person(f"q{number}"))
            w.achievements.add(
                achievement(
                    f"r{number}", person_id="p1", organisation_id="o1", state=S.SUBMITTED, submitted_at=NOW
                )
            )
    with work(database, write=False) as w, counted(database) as queries:
        records = w.achievements.waiting_for("o1")
        w.people.many(one.person_id for one in records)
        w.organisations.many(str(one.organisation_id) for one in records)
        w.bindings.current_of(one.person_id for one in records)
        w.decisions.of_many(one.id for one in records)
        assert w.people.many([]) == {}
    assert len(records) == count
    assert len(queries) == 5
