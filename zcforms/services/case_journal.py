"""操作日志 of an application, or of another thing that goes through a chain, for the organisations of that chain: who did what and when, never what somebody typed (issue 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zcforms.domain.approval import Outcome
from zcforms.domain.chain import Step
from zcforms.domain.identity import Account
from zcforms.services.access import reading, seen_application
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.wording import ACT, OUTCOME
from zcforms.storage.records import JournalEntry
from zcforms.storage.work import Work

PAGE_SIZE = 50
_EDITED = {"application": "修改申报内容", "replacement": "修改补换证申请"}
"""What the applicant does, by what the journal's line is about."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """What one account did. `operator`: who sat at the organisation's desk, "" where that is not known or it is no organisation; `step`: the
    caption of the step where it was done, "" for none; `times`: how often in a row, the last time `at`."""

    at: datetime
    who: str
    operator: str
    act: str
    step: str
    times: int = 1


def listing(
    house: House, actor: Actor, application_id: str, *, page: int = 1
) -> tuple[str, Page[JournalLine]]:
    """The application's number, and its lines since it was first handed in, the last one first. Raises `NotFound` outside the actor's scope."""
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        steps = house.plan_of(application).chain.steps
        lines = lines_of(w, f"application:{application.id}", (application.person_id, "申报人"), steps)
    return application.number or "", page_of(lines, page, PAGE_SIZE)


def lines_of(w: Work, subject: str, applicant: tuple[str, str], steps: Sequence[Step]) -> list[JournalLine]:
    """What was done to the subject since it was first handed in, the last one first. `applicant`: the person's id, and what they are called."""
    entries = w.journal.of(subject)
    first = f"{subject.partition(':')[0]}.{Outcome.SUBMITTED.value}"
    begun = next((place for place, each in enumerate(entries) if each.act == first), 0)
    entries = entries[begun:]
    names = _names(w, w.accounts.many(each.actor for each in entries).values(), applicant)
    captions = {step.id: step.caption for step in steps}
    return _joined(_line(captions, each, names) for each in entries)[::-1]


def _names(w: Work, accounts: Iterable[Account], applicant: tuple[str, str]) -> Mapping[str, tuple[str, str]]:
    """Account id -> who it is and who sits there, as far as the chain may know: organisations and their operators by name, persons only as the
    applicant or somebody else."""
    found = list(accounts)
    organisations = w.organisations.many(each.organisation_id for each in found if each.organisation_id)
    person_id, called = applicant
    names = {"system": ("系统", "")}
    for each in found:
        organisation = organisations.get(each.organisation_id or "")
        if organisation is not None:
            names[each.id] = (organisation.name, each.name if each.name != organisation.name else "")
        else:
            names[each.id] = (called if each.person_id == person_id else "其他个人账号", "")
    return names


def _line(
    captions: Mapping[str, str], entry: JournalEntry, names: Mapping[str, tuple[str, str]]
) -> JournalLine:
    who, operator = names.get(entry.actor, ("其他账号", ""))
    step = captions.get(entry.detail.get("step", ""), "")
    return JournalLine(entry.at, who, operator, act_caption(entry.act), step)


def act_caption(act: str) -> str:
    """What an act of the journal is called; what the applicant edits has many acts and one name."""
    if act in ACT:
        return ACT[act]
    kind, _, name = act.partition(".")
    edited = _EDITED.get(kind, "其他操作")
    outcome = next((each for each in Outcome if kind in _EDITED and each.value == name), None)
    return OUTCOME[outcome] if outcome is not None else edited


def _joined(lines: Iterable[JournalLine]) -> list[JournalLine]:
    """The same done by the same account several times in a row is one line."""
    joined: list[JournalLine] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and replace(last, at=line.at, times=1) == line:
            joined[-1] = replace(line, times=last.times + 1)
        else:
            joined.append(line)
    return joined
