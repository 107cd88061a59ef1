"""Two versions beside each other: what differs, what it means, whom it meets (issue 6: compare)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.plan_versions import PLAN, PLAN_FILE, PROFESSION, documents, published
from tests.services.test_draft_moving import MOVES, found, without_stage
from zcforms.demo.load import TEACHER, Stage
from zcforms.documents.pointer import pointer
from zcforms.domain.errors import NotFound
from zcforms.services import plan_comparison, plan_drafts, plan_starting
from zcforms.services.plan_drafts import Beginning, Step
from zcforms.services.rule_authors import author
from zcforms.storage.work import work

RULES = f"rules/plans/{PLAN}.yaml"


RENAMED = [{"from": "/answers/profession/post_kind", "to": "/answers/profession/post_type"}]


def begun(
    town: Stage,
    content: Mapping[str, Any],
    base: Mapping[str, Any],
    moves: Sequence[Mapping[str, str]] = (),
) -> str:
    house, actor = town.house, town.desks["demo-teacher-office"]
    with work(house.database) as w:
        who = author(w, house, actor)
        now, then = {"documents": content, "moves": list(moves)}, {"documents": base, "moves": []}
        return plan_drafts.begin(w, who, Beginning(PLAN, now, then), "更正", NOW).id


def renamed(data: dict[str, Any]) -> None:
    """Without 教师类别; 编制类别 has another name inside. No rule asks for either."""
    del data["properties"]["teacher_kind"]
    data["properties"]["post_type"] = data["properties"].pop("post_kind")
    data["required"] = [
        {"post_kind": "post_type"}.get(name, name) for name in data["required"] if name != "teacher_kind"
    ]


def with_rules(town: Stage, content: dict[str, Any], change: str = "") -> dict[str, Any]:
    text = town.house.rulebook.files.sources.text(RULES)
    return {**content, RULES: text.replace("message: ", f"message: {change}", 1) if change else text}


def test_a_draft_tells_what_it_changes_and_what_that_means(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    _, application_id = town.filled("ready", TEACHER)
    before = found(house, application_id)
    base = with_rules(town, documents())
    changed = with_rules(town, documents(profession=renamed), "更正：")
    compared = plan_comparison.compare(house, actor, begun(town, changed, base, RENAMED))
    assert compared.in_force is None
    made = compared.begun
    assert made is not None
    assert made.faults == ()
    assert [(each.path, each.kind_caption) for each in made.documents] == [
        (PROFESSION, "修改"),
        (RULES, "修改"),
    ]
    assert any(line.mark == "-" and "teacher_kind" in line.text for line in made.documents[0].lines)
    told = {(each.kind, each.caption) for part in made.changes for each in part.changes}
    assert ("removed", "专业信息 · 教师类别") in told
    assert ("moved", "专业信息 · 编制类别") in told
    assert len(made.rules) == 1
    assert "更正：" in made.rules[0].after
    assert "更正：" not in made.rules[0].before
    assert made.rules[0].row in {each.caption for each in made.rows}
    assert ("/answers/profession/teacher_kind", "任何内容") in {
        (each.pointer, each.example) for each in made.invalid
    }
    drafts = made.drafts
    assert drafts is not None
    assert (drafts.number, drafts.tried, drafts.affected) == (1, 1, 1)
    assert drafts.places == (("专业信息 · 教师类别", 1),)
    assert drafts.examples[0].lines[0][:2] == (
        "专业信息 · 教师类别",
        before.answers["profession"]["teacher_kind"],
    )
    assert found(house, application_id).version == before.version, "something was written"


def test_examples_do_not_say_whose_they_are(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    _, application_id = town.filled("ready", TEACHER)
    with work(house.database) as w:
        application = w.applications.get(application_id)
        name = w.people.get(application.person_id).name
        answers = {**application.answers["profession"], "qualification": f"{name}的证书，电话 13900000001"}
        application.answers = {**application.answers, "profession": answers}

    def without(data: dict[str, Any]) -> None:
        del data["properties"]["qualification"]
        data["required"].remove("qualification")

    compared = plan_comparison.compare(house, actor, begun(town, documents(profession=without), documents()))
    assert compared.begun is not None
    assert compared.begun.drafts is not None
    ((_, shown, _),) = compared.begun.drafts.examples[0].lines
    assert "证书" in shown
    assert name not in shown
    assert "13900000001" not in shown


def test_a_draft_that_others_overtook_is_compared_with_what_is_in_force_too(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    draft_id = begun(town, documents(profession=without_stage), documents())

    def longer(data: dict[str, Any]) -> None:
        data["scope"] += "（更正）"

    published(town, documents(plan=longer))
    compared = plan_comparison.compare(house, actor, draft_id)
    assert compared.in_force is not None
    assert compared.in_force.before == "第 1 版"
    said = {each.what for part in compared.in_force.changes for each in part.changes}
    assert "申报范围" in said
    assert compared.begun is not None
    assert "申报范围" not in {each.what for part in compared.begun.changes for each in part.changes}


def test_what_cannot_be_read_is_told_and_its_documents_are_compared(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    broken = documents(plan=lambda data: data.pop("titles"))
    made = plan_comparison.compare(house, actor, begun(town, broken, documents())).begun
    assert made is not None
    assert made.faults
    assert [each.path for each in made.documents] == [PLAN_FILE]
    assert made.changes == ()


def test_a_rule_on_a_field_that_is_gone_is_a_fault_beside_the_comparison(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    draft_id = begun(town, documents(profession=without_stage), documents(), MOVES)
    made = plan_comparison.compare(house, actor, draft_id).begun
    assert made is not None
    assert any("profession.teaching_years" in each.fault for each in made.faults)
    assert made.rules == made.rows == ()
    assert made.changes
    assert made.drafts is not None


def test_a_draft_from_nothing_has_nothing_to_be_compared_with(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    compared = plan_comparison.compare(house, actor, begun(town, documents(), {}))
    assert (compared.begun, compared.in_force) == (None, None)


def test_a_copy_for_the_next_year_is_compared_with_the_plan_that_it_was_copied_from(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    draft_id = plan_starting.begin_next_year(house, actor, PLAN, NOW)
    content = plan_drafts.draft(house, actor, draft_id).content
    path = next(path for path in content["documents"] if path.startswith("schemas/plans/"))
    _, *others = content["documents"][path]["specialties"]
    gone = {"op": "replace", "path": pointer(("documents", path, "specialties")), "value": others}
    plan_drafts.change(house, actor, draft_id, Step("删去专业", lambda _: [gone]), NOW)
    found = plan_comparison.compare(house, actor, draft_id).begun
    assert found is not None
    assert (found.before, found.drafts) == (house.rulebook.edition().plans[PLAN].caption, None)
    assert not found.faults
    assert {each.kind for each in found.documents} == {"changed"}
    said = str(found.changes)
    assert "2023" in said
    assert content["documents"][path]["specialties"][0]["caption"] in said
    assert others[0]["caption"] not in said


def test_two_published_versions_and_the_files(town: Stage) -> None:
    house, actor = town.house, town.desks["demo-teacher-office"]
    published(town, documents(profession=without_stage), MOVES)
    published(town, documents(), [{"from": each["to"], "to": each["from"]} for each in MOVES])
    made = plan_comparison.compare_versions(house, actor, PLAN, 1, 2)
    assert (made.before, made.after) == ("第 1 版", "第 2 版")
    assert {each.kind for part in made.changes for each in part.changes} >= {"added", "moved"}
    files = plan_comparison.compare_versions(house, actor, PLAN, 0, 1)
    assert {each.kind for part in files.changes for each in part.changes} >= {"removed", "moved"}
    back = plan_comparison.compare_versions(house, actor, PLAN, 0, 2)
    assert back.changes == ()
    # open drafts go to what is in force, and never to an older version
    assert files.drafts is None
    assert made.drafts is not None
    assert back.drafts is not None
    for number in (3, 7):
        with pytest.raises(NotFound):
            plan_comparison.compare_versions(house, actor, PLAN, 1, number)
    with pytest.raises(NotFound):
        plan_comparison.compare_versions(house, town.desks["demo-engineer-office"], PLAN, 1, 2)
