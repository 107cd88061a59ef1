"""最少怎样改 for applicants: true, honest, in time (features 58 to 61)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import pace
from zcforms.checks import conform
from zcforms.checks.alterations import FINDINGS, ITEMS, Kind, answered, at
from zcforms.checks.deciding import Outcome, decide
from zcforms.checks.rows import rows
from zcforms.documents.pointer import steps
from zcforms.domain.plan import Plan
from zcforms.forms import validation
from zcforms.lab import casefiles, cases, editing, places
from zcforms.lab.cases import Situation
from zcforms.services.bench import Bench
from zcforms.services.counsel import SECONDS, Counsel, counsels
from zcforms.services.counsel_words import annotation, of_library
from zcforms.services.judgement import Judgement, facts_of

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted(path.stem for path in (ROOT / "schemas/plans").glob("*.json"))
AGES = 60.0
"""Seconds that are never used up here: what is found must not depend on the machine."""


def situations(bench: Bench, plan: Plan) -> tuple[Situation, ...]:
    files = casefiles.load(
        ROOT / "rules/cases", bench.catalogue.plans, bench.rulesets, ROOT / "examples", [plan.id]
    )
    return cases.situations(files, plan, bench.rulesets[plan.id])


def advised(bench: Bench, plan: Plan, situation: Situation, seconds: float = AGES) -> dict[str, Counsel]:
    verdict = SimpleNamespace(rows=rows(situation.table, situation.decided))
    judged = cast(Judgement, SimpleNamespace(facts=situation.facts, verdict=verdict))
    return counsels(bench.rulesets[plan.id], plan, judged, seconds=seconds)


def different(bench: Bench, plan: Plan) -> Iterator[tuple[Situation, dict[str, Counsel]]]:
    """Cases until every combination of failing rules has been seen twice: the second time another value is wrong, as a rule."""
    seen: dict[frozenset[str], int] = {}
    for each in situations(bench, plan):
        violated = frozenset(
            rule for rule, outcome in each.decided.outcomes.items() if outcome is Outcome.VIOLATED
        )
        if violated and seen.get(violated, 0) < 2:
            seen[violated] = seen.get(violated, 0) + 1
            yield each, advised(bench, plan, each)


def outcomes(bench: Bench, plan: Plan, document: Mapping[str, Any]) -> Mapping[str, Outcome]:
    ruleset = bench.rulesets[plan.id]
    facts = facts_of(plan, document)
    rules = ruleset.table(facts["application"]["standard"]).rules
    return decide(rules, conform.typed(facts, ruleset.shape)).outcomes


def mended_by_hand(
    plan: Plan, document: dict[str, Any], number: int, breach: validation.Breach
) -> dict[str, Any]:
    """What the form missed or refused, given or put right."""
    if breach.keyword == "unknown":  # what no list of the plan takes goes with it
        name = steps(breach.pointer)[1]
        return {
            **document,
            "imports": {key: kept for key, kept in document["imports"].items() if key != name},
        }
    if breach.keyword == "atMost":  # no later than what it must not pass
        above, _, name = breach.pointer.rpartition("/")
        section, *rest = steps(above)[1:]
        schema = plan.section(section).schema  # type: ignore[union-attr]
        for step in rest:
            schema = schema["items"] if step.isdecimal() else schema["properties"][step]
        record = places.get(document, tuple(int(each) if each.isdecimal() else each for each in steps(above)))
        record[name] = record[schema["properties"][name]["atMost"]]
        return document
    return editing.edit(plan, document, f"/{FINDINGS}/{number}", None)


def done(plan: Plan, situation: Situation, counsel: Counsel) -> dict[str, Any]:
    """The application document of somebody who did it all."""
    mended = [
        str(situation.facts[FINDINGS][edit.path[1]]["pointer"])
        for edit in counsel.edits
        if edit.path[0] == FINDINGS
    ]
    others = [edit for edit in counsel.edits if edit.path[0] != FINDINGS]
    document = editing.edits(plan, situation.case.document, others)
    sections = {steps(place)[1] for place in mended}
    for _ in range(40):  # an answer may open a further question
        found = {
            each.pointer: each
            for listed in validation.breaches_of(plan, document).values()
            for each in listed
        }
        due = [
            place
            for place in found
            if place in mended or (found[place].missing and steps(place)[1] in sections)
        ]
        if not due:
            break
        document = mended_by_hand(plan, document, list(found).index(due[-1]), found[due[-1]])
    return document


@pytest.mark.parametrize("plan_id", PLANS)
def test_what_is_advised_makes_the_rules_pass_on_a_real_application(bench: Bench, plan_id: str) -> None:
    """Done to the application document itself, with the form's own validation: not only to the facts that were searched."""
    plan = bench.catalogue.plans[plan_id]
    wrong, told = [], 0
    for situation, found in different(bench, plan):
        for row, counsel in found.items():
            made = outcomes(bench, plan, done(plan, situation, counsel))
            bad = {rule: made[rule] for rule in counsel.rules if made[rule] is not Outcome.PASSED}
            told += 1
            if bad:
                wrong.append((situation.case.name, row, bad, [step.text for step in counsel.steps]))
    assert not wrong
    assert told > 20


