"""Evaluation forms that could not be made, at the desk of the unit that organises their plans: why, and once more (重新生成)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.application import Application
from zcforms.domain.errors import NotFound
from zcforms.domain.identity import Role
from zcforms.domain.scope import organises
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.job_retries import retried
from zcforms.services.paging import Page, page_of
from zcforms.services.submission import SHEET_JOB
from zcforms.storage.jobs import FailedJob
from zcforms.storage.work import Work

_NONE = "这份评审表没有生成失败的记录，可能已经生成。请刷新页面。"


@dataclass(frozen=True, slots=True)
class UnmadeForm:
    """An application handed in, whose form the job gave up. `fault`: what the last attempt said; `at`: when that was."""

    application_id: str
    number: str
    name: str
    plan: str
    fault: str
    at: datetime


def watches(actor: Actor) -> bool:
    """Whether the actor's organisation organises plans, whose forms it looks after."""
    return actor.organisation_id is not None and actor.role is Role.ORGANISING_UNIT


def listing(house: House, actor: Actor, *, page: int = 1) -> Page[UnmadeForm]:
    """What failed last comes first. Raises `NotFound` for who organises nothing."""
    failed = _failed(house)
    with reading(house, actor) as w:
        shown = page_of(_unmade(w, house, actor, failed), page)
        people = w.people.many(each.person_id for each in shown.rows)
    return shown.map(lambda each: _row(house, each, people[each.person_id].name, failed[each.id]))


def make_again(house: House, actor: Actor, application_id: str | None, now: datetime) -> int:
    """The job of this application begins again, or of all that are listed; how many. Raises `NotFound` where none was given up."""
    failed = _failed(house)
    with writing(house, actor) as w:
        listed = [each.id for each in _unmade(w, house, actor, failed)]
        wanted = listed if application_id is None else [each for each in listed if each == application_id]
        if not wanted:
            raise NotFound(_NONE)
        for each in wanted:
            note(w, actor, "application.sheet_again", f"application:{each}", now)
    return sum(retried(house, failed[each]) for each in wanted)


def _failed(house: House) -> dict[str, FailedJob]:
    """Application's id -> the job that was given up last."""
    jobs = sorted(house.database.jobs.failed(), key=lambda job: job.at)
    return {str(job.payload["application_id"]): job for job in jobs if job.kind == SHEET_JOB}


def _unmade(w: Work, house: House, actor: Actor, failed: dict[str, FailedJob]) -> list[Application]:
    """Those of the actor's plans that still have no form: one may have been taken back, or made when somebody asked for it."""
    organisation = w.organisations.get(actor.organisation())
    if organisation.role is not Role.ORGANISING_UNIT:
        raise NotFound("本单位没有组建评委会，没有可以管理的评审表。")
    found = w.applications.many(failed).values()
    mine = [
        each
        for each in found
        if each.sheet is None and not each.editable and organises(organisation, house.plan_of(each))
    ]
    return sorted(mine, key=lambda each: (failed[each.id].at, each.id), reverse=True)


def _row(house: House, application: Application, name: str, job: FailedJob) -> UnmadeForm:
    plan = house.plan_of(application).caption
    return UnmadeForm(application.id, application.number or "", name, plan, job.reason, job.at)
