"""A field is taken away that something still asks for: the problem speaks of it as people do, and each proposal, taken, puts it right (issue 6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services import plan_mistakes
from tests.services.conftest import NOW
from tests.services.plan_mistakes import FORM, PLAN, changed, fields
from tests.services.test_plan_design import SECTION, START, Designer
from tests.services.workshop import author
from zcforms.demo.load import Stage
from zcforms.documents import patching
from zcforms.domain.problem import Problem
from zcforms.services import plan_design, plan_drafts, plan_gate, plan_linting, plan_rules, plan_starting
from zcforms.services.bench import Bench
from zcforms.services.rulebook import Edition

RULES = "rules/plans/2023-agronomy-senior.yaml"
WRITTEN = """
rules:
  - id: enough-land
    row: assessments
    caption: 示范面积够大
    policy: {text: 试写, source: 测试文件}
    require: {profession.shi_fan_mian_ji: {">=": 100}}
    message: 示范面积不够
    remedy: 请核对。
    at: /answers/profession
"""


@pytest.fixture
def designer(town: Stage) -> Designer:
    return Designer(town, plan_starting.begin_new(town.house, author(town), START, NOW))


def problems(designer: Designer) -> list[Problem]:
    found = plan_linting.problems(*designer.at)
    return [each for each in found if each.is_error and each.kind != "unwritten"]


def with_rule(designer: Designer) -> str:
    """A field before another one, required, and a rule on it; the field's address."""
    address = designer.add(f"{SECTION}/properties", "示范面积", "field-integer")
    designer.fill(address, required=True)
    address = plan_design.place(*designer.at, address, into=f"{SECTION}/properties", at=0, now=NOW)
    assert list(_section(designer)["properties"]) == ["shi_fan_mian_ji", "practice_field"]
    shown = plan_rules.shown(*designer.at)
    plan_rules.put_text(*designer.at, shown.text.split("\nrules:")[0] + WRITTEN, seen=shown.seen, now=NOW)
    assert [each.fault + each.reason for each in problems(designer)] == []
    return address


def _section(designer: Designer) -> Any:
    return next(
        each for path, each in designer.content["documents"].items() if path.endswith("-profession.json")
    )


def test_a_rule_on_a_field_that_was_made_and_taken_away_in_the_same_draft(designer: Designer) -> None:
    """Nothing that the draft was begun from knows the field: its own history does."""
    address = with_rule(designer)
    before = _section(designer)
    designer.remove(address)
    found = problems(designer)
    assert [each.fault for each in found] == ["规则“示范面积够大”要看字段“示范面积”，而它已经删去"]
    assert "专业信息" in found[0].reason
    assert "shi_fan" not in found[0].fault + found[0].reason + found[0].where
    assert [each.caption for each in found[0].mends] == ["恢复字段“示范面积”", "删去规则“示范面积够大”"]
    against = [each.text for each in plan_gate.gate(*designer.at).missing]
    assert any("规则“示范面积够大”要看字段“示范面积”，而它已经删去" in each for each in against), against
    plan_linting.mend(*designer.at, found[0].id, NOW)
    assert _section(designer) == before
    assert list(_section(designer)["properties"]) == list(before["properties"])
    assert [each.fault + each.reason for each in problems(designer)] == []
    plan_drafts.undo(*designer.at, NOW)
    again = problems(designer)
    plan_linting.mend(*designer.at, again[0].id, NOW, way=1)
    assert [each.fault + each.reason for each in problems(designer)] == []
    assert "enough-land" not in designer.content["documents"][RULES]


def test_a_rule_on_a_field_whose_section_was_taken_away(designer: Designer) -> None:
    address = with_rule(designer)
    before = designer.content["documents"]
    designer.remove(address.split("/")[0])
    found = problems(designer)
    assert "规则“示范面积够大”要看字段“示范面积”，而它已经删去" in [each.fault for each in found]
    about = next(each for each in found if "示范面积够大" in each.fault)
    assert about.mends[0].caption == "恢复分区“专业信息”"
    plan_linting.mend(*designer.at, about.id, NOW)
    assert designer.content["documents"] == before
    assert problems(designer) == []


@pytest.fixture(scope="module")
def edition(bench: Bench) -> Edition:
    return Edition.of_files(bench)


def told(edition: Edition, documents: Any, base: Any) -> list[Problem]:
    content, before = ({"documents": each, "moves": []} for each in (documents, base))
    return list(plan_linting.lint(edition, PLAN, content, before))


def solved(edition: Edition, documents: Any, base: Any, problem: Problem) -> list[list[str]]:
    """What is told after each of the proposals."""
    contents = [patching.patched({"documents": documents, "moves": []}, each.patch) for each in problem.mends]
    return [[each.fault for each in told(edition, content["documents"], base)] for content in contents]


def test_a_condition_on_a_field_that_is_gone(edition: Edition) -> None:
    plain = plan_mistakes.with_field(
        "extra", type="string", shownWhen={"tried": "有", "agronomy_kind": "科研"}
    )
    base = changed(plan_mistakes.with_field("tried", type="string", enum=["有", "无"]), plain)
    documents = changed(plain)
    found = told(edition, documents, base)
    assert [each.fault for each in found] == ["“字段 extra”的显示条件要看字段“字段 tried”，而它已经删去"]
    assert [each.caption for each in found[0].mends] == ["恢复字段“字段 tried”", "不再问“字段 tried”"]
    assert solved(edition, documents, base, found[0]) == [[], []]
    left = patching.patched({"documents": documents}, found[0].mends[1].patch)["documents"]
    assert fields(left)["extra"]["shownWhen"] == {"agronomy_kind": "科研"}
    assert FORM in left


def test_a_filter_on_what_a_chosen_category_does_not_have(edition: Edition) -> None:
    documents = changed(plan_mistakes.on_item(takes=["award", "other"], where={"rank": {"<=": 3}}))
    found = [each for each in told(edition, documents, documents) if each.is_error]
    assert len(found) == 1
    assert "筛选业绩，而业绩类别“其他业绩”没有“个人排名”" in found[0].fault
    assert [each.caption for each in found[0].mends] == ["去掉“个人排名”这一条筛选", "不再导入“其他业绩”"]
    assert solved(edition, documents, documents, found[0]) == [[], []]


def test_a_shared_rule_that_never_had_its_field_can_be_left_out(edition: Edition) -> None:
    """A package from elsewhere: nobody knows that there was a field."""
    documents = changed(
        lambda d: fields(d).pop("serving_tier"), lambda d: d[FORM]["required"].remove("serving_tier")
    )
    found = [
        each
        for each in plan_linting.lint(edition, PLAN, {"documents": documents, "moves": []})
        if each.is_error
    ]
    assert [each.fault.split("用不上")[0] for each in found] == ["共用的规则“学历符合申报条件”"]
    assert solved(edition, documents, documents, found[0])[0] == []


def test_a_field_that_is_moved_to_another_section_takes_the_rules_of_the_plan_along(
    designer: Designer,
) -> None:
    address = with_rule(designer)
    before = designer.content
    moved = plan_design.place(*designer.at, address, into="section:basic/properties", at=0, now=NOW)
    assert moved != address
    assert problems(designer) == []
    text = designer.content["documents"][RULES]
    assert 'require: {basic.shi_fan_mian_ji: {">=": 100}}' in text
    assert text.replace("basic.shi_fan", "profession.shi_fan") == before["documents"][RULES]
    plan_drafts.undo(*designer.at, NOW)
    assert designer.content == before
