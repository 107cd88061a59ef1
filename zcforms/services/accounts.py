"""Signing in: identity claims become an account; a login session is a token that can be revoked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, NotAllowed
from zcforms.domain.identity import Account, AccountKind, Person, resident_id_valid
from zcforms.services.access import note
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.work import Work, work

RESIDENT_ID = "resident-id"
ORGANISATION_CLAIMS = "claims/organisation"
"""Key of the draft that keeps what the identity provider said about a legal account's organisation."""
_TOKEN_BYTES = 32
FORMS_KNOWN = timedelta(days=7)
"""So long a form that was sent before is known."""


def sign_in(house: House, claims: Mapping[str, Any], now: datetime) -> Actor:
    """The account of an identity provider's subject, made at the first visit (features 2, 3, 5).

    `claims`: sub, name, account_kind (person|legal), id_type, id_number, phone_number; organisation_name and credit_code
    of a legal account. The phone number follows the provider; name and identity number stay as first seen (feature 65).

    Raises:
        InputRefused: a claim is missing or the identity number is not one; pointers name the claim.
        NotAllowed: the identity number belongs to another subject's person, or the subject's kind has changed.
    """
    given = _held(house, claims)
    with work(house.database) as w:
        account = w.accounts.by_subject(given["sub"])
        if account is None:
            account = _new_account(w, given, now)
        elif account.kind != given["account_kind"]:
            raise NotAllowed("该账号的类型与首次登录时不一致，请联系系统管理员。")
        else:
            _follow(w, account, given, now)
        actor = actor_of(w, account)
        note(w, actor, "account.sign_in", f"account:{account.id}", now)
        return actor


def open_session(house: House, actor: Actor, now: datetime) -> str:
    """A new token for the browser; only its digest is kept."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with work(house.database) as w:
        w.sessions.clear_expired(now)
        w.form_uses.clear_older(house.now() - FORMS_KNOWN)
        w.sessions.open(
            token, actor.account_id, at=now, expires_at=now + timedelta(hours=house.terms.session_hours)
        )
    return token


def resolve_session(house: House, token: str, now: datetime) -> Actor | None:
    """Whose token it is; None when unknown, expired or revoked."""
    with work(house.database, write=False) as w:
        session = w.sessions.by_token(token, now)
        return actor_of(w, w.accounts.get(session.account_id)) if session else None


def close_session(house: House, token: str, now: datetime) -> None:
    """Sign out; an unknown token is no error."""
    with work(house.database) as w:
        session = w.sessions.by_token(token, now)
        w.sessions.revoke(token)
        if session is not None:
            w.journal.append(session.account_id, "account.sign_out", f"account:{session.account_id}", {}, now)


def actor_of(w: Work, account: Account) -> Actor:
    """Who an account is at present."""
    if account.kind is AccountKind.PERSON:
        person = w.people.get(account.person_id or "")
        return Actor(account.id, account.kind, person.name, person_id=person.id, entered=person.registered)
    if account.organisation_id is None:
        return Actor(account.id, account.kind, account.name)
    organisation = w.organisations.get(account.organisation_id)
    return Actor(
        account.id,
        account.kind,
        account.name,
        organisation_id=organisation.id,
        role=organisation.role,
        entered=True,
    )


def _held(house: House, claims: Mapping[str, Any]) -> dict[str, str]:
    given = {name: value.strip() for name, value in claims.items() if isinstance(value, str)}
    legal = given.get("account_kind") == AccountKind.LEGAL
    types = {code.caption: code.id for code in house.codes("id_types").codes}
    if "id_type" in given:
        given["id_type"] = types.get(given["id_type"], given["id_type"])
    needed = ("sub", "name", "account_kind", *(("organisation_name",) if legal else ("id_type", "id_number")))
    faults = [
        InputFault(f"/{name}", f"统一身份认证没有提供 {name}，请联系政务服务网客服。")
        for name in needed
        if not given.get(name)
    ]
    if given.get("account_kind") not in (None, "", *AccountKind):
        faults.append(
            InputFault("/account_kind", "统一身份认证给出的账号类型无法识别，请联系政务服务网客服。")
        )
    if (
        not legal
        and given.get("id_type") == RESIDENT_ID
        and not resident_id_valid(given.get("id_number", ""))
    ):
        faults.append(
            InputFault("/id_number", "统一身份认证给出的身份证号码有误，请先在政务服务网更正实名信息。")
        )
    if faults:
        raise InputRefused(faults)
    return given


def _new_account(w: Work, given: Mapping[str, str], now: datetime) -> Account:
    kind = AccountKind(given["account_kind"])
    account = Account(new_id(), given["sub"], kind, given["name"])
    if kind is AccountKind.PERSON:
        if w.people.by_id_number(given["id_type"], given["id_number"]) is not None:
            raise NotAllowed(
                "该证件号码已由另一个账号登录过。请使用原来的账号登录；如非本人操作，请联系人社部门。"
            )
        number = given["id_number"].upper()
        person = Person(new_id(), given["name"], given["id_type"], number, given.get("phone_number", ""))
        w.people.add(person)
        w.flush()  # the account refers to the person
        account.person_id = person.id
    w.accounts.add(account)
    w.flush()
    if kind is AccountKind.LEGAL:
        account.person_id = _operator(w, given)
        _join(w, account, given, now)
    return account


def _follow(w: Work, account: Account, given: Mapping[str, str], now: datetime) -> None:
    if account.kind is AccountKind.LEGAL:
        account.name = given["name"]
        account.person_id = _operator(w, given) or account.person_id
        if account.organisation_id is None:
            _join(w, account, given, now)
        return
    person = w.people.get(account.person_id or "")
    if given.get("phone_number") and person.phone != given["phone_number"]:
        person.phone = given["phone_number"]


def _operator(w: Work, given: Mapping[str, str]) -> str | None:
    """The person who works with a legal account, where the provider says who it is: nobody answers for oneself."""
    if not given.get("id_number"):
        return None
    person = w.people.by_id_number(given.get("id_type", ""), given["id_number"])
    return person.id if person else None


def _join(w: Work, account: Account, given: Mapping[str, str], now: datetime) -> None:
    """A legal account of an organisation that is registered already acts for it at once; otherwise what the provider says
    about the organisation is kept for its registration."""
    organisation = w.organisations.by_credit_code(given.get("credit_code", ""))
    if organisation is not None:
        account.organisation_id = organisation.id
        return
    told = {"name": given["organisation_name"], "credit_code": given.get("credit_code", "").upper()}
    w.drafts.save(account.id, ORGANISATION_CLAIMS, told, now)
