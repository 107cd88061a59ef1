"""The metaschemas for editors: sound, complete in themselves, and of one mind with those that we hold documents to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from zcforms import resources
from zcforms.documents import metaschema, reading
from zcforms.documents.metaschema import ADDRESS
from zcforms.documents.whole_metaschemas import names, whole
from zcforms.forms.shelf import FOLDERS

SCHEMAS = resources.folder("schemas")
EXAMPLES = sorted(resources.folder("examples").glob("*.json"))
DOCUMENTS = sorted(path for folder in FOLDERS for path in (SCHEMAS / folder).rglob("*.json"))
RULES = sorted(resources.folder("rules").rglob("*.yaml"))


@pytest.mark.parametrize("name", names())
def test_a_metaschema_is_a_schema_of_draft_2020_12_and_says_where_it_is(name: str) -> None:
    for made in (json.loads((SCHEMAS / f"meta/{name}.json").read_text("utf-8")), whole(name)):
        Draft202012Validator.check_schema(made)
        assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert made["$id"] == f"{ADDRESS}{name}.json"
        assert made["title"]
        assert made["description"]


@pytest.mark.parametrize("name", names())
def test_whoever_has_one_file_needs_no_other(name: str) -> None:
    made = whole(name)
    for reference in references(made):
        assert reference.startswith("#/"), reference
        at = made
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]


def references(schema: Any) -> list[str]:
    if isinstance(schema, list):
        return [found for each in schema for found in references(each)]
    if not isinstance(schema, dict):
        return []
    own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
    return own + [found for each in schema.values() for found in references(each)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_what_an_editor_takes_for_sound(path: Path) -> None:
    assert (
        list(Draft202012Validator(whole("application")).iter_errors(json.loads(path.read_text("utf-8"))))
        == []
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_documents_are_what_an_editor_takes_for_sound(path: Path) -> None:
    kind = FOLDERS[path.relative_to(SCHEMAS).parts[0]]
    assert list(Draft202012Validator(whole(kind)).iter_errors(json.loads(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_rules_and_cases_are_what_an_editor_takes_for_sound(path: Path) -> None:
    kind = "cases" if path.parent.name == "cases" else "ruleset"
    data = reading.read(path, path.parent).data
    assert list(Draft202012Validator(whole(kind)).iter_errors(data)) == []


def test_a_broken_document_is_broken_for_both() -> None:
    plan = json.loads((SCHEMAS / "plans/2022-teacher-senior.json").read_text("utf-8"))
    plan["standards"][0]["categories"][0]["items"][0]["takes"] = []
    document = reading.Document("schemas/plans/x.json", plan, "")
    assert metaschema.hold(document, "plan")
    assert list(Draft202012Validator(whole("plan")).iter_errors(plan))


@pytest.mark.parametrize("name", sorted({*FOLDERS.values(), "ruleset", "cases", "application"}))
def test_every_member_that_an_author_writes_is_described(name: str) -> None:
    """What an editor shows beside a name: of our own members each has a sentence, wherever it stands."""
    missing = sorted(set(undescribed(whole(name), "")))
    assert missing == []


def undescribed(schema: Any, path: str) -> list[str]:
    if isinstance(schema, list):
        return [found for each in schema for found in undescribed(each, path)]
    if not isinstance(schema, dict):
        return []
    found = []
    for key, each in schema.items():
        if key in ("if", "then", "else", "not", "examples", "const", "enum", "default", "dependentSchemas"):
            continue
        if key == "$defs":
            found += [more for below in each.values() for more in undescribed(below, f"{path}/$defs")]
        elif key == "properties":
            found += [
                f"{path}/{name}"
                for name, below in each.items()
                if isinstance(below, dict)
                and below != {"not": {}}
                and "description" not in below
                and not name.startswith("$")
            ]
            found += [more for name, below in each.items() for more in undescribed(below, f"{path}/{name}")]
        else:
            found += undescribed(each, f"{path}/{key}" if key == "items" else path)
    return found
