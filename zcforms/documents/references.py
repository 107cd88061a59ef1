"""Local references (`{"$ref": "#/$defs/..."}`) written out, so that nobody above has to follow them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer, steps
from zcforms.documents.reading import DEEPEST, Document
from zcforms.domain.errors import DocumentFault

_MOST = 20_000
"""Values in a document once its references are written out."""

_CHAIN = 12
"""References within references."""


def written_out(document: Document) -> tuple[Document, list[DocumentFault]]:
    """The document without references (keywords beside a `$ref` win), and the faults of those that lead nowhere.

    A reference to another document or address is never followed. The digest stays that of the document as written.
    """
    expansion = _Expansion(document)
    written = document.data
    if isinstance(written, Mapping):
        written = {key: value for key, value in written.items() if key != "$defs"}
    data = expansion.expand(written, (), ())
    return Document(document.file, data, document.digest), expansion.faults


class _Expansion:
    def __init__(self, document: Document) -> None:
        self.root = document.data
        self.file = document.file
        self.faults: list[DocumentFault] = []
        self.count = 0

    def expand(self, data: Any, path: tuple[str | int, ...], within: tuple[str, ...]) -> Any:
        self.count += 1
        if isinstance(data, list):
            return [self.expand(each, (*path, position), within) for position, each in enumerate(data)]
        if not isinstance(data, Mapping):
            return data
        if isinstance(data.get("$ref"), str):
            return self._target(data, path, within)
        return {key: self.expand(value, (*path, key), within) for key, value in data.items()}

    def _target(self, data: Mapping[str, Any], path: tuple[str | int, ...], within: tuple[str, ...]) -> Any:
        reference: str = data["$ref"]
        target, said = self._find(reference, within)
        if len(path) > DEEPEST:
            target, said = None, (f"引用展开之后嵌套超过 {DEEPEST} 层", "请减少层层嵌套的引用。")
        if said:
            if self.faults and self.count > _MOST:
                return {}
            self.faults.append(DocumentFault(self.file, pointer((*path, "$ref")), *said))
            return {}
        beside = {key: value for key, value in data.items() if key != "$ref"}
        if not isinstance(target, Mapping):
            return self.expand(target, path, (*within, reference))
        return self.expand({**target, **beside}, path, (*within, reference))

    def _find(self, reference: str, within: tuple[str, ...]) -> tuple[Any, tuple[str, str] | None]:
        if not reference.startswith("#/"):
            remedy = '只能引用本文档之内的片段：{"$ref": "#/$defs/名称"}。'
            return None, (f"$ref “{reference}”指向文档之外", remedy)
        if reference in within:
            return None, (f"$ref “{reference}”绕回了自己", "请去掉循环的引用。")
        if self.count > _MOST or len(within) >= _CHAIN:
            return None, ("引用展开之后内容过多", "请减少层层嵌套的引用。")
        target = self.root
        for step in steps(unquote(reference[1:])):
            if not isinstance(target, Mapping) or step not in target:
                known = [str(name) for name in target] if isinstance(target, Mapping) else []
                return None, (f"$ref “{reference}”没有目标", remedy_for(step, known))
            target = target[step]
        return target, None
