"""Autosave: what stands in a form that was not saved yet, kept raw per account and form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.services.actor import Actor
from zcforms.services.house import House


@dataclass(frozen=True, slots=True)
class Draft:
    """`content` is what the browser sent, never validated: it only goes back into the same form."""

    key: str
    content: Mapping[str, Any]
    at: datetime


def keep(house: House, actor: Actor, key: str, content: Mapping[str, Any], now: datetime) -> None:
    """`key` names the form, e.g. "application/<id>/basic". Raises `InputRefused` over 200 kB."""
    raise NotImplementedError


def find(house: House, actor: Actor, key: str) -> Draft | None:
    raise NotImplementedError


def forget(house: House, actor: Actor, key: str) -> None:
    """After the form was saved, or the draft was thrown away."""
    raise NotImplementedError
