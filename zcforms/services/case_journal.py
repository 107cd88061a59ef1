"""操作日志 of an application, for the organisations of its chain: who did what and when, never what somebody typed (issue 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zcforms.domain.approval import Outcome
from zcforms.domain.identity import Account
from zcforms.domain.plan import Plan
from zcforms.services.access import reading, seen_application
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.wording import ACT, OUTCOME
from zcforms.storage.records import JournalEntry
from zcforms.storage.work import Work

PAGE_SIZE = 50
_FIRST = f"application.{Outcome.SUBMITTED.value}"


@dataclass(frozen=True, slots=True)
class JournalLine:
    """What one account did to the application. `step`: the caption of the step where it was done, "" for none; `times`: how often in a row, the
    last time `at`."""

    at: datetime
    who: str
    act: str
    step: str
    times: int = 1


def listing(
    house: House, actor: Actor, application_id: str, *, page: int = 1
) -> tuple[str, Page[JournalLine]]:
    """The application's number, and its lines since it was first handed in, the last one first. Raises `NotFound` outside the actor's scope."""
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        entries = w.journal.of(f"application:{application.id}")
        begun = next((place for place, each in enumerate(entries) if each.act == _FIRST), 0)
        entries = entries[begun:]
        accounts = w.accounts.many(each.actor for each in entries)
        names = _names(w, accounts.values(), application.person_id)
    plan = house.plan(application.plan_id)
    lines = _joined(_line(plan, each, names) for each in entries)
    return application.number or "", page_of(lines[::-1], page, PAGE_SIZE)


def _names(w: Work, accounts: Iterable[Account], applicant: str) -> Mapping[str, str]:
    """Account id -> who it is, as far as the chain may know: organisations by name, persons only as the applicant or somebody else."""
    found = list(accounts)
    organisations = w.organisations.many(each.organisation_id for each in found if each.organisation_id)
    names = {"system": "系统"}
    for each in found:
        organisation = organisations.get(each.organisation_id or "")
        if organisation is not None:
            names[each.id] = organisation.name
        else:
            names[each.id] = "申报人" if each.person_id == applicant else "其他个人账号"
    return names


def _line(plan: Plan, entry: JournalEntry, names: Mapping[str, str]) -> JournalLine:
    who = names.get(entry.actor, "其他账号")
    step = entry.detail.get("step", "")
    caption = next((each.caption for each in plan.chain.steps if each.id == step), "")
    return JournalLine(entry.at, who, act_caption(entry.act), caption)


def act_caption(act: str) -> str:
    """What an act of the journal is called; what the applicant edits has many acts and one name."""
    if act in ACT:
        return ACT[act]
    kind, _, name = act.partition(".")
    outcome = next((each for each in Outcome if kind == "application" and each.value == name), None)
    if outcome is not None:
        return OUTCOME[outcome]
    return "修改申报内容" if kind == "application" else "其他操作"


def _joined(lines: Iterable[JournalLine]) -> list[JournalLine]:
    """The same done by the same account several times in a row is one line."""
    joined: list[JournalLine] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and (last.who, last.act, last.step) == (line.who, line.act, line.step):
            joined[-1] = replace(line, times=last.times + 1)
        else:
            joined.append(line)
    return joined
