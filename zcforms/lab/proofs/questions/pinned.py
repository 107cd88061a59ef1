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
from zcforms.lab.proofs.encoding.imports import APPROVED
from zcforms.lab.proofs.encoding.nodes import FRESH, Group, Leaf, Many, Node
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.extraction import leaves, own_nodes
from zcforms.lab.proofs.people.picture import Entry
from zcforms.lab.proofs.questions.fewest import leaf_differs
from zcforms.lab.proofs.questions.given import Given, imported, lasting, number_of, removable, starts
from zcforms.lab.proofs.questions.past import Life, career, is_year, tells_past, tells_time
from zcforms.lab.proofs.questions.places import Change, Spot, member, otherwise, told

_LIBRARY = ("category", "approval", "record", "item", "group")
"""What is known of a record beside what it says."""


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
    slips: frozenset[str] = frozenset()
    """Places that hold what cannot be true, by pointer: they can be put right, whatever they are."""
    likely: list[Truth] = field(default_factory=list)
    """What is mostly so of what is new."""
    _life: Life = field(default_factory=lambda: Life(None))
    _sorted: Mapping[str, str] = field(default_factory=dict)
    _serial: int = 0

    @classmethod
    def of(cls, session: Session, given: Given, shape: Shape, slips: frozenset[str] = frozenset()) -> Pinned:
        life = Life.of(given)
        made = cls(session, given, slips=slips, _life=life, _sorted=starts(session.table))
        made._everything(shape)
        return made

    @property
    def changes(self) -> list[Change]:
        return [each for group in self.groups for each in group]

    def places(self) -> list[list[Truth]]:
        return [[each.there for each in group] for group in self.groups]

    @property
    def claims(self) -> list[Truth]:
        """Whether something of the past is told that was not."""
        return [each.there for each in self.changes if each.claims]

    # ---------------------------------------------------------------------------------------- sections

    def _everything(self, shape: Shape) -> None:
        for name, node in own_nodes(self.session).items():
            self.groups.append([])
            if name in ("attachments", "achievements") and isinstance(node, Group):
                self._items(name, node, shape.child(name))
            elif name != "application":
                self._section(name, node, shape.child(name))
        stray = self.session.document.variables.record(STRAY)
        self._may(otherwise(stray, self.given.strays), (), given=True)

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
                there = self._switched(node.given(), value is not None, node.asked, spot)
                kept = proof.all_of((spot.there, node.asked, node.given(), self._refitted(node, spot.path)))
                switched = proof.any_of((there, kept)) if value is not None else there
                self._may(switched, spot.path, given=value is not None)
                return
            for name, inner in node.members.items():
                self._node(inner, value.get(name) if isinstance(value, Mapping) else None, spot.below(name))
        elif node.files:
            files = self._files(node, value if isinstance(value, int) else 0, spot)
            self._may(files, spot.path, given=bool(value))
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
            self._may(proof.all_of((spot.there, leaf.asked)), spot.path, given=True)
        if number is None:
            return
        differs = proof.all_of((spot.there, leaf_differs(leaf, given, number)))
        if given:
            self._given(leaf, value, differs, spot)
        elif spot.held in (_RECORD, _UNAPPROVED):
            self._hold(differs, spot.held, spot.path, spot.shape, None)
        else:
            self._filled_in(leaf, differs, spot)

    def _given(self, leaf: Leaf, value: Any, differs: Truth, spot: Spot) -> None:
        """What cannot be true can be put right, whatever it is; and to hide what was given is no advice."""
        if spot.held or (lasting(leaf, spot.shape) and pointer(spot.path) not in self.slips):
            self._hold(differs, spot.held or "填写的日期和年限", spot.path, spot.shape, value)
            return
        self._may(differs, spot.path, given=True)
        blank = proof.all_of((spot.there, leaf.asked, proof.negated(leaf.given)))
        self._hold(blank, "已填写的内容", spot.path, spot.shape, value, doing="留空")

    def _filled_in(self, leaf: Leaf, differs: Truth, spot: Spot) -> None:
        """A day or a lasting time that nobody has told yet tells of the past."""
        past = lasting(leaf, spot.shape) or (spot.shape is not None and is_year(spot.shape))
        for each in self._life.lived(leaf, spot.shape):
            self._require(proof.follows(spot.there, each))
        self._may(differs, spot.path, given=False, claims=past)

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
        self._may(proof.any_of(differing), spot.path, given=bool(values))
        if values and known == len(values):
            none = proof.all_of((spot.there, many.asked, proof.negated(proof.any_of(many.active))))
            self._hold(none, "已填写的内容", spot.path, spot.shape, None, doing="留空")

    def _files(self, many: Many, number: int, spot: Spot) -> Truth:
        """Whether there are more files or fewer, or one that is not accepted became one that is: the forms do not say which, so it is taken to be the first."""
        differing = [
            self._switched(there, n < number, many.asked, spot) for n, there in enumerate(many.active)
        ]
        for n in range(min(number, len(many.records))):
            misfit = self._refitted(many.records[n], spot.path if n == 0 else ())
            differing.append(proof.all_of((spot.there, many.asked, many.active[n], misfit)))
        return proof.any_of(differing)

    def _refitted(self, file: Group, path: tuple[str | int, ...]) -> Truth:
        """Whether the file fits otherwise than it did."""
        words = self.given.breaches.get(pointer(path), ())
        fits = self.session.document.variables.fits.get(file.path, ())
        return proof.any_of([otherwise(each.holds, each.keyword not in words) for each in fits])

    def _attached(self, many: Node, item: str) -> None:
        """Files of an item are one place; one that is not accepted can be another."""
        if not isinstance(many, Many):
            return
        number = self.given.picture.attachments.get(item, 0)
        spot = Spot(True, None, ("attachments", item))
        self._may(self._files(many, number, spot), spot.path, given=False)

    def _switched(self, there: Truth, was: bool, asked: Truth, spot: Spot) -> Truth:
        return proof.all_of((spot.there, asked, otherwise(there, was)))

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
                self._may(gone, (*spot.path, place), given=True)
                self.gone.append(((*spot.path, place), gone))
            else:
                self._hold(gone, "已有的记录", (*spot.path, place), spot.shape, None)
        self._new(many, where, bool(values), spot)
        self._different(many, spot, self.groups[-1][first:])

    def _new(self, many: Many, where: list[dict[int, Truth]], known: bool, spot: Spot) -> None:
        """Records that were not there. Those of a list that tells somebody's past are not made up: where it was filled in already there is none, and where it was not, or where what
        lasted some time is handed in, it can be that it was left out."""
        new: list[Truth] = []
        for slot, there in enumerate(many.active):
            old = [found[slot] for found in where if slot in found]
            new.append(proof.all_of((spot.there, there, *(proof.negated(each) for each in old))))
        record = spot.shape.records if spot.shape else None
        handed_in = self._handed_in(spot.path)
        past = tells_time(record) if handed_in else tells_past(record)
        if past and known and not handed_in:
            self._hold(proof.any_of(new), "已填写的经历", spot.path, spot.shape, None, doing="增加")
            return
        for slot, so in enumerate(new):
            for each in self._life.lived(many.records[slot], record):
                self._require(proof.follows(so, each))
            if past:
                begun = Life(career(self.given, spot.path)).lived(many.records[slot], None)
                self.likely += [proof.follows(so, each) for each in begun]
            self._may(so, (*spot.path, "-"), given=False, claims=past)

    def _handed_in(self, path: tuple[str | int, ...]) -> bool:
        """Whether the list is one of achievements, which one hands in as one can."""
        return path[0] == "imports" and not imported(self.session.plan, str(path[1]))

    def _order(self, name: str, values: Sequence[Any]) -> list[int]:
        """The records in the order that the solver wants; what has no start is put last."""
        order = list(range(len(values)))
        if start := self._sorted.get(name):
            starts = [member(each, start) for each in values]
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
        return bool(start and member(one, start) and member(other, start))

    def _record(self, record: Group, value: Any, spot: Spot) -> None:
        if not isinstance(value, Entry):
            self._node(record, value, spot)
            return
        notes = self.session.document.imports[str(spot.path[1])].notes
        approved = value.state == APPROVED
        kept = Spot(spot.there, spot.shape, spot.path, _RECORD if approved else _UNAPPROVED)
        same = [self._library(record, "category", value.category)]
        state = self._library(record, "approval", value.state)
        same.append(proof.any_of((state, self._library(record, "approval", APPROVED))))
        if not approved:  # it can still be
            self._may(proof.all_of((spot.there, proof.negated(state))), spot.path, given=False)
        library = self.session.document.variables.leaf(f"{record.path}/record", Type.TEXT)
        same.append(proof.compared(Operator.EQUAL, library.term, FRESH + value.record))
        self._require(proof.follows(spot.there, proof.all_of(same)))
        for name, node in record.members.items():
            if name in notes:
                self._node(node, value.notes.get(name), spot.below(name))
            elif name not in _LIBRARY:
                self._node(node, value.data.get(name), kept.below(name))

    def _library(self, record: Group, name: str, wanted: str) -> Truth:
        """Whether what the library says of the record is this."""
        leaf = record.members[name]
        assert isinstance(leaf, Leaf)  # noqa: S101 - made so
        return proof.compared(Operator.EQUAL, leaf.term, self.session.document.texts.number(wanted))

    def _different(self, many: Many, spot: Spot, changes: Iterable[Change]) -> None:
        """Whether its records differ where they must is as the forms said, as long as nothing is changed there."""
        fits = self.session.document.variables.there.get(f"{many.path}~unique")
        if fits is not None:
            so = "uniqueItems" not in self.given.breaches.get(pointer(spot.path), ())
            kept = proof.all_of([proof.negated(each.there) for each in changes])
            self._require(proof.follows(kept, fits if so else proof.negated(fits)))

    # ------------------------------------------------------------------------------------------ taking

    def _may(self, there: Truth, path: tuple[str | int, ...], *, given: bool, claims: bool = False) -> None:
        if there is not False:
            self.groups[-1].append(Change(there, pointer(path), given, claims))

    def _hold(
        self,
        differs: Truth,
        why: str,
        path: tuple[str | int, ...],
        shape: Shape | None,
        value: Any,
        *,
        doing: str = "改",
    ) -> None:
        """`doing`: what nobody can do there."""
        if differs is False:
            return
        self._serial += 1
        name = self.session.name(f"held:{pointer(path)}:{self._serial}", proof.negated(differs))
        caption = (shape.caption if shape else "") or why
        said = "" if value is None or isinstance(value, Mapping) else f"是 {told(value, shape)}，"
        self.held[name] = Cause(caption, f"“{caption}”{said}{why}不能{doing}", "", "", pointer(path))

    def _require(self, one: Truth) -> None:
        self.session.solver.require(one)

    def _open(self, many: Many, number: int, slot: int) -> Truth:
        return proof.truth(f"{many.path}/{slot}={number}")


_RECORD, _UNAPPROVED = "业绩库里已审核的内容", "业绩库里登记的内容"


def blanks(session: Session) -> list[Truth]:
    """Of texts that can say that there is none, whether they do."""
    found = [leaf.none for node in own_nodes(session).values() for leaf, _ in leaves(node)]
    return [each for each in found if not isinstance(each, bool)]
