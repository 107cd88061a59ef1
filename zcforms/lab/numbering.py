"""Made-up numbers of the kinds that `documents.numbers` checks. Whether something is published under one is chance."""

from __future__ import annotations

import random
from collections.abc import Callable

from stdnum import ean, issn

from zcforms.documents.numbers import patent_check


def _isbn(source: random.Random) -> str:
    digits = f"9787{source.randrange(10**8):08}"
    return digits + str(ean.calc_check_digit(digits))


def _issn(source: random.Random) -> str:
    digits = f"{source.randrange(10**7):07}"
    return f"{digits[:4]}-{digits[4:]}{issn.calc_check_digit(digits)}"


def _patent(source: random.Random) -> str:
    digits = f"20{source.randrange(10, 22)}{source.randrange(1, 4)}{source.randrange(10**7):07}"
    return f"ZL{digits}.{patent_check(digits)}"


def _standard(source: random.Random) -> str:
    return f"DB34/T {source.randrange(1000, 9999)}-20{source.randrange(10, 22)}"


NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "isbn": _isbn,
    "issn": _issn,
    "patent": _patent,
    "standard": _standard,
}
"""Format -> a number of it."""
