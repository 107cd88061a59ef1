"""Trying by hand: which single facts of somebody can be changed, what was typed for one, and the case that a trial makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.checks.conform import untyped
from zcforms.checks.core import Type
from zcforms.checks.naming import shown
from zcforms.checks.run import Outcome
from zcforms.checks.shape import Shape
from zcforms.documents.pointer import pointer, steps
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.lab.recounting import differences
from zcforms.services import rule_trials
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import author, seen_draft
from zcforms.services.rule_linting import tried
from zcforms.services.rule_proofs import changed_rules
from zcforms.services.rule_trials import MADE, REAL, Trial

_HIDDEN = frozenset({"breaches", "unasked", "imported", "categories", "application", "id", "digest", "photo"})
_EXPECTED = {
    Outcome.VIOLATED: "violated",
    Outcome.PASSED: "passed",
    Outcome.INAPPLICABLE: "inapplicable",
    Outcome.NOT_ASKED: "not_asked",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A fact that can be changed. `caption` says whose it is, `now` what it is; `options`: (value, caption) where there are few."""

    pointer: str
    caption: str
    now: str
    options: tuple[tuple[str, str], ...]


def places(house: House, plan_id: str, trial: Trial) -> list[Place]:
    """Every single value of the facts that were checked, in their order."""
    shape = house.rulebook[plan_id].shape
    return list(_places(shape, trial.facts, (), ""))


def typed(house: House, plan_id: str, place: str, text: str) -> Any:
    """What was typed for a fact, as JSON; None for nothing.

    Raises:
        InputRefused: it cannot be such a value.
    """
    shape = _shape(house.rulebook[plan_id].shape, steps(place))
    text = text.strip()
    if shape is None or shape.type is None:
        raise InputRefused([InputFault("/pointer", "请从列表中选择要改的数据。")])
    if not text:
        return None
    try:
        match shape.type:
            case Type.INTEGER:
                return int(text)
            case Type.NUMBER:
                return float(text)
            case Type.BOOLEAN:
                return {"是": True, "true": True, "否": False, "false": False}[text]
    except (ValueError, KeyError):
        raise InputRefused([InputFault("/value", f"“{shape.caption}”应填{shape.type}。")]) from None
    by_caption = {shape.caption_of(option): option for option in shape.options}
    return by_caption.get(text, text)


def case_of(
    house: House,
    actor: Actor,
    draft_id: str,
    trial: Trial,
    name: str,
    *,
    text: str,
    cases_text: str,
    now: datetime,
) -> dict[str, Any]:
    """The trial as a case: its applicant with what is different, and what came out. What came out is what the rules say now; whether
    it is right its author has to say.

    Raises:
        InputRefused: no name, or the applicant is a real one: nobody's application is written into cases.
    """
    kind, _, applicant = trial.applicant.partition(":")
    if kind == REAL:
        raise InputRefused(
            [InputFault("/applicant", "真实申报不能存为用例。请换一名虚构的申报人，改成同样的情形后再存。")]
        )
    if kind == MADE:
        raise InputRefused(
            [
                InputFault(
                    "/applicant",
                    "系统虚构的申报人不在用例文本里，不能存为用例。请选用例中的申报人或示例申报，改成同样的情形后再存。",
                )
            ]
        )
    if not name.strip():
        raise InputRefused([InputFault("/name", "请用一句话说明这个用例，例如“继续教育只有两次”。")])
    base = rule_trials.try_out(
        house, actor, draft_id, text, trial.applicant, now=now, cases_text=cases_text
    ).document
    named = applicant if kind == rule_trials.CASE else f"examples/{applicant}"
    changed = _changed_rules(house, actor, draft_id, text)
    return {
        "case": name.strip()[:200],
        "applicant": named,
        **differences(base, trial.document),
        "expect": _expected(trial, changed),
    }


def _changed_rules(house: House, actor: Actor, draft_id: str, text: str) -> tuple[str, ...]:
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id)
    return changed_rules(edition, draft.plan_id, tried(edition, draft.ruleset, text))


def _expected(trial: Trial, changed: tuple[str, ...]) -> dict[str, Any]:
    """Everything that is violated, and what became of the rules that the draft changes."""
    expect: dict[str, Any] = {}
    for each in trial.explanations:
        word = _EXPECTED.get(each.outcome)
        if word and (each.outcome is Outcome.VIOLATED or each.rule in changed):
            expect.setdefault(word, []).append(each.rule)
    adjusted = {each.pointer.strip("/").replace("/", "."): untyped(each.after) for each in trial.adjustments}
    if adjusted:
        expect["adjusted"] = adjusted
    return expect or {"violated": []}


def _places(shape: Shape, value: Any, path: tuple[str | int, ...], group: str) -> Iterator[Place]:
    for name in shape.names:
        child = shape.child(name)
        if child is None or name in _HIDDEN:
            continue
        here = (*path, name)
        found = value.get(name) if isinstance(value, Mapping) else None
        if child.type is not None:
            yield _place(child, found, here, group)
        elif child.records is None:
            yield from _places(child, found or {}, here, child.caption or group)
        elif isinstance(found, list) and path[:1] != ("attachments",):
            for number, record in enumerate(found):
                label = f"{child.caption} 第 {number + 1} 条"
                yield from _places(child.records, record, (*here, number), label)


def _place(shape: Shape, value: Any, path: tuple[str | int, ...], group: str) -> Place:
    options = tuple((shape.caption_of(each), shape.caption_of(each)) for each in shape.options[:80])
    caption = f"{group}：{shape.caption}" if group else shape.caption
    return Place(pointer(path), caption, shown(value, shape), options)


def _shape(shape: Shape, path: tuple[str, ...]) -> Shape | None:
    place: Shape | None = shape
    for step in path:
        if place is not None:
            place = place.records if step.isdigit() or step == "-" else place.child(step)
    return place
