"""A sitting's form: of two windows on it neither takes back what the other one has saved (feature 22, decision 16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from zcforms.forms.builder import RenderedForm
from zcforms.services.exam_schedule import SittingForm
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, drafting
from zcforms.web.forming import drawn, received
from zcforms.web.refusals import Refusals


@dataclass(frozen=True, slots=True)
class SittingPage:
    """A new sitting's form, or that of one which is kept."""

    shown: SittingForm
    form: RenderedForm
    standing: Standing
    drafting: Drafting

    @classmethod
    def of(cls, shown: SittingForm) -> SittingPage:
        """As kept, or as sent by the present request."""
        schema, codes = shown.examination.sitting.schema, shown.codes
        drafted = drafting(f"sitting/{shown.sitting.id if shown.sitting else shown.plan.id}")
        draft = drafted.restored
        form = (
            drawn(schema, codes, data=shown.data, draft=draft)
            if request.method == "GET"
            else received(schema, codes, data=shown.data)
        )
        return cls(shown, form, Standing((form, shown.data), draft=draft), drafted)

    @property
    def version(self) -> int | None:
        """Of what is kept."""
        return self.shown.sitting.version if self.shown.sitting else None

    def content(self) -> dict[str, Any]:
        """What to keep. Raises `StaleWrite` where there is something to choose between (`standing`)."""
        (content,) = self.standing.reconcile()
        return content

    def page(self, refusals: Refusals | None = None) -> str:
        return render_template("web/exams/edit.html", page=self, shown=self.shown, refusals=refusals)
