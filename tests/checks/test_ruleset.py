"""Ruleset documents: inheritance, templates, faults with file, pointer and remedy, and the rows they make."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zcforms.checks import facts, ruleset
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Verdict
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import AttachmentItem, CountMode, Plan

Example = Callable[[str], dict[str, Any]]
POLICY = {"text": "依据", "source": "出处"}


def rule(name: str = "one", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "row": "row",
        "caption": "规则",
        "policy": POLICY,
        "require": {"basic.work_years": {">=": 1}},
        "message": "不符合",
        **more,
    }


def row(name: str = "row", **more: Any) -> dict[str, Any]:
    return {"id": name, "caption": "行", "lines": [], **more}


class Author:
    """Writes rule documents into a folder and compiles them for a plan."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.rules = folder / "rules"
        self.plan = replace(plan, ruleset="mine")
        for each in ruleset.FOLDERS:
            (self.rules / each).mkdir(parents=True)

    def write(self, name: str, **content: Any) -> None:
        text = json.dumps({"caption": "规则集", **content}, ensure_ascii=False)
        (self.rules / f"{name}.json").write_text(text, "utf-8")

    def compiled(self, **content: Any) -> Ruleset:
        if content:
            self.write("plans/mine", **content)
        return ruleset.compile(ruleset.load(self.rules), self.plan)

    def faults(self, **content: Any) -> tuple[DocumentFault, ...]:
        with pytest.raises(DocumentsInvalid) as caught:
            self.compiled(**content)
        return caught.value.faults

    def fault(self, **content: Any) -> tuple[str, str, str, str]:
        (found,) = self.faults(**content)
        return found.file, found.pointer, found.fault, found.remedy


@pytest.fixture
def author(tmp_path: Path, teacher: Plan) -> Author:
    return Author(tmp_path, teacher)


@pytest.fixture
def check(author: Author, checker: Checker, example: Example) -> Callable[..., Verdict]:
    """The verdict of the given rules and rows over the complete example."""

    def run(application: dict[str, Any] | None = None, **content: Any) -> Verdict:
        made = facts.facts(author.plan, application or example("teacher-complete"), {})
        return checker.run(author.compiled(**content), made)

    return run


# ------------------------------------------------------------------------------------------- our documents


def test_every_shipped_ruleset_is_sound_for_its_plan(rulesets: dict[str, Ruleset]) -> None:
    assert set(rulesets) >= {"2022-teacher-senior", "2021-engineering-senior"}
    assert set(rulesets["2021-engineering-senior"].tables) == {"engineering", "skilled"}
    for made in rulesets.values():
        for table in made.tables.values():
            assert all(each.policy and each.message.parts for each in table.rules)


def test_digests_cover_rules_rows_parameters_and_facts(author: Author) -> None:
    base = author.compiled(rows=[row()], rules=[rule()], parameters={"x": 1}).digest
    assert author.compiled(rows=[row()], rules=[rule()], parameters={"x": 1}).digest == base
    others = [
        author.compiled(rows=[row()], rules=[rule(message="另一句")], parameters={"x": 1}),
        author.compiled(rows=[row(caption="另一行")], rules=[rule()], parameters={"x": 1}),
        author.compiled(rows=[row()], rules=[rule()], parameters={"x": 2}),
    ]
    author.plan = replace(author.plan, year=2023)
    others.append(author.compiled(rows=[row()], rules=[rule()], parameters={"x": 1}))
    assert len({base, *(other.digest for other in others)}) == 5


# --------------------------------------------------------------------------------------------- inheritance


def test_parents_come_first_and_each_once(author: Author) -> None:
    author.write("common/base", rows=[row("first")], rules=[rule("a", row="first")])
    author.write("common/left", extends=["base"], rows=[row("second")])
    author.write("series/right", extends=["base"], rows=[row("third")])
    table = author.compiled(extends=["left", "right"], rows=[row("last")]).tables["teacher"]
    assert [each.id for each in table.rows] == ["first", "second", "third", "last"]
    assert [each.id for each in table.rules] == ["a"]


def test_an_override_changes_what_it_names_and_null_removes(author: Author) -> None:
    author.write(
        "common/base",
        rows=[row(), row("gone")],
        rules=[rule("a", remedy="旧的"), rule("b", missing="pass"), rule("c")],
    )
    table = author.compiled(
        extends=["base"],
        override={
            "rules": {"a": {"message": "新的"}, "b": {"missing": "fail"}, "c": None},
            "rows": {"gone": None},
        },
    ).tables["teacher"]
    assert [(each.id, each.message.parts, each.question.missing_fails) for each in table.rules] == [
        ("a", ("新的",), True),
        ("b", ("不符合",), True),
    ]
    assert table.rules[0].remedy.parts == ("旧的",)
    assert [each.id for each in table.rows] == ["row"]


