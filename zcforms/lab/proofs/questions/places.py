"""Places of a real application as they are put to the solver: where each stands, and whether it is otherwise than it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.shape import Shape
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.people.picture import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """A place that is otherwise than it was. `place`: pointer into the application document. `given`: something that stood there is other or gone, as against filled in or added. `claims`: it
    tells something of the past that was not told."""

    there: Truth
    place: str
    given: bool
    claims: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """`there`: whether the record is there in which it stands; `path`: into the application document; `held`: whether nobody can change anything there, and why."""

    there: Truth
    shape: Shape | None
    path: tuple[str | int, ...]
    held: str = ""

    def below(self, name: str) -> Spot:
        return Spot(self.there, self.shape.child(name) if self.shape else None, (*self.path, name), self.held)

    def record(self, number: int, so: Truth, held: str = "") -> Spot:
        one = self.shape.records if self.shape else None
        return Spot(proof.all_of((self.there, so)), one, (*self.path, number), held or self.held)


def otherwise(one: Truth, was: bool) -> Truth:
    """Whether it is not as it was."""
    return proof.negated(one) if was else one


def member(value: Any, name: str) -> Any:
    """What a record says there."""
    if isinstance(value, Entry):
        return value.data.get(name, value.notes.get(name))
    return value.get(name) if isinstance(value, Mapping) else None


def told(value: Any, shape: Shape | None) -> str:
    """A value as people read it."""
    if shape is None:
        return str(value)
    unit = f" {shape.unit}" if shape.unit else ""
    return f"{shape.caption_of(value)}{unit}"
