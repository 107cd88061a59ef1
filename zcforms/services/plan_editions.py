"""Published versions of plans, built from the documents that they were frozen with and from nothing else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Generic, TypeVar

from zcforms.checks import ruleset
from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.documents.reading import Document, digest
from zcforms.domain.errors import DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.forms import catalogue
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.shelf import Shelf
from zcforms.services.plan_documents import CASES, document_of, plan_path
from zcforms.services.sources import Sources

T = TypeVar("T")
_BUILT, _COMPILED = 64, 64


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A version with what its documents make. `rules`: the rulesets that it was frozen with, by id; `own`: kind and name of the schemas that are the plan's own."""

    version: PlanVersion
    shelf: Shelf
    rules: Mapping[str, Document]
    catalogue: Catalogue
    own: frozenset[tuple[str, str]]

    @property
    def plan(self) -> Plan:
        return self.catalogue.plans[self.version.plan_id]

    @property
    def own_rules(self) -> Iterator[tuple[str, Document]]:
        return ((name, each) for name, each in self.rules.items() if each.file in self.version.own)

    @property
    def own_cases(self) -> Mapping[str, str]:
        """Path -> text."""
        documents = self.version.documents
        return {path: documents[path] for path in self.version.own if path.startswith(CASES)}

    def sources(self) -> Sources:
        """Everything that it was frozen with."""
        return Sources({path: text.encode() for path, text in self.version.documents.items()})


class Remembered(Generic[T]):
    """The last few things that were made, by what they were made from. Two threads may make the same; both are right."""

    def __init__(self, most: int) -> None:
        self._most, self._made, self._lock = most, OrderedDict[Hashable, T](), Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is remembered, or what `make` gives, which raises whatever it raises."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made

    def values(self) -> list[T]:
        with self._lock:
            return list(self._made.values())

    def clear(self) -> None:
        with self._lock:
            self._made.clear()


class Builder:
    """Builds versions and compiles rules, each once as long as it is remembered."""

    def __init__(self) -> None:
        self._built: Remembered[Built] = Remembered(_BUILT)
        self._compiled: Remembered[Ruleset] = Remembered(_COMPILED)

    def built(self, version: PlanVersion) -> Built:
        """Raises `DocumentsInvalid`: this version of the program does not take its documents any more."""
        stands_on = (version.id, digest(dict(version.documents)))
        found = self._built.get(stands_on, lambda: build(version))
        return replace(found, version=version)

    def compiled(self, shelf: RulesetShelf, plan: Plan, used: Iterable[str]) -> Ruleset:
        """Raises `DocumentsInvalid`."""
        stands_on = tuple((shelf.documents[each].file, shelf.documents[each].digest) for each in used)
        return self._compiled.get((plan.id, plan.digest, stands_on), lambda: ruleset.compile(shelf, plan))


def build(version: PlanVersion) -> Built:
    """Raises `DocumentsInvalid`."""
    schemas, rules = list[Document](), dict[str, Document]()
    for path, text in version.documents.items():
        if path.startswith("schemas/"):
            schemas.append(document_of(path, text))
        elif not path.startswith(CASES):
            document = document_of(path, text)
            rules[ruleset.id_of(document)] = document
    shelf = catalogue.overlaid(Shelf(), schemas)
    faults = list(shelf.faults)
    for document in rules.values():
        faults += catalogue.held(document, ruleset.KIND)
    if not faults and ("plan", version.plan_id) not in shelf.sound:
        raise DocumentsInvalid(catalogue.missing_plan(plan_path(version.plan_id)))
    if faults:
        raise DocumentsInvalid(sorted(set(faults)))
    own = frozenset(key for key, each in shelf.sound.items() if each.file in version.own)
    return Built(version, shelf, rules, catalogue.build(shelf, only=(version.plan_id,)), own)


def compiled(built: Built) -> Ruleset:
    """The version's rules as it was frozen with them. Raises `DocumentsInvalid`."""
    return ruleset.compile(RulesetShelf(built.rules), built.plan)


def laid_over(files: Shelf, built: Iterable[Built]) -> Shelf:
    """The files with the versions' own documents over them, and with those of the frozen ones that the files do not have any more."""
    sound = dict(files.sound)
    versions = list(built)
    for each in versions:
        sound |= {key: each.shelf.sound[key] for key in each.own}
    for each in versions:
        sound |= {key: one for key, one in each.shelf.sound.items() if key not in sound}
    names = {kind: [*files.names[kind]] for kind in files.names}
    for kind, name in sound:
        if name not in names[kind]:
            names[kind].append(name)
    return Shelf(sound, names)


def beside(files: Catalogue, built: Iterable[Built], former: Iterable[Built] = ()) -> Catalogue:
    """What the files say, with the versions' plans and own documents in it. `former`: versions of which people still have records."""
    versions = list(built)
    older = [*versions, *former]
    return replace(
        files,
        plans={**files.plans, **{each.plan.id: each.plan for each in versions}},
        codes=_laid(files.codes, "codes", [(each, each.catalogue.codes) for each in older]),
        categories=_laid(
            files.categories, "achievement", [(each, each.catalogue.categories) for each in older]
        ),
        sections=_laid(files.sections, "section", [(each, each.catalogue.sections) for each in versions]),
        sheets=_laid(files.sheets, "sheet", [(each, each.catalogue.sheets) for each in versions]),
        authorities=_laid(
            files.authorities, "authority", [(each, each.catalogue.authorities) for each in versions]
        ),
    )


def _laid(files: Mapping[str, T], kind: str, theirs: Sequence[tuple[Built, Mapping[str, T]]]) -> dict[str, T]:
    """The versions' own, the first of a name, over the files'; and what only they have."""
    own = {
        name: one
        for each, found in reversed(theirs)
        for name, one in found.items()
        if (kind, name) in each.own
    }
    rest = {name: one for _, found in reversed(theirs) for name, one in found.items()}
    return {**files, **{name: one for name, one in rest.items() if name not in files}, **own}
