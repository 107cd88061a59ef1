"""Two versions of a plan over one application in which everything is open: what both ask for is the same place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks.assembly import Table
from zcforms.checks.run import Checker
from zcforms.domain.plan import Schema, SectionKind, Standard
from zcforms.lab import proof
from zcforms.lab.proof import Model, Solver, Truth, clock
from zcforms.lab.proofs.answers import Bound, Certificate, Example
from zcforms.lab.proofs.bounds.needs import Amount, Need, either, together
from zcforms.lab.proofs.encoding.literals import counted_by_days, literals, options_of
from zcforms.lab.proofs.encoding.nodes import Variables
from zcforms.lab.proofs.encoding.session import Session, close, session
from zcforms.lab.proofs.people.extraction import picture
from zcforms.lab.proofs.people.portrait import Ran, Unportrayable, portray, ran, told
from zcforms.lab.proofs.people.unfit import holder_of, shown, spoil, value_at
from zcforms.lab.proofs.questions.deepening import ALTOGETHER, DEEPEST
from zcforms.lab.proofs.questions.making import ASSUMED, Bounds, Limits, Reach, Version, captions_of
from zcforms.lab.proofs.questions.merging import merged
from zcforms.lab.proofs.questions.retyped import Retyped, retyped
from zcforms.lab.proofs.questions.search import Wish, answer, fewest, like, near
from zcforms.lab.proofs.questions.untouched import untouched

_BEFORE, _NOW = "before~", "now~"
_ORIGIN = 0.5
"""Share of a question's time in which somebody who passes is looked for."""
_FIRST = 5
"""Records of one list that are looked at first."""


@dataclass(frozen=True, slots=True)
class About:
    """What an example is told for: rules of one version (0: the one before), or places of the document. `as_before`: where versions ask for another kind of value, what
    stands there is of the kind before."""

    rules: tuple[str, ...] = ()
    version: int = 1
    paths: tuple[tuple[str, str], ...] = ()
    """(path, caption)"""
    as_before: bool = False

    def places(self, document: Mapping[str, Any]) -> list[tuple[str, str]]:
        return [(caption, shown(value_at(document, path))) for path, caption in self.paths if caption]


