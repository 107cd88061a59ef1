"""Formats that documents and answers use: `date` YYYY-MM-DD, `month` YYYY-MM, `time` HH:MM, `email`, and the numbers of `numbers`."""

from __future__ import annotations

import re
from datetime import date

from jsonschema import FormatChecker

from zcforms.documents import numbers

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_EMAIL = re.compile(r"(?=[^@]{1,64}@)[^@\s.\"]+(?:\.[^@\s.\"]+)*@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def is_date(text: object) -> bool:
    """A real day between the years 1 and 9999."""
    if not isinstance(text, str):
        return True
    if not (_DATE.fullmatch(text) and text.isascii()):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_month(text: object) -> bool:
    return not isinstance(text, str) or (len(text) == 7 and is_date(f"{text}-01"))


def is_time(text: object) -> bool:
    """A minute of the day, from 00:00 to 23:59."""
    return not isinstance(text, str) or bool(_TIME.fullmatch(text))


def is_email(text: object) -> bool:
    """Good enough to be written to; whether somebody reads it only a letter can tell."""
    return not isinstance(text, str) or bool(_EMAIL.fullmatch(text))


CHECKER = FormatChecker(formats=())
CHECKER.checks("date")(is_date)
CHECKER.checks("month")(is_month)
CHECKER.checks("time")(is_time)
CHECKER.checks("email")(is_email)
CHECKER.checks("isbn")(numbers.is_isbn)
CHECKER.checks("issn")(numbers.is_issn)
CHECKER.checks("patent")(numbers.is_patent)
CHECKER.checks("standard")(numbers.is_standard)
