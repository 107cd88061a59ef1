"""An application to a plan, with everything in it open: the facts as rules see them (checks/facts.py), and what validation would find.

The chosen standard is fixed, because each standard has rules of its own; route, title and specialty are open. Records of the library are those that their
category's form accepts; each import is a record of its own unless a rule looks at which record it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import unasked
from zcforms.checks.assembly import Table
from zcforms.checks.facts_schema import ITEM, UNKNOWN
from zcforms.checks.kinds import Operator, Type
from zcforms.domain.plan import AchievementItem, Choice, Plan, Schema, Section, SectionKind, Standard
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.encoding.forms import Breach, FormReader, Path, Spot
from zcforms.lab.proofs.encoding.imports import Importer, Imports
from zcforms.lab.proofs.encoding.literals import counted_by_days, literals
from zcforms.lab.proofs.encoding.nodes import (
    Group,
    Leaf,
    Many,
    Node,
    Variables,
    constant,
    words_of,
    written,
)
from zcforms.lab.proofs.encoding.nodes import found as found_at

STRAY = "not-of-this-plan"
"""What stands for everything that an application can hold and the plan does not ask for."""


@dataclass(slots=True)
class Document:
    """`root`: the facts. `breaches`: by section or achievement item. `required`: what holds of every application of the plan. `imports`: by list."""

    plan: Plan
    standard: Standard
    variables: Variables
    root: Group
    breaches: dict[str, list[Breach]]
    required: list[Truth]
    imports: dict[str, Imports]
    open: tuple[str, ...]
    fits: tuple[Truth, ...] = ()
    """That texts that nobody names, and files, fit what these forms ask of them."""
    unfit: Mapping[tuple[str, str], Truth] = field(default_factory=dict)
    """Of several versions: by import and category, whether the record is one that the category's form refuses."""

    @property
    def texts(self) -> Any:
        return self.variables.texts

    def choice(self, name: str, wanted: str) -> Truth:
        """Whether the application's route, title, specialty or level is this one."""
        leaf = found_at(self.root, ("application", name))
        if not isinstance(leaf, Leaf):
            return True
        return proof.all_of(
            (leaf.given, proof.compared(Operator.EQUAL, leaf.term, self.texts.number(wanted)))
        )


def document(
    plan: Plan,
    standard: Standard,
    table: Table,
    variables: Variables,
    records: Callable[[Path], int],
    *,
    beside: Mapping[str, frozenset[str]] | None = None,
    taken: Mapping[str, Mapping[str, Schema]] | None = None,
) -> Document:
    """`records`: how many records of a list to look at; `beside`: texts that other rules name, by property; `taken`: categories that another version takes into a list, with its
    forms of them."""
    named = literals(plan, table)
    variables.by_days |= counted_by_days(table)
    for name, found in (beside or {}).items():
        named[name] = named.get(name, frozenset()) | found
    return _Maker(
        plan, standard, variables, FormReader(variables, plan.codes, plan.blank, records, named), taken or {}
    ).made()


