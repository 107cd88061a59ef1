"""/verify: where a certificate's QR code leads (feature 83). Open to anybody, made for phones."""

from __future__ import annotations

import base64

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.errors import TooOften
from zcforms.domain.look_up import LookUpOutcome
from zcforms.services import verification
from zcforms.services.verification import Verified
from zcforms.web.refusals import Refusals
from zcforms.web.visit import house, now

bp = Blueprint("verification", __name__, url_prefix="/verify")
Answered = Response | tuple[str, int] | str


@bp.get("")
def ask() -> Answered:
    """Who has no camera types the code. A form that is sent with it leads to the address that the QR code holds."""
    typed = request.args.get("code")
    if typed is None:
        return render_template("web/verification/ask.html", fault="")
    if code := verification.tidy(typed):
        return redirect(url_for(".show", code=code), 303)
    return render_template("web/verification/ask.html", fault="请填写证书上的查验码。"), 422


@bp.get("/<code>")
def show(code: str) -> Answered:
    found = verification.verify(house(), code, visitor(), now())
    return page(found) if found else _unknown()


@bp.post("/<code>/file")
def compare(code: str) -> Answered:
    """A file beside the certificate. It is read, told about and forgotten."""
    sent, told = request.files.get("file"), None
    with Refusals() as refusals:
        told = verification.compare(house(), code, sent.stream.read() if sent else b"", visitor(), now())
    if refusals.status:
        found = verification.verify(house(), code, visitor(), now())
        return (page(found, refusals=refusals), refusals.status) if found else _unknown()
    return page(told[0], told[1]) if told else _unknown()


@bp.errorhandler(TooOften)
def wait(error: TooOften) -> Response:
    answer = make_response(render_template("web/verification/wait.html", message=str(error)), 429)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer


def page(found: Verified, compared: LookUpOutcome | None = None, refusals: Refusals | None = None) -> str:
    return render_template(
        "web/verification/show.html",
        found=found,
        photo=_data_url(found.photo),
        site=house().terms.base_url,
        compared=compared,
        refusals=refusals,
    )


def _unknown() -> tuple[str, int]:
    return render_template("web/verification/unknown.html"), 404


def visitor() -> str:
    """The address that the limit counts and the record keeps the beginning of."""
    return request.remote_addr or ""


def _data_url(jpeg: bytes | None) -> str:
    """In the page itself: a second request would have to prove and count the same again."""
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}" if jpeg else ""
