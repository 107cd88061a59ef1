"""Fields of several choices: what their words mean to both evaluators, how they are told, and what makes them hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.checks.language import engine_says
from zcforms.checks import changes, conform, reference
from zcforms.checks.assembly import Rule
from zcforms.checks.compiler import Question
from zcforms.checks.core import TRUE, Condition
from zcforms.checks.judging import Judge
from zcforms.checks.messages import Sentence
from zcforms.checks.naming import Names
from zcforms.checks.parser import Parser
from zcforms.checks.reading_back import negated_sentence, sentence
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.scope import Misuse, Surroundings
from zcforms.checks.shape import Shape
from zcforms.domain.finding import Severity
from zcforms.lab.edges import edges
from zcforms.lab.mutants import Surroundings as Around
from zcforms.lab.mutants import mutants

KINDS = {"degree": "学历", "tenure": "资历", "level": "层级", "other": "其他"}


def _several(caption: str, one: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {"type": "string", "caption": caption, **one}
    items = {"type": "object", "properties": {"value": value}}
    return {"type": "array", "several": True, "caption": caption, "items": items, **more}


SCHEMA: dict[str, Any] = {
    "type": "object",
    "blank": "无",
    "properties": {
        "route": {"type": "string", "enum": ["regular", "exceptional"]},
        "degree": {"type": "string", "caption": "学历", "enum": ["11", "14"]},
        "kinds": _several("破格类型", {"enum": list(KINDS), "captions": KINDS}, askedBy=["route"], maxItems=3),
        "skills": _several("专长", {"maxLength": 20}),
        "papers": {
            "type": "array",
            "caption": "论文",
            "items": {"type": "object", "properties": {"indexes": _several("收录", {"enum": ["SCI", "EI", "CSCD"]})}},
        },
    },
}  # fmt: skip
SHAPE = Shape(SCHEMA, SCHEMA)
AROUND = Surroundings(date(2022, 12, 31), parameters={"hard": ["degree", "level"]})


def read(tree: Any) -> tuple[Condition, list[Misuse]]:
    parser = Parser(SHAPE, AROUND)
    return parser.condition(tree, "/require"), parser.faults


def condition(tree: Any) -> Condition:
    made, faults = read(tree)
    assert not faults, [fault.args for fault in faults]
    return made


def chosen(*codes: Any) -> dict[str, Any]:
    return {"kinds": [{"value": code} for code in codes]}


def truth(tree: Any, facts: Any) -> bool | None:
    """The reference evaluator's truth; the engine agrees, whether what is missing fails or passes."""
    asked, typed = condition(tree), conform.typed(facts, SHAPE)
    found = reference.holds(asked, typed)
    unasked = found is None and not reference.unmet(asked, typed)
    assert engine_says(Question(TRUE, asked, missing_fails=True), typed) is (
        found is not True and not unasked
    )
    assert engine_says(Question(TRUE, asked, missing_fails=False), typed) is (found is False)
    return found


ONE, EVERY, NONE = (
    {"kinds": {word: ["degree", "level"]}} for word in ("has_one_of", "has_all_of", "has_none_of")
)
MANY = {"chosen": {"of": "kinds", ">=": 2}}
OF_THESE = {"chosen": {"of": "kinds", "among": ["degree", "level"], "==": 1}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (chosen("degree"), (True, False, False, False, True)),
        (chosen("tenure", "level", "degree"), (True, True, False, True, False)),
        (chosen("tenure", "other"), (False, False, True, True, False)),
        (chosen("degree", "degree"), (True, False, False, False, True)),  # sent twice: chosen once
        (chosen("tenure", None, 7), (False, False, True, False, False)),  # what is no code is nothing
        (chosen(), (None,) * 5),
        ({}, (None,) * 5),
        (chosen(None), (None,) * 5),
        ({"unasked": ["/kinds"]}, (None,) * 5),
    ],
)
def test_each_kind_of_answer_has_one_meaning(facts: Any, expected: tuple[bool | None, ...]) -> None:
    assert tuple(truth(tree, facts) for tree in (ONE, EVERY, NONE, MANY, OF_THESE)) == expected


def test_what_was_sent_twice_or_blank_is_no_second_record() -> None:
    """Rules that go through the choices as records meet each of them once."""
    kept = conform.typed(chosen("degree", None, "level", "degree"), SHAPE)["kinds"]
    assert [each["value"] for each in kept] == ["degree", "level"]


def test_presence_is_that_of_the_field() -> None:
    for facts, state in ((chosen("other"), "present"), (chosen(), "left_blank"), ({"unasked": ["/kinds"]}, "not_asked")):  # fmt: skip
        for word in ("present", "left_blank", "not_asked"):
            assert truth({word: "kinds"}, facts) is (word == state)
        assert truth({"absent": "kinds"}, facts) is (state != "present")


def test_in_free_text_none_is_none_of_what_is_looked_for() -> None:
    facts = {"skills": [{"value": "无"}]}
    assert truth({"skills": {"has_one_of": ["焊接"]}}, facts) is False
    assert truth({"skills": {"has_none_of": ["焊接"]}}, facts) is True
    assert truth({"chosen": {"of": "skills", "<": 1}}, facts) is True


