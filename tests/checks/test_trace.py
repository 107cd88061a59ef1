"""The trace as JSON: what its schema says, for every example, and nothing that JSON does not have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from zcforms.checks import facts, trace
from zcforms.checks.explanation import explain
from zcforms.checks.ruleset import Ruleset
from zcforms.forms import validation
from zcforms.forms.catalogue import Catalogue

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "meta" / "trace.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["teacher-complete", "teacher-incomplete", "engineer-complete"])
def test_a_trace_is_as_its_schema_says(
    documents: Catalogue, rulesets: dict[str, Ruleset], example: Callable[[str], dict[str, Any]], name: str
) -> None:
    application = example(name)
    plan = documents.plans[application["plan"]]
    made = facts.facts(plan, application, validation.breaches_of(plan, application))
    found = explain(rulesets[plan.id], made)
    told = trace.as_json(found)
    jsonschema.Draft202012Validator(SCHEMA).validate(told)
    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
    assert [each["rule"] for each in told] == [each.rule for each in found]
    tenure = next(each for each in told if each["rule"] == "tenure")
    assert tenure["outcome"] == "passed"
    (record,) = tenure["requirement"]["records"]
    assert (record["pointer"], record["counts"]) == ("/titles/0", True)
