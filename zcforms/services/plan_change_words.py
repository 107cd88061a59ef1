"""What a step of a draft changed, in words: where, what stood there, what stands there now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.documents import patching
from zcforms.documents.pointer import steps
from zcforms.domain.plan_draft import ChangeState, PlanChange
from zcforms.forms import lint_words
from zcforms.forms.lint_faults import typed
from zcforms.lab.plan_words import condition_text
from zcforms.services import plan_drafts
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Content

MOST = 60
"""Steps of which the details are told, the newest first."""
_MOST_DETAILS, _LONGEST = 5, 60
_CONDITIONS = ("shownWhen", "requiredWhen", "where")
_SILENT = ("$schema", "id")
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Detail:
    """`before` and `after`: "" for nothing. `note`: what cannot be said by two values."""

    where: str
    before: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """`more`: so many details are not told."""

    change: PlanChange
    details: tuple[Detail, ...]
    more: int


def told(house: House, actor: Actor, draft_id: str, most: int | None = None) -> list[ChangeTold]:
    """Who changed what, the newest first; what was undone too. Raises `NotFound`."""
    changes = plan_drafts.changes(house, actor, draft_id)[:most]
    content = plan_drafts.draft(house, actor, draft_id).content
    found = []
    for change, after in _with_states(content, changes[:MOST]):
        details = list(_details(after, change)) if after is not None else []
        found.append(ChangeTold(change, tuple(details[:_MOST_DETAILS]), len(details[_MOST_DETAILS:])))
    return found + [ChangeTold(each, (), 0) for each in changes[MOST:]]


def _with_states(
    content: Content, changes: Sequence[PlanChange]
) -> Iterator[tuple[PlanChange, Content | None]]:
    """Each with what it made of the draft; None for what is no part of it any more."""
    applied = [each for each in changes if each.state is ChangeState.APPLIED]
    states = patching.states(content, [each.inverse for each in applied])
    for change in changes:
        yield change, next(states) if change.state is ChangeState.APPLIED else None


def _details(after: Content, change: PlanChange) -> Iterator[Detail]:
    """Of the documents; that answers are led along follows from it."""
    was = {each["path"]: each.get("value", _ABSENT) for each in change.inverse}
    for operation in change.patch:
        path = steps(operation["path"])
        if len(path) < 2 or path[0] != "documents":
            continue
        if operation["op"] == "move":
            yield Detail(_where(after, path[1], path[2:-1]), note="顺序有变")
            continue
        old = was.get(operation["path"], _ABSENT)
        new = operation["value"] if operation["op"] in ("add", "replace") else _ABSENT
        yield from _differing(after, path[1], path[2:], old, new)


def _differing(after: Content, document: str, at: Sequence[str], old: Any, new: Any) -> Iterator[Detail]:
    if at and at[-1] in _SILENT:
        return
    if at and "required" in at[-2:]:
        yield from _required(after, document, at, old, new)
        return
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)) or (at and at[-1] in _CONDITIONS):
        yield _detail(after, document, at, old, new)
        return
    keys = [*new, *(key for key in old if key not in new)]
    changed = [key for key in keys if old.get(key, _ABSENT) != new.get(key, _ABSENT)]
    for key in changed:
        yield from _differing(after, document, (*at, key), old.get(key, _ABSENT), new.get(key, _ABSENT))
    if not changed:
        yield Detail(_where(after, document, at), note="顺序有变")


def _required(after: Content, document: str, at: Sequence[str], old: Any, new: Any) -> Iterator[Detail]:
    """A list of names says of each field whether it must be filled in."""
    record = at[: len(at) - (1 if at[-1] == "required" else 2)]
    one, other = (
        [] if each is _ABSENT else each if isinstance(each, list) else [each] for each in (old, new)
    )
    for name in dict.fromkeys([*one, *other]):
        if (name in one) != (name in other):
            place = _where(after, document, (*record, "properties", str(name)))
            yield Detail(f"{place} › 必填", *("是" if name in each else "否" for each in (one, other)))


def _detail(after: Content, document: str, at: Sequence[str], old: Any, new: Any) -> Detail:
    if not document.endswith(".json"):
        return Detail(_where(after, document, ()), note="文本有变")
    if not at:
        return Detail(_where(after, document, ()), note="新的文档" if old is _ABSENT else "文档有变")
    thing = next((each for each in (new, old) if isinstance(each, Mapping) and "caption" in each), None)
    if thing is not None and _ABSENT in (old, new):
        note = f"{'添加' if old is _ABSENT else '删去'}“{thing['caption']}”"
        return Detail(_where(after, document, at[:-1]), note=note)
    beside = _beside(after, document, at)
    said = [_said(each, at[-1], beside) for each in (old, new)]
    return Detail(_where(after, document, at), *said)


def _where(after: Content, document: str, at: Sequence[str]) -> str:
    """Of what is gone by then the last step is no place any more, and still has its word."""
    data = after["documents"].get(document)
    place: list[str | int] = list(typed(data, at))
    return lint_words.where(document, data, [*place, *at[len(place) :]])


def _beside(after: Content, document: str, at: Sequence[str]) -> Mapping[str, Any]:
    """The fields that a condition at the place asks of, and whose names a list at the place holds."""
    try:
        found = patching.found(after["documents"][document], at[: -2 if at[-1] in _CONDITIONS else -1])
    except (KeyError, ValueError):
        return {}
    found = found.get("properties", found) if isinstance(found, Mapping) else {}
    return {key: each for key, each in found.items() if isinstance(each, Mapping)}


def _said(value: Any, key: str, beside: Mapping[str, Any]) -> str:
    if value is _ABSENT:
        return ""
    if key in _CONDITIONS and isinstance(value, Mapping):
        return condition_text(value, beside)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return _short("、".join(_said(each, "", beside) for each in value))
    if isinstance(value, Mapping):
        return str(value.get("caption") or "、".join(map(str, value)))
    return _short(
        str(beside[value]["caption"]) if value in beside and "caption" in beside[value] else str(value)
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
