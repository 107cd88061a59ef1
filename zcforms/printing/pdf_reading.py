"""Uploaded PDFs: they open without a password, have pages, and hold nothing that acts or hides.

Every object of the file is looked at, reachable from a page or not, and the raw bytes as well, since a viewer may
repair a file in another way than our reader does.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject

from zcforms.domain.errors import UploadRefused

_MOST_PAGES = 1_000
_MOST_OBJECTS = 300_000
_MOST_NODES = 2_000_000
_DEEPEST = 60

#: Action types (ISO 32000-1, 12.6.4) and object types that a piece of evidence has no use for.
_ACTING = frozenset(
    ["/JavaScript", "/Launch", "/ImportData", "/GoToR", "/GoToE", "/SubmitForm", "/Rendition", "/RichMedia"]
)
_CARRYING = frozenset(["/EmbeddedFile", "/FileAttachment"])
_RAW = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)[\s/<(\[]")

_BROKEN = "PDF 已损坏，无法完整打开。请重新导出或扫描后再上传。"
_ACTS = "PDF 含有脚本、动作、表单程序或多媒体。请用“打印为 PDF”重新生成后再上传。"
_CARRIES = "PDF 中夹带了其他附件。请用“打印为 PDF”重新生成后再上传，附件另行上传。"

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it repaired is no news to anyone


def pages(data: bytes) -> int:
    """How many pages the document has. Raises `UploadRefused`."""
    try:
        return _pages(data)
    except UploadRefused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UploadRefused(_BROKEN) from error
    except (RecursionError, MemoryError, OverflowError, OSError, AssertionError) as error:
        raise UploadRefused(_BROKEN) from error


def _pages(data: bytes) -> int:
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise UploadRefused("PDF 设有密码或权限限制。请取消保护，或打印为新的 PDF 后再上传。")
    if found := _RAW.search(data):
        raise UploadRefused(_CARRIES if b"Embedded" in found[0] else _ACTS)
    _hold_objects(reader)
    count = len(reader.pages)
    if not 0 < count <= _MOST_PAGES:
        raise UploadRefused(f"PDF 有 {count} 页；须有 1 至 {_MOST_PAGES} 页，请拆分后再上传。")
    for page in reader.pages:
        if not (page.mediabox.width and page.mediabox.height):
            raise UploadRefused(_BROKEN)
    return count


def _hold_objects(reader: pypdf.PdfReader) -> None:
    known = {(number, generation) for generation, table in reader.xref.items() for number in table}
    known |= {(number, 0) for number in reader.xref_objStm}
    if len(known) > _MOST_OBJECTS:
        raise UploadRefused("PDF 过于复杂，请用“打印为 PDF”重新生成后再上传。")
    budget = iter(range(_MOST_NODES))
    for node in _nodes(reader.trailer, 0, budget):
        _hold_node(node)
    for number, generation in sorted(known):
        try:
            content = reader.get_object(IndirectObject(number, generation, reader))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            continue  # a dead entry of the table: no viewer can show it either
        for node in _nodes(content, 0, budget):
            _hold_node(node)


def _nodes(node: Any, depth: int, budget: Iterator[int]) -> Iterator[dict[str, Any]]:
    """The dictionaries directly inside an object; what it refers to is visited on its own."""
    if depth > _DEEPEST or next(budget, None) is None:
        raise UploadRefused("PDF 过于复杂，请用“打印为 PDF”重新生成后再上传。")
    if isinstance(node, dict):
        yield node
        for name in node:
            yield from _nodes(
                node.raw_get(name) if hasattr(node, "raw_get") else node[name], depth + 1, budget
            )
    elif isinstance(node, list):
        for index in range(len(node)):
            yield from _nodes(list.__getitem__(node, index), depth + 1, budget)


def _hold_node(node: dict[str, Any]) -> None:
    kinds = {str(node.get(key)) for key in ("/S", "/Type", "/Subtype", "/FT") if key in node}
    if "/JS" in node or "/XFA" in node or kinds & _ACTING:
        raise UploadRefused(_ACTS)
    if "/EmbeddedFiles" in node or "/EF" in node or kinds & _CARRYING:
        raise UploadRefused(_CARRIES)
