"""What an explanation consists of: conditions, what they looked at, and the records that they went through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zcforms.checks.core import State


@dataclass(frozen=True, slots=True)
class Used:
    """A value that a condition looked at. `pointer` leads into the facts; `shown` is what people read; `record` labels the record
    that it stands in, or is empty."""

    caption: str
    pointer: str
    state: State
    value: Any
    shown: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """One record that a quantifier or a count went through: whether it fulfils what is asked of the records (None: cannot be told), and why.

    Of two records that are held against each other, `beside` points at the second.
    """

    label: str
    pointer: str
    counts: bool | None
    why: Judged
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The records of a list that were gone through: those that are told, and how many fulfil what is asked and how many do not."""

    examined: tuple[Examined, ...]
    fulfilling: int
    others: int

    @property
    def omitted(self) -> int:
        return self.fulfilling + self.others - len(self.examined)


@dataclass(frozen=True, slots=True)
class Judged:
    """A condition with its truth (None: unknown).

    `found` says in words what was found, where there is something to say: 工作年限为 4 年. `parts` are the conditions that it consists of;
    of conditions over records, `records` are those that were gone through, `omitted` how many more there were. `places`: pointers into the
    facts to what keeps it from being true. `kind`: constant, test, count, all, any, at_least, some, none, every, pairs.
    """

    sentence: str
    truth: bool | None
    values: tuple[Used, ...] = ()
    parts: tuple[Judged, ...] = ()
    found: str = ""
    records: tuple[Examined, ...] = ()
    omitted: int = 0
    places: tuple[str, ...] = ()
    kind: str = ""
