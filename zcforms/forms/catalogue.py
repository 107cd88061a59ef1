"""The catalogue: every plan of a folder, with whatever it ties together, or nothing at all.

A folder is taken whole. One fault in one document and nothing is loaded, with every fault told at once: file, JSON
Pointer, what is wrong, what would be right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zcforms.documents import metaschema
from zcforms.documents.reading import Document
from zcforms.domain.authority import Authority
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import CodeList, LibraryCategory, Plan, Section
from zcforms.domain.replacement import ReplacementKind
from zcforms.forms import authorities, chains, downloads, library, plan_checks, plans, replacements
from zcforms.forms.shelf import CAPTIONS, Enough, HeldFile, Shelf, collect, lay, name_of


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the documents say. Keys are document names; `sections` also has those that no plan shows (registration);
    `sheets` are the layouts as they are written; `authority` is the id of the one that issues where a plan names none."""

    plans: Mapping[str, Plan]
    codes: Mapping[str, CodeList]
    categories: Mapping[str, LibraryCategory]
    sections: Mapping[str, Section]
    sheets: Mapping[str, Mapping[str, Any]]
    replacements: Mapping[str, ReplacementKind]
    authorities: Mapping[str, Authority] = field(default_factory=dict)
    authority: str | None = None


@dataclass(frozen=True, slots=True)
class LintReport:
    """What an author is told: faults stop the loading, notes do not."""

    faults: tuple[DocumentFault, ...]
    notes: tuple[DocumentFault, ...]


def load(schemas: Path, *, files: bool = True) -> Catalogue:
    """Read, check and tie together every document below the folder. `files`: with the content of what plans offer for download, which lies there, too.

    Raises:
        DocumentsInvalid: with every fault that was found.
    """
    return build(sound(schemas, files=files))


def sound(schemas: Path, *, files: bool = True) -> Shelf:
    """The folder's documents, all of them without a fault.

    Raises:
        DocumentsInvalid: with every fault that was found.
    """
    shelf = checked(schemas, files=files)
    if shelf.faults:
        raise DocumentsInvalid(shelf.faults)
    return shelf


def build(shelf: Shelf, *, only: Collection[str] | None = None) -> Catalogue:
    """What the shelf's documents say; they were checked. `only`: ids of the plans to build, left out: all."""
    codes = {name: library.code_list(name, document) for name, document in shelf.of("codes")}
    categories = {name: library.category(name, document) for name, document in shelf.of("achievement")}
    sections = {name: library.section(document) for name, document in shelf.of("section")}
    return Catalogue(
        plans={
            name: plans.build(shelf, name, codes, categories, sections)
            for name, _ in shelf.of("plan")
            if only is None or name in only
        },
        codes=codes,
        categories=categories,
        sections=sections,
        sheets={name: document.data for name, document in shelf.of("sheet")},
        authorities={name: authorities.build(name, document) for name, document in shelf.of("authority")},
        authority=authorities.default(shelf),
        replacements={name: replacements.build(name, shelf, sections) for name, _ in shelf.of("replacement")},
    )


def overlaid(
    base: Shelf, documents: Iterable[Document], files: Mapping[str, HeldFile] | None = None
) -> Shelf:
    """The base with these documents in place of those of the same kind and name; its faults are the new documents' own. `files`: what came with them, where
    their content is to be there."""
    names = {kind: list(names) for kind, names in base.names.items()}
    shelf = Shelf(dict(base.sound), names, files=files)
    with suppress(Enough):
        laid = [
            (kind, name)
            for document in documents
            if (kind := lay(shelf, document))
            for name in [name_of(document.file)]
        ]
        for kind, check in _CHECKS.items():
            for each, name in laid:
                if each == kind and (kind, name) in shelf.sound:
                    check(shelf, shelf.sound[kind, name])
    return shelf


def closure(shelf: Shelf, plan_id: str) -> Shelf:
    """The shelf's documents without which the plan cannot be built, and nothing else: what a plan is frozen with."""
    wanted = plans.closure(shelf, plan_id)
    sound = {key: document for key, document in shelf.sound.items() if key in wanted}
    return Shelf(sound, {kind: [name for each, name in sound if each == kind] for kind in CAPTIONS})


def missing_plan(file: str) -> list[DocumentFault]:
    """What is said of a package in which the plan itself is not."""
    return [DocumentFault(file, "", "没有这个评审计划的文档", "请补上计划文档。")]


def held(document: Document, kind: str) -> list[DocumentFault]:
    """What the metaschema of this kind finds."""
    return metaschema.hold(document, kind)


def lint(schemas: Path) -> LintReport:
    """Every fault of the folder's documents, and what is probably not meant."""
    shelf = checked(schemas)
    faults = tuple(sorted(set(shelf.faults)))
    return LintReport(faults, () if faults else tuple(_notes(shelf)))


def checked(schemas: Path, *, files: bool = True) -> Shelf:
    """The folder's documents, with the faults of each alone and of all together (at most `shelf.MOST`)."""
    shelf = Shelf(files=downloads.below(schemas) if files else None)
    with suppress(Enough):
        collect(shelf, schemas)
        if not shelf.names["plan"]:
            remedy = f"请把计划文档放进 {schemas / 'plans'}，或检查环境变量 ZCFORMS_HOME。"
            shelf.faults.append(DocumentFault(f"{schemas.name}/plans", "", "没有任何评审计划", remedy))
        for kind, check in _CHECKS.items():
            for _, document in list(shelf.of(kind)):
                check(shelf, document)
    return shelf


_CHECKS = {
    **library.CHECKS,
    "authority": authorities.check,
    "chain": chains.check,
    "plan": plan_checks.check,
    "replacement": replacements.check,
}


def _notes(shelf: Shelf) -> Iterator[DocumentFault]:
    used = {(kind, plan.data[kind]) for _, plan in shelf.of("plan") for kind in _TIED}
    used |= {("chain", each.data["chain"]) for _, each in shelf.of("replacement")}
    for kind in _TIED:
        for name, document in shelf.of(kind):
            if (kind, name) not in used:
                yield DocumentFault(
                    document.file, "", f"没有计划使用这个{CAPTIONS[kind]}", "如不再需要，请删去。"
                )
    for _, plan in shelf.of("plan"):
        yield from _standards_of_no_title(plan)


_TIED = ("attachments", "chain", "pledge")


def _standards_of_no_title(plan: Document) -> Iterator[DocumentFault]:
    titles, standards = plan.data["titles"], [standard["id"] for standard in plan.data["standards"]]
    reached = {name for title in titles for name in title.get("standards") or standards}
    for position, standard in enumerate(plan.data["standards"]):
        if standard["id"] not in reached:
            fault = f"评审标准“{standard['caption']}”不属于任何职称"
            pointer = f"/standards/{position}"
            yield DocumentFault(plan.file, pointer, fault, "请写进职称的 standards，或删去这个标准。")