@dataclass(slots=True)
class _Maker:
    plan: Plan
    standard: Standard
    variables: Variables
    reader: FormReader
    taken: Mapping[str, Mapping[str, Schema]]
    breaches: dict[str, list[Breach]] = field(default_factory=dict)
    importer: Importer = field(init=False)
    root: Group = field(default_factory=lambda: Group("", True, {}))

    def __post_init__(self) -> None:
        self.importer = Importer(self.plan, self.variables, self.reader, beside=self.taken)

    def made(self) -> Document:
        members = self.root.members
        members["application"] = self._application()
        members["person"] = self._person()
        for section in self.plan.sections:
            asked = self._among("route", section.routes)
            self._begin(section.id)
            if section.kind is SectionKind.IMPORT:
                imported = self.importer.listed(
                    section.id, section.takes, Spot(section.id, (section.id,), asked), notes=section.schema
                )
                members[section.id] = imported
            elif section.kind is SectionKind.ATTACHMENTS:
                members["attachments"] = self._attachments(section)
            else:
                members[section.id] = self.reader.section(section.schema, section.id, asked)
            self._take(section.id)
        members.setdefault("attachments", self._attachments(None))
        members |= self._achievements()
        stray = self.variables.record(STRAY)
        self.breaches[STRAY] = [Breach(STRAY, "unknown", STRAY, False, stray, None, (STRAY,))]
        members["breaches"] = self._found()
        return Document(
            self.plan,
            self.standard,
            self.variables,
            self.root,
            self.breaches,
            self.reader.required,
            self.importer.imports,
            tuple(self.reader.open),
            tuple(self.reader.fits),
            self.importer.unfit,
        )

    # ------------------------------------------------------------------------------- what is declared

    def _application(self) -> Group:
        plan = self.plan
        titles = [each for each in plan.titles if not each.standards or self.standard.id in each.standards]
        members: dict[str, Node] = {
            "route": self._one_of("application/route", plan.routes),
            "title": self._one_of("application/title", [Choice(each.id, each.caption) for each in titles]),
            "standard": constant("application/standard", Type.TEXT, self.standard.id, self.variables.texts),
            "year": constant("application/year", Type.INTEGER, plan.year, self.variables.texts),
        }
        if plan.specialties:
            members["specialty"] = self._one_of("application/specialty", plan.specialties)
        group = Group("application", True, members)
        self.root.members["application"] = group
        level: Any = -1
        for each in titles:
            level = proof.chosen(self._is("title", each.id), self.variables.texts.number(each.level), level)
            if each.specialties:
                allowed = proof.any_of([self._is("specialty", name) for name in each.specialties])
                self.reader.required.append(proof.follows(self._is("title", each.id), allowed))
        members["level"] = Leaf("application/level", Type.TEXT, True, True, level)
        return group

    def _one_of(self, path: str, choices: Any) -> Leaf:
        numbers = [self.variables.texts.number(each.id) for each in choices]
        raw = self.variables.leaf(path, Type.TEXT, options=numbers)
        if self.variables.shared:  # another version may offer others
            self.reader.required.append(
                proof.any_of([proof.compared(Operator.EQUAL, raw.term, each) for each in numbers])
            )
        return Leaf(path, Type.TEXT, True, True, raw.term)

    def _is(self, name: str, wanted: str) -> Truth:
        leaf = self.root.members["application"].members.get(name)  # type: ignore[union-attr]
        if not isinstance(leaf, Leaf):
            return False
        return proof.compared(Operator.EQUAL, leaf.term, self.variables.texts.number(wanted))

    def _among(self, name: str, wanted: tuple[str, ...]) -> Truth:
        return proof.any_of([self._is(name, each) for each in wanted]) if wanted else True

    def _person(self) -> Group:
        def coded(name: str, codes: str) -> Schema:
            return (
                {"type": "string", "codes": codes}
                if codes in self.plan.codes
                else {"type": "string", "caption": name}
            )

        schemas: dict[str, Schema] = {
            "name": {"type": "string"},
            "sex": coded("sex", "sex"),
            "birth_date": {"type": "string", "format": "date"},
            "id_type": coded("id_type", "id_types"),
        }
        employer: dict[str, Schema] = {
            "name": {"type": "string"},
            "nature": coded("nature", "employer_natures"),
            "credit_code": {"type": "string"},
        }

        def leaves(path: str, inner: dict[str, Schema]) -> dict[str, Node]:
            return {
                name: self.reader.leaf(each, Spot(f"{path}/{name}", (path, name), True, judged=False))
                for name, each in inner.items()
            }

        members = leaves("person", schemas)
        members["employer"] = Group("person/employer", True, leaves("person/employer", employer))
        there = self.variables.record("person/photo")
        members["photo"] = self.reader.file("person/photo", True, there)
        known = [members[name] for name in ("name", "birth_date", "sex", "id_type")]
        known += [members["employer"].members[name] for name in ("name", "nature")]  # type: ignore[union-attr]
        self.reader.required += [each.given for each in known if isinstance(each, Leaf)]
        return Group("person", True, members)

    # ------------------------------------------------------------------------------------- attachments

    def _attachments(self, section: Section | None) -> Group:
        members: dict[str, Node] = {}
        for item in self.plan.attachments:
            asked = proof.all_of(
                (self._among("route", item.routes), self._among("specialty", item.specialties))
            )
            path = f"attachments/{item.id}"
            members[item.id] = made = self.reader.files(Spot(path, ("attachments", item.id), asked))
            if section is None:
                continue
            if (most := item.files.get("maxItems")) is not None and most < len(made.active):
                broken = proof.all_of((asked, proof.at_least(most + 1, made.active)))
                self.reader.breaches.append(
                    Breach(path, "maxItems", item.caption, False, broken, most, ("attachments", item.id))
                )
            spot = Spot(path, ("attachments", item.id), asked)
            self.reader.file_limits(
                {**item.files, "caption": item.caption},
                list(zip(made.records, made.active, strict=True)),
                spot,
            )
        return Group("attachments", True, members)

    def _achievements(self) -> dict[str, Node]:
        """Lists by item, by category, and all of them together; those of other standards are not asked for."""
        texts = self.variables.texts
        items: dict[str, Node] = {}
        categories: dict[str, Node] = {}
        everything = Many("imported", True, [], [])
        for category in self.standard.categories:
            of_category = Many(f"categories/{category.id}", True, [], [])
            for item in category.items:
                items[item.id] = made = self._item(item)
                for record, there in zip(made.records, made.active, strict=True):
                    named = {
                        **record.members,
                        "item": constant(f"{record.path}/item", Type.TEXT, item.id, texts),
                    }
                    of_category.records.append(
                        Group(record.path, True, {k: v for k, v in named.items() if k != "record"})
                    )
                    of_category.active.append(there)
                    group = constant(f"{record.path}/group", Type.TEXT, category.id, texts)
                    everything.records.append(Group(record.path, True, {**named, "group": group}))
                    everything.active.append(there)
                for record in made.records:
                    del record.members["record"]
            categories[category.id] = of_category
        for other, item in unasked.groups(self.plan):
            items.setdefault(item.id, Many(f"achievements/{item.id}", False, [], []))
            categories.setdefault(other.id, Many(f"categories/{other.id}", False, [], []))
        return {
            "achievements": Group("achievements", True, items),
            "categories": Group("categories", True, categories),
            "imported": everything,
        }

    def _item(self, item: AchievementItem) -> Many:
        self._begin(item.id)
        made = self.importer.listed(
            item.id, item.takes, Spot(item.id, ("achievements", item.id), True), where=item.where
        )
        self._take(item.id)
        return made

    # --------------------------------------------------------------------------------------- breaches

    def _begin(self, _: str) -> None:
        self.reader.breaches.clear()

    def _take(self, place: str) -> None:
        self.breaches[place] = list(self.reader.breaches)
        self.reader.breaches.clear()

    def _found(self) -> Many:
        """What validation finds, as rules see it: one for each place, whatever is wrong there."""
        made = Many("breaches", True, [], [])
        kinds = {section.id: section.kind.value for section in self.plan.sections}
        texts = self.variables.texts
        for section, found in self.breaches.items():
            by_place: dict[tuple[str, bool, str], list[Truth]] = {}
            for breach in found:
                by_place.setdefault((breach.path, breach.missing, breach.caption), []).append(breach.broken)
            for (path, missing, caption), broken in by_place.items():
                values = {
                    "section": (Type.TEXT, section),
                    "kind": (Type.TEXT, UNKNOWN if section == STRAY else kinds.get(section, ITEM)),
                    "missing": (Type.BOOLEAN, missing),
                    "caption": (Type.TEXT, words_of(caption)),
                    "pointer": (Type.TEXT, f"/{path}"),
                    "message": (Type.TEXT, f"{path} 的问题"),
                }
                members: dict[str, Node] = {
                    name: Leaf(f"{path}~{name}", kind, True, True, written(value, kind, texts))
                    for name, (kind, value) in values.items()
                }
                made.records.append(Group(path, True, members))
                made.active.append(proof.any_of(broken))
        return made
