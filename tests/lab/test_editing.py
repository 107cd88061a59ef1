"""One fact different: the document follows, and the forms accept it as before."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zcforms.checks import conform, facts, nearness
from zcforms.checks.alterations import Edit, Kind, at, shape_at
from zcforms.checks.shape import Shape
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue, validation
from zcforms.forms.catalogue import Catalogue
from zcforms.lab import editing, places
from zcforms.lab.editing import Unreachable, edit

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.json"))
IDENTITY = ("item", "group", "record", "year")
ALLOWED = (
    "approval",
    "category",
    "media_type",
    "kind",
)  # what a record is, and what an item takes: changed, it fits no longer


@pytest.fixture(scope="module")
def documents() -> Catalogue:
    return catalogue.load(ROOT / "schemas")


@pytest.fixture
def teacher(documents: Catalogue) -> tuple[Plan, dict[str, Any]]:
    return applicant(documents, "teacher-complete")


def applicant(documents: Catalogue, name: str) -> tuple[Plan, dict[str, Any]]:
    document = json.loads((ROOT / "examples" / f"{name}.json").read_text("utf-8"))
    return documents.plans[document["plan"]], document


def facts_of(plan: Plan, document: dict[str, Any]) -> dict[str, Any]:
    return facts.facts(plan, document, validation.breaches_of(plan, document))


def breaches(plan: Plan, document: dict[str, Any]) -> set[str]:
    return {each.pointer for found in validation.breaches_of(plan, document).values() for each in found}


def scalars(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(node, dict):
        for name, each in node.items():
            yield from scalars(each, (*path, name))
    elif isinstance(node, list):
        for position, each in enumerate(node):
            yield from scalars(each, (*path, position))
    else:
        yield path, node


def lists(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, list):
        yield path
    for name, each in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield from lists(each, (*path, name))


def another(value: Any, shape: Shape) -> Any:
    assert shape.type is not None
    if shape.type.ordered:
        return nearness.moved(conform.typed(value, shape), -1, shape)
    return next(iter(nearness.others(conform.typed(value, shape), shape, [])), None)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_fact_of_every_example_can_be_made_different(documents: Catalogue, name: str) -> None:
    plan, document = applicant(documents, name)
    schema = facts.schema(plan)
    root, before, wrong = Shape(schema, schema), facts_of(plan, document), breaches(plan, document)
    narrowing = {
        name for each in plan.standards for _, item in plan.items(each.id) for name in item.where or {}
    }
    untouched, tried = copy.deepcopy(document), 0
    for path, value in scalars(before):
        shape = shape_at(root, path)
        if path[0] in ("breaches", "unasked") or path[-1] in IDENTITY or shape is None or shape.type is None:
            continue
        new = another(value, shape)
        if new is None:
            continue
        after = edit(plan, document, pointer(path), new)
        found = at(facts_of(plan, after), path)
        assert conform.typed(found, shape) == conform.typed(
            places.formatted(places.as_json(new), shape.schema), shape
        )
        if path[-1] not in ALLOWED and path[-1] not in narrowing:
            assert breaches(plan, after) <= wrong, path
        tried += 1
    assert tried > 100
    assert document == untouched


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_record_can_come_into_every_list_and_go(documents: Catalogue, name: str) -> None:
    plan, document = applicant(documents, name)
    before, wrong = facts_of(plan, document), breaches(plan, document)
    found = [path for path in lists(before) if path[0] not in ("breaches", "unasked")]
    assert len(found) > 10
    for path in found:
        grown = edit(plan, document, pointer((*path, "-")), {})
        assert len(at(facts_of(plan, grown), path)) == len(at(before, path)) + 1
        assert breaches(plan, grown) - wrong <= {pointer(path)}, (
            path
        )  # at most that there are too many of them
        if at(before, path):
            less = edit(plan, document, pointer((*path, 0)), None)
            assert len(at(facts_of(plan, less), path)) == len(at(before, path)) - 1


def test_a_record_that_two_lists_show_changes_in_one_of_them(teacher: tuple[Plan, dict[str, Any]]) -> None:
    plan, document = teacher
    other = next(item.id for _, item in plan.items("teacher") if "honor" in item.takes and item.where is None)
    document["imports"][other].append(dict(document["imports"]["teaching_honor"][0]))
    shows = [(name, entry["record"]) for name, listed in document["imports"].items() for entry in listed]
    twice = next(record for _, record in shows if sum(1 for _, each in shows if each == record) > 1)
    assert twice == document["imports"]["teaching_honor"][0]["record"]
    after = facts_of(plan, edit(plan, document, "/achievements/teaching_honor/0/name", "另一项"))
    assert after["achievements"]["teaching_honor"][0]["name"] == "另一项"
    assert all(each["name"] != "另一项" for each in after["achievements"][other])


def test_a_record_of_an_item_is_one_that_the_item_takes(documents: Catalogue) -> None:
    for plan in documents.plans.values():
        standard = plan.standards[0]
        document = {
            "plan": plan.id, "route": plan.routes[0].id, "standard": standard.id, "specialty": plan.specialties[0].id,
            "title": plan.titles[0].id, "applicant": {}, "answers": {}, "achievements": [], "imports": {}, "attachments": {},
        }  # fmt: skip
        for _, item in plan.items(standard.id):
            document = edit(plan, document, f"/achievements/{item.id}/-", {})
            assert validation.breaches_of(plan, document)[item.id] == [], item.id


def test_hidden_questions_are_opened_and_what_follows_is_answered(documents: Catalogue) -> None:
    plan, document = applicant(documents, "engineer-complete")
    after = edit(plan, document, "/profession/skill_date", "2016-05-04")
    assert after["answers"]["profession"]["skilled"] is True
    assert after["answers"]["profession"]["skill_date"] == "2016-05-04"
    assert breaches(plan, after) <= breaches(plan, document)


def test_what_the_form_found_is_mended(teacher: tuple[Plan, dict[str, Any]]) -> None:
    plan, document = teacher
    del document["answers"]["basic"]["birthplace"]
    document["answers"]["basic"]["work_years"] = -3
    document["imports"]["work"].append({"record": "nobody"})
    while found := facts_of(plan, document)["breaches"]:
        document = edit(plan, document, "/breaches/0", None)
        assert len(facts_of(plan, document)["breaches"]) < len(found)
    spoilt = edit(plan, document, "/breaches/-", {"section": "basic", "missing": True})
    assert [each["missing"] for each in facts_of(plan, spoilt)["breaches"]] == [True]


def test_edits_are_made_in_an_order_in_which_places_stay(teacher: tuple[Plan, dict[str, Any]]) -> None:
    plan, document = teacher
    document = edit(plan, document, "/work/-", {"post": "甲"})
    document = edit(plan, document, "/work/-", {"post": "乙"})
    made = [
        Edit(Kind.REMOVE, ("work", 0)),
        Edit(Kind.REMOVE, ("work", 1)),
        Edit(Kind.SET, ("work", 2, "post"), "丙"),
        Edit(Kind.ADD, ("work",), {"post": "丁"}),
    ]
    after = facts_of(plan, editing.edits(plan, document, made))
    assert [record["post"] for record in after["work"]] == ["丙", "丁"]


@pytest.mark.parametrize(
    "place", ["", "/nothing", "/nothing/x", "/achievements/nothing/-", "/work/99", "/attachments/nothing/-"]
)
def test_what_is_not_there_is_said_to_be_out_of_reach(
    teacher: tuple[Plan, dict[str, Any]], place: str
) -> None:
    with pytest.raises(Unreachable):
        edit(*teacher, place, "x")
