"""What every question needs: a version's standards put to the solver, bounds and certificates, examples that were run."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from zcforms.checks.assembly import Rule
from zcforms.checks.deciding import Outcome
from zcforms.checks.facts_schema import schema as facts_schema
from zcforms.checks.run import Checker
from zcforms.domain.plan import Plan, Standard
from zcforms.lab.proof import Model, clock
from zcforms.lab.proofs.answers import Answer, Bound, Certificate, Example
from zcforms.lab.proofs.asked import Limits, Version
from zcforms.lab.proofs.bounds.lists import Lists, for_forms, lists_of, unlimited
from zcforms.lab.proofs.bounds.needs import Amount, Need, either, together
from zcforms.lab.proofs.bounds.of_rules import for_adjusting, for_passing, for_violation
from zcforms.lab.proofs.encoding.forms import Path
from zcforms.lab.proofs.encoding.session import Session, blocks, session
from zcforms.lab.proofs.people.extraction import picture
from zcforms.lab.proofs.people.portrait import Ran, Unportrayable, portray, ran, told
from zcforms.lab.proofs.people.unfit import spoil
from zcforms.lab.proofs.questions.search import Wish, like

ASSUMED = (
    "填写的内容类型都对（数字填数字、日期填日期）",
    "日期在 1901 年到 2099 年之间",
)


@dataclass(frozen=True, slots=True)
class Reach:
    """What is needed, of applications whose `forms` are filled in rightly or of any."""

    need: Need
    forms: bool


@dataclass(slots=True)
class Bounds:
    """How many records are enough, by what is asked about them."""

    version: Version
    standard: Standard
    forms: Need = field(init=False)
    lists: Lists = field(init=False)
    anyhow: Lists = field(init=False)
    """`lists`: of applications that their forms accept; `anyhow`: of any."""
    _known: dict[tuple[str, bool, bool], Need] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.lists = lists_of(self.version.plan, self.version.ruleset.shape)
        self.anyhow = unlimited(self.lists)
        self.forms = for_forms(self.version.plan)

    @property
    def rules(self) -> Sequence[Rule]:
        return self.version.ruleset.tables[self.standard.id].rules

    def need(
        self, *, keeps: Iterable[str] | None = None, breaks: Iterable[str] = (), forms: bool = True
    ) -> Reach:
        """`keeps`: rules that are not violated (None: all but those that are); adjusting rules always act as they do. `forms`: they are filled in rightly."""
        broken = set(breaks)
        kept = {rule.id for rule in self.rules if blocks(rule)} - broken if keeps is None else set(keeps)
        parts = [self.forms] if forms else []
        for rule in self.rules:
            if rule.id in kept or rule.id in broken or rule.adjustment is not None:
                parts.append(self._of(rule, rule.id in broken, forms))
        return Reach(together(*parts), forms)

    def _of(self, rule: Rule, broken: bool, forms: bool) -> Need:
        key = (rule.id, broken, forms)
        if key not in self._known:
            lists = self.lists if forms else self.anyhow
            if broken:
                made = for_adjusting(rule, lists) if rule.adjustment else for_violation(rule, lists)
            else:
                made = for_passing([rule], lists)
            self._known[key] = made
        return self._known[key]

    def enough(self, reach: Reach) -> dict[Path, Amount]:
        return (self.lists if reach.forms else self.anyhow).enough(reach.need)

    def records(self, need: Reach, most: int) -> dict[Path, int]:
        """How many records of each list to look at: as many as are enough, and no more than `most`."""
        return {
            place: most if amount is None else min(amount + (self.lists.most.get(place) == amount), most)
            for place, amount in self.enough(need).items()
        }  # one more than a form lets there be: so its limit can be among what stands in the way


_FIRST, _SOME, _FEW = 5, 2, 3
"""Records of one list that are looked at first: who can be shown is mostly found among few."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Somebody who passes, as the solver found them and as an application document."""

    model: Model
    document: Mapping[str, Any]


