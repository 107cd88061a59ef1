"""Sealing, and finding again what is sealed."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.storage.people import ID_NUMBER, person
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring, KeysUnusable
from zcforms.storage.work import work

OLD, NEW = "11" * 32, "22" * 32


def test_a_sealed_text_opens_and_never_looks_the_same_twice(keyring: Keyring) -> None:
    first, second = keyring.seal(ID_NUMBER, "persons.id_number"), keyring.seal(ID_NUMBER, "persons.id_number")
    assert first != second
    assert ID_NUMBER.encode() not in first
    assert keyring.open(first, "persons.id_number") == keyring.open(second, "persons.id_number") == ID_NUMBER


@pytest.mark.parametrize("position", [0, 4, 16, -1])
def test_a_changed_byte_is_noticed(keyring: Keyring, position: int) -> None:
    sealed = bytearray(keyring.seal(ID_NUMBER, "c"))
    sealed[position] ^= 1
    with pytest.raises(KeysUnusable):
        keyring.open(bytes(sealed), "c")


def test_a_value_does_not_open_in_another_column(keyring: Keyring) -> None:
    with pytest.raises(KeysUnusable):
        keyring.open(keyring.seal("13900000001", "persons.phone"), "persons.id_number")


def test_after_a_change_of_keys_the_old_values_open_and_are_found() -> None:
    before, after = Keyring.of(OLD), Keyring.of(f"{NEW},{OLD}")
    assert after.open(before.seal("x", "c"), "c") == "x"
    assert after.blind("x", "c") == before.blind("x", "c")
    with pytest.raises(KeysUnusable, match="末尾"):
        before.open(after.seal("x", "c"), "c")


@pytest.mark.parametrize("keys", ["", "11" * 31, "zz" * 32, f"{OLD},"])
def test_malformed_keys_are_told(keys: str) -> None:
    with pytest.raises(KeysUnusable, match="64 个十六进制"):
        Keyring.of(keys)


def test_keys_do_not_show_in_a_log(keyring: Keyring) -> None:
    assert "5a" not in repr(keyring)
    assert "Z" not in repr(keyring)


def test_numbers_are_unreadable_in_the_database_and_found_all_the_same(database: Database) -> None:
    with work(database) as w:
        w.people.add(person(id_number=ID_NUMBER, phone="13912345678"))
    with database.session(write=False) as session:
        row = session.execute(sa.text("SELECT id_number, id_number_index, phone FROM persons")).one()
    stored = b"|".join(bytes(value) for value in row)
    assert ID_NUMBER.encode() not in stored
    assert b"13912345678" not in stored
    with work(database, write=False) as w:
        found = w.people.by_id_number("resident", f" {ID_NUMBER.lower()} ")
        assert found is not None
        assert (found.id_number, found.phone) == (ID_NUMBER, "13912345678")
        assert w.people.by_id_number("passport", ID_NUMBER) is None


def test_a_corrected_number_is_found_by_its_new_value_alone(database: Database) -> None:
    with work(database) as w:
        w.people.add(person(id_number="OLD"))
    with work(database) as w:
        w.people.get("p1").id_number = "NEW"
    with work(database, write=False) as w:
        assert w.people.by_id_number("resident", "OLD") is None
        assert w.people.by_id_number("resident", "NEW") is not None


def test_another_key_cannot_read_the_database(database: Database) -> None:
    with work(database) as w:
        w.people.add(person())
    thief = Database(database.url.render_as_string(hide_password=False), Keyring.of(OLD))
    with pytest.raises(KeysUnusable), work(thief, write=False) as w:
        w.people.get("p1")
    thief.dispose()