@dataclass(slots=True)
class Pair:
    """Two versions of a standard over one open application."""

    before: Version
    now: Version
    standards: tuple[Standard, Standard]
    limits: Limits
    checker: Checker | None
    records: dict[tuple[str, ...], int] = field(default_factory=dict)
    bounds: tuple[Bounds, Bounds] = field(init=False)
    sessions: tuple[Session, Session] = field(init=False)
    solver: Solver = field(default_factory=Solver)
    origin: Model | None = None
    """Somebody small who passes both versions (`of_both`), or else the one now, as soon as one was looked for."""
    of_both: bool = False
    likeness: list[Wish] | None = field(default=None, init=False)
    retyped: list[Retyped] = field(default_factory=list, init=False)
    """Places that hold another kind of value now."""
    unasked: list[Truth] = field(default_factory=list, init=False)
    """That of what the version before never asked for nothing is answered."""
    untouched: frozenset[str] = field(default=frozenset(), init=False)
    """Rules that both versions ask alike of the same facts."""
    _somebody: bool | None = field(default=None, init=False)
    unmade: str = field(default="", init=False)
    """Why the last model that was no applicant could not be made one."""

    def __post_init__(self) -> None:
        versions = (self.before, self.now)
        self.bounds = tuple(  # type: ignore[assignment]
            Bounds(version, standard) for version, standard in zip(versions, self.standards, strict=True)
        )
        if not self.records:
            self.records = self._records(self._need(), min(_FIRST, self.limits.records))
        variables = Variables(shared=True, blanks=frozenset(each.plan.blank for each in versions))
        beside = self._named(variables)
        before = self._session(0, variables, beside)
        known = {*variables.raw, *variables.there}
        self.sessions = (before, self._session(1, variables, beside))
        close(variables, self.solver)
        self.untouched = untouched((self.before.plan, self.now.plan), (self._table(0), self._table(1)))
        self.retyped = retyped(*self.sessions)
        for each in (*(one.linked for one in self.retyped), *_in_the_library(*self.sessions)):
            self.solver.require(each)
        self.unasked = self._unasked(variables, known)

    def _named(self, variables: Variables) -> dict[str, frozenset[str]]:
        """Texts that either version names, by property; where one offers others than the other, what it offers."""
        beside: dict[str, frozenset[str]] = {}
        for number, version in enumerate((self.before, self.now)):
            table = self._table(number)
            variables.by_days |= counted_by_days(table)
            for name, texts in literals(version.plan, table).items():
                beside[name] = beside.get(name, frozenset()) | texts
        old, new = (options_of(version.plan) for version in (self.before, self.now))
        for name in {*old, *new}:
            if old.get(name, frozenset()) != new.get(name, frozenset()):
                offered = old.get(name, frozenset()) | new.get(name, frozenset())
                beside[name] = beside.get(name, frozenset()) | offered
        return beside

    def _table(self, number: int) -> Table:
        return (self.before, self.now)[number].ruleset.tables[self.standards[number].id]

    def _session(self, number: int, variables: Variables, beside: dict[str, frozenset[str]]) -> Session:
        versions, wanted = (self.before, self.now), self.records
        return session(
            versions[number].plan,
            self.standards[number],
            self._table(number),
            lambda place: max(1, wanted.get(place, 1)),
            variables=variables,
            solver=self.solver,
            prefix=(_BEFORE, _NOW)[number],
            beside=beside,
            taken=_taken(versions[1 - number], self.standards[1 - number]),
        )

    def _unasked(self, variables: Variables, known: Collection[Any]) -> list[Truth]:
        retyped = {each.path for each in self.retyped}
        fresh = [
            raw.given
            for (path, kind), raw in variables.raw.items()
            if (path, kind) not in known and path not in retyped and not path.startswith("imports/")
        ]
        fresh += [
            there
            for path, there in variables.there.items()
            if path not in known and "~" not in path and not any(_inside(path, each) for each in retyped)
        ]
        return [*(proof.negated(each) for each in fresh), *(each.as_before for each in self.retyped)]

    @property
    def somebody(self) -> bool | None:
        """Whether there can be an applicant of both versions at all; None: not known in time."""
        self.like()
        if self.origin is not None:
            return True
        if self._somebody is None:
            reply = answer(self.sessions[1], [], self.until, (self.sessions[0],))
            self._somebody = None if reply.model is None and reply.core is None else reply.model is not None
        return self._somebody

    def deeper(self, need: Reach) -> Pair:
        """The same with as many records as are enough for what is needed, as far as the limits go."""
        wanted = self._records(need, self.limits.records, DEEPEST)
        if sum(wanted.values()) > ALTOGETHER:
            wanted = self._records(need, self.limits.records)
        more = {
            place: max(number, wanted.get(place, 0)) for place, number in self.sessions[1].records.items()
        }
        more |= {place: number for place, number in wanted.items() if place not in more}
        if all(number <= self.looked_at.get(place, number) for place, number in more.items()):
            return self
        return self.with_records(more)

    def with_records(self, records: dict[tuple[str, ...], int]) -> Pair:
        return Pair(
            self.before, self.now, self.standards, self.limits, self.checker, records,
            origin=self.origin, of_both=self.of_both,
        )  # fmt: skip

    @property
    def looked_at(self) -> dict[tuple[str, ...], int]:
        """Records of each list that are looked at."""
        return {**self.sessions[0].records, **self.sessions[1].records}

    def _records(self, need: Reach, most: int, known: int = 0) -> dict[tuple[str, ...], int]:
        """As many as are enough: no more than `most`, and no more than `known` where that is enough."""
        return {
            place: most if amount is None or max(most, known) < amount else amount
            for place, amount in self._enough(need).items()
        }

    # ------------------------------------------------------------------------------------ certificates

    def _need(self) -> Reach:
        """What keeps everything as it is that either version decides."""
        return Reach(together(*(bounds.need().need for bounds in self.bounds)), True)

    def forms_need(self) -> Reach:
        """What keeps the forms of both versions filled in rightly."""
        return Reach(together(*(bounds.forms for bounds in self.bounds)), True)

    def _enough(self, need: Reach) -> dict[tuple[str, ...], Amount]:
        made: dict[tuple[str, ...], Amount] = {}
        for bounds in self.bounds:
            for place, amount in bounds.enough(need).items():
                known = made.get(place, 0)
                made[place] = None if amount is None or known is None else max(amount, known)
        return made

    def certificate(self, began: float, need: Reach) -> Certificate:
        enough = self._enough(need)
        looked: dict[tuple[str, ...], int] = {}
        names: dict[tuple[str, ...], str] = {}
        for one in self.sessions:
            looked |= one.records
            names |= captions_of(one.plan)
        bounds = [
            Bound("/" + "/".join(place), names.get(place, place[-1]), number, enough[place])
            for place, number in looked.items()
            if place in enough
        ]
        open_ones = [what for one in self.sessions for what in one.document.open]
        open_ones += [what for one in self.sessions for each in one.rules.values() for what in each.open]
        return Certificate(tuple(bounds), tuple(dict.fromkeys(open_ones)), ASSUMED, round(clock() - began, 3))

    def row_need(self, keeping: int, kept: Sequence[str], breaking: Sequence[str], *, forms: bool) -> Need:
        """What keeps these rules of one version kept, and any one of those of the other broken."""
        one, other = self.bounds[keeping], self.bounds[1 - keeping]
        broken = either([other.need(keeps=(), breaks=[name], forms=forms).need for name in breaking])
        return together(one.need(keeps=kept, forms=forms).need, broken)

    # -------------------------------------------------------------------------------------- examples

    def like(self) -> list[Wish]:
        """To be like somebody who passes; nothing where nobody was found in time."""
        if self.likeness is None:
            self.origin = self.origin or self._passing()
            self.likeness = like(self.sessions[1], self.origin) if self.origin else []
        return self.likeness

    def _passing(self) -> Model | None:
        """First somebody who passes now: around whom somebody who passes both is soon found."""
        before, now = self.sessions
        until = clock() + self.limits.seconds * _ORIGIN
        first = answer(now, now.passing, until, (before,)).model
        if first is None:
            return None
        both = [*before.passing, *now.passing]
        model = near(now, both, like(now, first), until, (before,))
        self.of_both = model is not None
        wanted = both if self.of_both else now.passing
        return near(now, wanted, fewest(now), until, (before,)) or model or first

    def example(self, model: Model, caption: str, about: About) -> tuple[Example, tuple[Ran, Ran]] | None:
        """The applicant of both versions, run under each; None where no application document could be made of it (`unmade` says why)."""
        before, now = self.before, self.now
        try:
            first = portray(before.plan, picture(self.sessions[0], model), ruleset=before.ruleset)
            second = portray(now.plan, picture(self.sessions[1], model), like=first, ruleset=now.ruleset)
        except Unportrayable as error:
            self.unmade = error.why
            return None
        both = merged(first, second)
        both["plan"] = now.plan.id
        if wrong := spoil(self.sessions[1], model, both):
            self.unmade = wrong[0]
            return None
        for each in self.retyped if about.as_before else ():
            _stands_as_before(both, first, each.path)
        runs = []
        for version, standard in zip((before, now), self.standards, strict=True):
            under = {**both, "standard": standard.id}
            runs.append(ran(version.plan, version.ruleset, under, self.checker))
        few = self._told(both, about)
        return Example(caption, both, few, runs[1].violated), (runs[0], runs[1])

    def _told(self, document: Mapping[str, Any], about: About) -> tuple[tuple[str, str], ...]:
        """First what the example is about, then what matters to the rules now."""
        version, standard = (self.before, self.now)[about.version], self.standards[about.version]
        own = told(version.plan, version.ruleset, {**document, "standard": standard.id}, about.rules)
        every = told(self.now.plan, self.now.ruleset, {**document, "standard": self.standards[1].id}, None)
        if about.rules:
            return own
        found: dict[str, str] = {}
        for name, value in (*about.places(document), *every):
            found.setdefault(name, value)
        return tuple(found.items())

    @property
    def until(self) -> float:
        return clock() + self.limits.seconds


