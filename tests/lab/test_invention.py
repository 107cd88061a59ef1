"""Made-up values: whatever a field can ask for, there is something to answer it with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from zcforms.documents import formats
from zcforms.forms.validation import validate
from zcforms.lab.invention import Inventor
from zcforms.services.bench import Bench
from zcforms.services.plan_patterns import KNOWN, of_example

ROOT = Path(__file__).parents[2]
PALETTE = sorted((ROOT / "schemas/designer").glob("field-*.json"))
FORMATS = json.loads((ROOT / "schemas/meta/vocabulary.json").read_text())["$defs"]["property"]["properties"][
    "format"
]["enum"]
NEEDED = {
    "choice": {"enum": ["甲", "乙"]},
    "choices": {"items": {"type": "string", "enum": ["甲", "乙"]}},
    "records": {"items": {"type": "object", "properties": {"name": {"type": "string", "caption": "名称"}}}},
}
"""What the palette asks an author for before such a field is put in."""


@pytest.fixture(scope="module")
def loaded() -> Iterator[Bench]:
    with Bench.load() as made:
        yield made


def wrong(loaded: Bench, schema: dict[str, Any]) -> list[Any]:
    """Values for the field that the field does not take."""
    plan = loaded.catalogue.plans["2022-teacher-senior"]
    inventor = Inventor.of(plan, "values")
    made = [inventor.value({"caption": "编号", **schema}) for _ in range(30)]
    return [each for each in made if validate(schema, each, plan.codes)]


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_written_in_it(loaded: Bench, format_: str) -> None:
    plan = loaded.catalogue.plans["2022-teacher-senior"]
    inventor = Inventor.of(plan, "formats")
    made = [inventor.value({"type": "string", "format": format_, "caption": "编号"}) for _ in range(50)]
    assert [each for each in made if not formats.CHECKER.conforms(each, format_)] == []
    assert len(set(made)) > 10 or format_ == "time"


@pytest.mark.parametrize("path", PALETTE, ids=lambda path: path.stem)
def test_every_kind_of_field_of_the_palette_is_answered_as_it_begins(loaded: Bench, path: Path) -> None:
    entry = json.loads(path.read_text())
    if "start" in entry:
        assert wrong(loaded, {**entry["start"], **NEEDED.get(path.stem.removeprefix("field-"), {})}) == []


@pytest.mark.parametrize("pattern", [*(each for _, each in KNOWN.values()), of_example("皖教师〔2020〕7号")])
def test_a_text_has_the_pattern_that_is_asked_for(loaded: Bench, pattern: str) -> None:
    assert wrong(loaded, {"type": "string", "pattern": pattern, "maxLength": 60}) == []


def test_a_text_of_a_pattern_is_as_long_as_is_asked_for(loaded: Bench) -> None:
    schema = {"type": "string", "pattern": "^[A-Z]{1,2}[0-9]{2,9}$", "minLength": 8, "maxLength": 11}
    assert wrong(loaded, schema) == []
