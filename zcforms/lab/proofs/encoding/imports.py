"""Lists of records imported from the library of achievements, with everything in them open.

Records of the library are those that their category's form accepts; each import is a record of its own unless a rule looks at which record it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks.facts_schema import STATES
from zcforms.checks.kinds import Operator, Type
from zcforms.domain.plan import Plan, Schema
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.encoding.forms import Breach, FormReader, Path, Spot
from zcforms.lab.proofs.encoding.nodes import FRESH, Group, Leaf, Many, Node, Variables, given

APPROVED = "approved"


@dataclass(slots=True)
class Imports:
    """One list of imported records. `merged`: as rules see them, data and notes together; `takes`: the categories that they can be of."""

    list_id: str
    many: Many
    takes: tuple[str, ...]
    notes: frozenset[str]


@dataclass(slots=True)
class Importer:
    """Makes the lists of one application."""

    plan: Plan
    variables: Variables
    reader: FormReader
    imports: dict[str, Imports] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, Schema]] = field(default_factory=dict)
    """Categories that another version takes into a list, with its forms of them."""
    unfit: dict[tuple[str, str], Truth] = field(default_factory=dict)
    """By import and category, whether the record is one that the category's form refuses."""

    def listed(
        self,
        list_id: str,
        takes: tuple[str, ...],
        spot: Spot,
        *,
        notes: Schema | None = None,
        where: Mapping[str, Any] | None = None,
    ) -> Many:
        """The records of one list, section or item. `notes`: the form of what the applicant says about each."""
        asked, place = spot.asked, spot.place
        made = Many(f"imports/{list_id}", asked, [], [])
        notes = notes if notes and notes.get("properties") else {}
        for number in range(self.reader.records(place)):
            path = f"imports/{list_id}/{number}"
            there = self.reader.there(made, path)
            others = {
                name: schema for name, schema in self.beside.get(list_id, {}).items() if name not in takes
            }
            record = self._record(path, place, (takes, others), asked, there)
            if notes:
                own = self.reader.object(notes, Spot(path, (*place, "*"), asked, there))
                record.members |= own.members
            made.records.append(record)
            self._unfit(path, place, record, there, (tuple(others), where or {}))
        self.imports[list_id] = Imports(list_id, made, takes, frozenset(notes.get("properties", {})))
        self._twice(made, place)
        return made

    def _record(
        self,
        path: str,
        place: Path,
        kinds: tuple[tuple[str, ...], Mapping[str, Schema]],
        asked: Truth,
        there: Truth,
    ) -> Group:
        """A record of the library: of one of the categories, with what that category's form accepts. `kinds`: categories that the list takes, and those that
        another version takes: of these rules see what those that are taken have, too."""
        takes, others = kinds
        own = self.plan.categories
        known = [*(each for each in takes if each in own), *others]
        texts = self.variables.texts
        kind = self.variables.leaf(
            f"{path}/category", Type.TEXT, options=[texts.number(each) for each in known]
        )
        members: dict[str, Node] = {}
        for category in known:
            of_kind = (
                True if len(known) == 1 else proof.compared(Operator.EQUAL, kind.term, texts.number(category))
            )
            schema = own[category].schema if category in own else others[category]
            before = len(self.reader.breaches)
            spot = Spot(path, (*place, "*"), proof.all_of((asked, there, of_kind)))
            part = self.reader.object(schema, spot)
            self._library((path, category), proof.all_of((there, of_kind)), before, known=category in own)
            for name, node in part.members.items():
                if of_kind is not True and not isinstance(node, Group):
                    node.asked = proof.any_of((node.asked, proof.negated(of_kind)))
                if name in members:
                    members[name] = self._either(of_kind, node, members[name])
                elif category in takes:
                    members[name] = node
        approval = [texts.number(each) for each in STATES]
        state = self.variables.leaf(f"{path}/approval", Type.TEXT, options=approval)
        members["category"] = Leaf(f"{path}/category", Type.TEXT, asked, there, kind.term)
        members["approval"] = Leaf(f"{path}/approval", Type.TEXT, asked, there, state.term)
        return Group(path, asked, members)

    def _library(self, key: tuple[str, str], there: Truth, before: int, *, known: bool) -> None:
        """The library takes nothing that its form does not; where several versions look, whether this one's does is held against theirs (`Pair`)."""
        broken = [proof.all_of((there, each.broken)) for each in self.reader.breaches[before:]]
        del self.reader.breaches[before:]
        if self.variables.shared and known:
            self.unfit[key] = proof.any_of(broken)
        elif known:
            self.reader.required += [proof.negated(each) for each in broken]

    def _either(self, condition: Truth, one: Node, other: Node) -> Node:
        """A property that records of both kinds have; only of one kind it can be given."""
        if isinstance(one, Leaf) and isinstance(other, Leaf) and one.type is other.type:
            return Leaf(
                one.path,
                one.type,
                proof.all_of((one.asked, other.asked)),
                proof.any_of((one.given, other.given)),
                proof.chosen(condition, one.term, other.term),
                one.blank if one.blank is not None else other.blank,
                tuple(dict.fromkeys((*one.named, *other.named))),
                one.month,
                one.calendar if one.calendar is other.calendar else None,
                one.parts,
                one.schema,
                one.fits,
            )
        return other

    def _unfit(
        self,
        path: str,
        place: Path,
        record: Group,
        there: Truth,
        refused: tuple[tuple[str, ...], Mapping[str, Any]],
    ) -> None:
        """`refused`: categories that are not taken here, and the condition that those that are have to meet."""
        others, where = refused
        state, kind = record.members["approval"], record.members["category"]
        good: list[Truth] = []
        if isinstance(kind, Leaf):
            texts = self.variables.texts
            good += [proof.compared(Operator.UNEQUAL, kind.term, texts.number(each)) for each in others]
        if isinstance(state, Leaf):
            good.append(proof.compared(Operator.EQUAL, state.term, self.variables.texts.number(APPROVED)))
        if where:
            good.append(self.reader.condition(where, record.members.get))
        broken = proof.all_of((there, proof.negated(proof.all_of(good))))
        self.reader.breaches.append(
            Breach(f"{path}/record", "record", "导入的业绩", False, broken, None, (*place, "*", "record"))
        )

    def _twice(self, made: Many, place: Path) -> None:
        """A record that is in the list already. Which record it is, is a number from `FRESH` on."""
        terms: list[tuple[Any, Truth]] = []
        for record, there in zip(made.records, made.active, strict=True):
            raw = self.variables.leaf(f"{record.path}/record", Type.TEXT)
            leaf = Leaf(f"{record.path}/record", Type.TEXT, made.asked, there, raw.term)
            record.members["record"] = leaf
            self.reader.required.append(proof.compared(Operator.AT_LEAST, raw.term, FRESH))
            again = [
                proof.all_of((earlier, proof.compared(Operator.EQUAL, term, raw.term)))
                for term, earlier in terms
            ]
            broken = proof.all_of((there, proof.any_of(again)))
            if broken is not False:
                self.reader.breaches.append(
                    Breach(
                        f"{record.path}/record",
                        "record",
                        "导入的业绩",
                        False,
                        broken,
                        None,
                        (*place, "*", "record"),
                    )
                )
            terms.append((raw.term, there))


def same_contents(variables: Variables, one: Imports, other: Imports) -> Iterator[Truth]:
    """That two imports of one record show the same."""
    for record, there in zip(one.many.records, one.many.active, strict=True):
        for second, there_too in zip(other.many.records, other.many.active, strict=True):
            if record.path < second.path or one is not other:
                terms = (variables.identity(record.path), variables.identity(second.path))
                same = proof.all_of((there, there_too, proof.compared(Operator.EQUAL, *terms)))
                yield proof.follows(same, alike(record, second, one.notes | other.notes))


def alike(one: Group, other: Group, notes: frozenset[str]) -> Truth:
    """That two imports show the same record, whatever is said about each."""
    parts: list[Truth] = []
    for name in {*one.members, *other.members} - {"record", "item", "group"} - notes:
        here, there = one.members.get(name), other.members.get(name)
        if isinstance(here, Leaf) and isinstance(there, Leaf) and here.type is there.type:
            parts.append(proof.alike(here.given, there.given))
            parts.append(proof.follows(here.given, proof.compared(Operator.EQUAL, here.term, there.term)))
        else:
            parts += [proof.negated(given(each)) for each in (here, there) if each is not None]
    return proof.all_of(parts)
