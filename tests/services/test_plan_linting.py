"""What an author is told of a plan that is being made: each mistake beside the nearest thing that is none, and every proposed change."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from tests.services import plan_mistakes
from tests.services.plan_mistakes import FORM, MISTAKES, OWN, PLAN, Mistake, changed, fields, sound
from zcforms.documents import patching
from zcforms.domain.problem import Count, Problem, Severity
from zcforms.services import plan_linting
from zcforms.services.bench import Bench
from zcforms.services.rulebook import Edition

KEYWORDS = ("minimum", "maximum", "shownWhen", "requiredWhen", "enum", "maxItems", "JSON")
"""What no secretary has ever read."""


@pytest.fixture(scope="module")
def edition(bench: Bench) -> Edition:
    return Edition.of_files(bench)


def told(edition: Edition, documents: dict[str, Any]) -> tuple[Problem, ...]:
    return plan_linting.lint(edition, PLAN, {"documents": documents, "moves": []})


def errors(problems: tuple[Problem, ...]) -> set[str]:
    return {each.id for each in problems if each.is_error}


def mended(documents: dict[str, Any], problem: Problem) -> dict[str, Any]:
    assert problem.fix is not None
    content: dict[str, Any] = patching.patched({"documents": documents, "moves": []}, problem.fix)
    found: dict[str, Any] = content["documents"]
    return found


def test_the_package_itself_has_nothing_wrong(edition: Edition) -> None:
    assert told(edition, sound()) == ()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.name)
def test_a_mistake_is_told_the_nearest_is_not_and_the_proposed_change_mends_it(
    edition: Edition, mistake: Mistake
) -> None:
    documents = changed(*mistake.wrong)
    problems = told(edition, documents)
    found = [each for each in problems if each.kind == mistake.kind]
    assert any(each.where.startswith(mistake.where) for each in found), problems
    assert all(each.fault and each.reason for each in found)
    assert not any(word in each.where + each.fault for each in problems for word in KEYWORDS), problems
    near = [each for each in told(edition, changed(*mistake.right)) if each.kind == mistake.kind]
    assert near == []
    proposed = [each for each in problems if each.fix is not None]
    assert not mistake.mended or any(each.kind == mistake.kind for each in proposed), problems
    for each in proposed:
        _require_better(edition, documents, problems, each)


def _require_better(
    edition: Edition, documents: dict[str, Any], before: tuple[Problem, ...], problem: Problem
) -> None:
    assert problem.fix_caption
    kept = copy.deepcopy(documents)
    after = told(edition, mended(documents, problem))
    assert documents == kept
    assert problem.id not in {each.id for each in after}, (problem, after)
    places = {each.inside for each in before if each.is_error}
    new = [each for each in after if each.is_error and each.id not in errors(before)]
    if any(each.is_error and each.kind == "fault" for each in before):
        # while a document has a fault its rules are not looked at: what they say then is no doing of the change
        new = [
            each
            for each in new
            if each.kind == "fault" and (each.kind, each.document, each.inside) not in places
        ]
    assert new == [], (problem, new)


def test_everything_that_can_be_changed_by_chance_is_told_and_never_raises(edition: Edition) -> None:
    """Values, names and members of the package's documents, wrong in a hundred ways: every proposed change makes it better."""
    chance = random.Random(6)
    for _ in range(25):
        documents = sound()
        path = chance.choice([each for each in OWN if each.endswith(".json")])
        _spoil(chance, documents[path])
        problems = told(edition, documents)
        for each in problems[:4]:
            if each.fix is not None and each.is_error:
                _require_better(edition, documents, problems, each)


def _spoil(chance: random.Random, data: Any) -> None:
    """One member of one object or list goes away, comes twice, or becomes something else."""
    places = list(_places(data))
    holder, step = chance.choice(places)
    way = chance.choice(("drop", "other", "name", "swap"))
    if way == "drop":
        del holder[step]
    elif way == "other":
        holder[step] = chance.choice([-3, 0, 99, "qqqq", [], {}, None, True])
    elif way == "name" and isinstance(holder, dict):
        holder[f"{step}x"] = holder.pop(step)
    elif isinstance(holder[step], int):
        holder[step] = holder[step] + chance.choice((-50, 50))
    elif isinstance(holder[step], str):
        holder[step] = holder[step][:-1]


def _places(data: Any) -> Any:
    steps: Any = data.keys() if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for step in steps:
        yield data, step
        yield from _places(data[step])


def test_a_problem_keeps_its_name_when_others_come_and_go(edition: Edition) -> None:
    wrong = plan_mistakes.on_item(takes=["award"], where={"rank": {"<": 1}})
    first = {"id": "first_of_all", "caption": "新的", "takes": ["award"]}
    moved = changed(wrong, lambda d: plan_mistakes.category(d)["items"].insert(0, first))
    before = [each for each in told(edition, changed(wrong)) if each.kind == "filter-never"]
    after = [each for each in told(edition, moved) if each.kind == "filter-never"]
    assert [each.id for each in before] == [each.id for each in after]
    assert [each.inside for each in before] != [each.inside for each in after]


