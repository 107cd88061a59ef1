"""What people type, read generously: full-width digits, Chinese dates, units, stray control characters.

Every reader takes the cleaned text and gives the JSON value, or raises `NotUnderstood` with a sentence for the person.
Whatever is refused is never changed: the field shows it again as it was typed.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from zcforms.documents.formats import is_date, is_time

MOST_DIGITS = 15
"""More cannot be kept exactly by every reader of JSON."""

_INVISIBLE = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_BLANKS = re.compile(r"\s+")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = str.maketrans({"。": ".", "，": ",", "－": "-", "—": "-", "–": "-", "\u2212": "-"})
_MONTH = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})月?")
_TIME = re.compile(r"([0-9]{1,2})(?:[:：.]|[点时])([0-9]{1,2})?分?")
_DAY = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})[日号]?")


class NotUnderstood(ValueError):
    """What was typed is not of the field's type; the message says what to type."""


def clean(text: str, *, lines: bool = False) -> str:
    """Text without control characters, direction overrides and outer blanks; with `lines`, line ends stay as "\\n".

    Nothing is composed or folded: a rare character of a name stays the very character (NFC would replace some).
    """
    text = _LINE_ENDS.sub("\n", text)
    text = "".join(character for character in text if _kept(character))
    if not lines:
        return _BLANKS.sub(_one_blank, text).strip()
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def integer(text: str, unit: str = "") -> int:
    """A whole number of at most 15 digits."""
    plain = _number(text, unit)
    if not _INTEGER.fullmatch(plain):
        raise NotUnderstood("请填写整数，例如 12。")
    _hold_to_digits(plain)
    return int(plain)


def decimal(text: str, unit: str = "") -> int | float:
    """A number of at most 15 digits; whole ones become integers."""
    plain = _number(text, unit)
    if not _DECIMAL.fullmatch(plain):
        raise NotUnderstood("请填写数字，例如 3.5。")
    _hold_to_digits(plain)
    number = Decimal(plain)
    return int(number) if number == number.to_integral_value() else float(number)


def day(text: str) -> str:
    """YYYY-MM-DD from that, 2008/7/1, 2008.7.1, 20080701 or 2008年7月1日."""
    plain = _digits(text)
    if re.fullmatch(r"[0-9]{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    if found := _DAY.fullmatch(plain):
        return _real(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}", text)
    if _MONTH.fullmatch(plain):
        raise NotUnderstood("请写到日，例如 2008-07-01。")
    raise NotUnderstood("请填写日期，例如 2008-07-01。")


def month(text: str) -> str:
    """YYYY-MM from that, 2008/7, 2008.7, 200807 or 2008年7月."""
    plain = _digits(text)
    if re.fullmatch(r"[0-9]{6}", plain):
        plain = f"{plain[:4]}-{plain[4:]}"
    if found := _MONTH.fullmatch(plain):
        return _real(f"{found[1]}-{int(found[2]):02}-01", text)[:7]
    if _DAY.fullmatch(plain):
        raise NotUnderstood("只需写到月，例如 2008-07。")
    raise NotUnderstood("请填写年月，例如 2008-07。")


def time(text: str) -> str:
    """HH:MM from that, 8:30, 8：30, 0830, 8点30分, 8时."""
    plain = _digits(text)
    if re.fullmatch(r"[0-9]{4}", plain):
        plain = f"{plain[:2]}:{plain[2:]}"
    found = _TIME.fullmatch(plain)
    if found is None or (found[2] is None and not plain.endswith(("点", "时"))):
        raise NotUnderstood("请填写时刻，例如 08:30。")
    made = f"{int(found[1]):02}:{int(found[2] or 0):02}"
    if not is_time(made):
        raise NotUnderstood(f"没有“{text}”这个时刻，请核对。")
    return made


def number_text(number: float) -> str:
    """How a number stands in a field: without exponent and without a needless ".0"."""
    text = f"{Decimal(str(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _kept(character: str) -> bool:
    if character in "\n\t":
        return True
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _INVISIBLE


def _one_blank(found: re.Match[str]) -> str:
    """A run of blanks in one line becomes its first; line ends and tabs become a space."""
    return " " if found.group()[0] in "\n\t" else found.group()[0]


def _number(text: str, unit: str) -> str:
    plain = _digits(text).translate(_SIGNS)
    plain = plain.removesuffix(_digits(unit))
    return plain.replace(",", "") if _GROUPED.fullmatch(plain) else plain


def _digits(text: str) -> str:
    """Full-width forms narrowed, all blanks removed. Not NFKC, which would read 3² as 32."""
    return _BLANKS.sub("", text).translate(_FULL_WIDTH)


def _hold_to_digits(plain: str) -> None:
    if sum(character.isdigit() for character in plain.lstrip("+-0")) > MOST_DIGITS:
        raise NotUnderstood(f"数字太长，最多 {MOST_DIGITS} 位。")


def _real(iso: str, typed: str) -> str:
    if not is_date(iso):
        raise NotUnderstood(f"没有“{typed}”这一天，请核对。")
    return iso
