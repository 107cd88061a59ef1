"""个人注册 at the first login (features 3 to 13)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from zcforms.forms.builder import RenderedForm
from zcforms.services import registration
from zcforms.services.registration import Registration
from zcforms.web.conflicts import Standing
from zcforms.web.drafting import drafting
from zcforms.web.employers import EmployerPicker, picker_of, search_pressed
from zcforms.web.forming import Placed, drawn, pressed, received
from zcforms.web.refusals import Refusals
from zcforms.web.sessions import after_sign_in
from zcforms.web.visit import actor, house, now

bp = Blueprint("registration", __name__)
_DRAFT = "registration"


@bp.get("/registration")
def form() -> str | Response:
    shown = registration.registration(house(), actor())
    if shown.registered:
        return redirect(url_for("home.show"))
    draft = drafting(_DRAFT).restored
    filled = drawn(shown.section.schema, house().catalogue.codes, data=shown.values, draft=draft)
    return _page(shown, filled, picker_of(MultiDict(draft.pairs())) if draft else EmployerPicker())


@bp.post("/registration")
def register() -> Response | tuple[str, int] | str:
    shown = registration.registration(house(), actor())
    filled = received(shown.section.schema, house().catalogue.codes, data=shown.values)
    picker = picker_of(request.form)
    if pressed(filled) or search_pressed():
        return _page(shown, filled, picker)
    with Refusals(Placed(filled, complete=True), picker) as refusals:
        refusals.hold()
        registration.register(house(), actor(), filled.answers(), picker.choice, now())
        drafting(_DRAFT).forget()
    if refusals.status:
        return _page(shown, filled, picker, refusals), refusals.status
    asked = "单位绑定申请已提交，请等待单位审核。" if picker.choice else ""
    flash(f"注册成功，欢迎使用。{asked}", "success")
    return redirect(after_sign_in())


def _page(
    shown: Registration, filled: RenderedForm, picker: EmployerPicker, refusals: Refusals | None = None
) -> str:
    drafted = drafting(_DRAFT)
    return render_template(
        "web/registration/show.html",
        registration=shown,
        form=filled,
        picker=picker,
        refusals=refusals,
        drafting=drafted,
        standing=Standing((filled, shown.values), draft=drafted.restored),
    )
