"""The comparisons of rules on whose two sides somebody may stand (question 3): each by itself, and where it is with one of several values, with each of them."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from zcforms.checks import naming
from zcforms.checks.assembly import Rule
from zcforms.checks.core import Chosen, Condition, Definitely, Literal, Not, conjunction, walk
from zcforms.checks.reading_back import sentence
from zcforms.checks.shape import Shape
from zcforms.lab.boundary import guarded, required
from zcforms.lab.edges import Edge, edges, of_document
from zcforms.lab.proofs.encoding.rules import Reader
from zcforms.lab.proofs.questions.making import Bench

_INSIDE = 0
_LONGEST = 60
"""Characters of a condition that are told in a caption."""


@dataclass(frozen=True, slots=True)
class Place:
    """One comparison of a rule. `ways`: pairs of conditions, the strictest first, of which the first says that what comes of the rule hangs on the comparison, which
    just holds, and the second the same where it just does not. `when`: in words which of several values it is compared with, "" for the only one."""

    rule: Rule
    reader: Reader
    edge: Edge
    number: int
    ways: tuple[tuple[Condition, Condition], ...]
    when: str = ""

    @property
    def caption(self) -> str:
        return f"{self.rule.caption}：{self.edge.words[_INSIDE]}{self.when}"


def places(bench: Bench, rules: Collection[str] | None = None) -> Iterator[Place]:
    """The comparisons that have an edge, rule by rule."""
    session, shape = bench.session, bench.version.ruleset.shape
    readers = {**session.adjusting, **{name: each.reader for name, each in session.rules.items()}}
    for rule in session.table.rules:
        if rules is not None and rule.id not in rules:
            continue
        numbers = itertools.count(1)
        for condition, asked in ((rule.question.guard, guarded), (rule.question.requirement, required)):
            for edge in edges(condition, shape):
                ways = tuple(zip(asked(rule, edge, True), asked(rule, edge, False), strict=True))
                if not ways:
                    continue
                for scope, when in _branches(edge, shape):
                    pairs = tuple((conjunction([*scope, a]), conjunction([*scope, b])) for a, b in ways)
                    yield Place(rule, readers[rule.id], edge, next(numbers), pairs if scope else ways, when)


def _branches(edge: Edge, shape: Shape) -> Iterator[tuple[tuple[Condition, ...], str]]:
    """For each value that the comparison may be with: when it is that one, and that in words."""
    chosen = next((each for each in walk(edge.comparison) if isinstance(each, Chosen)), None)
    if chosen is None or not all(of_document(each.condition) for each in chosen.branches):
        yield (), ""
        return
    before: list[Condition] = []
    for branch in chosen.branches:
        said = sentence(branch.condition, shape)
        said = f"{said[:_LONGEST]}……" if len(said) > _LONGEST else said
        told = f"（{said}时{_number(branch.value)}）"
        yield (*before, Definitely(branch.condition)), told
        before.append(Not(Definitely(branch.condition)))
    if chosen.otherwise is not None:
        yield tuple(before), f"（其他情况{_number(chosen.otherwise)}）"


def _number(value: object) -> str:
    return f"，为 {naming.shown(value.value)}" if isinstance(value, Literal) else ""
