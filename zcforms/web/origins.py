"""What a form was drawn from, field by field: short digests that travel with it and say nothing to who reads them.

With them three things can be told apart when the form comes back: what this person changed, what was changed elsewhere meanwhile, and what is the
same on both sides. A draft takes them along, so that it is still known when it is brought back a day later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from zcforms.documents.conditions import missing
from zcforms.forms.builder import RenderedForm
from zcforms.forms.inputs import Input

FIELD = "origins"
"""Name of the hidden field that carries them."""
DRAWN_FOR = "drawn_for"
"""Name of the hidden field with the digest of the plan that a form was drawn for."""
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Was:
    """Stamps of one field: what was kept when the form was drawn, and what the form showed (it offers a value where none is kept)."""

    kept: str
    shown: str

    def __str__(self) -> str:
        return self.kept if self.kept == self.shown else f"{self.kept}/{self.shown}"

    @classmethod
    def read(cls, text: str) -> Was | None:
        """None for what no page of ours says: such a field is taken as it is sent."""
        kept, _, shown = text.partition("/")
        return cls(kept, shown or kept) if kept else None


Origins = Mapping[str, Was]


def stamp(value: Any) -> str:
    """Of a JSON value. A file is its id and its name."""
    if missing(value):
        return _NOTHING
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def stamp_of(field: Input) -> str:
    """Of what a field shows, be it understood or not."""
    rows = [inner for row in getattr(field, "rows", ()) for inner in row.everything()]
    unread = [each.typed for each in (field, *rows) if each.process_errors]
    return stamp([field.value(), unread]) if unread else stamp(field.value())


def open_fields(form: RenderedForm) -> Iterator[Input]:
    """The fields that a request has something to say about."""
    return (field for field in form if not field.schema.get("readOnly"))


def drawn_from(form: RenderedForm, kept: Mapping[str, Any] | None) -> dict[str, Was]:
    """Of a form that shows what it shows, over what is kept."""
    return {
        field.name: Was(stamp((kept or {}).get(field.spec.name)), stamp_of(field))
        for field in open_fields(form)
    }


def sent() -> dict[str, Was]:
    """What the present request's form was drawn from; nothing where it does not say."""
    try:
        told = json.loads(request.form.get(FIELD, "{}"))
    except ValueError:
        return {}
    pairs: Iterable[tuple[str, Any]] = told.items() if isinstance(told, dict) else ()
    read = {name: Was.read(text) for name, text in pairs if isinstance(text, str)}
    return {name: was for name, was in read.items() if was}


def written(origins: Origins) -> str:
    return json.dumps({name: str(was) for name, was in origins.items()}, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """The same for values that mean the same: 3.0 is 3, and an empty entry is none."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        if "digest" in value and "id" in value:
            return {"id": value["id"], "name": value.get("name")}
        return {name: _plain(each) for name, each in value.items() if not missing(each)}
    return value
