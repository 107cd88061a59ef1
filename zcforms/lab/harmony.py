"""Which variants of an application's parts go together: what rules say of one prototype with some of its parts exchanged.

Only the rules that read the exchanged parts are asked, over facts that have only what these rules read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import conform
from zcforms.checks.assembly import Rule
from zcforms.checks.run import Outcome, decide
from zcforms.checks.shape import Shape
from zcforms.lab import parts
from zcforms.lab.impact_paths import Path, narrowed, read_by, touch
from zcforms.lab.parts import Frame, Piece, heads

PERSON = -1
"""Number of the applicant among the parts."""

_FINDINGS: Path = ("breaches",)
_MOST_LINKED = 6
"""Parts that a rule may read for all combinations of their variants to be known."""


def _told(piece: Piece, paths: Iterable[Path]) -> Iterator[Any]:
    """What stands at these places of the facts, as far as they are the part's."""
    for head, value in zip(
        heads(piece.content.place), (piece.value, piece.in_group, piece.imported), strict=False
    ):
        rests = sorted(path[len(head) :] for path in paths if path[: len(head)] == head)
        if rests:
            yield [_at(value, rest) for rest in rests]


def _at(value: Any, path: Path) -> Any:
    if isinstance(value, Mapping):
        return _at(value.get(path[0]), path[1:]) if path else sorted(value)
    if isinstance(value, list):
        return [_at(each, path) for each in value] if path else len(value)
    return value


@dataclass(slots=True)
class Readers:
    """The rules of one standard, and what each of them reads."""

    rules: Sequence[Rule]
    shape: Shape
    adjusting: list[Rule] = field(default_factory=list)
    _paths: dict[str, frozenset[Path]] = field(default_factory=dict)
    _shapes: dict[tuple[str, ...], Shape] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.adjusting = [rule for rule in self.rules if rule.adjustment is not None]
        self._paths = {rule.id: read_by(rule) for rule in self.rules}

    def paths(self, rules: Iterable[Rule]) -> frozenset[Path]:
        return frozenset().union(*(self._paths[rule.id] for rule in rules))

    def shape_of(self, rules: Sequence[Rule]) -> Shape:
        key = tuple(rule.id for rule in rules)
        if key not in self._shapes:
            self._shapes[key] = narrowed(self.shape, self.paths(rules))
        return self._shapes[key]


@dataclass(slots=True)
class Harmony:
    """What the rules say of `pieces`, the parts that are asked for, by number. `broken`: what is violated anyway."""

    readers: Readers
    frame: Frame
    applicant: Mapping[str, Any]
    pieces: Mapping[int, Piece]
    broken: frozenset[str] = frozenset()
    _places: dict[int, tuple[Path, ...]] = field(default_factory=dict)
    _reading: dict[int, list[Rule]] = field(default_factory=dict)
    _linked: list[tuple[Rule, tuple[int, ...]]] | None = None
    _drawn: dict[tuple[int, ...], bool] = field(default_factory=dict)
    _known: dict[tuple[Any, ...], bool] = field(default_factory=dict)
    _signatures: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._places = {n: heads(piece.content.place) for n, piece in self.pieces.items()} | {
            PERSON: (("person",),)
        }
        self.broken = self._violated(self.readers.rules, {})

    def keeps(self, place: int, instead: Piece) -> bool:
        """Whether no rule is violated with this part in the place of the prototype's that is not violated anyway."""
        return self._violated(self._rules_at(place), {place: instead}) <= self.broken

    def suits(self, applicant: Mapping[str, Any]) -> bool:
        """The same of another applicant."""
        return self._violated(self._rules_at(PERSON), {}, applicant) <= self.broken

    def clashing(
        self, numbers: Mapping[int, int], variant: Callable[[int, int], Piece]
    ) -> Iterator[tuple[int, ...]]:
        """The parts of which the variants with these numbers do not go together; `variant`: place and number -> piece. What was found out
        is kept, by which pieces they are: the same piece for the same number."""
        for number, (rule, places) in enumerate(self._links()):
            drawn = (number, *(numbers.get(n, 0) for n in places))
            if drawn not in self._drawn:
                changed = {n: variant(n, numbers[n]) for n in places if numbers.get(n)}
                self._drawn[drawn] = len(changed) > 1 and self._clash(rule, changed)
            if self._drawn[drawn]:
                yield places

    def _clash(self, rule: Rule, changed: Mapping[int, Piece]) -> bool:
        key = (rule.id, *(self._seen(rule, n, piece) for n, piece in changed.items()))
        if key not in self._known:
            self._known[key] = not self._violated([rule], changed) <= self.broken
        return self._known[key]

    def _links(self) -> list[tuple[Rule, tuple[int, ...]]]:
        """Rules that read a few parts together."""
        if self._linked is None:
            self._linked = []
            for rule in self.readers.rules:
                read = self._read([rule])
                if 1 < len(read) <= _MOST_LINKED and PERSON not in read and rule.adjustment is None:
                    self._linked.append((rule, tuple(read)))
        return self._linked

    def _seen(self, rule: Rule, place: int, piece: Piece) -> tuple[int, int]:
        """What the rule sees of the part: two variants that it cannot tell apart have the same."""
        key = (rule.id, id(piece))
        if key not in self._signatures:
            told = repr([*_told(piece, self.readers.paths([rule])), piece.still, piece.moving])
            self._signatures[key] = (place, self._numbers.setdefault(told, len(self._numbers)))
        return self._signatures[key]

    def _rules_at(self, place: int) -> list[Rule]:
        if place not in self._reading:
            own = self._places.get(place, ())
            self._reading[place] = [
                rule for rule in self.readers.rules if touch(self.readers.paths([rule]), own)
            ]
        return self._reading[place]

    def _read(self, rules: Iterable[Rule]) -> list[int]:
        """The parts that the rules read. What validation finds is no part: variants are sound."""
        paths = [path for path in self.readers.paths(rules) if path[:1] != _FINDINGS]
        return [n for n, own in self._places.items() if touch(paths, own)]

    def _violated(
        self, rules: Iterable[Rule], instead: Mapping[int, Piece], applicant: Mapping[str, Any] | None = None
    ) -> frozenset[str]:
        asked = [rule for rule in rules if rule.adjustment is None]
        if not asked:
            return frozenset()
        asked = [*self.readers.adjusting, *asked]
        made = [instead.get(n, self.pieces[n]) for n in self._read(asked) if n != PERSON]
        facts = parts.facts(self.frame, applicant or self.applicant, made)
        outcomes = decide(asked, conform.typed(facts, self.readers.shape_of(asked))).outcomes
        return frozenset(rule for rule, outcome in outcomes.items() if outcome is Outcome.VIOLATED)
