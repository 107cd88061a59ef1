"""The tabs of a draft's page, in the order in which a plan is made. Whoever adds a page under the draft's address is found by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, url_for

from zcforms.services import plan_drafts
from zcforms.services.plan_drafts import PlanDraftShown
from zcforms.web.visit import actor, house

TABS = {
    "facts": "计划信息",
    "forms": "申报表单",
    "categories": "业绩要求",
    "attachments": "附件",
    "chain": "审核流程",
    "rules": "检查规则",
    "texts": "承诺与打印",
    "preview": "预览",
    "trial": "试填",
    "problems": "问题",
    "proofs": "证明",
    "changes": "修改记录",
    "compare": "比较",
    "review": "送审发布",
}
EDITED = ("facts", "forms", "categories", "attachments", "chain", "texts")
"""Those whose tree and form `designer` draws."""
_PREFIX = "/plans/design/drafts/<draft_id>/"


@dataclass(frozen=True, slots=True)
class Tab:
    id: str
    caption: str
    url: str


def tabs(draft_id: str) -> Iterator[Tab]:
    """Those that there is a page for."""
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    for name, caption in TABS.items():
        if name in EDITED or _PREFIX + name in known:
            yield Tab(name, caption, f"{url_for('designer.show', draft_id=draft_id)}/{name}")


def shown_draft(draft_id: str) -> PlanDraftShown:
    return plan_drafts.draft(house(), actor(), draft_id)


def draft_page(template: str, draft: PlanDraftShown, tab: str, **context: Any) -> str:
    """A page of the draft, below the tabs."""
    return render_template(
        template,
        draft=draft,
        tab=tab,
        tabs=list(tabs(draft.id)),
        crumbs=[("方案设计", url_for("designer.listing")), (draft.caption, None)],
        back_url=url_for("designer.listing"),
        **context,
    )
