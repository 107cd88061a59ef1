"""The rules in force: the files, with the published versions in place of the files that they replace.

Every process and thread looks at a stamp in the database before it hands out rules; whoever finds it changed compiles anew, outside
any lock, and puts the new edition in place at once. Whoever holds the old one finishes with it: a verdict names the digest of its rules.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import structlog

from zcforms.checks import ruleset
from zcforms.checks.ruleset import KIND, Ruleset, RulesetShelf
from zcforms.documents import metaschema, reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import CheckFailed, DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.domain.rule_draft import RuleVersion
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.shelf import Shelf as Documents
from zcforms.services.bench import Bench
from zcforms.services.sources import Sources
from zcforms.storage.database import Database
from zcforms.storage.shelves.rules import Stamp
from zcforms.storage.work import work

_log = structlog.get_logger(__name__)
_KEPT = 8
FILES: Stamp = (0, None)
"""The stamp of a database in which nothing was ever published."""


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """All rules at one moment. `rulesets` by plan id; a plan whose rules do not compile stands in `broken` with the reasons.
    `published`: ruleset id -> the version in force; what has none is its file. `documents`: what lies under `schemas/`."""

    stamp: Stamp
    documents: Documents
    catalogue: Catalogue
    shelf: RulesetShelf
    sources: Sources
    rulesets: Mapping[str, Ruleset]
    broken: Mapping[str, tuple[DocumentFault, ...]] = field(default_factory=dict)
    published: Mapping[str, RuleVersion] = field(default_factory=dict)

    @property
    def plans(self) -> Mapping[str, Plan]:
        return self.catalogue.plans

    @classmethod
    def of_files(cls, bench: Bench) -> Edition:
        """What was loaded from the files, and nothing that was published."""
        return cls(FILES, bench.documents, bench.catalogue, bench.shelf, bench.sources, bench.rulesets)

    def text(self, ruleset_id: str) -> str:
        """The text in force."""
        return self.sources.text(self.shelf.documents[ruleset_id].file)

    def number(self, ruleset_id: str) -> int:
        """The published number in force; 0: the file."""
        version = self.published.get(ruleset_id)
        return version.number if version else 0

    def used_by(self, ruleset_id: str) -> tuple[str, ...]:
        """Ids of the plans whose rules this ruleset is part of, in their order."""
        return tuple(
            plan.id
            for plan in sorted(self.plans.values(), key=lambda each: each.id)
            if ruleset_id in parts(self.shelf, plan.ruleset)
        )

    def with_document(self, ruleset_id: str, document: Document) -> RulesetShelf:
        return RulesetShelf({**self.shelf.documents, ruleset_id: document})


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


class Rulebook(Mapping[str, Ruleset]):
    """Rulesets by plan id, always those in force; `CheckFailed` for a plan whose rules do not compile."""

    def __init__(self, database: Database, files: Edition) -> None:
        """`files`: `Edition.of_files`."""
        self.files = files
        self._database = database
        self._edition = self.files
        self._last: deque[Edition] = deque([self.files], maxlen=_KEPT)
        self._compiling = threading.Lock()

    def edition(self, *, wait: bool = False) -> Edition:
        """The rules in force. While another thread compiles newer ones, the ones before them; with `wait` always the newest."""
        with work(self._database, write=False) as w:
            stamp = w.rule_versions.stamp()
        if stamp == self._edition.stamp or not self._compiling.acquire(blocking=wait):
            return self._edition
        try:
            with work(self._database, write=False) as w:
                stamp, versions = w.rule_versions.stamp(), w.rule_versions.in_force()
            if stamp != self._edition.stamp:
                self._edition = _edition(self.files, stamp, versions)
                self._last.append(self._edition)
        finally:
            self._compiling.release()
        return self._edition

    def that_made(self, plan_id: str, rules_digest: str) -> Edition | None:
        """The edition in which the plan's rules have this digest, while it is remembered: a check may end after the next publication."""
        for edition in reversed((self.files, *self._last)):
            made = edition.rulesets.get(plan_id)
            if made is not None and made.digest == rules_digest:
                return edition
        return None

    def __getitem__(self, plan_id: str) -> Ruleset:
        edition = self.edition()
        if plan_id in edition.broken:
            raise CheckFailed("该评审计划的规则正在维护，暂时无法检测，请稍后再试。")
        return edition.rulesets[plan_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.files.plans)

    def __len__(self) -> int:
        return len(self.files.plans)


def _edition(files: Edition, stamp: Stamp, versions: Iterable[RuleVersion]) -> Edition:
    documents = dict(files.shelf.documents)
    texts: dict[str, str] = {}
    faults: dict[str, tuple[DocumentFault, ...]] = {}
    published = {version.ruleset: version for version in versions}
    for version in published.values():
        file = file_of(files.shelf, version.ruleset)
        texts[file] = version.text
        try:
            documents[version.ruleset] = sound(version.text, file)
        except DocumentsInvalid as error:  # written for another version of the program
            faults[version.ruleset] = error.faults
    shelf = RulesetShelf(documents)
    rulesets, broken = dict(files.rulesets), {}
    for plan in files.plans.values():
        used = parts(shelf, plan.ruleset)
        if not any(each in published for each in used):
            continue
        try:
            if lost := tuple(fault for each in used for fault in faults.get(each, ())):
                raise DocumentsInvalid(lost)
            rulesets[plan.id] = ruleset.compile(shelf, plan)
        except DocumentsInvalid as error:
            broken[plan.id] = error.faults
            rulesets.pop(plan.id, None)
            _log.error("rules_broken", plan=plan.id, faults=[str(fault) for fault in error.faults])
    return Edition(
        stamp,
        files.documents,
        files.catalogue,
        shelf,
        files.sources.replaced(texts),
        rulesets,
        broken,
        published,
    )


def file_of(shelf: RulesetShelf, ruleset_id: str) -> str:
    """Where the ruleset's document lies; of one that has no file any more, where a new one would."""
    document = shelf.documents.get(ruleset_id)
    return document.file if document else f"rules/plans/{ruleset_id}.yaml"
