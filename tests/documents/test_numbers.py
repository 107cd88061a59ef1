"""Numbers are held to their check digits, in whatever way they are written (feature 19). All of them are made up or of the public record."""

from __future__ import annotations

import pytest

from zcforms.documents.formats import CHECKER
from zcforms.documents.numbers import canonical, is_isbn, is_issn, is_patent, is_standard


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("978-7-5000-0001-3", True),
        ("9787500000013", True),
        ("978－7－5000－0001－3", True),
        ("7-302-02368-9", True),
        ("978-7-5000-0001-4", False),
        ("978-7-5000-0001", False),
        ("统一书号 7100·5", False),
        (9787500000013, True),
    ],
)
def test_isbn(text: object, real: bool) -> None:
    assert is_isbn(text) is real


@pytest.mark.parametrize(
    ("text", "real"),
    [("1234-5679", True), ("12345679", True), ("2434-561x", True), ("1234-5678", False), ("", False)],
)
def test_issn(text: str, real: bool) -> None:
    assert is_issn(text) is real


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("ZL202010000001.1", True),
        ("zl 2020 1 0000001.1", True),
        ("202010000001.1", True),
        ("ZL202010000001.2", False),
        ("ZL85100001.0", True),
        ("ZL85100001.3", False),
        ("ZL2020100000.1", False),
        ("PCT/CN2020/000001", True),
        ("WO2020/000001", True),
        ("CNA20180001.1", True),
        ("US10000001B2", True),
        ("CN10000001", False),
        ("受理中", False),
    ],
)
def test_patents(text: str, real: bool) -> None:
    assert is_patent(text) is real


@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("GB/T 1234-2020", True),
        ("GB 1234.1—2008", True),
        ("DB34/T 1234-2020", True),
        ("JGJ 1-2014", True),
        ("T/ABC 001-2020", True),
        ("Q/ABC 001-2020", True),
        ("ISO/IEC 27001:2022", True),
        ("GJJGF001-2020", True),
        ("GB/T 1234", False),
        ("国标 1234-2020", False),
    ],
)
def test_standards(text: str, real: bool) -> None:
    assert is_standard(text) is real


def test_writings_of_one_number_are_one() -> None:
    assert canonical("isbn", "7-302-02368-9") == canonical("isbn", "978 7302023685")
    assert canonical("patent", "ZL 2020 1 0000001.1") == canonical("patent", "2020100000011")
    assert canonical("standard", "GB/T 1234—2020") == canonical("standard", "gb/t1234-2020")
    assert canonical("None", "A b") == canonical("None", "ab")


def test_every_format_is_checked() -> None:
    for name, wrong in (("isbn", "1"), ("issn", "1"), ("patent", "1"), ("standard", "1")):
        assert not CHECKER.conforms(wrong, name)
