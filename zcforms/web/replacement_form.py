"""The form of 补换证, new or as it is kept: of two windows on it neither takes back what the other one has saved (feature 86, 89; decision 16)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for

from zcforms.forms.builder import RenderedForm
from zcforms.services import replacements
from zcforms.services.replacements import ReplacementForm
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, drafting
from zcforms.web.forming import Placed, drawn, keep_names, received
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now

SUBMIT = "submit"
"""The button 提交; the other one is 保存."""


@dataclass(frozen=True, slots=True)
class ReplacementPage:
    shown: ReplacementForm
    form: RenderedForm
    standing: Standing
    drafting: Drafting

    @classmethod
    def of(cls, shown: ReplacementForm) -> ReplacementPage:
        """As kept, or as sent by the present request."""
        schema, codes = shown.kind.form.schema, house().catalogue.codes
        about = shown.id or f"new/{shown.kind.id}/{shown.wanted.certificate_id or ''}"
        drafted = drafting(f"replacement/{about}")
        draft = drafted.restored
        form = (
            drawn(schema, codes, data=shown.data, draft=draft)
            if request.method == "GET"
            else received(schema, codes, data=shown.data)
        )
        return cls(shown, form, Standing((form, shown.data), draft=draft), drafted)

    @property
    def hands_in(self) -> bool:
        return request.form.get("act") == SUBMIT

    @property
    def cancel_url(self) -> str:
        if self.shown.id:
            return url_for("replacements.show", replacement_id=self.shown.id)
        return url_for("centre.titles")

    def places(self) -> Placed:
        return Placed(self.form, complete=self.hands_in)

    def save(self) -> str:
        """The request's id. Raises `StaleWrite` where there is something to choose between (`standing`), and others as the service."""
        (content,) = self.standing.reconcile()
        saved = replacements.save(
            house(),
            actor(),
            self.shown.wanted,
            content,
            now(),
            replacement_id=self.shown.id,
            version=self.shown.version,
            hand_in=self.hands_in,
        )
        keep_names(self.form)
        self.drafting.forget()
        return saved

    def page(self, refusals: Refusals | None = None) -> str:
        return render_template("web/replacements/edit.html", page=self, shown=self.shown, refusals=refusals)
