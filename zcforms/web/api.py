"""The JSON API for programs, below /api/v1 (docs/api.md; its OpenAPI document is `openapi.yaml` beside this module)."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from flask import Blueprint, Response, current_app, request

from zcforms.documents import reading
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused, ZcformsError
from zcforms.services import programs, rule_shelf
from zcforms.services.rule_drafts import RulesRefused
from zcforms.web import api_documents
from zcforms.web.api_access import let_in, sent_json, sent_object
from zcforms.web.api_problems import problem
from zcforms.web.errors import telling_of
from zcforms.web.security import csrf
from zcforms.web.visit import actor, house

bp = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(bp)  # what changes or computes needs a token, which no browser sends by itself
bp.before_request(let_in)


@bp.get("/openapi.json")
def openapi() -> Response:
    return _json(_description())


@bp.get("/plans")
def plans() -> Response:
    return _json({"plans": [api_documents.plan(each) for each in programs.plans(house(), actor())]})


@bp.get("/plans/<plan_id>/rules")
def plan_rules(plan_id: str) -> Response:
    return _json(api_documents.plan_rules(programs.rules(house(), actor(), plan_id)))


@bp.get("/rulesets")
def rulesets() -> Response:
    found = rule_shelf.rulesets(house(), actor(), request.args.get("q", ""))
    return _json({"rulesets": [api_documents.ruleset_line(each) for each in found]})


@bp.get("/rulesets/<path:ruleset_id>")
def ruleset(ruleset_id: str) -> Response:
    return _json(api_documents.ruleset(rule_shelf.shown(house(), actor(), ruleset_id)))


@bp.post("/rulesets/<path:ruleset_id>/lint")
def lint(ruleset_id: str) -> Response:
    sent = sent_object(text=str, cases=str, plan=str)
    text = _required(sent, "text")
    found = programs.lint(house(), actor(), ruleset_id, text, cases_text=sent["cases"], plan_id=sent["plan"])
    return _json({"valid": not found, "faults": [api_documents.mark(each) for each in found]})


@bp.post("/rulesets/<path:ruleset_id>/cases")
def cases(ruleset_id: str) -> Response:
    sent = sent_object(text=str, cases=str, plan=str)
    proof = programs.cases(
        house(), actor(), ruleset_id, text=sent["text"], cases_text=sent["cases"], plan_id=sent["plan"]
    )
    return _json(api_documents.proof(proof))


@bp.post("/check")
def check() -> Response:
    return _json(programs.check(house(), actor(), sent_json(), request.args.get("plan")))


@bp.post("/explanation")
def explanation() -> Response:
    rule, plan_id = request.args.get("rule"), request.args.get("plan")
    return _json(programs.explain(house(), actor(), sent_json(), rule, plan_id))


@bp.errorhandler(ZcformsError)
def refused(error: ZcformsError) -> Response:
    if isinstance(error, RulesRefused):
        return _problem(error, [api_documents.mark_error(each) for each in error.marks])
    if isinstance(error, InputRefused):
        return _problem(error, [{"pointer": each.pointer, "detail": each.message} for each in error.faults])
    if isinstance(error, DocumentsInvalid):
        faults = [
            InputFault(each.pointer, f"{each.file}：{each.fault}。{each.remedy}") for each in error.faults
        ]
        return refused(InputRefused(faults))
    if telling_of(error).status >= 500:
        current_app.logger.error("api failed: %s", error, exc_info=error)
    return _problem(error, [])


def _problem(error: ZcformsError, errors: list[dict[str, Any]]) -> Response:
    telling = telling_of(error)
    return problem(telling.status, telling.heading, telling.message or str(error), telling.remedy, errors)


def _required(sent: dict[str, Any], name: str) -> str:
    if sent[name] is None:
        raise InputRefused([InputFault(f"/{name}", f"缺少“{name}”。")])
    return str(sent[name])


def _json(data: Any) -> Response:
    """Numbers, dates and Chinese as they are; keys in the order in which they are told."""
    return Response(
        current_app.json.dumps(data, ensure_ascii=False, sort_keys=False), content_type="application/json"
    )


@cache
def _description() -> Any:
    text = resources.files("zcforms.web").joinpath("openapi.yaml").read_text(encoding="utf-8")
    return reading.parse(text, "openapi.yaml", is_yaml=True)
