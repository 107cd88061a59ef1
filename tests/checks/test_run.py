"""The check table, the shadowed engine, and what happens when the engine is lost."""

from __future__ import annotations

import copy
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.checks.conftest import Check
from tests.crash import crash_during
from zcforms.checks import facts
from zcforms.checks.program import EngineRule, Pattern
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import UNDETERMINED, Checker, Outcome, Verdict, adjusted
from zcforms.domain.errors import CheckFailed
from zcforms.domain.finding import Severity
from zcforms.domain.plan import Plan

Example = Callable[[str], dict[str, Any]]

CAPTIONS = [
    "个人信息检测",
    "工作经历",
    "继续教育经历",
    "教育经历",
    "年度考核情况",
    "附件上传情况",
    "思想政治",
    "乡村任教或支教",
    "能力条件",
    "业绩条件",
    "教研科研条件",
]
PERFORMANCE = (
    "业绩条件 要求至少录入2项记录, 当前已录入了 2 项, 教育教学类表彰 已录入 1 个业绩, 政府特殊津贴 已录入 0 个业绩, "
    "教学成果奖 已录入 1 个业绩, 优秀班主任或所带班级获得表彰 已录入 0 个业绩, 发展学生个性特长和创新能力方面做出成绩 已录入 0 个业绩, "
    "开展教育教学改革并取得突出成绩 已录入 0 个业绩, 主持或参与制定教育教学改革类文件、标准等 已录入 0 个业绩, 积极开展教育教学改革 已录入 0 个业绩"
)
RESEARCH = (
    "教研科研条件 要求至少录入1项记录, 当前已录入了 1 项, 本学科教育教学论文或教学方法介绍 已录入 0 个业绩, 出版教育教学专著 已录入 1 个业绩, "
    "国家课程教材、省或地方教材编写 已录入 0 个业绩, 主持并完成课题研究 已录入 0 个业绩, 国家教育考试命题工作 已录入 0 个业绩"
)
FIGURE_4_25 = [
    ("个人信息已填写完整, 个人免冠照片已正确上传", True),
    ("已填写1条工作经历信息", True),
    ("已填写1条继续教育经历信息", True),
    ("已填写1条教育经历信息, 已设定最高学历: 大学本科", True),
    ("已添加1条年度考核记录, 未填写年度考核结果", False),
    ("职称填报承诺书 已上传附件 1 个, 其他相关附件 已上传附件 1 个, 班主任工作经历 已上传附件 1 个", True),
    ("任职期表彰奖励 已录入 1 个业绩", True),
    ("乡村任教或支教经历 已录入 1 个业绩", True),
    (
        "行动研究报告 为必填项, 当前尚未录入, 行动研究报告 已录入 0 个业绩, "
        "指导青年教师方面 为必填项, 当前尚未录入, 指导青年教师方面 已录入 0 个业绩",
        False,
    ),
    (PERFORMANCE, True),
    (RESEARCH, True),
]


def table(verdict: Verdict) -> list[tuple[str, bool]]:
    return [(row.text, row.passed) for row in verdict.rows]


def test_the_failing_application_prints_figure_4_25(check: Check, example: Example) -> None:
    """Features 58, 59, 60, 61."""
    verdict = check(example("teacher-incomplete"))
    assert [row.caption for row in verdict.rows] == CAPTIONS
    assert table(verdict) == FIGURE_4_25
    assert not verdict.passed
    assert verdict.alarms == ()


def test_the_passing_application_prints_figure_4_26(check: Check, example: Example) -> None:
    """Features 58, 59, 60."""
    verdict = check(example("teacher-complete"))
    expected = list(FIGURE_4_25)
    expected[4] = ("已添加1条年度考核记录, 已填写年度考核结果", True)
    expected[8] = ("行动研究报告 已录入 1 个业绩, 指导青年教师方面 已录入 1 个业绩", True)
    assert table(verdict) == expected
    assert (verdict.passed, verdict.findings) == (True, ())


