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
            record = self._record(path, place, takes, asked, there)
            if notes:
                own = self.reader.object(notes, Spot(path, (*place, "*"), asked, there))
                record.members |= own.members
            made.records.append(record)
            self._unfit(path, place, record, there, where or {})
        self.imports[list_id] = Imports(list_id, made, takes, frozenset(notes.get("properties", {})))
        self._twice(made, place)
        return made

    def _record(self, path: str, place: Path, takes: tuple[str, ...], asked: Truth, there: Truth) -> Group:
        """A record of the library: of one of the categories, with what that category's form accepts."""
        known = [each for each in takes if each in self.plan.categories]
        texts = self.variables.texts
        kind = self.variables.leaf(
            f"{path}/category", Type.TEXT, options=[texts.number(each) for each in known]
        )
        if self.variables.shared:
            numbers = [proof.compared(Operator.EQUAL, kind.term, texts.number(each)) for each in known]
            self.reader.required.append(proof.follows(there, proof.any_of(numbers)))
        members: dict[str, Node] = {}
        for category in known:
            of_kind = (
                True if len(known) == 1 else proof.compared(Operator.EQUAL, kind.term, texts.number(category))
            )
            schema = self.plan.categories[category].schema
            before = len(self.reader.breaches)
            spot = Spot(path, (*place, "*"), proof.all_of((asked, there, of_kind)))
            part = self.reader.object(schema, spot)
            for breach in self.reader.breaches[before:]:  # the library takes nothing that its form does not
                self.reader.required.append(proof.negated(proof.all_of((there, of_kind, breach.broken))))
            del self.reader.breaches[before:]
            for name, node in part.members.items():
                if of_kind is not True and not isinstance(node, Group):
                    node.asked = proof.any_of((node.asked, proof.negated(of_kind)))
                members[name] = node if name not in members else self._either(of_kind, node, members[name])
        approval = [texts.number(each) for each in STATES]
        state = self.variables.leaf(f"{path}/approval", Type.TEXT, options=approval)
        members["category"] = Leaf(f"{path}/category", Type.TEXT, asked, there, kind.term)
        members["approval"] = Leaf(f"{path}/approval", Type.TEXT, asked, there, state.term)
        return Group(path, asked, members)

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
            )
        return other

    def _unfit(self, path: str, place: Path, record: Group, there: Truth, where: Mapping[str, Any]) -> None:
        state = record.members["approval"]
        good: list[Truth] = []
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
