"""Rules of somebody who means ill, or slipped: refused at load within a moment, with a place and a remedy; what only shows at a check
stops its own rule and no other."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.pace import within
from zcforms.checks import facts, normal, ruleset
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import UNDETERMINED, Checker, Outcome
from zcforms.documents.positions import positions
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan

Example = Callable[[str], dict[str, Any]]

SECONDS = 5.0
"""Generous for a machine that does other things."""
OF_A_CORE = 1.0
"""Seconds that a refusal may take of a core."""

FINE = {"basic.work_years": {">=": 1}}


def rule(name: str = "one", **more: Any) -> dict[str, Any]:
    policy = {"text": "依据", "source": "出处"}
    base = {
        "id": name,
        "row": "row",
        "caption": "规则",
        "policy": policy,
        "require": FINE,
        "message": "不符合",
    }
    return base | more


def document(*rules: dict[str, Any], **more: Any) -> str:
    rows = [{"id": "row", "caption": "行", "lines": []}]
    return json.dumps({"caption": "规则集", "rows": rows, "rules": list(rules), **more}, ensure_ascii=False)


def requiring(tree: Any) -> str:
    return document(rule(require=tree))


def nested(depth: int, wrap: Callable[[Any], Any], inner: Any) -> Any:
    for _ in range(depth):
        inner = wrap(inner)
    return inner


def lines(depth: int) -> Any:
    return nested(depth, lambda inner: [{"each": "items", "lines": inner}], [{"text": "行"}])


def whole(condition: str) -> str:
    """The YAML of a ruleset whose only rule requires this, written as it is."""
    return requiring("HERE").replace('"HERE"', condition)


HOSTILE: dict[str, tuple[str, str, str]] = {
    "ten thousand conditions": (
        "json",
        requiring({"any": [{"basic.work_years": n % 60} for n in range(10_000)]}),
        "条件过长",
    ),
    "ten thousand conditions that must all hold": (
        "json",
        requiring([{"basic.work_years": n % 60} for n in range(10_000)]),
        "条件过长",
    ),
    "ten thousand rules": ("json", document(*(rule(f"r{n}") for n in range(10_000))), "内容超过 30000 个值"),
    "ten thousand conditions in a hundred rules": (
        "json",
        document(
            *(rule(f"r{n}", require=[{"basic.work_years": m % 60} for m in range(100)]) for n in range(100))
        ),
        "一共超过 8000 项",
    ),
    "ten thousand conditions in copies": (
        "json",
        document(*(rule(f"r{n}:{{each.id}}", each="items", require={"any": [FINE] * 600}) for n in range(6))),
        "一共超过 8000 项",
    ),
    "ten thousand conditions of lines": (
        "json",
        document(
            rows=[
                {
                    "id": "row",
                    "caption": "行",
                    "lines": [{"text": "行", "when": [FINE] * 600} for _ in range(9)],
                }
            ]
        ),
        "一共超过 8000 项",
    ),
    "ten thousand unknown names": (
        "json",
        requiring({"any": [{f"basic.work_year{n}": 1} for n in range(10_000)]}),
        "条件过长",
    ),
    "a thousand unknown names": (
        "json",
        requiring({"any": [{f"basic.work_year{n}": 1} for n in range(1_000)]}),
        "没有名为",
    ),
    "deep brackets in JSON": ("json", "[" * 200_000, "嵌套超过 60 层"),
    "deep brackets in YAML": ("yaml", "a: " + "[" * 20_000, "嵌套超过 60 层"),
    "deep indentation in YAML": ("yaml", "\n".join(" " * n + "a:" for n in range(2_000)), "嵌套超过 60 层"),
    "deep conditions": ("json", requiring(nested(40, lambda each: {"not": each}, FINE)), "条件嵌套过深"),
    "deep lists of conditions": ("json", requiring(nested(40, lambda each: [each], FINE)), "条件嵌套过深"),
    "deep values": (
        "json",
        requiring({"compare": [nested(24, lambda each: {"add": [each]}, 1), ">", 1]}),
        "条件嵌套过深",
    ),
    "deep choices": (
        "json",
        requiring(
            {"compare": [nested(24, lambda each: {"choose": [{"when": FINE, "then": each}]}, 1), ">", 1]}
        ),
        "嵌套超过 60 层",
    ),
    "a number without end": ("json", whole('{"basic.work_years": ' + "9" * 100_000 + "}"), "数字过大"),
    "a number without end in YAML": ("yaml", whole("{basic.work_years: " + "9" * 900 + "}"), "是文字"),
    "an infinite number": ("json", whole('{"basic.work_years": 1e999}'), "数字过大"),
    "a number beyond exactness": ("json", whole('{"basic.work_years": 1e300}'), "超出了可用的数值范围"),
    "a whole number beyond exactness": (
        "json",
        requiring({"basic.work_years": 10**200}),
        "超出了可用的数值范围",
    ),
    "a multiple beyond exactness": (
        "json",
        requiring({"compare": [{"times": [10**12, "basic.work_years"]}, ">", 1]}),
        "请写 -1000000 到 1000000 之间的整数",
    ),
    "a date beyond the calendar": ("json", requiring({"basic.work_start": {"<": "99999-01-01"}}), "不是日期"),
    "years beyond the calendar": (
        "json",
        requiring({"basic.work_start": {"<": {"ago": {"years": 10**6}}}}),
        "请写 0 到 1200 之间的整数",
    ),
    "a text of megabytes": ("json", requiring({"basic.birthplace": "长" * 1_000_000}), "超过 1000 个字符"),
    "a name of megabytes": ("json", requiring({"b" * 3_000_000: 1}), "没有名为"),
    "a name of many parts": ("json", requiring({"basic." * 300_000: 1}), "没有名为"),
    "a file of megabytes": ("json", requiring({"basic.birthplace": "x" * 4_000_000}), "4 MB"),
    "a message of megabytes": ("json", document(rule(message="长" * 1_000_000)), "1000"),
    "a message of placeholders": ("json", document(rule(message="{a}" * 333)), "不认识占位符"),
    "extends itself": ("json", document(extends=["mine"]), "绕了一圈"),
    "any within all within any": (
        "json",
        requiring(
            nested(9, lambda each: {"any": [[FINE, each], [{"basic.work_years": {">": 3}}, each]]}, FINE)
        ),
        "条件过长",
    ),
    "pairs within pairs": (
        "json",
        requiring(
            nested(
                11,
                lambda each: {"pairs": {"of": "$.work", "where": each, "that": {"a.post": {"!=": "x"}}}},
                {"post": "x"},
            )
        ),
        "条件过长",
    ),
    "ten thousand choices": (
        "json",
        requiring({"basic.work_years": {"in": [n % 60 for n in range(10_000)]}}),
        "1 到 500 项",
    ),
    "hundreds of branches": (
        "json",
        requiring({"compare": [{"choose": [{"when": FINE, "then": n} for n in range(400)]}, ">", 1]}),
        "1 到 50 项",
    ),
    "a table of thousands": (
        "json",
        requiring(
            {
                "compare": [
                    {"by": {"field": "basic.birthplace", "of": {f"x{n}": n for n in range(1_900)}}},
                    ">",
                    1,
                ]
            }
        ),
        "1 到 200 行",
    ),
    "a combination of many": (
        "json",
        requiring(
            {"combination": {"of": "work", "scale": "post", "order": ["a"], "any": [{"a": 1}] * 1_900}}
        ),
        "1 到 20 项",
    ),
    "thousands to add": (
        "json",
        requiring({"compare": [{"add": ["basic.work_years"] * 9_000}, ">", 1]}),
        "1 到 50 项",
    ),
    "a catastrophic pattern": (
        "json",
        requiring({"basic.birthplace": {"matches": "(a+)+$"}}),
        "不能写正则表达式",
    ),
    "each within each within each": (
        "json",
        document(rows=[{"id": "row", "caption": "行", "lines": lines(15)}]),
        "each 展开后",
    ),
    "names of Python": (
        "json",
        requiring({"basic.__class__.__mro__": "x"}),
        "没有名为“basic.__class__.__mro__”",
    ),
    "a template of Python": (
        "json",
        document(rule("r:{each.id}", each="items", message="{each.__class__}")),
        "没有名为“each.__class__”的变量",
    ),
    "a format of Python": ("json", document(rule(message="{0.__globals__}")), "不认识占位符"),
    "a path": ("json", document(extends=["../../../etc/passwd"]), "extends"),
    "entities without end": (
        "yaml",
        "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\ncaption: x",
        "锚点或别名",
    ),
    "an object of Python": ("yaml", "caption: !!python/object/apply:os.system [ls]", "标签"),
}


def refused(root: Path, plan: Plan) -> tuple[DocumentFault, ...]:
    with within(OF_A_CORE), pytest.raises(DocumentsInvalid) as caught:
        ruleset.compile(ruleset.load(root / "rules"), replace(plan, ruleset="mine"))
    return caught.value.faults


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_ruleset_is_refused_in_a_moment(name: str, tmp_path: Path, teacher: Plan) -> None:
    suffix, text, said = HOSTILE[name]
    folder = tmp_path / "rules" / "plans"
    folder.mkdir(parents=True)
    (folder / f"mine.{suffix}").write_text(text, "utf-8")
    faults = refused(tmp_path, teacher)
    told = [f"{fault.pointer}：{fault.fault}。{fault.remedy}" for fault in faults]
    assert any(said in each for each in told), told[:3]
    assert all(fault.file == f"rules/plans/mine.{suffix}" for fault in faults)
    assert max(len(fault.fault) + len(fault.remedy) for fault in faults) < 1_000


@pytest.mark.parametrize("name", [name for name, (suffix, _, _) in HOSTILE.items() if suffix == "json"])
def test_the_same_typed_as_yaml_is_refused_in_a_moment_and_its_places_found(
    name: str, tmp_path: Path, teacher: Plan
) -> None:
    """As an editor sends it: what is JSON is YAML too, read by another parser, and marks need the places of the faults."""
    text = HOSTILE[name][1]
    folder = tmp_path / "rules" / "plans"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text(text, "utf-8")
    faults = refused(tmp_path, teacher)
    with within(OF_A_CORE):
        where = positions(text)
        assert all(where.at(fault.pointer).line >= 1 for fault in faults)


WIDE = {
    "combinations of at least": {
        "at_least": {"number": 40, "of": [{"basic.work_years": {">": n % 60}} for n in range(80)]}
    },
    "at least within at least": nested(
        15, lambda each: {"at_least": {"number": 2, "of": [FINE, {"basic.work_years": {">": 3}}, each]}}, FINE
    ),
    "all of any of many": [{"any": [{"basic.work_years": {">": n}} for n in range(9)]} for _ in range(50)],
    "any within any": nested(
        20, lambda each: {"any": [each, [{"basic.work_years": {"<": n}} for n in range(1, 15)]]}, FINE
    ),
}
"""What would be more branches than atoms in a glass of water, and is one number."""


@pytest.mark.parametrize("name", WIDE)
def test_a_rule_of_any_width_is_compiled_in_a_moment(name: str, tmp_path: Path, teacher: Plan) -> None:
    with within(OF_A_CORE):
        made = compiled(tmp_path, teacher, rule(require=WIDE[name]))
    program = made.tables["teacher"].compiled
    assert program is not None
    assert 1 <= len(program.program.rules) <= normal.MOST_BRANCHES


def test_a_circle_and_a_web_of_rulesets(tmp_path: Path, teacher: Plan) -> None:
    """Twenty floors of two rulesets that each extend both below: a million ways down, each ruleset once."""
    folder = tmp_path / "rules" / "plans"
    folder.mkdir(parents=True)
    for floor in range(20):
        for side in "ab":
            below = [f"f{floor + 1}{each}" for each in "ab"] if floor < 19 else []
            text = document(rule(f"r{floor}{side}")) if (floor, side) == (19, "a") else document(rows=[])
            tree = {**json.loads(text), "extends": below}
            tree = {key: value for key, value in tree.items() if value}
            (folder / f"f{floor}{side}.json").write_text(json.dumps(tree), "utf-8")
    began = time.monotonic()
    made = ruleset.compile(ruleset.load(tmp_path / "rules"), replace(teacher, ruleset="f0a"))
    assert time.monotonic() - began < SECONDS
    assert [each.id for each in made.tables["teacher"].rules] == ["r19a"]
    (folder / "f19b.json").write_text(document(rows=[], extends=["f0a"]), "utf-8")
    with pytest.raises(DocumentsInvalid, match="绕了一圈"):
        ruleset.compile(ruleset.load(tmp_path / "rules"), replace(teacher, ruleset="f0a"))


def test_a_tower_of_rulesets(tmp_path: Path, teacher: Plan) -> None:
    folder = tmp_path / "rules" / "plans"
    folder.mkdir(parents=True)
    for floor in range(30):
        more = {"extends": [f"f{floor + 1}"]} if floor < 29 else {}
        (folder / f"f{floor}.json").write_text(json.dumps({"caption": "规则集", **more}), "utf-8")
    with pytest.raises(DocumentsInvalid, match="extends 超过 20 层"):
        ruleset.compile(ruleset.load(tmp_path / "rules"), replace(teacher, ruleset="f0"))


# ------------------------------------------------------------------------------------- what a check meets


def compiled(tmp_path: Path, plan: Plan, *rules: dict[str, Any]) -> Ruleset:
    folder = tmp_path / "rules" / "plans"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "mine.json").write_text(document(*rules), "utf-8")
    return ruleset.compile(ruleset.load(tmp_path / "rules"), replace(plan, ruleset="mine"))


EVERYTHING_BESIDE_EVERYTHING = {
    "every": {
        "of": "work",
        "as": "x",
        "that": {
            "every": {
                "of": "$.work",
                "as": "y",
                "that": {"no": {"of": "$.work", "as": "z", "that": {"z.post": "没有"}}},
            }
        },
    }
}
MULTIPLE = nested(3, lambda each: {"times": [1_000_000, each]}, {"field": "basic.work_years"})
OVERFLOW = {"compare": [MULTIPLE, ">", 1]}


@pytest.mark.parametrize(
    ("hostile", "records", "detail"),
    [
        (EVERYTHING_BESIDE_EVERYTHING, 100, "TooManySteps"),
        ({"unique": {"of": "work", "by": ["post"]}}, 460, "TooManySteps"),
        (OVERFLOW, 1, "数值超出了可以检测的范围"),
    ],
    ids=["everything beside everything", "too many pairs", "overflow"],
)
def test_a_rule_that_cannot_be_decided_stops_no_other(
    tmp_path: Path,
    teacher: Plan,
    example: Example,
    checker: Checker,
    hostile: Any,
    records: int,
    detail: str,
) -> None:
    """It blocks and the operator is alarmed; the neighbours, violated and passed, are as they were."""
    made = compiled(
        tmp_path,
        teacher,
        rule("hostile", require=hostile),
        rule("fine", passed="好"),
        rule("wrong", require={"basic.work_years": {">": 59}}),
    )
    application = example("teacher-complete")
    application["imports"]["work"] = application["imports"]["work"] * records
    began = time.monotonic()
    with capture_logs() as logs:
        verdict = checker.run(made, facts.facts(teacher, application, {}))
    assert time.monotonic() - began < SECONDS
    assert {each.rule: each.outcome for each in verdict.trace} == {
        "hostile": Outcome.UNDETERMINED,
        "fine": Outcome.PASSED,
        "wrong": Outcome.VIOLATED,
    }
    (alarm,) = verdict.alarms
    assert (alarm.event, alarm.rules) == ("check_rule_failed", ("hostile",))
    assert detail in alarm.detail
    assert logs[0]["event"] == "check_rule_failed"
    undetermined = next(finding for finding in verdict.findings if finding.rule == "hostile")
    assert (undetermined.blocks, undetermined.message) == (True, UNDETERMINED)
    assert not verdict.passed


def test_an_adjusting_rule_that_cannot_be_decided_blocks(
    tmp_path: Path, teacher: Plan, example: Example, checker: Checker
) -> None:
    made = compiled(
        tmp_path,
        teacher,
        {key: value for key, value in rule("hostile", severity="adjusting").items() if key != "require"}
        | {
            "when": EVERYTHING_BESIDE_EVERYTHING,
            "adjust": {"set": "basic.specialty_years", "to": {"field": "basic.work_years"}},
        },
        rule("fine"),
    )
    application = example("teacher-complete")
    application["imports"]["work"] = application["imports"]["work"] * 100
    verdict = checker.run(made, facts.facts(teacher, application, {}))
    assert [each.outcome for each in verdict.trace] == [Outcome.UNDETERMINED, Outcome.PASSED]
    assert verdict.adjustments == ()
    assert not verdict.passed


def test_a_sentence_that_goes_through_too_much_says_so(
    tmp_path: Path, teacher: Plan, example: Example, checker: Checker
) -> None:
    count = {"count": {"of": "work", "where": EVERYTHING_BESIDE_EVERYTHING}}
    made = compiled(
        tmp_path,
        teacher,
        rule(
            "wrong",
            require={"basic.work_years": {">": 59}},
            message="共 {number} 条",
            values={"number": count},
        ),
    )
    application = example("teacher-complete")
    application["imports"]["work"] = application["imports"]["work"] * 100
    verdict = checker.run(made, facts.facts(teacher, application, {}))
    assert "未能列出" in verdict.findings[0].message
    assert verdict.findings[0].blocks


def test_a_line_that_goes_through_too_much_says_so(
    tmp_path: Path, teacher: Plan, example: Example, checker: Checker
) -> None:
    folder = tmp_path / "rules" / "plans"
    folder.mkdir(parents=True)
    lines = [{"text": "行", "when": EVERYTHING_BESIDE_EVERYTHING}, {"text": "{value:basic.birthplace}"}]
    rows = [{"id": "row", "caption": "行", "lines": lines}]
    (folder / "mine.json").write_text(document(rows=rows), "utf-8")
    made = ruleset.compile(ruleset.load(tmp_path / "rules"), replace(teacher, ruleset="mine"))
    application = example("teacher-complete")
    application["imports"]["work"] = application["imports"]["work"] * 100
    application["answers"]["basic"]["birthplace"] = "无"
    verdict = checker.run(made, facts.facts(teacher, application, {}))
    assert verdict.rows[0].text == "（涉及的记录过多，未能列出）, 无"


def test_an_adjustment_that_grows_with_each_save_is_refused(tmp_path: Path, teacher: Plan) -> None:
    one_more = {"set": "basic.work_years", "to": {"add": ["basic.work_years", 1]}}
    adjusting = {key: value for key, value in rule("more", severity="adjusting").items() if key != "require"}
    with pytest.raises(DocumentsInvalid, match="每次保存都会再变一次"):
        compiled(tmp_path, teacher, adjusting | {"adjust": one_more})


def test_an_adjustment_within_its_own_bounds_acts_once(
    tmp_path: Path, teacher: Plan, example: Example, checker: Checker
) -> None:
    capped = {"set": "basic.work_years", "to": {"min": ["basic.work_years", 10]}}
    adjusting = {key: value for key, value in rule("cap", severity="adjusting").items() if key != "require"}
    made = compiled(tmp_path, teacher, adjusting | {"adjust": capped})
    verdict = checker.run(made, facts.facts(teacher, example("teacher-complete"), {}))
    assert [(each.before, each.after) for each in verdict.adjustments] == [(14, 10)]
