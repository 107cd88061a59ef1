"""Ids from captions: an author never types one. They are made once, unique among their neighbours, and stay."""

from __future__ import annotations

import re
from collections.abc import Collection

from pypinyin import lazy_pinyin

_LONGEST = 40
_WORD = re.compile(r"[a-z0-9]+")


def id_of(caption: str, taken: Collection[str], *, joint: str = "_", spare: str = "item") -> str:
    """An id that none of `taken` has: the caption's pinyin. `joint`: between syllables, `_` for names of data, `-` for ids of documents and choices."""
    words = _WORD.findall(" ".join(lazy_pinyin(caption, errors="default")).lower())
    made = ""
    for word in words:
        longer = f"{made}{joint}{word}" if made else word
        if len(longer) > _LONGEST:
            break
        made = longer
    made = made or spare
    if not made[0].isalpha():
        made = f"{spare}{joint}{made}"[:_LONGEST]
    return unused(made, taken, joint)


def unused(wanted: str, taken: Collection[str], joint: str = "_") -> str:
    """The id itself, or with the first number behind it that is free."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}{joint}{number}" in taken:
        number += 1
    return f"{wanted}{joint}{number}"
