"""Why a rule came out as it did: its conditions, what each looked at, and which records counted.

Everything is decided by the reference evaluator over the typed facts, after the adjusting rules have acted. Pointers lead into the facts
(`zcforms.checks.facts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """What a rule found in a place: a value, the word that says there is none (无), nothing, or a place that this applicant was never asked for."""

    ANSWERED = "answered"
    NONE = "none"
    BLANK = "blank"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Used:
    """A value that a condition looked at. `shown` is what people read; `record` labels the record that it stands in, or is empty."""

    caption: str
    pointer: str
    state: State
    value: Any
    shown: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """One record that a quantifier or a count looked at: whether it counts (None: cannot be told), and why."""

    label: str
    pointer: str
    counts: bool | None
    why: Judged


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition with its truth (None: unknown).

    `found` says in words what was found, where there is something to say: “工作年限为 4 年”. `parts` are the conditions that it consists of;
    of conditions over records, `records` are those that were looked at, `omitted` how many more there were.
    """

    sentence: str
    truth: bool | None
    values: tuple[Used, ...] = ()
    parts: tuple[Judged, ...] = ()
    found: str = ""
    records: tuple[Examined, ...] = ()
    omitted: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rule. `sentence` says why it came out as it did, `demand` what it asks for, `message` and `remedy` what the applicant is told.

    `places`: pointers into the facts to the records or answers that are to blame, where the rule is violated.
    """

    rule: str
    caption: str
    row: str
    severity: str
    outcome: str
    sentence: str
    demand: str
    guard: Judged
    requirement: Judged
    policy: str
    message: str
    remedy: str
    places: tuple[str, ...] = ()
