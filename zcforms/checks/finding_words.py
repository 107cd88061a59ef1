"""What was found, in words: 工作年限为 4 年; 按2018年12月31日至2022年12月31日计算为 4 年; 未填写; 未要求填写."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.checks import core, reading_choices, reference
from zcforms.checks.core import Condition, Field, Literal, Records, State, Value, state_of
from zcforms.checks.judged import Examined, Gone
from zcforms.checks.monthly import is_month
from zcforms.checks.naming import NOTHING, Names, month, quoted, shown
from zcforms.checks.reading_back import TELLING
from zcforms.checks.reading_values import described, operands, shape_of
from zcforms.checks.reading_values import measured as unit_of
from zcforms.checks.shape import Shape

UNASKED = "未要求填写"
NONE = "无"
TOLD = 3
"""Records that a sentence names."""


def state(found: State, value: Any, shape: Shape | None) -> str:
    """A value, or which kind of nothing stands in its place. Of a list there is only that."""
    match found:
        case State.ANSWERED:
            return shown(value, shape) if value is not None else "已填写"
        case State.NONE:
            return NONE
        case State.BLANK:
            return NOTHING
        case State.UNASKED:
            return UNASKED


def unasked(caption: str) -> str:
    return f"{caption}{UNASKED}"


def found(condition: Condition, names: Names, env: Mapping[str, Any]) -> str:
    """What a single test found: of each side what is no literal."""
    match condition:
        case core.Compare(_, left, right):
            sides: list[core.Value] = [side for side in (left, right) if not isinstance(side, Literal)]
        case core.Among(value) | core.Contains(value) | core.Present(value):
            sides = [value]
        case core.InState(subject):
            return _of_subject(subject, names, env)
        case _:
            sides = []
    missing = [side for side in sides if state_of(reference.value_in(side, env)) is not State.ANSWERED]
    unit = next((found for side in sides if (found := unit_of(side, names))), "")
    return "，".join(dict.fromkeys(measured(side, names, env, unit) for side in missing or sides))


def _of_subject(subject: Value | Records, names: Names, env: Mapping[str, Any]) -> str:
    if not isinstance(subject, Records):
        return measured(subject, names, env)
    become = reference.state_in(subject, env)
    told = ("已填写", NOTHING) if subject.choices else ("有记录", "没有记录")
    return f"{names.list(subject)}{dict(zip((State.ANSWERED, State.BLANK), told, strict=True)).get(become, UNASKED)}"


def measured(value: Value, names: Names, env: Mapping[str, Any], unit: str = "") -> str:
    """What a value came to. `unit`: of what it is compared with, where it has none of its own."""
    value = value.date if isinstance(value, core.MonthOf) else value
    made = reference.value_in(value, env)
    become = state_of(made)
    if become is not State.ANSWERED:
        return _nothing(value, become, names, env)
    taken = reference.taken_in(value, env)
    text = month(made) if is_month(taken) else quoted(made, shape_of(taken, names), unit_of(value, names))
    match value:
        case core.Elapsed(_, start, end):
            return f"按{_moment(start, names, env)}至{_moment(end, names, env)}计算为{text}"
        case core.Extreme(values=(core.Sum((core.Elapsed(_, start, end), Literal())), core.Elapsed())):
            # what one record has of a `Covered`
            return f"自{_moment(start, names, env)}至{_moment(end, names, env)}计入{text}"
        case core.Count() | core.Total() | core.Distinct() | core.Covered():
            return _counted(value, made, text, names, env)
        case core.Chosen():
            return f"按所属情形应为{quoted(made, shape_of(value, names), unit)}"
        case _:
            return f"{described(value, names, TELLING).strip()}为{text}"


def _counted(value: core.Counted, made: Any, text: str, names: Names, env: Mapping[str, Any]) -> str:
    if choices := reading_choices.counted(value):
        return reading_choices.found(choices, names, env)
    if isinstance(value, core.Count):
        one, noun = names.counted(value.records)
        return f"实际有 {made} {one}" if made else f"实际没有符合的{noun}"
    return f"实际有{text}" if isinstance(value, core.Distinct) else f"实际合计{text}"


def _moment(value: Value, names: Names, env: Mapping[str, Any]) -> str:
    """A day, or a month where no more is known or counted."""
    made = reference.value_in(value, env)
    taken = reference.taken_in(value, env)
    return month(made) if is_month(taken) else shown(made, shape_of(taken, names))


def _nothing(value: Value, become: State, names: Names, env: Mapping[str, Any]) -> str:
    """Which of the values that it is worked out from is missing, and how."""
    if isinstance(value, Field):
        return f"{names.field(value)}{_words(become)}"
    parts = [part for part in operands(value) if state_of(reference.value_in(part, env)) is become]
    if isinstance(value, core.Counted):
        return f"{names.list(value.records)}{_words(become if value.records.choices else State.UNASKED)}"
    return (
        "，".join(_nothing(part, become, names, env) for part in parts)
        or f"{described(value, names, TELLING).strip()}无法计算"
    )


def _words(become: State) -> str:
    return {State.NONE: f"填写为“{NONE}”", State.BLANK: NOTHING}.get(become, UNASKED)


def gone_through(gone: Gone, sought: bool, counted: tuple[str, str]) -> str:
    """Which records matter, named up to `TOLD`: those that are `sought`, or those that are not as they should be."""
    one, noun = counted
    total, all_of = gone.fulfilling if sought else gone.others, gone.fulfilling + gone.others
    if not all_of:
        return f"没有{noun}"
    if not total:
        return f"共 {all_of} {one}{noun}，{'都未达到' if sought else '都符合'}"
    matter = [each.label for each in gone.examined if (each.counts is True) == sought]
    more = f"等 {total} {one}" if total > TOLD else ""
    return f"{'、'.join(matter[:TOLD])}{more}{'符合' if sought else '未达到'}"


def paired(broken: Sequence[Examined], number: int, records: int) -> str:
    if not broken:
        return f"共 {records} 条，没有这样的两条" if records > 1 else "不到两条"
    more = f"等 {number} 处" if number > TOLD else ""
    return "；".join(each.label for each in broken[:TOLD]) + more
