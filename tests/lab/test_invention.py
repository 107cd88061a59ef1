"""Values that are made up for every kind of field that a plan can have, as each stands in the palette (issue 6: made-up applicants)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lab.writing import PLAN, ROOT, bench
from zcforms.forms.validation import validate
from zcforms.lab.invention import Inventor

PALETTE = sorted((ROOT / "schemas/designer").glob("field-*.json"))
STARTS: dict[str, dict[str, Any]] = {
    path.stem: {"caption": "新字段", **data["start"]}
    for path in PALETTE
    if "start" in (data := json.loads(Path(path).read_text("utf-8")))
}
FORMATS = ("isbn", "issn", "patent", "standard", "date", "month", "time", "email")


def faults(schema: dict[str, Any], number: int) -> list[str]:
    plan = bench().catalogue.plans[PLAN]
    made = Inventor.of(plan, number).record(
        {"type": "object", "properties": {"field": schema}, "required": ["field"]}
    )
    whole = {"type": "object", "properties": {"field": schema}, "required": ["field"]}
    return [each.message for each in validate(whole, made, plan.codes)]


@pytest.mark.parametrize("kind", STARTS)
def test_every_kind_of_the_palette_has_an_answer(kind: str) -> None:
    for number in range(8):
        assert faults(STARTS[kind], number) == []


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_values_that_differ(name: str) -> None:
    schema = {"type": "string", "caption": "编号", "format": name}
    for number in range(30):
        assert faults(schema, number) == []
    inventor = Inventor.of(bench().catalogue.plans[PLAN], "one")
    assert len({inventor.value(schema) for _ in range(200)}) > 20


def test_the_palette_knows_all_of_them() -> None:
    assert {"field-isbn", "field-issn", "field-patent", "field-standard"} <= set(STARTS)
