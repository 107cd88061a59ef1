"""A real application put to a session: every place is as it stands there or is a change, and what nobody can change is held.

Records are matched with the places of their list, because the solver wants some lists in order and none with holes. A new record is one change, whatever
is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks.kinds import Operator, Type
from zcforms.checks.shape import Shape
from zcforms.documents.pointer import pointer
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.answers import Cause
from zcforms.lab.proofs.encoding.document import STRAY
from zcforms.lab.proofs.encoding.fits import OF_FILES
from zcforms.lab.proofs.encoding.nodes import FRESH, Group, Leaf, Many, Node
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.extraction import leaves, own_nodes
from zcforms.lab.proofs.people.picture import Entry
from zcforms.lab.proofs.questions.fewest import leaf_differs
from zcforms.lab.proofs.questions.given import Given, imported, lasting, number_of, removable, starts

_LIBRARY = ("category", "approval")


@dataclass(frozen=True, slots=True)
class Change:
    """A place that is otherwise than it was. `given`: something that stood there is other or gone, as against filled in or added."""

    there: Truth
    given: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """`there`: whether the record is there in which it stands; `path`: into the application document; `held`: whether nobody can change anything there, and why."""

    there: Truth
    shape: Shape | None
    path: tuple[str | int, ...]
    held: str = ""

    def below(self, name: str) -> Spot:
        return Spot(self.there, self.shape.child(name) if self.shape else None, (*self.path, name), self.held)

    def record(self, number: int, so: Truth, held: str = "") -> Spot:
        one = self.shape.records if self.shape else None
        return Spot(proof.all_of((self.there, so)), one, (*self.path, number), held or self.held)


@dataclass(slots=True)
class Pinned:
    """`groups`: the changes that can be made, by section; `held`: names of the assumptions that what nobody can change is as it was, each with how it is told."""

    session: Session
    given: Given
    groups: list[list[Change]] = field(default_factory=list)
    held: dict[str, Cause] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    """What nobody can change and cannot be seen either, because it is none of what can stand there; by caption."""
    gone: list[tuple[tuple[str | int, ...], Truth]] = field(default_factory=list)
    """Records that can be taken out, by their place in the application, and whether they are."""
    _sorted: Mapping[str, str] = field(default_factory=dict)
    _serial: int = 0

    @classmethod
    def of(cls, session: Session, given: Given, shape: Shape) -> Pinned:
        made = cls(session, given, _sorted=starts(session.table))
        made._everything(shape)
        return made

    @property
    def changes(self) -> list[Change]:
        return [each for group in self.groups for each in group]

    def places(self) -> list[list[Truth]]:
        return [[each.there for each in group] for group in self.groups]

    # ---------------------------------------------------------------------------------------- sections

    def _everything(self, shape: Shape) -> None:
        for name, node in own_nodes(self.session).items():
            self.groups.append([])
            if name in ("attachments", "achievements") and isinstance(node, Group):
                self._items(name, node, shape.child(name))
            elif name != "application":
                self._section(name, node, shape.child(name))
        self._files_fit()
        stray = self.session.document.variables.record(STRAY)
        self._may(_otherwise(stray, self.given.strays), given=True)

    def _files_fit(self) -> None:
        """Kinds and sizes of files are what validation says of them as they are: nobody needs another one where it says nothing."""
        for path, fits in self.session.document.variables.fits.items():
            place = path.rpartition("/")[0]
            held = place if place.startswith("attachments/") else f"answers/{place}"
            wrong = self.given.breaches.get(pointer(held.split("/")), ())
            for each in fits:
                if each.keyword in OF_FILES and each.keyword not in wrong:
                    self._require(each.holds)

    def _items(self, name: str, group: Group, shape: Shape | None) -> None:
        for item, many in group.members.items():
            if name == "attachments":
                self._attached(many, item)
            else:
                listed = Spot(True, shape.child(item) if shape else None, ("imports", item))
                self._node(many, self.given.picture.imports.get(item, ()), listed)

    def _section(self, name: str, node: Node, shape: Shape | None) -> None:
        picture = self.given.picture
        if name == "person":
            self._node(node, picture.person, Spot(True, shape, ("applicant",), "申报人的信息"))
        elif imported(self.session.plan, name):
            self._node(node, picture.imports.get(name, ()), Spot(True, shape, ("imports", name)))
        else:
            self._node(node, picture.answers.get(name), Spot(True, shape, ("answers", name)))

    def _node(self, node: Node, value: Any, spot: Spot) -> None:
        if isinstance(node, Leaf):
            self._leaf(node, value, spot)
        elif isinstance(node, Group):
            if node.file:
                self._may(
                    self._switched(node.given(), value is not None, node.asked, spot), given=value is not None
                )
                return
            for name, inner in node.members.items():
                self._node(inner, value.get(name) if isinstance(value, Mapping) else None, spot.below(name))
        elif node.files:
            self._may(self._files(node, value if isinstance(value, int) else 0, spot), given=bool(value))
        elif node.choices:
            self._choices(node, value if isinstance(value, list) else [], spot)
        else:
            self._records(node, value if isinstance(value, list | tuple) else (), spot)

    # ------------------------------------------------------------------------------------- single places

    def _leaf(self, leaf: Leaf, value: Any, spot: Spot) -> None:
        if leaf.asked is False or leaf.given is True:
            return
        given = value not in (None, "")
        number = number_of(value, leaf, self.session.document.texts) if given else 0
        if number is None and spot.held:
            self.unseen.append((spot.shape.caption if spot.shape else "") or leaf.path)
        elif number is None:  # it cannot stay
            self._may(proof.all_of((spot.there, leaf.asked)), given=True)
        if number is None:
            return
        differs = proof.all_of((spot.there, leaf_differs(leaf, given, number)))
        if given and (spot.held or lasting(leaf, spot.shape)):
            self._hold(differs, spot.held or "填写的日期和年限", spot.path, spot.shape, value)
        elif not given and spot.held == _RECORD:
            self._hold(differs, spot.held, spot.path, spot.shape, None)
        else:
            self._may(differs, given=given)

    def _choices(self, many: Many, values: Sequence[Any], spot: Spot) -> None:
        """A field of several choices is one place."""
        texts = self.session.document.texts
        differing: list[Truth] = []
        known = 0
        for record, there in zip(many.records, many.active, strict=True):
            leaf = record.members["value"]
            assert isinstance(leaf, Leaf)  # noqa: S101 - of choices nothing else
            if isinstance(leaf.term, int):
                chosen = any(texts.number(str(each)) == leaf.term or each == leaf.term for each in values)
                known += chosen
                differing.append(self._switched(there, chosen, many.asked, spot))
        if known < len(values):
            differing.append(proof.all_of((spot.there, many.asked)))
        self._may(proof.any_of(differing), given=bool(values))

    def _files(self, many: Many, number: int, spot: Spot) -> Truth:
        return proof.any_of(
            [self._switched(there, n < number, many.asked, spot) for n, there in enumerate(many.active)]
        )

    def _attached(self, many: Node, item: str) -> None:
        """Files of an item are one place; one that is not accepted can be another."""
        if not isinstance(many, Many):
            return
        number = self.given.picture.attachments.get(item, 0)
        spot = Spot(True, None, ("attachments", item))
        differing = [self._files(many, number, spot)]
        for n in range(number):
            fits = self.session.document.variables.there.get(f"attachments/{item}/{n}~accept")
            if fits is not None:
                wrong = pointer(("attachments", item, n)) in self.given.breaches
                differing.append(proof.all_of((many.active[n], _otherwise(fits, not wrong))))
        self._may(proof.any_of(differing), given=False)

    def _switched(self, there: Truth, was: bool, asked: Truth, spot: Spot) -> Truth:
        return proof.all_of((spot.there, asked, _otherwise(there, was)))

    # ---------------------------------------------------------------------------------------- records

    def _records(self, many: Many, values: Sequence[Any], spot: Spot) -> None:
        name = str(spot.path[-1])
        first = len(self.groups[-1])
        going = removable(self.given, pointer(spot.path), name, values)
        order = self._order(name, values)
        values, going = [values[each] for each in order], [going[each] for each in order]
        where = self._matched(many, values, going, name)
        here = proof.all_of((spot.there, many.asked))
        for number, value in enumerate(values):
            place = order[number]
            for slot, so in where[number].items():
                self._record(many.records[slot], value, spot.record(place, so))
            gone = proof.all_of((here, *(proof.negated(so) for so in where[number].values())))
            if going[number]:
                self._may(gone, given=True)
                self.gone.append(((*spot.path, place), gone))
            else:
                self._hold(gone, "已有的记录", (*spot.path, place), spot.shape, None)
        for slot, there in enumerate(many.active):
            old = [found[slot] for found in where if slot in found]
            self._may(proof.all_of((spot.there, there, *(proof.negated(each) for each in old))), given=False)
        self._different(many, spot, self.groups[-1][first:])

    def _order(self, name: str, values: Sequence[Any]) -> list[int]:
        """The records in the order that the solver wants; what has no start is put last."""
        order = list(range(len(values)))
        if start := self._sorted.get(name):
            starts = [_member(each, start) for each in values]
            order.sort(key=lambda number: (not starts[number], str(starts[number])))
        return order

    def _matched(
        self, many: Many, values: Sequence[Any], going: list[bool], name: str
    ) -> list[dict[int, Truth]]:
        """For each record where in the list it can stand, and whether it does."""
        found: list[dict[int, Truth]] = []
        slots = len(many.active)
        if not any(going) and name not in self._sorted:  # each stays where it is, what is new comes after it
            return [{number: many.active[number]} for number in range(len(values))]
        for number in range(len(values)):
            least = number - sum(going[:number])
            most = slots - 1 if name in self._sorted else number
            found.append({slot: self._open(many, number, slot) for slot in range(least, most + 1)})
        for number, places in enumerate(found):
            self._require(proof.at_most(1, list(places.values())))
            for slot, so in places.items():
                self._require(proof.follows(so, many.active[slot]))
                for later, others in enumerate(found[number + 1 :], number + 1):
                    crossing = self._in_order(name, values[number], values[later])
                    for other, there in others.items():
                        if other == slot or (other < slot and crossing):
                            self._require(proof.negated(proof.all_of((so, there))))
        return found

    def _in_order(self, name: str, one: Any, other: Any) -> bool:
        """Whether it is known which of two records comes first."""
        if name not in self._sorted:
            return True
        start = self._sorted[name]
        return bool(start and _member(one, start) and _member(other, start))

    def _record(self, record: Group, value: Any, spot: Spot) -> None:
        if not isinstance(value, Entry):
            self._node(record, value, spot)
            return
        notes = self.session.document.imports[str(spot.path[1])].notes
        kept = Spot(spot.there, spot.shape, spot.path, _RECORD)
        same = []
        for name, wanted in zip(_LIBRARY, (value.category, value.state), strict=True):
            leaf = record.members[name]
            assert isinstance(leaf, Leaf)  # noqa: S101 - made so
            number = self.session.document.texts.number(wanted)
            same.append(proof.compared(Operator.EQUAL, leaf.term, number))
        library = self.session.document.variables.leaf(f"{record.path}/record", Type.TEXT)
        same.append(proof.compared(Operator.EQUAL, library.term, FRESH + value.record))
        self._require(proof.follows(spot.there, proof.all_of(same)))
        for name, node in record.members.items():
            if name in notes:
                self._node(node, value.notes.get(name), spot.below(name))
            elif name not in (*_LIBRARY, "record", "item", "group"):
                self._node(node, value.data.get(name), kept.below(name))

    def _different(self, many: Many, spot: Spot, changes: Iterable[Change]) -> None:
        """Whether its records differ where they must is as the forms said, as long as nothing is changed there."""
        fits = self.session.document.variables.there.get(f"{many.path}~unique")
        if fits is not None:
            so = "uniqueItems" not in self.given.breaches.get(pointer(spot.path), ())
            kept = proof.all_of([proof.negated(each.there) for each in changes])
            self._require(proof.follows(kept, fits if so else proof.negated(fits)))

    # ------------------------------------------------------------------------------------------ taking

    def _may(self, there: Truth, *, given: bool) -> None:
        if there is not False:
            self.groups[-1].append(Change(there, given))

    def _hold(
        self, differs: Truth, why: str, path: tuple[str | int, ...], shape: Shape | None, value: Any
    ) -> None:
        if differs is False:
            return
        self._serial += 1
        name = self.session.name(f"held:{pointer(path)}:{self._serial}", proof.negated(differs))
        caption = (shape.caption if shape else "") or why
        told = "" if value is None or isinstance(value, Mapping) else f"是 {_told(value, shape)}，"
        self.held[name] = Cause(caption, f"“{caption}”{told}{why}不能改", "", "", pointer(path))

    def _require(self, one: Truth) -> None:
        self.session.solver.require(one)

    def _open(self, many: Many, number: int, slot: int) -> Truth:
        return proof.truth(f"{many.path}/{slot}={number}")


_RECORD = "业绩库里已审核的内容"


def blanks(session: Session) -> list[Truth]:
    """Of texts that can say that there is none, whether they do."""
    found = [leaf.none for node in own_nodes(session).values() for leaf, _ in leaves(node)]
    return [each for each in found if not isinstance(each, bool)]


def _otherwise(one: Truth, was: bool) -> Truth:
    return proof.negated(one) if was else one


def _member(value: Any, name: str) -> Any:
    if isinstance(value, Entry):
        return value.data.get(name, value.notes.get(name))
    return value.get(name) if isinstance(value, Mapping) else None


def _told(value: Any, shape: Shape | None) -> str:
    if shape is None:
        return str(value)
    unit = f" {shape.unit}" if shape.unit else ""
    return f"{shape.caption_of(value)}{unit}"