def test_a_second_plan_has_a_table_of_its_own(check: Check, example: Example) -> None:
    """Features 47, 48: categories by the chosen standard."""
    application = example("engineer-complete")
    verdict = check(application)
    assert verdict.passed
    assert [row.caption for row in verdict.rows][6:] == ["能力条件", "业绩贡献", "智力成果"]
    skilled = check(application | {"standard": "skilled"})
    assert [row.caption for row in skilled.rows][6:] == ["能力条件", "业绩条件", "论文著作条件"]
    assert not skilled.passed


def test_an_empty_application_is_told_everything_and_fails(check: Check, example: Example) -> None:
    application = example("teacher-complete") | {
        "answers": {},
        "achievements": [],
        "imports": {},
        "attachments": {},
    }
    application["applicant"]["photo"] = None
    verdict = check(application)
    rows = {row.caption: row for row in verdict.rows}
    assert rows["工作经历"].text == "未填写工作经历信息"
    assert rows["年度考核情况"].text == "未添加年度考核记录"
    assert rows["教育经历"].text == "未填写教育经历信息"
    assert rows["个人信息检测"].text.startswith(
        "个人信息未填写完整: 民族、出生地、工作时间、工作年限、专业年限、政治面貌"
    )
    assert "未上传个人免冠照片" in rows["个人信息检测"].text
    assert [row.caption for row in verdict.rows if row.passed] == ["思想政治"]


def test_the_same_documents_and_facts_give_the_same_verdict(check: Check, example: Example) -> None:
    first, second = check(example("teacher-incomplete")), check(example("teacher-incomplete"))
    assert first == second
    other = check(example("teacher-complete"))
    assert (other.plan_digest, other.rules_digest) == (first.plan_digest, first.rules_digest)
    assert other.facts_digest != first.facts_digest


def test_specialty_years_beyond_working_years_are_set_and_told(check: Check, example: Example) -> None:
    """Feature 66."""
    application = example("teacher-complete")
    application["answers"]["basic"] |= {"work_years": 14, "specialty_years": 20}
    verdict = check(application)
    (adjusted,) = verdict.adjustments
    assert (adjusted.pointer, adjusted.before, adjusted.after) == ("/basic/specialty_years", 20, 14)
    (finding,) = verdict.findings
    assert finding.severity is Severity.ADJUSTING
    assert finding.message == "专业年限大于工作年限, 已按工作年限调整为14年"
    assert finding.message in verdict.rows[0].text
    assert verdict.passed


def test_an_advisory_finding_is_shown_and_does_not_block(check: Check, example: Example) -> None:
    application = example("teacher-complete")
    application["answers"]["profession"]["rural_years"] = 0
    for record in application["achievements"]:
        if record["category"] == "rural":
            record["data"]["months"] = 3
    verdict = check(application)
    assert [finding.rule for finding in verdict.findings] == ["rural-service"]
    row = next(row for row in verdict.rows if row.caption == "乡村任教或支教")
    assert row.text == "乡村任教或支教经历 已录入 1 个业绩, 乡村或薄弱学校任教未满一年"
    assert (row.passed, verdict.passed) == (True, True)


def test_findings_carry_policy_remedy_and_place(check: Check, example: Example) -> None:
    finding = next(
        each for each in check(example("teacher-incomplete")).findings if each.rule == "assessments-judged"
    )
    assert finding.policy == "导入后的年度考核，须选择考核结果为“合格”或“不合格”（申报个人操作手册 图 4-14）"
    assert (
        finding.pointer == "/imports/assessments/0/verdict"
    )  # the one record that breaks it, not the whole list
    assert "选择合格或不合格" in finding.remedy


def test_the_trace_says_what_was_compared(check: Check, example: Example) -> None:
    traced = {each.rule: each for each in check(example("teacher-incomplete")).trace}
    one = traced["category-minimum:performance"]
    assert (one.outcome, one.actual, one.expected) == (Outcome.PASSED, 2, 2)
    assert traced["tenure-doctor"].outcome is Outcome.INAPPLICABLE
    assert traced["item-required:mentoring"].outcome is Outcome.VIOLATED


