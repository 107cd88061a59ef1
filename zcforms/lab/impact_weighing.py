"""One application under both rulesets: what differs is counted, and some are held against the real engine."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import conform, run
from zcforms.checks.assembly import Rule
from zcforms.checks.explanation import explain
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Decided, Outcome, Verdict
from zcforms.domain.errors import CheckFailed
from zcforms.domain.finding import Severity
from zcforms.domain.plan import Plan
from zcforms.lab.impact_difference import Change, Difference, differences
from zcforms.lab.impact_sources import Stretch
from zcforms.lab.impact_subjects import NO_STANDARD, Subject, Unusable, subject
from zcforms.lab.impact_tally import NEWLY_FAILING, NEWLY_PASSING, Example, Flips, Tally
from zcforms.lab.population import Population

EVERY = 500
"""One application of so many is held against the real engine, and every one that becomes an example."""
AXES = ("route", "specialty", "level")
"""Properties of the facts' `application` by which flips are counted, beside the employer."""
EMPLOYER = "employer"

TOGETHER = 16
"""Unchanged rules that are decided at once, before it is seen whether one of them blocks."""
RULE_FAILED = "check_rule_failed"
"""The alarm for a rule that cannot be decided: its outcome says so to both ways of counting."""

_TOLD = (Outcome.VIOLATED, Outcome.ADJUSTED, Outcome.NOT_ASKED, Outcome.UNDETERMINED)


@dataclass(slots=True)
class Weighed:
    """What became of one application. `moves`: what people are told of a rule is another than before."""

    subject: Subject
    difference: Difference
    before: Decided
    after: Decided
    moves: list[tuple[Change, Outcome | None, Outcome | None]] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    rows: dict[str, str] = field(default_factory=dict)
    flip: str | None = None


