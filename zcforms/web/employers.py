"""Finding an employer by name (features 9, 11, 12): a fragment for the page's script, the same inside a form without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request

from zcforms.services import bindings
from zcforms.services.bindings import EmployerRow
from zcforms.services.paging import Page
from zcforms.services.registration import EmployerChoice
from zcforms.web.visit import house

bp = Blueprint("employers", __name__, url_prefix="/employers")
SEARCH = "search"


@dataclass(frozen=True, slots=True)
class EmployerPicker:
    """The part of a form that chooses an employer. `wanted`: 是否同步选择单位; `found`: None before a search."""

    wanted: bool = False
    freelancer: bool = False
    text: str = ""
    note: str = ""
    organisation_id: str = ""
    found: Page[EmployerRow] | None = None

    @property
    def choice(self) -> EmployerChoice | None:
        return EmployerChoice(self.organisation_id, self.note, self.freelancer) if self.wanted else None


@bp.get("")
def search() -> str:
    return render_template("web/employers/results.html", picker=picker_of(request.args))


def picker_of(sent: Mapping[str, str]) -> EmployerPicker:
    """The picker as sent; the search is repeated, so that the page shows again what one chose from."""
    text, freelancer = sent.get("employer_text", "").strip()[:100], sent.get("freelancer") == "yes"
    found = bindings.search_employers(house(), text, freelancer=freelancer) if text or freelancer else None
    return EmployerPicker(
        wanted=sent.get("choose_employer", "yes") == "yes",
        freelancer=freelancer,
        text=text,
        note=sent.get("note", "").strip()[:500],
        organisation_id=sent.get("organisation_id", ""),
        found=found,
    )


def search_pressed() -> bool:
    """The search button inside a form, without a script: the page is shown again with what was found."""
    return request.form.get("act") == SEARCH
