"""申报职称选择 (feature 28) as a form: the plan's own lists become a schema, and the generic renderer does the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import Choice, CodeList, Plan
from zcforms.forms import builder
from zcforms.forms.builder import RenderedForm
from zcforms.services.applications import Choices
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting
from zcforms.web.forming import drawn

_SURE = "sure"
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class ChoiceForm:
    """`sure`: 确认无误 is ticked: it is ticked anew each time."""

    rendered: RenderedForm
    sure: bool
    standing: Standing

    @property
    def choices(self) -> Choices:
        given: dict[str, Any] = self.rendered.answers()
        return Choices(*(str(given.get(name, "")) for name in ("route", "standard", "specialty", "title")))

    @property
    def summary(self) -> str:
        """已选择: what is chosen so far, as read."""
        texts = [field.texts for field in self.rendered if field.data]
        return "，".join(texts) or _NOTHING

    def confirmed(self) -> Choices:
        """The choices of a form that says 确认无误.

        Raises:
            InputRefused: a choice is missing, or the tick is. StaleWrite: there is something to choose between (`standing`).
        """
        missing = [InputFault(breach.pointer, breach.message) for breach in builder.check(self.rendered)]
        unsure = [] if self.sure else [InputFault(f"/{_SURE}", "请核对所选内容，并勾选“确认无误”。")]
        if missing or unsure:
            raise InputRefused(missing + unsure)
        self.standing.reconcile()
        return self.choices


def choice_form(
    plan: Plan, *, chosen: Choices | None = None, sent: Any = None, drafted: Drafting | None = None
) -> ChoiceForm:
    """`chosen`: what an application has now; `sent`: the request's form. A list with one entry is chosen already. `drafted`: what was chosen and
    not sent is in it, where it is to be brought back."""
    lists = _lists(plan)
    codes = {f"choice-{name}": CodeList(name, caption, tuple(options)) for name, caption, options in lists}
    schema = {
        "type": "object",
        "properties": {name: _property(name, caption) for name, caption, _ in lists},
        "required": [name for name, _, _ in lists],
    }
    data: dict[str, Any] = {name: options[0].id for name, _, options in lists if len(options) == 1}
    if chosen is not None:
        data = {name: getattr(chosen, name) for name, _, _ in lists}
    draft = drafted.restored if drafted and sent is None else None
    form = (
        builder.build(schema, codes, data=data, formdata=sent)
        if sent is not None
        else drawn(schema, codes, data=data, draft=draft)
    )
    kept = {name: getattr(chosen, name) for name, _, _ in lists} if chosen else {}
    return ChoiceForm(form, sent is not None and _SURE in sent, Standing((form, kept), draft=draft))


def _lists(plan: Plan) -> list[tuple[str, str, Sequence[Choice]]]:
    return [
        ("route", "申报形式", plan.routes),
        ("standard", "评审标准", [Choice(standard.id, standard.caption) for standard in plan.standards]),
        ("specialty", "申报专业", plan.specialties),
        ("title", "申报职称", [Choice(title.id, title.caption) for title in plan.titles]),
    ]


_DRAWN: Mapping[str, Mapping[str, Any]] = {
    "route": {"widget": "radio"},
    "specialty": {"widget": "search", "hint": "可输入关键字搜索申报专业。"},
}


def _property(name: str, caption: str) -> dict[str, Any]:
    return {"type": "string", "caption": caption, "codes": f"choice-{name}", **_DRAWN.get(name, {})}
