"""The designer's page: the tree, and the form of one thing as it is kept or as it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, request, session

from zcforms.domain.errors import InputRefused, WrongState
from zcforms.forms import builder
from zcforms.forms.builder import RenderedForm
from zcforms.services import plan_design, plan_offering, plan_typing
from zcforms.services.plan_design import NodeShown
from zcforms.services.plan_drafts import PlanDraftShown
from zcforms.services.plan_nodes import steps_of, tab_of
from zcforms.web.conflicts import Standing
from zcforms.web.designer_tabs import draft_page
from zcforms.web.forming import drawn, received
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house

_OPEN = 60
"""A tree of so many things is shown whole; of a larger one what leads to the thing that is looked at."""


@dataclass(frozen=True, slots=True)
class NodePage:
    shown: NodeShown
    form: RenderedForm
    standing: Standing

    @classmethod
    def of(cls, draft_id: str, tab: str, at: str, *, sent: bool = False) -> NodePage:
        """Of the thing at an address, by default at the root of the tab. `sent`: with what the present request brings for it."""
        address = at or ("" if tab else "facts")
        takes = request.form.getlist("takes") if sent else None
        shown = plan_design.shown(house(), actor(), draft_id, tab or "facts", address, takes=takes)
        reading = received if sent else drawn
        form = reading(shown.schema, shown.codes, data=shown.answers)
        return cls(shown, form, Standing((form, shown.answers), sent=sent))

    def tell_gone(self, at: str) -> None:
        """What was asked for is not there any more, and nothing else is told of it."""
        if at and at != self.shown.at and "_flashes" not in session:
            flash(
                f"要找的内容已不在这里，可能已被移动或删除；现在显示的是“{self.shown.caption}”。", "warning"
            )

    def page(
        self,
        refusals: Refusals | None = None,
        *,
        adding: tuple[str, str, str] = ("", "", ""),
        faults: Mapping[str, str] | None = None,
    ) -> str:
        """`adding`: list, caption and palette entry of what could not be added; `faults`: why."""
        return draft_page(
            "web/designer/node.html",
            self.shown.draft,
            self.shown.tab,
            node=self.shown,
            form=self.form,
            standing=self.standing,
            refusals=refusals,
            adding=adding,
            faults=faults or {},
            tab_at=lambda at: tab_of(steps_of(at)),
            whole=self.shown.tree.count <= _OPEN,
            around={at for _, at in self.shown.path} | {self.shown.at},
            preview=_previewed(self.shown),
            plan_downloads=plan_offering.listed(plan_design.plan_of(self.shown.draft)),
            redraws=[name for name in _REDRAW if name in _named(self.shown.schema["properties"])],
        )


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed into the form of one thing (`tab` and `at` of the address). `draft`: as it would be with it, or as it is kept where that
    cannot be read; `faults`: why not, in the form's words."""

    draft: PlanDraftShown
    faults: tuple[str, ...]

    @classmethod
    def of(cls, draft_id: str) -> Typed:
        page = NodePage.of(draft_id, request.args.get("tab", ""), request.args.get("at", ""), sent=True)
        faults = [f"{each.caption}：{each.message}" for each in builder.check(page.form)]
        if faults:
            return cls(page.shown.draft, tuple(faults))
        try:
            draft = plan_typing.as_typed(house(), actor(), draft_id, page.shown.at, page.form.answers())
        except (InputRefused, WrongState) as error:
            told = (
                [each.message for each in error.faults] if isinstance(error, InputRefused) else [str(error)]
            )
            return cls(page.shown.draft, tuple(told))
        return cls(draft, ())


_REDRAW = ("takes", "field")
"""Properties of designer's forms on which it depends what others offer."""


def _named(properties: Mapping[str, Any]) -> set[str]:
    """Of the form, and of the rows of its lists."""
    rows = (each.get("items", {}).get("properties", {}) for each in properties.values())
    return {*properties, *(name for inner in rows for name in inner)}


_PREVIEWS = {
    "facts": "plan",
    "forms": "part",
    "categories": "group",
    "attachments": "attachments",
    "texts": "pledge",
}
"""Tab -> the page of the preview (web.plan_preview) that shows what it is about; part and group: the first one."""


def _previewed(shown: NodeShown) -> str:
    """The page on which an applicant meets the thing; "" for what no page shows."""
    for at in (shown.at, *reversed([at for _, at in shown.path])):
        match steps_of(at):
            case ("forms", "parts", part, *_):
                return f"part-{part}"
            case ("requirements", "standards", _, "categories", category, *_):
                return f"group-{category}"
    return _PREVIEWS.get(shown.tab, "")
