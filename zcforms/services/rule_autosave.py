"""What an author typed into a draft of rules and has not saved: kept whatever it is, for its author alone, until it is saved or given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.rule_draft import RuleDraft
from zcforms.services.access import writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import author, seen_draft
from zcforms.services.rule_linting import LONGEST
from zcforms.storage.work import Work

_MOST_KEPT = 2 * LONGEST


@dataclass(frozen=True, slots=True)
class Buffer:
    """What was typed and not saved."""

    text: str
    cases_text: str
    at: datetime


def keep(house: House, actor: Actor, draft_id: str, text: str, cases_text: str, *, now: datetime) -> None:
    """Autosave: whatever stands in the editor, sound or not, for its author alone.

    Raises:
        InputRefused: it is far too long. NotAllowed, WrongState: not the actor's to change (any more). NotFound.
    """
    if len(text) + len(cases_text) > _MOST_KEPT:
        raise InputRefused([InputFault("", "内容过长，无法自动保存；请拆成几个规则集。")])
    with writing(house, actor) as w:
        found = seen_draft(w, author(w, house, actor), draft_id)
        found.require_editable(actor.account_id)
        content = {"text": lines(text), "cases_text": lines(cases_text)}
        w.drafts.save(actor.account_id, _key(draft_id), content, now)


def forget(house: House, actor: Actor, draft_id: str) -> None:
    """Throw away what was typed and not saved."""
    with writing(house, actor) as w:
        dropped(w, actor.account_id, draft_id)


def unsaved(w: Work, found: RuleDraft) -> Buffer | None:
    """What the draft's author typed after saving it last; None where it is what was saved."""
    kept = w.drafts.find(found.author, _key(found.id))
    if kept is None:
        return None
    buffer = Buffer(str(kept.content["text"]), str(kept.content["cases_text"]), kept.updated_at)
    return None if (buffer.text, buffer.cases_text) == (found.text, found.cases_text) else buffer


def dropped(w: Work, account_id: str, draft_id: str) -> None:
    """Nothing of it is left."""
    w.drafts.discard(account_id, _key(draft_id))


def lines(text: str) -> str:
    """The text as an editor has it, whatever a browser makes of its line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _key(draft_id: str) -> str:
    return f"rules/{draft_id}"
