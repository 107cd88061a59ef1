"""Ruleset documents that cannot be: file, pointer, fault and remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.checks.author import Author, row, rule
from zcforms.checks import ruleset
from zcforms.domain.errors import DocumentsInvalid

Example = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize(
    ("content", "pointer", "fault"),
    [
        ({"rules": [rule(severity="fatal")]}, "/rules/0/severity", "“fatal”不是允许的取值"),
        (
            {"rules": [{key: value for key, value in rule().items() if key != "policy"}]},
            "/rules/0",
            "缺少“policy”",
        ),
        ({"rules": [rule(requre={})]}, "/rules/0/requre", "不认识的关键字“requre”"),
        ({"rows": [row(lines=[{"text": "x", "rule": "y"}])]}, "/rows/0/lines/0", "只能用一种"),
    ],
)
def test_the_metaschema_is_held(author: Author, content: dict[str, Any], pointer: str, fault: str) -> None:
    author.write("plans/mine", **content)
    with pytest.raises(DocumentsInvalid) as caught:
        ruleset.load(author.rules)
    assert any(each.pointer == pointer and fault in each.fault for each in caught.value.faults), caught.value


@pytest.mark.parametrize(
    ("content", "pointer", "fault", "remedy"),
    [
        (
            {"rules": [rule(require={"basic.wrk_years": 1})]},
            "/rules/0/require/basic.wrk_years",
            "没有名为“basic.wrk_years”的数据",
            "basic.work_years",
        ),
        (
            {"rules": [rule(when={"educaton": 1})]},
            "/rules/0/when/educaton",
            "没有名为“educaton”的数据",
            "education",
        ),
        (
            {"rules": [rule(routes=["reguler"])]},
            "/rules/0/routes/0",
            "“reguler”不是“申报形式”可能的取值",
            "regular",
        ),
        (
            {"rules": [rule(levels=["高级"])]},
            "/rules/0/levels/0",
            "“高级”不是“申报级别”可能的取值",
            "请写代码“senior”（高级）",
        ),
        ({"rules": [rule(row="rwo")]}, "/rules/0/row", "检测表没有名为“rwo”的行", "row"),
        (
            {"rules": [rule(message="{count:wrok}")]},
            "/rules/0/message",
            "没有名为“wrok”的数据",
            "work",
        ),
        (
            {"rules": [rule(message="{value:basic.nam}")]},
            "/rules/0/message",
            "没有名为“basic.nam”的数据",
            "basic",
        ),
        (
            {"rules": [rule(message="{parameter:x}")]},
            "/rules/0/message",
            "没有名为“x”的参数",
            "没有可用的名称",
        ),
        ({"rules": [rule(message="少于 {actual 年")]}, "/rules/0/message", "花括号没有成对", "{名称}"),
        ({"rules": [rule(passed="{{actual}}")]}, "/rules/0/passed", "花括号没有成对", "一层花括号"),
        (
            {"rules": [rule(message="只有 {工作年限} 年")]},
            "/rules/0/message",
            "不认识占位符“{工作年限}”",
            "{value:basic.work_years}",
        ),
        ({"rules": [rule(remedy="{actuel}")]}, "/rules/0/remedy", "不认识占位符“{actuel}”", "actual"),
        (
            {"rules": [rule(values={"x": {"collect": {"of": "work", "field": "pst"}}})]},
            "/rules/0/values/x/collect/field",
            "没有名为“pst”的数据",
            "post",
        ),
        (
            {"rules": [rule(values={"x": {"yeer_of": "basic.work_start"}})]},
            "/rules/0/values/x/yeer_of",
            "没有名为“yeer_of”的算法",
            "year_of",
        ),
        ({"rules": [rule("a:{each.idd}", each="items")]}, "/rules/0/id", "没有名为“each.idd”的变量", "id"),
        ({"rules": [rule("a", each="categories")]}, "/rules/0/id", "规则“a”出现两次", "{each.id}"),
        (
            {"rows": [row(lines=[{"rule": "oen"}]), row("two")], "rules": [rule(row="two")]},
            "/rows/0/lines/0/rule",
            "没有名为“oen”的规则",
            "one",
        ),
        (
            {"rows": [row(lines=[{"text": "x", "when": {"wrk": 1}}])]},
            "/rows/0/lines/0/when/wrk",
            "没有名为“wrk”的数据",
            "work",
        ),
        (
            {"rows": [row(lines=[{"text": "{nothing}"}])]},
            "/rows/0/lines/0/text",
            "不认识占位符“{nothing}”",
            "count:",
        ),
        (
            {
                "rules": [
                    rule(severity="adjusting", adjust={"set": "basic.work_years", "to": {"add": [1, 1]}})
                ]
            },
            "/rules/0/require",
            "调整数据的规则没有要求",
            "when",
        ),
        (
            {
                "rules": [
                    {
                        **{k: v for k, v in rule().items() if k != "require"},
                        "severity": "adjusting",
                        "adjust": {
                            "set": "basic.work_years",
                            "to": {"max": [0, {"add": ["basic.work_years", 1]}]},
                        },
                    }
                ]
            },
            "/rules/0/adjust/to",
            "“basic.work_years”从自己算出新的值，每次保存都会再变一次",
            "min、max",
        ),
        (
            {
                "rules": [
                    {
                        **{k: v for k, v in rule().items() if k != "require"},
                        "severity": "adjusting",
                        "adjust": {"set": "basic.work_years", "to": {"date": "2020-01-01"}},
                    }
                ]
            },
            "/rules/0/adjust/to",
            "“basic.work_years”是整数，不能设为日期",
            "同一类数据",
        ),
        (
            {
                "rules": [
                    {
                        **{k: v for k, v in rule().items() if k != "require"},
                        "severity": "adjusting",
                        "adjust": {"set": "basic.wrk_years", "to": {"add": ["basic.work_years", 1]}},
                    }
                ]
            },
            "/rules/0/adjust/set",
            "没有名为“basic.wrk_years”的数据",
            "basic.work_years",
        ),
    ],
)
def test_authors_are_told_file_pointer_fault_and_remedy(
    author: Author, content: dict[str, Any], pointer: str, fault: str, remedy: str
) -> None:
    found = author.fault(**({"rows": [row()]} | content))
    assert found[:2] == ("rules/plans/mine.json", pointer)
    assert fault in found[2]
    assert remedy in found[3]


@pytest.mark.parametrize(
    ("each", "test", "pointer", "fault"),
    [
        ("items", {"minimun": {">=": 1}}, "/rules/0/if/minimun", "没有字段“minimun”"),
        ("categories", {"count": "record"}, "/rules/0/if/count", "record"),
        ("sections", {"kind": "imports"}, "/rules/0/if/kind", "imports"),
        ("attachments", {"minimum": {"=>": 1}}, "/rules/0/if/minimum/=>", "=>"),
    ],
)
def test_a_test_that_could_never_hold_is_a_fault_and_not_a_rule_that_is_silently_gone(
    author: Author, each: str, test: dict[str, Any], pointer: str, fault: str
) -> None:
    found = author.fault(rows=[row()], rules=[rule("a:{each.id}", each=each, **{"if": test})])
    assert found[1] == pointer
    assert fault in found[2]


def test_faults_of_several_rules_are_told_at_once(author: Author) -> None:
    found = author.faults(
        rows=[row()], rules=[rule("a", require={"x": 1}), rule("b", require={"y": 1}, message="{z}")]
    )
    assert [each.pointer for each in found] == [
        "/rules/0/require/x",
        "/rules/1/message",
        "/rules/1/require/y",
    ]


def test_a_row_that_stands_twice(author: Author) -> None:
    assert "出现两次" in author.fault(rows=[row("same", each="categories")])[2]


def test_a_rule_has_as_many_branches_as_the_engine_is_given_and_beyond_them_one(author: Author) -> None:
    """Each comparison can fail in two ways: it is false, or something is missing, which is one branch for all."""

    def rules(number: int) -> int:
        each = [{"compare": [{"add": ["basic.work_years", 0]}, ">", each]} for each in range(number)]
        table = author.compiled(rows=[row()], rules=[rule(require=each)]).tables["teacher"]
        assert table.compiled is not None
        return len(table.compiled.program.rules)

    assert [rules(number) for number in (32, 63, 64, 65)] == [33, 64, 1, 1]


def test_a_sentence_of_any_length_is_bounded(author: Author) -> None:
    """The metaschema bounds what is written; what it is expanded to is bounded as well."""
    long = "{each.caption}" * 71
    found = author.faults(rows=[row()], rules=[rule("a:{each.id}", each="items", message=long)])
    assert {each.fault for each in found} == {"文字超过 1000 个字符"}


def test_more_rules_than_are_sensible(author: Author) -> None:
    author.write("common/base", rows=[row()], rules=[rule(f"r{n}") for n in range(1_000)])
    author.write("series/more", extends=["base"], rules=[rule(f"s{n}") for n in range(1_000)])
    assert author.fault(extends=["more"], rules=[rule("last")])[2] == "规则超过 2000 条"