def test_codes_may_be_a_parameter_and_the_field_may_stand_in_a_record() -> None:
    assert truth({"kinds": {"has_all_of": {"parameter": "hard"}}}, chosen("degree", "level")) is True
    papers = {"papers": [{"indexes": [{"value": "EI"}, {"value": "SCI"}]}, {"indexes": []}, {}]}
    both = {"indexes": {"has_all_of": ["SCI", "EI"]}}
    assert truth({"some": {"of": "papers", "that": both}}, papers) is True
    assert truth({"every": {"of": "papers", "that": both}}, papers) is None
    assert truth({"count": {"of": "papers", "where": {"chosen": {"of": "indexes", ">=": 2}}, "==": 1}}, papers) is True  # fmt: skip


@pytest.mark.parametrize(
    ("tree", "at", "fault", "remedy"),
    [
        ({"kinds": {"has_one_of": ["学历"]}}, "/require/kinds/has_one_of/0", "不是“破格类型”可能的取值", "请写代码“degree”"),
        ({"kinds": {"has_all_of": ["degre"]}}, "/require/kinds/has_all_of/0", "不是“破格类型”可能的取值", "degree"),
        ({"kinds": "degree"}, "/require/kinds", "可以选多项，不能用“==”", "has_one_of"),
        ({"kinds": ["degree", "level"]}, "/require/kinds", "可以选多项，不能用“==”", "has_one_of"),
        ({"kinds": {"not_in": ["degree"]}}, "/require/kinds/not_in", "可以选多项", "has_none_of"),
        ({"kinds": {"has_any_of": ["degree"]}}, "/require/kinds/has_any_of", "可以选多项", "has_all_of"),
        ({"kinds": {"has_one_of": []}}, "/require/kinds/has_one_of", "这里应写 1 到 500 项的列表", "请写成"),
        ({"kinds": {"has_all_of": list(KINDS)}}, "/require/kinds/has_all_of", "最多选 3 项", "has_one_of"),
        ({"degree": {"has_one_of": ["11"]}}, "/require/degree/has_one_of", "这里只有一个值", "{in: [值, 值]}"),
        ({"degree": {"has_none_of": ["11"]}}, "/require/degree/has_none_of", "这里只有一个值", "{not_in: [值, 值]}"),
        ({"chosen": {"of": "degree", ">=": 1}}, "/require/chosen/of", "只有一个值", "in 或 not_in"),
        ({"chosen": {"of": "papers", ">=": 1}}, "/require/chosen/of", "是一组记录", "count"),
        ({"chosen": {"of": "kind", ">=": 2}}, "/require/chosen/of", "没有名为“kind”的数据", "kinds"),
        ({"chosen": {"of": "kinds", ">=": 1}}, "/require/chosen/>=", "在 1 到 3 之间，这个比较不可能不成立", "更正要求"),
        ({"chosen": {"of": "kinds", ">": 3}}, "/require/chosen/>", "这个比较永远不会成立", "请写该范围内的值"),
        ({"chosen": {"of": "kinds", "among": ["level"], ">": 1}}, "/require/chosen/>", "在 0 到 1 之间", "请写"),
        ({"chosen": {"of": "kinds", "among": ["x"], "==": 1}}, "/require/chosen/among/0", "不是“破格类型”可能", "可用的有"),
        ({"says_none": "kinds"}, "/require/says_none", "是一组数据，不是一个值", "has_none_of"),
        ({"compare": [{"field": "kinds"}, "==", "degree"]}, "/require/compare/0/field", "不是一个值", "chosen"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told(tree: Any, at: str, fault: str, remedy: str) -> None:
    (found,) = read(tree)[1]
    assert found.at == at
    assert fault in found.fault
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("tree", "told", "denied"),
    [
        (ONE, "“破格类型”选择了“学历”或“层级”", "“破格类型”没有选择“学历”或“层级”"),
        (EVERY, "“破格类型”同时选择了“学历”和“层级”", "“破格类型”没有选择“学历”，或者“破格类型”没有选择“层级”"),
        (NONE, "“破格类型”没有选择“学历”或“层级”", "“破格类型”选择了“学历”或“层级”"),
        ({"kinds": {"has_all_of": ["other"]}}, "“破格类型”选择了“其他”", "“破格类型”没有选择“其他”"),
        (MANY, "“破格类型”至少选择 2 项", "“破格类型”选择的少于 2 项"),
        (OF_THESE, "“破格类型”在“学历”、“层级”中恰好选择 1 项", "“破格类型”在“学历”、“层级”中选择的不是恰好 1 项"),
        (
            {"compare": [{"chosen": {"of": "kinds"}}, "<", {"chosen": {"of": "skills"}}]},
            "“破格类型”选择的项数少于“专长”选择的项数",
            "“破格类型”选择的项数不少于“专长”选择的项数",
        ),
        ({"present": "kinds"}, "“破格类型”已填写", "“破格类型”未填写"),
    ],
)  # fmt: skip
def test_they_are_read_back_in_chinese(tree: Any, told: str, denied: str) -> None:
    assert sentence(condition(tree), SHAPE) == told
    assert negated_sentence(condition(tree), SHAPE) == denied


@pytest.mark.parametrize(
    ("tree", "facts", "found"),
    [
        (ONE, chosen("tenure", "other"), "“破格类型”选择了“资历”、“其他”"),
        (NONE, chosen("level"), "“破格类型”选择了“层级”"),
        (MANY, chosen(), "“破格类型”未填写"),
        (MANY, {"unasked": ["/kinds"]}, "“破格类型”未要求填写"),
        ({"present": "kinds"}, chosen(), "“破格类型”未填写"),
    ],
)
def test_an_explanation_says_what_was_chosen(tree: Any, facts: Any, found: str) -> None:
    typed = conform.typed(facts, SHAPE)
    made = Judge.of(Names.of(SHAPE), typed).judged(condition(tree))
    assert (made.found, made.places) == (found, ("/kinds",) * len(made.places))
    assert made.places
    assert [each.pointer for each in made.values] == ["/kinds"]


@pytest.mark.parametrize(
    ("tree", "facts", "sentences"),
    [
        (ONE, chosen("tenure"), ["“破格类型”加选“学历”"]),
        (ONE, chosen(), ["“破格类型”选择“学历”"]),
        (EVERY, chosen("degree"), ["“破格类型”加选“层级”"]),
        (EVERY, chosen("tenure"), ["“破格类型”加选“学历”", "“破格类型”加选“层级”"]),
        (NONE, chosen("tenure", "level"), ["“破格类型”不再选择“层级”"]),
        (NONE, chosen("level"), ["“破格类型”不选“层级”，改选“资历”"]),
        (MANY, chosen("level"), ["“破格类型”加选“资历”"]),
        (OF_THESE, chosen("degree", "level"), ["“破格类型”不再选择“学历”"]),
        ({"present": "kinds"}, chosen(), ["“破格类型”选择“学历”"]),
    ],
)
def test_the_smallest_change_is_told_as_choosing(tree: Any, facts: Any, sentences: list[str]) -> None:
    typed, wanted = conform.typed(facts, SHAPE), condition(tree)
    edits = changes.make(wanted, typed, SHAPE, True)
    assert edits is not None
    assert [each.sentence for each in changes.told(edits, typed, SHAPE, wanted)] == sentences
    assert reference.holds(wanted, changes.altered(typed, edits, SHAPE)) is True


def test_the_boundary_of_a_number_of_choices_is_one_choice() -> None:
    (edge,) = edges(condition(MANY), SHAPE)
    assert edge.words == ("破格类型所选的项数为 2 项", "破格类型所选的项数为 1 项")
    typed = conform.typed(chosen("level"), SHAPE)
    made = changes.make(edge.inside, typed, SHAPE, True)
    assert made is not None
    assert reference.holds(condition(MANY), changes.altered(typed, made, SHAPE)) is True


def test_mistakes_with_choices_are_made_and_told() -> None:
    """A code is dropped or added, one becomes all, all becomes one, the number is off by one."""
    nothing = Sentence(())
    around = Around({}, Names.of(SHAPE))
    told = {}
    for name, tree in (("one", ONE), ("all", EVERY), ("three", {"kinds": {"has_one_of": [*KINDS][:3]}}), ("many", MANY)):  # fmt: skip
        question = Question(TRUE, condition(tree))
        rule = Rule(name, "row", "规则", Severity.BLOCKING, question, None, nothing, None, nothing, "", "")
        told[name] = {each.sentence for each in mutants(rule, around)}
    assert {
        "从““破格类型”的某个选项：破格类型为“学历”或“层级””中去掉“层级”",
        "在““破格类型”的某个选项：破格类型为“学历”或“层级””中加上“其他”",
        "“破格类型”不论选了哪些都算",
    } <= told["one"]
    assert {
        "去掉条件““破格类型”选择了“学历””",
        "把““破格类型”同时选择了“学历”和“层级””改成““破格类型”选择了“学历”，或者“破格类型”选择了“层级””",
    } <= told["all"]
    assert "把““破格类型”选择了“学历”、“资历”或“层级””改成须全部选择" in told["three"]
    assert "把““破格类型”至少选择 2 项”改成““破格类型”至少选择 3 项”" in told["many"]


def test_choices_of_real_plans_are_known(rulesets: dict[str, Ruleset]) -> None:
    """Feature 55: the kinds of an exceptional application are ticked."""
    shape = rulesets["2022-teacher-senior"].shape
    parser = Parser(shape, AROUND)
    made = parser.condition({"exceptional.kinds": {"has_all_of": ["学历破格", "其他"]}}, "/require")
    assert not parser.faults
    assert sentence(made, shape) == "“破格类型”同时选择了“学历破格”和“其他”"
