"""What an application mostly looks like, as wishes: a life in order, choices that most people make, numbers and fields that agree.

Nothing here knows a plan or a field. What is usual is said by the forms' own documents (`usual`, docs/documents.md); where they say nothing the first choice of a
list is taken to be the commonest, days lie in the last few years, and numbers are more than nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zcforms.checks.kinds import Operator, Type
from zcforms.checks.measure import SCALE
from zcforms.documents.conditions import names
from zcforms.domain.plan import CodeList
from zcforms.lab import proof
from zcforms.lab.proof import Number, Truth
from zcforms.lab.proofs.encoding.forms import FormReader
from zcforms.lab.proofs.encoding.nodes import FRESH, YEAR, Group, Leaf, Node, day_number
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.extraction import own_nodes

GROWN = 18
"""Years that somebody lives before an application tells of anything."""
_AGE = 41
"""Years of the applicant when the plan opens: old enough for the highest titles, young enough for all."""
_AUTUMN = 9
"""A month in which somebody is born who begins school and university in the autumn at a full age."""
_RECENT = 3
"""Years back from the plan's opening to the earliest day that is told of without its usual age."""
_SPREAD = 500
"""Days over which these earliest days are spread, so that not everything happened on one of them."""
_FIRST_YEAR = 1900
"""A number that is at least this is a year."""
_BIRTH, _SPECIALTY = "person/birth_date", "application/specialty"


def likely(session: Session) -> list[list[Truth]]:
    """What is wished, the most important first: that a life is in order and fields agree, then that values are those of most people."""
    wishes = _Wishes(session)
    for name, node in own_nodes(session).items():
        wishes.look(name, node)
    return [*wishes.firm.values(), *wishes.soft.values()]


