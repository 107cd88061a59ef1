"""Names of fields are JSON Pointers in another dress."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from zcforms.documents.pointer import pointer
from zcforms.forms.pointer import below, id_of, name_of, path_of

PATHS = st.lists(st.text(max_size=8) | st.integers(0, 99), min_size=1, max_size=4)


@given(PATHS, PATHS)
def test_two_pointers_never_share_a_name(one: list[str | int], other: list[str | int]) -> None:
    assert (name_of(pointer(one)) == name_of(pointer(other))) == (pointer(one) == pointer(other))


@given(PATHS)
def test_no_name_has_the_colon_that_marks_what_belongs_to_a_field(path: list[str | int]) -> None:
    assert ":" not in name_of(pointer(path))


@given(PATHS)
def test_ids_can_be_referred_to(path: list[str | int]) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", id_of(name_of(pointer(path))))


def test_names_read_like_paths() -> None:
    assert name_of("/appointments/0/employer") == "appointments.0.employer"
    assert name_of("") == ""
    assert below("", "nation") == "nation"
    assert below("appointments", 2) == "appointments.2"


@given(PATHS)
def test_a_name_tells_its_path(path: list[str | int]) -> None:
    name = name_of(pointer(path))
    assert path_of(name) == path_of(f"{name}:upload") == tuple(map(str, path))
