"""What an adjusting rule may set: nothing that the form would not have taken (feature 66)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from zcforms.checks.adjusting import Adjustment, Bounds, circle, reach, read
from zcforms.checks.core import Field
from zcforms.checks.parser import Parser
from zcforms.checks.scope import Surroundings
from zcforms.checks.shape import Shape

YEARS = {"type": "integer", "caption": "工作年限", "minimum": 0, "maximum": 60}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "years": YEARS,
        "own": {"type": "integer", "caption": "专业年限", "minimum": 0, "maximum": 60},
        "other": {"type": "integer", "caption": "其他年限"},
        "hours": {"type": "number", "caption": "学时", "minimum": 0, "maximum": 90},
        "taught": {"type": "number", "caption": "授课学时", "unit": "学时", "minimum": 0, "maximum": 20},
        "led": {"type": "integer", "caption": "任职年数", "unit": "年", "minimum": 0, "maximum": 20},
        "since": {"type": "string", "format": "date", "caption": "起"},
        "post": {"type": "string", "caption": "岗位", "maxLength": 10},
        "long": {"type": "string", "caption": "说明", "maxLength": 20},
        "stage": {"type": "string", "caption": "学段", "enum": ["小学", "初中"]},
        "wide": {"type": "string", "caption": "任教学段", "enum": ["小学", "初中", "高中"]},
        "work": {
            "type": "array",
            "items": {"type": "object", "properties": {"months": {"type": "integer", "caption": "月数"}}},
        },
    },
}
SHAPE = Shape(SCHEMA, SCHEMA)


def parser() -> Parser:
    from datetime import date

    return Parser(SHAPE, Surroundings(date(2022, 12, 31)))


def faults(target: str, value: Any) -> list[tuple[str, str]]:
    made = parser()
    read({"set": target, "to": value}, "/rules/0/adjust", made)
    assert all(each.at == "/rules/0/adjust/to" for each in made.faults)
    return [(each.fault, each.remedy) for each in made.faults]


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("own", {"field": "years"}),
        ("own", {"min": [{"add": ["years", 1]}, 60]}),
        ("own", {"max": [0, {"sub": ["years", 1]}]}),
        ("own", {"min": [{"max": [{"years_since": "since"}, 0]}, 60]}),
        ("own", {"min": [{"count": {"of": "work"}}, 60]}),
        ("own", {"choose": [{"when": {"years": 3}, "then": 3}, {"otherwise": {"field": "years"}}]}),
        ("own", {"first_present": ["years", 60]}),
        ("hours", {"field": "years"}),
        ("hours", {"sub": [90, "years"]}),
        ("other", {"times": [12, "years"]}),
        ("stage", "小学"),
        ("wide", {"field": "stage"}),
        ("long", {"field": "post"}),
        ("post", {"field": "stage"}),
        ("since", {"date": "2022-01-01"}),
    ],
)
def test_what_the_form_takes_can_be_set(target: str, value: Any) -> None:
    assert faults(target, value) == []


@pytest.mark.parametrize(
    ("target", "value", "fault", "remedy"),
    [
        ("own", {"add": ["years", 1]}, "算出的值可能大于“专业年限”的上限 60", "{min: [算出的值, 60]}"),
        ("own", {"sub": ["years", 1]}, "算出的值可能小于“专业年限”的下限 0", "{max: [算出的值, 0]}"),
        ("own", {"count": {"of": "work"}}, "可能大于“专业年限”的上限 60", "min"),
        ("own", 61, "可能大于“专业年限”的上限 60", "min"),
        ("own", {"times": [-1, "years"]}, "可能小于“专业年限”的下限 0", "max"),
        ("own", {"choose": [{"when": {"years": 3}, "then": 70}, {"otherwise": 3}]}, "上限 60", "min"),
        ("stage", "高中", "“高中”不是“学段”可能的取值", "小学"),
        ("stage", {"field": "wide"}, "“任教学段”的内容不一定是“学段”可以填的", "choose"),
        ("stage", {"field": "post"}, "“岗位”的内容不一定是“学段”可以填的", "choose"),
        ("post", {"field": "long"}, "“说明”的内容不一定是“岗位”可以填的", "choose"),
        ("post", "一二三四五六七八九十一", "“岗位”最多 10 个字符", "更正"),
    ],
)
def test_what_the_form_would_refuse_is_refused_at_load(
    target: str, value: Any, fault: str, remedy: str
) -> None:
    (told,) = faults(target, value)
    assert fault in told[0]
    assert remedy in told[1]


def test_a_value_of_another_unit_is_refused() -> None:
    assert faults("taught", {"field": "led"}) == [
        (
            "单位不同：“学时”不能与“年”放在一起比较或计算",
            "请使两边单位相同；需要换算时用 times，如 {times: [12, 年数]}。",
        )
    ]
    assert faults("led", {"min": [{"max": [{"years_since": "since"}, 0]}, 20]}) == []


def adjustments(*written: tuple[str, Any]) -> dict[str, Adjustment]:
    found = {
        f"{number}": read({"set": target, "to": value}, "", parser())
        for number, (target, value) in enumerate(written)
    }
    return {name: made for name, made in found.items() if made}


def test_what_is_set_from_one_another_goes_round() -> None:
    one, two, three = ("own", {"field": "years"}), ("years", {"field": "own"}), ("other", {"field": "years"})
    assert circle(adjustments(one, two)) == ("0", "1")
    assert circle(adjustments(three, two, one)) == ("1", "2")
    assert circle(adjustments(one, three)) == ()
    assert circle(adjustments(("own", {"min": ["own", "years"]}), ("own", {"max": ["own", 1]}))) == ()
    assert circle(adjustments(("own", {"field": "hours"}), ("hours", {"field": "years"}), two)) == (
        "0",
        "1",
        "2",
    )


def test_of_what_nobody_knows_both_ends_are_told() -> None:
    assert [fault for fault, _ in faults("own", {"field": "other"})] == [
        "算出的值可能大于“专业年限”的上限 60，表单不会接受",
        "算出的值可能小于“专业年限”的下限 0，表单不会接受",
    ]


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ({"add": ["years", "own", 1]}, (1, 121)),
        ({"sub": ["years", "own"]}, (-60, 60)),
        ({"times": [-2, "years"]}, (-120, 0)),
        ({"min": ["years", "other"]}, (None, 60)),
        ({"max": ["years", "other"]}, (0, None)),
        ({"first_present": ["years", 70]}, (0, 70)),
        ({"count": {"of": "work"}}, (0, None)),
        ({"sum": {"of": "work", "field": "months"}}, (None, None)),
        ({"years_since": "since"}, (None, None)),
    ],
)
def test_how_far_a_value_reaches(value: Any, bounds: Bounds) -> None:
    made = parser().value(value, "")
    assert made is not None

    def shape_of(field: Field) -> Shape | None:
        return SHAPE.at(field.path)

    low, high = bounds
    wanted = (None if low is None else Decimal(low), None if high is None else Decimal(high))
    assert reach(made, shape_of) == wanted
