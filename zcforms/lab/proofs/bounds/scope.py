"""Where a reader of conditions stands: which records its variables stand for, and for which of them it speaks of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from zcforms.checks.core import Condition, Records, Value
from zcforms.checks.normal import Mode
from zcforms.lab.proofs.bounds.lists import NOWHERE, Lists
from zcforms.lab.proofs.bounds.needs import (
    NOTHING,
    Amount,
    ListPath,
    Need,
    either,
    kept,
    out_of_each,
    out_of_some,
    together,
)
from zcforms.lab.proofs.bounds.reading import free

What: TypeAlias = Mode | str
"""What of a condition (a mode) or of a value ("low", "high", "state", "same") is kept."""


@dataclass(slots=True)
class Frame:
    """A record that stands for each one of its list. `outer`: what stands for something before it; `shared`: what does not depend on the record and
    is kept once for all of them."""

    outer: frozenset[str]
    names: frozenset[str]
    records: Records
    shared: dict[Any, dict[What, Need]] = field(default_factory=dict)

    @property
    def needs(self) -> Need:
        return together(*(_of_one(found) for found in self.shared.values()))


def _of_one(found: dict[What, Need]) -> Need:
    """A condition is either true or false or unknown, and one of these is kept."""
    if not any(isinstance(what, Mode) for what in found):
        return together(*found.values())
    holding = {what: need for what, need in found.items() if isinstance(what, Mode)}

    def of(stronger: Mode, weaker: Mode) -> Need:
        return holding.get(stronger, holding.get(weaker, NOTHING))

    unknown = [holding.get(mode, NOTHING) for mode in (Mode.NOT_TRUE, Mode.NOT_FALSE)]
    return either([of(Mode.TRUE, Mode.NOT_FALSE), of(Mode.FALSE, Mode.NOT_TRUE), together(*unknown)])


@dataclass(slots=True)
class Scope:
    """`places`: of the record that each variable stands for."""

    lists: Lists
    places: dict[str, ListPath] = field(default_factory=lambda: dict(NOWHERE))
    frames: list[Frame] = field(default_factory=list)

    def some(self, records: Records, number: Amount) -> Need:
        return kept(records.variable, records.path, number)

    def of_some(self, records: Records, variable: str, number: Amount, inner: Callable[[], Need]) -> Need:
        if number == 1:
            with self.inside(records, variable):
                found = inner()
            return self._out_of_some(records, variable, number, found)
        with self.inside(records, variable), self.each(records, variable) as frame:
            found = inner()
        return together(frame.needs, self._out_of_some(records, variable, number, found))

    def _out_of_some(self, records: Records, variable: str, number: Amount, inner: Need) -> Need:
        return out_of_some(number, (variable,), records.variable, records.path, inner)

    def of_each(self, records: Records, variable: str, inner: Callable[[], Need]) -> Need:
        with self.inside(records, variable), self.each(records, variable) as frame:
            found = inner()
        return together(frame.needs, out_of_each(variable, records.variable, records.path, found))

    @contextmanager
    def inside(self, records: Records, *names: str) -> Iterator[None]:
        before = self.places
        place = (*before[records.variable], *records.path, "*")
        self.places = {**before, **dict.fromkeys(names, place)}
        yield
        self.places = before

    @contextmanager
    def each(self, records: Records, *names: str) -> Iterator[Frame]:
        frame = Frame(frozenset(self.places) - {*names}, frozenset(names), records)
        self.frames.append(frame)
        yield frame
        self.frames.pop()

    def outside(self, node: Condition | Value, what: What, read: Callable[[], Need]) -> Need:
        """Read where it depends on nothing: what each of many records needs in common is kept once."""
        if not self.frames or not free(node) <= self.frames[-1].outer:
            return read()
        frame = self.frames.pop()
        found = self.outside(node, what, read)
        self.frames.append(frame)
        shared = frame.shared.setdefault(node, {})
        shared[what] = either([shared.get(what, NOTHING), found])
        return NOTHING

    def depends_only_on(self, node: Condition | Value, frame: Frame) -> bool:
        """Whether it depends on nothing that was chosen for the record of the frame."""
        return free(node) <= frame.outer | frame.names
