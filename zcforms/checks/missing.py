"""What stands where no value does, as the facts for the engine know it."""

from __future__ import annotations

from typing import Any

from zcforms.checks.core import Nothing

_NONE, _UNASKED = Nothing.NONE, Nothing.UNASKED  # once: to look a member up costs more than to compare


def is_there(found: Any) -> bool:
    return found is not None and found is not _NONE and found is not _UNASKED


def is_known(found: Any) -> bool:
    """无 is known: it differs from everything."""
    return found is not None and found is not _UNASKED


def missing(found: list[Any]) -> Any:
    """What several values without a result amount to: not asked, else blank, else 无."""
    for kind in (_UNASKED, None):
        if any(each is kind for each in found):
            return kind
    return _NONE
