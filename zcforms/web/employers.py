"""Finding an employer by name (features 9, 11, 12): a fragment for the page's script, the same inside a form without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request

from zcforms.domain.errors import InputFault
from zcforms.services import bindings
from zcforms.services.bindings import EmployerRow
from zcforms.services.paging import Page
from zcforms.services.registration import EmployerChoice
from zcforms.web.visit import house

bp = Blueprint("employers", __name__, url_prefix="/employers")
SEARCH = "search"
_NOT_CHOSEN = "请输入单位名称查询，并在查询结果中选择单位；还没有注册的单位，可以先不选择。"


@dataclass(frozen=True, slots=True)
class EmployerPicker:
    """The part of a form that chooses an employer. `wanted`: 是否同步选择单位; `found`: None before a search;
    `errors`: field name -> what is wrong there."""

    wanted: bool = False
    freelancer: bool = False
    text: str = ""
    note: str = ""
    organisation_id: str = ""
    found: Page[EmployerRow] | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def faults(self) -> list[InputFault]:
        chosen = not self.wanted or self.organisation_id
        return [] if chosen else [InputFault("/employer/organisation_id", _NOT_CHOSEN)]

    def refuse(self, pointer: str, message: str) -> bool:
        """Show a fault of the service at its field."""
        name = pointer.rpartition("/")[2]
        if name not in ("organisation_id", "note"):
            return False
        self.errors[name] = message
        return True

    @property
    def choice(self) -> EmployerChoice | None:
        return EmployerChoice(self.organisation_id, self.note, self.freelancer) if self.wanted else None


@bp.get("")
def search() -> str:
    return render_template("web/employers/results.html", picker=picker_of(request.args))


def picker_of(sent: Mapping[str, str]) -> EmployerPicker:
    """The picker as sent; the search is repeated, so that the page shows again what one chose from."""
    text, freelancer = sent.get("employer_text", "").strip()[:100], sent.get("freelancer") == "yes"
    found = bindings.search_employers(house(), text, freelancer=freelancer) if text else None
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
