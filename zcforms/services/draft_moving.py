"""Open drafts move to a new version of their plan: each in a transaction of its own, in the background.

The job of a version asks for one job per application. Any of them may die at any moment and be run again: an application that stands on the
version already, or was handed in meanwhile, is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.lab.migrate import Aside, Moved, move
from zcforms.lab.migrate_places import CHOICES, Places
from zcforms.lab.migrate_returns import stands_in_table
from zcforms.services import plan_ways, typed_moving
from zcforms.services.applications import pledge_digest
from zcforms.services.exporting import record_document
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.plan_reviews import MOVING_JOB, MOVING_ONE_JOB
from zcforms.services.plan_ways import Way
from zcforms.services.telling import Target, tell_person
from zcforms.storage.records import SetAside
from zcforms.storage.work import Work, work

JOB = MOVING_JOB
ONE_JOB = MOVING_ONE_JOB
MOVABLE = frozenset({ApplicationState.DRAFT, ApplicationState.DELETED})
"""A deleted one can be restored, and goes on as a draft."""
_SYSTEM = "system"
_BACK = "（新版又有了这一项，已自动放回原处。）"


def move_drafts(house: House, version_id: str) -> None:
    """Ask for a job for each open draft of the plan. Raises `NotFound` for an unknown version."""
    with work(house.database) as w:
        version = w.plan_versions.get(version_id)
        if not _in_force(w, version):
            return
        for application_id in w.applications.unmoved(version.plan_id, version.digest, MOVABLE):
            payload = {"version": version.id, "application": application_id}
            w.enqueue(ONE_JOB, f"{version.id}:{application_id}", payload)


def move_draft(house: House, version_id: str, application_id: str, now: datetime) -> None:
    """Move one application, or nothing where there is nothing to move any more. Raises `StaleWrite` where its applicant saves at the same moment."""
    with work(house.database) as w:
        version = w.plan_versions.get(version_id)
        application = w.applications.find(application_id)
        if application is None or not _in_force(w, version) or not movable(application, version.digest):
            return
        way = plan_ways.way(w, house, application.plan_digest, version)
        if way is not None:
            _move(w, way, version, application, now)


def movable(application: Application, digest: str) -> bool:
    """Whether the version with this digest is for it: begun, never handed in, and on another one."""
    fresh = application.state in MOVABLE and application.submitted_at is None
    return fresh and application.plan_digest != digest


def moved_of(w: Work, way: Way, application: Application, aside: Sequence[SetAside] = ()) -> Moved:
    """The application as it would stand in the new version; nothing is written."""
    places = Places(way.old, chosen_of(application)), Places(way.new, chosen_of(application))
    # rows of a table inside a record are told apart by their position alone, which may be another row's by now
    fixed = [each for each in aside if not stands_in_table(places, each.pointer)]
    return move(way.old, way.new, way.moves, parts_of(w, application), fixed)


def chosen_of(application: Application) -> dict[str, str]:
    return {name: getattr(application, name) for name in CHOICES}


def parts_of(w: Work, application: Application) -> dict[str, Any]:
    """What of an application moves, with the records that it has imported."""
    records = w.achievements.many(application.imported())
    return {
        **chosen_of(application),
        "answers": dict(application.answers),
        "imports": dict(application.imports),
        "attachments": dict(application.attachments),
        "record_ids": dict(application.record_ids),
        "achievements": [record_document(each) for each in records.values()],
    }


def _in_force(w: Work, version: PlanVersion) -> bool:
    """The next version's job moves everything, also what this one has not moved."""
    newest = w.plan_versions.of(version.plan_id)[0]
    return newest.id == version.id


def _move(w: Work, way: Way, version: PlanVersion, application: Application, now: datetime) -> None:
    earlier = w.set_aside.of(application.id, unseen=True)
    moved = moved_of(w, way, application, earlier)
    typed = typed_moving.unsaved(w, way, application)
    typed_moving.move_removed(w, way, application, now)
    before, again = application.plan_digest, _pledged_again(way, application)
    _write(application, moved, way.new, again=again)
    aside = [*moved.aside, *typed]
    for number, each in enumerate(aside):
        w.set_aside.add(_kept(application, before, each, now + timedelta(microseconds=number)))
    back = {id(each) for each in moved.back}
    for kept in earlier:
        if id(kept) in back:
            kept.seen_at, kept.reason = now, kept.reason + _BACK
    if application.state is ApplicationState.DRAFT:
        text = _told(way.new, version, len(aside), moved, pledged_again=again)
        place = "set-aside" if aside else "application"
        tell_person(w, application.person_id, text, Target(place, application.id), now)
    detail = {"number": version.number, "from": before, "to": way.new.digest}
    detail |= {"aside": len(aside), "back": len(back)}
    w.journal.append(_SYSTEM, "application.move", f"application:{application.id}", detail, now)


def _write(application: Application, moved: Moved, new: Plan, *, again: bool) -> None:
    document = moved.document
    for name in CHOICES:
        setattr(application, name, document[name])
    application.answers = document["answers"]
    application.imports = document["imports"]
    application.attachments = document["attachments"]
    application.record_ids = document["record_ids"]
    application.plan_digest = new.digest
    if again:
        application.pledged_at = application.pledge_digest = None


def _pledged_again(way: Way, application: Application) -> bool:
    """Whether the applicant has confirmed another text than the new version's."""
    return application.pledged_at is not None and pledge_digest(way.old) != pledge_digest(way.new)


def _kept(application: Application, digest: str, aside: Aside, at: datetime) -> SetAside:
    return SetAside(
        new_id(),
        application.id,
        aside.pointer,
        aside.caption,
        aside.value,
        aside.shown,
        aside.reason,
        digest,
        at,
    )


def _told(plan: Plan, version: PlanVersion, count: int, moved: Moved, *, pledged_again: bool) -> str:
    """What changed for the applicant, in one notice."""
    told = [f"“{plan.caption}”已更新，您正在填报的内容已自动转到新版"]
    told.append(f"其中 {count} 项在新版中没有位置，已另外为您保存，请核对" if count else "已填内容全部保留")
    if moved.back:
        told.append(f"以前另存的 {len(moved.back)} 项已放回原处")
    if moved.again:
        told.append(f"请点击“修改专业”重新选择{'、'.join(CHOICES[name] for name in moved.again)}")
    if pledged_again:
        told.append("诚信承诺书有修改，请重新阅读并确认")
    return f"{'；'.join(told)}。更新原因：{version.reason}"
