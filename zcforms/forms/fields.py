"""THE table: what a property says -> its kind -> the WTForms field that reads it -> the partial that draws it.

A new kind is a line here, a field class (or one that is there already), and `templates/fields/<kind>.html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.domain.plan import Schema
from zcforms.forms import inputs, lists, values


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field, and the properties that are drawn as it: those that fulfil every column that is not None.

    `choices`: whether the property (or its items) lists what may be chosen, by `enum` or `codes`.
    """

    id: str
    meaning: str
    field: type[inputs.Input]
    type: str | None = None
    widget: str | None = None
    format: str | None = None
    choices: bool | None = None
    items: str | None = None
    read_only: bool | None = None

    @property
    def partial(self) -> str:
        return f"fields/{self.id}.html"

    def matches(self, schema: Schema) -> bool:
        found = {
            "type": schema.get("type"),
            "widget": schema.get("widget"),
            "format": schema.get("format"),
            "choices": _choices(schema),
            "items": _items(schema).get("type"),
            "read_only": bool(schema.get("readOnly")),
        }
        return all(getattr(self, column) in (None, value) for column, value in found.items())


TABLE: tuple[Kind, ...] = (
    # The first that matches is taken: the particular before the general.
    Kind("photo", "one picture with a preview", lists.PhotoInput, widget="photo"),
    Kind("files", "uploaded files: rename, remove, order", lists.FilesInput, widget="files"),
    Kind("read-only", "shown, never taken from the request", inputs.ReadOnlyInput, read_only=True),
    Kind("records", "rows of sub-fields", lists.RecordsInput, type="array", items="object"),
    Kind("region", "province, city, county", inputs.ChoiceInput, widget="region", choices=True),
    Kind("search", "a choice that is found by typing", inputs.ChoiceInput, widget="search", choices=True),
    Kind("choices", "several choices as check boxes", inputs.ChoiceInput, type="array", choices=True),
    Kind("choice", "one choice: a list, or radio buttons when few", inputs.ChoiceInput, choices=True),
    Kind("yes-no", "yes, no, or not answered", inputs.YesNoInput, type="boolean"),
    Kind("integer", "a whole number", inputs.IntegerInput, type="integer"),
    Kind("decimal", "a number", inputs.DecimalInput, type="number"),
    Kind("date", "a day, YYYY-MM-DD", inputs.DateInput, type="string", format="date"),
    Kind("month", "a month, YYYY-MM", inputs.MonthInput, type="string", format="month"),
    Kind("time", "a minute of the day, HH:MM", inputs.TimeInput, type="string", format="time"),
    Kind(
        "values",
        "what a field named beside it can be: chosen or typed",
        values.ValuesInput,
        type="string",
        widget="values",
    ),
    Kind("long-text", "several lines", inputs.LongTextInput, type="string", widget="long-text"),
    Kind("text", "one line", inputs.TextInput, type="string"),
)


def kind_of(schema: Schema) -> Kind:
    """The kind that draws a property.

    Raises:
        ValueError: no kind does; the metaschema lets no such property pass.
    """
    for kind in TABLE:
        if kind.matches(schema):
            return kind
    raise ValueError(f"no field kind draws a property of type {schema.get('type')!r}")


def _items(schema: Schema) -> Schema:
    items = schema.get("items")
    return items if isinstance(items, Mapping) else {}


def _choices(schema: Schema) -> bool:
    return any(keyword in part for part in (schema, _items(schema)) for keyword in ("enum", "codes"))
