"""What no document may say is not kept, whichever way it came: the designer's pages, and every other plan, stand on what a metaschema promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault
from zcforms.forms import catalogue
from zcforms.forms.shelf import FOLDERS, Shelf, name_of
from zcforms.services.plan_documents import plan_path
from zcforms.services.plan_nodes import DOCUMENTS

_SCHEMAS = "schemas/"
_WHERE = "没有放在 schemas 下认识的文件夹里", f"请放进 {'、'.join(FOLDERS)} 之一。"


def unsound(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DocumentFault]:
    """What the metaschemas refuse of the form documents (path -> content) that are not what they were."""
    return [
        fault
        for path, data in after.items()
        if path.startswith(_SCHEMAS) and data != before.get(path)
        for fault in _faults(path, data)
    ]


def unnamed(base: Shelf, documents: Mapping[str, Any], plan_id: str) -> list[DocumentFault]:
    """What a sound plan names, has no other place in the designer than behind its name, and is there neither among its own documents nor in force."""
    names = {kind: list(base.names.get(kind, ())) for kind in FOLDERS.values()}
    for path in documents:
        if kind := FOLDERS.get(path.split("/")[1]) if path.startswith(_SCHEMAS) else None:
            names[kind].append(name_of(path))
    shelf = Shelf({}, names)
    plan = Document(plan_path(plan_id), documents[plan_path(plan_id)], "")
    for kind in DOCUMENTS.values():
        shelf.require(plan, (kind,), kind, plan.data[kind])
    for at, part in enumerate(plan.data["parts"]):
        for place, section in enumerate(part["sections"]):
            shelf.require(plan, ("parts", at, "sections", place), "section", section)
    return shelf.faults


def _faults(path: str, data: Any) -> list[DocumentFault]:
    kind = FOLDERS.get(path.split("/")[1])
    if kind is None:
        return [DocumentFault(path, "", *_WHERE)]
    return catalogue.held(Document(path, data, ""), kind)
