"""Names of files (features 39, 72, 82): what a computer gave is cleaned, what a person types keeps the extension, what we name ourselves can be
kept anywhere, two in one list differ."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 100
"""Characters, without the extension."""

NAMELESS = "未命名"
_LONGEST_EXTENSION = 10
_INVISIBLE = frozenset(["Cc", "Cf", "Cs", "Zl", "Zp"])
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')
_DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
)
"""Names that Windows keeps for itself, with whatever extension."""
_BLANKS = re.compile(r"\s+")
_COUNTED = re.compile(r"（[0-9]{1,3}）$")


def uploaded(given: str) -> str:
    """A name as a computer gave it, made one that every system takes: no path, no invisible character, not endless."""
    stem, extension = split(_plain(re.split(r"[\\/]", given)[-1]))
    return (stem[:LONGEST].strip() or NAMELESS) + extension


def renamed(old: str, wanted: str) -> str:
    """The name as somebody wants it, with the extension of `old`, which was found to fit the content. `old` where nothing is left."""
    stem, extension = split(old)
    typed = _typed(wanted, extension)
    return typed + extension if typed and typed != stem else old


def composed(stem: str, extension: str) -> str:
    """A name out of what is known of the content, which every system takes: what stands for a folder, a device or a hidden file there does not."""
    plain = _plain(stem).strip(". ")[:LONGEST].strip(". ") or NAMELESS
    return ("_" if plain.partition(".")[0].strip().upper() in _DEVICES else "") + plain + extension


def names_something(old: str, wanted: str) -> bool:
    """Whether anything is left of what somebody wants as a new name for `old`."""
    return bool(_typed(wanted, split(old)[1]))


def told_apart(names: Sequence[str]) -> list[str]:
    """The same names in the same order, but no two alike, whatever the letter case: 证书.jpg, 证书（2）.jpg."""
    taken: set[str] = set()
    found = []
    for name in names:
        free = (
            name if name.lower() not in taken else _next_free(name, taken | {each.lower() for each in names})
        )
        taken.add(free.lower())
        found.append(free)
    return found


def split(name: str) -> tuple[str, str]:
    """What stands before the extension, and the extension with its dot."""
    stem, dot, extension = name.rpartition(".")
    if not stem or not extension or len(extension) > _LONGEST_EXTENSION:
        return name, ""
    return stem, dot + extension


def _next_free(name: str, taken: set[str]) -> str:
    stem, extension = split(name)
    stem = _COUNTED.sub("", stem)[: LONGEST - 5]
    number = 2
    while f"{stem}（{number}）{extension}".lower() in taken:
        number += 1
    return f"{stem}（{number}）{extension}"


def _typed(wanted: str, extension: str) -> str:
    typed = _plain(wanted)
    if extension and typed.lower().endswith(extension.lower()):
        typed = typed[: -len(extension)]
    return typed.strip(". ")[:LONGEST]


def _plain(text: str) -> str:
    seen = "".join(each if unicodedata.category(each) not in _INVISIBLE else _blank(each) for each in text)
    return _FORBIDDEN.sub("_", _BLANKS.sub(" ", seen)).strip()


def _blank(character: str) -> str:
    return " " if character in "\t\n\r" else ""
