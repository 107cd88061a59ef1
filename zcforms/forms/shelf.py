"""The documents of a folder by kind and name, each held to its metaschema, with every fault that was found on the way."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zcforms.documents import metaschema
from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer
from zcforms.documents.reading import Document, read_tree
from zcforms.documents.references import written_out
from zcforms.domain.errors import DocumentFault

FOLDERS = {
    "codes": "codes",
    "achievements": "achievement",
    "common": "section",
    "series": "section",
    "attachments": "attachments",
    "chains": "chain",
    "pledges": "pledge",
    "sheets": "sheet",
    "authorities": "authority",
    "replacements": "replacement",
    "plans": "plan",
    "designer": "designer",
    "templates": "template",
}
"""Folder below schemas/ -> kind, which is the metaschema's name."""

CAPTIONS = {
    "codes": "代码表",
    "achievement": "业绩类别",
    "section": "表单分区",
    "attachments": "附件清单",
    "chain": "审核流程",
    "pledge": "承诺书",
    "sheet": "打印表单",
    "authority": "发证机关",
    "replacement": "补换证",
    "plan": "评审计划",
    "designer": "设计表单",
    "template": "方案模板",
}

MOST = 200
"""Faults that are told at once."""

Path_ = tuple[str | int, ...]


class Enough(Exception):
    """There are as many faults as anybody wants to read."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """What lies beside the documents: its SHA-256 (hex), its size in bytes, and its content when somebody wants it."""

    digest: str
    size: int
    read: Callable[[], bytes]


@dataclass(slots=True)
class Shelf:
    """`sound` holds what the metaschemas accept; `names` also knows the broken ones, so that a document that refers to a
    broken one is not blamed for it. `files`: by path, what lies beside the documents that plans offer for download; None: it
    lies elsewhere, and nobody is blamed for it."""

    sound: dict[tuple[str, str], Document] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in CAPTIONS})
    faults: list[DocumentFault] = field(default_factory=list)
    files: Mapping[str, HeldFile] | None = None

    def of(self, kind: str) -> Iterator[tuple[str, Document]]:
        """The sound documents of a kind by name, in the order of their files."""
        return ((name, document) for (each, name), document in self.sound.items() if each == kind)

    def data(self, kind: str, name: str) -> Mapping[str, Any] | None:
        document = self.sound.get((kind, name))
        return document.data if document else None

    def blame(self, document: Document, path: Path_, fault: str, remedy: str) -> None:
        """Raises `Enough` when there are `MOST` faults."""
        self.faults.append(DocumentFault(document.file, pointer(path), fault, remedy))
        if len(self.faults) >= MOST:
            raise Enough

    def require(self, document: Document, path: Path_, kind: str, name: str) -> None:
        """Blame the document when there is no other of this kind and name."""
        known = self.names.get(kind, [])
        if name not in known:
            self.blame(document, path, f"没有{CAPTIONS[kind]}“{name}”", remedy_for(name, known))

    def require_code(self, document: Document, path: Path_, code_list: str, code: str) -> None:
        """Blame the document when the code list, being sound, does not have the code."""
        data = self.data("codes", code_list)
        known = [each["id"] for each in data["codes"]] if data else [code]
        if code not in known:
            self.blame(document, path, f"代码表“{code_list}”里没有“{code}”", remedy_for(code, known))

    def require_all(
        self, document: Document, path: Path_, names: Sequence[str], *, among: Sequence[str], what: str
    ) -> None:
        """Blame the document for every name that the plan does not offer."""
        known = frozenset(among)
        for name in names:
            if name not in known:
                self.blame(document, path, f"本计划没有{what}“{name}”", remedy_for(name, among))


def collect(shelf: Shelf, schemas: Path) -> None:
    """Put every document below the folder on the shelf. A folder that is missing holds none."""
    for folder, kind in FOLDERS.items():
        documents, faults = read_tree(schemas / folder, schemas.parent)
        shelf.faults.extend(faults)
        shelf.names[kind].extend(name_of(fault.file) for fault in faults)
        for document in documents:
            _place(shelf, kind, document)


def lay(shelf: Shelf, document: Document) -> str | None:
    """Put a document in place of the one of its name, where there is one; its kind, or None where no kind has its folder."""
    kind = FOLDERS.get(document.file.split("/")[1]) if document.file.count("/") > 1 else None
    if kind is None:
        fault = f"没有放在 schemas 下的文件夹“{'”“'.join(FOLDERS)}”之一"
        shelf.blame(document, (), fault, "请按文档的种类放进对应的文件夹。")
        return None
    name = name_of(document.file)
    shelf.names[kind] = [each for each in shelf.names[kind] if each != name]
    shelf.sound.pop((kind, name), None)
    _place(shelf, kind, document)
    return kind


def name_of(file: str) -> str:
    """A document's name: its path below its kind's folder without the suffix."""
    return file.split("/", 2)[-1].rsplit(".", 1)[0]


class _Data:
    """A document that is the same argument whenever its digest is."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Data)

    def __hash__(self) -> int:
        return 0


@functools.lru_cache(maxsize=256)
def _held(file: str, digest: str, kind: str, data: _Data) -> tuple[DocumentFault, ...]:
    """What the metaschema finds; of what was looked at a moment ago, the same: an author changes one document at a time."""
    return tuple(metaschema.hold(data.document, kind))


def _place(shelf: Shelf, kind: str, document: Document) -> None:
    name = name_of(document.file)
    if name in shelf.names[kind]:
        fault = f"已经有同名的{CAPTIONS[kind]}“{name}”"
        shelf.blame(document, (), fault, "请改名；同一种文档不能重名，后缀不同也算重名。")
        return
    shelf.names[kind].append(name)
    document, faults = written_out(document)
    faults = faults or list(_held(document.file, document.digest, kind, _Data(document)))
    if not faults and kind != "section" and document.data.get("id", name) != name:
        shelf.blame(
            document,
            ("id",),
            f"id “{document.data['id']}”与文件名“{name}”不一致",
            f"请改为“{name}”，或给文件改名。",
        )
        return
    shelf.faults.extend(faults)
    if not faults:
        shelf.sound[kind, name] = document
