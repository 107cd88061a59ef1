"""What the engine is told: integers only. Plain data that is pickled to the child process that runs the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from zcforms.checks.core import Operator

MOST_PATTERNS = 3
MOST_TESTS = 40
MOST_JOINS = 12
MOST_KINDS = 200
LARGEST = 2**53
"""What the engine is trusted with: of one rule, of one pattern, of a program, of a number."""


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


@dataclass(frozen=True, slots=True)
class Answer:
    """The rules that fire, and those that could not be decided."""

    fired: frozenset[int]
    lost: frozenset[int] = frozenset()


def unbearable(rule: EngineRule) -> str | None:
    """What makes the rule more than the engine is trusted with, for people; None: nothing."""
    if not 1 <= len(rule.patterns) <= MOST_PATTERNS:
        return f"一条规则最多同时比较 {MOST_PATTERNS} 条记录。"
    for number, pattern in enumerate(rule.patterns):
        joins = [test for test in pattern.tests if isinstance(test, Join)]
        numbers = [pattern.kind, *(test.number for test in pattern.tests if isinstance(test, Constant))]
        if len(joins) > MOST_JOINS or len(pattern.tests) > MOST_TESTS:
            return "一条规则的条件过多。"
        if any(test.other >= number for test in joins):
            return "规则引用了尚未出现的记录。"
        if not all(map(bearable, numbers)):
            return "数值超出了可以检测的范围。"
    return None


def bearable(number: object) -> bool:
    """Whether the engine computes with it exactly."""
    return type(number) is int and abs(number) <= LARGEST


Fact: TypeAlias = tuple[int, dict[str, int]]
"""A kind, and the properties that are present."""
