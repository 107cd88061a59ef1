"""An employer registers itself through its legal account (feature 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, WrongState
from zcforms.domain.identity import AccountKind, Organisation, Role, credit_code_valid
from zcforms.domain.plan import Choice
from zcforms.services.access import note, writing
from zcforms.services.accounts import ORGANISATION_CLAIMS
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.work import Work, work

_LONGEST_NAME = 100
_FIELDS = ("name", "credit_code", "nature", "region", "parent_id")


@dataclass(frozen=True, slots=True)
class EmployerForm:
    """What the page offers. `values`: of name and credit_code what the identity provider told; it cannot be changed here.
    `blocked`: why nothing can be registered before the provider tells otherwise, "" where nothing is in the way."""

    values: Mapping[str, str]
    natures: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    authorities: tuple[Choice, ...]
    blocked: str = ""


def employer_registration(house: House, actor: Actor) -> EmployerForm:
    """The form of a legal account whose organisation is not registered yet (feature 11)."""
    _require_new(actor)
    with work(house.database, write=False) as w:
        authorities = w.organisations.by_role(Role.AUTHORITY)
        claimed = _claimed(w, actor)
    return EmployerForm(
        claimed,
        house.codes("employer_natures").codes,
        house.codes("regions").codes,
        tuple(Choice(each.id, each.name) for each in authorities),
        _blocked(claimed),
    )


def register_employer(house: House, actor: Actor, details: Mapping[str, Any], now: datetime) -> Actor:
    """Register the legal account's organisation as an employer; the actor who has now entered.

    `details`: name, credit_code, nature (code of employer_natures), region (code of regions), parent_id of the competent
    authority, or "" or None for an employer that has none.

    Raises:
        InputRefused: pointers into `details`; also a credit code that another organisation has.
        WrongState: this account's organisation is registered already.
    """
    _require_new(actor)
    with writing(house, actor) as w:
        claimed = _claimed(w, actor)
        if blocked := _blocked(claimed):
            raise InputRefused([InputFault("/credit_code", blocked)])
        given = {name: str(details.get(name) or "").strip() for name in _FIELDS} | claimed
        given["credit_code"] = given["credit_code"].upper()
        if faults := registration_faults(house, w, given):
            raise InputRefused(faults)
        organisation = Organisation(
            new_id(),
            given["name"],
            given["credit_code"],
            given["nature"],
            Role.EMPLOYER,
            given["region"],
            given["parent_id"] or None,
        )
        w.organisations.add(organisation)
        w.flush()  # the account refers to it
        w.accounts.get(actor.account_id).organisation_id = organisation.id
        note(w, actor, "organisation.register", f"organisation:{organisation.id}", now)
    return replace(actor, organisation_id=organisation.id, role=organisation.role, entered=True)


def _require_new(actor: Actor) -> None:
    if actor.kind is not AccountKind.LEGAL:
        raise NotAllowed("单位注册需使用法人账号登录。")
    if actor.organisation_id is not None:
        raise WrongState("本单位已完成注册，请直接进入系统。")


def _claimed(w: Work, actor: Actor) -> dict[str, str]:
    draft = w.drafts.find(actor.account_id, ORGANISATION_CLAIMS)
    return {name: value for name, value in draft.content.items() if value} if draft else {}


def _blocked(claimed: Mapping[str, str]) -> str:
    """What is wrong with what the provider told: here it can only be said where it is put right."""
    code = claimed.get("credit_code", "")
    if not code or credit_code_valid(code):
        return ""
    return (
        f"统一身份认证提供的统一社会信用代码“{code}”有误（与校验位不符），在本系统不能修改。"
        "请先在政务服务网的法人账号中更正单位信息，再退出并重新登录，继续完成单位注册。"
        "如需帮助，请联系政务服务网客服，或持营业执照（法人证书）到当地人社部门咨询。"
    )


def registration_faults(house: House, w: Work, given: Mapping[str, str]) -> list[InputFault]:
    """What is wrong with name, credit_code, nature, region and parent_id of an organisation that is to be registered."""
    faults = []
    if not given["name"] or len(given["name"]) > _LONGEST_NAME:
        faults.append(InputFault("/name", f"请填写单位全称（与公章一致，不超过 {_LONGEST_NAME} 个字）。"))
    if not credit_code_valid(given["credit_code"]):
        faults.append(
            InputFault("/credit_code", "统一社会信用代码有误，请对照营业执照或法人证书填写 18 位代码。")
        )
    elif w.organisations.by_credit_code(given["credit_code"]) is not None:
        faults.append(
            InputFault("/credit_code", "该统一社会信用代码的单位已经注册，请联系本单位已有账号的管理人员。")
        )
    for name, codes, message in (
        ("nature", "employer_natures", "请选择单位性质。"),
        ("region", "regions", "请选择单位所在地区。"),
    ):
        if house.codes(codes).caption_of(given[name]) is None:
            faults.append(InputFault(f"/{name}", message))
    if given["parent_id"]:
        parent = w.organisations.find(given["parent_id"])
        if parent is None or parent.role is not Role.AUTHORITY:
            faults.append(InputFault("/parent_id", "请从列表中选择主管部门；没有主管部门的请留空。"))
    return faults