def test_a_removed_rule_takes_its_lines_along_and_a_row_of_which_nothing_is_left(author: Author) -> None:
    author.write(
        "common/base",
        rows=[row(lines=[{"rule": "a"}, {"rule": "b"}]), row("other", lines=[{"rule": "c"}]), row("plain")],
        rules=[rule("a"), rule("b"), rule("c", row="other")],
    )
    table = author.compiled(extends=["base"], override={"rules": {"b": None, "c": None}}).tables["teacher"]
    assert [(each.id, len(each.lines)) for each in table.rows] == [("row", 1), ("plain", 0)]
    wrong = author.faults(
        rows=[row(lines=[{"rule": "d"}])], extends=["base"], override={"rows": {"row": None}}
    )
    assert any("没有名为“d”的规则" in each.fault for each in wrong)


def test_parameters_are_inherited_and_a_plan_may_set_them(author: Author) -> None:
    author.write("common/base", parameters={"years": 3, "list": ["11"]}, rows=[row()])
    author.plan = replace(author.plan, parameters={"years": 7})
    table = author.compiled(
        extends=["base"],
        rules=[rule(require={"basic.work_years": {">=": {"parameter": "years"}}}, message="{expected}")],
    ).tables["teacher"]
    assert table.rules[0].message.text({}) == "7"


@pytest.mark.parametrize(
    ("content", "pointer", "fault", "remedy"),
    [
        ({"extends": ["bsae"]}, "/extends/0", "没有名为“bsae”的规则集", "base"),
        ({"extends": ["mine"]}, "/extends/0", "绕了一圈", "去掉其中一处"),
        (
            {"extends": ["base"], "rules": [rule("a")]},
            "/rules/0/id",
            "“a”已在 rules/common/base.json 中定义",
            "override/rules",
        ),
        (
            {"extends": ["base"], "override": {"rules": {"aa": None}}},
            "/override/rules/aa",
            "没有可改写的“aa”",
            "a",
        ),
        (
            {"extends": ["base"], "override": {"rules": {"a": {"message": "{x}"}}}},
            "/override/rules/a/message",
            "不认识占位符“{x}”",
            "caption",
        ),
    ],
)
def test_contradictions_between_documents_are_told(
    author: Author, content: dict[str, Any], pointer: str, fault: str, remedy: str
) -> None:
    author.write("common/base", rows=[row()], rules=[rule("a")])
    found = author.fault(**content)
    assert found[:2] == ("rules/plans/mine.json", pointer)
    assert fault in found[2]
    assert remedy in found[3]


def test_a_plan_whose_ruleset_does_not_exist(author: Author) -> None:
    author.plan = replace(author.plan, ruleset="mien")
    assert author.fault(rows=[row()])[2:] == ("没有名为“mien”的规则集", "是不是想写“mine”？")


def test_a_plan_that_sets_an_unknown_parameter(author: Author) -> None:
    author.plan = replace(author.plan, parameters={"yeers": 7})
    assert author.fault(rows=[row()], parameters={"years": 5}) == (
        "schemas/plans/2022-teacher-senior.json",
        "/parameters/yeers",
        "规则没有名为“yeers”的参数",
        "是不是想写“years”？",
    )


def test_two_documents_of_one_name(author: Author) -> None:
    author.write("common/base", rows=[row()])
    author.write("series/base", rows=[row()])
    assert "重名" in author.fault(extends=["base"])[2]


# ------------------------------------------------------------------------------------------------- faults


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
        ({"rows": [row(lines=[{"text": "x", "rule": "y"}])]}, "/rows/0/lines/0", "oneOf"),
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


# ----------------------------------------------------------------------------------------------- templates


def test_templates_stand_once_for_each_item_that_their_test_lets_through(author: Author) -> None:
    table = author.compiled(
        rows=[row()],
        rules=[
            rule(
                "need:{each.id}",
                each="items",
                **{"if": {"minimum": {">=": 1}}},
                caption="{each.category_caption}/{each.caption}",
                require={"count": {"of": "achievements.{each.id}", ">=": "{each.minimum}"}},
                message="{each.caption}要{expected}项",
            )
        ],
    ).tables["teacher"]
    assert [(each.id, each.caption) for each in table.rules] == [
        ("need:rural_service", "乡村任教或支教/乡村任教或支教经历"),
        ("need:action_report", "能力条件/行动研究报告"),
        ("need:mentoring", "能力条件/指导青年教师方面"),
    ]
    assert table.rules[1].message.text({}) == "行动研究报告要1项"


