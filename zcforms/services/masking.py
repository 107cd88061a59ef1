"""An application document without what says whose it is: for those who try rules on real people.

Names and numbers are replaced wherever they stand, also inside texts that somebody typed; different numbers stay different, so that the rules
find the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(
    r"(?<![0-9a-z-])\d{7,}[Xx]?(?![0-9A-Za-z-])|(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])"
)
_CHOSEN = frozenset({"plan", "route", "standard", "specialty", "title"})
_KEPT = frozenset({"id", "record", "digest", "category", "state"})
_OWN = ("name", "sex", "birth_date", "id_type", "employer")
_NAME, _EMPLOYER = "申报人", "某单位"
_SHORTEST = 2


def masked(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with the applicant's name, numbers, addresses and employer masked. Dates, choices and codes stay as they are."""
    applicant = document["applicant"]
    employer = applicant.get("employer") or {}
    mask = _Mask(
        {
            str(applicant.get("name", "")): _NAME,
            str(employer.get("name", "")): _EMPLOYER,
            str(employer.get("credit_code", "")): "",
            str(applicant.get("id_number", "")): "",
            str(applicant.get("phone", "")): "",
        }
    )
    kept = {name: applicant[name] for name in _OWN if name in applicant}
    kept |= {"name": _NAME, "id_number": "***", "phone": "***", "photo": _photo(applicant.get("photo"))}
    if employer:
        kept["employer"] = {**employer, "name": _EMPLOYER, "credit_code": ""}
    parts = {
        name: part if name in _CHOSEN else mask.of(name, part)
        for name, part in document.items()
        if name != "applicant"
    }
    return {**parts, "applicant": kept}


def _photo(photo: Any) -> Any:
    return {**photo, "name": "照片"} if isinstance(photo, Mapping) else None


class _Mask:
    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {word: shown for word, shown in words.items() if len(word) >= _SHORTEST}
        self._numbers: dict[str, str] = {}

    def of(self, name: str, part: Any) -> Any:
        """`name`: the key that the part stands under."""
        if isinstance(part, str):
            return part if name in _KEPT else self._text(part)
        if isinstance(part, Mapping):
            return {key: self.of(key, each) for key, each in part.items()}
        if isinstance(part, list):
            return [self.of(name, each) for each in part]
        return part

    def _text(self, text: str) -> str:
        for word, shown in self._words.items():
            text = text.replace(word, shown)
        return _NUMBER.sub(self._number, text)

    def _number(self, found: re.Match[str]) -> str:
        """Codes of lists are shorter; a region's has six digits."""
        return self._numbers.setdefault(found[0], f"{found[0][:2]}****{len(self._numbers) + 1:02}")
