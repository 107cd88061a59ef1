"""Numbers that are printed on things, with their check digits: ISBN (GB/T 5795), ISSN (GB/T 9999.1), patents, standards.

Each `is_...` also takes what is no text, as JSON Schema formats must. Blanks, hyphens and letter case are for people alone.
"""

from __future__ import annotations

import re

from stdnum import isbn, issn

_CHINESE_PATENT = re.compile(r"(?:ZL)?((?:[0-9]{2}|(?:19|20)[0-9]{2})[1-9][0-9]{5}(?:[0-9]{2})?)\.?([0-9X])")
_OTHER_PATENTS = (
    re.compile(r"PCT/[A-Z]{2}[0-9]{4}/[0-9]{6}"),  # an international application
    re.compile(r"WO[0-9]{4}/?[0-9]{6}(?:A[0-9])?"),  # and its publication
    re.compile(r"CNA[0-9]{8}\.?[0-9X]"),  # a new variety of plants
    re.compile(r"(?!CN|ZL)[A-Z]{2}[0-9]{6,13}[A-Z]?[0-9]?"),  # granted elsewhere
)
_LENGTHS = (8, 12)
"""Digits before the check digit: until September 2003, and since."""
_STANDARD = re.compile(
    r"[A-Z]{1,8}[0-9]{0,6}(?:/[A-Z]{1,20}[0-9]{0,4}){0,2}[0-9]{1,10}(?:\.[0-9]{1,5}){0,3}[-:](?:19|20)?[0-9]{2}"
)
_DASHES = str.maketrans("–—－：．／", "--" + "-:./")


def is_isbn(text: object) -> bool:
    """Thirteen digits, or ten of before 2007."""
    return not isinstance(text, str) or bool(isbn.is_valid(_joined(text)))


def is_issn(text: object) -> bool:
    return not isinstance(text, str) or bool(issn.is_valid(_joined(text)))


def is_patent(text: object) -> bool:
    """A Chinese patent with its check digit, an international application, a new variety of plants, or a foreign patent."""
    if not isinstance(text, str):
        return True
    number = _joined(text)
    chinese = _CHINESE_PATENT.fullmatch(number)
    if chinese and len(chinese[1]) in _LENGTHS:
        return patent_check(chinese[1]) == chinese[2]
    return any(pattern.fullmatch(number) for pattern in _OTHER_PATENTS)


def is_standard(text: object) -> bool:
    """A code, a number and a year: GB/T 1234-2020, DB34/T 1234-2020, T/ABC 1-2020, ISO/IEC 27001:2022."""
    return not isinstance(text, str) or bool(_STANDARD.fullmatch(_joined(text)))


def canonical(kind: str, text: str) -> str:
    """What two writings of the same number have in common; `kind`: isbn, issn, patent or standard."""
    number = _joined(text)
    if kind == "isbn" and isbn.is_valid(number):
        return str(isbn.compact(number, convert=True))
    return re.sub(r"[-.]", "", number.removeprefix("ZL")) if kind in ("isbn", "issn", "patent") else number


def _joined(text: str) -> str:
    return "".join(text.split()).translate(_DASHES).upper()


def patent_check(digits: str) -> str:
    """The check digit of a Chinese patent's number: the weights are 2 to 9, over and over; the remainder by eleven, X for ten."""
    total = sum(int(digit) * (place % 8 + 2) for place, digit in enumerate(digits))
    return "X" if total % 11 == 10 else str(total % 11)
