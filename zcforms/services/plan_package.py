"""A plan with the documents that are its own, tied to everything that is installed: what a draft is made of, and what a version freezes.

A package is path -> JSON data, or the text of a YAML document (rules, cases). What it does not hold itself comes from the edition in force.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zcforms.checks import ruleset
from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.documents import json_writing, modesty, reading
from zcforms.documents.patching import Patch
from zcforms.documents.pointer import pointer, steps
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.shelf import Shelf

PLANS, CASES = "schemas/plans/", "rules/cases/"
_PLACE = re.compile(
    r"(?:schemas|rules)/[a-z]{1,30}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,119}){1,4}\.(?:json|yaml|yml)"
)
MOST_DOCUMENTS = 100
"""Documents of one package."""
Documents = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """What the documents make. `shelf`: all documents, theirs in place of others of the same name; `faults`: of the package's own documents; with any of these
    `catalogue` and `plan` are None, and `ruleset` where its rules do not compile."""

    shelf: Shelf
    rules: RulesetShelf
    faults: tuple[DocumentFault, ...]
    catalogue: Catalogue | None
    plan: Plan | None
    ruleset: Ruleset | None


def make(base: Shelf, rules: RulesetShelf, documents: Documents, plan_id: str) -> Made:
    """Tie the package to what is installed. Never raises for what is wrong with it: faults are what an author works on."""
    faults: list[DocumentFault] = []
    schemas, own_rules = list[Document](), dict[str, Document]()
    for path, content in documents.items():
        try:
            _require_place(path)
            document = document_of(path, content)
        except DocumentsInvalid as error:
            faults += error.faults
            continue
        if path.startswith("schemas/"):
            schemas.append(document)
        elif path.startswith("rules/") and not path.startswith(CASES):
            faults += catalogue.held(document, ruleset.KIND)
            own_rules[ruleset.id_of(document)] = document
    shelf = catalogue.overlaid(base, schemas)
    faults += shelf.faults
    shelf_of_rules = RulesetShelf({**rules.documents, **own_rules})
    if faults or ("plan", plan_id) not in shelf.sound:
        return Made(shelf, shelf_of_rules, tuple(sorted(set(faults))), None, None, None)
    made = catalogue.build(shelf, only=(plan_id,))
    plan = made.plans[plan_id]
    try:
        return Made(shelf, shelf_of_rules, (), made, plan, ruleset.compile(shelf_of_rules, plan))
    except DocumentsInvalid as error:
        return Made(shelf, shelf_of_rules, tuple(sorted(set(error.faults))), made, plan, None)


def _require_place(path: str) -> None:
    """Whoever exports a package writes its documents where they say that they lie."""
    if not _PLACE.fullmatch(path) or ".." in path:
        fault = (
            "没有放在 schemas 或 rules 下面的文件夹里",
            "请写成 schemas/plans/名称.json 或 rules/plans/名称.yaml 的形式。",
        )
        raise DocumentsInvalid([DocumentFault(path[:200], "", *fault)])


def document_of(path: str, content: Any) -> Document:
    """The document that stands at a path of a package. Raises `DocumentsInvalid`."""
    if not isinstance(content, str) and (said := modesty.fault(content, path)):
        raise DocumentsInvalid([said])
    return _read(path, content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))


def require_modest_patch(patch: Patch) -> None:
    """What a patch brings, before it is applied. Raises `DocumentsInvalid`."""
    for operation in patch:
        place = steps(str(operation.get("path", "")))
        if said := modesty.fault(operation.get("value"), place[1] if len(place) > 1 else ""):
            raise DocumentsInvalid([replace(said, pointer=pointer(place[2:]) + said.pointer)])


def require_modest(content: Any) -> None:
    """A draft's content before it is kept: what is too much, too deep or no JSON is refused at its place. Raises `DocumentsInvalid`."""
    documents = content.get("documents") if isinstance(content, Mapping) else None
    if not isinstance(documents, Mapping) or not isinstance(content.get("moves", []), list):
        fault = "方案的内容不完整", "内容应是 documents（各文档）和 moves（答案的去向）。"
        raise DocumentsInvalid([DocumentFault("", "", *fault)])
    if len(documents) > MOST_DOCUMENTS:
        raise DocumentsInvalid(
            [DocumentFault("", "/documents", f"方案的文档超过 {MOST_DOCUMENTS} 个", "请删去用不到的文档。")]
        )
    parts = [*documents.items(), ("moves", content.get("moves", []))]
    if faults := [said for path, data in parts if (said := modesty.fault(data, path))]:
        raise DocumentsInvalid(faults)


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
