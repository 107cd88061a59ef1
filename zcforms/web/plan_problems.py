"""问题: what is wrong with a plan that is being made, each with its place, its reason, and a button that puts it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.documents.pointer import steps
from zcforms.domain.errors import WrongState
from zcforms.domain.problem import Count, Problem, below
from zcforms.forms.lint_words import TABS, tab_of
from zcforms.services import plan_linting
from zcforms.services.plan_drafts import PlanDraftShown
from zcforms.web.designer_page import Typed
from zcforms.web.designer_tabs import draft_page, shown_draft
from zcforms.web.plan_places import PREFIX, address, link
from zcforms.web.visit import actor, house, now, wants_json

bp = Blueprint("plan_problems", __name__, url_prefix=f"{PREFIX}/<draft_id>/problems")


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as it is shown: `url` leads to its place, "" where that has no page; `mend`: where the button sends, "" without one."""

    problem: Problem
    url: str
    mend: str


@bp.get("")
def show(draft_id: str) -> str:
    draft = shown_draft(draft_id)
    found = plan_linting.of_draft(house(), draft)
    groups = _by_tab(draft, found)
    return draft_page("web/designer/problems.html", draft, "problems", count=Count.of(found), groups=groups)


@bp.get("/live")
def live(draft_id: str) -> Response | str:
    """How many problems there are, and those at one node (`document` and `inside`, or `at`), or on one tab (`tab`): for the other pages of the draft."""
    draft = shown_draft(draft_id)
    found = plan_linting.of_draft(house(), draft)
    here = [told(draft, each) for each in found if _asked(draft, each)]
    if wants_json():
        return jsonify(as_json(Count.of(found), here))
    return render_template("web/designer/problems_live.html", draft=draft, count=Count.of(found), here=here)


@bp.post("/typed")
def typed(draft_id: str) -> str:
    """The same with what is being typed into the form of one thing (`tab`, `at`), and not kept. A mend is offered for what stands there already."""
    kept = {each.id for each in plan_linting.of_draft(house(), shown_draft(draft_id))}
    being = Typed.of(draft_id)
    found = plan_linting.of_draft(house(), being.draft)
    here = [told(being.draft, each, mends=each.id in kept) for each in found if _asked(being.draft, each)]
    return render_template(
        "web/designer/problems_live.html",
        draft=being.draft,
        count=Count.of(found),
        here=here,
        unread=being.faults,
    )


@bp.get("/count")
def count(draft_id: str) -> str:
    """For the tabs."""
    draft = shown_draft(draft_id)
    return render_template(
        "web/designer/problem_count.html", count=Count.of(plan_linting.of_draft(house(), draft))
    )


@bp.post("/<problem_id>/mend")
def mend(draft_id: str, problem_id: str) -> Response:
    """按建议修改; `way`: which of the proposals. The change stands in the history of the draft and can be undone there."""
    way = request.form.get("way", 0, type=int)
    try:
        found, done = plan_linting.mend(house(), actor(), draft_id, problem_id, now(), way=way)
        flash(f"已修改：{done.caption}（{found.where}）。需要时可以撤销。", "success")
    except WrongState as error:
        flash(str(error), "warning")
    return redirect(_back(draft_id))


def told(draft: PlanDraftShown, problem: Problem, *, mends: bool = True) -> Told:
    offered = mends and draft.editable and bool(problem.mends)
    mend_url = url_for("plan_problems.mend", draft_id=draft.id, problem_id=problem.id) if offered else ""
    return Told(problem, link(draft.id, problem, draft.documents), mend_url)


def as_json(count: Count, here: Iterable[Told]) -> dict[str, Any]:
    """What the page's script reads."""
    return {
        "errors": count.errors,
        "warnings": count.warnings,
        "problems": [
            {
                "id": each.problem.id,
                "severity": each.problem.severity.value,
                "document": each.problem.document,
                "inside": each.problem.inside,
                "where": each.problem.where,
                "fault": each.problem.fault,
                "reason": each.problem.reason,
                "fix": each.problem.fix_caption,
                "others": [one.caption for one in each.problem.others],
                "mend": each.mend,
                "url": each.url,
            }
            for each in here
        ],
    }


def _by_tab(draft: PlanDraftShown, found: Iterable[Problem]) -> Mapping[str, list[Told]]:
    """What stands on each tab, by the tab's caption, the tabs in their order."""
    groups: dict[str, list[Told]] = {caption: [] for caption in TABS.values()}
    for each in found:
        groups[TABS[tab_of(each.document, steps(each.inside))]].append(told(draft, each))
    return {caption: problems for caption, problems in groups.items() if problems}


def _asked(draft: PlanDraftShown, problem: Problem) -> bool:
    document, tab, at = (request.args.get(name, "") for name in ("document", "tab", "at"))
    if document:
        return below(problem, document, request.args.get("inside", ""))
    if at and "whole" not in request.args:
        return f"{address(problem, draft.documents)}/".startswith(f"{at}/")
    return not tab or tab_of(problem.document, steps(problem.inside)) == tab


def _back(draft_id: str) -> str:
    """The page of the draft on which the button was pressed."""
    there = request.form.get("back", "")
    here = f"{PREFIX}/{draft_id}/"
    inside_draft = there.startswith(here) and ".." not in there and "\\" not in there
    return there if inside_draft else url_for("plan_problems.show", draft_id=draft_id)
