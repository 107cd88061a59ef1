"""What lies in somebody's past, which declaring changes nothing about: lists that tell it, and when something can have happened.

Whoever is advised must not be led to make up a past (docs/decisions/0027-advice-makes-up-no-past.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import dates
from zcforms.checks.kinds import Operator, Type
from zcforms.checks.shape import Shape
from zcforms.domain.plan import SectionKind
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.encoding.nodes import YEAR, Leaf, Node, day_number
from zcforms.lab.proofs.people.extraction import leaves
from zcforms.lab.proofs.questions.given import LASTING, Given
from zcforms.lab.proofs.questions.places import member

_GROWN = 16
"""Years of age from which on something can be told of somebody's education and career."""
_WENT_TO_WORK = "/profile/work_start"
"""By this a form says that it asks for the day."""
_FIRST_YEAR = 1900
"""A whole number that is at least this is a year."""


def tells_past(record: Shape | None) -> bool:
    """Whether the records of a list tell what happened when: they have a day or a month in them, as titles, appointments, degrees and jobs do."""
    found = (record.child(name) for name in record.names) if record is not None else ()
    return any(each is not None and each.type is Type.DATE for each in found)


def tells_time(record: Shape | None) -> bool:
    """Whether the records of a list tell for how long something lasted, as months of service do."""
    found = (record.child(name) for name in record.names) if record is not None else ()
    return any(each is not None and each.unit in LASTING for each in found)


def told_lists(given: Given, shape: Shape) -> frozenset[tuple[str, ...]]:
    """Lists of the facts that tell the applicant's past, and were filled in wherever they stand: nothing is added to them. Achievements are no such lists, because one hands in what one
    likes."""
    lists = _Lists()
    picture = given.picture
    for section in given.plan.sections:
        listed = picture.imports if section.kind is SectionKind.IMPORT else picture.answers
        lists.place(listed.get(section.id), shape.child(section.id), (section.id,))
    return frozenset(lists.closed())


@dataclass(slots=True)
class _Lists:
    told: set[tuple[str, ...]] = field(default_factory=set)
    untold: set[tuple[str, ...]] = field(default_factory=set)

    def place(self, value: Any, shape: Shape | None, path: tuple[str, ...]) -> None:
        if shape is None or shape.type is not None or shape.several is not None:
            return
        if shape.records is None:
            for name in shape.names:
                self.place(member(value, name), shape.child(name), (*path, name))
            return
        if tells_past(shape.records):
            (self.told if value else self.untold).add(path)
        for each in value if isinstance(value, list | tuple) else ():
            for name in shape.records.names:
                self.place(member(each, name), shape.records.child(name), (*path, "*", name))

    def closed(self) -> Iterator[tuple[str, ...]]:
        """Those that stand in no record that is new."""
        sure = self.told - self.untold
        for each in sure:
            if all(each[:cut] in sure for cut in range(len(each)) if each[cut] == "*"):
                yield each


@dataclass(frozen=True, slots=True)
class Life:
    """`grown`: the day, as the solver counts days, from which on something new can have happened to the applicant; None where the birthday is not known. `now`: the year in which it is
    declared; of days some lie ahead, as that until which something is valid."""

    grown: int | None
    now: int | None = None

    @classmethod
    def of(cls, given: Given) -> Life:
        born = dates.parse(str(given.picture.person.get("birth_date") or ""))
        return cls(None if born is None else day_number(born) + _GROWN * YEAR, given.plan.closes.year)

    def lived(self, node: Node, shape: Shape | None) -> Iterator[Truth]:
        """That the days and years in the node, as far as they are given, lie in this life."""
        years = frozenset(_years(shape))
        for leaf, there in leaves(node):
            limits: list[Truth] = []
            if leaf.type is Type.DATE and self.grown is not None:
                limits.append(proof.compared(Operator.AT_LEAST, leaf.term, self.grown))
            elif leaf.path.rpartition("/")[2] in years or (shape is not None and is_year(shape)):
                limits += self._year(leaf)
            yield proof.follows(proof.all_of((there, leaf.given)), proof.all_of(limits))

    def _year(self, leaf: Leaf) -> Iterator[Truth]:
        if self.grown is not None:
            yield proof.compared(Operator.AT_LEAST, leaf.term, self.grown // YEAR)
        if self.now is not None:
            yield proof.compared(Operator.AT_MOST, leaf.term, self.now)


def career(given: Given, path: Sequence[str | int]) -> int | None:
    """The day from which on a new record of this list is likely to begin, as the solver counts days: since the applicant went to work, and since the last day of the record that the
    list stands in. None where nothing is known; of what is imported, as degrees are, nothing is likely."""
    if path[0] != "answers":
        return None
    holder: Any = given.picture.answers
    for step in path[1:-1]:
        holder = holder[step] if isinstance(step, int) else holder.get(step)
    beside = holder.values() if len(path) > 2 and isinstance(holder, Mapping) else ()
    days = [dates.parse(each) for each in (*beside, *_went_to_work(given)) if isinstance(each, str)]
    return max((day_number(each) for each in days if each is not None), default=None)


def _went_to_work(given: Given) -> Iterator[Any]:
    for section in given.plan.sections:
        for name, inner in section.schema.get("properties", {}).items():
            if inner.get("prefill") == _WENT_TO_WORK:
                yield member(given.picture.answers.get(section.id), name)


def _years(shape: Shape | None) -> Iterator[str]:
    """Names of the whole numbers in a record that are years."""
    for name in shape.names if shape is not None else ():
        inner = shape.child(name) if shape is not None else None
        if inner is not None and is_year(inner):
            yield name


def is_year(shape: Shape) -> bool:
    """Whether the form takes years there, and nothing else."""
    low = shape.bounds[0]
    return shape.type is Type.INTEGER and low is not None and low >= _FIRST_YEAR
