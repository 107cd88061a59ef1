"""Between a request and the generic forms: sections drawn with what is kept, and read with what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from flask import request
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict

from zcforms.domain.errors import InputFault, UploadRefused
from zcforms.domain.file_name import told_apart
from zcforms.domain.plan import CodeList
from zcforms.forms import builder
from zcforms.forms.builder import RenderedForm
from zcforms.forms.lists import FilesInput
from zcforms.services import files
from zcforms.services.filling import SectionContent
from zcforms.web.drafting import Restored
from zcforms.web.origins import open_fields, stamp_of
from zcforms.web.visit import actor, house, now

Schema = Mapping[str, Any]
COMMAND = "_do"


def drawn(
    schema: Schema,
    codes: Mapping[str, CodeList],
    *,
    data: Mapping[str, Any] | None,
    prefix: str = "",
    draft: Restored | None = None,
) -> RenderedForm:
    """The form as kept; with a draft, what the person had changed in it, over what is kept by now."""
    typed: Any = MultiDict(draft.references) if draft is not None else None
    form = _built(schema, codes, data=data, prefix=prefix, sent=None, refers=typed)
    if draft is not None:
        _bring_back(form, draft)
    return form


def received(
    schema: Schema,
    codes: Mapping[str, CodeList],
    *,
    data: Mapping[str, Any] | None,
    prefix: str = "",
) -> RenderedForm:
    """The form as sent. Files that travelled with it are stored by now; one that was refused is told at its field."""
    parts: list[MultiDict[str, Any]] = [request.form, request.files]
    sent = CombinedMultiDict(parts)
    form = _built(schema, codes, data=data, prefix=prefix, sent=sent)
    _store_uploads(form)
    return form


def pressed(*forms: RenderedForm) -> bool:
    """Whether a list button was pressed (新增, 移除, 上移, 下移 without a script): the page is then shown again."""
    command = request.form.get(COMMAND)
    return any([form.act(command) for form in forms])


def file_ids(documents: Iterable[Mapping[str, Any]]) -> list[str]:
    return [str(document["id"]) for document in documents]


def keep_names(*forms: RenderedForm) -> None:
    """Carry out the renames that were typed beside files (feature 72)."""
    for form in forms:
        for field in form.everything():
            for document in getattr(field, "documents", ()):
                before = form.files.get(str(document["id"]))
                if before is not None and before["name"] != document["name"]:
                    files.rename(house(), actor(), str(document["id"]), str(document["name"]), now())


def offered(content: SectionContent) -> dict[str, Any] | None:
    """What a section's form begins with: what is kept, else what is prefilled; read-only values always come from where they
    belong (feature 65)."""
    properties = content.section.schema.get("properties", {})
    fixed = {
        name: value for name, value in content.prefill.items() if properties.get(name, {}).get("readOnly")
    }
    return {**(content.value or content.prefill), **fixed} or None


class Placed:
    """Takes the faults of a service whose pointers begin with `root` to the fields of a form.

    `complete`: the form is only kept whole, so that what is missing is told together with what is wrong.
    """

    def __init__(self, form: RenderedForm, root: str = "", *, complete: bool = False) -> None:
        self._form, self._root, self._complete = form, root, complete

    def faults(self) -> list[InputFault]:
        found = builder.check(self._form, complete=self._complete)
        return [InputFault(self._root + breach.pointer, breach.message) for breach in found]

    def refuse(self, pointer: str, message: str) -> bool:
        if self._root and pointer != self._root and not pointer.startswith(f"{self._root}/"):
            return False
        inner = pointer[len(self._root) :]
        if self._form.field_at(inner) is None:
            return False
        self._form.place([InputFault(inner, message)])
        return True


def _built(
    schema: Schema,
    codes: Mapping[str, CodeList],
    *,
    data: Mapping[str, Any] | None,
    prefix: str,
    sent: Any,
    refers: Any = None,
) -> RenderedForm:
    """`refers`: names and values in which files are named that are not read yet."""
    named = refers if refers is not None else sent
    ids = builder.referenced_files(named) if named is not None else []
    known = files.documents(house(), actor(), ids) if ids else {}
    return builder.build(schema, codes, data=data, formdata=sent, prefix=prefix, files=known)


def _store_uploads(form: RenderedForm) -> None:
    fields = {field.name: field for field in form.everything()}
    for name, parts in builder.uploads(form).items():
        field = fields[name]
        for part in parts:
            try:
                builder.attach(form, name, [_stored(part, field)])
            except UploadRefused as error:
                field.process_errors.append(str(error))
                field.errors.append(str(error))


def _stored(part: FileStorage, field: FilesInput) -> dict[str, Any]:
    """The document of a file that travelled with the form, under a name that no other file of the field has (feature 72)."""
    uploader = replace(actor(), once=None)  # the form is not used up by what comes with it
    kept = files.upload(house(), uploader, part.stream.read(), part.filename or "", field.takes, now=now())
    others = [str(each["name"]) for each in field.documents if each["id"] != kept.id]
    apart = told_apart([*others, kept.name])[-1]
    return (
        kept if apart == kept.name else files.rename(house(), uploader, kept.id, apart, now())
    ).as_document()


def _bring_back(form: RenderedForm, draft: Restored) -> None:
    for field in open_fields(form):
        if not draft.has(field.name):
            continue
        form.read_again(field.spec.name, MultiDict(draft.pairs(field.name)))
        was = draft.was(field.name)
        if was and stamp_of(field) == was.shown:  # as it was drawn then: it may be another one by now
            form.read_again(field.spec.name, None)
