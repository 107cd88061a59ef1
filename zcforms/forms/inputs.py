"""WTForms fields of the simple kinds: one value each, read from one HTML name.

`data` is the JSON value, None when there is none. `typed` is what the field shows, also when it was not understood:
then `process_errors` has the sentence and `data` is None.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms.fields.core import Field
from wtforms.utils import unset_value

from zcforms.domain.plan import Choice, Schema
from zcforms.forms import normal
from zcforms.forms.display import ancestry, choice_schema, options_of, text_of
from zcforms.forms.pointer import id_of
from zcforms.forms.surroundings import Form

FEW = 4
"""So many choices are shown as radio buttons."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a field is made from: the property's name and schema, its kind's id, and whether it is always required."""

    name: str
    schema: Schema
    kind: str
    required: bool


class Input(Field):  # type: ignore[misc]  # WTForms ships no types
    """A field drawn from a property; its partial is `fields/<kind>.html`."""

    typed: str = ""
    data: Any = None
    process_errors: list[str]
    errors: list[str]
    name: str
    id: str

    def __init__(self, spec: Spec, **binding: Any) -> None:
        super().__init__(label=str(spec.schema.get("caption", spec.name)), **binding)
        self.spec = spec
        self.schema = spec.schema
        self.kind = spec.kind
        self.form: Form = binding["_form"]
        self.id = id_of(self.name)
        self.errors = []
        self.process_errors = []

    @property
    def caption(self) -> str:
        return str(self.schema.get("caption", self.spec.name))

    @property
    def hint(self) -> str:
        """The document's hint, and what to write when one has none (feature 67)."""
        blank = self.schema.get("blank")
        said = str(self.schema.get("hint", ""))
        begun = f"{said.removesuffix('。')}；" if said else ""
        return f"{begun}没有的请填“{blank}”。" if blank else said

    @property
    def partial(self) -> str:
        """The template that draws it."""
        return f"fields/{self.kind}.html"

    @property
    def required(self) -> bool:
        return self.spec.required

    @property
    def required_now(self) -> bool:
        """Required as things stand; the browser changes this where `conditions` say so."""
        return self.required or self.spec.name in self.form.required_fields

    @property
    def closed(self) -> bool:
        """Hidden as things stand. A browser without scripts shows it all the same, and the server judges."""
        return "shownWhen" in self.schema and self.spec.name not in self.form.open_fields

    @property
    def conditions(self) -> dict[str, str]:
        """Data attributes for the browser: the same JSON that the server evaluates."""
        return {
            attribute: json.dumps(self.schema[keyword], ensure_ascii=False)
            for keyword, attribute in (
                ("shownWhen", "data-shown-when"),
                ("requiredWhen", "data-required-when"),
            )
            if keyword in self.schema
        }

    @property
    def described_by(self) -> str:
        """Ids of what a screen reader says after the label."""
        parts = [f"{self.id}-hint"] if self.hint else []
        parts += [f"{self.id}-limit"] if self.limits else []
        parts += [f"{self.id}-error"] if self.errors else []
        return " ".join(parts)

    @property
    def limits(self) -> str:
        """What the schema allows, in words, where people should know before they start."""
        return ""

    @property
    def filled(self) -> bool:
        """Whether the person gave anything at all, understood or not."""
        return self.data is not None or bool(self.typed)

    def value(self) -> Any:
        """The JSON value to keep; None for nothing."""
        return self.data

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)


class TextInput(Input):
    """One line."""

    lines: ClassVar[bool] = False

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, str) and value else None
        self.typed = self.data or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = normal.clean(str(valuelist[0]), lines=self.lines) if valuelist else ""
        self.data = self.typed or None

    @property
    def input_type(self) -> str:
        return "email" if self.schema.get("format") == "email" else "text"


class LongTextInput(TextInput):
    """Several lines."""

    lines = True


