"""Two windows, or two devices, on one form: the second writer sees both values, field by field, and chooses (issue of features 23, 34)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from zcforms.forms.builder import RenderedForm
from zcforms.forms.display import text_of
from zcforms.forms.inputs import Input

_CHOICE = "choose:"
KEPT, MINE, BOTH = "kept", "mine", "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with two values: what was kept elsewhere meanwhile, and what this form says. `choice`: the name of its radio buttons.
    `both`: files of either side fit into the field together."""

    choice: str
    caption: str
    kept: str
    mine: str
    both: bool = False


def differences(form: RenderedForm, kept: Mapping[str, Any] | None) -> list[Difference]:
    """The fields that say something else than what is kept, in the form's order. What nobody may change is not asked."""
    mine = form.answers()
    return [
        Difference(
            f"{_CHOICE}{field.name}",
            field.caption,
            text_of(field.schema, (kept or {}).get(field.spec.name), form.codes),
            text_of(field.schema, mine.get(field.spec.name), form.codes),
            _fit_together(field, (kept or {}).get(field.spec.name), mine.get(field.spec.name)),
        )
        for field in form
        if not field.schema.get("readOnly")
        and _plain((kept or {}).get(field.spec.name)) != _plain(mine.get(field.spec.name))
    ]


def settled(form: RenderedForm, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """The form's answers, with what is kept wherever the person chose that, or the files of both."""
    given = form.answers()
    for name, choice in _chosen(form):
        mine = given.pop(name, None)
        there = (kept or {}).get(name)
        value = there if choice == KEPT else _together(there, mine)
        if value:
            given[name] = value
    return given


def _chosen(form: RenderedForm) -> Iterator[tuple[str, str]]:
    """Names of the properties for which the person chose otherwise than what the form says, with the choice."""
    for field in form:
        choice = request.form.get(f"{_CHOICE}{field.name}")
        if choice == KEPT or (choice == BOTH and _lists_files(field)):
            yield field.spec.name, choice


def _lists_files(field: Input) -> bool:
    return field.schema.get("widget") == "files"


def _fit_together(field: Input, kept: Any, mine: Any) -> bool:
    most = field.schema.get("maxItems")
    return _lists_files(field) and (most is None or len(_together(kept, mine)) <= most)


def _together(kept: Any, mine: Any) -> list[Any]:
    """The files of both, each once; where both have one, as this form names it."""
    return list({file["id"]: file for file in [*(kept or []), *(mine or [])]}.values())


def _plain(value: Any) -> Any:
    return None if value in ("", [], {}) else value
