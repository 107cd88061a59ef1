"""What validation finds, as records to be kept: a rule that wants a breach wants whatever is wrong somewhere in a form (docs/proofs-bounds.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zcforms.checks import core, reference
from zcforms.checks.core import DOCUMENT, Condition
from zcforms.checks.facts_schema import ITEM, UNKNOWN
from zcforms.checks.normal import Mode
from zcforms.checks.unasked import groups
from zcforms.domain.plan import Plan, Schema, SectionKind
from zcforms.lab.proofs.bounds.needs import BREACHES, NOTHING, Kept, ListPath, Need, either, kept
from zcforms.lab.proofs.bounds.places import every_place
from zcforms.lab.proofs.bounds.reading import free

MISSING, WRONG = "missing", "wrong"
_TWICE = 2
"""Records that it takes for one to be there again."""


def kinds_of(plan: Plan) -> dict[str, str]:
    """The parts of an application in which something can be wrong, each with its kind, as rules see them."""
    sections = {section.id: section.kind.value for section in plan.sections}
    return {**{item.id: ITEM for _, item in groups(plan)}, **sections, "": UNKNOWN}


def breaches_of(plan: Plan) -> dict[ListPath, Need]:
    """What keeps one breach of each part, of each sort: of what is missing, of what is wrong."""
    places = list(every_place(plan))
    found: dict[ListPath, Need] = {}
    for part, below in _lists_in(plan).items():
        inside = [(path, each) for path, each in places if path[: len(below)] == below and _is_list(each)]
        if part in _imported(plan):
            inside.append((below, {"uniqueItems": True}))
        found[(*BREACHES, part, MISSING)] = either(kept(DOCUMENT, path, 1) for path, _ in inside)
        found[(*BREACHES, part, WRONG)] = either(
            kept(DOCUMENT, path, _too_many(each)) for path, each in inside
        )
    return found


def _is_list(schema: Schema) -> bool:
    return schema.get("type") == "array"


def _too_many(schema: Schema) -> int:
    return max(_TWICE if schema.get("uniqueItems") else 1, int(schema.get("maxItems", 0)) + 1)


def _imported(plan: Plan) -> frozenset[str]:
    sections = [section.id for section in plan.sections if section.kind is SectionKind.IMPORT]
    return frozenset([*sections, *(item.id for _, item in groups(plan))])


def _lists_in(plan: Plan) -> dict[str, ListPath]:
    """Where the lists of each part are."""
    found: dict[str, ListPath] = {item.id: ("achievements", item.id) for _, item in groups(plan)}
    for section in plan.sections:
        of_files = section.kind is SectionKind.ATTACHMENTS
        found[section.id] = ("attachments",) if of_files else (section.id,)
    return found


def narrowed(need: Need, condition: Condition, variable: str, mode: Mode, kinds: Mapping[str, str]) -> Need:
    """The same need, with the breaches that a rule wants told apart by the parts in which they can be. `condition`: on a breach."""
    wanted = need.amounts.get(_ANY, 0)
    if wanted == 0 or not kinds:
        return need
    rest = Need({place: amount for place, amount in need.amounts.items() if place != _ANY})
    parts = [kept(DOCUMENT, path, wanted) for path in _fitting(condition, variable, mode, kinds)]
    return Need({**rest.amounts, **either(parts or [NOTHING]).amounts})


_ANY = Kept(DOCUMENT, BREACHES)


def _fitting(condition: Condition, variable: str, mode: Mode, kinds: Mapping[str, str]) -> Iterator[ListPath]:
    asks_states = any(
        isinstance(each, core.Present | core.InState | core.Definitely | core.FirstPresent | core.Chosen)
        for each in core.walk(condition)
    )
    sure = free(condition) <= {variable} and not asks_states
    for part, kind in kinds.items():
        sorts = []
        for sort in (MISSING, WRONG):
            breach = {"section": part or None, "kind": kind, "missing": sort == MISSING}
            truth = reference.truth_in(condition, {variable: breach}) if sure else None
            sorts += [sort] if truth is not (not mode.positive) else []
        if len(sorts) == 1:
            yield (*BREACHES, part, *sorts)
        elif sorts:
            yield (*BREACHES, part)
