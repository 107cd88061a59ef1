"""Where a finding leads: the `at` of a rule, held to what an application of the plan has, so that 去填写 never ends nowhere.

`at` is a JSON Pointer into the application document (schemas/meta/application.json). What stands there is known from the facts: answers by section,
imports by list, attachments by item. Beyond the document `/imports/<achievement category>` means all the lists of the category.
"""

from __future__ import annotations

from zcforms.checks.scope import Misuse
from zcforms.checks.shape import Shape
from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer, steps

_PARTS = ("answers", "imports", "attachments", "applicant", "route", "standard", "specialty", "title")

OWN = ("application", "person", "breaches", "imported", "achievements", "attachments", "categories")
"""What the facts have beside the sections."""


def require_place(text: str, shape: Shape, at: str) -> None:
    """Raises `Misuse` where no application of the plan has such a place. "" is the whole application."""
    path = steps(text)
    if not path:
        return
    first, *rest = path
    if first not in _PARTS:
        raise _nowhere(text, first, _PARTS, "", at)
    if not rest:
        return
    match first:
        case "answers":
            _require_inside(text, rest, shape, _sections(shape), at)
        case "imports":
            _require_inside(text, rest[:1], shape, _lists(shape), at)
        case "attachments":
            _require_inside(text, rest[:1], shape, _names(shape, "attachments"), at)


def _require_inside(text: str, path: list[str], shape: Shape, known: tuple[str, ...], at: str) -> None:
    """The first step is one of `known`; the others lead on from there, over positions and ids of records."""
    walked = steps(text)[:1]
    if path[0] not in known:
        raise _nowhere(text, path[0], known, pointer(walked), at)
    place, walked = shape.child(path[0]), (*walked, path[0])
    for step in path[1:]:
        if place is None or not (place.records or place.names):
            return
        if place.records is not None:
            place = place.records
        else:
            if place.child(step) is None:
                raise _nowhere(text, step, place.names, pointer(walked), at)
            place = place.child(step)
        walked = (*walked, step)


def _nowhere(text: str, step: str, known: tuple[str, ...], before: str, at: str) -> Misuse:
    where = f"“{before}”下" if before else "申报文件里"
    return Misuse(at, f"“{text}”走不到：{where}没有“{step}”", remedy_for(step, known))


def _sections(shape: Shape) -> tuple[str, ...]:
    return tuple(name for name in shape.names if name not in OWN)


def _lists(shape: Shape) -> tuple[str, ...]:
    lists = [name for name in _sections(shape) if (child := shape.child(name)) and child.records]
    return (*lists, *_names(shape, "achievements"), *_names(shape, "categories"))


def _names(shape: Shape, part: str) -> tuple[str, ...]:
    found = shape.child(part)
    return found.names if found else ()
