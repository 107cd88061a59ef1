"""A plan with the documents that are its own, tied to everything that is installed: what a draft is made of, and what a version freezes.

A package is path -> JSON data, or the text of a YAML document (rules, cases). What it does not hold itself comes from the edition in force.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import ruleset
from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.documents import json_writing, reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.shelf import Shelf

PLANS, CASES = "schemas/plans/", "rules/cases/"
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


def document_of(path: str, content: Any) -> Document:
    """The document that stands at a path of a package. Raises `DocumentsInvalid`."""
    return _read(path, text_of(content))


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