def test_sections_can_be_templates_too(author: Author) -> None:
    table = author.compiled(
        rows=[row("{each.id}", each="sections", **{"if": {"kind": "import"}}, caption="{each.caption}")]
    ).tables["teacher"]
    assert [(each.id, each.caption) for each in table.rows] == [
        ("work", "工作经历"),
        ("education", "学历教育"),
        ("training", "继续教育"),
        ("assessments", "年度考核"),
    ]


def test_minimums_and_count_modes_are_the_plans(checker: Checker, teacher: Plan, example: Example) -> None:
    """Features 49, 60: what is required is data of the plan, the wording stands once."""

    def text(**changes: Any) -> str:
        (standard,) = teacher.standards
        categories = [
            replace(each, **changes) if each.id == "performance" else each for each in standard.categories
        ]
        plan = replace(teacher, standards=(replace(standard, categories=tuple(categories)),))
        compiled = ruleset.compile(ruleset.load(Path(__file__).parents[2] / "rules"), plan)
        verdict = checker.run(compiled, facts.facts(plan, example("teacher-complete"), {}))
        found = next(each for each in verdict.rows if each.caption == "业绩条件")
        assert verdict.alarms == ()
        return f"{found.passed} {found.text.partition(', 教育教学类表彰')[0]}"

    assert text() == "True 业绩条件 要求至少录入2项记录, 当前已录入了 2 项"
    assert text(minimum=3) == "False 业绩条件 要求至少录入3项记录, 当前已录入了 2 项"
    assert text(minimum=0).startswith("True 教育教学类表彰 已录入 1 个业绩")
    assert text(maximum=1) == (
        "False 业绩条件 要求至少录入2项记录, 当前已录入了 2 项, 业绩条件 要求至多录入1项记录, 当前已录入了 2 项"
    )
    assert text(count=CountMode.ITEMS) == "True 业绩条件 要求至少录入2个小项, 当前已录入了 2 个"
    assert text(count=CountMode.ITEMS, minimum=3) == "False 业绩条件 要求至少录入3个小项, 当前已录入了 2 个"


def test_an_attachment_for_some_is_neither_asked_nor_shown_for_others(
    check: Callable[..., Verdict], author: Author, example: Example
) -> None:
    """Features 46, 70."""
    exam = AttachmentItem("exam", "笔试申请表", {}, minimum=1, specialties=("primary-science",))
    broken = AttachmentItem("form", "破格审批表", {}, minimum=1, routes=("exceptional",))
    author.plan = replace(author.plan, attachments=(*author.plan.attachments, exam, broken))
    source = (Path(__file__).parents[2] / "rules/common/attachments.yaml").read_text("utf-8")
    (author.rules / "common/attachments.yaml").write_text(source, "utf-8")
    content = {"extends": ["attachments"]}
    application = example("teacher-complete")
    (asked,) = check(application, **content).rows
    assert asked.text.endswith(
        "班主任工作经历 已上传附件 1 个, 笔试申请表 为必填项, 当前尚未上传, 笔试申请表 已上传附件 0 个"
    )
    assert not asked.passed
    (spared,) = check(application | {"specialty": "middle-chinese"}, **content).rows
    assert spared.text.endswith("班主任工作经历 已上传附件 1 个")
    assert spared.passed
    (exceptional,) = check(
        application | {"specialty": "middle-chinese", "route": "exceptional"}, **content
    ).rows
    assert "破格审批表 为必填项" in exceptional.text


# -------------------------------------------------------------------------------------------------- rows


def test_a_rule_without_a_place_in_its_row_speaks_at_the_end(check: Callable[..., Verdict]) -> None:
    failing = {"require": {"basic.work_years": {">": 59}}}
    verdict = check(
        rows=[
            row(
                lines=[
                    {"rule": "placed"},
                    {"text": "中间", "when": {"present": "basic.work_years"}},
                    {"text": "不显示", "when": {"absent": "basic.work_years"}},
                ]
            )
        ],
        rules=[
            rule("loose", message="最后", **failing),
            rule("placed", message="最先", **failing),
            rule("silent", passed="也说"),
        ],
    )
    (found,) = verdict.rows
    assert found.text == "最先, 中间, 最后, 也说"
    assert [finding.rule for finding in found.findings] == ["loose", "placed"]


