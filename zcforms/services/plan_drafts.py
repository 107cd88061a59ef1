"""Changing a plan: a draft is begun from nothing, from what is in force, or as a copy for another year, and changed by one patch after another.

Several authors of a unit may work on one draft at once. Each change is made against the content as it is at that moment, and says what its author had seen of
the place that it changes: where somebody else has changed that place since, nothing is written, and the author sees both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.documents import patching
from zcforms.documents.patching import Patch, PatchRefused
from zcforms.documents.reading import digest
from zcforms.domain.errors import StaleWrite, WrongState
from zcforms.domain.plan_draft import OPEN, Acceptance, ChangeState, DraftState, PlanChange, PlanDraft
from zcforms.domain.rule_draft import held_reason
from zcforms.forms.shelf import HeldFile
from zcforms.services.access import Hidden, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.plan_limits import require_modest, require_modest_patch
from zcforms.services.plan_package import Made, make
from zcforms.services.rule_authors import Author, author
from zcforms.services.rulebook import Edition
from zcforms.storage.work import Work, work

Content = Mapping[str, Any]
Path = tuple[str | int, ...]
_TRIES = 5
_MOST_GIVEN_UP = 5


@dataclass(frozen=True, slots=True)
class PlanDraftShown:
    """`undo` and `redo`: what would be undone and done again, "" for nothing. `mine`: the actor handed it over, or began it."""

    id: str
    plan_id: str
    caption: str
    reason: str
    content: Content
    base: Content
    base_number: int
    state: DraftState
    version: int
    author: str
    reviewer: str
    opinion: str
    number: int | None
    created_at: datetime
    changed_at: datetime
    accepted: Mapping[str, Acceptance]
    editable: bool
    submitted_by_me: bool
    undo: str
    redo: str

    @property
    def documents(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.content["documents"]
        return found


@dataclass(frozen=True, slots=True)
class PlanDraftLine:
    """One line of the list of drafts."""

    id: str
    plan_id: str
    caption: str
    state: DraftState
    author: str
    reason: str
    changed_at: datetime


class Clash(StaleWrite):
    """Somebody changed the place since the author saw it. `now`: what stands there at present, None where it is gone."""

    def __init__(self, now: Any) -> None:
        super().__init__("另一位同事刚刚修改了这里，您的修改还没有保存。请核对两边的内容，再决定保留哪一个。")
        self.now = now


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a draft starts with: its content, and what it changes, which is of the published number `number` (0: the files)."""

    plan_id: str
    content: Content
    base: Content
    number: int = 0


def begin(w: Work, who: Author, beginning: Beginning, reason: str, now: datetime) -> PlanDraft:
    """A new draft. Raises `InputRefused`: no reason; `DocumentsInvalid`: its content is more than can be read."""
    require_modest(beginning.content)
    return w.plan_drafts.add(
        PlanDraft(
            id=new_id(),
            plan_id=beginning.plan_id,
            organisation_id=who.organisation_id,
            author=who.account_id,
            author_name=who.name,
            reason=held_reason(reason, "/reason"),
            content=beginning.content,
            base=beginning.base,
            base_number=beginning.number,
            created_at=now,
            changed_at=now,
        )
    )


def drafts(house: House, actor: Actor) -> list[PlanDraftLine]:
    """The unit's open drafts, the last changed first."""
    return _lines(house, actor, OPEN)


def given_up(house: House, actor: Actor) -> list[PlanDraftLine]:
    """The unit's drafts that can be taken up again, the last changed first, no more than 5."""
    return _lines(house, actor, frozenset({DraftState.DISCARDED}))[:_MOST_GIVEN_UP]


def _lines(house: House, actor: Actor, states: frozenset[DraftState]) -> list[PlanDraftLine]:
    with reading(house, actor) as w:
        found = w.plan_drafts.of(author(w, house, actor).organisation_id, states)
    return [
        PlanDraftLine(
            each.id,
            each.plan_id,
            caption_of(each),
            each.state,
            each.author_name,
            each.reason,
            each.changed_at,
        )
        for each in found
    ]


