"""Several certificates downloaded at once (feature 82): what was chosen is looked at on a page of its own, then taken as a ZIP or as PDFs to be printed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from zcforms.services import certificate_bundles
from zcforms.services.certificate_bundles import LEFT_OUT, MOST, MOST_PRINTED, Choice
from zcforms.web.certificate_query import choice_of, choice_words, words_of
from zcforms.web.refusals import Refusals
from zcforms.web.sending import send_packed
from zcforms.web.visit import actor, house, now, page_number

bp = Blueprint("certificate_bundles", __name__, url_prefix="/desk/certificates/several")
_SHOWN = 100
"""So many of what is left out are named on the page; all of them in the archive."""


@bp.get("")
def show() -> str | Redirect:
    choice = _choice()
    back = url_for("certificate_desk.listing", **words_of(choice.query))
    with Refusals() as refusals:
        bundle = certificate_bundles.look(house(), actor(), choice)
    if refusals.status:
        for message in refusals.messages:
            flash(message, "warning")
        return redirect(back)
    told = {"most": MOST, "most_printed": MOST_PRINTED, "most_shown": _SHOWN, "left_out": LEFT_OUT}
    words = choice_words(choice)
    return render_template("web/certificates/several.html", bundle=bundle, words=words, back=back, **told)


@bp.get("/certificates.zip")
def archive() -> Response:
    return send_packed(certificate_bundles.zipped(house(), actor(), _choice(), now()))


@bp.get("/certificates.pdf")
def printed() -> Response:
    return send_packed(certificate_bundles.merged(house(), actor(), _choice(), page_number("volume"), now()))


def _choice() -> Choice:
    return choice_of(request.args, page_number("part"))
