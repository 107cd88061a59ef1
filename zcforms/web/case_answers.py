"""What a desk's form says about one application, by the button that was pressed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import request

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.evaluation import Votes
from zcforms.services import approvals, conferring, evaluations
from zcforms.services.approvals import Case
from zcforms.services.conferring import Grant
from zcforms.services.result_rosters import VOTES
from zcforms.web.visit import actor, house, now

MODULE = "module:"
"""What the names of the fields for reasons begin with; the pointer of the module follows."""
_CAPTIONS = {"opinion": "审核意见", "approval": "批准文号", "obtained_on": "取得资格时间"}
_MOST_VOTES = 999


def answer(application_id: str) -> str:
    """Do it; what to say afterwards. Raises `InputRefused`, and what the services raise."""
    chosen = _ACTS.get(request.form.get("act", ""))
    if chosen is None:
        raise InputRefused([InputFault("/act", "请选择审核结果。")])
    return chosen(application_id)


def _endorse(application_id: str) -> str:
    approvals.endorse(house(), actor(), application_id, _opinion(), now(), version=_version())
    return "审核结果已保存。"


def _give_back(application_id: str) -> str:
    reasons = {
        name.removeprefix(MODULE): text for name, text in request.form.items() if name.startswith(MODULE)
    }
    approvals.give_back(
        house(), actor(), application_id, _opinion(), now(),
        to=request.form.get("to", ""), modules=reasons, version=_version(),
    )  # fmt: skip
    return "审核结果已保存。"


def _reject(application_id: str) -> str:
    approvals.reject(house(), actor(), application_id, _opinion(), now(), version=_version())
    return "审核结果已保存。"


def _evaluate(application_id: str) -> str:
    passed = evaluations.evaluate(
        house(), actor(), application_id, _votes(), _opinion(), now=now(), version=_version()
    )
    return f"评审结果已保存：{'通过' if passed else '未通过'}。"


def _confer(application_id: str) -> str:
    given = grant_given()
    conferring.confer(
        house(), actor(), application_id, given.approval, given.obtained_on,
        now=now(), opinion=_opinion(), version=_version(),
    )  # fmt: skip
    return "已核准，并通知申报人。"


def _opinion() -> str:
    return request.form.get("opinion", "")


def _version() -> int | None:
    return request.form.get("version", type=int)


def _votes() -> Votes:
    """Raises `InputRefused` for what is no number."""
    given: dict[str, int] = {}
    faults = []
    for name, caption in VOTES.items():
        text = request.form.get(name, "").strip()
        if text.isascii() and text.isdigit() and int(text) <= _MOST_VOTES:
            given[name] = int(text)
        else:
            faults.append(InputFault(f"/{name}", f"请填写“{caption}”的人数（0 至 {_MOST_VOTES}）。"))
    if faults:
        raise InputRefused(faults)
    return Votes(**given)


def grant_given() -> Grant:
    """What titles are granted under. Raises `InputRefused` for what is no day."""
    return Grant(request.form.get("approval", ""), _day())


def _day() -> date | None:
    """Raises `InputRefused` for what is no day."""
    text = request.form.get("obtained_on", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = "取得资格时间请按 年-月-日 填写，例如 2022-12-31。"
        raise InputRefused([InputFault("/obtained_on", message)]) from None


_ACTS: Mapping[str, Callable[[str], str]] = {
    "endorse": _endorse,
    "return": _give_back,
    "reject": _reject,
    "evaluate": _evaluate,
    "confer": _confer,
}


def shown(case: Case) -> dict[str, Any]:
    """What the form's template needs beside the case; `drafted`: captions of the fields whose texts are kept while they are typed."""
    modules = case.answering.modules if case.answering else ()
    captions = {MODULE + module.pointer: module.caption for module in modules}
    return {"votes": VOTES, "module_field": MODULE, "drafted": {**_CAPTIONS, **VOTES, **captions}}
