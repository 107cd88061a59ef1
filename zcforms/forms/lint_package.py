"""A plan's own documents beside everything that is installed, as the lint reads them, and what it finds there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.documents import patching
from zcforms.domain.problem import Mend, Severity
from zcforms.forms.lint_conditions import Budget
from zcforms.forms.lint_words import captions_in
from zcforms.forms.property_checks import with_options
from zcforms.forms.shelf import FOLDERS, Path_, Shelf, name_of

Patch = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, before it is put into words of places. `at`: path inside the document; `mend`: JSON Patch on the content."""

    kind: str
    severity: Severity
    document: str
    at: Path_
    fault: str
    reason: str
    mend: Patch | None = None
    mend_caption: str = ""
    about: str = ""
    """What tells two findings of one kind at one place apart."""
    others: tuple[Mend, ...] = ()
    """What would put it right as well."""
    as_written: str = ""
    """The same in the words of the document, where they differ."""


@dataclass(frozen=True, slots=True)
class Package:
    """`documents`: path -> data or text, as they stand in the draft; `shelf`: all documents that are sound, theirs in place of others."""

    shelf: Shelf
    documents: Mapping[str, Any]
    plan_id: str
    budget: Budget = field(default_factory=Budget)
    _options: dict[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def plan_path(self) -> str:
        return f"schemas/plans/{self.plan_id}.json"

    @property
    def plan(self) -> Mapping[str, Any] | None:
        """The plan's data where its metaschema takes it."""
        return self.shelf.data("plan", self.plan_id)

    def own(self, kind: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """Path, name and data of the package's own sound documents of a kind."""
        for path in self.documents:
            folders = path.split("/")
            if len(folders) > 2 and folders[0] == "schemas" and FOLDERS.get(folders[1]) == kind:
                data = self.shelf.data(kind, name_of(path))
                if data is not None:
                    yield path, name_of(path), data

    def path_of(self, kind: str, name: str) -> str | None:
        """The path of an own document; None for one that is shared, or not there."""
        return next((path for path, known, _ in self.own(kind) if known == name), None)

    def sections(self) -> Iterator[tuple[str, Mapping[str, Any], Path_]]:
        """Name, data and place in the plan of every section that the plan shows."""
        for position, part in enumerate((self.plan or {}).get("parts", ())):
            for place, name in enumerate(part["sections"]):
                data = self.shelf.data("section", name)
                if data is not None:
                    yield name, data, ("parts", position, "sections", place)

    def items(self) -> Iterator[tuple[Path_, Mapping[str, Any], Path_, Mapping[str, Any]]]:
        """Every category of every standard with each of its items: place and data of both."""
        for number, standard in enumerate((self.plan or {}).get("standards", ())):
            for position, category in enumerate(standard["categories"]):
                here: Path_ = ("standards", number, "categories", position)
                for place, item in enumerate(category["items"]):
                    yield here, category, (*here, "items", place), item

    def known(self, name: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
        """The properties with their code lists written out; `name` of whom they are, so that it is done once."""
        key = (name, str(id(properties)))
        if key not in self._options:
            self._options[key] = with_options(self.shelf, properties)
        return self._options[key]

    def captions(self, document: str) -> Mapping[str, str]:
        """Id or name -> caption, of what a document speaks of: its own things, and what is shared."""
        key = ("captions", document)
        if key not in self._known:
            shared = {
                name: str(each.data["caption"])
                for (kind, name), each in self.shelf.sound.items()
                if kind in ("achievement", "codes", "section", "chain", "sheet", "pledge")
            }
            self._known[key] = {**shared, **captions_in(self.documents.get(document))}
        found: Mapping[str, str] = self._known[key]
        return found

    def ids(self, document: str) -> frozenset[str]:
        """Every id that a document gives."""
        key = ("ids", document)
        if key not in self._known:
            self._known[key] = frozenset(
                each["id"]
                for each in _objects(self.documents.get(document))
                if isinstance(each.get("id"), str)
            )
        found: frozenset[str] = self._known[key]
        return found

    # -- places and patches --------------------------------------------------------------------------------------------

    def standing(self, document: str, at: Sequence[str | int]) -> Any:
        """What stands there in the draft as it is written; None where nothing does."""
        try:
            return patching.found(self.documents.get(document), at)
        except (KeyError, ValueError, TypeError):
            return None

    def replaced(self, document: str, at: Path_, value: Any) -> Patch | None:
        """A patch that puts the value there; None where its parent is not written there."""
        parent = self.standing(document, at[:-1])
        if isinstance(parent, Mapping):
            return (patching.add(("documents", document, *at), value),)
        there = isinstance(parent, list) and isinstance(at[-1], int) and at[-1] < len(parent)
        return (patching.replace(("documents", document, *at), value),) if there else None

    def removed(self, document: str, at: Path_) -> Patch | None:
        """A patch that takes away what stands there."""
        if self.standing(document, at) is None:
            return None
        return (patching.remove(("documents", document, *at)),)

    def renamed(self, document: str, at: Path_, name: str) -> Patch | None:
        """A patch that gives a key another name, in its place among its neighbours."""
        parent = self.standing(document, at[:-1])
        if not isinstance(parent, Mapping) or at[-1] not in parent or name in parent:
            return None
        renamed = {name if key == at[-1] else key: value for key, value in parent.items()}
        return (patching.in_order(("documents", document, *at[:-1]), renamed),)


def _objects(data: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def answers_id(name: str, data: Mapping[str, Any]) -> str:
    """What a section's answers are called."""
    return str(data.get("id", name.rsplit("/", 1)[-1]))


def records(data: Mapping[str, Any]) -> tuple[Mapping[str, Any], Path_]:
    """The object whose properties a section asks, and its place in the document."""
    return (data["items"], ("items",)) if data.get("kind") == "records" else (data, ())
