"""Signing in: identity claims become an account; a login session is a token that can be revoked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zcforms.services.actor import Actor
from zcforms.services.house import House


def sign_in(house: House, claims: Mapping[str, Any], now: datetime) -> Actor:
    """The account of an identity provider's subject, made at the first visit (features 2, 3, 5).

    `claims`: sub, name, account_kind (person|legal), id_type, id_number, phone_number; organisation_name and credit_code
    of a legal account. The phone number follows the provider; name and identity number stay as first seen (feature 65).

    Raises:
        InputRefused: a claim is missing or the identity number is not one; pointers name the claim.
        NotAllowed: the identity number belongs to another subject's person.
    """
    raise NotImplementedError


def open_session(house: House, actor: Actor, now: datetime) -> str:
    """A new token for the browser; only its digest is kept."""
    raise NotImplementedError


def resolve_session(house: House, token: str, now: datetime) -> Actor | None:
    """Whose token it is; None when unknown, expired or revoked."""
    raise NotImplementedError


def close_session(house: House, token: str, now: datetime) -> None:
    """Sign out; an unknown token is no error."""
    raise NotImplementedError


def close_all_sessions(house: House, actor: Actor, now: datetime) -> int:
    """Sign out everywhere; how many sessions ended."""
    raise NotImplementedError
