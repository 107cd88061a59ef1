"""Formats by example: an author chooses one that is known, or writes one right value."""

from __future__ import annotations

import re

KNOWN = {
    "mobile": ("手机号", r"^1[3-9][0-9]{9}$"),
    "postcode": ("邮政编码", r"^[0-9]{6}$"),
    "credit_code": ("统一社会信用代码", r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"),
    "identity": (
        "身份证号",
        r"^[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$",
    ),
    "year": ("年份", r"^(19|20)[0-9]{2}$"),
    "digits": ("数字", r"^[0-9]{1,30}$"),
}
"""Id -> caption and pattern."""
EXAMPLE, OTHER = "example", "other"
_RUN = re.compile(r"[0-9]+|[A-Z]+|[a-z]+|.", re.DOTALL)
_BRACKETS = {"〔": "[〔\\[（(]", "[": "[〔\\[（(]", "（": "[〔\\[（(]", "(": "[〔\\[（(]"}
_CLOSING = {"〕": "[〕\\]）)]", "]": "[〕\\]）)]", "）": "[〕\\]）)]", ")": "[〕\\]）)]"}
_YEAR = 4


def of_example(example: str) -> str:
    """A pattern that the example fulfils, and others like it: four digits stay four (a year), other numbers may be longer or shorter, capital
    letters stay as many; brackets may be of any kind; everything else stands as it is."""
    return "^" + "".join(_piece(each) for each in _RUN.findall(example.strip())) + "$"


def kind_of(pattern: str | None, example: str | None) -> str | None:
    """Which of the formats a pattern is: an id of `KNOWN`, `EXAMPLE`, or `OTHER` for one that somebody wrote."""
    if not pattern:
        return None
    known = next((name for name, (_, each) in KNOWN.items() if each == pattern), None)
    if known:
        return known
    return EXAMPLE if example and of_example(example) == pattern else OTHER


def _piece(run: str) -> str:
    if run.isascii() and run.isdigit():
        return f"[0-9]{{{_YEAR}}}" if len(run) == _YEAR else f"[0-9]{{1,{max(len(run) + 2, 5)}}}"
    if run.isascii() and run.isalpha():
        return f"[{'A-Z' if run.isupper() else 'a-z'}]{{{len(run)}}}"
    return _BRACKETS.get(run) or _CLOSING.get(run) or re.escape(run)
