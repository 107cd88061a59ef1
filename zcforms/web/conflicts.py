"""Two windows, or two devices, on one form: the second writer sees both values, field by field, and chooses (issue of features 23, 34)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from zcforms.forms.builder import RenderedForm
from zcforms.forms.display import text_of

_CHOICE = "choose:"
KEPT, MINE = "kept", "mine"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with two values: what was kept elsewhere meanwhile, and what this form says. `choice`: the name of its radio buttons."""

    choice: str
    caption: str
    kept: str
    mine: str


def differences(form: RenderedForm, kept: Mapping[str, Any] | None) -> list[Difference]:
    """The fields that say something else than what is kept, in the form's order. What nobody may change is not asked."""
    mine = form.answers()
    return [
        Difference(
            f"{_CHOICE}{field.name}",
            field.caption,
            text_of(field.schema, (kept or {}).get(field.spec.name), form.codes),
            text_of(field.schema, mine.get(field.spec.name), form.codes),
        )
        for field in form
        if not field.schema.get("readOnly")
        and _plain((kept or {}).get(field.spec.name)) != _plain(mine.get(field.spec.name))
    ]


def settled(form: RenderedForm, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """The form's answers, with what is kept wherever the person chose that."""
    given = form.answers()
    for name in given_up(form):
        given.pop(name, None)
        if kept and name in kept:
            given[name] = kept[name]
    return given


def given_up(form: RenderedForm) -> Iterator[str]:
    """Names of the properties for which the person chose what is kept."""
    return (field.spec.name for field in form if request.form.get(f"{_CHOICE}{field.name}") == KEPT)


def _plain(value: Any) -> Any:
    return None if value in ("", [], {}) else value