class Weigher:
    """Two rulesets of one plan. `every`: how many applications there are to one that the engine is asked about as well."""

    def __init__(
        self, plan: Plan, before: Ruleset, after: Ruleset, checker: Checker, every: int = EVERY
    ) -> None:
        self._plan = plan
        self._rulesets = (before, after)
        self._checker = checker
        self._every = every
        self._populations: dict[int, Population] = {}
        self.differences = differences(before, after)

    def invented(self, stretch: Stretch) -> Iterator[bytes]:
        """The lines of made-up people, as the rules in force would have them."""
        seed = stretch.seed
        people = self._populations.setdefault(seed, Population(self._plan, self._rulesets[0], seed))
        return (line.encode() for line in people.lines(stretch.count, stretch.start))

    def weigh(self, tally: Tally, line: bytes | None, full: Collection[str] = ()) -> None:
        """Count one line. `full`: kinds of examples of which there are enough already."""
        tally.lines += 1
        held = zlib.crc32(line or b"") % self._every == 0
        try:
            weighed = self._weighed(subject(line, self._plan))
            if held or weighed.moves:
                _ = weighed.subject.whole  # what cannot be made is told before anything is counted
        except Unusable as why:
            tally.refuse(str(why))
            return
        tally.sampled += held
        if self._count(tally, weighed, full) or held:
            self._hold(tally, weighed)

    # ------------------------------------------------------------------------------------- weighing

    def _weighed(self, who: Subject) -> Weighed:
        standard = who.facts(breaches=False)["application"].get("standard")
        difference = self.differences.get(standard) if isinstance(standard, str) else None
        if difference is None:
            raise Unusable(NO_STANDARD)
        typed = conform.typed(who.facts(breaches=difference.reads_breaches), difference.shape)
        before, after = (run.decide(side.asked, typed) for side in (difference.before, difference.after))
        weighed = Weighed(who, difference, before, after)
        weighed.moves = list(_moves(weighed))
        weighed.moved = [
            "/" + "/".join(path)
            for path in difference.moving
            if _at(before.typed, path) != _at(after.typed, path)
        ]
        if weighed.moves:
            self._see_flips(weighed)
        return weighed

    def _see_flips(self, weighed: Weighed) -> None:
        """Whether rows and the whole pass, where the rules that stayed the same do not fail them anyway."""
        difference = weighed.difference
        before = _blocked(difference.before.asked, weighed.before)
        after = _blocked(difference.after.asked, weighed.after)
        if before == after:
            return
        rest = _Rest(difference, weighed.subject)
        for row in sorted(before ^ after):
            if not rest.blocks(row):
                weighed.rows[row] = NEWLY_FAILING if row in after else NEWLY_PASSING
        if bool(before) != bool(after) and not rest.blocks():
            weighed.flip = NEWLY_FAILING if after else NEWLY_PASSING

    # ------------------------------------------------------------------------------------- counting

    def _count(self, tally: Tally, weighed: Weighed, full: Collection[str]) -> bool:
        """Whether an example was kept of it."""
        tally.usable += 1
        flips = Flips.of(weighed.flip, changed=bool(weighed.moves or weighed.moved))
        tally.whole.add(flips)
        for axis, value in _groups(weighed.subject).items():
            tally.add_group(axis, value, flips)
        for change in weighed.difference.changes:
            if change.kind.asked:
                counts = tally.rules.setdefault(change.rule, {})
                move = _arrow(*_outcomes(weighed, change))
                counts[move] = counts.get(move, 0) + 1
        for row, flip in weighed.rows.items():
            tally.rows.setdefault(row, Flips()).add(Flips.of(flip))
        for place in weighed.moved:
            tally.adjusted[place] = tally.adjusted.get(place, 0) + 1
        wanted = [
            (key, move)
            for move in weighed.moves
            if (key := f"{move[0].rule}:{_arrow(*move[1:])}") not in full and tally.wants(key)
        ]
        for kind, one in wanted:
            tally.keep(kind, self._example(tally.lines, weighed, *one))
        return bool(wanted)

    def _example(
        self, line: int, weighed: Weighed, change: Change, before: Outcome | None, after: Outcome | None
    ) -> Example:
        groups = _groups(weighed.subject)
        person = weighed.subject.facts(breaches=False).get("person")
        name = person.get("name") if isinstance(person, Mapping) else None
        return Example(
            line=line,
            key=weighed.subject.key,
            name=str(name)[:1] + "**" if name else "",
            employer=groups.pop(EMPLOYER),
            groups=groups,
            rule=change.rule,
            before=before,
            after=after,
            flip=weighed.flip,
            rows=weighed.rows,
            sentence_before=self._sentence(self._rulesets[0], weighed, change.before),
            sentence_after=self._sentence(self._rulesets[1], weighed, change.after),
        )

    @staticmethod
    def _sentence(ruleset: Ruleset, weighed: Weighed, rule: Rule | None) -> str:
        """Why the rule comes out as it does under one of the rulesets."""
        if rule is None:
            return ""
        return next(each.sentence for each in explain(ruleset, weighed.subject.whole) if each.rule == rule.id)

    # ------------------------------------------------------------------------------------ the engine

    def _hold(self, tally: Tally, weighed: Weighed) -> None:
        """Make both checks as an applicant would get them, and compare with what was counted."""
        try:
            before, after = (self._checker.run(ruleset, weighed.subject.whole) for ruleset in self._rulesets)
        except CheckFailed as failed:
            tally.disagree(f"检测无法进行：{failed}")
            return
        for what in _disagreements(weighed, before, after):
            tally.disagree(what)


class _Rest:
    """The rules that stayed the same, asked only as far as it has to be known whether one of them blocks."""

    def __init__(self, difference: Difference, who: Subject) -> None:
        typed = conform.typed(who.whole, difference.others_shape)
        adjusted = run.decide(difference.adjusting, typed)
        self._typed = adjusted.typed
        self._others = difference.others
        self._known = {rule.id: blocks(rule, adjusted.outcomes[rule.id]) for rule in difference.adjusting}

    def blocks(self, row: str | None = None) -> bool:
        """Whether one of them, or one of the row's, is violated."""
        wanted = [rule for rule in self._others if row in (None, rule.row)]
        if any(self._known.get(rule.id) for rule in wanted):
            return True
        waiting = [rule for rule in wanted if rule.id not in self._known]
        return any(self._one_of(waiting[at : at + TOGETHER]) for at in range(0, len(waiting), TOGETHER))

    def _one_of(self, rules: list[Rule]) -> bool:
        decided = run.decide(rules, self._typed)
        found = {rule.id: blocks(rule, decided.outcomes[rule.id]) for rule in rules}
        self._known |= found
        return any(found.values())