def test_an_application_without_a_standard_cannot_be_checked(
    checker: Checker, rulesets: dict[str, Ruleset], engineer: Plan, example: Example
) -> None:
    application = example("engineer-complete")
    del application["standard"]
    with pytest.raises(CheckFailed, match="评审标准"):
        checker.run(rulesets[engineer.id], facts.facts(engineer, application, {}))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_facts_that_are_no_json_are_refused_in_one_sentence(
    checker: Checker, rulesets: dict[str, Ruleset], teacher: Plan, example: Example, value: Any
) -> None:
    made = facts.facts(teacher, example("teacher-complete"), {})
    made["basic"]["birthplace"] = value
    with pytest.raises(CheckFailed, match="无法识别的字符或数值"):
        checker.run(rulesets[teacher.id], made)


JUNK: list[Any] = [
    None,
    0,
    -1,
    1.5,
    2**70,
    "",
    "无",
    "x" * 100_000,
    [],
    {},
    [1],
    [None],
    {"a": 1},
    True,
    "2022-13-45",
]


def test_facts_of_any_form_give_a_verdict(
    checker: Checker, rulesets: dict[str, Ruleset], teacher: Plan, example: Example
) -> None:
    """Whatever stands where, the engine and the reference agree and nothing raises."""
    source = random.Random(7)
    whole = facts.facts(teacher, example("teacher-complete"), {})
    places = [path for path in paths(whole) if path[0] != "application"]
    for _ in range(150):
        made = copy.deepcopy(whole)
        for path in source.sample(places, 2):
            node: Any = made
            for step in path[:-1]:
                node = node[step] if isinstance(node, dict) and step in node else {}
            if isinstance(node, dict):
                node[path[-1]] = source.choice(JUNK)
        assert checker.run(rulesets[teacher.id], made).alarms == ()


def paths(node: Any) -> Iterator[tuple[str, ...]]:
    """Where mappings hold something."""
    for name, value in node.items():
        yield (name,)
        if isinstance(value, dict):
            yield from ((name, *rest) for rest in paths(value))


# ------------------------------------------------------------------------------- when the engine is lost


@pytest.fixture
def teacher_facts(teacher: Plan, example: Example) -> dict[str, Any]:
    return facts.facts(teacher, example("teacher-complete"), {})


def test_a_real_segfault_leaves_every_row_undetermined_and_the_next_check_works(
    rulesets: dict[str, Ruleset], teacher_facts: dict[str, Any]
) -> None:
    with Checker(timeout=30) as checker, capture_logs() as logs:
        verdict = crash_during(
            checker.engine,
            signal.SIGSEGV,
            lambda: checker.run(rulesets["2022-teacher-senior"], teacher_facts),
        )
        assert {row.text for row in verdict.rows} == {UNDETERMINED}
        assert not any(row.passed for row in verdict.rows)
        assert all(finding.undetermined and finding.blocks for finding in verdict.findings)
        (alarm,) = verdict.alarms
        assert alarm.event == "check_engine_lost"
        assert "signal 11" in alarm.detail
        (entry,) = logs
        assert (entry["log_level"], entry["event"]) == ("error", "check_engine_lost")
        assert entry["facts_digest"] == verdict.facts_digest
        again = checker.run(rulesets["2022-teacher-senior"], teacher_facts)
        assert (again.passed, again.alarms) == (True, ())


def test_an_engine_that_hangs_is_stopped_and_the_next_check_works(
    rulesets: dict[str, Ruleset], teacher_facts: dict[str, Any]
) -> None:
    with Checker(timeout=0.5) as checker:
        checker.start()
        assert checker.engine.pid is not None
        os.kill(checker.engine.pid, signal.SIGSTOP)
        verdict = checker.run(rulesets["2022-teacher-senior"], teacher_facts)
        assert [alarm.event for alarm in verdict.alarms] == ["check_engine_lost"]
        assert not verdict.passed
        assert checker.run(rulesets["2022-teacher-senior"], teacher_facts).passed


