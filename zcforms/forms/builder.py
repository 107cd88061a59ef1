"""A form from a schema: WTForms fields made at run time, and the JSON values that a person's answers are.

form = build(schema, codes, data=stored)                         # to show
form = build(schema, codes, data=stored, formdata=request.form)  # what was sent
if form.act(request.form.get("_do")): ...                        # 新增/移除 without JavaScript: show it again
for name, files in uploads(form).items(): attach(form, name, [...])
if check(form): ...                                              # breaches, now standing at their fields
else: keep(answers(form))
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol

from wtforms.form import BaseForm
from wtforms.utils import unset_value

from zcforms.documents.conditions import missing
from zcforms.documents.pointer import pointer, steps
from zcforms.domain.plan import CodeList, Schema
from zcforms.forms.fields import kind_of
from zcforms.forms.inputs import Input, Spec
from zcforms.forms.lists import FilesInput, RecordsInput
from zcforms.forms.pointer import below
from zcforms.forms.shown import required, shown
from zcforms.forms.validation import Breach, validate

_MOST_CLASSES = 512
_COMMAND = re.compile(r"(add|remove|up|down):([^:]{1,300})(?::([0-9]{1,4}))?")
AGAIN = "again"
_OFFSETS = {"up": -1, "down": 1}
_classes: dict[str, type[RenderedForm]] = {}

Files = Mapping[str, Mapping[str, Any]]


class Fault(Protocol):
    """A breach, or a service's `InputFault`."""

    @property
    def pointer(self) -> str: ...
    @property
    def message(self) -> str: ...


class RenderedForm(BaseForm):  # type: ignore[misc]  # WTForms ships no types
    """One object of answers as a form. Iterating gives its fields in the schema's order."""

    schema: ClassVar[Schema]
    specs: ClassVar[tuple[tuple[str, Any], ...]]

    def __init__(
        self,
        codes: Mapping[str, CodeList],
        *,
        data: Mapping[str, Any] | None,
        formdata: Any,
        prefill: Mapping[str, Any] | None,
        prefix: str,
        files: Files,
    ) -> None:
        self.codes, self.prefill, self.files = codes, prefill or {}, files
        self.sent = formdata is not None
        super().__init__(self.specs, prefix=f"{prefix}." if prefix else "")
        self._given = self._initial(data)
        self.process(formdata, data=self._given)

    @property
    def kinds(self) -> dict[str, str]:
        """Field name -> kind, without what is inside rows."""
        return {field.name: field.kind for field in self}

    @property
    def position(self) -> str:
        """Of a row: its position as its field names have it."""
        return str(self._prefix).removesuffix(".").rpartition(".")[2]

    @property
    def filled(self) -> bool:
        return any(field.filled for field in self if not field.schema.get("readOnly"))

    @property
    def open_fields(self) -> frozenset[str]:
        """Names of the properties that shownWhen leaves open for what is given now."""
        return shown(self.schema, self._values())

    @property
    def required_fields(self) -> frozenset[str]:
        """Names of the properties that must be given, for what is given now."""
        return frozenset(required(self.schema, self.answers()))

    def answers(self) -> dict[str, Any]:
        values = self._values()
        asked = shown(self.schema, values)
        return {name: value for name, value in values.items() if name in asked}

    def row(self, schema: Schema, prefix: str, data: Mapping[str, Any] | None, formdata: Any) -> RenderedForm:
        """A form for one row of a record list inside this form; it shares codes, files and prefill."""
        return form_class(schema)(
            self.codes, data=data, formdata=formdata, prefill=self.prefill, prefix=prefix, files=self.files
        )

    def read_again(self, name: str, formdata: Any) -> None:
        """Let the field of one property read a request of its own; None: show what the form was made with."""
        self[name].process(formdata, self._given.get(name, unset_value))

    def everything(self) -> Iterator[Input]:
        """The fields, and those of rows after the list they stand in."""
        for field in self:
            yield field
            for row in getattr(field, "rows", ()):
                yield from row.everything()

    def field_at(self, place: str) -> Input | None:
        """The field that a JSON Pointer into `answers()` leads to, or the nearest one around it."""
        name, *rest = steps(place) or ("",)
        if name not in self:
            return None
        field: Input = self[name]
        if (
            rest
            and isinstance(field, RecordsInput)
            and rest[0].isdecimal()
            and int(rest[0]) < len(field.kept)
        ):
            return field.kept[int(rest[0])].field_at(pointer(rest[1:])) or field
        return field

    def act(self, command: str | None) -> bool:
        """Carry out a list button (`_do`): add:appointments, remove:appointments:1, up:..., down:..., or again: nothing but being shown with what is offered now.

        True when it was one: the form is then shown again, nothing is checked. A command that fits nothing does nothing.
        """
        if command == AGAIN:
            return True
        found = _COMMAND.fullmatch(command or "")
        if not found:
            return False
        verb, name, position = found[1], found[2], int(found[3] or 0)
        field = next((each for each in self.everything() if each.name == name), None)
        if verb == "add" and isinstance(field, RecordsInput):
            field.add()
        elif verb == "remove" and isinstance(field, RecordsInput | FilesInput):
            field.remove(position)
        elif verb in _OFFSETS and isinstance(field, RecordsInput | FilesInput):
            field.move(position, _OFFSETS[verb])
        return True

    def place(self, faults: Sequence[Fault]) -> None:
        """Put each message at its field; what has no field stands over the form (`form_errors`)."""
        for fault in faults:
            field = self.field_at(fault.pointer)
            messages = self.form_errors if field is None else field.errors
            if fault.message not in messages:
                messages.append(fault.message)

    def summary(self) -> list[tuple[str, str, str]]:
        """(field id, caption, message) of everything that stands at a field, in the form's order."""
        return [(field.id, field.caption, message) for field in self.everything() for message in field.errors]

    def _values(self) -> dict[str, Any]:
        return {name: value for name, field in self._fields.items() if (value := field.value()) is not None}

    def _initial(self, data: Mapping[str, Any] | None) -> dict[str, Any]:
        given = {name: value for name, value in (data or {}).items() if name in self._properties}
        for name, prop in self._properties.items():
            if data is None or prop.get("readOnly"):
                offered = _offered(prop, self.prefill)
                if offered is not None and (name not in given or prop.get("readOnly")):
                    given[name] = offered
        return given

    @property
    def _properties(self) -> Schema:
        properties: Schema = self.schema["properties"]
        return properties


