"""Several applications endorsed at once, with care: looked at first, each with what speaks against it; then all of what was confirmed, or none
(issue 5). Titles are granted so, too: under one number of approval, as the authority's letter has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.chain import StepKind
from zcforms.domain.errors import CheckFailed, InputFault, InputRefused, StaleWrite
from zcforms.domain.finding import Finding, Severity
from zcforms.services import approvals
from zcforms.services.access import OWN, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.conferring import Grant, confer_within, passed_on
from zcforms.services.desk_queue import PAGE_SIZE, Waiting, waiting_at
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.judgement import judge
from zcforms.services.texts import caption_in
from zcforms.storage.shelves.desks import WaitingRow
from zcforms.storage.work import Work

_TOLD = 2
"""So many findings of an application are told in words."""
_APART = "核准与其他环节须分开办理，请另行勾选。"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One that was ticked. `hindrance`: why it is not endorsed with the others, "" for nothing; `advice`: what the check says and does not
    hold against it, of a title to be granted the committee's result; `grants`: it is to be granted; `version`: as it is now."""

    application_id: str
    version: int
    number: str
    name: str
    employer: str
    plan: str
    title: str
    step: str
    hindrance: str
    advice: tuple[str, ...]
    grants: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """`gone`: how many of what was ticked do not stand here any more."""

    candidates: tuple[Candidate, ...]
    gone: int

    @property
    def fit(self) -> tuple[Candidate, ...]:
        return tuple(each for each in self.candidates if not each.hindrance)

    @property
    def left(self) -> tuple[Candidate, ...]:
        return tuple(each for each in self.candidates if each.hindrance)

    @property
    def grants(self) -> bool:
        """Whether titles are granted: what fits is either all of it at that step, or none."""
        return any(each.grants for each in self.fit)


@dataclass(frozen=True, slots=True)
class _Looked:
    waiting: Waiting
    document: Mapping[str, Any]
    hindrance: str
    passed: date | None

    @property
    def grants(self) -> bool:
        return _grants(self.waiting)


def look(house: House, actor: Actor, seen: Mapping[str, int], now: datetime) -> Batch:
    """What was ticked, as it is now. `seen`: application id -> the version that the list showed. What does not stand at a step of the
    actor's is counted and not named.

    Raises:
        InputRefused: nothing was ticked, or more than a page has.
    """
    _hold_number(seen)
    with reading(house, actor) as w:
        found = _standing(w, house, actor, seen, now)
        applications = w.applications.many(found)
        own = w.accounts.get(actor.account_id).person_id
        apart = len({_grants(each) for each in found.values()}) > 1
        looked = [
            _Looked(
                each,
                document_of(w, house, applications[id_]),
                _hindrance(each, applications[id_], own, seen[id_])
                or (_APART if apart and _grants(each) else ""),
                passed_on(w, id_) if _grants(each) else None,
            )
            for id_, each in found.items()
        ]
    return Batch(tuple(_candidate(house, each) for each in looked), len(seen) - len(found))


def endorse_all(
    house: House,
    actor: Actor,
    seen: Mapping[str, int],
    opinion: str,
    now: datetime,
    *,
    grant: Grant | None = None,
) -> int:
    """Endorse all of them with one opinion, or none; how many. `seen`: application id -> the version that was confirmed; `grant`: what the
    titles of all of them are granted under, None where none is.

    Raises:
        InputRefused: as `look`, and as `conferring.confer`.
        StaleWrite: one was changed since, or does not stand here any more; the sentence says which.
        NotAllowed: the actor's own, or a step that endorses nothing.
    """
    _hold_number(seen)
    with writing(house, actor) as w:
        found = _standing(w, house, actor, seen, now)
        if len(found) < len(seen):
            raise StaleWrite(
                f"所选申报中有 {len(seen) - len(found)} 份刚刚撤回、退回或已由他人办理，本次没有通过任何一份。请重新核对。"
            )
        if changed := [each.row for id_, each in found.items() if each.row.version != seen[id_]]:
            names = "、".join(f"{row.name}（{row.number}）" for row in changed)
            raise StaleWrite(f"{names}的申报在您确认之后有改动，本次没有通过任何一份。请重新核对。")
        if grant is not None:
            grant.held(now)
        for id_, each in found.items():
            if grant is None:
                approvals.endorse_within(w, house, actor, id_, opinion, now=now, version=seen[id_])
            else:
                with _named(each.row):
                    confer_within(w, house, actor, id_, grant, now=now, opinion=opinion, version=seen[id_])
        subject = f"organisation:{actor.organisation()}"
        note(w, actor, "application.endorse_many", subject, now, count=len(found))
    return len(found)


