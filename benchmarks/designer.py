"""The designer: how long an author waits for one change (patch, lint, preview of the section) of a plan of 300 fields and 60 items, and how the
lint grows with the plan; beside what ships, in the same run.

python -m benchmarks.designer [RUNS]
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, render_template_string

from benchmarks.timing import Spent, in_turn
from zcforms import resources
from zcforms.documents import patching
from zcforms.forms.builder import build
from zcforms.services import plan_linting
from zcforms.services.bench import Bench
from zcforms.services.plan_drafts import made
from zcforms.services.rulebook import Edition

PLAN = "2022-agronomy-senior"
FIELDS, ITEMS = 300, 60
GROWING = (30, 100, 300, 1000)
_A_SECTION = 100
"""Fields of one section of the made-up plan."""
AS_IT_SHIPS = "the plan as it ships"
LARGE = f"{FIELDS} fields, {ITEMS} items"
STEPS = (
    "change (patch, lint, preview)",
    "patch alone",
    "lint alone, after a change",
    "preview of one section alone",
)
_DRAWN = '{% import "web/macros/form.html" as f with context %}{{ f.fields(form) }}'
_FILES = (
    f"schemas/plans/{PLAN}.json",
    "schemas/series/agronomy-profession.json",
    "schemas/attachments/agronomy.json",
    f"rules/plans/{PLAN}.yaml",
)
_FORM = _FILES[1]


@dataclass(frozen=True, slots=True)
class Measured:
    """`by_plan`: plan -> step -> time; `growth`: fields -> lint of the content after one change."""

    by_plan: dict[str, dict[str, Spent]]
    growth: dict[int, Spent]


def content(fields: int, items: int) -> dict[str, Any]:
    """The plan that ships with so many more fields, a fifth of them with a condition, and items; 0: as it is."""
    root = resources.folder("schemas").parent
    texts = {path: (root / path).read_text(encoding="utf-8") for path in _FILES}
    documents = {path: text if path.endswith(".yaml") else json.loads(text) for path, text in texts.items()}
    plan = documents[_FILES[0]]
    for number in range(0, fields, _A_SECTION):
        name = f"more-{number}"
        documents[f"schemas/series/{name}.json"] = _section(name, number, min(_A_SECTION, fields - number))
        plan["parts"].append({"id": name, "caption": f"补充 {number}", "sections": [name]})
    category = plan["standards"][0]["categories"][0]
    category["items"] += [_item(number) for number in range(items)]
    return {"documents": documents, "moves": []}


def _section(name: str, first: int, count: int) -> dict[str, Any]:
    properties = {f"field_{n}": _field(n) for n in range(first, first + count)}
    required = [key for number, key in enumerate(properties) if number % 3 == 0]
    head = {"id": name.replace("-", "_"), "caption": f"补充 {first}", "kind": "fields", "type": "object"}
    return {**head, "properties": properties, "required": required}


def _field(number: int) -> dict[str, Any]:
    kinds: tuple[dict[str, Any], ...] = (
        {"type": "string", "maxLength": 60},
        {"type": "string", "enum": [f"选项 {n}" for n in range(6)]},
        {"type": "integer", "minimum": 0, "maximum": 60, "unit": "年"},
        {"type": "string", "format": "date"},
        {"type": "string", "codes": "education"},
    )
    asked = {"shownWhen": {f"field_{number - 3}": ["选项 1", "选项 2"]}} if number % 5 == 4 else {}
    return {"caption": f"字段 {number}", **kinds[number % 5], **asked}


def _item(number: int) -> dict[str, Any]:
    where = {"where": {"rank": {"<=": number % 5 + 1}}} if number % 2 else {}
    return {"id": f"item_{number}", "caption": f"小项 {number}", "takes": ["award"], "maximum": 5, **where}


def measure(runs: int = 40) -> Measured:
    with Bench.load() as bench:
        edition = Edition.of_files(bench)
        plans = {AS_IT_SHIPS: (0, 0), LARGE: (FIELDS, ITEMS)}
        ways = {
            (name, step): way
            for name, (fields, items) in plans.items()
            for step, way in zip(STEPS, _steps(edition, content(fields, items)), strict=True)
        }
        spent = in_turn({f"{name}/{step}": way for (name, step), way in ways.items()}, runs=runs)
        growth = {fields: _steps(edition, content(fields, max(fields // 5, 6)))[2] for fields in GROWING}
        grown = in_turn({str(fields): way for fields, way in growth.items()}, runs=max(runs // 4, 8))
        return Measured(
            {name: {step: spent[f"{name}/{step}"] for step in STEPS} for name in plans},
            {fields: grown[str(fields)] for fields in GROWING},
        )


def _steps(edition: Edition, before: dict[str, Any]) -> list[Callable[[], object]]:
    """What an author's change takes, and its parts; every call makes another change, so that nothing is remembered."""
    numbers = itertools.count()
    place = ("documents", _FORM, "properties", "serving_tier", "caption")
    names = [path for path in before["documents"] if path.startswith("schemas/series/more-")]
    section = before["documents"][names[0] if names else _FORM]
    properties = section["properties"]
    codes = edition.catalogue.codes
    app = Flask("designer", template_folder=str(resources.folder("templates")))
    app.jinja_env.globals.update(upload_slot=lambda schema, name: name, upload_most_pixels=25_000_000)
    app.add_url_rule("/files/<file_id>", endpoint="files.show", view_func=str)
    schema = {"type": "object", "properties": properties, "required": section.get("required", [])}

    def patch() -> dict[str, Any]:
        found: dict[str, Any] = patching.patched(
            before, [patching.replace(place, f"服务层级 {next(numbers)}")]
        )
        return found

    def lint() -> object:
        return plan_linting.lint(edition, PLAN, patch())

    def preview() -> object:
        with app.test_request_context("/"):
            return render_template_string(_DRAWN, form=build(schema, codes))

    def change() -> object:
        return lint(), preview()

    assert made(edition, PLAN, before).faults == ()
    return [change, patch, lint, preview]


def table(measured: Measured) -> str:
    base = measured.by_plan[AS_IT_SHIPS]
    lines = [
        "### The designer",
        "",
        "| | p50 ms | p95 ms | ratio to the plan as it ships |",
        "|---|---|---|---|",
    ]
    for name, steps in measured.by_plan.items():
        for step, one in steps.items():
            ratio = one.p50 / base[step].p50
            lines.append(f"| {name}: {step} | {one.p50:.1f} | {one.quantile(0.95):.1f} | {ratio:.2f} |")
    least = measured.growth[GROWING[0]]
    lines += ["", "| fields (a fifth as many items) | lint p50 ms | p95 ms | ratio |", "|---|---|---|---|"]
    for fields, one in measured.growth.items():
        lines.append(f"| {fields} | {one.p50:.1f} | {one.quantile(0.95):.1f} | {one.p50 / least.p50:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(measure(*(int(each) for each in sys.argv[1:2]))))
