"""What a draft's cases prove: which of them pass, how much of the changed rules they reach, which mistakes they would notice."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from zcforms import resources
from zcforms.checks.assembly import Rule
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker
from zcforms.documents import reading
from zcforms.domain.errors import DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.lab import casefiles, cases, coverage, mutation, suggestions
from zcforms.lab.cases import CaseFile, CaseResult, Difference, Situation
from zcforms.lab.coverage import Gap, RuleCoverage, Settled
from zcforms.lab.mutation import Survivor
from zcforms.services.rule_linting import (
    Mark,
    Tried,
    cases_file,
    marks,
    placed,
    read_cases,
    rulesets_for,
    tried,
)
from zcforms.services.rulebook import Edition

SECONDS = 20.0
"""The longest that mutants are tried for one answer."""
MOST_SUGGESTED, SUGGESTING = 12, 5.0
"""So many survivors, and gaps of the coverage, come with suggested cases, looked for so many seconds each."""
_KEPT = 16


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case's result. `file` and `pointer`: where it is written; `own`: in the draft's own text."""

    case: str
    applicant: str
    plan_id: str
    about: tuple[str, ...]
    passed: bool
    differences: tuple[Difference, ...]
    file: str
    pointer: str
    own: bool


@dataclass(frozen=True, slots=True)
class SurvivorLine:
    """A mistake that no case notices. `reason`: why it may live, as the author explained; "" where it is not explained. `suggestion`: a case (YAML) that
    would notice it, "" where none was found."""

    id: str
    rule: str
    caption: str
    sentence: str
    suggestion: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GapLine:
    """What no case showed of a rule, or of one of its conditions (`sentence`). `missing`: the outcomes; `suggestions`: cases (YAML) that would show them, as
    far as they were found."""

    rule: str
    caption: str
    sentence: str
    missing: tuple[str, ...]
    why: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """`marks`: the texts are not sound, and there is nothing else. `changed`: ids of the plan's rules that differ from those in force; `coverage`, `gaps` and
    `survivors` are of these, or of all rules where none differs. `stopped`: not every mutant was tried in time."""

    marks: tuple[Mark, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    changed: tuple[str, ...] = ()
    coverage: tuple[RuleCoverage, ...] = ()
    of_rules: float = 0.0
    of_conditions: float = 0.0
    gaps: tuple[GapLine, ...] = ()
    settled: tuple[Settled, ...] = ()
    killed: int = 0
    score: float = 0.0
    survivors: tuple[SurvivorLine, ...] = ()
    stopped: bool = False

    @property
    def passed(self) -> int:
        return sum(case.passed for case in self.cases)

    @property
    def failed(self) -> tuple[CaseLine, ...]:
        return tuple(case for case in self.cases if not case.passed)

    @property
    def unexplained(self) -> tuple[SurvivorLine, ...]:
        return tuple(each for each in self.survivors if not each.reason)

    def explained(self, accepted: Mapping[str, str]) -> Proof:
        """The same with the reasons that the author gave."""
        told = tuple(replace(each, reason=accepted.get(each.id, "")) for each in self.survivors)
        return replace(self, survivors=told)


class _Kept:
    """The last proofs: what was run before submitting is asked for again by whoever reviews it."""

    def __init__(self) -> None:
        self._proofs: OrderedDict[tuple[object, ...], Proof] = OrderedDict()
        self._guard = threading.Lock()

    def found(self, key: tuple[object, ...], make: Callable[[], Proof]) -> Proof:
        with self._guard:
            if key in self._proofs:
                self._proofs.move_to_end(key)
                return self._proofs[key]
        made = make()
        if not made.stopped:
            with self._guard:
                self._proofs[key] = made
                while len(self._proofs) > _KEPT:
                    self._proofs.popitem(last=False)
        return made


_kept = _Kept()


@dataclass(frozen=True, slots=True)
class Texts:
    """A draft's two texts, and what they are for."""

    ruleset: str
    plan_id: str
    rules: str
    cases: str


def prove(
    edition: Edition, texts: Texts, checker: Checker, others: Mapping[str, str], *, seconds: float = SECONDS
) -> Proof:
    """Run the cases of every plan that uses the ruleset, by engine and reference; measure the draft's plan. `others`: published cases of plans, by plan id."""
    key = (edition, texts, tuple(sorted(others.items())))
    return _kept.found(key, lambda: _proof(edition, texts, checker, others, seconds))


def changed_rules(edition: Edition, plan_id: str, found: Tried) -> tuple[str, ...]:
    """Ids of the plan's rules that mean something else than those in force, or are new. What is only worded differently is not among them."""
    before, after = edition.rulesets.get(plan_id), found.of(plan_id)
    old = _meanings(before) if before else {}
    new = _meanings(after) if after else {}
    return tuple(
        sorted({rule for (rule, standard), meaning in new.items() if old.get((rule, standard)) != meaning})
    )


def _meanings(ruleset: Ruleset) -> dict[tuple[str, str], object]:
    return {
        (rule.id, standard): _meaning(rule)
        for standard, table in ruleset.tables.items()
        for rule in table.rules
    }


def _meaning(rule: Rule) -> tuple[object, ...]:
    return rule.question, rule.adjustment, rule.severity


def _proof(
    edition: Edition, texts: Texts, checker: Checker, others: Mapping[str, str], seconds: float
) -> Proof:
    written = texts.cases if texts.cases.strip() else None
    if faults := marks(edition, texts.ruleset, texts.plan_id, texts.rules, written):
        return Proof(marks=tuple(faults))
    found = tried(edition, texts.ruleset, texts.rules)
    try:
        files = _files(edition, found, texts, others)
    except DocumentsInvalid as error:  # a case of another file speaks of a rule that is gone
        told = placed(error.faults, texts.cases, cases_file(texts.plan_id), "cases")
        return Proof(marks=tuple(told))
    results: list[CaseLine] = []
    ready: list[Situation] = []
    for file in files:
        compiled = rulesets_for(edition, found, file.plan)[file.plan]
        report = cases.run(file, edition.plans[file.plan], compiled, checker)
        results += [_line(file, result, texts) for result in report.results]
        ready += [result.situation for result in report.results if file.plan == texts.plan_id]
    changed = changed_rules(edition, texts.plan_id, found)
    proof = Proof(cases=tuple(results), changed=changed)
    after = found.of(texts.plan_id)
    return proof if after is None else _measured(proof, edition.plans[texts.plan_id], after, ready, seconds)


def _files(edition: Edition, found: Tried, texts: Texts, others: Mapping[str, str]) -> list[CaseFile]:
    files = [read_cases(edition, found, texts.plan_id, texts.cases)] if texts.cases.strip() else []
    for plan_id in found.plans:
        files += other_cases(edition, found, plan_id, texts.plan_id, others)
    return files


def _line(file: CaseFile, result: CaseResult, texts: Texts) -> CaseLine:
    case = result.case
    own = file.file == cases_file(texts.plan_id)
    return CaseLine(
        case.name,
        case.applicant,
        file.plan,
        case.about,
        result.passed,
        result.differences,
        file.file,
        case.at,
        own,
    )


def _measured(proof: Proof, plan: Plan, ruleset: Ruleset, ready: list[Situation], seconds: float) -> Proof:
    wanted = frozenset(proof.changed) or None
    measured = coverage.measure(plan, ruleset, ready, wanted)
    deadline = time.monotonic() + seconds
    scored = mutation.score(plan, ruleset, ready, wanted, lambda: time.monotonic() > deadline)
    return replace(
        proof,
        coverage=measured.rules,
        of_rules=measured.of_rules,
        of_conditions=measured.of_conditions,
        gaps=tuple(_gaps(measured.gaps, plan, ruleset)),
        settled=measured.settled,
        killed=scored.killed,
        score=scored.share,
        survivors=tuple(_survivors(scored.survivors, plan, ruleset)),
        stopped=scored.stopped,
    )


def other_cases(
    edition: Edition, found: Tried, plan_id: str, own: str, others: Mapping[str, str]
) -> Iterable[CaseFile]:
    """Cases that are not the draft's: the plan's files beside its main one, and of another plan also that one, as it was published last."""
    main = cases_file(plan_id)
    stem = main.removesuffix("yaml")
    wanted = {file: edition.sources.text(file) for file in edition.sources.files if file.startswith(stem)}
    if plan_id in others:
        wanted[main] = others[plan_id]
    if plan_id == own:
        wanted.pop(main, None)
    rulesets = rulesets_for(edition, found, plan_id)
    for file, text in sorted(wanted.items()):
        if text.strip():
            document = reading.document(text, file)
            yield casefiles.read(document, edition.plans, rulesets, resources.folder("examples"))


def _gaps(found: Iterable[Gap], plan: Plan, ruleset: Ruleset) -> Iterator[GapLine]:
    """With suggestions for the first of them, as far as time reaches; a case that shows several of them is told once."""
    deadline = time.monotonic() + SUGGESTING
    named: set[str] = set()
    for number, each in enumerate(found):
        made: dict[str, str] = {}
        if number < MOST_SUGGESTED and time.monotonic() < deadline:
            reaching = suggestions.reaching(each, plan, ruleset, lambda: time.monotonic() > deadline)
            made = {one.name: one.yaml for one in reaching if one.name not in named}
        named |= made.keys()
        yield GapLine(each.rule, each.caption, each.sentence, each.missing, each.why, tuple(made.values()))


def _survivors(found: Iterable[Survivor], plan: Plan, ruleset: Ruleset) -> Iterator[SurvivorLine]:
    """With suggestions for the first of them, as far as time reaches."""
    deadline = time.monotonic() + SUGGESTING
    for number, each in enumerate(found):
        suggested = None
        if number < MOST_SUGGESTED and time.monotonic() < deadline:
            suggested = suggestions.suggest(each, plan, ruleset, lambda: time.monotonic() > deadline)
        original = each.mutant.original
        text = suggested.yaml if suggested else ""
        yield SurvivorLine(each.mutant.id, original.id, original.caption, each.sentence, text)