def test_a_place_without_copies_is_empty(check: Callable[..., Verdict]) -> None:
    lines = [{"each": "items", "if": {"minimum": 9}, "lines": [{"text": "{each.caption}"}]}, {"text": "有"}]
    (found,) = check(rows=[row(lines=lines)]).rows
    assert found.text == "有"


def test_a_row_may_show_another_rows_rule_and_only_its_own_rules_fail_it(
    check: Callable[..., Verdict],
) -> None:
    verdict = check(
        rows=[row(lines=[]), row("other", lines=[{"rule": "one"}])],
        rules=[rule(require={"basic.work_years": {">": 59}})],
    )
    assert [(each.text, each.passed) for each in verdict.rows] == [("不符合", False), ("不符合", True)]


def test_rules_for_routes_levels_specialties_and_standards(
    check: Callable[..., Verdict], example: Example
) -> None:
    failing = {"require": {"basic.work_years": {">": 59}}}
    rules = [
        rule("route", routes=["exceptional"], **failing),
        rule("level", levels=["senior"], **failing),
        rule("specialty", specialties=["middle-chinese"], **failing),
        rule("standard", standards=["teacher"], **failing),
        rule("guarded", routes=["regular"], when={"basic.work_years": {"<": 5}}, **failing),
    ]
    verdict = check(rows=[row()], rules=rules)
    assert [finding.rule for finding in verdict.findings] == ["level", "standard"]
    other = example("teacher-complete") | {"route": "exceptional", "specialty": "middle-chinese"}
    verdict = check(other, rows=[row()], rules=rules)
    assert [finding.rule for finding in verdict.findings] == ["route", "level", "specialty", "standard"]


@pytest.mark.parametrize(
    ("message", "values", "text"),
    [
        ("{caption}: {actual} < {expected}", {}, "规则: 14 < 60"),
        ("{count}", {}, "14"),
        ("{value:basic.ethnicity}{value:basic.work_start}", {}, "汉族2007-08-20"),
        ("{value:basic.former_name}", {}, "未填写"),
        ("{value:education}", {}, None),
        ("{count:work}条 {plan:tenure} {plan:year} {parameter:rate}", {}, "1条 2022-12-31 2022 0.5"),
        ("{schools}", {"schools": {"collect": {"of": "education", "field": "qualifying"}}}, "是"),
        (
            "{none}",
            {"none": {"collect": {"of": "work", "where": {"present": "end"}, "field": "end"}}},
            "未填写",
        ),
        ("{total}", {"total": {"sum": {"of": "training", "field": "hours"}}}, "102"),
        ("{half}", {"half": {"add": [{"parameter": "rate"}, 1]}}, "1.5"),
        ("{yes}", {"yes": {"parameter": "flag"}}, "是"),
        ("{no}", {"no": {"parameter": "unflag"}}, "否"),
    ],
)
def test_sentences(
    check: Callable[..., Verdict], author: Author, message: str, values: dict[str, Any], text: str | None
) -> None:
    content: dict[str, Any] = {
        "rows": [row()],
        "parameters": {"rate": 0.5, "flag": True, "unflag": False},
        "rules": [rule(require={"basic.work_years": {">=": 60}}, message=message, values=values)],
    }
    if text is None:
        assert "一组数据" in author.fault(**content)[2]
        return
    assert check(**content).findings[0].message == text


def test_long_collections_are_cut_and_sentences_are_joined_as_sentences(
    check: Callable[..., Verdict], example: Example
) -> None:
    application = example("teacher-complete")
    application["imports"]["work"] = [{"record": "w1"}, *({"record": f"new-{n}"} for n in range(30))]
    application["achievements"] += [
        {
            "id": f"new-{n}",
            "category": "work",
            "state": "approved",
            "data": {"post": f"岗位{n}"},
            "evidence": [],
        }
        for n in range(30)
    ]
    values = {"posts": {"collect": {"of": "work", "field": "post"}}}
    failing = rule(require={"basic.work_years": {">": 59}}, message="{posts}", values=values)
    message = check(application, rows=[row()], rules=[failing]).findings[0].message
    assert message.endswith("岗位18等 31 项")
    for record in application["achievements"][-30:]:
        record["data"]["post"] = "一句话。"
    application["imports"]["work"] = [{"record": "new-1"}, {"record": "new-2"}]
    assert check(application, rows=[row()], rules=[failing]).findings[0].message == "一句话。"