def blocks(rule: Rule, outcome: Outcome) -> bool:
    """Whether a submission fails by it: as `Finding.blocks` says of what the check makes of it."""
    violated = outcome is Outcome.VIOLATED and rule.severity is Severity.BLOCKING
    return violated or outcome is Outcome.UNDETERMINED


def _outcomes(weighed: Weighed, change: Change) -> tuple[Outcome | None, Outcome | None]:
    return weighed.before.outcomes.get(change.rule), weighed.after.outcomes.get(change.rule)


def _moves(weighed: Weighed) -> Iterable[tuple[Change, Outcome | None, Outcome | None]]:
    for change in weighed.difference.changes:
        before, after = _outcomes(weighed, change)
        if change.kind.asked and _told(change.before, before) != _told(change.after, after):
            yield change, before, after


def _told(rule: Rule | None, outcome: Outcome | None) -> object:
    """What people notice of a rule: nothing, or that it speaks, where and how."""
    return (outcome, rule.row, rule.severity) if rule and outcome in _TOLD else None


def _blocked(rules: Iterable[Rule], decided: Decided) -> set[str]:
    """The rows that these rules fail."""
    return {rule.row for rule in rules if blocks(rule, decided.outcomes[rule.id])}


def _arrow(before: Outcome | None, after: Outcome | None) -> str:
    return f"{before or ''}>{after or ''}"


def _at(typed: Any, path: Iterable[str]) -> Any:
    for name in path:
        typed = typed.get(name) if isinstance(typed, Mapping) else None
    return typed


def _groups(who: Subject) -> dict[str, str]:
    """Axis -> value."""
    facts = who.facts(breaches=False)
    application = facts["application"]
    person = facts.get("person")
    employer = person.get("employer") if isinstance(person, Mapping) else None
    name = employer.get("name") if isinstance(employer, Mapping) else None
    return {axis: str(application.get(axis) or "") for axis in AXES} | {EMPLOYER: str(name or "")}


def _disagreements(weighed: Weighed, before: Verdict, after: Verdict) -> Iterable[str]:
    """Where the real checks say anything else than what was counted, rule by rule and as a whole."""
    for when, verdict, decided, side in (
        ("原规则", before, weighed.before, weighed.difference.before),
        ("新规则", after, weighed.after, weighed.difference.after),
    ):
        for alarm in (each for each in verdict.alarms if each.event != RULE_FAILED):
            yield f"{when}：引擎与参考计算不一致，或引擎中断（{alarm.event}：{'、'.join(alarm.rules) or alarm.detail}）"
        real = {each.rule: each.outcome for each in verdict.trace}
        for rule in side.asked:
            if real[rule.id] is not decided.outcomes[rule.id]:
                yield f"{when}：规则“{rule.id}”检测为 {real[rule.id]}，统计为 {decided.outcomes[rule.id]}"
    yield from _unlike(weighed, before, after)


def _unlike(weighed: Weighed, before: Verdict, after: Verdict) -> Iterable[str]:
    old, new = ({each.rule: each.outcome for each in verdict.trace} for verdict in (before, after))
    differing = {change.rule for change in weighed.difference.changes}
    for rule in old.keys() & new.keys() - differing:
        if old[rule] is not new[rule]:
            yield f"规则“{rule}”没有改动，检测结果却不同（{old[rule]}、{new[rule]}）"
    flip = None if before.passed == after.passed else NEWLY_FAILING if before.passed else NEWLY_PASSING
    if flip != weighed.flip:
        yield f"整体结果检测为 {flip or '不变'}，统计为 {weighed.flip or '不变'}"
