"""Two versions of a plan over one application in which everything is open: what both ask for is the same place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zcforms.checks.run import Checker
from zcforms.domain.plan import Standard
from zcforms.lab.proof import Model, Solver, clock
from zcforms.lab.proofs.answers import Bound, Certificate, Example
from zcforms.lab.proofs.bounds.needs import Amount, Need, either, together
from zcforms.lab.proofs.encoding.literals import counted_by_days, literals
from zcforms.lab.proofs.encoding.nodes import Variables
from zcforms.lab.proofs.encoding.session import Session, close, session
from zcforms.lab.proofs.people.extraction import picture
from zcforms.lab.proofs.people.portrait import Ran, Unportrayable, portray, ran, told
from zcforms.lab.proofs.questions.making import ASSUMED, Bounds, Limits, Reach, Version, captions_of
from zcforms.lab.proofs.questions.merging import merged
from zcforms.lab.proofs.questions.search import Wish, answer, fewest, like, near

_BEFORE, _NOW = "before~", "now~"
_ORIGIN = 0.5
"""Share of a question's time in which somebody who passes is looked for."""
_FIRST = 5
"""Records of one list that are looked at first."""


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
    """Somebody small who passes both versions, or else the one now, as soon as one was looked for."""
    likeness: list[Wish] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        versions = (self.before, self.now)
        self.bounds = tuple(  # type: ignore[assignment]
            Bounds(version, standard) for version, standard in zip(versions, self.standards, strict=True)
        )
        if not self.records:
            self.records = self._records(self._need(), min(_FIRST, self.limits.records))
        tables = [
            version.ruleset.tables[standard.id]
            for version, standard in zip(versions, self.standards, strict=True)
        ]
        wanted = self.records
        variables = Variables(shared=True)
        beside: dict[str, frozenset[str]] = {}
        for version, table in zip(versions, tables, strict=True):
            variables.by_days |= counted_by_days(table)
            for name, texts in literals(version.plan, table).items():
                beside[name] = beside.get(name, frozenset()) | texts
        self.sessions = tuple(  # type: ignore[assignment]
            session(
                version.plan,
                standard,
                table,
                lambda place: max(1, wanted.get(place, 1)),
                variables=variables,
                solver=self.solver,
                prefix=prefix,
                beside=beside,
            )
            for version, standard, table, prefix in zip(
                versions, self.standards, tables, (_BEFORE, _NOW), strict=True
            )
        )
        close(variables, self.solver)

    def deeper(self, need: Reach) -> Pair:
        """The same with as many records as are enough for what is needed, as far as the limits go."""
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
            self.before, self.now, self.standards, self.limits, self.checker, records, origin=self.origin
        )

    @property
    def looked_at(self) -> dict[tuple[str, ...], int]:
        """Records of each list that are looked at."""
        return {**self.sessions[0].records, **self.sessions[1].records}

    def _records(self, need: Reach, most: int) -> dict[tuple[str, ...], int]:
        return {
            place: most if amount is None else min(amount, most)
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
        wanted = now.passing if model is None else both
        return near(now, wanted, fewest(now), until, (before,)) or model or first

    def example(
        self, model: Model, caption: str, rules: Sequence[str]
    ) -> tuple[Example, tuple[Ran, Ran]] | None:
        """The applicant of both versions, run under each."""
        before, now = self.before, self.now
        try:
            first = portray(before.plan, picture(self.sessions[0], model), ruleset=before.ruleset)
            second = portray(now.plan, picture(self.sessions[1], model), like=first, ruleset=now.ruleset)
        except Unportrayable:
            return None
        both = merged(first, second)
        both["plan"] = now.plan.id
        runs = []
        for version, standard in zip((before, now), self.standards, strict=True):
            under = {**both, "standard": standard.id}
            runs.append(ran(version.plan, version.ruleset, under, self.checker))
        few = told(now.plan, now.ruleset, both, list(rules) or None)
        return Example(caption, both, few, runs[1].violated), (runs[0], runs[1])

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
