"""The parameters of a plan's rules as a form: what the library's rulesets leave open, with the captions of schemas/designer/parameters.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.domain.errors import DocumentsInvalid
from zcforms.services import plan_palette
from zcforms.services.plan_package import Made, plan_path
from zcforms.services.rulebook import Edition

_FORM = "parameters"


def parameter_form(
    edition: Edition, made: Made, plan_id: str, content: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """An object schema of the parameters that a form can ask, and their values."""
    inherited = _inherited(made, plan_id, content)
    given = content["documents"][plan_path(plan_id)].get("parameters") or {}
    known = plan_palette.form_named(edition.documents, _FORM)
    properties = {
        name: known["properties"].get(name) or _guessed(name, value) for name, value in inherited.items()
    }
    schema = {
        **known,
        "required": [],
        "properties": {name: each for name, each in properties.items() if each},
    }
    values = {**inherited, **given}
    return schema, {name: _shown(schema["properties"][name], values[name]) for name in schema["properties"]}


def parameters_written(
    edition: Edition, made: Made, plan_id: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """What the plan says of its parameters: those that differ from what is inherited, and those that no form asks."""
    document = made.shelf.data("plan", plan_id) or {}
    content = {"documents": {plan_path(plan_id): document}}
    schema, _ = parameter_form(edition, made, plan_id, content)
    inherited = _inherited(made, plan_id, content)
    kept = {
        name: value
        for name, value in (document.get("parameters") or {}).items()
        if name not in schema["properties"]
    }
    written = {
        name: _typed(inherited[name], answers.get(name)) for name in schema["properties"] if name in answers
    }
    return {**kept, **{name: value for name, value in written.items() if value != inherited[name]}}


def _inherited(made: Made, plan_id: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
    ruleset = str(content["documents"][plan_path(plan_id)].get("ruleset", plan_id))
    try:
        return made.rules.merged(ruleset).parameters
    except DocumentsInvalid:
        return {}


def _guessed(name: str, value: Any) -> dict[str, Any]:
    """A field for a parameter that no document describes; {} for what no field can hold."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | list):
        return {}
    if isinstance(value, list):
        texts = all(isinstance(each, str) for each in value)
        return (
            {"type": "string", "widget": "long-text", "wide": True, "caption": name, "hint": "一行一个。"}
            if texts
            else {}
        )
    kind = {str: "string", int: "integer"}.get(type(value), "number")
    return {"type": kind, "caption": name}


def _shown(schema: Mapping[str, Any], value: Any) -> Any:
    return "\n".join(value) if isinstance(value, list) and schema["type"] == "string" else value


def _typed(inherited: Any, answer: Any) -> Any:
    if isinstance(inherited, list) and isinstance(answer, str):
        return [line.strip() for line in answer.splitlines() if line.strip()]
    return answer
