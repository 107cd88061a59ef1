"""Regular expressions of documents are run on what strangers type: only those that cannot blow up are taken."""

from __future__ import annotations

import re

import pytest

from tests.pace import within
from zcforms.documents.patterns import fault

SAFE = [
    "^[0-9]{4}-[0-9]{3}[0-9X]$",
    "^CN[0-9]{2}-[0-9]{4}(?:/[A-Z0-9.]{1,8})?$",
    "^[0-9]{4}SR[0-9]{6,8}$",
    "^.+$",
    r"^\d{17}[\dX]$",
    "^(?:男|女)$",
    "^[]a-z]{1,3}$",
    r"^a\.b\$$",
    "^(ab){2}c?$",
]


@pytest.mark.parametrize("pattern", SAFE)
def test_safe_patterns(pattern: str) -> None:
    assert fault(pattern) is None


@pytest.mark.parametrize("pattern", SAFE)
@pytest.mark.parametrize("text", ["a" * 50_000, "1" * 50_000, "CN" + "1" * 50_000, "\n" * 50_000])
def test_safe_patterns_are_fast_on_long_texts(pattern: str, text: str) -> None:
    with within(0.5):
        re.search(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("^(a+)+$", "非常慢"),
        ("^(?:a|a)*$", "非常慢"),
        ("^(?:a?){50}$", "非常慢"),
        ("^((a{1,9}){1,9}){1,9}$", "非常慢"),
        ("^(?:[a-z]+ ?)+$", "非常慢"),
        ("^a*a*$", "非常慢"),
        (r"^\s+.+$", "非常慢"),
        ("^a{0,200}a{0,200}a{0,200}b$", "非常慢"),
        ("^a{1,2000}$", "非常慢"),
        (r"^(a)\1$", "反向引用"),
        ("^(?=a)a$", "断言"),
        ("^(?P<x>a)$", "分组"),
        ("^a$|^b$", "括号"),
        ("[0-9]{6}", "没有以 ^ 开头"),
        (r"^a\$", "没有以 ^ 开头"),
        ("^[a-$", "不合法"),
        ("^(a$", "不合法"),
        (f"^{'a' * 600}$", "500"),
    ],
)
def test_dangerous_patterns(pattern: str, said: str) -> None:
    assert said in str(fault(pattern))
