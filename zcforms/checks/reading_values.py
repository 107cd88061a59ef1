"""Values of the core in Chinese: what is compared, as people would call it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zcforms.checks import core, reading_choices
from zcforms.checks.core import Condition, Field, Literal, Operator, Records, Type, Value, type_of
from zcforms.checks.naming import Names, month, quoted, unit
from zcforms.checks.shape import Shape


@dataclass(frozen=True, slots=True)
class Telling:
    """How conditions are told: by themselves, and as what stands before 记录 (empty where every record is meant)."""

    say: Callable[[Condition, Names], str]
    attribute: Callable[[Condition, Names], str]


ELAPSED = {core.Unit.YEARS: "年", core.Unit.MONTHS: "个月", core.Unit.DAYS: "天"}
RECORDS, KINDS, CHOICES = "条", "个", "项"

COUNTED = {
    Operator.EQUAL: "为",
    Operator.UNEQUAL: "不为",
    Operator.LESS: "少于",
    Operator.AT_MOST: "不超过",
    Operator.MORE: "超过",
    Operator.AT_LEAST: "不少于",
}
SIZED = {**COUNTED, Operator.LESS: "小于", Operator.AT_MOST: "不大于", Operator.MORE: "大于"} | {
    Operator.AT_LEAST: "不小于"
}
DATED = {**COUNTED, Operator.LESS: "早于", Operator.AT_MOST: "不晚于", Operator.MORE: "晚于"} | {
    Operator.AT_LEAST: "不早于"
}


def measured(value: Value, names: Names) -> str:
    """The unit that the value is counted in; empty where it has none."""
    match value:
        case core.Elapsed(elapsed) | core.Covered(unit=elapsed):
            return ELAPSED[elapsed]
        case core.Count():
            return RECORDS
        case core.Distinct(records):
            return CHOICES if records.choices else KINDS
        case Field():
            return unit(names.shape(value))
        case core.Total(records, variable, _, inner):
            return measured(inner, names.inside(records, variable))
        case core.Literal() | core.YearOf():
            return ""
        case core.Chosen(branches, otherwise):
            yielded = core.outcomes(branches, otherwise)
            return next((found for each in yielded if (found := measured(each, names))), "")
        case _:
            return next((found for each in operands(value) if (found := measured(each, names))), "")


def operands(value: Value) -> tuple[Value, ...]:
    """The values that a value is worked out from."""
    match value:
        case core.Elapsed(_, start, end):
            return (start, end)
        case core.Difference(left, right):
            return (left, right)
        case core.YearOf(inner) | core.MonthOf(inner) | core.Multiple(_, inner):
            return (inner,)
        case core.Sum(values) | core.Extreme(values=values) | core.FirstPresent(values):
            return values
        case _:
            return ()


def verb(operator: Operator, left: Value, right: Value, names: Names) -> str:
    """为, 不少于, 不早于 …, as the values are spoken of."""
    kind = type_of(left)
    if kind is Type.DATE:
        return DATED[operator]
    if kind.numeric:
        return (COUNTED if measured(left, names) or measured(right, names) else SIZED)[operator]
    return COUNTED[operator]


def shape_of(value: Value, names: Names) -> Shape | None:
    """The shape that knows the value's captions."""
    return names.shape(value) if isinstance(value, Field) else None


def literal(value: Literal, beside: Value, names: Names) -> str:
    """A literal as it reads beside the value that it is compared with."""
    if value.month and isinstance(value.value, date):
        return month(value.value)
    return quoted(value.value, shape_of(beside, names), measured(beside, names))


def described(value: Value, names: Names, telling: Telling) -> str:
    """The value as the subject or object of a sentence."""
    match value:
        case Literal(_, known):
            return literal(value, value, names).strip() if isinstance(known, date) else quoted(known)
        case Field():
            return names.field(value)
        case core.Count() | core.Total() | core.Distinct() | core.Covered():
            return _of_records(value, names, telling)
        case core.Chosen():
            return by_case(value, names, telling)
        case _:
            return _calculated(value, names, telling)


def _of_records(value: core.Counted, names: Names, telling: Telling) -> str:
    if choices := reading_choices.counted(value):
        return reading_choices.number(choices, names)
    which = chosen(value.records, value.variable, value.where, names, telling)
    match value:
        case core.Covered():
            return f"{covering(value, names, telling)}的{_whole(value)}数"
        case core.Count():
            return f"{which}数"
        case _:
            of = described(value.value, names.inside(value.records, value.variable), telling)
            if isinstance(value, core.Distinct):
                return f"{which}涉及的{of}数"
            return f"{which}的{of}{'累计' if '合计' in of else '合计'}"


def _calculated(value: Value, names: Names, telling: Telling) -> str:
    of = [described(each, names, telling) for each in operands(value)]
    match value:
        case core.Elapsed():
            return f"{span(value, names, telling)}的{_whole(value)}数"
        case core.YearOf() | core.MonthOf():
            return f"{of[0]}的{'年份' if isinstance(value, core.YearOf) else '月份'}"
        case core.Sum():
            return f"{'与'.join(of)}之和"
        case core.Difference():
            return f"{of[0]}与{of[1]}之差"
        case core.Multiple(factor):
            return f"{of[0]}的 {factor} 倍"
        case core.FirstPresent():
            return of[0] + "".join(f"（未填写时按{each.strip()}）" for each in of[1:])
        case core.Extreme(greatest):
            latest, most = ("最晚", "最大") if greatest else ("最早", "最小")
            word = latest if type_of(value) is Type.DATE else most
            return f"{'、'.join(of)}中{word}的一个"
        case _:
            raise TypeError(value)


def by_case(value: core.Chosen, names: Names, telling: Telling, beside: Value | None = None) -> str:
    """`beside`: what it is compared with, which knows the unit of its numbers."""

    def yielded(each: Value) -> str:
        if isinstance(each, Literal) and beside is not None:
            return literal(each, beside, names)
        return described(each, names, telling)

    cases = [
        f"{telling.say(branch.condition, names)}的，为{yielded(branch.value)}" for branch in value.branches
    ]
    rest = [f"其他情形为{yielded(value.otherwise)}"] if value.otherwise is not None else []
    return f"按情形确定的值（{'；'.join([*cases, *rest])}）"


def _whole(value: core.Elapsed | core.Covered) -> str:
    if value.calendar:
        return "按年份计的年"
    return {core.Unit.YEARS: "整年", core.Unit.MONTHS: "整月", core.Unit.DAYS: "天"}[value.unit]


def span(value: core.Elapsed, names: Names, telling: Telling) -> str:
    """自评审日期起至2022年12月31日."""
    start, end = (described(each, names, telling) for each in (value.start, value.end))
    return f"自{start}起至{end}"


def covering(value: core.Covered, names: Names, telling: Telling) -> str:
    """“评聘情况”的记录自聘用开始日期至聘用结束日期，截至2022年12月31日合计."""
    inside = names.inside(value.records, value.variable)
    which = chosen(value.records, value.variable, value.where, names, telling)
    start, end = (described(each, inside, telling) for each in (value.start, value.end))
    until = described(value.until, names, telling)
    return f"{which}自{start}至{end}（重叠的只计一次，计算到{until.strip()}）合计"


def chosen(records: Records, variable: str, where: Condition, names: Names, telling: Telling) -> str:
    """“工作经历”中学历为“大学本科”的记录."""
    which = telling.attribute(where, names.inside(records, variable))
    return f"{names.list(records)}{'中' if which else '的'}{which}{names.counted(records)[1]}"