def _grants(waiting: Waiting) -> bool:
    return waiting.step.kind is StepKind.GRANT


@contextmanager
def _named(row: WaitingRow) -> Iterator[None]:
    """What cannot be right of one of them says of whom."""
    try:
        yield
    except InputRefused as refused:
        said = [
            replace(each, message=f"{row.name}（{row.number}）：{each.message}") for each in refused.faults
        ]
        raise InputRefused(said) from None


def _hold_number(seen: Mapping[str, int]) -> None:
    if not seen:
        raise InputRefused([InputFault("/id", "请先勾选要通过的申报。")])
    if len(seen) > PAGE_SIZE:
        raise InputRefused([InputFault("/id", f"一次最多选择 {PAGE_SIZE} 份申报。")])


def _standing(
    w: Work, house: House, actor: Actor, seen: Mapping[str, int], now: datetime
) -> dict[str, Waiting]:
    """Those of them that stand here, the oldest first."""
    organisation = w.organisations.get(actor.organisation())
    here = waiting_at(w, house, organisation, now)
    return {each.row.application_id: each for each in here if each.row.application_id in seen}


def _hindrance(each: Waiting, application: Application, own: str | None, version: int) -> str:
    """What can be told without a check."""
    if each.alone:
        return f"“{each.step.caption}”{each.alone}。"
    if application.person_id == own:
        return OWN
    if application.version != version:
        return "在您打开列表之后有改动，请单独查看后再审核。"
    return ""


def _candidate(house: House, looked: _Looked) -> Candidate:
    each = looked.waiting
    hindrance, advice = _spoken(house, looked)
    return Candidate(
        each.row.application_id,
        each.row.version,
        each.row.number,
        each.row.name,
        each.row.employer,
        each.plan.caption,
        caption_in(each.plan.titles, each.row.title),
        each.step.caption,
        hindrance,
        advice,
        looked.grants,
    )


def _spoken(house: House, looked: _Looked) -> tuple[str, tuple[str, ...]]:
    """Hindrance and advice. Behind the committee's result no rule is asked any more."""
    if looked.hindrance:
        return looked.hindrance, ()
    if looked.grants:
        return "", (f"{looked.passed} 通过",) if looked.passed else ()
    return _checked(house, looked)


def _checked(house: House, looked: _Looked) -> tuple[str, tuple[str, ...]]:
    """What the rules in force now hold against it, and what they only advise."""
    plan = looked.waiting.plan
    try:
        verdict = judge(house.checker, house.rules_of(plan), plan, looked.document).verdict
    except CheckFailed:
        return "检测暂时没有完成，请单独查看后再审核。", ()
    blocking = [finding for finding in verdict.findings if finding.blocks]
    advice = [each for each in verdict.findings if not each.blocks and each.severity is Severity.ADVISORY]
    hindrance = f"检测有 {len(blocking)} 处不符合：{'；'.join(_words(blocking))}" if blocking else ""
    return hindrance, tuple(_words(advice))


def _words(findings: list[Finding]) -> Iterator[str]:
    yield from (finding.message for finding in findings[:_TOLD])
    if len(findings) > _TOLD:
        yield f"等 {len(findings)} 处"