def draft(house: House, actor: Actor, draft_id: str) -> PlanDraftShown:
    """Raises `NotFound`, also for another unit's draft."""
    with reading(house, actor) as w:
        who = author(w, house, actor)
        found = seen_plan_draft(w, who, draft_id)
        undo, redo = w.plan_changes.to_undo(draft_id), w.plan_changes.to_redo(draft_id)
    return PlanDraftShown(
        id=found.id,
        plan_id=found.plan_id,
        caption=caption_of(found),
        reason=found.reason,
        content=found.content,
        base=found.base,
        base_number=found.base_number,
        state=found.state,
        version=found.version,
        author=found.author_name,
        reviewer=found.reviewer_name,
        opinion=found.opinion,
        number=found.number,
        created_at=found.created_at,
        changed_at=found.changed_at,
        accepted=found.acceptances,
        editable=found.editable,
        submitted_by_me=found.submitted_by == who.account_id,
        undo=_told(undo, who) if found.editable else "",
        redo=_told(redo, who) if found.editable else "",
    )


def _told(change: PlanChange | None, who: Author) -> str:
    """What a change did; a colleague's with the colleague's name."""
    if change is None:
        return ""
    return change.caption if change.account_id == who.account_id else f"{change.caption}（{change.name}）"


def changes(house: House, actor: Actor, draft_id: str) -> list[PlanChange]:
    """Who changed what, the newest first; what was dropped too. Raises `NotFound`."""
    with reading(house, actor) as w:
        seen_plan_draft(w, author(w, house, actor), draft_id)
        return w.plan_changes.of(draft_id)


def undoing(house: House, draft_id: str) -> tuple[Patch, ...]:
    """What takes back each change that is part of the draft, the newest first: for whoever looks at what it was, and has seen the draft."""
    with work(house.database, write=False) as w:
        found = w.plan_changes.of(draft_id)
    return tuple(each.inverse for each in found if each.state is ChangeState.APPLIED)


@dataclass(frozen=True, slots=True)
class Step:
    """One change. `patch` makes its operations from the content as it is at that moment (pointers into the content: `/documents/…`); none is nothing to do. `place`
    and `seen`: where its author was looking, and `fingerprint` of what stood there."""

    caption: str
    patch: Callable[[Content], Patch]
    place: Path = ()
    seen: str | None = None


