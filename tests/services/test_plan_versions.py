"""The versions of a plan, and its documents as a package."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.services.conftest import NOW
from tests.services.plan_drafting import FILE, PLAN, author, begun, content, put, reviewer
from zcforms.demo.load import Stage
from zcforms.domain.errors import NotFound
from zcforms.domain.plan_draft import VersionState
from zcforms.services import plan_drafts, plan_reviews, plan_versions
from zcforms.services.plan_package import text_of


def published(town: Stage, caption: str) -> str:
    draft_id = begun(town.house, author(town))
    put(town.house, author(town), draft_id, ("caption",), caption)
    plan_reviews.submit(town.house, author(town), draft_id, "更正名称", NOW)
    version = plan_drafts.draft(town.house, reviewer(town), draft_id).version
    plan_reviews.publish(town.house, reviewer(town), draft_id, opinion="同意", version=version, now=NOW)
    return draft_id


def test_a_plan_that_was_never_published_has_what_was_installed(workshop: Stage) -> None:
    found = plan_versions.history(workshop.house, author(workshop), PLAN)
    (line,) = found.versions
    assert (line.number, line.state, line.standing) == (0, VersionState.PUBLISHED, 0)
    assert not found.closed


def test_versions_tell_who_when_why_and_how_many_stand_on_them(workshop: Stage) -> None:
    who, _ = workshop.submitted("submitted", days_ago=1)
    assert who
    published(workshop, "更正后的名称")
    found = plan_versions.history(workshop.house, author(workshop), PLAN)
    new, old = found.versions
    assert found.caption == "更正后的名称"
    assert (new.number, new.reason, new.opinion) == (1, "更正名称", "同意")
    assert new.author != new.reviewer
    assert (new.standing, old.standing, old.unfinished) == (0, 1, 0)
    assert old.state is VersionState.SUPERSEDED
    assert found.moving.left == 0


def test_a_package_is_the_documents_byte_for_byte(workshop: Stage) -> None:
    house, me = workshop.house, author(workshop)
    published(workshop, "更正后的名称")
    for number, caption in ((1, "更正后的名称"), (0, content(house)["documents"][FILE]["caption"])):
        name, data = plan_versions.package(house, me, PLAN, number)
        assert name.endswith(".zip")
        archive = zipfile.ZipFile(io.BytesIO(data))
        assert archive.testzip() is None
        assert archive.read(FILE).decode() == plan_versions.documents(house, me, PLAN, number)[FILE]
        if number:
            assert caption in archive.read(FILE).decode()
    assert plan_versions.package(house, me, PLAN, 1) == plan_versions.package(house, me, PLAN, 1)
    with pytest.raises(NotFound):
        plan_versions.package(house, me, PLAN, 9)
    assert text_of(content(house)["documents"][FILE])


def test_another_units_plan_is_not_found(workshop: Stage) -> None:
    with pytest.raises(NotFound):
        plan_versions.history(workshop.house, author(workshop), "2022-agronomy-senior")


def test_a_closed_plan_says_when_and_why(workshop: Stage) -> None:
    house, me = workshop.house, author(workshop)
    plan_reviews.close(house, me, PLAN, "名额已满", NOW)
    found = plan_versions.history(house, me, PLAN)
    assert found.closed
    assert found.versions[0].closed_reason == "名额已满"
    plan_reviews.reopen(house, me, PLAN, NOW)
    assert not plan_versions.history(house, me, PLAN).closed