@pytest.mark.parametrize("plan_id", PLANS)
def test_nobody_is_told_to_declare_what_is_not_so(bench: Bench, plan_id: str) -> None:
    """What was declared may only be put right; of the records of a life none goes because it is inconvenient."""
    plan = bench.catalogue.plans[plan_id]
    for situation, found in different(bench, plan):
        typed = situation.decided.typed
        for counsel in found.values():
            text = "".join(step.text for step in counsel.steps)
            for edit in counsel.edits:
                said = annotation(plan, edit.path)
                mark = said is not None and said.get("type") == "boolean"
                if edit.kind is Kind.SET and answered(at(typed, edit.path)) and not mark:
                    assert "有误" in text
                    assert "暂不符合条件" in text
                if edit.kind is Kind.REMOVE and edit.path[0] not in (FINDINGS, ITEMS):
                    assert "重复或多余" in text or not isinstance(edit.path[-1], int)
                if edit.kind is Kind.SET and of_library(plan, edit.path):
                    assert "个人业绩库" in text


def test_it_says_what_to_do_as_one_would_say_it(bench: Bench) -> None:
    """Some sentences as they are read, each with its place."""
    plan = bench.catalogue.plans["2022-construction-senior"]
    told = {
        step.text: step.pointer
        for _, found in different(bench, plan)
        for counsel in found.values()
        for step in counsel.steps
    }
    for text, place in {
        "请补充“出生地”。": "/answers/basic/birthplace",
        "请上传“照片”。": "/applicant/photo/name",
        "请上传“身份证正反面” 1 个文件。": "/attachments/identity_card",
        "请在“工作经历”中导入 1 条。": "/imports/work",
        "请取消勾选“学历教育”第 2 条的“合格学历”。": "/imports/education/1/qualifying",
        "“专业年限”须不少于 15 年。如填写有误，请更正；如属实，则暂不符合条件。": "/answers/basic/specialty_years",
        "请移除“科技奖”第 1 条（个人业绩库中的记录不受影响）。": "/imports/science_prize/0",
        "请移除重复或多余的一条，例如“年度考核”第 7 条。": "/imports/assessments/6",
        "请更正“现有职称情况”第 1 条的“评审日期”：不能晚于“发证日期”。": "/answers/titles/0/reviewed_on",
    }.items():
        assert told.get(text) == place, (text, list(told))
    grounds = "如录入有误，请在个人业绩库中复制为新记录更正，单位审核通过后重新导入；如属实，则暂不符合条件。"
    assert any(text.endswith(grounds) for text in told)


def test_a_value_that_is_capped_is_not_advised(bench: Bench) -> None:
    """Feature 66: more years of the specialty than of work would be set back."""
    plan = bench.catalogue.plans["2022-construction-senior"]
    situation = next(each for each in situations(bench, plan) if each.case.name == "中专，没有填专业年限")
    told = [step.text for each in advised(bench, plan, situation).values() for step in each.steps]
    assert told == ["请补充“专业年限”。"]


def test_there_is_an_end_to_the_search(bench: Bench) -> None:
    """Without time there is nothing, and nothing wrong."""
    plan = bench.catalogue.plans["2022-construction-senior"]
    situation = max(
        situations(bench, plan), key=lambda each: list(each.decided.outcomes.values()).count(Outcome.VIOLATED)
    )
    assert advised(bench, plan, situation, seconds=0) == {}
    with pace.within(SECONDS * 2):
        assert advised(bench, plan, situation, seconds=SECONDS)
