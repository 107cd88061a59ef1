"""First registration, 完善信息, photo (features 4 to 10, 65, 68, 74 to 77)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest
from PIL import Image

from tests.services.conftest import NOW
from tests.services.journal import acts, everything
from zcforms.demo.evidence import portrait
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import InputRefused, NotAllowed, UploadRefused, WrongState
from zcforms.domain.identity import BindingState
from zcforms.services import bindings, registration
from zcforms.services.house import House
from zcforms.services.prefilling import prefilled
from zcforms.services.registration import EmployerChoice

FORM = {
    "sex": "2",
    "birth_date": "1992-05-14",
    "politics": "01",
    "ethnicity": "01",
    "email": "hechuqing@example.com",
    "address": "安徽省蚌埠市禾田路1号",
    "work_start": "2014-08-20",
    "education": "21",
}


def pointers(refused: pytest.ExceptionInfo[InputRefused]) -> set[str]:
    return {fault.pointer for fault in refused.value.faults}


def test_the_form_begins_with_what_is_known(town: Stage, house: House) -> None:
    """Feature 5; the identity number is masked, sex and date of birth are read from it."""
    replay = town.replay("new", TEACHER)
    shown = registration.registration(house, replay.actor)
    assert (shown.name, shown.id_type, shown.phone, shown.registered) == (
        "何初晴", "居民身份证", "19900000009", False,
    )  # fmt: skip
    assert replay.person.id_number not in repr(shown)
    assert shown.id_number.startswith("340***")
    assert (shown.values["sex"], shown.values["birth_date"]) == ("2", "1992-05-14")
    assert shown.fixed == frozenset()


def test_registering_without_employer(town: Stage, house: House) -> None:
    """Features 6, 10."""
    replay = town.replay("new", TEACHER)
    actor = registration.register(house, replay.actor, FORM, None, NOW)
    assert actor.entered
    assert bindings.bindings(house, actor) == bindings.Bindings(None, None)
    assert acts(house, f"person:{actor.person_id}") == ["person.register"]
    shown = registration.registration(house, actor)
    assert (shown.registered, shown.fixed) == (True, {"sex", "birth_date"})
    assert shown.values["email"] == FORM["email"]


def test_registering_with_an_employer(town: Stage, house: House) -> None:
    """Features 8, 9."""
    school = town.desks["demo-school"].organisation()
    actor = registration.register(
        house, town.replay("new", TEACHER).actor, FORM, EmployerChoice(school, "在编教师"), NOW
    )
    request = bindings.bindings(house, actor).request
    assert request is not None
    assert (request.organisation, request.state, request.note, request.freelancer) == (
        "蚌埠市禾田路小学", BindingState.PENDING, "在编教师", False,
    )  # fmt: skip


@pytest.mark.parametrize("missing", sorted(FORM))
def test_what_is_starred_is_required(town: Stage, house: House, missing: str) -> None:
    """Feature 6; nothing is kept of a refused registration."""
    replay = town.replay("new", TEACHER)
    with pytest.raises(InputRefused) as refused:
        registration.register(house, replay.actor, {k: v for k, v in FORM.items() if k != missing}, None, NOW)
    assert pointers(refused) == {f"/{missing}"}
    assert not registration.registration(house, replay.actor).registered


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"birth_date": "1992-05-15"}, "/birth_date"),
        ({"sex": "1"}, "/sex"),
        ({"email": "没有"}, "/email"),
        ({"politics": "99"}, "/politics"),
        ({"series": ["01", "02", "03", "04"]}, "/series"),
        ({"admin": True}, "/admin"),
        ({"name": ["x"]}, None),
    ],
)
def test_wrong_input_is_told_at_its_place(
    town: Stage, house: House, wrong: Mapping[str, Any], place: str | None
) -> None:
    """Feature 7; what comes from the provider is not taken from the request, whatever it holds."""
    replay = town.replay("new", TEACHER)
    if place is None:
        registration.register(house, replay.actor, {**FORM, **wrong}, None, NOW)
        assert registration.registration(house, replay.actor).name == "何初晴"
        return
    with pytest.raises(InputRefused) as refused:
        registration.register(house, replay.actor, {**FORM, **wrong}, None, NOW)
    assert pointers(refused) == {place}


def test_an_unknown_employer_is_told_and_nothing_kept(town: Stage, house: House) -> None:
    replay = town.replay("new", TEACHER)
    with pytest.raises(InputRefused) as refused:
        registration.register(house, replay.actor, FORM, EmployerChoice("nowhere"), NOW)
    assert pointers(refused) == {"/employer/organisation_id"}
    assert not registration.registration(house, replay.actor).registered


def test_one_registers_once(town: Stage, house: House) -> None:
    actor = registration.register(house, town.replay("new", TEACHER).actor, FORM, None, NOW)
    with pytest.raises(WrongState, match="已完成"):
        registration.register(house, actor, FORM, None, NOW)


def test_an_employer_has_no_personal_registration(town: Stage, house: House) -> None:
    with pytest.raises(NotAllowed, match="个人账号"):
        registration.registration(house, town.desks["demo-school"])


def test_completing_the_profile(town: Stage, house: House) -> None:
    """Feature 76: the journal says which fields, not what."""
    actor = registration.register(house, town.replay("new", TEACHER).actor, FORM, None, NOW)
    changed = {**FORM, "landline": "0552-0000000", "email": "new@example.com"}
    registration.complete_profile(house, actor, changed, NOW)
    rows = dict(registration.profile(house, actor).rows)
    assert (rows["固定电话"], rows["电子邮箱"], rows["民族"], rows["技能等级"]) == (
        "0552-0000000", "new@example.com", "汉族", "",
    )  # fmt: skip
    assert "new@example.com" not in everything(house)
    assert "'fields': ['email', 'landline']" in everything(house)


def test_what_identifies_cannot_be_completed_away(town: Stage, house: House) -> None:
    """Feature 65: left out it stays, changed it is refused."""
    actor = registration.register(house, town.replay("new", TEACHER).actor, FORM, None, NOW)
    rest = {name: value for name, value in FORM.items() if name not in ("sex", "birth_date")}
    registration.complete_profile(house, actor, rest, NOW)
    assert registration.registration(house, actor).values["sex"] == "2"
    with pytest.raises(InputRefused) as refused:
        registration.complete_profile(house, actor, {**FORM, "sex": "1"}, NOW)
    assert pointers(refused) == {"/sex"}


def test_the_photo_is_drawn_anew(town: Stage, house: House) -> None:
    """Features 68, 77."""
    actor = registration.register(house, town.replay("new", TEACHER).actor, FORM, None, NOW)
    assert registration.photo(house, actor) is None
    digest = registration.set_photo(house, actor, portrait(1), None, NOW)
    kept = registration.photo(house, actor)
    assert kept is not None
    assert Image.open(io.BytesIO(kept)).size == (413, 579)
    assert registration.profile(house, actor).photo == digest
    registration.remove_photo(house, actor, NOW)
    assert registration.photo(house, actor) is None


def test_what_is_no_picture_is_refused(town: Stage, house: House) -> None:
    actor = registration.register(house, town.replay("new", TEACHER).actor, FORM, None, NOW)
    with pytest.raises(UploadRefused):
        registration.set_photo(house, actor, b"%PDF-1.7", None, NOW)
    assert registration.profile(house, actor).photo is None


def test_a_prefill_that_finds_nothing_offers_nothing() -> None:
    schema = {
        "properties": {"a": {"prefill": "/person/name/first"}, "b": {"prefill": "/person/name"}, "c": {}}
    }
    assert prefilled(schema, {"person": {"name": "甲"}}) == {"b": "甲"}