def build(
    schema: Schema,
    codes: Mapping[str, CodeList],
    *,
    data: Mapping[str, Any] | None = None,
    formdata: Any = None,
    prefill: Mapping[str, Any] | None = None,
    prefix: str = "",
    files: Files | None = None,
) -> RenderedForm:
    """A form for an object schema (a fields section, a record list's `items`, a category's `schema`).

    `data`: the stored answers, None when there are none yet: only then `prefill` and `default` are offered (read-only
    properties always take the prefilled value). `formdata`: a multi-dict of what was sent; request files, if any, in the
    same. `prefill`: the context that prefill pointers are read in. `prefix`: goes before every field name.
    `files`: file documents by id that this person may refer to; see `referenced_files`.
    """
    made = form_class(schema)
    return made(codes, data=data, formdata=formdata, prefill=prefill, prefix=prefix, files=files or {})


def answers(form: RenderedForm) -> dict[str, Any]:
    """JSON values of the schema's types. Left out: what is empty, what is hidden, what was not understood."""
    return form.answers()


def check(form: RenderedForm, *, complete: bool = True) -> list[Breach]:
    """What is wrong with the form, in its order, and now also at its fields. `complete=False` lets required values be
    missing: an application may be kept before it is finished (feature 23)."""
    unread = list(_unread(form, ""))
    places = {breach.pointer for breach in unread}
    breaches = validate(form.schema, answers(form), form.codes)
    found = unread + [
        breach for breach in breaches if breach.pointer not in places and (complete or not breach.missing)
    ]
    order = {id(field): position for position, field in enumerate(form.everything())}
    found.sort(key=lambda breach: order.get(id(form.field_at(breach.pointer)), len(order)))
    form.place(found)
    return found


def uploads(form: RenderedForm) -> dict[str, list[Any]]:
    """Field name -> files that came with the request, for the view to store and then `attach`."""
    return {
        field.name: field.uploads
        for field in form.everything()
        if isinstance(field, FilesInput) and field.uploads
    }


def attach(form: RenderedForm, name: str, documents: Sequence[Mapping[str, Any]]) -> None:
    """Add the file documents of stored uploads to the files field with this name.

    Raises:
        KeyError: the form has no such field.
    """
    for field in form.everything():
        if field.name == name and isinstance(field, FilesInput):
            field.attach(list(documents))
            return
    raise KeyError(name)


def referenced_files(formdata: Any) -> list[str]:
    """The file ids that a request refers to: the view fetches those which are this person's and gives them to `build`."""
    return [each for name in formdata if str(name).endswith(":file") for each in formdata.getlist(name)]


def form_class(schema: Schema) -> type[RenderedForm]:
    """The WTForms class of an object schema, made once per schema digest.

    Raises:
        ValueError: not an object schema.
    """
    if not isinstance(schema.get("properties"), Mapping):
        raise ValueError("a form is made from an object schema with properties")
    digest = _digest(schema)
    if digest not in _classes:
        if len(_classes) >= _MOST_CLASSES:
            _classes.clear()
        always = set(schema.get("required", ()))
        specs = tuple(_unbound(name, prop, name in always) for name, prop in schema["properties"].items())
        _classes[digest] = type("SchemaForm", (RenderedForm,), {"schema": schema, "specs": specs})
    return _classes[digest]


def _unbound(name: str, schema: Schema, required: bool) -> tuple[str, Any]:
    kind = kind_of(schema)
    return name, kind.field(Spec(name, schema, kind.id, required), name=below("", name))


def _unread(form: RenderedForm, place: str) -> Iterator[Breach]:
    """What could not be understood as it was typed, as breaches."""
    asked = form.open_fields
    for name, field in form._fields.items():
        here = place + pointer([name])
        if name in asked:
            for message in field.process_errors:
                yield Breach(here, "type", field.caption, message)
            for position, row in enumerate(getattr(field, "kept", ())):
                yield from _unread(row, here + pointer([position]))


def _offered(schema: Schema, context: Mapping[str, Any]) -> Any:
    """The value that `prefill` points to, else `default`; None for neither."""
    value: Any = context if "prefill" in schema else None
    for step in steps(schema.get("prefill", "")):
        value = value.get(step) if isinstance(value, Mapping) else None
    return schema.get("default") if missing(value) else value


def _digest(schema: Schema) -> str:
    text = json.dumps(schema, sort_keys=False, ensure_ascii=False, default=dict)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
