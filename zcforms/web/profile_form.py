"""完善信息 as a form (feature 76), which two windows can have open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request

from zcforms.forms.builder import RenderedForm
from zcforms.services import registration
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import Drafting, drafting
from zcforms.web.forming import drawn, received
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, now


@dataclass(frozen=True, slots=True)
class ProfileForm:
    """`version`: of what is kept."""

    form: RenderedForm
    version: int
    standing: Standing
    drafting: Drafting

    @classmethod
    def of(cls) -> ProfileForm:
        """As kept, or as sent by the present request."""
        shown = registration.registration(house(), actor())
        schema, codes = shown.section.schema, house().catalogue.codes
        drafted = drafting("profile")
        draft = drafted.restored
        form = (
            drawn(schema, codes, data=shown.values, draft=draft)
            if request.method == "GET"
            else received(schema, codes, data=shown.values)
        )
        return cls(form, shown.version, Standing((form, shown.values), draft=draft), drafted)

    def save(self) -> None:
        """Raises `StaleWrite` where there is something to choose between (`standing`), and others as the service."""
        (content,) = self.standing.reconcile()
        registration.complete_profile(house(), actor(), content, now(), version=self.version)
        self.drafting.forget()

    def page(self, refusals: Refusals | None = None) -> str:
        return render_template("web/centre/profile.html", page=self, refusals=refusals)
