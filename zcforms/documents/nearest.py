"""The name that an author probably meant."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable

_SHOWN = 12
_MOST = 300  # candidates that are looked at
_LONGEST = 60  # nobody mistypes more; comparing takes time in the square of the length


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that differs least, in whatever case; None when none is close."""
    if len(name) > _LONGEST:
        return None
    by_lower = {candidate.lower(): candidate for candidate in itertools.islice(candidates, _MOST)}
    close = difflib.get_close_matches(name.lower(), list(by_lower), n=1, cutoff=0.65)
    return by_lower[close[0]] if close else None


def remedy_for(name: str, candidates: Iterable[str]) -> str:
    """What to tell somebody who wrote an unknown name: the nearest one, or what there is."""
    known = list(dict.fromkeys(candidates))
    if close := nearest(name, known):
        return f"是不是想写“{close}”？"
    if not known:
        return "这里没有可用的名称，请删去。"
    return f"可用的有：{'、'.join(known[:_SHOWN])}{' 等' if len(known) > _SHOWN else ''}。"


def meant(remedy: str) -> str | None:
    """The name that `remedy_for` took for the one that was meant; None where it only told what there is."""
    found = _MEANT.match(remedy)
    return found[1] if found else None


_MEANT = re.compile("是不是想写“(.+)”？")
