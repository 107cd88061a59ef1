"""What an applicant was never asked: told in the row, never blocking, never passed in silence; and noted to the author."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zcforms.checks import facts, ruleset
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Outcome, Verdict
from zcforms.domain.finding import Severity
from zcforms.domain.plan import Counting, Plan, Standard

Example = Callable[[str], dict[str, Any]]
POLICY = {"text": "依据", "source": "出处"}


class Author:
    """Writes one rule, or several, for the engineers' plan, whose form asks the skilled for more."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder / "rules", replace(plan, ruleset="mine")
        (self.folder / "plans").mkdir(parents=True)

    def compiled(self, *rules: dict[str, Any]) -> Ruleset:
        written = [
            {"id": f"r{n}", "row": "row", "caption": "规则", "policy": POLICY, "message": "不符合", **rule}
            for n, rule in enumerate(rules)
        ]
        rows = [{"id": "row", "caption": "行", "lines": []}]
        text = json.dumps({"caption": "规则集", "rows": rows, "rules": written}, ensure_ascii=False)
        (self.folder / "plans" / "mine.json").write_text(text, "utf-8")
        return ruleset.compile(ruleset.load(self.folder), self.plan)

    def notes(self, **rule: Any) -> list[str]:
        return [str(note) for note in ruleset.notes(self.compiled(rule), self.plan)]


@pytest.fixture
def author(tmp_path: Path, engineer: Plan) -> Author:
    return Author(tmp_path, engineer)


@pytest.fixture
def check(author: Author, checker: Checker, example: Example) -> Callable[..., Verdict]:
    def run(*rules: dict[str, Any], **answers: Any) -> Verdict:
        application = example("engineer-complete")
        application["answers"]["profession"] |= answers
        return checker.run(author.compiled(*rules), facts.facts(author.plan, application, {}))

    return run


LEVEL = {"require": {"profession.skill_level": "senior-technician"}, "remedy": "请补充。"}


def test_a_rule_on_what_was_never_asked_says_so_and_does_not_block(check: Callable[..., Verdict]) -> None:
    verdict = check(LEVEL, LEVEL | {"missing": "pass", "passed": "好"}, skilled=False)
    assert [each.outcome for each in verdict.trace] == [Outcome.NOT_ASKED, Outcome.NOT_ASKED]
    said = "“技能等级”未要求您填写，本项未作检查"
    assert verdict.rows[0].text == f"{said}, {said}"
    finding = verdict.findings[0]
    assert (finding.not_asked, finding.blocks, finding.severity) == (True, False, Severity.ADVISORY)
    assert (finding.message, finding.remedy, finding.policy) == (said, "", "依据（出处）")
    assert (verdict.passed, verdict.alarms) == (True, ())
    assert (verdict.trace[0].actual, verdict.trace[0].expected) == (None, "senior-technician")


def test_who_was_asked_and_left_it_blank_is_held_to_it(check: Callable[..., Verdict]) -> None:
    verdict = check(LEVEL, LEVEL | {"missing": "pass"}, skilled=True, skill_level="")
    assert [each.outcome for each in verdict.trace] == [Outcome.VIOLATED, Outcome.PASSED]
    assert not verdict.passed


def test_a_requirement_that_is_decided_without_it_is_decided(check: Callable[..., Verdict]) -> None:
    met = {"any": [LEVEL["require"], {"present": "basic.work_years"}]}
    unmet = [LEVEL["require"], {"absent": "basic.work_years"}]
    verdict = check({"require": met}, {"require": unmet}, skilled=False)
    assert [each.outcome for each in verdict.trace] == [Outcome.PASSED, Outcome.VIOLATED]


def test_lists_of_other_standards_were_not_asked_for(check: Callable[..., Verdict], author: Author) -> None:
    skilled = author.plan.standard("skilled")
    engineering = author.plan.standard("engineering")
    assert skilled is not None
    assert engineering is not None
    other = next(name for name in names(skilled) if name not in names(engineering))
    some = {"require": {"count": {"of": f"categories.{other}", ">=": 1}}}
    shown = {"require": {"absent": f"categories.{other}"}, "passed": f"{{count:categories.{other}}}"}
    verdict = check(some, shown)
    assert [each.outcome for each in verdict.trace] == [Outcome.NOT_ASKED, Outcome.PASSED]
    assert verdict.rows[0].text.endswith("未要求填写")


def names(standard: Standard) -> list[str]:
    return [category.id for category in standard.categories]


def test_an_adjustment_of_what_was_not_asked_does_nothing(check: Callable[..., Verdict]) -> None:
    setting = {
        "severity": "adjusting",
        "adjust": {"set": "profession.skill_date", "to": {"field": "basic.work_start"}},
    }
    taking = {
        "severity": "adjusting",
        "adjust": {"set": "basic.work_start", "to": {"field": "profession.skill_date"}},
    }
    for rule in (setting, taking):
        assert check(rule, skilled=False).adjustments == ()


@pytest.mark.parametrize(
    ("rule", "noted"),
    [
        (LEVEL, True),
        (LEVEL | {"when": {"profession.skilled": True}}, False),
        (LEVEL | {"when": {"not": {"not_asked": "profession.skill_level"}}}, False),
        (LEVEL | {"when": {"present": "profession.skill_level"}}, False),
        (LEVEL | {"standards": ["skilled"]}, True),
        ({"require": {"any": [{"not_asked": "profession.skill_level"}, LEVEL["require"]]}}, False),
        ({"require": {"present": "basic.work_years"}}, False),
    ],
)
def test_an_author_is_noted_what_the_rule_leaves_open(author: Author, rule: Any, noted: bool) -> None:
    notes = author.notes(**rule)
    assert len(notes) == noted
    if noted:
        assert notes[0].startswith(
            "rules/plans/mine.json#/rules/0：2021-engineering-senior 的有些申报人不填写“技能等级”"
        )
        assert "not_asked" in notes[0]


def test_what_the_standard_asks_of_everybody_needs_no_word(author: Author) -> None:
    skilled = author.plan.standard("skilled")
    assert skilled is not None
    required = {"count": {"of": f"categories.{names(skilled)[-1]}", ">=": 1}}
    assert len(author.notes(require=required)) == 1
    assert author.notes(require=required, standards=["skilled"]) == []


def test_a_plan_says_how_years_are_counted(author: Author, example: Example, checker: Checker) -> None:
    """By the calendar, who got the title in December has a year in January."""
    rule = {"require": {"compare": [{"years_since": "basic.work_start"}, "==", 11]}}
    application = example("engineer-complete")
    application["answers"]["basic"]["work_start"] = "2010-12-31"
    author.plan = replace(
        author.plan, cutoffs={**author.plan.cutoffs, "tenure": author.plan.closes.replace(month=1, year=2021)}
    )
    made = facts.facts(author.plan, application, {})
    assert not checker.run(author.compiled(rule), made).passed
    author.plan = replace(author.plan, counting=Counting.CALENDAR)
    assert checker.run(author.compiled(rule), made).passed
