"""The directory of made-up people: a file that can change under a running server."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcforms.domain.identity import resident_id_valid
from zcforms.idp.people import Directory, Identity, made_up_id

ONE = Identity("a", "甲", "person", "第一个")
TWO = Identity("b", "乙", "legal", "第二个", organisation_name="乙单位", credit_code="X")


def test_kinds_are_kept_apart_and_order_is_the_files(tmp_path: Path) -> None:
    directory = Directory(tmp_path / "people.json")
    directory.replace([TWO, ONE])
    assert [identity.name for identity in directory.all("person")] == ["甲"]
    assert [identity.name for identity in directory.all("legal")] == ["乙"]


def test_nobody_before_the_demonstration_is_loaded(tmp_path: Path) -> None:
    assert Directory(tmp_path / "none" / "people.json").all("person") == []


def test_another_process_resets_the_people(tmp_path: Path) -> None:
    ours, theirs = Directory(tmp_path / "people.json"), Directory(tmp_path / "people.json")
    ours.replace([ONE])
    assert theirs.get("a") == ONE
    ours.replace([TWO])
    assert theirs.get("a") is None
    assert theirs.get("b") == TWO


def test_claims_leave_out_the_story_and_what_is_empty() -> None:
    assert ONE.claims == {"sub": "a", "name": "甲", "account_kind": "person"}


@pytest.mark.parametrize(("sex_digit", "parity"), [("1", 1), ("2", 0)])
def test_made_up_numbers_are_formally_right(sex_digit: str, parity: int) -> None:
    number = made_up_id("19850312", sex_digit, 7)
    assert resident_id_valid(number)
    assert number.startswith("34019919850312")
    assert int(number[16]) % 2 == parity


def test_registering_adds_one_and_keeps_the_rest(tmp_path: Path) -> None:
    directory = Directory(tmp_path / "people.json")
    directory.replace([ONE])
    new = directory.register("丙", birth="19900101", sex_digit="1", phone="13900000009")
    assert [identity.name for identity in Directory(tmp_path / "people.json").all("person")] == ["甲", "丙"]
    assert directory.get(new.sub) == new
    twin = directory.register("丁", birth="19900101", sex_digit="1", phone="13900000008")
    assert twin.id_number != new.id_number


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text('{"sub": "a"}', encoding="utf-8")
    with pytest.raises(ValueError, match="list of objects"):
        Directory(path).all("person")
