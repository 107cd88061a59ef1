"""The words of the typed core: types, operators, units of elapsed time, and the kinds of nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, TypeAlias


class Unit(StrEnum):
    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"


class Type(StrEnum):
    """What a value is. Months are dates (their first day, and known to be months: `core.is_month`); captions are what authors read in messages."""

    INTEGER = "整数"
    NUMBER = "小数"
    DATE = "日期"
    TEXT = "文字"
    BOOLEAN = "是否"

    @property
    def numeric(self) -> bool:
        return self in (Type.INTEGER, Type.NUMBER)

    @property
    def ordered(self) -> bool:
        return self.numeric or self is Type.DATE


class Operator(StrEnum):
    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    @property
    def negated(self) -> Operator:
        return _NEGATED[self]

    @property
    def mirrored(self) -> Operator:
        """`a op b` is `b op.mirrored a`."""
        return _MIRRORED.get(self, self)


_NEGATED = {
    Operator.EQUAL: Operator.UNEQUAL,
    Operator.UNEQUAL: Operator.EQUAL,
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.MORE,
}
_MIRRORED = {
    Operator.LESS: Operator.MORE,
    Operator.MORE: Operator.LESS,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.AT_MOST,
}

Scalar: TypeAlias = int | Decimal | date | str | bool


class Nothing(Enum):
    """Two of the three kinds of nothing in typed facts; the third, what was asked and left blank, is `None`."""

    NONE = "none"
    """The applicant says that there is none: the text is the plan's word for that (无)."""
    UNASKED = "unasked"
    """The form never asked this applicant."""


class State(StrEnum):
    """What became of a place in the facts."""

    ANSWERED = "answered"
    NONE = "none"
    BLANK = "blank"
    UNASKED = "unasked"


_BLANK, _ANSWERED = State.BLANK, State.ANSWERED
_STATES = {each: State(each.value) for each in Nothing}


def state_of(found: Any) -> State:
    """The state of a typed value. A list of records is blank when it has none."""
    if isinstance(found, Nothing):
        return _STATES[found]
    return _BLANK if found is None or found == [] else _ANSWERED
