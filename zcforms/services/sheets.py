"""Paper: the evaluation form, its preview, the pledge (features 29, 69, 73)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.services.actor import Actor
from zcforms.services.house import House


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF with the name to save it under; `data` is None while it is being made."""

    name: str
    data: bytes | None


def make_evaluation_form(house: House, application_id: str, now: datetime) -> str | None:
    """The job behind submission: render, print, store; the PDF's digest, None where the application was withdrawn meanwhile.
    Running it again gives the same sheet. Raises `PrintingFailed`, `NotFound`."""
    raise NotImplementedError


def evaluation_form(house: House, actor: Actor, application_id: str) -> Sheet:
    """The submitted application's evaluation form (导出评审表), for its owner and whoever handles it.

    Raises:
        WrongState: not submitted yet. NotFound.
    """
    raise NotImplementedError


def preview(house: House, actor: Actor, application_id: str, now: datetime) -> Sheet:
    """The evaluation form of a draft, marked 草稿. Raises `PrintingFailed`, `NotFound`."""
    raise NotImplementedError


def pledge_form(house: House, actor: Actor, application_id: str) -> Sheet:
    """The pledge with the applicant's name, to be signed by hand (features 29, 69)."""
    raise NotImplementedError


def from_document(house: House, document: Any, plan_id: str | None = None) -> bytes:
    """The evaluation form of an application file, without a database. Raises as `checking.check_document`, `PrintingFailed`."""
    raise NotImplementedError
