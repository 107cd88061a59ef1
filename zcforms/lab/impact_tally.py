"""What an impact has counted so far. Tallies of consecutive parts of the applications add up, and survive as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

EXAMPLES = 5
"""Kept for each rule and each way in which it came out differently."""
LINES = 1_000
"""Unusable lines that are named; all of them are counted."""
REPORTED = 20
"""Disagreements that are told in full; all of them are counted."""
GROUPS = 5_000
"""Different values of one group (employers) that are told apart; more are counted together under `REST`."""
REST = "其他"

NEWLY_FAILING, NEWLY_PASSING = "newly_failing", "newly_passing"


@dataclass(slots=True)
class Flips:
    """`total`: applications seen; `changed`: some rule came out differently; the others: the whole (or row) now fails, now passes."""

    total: int = 0
    changed: int = 0
    newly_failing: int = 0
    newly_passing: int = 0

    def add(self, other: Flips) -> None:
        self.total += other.total
        self.changed += other.changed
        self.newly_failing += other.newly_failing
        self.newly_passing += other.newly_passing

    @classmethod
    def of(cls, flip: str | None, *, changed: bool = True) -> Self:
        """One application."""
        return cls(1, int(changed), int(flip == NEWLY_FAILING), int(flip == NEWLY_PASSING))


@dataclass(slots=True)
class Example:
    """An application for which a rule came out differently. `line`: its number among all lines, from 1; `key` and `name` are masked;
    `before`, `after`: outcomes (None: there is no such rule); `flip`: what became of the whole; `rows`: which rows now fail or pass; the sentences say
    why the rule came out so ("" where there is no such rule)."""

    line: int
    key: str
    name: str
    employer: str
    groups: Mapping[str, str]
    rule: str
    before: str | None
    after: str | None
    flip: str | None
    rows: Mapping[str, str]
    sentence_before: str
    sentence_after: str


@dataclass(slots=True)
class Disagreement:
    """The fast way and the real check came to different answers about an application; `what` says in which."""

    line: int
    what: str


@dataclass(slots=True)
class Tally:
    """Counts over some consecutive lines.

    `unusable`: reason -> number; `rules`: rule -> "before>after" -> number; `rows`: row -> flips; `groups`: axis -> value -> flips;
    `adjusted`: pointer into the facts -> number of applications where another value comes out; `sampled`: applications that were drawn
    to be held against the real engine (the examples are held against it besides).
    """

    lines: int = 0
    usable: int = 0
    unusable: dict[str, int] = field(default_factory=dict)
    unusable_lines: list[tuple[int, str]] = field(default_factory=list)
    whole: Flips = field(default_factory=Flips)
    rules: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: dict[str, Flips] = field(default_factory=dict)
    groups: dict[str, dict[str, Flips]] = field(default_factory=dict)
    adjusted: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[Example]] = field(default_factory=dict)
    sampled: int = 0
    disagreeing: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    # ------------------------------------------------------------------------------------- counting

    def refuse(self, reason: str) -> None:
        """The line just begun cannot be used."""
        self.unusable[reason] = self.unusable.get(reason, 0) + 1
        if len(self.unusable_lines) < LINES:
            self.unusable_lines.append((self.lines, reason))

    def add_group(self, axis: str, value: str, flips: Flips) -> None:
        known = self.groups.setdefault(axis, {})
        if value not in known and len(known) >= GROUPS:
            value = REST
        known.setdefault(value, Flips()).add(flips)

    def wants(self, example: str) -> bool:
        return len(self.examples.get(example, ())) < EXAMPLES

    def keep(self, example: str, made: Example) -> None:
        self.examples.setdefault(example, []).append(made)

    def disagree(self, what: str) -> None:
        self.disagreeing += 1
        if len(self.disagreements) < REPORTED:
            self.disagreements.append(Disagreement(self.lines, what))

    # --------------------------------------------------------------------------------------- adding

    def follow(self, other: Tally) -> None:
        """Add the tally of the lines that come next."""
        before = self.lines
        self.unusable_lines += [(before + line, reason) for line, reason in other.unusable_lines]
        del self.unusable_lines[LINES:]
        shown: list[Example | Disagreement] = [one for some in other.examples.values() for one in some]
        for each in (*shown, *other.disagreements):
            each.line += before
        for key, some in other.examples.items():
            self.examples[key] = [*self.examples.get(key, ()), *some][:EXAMPLES]
        self.disagreements = [*self.disagreements, *other.disagreements][:REPORTED]
        for name in ("lines", "usable", "sampled", "disagreeing"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self._count(other)

    def _count(self, other: Tally) -> None:
        self.whole.add(other.whole)
        _sum(self.unusable, other.unusable)
        _sum(self.adjusted, other.adjusted)
        for rule, moves in other.rules.items():
            _sum(self.rules.setdefault(rule, {}), moves)
        for row, flips in other.rows.items():
            self.rows.setdefault(row, Flips()).add(flips)
        for axis, values in other.groups.items():
            for value, flips in values.items():
                self.add_group(axis, value, flips)

    # ----------------------------------------------------------------------------------------- JSON

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """What `as_json` gave, after a journey through JSON."""
        groups = {
            axis: {value: Flips(**flips) for value, flips in values.items()}
            for axis, values in data["groups"].items()
        }
        made = {
            "whole": Flips(**data["whole"]),
            "rows": {row: Flips(**flips) for row, flips in data["rows"].items()},
            "groups": groups,
            "examples": {key: [Example(**one) for one in some] for key, some in data["examples"].items()},
            "disagreements": [Disagreement(**one) for one in data["disagreements"]],
            "unusable_lines": [(line, reason) for line, reason in data["unusable_lines"]],
        }
        return cls(**{**data, **made})


def _sum(counts: dict[str, int], more: Mapping[str, int]) -> None:
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number
