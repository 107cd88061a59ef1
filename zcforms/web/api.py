"""The JSON API for programs, below /api/v1 (docs/api.md): rules, checks, explanations. `api_table` says what there is."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import programs, rule_shelf
from zcforms.web import api_documents, api_drafts, api_plans
from zcforms.web.api_access import sent_json, sent_object
from zcforms.web.api_blueprint import answered, bp, serves
from zcforms.web.api_table import description
from zcforms.web.visit import actor, house

__all__ = ["api_drafts", "api_plans", "bp"]


@serves("openapi")
def openapi() -> Response:
    return answered(description())


@serves("plan_rules")
def plan_rules(plan_id: str) -> Response:
    return answered(api_documents.plan_rules(programs.rules(house(), actor(), plan_id)))


@serves("rulesets")
def rulesets() -> Response:
    found = rule_shelf.rulesets(house(), actor(), request.args.get("q", ""))
    return answered({"rulesets": [api_documents.ruleset_line(each) for each in found]})


@serves("ruleset")
def ruleset(ruleset_id: str) -> Response:
    return answered(api_documents.ruleset(rule_shelf.shown(house(), actor(), ruleset_id)))


@serves("lint")
def lint(ruleset_id: str) -> Response:
    sent = sent_object(text=str, cases=str, plan=str)
    text = _required(sent, "text")
    found = programs.lint(house(), actor(), ruleset_id, text, cases_text=sent["cases"], plan_id=sent["plan"])
    return answered({"valid": not found, "faults": [api_documents.mark(each) for each in found]})


@serves("cases")
def cases(ruleset_id: str) -> Response:
    sent = sent_object(text=str, cases=str, plan=str)
    proof = programs.cases(
        house(), actor(), ruleset_id, text=sent["text"], cases_text=sent["cases"], plan_id=sent["plan"]
    )
    return answered(api_documents.proof(proof))


@serves("check")
def check() -> Response:
    return answered(programs.check(house(), actor(), sent_json(), request.args.get("plan")))


@serves("explanation")
def explanation() -> Response:
    rule, plan_id = request.args.get("rule"), request.args.get("plan")
    return answered(programs.explain(house(), actor(), sent_json(), rule, plan_id))


def _required(sent: dict[str, Any], name: str) -> str:
    if sent[name] is None:
        raise InputRefused([InputFault(f"/{name}", f"缺少“{name}”。")])
    return str(sent[name])
