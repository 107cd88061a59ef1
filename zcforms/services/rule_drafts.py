"""Changing a ruleset: a draft is begun from what is in force, typed (autosaved whatever it is), saved when it is sound.

What follows it stands in its own modules: `rule_shelf` (what is in force), `rule_history` (versions and comparisons), `rule_linting` (faults with their
places), `rule_trials` (people, cases, impact), `rule_reviews` (the gate, a second person, publishing), `rule_vocabulary` (names and keywords).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.rule_draft import OPEN, DraftState, RuleDraft, held_reason
from zcforms.services import rule_autosave, rule_linting
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.rule_authors import Author, author, seen_draft
from zcforms.services.rule_autosave import Buffer
from zcforms.services.rule_history import text_of
from zcforms.services.rule_linting import Mark, Part, cases_file
from zcforms.services.rule_shelf import PlanName, names
from zcforms.services.rulebook import Edition
from zcforms.storage.work import Work

_MOST_GIVEN_UP = 5


class RulesRefused(InputRefused):
    """The text is not sound; `marks` say where. What was typed is still in the autosave."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks = tuple(marks)
        parts: Mapping[Part, str] = {"rules": "规则", "cases": "用例"}
        super().__init__(
            [
                InputFault(
                    f"/{mark.part}{mark.pointer}",
                    f"{parts[mark.part]}第 {mark.line} 行：{mark.fault}。{mark.remedy}",
                )
                for mark in marks
            ]
        )


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line of the list of drafts."""

    id: str
    ruleset: str
    caption: str
    plan: PlanName
    state: DraftState
    author: str
    reason: str
    changed_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class DraftShown:
    """`version` goes back with `save`. `base_number`: the published number that it was begun from (0: the file); `outdated`: something else is in force by
    now. `mine`: the actor wrote it; `editable`: and may go on. `buffer`: what its author typed after saving, shown to nobody else; one that is left after handing in went along with nothing. `accepted`: survivor -> why it may live."""

    id: str
    ruleset: str
    caption: str
    plan_id: str
    plans: tuple[PlanName, ...]
    text: str
    cases_text: str
    base_text: str
    base_cases: str
    base_number: int
    state: DraftState
    version: int
    author: str
    reviewer: str
    reason: str
    opinion: str
    number: int | None
    created_at: datetime
    changed_at: datetime
    accepted: Mapping[str, str]
    mine: bool
    editable: bool
    outdated: bool
    buffer: Buffer | None
    marks: tuple[Mark, ...]


def start(
    house: House,
    actor: Actor,
    ruleset_id: str,
    reason: str,
    now: datetime,
    *,
    plan_id: str | None = None,
    number: int | None = None,
) -> str:
    """Begin a draft; its id. `plan_id`: whose cases prove it (the first plan that uses the ruleset); `number`: begin from that published version
    (0: the file) instead of what is in force, to bring it back. An own open draft of the ruleset is gone on with, unless `number` is given.

    Raises:
        NotAllowed: the ruleset is not the unit's to change. NotFound. InputRefused: no reason.
        WrongState: `number` is given and an own draft is open.
    """
    told = held_reason(reason, "/reason")
    edition = house.rulebook.edition()
    with writing(house, actor) as w:
        who = author(w, house, actor)
        users = who.require_edit(edition, ruleset_id)
        if open_draft := _open_of(w, who, ruleset_id):
            if number is not None:
                raise WrongState("您已有一份这个规则集的草稿，请先办结或放弃，再恢复旧版本。")
            return open_draft.id
        if plan_id is not None and plan_id not in users:
            raise NotFound("这个规则集不用于所选的评审计划。")
        text = None if number is None else text_of(w, house.rulebook.files, edition, ruleset_id, number)
        draft = _begun(w, edition, who, ruleset_id, plan_id=plan_id or users[0], reason=told, now=now)
        draft.text = draft.text if text is None else text
        note(
            w, actor, "rules.start", f"rule-draft:{draft.id}", now, ruleset=ruleset_id, base=draft.base_number
        )
        return draft.id


def drafts(house: House, actor: Actor) -> list[DraftLine]:
    """The unit's open drafts, the last changed first."""
    return _lines(house, actor, OPEN)


