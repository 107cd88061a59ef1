"""The versions of a plan: what was in force when, who made it and why, how many declarations stand on it, and its own documents as a package."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zcforms.domain.errors import NotFound
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import OPEN, Acceptance, PlanVersion, VersionState
from zcforms.services import plan_downloads
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition
from zcforms.services.house import House
from zcforms.services.plan_files import spelled
from zcforms.services.plan_package import content_of_version, own_of
from zcforms.services.plan_reviews import MOVING_JOB, MOVING_ONE_JOB
from zcforms.services.rule_authors import Author, author

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a package, so that the same documents are the same bytes."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version. `number` 0 and below: what was installed as a file. `at` None: it is installed, and nothing was published in its place. `standing`: declarations that
    stand on it; `unfinished`: those of them that are still filled in. `reasons`: why what stood against publishing it may be so."""

    number: int
    caption: str
    state: VersionState
    digest: str
    author: str
    reviewer: str
    reason: str
    opinion: str
    at: datetime | None
    closed_at: datetime | None
    closed_reason: str
    standing: int
    unfinished: int
    reasons: tuple[Acceptance, ...] = ()


@dataclass(frozen=True, slots=True)
class Moving:
    """How far open drafts are on their way to the version in force. `left`: those that are not there yet; `failed`: why the last attempt was given up, "" where it
    was not."""

    moved: int
    left: int
    failed: str


@dataclass(frozen=True, slots=True)
class History:
    """A plan with its versions, the newest first. `closed`: nobody begins with it; `drafts`: ids and captions of corrections that are being made; `own`: the actor's
    unit organises it."""

    plan_id: str
    caption: str
    opens: date
    closes: date
    closed: bool
    versions: tuple[VersionLine, ...]
    moving: Moving
    drafts: tuple[tuple[str, str], ...]

    @property
    def in_force(self) -> VersionLine:
        return self.versions[0]


def history(house: House, actor: Actor, plan_id: str) -> History:
    """Raises `NotFound`, also for another unit's plan."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        plan = own_plan(edition, author(w, house, actor), plan_id)
        versions = in_order(w.plan_versions.of(plan_id))
        counted = w.applications.on_versions(plan_id)
        drafts = tuple((each.id, each.reason) for each in w.plan_drafts.of_plan(plan_id, OPEN))
    lines = [_line(each, counted, plan) for each in versions]
    if edition.plan_version(plan_id) is None:
        lines = [_installed(plan, counted), *(each for each in lines if each.digest != plan.digest)]
    moving = _moving(house, versions, counted, plan)
    closed = edition.closed(plan_id) is not None
    return History(plan_id, plan.caption, plan.opens, plan.closes, closed, tuple(lines), moving, drafts)


def package(house: House, actor: Actor, plan_id: str, number: int) -> tuple[str, bytes]:
    """Name and bytes of a ZIP with the version's own documents and what it offers for download. Raises `NotFound`, `FileUnreadable`."""
    content = _content(house, actor, plan_id, number)
    files = plan_downloads.written(house, content["documents"])
    return f"{plan_id}-{number}.zip", zipped({**spelled(content), **files})


def documents(house: House, actor: Actor, plan_id: str, number: int) -> dict[str, str]:
    """File -> text of what is the plan's own in this version, as `zcforms plan export` writes it. Raises `NotFound`."""
    return spelled(_content(house, actor, plan_id, number))


def _content(house: House, actor: Actor, plan_id: str, number: int) -> dict[str, Any]:
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        own_plan(edition, author(w, house, actor), plan_id)
        version = w.plan_versions.numbered(plan_id, number)
    if version is not None:
        return content_of_version(version)
    if number == 0 and edition.plan_version(plan_id) is None:
        return own_of(edition, plan_id)
    raise NotFound("没有找到这个版本。")


def zipped(texts: Mapping[str, str | bytes]) -> bytes:
    """The same documents are the same bytes, whenever it is made."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(texts):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), texts[path], zipfile.ZIP_DEFLATED)
    return target.getvalue()


def own_plan(edition: Edition, who: Author, plan_id: str) -> Plan:
    """Raises `NotFound`: there is none, or another unit organises it."""
    plan = edition.plans.get(plan_id)
    if plan is None or plan.organising_unit != who.organisation:
        raise NotFound("没有找到这个评审计划，或不是本单位组织的。")
    return plan


def in_order(versions: list[PlanVersion]) -> list[PlanVersion]:
    """The newest first; what was installed before comes after what was published."""
    return sorted(
        versions,
        key=lambda each: (each.number > 0, each.number if each.number > 0 else -each.number),
        reverse=True,
    )


def _line(version: PlanVersion, counted: Mapping[str, tuple[int, int]], plan: Plan) -> VersionLine:
    standing, unfinished = counted.get(version.digest, (0, 0))
    return VersionLine(
        version.number,
        plan.caption,
        version.state,
        version.digest[:12],
        version.author_name,
        version.reviewer_name,
        version.reason,
        version.opinion,
        version.at,
        version.closed_at,
        version.closed_reason,
        standing,
        unfinished,
        tuple(version.acceptances.values()),
    )


def _installed(plan: Plan, counted: Mapping[str, tuple[int, int]]) -> VersionLine:
    standing, unfinished = counted.get(plan.digest, (0, 0))
    return VersionLine(
        0,
        plan.caption,
        VersionState.PUBLISHED,
        plan.digest[:12],
        "",
        "",
        "随平台提供",
        "",
        None,
        None,
        "",
        standing,
        unfinished,
    )


def _moving(
    house: House, versions: list[PlanVersion], counted: Mapping[str, tuple[int, int]], plan: Plan
) -> Moving:
    left = sum(open_ for digest, (_, open_) in counted.items() if digest != plan.digest)
    ids = {each.id for each in versions}
    failed = next(
        (
            job.reason
            for job in house.database.jobs.failed()
            if job.kind in (MOVING_JOB, MOVING_ONE_JOB) and job.payload.get("version") in ids
        ),
        "",
    )
    return Moving(counted.get(plan.digest, (0, 0))[1], left, failed)