def change(house: House, actor: Actor, draft_id: str, step: Step, now: datetime) -> int:
    """Make a change; the draft's new version.

    Raises:
        Clash: it is not what the author saw. WrongState: it is being reviewed or done with; the patch does not fit. NotFound.
        DocumentsInvalid: it makes of the draft what nobody could read. Whatever `step.patch` raises, such as `InputRefused`.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _changed(house, actor, draft_id, step, now)
        except Clash:
            raise
        except StaleWrite:  # two changes at the same moment: the second is made on what the first has made
            if not left:
                raise
    raise AssertionError


def _changed(house: House, actor: Actor, draft_id: str, step: Step, now: datetime) -> int:
    with writing(house, actor) as w:
        who = author(w, house, actor)
        found = seen_plan_draft(w, who, draft_id)
        found.require_editable()
        before = found.content
        if step.seen is not None and fingerprint(before, step.place) != step.seen:
            raise Clash(standing(before, step.place))
        operations = list(step.patch(before))
        if not operations:
            return found.version
        require_modest_patch(operations)
        content = _patched(before, operations)
        require_modest(content)
        found.put(content, now)
        w.plan_changes.drop_undone(draft_id)
        w.plan_changes.add(
            PlanChange(
                id=new_id(),
                draft_id=draft_id,
                sequence=w.plan_changes.next_sequence(draft_id),
                account_id=who.account_id,
                name=who.name,
                at=now,
                caption=step.caption,
                patch=operations,
                inverse=patching.inverse(before, operations),
            )
        )
        note(w, actor, "plans.change", f"plan-draft:{draft_id}", now, what=step.caption)
        w.flush()
        return found.version


def undo(house: House, actor: Actor, draft_id: str, now: datetime, *, version: int | None = None) -> int:
    """Take back the last change, whoever made it; the draft's new version. `version`: the one that was looked at.

    Raises `WrongState` where nothing can be undone, `StaleWrite`, `NotFound`."""
    return _stepped(house, actor, draft_id, now, version, back=True)


def redo(house: House, actor: Actor, draft_id: str, now: datetime, *, version: int | None = None) -> int:
    """Do again what was undone last. Raises as `undo`."""
    return _stepped(house, actor, draft_id, now, version, back=False)


def _stepped(
    house: House, actor: Actor, draft_id: str, now: datetime, version: int | None, *, back: bool
) -> int:
    with writing(house, actor) as w:
        found = seen_plan_draft(w, author(w, house, actor), draft_id)
        found.require_editable()
        _require_seen(w, found, version)
        step = w.plan_changes.to_undo(draft_id) if back else w.plan_changes.to_redo(draft_id)
        if step is None:
            raise WrongState("没有可以撤销的修改。" if back else "没有可以重做的修改。")
        found.put(_patched(found.content, step.inverse if back else step.patch), now)
        step.state = ChangeState.UNDONE if back else ChangeState.APPLIED
        note(
            w, actor, "plans.undo" if back else "plans.redo", f"plan-draft:{draft_id}", now, what=step.caption
        )
        w.flush()
        return found.version


def _require_seen(w: Work, found: PlanDraft, version: int | None) -> None:
    """Raises `StaleWrite`: the last change is none that whoever steps back or forth was looking at."""
    if version is None or version == found.version:
        return
    last = next((each for each in w.plan_changes.of(found.id) if each.state is ChangeState.APPLIED), None)
    told = f"（最近一次修改：{last.name}，{last.caption}）" if last else ""
    raise StaleWrite(
        f"方案在您打开这一页之后又有修改{told}，这一步没有执行。请核对现在的内容，需要时再点一次。"
    )


def discard(house: House, actor: Actor, draft_id: str, now: datetime) -> None:
    """Give the draft up; what was made stays, for `take_up`. Raises `WrongState`, `NotFound`."""
    with writing(house, actor) as w:
        seen_plan_draft(w, author(w, house, actor), draft_id).discard(now)
        note(w, actor, "plans.discard", f"plan-draft:{draft_id}", now)


def take_up(house: House, actor: Actor, draft_id: str, now: datetime) -> None:
    """Go on with a draft that was given up. Raises `WrongState`, `NotFound`."""
    with writing(house, actor) as w:
        seen_plan_draft(w, author(w, house, actor), draft_id).take_up(now)
        note(w, actor, "plans.take_up", f"plan-draft:{draft_id}", now)


# -- what others build on ------------------------------------------------------------------------------------------------


def made(
    edition: Edition, plan_id: str, content: Content, files: Mapping[str, HeldFile] | None = None
) -> Made:
    """What the draft's documents make beside everything that is in force. `files`: as `plan_package.make` has it."""
    return make(edition.documents, edition.shelf, content["documents"], plan_id, files)


def seen_plan_draft(w: Work, who: Author, draft_id: str, version: int | None = None) -> PlanDraft:
    """A draft of the author's own organisation. Raises `NotFound`, `StaleWrite`."""
    found = w.plan_drafts.get(draft_id)
    if found.organisation_id != who.organisation_id:
        raise Hidden(f"plan-draft:{draft_id}")
    return w.plan_drafts.get(draft_id, version)


def standing(content: Content, place: Path) -> Any:
    """What stands at a place of the content; None where nothing does."""
    try:
        return patching.found(content, place)
    except (KeyError, ValueError):
        return None


def fingerprint(content: Content, place: Path) -> str:
    """What an author's form keeps of what it shows."""
    return digest(standing(content, place))[:16]


def caption_of(found: PlanDraft) -> str:
    plan = found.documents.get(f"schemas/plans/{found.plan_id}.json")
    return str(plan.get("caption") or found.plan_id) if isinstance(plan, Mapping) else found.plan_id


def _patched(content: Content, patch: Patch) -> Content:
    try:
        made: Content = patching.patched(content, patch)
    except PatchRefused as error:
        raise WrongState("方案已有变化，这项修改无法进行，请刷新页面后再试。") from error
    return made