def test_too_many_records_are_undetermined_and_never_passed(
    checker: Checker, rulesets: dict[str, Ruleset], teacher: Plan, example: Example
) -> None:
    application = example("teacher-complete")
    imported = application["imports"]["assessments"][0]
    application["imports"]["assessments"] = [imported] * 1_100
    verdict = checker.run(rulesets[teacher.id], facts.facts(teacher, application, {}))
    assert "超过 1000 条记录" in verdict.alarms[0].detail
    assert not verdict.passed


def test_where_engine_and_reference_differ_only_that_row_is_undetermined(
    checker: Checker, rulesets: dict[str, Ruleset], teacher_facts: dict[str, Any]
) -> None:
    """A program that asks something else in one rule stands for an engine that is wrong."""
    ruleset = rulesets["2022-teacher-senior"]
    original = ruleset.tables["teacher"]
    compiled = original.compiled
    assert compiled is not None
    wrong = next(number for number, rule in enumerate(original.rules) if rule.id == "work-present")
    always = EngineRule(wrong, (Pattern(kind=0),))
    program = replace(compiled.program, digest="wrong", rules=(*compiled.program.rules, always))
    table = replace(original, compiled=replace(compiled, program=program))
    with capture_logs() as logs:
        verdict = checker.run(replace(ruleset, tables={"teacher": table}), teacher_facts)
    failing = [row for row in verdict.rows if not row.passed]
    assert [(row.caption, row.text) for row in failing] == [("工作经历", UNDETERMINED)]
    (alarm,) = verdict.alarms
    assert (alarm.event, alarm.rules) == ("check_disagreement", ("work-present",))
    (finding,) = verdict.findings
    assert (finding.undetermined, finding.message, finding.remedy) == (True, UNDETERMINED, "")
    (entry,) = logs
    assert entry["rules"] == ["work-present"]
    assert {"plan_digest", "rules_digest", "facts_digest"} <= set(entry)


def test_a_table_without_a_program_is_undetermined(
    checker: Checker, rulesets: dict[str, Ruleset], teacher_facts: dict[str, Any]
) -> None:
    ruleset = rulesets["2022-teacher-senior"]
    table = replace(ruleset.tables["teacher"], compiled=None)
    verdict = checker.run(replace(ruleset, tables={"teacher": table}), teacher_facts)
    assert {row.text for row in verdict.rows} == {UNDETERMINED}


def test_threads_share_one_checker(
    checker: Checker, rulesets: dict[str, Ruleset], teacher: Plan, example: Example
) -> None:
    documents = [
        facts.facts(teacher, example(name), {}) for name in ("teacher-complete", "teacher-incomplete")
    ]
    with ThreadPoolExecutor(6) as pool:
        verdicts = list(pool.map(lambda n: checker.run(rulesets[teacher.id], documents[n % 2]), range(60)))
    assert [verdict.passed for verdict in verdicts] == [True, False] * 30
    assert not any(verdict.alarms for verdict in verdicts)


def test_the_engine_is_never_loaded_by_a_check(checker: Checker) -> None:
    """The C engine belongs to the child: this process must not even hold it after a check."""
    program = (
        "import sys, zcforms.checks.ruleset, zcforms.checks.facts, zcforms.checks.run\n"
        "print('durable_rules_engine' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"


def test_what_would_be_adjusted_is_known_without_a_check(
    rulesets: dict[str, Ruleset], teacher: Plan, example: Example
) -> None:
    """Feature 66: it is done and told when answers are saved."""
    application = example("teacher-complete")
    made = facts.facts(teacher, application, {})
    assert adjusted(rulesets[teacher.id], made) == ()
    application["answers"]["basic"]["specialty_years"] = 15
    (found,) = adjusted(rulesets[teacher.id], facts.facts(teacher, application, {}))
    assert (found.rule, found.before, found.after) == ("specialty-years-capped", 15, 14)
