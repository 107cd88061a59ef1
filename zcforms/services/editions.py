"""All plans and rules at one moment: the files, with what was published laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from zcforms.checks.ruleset import KIND, Ruleset, RulesetShelf
from zcforms.documents import metaschema, reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion, VersionState
from zcforms.domain.rule_draft import RuleVersion
from zcforms.forms import catalogue
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.shelf import Shelf as Documents
from zcforms.services.bench import Bench
from zcforms.services.plan_documents import cases_path
from zcforms.services.plan_editions import Builder, Built, beside, laid_over
from zcforms.services.sources import Sources
from zcforms.storage.shelves.plans import PlanStamp
from zcforms.storage.shelves.rules import Stamp as RuleStamp

_log = structlog.get_logger(__name__)
Stamp = tuple[RuleStamp, PlanStamp]
FILES: Stamp = ((0, None), (0, None, 0, None))
"""The stamp of a database in which nothing was ever published."""
Broken = dict[str, tuple[DocumentFault, ...]]


@dataclass(frozen=True, slots=True)
class Published:
    """What the database holds, newest versions alone. `former`: older versions with library categories of their own, which people's libraries still have."""

    stamp: Stamp
    rules: Iterable[RuleVersion]
    plans: Iterable[PlanVersion]
    former: Iterable[PlanVersion] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """All plans and rules at one moment. `rulesets` by plan id; a plan that cannot be built, or whose rules do not compile, stands in `broken` with the reasons.
    `published`: ruleset id -> its newest published version; `built`: plan id -> the version in force; what has none is its file. `documents`: what lies under
    `schemas/`; `texts`: path -> text of what was published."""

    stamp: Stamp
    documents: Documents
    catalogue: Catalogue
    shelf: RulesetShelf
    sources: Sources
    rulesets: Mapping[str, Ruleset]
    broken: Mapping[str, tuple[DocumentFault, ...]] = field(default_factory=dict)
    published: Mapping[str, RuleVersion] = field(default_factory=dict)
    built: Mapping[str, Built] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def plans(self) -> Mapping[str, Plan]:
        return self.catalogue.plans

    @classmethod
    def of_files(cls, bench: Bench) -> Edition:
        """What was loaded from the files, and nothing that was published."""
        return cls(FILES, bench.documents, bench.catalogue, bench.shelf, bench.sources, bench.rulesets)

    def text(self, ruleset_id: str) -> str:
        """The text in force."""
        return self.text_of(self.shelf.documents[ruleset_id])

    def text_of(self, document: Document) -> str:
        """The text that a document in force was read from."""
        published = self.texts.get(document.file)
        return self.sources.text(document.file) if published is None else published

    def number(self, ruleset_id: str) -> int:
        """The ruleset's published number; 0: it was never published by itself."""
        version = self.published.get(ruleset_id)
        return version.number if version else 0

    def cases(self, plan_id: str) -> str:
        """The text of the plan's cases: of what was published last with some of its, or its file; "" where it has none."""
        versions = [each for each in self.published.values() if each.plan_id == plan_id]
        last, plan = max(versions, key=lambda each: each.at, default=None), self.plan_version(plan_id)
        if last is not None and (plan is None or plan.at <= last.at):
            return last.cases_text
        return self.sources.text(cases_path(plan_id))

    def plan_version(self, plan_id: str) -> PlanVersion | None:
        """The plan's published version; None: the file."""
        built = self.built.get(plan_id)
        return built.version if built else None

    def closed(self, plan_id: str) -> PlanVersion | None:
        """The version of a plan that was closed: nobody begins with it. None where it is not."""
        version = self.plan_version(plan_id)
        return version if version and version.state is VersionState.CLOSED else None

    def with_its_plan(self, ruleset_id: str) -> tuple[Document, str] | None:
        """The ruleset as it was published with a plan that is in force, and its text; None where it was not."""
        for built in self.built.values():
            for name, document in built.own_rules:
                if name == ruleset_id:
                    return document, built.version.documents[document.file]
        return None

    def used_by(self, ruleset_id: str) -> tuple[str, ...]:
        """Ids of the plans whose rules this ruleset is part of, in their order."""
        return tuple(
            plan.id
            for plan in sorted(self.plans.values(), key=lambda each: each.id)
            if ruleset_id in parts(self.shelf, plan.ruleset)
        )

    def with_document(self, ruleset_id: str, document: Document) -> RulesetShelf:
        return RulesetShelf({**self.shelf.documents, ruleset_id: document})

    def sources_of(self, plan_id: str) -> Sources:
        """Documents that make the plan and its rules, readable as a folder: of a file all that are installed, of a published version its own."""
        built = self.built.get(plan_id)
        return self.sources if built is None else built.sources().replaced(self._rules_of(plan_id))

    def frozen(self, plan_id: str) -> dict[str, str]:
        """Path -> text of every document that the plan in force stands on, its rules and cases among them. What it was published with stays as it was then,
        but for the rules, which are those in force."""
        built = self.built.get(plan_id)
        if built is not None:
            return dict(built.version.documents) | self._rules_of(plan_id)
        shelf = catalogue.closure(self.documents, plan_id)
        texts = {each.file: self.text_of(each) for each in shelf.sound.values()}
        return texts | self._rules_of(plan_id)

    def _rules_of(self, plan_id: str) -> dict[str, str]:
        used = [self.shelf.documents[each] for each in parts(self.shelf, self.plans[plan_id].ruleset)]
        return {each.file: self.text_of(each) for each in used}


