"""What authors are told: every fault with its place, in Chinese, with what would be right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.checks.language import AROUND, SCHEMA, SHAPE, faults
from zcforms.checks.parser import Parser
from zcforms.checks.shape import Shape

NESTED: Any = {"basic.work_years": 1}
for _ in range(30):
    NESTED = {"not": NESTED}
WIDE = {"any": [{"basic.degree": ["11", "14", "21"]} for _ in range(500)]}

CASES: list[tuple[Any, str, str, str]] = [
    # unknown names
    (
        {"basic.wrok_years": 1},
        "/require/basic.wrok_years",
        "没有名为“basic.wrok_years”的数据",
        "basic.work_years",
    ),
    (
        {"bsic.work_years": 1},
        "/require/bsic.work_years",
        "没有名为“bsic.work_years”的数据",
        "是不是想写“basic.work_years”？",
    ),
    ({"bsic.wrk": 1}, "/require/bsic.wrk", "没有名为", "可用的有：basic、work、education、kind"),
    ({"工作年限": 1}, "/require/工作年限", "没有名为", "是不是想写“basic.work_years”？"),
    ({"basic.work_years：1": 5}, "/require/basic.work_years：1", "没有名为", "冒号是全角的"),
    ({"present": ["basic.name", "degree"]}, "/require/present/1", "没有名为", "“basic.degree”"),
    (
        {"pairs": {"of": "work", "that": {"Months": 1}}},
        "/require/pairs/that/Months",
        "没有名为",
        "“b.months”",
    ),
    # words of other languages
    ({"or": [{"basic.work_years": 1}]}, "/require/or", "没有名为“or”的条件", "any: [条件, 条件]"),
    ({"none": [{"basic.work_years": 1}]}, "/require/none", "没有名为“none”的条件", "not: {any"),
    ({"if": {"basic.work_years": 1}}, "/require/if", "没有名为“if”的条件", "规则的 when"),
    ({"message": "不"}, "/require/message", "没有名为“message”的条件", "与 require 并列"),
    ({"where": {"kind": "甲"}}, "/require/where", "没有名为“where”的条件", "与 of 并列"),
    ({"basic.work_years": {"gte": 1}}, "/require/basic.work_years/gte", "没有名为“gte”的比较", "“>=”"),
    ({"basic.work_years": {"不小于": 1}}, "/require/basic.work_years/不小于", "没有名为", "“>=”"),
    ({"all": []}, "/require/all", "条件的列表是空的", "逐条列出"),
    # values in another spelling
    ({"basic.work_years": "５"}, "/require/basic.work_years", "“５”是文字", "请写不带引号的整数 5。"),
    ({"basic.work_years": ">= 5"}, "/require/basic.work_years", "是文字", '比较请写成 {">=": 5}。'),
    ({"basic.work_years": [">=", 5]}, "/require/basic.work_years/0", "是文字", '比较请写成 {">=": 值}。'),
    ({"basic.married": "yes"}, "/require/basic.married", "这里应为是否", "“yes”请写成 true。"),
    ({"basic.married": "否"}, "/require/basic.married", "这里应为是否", "“否”请写成 false。"),
    (
        {"basic.work_start": "2022-02-30"},
        "/require/basic.work_start",
        "不是日期",
        "2022年2月的日期在 01 到 28",
    ),
    ({"basic.work_start": "2022/2/3"}, "/require/basic.work_start", "不是日期", "请写成 2022-02-03。"),
    ({"basic.work_start": "2022年6月"}, "/require/basic.work_start", "不是日期", "请写成 2022-06。"),
    ({"basic.work_start": "2022-13-01"}, "/require/basic.work_start", "不是日期", "月份在 01 到 12 之间"),
    ({"basic.work_start": "今年"}, "/require/basic.work_start", "不是日期", "2022-12-31"),
    ({"basic.name": 5}, "/require/basic.name", "这里应为文字", "请写成“5”，加上引号。"),
    ({"evrey": {"of": "work"}}, "/require/evrey", "没有名为“evrey”的数据", "every"),
    ({"count": {"of": "wrok", ">": 1}}, "/require/count/of", "没有名为“wrok”的数据", "work"),
    (
        {"some": {"of": "work", "that": {"strat": "2020-01-01"}}},
        "/require/some/that/strat",
        "没有名为“strat”的数据",
        "start",
    ),
    (
        {"some": {"of": "work", "as": "w", "that": {"w.strat": "2020-01-01"}}},
        "/require/some/that/w.strat",
        "w.strat",
        "w.start",
    ),
    (
        {"pairs": {"of": "work", "that": {"start": "2020-01-01"}}},
        "/require/pairs/that/start",
        "没有名为“start”的数据",
        "b.start",
    ),
    (
        {"compare": [{"yeers_since": "basic.work_start"}, ">", 1]},
        "/require/compare/0/yeers_since",
        "没有名为“yeers_since”的算法",
        "years_since",
    ),
    (
        {"basic.work_years": {"=>": 1}},
        "/require/basic.work_years/=>",
        "没有名为“=>”的比较",
        "是不是想写“>=”？",
    ),
    ({"compare": [1, "is", 1]}, "/require/compare/2", "没有名为“is”的比较", "“==”"),
    (
        {"basic.work_start": {"<": {"plan": "tenur"}}},
        "/require/basic.work_start/</plan",
        "计划没有名为“tenur”的日期或数",
        "tenure",
    ),
    (
        {"basic.work_years": {">": {"parameter": "yeers"}}},
        "/require/basic.work_years/>/parameter",
        "没有名为“yeers”的参数",
        "years",
    ),
    ({"some": {"of": "work", "taht": {}}}, "/require/some/taht", "这里不能写“taht”", "that"),
    (
        {"compare": [{"field": ["basic"]}, ">", 1]},
        "/require/compare/0/field",
        "这里应写数据的名称",
        "basic.work_years",
    ),
    # wrong types
    ({"basic.work_years": "14"}, "/require/basic.work_years", "“14”是文字，这里应为整数", "不带引号的整数"),
    ({"basic.married": 1}, "/require/basic.married", "1是整数，这里应为是否", "true 或 false"),
    ({"basic.name": True}, "/require/basic.name", "true是是否，这里应为文字", "加引号"),
    ({"basic.work_start": 2022}, "/require/basic.work_start", "2022是整数，这里应为日期", "2022-12"),
    ({"basic.name": {">": "张"}}, "/require/basic.name/>", "文字没有大小", "=="),
    ({"basic.married": {"<": True}}, "/require/basic.married/<", "是否没有大小", "!="),
    (
        {"basic.work_years": {"<": {"field": "basic.work_start"}}},
        "/require/basic.work_years/<",
        "整数不能与日期",
        "同一类数据",
    ),
    (
        {"compare": [{"years_since": "basic.name"}, ">", 1]},
        "/require/compare/0/years_since",
        "这里应为日期，写的是文字",
        "日期",
    ),
    (
        {"compare": [{"add": ["basic.work_start", "basic.work_start"]}, ">", 1]},
        "/require/compare/0/add",
        "不能对日期做加减",
        "years",
    ),
    ({"compare": [{"min": ["basic.name"]}, "==", "甲"]}, "/require/compare/0/min", "文字没有大小", "min"),
    (
        {"compare": [{"max": ["basic.work_years", "basic.name"]}, "==", 1]},
        "/require/compare/0/max/1",
        "整数不能与文字",
        "同一类",
    ),
    ({"sum": {"of": "work", "field": "kind", ">": 1}}, "/require/sum/field", "文字不能合计", "数的名称"),
    ({"basic": 1}, "/require/basic", "“basic”是一组数据，不是一个值", "count"),
    ({"basic.plain": "x"}, "/require/basic.plain", "是一组数据", "some"),
    ({"count": {"of": "basic", ">": 1}}, "/require/count/of", "“basic”不是记录列表", "work"),
    ({"count": {"of": "basic.plain", ">": 1}}, "/require/count/of", "不是记录列表", "列表"),
    # impossible values
    (
        {"basic.degree": "大学本科"},
        "/require/basic.degree",
        "“大学本科”不是“学历”可能的取值",
        "请写代码“21”（大学本科）",
    ),
    ({"basic.degree": ["21", "1l"]}, "/require/basic.degree/1", "“1l”不是“学历”可能的取值", "11"),
    ({"kind": "审批"}, "/require/kind", "不是“”可能的取值", "申报"),
    ({"basic.work_years": {"==": None}}, "/require/basic.work_years/==", "这里应写一个值", "absent"),
    ({"basic.work_years": 10**15}, "/require/basic.work_years", "超出了可用的数值范围", "绝对值"),
    (
        {"some": {"of": "work", "that": {"hours": {">": 1e200}}}},
        "/require/some/that/hours/>",
        "超出了可用的数值范围",
        "绝对值",
    ),
    ({"some": {"of": "work", "that": {"hours": 0.00001}}}, "/require/some/that/hours", "小数位过多", "4 位"),
    # form
    ({}, "/require", "这里应写条件", "名称: 要求"),
    ("basic.work_years", "/require", "这里应写条件", "名称: 要求"),
    ([], "/require", "条件的列表是空的", "逐条列出"),
    ({"any": {"basic.work_years": 1}}, "/require/any", "这里应写条件的列表", "逐条列出"),
    ({"basic.work_years": {}}, "/require/basic.work_years", "缺少比较", ">="),
    ({"count": {"of": "work"}}, "/require/count", "缺少比较", ">="),
    ({"count": "work"}, "/require/count", "名称: 内容", "of"),
    ({"count": {">": 1}}, "/require/count", "缺少“of”", "of"),
    ({"some": ["work"]}, "/require/some", "名称: 内容", "of"),
    ({"every": {"of": "work"}}, "/require/every", "缺少“that”", "that"),
    ({"compare": [1, 2]}, "/require/compare", "这里应写 3 项的列表", '[甲, ">=", 乙]'),
    (
        {"basic.work_years": {"between": [1]}},
        "/require/basic.work_years/between",
        "这里应写 2 项的列表",
        "[甲, 乙]",
    ),
    ({"basic.degree": {"in": []}}, "/require/basic.degree/in", "这里应写 1 到 500 项的列表", "[甲, 乙]"),
    (
        {"basic.degree": {"in": {"parameter": "years"}}},
        "/require/basic.degree/in",
        "这里应写 1 到 500 项的列表",
        "[甲",
    ),
    (
        {"basic.degree": {"in": {"plan": "years"}}},
        "/require/basic.degree/in/plan",
        "没有名为“plan”的算法",
        "parameter",
    ),
    ({"compare": [{"add": [], "sub": []}, ">", 1]}, "/require/compare/0", "这里只能写一项", "add"),
    (
        {"compare": [{"times": ["2", "basic.work_years"]}, ">", 1]},
        "/require/compare/0/times/0",
        "这里应为整数",
        "整数",
    ),
    (
        {"at_least": {"number": 3, "of": [{"basic.work_years": 1}]}},
        "/require/at_least/number",
        "3 不在 1 到 1 之间",
        "1 到 1",
    ),
    (
        {"basic.work_start": {"<": {"ago": {"years": -1}}}},
        "/require/basic.work_start/</ago/years",
        "-1 不在 0 到 1200 之间",
        "0 到 1200",
    ),
    (
        {"basic.work_start": {"<": {"ago": {"from": "year"}}}},
        "/require/basic.work_start/</ago/from",
        "应为计划的日期",
        "tenure",
    ),
    ({"unique": {"of": "work", "by": "kind"}}, "/require/unique/by", "这里应写 1 到 10 项的列表", "[甲"),
    # size
    (NESTED, "/require" + "/not" * 24, "条件嵌套过深（超过 24 层）", "拆成几条规则"),
    (WIDE, "/require", "条件过长（超过 2000 个部分）", "拆成几条规则"),
]


@pytest.mark.parametrize(("tree", "at", "fault", "remedy"), CASES, ids=lambda value: str(value)[:50])
def test_an_author_is_told_where_what_and_what_would_be_right(
    tree: Any, at: str, fault: str, remedy: str
) -> None:
    (found,) = faults(tree)
    assert found.at == at
    assert fault in found.fault
    assert remedy in found.remedy


def test_every_fault_of_a_condition_is_told_at_once() -> None:
    found = faults(
        {
            "basic.nmae": "甲",
            "basic.work_years": "1",
            "some": {"of": "work", "that": {"kind": "丙", "mnths": 1}},
        }
    )
    assert [fault.at for fault in found] == [
        "/require/basic.nmae",
        "/require/basic.work_years",
        "/require/some/that/kind",
        "/require/some/that/mnths",
    ]


def test_a_pointer_escapes_what_pointers_must() -> None:
    (found,) = faults({"a/b~c": 1})
    assert found.at == "/require/a~1b~0c"


def test_values_targets_and_collections_have_faults_too() -> None:
    parser = Parser(SHAPE, AROUND)
    assert parser.value({"field": "basic.nmae"}, "/values/x") is None
    assert parser.target("basic", "/adjust/set") is None
    assert parser.collected({"of": "work", "field": "knd"}, "/values/y") is None
    assert [fault.at for fault in parser.faults] == ["/values/x/field", "/adjust/set", "/values/y/field"]


BLANK_SHAPE = Shape({**SCHEMA, "blank": "无"}, {**SCHEMA, "blank": "无"})


@pytest.mark.parametrize(
    ("tree", "at", "fault", "remedy"),
    [
        ({"says_none": "basic.degree"}, "/require/says_none", "不能填“无”", "left_blank"),
        ({"says_none": "basic.work_years"}, "/require/says_none", "不能填“无”", "absent"),
        ({"not_asked": "work"}, "/require/not_asked", "人人都要填写", "left_blank"),
        ({"basic.name": "无"}, "/require/basic.name", "填“无”就是说没有", "says_none"),
        ({"basic.name": {"in": ["甲", " 无 "]}}, "/require/basic.name/in/1", "填“无”就是说没有", "says_none"),
        ({"basic.work_years": 1.5}, "/require/basic.work_years", "是整数，这个比较永远不会成立", "更正要求"),
        ({"basic.work_years": {"!=": 1.5}}, "/require/basic.work_years/!=", "不可能不成立", "更正要求"),
        ({"count": {"of": "work", ">=": 1.5}}, "/require/count/>=", "是整数，不能与小数 1.5 比较", "months"),
        ({"basic.work_years": {"in": [3, 1.5]}}, "/require/basic.work_years/in/1", "永远不会成立", "更正"),
        (
            {"compare": [{"years_since": "basic.work_start"}, ">=", 2.5]},
            "/require/compare/2",
            "是整数，不能与小数 2.5 比较",
            "写成月数",
        ),
        (
            {"basic.work_years": {">=": {"by": {"field": "basic.degree", "of": {"11": 2.5, "14": 4}}}}},
            "/require/basic.work_years/>=",
            "不能与小数 2.5 比较",
            "整数",
        ),
        (
            {"basic.work_years": {"between": [10, 5]}},
            "/require/basic.work_years/between",
            "前一个值大于后一个值",
            "小的（早的）写在前面",
        ),
        (
            {"basic.work_start": {"between": ["2022-01-01", "2010-01-01"]}},
            "/require/basic.work_start/between",
            "永远不会成立",
            "写在前面",
        ),
        ({"basic.name": ""}, "/require/basic.name", "空的文字与任何值都不相等", "present"),
        (
            {"compare": ["basic.work_years", ">=", 3]},
            "/require/compare/0",
            "在这里是一段文字，不是数据的名称",
            "{field: basic.work_years}",
        ),
        (
            {"compare": [{"field": "basic.work_years"}, ">=", "basic.work_years"]},
            "/require/compare/2",
            "不是数据的名称",
            "{field: basic.work_years}",
        ),
        ({"basic.work_years": {"≤": 3}}, "/require/basic.work_years/≤", "没有名为“≤”的比较", "“<=”"),
        ({"count": {"of": "work", "<": 0}}, "/require/count/<", "不小于 0，这个比较永远不会成立", "更正"),
        ({"count": {"of": "work", ">": -1}}, "/require/count/>", "不可能不成立", "更正"),
        (
            {
                "compare": [
                    {"years_since": "basic.work_start"},
                    ">",
                    {"months": ["basic.work_start", "2022-01-01"]},
                ]
            },
            "/require/compare/2",
            "“年”不能与“月”",
            "times",
        ),
        (
            {"basic.work_years": {"contains": "1"}},
            "/require/basic.work_years/contains",
            "整数不能用",
            "between",
        ),
        ({"basic.name": {"contains": ""}}, "/require/basic.name/contains", "任何内容都含有它", "present"),
        ({"basic.degree": {"starts_with": "9"}}, "/require/basic.degree/starts_with", "以“9”开头", "11"),
        ({"basic.degree": {"contains": ["1", "9"]}}, "/require/basic.degree/contains", "含有“9”", "11"),
        ({"basic.name": {"regex": ".*"}}, "/require/basic.name/regex", "不能写正则表达式", "starts_with"),
        (
            {"compare": [{"choose": [{"otherwise": 1}]}, ">", 1]},
            "/require/compare/0/choose",
            "1 到 50 项",
            "[甲, 乙]",
        ),
        (
            {"compare": [{"choose": [{"when": {"kind": "申报"}, "then": 1}, {"otherwise": "甲"}]}, ">", 1]},
            "/require/compare/0/choose",
            "整数不能与文字",
            "同一类",
        ),
        (
            {"compare": [{"choose": [{"if": {"kind": "申报"}, "then": 1}]}, ">", 1]},
            "/require/compare/0/choose/0/if",
            "这里不能写“if”",
            "when",
        ),
        (
            {"basic.work_years": {">": {"by": {"field": "basic.degree", "of": {"12": 1}}}}},
            "/require/basic.work_years/>/by/of/12",
            "不是“学历”可能的取值",
            "11",
        ),
        (
            {"basic.work_years": {">": {"by": {"field": "basic.married", "of": {"yes": 1}}}}},
            "/require/basic.work_years/>/by/of/yes",
            "这里应为是否",
            "true 或 false",
        ),
        (
            {"basic.degree": {"==": {"by": {"field": "basic.work_years", "of": {"1": "12"}}}}},
            "/require/basic.degree/==/by/of/1",
            "不是“学历”可能的取值",
            "11",
        ),
        (
            {"basic.work_years": {">": {"by": {"field": "basic.work_years", "of": {"x": 1}}}}},
            "/require/basic.work_years/>/by/of/x",
            "这里应为整数",
            "不带引号",
        ),
        (
            {"combination": {"of": "work", "scale": "months", "order": ["甲"], "any": [{"甲": 1}]}},
            "/require/combination/scale",
            "整数不能作为等级",
            "文字",
        ),
        (
            {"combination": {"of": "work", "scale": "kind", "order": ["甲", "丙"], "any": [{"甲": 1}]}},
            "/require/combination/order/1",
            "“丙”不是",
            "甲",
        ),
        (
            {"combination": {"of": "work", "scale": "kind", "order": ["甲", "甲"], "any": [{"甲": 1}]}},
            "/require/combination/order",
            "同一等级出现两次",
            "从高到低",
        ),
        (
            {"combination": {"of": "work", "scale": "kind", "order": ["甲"], "any": [{"乙": 1}]}},
            "/require/combination/any/0/乙",
            "“乙”不在 order 的等级里",
            "甲",
        ),
        (
            {"combination": {"of": "work", "scale": "kind", "order": ["甲"], "any": [{}]}},
            "/require/combination/any/0",
            "应写各等级的数量",
            "large",
        ),
        (
            {
                "combination": {
                    "of": "work",
                    "scale": "kind",
                    "order": ["甲"],
                    "any": [{"甲": 1}],
                    "stand_in": 1,
                }
            },
            "/require/combination/stand_in",
            "true 或 false",
            "充抵",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_can_never_be_meant_is_told(tree: Any, at: str, fault: str, remedy: str) -> None:
    parser = Parser(BLANK_SHAPE, AROUND)
    parser.condition(tree, "/require")
    (found,) = parser.faults
    assert found.at == at
    assert fault in found.fault
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("operator", "number", "settled"),
    [
        (">", 60, "永远不会成立"),
        (">", 59, None),
        (">", -1, "不可能不成立"),
        (">=", 61, "永远不会成立"),
        (">=", 60, None),
        (">=", 0, "不可能不成立"),
        ("<", 0, "永远不会成立"),
        ("<", 1, None),
        ("<", 61, "不可能不成立"),
        ("<=", -1, "永远不会成立"),
        ("<=", 0, None),
        ("<=", 60, "不可能不成立"),
        ("==", 61, "永远不会成立"),
        ("==", 60, None),
        ("!=", 61, "不可能不成立"),
        ("!=", 0, None),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_comparison_that_the_form_settles(
    operator: str, number: int, settled: str | None, turned: bool
) -> None:
    """Beyond minimum and maximum nothing can be answered; on their edge something can."""
    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 60}}}
    parser = Parser(Shape(schema, schema), AROUND)
    mirrored = {">": "<", "<": ">", ">=": "<=", "<=": ">="}.get(operator, operator)
    tree = (
        {"compare": [{"field": "n"}, operator, number]}
        if not turned
        else {"compare": [{"parameter": "n"}, mirrored, {"field": "n"}]}
    )
    parser.surroundings = replace(AROUND, parameters={"n": number})
    parser.condition(tree, "/require")
    told = [fault.fault for fault in parser.faults]
    assert (settled is None and told == []) or (settled is not None and settled in told[0])


def test_a_text_longer_than_the_form_takes_is_never_equal() -> None:
    schema = {"type": "object", "properties": {"t": {"type": "string", "caption": "名", "maxLength": 3}}}
    for text, number in (("一二三", 0), ("一二三四", 1)):
        parser = Parser(Shape(schema, schema), AROUND)
        parser.condition({"t": text}, "/require")
        assert [("最多 3 个字符" in fault.fault) for fault in parser.faults] == [True] * number
