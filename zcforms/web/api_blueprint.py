"""Where the JSON API hangs: a view serves a row of the table, and whatever cannot be done is told as a problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app

from zcforms.domain.errors import DocumentsInvalid, InputRefused, ZcformsError
from zcforms.services.rule_drafts import RulesRefused
from zcforms.web import api_documents
from zcforms.web.api_access import let_in
from zcforms.web.api_problems import problem, remedy_of
from zcforms.web.api_table import BY_ID, JSON
from zcforms.web.errors import telling_of
from zcforms.web.security import csrf

View = Callable[..., Response]
bp = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(bp)  # what changes or computes needs a token, which no browser sends by itself
bp.before_request(let_in)


def serves(operation_id: str) -> Callable[[View], View]:
    """The view answers this row of the table."""

    def hung(view: View) -> View:
        row = BY_ID[operation_id]
        bp.add_url_rule(row.rule, endpoint=row.id, view_func=view, methods=[row.method])
        return view

    return hung


def answered(data: Any, *, status: int = 200, version: int | None = None, media: str = JSON) -> Response:
    """Numbers, dates and Chinese as they are; keys in the order in which they are told. `version`: of a draft, as its ETag."""
    text = current_app.json.dumps(data, ensure_ascii=False, sort_keys=False)
    answer = Response(text, status, content_type=media)
    if version is not None:
        answer.set_etag(str(version))
    return answer


@bp.errorhandler(ZcformsError)
def refused(error: ZcformsError) -> Response:
    if isinstance(error, RulesRefused):
        return _problem(error, [api_documents.mark_error(each) for each in error.marks])
    if isinstance(error, InputRefused):
        return _problem(error, [{"pointer": each.pointer, "detail": each.message} for each in error.faults])
    if isinstance(error, DocumentsInvalid):
        faults = [
            {"file": each.file, "pointer": each.pointer, "detail": f"{each.fault}。{each.remedy}"}
            for each in error.faults
        ]
        return problem(
            422,
            "文档有误",
            f"共 {len(faults)} 处，没有作任何改动。",
            "请按 faults 逐处改正。",
            faults,
            kind=type(error).__name__,
        )
    if telling_of(error).status >= 500:
        current_app.logger.error("api failed: %s", error, exc_info=error)
    return _problem(error, [])


def _problem(error: ZcformsError, faults: list[dict[str, Any]]) -> Response:
    telling = telling_of(error)
    detail, remedy = telling.message or str(error), remedy_of(telling.status, telling.remedy)
    return problem(telling.status, telling.heading, detail, remedy, faults, kind=type(error).__name__)
