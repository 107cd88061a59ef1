"""Which rules that set a value before others read it have a part in an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from zcforms.checks.assembly import Rule
from zcforms.checks.core import Field, walk
from zcforms.lab import proof
from zcforms.lab.proof import clock
from zcforms.lab.proofs.encoding.session import Session, broken_otherwise

_MOMENT = 2.0
"""Seconds in which it is found out whether an adjusting rule has a part in an answer; where it is not, it is named."""


def taking_part(session: Session, core: Sequence[str]) -> list[Rule]:
    """The adjusting rules without whose setting just what they set these could hold together."""
    own = {name: name.removeprefix(session.prefix).partition(":") for name in core}
    ruled = [rest for kind, _, rest in own.values() if kind in ("keeps", "breaks") and rest in session.rules]
    return [rule for rule in _read(session, ruled) if _has_part(session, rule, core, ruled)]


def _read(session: Session, rules: Iterable[str]) -> list[Rule]:
    """Those that set what these rules read, or what such as set it read."""
    asked = [session.rules[each].rule for each in rules]
    found: dict[str, Rule] = {}
    while asked:
        read = {(each.variable, each.path) for rule in asked for each in _fields(rule)}
        asked = [
            rule
            for rule in session.table.rules
            if rule.adjustment is not None
            and rule.id not in found
            and (rule.adjustment.target.variable, rule.adjustment.target.path) in read
        ]
        found |= {rule.id: rule for rule in asked}
    return [rule for rule in session.table.rules if rule.id in found]


def _fields(rule: Rule) -> Iterator[Field]:
    value = (rule.adjustment.value,) if rule.adjustment is not None else ()
    for node in (rule.question.guard, rule.question.requirement, *value):
        yield from (each for each in walk(node) if isinstance(each, Field))


def _has_part(session: Session, rule: Rule, core: Sequence[str], ruled: Sequence[str]) -> bool:
    broken = broken_otherwise(session, rule.id, ruled)
    names = []
    for name in core:
        kind, _, rest = name.removeprefix(session.prefix).partition(":")
        if kind not in ("keeps", "breaks") or rest not in broken:
            names.append(name)
            continue
        so = broken[rest] if kind == "breaks" else proof.negated(broken[rest])
        names.append(session.name(f"{kind}:{rest}~{rule.id}", so))
    return session.solver.ask(names, clock() + _MOMENT).core is None
