"""Fields of several choices in Chinese: what is chosen of them, and how many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.checks import core, reference
from zcforms.checks.core import Among, Compare, Condition, Distinct, Literal, Operator, Value
from zcforms.checks.naming import Names, quoted

_TIMES = {
    Operator.EQUAL: "恰好选择",
    Operator.UNEQUAL: "选择的不是恰好",
    Operator.LESS: "选择的少于",
    Operator.AT_MOST: "最多选择",
    Operator.MORE: "选择的多于",
    Operator.AT_LEAST: "至少选择",
}


def counted(value: Value) -> Distinct | None:
    """The choices that the value counts; None where it counts something else."""
    return value if isinstance(value, Distinct) and value.records.choices else None


def number(value: Distinct, names: Names) -> str:
    """“破格类型”选择的项数; “破格类型”在“甲”、“乙”中选择的项数."""
    return f"{names.list(value.records)}{_among(value, names)}选择的项数"


def compared(operator: Operator, value: Distinct, bound: int, names: Names) -> str:
    """“破格类型”选择了“甲”; “破格类型”没有选择“甲”或“乙”; “破格类型”至少选择 2 项."""
    listed, codes = names.list(value.records), _codes(value, names)
    if (operator, bound) in ((Operator.AT_LEAST, 1), (Operator.MORE, 0), (Operator.UNEQUAL, 0)):
        return f"{listed}选择了{_either(codes) or '任意一项'}"
    if (operator, bound) in ((Operator.LESS, 1), (Operator.AT_MOST, 0), (Operator.EQUAL, 0)):
        return f"{listed}没有选择{_either(codes) or '任何一项'}"
    return f"{listed}{_among(value, names)}{_TIMES[operator]} {bound} 项"


def all_of(parts: tuple[Condition, ...], names: Names) -> str:
    """“破格类型”同时选择了“甲”和“乙”; empty where the parts are not about the choices of one field."""
    chosen = [part.left for part in parts if isinstance(part, Compare) and _single(part)]
    values = [each for each in chosen if isinstance(each, Distinct)]
    if len(values) < max(2, len(parts)) or len({each.records for each in values}) > 1:
        return ""
    codes = [code for each in values for code in _codes(each, names)]
    return f"{names.list(values[0].records)}同时选择了{'、'.join(codes[:-1])}和{codes[-1]}"


def found(value: Distinct, names: Names, env: Mapping[str, Any]) -> str:
    """What is chosen: “破格类型”选择了“甲”、“乙”."""
    chosen = reference.chosen_in(value, env)
    shape = names.inside(value.records, value.variable).shape(value.value)  # type: ignore[arg-type]
    texts = "、".join(quoted(each, shape) for each in chosen)
    return f"{names.list(value.records)}选择了{texts}" if texts else f"{names.list(value.records)}填写为“无”"


def is_one(part: Compare) -> bool:
    """Whether it says that one at least is chosen."""
    least = part.operator is Operator.AT_LEAST and part.right == Literal(core.Type.INTEGER, 1)
    return least and counted(part.left) is not None


def _single(part: Compare) -> bool:
    """Whether it says that one code is chosen."""
    value = counted(part.left)
    chosen = value.where if value else None
    return is_one(part) and isinstance(chosen, Among) and len(chosen.choices) == 1


def _codes(value: Distinct, names: Names) -> list[str]:
    shape = names.inside(value.records, value.variable).shape(value.value)  # type: ignore[arg-type]
    choices = value.where.choices if isinstance(value.where, Among) else ()
    return [quoted(each.value, shape).strip() for each in choices]


def _either(codes: list[str]) -> str:
    return "、".join(codes[:-1]) + (f"或{codes[-1]}" if len(codes) > 1 else "".join(codes))


def _among(value: Distinct, names: Names) -> str:
    codes = _codes(value, names)
    return f"在{'、'.join(codes)}中" if codes else ""
