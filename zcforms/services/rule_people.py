"""Made-up people to try a draft on: some of the plan's population, among them somebody on either side of what the draft changes.

Who they are follows from the plan and the rules in force; where nobody of those that were looked at falls on one side, somebody is changed until he does.
"""

from __future__ import annotations

import copy
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import conform, making, run
from zcforms.checks.assembly import Rule
from zcforms.checks.core import Not, conjunction
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Outcome
from zcforms.domain.plan import Plan
from zcforms.lab import editing
from zcforms.lab.population import Population
from zcforms.services import judgement
from zcforms.services.texts import caption_in

SEED = 1
SHOWN, LOOKED_AT, SECONDS = 6, 60, 1.0
"""So many are shown of so many that are looked at in so many seconds; what was worked out once is remembered."""
_CHANGED_RULES, _BASES = 4, 3
_KEPT = 6
_NAMED = 2
"""So many broken rules are named of one person."""
_FIXED = ("/application/standard", "/application/year", "/application/level", "/application/title")
_SIDES = {"+": True, "-": False}


@dataclass(frozen=True, slots=True)
class MadeUp:
    """`name` finds the person again; `holds`: whether the rules that the draft changes are fulfilled, None where none of them applies."""

    name: str
    caption: str
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of one plan, under the rules of a draft. `changed`: ids of the rules that it changes; with none, all of them count."""

    plan: Plan
    in_force: Ruleset
    draft: Ruleset
    changed: tuple[str, ...]

    def shown(self) -> list[MadeUp]:
        """Somebody who fulfils the changed rules and somebody who does not come first."""
        deadline = time.monotonic() + SECONDS
        looked = list(self.looked_at(deadline))
        first = [next((each for each in looked if each.holds is want), None) for want in (True, False)]
        if self.changed:
            first = [
                each or self._pushed(looked, want, deadline)
                for each, want in zip(first, (True, False), strict=True)
            ]
        sides = [each for each in first if each is not None]
        return [*sides, *(each for each in looked if each not in sides)][:SHOWN]

    def document(self, name: str) -> dict[str, Any] | None:
        """The application of somebody who was shown; None where there is nobody of that name."""
        index, _, pushed = name.partition(":")
        if not index.isdigit() or int(index) >= LOOKED_AT:
            return None
        if not pushed:
            return _people(self.plan, self.in_force).document(int(index))
        side, _, rule = pushed.partition(":")
        found = next((each for each in self._rules() if each.id == rule), None)
        return self._changed(int(index), found, _SIDES[side]) if found and side in _SIDES else None

    def looked_at(self, deadline: float) -> Iterator[MadeUp]:
        """One after the other, as far as `time.monotonic` lets."""
        people = _people(self.plan, self.in_force)
        for index in range(LOOKED_AT):
            if index and time.monotonic() > deadline:
                return
            facts = people.facts(index)
            outcomes = self._outcomes(facts)
            holds = self._holds(outcomes)
            yield MadeUp(str(index), f"{self._who(facts)}，{self._said(holds, outcomes)}", holds)

    def _said(self, holds: bool | None, outcomes: Mapping[str, Outcome]) -> str:
        """Of whom breaks rules of a plan, which: they would look all the same otherwise."""
        broken = [rule.caption for rule in self._rules() if outcomes.get(rule.id) is Outcome.VIOLATED]
        if self.changed or holds is not False or not broken:
            return f"{_SAID[holds]}{'改动的规则' if self.changed else '计划的规则'}"
        named = "、".join(f"“{each}”" for each in broken[:_NAMED])
        return f"{_SAID[holds]}{named}" + (f"等 {len(broken)} 条规则" if len(broken) > _NAMED else "")

    def _holds(self, outcomes: Mapping[str, Outcome]) -> bool | None:
        found = {outcomes.get(rule) for rule in self.changed or outcomes}
        return False if Outcome.VIOLATED in found else True if Outcome.PASSED in found else None

    def _outcomes(self, facts: Mapping[str, Any]) -> Mapping[str, Outcome]:
        rules = self.draft.table(facts["application"]["standard"]).rules
        return run.decide(rules, conform.typed(facts, self.draft.shape)).outcomes

    def _who(self, facts: Mapping[str, Any]) -> str:
        chosen = facts["application"]
        route = caption_in(self.plan.routes, chosen["route"])
        return f"{route}、{caption_in(self.plan.specialties, chosen['specialty'])}"

    # ---------------------------------------------------------------------------------- changed people

    def _rules(self) -> list[Rule]:
        found = {rule.id: rule for table in self.draft.tables.values() for rule in table.rules}
        wanted = self.changed or tuple(found)
        return [found[rule] for rule in wanted if rule in found and found[rule].adjustment is None]

    def _pushed(self, looked: list[MadeUp], want: bool, deadline: float) -> MadeUp | None:
        """Nobody is on that side: one of those that were looked at, changed by as little as is found."""
        side = "+" if want else "-"
        for rule in self._rules()[:_CHANGED_RULES]:
            for each in looked[:_BASES]:
                if time.monotonic() > deadline + SECONDS:
                    return None
                if self._changed(int(each.name), rule, want) is not None:
                    who = self._who(_people(self.plan, self.in_force).facts(int(each.name)))
                    caption = f"{who}，改成刚好{'符合' if want else '不符合'}“{rule.caption}”"
                    return MadeUp(f"{each.name}:{side}:{rule.id}", caption, want)
        return None

    def _changed(self, index: int, rule: Rule, want: bool) -> dict[str, Any] | None:
        people = _people(self.plan, self.in_force)
        question = rule.question
        wanted = question.requirement if want else Not(question.requirement)
        typed = conform.typed(people.facts(index), self.draft.shape)
        edits = making.make(
            conjunction([question.guard, wanted]), typed, self.draft.shape, True, fixed=_FIXED
        )
        if edits is None:
            return None
        try:
            made = editing.edits(self.plan, people.document(index), edits)
        except editing.Unreachable:
            return None
        outcome = self._outcomes(judgement.facts_of(self.plan, made)).get(rule.id)
        return made if outcome is (Outcome.PASSED if want else Outcome.VIOLATED) else None


_SAID = {True: "符合", False: "不符合", None: "不适用"}


@dataclass(slots=True)
class _People:
    """A plan's population. What it has put together is remembered, by one thread at a time."""

    population: Population
    guard: threading.Lock = field(default_factory=threading.Lock)

    def facts(self, index: int) -> dict[str, Any]:
        with self.guard:
            return next(self.population.facts(1, index))

    def document(self, index: int) -> dict[str, Any]:
        with self.guard:
            return copy.deepcopy(next(self.population.documents(1, index)))


_populations: OrderedDict[str, _People] = OrderedDict()
_guard = threading.Lock()


def _people(plan: Plan, in_force: Ruleset) -> _People:
    key = f"{plan.id}:{in_force.plan_digest}:{in_force.digest}"
    with _guard:
        found = _populations.setdefault(key, _People(Population(plan, in_force, SEED)))
        _populations.move_to_end(key)
        while len(_populations) > _KEPT:
            _populations.popitem(last=False)
        return found
