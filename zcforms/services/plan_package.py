"""A plan with the documents that are its own, tied to everything that is installed: what a draft is made of, and what a version freezes.

A package is path -> JSON data, or the text of a YAML document (rules, cases). What it does not hold itself comes from the edition in force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import ruleset
from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.forms import catalogue
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.shelf import HeldFile, Shelf
from zcforms.services.editions import Edition
from zcforms.services.plan_documents import (
    CASES,
    PLANS,
    RULES,
    Documents,
    cases_path,
    content_of,
    document_of,
    own_paths,
    plan_path,
    text_of,
)
from zcforms.services.plan_limits import require_place

__all__ = [
    "CASES",
    "PLANS",
    "RULES",
    "Documents",
    "Made",
    "cases_path",
    "content_of",
    "content_of_version",
    "document_of",
    "make",
    "own_of",
    "own_paths",
    "plan_path",
    "text_of",
]


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


def make(
    base: Shelf,
    rules: RulesetShelf,
    documents: Documents,
    plan_id: str,
    files: Mapping[str, HeldFile] | None = None,
) -> Made:
    """Tie the package to what is installed. Never raises for what is wrong with it: faults are what an author works on. `files`: what came with the documents,
    where the content of what the plan offers for download is to be there."""
    faults: list[DocumentFault] = []
    schemas, own_rules = list[Document](), dict[str, Document]()
    for path, content in documents.items():
        try:
            require_place(path)
            document = document_of(path, content)
        except DocumentsInvalid as error:
            faults += error.faults
            continue
        if path.startswith("schemas/"):
            schemas.append(document)
        elif path.startswith("rules/") and not path.startswith(CASES):
            faults += catalogue.held(document, ruleset.KIND)
            own_rules[ruleset.id_of(document)] = document
    shelf = catalogue.overlaid(base, schemas, files)
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


def own_of(edition: Edition, plan_id: str) -> dict[str, Any]:
    """What a draft of the plan in force begins with: the documents that are its own, the plan first, and no moves. Of a published version those that it was published
    with; of a file itself, what bears its name, its rules and its cases. The rules are those in force. Raises `KeyError`: there is no such plan."""
    built = edition.built.get(plan_id)
    texts = _of_files(edition, plan_id) if built is None else _of_version(edition, built.version)
    return {"documents": {path: content_of(path, text) for path, text in texts.items()}, "moves": []}


def content_of_version(version: PlanVersion) -> dict[str, Any]:
    """What a version was published with of its own, as a draft would have it."""
    own = {path: content_of(path, version.documents[path]) for path in version.own}
    return {"documents": own, "moves": list(version.moves)}


def _of_files(edition: Edition, plan_id: str) -> dict[str, str]:
    sound = edition.documents.sound
    texts = {plan_path(plan_id): edition.text_of(sound["plan", plan_id])}
    named = (each for (_, name), each in sound.items() if name.startswith(f"{plan_id}-"))
    texts |= {each.file: edition.text_of(each) for each in named}
    rules = edition.shelf.documents[edition.plans[plan_id].ruleset]
    if rules.file.startswith(RULES):
        texts[rules.file] = edition.text_of(rules)
    cases = edition.cases(plan_id)
    return {**texts, cases_path(plan_id): cases} if cases else texts


def _of_version(edition: Edition, version: PlanVersion) -> dict[str, str]:
    in_force = {each.file: edition.text_of(each) for each in edition.shelf.documents.values()}
    texts = {path: in_force.get(path, version.documents[path]) for path in version.own}
    cases = edition.cases(version.plan_id)
    return {**texts, cases_path(version.plan_id): cases} if cases else texts
