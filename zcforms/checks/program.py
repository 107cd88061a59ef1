"""What the engine is told: integers only. Plain data that is pickled to the child process that runs the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from zcforms.checks.core import Operator


class ProgramUnknown(Exception):
    """The engine's process has not been told the program with this digest."""


KIND = "k"
"""The property that says what kind of fact this is."""


@dataclass(frozen=True, slots=True)
class Constant:
    """The fact has the property, and it compares so with a number."""

    property: str
    operator: Operator
    number: int


@dataclass(frozen=True, slots=True)
class Presence:
    """The fact has (has not) the property."""

    property: str
    present: bool


@dataclass(frozen=True, slots=True)
class Join:
    """The property compares so with `other_property` of the fact that pattern number `other` matched."""

    property: str
    operator: Operator
    other: int
    other_property: str


Test: TypeAlias = Constant | Presence | Join


@dataclass(frozen=True, slots=True)
class Pattern:
    """A fact of the kind that passes every test."""

    kind: int
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineRule:
    """Fires for every combination of facts that match its patterns. `rule` is a position in the ruleset."""

    rule: int
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Rules for the engine; `digest` names them."""

    digest: str
    rules: tuple[EngineRule, ...]


Fact: TypeAlias = tuple[int, dict[str, int]]
"""A kind, and the properties that are present."""
