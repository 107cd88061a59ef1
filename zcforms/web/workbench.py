"""A draft's page: the text at the left, one panel at the right. Panels come alone when the page's script asks for them."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from zcforms.services import rule_drafts
from zcforms.services.rule_drafts import DraftShown
from zcforms.services.rule_linting import LONGEST
from zcforms.web.refusals import Refusals
from zcforms.web.rule_windows import lines, missed, posted, stand
from zcforms.web.visit import actor, house, wants_fragment

PANELS = {
    "form": ("表单", "rule_forms.show"),
    "try": ("试算", "rule_trials.show"),
    "cases": ("用例", "rule_cases.show"),
    "impact": ("影响", "rule_impacts.show"),
    "changes": ("改动", "rule_drafts.changes"),
    "review": ("复核", "rule_reviews.show"),
}


def texts(draft: DraftShown) -> tuple[str, str]:
    """The rules and cases that a panel is about: as they were sent along, as they were autosaved, or as they were saved."""
    if "text" in request.form:
        return lines(request.form["text"]), lines(request.form.get("cases_text", draft.cases_text))
    if draft.buffer is not None:
        return draft.buffer.text, draft.buffer.cases_text
    return draft.text, draft.cases_text


def shown_draft(draft_id: str) -> DraftShown:
    return rule_drafts.draft(house(), actor(), draft_id)


def workbench(draft: DraftShown, panel: str, refusals: Refusals | None = None, **context: Any) -> str:
    """The page, or the panel alone. `refusals`: of the panel's own form."""
    text, cases_text = texts(draft)
    other = missed(draft)
    template = "web/rules/panel.html" if wants_fragment() else "web/rules/draft.html"
    return render_template(
        template,
        draft=draft,
        text=text,
        cases_text=cases_text,
        other=other,
        most=LONGEST,
        stand=posted() if other else stand(draft),
        panel=panel,
        panels=[(name, caption, url_for(to, draft_id=draft.id)) for name, (caption, to) in PANELS.items()],
        refusals=refusals,
        crumbs=[
            ("规则工作台", url_for("rules.listing")),
            (draft.caption, url_for("rules.show", ruleset_id=draft.ruleset)),
            ("草稿", None),
        ],
        back_url=url_for("rules.listing"),
        **context,
    )