class _Wishes:
    """Collects wishes by section: `firm` are what makes it impossible to believe otherwise, `soft` what is merely more common."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.firm: dict[str, list[Truth]] = {}
        self.soft: dict[str, list[Truth]] = {}
        self.opens = day_number(session.plan.opens)
        self.birth = _birth(session)
        self.years = {
            breach.path
            for limit in session.limits.values()
            for breach in limit.breaches
            if breach.keyword == "minimum" and breach.wanted >= _FIRST_YEAR
        }
        variables, plan = session.document.variables, session.plan
        self.reader = FormReader(variables, plan.codes, plan.blank, lambda _: 1, {})

    def look(self, name: str, node: Node) -> None:
        self._within(self.firm.setdefault(name, []), self.soft.setdefault(name, []), node)

    def _within(self, firm: list[Truth], soft: list[Truth], node: Node) -> None:
        if isinstance(node, Leaf):
            if not isinstance(node.term, int):
                firm += self._firm(node)
                soft += self._soft(node)
        elif isinstance(node, Group):
            if not node.file:
                for each in node.members.values():
                    self._within(firm, soft, each)
                firm += _agreeing(node, self.reader, self.opens)
                soft += _alike(node)
        elif not node.files and not node.choices:
            for record in node.records:
                self._within(firm, soft, record)

    def _firm(self, leaf: Leaf) -> Iterator[Truth]:
        """Nobody tells of a day before growing up or after today, or answers only that there is none."""
        if leaf.type is Type.DATE and leaf.path != _BIRTH:
            yield _at_most(leaf.term, self.opens)
            yield _at_least(leaf.term, self._at_age(GROWN))
        if not leaf.type.ordered:
            yield proof.negated(leaf.none)

    def _soft(self, leaf: Leaf) -> Iterator[Truth]:
        usual = leaf.schema.get("usual", {})
        if leaf.path == _BIRTH:
            yield proof.compared(Operator.EQUAL, leaf.term, _birthday(self.session.plan.opens))
        elif leaf.path == _SPECIALTY and self.session.plan.specialties:
            yield self._is(leaf, self.session.plan.specialties[0].id)
        elif leaf.type is Type.DATE:
            yield self._usual_day(leaf, usual.get("age"))
        elif leaf.type is Type.TEXT:
            yield from self._usual_choice(leaf, usual.get("values"))
        elif "values" in usual:
            yield from self._usual_choice(leaf, usual["values"])
        elif leaf.path in self.years or leaf.path.endswith("/year"):
            yield _between(leaf.term, self.session.plan.year - _RECENT, self.session.plan.year - 1)
        elif leaf.type.ordered:
            yield _at_least(leaf.term, SCALE if leaf.type is Type.NUMBER else 1)

    def _usual_day(self, leaf: Leaf, age: Any) -> Truth:
        if age is not None:
            return _between(leaf.term, self._at_age(age[0]), self._at_age(age[1]))
        first = self.opens - _RECENT * YEAR + zlib.crc32(leaf.path.encode()) % _SPREAD
        return _between(leaf.term, first, self.opens)

    def _at_age(self, years: float) -> Number:
        return proof.total((self.birth, int(years * YEAR)))

    def _usual_choice(self, leaf: Leaf, values: Any) -> Iterator[Truth]:
        """One of the usual ones, the first of them if it can be; of a list of which nothing is said the first."""
        offered = _choices(leaf.schema, self.session.plan.codes)
        listed = [each for each in values or offered[:1] if not offered or each in offered]
        if len(listed) > 1:
            yield proof.any_of([self._is(leaf, each) for each in listed])
        if listed:
            yield self._is(leaf, listed[0])
        elif not offered:  # a text that somebody names is one that they look for, or look out for
            yield _at_least(leaf.term, FRESH)

    def _is(self, leaf: Leaf, value: Any) -> Truth:
        return self.reader.condition({"value": value}, {"value": _given(leaf)}.get)


def _alike(group: Group) -> Iterator[Truth]:
    """That numbers are the same as those beside them that they mostly are the same as."""
    for leaf in group.members.values():
        if isinstance(leaf, Leaf):
            other = group.members.get(str(leaf.schema.get("usual", {}).get("from", "")))
            if isinstance(other, Leaf) and other.type is leaf.type and leaf.type.ordered:
                yield proof.compared(Operator.EQUAL, leaf.term, other.term)


def _agreeing(group: Group, reader: FormReader, opens: int) -> Iterator[Truth]:
    """That the fields of one record agree: as their `usual` says, and years with the day since which they count, under the same first word (`work_start`, `work_years`)."""
    for name, leaf in group.members.items():
        if not isinstance(leaf, Leaf):
            continue
        beside = leaf.schema.get("usual", {}).get("beside", {})
        if beside and all(each in group.members for each in names(beside)):
            yield reader.condition(beside, group.members.get)
        if leaf.schema.get("unit") != "年" or leaf.type is not Type.INTEGER:
            continue
        for other, since in group.members.items():
            if isinstance(since, Leaf) and since.type is Type.DATE and _stem(other) == _stem(name):
                yield _full_years(leaf.term, since.term, opens)


def _stem(name: str) -> str:
    return name.split("_", maxsplit=1)[0]


def _full_years(years: Number, since: Number, opens: int) -> Truth:
    """The years are those that are full on that day."""
    days = proof.total((opens, proof.times(-1, since)))
    over = proof.less(days, proof.times(YEAR, years))
    return _between(over, 0, YEAR - 1)


def _birth(session: Session) -> Number:
    person = session.document.root.members["person"]
    leaf = person.members.get("birth_date") if isinstance(person, Group) else None
    return leaf.term if isinstance(leaf, Leaf) else _birthday(session.plan.opens)


def _birthday(opens: date) -> int:
    return day_number(opens.replace(year=opens.year - _AGE, month=_AUTUMN, day=1))


def _choices(schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> list[Any]:
    if "enum" in schema:
        return list(schema["enum"])
    found = codes.get(str(schema.get("codes")))
    return [each.id for each in found.codes] if found else []


def _given(leaf: Leaf) -> Leaf:
    """The value as it would be if it is given: what is not asked for stands in nobody's way."""
    return Leaf(leaf.path, leaf.type, True, True, leaf.term)


def _between(term: Number, low: Number, high: Number) -> Truth:
    return proof.all_of((_at_least(term, low), _at_most(term, high)))


def _at_least(term: Number, low: Number) -> Truth:
    return proof.compared(Operator.AT_LEAST, term, low)


def _at_most(term: Number, high: Number) -> Truth:
    return proof.compared(Operator.AT_MOST, term, high)


__all__ = ["GROWN", "likely"]