def parts(shelf: RulesetShelf, ruleset_id: str) -> tuple[str, ...]:
    """The ruleset with everything that it extends, itself first; what does not exist is left out."""
    found: dict[str, None] = {}
    waiting = [ruleset_id]
    while waiting:
        each = waiting.pop()
        if each in shelf.documents and each not in found:
            found[each] = None
            parents = shelf.documents[each].data.get("extends", ())
            waiting += [parent for parent in parents if isinstance(parent, str)]
    return tuple(found)


def sound(text: str, file: str) -> Document:
    """A ruleset's document. Raises `DocumentsInvalid` where the text is none by itself, whatever plans make of it."""
    document = reading.document(text, file)
    if faults := metaschema.hold(document, KIND):
        raise DocumentsInvalid(faults)
    return document


def file_of(shelf: RulesetShelf, ruleset_id: str) -> str:
    """Where the ruleset's document lies; of one that has no file any more, where a new one would."""
    document = shelf.documents.get(ruleset_id)
    return document.file if document else f"rules/plans/{ruleset_id}.yaml"


def assembled(files: Edition, given: Published, builder: Builder) -> Edition:
    """The edition of what was published. A version that cannot be built any more, or whose rules do not compile, stops no other: it stands in `broken`."""
    built, broken = _build(given.plans, builder)
    former, _ = _build(given.former, builder)
    published = {version.ruleset: version for version in given.rules}
    shelf, texts, faults = _rules(files, built.values(), published.values())
    found = beside(files.catalogue, built.values(), former.values())
    rulesets = _compiled(files, found.plans.values(), (shelf, faults, published), builder, broken)
    cases = {path: text for each in built.values() for path, text in each.own_cases.items()}
    documents = laid_over(files.documents, built.values())
    return Edition(
        given.stamp,
        documents,
        found,
        shelf,
        files.sources.replaced(texts | cases),
        rulesets,
        broken,
        published,
        built,
        _schema_texts(documents, built.values()) | texts,
    )


def _compiled(
    files: Edition,
    plans: Iterable[Plan],
    rules: tuple[RulesetShelf, Broken, Mapping[str, RuleVersion]],
    builder: Builder,
    broken: Broken,
) -> dict[str, Ruleset]:
    """By plan. `rules`: all of them, the faults of those that are sound no more, and what was published; adds to `broken`."""
    shelf, faults, published = rules
    rulesets: dict[str, Ruleset] = {}
    for plan in plans:
        used = parts(shelf, plan.ruleset)
        if plan.id in broken:
            continue
        if files.plans.get(plan.id) is plan and not any(each in published for each in used):
            rulesets[plan.id] = files.rulesets[plan.id]
            continue
        try:
            if lost := tuple(fault for each in used for fault in faults.get(each, ())):
                raise DocumentsInvalid(lost)
            rulesets[plan.id] = builder.compiled(shelf, plan, used)
        except DocumentsInvalid as error:
            broken[plan.id] = error.faults
            _log.error("rules_broken", plan=plan.id, faults=said(error))
    return rulesets


def _build(plans: Iterable[PlanVersion], builder: Builder) -> tuple[dict[str, Built], Broken]:
    """The versions in force by plan, and those that this version of the program does not take any more, with the reasons."""
    built: dict[str, Built] = {}
    broken: Broken = {}
    for version in plans:
        try:
            built[version.plan_id] = builder.built(version)
        except DocumentsInvalid as error:
            broken[version.plan_id] = error.faults
            _log.error("plan_version_broken", plan=version.plan_id, number=version.number, faults=said(error))
    return built, broken


def _rules(
    files: Edition, built: Iterable[Built], published: Iterable[RuleVersion]
) -> tuple[RulesetShelf, dict[str, str], Broken]:
    """All rulesets, the texts of those that were published, and the faults of those that are sound no more. Of a text that was published with its plan and one that
    was published by itself, the later one counts."""
    documents, texts, since = _rules_of_plans(files, list(built))
    faults: Broken = {}
    for version in published:
        if version.ruleset in since and since[version.ruleset] > version.at:
            continue
        file = file_of(RulesetShelf(documents), version.ruleset)
        texts[file] = version.text
        try:
            documents[version.ruleset] = sound(version.text, file)
        except DocumentsInvalid as error:  # written for another version of the program
            faults[version.ruleset] = error.faults
    return RulesetShelf(documents), texts, faults


def _rules_of_plans(
    files: Edition, built: list[Built]
) -> tuple[dict[str, Document], dict[str, str], dict[str, datetime]]:
    """The files' rulesets with the plans' own over them, their texts, and since when they are; and what a plan was frozen with and no file says any more."""
    documents, texts = dict(files.shelf.documents), dict[str, str]()
    since: dict[str, datetime] = {}
    for each in built:
        for name, document in each.own_rules:
            documents[name], since[name] = document, each.version.at
            texts[document.file] = each.version.documents[document.file]
    for each in built:
        for name, document in each.rules.items():
            if name not in documents:
                documents[name] = document
                texts[document.file] = each.version.documents[document.file]
    return documents, texts, since


def _schema_texts(documents: Documents, built: Iterable[Built]) -> dict[str, str]:
    """Path -> text of the documents that come from the versions."""
    return {
        document.file: each.version.documents[document.file]
        for each in built
        for key, document in each.shelf.sound.items()
        if documents.sound[key] is document
    }


def said(error: DocumentsInvalid) -> list[str]:
    """For the log."""
    return [str(fault) for fault in error.faults]
