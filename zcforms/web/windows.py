"""A draft that several windows have typed: what it would change in its form, and between which texts there is to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask
from werkzeug.datastructures import MultiDict

from zcforms.domain.form_draft import Typed
from zcforms.forms import builder
from zcforms.forms.builder import RenderedForm
from zcforms.forms.inputs import Input
from zcforms.web.conflicts import shown_text
from zcforms.web.drafting import PICKED, Drafting
from zcforms.web.origins import stamp_of

Forms = Sequence[RenderedForm]


@dataclass(frozen=True, slots=True)
class WindowText:
    """`value` of the radio button that picks it; `at`: when it was typed, as it is shown."""

    value: str
    text: str
    at: str
    picked: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """A field in which windows have different texts. `name`: of its radio buttons."""

    name: str
    caption: str
    texts: tuple[WindowText, ...]


def init_windows(app: Flask) -> None:
    app.jinja_env.globals["draft_differs"] = draft_differs
    app.jinja_env.globals["shared_fields"] = shared_fields


def draft_differs(drafting: Drafting, forms: Forms) -> bool:
    """Whether the draft holds anything that its forms, as they are drawn, do not show."""
    fields = drafting.found.typed.fields if drafting.found else {}
    return any(_differs(name, versions, forms) for name, versions in fields.items())


def shared_fields(drafting: Drafting, forms: Forms, captions: Mapping[str, str]) -> list[Shared]:
    """Of a draft that was brought back: the fields with several texts. `captions`: of controls that belong to no document."""
    restored = drafting.restored
    fields = drafting.found.typed.fields if drafting.found and restored else {}
    found = []
    for name, versions in fields.items():
        texts = _texts(name, versions, forms)
        caption = _caption(name, forms) or captions.get(name, "")
        if caption and restored and len({text for _, text in texts}) > 1:
            picked = versions.index(restored.versions[name])
            choices = tuple(
                WindowText(str(number), text, versions[number].at[11:16], number == picked)
                for number, text in texts
            )
            found.append(Shared(f"{PICKED}{name}", caption, choices))
    return found


def _differs(name: str, versions: Sequence[Typed], forms: Forms) -> bool:
    place = _place(name, forms)
    if place is None:
        return any(each.pairs() for each in versions)
    return any(stamp_of(_read(*place, each)[1]) != stamp_of(place[1]) for each in versions)


def _texts(name: str, versions: Sequence[Typed], forms: Forms) -> list[tuple[int, str]]:
    """The place and text of each version; of equal texts the last one."""
    place = _place(name, forms)
    found: dict[str, int] = {}
    for number, each in enumerate(versions):
        if place is None:
            text = "；".join(value for _, value in each.pairs())
        else:
            form, field = _read(*place, each)
            text = shown_text(form, field, field.value())
        found.setdefault(text, number)
    return [(number, text) for text, number in found.items()]


def _read(form: RenderedForm, field: Input, version: Typed) -> tuple[RenderedForm, Input]:
    """The field as it would be read from what one window sent, in a form of its own."""
    schema = {"type": "object", "properties": {field.spec.name: field.schema}}
    prefix = field.name.removesuffix(field.spec.name).removesuffix(".")
    sent = MultiDict(version.pairs())
    alone = builder.build(schema, form.codes, formdata=sent, prefix=prefix, files=form.files)
    return alone, alone[field.spec.name]


def _place(name: str, forms: Forms) -> tuple[RenderedForm, Input] | None:
    return next(((form, field) for form in forms for field in form if field.name == name), None)


def _caption(name: str, forms: Forms) -> str:
    """Of a row of several like forms, with the row that it stands in."""
    place = _place(name, forms)
    if place is None:
        return ""
    form, field = place
    alike = [each for each in forms if any(other.spec.name == field.spec.name for other in each)]
    row = f"第 {alike.index(form) + 1} 条：" if len(alike) > 1 else ""
    return f"{row}{field.caption}"
