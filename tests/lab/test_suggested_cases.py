"""A case is left out of a plan's cases: what is suggested instead, pasted as it is, loads, passes, and shows and notices again what was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.lab import casefiles, cases, coverage, mutation, suggestions
from zcforms.lab.cases import Situation
from zcforms.lab.coverage import Gap
from zcforms.lab.mutation import Survivor
from zcforms.services.bench import Bench

ROOT = Path(__file__).parents[2]
PLANS = sorted(path.stem for path in (ROOT / "schemas/plans").glob("*.json"))
SAMPLE = 2
"""Cases of each plan that are left out, one by one."""


@cache
def bench() -> Bench:
    return Bench.load()


@dataclass
class Book:
    """A plan's cases as they are written."""

    plan: str
    data: dict[str, Any]

    @classmethod
    def of(cls, plan: str) -> Book:
        return cls(plan, reading.read(ROOT / f"rules/cases/{plan}.yaml", ROOT).data)

    def without(self, number: int) -> Book:
        kept = [each for n, each in enumerate(self.data["cases"]) if n != number]
        return Book(self.plan, {**self.data, "cases": kept})

    def pasted(self, text: str) -> Book:
        more = reading.parse(f"cases:\n{text}", "pasted.yaml", is_yaml=True)["cases"]
        return Book(self.plan, {**self.data, "cases": [*self.data["cases"], *more]})

    def ready(self) -> list[Situation]:
        """Every case loads and passes."""
        document = Document(f"{self.plan}.yaml", self.data, "")
        file = casefiles.read(document, bench().catalogue.plans, bench().rulesets, ROOT / "examples")
        report = cases.run(file, bench().catalogue.plans[self.plan], bench().rulesets[self.plan])
        assert [(each.case.name, each.differences) for each in report.failed] == []
        return [each.situation for each in report.results]

    def survivors(self, ready: Sequence[Situation], rules: frozenset[str]) -> dict[str, Survivor]:
        found = mutation.score(bench().catalogue.plans[self.plan], bench().rulesets[self.plan], ready, rules)
        return {each.mutant.id: each for each in found.survivors}

    def gaps(self, ready: Sequence[Situation], rules: frozenset[str]) -> tuple[Gap, ...]:
        plan, ruleset = bench().catalogue.plans[self.plan], bench().rulesets[self.plan]
        return coverage.measure(plan, ruleset, ready, rules).gaps


def lost(plan: str) -> Iterator[tuple[Book, frozenset[str], dict[str, Survivor], tuple[Gap, ...]]]:
    """For some of the plan's cases: the book without it, the rules that it is about, what survives now and what is not shown any more."""
    book = Book.of(plan)
    ready = book.ready()
    losing = 0
    for number in range(0, len(ready), max(1, len(ready) // 40)):
        rules = frozenset(ready[number].case.about)
        less = book.without(number)
        rest = [each for n, each in enumerate(ready) if n != number]
        before = book.survivors(ready, rules)
        survivors = {name: each for name, each in less.survivors(rest, rules).items() if name not in before}
        gaps = less.gaps(rest, rules)
        if survivors or gaps:
            yield less, rules, survivors, gaps
            losing += 1
        if losing == SAMPLE:
            return


@pytest.mark.parametrize(
    "plan", [PLANS[0], *(pytest.param(each, marks=pytest.mark.slow) for each in PLANS[1:])]
)
def test_what_is_suggested_restores_score_and_coverage(plan: str) -> None:
    given, ruleset = bench().catalogue.plans[plan], bench().rulesets[plan]
    tried = 0
    for book, rules, survivors, gaps in lost(plan):
        for name, survivor in survivors.items():
            suggested = suggestions.suggest(survivor, given, ruleset)
            assert suggested is not None, survivor.sentence
            ready = book.pasted(suggested.yaml).ready()
            assert name not in book.survivors(ready, rules), suggested.yaml
            tried += 1
        fuller, named = book, set()
        for gap in gaps:
            shown = [gap.shown(missing, each) for missing in gap.missing for each in gap.subject.situations]
            assert not any(shown), (gap.sentence, gap.missing)  # none of the cases that are there
            found = suggestions.reaching(gap, given, ruleset)
            assert len(found) == len(gap.missing), (gap.sentence, gap.missing)
            for suggested in found:
                fuller = fuller if suggested.name in named else fuller.pasted(suggested.yaml)
                named.add(suggested.name)
                tried += 1
        assert fuller.gaps(fuller.ready(), rules) == () if gaps else True
    assert tried


def test_what_would_prove_nothing_is_not_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    """The changes are worked out from the condition; whether the case then shows it is tried, whatever they promise."""
    given, ruleset = bench().catalogue.plans[PLANS[0]], bench().rulesets[PLANS[0]]
    gap = next(gap for _, _, _, gaps in lost(PLANS[0]) for gap in gaps)
    assert suggestions.reaching(gap, given, ruleset)
    monkeypatch.setattr(Gap, "shown", lambda self, missing, ready: False)
    assert suggestions.reaching(gap, given, ruleset) == ()
