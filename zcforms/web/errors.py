"""Error type -> status and page. Every page says what happened, what to do, and the id under which the log has it."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from authlib.integrations.base_client.errors import OAuthError
from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from zcforms.domain import errors
from zcforms.web.api_problems import is_api, problem, remedy_of
from zcforms.web.replay import typed_fields
from zcforms.web.visit import wants_fragment, wants_json

_log = structlog.get_logger("zcforms.web")
Answer = Response | tuple[Response | str, int]


@dataclass(frozen=True, slots=True)
class Telling:
    """`message` None: the error's own sentence is for the user."""

    status: int
    heading: str
    remedy: str
    message: str | None = None


DOMAIN: dict[type[errors.ZcformsError], Telling] = {
    errors.InputRefused: Telling(422, "提交的内容有误", "请返回上一页，按提示修改后重新提交。"),
    errors.UploadRefused: Telling(422, "文件未能上传", "请按提示更换文件后重新上传。"),
    errors.NotFound: Telling(404, "没有找到", "请检查网址，或从导航重新进入。"),
    errors.NotAllowed: Telling(403, "不能进行这项操作", "如有疑问，请联系所在单位或人社部门。"),
    errors.StaleWrite: Telling(409, "内容已在别处修改", "请返回查看最新内容，核对后再操作。"),
    errors.AlreadyDone: Telling(409, "已经办理", "请返回查看结果。"),
    errors.WrongState: Telling(409, "当前不能进行这项操作", "请刷新页面，查看最新状态。"),
    errors.PlanClosed: Telling(409, "不在申报时间内", "请查看评审计划的申报起止日期。"),
    errors.Lapsed: Telling(409, "已超过补正期限", "请在“职称申报”中查看这份申报。"),
    errors.GateClosed: Telling(
        409,
        "还没有绑定工作单位",
        "请在“个人中心”的“变更单位”中选择工作单位或查看申请，单位审核通过后再办理。",
    ),
    errors.TooOften: Telling(429, "查验过于频繁", "需要核验大量证书的单位，请联系发证机关。"),
    errors.SubmissionBlocked: Telling(422, "申报信息不完善，无法提交", "请按检测结果补充完善后再提交。"),
    errors.CheckFailed: Telling(503, "暂时无法完成检测", "请稍后重试；如多次出现，请把编号告诉系统管理员。"),
    errors.PrintingFailed: Telling(
        503, "暂时无法生成文件", "请按上面的说明处理后再试；如多次出现，请把编号告诉系统管理员。"
    ),
}
HTTP: dict[int, Telling] = {
    400: Telling(400, "请求有误", "请返回上一页重试。", "浏览器发来的内容不完整。"),
    404: Telling(
        404, "没有找到", "请检查网址，或从导航重新进入。", "您要访问的页面不存在，可能已被移动或删除。"
    ),
    405: Telling(405, "不能这样访问", "请从页面上的按钮进行操作。", "这个地址不支持直接打开。"),
    413: Telling(413, "内容过大", "请压缩文件，或分几次上传。", "一次提交的内容超过了系统允许的大小。"),
}
UNKNOWN = Telling(
    500, "系统出现问题", "请稍后重试；如多次出现，请把编号告诉系统管理员。", "您已保存的内容没有受到影响。"
)
SIGN_IN = Telling(
    400,
    "登录没有完成",
    "请返回登录页，重新点击“个人登录”或“法人登录”。",
    "登录请求已失效，或没有从登录页开始。",
)
PROVIDER = Telling(502, "暂时无法登录", "请稍后重试。", "统一身份认证服务没有响应。")


def init_errors(app: Flask) -> None:
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(errors.ZcformsError, _domain)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OAuthError, _sign_in)
    app.register_error_handler(JoseError, _sign_in)
    app.register_error_handler(RequestException, _provider)
    app.register_error_handler(Exception, _unknown)


def telling_of(error: errors.ZcformsError) -> Telling:
    """The nearest entry for the error's type; an error that is not a user's is told as unknown."""
    return next((DOMAIN[kind] for kind in type(error).__mro__ if kind in DOMAIN), UNKNOWN)


def _domain(error: errors.ZcformsError) -> Answer:
    telling = telling_of(error)
    if telling.status >= 500:
        _log.error("failed", kind=type(error).__name__, reason=str(error), exc_info=error)
    return tell(telling, telling.message or str(error))


def _http(error: HTTPException) -> Answer:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    if isinstance(error, RequestEntityTooLarge):
        request.environ["wsgi.input_terminated"] = True
    return tell(HTTP.get(error.code, HTTP[400] if error.code < 500 else UNKNOWN), status=error.code)


def _csrf(error: CSRFError) -> Answer:
    """The page is old or the cookie is gone: what was typed is offered for another try."""
    telling = Telling(419, "页面已过期", "请重新提交。", "为了您的账号安全，需要确认是您本人在操作。")
    if wants_json() or wants_fragment():
        return tell(telling)
    return render_template("web/errors/expired.html", telling=telling, fields=typed_fields()), telling.status


def _sign_in(error: Exception) -> Answer:
    _log.warning("sign_in_refused", kind=type(error).__name__, reason=str(error))
    return tell(SIGN_IN)


def _provider(error: RequestException) -> Answer:
    _log.error("provider_unreachable", kind=type(error).__name__, exc_info=error)
    return tell(PROVIDER)


def _unknown(error: Exception) -> Answer:
    _log.error("unexpected", kind=type(error).__name__, exc_info=error)
    if is_api() or wants_json() or wants_fragment():
        return tell(UNKNOWN)
    # past the context processors: what failed may be what they need
    page = current_app.jinja_env.get_template("web/errors/plain.html")
    return page.render(telling=UNKNOWN, request_id=g.get("request_id")), UNKNOWN.status


def tell(telling: Telling, message: str | None = None, *, status: int | None = None) -> Answer:
    """The answer in the form that was asked for: a page, a fragment, or JSON."""
    text, code = message or telling.message or "", status or telling.status
    if is_api():
        return problem(code, telling.heading, text, remedy_of(code, telling.remedy))
    if wants_json():
        return jsonify(
            heading=telling.heading, message=text, remedy=telling.remedy, request_id=g.get("request_id")
        ), code
    template = "web/errors/fragment.html" if wants_fragment() else "web/errors/page.html"
    return render_template(template, telling=telling, message=text), code
