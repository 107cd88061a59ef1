"""A draft's page: the text at the left, one tool at the right, both in one form, so that whatever is pressed takes along what was typed. The page's script asks
for the tool alone, and for those pieces of the page that an act has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import InputFault, InputRefused, ZcformsError
from zcforms.services import rule_autosave, rule_drafts
from zcforms.services.rule_drafts import DraftShown, RulesRefused
from zcforms.services.rule_linting import LONGEST, Mark
from zcforms.web.refusals import Refusals, TakesFaults
from zcforms.web.rule_windows import lines, missed, posted, require_seen, stand
from zcforms.web.visit import actor, house, now, wants_fragment


@dataclass(frozen=True, slots=True)
class Tool:
    """`show`: the endpoint of its page; `first`: the endpoint of what Enter does in its fields."""

    caption: str
    show: str
    first: str


TOOLS = {
    "form": Tool("表单", "rule_forms.show", "rule_forms.fill"),
    "try": Tool("试算", "rule_trials.show", "rule_trials.change"),
    "cases": Tool("用例", "rule_cases.show", "rule_cases.run"),
    "impact": Tool("影响", "rule_impacts.show", "rule_impacts.start"),
    "prove": Tool("证明", "rule_proving.show", "rule_proving.start"),
    "changes": Tool("改动", "rule_drafts.changes", "rule_drafts.save"),
    "review": Tool("复核", "rule_reviews.show", "rule_reviews.check"),
}
_PARTS = {"rules": "text", "cases": "cases_text"}


class NamedFaults:
    """Refusals that are told at the fields of a tool, by the field's name. `names`: pointer without its slash -> field, for pointers that are no field's name; None:
    each is one."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = names
        self.by_name: dict[str, str] = {}

    def faults(self) -> list[InputFault]:
        return []

    def refuse(self, pointer: str, message: str) -> bool:
        told = pointer.removeprefix("/")
        name = told if self._names is None else self._names.get(told, "")
        if name:
            self.by_name.setdefault(name, message)
        return bool(name)


class TextRefusals(Refusals):
    """Refusals of an act that takes the texts along; `marks`: why the texts themselves could not be taken."""

    def __init__(self, *forms: TakesFaults) -> None:
        super().__init__(*forms)
        self.marks: tuple[Mark, ...] = ()

    @property
    def at(self) -> str:
        """The place of the first mark, as `moved` has it."""
        return f"{_PARTS[self.marks[0].part]}-{self.marks[0].line}" if self.marks else ""

    def _take(self, error: ZcformsError) -> None:
        if isinstance(error, RulesRefused):
            self.status, self.marks = 422, error.marks
        else:
            super()._take(error)


def texts(draft: DraftShown) -> tuple[str, str]:
    """The rules and cases that a tool is about: as they were sent along, as they were autosaved, or as they were saved."""
    if "text" in request.form:
        return lines(request.form["text"]), lines(request.form.get("cases_text", draft.cases_text))
    if draft.buffer is not None:
        return draft.buffer.text, draft.buffer.cases_text
    return draft.text, draft.cases_text


def shown_draft(draft_id: str) -> DraftShown:
    return rule_drafts.draft(house(), actor(), draft_id)


def save_sent(draft: DraftShown) -> None:
    """What stands in the editor is saved before anything is done with what is saved. Raises `InputRefused`: another window was here; the text is not sound."""
    require_seen(draft)
    sent = texts(draft)
    if "text" in request.form and (sent != (draft.text, draft.cases_text) or draft.buffer is not None):
        rule_drafts.save(house(), actor(), draft.id, *sent, version=draft.version, now=now())


def keep_sent(draft: DraftShown) -> None:
    """What stands in the editor is kept as it is. Raises `InputRefused`: another window was here."""
    if draft.editable and "text" in request.form:
        require_seen(draft)
        rule_autosave.keep(house(), actor(), draft.id, *texts(draft), now=now())


def told(name: str) -> str:
    """A reason that was written beside the text."""
    return request.form.get(name, "").strip()


def refused(name: str, message: str) -> InputRefused:
    return InputRefused([InputFault(f"/{name}", message)])


def gone_on(address: str) -> Response:
    """To another page, or to this one in another state: the script loads it whole."""
    if not wants_fragment():
        return redirect(address)
    answer = make_response("", 204)
    answer.headers["X-Go"] = address
    return answer


def workbench(
    draft: DraftShown,
    tool: str,
    refusals: Refusals | None = None,
    *,
    moved: str | None = None,
    **context: Any,
) -> str:
    """The page, or its pieces alone. `refusals`: of the act that is answered; `moved`: the act has written the draft's texts, and the window goes on from them
    (`text-12`: from this line, "": from where it is)."""
    moved = request.args.get("moved") if moved is None else moved
    text, cases_text = texts(draft)
    other = missed(draft) if draft.editable else None
    marks = refusals.marks if isinstance(refusals, TextRefusals) else ()
    return render_template(
        "web/rules/pieces.html" if wants_fragment() else "web/rules/draft.html",
        draft=draft,
        text=text,
        cases_text=cases_text,
        other=other,
        unsound=marks,
        most=LONGEST,
        stand=posted() if other else stand(draft),
        moved=None if other else moved,
        panel=tool,
        tools=[(name, each.caption, url_for(each.show, draft_id=draft.id)) for name, each in TOOLS.items()],
        first=url_for(TOOLS[tool].first, draft_id=draft.id),
        refusals=refusals,
        crumbs=[
            ("规则工作台", url_for("rules.listing")),
            (draft.caption, url_for("rules.show", ruleset_id=draft.ruleset)),
            ("草稿", None),
        ],
        back_url=url_for("rules.listing"),
        **context,
    )
