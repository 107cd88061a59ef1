"""First registration, 完善信息, the photo, and an employer's registration (features 4 to 11, 74 to 77)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.plan import Section
from zcforms.printing.photo import Crop
from zcforms.services.actor import Actor
from zcforms.services.bindings import BindingView
from zcforms.services.house import House


@dataclass(frozen=True, slots=True)
class Registration:
    """What the registration page shows. `section` is the form's document, `values` what was kept so far,
    `fixed` its fields that can no longer change; `id_number` is masked."""

    section: Section
    values: Mapping[str, Any]
    fixed: frozenset[str]
    name: str
    id_type: str
    id_number: str
    phone: str
    registered: bool


@dataclass(frozen=True, slots=True)
class EmployerChoice:
    """The employer that is asked together with the registration (feature 9); a freelancer asks the local
    human-resources authority (feature 12)."""

    organisation_id: str
    note: str = ""
    freelancer: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """The personal centre (feature 75): `rows` are (caption, text) in the form's order, empty texts included."""

    name: str
    id_type: str
    id_number: str
    phone: str
    photo: str | None
    rows: tuple[tuple[str, str], ...]
    binding: BindingView | None
    request: BindingView | None


def registration(house: House, actor: Actor) -> Registration:
    """The form for the first registration and for 完善信息 (features 4 to 7, 76)."""
    raise NotImplementedError


def register(
    house: House, actor: Actor, profile: Mapping[str, Any], choice: EmployerChoice | None, now: datetime
) -> Actor:
    """Take the first registration, with or without an employer (features 8 to 12); the actor who has now entered.

    Raises:
        InputRefused: pointers into `profile`, or "/employer".
        WrongState: already registered.
    """
    raise NotImplementedError


def complete_profile(house: House, actor: Actor, profile: Mapping[str, Any], now: datetime) -> None:
    """完善信息 (feature 76). Raises `InputRefused` with pointers; `WrongState` for a change of what is fixed (65)."""
    raise NotImplementedError


def profile(house: House, actor: Actor) -> Profile:
    """The actor's own page of the personal centre (features 74, 75)."""
    raise NotImplementedError


def set_photo(house: House, actor: Actor, data: bytes, crop: Crop | None, now: datetime) -> str:
    """Keep the portrait, re-encoded and cut as the applicant chose (features 68, 77); its digest.

    Raises:
        UploadRefused: not a picture, or too small or large.
    """
    raise NotImplementedError


def remove_photo(house: House, actor: Actor, now: datetime) -> None:
    """Take the photo off the profile (feature 77); submitted applications keep theirs."""
    raise NotImplementedError


def photo(house: House, actor: Actor) -> bytes | None:
    """The actor's own portrait as JPEG, or None."""
    raise NotImplementedError


def employer_registration(house: House, actor: Actor) -> Mapping[str, Any]:
    """What a legal account's registration page starts from: name, credit_code, nature, region, role (feature 11)."""
    raise NotImplementedError


def register_employer(house: House, actor: Actor, details: Mapping[str, Any], now: datetime) -> Actor:
    """Register the legal account's organisation as an employer (feature 11); the actor who has now entered.

    `details`: name, credit_code, nature (code of employer-natures), region (code of regions), parent_id of the competent
    authority or None.

    Raises:
        InputRefused: pointers into `details`; a credit code that another organisation has.
    """
    raise NotImplementedError
