"""The application files: sound, synthetic, one that passes for every plan, and with the counts of figures 4-25 and 4-26."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from zcforms import resources
from zcforms.documents import conditions
from zcforms.documents.metaschema import hold
from zcforms.documents.reading import Document, read
from zcforms.domain.identity import credit_code_valid, resident_id_valid
from zcforms.forms.catalogue import Catalogue, load
from zcforms.forms.validation import breaches_of, validate

EXAMPLES = Path(resources.__file__).resolve().parents[1] / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json"))


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(resources.folder("schemas"))


def example(name: str) -> Document:
    return read(EXAMPLES / f"{name}.json", EXAMPLES)


def test_every_plan_has_one_that_is_complete(catalogue: Catalogue) -> None:
    complete = {example(name).data["plan"] for name in NAMES if name.endswith("-complete")}
    assert complete == set(catalogue.plans)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_an_application_file(name: str) -> None:
    assert hold(example(name), "application") == []


@pytest.mark.parametrize("name", NAMES)
def test_each_is_made_for_its_plan(catalogue: Catalogue, name: str) -> None:
    data = example(name).data
    plan = catalogue.plans[data["plan"]]
    assert plan.standard(data["standard"])
    assert plan.title(data["title"])
    assert data["specialty"] in {specialty.id for specialty in plan.specialties}
    assert data["route"] in {route.id for route in plan.routes}
    assert {section: found for section, found in breaches_of(plan, data).items() if found} == {}


@pytest.mark.parametrize("name", NAMES)
def test_each_record_follows_its_category(catalogue: Catalogue, name: str) -> None:
    for record in example(name).data["achievements"]:
        category = catalogue.categories[record["category"]]
        assert validate(category.schema, record["data"], catalogue.codes) == []
        assert validate(category.evidence, record["evidence"], catalogue.codes) == []


@pytest.mark.parametrize("name", NAMES)
def test_each_import_is_one_that_the_item_takes(catalogue: Catalogue, name: str) -> None:
    data = example(name).data
    records = {record["id"]: record for record in data["achievements"]}
    plan = catalogue.plans[data["plan"]]
    for _, item in plan.items(data["standard"]):
        for entry in data["imports"].get(item.id, []):
            record = records[entry["record"]]
            assert record["category"] in item.takes
            assert conditions.holds(item.where or {}, record["data"])


@pytest.mark.parametrize("name", NAMES)
def test_people_are_made_up(name: str) -> None:
    """Unused area codes, valid check digits, addresses that reach nobody."""
    applicant = example(name).data["applicant"]
    assert applicant["id_number"].startswith("340199")
    assert resident_id_valid(applicant["id_number"])
    assert credit_code_valid(applicant["employer"]["credit_code"])
    assert applicant["email"].endswith("@example.com")
    assert applicant["id_number"][6:14] == applicant["birth_date"].replace("-", "")
    assert int(applicant["id_number"][16]) % 2 == int(applicant["sex"]) % 2


def counts(data: dict[str, Any]) -> dict[str, int]:
    return {name: len(entries) for name, entries in data["imports"].items()}


FIGURE_4_25 = {
    "work": 1,
    "training": 1,
    "education": 1,
    "assessments": 1,
    "award_in_tenure": 1,
    "rural_service": 1,
    "teaching_honor": 1,
    "teaching_award": 1,
    "monograph": 1,
}


def test_the_incomplete_teacher_is_that_of_figure_4_25() -> None:
    data = example("teacher-incomplete").data
    assert counts(data) == FIGURE_4_25
    assert "verdict" not in data["imports"]["assessments"][0]
    assert data["imports"]["education"][0]["qualifying"] is True
    assert {name: len(files) for name, files in data["attachments"].items()} == {
        "pledge": 1,
        "other": 1,
        "class_teacher": 1,
    }


def test_the_complete_teacher_is_that_of_figure_4_26() -> None:
    """It differs from figure 4-25's in what was missing there, and in nothing else."""
    before, after = example("teacher-incomplete").data, example("teacher-complete").data
    assert counts(after) == {**FIGURE_4_25, "action_report": 1, "mentoring": 1}
    assert after["imports"]["assessments"][0]["verdict"] == "合格"
    assert [key for key in before if before[key] != after[key]] == ["$comment", "achievements", "imports"]


def test_their_highest_education_reads_as_in_the_figure(catalogue: Catalogue) -> None:
    records = {record["id"]: record for record in example("teacher-complete").data["achievements"]}
    assert catalogue.codes["education"].caption_of(records["e1"]["data"]["education"]) == "大学本科"


def test_a_broken_application_file_is_told_in_chinese() -> None:
    data = json.loads(json.dumps(example("teacher-complete").data))
    data["applicant"].pop("name")
    data["attachments"]["pledge"][0]["digest"] = "x"
    data["imports"]["work"] = [{}]
    data["achievements"][0]["state"] = "aproved"
    data["photo"] = None
    found = {fault.pointer: fault for fault in hold(Document("a.json", data, ""), "application")}
    assert set(found) == {
        "/applicant",
        "/attachments/pledge/0/digest",
        "/imports/work/0",
        "/achievements/0/state",
        "/photo",
    }
    assert "“approved”" in found["/achievements/0/state"].remedy
    assert all(re.search("[一-龥]", str(fault)) for fault in found.values())
