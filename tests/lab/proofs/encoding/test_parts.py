"""What is known of a text's parts without solving."""

from __future__ import annotations

import pytest

from zcforms.lab.proofs.encoding.parts import _joined, _says, begins, surely


@pytest.mark.parametrize(
    ("pattern", "beginning", "so"),
    [
        ("^[0-9]{8}$", "皖", False),
        ("^皖[0-9]{8}$", "皖", True),
        ("^皖[0-9]{8}$", "皖12", True),
        ("^皖[0-9]{8}$", "皖会", False),
        ("^[A-Z]{2}[0-9]{8,12}$", "ZC2022", True),
        ("^[A-Z]{2}[0-9]{8,12}$", "ZC20221234567890", False),
        ("^(皖|沪)?[0-9]+$", "沪9", True),
        ("^(皖|沪)?[0-9]+$", "沪皖", False),
        ("^ *皖", "皖", True),
        ("[0-9]{8}", "皖", True),
        ("^K", "K", True),
        ("^[a-z]*$", "", True),
        ("^\\d+$", "９", True),
        ("^[0-9]+|皖$", "皖", True),
    ],
)
def test_how_a_text_of_a_pattern_may_begin(pattern: str, beginning: str, so: bool) -> None:
    assert begins(pattern, beginning) is so


@pytest.mark.parametrize(
    ("pattern", "beginning", "so"),
    [
        ("^皖[0-9]{8}$", "皖", True),
        ("^皖会[0-9]*", "皖", True),
        ("^皖?[0-9]{8}$", "皖", False),
        ("^皖[0-9]{8}$", "皖1", False),
        ("皖[0-9]{8}$", "皖", False),
        ("^(皖|沪)", "皖", False),
        ("^e[0-9]", "e", False),
    ],
)
def test_how_every_text_of_a_pattern_begins(pattern: str, beginning: str, so: bool) -> None:
    """A mark after an e makes another letter of it."""
    assert surely(pattern, beginning) is so


def test_how_long_a_text_with_two_parts_is() -> None:
    assert _joined("皖会高", "2022") == 7
    assert _joined("皖会", "会高") == 3
    assert _joined("皖会", "皖") == 2
    assert _joined("e\u0301", "皖") == 0  # written as one character, too


def test_who_has_a_text_has_what_is_in_it() -> None:
    assert _says((("皖会",), True), (("皖",), True))
    assert _says((("皖会", "沪会"), True), (("会",), False))
    assert not _says((("皖会", "沪"), True), (("会",), False))
    assert not _says((("皖会",), False), (("皖",), True))
