"""Where things are: the main navigation, the viewer in the header, addresses of what services point to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, g, request, url_for

from zcforms.domain.achievement import AchievementState
from zcforms.domain.identity import AccountKind, Role
from zcforms.forms.pointer import id_of, name_of
from zcforms.services import wording
from zcforms.services.actor import Actor
from zcforms.services.telling import Target
from zcforms.web.desk_navigation import DESK_ROOMS, desk_entries
from zcforms.web.visit import house

Entry = tuple[str, str, frozenset[str]]
_PERSON: tuple[Entry, ...] = (
    ("首页", "home.show", frozenset({"home", "notices"})),
    ("个人业绩库", "library.show", frozenset({"library"})),
    (
        "职称申报",
        "declaration.show",
        frozenset(
            {
                "declaration",
                "plans",
                "filling",
                "records",
                "imports",
                "overviews",
                "submission",
                "set_asides",
                "sheets",
                "waivers",
                "tickets",
            }
        ),
    ),
    ("个人中心", "centre.show", frozenset({"centre", "replacements"})),
)
_LEGAL: tuple[Entry, ...] = (
    ("待办事项", "desk.show", DESK_ROOMS),
    ("消息", "notices.show", frozenset({"notices"})),
)
_DESIGN: Entry = (
    "方案设计",
    "designer.listing",
    frozenset(
        {
            "designer",
            "designer_changes",
            "designer_nodes",
            "designer_rules",
            "designer_library",
            "plan_compare",
            "plan_preview",
            "plan_proofs",
            "plan_reviews",
            "plan_trials",
            "plan_versions",
            "trial_filling",
            "trial_lists",
            "version_proofs",
        }
    ),
)
_AUTHOR: Entry = (
    "规则工作台",
    "rules.listing",
    frozenset(
        {
            "rules",
            "rule_drafts",
            "rule_forms",
            "rule_trials",
            "rule_cases",
            "rule_impacts",
            "rule_proving",
            "rule_reviews",
            "tokens",
        }
    ),
)
_TARGETS: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "profile": ("centre.show", "", {}),
    "photo": ("centre.photo", "", {"_anchor": "photo"}),
    "titles": ("centre.titles", "", {}),
    "binding": ("centre.employer", "", {"_anchor": "employer-text"}),
    "achievement": ("library.record", "achievement_id", {}),
    "returned-achievement": ("library.edit", "achievement_id", {}),
    "returned-achievements": ("library.show", "", {"state": AchievementState.RETURNED.value}),
    "application": ("declaration.record", "application_id", {}),
    "application-case": ("desk.application", "application_id", {}),
    "set-aside": ("set_asides.show", "application_id", {}),
    "filling": ("filling.begin", "application_id", {}),
    "pledge": ("plans.pledge", "application_id", {}),
    "check": ("submission.check", "application_id", {}),
    "waiver": ("waivers.show", "application_id", {}),
    "waiver-case": ("waiver_desk.case", "petition_id", {}),
    "replacement": ("replacements.show", "replacement_id", {}),
    "replacement-case": ("replacement_desk.case", "replacement_id", {}),
    "plan": ("plans.show", "plan_id", {}),
    "notices": ("notices.show", "", {}),
    "desk": ("desk.show", "", {}),
    "rule-draft": ("rule_drafts.show", "draft_id", {}),
    "plan-draft": ("plan_reviews.show", "draft_id", {}),
}
"""Kind -> endpoint, the argument that the target's id is, and what else belongs to the address."""


def init_navigation(app: Flask) -> None:
    @app.context_processor
    def context() -> dict[str, Any]:
        actor = g.get("actor")
        return {
            "nav": main_navigation(actor) if actor and actor.entered else [],
            "viewer": _viewer(actor) if actor else None,
            "home_url": url_for("home.show"),
        }

    app.jinja_env.globals["target_url"] = target_url
    app.jinja_env.globals["desk_entries"] = lambda: desk_entries(house(), g.actor)


def main_navigation(actor: Actor) -> list[dict[str, Any]]:
    """Feature 14, and its counterpart for an organisation's account; whoever organises plans also writes their rules."""
    entries = _PERSON if actor.kind is AccountKind.PERSON else _LEGAL
    if actor.role is Role.ORGANISING_UNIT:
        entries = (*entries, _DESIGN, _AUTHOR)
    return [
        {"caption": caption, "url": url_for(endpoint), "current": request.blueprint in rooms}
        for caption, endpoint, rooms in entries
    ]


def target_url(target: Target) -> str:
    """The address of what a task or notice is about, and of the field in its form where the target names one; what needs an id and has
    none is the home page."""
    endpoint, argument, more = _TARGETS.get(target.kind, ("home.show", "", {}))
    if argument and not target.id:
        return url_for("home.show")
    arguments = {**more, **({argument: target.id} if argument else {})}
    if target.place:
        arguments["_anchor"] = id_of(name_of(target.place))
    return url_for(endpoint, **arguments)


def _viewer(actor: Actor) -> dict[str, str]:
    role = wording.ROLE[actor.role] if actor.role else ""
    return {"name": actor.name, "role": role, "signout_url": url_for("signin.sign_out")}
