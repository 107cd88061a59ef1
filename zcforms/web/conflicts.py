"""Two windows, or two devices, on one form: what only one of them changed is taken, what both changed is asked (features 23, 34; issue 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import request

from zcforms.domain.errors import StaleWrite
from zcforms.domain.plan import CodeList
from zcforms.forms.builder import RenderedForm
from zcforms.forms.display import record_table, text_of
from zcforms.forms.inputs import Input
from zcforms.web import origins
from zcforms.web.drafting import CHOICE, Restored
from zcforms.web.origins import Was, stamp, stamp_of

_KEPT, _MINE, _BOTH = "kept", "mine", "both"
_LONGEST = 300

Content = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that was changed here and elsewhere. `choice` names its radio buttons; their values hold what was seen: a third value is asked again.
    `both_value`: files of either side fit into the field together; else it is empty."""

    choice: str
    caption: str
    kept: str
    mine: str
    kept_value: str
    mine_value: str
    both_value: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A field that was changed elsewhere alone, with the text that stands there now."""

    caption: str
    text: str


class Standing:
    """Where the forms of one page stand: what they were drawn from, and after `reconcile` what came of it."""

    def __init__(
        self, *forms: tuple[RenderedForm, Content], draft: Restored | None = None, sent: bool | None = None
    ) -> None:
        """`forms`: each with what is kept. `sent`: they came with this request (by default: with every request that changes something)."""
        self._forms = forms
        self.asked: list[Difference] = []
        self.taken: list[Taken] = []
        came = request.method != "GET" if sent is None else sent
        self._origins = origins.sent() if came else _drawn(forms, draft)
        if came and self._origins:
            self._take_up()

    def _take_up(self) -> None:
        """A page that was drawn before a field was there (the plan has moved on meanwhile) says nothing about it: what is kept there stays."""
        for form, kept in self._forms:
            for field in origins.open_fields(form):
                if field.name not in self._origins:
                    value = (kept or {}).get(field.spec.name)
                    field.process(None, value)
                    self._origins[field.name] = Was(stamp(value), stamp_of(field))

    @property
    def origins(self) -> str:
        """For the page's hidden field."""
        return origins.written(self._origins)

    def reconcile(self) -> list[dict[str, Any]]:
        """The content to keep, of each form. The forms show it, too, and stand on what is kept by now.

        Raises:
            StaleWrite: there is something to choose; `asked` has it.
        """
        self.asked.clear()
        self.taken.clear()
        contents = [self._reconciled(form, kept or {}) for form, kept in self._forms]
        if self.asked:
            raise StaleWrite
        return contents

    def told(self) -> list[str]:
        """A sentence about what was changed elsewhere and is kept so."""
        names = "”“".join(each.caption for each in self.taken)
        return [f"“{names}”已在其他窗口或设备上修改，保留了那里的内容。"] if names else []

    def _reconciled(self, form: RenderedForm, kept: Mapping[str, Any]) -> dict[str, Any]:
        for field in origins.open_fields(form):
            was = self._origins.get(field.name)
            if was is not None:
                self._origins[field.name] = self._settled(form, field, kept.get(field.spec.name), was)
        return form.answers()

    def _settled(self, form: RenderedForm, field: Input, kept: Any, was: Was) -> Was:
        """Make the field show what is to be kept; what it is drawn from then."""
        mine, theirs = stamp_of(field), stamp(kept)
        if theirs in (was.kept, mine):
            return replace(was, kept=theirs)
        choice = request.form.get(f"{CHOICE}{field.name}")
        if mine == was.shown or choice == f"{_KEPT}:{theirs}":
            if mine == was.shown:
                self.taken.append(Taken(field.caption, shown_text(form, field, kept)))
            field.process(None, kept)
            return Was(theirs, theirs)
        if choice == f"{_BOTH}:{theirs}" and _fit_together(field, kept):
            field.process(None, _together(kept, field.value()))
            return replace(was, kept=theirs)
        if choice == f"{_MINE}:{theirs}":
            return replace(was, kept=theirs)
        self.asked.append(_difference(form, field, kept))
        return was


def _difference(form: RenderedForm, field: Input, kept: Any) -> Difference:
    theirs = stamp(kept)
    return Difference(
        f"{CHOICE}{field.name}",
        field.caption,
        shown_text(form, field, kept),
        shown_text(form, field, field.value()),
        f"{_KEPT}:{theirs}",
        f"{_MINE}:{theirs}",
        f"{_BOTH}:{theirs}" if _fit_together(field, kept) else "",
    )


def _fit_together(field: Input, kept: Any) -> bool:
    most = field.schema.get("maxItems")
    lists_files = field.schema.get("widget") == "files"
    return lists_files and (most is None or len(_together(kept, field.value())) <= most)


def _together(kept: Any, mine: Any) -> list[Any]:
    """The files of both, each once; where both have one, as this form names it."""
    return list({file["id"]: file for file in [*(kept or []), *(mine or [])]}.values())


def shown_text(form: RenderedForm, field: Input, value: Any) -> str:
    """A value as people read it; rows one by one, so that they can be told apart."""
    items = field.schema.get("items")
    if isinstance(value, list) and isinstance(items, Mapping) and "properties" in items:
        return _shortened("；".join(_rows(field.schema, value, form.codes)))
    if field.value() is None and value is None and field.typed:
        return _shortened(field.typed)  # not understood, and still what was typed
    return _shortened(text_of(field.schema, value, form.codes))


def _rows(schema: Mapping[str, Any], rows: list[Any], codes: Mapping[str, CodeList]) -> list[str]:
    table = record_table(schema, [row for row in rows if isinstance(row, Mapping)], codes)
    return [
        f"第 {number} 条：{'，'.join(text for text in row.values() if text)}"
        for number, row in enumerate(table.rows, 1)
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（共 {len(text)} 字）"


def _drawn(forms: tuple[tuple[RenderedForm, Content], ...], draft: Restored | None) -> dict[str, Was]:
    """A field that shows a draft was drawn from what the draft was begun from."""
    found: dict[str, Was] = {}
    for form, kept in forms:
        for name, fresh in origins.drawn_from(form, kept).items():
            was = draft.was(name) if draft else None
            found[name] = was if was and was.shown != fresh.shown else fresh
    return found
