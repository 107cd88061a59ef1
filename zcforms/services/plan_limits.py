"""How much a plan's documents may be, and where they may lie: held to before anything is made of them or kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zcforms.documents import modesty
from zcforms.documents.patching import Patch
from zcforms.documents.pointer import pointer, steps
from zcforms.domain.errors import DocumentFault, DocumentsInvalid

_PLACE = re.compile(
    r"(?:schemas|rules)/[a-z]{1,30}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,119}){1,4}\.(?:json|yaml|yml)"
)
MOST_DOCUMENTS = 100
"""Documents of one package."""


def require_place(path: str) -> None:
    """Whoever exports a package writes its documents where they say that they lie. Raises `DocumentsInvalid`."""
    if not _PLACE.fullmatch(path) or ".." in path:
        fault = (
            "没有放在 schemas 或 rules 下面的文件夹里",
            "请写成 schemas/plans/名称.json 或 rules/plans/名称.yaml 的形式。",
        )
        raise DocumentsInvalid([DocumentFault(path[:200], "", *fault)])


def require_modest_patch(patch: Patch) -> None:
    """What a patch brings, before it is applied. Raises `DocumentsInvalid`."""
    for operation in patch:
        place = steps(str(operation.get("path", "")))
        if said := modesty.fault(operation.get("value"), place[1] if len(place) > 1 else ""):
            raise DocumentsInvalid([replace(said, pointer=pointer(place[2:]) + said.pointer)])


def require_modest(content: Any) -> None:
    """A draft's content before it is kept: what is too much, too deep or no JSON is refused at its place. Raises `DocumentsInvalid`."""
    documents = content.get("documents") if isinstance(content, Mapping) else None
    if not isinstance(documents, Mapping):
        fault = "方案的内容不完整", "内容应有 documents：各文档的路径和内容。"
        raise DocumentsInvalid([DocumentFault("", "", *fault)])
    if len(documents) > MOST_DOCUMENTS:
        fault = f"方案的文档超过 {MOST_DOCUMENTS} 个", "请删去用不到的文档。"
        raise DocumentsInvalid([DocumentFault("", "/documents", *fault)])
    rest = [(key, value) for key, value in content.items() if key != "documents"]
    if faults := [said for path, data in [*documents.items(), *rest] if (said := modesty.fault(data, path))]:
        raise DocumentsInvalid(faults)
