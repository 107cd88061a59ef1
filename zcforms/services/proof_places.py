"""Where the causes of a proof are written: the document of a draft's form, and the place in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.documents.pointer import pointer, steps
from zcforms.lab.proofs.answers import Cause
from zcforms.services.plan_package import Made, plan_path

_EVERY = "*"
"""Stands for the records of a list."""


def place(made: Made, plan_id: str, cause: Cause) -> tuple[str, str]:
    """The path of a document and a JSON Pointer in it; "" twice for what is written nowhere, such as what no plan asks.

    `cause.pointer` is /section/field/keyword, with `*` for the records of a list; a section is also an item of achievements, or the list of attachments."""
    if cause.rule or not cause.pointer:
        return cause.file, cause.pointer
    section, *rest = steps(cause.pointer)
    plan = made.shelf.sound.get(("plan", plan_id))
    if plan is None or not isinstance(plan.data, Mapping):
        return "", ""
    for name in _section_names(plan.data):
        document = made.shelf.sound.get(("section", name))
        if document is not None and str(document.data.get("id", name)) == section:
            return document.file, pointer(_schema(rest))
    found = next((path for path, id in _items(plan.data) if id == section), None)
    return (plan_path(plan_id), pointer(found)) if found else ("", "")


def _section_names(plan: Mapping[str, Any]) -> Iterator[str]:
    for part in plan.get("parts", ()):
        yield from (str(each) for each in part.get("sections", ()))


def _items(plan: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for s, standard in enumerate(plan.get("standards", ())):
        for c, category in enumerate(standard.get("categories", ())):
            for i, item in enumerate(category.get("items", ())):
                yield ("standards", s, "categories", c, "items", i), str(item.get("id", ""))


def _schema(path: list[str]) -> Iterator[str]:
    """From names of answers to the place of the schema that asks for them; the last step is the keyword."""
    *names, keyword = path or [""]
    for name in names:
        yield from ("items",) if name == _EVERY else ("properties", name)
    if keyword:
        yield keyword