def pairs(before: Version, now: Version, limits: Limits, checker: Checker | None) -> Iterator[Pair]:
    """Standards that both versions have; the only one of each, whatever it is called."""
    olds, news = before.plan.standards, now.plan.standards
    if len(olds) == len(news) == 1:
        yield Pair(before, now, (olds[0], news[0]), limits, checker)
        return
    for standard in news:
        old = before.plan.standard(standard.id)
        if old is not None:
            yield Pair(before, now, (old, standard), limits, checker)


def _taken(version: Version, standard: Standard) -> dict[str, dict[str, Schema]]:
    """By list the categories that it takes, with their forms."""
    lists = {each.id: each.takes for each in version.plan.sections if each.kind is SectionKind.IMPORT} | {
        item.id: item.takes for _, item in version.plan.items(standard.id)
    }
    known = version.plan.categories
    return {
        name: {each: known[each].schema for each in takes if each in known} for name, takes in lists.items()
    }


def _in_the_library(before: Session, now: Session) -> Iterator[Truth]:
    """A record is one that the form of one of the versions has accepted: it was entered under either."""
    old, new = before.document.unfit, now.document.unfit
    for key in {*old, *new}:
        yield proof.negated(proof.all_of([each[key] for each in (old, new) if key in each]))


def _inside(path: str, place: str) -> bool:
    return path == place or path.startswith((f"{place}/", f"{place}="))


def _stands_as_before(document: dict[str, Any], before: Mapping[str, Any], path: str) -> None:
    holder, name = holder_of(document, path)
    value = value_at(before, path)
    if holder is not None and value is not None:
        holder[name] = value