class ReadInput(Input):
    """Something that is typed and then understood by `read`."""

    read: ClassVar[Callable[..., Any]]

    def process_data(self, value: Any) -> None:
        self.data = value if self.plausible(value) else None
        self.typed = "" if value is None else self.write(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = normal.clean(str(valuelist[0])) if valuelist else ""
        self.data = None
        if self.typed:
            self.data = self.understand(self.typed)
            self.typed = self.write(self.data)

    def understand(self, text: str) -> Any:
        return type(self).read(text)

    def plausible(self, value: Any) -> bool:
        return isinstance(value, str)

    def write(self, value: Any) -> str:
        return str(value)


class IntegerInput(ReadInput):
    read: ClassVar[Callable[..., Any]] = staticmethod(normal.integer)

    def understand(self, text: str) -> Any:
        return type(self).read(text, self.schema.get("unit", ""))

    def plausible(self, value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)

    def write(self, value: Any) -> str:
        return normal.number_text(value) if self.plausible(value) else str(value)


class DecimalInput(IntegerInput):
    read = staticmethod(normal.decimal)


class DateInput(ReadInput):
    """A native date picker, or a text field when something else was typed and must not be lost."""

    read = staticmethod(normal.day)
    native: ClassVar[str] = "date"

    @property
    def input_type(self) -> str:
        return "text" if self.process_errors else self.native


class MonthInput(DateInput):
    read = staticmethod(normal.month)
    native = "month"


class TimeInput(DateInput):
    read = staticmethod(normal.time)
    native = "time"


class YesNoInput(Input):
    """Two radio buttons, so that "not answered" and "no" stay apart."""

    def process_data(self, value: Any) -> None:
        self.data = value if isinstance(value, bool) else None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = {"true": True, "false": False}.get(str(valuelist[0])) if valuelist else None


class ChoiceInput(Input):
    """One or several of the options; `chosen` are their ids as HTML sends them."""

    chosen: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        return bool(self.schema.get("type") == "array")

    @property
    def options(self) -> tuple[Choice, ...]:
        """The options, and a chosen one that its list no longer has: it is shown, and validation complains."""
        listed = options_of(self.schema, self.form.codes)
        known = {option.id for option in listed}
        return listed + tuple(Choice(each, f"{each}（已停用）") for each in self.chosen if each not in known)

    @property
    def groups(self) -> list[tuple[str, list[Choice]]]:
        """Options under the captions of their parents; one group without caption when there are none."""
        options = self.options
        grouped: dict[str, list[Choice]] = {}
        for option in options:
            above = ancestry(options, option.id)[:-1]
            grouped.setdefault(" ".join(choice.caption for choice in above), []).append(option)
        return list(grouped.items())

    @property
    def radio(self) -> bool:
        """Few choices are all seen at once; one that may be left open needs a list, where "请选择" takes it back."""
        if self.several:
            return False
        return self.schema.get("widget") == "radio" or (self.required and len(self.options) <= FEW)

    @property
    def limits(self) -> str:
        most = self.schema.get("maxItems") if self.several else None
        said = "可多选" if self.several and self.kind == "search" else ""
        return f"{said}{'，' if said else ''}最多 {most} 项" if most else said

    @property
    def texts(self) -> str:
        return text_of(self.schema, self.data, self.form.codes)

    def process_data(self, value: Any) -> None:
        values = value if isinstance(value, list) else [] if value is None or value == "" else [value]
        self.chosen = tuple(str(each) for each in values if isinstance(each, str | int | float))
        self._take()

    def process_formdata(self, valuelist: list[str]) -> None:
        before = self.chosen
        sent = tuple(dict.fromkeys(normal.clean(str(each)) for each in valuelist if str(each).strip()))
        known = {option.id for option in options_of(self.schema, self.form.codes)} | set(before)
        self.chosen = tuple(each for each in sent if each in known)[: None if self.several else 1]
        self._take()
        if (self.several and len(sent) > len(self.chosen)) or (sent and not self.chosen):
            raise normal.NotUnderstood("请从列表中选择。")

    def _take(self) -> None:
        values = list(self._values())
        self.data = (values or None) if self.several else next(iter(values), None)

    def _values(self) -> Iterator[Any]:
        """Enumerated numbers come back as numbers."""
        enumerated = {str(value): value for value in choice_schema(self.schema).get("enum", ())}
        return (enumerated.get(each, each) for each in self.chosen)


class ReadOnlyInput(Input):
    """Shown and kept as it was given by the caller; whatever a request says is ignored."""

    def process_data(self, value: Any) -> None:
        self.data = value
        self.typed = text_of(self.schema, value, self.form.codes)

    def process_formdata(self, valuelist: list[str]) -> None:
        """A request has nothing to say here."""
