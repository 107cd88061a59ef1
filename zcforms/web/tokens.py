"""访问令牌: what a rule author gives to programs."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from zcforms.domain.token_role import CAPTIONS, HINTS
from zcforms.services import tokens
from zcforms.services.tokens import NewToken
from zcforms.web.refusals import Refusals
from zcforms.web.visit import actor, house, real_now

bp = Blueprint("tokens", __name__, url_prefix="/rules/tokens")


@bp.get("")
def show() -> str:
    return _page()


@bp.post("")
def make() -> str | tuple[str, int]:
    """The answer is the only page that ever shows the secret."""
    with Refusals() as refusals:
        asked = {"role": request.form.get("role", "")}
        return _page(made=tokens.make(house(), actor(), request.form.get("name", ""), real_now(), **asked))
    return _page(refusals=refusals), refusals.status


@bp.post("/<token_id>/revoke")
def revoke(token_id: str) -> Response:
    tokens.revoke(house(), actor(), token_id, real_now())
    flash("令牌已停用，使用它的程序不能再访问。", "success")
    return redirect(url_for(".show"))


def _page(made: NewToken | None = None, refusals: Refusals | None = None) -> str:
    return render_template(
        "web/rules/tokens.html",
        lines=tokens.listing(house(), actor(), real_now()),
        made=made,
        refusals=refusals,
        days=tokens.DAYS,
        roles=CAPTIONS,
        hints=HINTS,
        crumbs=[("规则工作台", url_for("rules.listing")), ("访问令牌", None)],
        back_url=url_for("rules.listing"),
    )