@dataclass(slots=True)
class Bench:
    """One version under one standard, ready to be asked. It begins with few records, because examples are found among few; `deeper` looks at more."""

    version: Version
    standard: Standard
    limits: Limits
    checker: Checker | None
    existing: Mapping[Path, int] = field(default_factory=dict)
    """Records that lists have already, beside which others are looked at."""
    beside: Mapping[str, frozenset[str]] | None = None
    """Texts that stand in an application already, by property."""
    full: Collection[Path] = ()
    """Lists that get no new record: one more is looked at, so that it can be told that it would help."""
    bounds: Bounds = field(init=False)
    session: Session = field(init=False)
    origins: dict[str, Origin] = field(default_factory=dict)
    """Somebody who passes, by route."""
    likeness: dict[str, list[Wish]] = field(default_factory=dict)
    """Wishes to be like these, of this session."""
    unmade: str = field(default="", init=False)
    """Why the last model that was no applicant could not be made one."""
    others: list[Bench] = field(default_factory=list)
    """The same with more records, made before."""
    passed: list[Answer] = field(default_factory=list)
    """What was answered to question 1."""

    def __post_init__(self) -> None:
        self.bounds = Bounds(self.version, self.standard)
        first = min(_FIRST, self.limits.records)
        self.session = self._session(self.bounds.records(self.bounds.need(), first))

    def deeper(self, need: Reach, most: int | None = None) -> Bench:
        """The same with as many records as are enough for what is needed, as far as the limits (or `most`) go."""
        known = self.session.records
        more = self._more(need, self.limits.records if most is None else most)
        if more == dict(known):
            return self
        covering = (each for each in self.others if _covers(each.session.records, more))
        found = next(covering, None)
        if found is None:
            found = copy.copy(self)
            found.session, found.likeness = self._session(more), {}
            self.others.append(found)
        return found

    def altogether(self, need: Reach, most: int) -> int:
        """Records of all lists that `deeper` would look at."""
        more = self._more(need, most)
        return sum(prod(more.get(place[:length], 1) for length in range(1, len(place) + 1)) for place in more)

    def _more(self, need: Reach, most: int) -> dict[Path, int]:
        wanted = self.bounds.records(need, most)
        return {place: max(wanted.get(place, 0), number) for place, number in self.session.records.items()}

    def with_some_more(self) -> Bench:
        """The same with a few records of each list that any rule is about: who breaks a rule is mostly found there, if not among fewer."""
        needs = [
            self.bounds.need(breaks=[rule.id], forms=False) for rule in self.bounds.rules if blocks(rule)
        ]
        every = Reach(either([each.need for each in needs]), False)
        return self.deeper(every, _FEW)

    def fitted(self, used: Mapping[Path, int]) -> None:
        """Look first at one record more than those who were shown to pass have: who breaks one rule is mostly found among as few. At no fewer than they have."""
        wanted = {
            place: max(min(number, max(used.get(place, 0) + 1, _SOME)), used.get(place, 0))
            for place, number in self.session.records.items()
        }
        if wanted != dict(self.session.records):
            self.session, self.likeness = self._session(wanted), {}

    def like(self, route: str = "") -> list[Wish]:
        """To be like somebody who passes by this route, or by the first of them that there is. What a session has beyond those that were looked at then is wished away."""
        known = route if route in self.origins else next(iter(self.origins), "")
        if known and known not in self.likeness:
            self.likeness[known] = like(self.session, self.origins[known].model)
        return self.likeness.get(known, [])

    def _session(self, wanted: Mapping[Path, int]) -> Session:
        table = self.version.ruleset.tables[self.standard.id]
        return session(
            self.version.plan,
            self.standard,
            table,
            lambda place: (
                (1 if place in self.full else max(1, wanted.get(place, 1))) + self.existing.get(place, 0)
            ),
            beside=self.beside,
        )

    @property
    def until(self) -> float:
        return clock() + self.limits.seconds

    def certificate(self, began: float, need: Reach, rules: Iterable[str] = ()) -> Certificate:
        """How far "there is none" reaches: the lists that matter, with what is enough."""
        return certificate(self, began, self.bounds.enough(need), rules)

    def example(
        self, model: Model, caption: str, rules: Sequence[str], like: Mapping[str, Any] | None = None
    ) -> tuple[Example, Ran] | None:
        """The model as an applicant that was run; None where no application document could be made of it (`unmade` says why)."""
        shown = picture(self.session, model)
        try:
            document = portray(self.version.plan, shown, like=like, ruleset=self.version.ruleset)
        except Unportrayable as error:
            self.unmade = error.why
            return None
        if wrong := spoil(self.session, model, document):
            self.unmade = wrong[0]
            return None
        found = ran(self.version.plan, self.version.ruleset, document, self.checker)
        few = told(self.version.plan, self.version.ruleset, document, list(rules) or None)
        return Example(caption, document, few, found.violated), found

    def differing(self, model: Model, found: Ran) -> list[str]:
        """Rules of which the run says otherwise than the model; and "form", where validation does. Empty: it behaves as proved."""
        wrong = [
            name
            for name, standing in self.session.rules.items()
            if model.holds(standing.violated) != (found.outcomes.get(name) is Outcome.VIOLATED)
        ]
        sound = all(
            not model.holds(each.broken) for limit in self.session.limits.values() for each in limit.breaches
        )
        if sound != found.sound:
            wrong.append("form")
        return [*wrong, *found.disagreements]


def _covers(known: Mapping[Path, int], wanted: Mapping[Path, int]) -> bool:
    return all(known.get(place, 0) >= number for place, number in wanted.items())


def certificate(
    bench: Bench, began: float, enough: Mapping[Path, Amount], rules: Iterable[str] = ()
) -> Certificate:
    captions = captions_of(bench.version.plan)
    bounds = [
        Bound(
            "/" + "/".join(place),
            captions.get(place, place[-1]),
            looked,
            None if enough[place] is None else (enough[place] or 0) + bench.existing.get(place, 0),
        )
        for place, looked in bench.session.records.items()
        if place in enough
    ]
    open_ones = [
        what for name in rules for what in bench.session.rules[name].open if name in bench.session.rules
    ]
    return Certificate(
        tuple(bounds),
        tuple(dict.fromkeys((*bench.session.document.open, *open_ones))),
        ASSUMED,
        round(clock() - began, 3),
    )


def captions_of(plan: Plan) -> dict[Path, str]:
    """What lists are called."""
    found: dict[Path, str] = {}

    def walk(node: Mapping[str, Any], place: Path) -> None:
        if node.get("caption"):
            found[place] = str(node["caption"])
        for name, inner in node.get("properties", {}).items():
            walk(inner, (*place, name))
        if isinstance(node.get("items"), Mapping):
            walk({**node["items"], "caption": ""}, (*place, "*"))

    walk(facts_schema(plan), ())
    return found


__all__ = ["ASSUMED", "Bench", "Bounds", "Limits", "Version", "certificate"]
