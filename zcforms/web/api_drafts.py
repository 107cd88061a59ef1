"""The JSON API's drafts of plans, for tokens of organising units: imported, changed by JSON Patch, handed over, published."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite
from zcforms.services import plan_drafts, plan_imports, plan_linting, plan_patching, plan_reviews
from zcforms.services.plan_archives import Files, unzipped
from zcforms.services.plan_drafts import PlanDraftShown
from zcforms.web import api_plan_documents
from zcforms.web.api_access import sent_json, sent_object
from zcforms.web.api_blueprint import answered, serves
from zcforms.web.api_problems import problem
from zcforms.web.api_table import PATCH, ZIP
from zcforms.web.visit import actor, house, now


@serves("drafts")
def drafts() -> Response:
    found = plan_drafts.drafts(house(), actor())
    return answered({"drafts": [api_plan_documents.draft_line(each) for each in found]})


@serves("import_draft")
def import_draft() -> Response:
    files, reason, plan_id = _sent_files()
    made = plan_imports.take(house(), actor(), files, reason, now(), plan_id=plan_id)
    answer = answered(api_plan_documents.imported(made), status=201, version=made.version)
    answer.headers["Location"] = url_for("api.draft", draft_id=made.draft_id)
    return answer


@serves("draft")
def draft(draft_id: str) -> Response:
    shown = _shown(draft_id)
    return answered(api_plan_documents.draft(shown), version=shown.version)


@serves("patch_draft")
def patch_draft(draft_id: str) -> Response:
    if request.mimetype != PATCH:
        return problem(415, "不认识的内容类型", f"请用 Content-Type: {PATCH}。")
    given = _seen(draft_id)
    if isinstance(given, Response):
        return given
    try:
        plan_patching.patch(house(), actor(), draft_id, sent_json(), version=given, now=now())
    except StaleWrite:
        return _stale()
    return _changed(draft_id)


@serves("draft_faults")
def draft_faults(draft_id: str) -> Response:
    shown = _shown(draft_id)
    return answered(api_plan_documents.problems(plan_linting.of_draft(house(), shown)))


@serves("submit_draft")
def submit_draft(draft_id: str) -> Response:
    reason = sent_object(reason=str)["reason"] or ""
    plan_reviews.submit(house(), actor(), draft_id, reason, now())
    return _changed(draft_id)


@serves("publish_draft")
def publish_draft(draft_id: str) -> Response:
    given = _seen(draft_id)
    if isinstance(given, Response):
        return given
    opinion = sent_object(opinion=str)["opinion"] or ""
    number = plan_reviews.publish(house(), actor(), draft_id, opinion=opinion, version=given, now=now())
    return answered({"plan": _shown(draft_id).plan_id, "number": number})


def _shown(draft_id: str) -> PlanDraftShown:
    return plan_drafts.draft(house(), actor(), draft_id)


def _changed(draft_id: str) -> Response:
    shown = _shown(draft_id)
    told = {"id": shown.id, "version": shown.version, "state": shown.state.value}
    return answered(told, version=shown.version)


def _seen(draft_id: str) -> int | Response:
    """The version that If-Match names, where the draft is still at it; otherwise the answer."""
    if not request.if_match:
        return problem(
            428, "缺少 If-Match", "请先读取方案，把它的 ETag 写在 If-Match 里。", "这样不会覆盖别人的修改。"
        )
    version = _shown(draft_id).version
    return version if request.if_match.contains(str(version)) else _stale()


def _stale() -> Response:
    return problem(412, "内容已在别处修改", "方案已有变化，没有修改。", "请重新读取方案，核对后再改。")


def _sent_files() -> tuple[Files, str, str | None]:
    """Files, reason, and which plan."""
    if request.mimetype == ZIP:
        return (
            unzipped(request.get_data(), "zip"),
            request.args.get("reason", ""),
            request.args.get("plan"),
        )
    sent: dict[str, Any] = sent_object(reason=str, plan=str, files=dict)
    files = sent["files"]
    if not files or not all(isinstance(text, str) for text in files.values()):
        raise InputRefused([InputFault("/files", "应为 {路径: 文本}，与导出的文件夹相同。")])
    return files, sent["reason"] or "", sent["plan"]
