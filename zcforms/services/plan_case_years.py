"""Cases of a plan's rules for the plan of the year after: the same people, to whom everything happened a year later.

Whatever is reckoned from a plan's own days comes out as before then. What rules or filters say of days that stay (2017年以来) may come out otherwise: that is
what the cases are for, and they are run before the plan is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from zcforms.documents import reading, yaml_writing
from zcforms.domain.errors import DocumentsInvalid
from zcforms.lab.casefiles import EXAMPLES
from zcforms.services import rule_text

_DAY = re.compile(r"(?<![\d-])((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?(?![\d-])")
_WORDS = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s*年)|(?<=年度[:：])\s*(?:19|20)\d\d(?!\d)")
_YEAR = re.compile(r"""(\b\w*year["']?:\s*["']?)((?:19|20)\d\d)(?!\d)""")
_APPLICANTS = re.compile(r"^applicants:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*([ \t]+)", re.MULTILINE)
_PLACES = ("answers", "achievements", "applicant")
_KEPT = ("birth_date",)
"""What everybody has once and for all: the number of the identity card says the same."""
_NAME = "a-year-later"
_NOTE = "同一名申报人，各项经历都推后一年"


def moved_on(text: str, plan_id: str, new_id: str, examples: Path) -> str:
    """The text of a plan's cases for the plan of the year after. `examples`: the folder with the application files that applicants come from."""
    text = _later(text.replace(plan_id, new_id))
    people = {
        name: {"from": name, "note": _NOTE, "change": {"plan": new_id, **dict(_changes(examples, name))}}
        for name in _origins(rule_text.data_of(text))
    }
    for number, (name, tree) in enumerate(people.items(), 1):
        called = f"{_NAME}-{number}"
        text = _added(text.replace(name, called), called, {**tree, "from": name})
    return text


def _origins(data: Mapping[str, Any]) -> list[str]:
    """The application files that somebody comes from, directly or by a case."""
    applicants, cases = data.get("applicants") or {}, data.get("cases") or ()
    named = [each.get("from") for each in applicants.values()] + [each.get("applicant") for each in cases]
    return list(dict.fromkeys(each for each in named if str(each).startswith(EXAMPLES)))


def _added(text: str, name: str, tree: Mapping[str, Any]) -> str:
    """The text with one more applicant, before the others."""
    found = _APPLICANTS.search(text)
    if found is None:
        data = dict(rule_text.data_of(text))
        return yaml_writing.dump({**data, "applicants": {name: tree, **(data.get("applicants") or {})}})
    at = found.start(1)
    lines = yaml_writing.member(name, tree).rstrip("\n").split("\n")
    return text[:at] + "".join(f"{found[1]}{line}\n" for line in lines) + text[at:]


def _changes(examples: Path, name: str) -> Iterator[tuple[str, Any]]:
    """Place -> what stands there a year later, of an application file."""
    try:
        data = reading.read(examples / name.removeprefix(EXAMPLES), examples).data
    except (DocumentsInvalid, OSError):
        return
    for place in _PLACES:
        yield from _dated(data.get(place) if isinstance(data, Mapping) else None, place)


def _dated(value: Any, path: str, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key not in _KEPT:
                yield from _dated(each, f"{path}.{key}", key)
    elif isinstance(value, list):
        for position, each in enumerate(value):
            known = each.get("id") if isinstance(each, Mapping) else None
            yield from _dated(each, f"{path}.{known or position}")
    elif isinstance(value, str) and _DAY.fullmatch(value):
        yield path, _later(value)
    elif name.endswith("year") and isinstance(value, int):
        yield path, value + 1


def _later(text: str) -> str:
    """A year later, whatever day is named: as data have them, and as people read them."""
    text = _DAY.sub(lambda found: _day(*found.groups()), text)
    text = _WORDS.sub(lambda found: re.sub(r"\d+", lambda year: str(int(year[0]) + 1), found[0]), text)
    return _YEAR.sub(lambda found: found[1] + str(int(found[2]) + 1), text)


def _day(year: str, month: str, day: str | None) -> str:
    """What is no day at all stays no day."""
    moved = f"{int(year) + 1}-{month}" + (f"-{day}" if day else "")
    if (month, day) != ("02", "29"):
        return moved
    try:
        return date.fromisoformat(moved).isoformat()
    except ValueError:
        return f"{int(year) + 1}-02-28"