def test_places_are_told_in_words_that_the_designer_shows(edition: Edition) -> None:
    found = told(edition, changed(plan_mistakes.on_field("serving_tier", shownWhen={"agronomy_kin": "科研"})))
    assert [each.where for each in found] == ["申报表单 › 专业信息 › 服务层级 › 显示条件"]
    assert (
        found[0].pointer
        == f"/documents/{FORM.replace('/', '~1')}/properties/serving_tier/shownWhen/agronomy_kin"
    )
    assert found[0].fix_caption == "改为“agronomy_kind”"
    assert Count.of(found) == Count(1, 0)


def test_a_field_that_a_change_takes_away_is_told_with_the_rules_that_ask_for_it(edition: Edition) -> None:
    asking = plan_mistakes.with_rule(plan_mistakes.rule("{profession.serving_tier: 省级}"))
    before = changed(asking)
    after = changed(
        asking, lambda d: fields(d).pop("serving_tier"), lambda d: d[FORM]["required"].remove("serving_tier")
    )
    content, base = ({"documents": each, "moves": []} for each in (after, before))
    problems = plan_linting.lint(edition, PLAN, content, base)
    own, shared = ([each for each in problems if each.kind == kind] for kind in ("rule", "field-lost"))
    assert [each.where for each in own] == ["检查规则 › 试写的规则 › 要求"]
    assert [each.fault for each in own] == ["规则“试写的规则”要看字段“服务层级”，而它已经删去"]
    assert "“服务层级”在这次修改中从“专业信息”删去了" in own[0].reason
    assert [each.caption for each in own[0].mends] == ["恢复字段“服务层级”", "删去规则“试写的规则”"]
    assert "共用的规则“学历符合申报条件”" in shared[0].fault
    left_out = "本计划不用规则“学历符合申报条件”"
    assert [[each.caption for each in one.mends] for one in shared] == [["恢复字段“服务层级”", left_out]]
    again = plan_linting.lint(edition, PLAN, {"documents": mended(after, shared[0]), "moves": []}, base)
    assert again == ()
    named = plan_linting.uses(edition, PLAN, base, "profession", "serving_tier")
    assert "检查规则 › 试写的规则" in [each.where for each in named]


def test_what_names_a_field_is_known_before_it_goes(edition: Edition) -> None:
    content = {
        "documents": changed(plan_mistakes.on_field("serving_tier", shownWhen={"agronomy_kind": "科研"})),
        "moves": [],
    }
    named = [each.where for each in plan_linting.uses(edition, PLAN, content, "profession", "agronomy_kind")]
    assert "申报表单 › 专业信息 › 服务层级 › 显示条件" in named
    assert plan_linting.uses(edition, PLAN, content, "profession", "no_such_field") == ()


def test_errors_come_first_and_carry_their_severity(edition: Edition) -> None:
    wrong = (
        plan_mistakes.on_field("serving_tier", caption="从事专业"),
        plan_mistakes.on_item(takes=["award"], where={"rank": {"<": 1}}, minimum=1),
    )
    found = told(edition, changed(*wrong))
    assert [each.severity for each in found] == [Severity.ERROR, Severity.WARNING]


def test_a_plan_of_nothing_at_all_is_told_too(edition: Edition) -> None:
    assert errors(
        plan_linting.lint(edition, "new", {"documents": {"schemas/plans/new.json": {}}, "moves": []})
    )
    assert plan_linting.lint(edition, "new", {"documents": {}, "moves": []}) != ()


def test_a_day_that_is_none_is_not_told_as_a_window_the_wrong_way_round(edition: Edition) -> None:
    documents = changed(plan_mistakes.on_plan(closes="2022-02-30"))
    (problem,) = [each for each in told(edition, documents) if each.inside == "/closes"]
    assert "YYYY-MM-DD" in problem.fault
    assert "写反" not in problem.reason
    assert problem.mends == ()


def test_a_fault_has_the_words_of_the_document_too(edition: Edition) -> None:
    documents = changed(lambda d: plan_mistakes.plan(d).pop("committee"))
    (problem,) = [each for each in told(edition, documents) if "评委会" in each.fault]
    assert problem.as_written == "缺少“committee”。请补上“committee”。"


def test_steps_and_tests_are_called_by_their_names(edition: Edition) -> None:
    chain = plan_mistakes.own_chain(lambda steps: steps[2].update(returns=["committee"]))
    (problem,) = told(edition, changed(chain))
    assert problem.fault == "“评审”不在这个环节之前，不能退回到那里"
    field = plan_mistakes.with_field("more", type="string", shownWhen={"serving_tier": {">=": "省级"}})
    found = [each for each in told(edition, changed(field)) if each.is_error]
    assert any("“不小于”" in each.fault for each in found), found
    assert not any("=" in each.fault + each.reason for each in found)
