"""The rows that rules make: templates, places, sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.checks.author import Author, row, rule
from zcforms.checks import facts, ruleset
from zcforms.checks.run import Checker, Verdict
from zcforms.domain.plan import AttachmentItem, CountMode, Plan

Example = Callable[[str], dict[str, Any]]


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
    checked: Callable[..., Verdict], author: Author, example: Example
) -> None:
    """Features 46, 70."""
    exam = AttachmentItem("exam", "笔试申请表", {}, minimum=1, specialties=("primary-science",))
    broken = AttachmentItem("form", "破格审批表", {}, minimum=1, routes=("exceptional",))
    author.plan = replace(author.plan, attachments=(*author.plan.attachments, exam, broken))
    source = (Path(__file__).parents[2] / "rules/common/attachments.yaml").read_text("utf-8")
    (author.rules / "common/attachments.yaml").write_text(source, "utf-8")
    content = {"extends": ["attachments"]}
    application = example("teacher-complete")
    (asked,) = checked(application, **content).rows
    assert asked.text.endswith(
        "班主任工作经历 已上传附件 1 个, 笔试申请表 为必填项, 当前尚未上传, 笔试申请表 已上传附件 0 个"
    )
    assert not asked.passed
    (spared,) = checked(application | {"specialty": "middle-chinese"}, **content).rows
    assert spared.text.endswith("班主任工作经历 已上传附件 1 个")
    assert spared.passed
    (exceptional,) = checked(
        application | {"specialty": "middle-chinese", "route": "exceptional"}, **content
    ).rows
    assert "破格审批表 为必填项" in exceptional.text


# -------------------------------------------------------------------------------------------------- rows


def test_a_rule_without_a_place_in_its_row_speaks_at_the_end(checked: Callable[..., Verdict]) -> None:
    failing = {"require": {"basic.work_years": {">": 59}}}
    verdict = checked(
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


def test_a_place_without_copies_is_empty(checked: Callable[..., Verdict]) -> None:
    lines = [{"each": "items", "if": {"minimum": 9}, "lines": [{"text": "{each.caption}"}]}, {"text": "有"}]
    (found,) = checked(rows=[row(lines=lines)]).rows
    assert found.text == "有"


def test_a_row_may_show_another_rows_rule_and_only_its_own_rules_fail_it(
    checked: Callable[..., Verdict],
) -> None:
    verdict = checked(
        rows=[row(lines=[]), row("other", lines=[{"rule": "one"}])],
        rules=[rule(require={"basic.work_years": {">": 59}})],
    )
    assert [(each.text, each.passed) for each in verdict.rows] == [("不符合", False), ("不符合", True)]


def test_rules_for_routes_levels_specialties_and_standards(
    checked: Callable[..., Verdict], example: Example
) -> None:
    failing = {"require": {"basic.work_years": {">": 59}}}
    rules = [
        rule("route", routes=["exceptional"], **failing),
        rule("level", levels=["senior"], **failing),
        rule("specialty", specialties=["middle-chinese"], **failing),
        rule("standard", standards=["teacher"], **failing),
        rule("guarded", routes=["regular"], when={"basic.work_years": {"<": 5}}, **failing),
    ]
    verdict = checked(rows=[row()], rules=rules)
    assert [finding.rule for finding in verdict.findings] == ["level", "standard"]
    other = example("teacher-complete") | {"route": "exceptional", "specialty": "middle-chinese"}
    verdict = checked(other, rows=[row()], rules=rules)
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
    checked: Callable[..., Verdict], author: Author, message: str, values: dict[str, Any], text: str | None
) -> None:
    content: dict[str, Any] = {
        "rows": [row()],
        "parameters": {"rate": 0.5, "flag": True, "unflag": False},
        "rules": [rule(require={"basic.work_years": {">=": 60}}, message=message, values=values)],
    }
    if text is None:
        assert "一组数据" in author.fault(**content)[2]
        return
    assert checked(**content).findings[0].message == text


def test_long_collections_are_cut_and_sentences_are_joined_as_sentences(
    checked: Callable[..., Verdict], example: Example
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
    message = checked(application, rows=[row()], rules=[failing]).findings[0].message
    assert message.endswith("岗位18等 31 项")
    for record in application["achievements"][-30:]:
        record["data"]["post"] = "一句话。"
    application["imports"]["work"] = [{"record": "new-1"}, {"record": "new-2"}]
    assert checked(application, rows=[row()], rules=[failing]).findings[0].message == "一句话。"