def given_up(house: House, actor: Actor) -> list[DraftLine]:
    """The actor's own drafts that can be taken up again, the last changed first, no more than 5."""
    found = _lines(house, actor, frozenset({DraftState.DISCARDED}))
    return [each for each in found if each.mine][:_MOST_GIVEN_UP]


def _lines(house: House, actor: Actor, states: frozenset[DraftState]) -> list[DraftLine]:
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        found = w.rule_drafts.of(who.organisation_id, states)
    return [
        DraftLine(
            draft.id,
            draft.ruleset,
            _caption(edition, draft.ruleset),
            _plan(edition, draft.plan_id),
            draft.state,
            draft.author_name,
            draft.reason,
            draft.changed_at,
            draft.author == who.account_id,
        )
        for draft in found
    ]


def draft(house: House, actor: Actor, draft_id: str) -> DraftShown:
    """Raises `NotFound`, also for another unit's draft."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        found = seen_draft(w, who, draft_id)
        buffer = rule_autosave.unsaved(w, found)
        outdated = found.state in OPEN and is_outdated(w, edition, found)
    mine = found.author == who.account_id
    marks = _marks(edition, found, found.text, found.cases_text, every=False) if found.state in OPEN else []
    return DraftShown(
        id=found.id,
        ruleset=found.ruleset,
        caption=_caption(edition, found.ruleset),
        plan_id=found.plan_id,
        plans=names(edition, edition.used_by(found.ruleset)),
        text=found.text,
        cases_text=found.cases_text,
        base_text=found.base_text,
        base_cases=found.base_cases,
        base_number=found.base_number,
        state=found.state,
        version=found.version,
        author=found.author_name,
        reviewer=found.reviewer_name,
        reason=found.reason,
        opinion=found.opinion,
        number=found.number,
        created_at=found.created_at,
        changed_at=found.changed_at,
        accepted=found.accepted,
        mine=mine,
        editable=mine and found.editable,
        outdated=outdated,
        buffer=buffer if mine else None,
        marks=tuple(marks),
    )


def lint(house: House, actor: Actor, draft_id: str, text: str, cases_text: str | None = None) -> list[Mark]:
    """What is wrong with the texts, each at its place, as far as the draft's plan is concerned; nothing is kept. `cases_text` None: only the rules are looked at.
    What other plans would miss is told by `save`. Raises `NotFound`."""
    with reading(house, actor) as w:
        found = seen_draft(w, author(w, house, actor), draft_id)
    return _marks(house.rulebook.edition(), found, text, cases_text, every=False)


def save(
    house: House, actor: Actor, draft_id: str, text: str, cases_text: str, *, version: int, now: datetime
) -> int:
    """Keep a sound text; the draft's new version.

    Raises:
        RulesRefused: it is not sound; nothing of it was taken, the autosave has it.
        StaleWrite: another window saved since. NotAllowed, WrongState, NotFound.
    """
    text, cases_text = rule_autosave.lines(text), rule_autosave.lines(cases_text)
    keeper = replace(actor, once=None)  # saving is what the form is for
    rule_autosave.keep(house, keeper, draft_id, text, cases_text, now=now)
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        found = seen_draft(w, author(w, house, actor), draft_id, version)
    if marks := _marks(edition, found, text, cases_text, every=True):
        raise RulesRefused(marks)
    with writing(house, actor) as w:
        found = seen_draft(w, author(w, house, actor), draft_id, version)
        found.edit(actor.account_id, text, cases_text, now)
        rule_autosave.dropped(w, actor.account_id, draft_id)
        note(w, actor, "rules.save", f"rule-draft:{draft_id}", now)
        w.flush()
        return found.version


def rebase(house: House, actor: Actor, draft_id: str, version: int, now: datetime) -> int:
    """Take what is in force now as what the draft changes, after the author has brought the other's changes into the text; the draft's new version.

    Raises:
        StaleWrite, NotAllowed, WrongState, NotFound.
    """
    edition = house.rulebook.edition()
    with writing(house, actor) as w:
        found = seen_draft(w, author(w, house, actor), draft_id, version)
        cases = cases_in_force(w, edition, found.plan_id)
        number = edition.number(found.ruleset)
        found.rebase(actor.account_id, edition.text(found.ruleset), cases, number, now)
        note(w, actor, "rules.rebase", f"rule-draft:{draft_id}", now, base=number)
        w.flush()
        return found.version


def discard(house: House, actor: Actor, draft_id: str, now: datetime) -> None:
    """Give the draft up; what was written stays, for `take_up`. Raises `NotAllowed`, `WrongState`, `NotFound`."""
    with writing(house, actor) as w:
        found = seen_draft(w, author(w, house, actor), draft_id)
        found.discard(actor.account_id, now)
        note(w, actor, "rules.discard", f"rule-draft:{draft_id}", now)


def take_up(house: House, actor: Actor, draft_id: str, now: datetime) -> None:
    """Go on with a draft that was given up, with what was typed and not saved then.

    Raises:
        WrongState: it was not given up; another own draft of the ruleset is open. NotAllowed, NotFound.
    """
    edition = house.rulebook.edition()
    with writing(house, actor) as w:
        who = author(w, house, actor)
        found = seen_draft(w, who, draft_id)
        who.require_edit(edition, found.ruleset)
        if _open_of(w, who, found.ruleset):
            raise WrongState("您已有一份这个规则集的草稿，请先办结或放弃，再恢复这一份。")
        found.take_up(actor.account_id, now)
        note(w, actor, "rules.take_up", f"rule-draft:{draft_id}", now)


# -- what others build on ------------------------------------------------------------------------------------------------


def cases_in_force(w: Work, edition: Edition, plan_id: str) -> str:
    """The text of the plan's cases: those that were published last for it or with it, or its file; "" where it has none."""
    version, plan = w.rule_versions.cases_of(plan_id), edition.plan_version(plan_id)
    if version is not None and (plan is None or plan.at <= version.at):
        return version.cases_text
    return edition.sources.text(cases_file(plan_id))


