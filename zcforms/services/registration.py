"""First registration, 完善信息 and the photo (features 4 to 10, 74 to 77)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, WrongState
from zcforms.domain.identity import (
    FIXED,
    AccountKind,
    Person,
    masked,
    resident_id_valid,
    told_by_resident_id,
)
from zcforms.domain.plan import Section
from zcforms.forms.display import text_of
from zcforms.forms.validation import validate
from zcforms.printing.photo import Crop, portrait
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.bindings import BindingView, EmployerChoice, ask, bindings_of
from zcforms.services.content import Admission
from zcforms.services.granting import photographed
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.prefilling import person_document, prefilled
from zcforms.storage.records import StoredFile
from zcforms.storage.work import Work

FORM = "registration"
"""Id of the section document that is the registration form."""
PHOTO_NAME = "个人免冠照片.jpg"

__all__ = [
    "EmployerChoice",
    "Profile",
    "Registration",
    "complete_profile",
    "photo",
    "profile",
    "register",
    "registration",
    "remove_photo",
    "set_photo",
]


@dataclass(frozen=True, slots=True)
class Registration:
    """What the registration page shows. `section` is the form's document, `values` what was kept so far,
    `fixed` its fields that can no longer change; `id_number` is masked. `version`: the person's, for `complete_profile`."""

    section: Section
    values: Mapping[str, Any]
    fixed: frozenset[str]
    name: str
    id_type: str
    id_number: str
    phone: str
    registered: bool
    version: int


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
    with reading(house, actor) as w:
        person = w.people.get(_person_id(actor))
        return Registration(
            section=house.catalogue.sections[FORM],
            values={**_shown_values(house, w, person), **person.profile},
            fixed=_fixed(person),
            name=person.name,
            id_type=house.codes("id_types").caption_of(person.id_type) or person.id_type,
            id_number=masked(person.id_number),
            phone=person.phone,
            registered=person.registered,
            version=person.version,
        )


def register(
    house: House, actor: Actor, profile: Mapping[str, Any], choice: EmployerChoice | None, now: datetime
) -> Actor:
    """Take the first registration, with or without an employer (features 8 to 12); the actor who has now entered.

    Raises:
        InputRefused: pointers into `profile`, or "/employer/organisation_id", "/employer/note".
        WrongState: already registered.
    """
    with writing(house, actor) as w:
        person = w.people.get(_person_id(actor))
        if person.registered:
            raise WrongState("您已完成个人注册，请直接进入系统。")
        person.register(_held(house, person, profile))
        if choice is not None:
            _ask(w, actor, person, choice, now)
        note(w, actor, "person.register", f"person:{person.id}", now)
        return replace(actor, entered=True)


def complete_profile(
    house: House, actor: Actor, profile: Mapping[str, Any], now: datetime, *, version: int | None = None
) -> None:
    """完善信息 (feature 76).

    Raises:
        InputRefused: with pointers. WrongState: a change of what is fixed (65). StaleWrite: changed elsewhere since `version`.
    """
    with writing(house, actor) as w:
        person = w.people.get(actor.person(), version)
        before = person.profile
        fixed = {name: before[name] for name in FIXED if name in before and name not in profile}
        person.register(_held(house, person, {**profile, **fixed}))
        changed = sorted(
            name for name in {*before, *person.profile} if before.get(name) != person.profile.get(name)
        )
        note(w, actor, "person.complete_profile", f"person:{person.id}", now, fields=changed)


def profile(house: House, actor: Actor) -> Profile:
    """The actor's own page of the personal centre (features 74, 75)."""
    with reading(house, actor) as w:
        person = w.people.get(actor.person())
        known = bindings_of(w, person.id)
        return Profile(
            person.name,
            house.codes("id_types").caption_of(person.id_type) or person.id_type,
            masked(person.id_number),
            person.phone,
            person.photo,
            _rows(house, person),
            known.current,
            known.request,
        )


def set_photo(house: House, actor: Actor, data: bytes, crop: Crop | None, now: datetime) -> str:
    """Keep the portrait, re-encoded and cut as the applicant chose (features 68, 77), and make the certificates that wait for it (79 to 81); its
    digest.

    Raises:
        UploadRefused: not a picture, or too small or large.
    """
    drawn = portrait(data, crop)
    digest = house.files.put(drawn)
    with writing(house, actor) as w:
        person = w.people.get(actor.person())
        person.photo = digest
        w.files.add(
            StoredFile(new_id(), digest, PHOTO_NAME, len(drawn), "image/jpeg", now, person_id=person.id)
        )
        photographed(w, person, now)
        note(w, actor, "person.set_photo", f"person:{person.id}", now, digest=digest)
    return digest


def remove_photo(house: House, actor: Actor, now: datetime) -> None:
    """Take the photo off the profile (feature 77); submitted applications keep theirs."""
    with writing(house, actor) as w:
        person = w.people.get(actor.person())
        person.photo = None
        note(w, actor, "person.remove_photo", f"person:{person.id}", now)


def photo(house: House, actor: Actor) -> bytes | None:
    """The actor's own portrait as JPEG, or None."""
    with reading(house, actor) as w:
        digest = w.people.get(actor.person()).photo
    return house.files.get(digest) if digest else None


def _person_id(actor: Actor) -> str:
    if actor.kind is not AccountKind.PERSON or actor.person_id is None:
        raise NotAllowed("当前是单位账号，请用个人账号登录后办理。")
    return actor.person_id


def _held(house: House, person: Person, given: Mapping[str, Any]) -> dict[str, Any]:
    """The form's answers without what comes from the identity provider, which is kept beside them."""
    section = house.catalogue.sections[FORM]
    read_only = {name for name, schema in section.schema["properties"].items() if schema.get("readOnly")}
    admission = Admission(lambda file_id: None)
    content = admission.record(section.schema, {k: v for k, v in given.items() if k not in read_only}, {})
    told = told_by_resident_id(person.id_number) if resident_id_valid(person.id_number) else {}
    faults = list(admission.faults)
    faults += [
        InputFault(breach.pointer, breach.message)
        for breach in validate(section.schema, content, house.catalogue.codes)
    ]
    faults += [
        InputFault(f"/{name}", "与身份证号码不一致，请核对。")
        for name, value in told.items()
        if name in content and content[name] != value
    ]
    if faults:
        raise InputRefused(faults)
    return content


def _ask(w: Work, actor: Actor, person: Person, choice: EmployerChoice, now: datetime) -> None:
    try:
        ask(w, actor, person.id, choice, now)
    except InputRefused as refused:
        raise InputRefused([InputFault(f"/employer{f.pointer}", f.message) for f in refused.faults]) from None


def _fixed(person: Person) -> frozenset[str]:
    return frozenset(name for name in FIXED if name in person.profile) if person.registered else frozenset()


def _shown_values(house: House, w: Work, person: Person) -> dict[str, Any]:
    """What the form starts from, the identity number masked."""
    document = person_document(house, w, person) | {"id_number": masked(person.id_number)}
    return prefilled(house.catalogue.sections[FORM].schema, {"person": document, "profile": person.profile})


def _rows(house: House, person: Person) -> tuple[tuple[str, str], ...]:
    properties: Mapping[str, Any] = house.catalogue.sections[FORM].schema["properties"]
    return tuple(
        (str(schema["caption"]), text_of(schema, person.profile.get(name), house.catalogue.codes))
        for name, schema in properties.items()
        if not schema.get("readOnly")
    )
