"""规则工作台: what rules there are, what they say, who uses them, what they were."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from zcforms.domain.errors import NotFound
from zcforms.domain.rule_draft import DraftState
from zcforms.services import rule_drafts, rule_history, rule_search, rule_shelf, rule_text
from zcforms.services.rule_history import Which
from zcforms.services.rule_shelf import RuleLine, RulesetShown
from zcforms.web.rule_query import SEVERITIES, rule_query
from zcforms.web.visit import actor, house

bp = Blueprint("rules", __name__, url_prefix="/rules")


@bp.get("")
def listing() -> str:
    query = rule_query(request.args)
    found = rule_search.find(house(), actor(), query)
    drafts = rule_drafts.drafts(house(), actor())
    waiting = [each for each in drafts if each.state is DraftState.IN_REVIEW and not each.mine]
    return render_template(
        "web/rules/listing.html",
        query=query,
        found=found,
        severities=SEVERITIES,
        waiting=waiting,
        drafts=[each for each in drafts if each not in waiting],
        given_up=rule_drafts.given_up(house(), actor()),
    )


@bp.get("/sets/<ruleset_id>")
def show(ruleset_id: str) -> str:
    return ruleset_page(ruleset_id)


@bp.get("/sets/<ruleset_id>/rules/<path:rule_id>")
def rule(ruleset_id: str, rule_id: str) -> str:
    return rule_page(ruleset_id, rule_id)


@bp.get("/sets/<ruleset_id>/compare")
def compare(ruleset_id: str) -> str:
    ruleset = rule_shelf.shown(house(), actor(), ruleset_id)
    one, other = _which("one"), _which("other")
    return render_template(
        "web/rules/compare.html",
        caption=ruleset.caption,
        history=ruleset.history,
        one=one,
        other=other,
        comparison=rule_history.compare(house(), actor(), ruleset_id, one, other),
        **_place(ruleset, "比较两个版本"),
    )


def rule_page(ruleset_id: str, rule_id: str, **more: Any) -> str:
    ruleset = rule_shelf.shown(house(), actor(), ruleset_id)
    found = next((each for each in ruleset.rules if each.id == rule_id), None)
    if found is None:
        raise NotFound("没有找到这条规则，可能已改名或删除。")
    return render_template(
        "web/rules/rule.html",
        ruleset=ruleset,
        rule=found,
        text=rule_text.written(ruleset.text, found.pointer),
        rows=rule_search.row_captions(house()),
        **_place(ruleset, found.caption),
        **more,
    )


def ruleset_page(ruleset_id: str, **more: Any) -> str:
    ruleset = rule_shelf.shown(house(), actor(), ruleset_id)
    query = rule_query(request.args)
    return render_template(
        "web/rules/show.html",
        ruleset=ruleset,
        shown_rules=[each for each in ruleset.rules if _wanted(each, query.row, query.severity)],
        query=query,
        severities=SEVERITIES,
        rows=rule_search.row_captions(house()),
        captions={line.id: line.caption for line in rule_shelf.rulesets(house(), actor())},
        **_place(ruleset),
        **more,
    )


def _wanted(found: RuleLine, row: str, severity: str) -> bool:
    return row in ("", found.row) and severity in ("", found.severity)


def _which(name: str) -> Which:
    """A published number; whatever is none is the file that came with the system."""
    return max(request.args.get(name, 0, type=int), 0)


def _place(ruleset: RulesetShown, *below: str) -> dict[str, Any]:
    here = url_for("rules.show", ruleset_id=ruleset.id)
    crumbs = [("规则工作台", url_for("rules.listing")), (ruleset.caption, here)]
    return {
        "crumbs": [*crumbs, *((caption, None) for caption in below)],
        "back_url": here if below else url_for("rules.listing"),
    }
