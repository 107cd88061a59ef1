"""The documents of a package: path -> JSON data, or the text of a YAML document (rules, cases)."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.documents import json_writing, modesty, reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentsInvalid

PLANS, CASES, RULES = "schemas/plans/", "rules/cases/", "rules/plans/"
Documents = Mapping[str, Any]


def document_of(path: str, content: Any) -> Document:
    """The document that stands at a path of a package. Raises `DocumentsInvalid`."""
    if isinstance(content, str):
        return _read(path, content)
    if said := modesty.fault(content, path):
        raise DocumentsInvalid([said])
    return _read(path, json.dumps(content, ensure_ascii=False))


@functools.lru_cache(maxsize=64)
def _read(path: str, text: str) -> Document:
    """A document is never changed: what was read a moment ago is the same."""
    return reading.document(text, path)


def text_of(content: Any) -> str:
    """A document's bytes as they are exported: texts as they are, data in the style of our documents."""
    return content if isinstance(content, str) else json_writing.dump(content)


def content_of(path: str, text: str) -> Any:
    """The other way round. Raises `DocumentsInvalid`."""
    return text if path.endswith((".yaml", ".yml")) else reading.parse(text, path)


def plan_path(plan_id: str) -> str:
    return f"{PLANS}{plan_id}.json"


def own_paths(documents: Documents, plan_id: str) -> Iterator[str]:
    """The package's paths, the plan itself first."""
    yield plan_path(plan_id)
    yield from (path for path in documents if path != plan_path(plan_id))


def cases_path(plan_id: str) -> str:
    return f"{CASES}{plan_id}.yaml"