def is_outdated(w: Work, edition: Edition, found: RuleDraft) -> bool:
    """Whether something else is in force than what the draft was begun from."""
    return (
        edition.text(found.ruleset) != found.base_text
        or cases_in_force(w, edition, found.plan_id) != found.base_cases
    )


def begin_from(
    w: Work, edition: Edition, who: Author, ruleset_id: str, *, plan_id: str, reason: str, now: datetime
) -> RuleDraft:
    """The author's open draft of the ruleset, or a new one.

    Raises:
        WrongState: it is being reviewed.
    """
    found = _open_of(w, who, ruleset_id)
    if found is not None:
        found.require_editable(who.account_id)
        return found
    return _begun(w, edition, who, ruleset_id, plan_id=plan_id, reason=reason, now=now)


def _begun(
    w: Work, edition: Edition, who: Author, ruleset_id: str, *, plan_id: str, reason: str, now: datetime
) -> RuleDraft:
    text, cases = edition.text(ruleset_id), cases_in_force(w, edition, plan_id)
    begun = RuleDraft(
        id=new_id(),
        ruleset=ruleset_id,
        plan_id=plan_id,
        organisation_id=who.organisation_id,
        author=who.account_id,
        author_name=who.name,
        reason=reason,
        text=text,
        cases_text=cases,
        base_text=text,
        base_cases=cases,
        base_number=edition.number(ruleset_id),
        created_at=now,
        changed_at=now,
    )
    return w.rule_drafts.add(begun)


def _open_of(w: Work, who: Author, ruleset_id: str) -> RuleDraft | None:
    mine = (each for each in w.rule_drafts.of(who.organisation_id, OPEN) if each.author == who.account_id)
    return next((each for each in mine if each.ruleset == ruleset_id), None)


def _marks(
    edition: Edition, found: RuleDraft, text: str, cases_text: str | None, *, every: bool
) -> list[Mark]:
    """A plan without cases has an empty text of them, which is no fault until publishing."""
    cases = cases_text if cases_text and cases_text.strip() else None
    return rule_linting.marks(edition, found.ruleset, found.plan_id, text, cases, every=every)


def _caption(edition: Edition, ruleset_id: str) -> str:
    document = edition.shelf.documents.get(ruleset_id)
    return str(document.data["caption"]) if document else ruleset_id


def _plan(edition: Edition, plan_id: str) -> PlanName:
    plan = edition.plans.get(plan_id)
    return PlanName(plan_id, plan.caption if plan else plan_id)
