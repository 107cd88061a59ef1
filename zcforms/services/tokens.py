"""Tokens of the API: a rule author makes one for a program, which then asks in that account's name. Only its digest is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.token_role import TokenRole
from zcforms.services import accounts
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.rule_authors import author
from zcforms.storage.records import ApiToken
from zcforms.storage.shelves.rules import token_digest
from zcforms.storage.work import work

PREFIX = "zcf_"
DAYS = 180
MOST = 20
"""Live tokens of one account."""
_BYTES, _HINT, _LONGEST_NAME = 32, 8, 60
_USED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class NewToken:
    """`secret` is shown once and known to nobody afterwards."""

    id: str
    secret: str


@dataclass(frozen=True, slots=True)
class TokenLine:
    """`hint`: the secret's beginning; `live`: it opens the API."""

    id: str
    name: str
    role: TokenRole
    hint: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    live: bool


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks with a token: its account, no further than the token's role lets it."""

    actor: Actor
    role: TokenRole


def make(house: House, actor: Actor, name: str, now: datetime, *, role: str = TokenRole.PUBLISH) -> NewToken:
    """A new token; `name` says what it is for, `role` what it may do. `now`: real time.

    Raises:
        InputRefused: no name, or a long one; no such role. WrongState: the account has many already. NotAllowed: the actor is no rule author.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME:
        raise InputRefused([InputFault("/name", f"请写明令牌的用途（不超过 {_LONGEST_NAME} 个字）。")])
    if role not in list(TokenRole):
        raise InputRefused([InputFault("/role", "请选择令牌可以做什么。")])
    secret = PREFIX + secrets.token_urlsafe(_BYTES)
    with writing(house, actor) as w:
        who = author(w, house, actor)
        if sum(_live(each, now) for each in w.tokens.of(who.account_id)) >= MOST:
            raise WrongState(f"一个账号最多有 {MOST} 个有效的令牌，请先停用不再使用的。")
        made = ApiToken(
            new_id(),
            who.account_id,
            name,
            token_digest(secret),
            secret[:_HINT],
            now,
            now + timedelta(days=DAYS),
            TokenRole(role),
        )
        w.tokens.add(made)
        note(w, actor, "token.make", f"token:{made.id}", now)
        return NewToken(made.id, secret)


def listing(house: House, actor: Actor, now: datetime) -> list[TokenLine]:
    """The account's own, the newest first."""
    with reading(house, actor) as w:
        who = author(w, house, actor)
        found = w.tokens.of(who.account_id)
    return [
        TokenLine(
            each.id,
            each.name,
            each.role,
            each.hint,
            each.created_at,
            each.expires_at,
            each.used_at,
            each.revoked_at,
            _live(each, now),
        )
        for each in found
    ]


def revoke(house: House, actor: Actor, token_id: str, now: datetime) -> None:
    """Close a token for good; one that is closed already stays so. Raises `NotFound`, also for another account's."""
    with writing(house, actor) as w:
        who = author(w, house, actor)
        found = w.tokens.find(token_id)
        if found is None or found.account_id != who.account_id:
            raise NotFound
        if found.revoked_at is None:
            found.revoked_at = now
            note(w, actor, "token.revoke", f"token:{token_id}", now)


def resolve(house: House, secret: str, now: datetime) -> Bearer | None:
    """In whose name the token asks; None for one that is unknown, revoked or over."""
    if not secret.startswith(PREFIX):
        return None
    with work(house.database, write=False) as w:
        token = w.tokens.by_secret(secret, now)
        if token is None:
            return None
        actor = accounts.actor_of(w, w.accounts.get(token.account_id))
    if token.used_at is None or now - token.used_at > _USED_EVERY:
        with work(house.database) as w:
            w.tokens.get(token.id).used_at = now
    return Bearer(actor, token.role)


def _live(token: ApiToken, now: datetime) -> bool:
    return token.revoked_at is None and token.expires_at > now