# --------------------------------------------------------------------------------------------- adjusting


def _adjusting(name: str, target: str, value: Any) -> dict[str, Any]:
    made = rule(name, severity="adjusting", adjust={"set": target, "to": value})
    del made["require"]
    return made


def test_adjustments_that_calculate_from_one_another_are_refused(author: Author) -> None:
    capped = {"min": [{"add": ["basic.specialty_years", 1]}, 60]}
    rules = [
        _adjusting("one", "basic.work_years", capped),
        _adjusting("two", "basic.specialty_years", {"field": "basic.work_years"}),
    ]
    file, pointer, fault, remedy = author.fault(rules=rules, rows=[row()])
    assert (file, pointer) == ("rules/plans/mine.json", "/rules/0/adjust/to")
    assert fault.endswith("one→two→one")
    assert "去掉其中一条" in remedy
    assert author.compiled(rules=rules[:1], rows=[row()])


@pytest.mark.parametrize(
    ("target", "value"),
    [("application.year", {"add": [2021, 1]}), ("person.name", {"field": "person.employer.name"})],
)
def test_what_the_applicant_does_not_fill_in_is_not_adjusted(author: Author, target: str, value: Any) -> None:
    file, pointer, fault, _ = author.fault(rules=[_adjusting("one", target, value)], rows=[row()])
    assert (file, pointer) == ("rules/plans/mine.json", "/rules/0/adjust/set")
    assert f"“{target}”不是申报人在表单里填写的" in fault


def test_adjustments_follow_one_another_and_are_seen_by_the_rules(
    check: Callable[..., Verdict], example: Example
) -> None:
    def setting(name: str, target: str, value: Any, **more: Any) -> dict[str, Any]:
        written = rule(name, severity="adjusting", adjust={"set": target, "to": value}, **more)
        return {key: found for key, found in written.items() if key != "require"}

    verdict = check(
        rows=[row()],
        rules=[
            setting(
                "first",
                "basic.work_years",
                {"min": [{"add": ["profession.teaching_years", 1]}, 60]},
                when={"present": "basic.work_years"},
                message="加一",
            ),
            setting(
                "second",
                "basic.specialty_years",
                {"field": "basic.work_years"},
                message="同上 {value:basic.specialty_years}",
            ),
            setting("same", "basic.work_years", {"field": "basic.work_years"}),
            setting("guarded", "basic.work_years", {"add": [1, 1]}, when={"basic.work_years": 0}),
            setting(
                "absent",
                "basic.work_start",
                {"field": "profession.teaching_start"},
                when={"absent": "basic.work_start"},
            ),
            rule("check", require={"basic.work_years": 15, "basic.specialty_years": 15}),
        ],
    )
    assert [(each.rule, each.before, each.after) for each in verdict.adjustments] == [
        ("first", 14, 15),
        ("second", 14, 15),
    ]
    assert (verdict.passed, verdict.rows[0].text) == (True, "加一, 同上 15")
    empty = example("teacher-complete")
    del empty["answers"]["basic"]
    again = check(empty)
    assert [each.rule for each in again.adjustments] == ["absent"]
    assert again.adjustments[0].pointer == "/basic/work_start"


def test_an_item_may_ask_for_several_records_and_for_no_more_than_some(
    checker: Checker, teacher: Plan, example: Example
) -> None:
    """Feature 49."""

    def findings(**changes: Any) -> list[str]:
        (standard,) = teacher.standards
        ability = next(each for each in standard.categories if each.id == "ability")
        items = tuple(replace(each, **changes) if each.id == "mentoring" else each for each in ability.items)
        categories = tuple(
            replace(each, items=items) if each is ability else each for each in standard.categories
        )
        plan = replace(teacher, standards=(replace(standard, categories=categories),))
        compiled = ruleset.compile(ruleset.load(Path(__file__).parents[2] / "rules"), plan)
        verdict = checker.run(compiled, facts.facts(plan, application, {}))
        return [finding.message for finding in verdict.findings]

    application = example("teacher-complete")
    assert findings(minimum=2) == ["指导青年教师方面 要求至少录入2项记录, 当前已录入了 1 项"]
    assert findings(minimum=0, maximum=1) == []
    application["imports"]["mentoring"] *= 2
    assert findings(minimum=2) == []
    assert findings(minimum=0, maximum=1) == ["指导青年教师方面 要求至多录入1项记录, 当前已录入了 2 项"]
