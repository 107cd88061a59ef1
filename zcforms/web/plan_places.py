"""Where in the designer a problem is put right: the tab of its place, and the address of the nearest thing that has a form there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import current_app

from zcforms.documents.pointer import steps
from zcforms.domain.problem import Problem
from zcforms.forms.lint_words import inside, kind_of, tab_of
from zcforms.forms.shelf import name_of

PREFIX = "/plans/design/drafts"
_ROOTS = {"standards": "requirements", "parts": "forms", "titles": "facts", "specialties": "facts"}
"""List of the plan's document -> where the designer has it."""
_NAMED = frozenset({"standards", "categories", "items", "parts", "titles", "specialties", "steps"})


def link(draft_id: str, problem: Problem, documents: Mapping[str, Any]) -> str:
    """The address of the page on which the problem's place is edited; "" where there is no such page."""
    return link_to(draft_id, problem.document, problem.inside, documents)


def link_to(draft_id: str, document: str, inside: str, documents: Mapping[str, Any]) -> str:
    """The same of a place: the path of a document, and a JSON Pointer in it."""
    tab = tab_of(document, steps(inside))
    page = f"{PREFIX}/{draft_id}/{tab}"
    if not current_app.url_map.bind("localhost").test(page, method="GET"):
        return ""
    at = "/".join(_address(document, inside, documents.get(document)))
    return f"{page}?{urlencode({'at': at})}" if at else page


def address(problem: Problem, documents: Mapping[str, Any]) -> str:
    """Of the nearest thing that has a form, as the designer's pages have it in `at`; "" for what is the tab's own."""
    return "/".join(_address(problem.document, problem.inside, documents.get(problem.document)))


def _address(document: str, within: str, data: Any) -> Iterator[str]:
    """In ids instead of positions, down to the last thing that has a name."""
    path = steps(within)
    kind = kind_of(document)
    if kind == "section":
        yield f"section:{name_of(document)}"
        yield from _fields(path)
    elif kind == "plan" and path and path[0] in _ROOTS:
        yield _ROOTS[path[0]]
        yield from _things(path, data)
    elif kind in ("attachments", "chain"):
        yield kind
        yield from _things(path, data)


def _fields(path: tuple[str, ...]) -> Iterator[str]:
    """properties/name; of a record inside, items/properties/method; of what a list of records asks, the same without its first step."""
    rest = path[1:] if path[:1] == ("items",) else path
    while len(rest) > 1 and rest[0] == "properties":
        yield from rest[:2]
        rest = rest[2:]
        if rest[:2] != ("items", "properties"):
            return
        yield rest[0]
        rest = rest[1:]


def _things(path: tuple[str, ...], data: Any) -> Iterator[str]:
    for key, position in zip(path[::2], path[1::2], strict=False):
        data = inside(inside(data, key), position)
        if key not in _NAMED or not isinstance(data, Mapping) or not data.get("id"):
            return
        yield from (key, str(data["id"]))
