"""Published versions of plans on both databases (issue 6)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.storage.people import NOW, application, settle
from zcforms.domain.approval import ApplicationState
from zcforms.domain.plan_draft import PlanVersion, VersionState
from zcforms.storage.database import Database
from zcforms.storage.shelves.declarations import PlanPin
from zcforms.storage.shelves.plans import PlanStamp
from zcforms.storage.work import work


def version(number: int, plan_id: str = "teacher", **changed: Any) -> PlanVersion:
    given: dict[str, Any] = {
        "digest": f"{plan_id}-{number}", "documents": {"schemas/plans/teacher.json": "{}"}, "own": ["schemas/plans/teacher.json"], "moves": [],
        "replaces": "", "organisation_id": "o1", "author": "a1", "author_name": "作者", "reviewer": "a1", "reviewer_name": "复核人", "reason": "修订",
        "opinion": "", "accepted": {}, "draft_id": None, "at": NOW + timedelta(hours=number), **changed,
    }  # fmt: skip
    return PlanVersion(id=f"{plan_id}-{number:02}", plan_id=plan_id, number=number, **given)


def fill(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.plan_versions.add(version(0, state=VersionState.SUPERSEDED))
        w.plan_versions.add(
            version(1, state=VersionState.SUPERSEDED, own=["schemas/achievements/teacher-award.json"])
        )
        w.plan_versions.add(version(2))
        w.plan_versions.add(version(0, "engineer", state=VersionState.SUPERSEDED))


def stamp(database: Database) -> PlanStamp:
    with work(database, write=False) as w:
        return w.plan_versions.stamp()


def test_the_newest_version_that_stands_is_in_force(database: Database) -> None:
    """A file that is kept as it was is none."""
    fill(database)
    with work(database, write=False) as w:
        assert [each.id for each in w.plan_versions.in_force()] == ["teacher-02"]
        assert [each.number for each in w.plan_versions.of("teacher")] == [2, 1, 0]
        assert [each.id for each in w.plan_versions.former_with("schemas/achievements/")] == ["teacher-01"]
        assert w.plan_versions.former_with("schemas/sheets/") == []
        found = w.plan_versions.by_digest("teacher-1")
        assert found is not None
        assert found.number == 1
        assert w.plan_versions.states(["teacher", "engineer"]) == {"teacher": VersionState.PUBLISHED}


def test_the_stamp_is_another_one_after_whatever_changes_what_is_in_force(database: Database) -> None:
    """Also where one plan is closed and another opened between two looks."""
    fill(database)
    seen = [stamp(database)]

    def changed(id: str, state: VersionState, hours: int = 0) -> None:
        with work(database) as w:
            found = w.plan_versions.get(id)
            found.state = state
            if state is VersionState.CLOSED:
                found.closed_at = NOW + timedelta(hours=hours)
        seen.append(stamp(database))

    changed("teacher-02", VersionState.CLOSED, 5)
    changed("engineer-00", VersionState.CLOSED, 6)
    changed("teacher-02", VersionState.PUBLISHED)
    changed("teacher-02", VersionState.CLOSED, 7)
    changed("engineer-00", VersionState.SUPERSEDED)
    with work(database) as w:
        w.plan_versions.add(version(3))
    seen.append(stamp(database))
    assert len(set(seen)) == len(seen)


def test_the_versions_that_applications_stand_on(database: Database) -> None:
    settle(database)
    with work(database) as w:
        for number, (year, digest, state) in enumerate(
            (
                (2020, "a", ApplicationState.IN_APPROVAL),
                (2021, "b", ApplicationState.IN_APPROVAL),
                (2022, "b", ApplicationState.IN_APPROVAL),
                (2023, "c", ApplicationState.DRAFT),
            )
        ):
            w.applications.add(application(f"d{number}", year=year, plan_digest=digest, state=state))
    with work(database, write=False) as w:
        assert w.applications.versions([ApplicationState.IN_APPROVAL]) == [
            PlanPin("2022-teacher-senior", "a"),
            PlanPin("2022-teacher-senior", "b"),
        ]
        assert w.applications.versions([]) == []
