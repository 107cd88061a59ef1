"""Numbers with check digits that made-up people have: well-formed, and nobody's but by chance."""

from __future__ import annotations

from collections.abc import Callable

from zcforms.documents.formats import CHECKER

_CHECKS = "0123456789X"
_BODIES: dict[str, Callable[[int], str]] = {
    "isbn": lambda serial: f"9787{serial % 10**8:08}",
    "issn": lambda serial: f"{serial % 10**7 // 1000:04}-{serial % 1000:03}",
    "patent": lambda serial: f"ZL20191{serial % 10**7:07}.",
    "standard": lambda serial: f"T/ZC {serial % 10**8}-201",
}


KINDS = frozenset(_BODIES)
"""The formats (documents.formats) that are such numbers."""


def number(kind: str, serial: int) -> str:
    """One of this format, another for each serial. Raises `KeyError` for a format that is none of `KINDS`."""
    body = _BODIES[kind](serial)
    return next(text for check in _CHECKS if CHECKER.conforms(text := body + check, kind))
