"""Conditions taken apart over the facts at hand: the tree of an explanation. The reference evaluator decides; this asks it, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zcforms.checks import core, finding_words, reference
from zcforms.checks.core import (
    DOCUMENT,
    AllOf,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Definitely,
    Field,
    Not,
    Records,
    State,
)
from zcforms.checks.judged import Examined, Gone, Judged, Used
from zcforms.checks.labels import label
from zcforms.checks.naming import Names
from zcforms.checks.reading_back import say
from zcforms.checks.written import pair_selection, selection
from zcforms.documents.pointer import pointer

LISTED = 10
"""Records of either kind, counting and not, that an explanation goes through one by one."""
MOST_PAIRED = 100
"""Records beyond which pairs are not looked for one by one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the record that a variable stands for lies, and its label (nested: with the outer records')."""

    path: tuple[str | int, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges from inside the records that its variables stand for."""

    names: Names
    env: Mapping[str, Any]
    spots: Mapping[str, Spot]

    @classmethod
    def of(cls, names: Names, typed: Mapping[str, Any]) -> Judge:
        """`typed`: the whole facts (`conform.typed`), after the adjusting rules."""
        return cls(names, {DOCUMENT: typed}, {DOCUMENT: Spot()})

    def judged(self, condition: Condition) -> Judged:
        """The condition with everything below it. Raises `TooManySteps`."""
        condition = straightened(condition)
        told, truth = say(condition, self.names), reference.truth_in(condition, self.env)
        match condition:
            case core.Constant():
                return Judged(told, truth, kind="constant")
            case Definitely(inner):
                made = self.judged(inner)
            case Not(Definitely(inner)):
                made = self.judged(Not(inner))
            case AllOf() | AnyOf() | AtLeast():
                made = self._combined(condition, truth)
            case core.Some() | core.Every() | core.EveryPair() | Not(core.Some()):
                made = self._over_records(condition)
            case Not(core.EveryPair() as inner):
                made = self._pairs(inner)
            case _:
                made = self._test(condition, truth)
        places = () if truth is True else made.places
        return replace(made, sentence=told, truth=truth, places=places)

    def used(self, named: Field | Records) -> Used:
        """A value that is looked at, or a list."""
        value = reference.value_in(named, self.env) if isinstance(named, Field) else None
        state = reference.state_in(named, self.env)
        spot = self.spots[named.variable]
        caption = self.names.field(named) if isinstance(named, Field) else self.names.list(named)
        text = finding_words.state(state, value, self.names.shape(named))
        answered = value if state is State.ANSWERED else None
        return Used(caption, pointer((*spot.path, *named.path)), state, answered, text, spot.label)

    # ----------------------------------------------------------------------------------------- parts

    def _combined(self, condition: AllOf | AnyOf | AtLeast, truth: bool | None) -> Judged:
        parts = tuple(self.judged(part) for part in condition.conditions)
        kinds = {AllOf: "all", AnyOf: "any", AtLeast: "at_least"}
        places = dict.fromkeys(place for part in parts if part.truth is not True for place in part.places)
        return Judged("", truth, parts=parts, places=tuple(places), kind=kinds[type(condition)])

    def _test(self, condition: Condition, truth: bool | None) -> Judged:
        """A single test: what was compared, and the records behind what was counted."""
        tested = condition.condition if isinstance(condition, Not) else condition
        values = tuple(self.used(each) for each in dict.fromkeys(_named(tested)))
        found = finding_words.found(tested, self.names, self.env)
        blank = [each.pointer for each in values if each.state is not State.ANSWERED]
        places = tuple(blank or (each.pointer for each in values))
        made = Judged("", truth, values, found=found, places=places, kind="test")
        counted = _counted(tested)
        if counted is not None and counted.records.choices:
            field = self.used(counted.records)
            return replace(made, values=(*values, field), places=(*made.places, field.pointer))
        return self._counting(made, counted, tested) if counted is not None else made

    def _counting(self, made: Judged, counted: core.Counted, tested: Condition) -> Judged:
        inner = None if isinstance(counted, core.Count) else counted.value
        gone = self._examined(counted.records, counted.variable, counted.where, measured=inner)
        excess = tuple(each.pointer for each in gone.examined if each.counts) if _at_most(tested) else ()
        places = (*made.places, *excess)
        values = (*made.values, *self._unasked(counted.records))
        return replace(
            made, values=values, records=gone.examined, omitted=gone.omitted, kind="count", places=places
        )

    # --------------------------------------------------------------------------------------- records

    def _over_records(self, condition: Condition) -> Judged:
        match condition:
            case core.Some(records, variable, inner):
                return self._through(records, variable, inner, kind="some")
            case Not(core.Some(records, variable, inner)):
                return self._through(records, variable, inner, kind="none", blamed=True)
            case core.Every(records, variable, inner):
                where, that = selection(inner)
                return self._through(records, variable, that, kind="every", blamed=False, where=where)
            case core.EveryPair():
                return self._pairs(condition)
            case _:
                raise TypeError(condition)

    def _through(
        self,
        records: Records,
        variable: str,
        inner: Condition,
        *,
        kind: str,
        blamed: bool | None = None,
        where: Condition = core.TRUE,
    ) -> Judged:
        """`blamed`: records that fulfil the condition (True) or that do not (False) are what is wrong; None: no single one is."""
        gone = self._examined(records, variable, inner, where=where)
        places = tuple(
            each.why.places[0] if len(each.why.places) == 1 else each.pointer
            for each in gone.examined
            if blamed is not None and (each.counts is True) == blamed
        )
        values = self._unasked(records)
        if values:
            found = finding_words.unasked(self.names.list(records))
        else:
            found = finding_words.gone_through(gone, kind in ("some", "none"), self.names.counted(records))
        return Judged(
            "",
            None,
            values,
            found=found,
            records=gone.examined,
            omitted=gone.omitted,
            places=places,
            kind=kind,
        )

    def _unasked(self, records: Records) -> tuple[Used, ...]:
        """The list itself, where the applicant was never asked for it."""
        return (self.used(records),) if reference.state_in(records, self.env) is State.UNASKED else ()

    def _examined(
        self,
        records: Records,
        variable: str,
        inner: Condition,
        *,
        where: Condition = core.TRUE,
        measured: core.Value | None = None,
    ) -> Gone:
        """The first records of either kind, in their order. `measured`: what is taken from those that count."""
        taken: list[Examined] = []
        number = {True: 0, False: 0}
        for judge in self._inside(records, variable):
            if reference.truth_in(where, judge.env) is not True:
                continue
            truth = reference.truth_in(inner, judge.env)
            number[truth is True] += 1
            if number[truth is True] > LISTED:
                continue
            spot = judge.spots[variable]
            why = judge.measuring(judge.judged(inner), measured)
            taken.append(Examined(spot.label, pointer(spot.path), truth, why))
        return Gone(tuple(taken), number[True], number[False])

    def measuring(self, judged: Judged, value: core.Value | None) -> Judged:
        """With what is taken from a record: its months for a total."""
        if value is None:
            return judged
        found = finding_words.measured(value, self.names, self.env)
        used = tuple(self.used(each) for each in _named(value))
        return replace(judged, found=found, values=(*judged.values, *used))

    def _inside(self, records: Records, variable: str) -> Iterator[Judge]:
        """One judge for each record of the list."""
        shape, outer = self.names.record(records), self.spots[records.variable]
        names, path = self.names.inside(records, variable), self._path(records)
        one = self.names.counted(records)[0]
        for position, record in enumerate(self._list(records)):
            own = label(record, shape, position, one)
            told = f"{outer.label}的{self.names.list(records)}{own}" if outer.label else own
            spot = Spot((*path, position), told)
            yield Judge(names, {**self.env, variable: record}, {**self.spots, variable: spot})

    def _path(self, records: Records) -> tuple[str | int, ...]:
        return (*self.spots[records.variable].path, *records.path)

    def _list(self, records: Records) -> list[Any]:
        found = self.env[records.variable]
        for name in records.path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, list) else []

    def _pairs(self, pair: core.EveryPair) -> Judged:
        """The pairs that break it, or that cannot be told."""
        where, that = pair_selection(pair)
        judges = list(self._inside(pair.records, pair.first))
        judges = [each for each in judges if reference.truth_in(where, each.env) is True]
        found: list[Examined] = []
        several = judges if len(judges) <= MOST_PAIRED else []
        for number, one in enumerate(several):
            for other in several[number + 1 :]:
                made = self._pair(pair, that, one, other)
                if made.counts is not True:
                    found.append(made)
        told = finding_words.paired(found[:LISTED], len(found), len(judges))
        return Judged(
            "",
            None,
            found=told,
            records=tuple(found[:LISTED]),
            omitted=max(len(found) - LISTED, 0),
            kind="pairs",
        )

    def _pair(self, pair: core.EveryPair, that: Condition, one: Judge, other: Judge) -> Examined:
        names = self.names.inside_pair(pair.records, pair.first, pair.second)
        spots = (one.spots[pair.first], other.spots[pair.first])
        records = (one.env[pair.first], other.env[pair.first])
        ways = []
        for order in ((0, 1), (1, 0)):
            here = {pair.first: order[0], pair.second: order[1]}
            env = {**self.env, **{name: records[n] for name, n in here.items()}}
            judge = Judge(names, env, {**self.spots, **{name: spots[n] for name, n in here.items()}})
            ways.append((reference.truth_in(that, env), judge))
        truth, judge = min(ways, key=lambda way: {False: 0, None: 1, True: 2}[way[0]])
        why = judge.judged(that) if truth is not True else Judged("", True)
        text = f"{spots[0].label}与{spots[1].label}"
        return Examined(text, pointer(spots[0].path), truth, why, pointer(spots[1].path))


def straightened(condition: Condition) -> Condition:
    """The same condition with the negation where it is told: on what is compared, or on the records."""
    match condition:
        case Not(Not(inner)):
            return straightened(inner)
        case Not(AllOf(parts)):
            return AnyOf(tuple(Not(part) for part in parts))
        case Not(AnyOf(parts)):
            return AllOf(tuple(Not(part) for part in parts))
        case Not(core.Every(records, variable, inner)):
            where, that = selection(inner)
            return core.Some(records, variable, core.conjunction([where, Not(that)]))
        case _:
            return condition


def _named(node: Any) -> Iterator[Field | Records]:
    """Fields and lists that the node reads where it stands, not inside the records of its lists."""
    if isinstance(node, Field):
        yield node
    elif isinstance(node, core.InState) and isinstance(node.subject, Records):
        yield node.subject
    elif not hasattr(node, "records"):
        for child in core.children(node):
            yield from _named(child)


def _counted(tested: Condition) -> core.Counted | None:
    """What the test counts, where it counts in one list."""
    sides = (tested.left, tested.right) if isinstance(tested, Compare) else ()
    found = [side for side in sides if isinstance(side, core.Counted)]
    return found[0] if len(found) == 1 else None


def _at_most(tested: Condition) -> bool:
    """Whether the test bounds a number of records from above, so that one too many breaks it."""
    return (
        isinstance(tested, Compare)
        and isinstance(tested.left, core.Count)
        and tested.operator in (core.Operator.AT_MOST, core.Operator.LESS, core.Operator.EQUAL)
    )
