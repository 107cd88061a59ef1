"""WTForms fields that hold lists: files, the photo, and rows of sub-fields.

Besides values, their HTML names carry what a list needs without JavaScript:
  evidence:file          ids of the uploaded files, in order      evidence:name:<id>   a file's new name
  evidence:upload        files that come with this request        appointments:row     positions of the rows, in order
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wtforms.utils import unset_value

from zcforms.domain import file_name
from zcforms.domain.plan import Schema
from zcforms.forms import media
from zcforms.forms.inputs import Input
from zcforms.forms.pointer import below
from zcforms.forms.surroundings import Form

MOST_ROWS = 200
MOST_BYTES = 10 * 1024 * 1024
_POSITION = re.compile(r"[0-9]{1,4}")

FileDocument = Mapping[str, Any]


class FilesInput(Input):
    """File documents, of which only those are taken that the caller or the stored data vouches for."""

    documents: list[FileDocument]
    uploads: list[Any]

    @property
    def most(self) -> int | None:
        return self.schema.get("maxItems")

    @property
    def takes(self) -> Schema:
        """The files schema that uploads are held to: what the document leaves open is limited all the same."""
        return {"accept": list(media.KINDS), "maxBytes": MOST_BYTES, **self.schema}

    @property
    def accept(self) -> str:
        """For the accept attribute of the file input."""
        return ",".join(
            f".{suffix}" for kind in self.takes.get("accept", ()) for suffix in media.suffixes(kind)
        )

    @staticmethod
    def split(name: str) -> tuple[str, str]:
        """What can be changed of a file's name, and the extension, which stays."""
        return file_name.split(name)

    @property
    def fixed(self) -> bool:
        """Shown only: a request says nothing about it."""
        return bool(self.schema.get("readOnly"))

    @property
    def limits(self) -> str:
        return "" if self.fixed else media.limits(self.takes)

    @property
    def filled(self) -> bool:
        return bool(self.documents or self.uploads)

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors = []
        given = data if isinstance(data, list) else [data]
        self.documents = [each for each in given if isinstance(each, Mapping) and each.get("id")]
        self.uploads = []
        if formdata is not None and not self.fixed:
            self._take(formdata)
        self._settle()

    def attach(self, documents: list[FileDocument]) -> None:
        """Add files that came with this request and are stored by now; one that is there already is no second one."""
        if self.fixed:
            return
        there = {each["id"] for each in self.documents}
        self.documents = self.documents + [each for each in documents if each["id"] not in there]
        self.uploads = []
        self._settle()

    def remove(self, position: int) -> None:
        if self.fixed:
            return
        self.documents = self.documents[:position] + self.documents[position + 1 :]
        self._settle()

    def move(self, position: int, offset: int) -> None:
        if self.fixed:
            return
        self.documents = _moved(self.documents, position, offset)
        self._settle()

    def _take(self, formdata: Any) -> None:
        known = {str(each["id"]): each for each in self.documents} | dict(self.form.files)
        sent = list(dict.fromkeys(formdata.getlist(f"{self.name}:file")))
        self.documents = _told_apart(
            [
                _renamed(known[each], formdata.get(f"{self.name}:name:{each}"))
                for each in sent
                if each in known
            ]
        )
        self.uploads = [
            each for each in formdata.getlist(f"{self.name}:upload") if getattr(each, "filename", "")
        ]
        if lost := len(sent) - len(self.documents):
            self.process_errors.append(f"有 {lost} 个文件已失效，请重新上传。")

    def _settle(self) -> None:
        self.data = list(self.documents) or None


class PhotoInput(FilesInput):
    """One picture: the last one sent wins."""

    @property
    def most(self) -> int | None:
        return 1

    @property
    def takes(self) -> Schema:
        return {"accept": ["jpg", "png"], "maxBytes": MOST_BYTES, **self.schema}

    def _settle(self) -> None:
        self.documents = self.documents[-1:]
        self.data = self.documents[0] if self.documents else None


class RecordsInput(Input):
    """Rows of sub-fields. `rows` are forms of their own; a row in which nothing was given is not kept."""

    rows: list[Form]

    @property
    def kept(self) -> list[Form]:
        return [row for row in self.rows if row.filled]

    @property
    def blank_row(self) -> Form:
        """A row to copy in the browser; `__row__` stands where its position will."""
        return self.form.row(self.schema["items"], below(self.name, "__row__"), None, None)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.schema.get("columns", ())) or tuple(self.schema["items"]["properties"])

    @property
    def limits(self) -> str:
        most = self.schema.get("maxItems")
        return f"最多 {most} 条" if most else ""

    @property
    def filled(self) -> bool:
        return bool(self.kept)

    def value(self) -> Any:
        return [row.answers() for row in self.kept] or None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors = []
        stored = [each for each in data if isinstance(each, Mapping)] if isinstance(data, list) else []
        positions = range(len(stored)) if formdata is None else self._positions(formdata)
        self.rows = [
            self._row(position, stored[position] if position < len(stored) else None, formdata)
            for position in positions
        ]

    def add(self) -> None:
        if len(self.rows) < MOST_ROWS:
            following = max((int(row.position) for row in self.rows), default=-1) + 1
            self.rows.append(self._row(following, None, None))

    def remove(self, position: int) -> None:
        self.rows = [row for row in self.rows if int(row.position) != position]

    def move(self, position: int, offset: int) -> None:
        places = [int(row.position) for row in self.rows]
        if position in places:
            self.rows = _moved(self.rows, places.index(position), offset)

    def _row(self, position: int, data: Mapping[str, Any] | None, formdata: Any) -> Form:
        return self.form.row(self.schema["items"], below(self.name, position), data, formdata)

    def _positions(self, formdata: Any) -> Iterator[int]:
        sent = dict.fromkeys(
            int(each) for each in formdata.getlist(f"{self.name}:row") if _POSITION.fullmatch(str(each))
        )
        if len(sent) > MOST_ROWS:
            self.process_errors.append(f"最多 {MOST_ROWS} 条，多出的没有保留。")
        return iter(list(sent)[:MOST_ROWS])


def _moved(items: list[Any], position: int, offset: int) -> list[Any]:
    target = position + offset
    if not (0 <= position < len(items) and 0 <= target < len(items)):
        return items
    rest = items[:position] + items[position + 1 :]
    return [*rest[:target], items[position], *rest[target:]]


def _renamed(document: FileDocument, name: str | None) -> FileDocument:
    """The document with its new name (feature 72); the extension stays, because it was found from the content."""
    old = str(document["name"])
    new = file_name.renamed(old, name or "")
    return document if new == old else {**document, "name": new}


def _told_apart(documents: list[FileDocument]) -> list[FileDocument]:
    """The documents with names of which no two are alike (feature 72)."""
    names = file_name.told_apart([str(each["name"]) for each in documents])
    return [
        document if document["name"] == name else {**document, "name": name}
        for document, name in zip(documents, names, strict=True)
    ]
