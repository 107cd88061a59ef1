"""What is true of a small plan, by making every application of it, and what of the prover's answers speaks against that.

Where an answer says that there is none, not one of the applications may be one; where it brings an example, the example must be what is said of it. So no answer is
taken on trust, and none has to be as exact as the applications that happened to be made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.lab.proofs.seeds import Ran, run
from tests.lab.proofs.worlds import World
from zcforms.lab.proofs.answers import Answer, Cause, Kind, Question, Verdict
from zcforms.lab.proofs.proving import Version


@dataclass(frozen=True)
class Truth:
    """Every application of a world (or `most` of them, drawn), run by both versions."""

    world: World
    before: Sequence[Ran]
    now: Sequence[Ran]

    @classmethod
    def of(cls, world: World, most: int | None = None) -> Truth:
        documents = list(world.documents(most))
        return cls(
            world,
            [run(world.before, each) for each in documents],
            [run(world.now, each) for each in documents],
        )

    def speaks_against(self, answer: Answer) -> list[str]:
        """What is wrong about an answer; nothing where it is true as far as can be seen."""
        if answer.verdict is Verdict.DEFECT:
            return [f"an example did not behave: {answer.sentence}"]
        if answer.verdict is Verdict.UNKNOWN:
            return []
        return list(_CHECKS[answer.kind](self, answer)) if answer.kind in _CHECKS else []

    def row_fails(self, version: Version, row: str, ran: Ran) -> bool:
        rules = version.ruleset.table("one").rules
        return any(each.id in ran.violated for each in rules if each.row == row)


def _examples(truth: Truth, answer: Answer) -> Iterator[Ran]:
    for each in answer.examples:
        yield run(truth.world.now, each.document)


def _chosen(answer: Answer, ran: Ran) -> bool:
    """Whether the application is one of those that the answer is about."""
    names = ("route", "title", "standard", "specialty")
    return all(getattr(answer.subject, name) in ("", ran.document.get(name)) for name in names)


FORMS_ONLY = "符合表单要求的人"
"""An answer that speaks only of those whose forms are in order says so."""


def _meant(answer: Answer, *runs: Ran) -> bool:
    """Whether the application is one of those that an answer speaks of."""
    in_order = FORMS_ONLY not in answer.sentence or not any(ran.breaches for ran in runs)
    return in_order and _chosen(answer, runs[-1])


def _possible(truth: Truth, answer: Answer) -> Iterator[str]:
    found = list(_examples(truth, answer))
    if not found:
        yield "possible without an example"
    for ran in found:
        if not ran.passes or not _chosen(answer, ran):
            yield f"the example does not pass: {sorted(ran.violated)} {sorted(ran.breaches)}"


def _impossible(truth: Truth, answer: Answer) -> Iterator[str]:
    if answer.question is Question.BITES:  # said once, instead of what every rule is good for
        if found := [ran for ran in truth.now if ran.passes]:
            yield f"{len(found)} pass, such as {_short(found[0])}"
        return
    about = [ran for ran in truth.now if _chosen(answer, ran)]
    if passing := [ran for ran in about if ran.passes]:
        yield f"{len(passing)} pass, such as {_short(passing[0])}"
    if free := [ran for ran in about if not _breaks(ran, answer.causes)]:
        yield f"the causes do not stop {_short(free[0])}"


def _breaks(ran: Ran, causes: Sequence[Cause]) -> bool:
    """Whether it breaks one of these."""
    rules = {cause.rule for cause in causes if cause.rule}
    places = [_place(cause.pointer.rpartition("/")[0]) for cause in causes if not cause.rule]
    return bool(rules & (ran.violated | ran.advised)) or any(
        place.match(breach) for place in places for breach in ran.breaches
    )


def _place(pointer: str) -> re.Pattern[str]:
    """A place of the forms in an application, of whatever record."""
    steps = [
        step for step in pointer.split("/") if step and step not in ("answers", "imports", "attachments")
    ]
    return re.compile("/(answers|imports|attachments)/" + "(/[0-9]+)?/".join(
        "[0-9]+" if step == "*" else re.escape(step) for step in steps) + "(/|$)")  # fmt: skip


def _violates(ran: Ran, rule: str) -> bool:
    return rule in ran.violated or rule in ran.advised


def _dead(truth: Truth, answer: Answer) -> Iterator[str]:
    found = [ran for ran in truth.now if _violates(ran, answer.subject.id) and _meant(answer, ran)]
    if found:
        yield f"{len(found)} break it, such as {_short(found[0])}"


def _is_alone(ran: Ran, rule: str) -> bool:
    """Whether it breaks this rule and none of the others that stop somebody; whether its forms are in order is for rules to say."""
    return _violates(ran, rule) and not ran.violated - {rule}


def _redundant(truth: Truth, answer: Answer) -> Iterator[str]:
    rule = answer.subject.id
    violators = [ran for ran in truth.now if _violates(ran, rule) and _meant(answer, ran)]
    if found := [ran for ran in violators if _is_alone(ran, rule)]:
        yield f"{len(found)} break it alone, such as {_short(found[0])}"
    if not answer.causes:
        yield "redundant without a cause"
    if free := [ran for ran in violators if answer.causes and not _breaks(ran, answer.causes)]:
        yield f"the causes do not stop {_short(free[0])}"


def _alone(truth: Truth, answer: Answer) -> Iterator[str]:
    found = list(_examples(truth, answer))
    if not found:
        yield "alone without an example"
    for ran in found:
        if not _is_alone(ran, answer.subject.id):
            yield f"the example is not: {sorted(ran.violated)} {sorted(ran.breaches)}"


def _compared(truth: Truth, answer: Answer) -> Iterator[tuple[bool, bool]]:
    """Of each application whether the row fails, before and now."""
    for old, new in zip(truth.before, truth.now, strict=True):
        if _meant(answer, old, new):
            yield _fail(truth, answer, old, new)


def _fail(truth: Truth, answer: Answer, old: Ran, new: Ran) -> tuple[bool, bool]:
    row, world = answer.subject.id, truth.world
    return truth.row_fails(world.before, row, old), truth.row_fails(world.now, row, new)


def _stricter(truth: Truth, answer: Answer) -> Iterator[str]:
    yield from _moved(truth, answer, (False, True))


def _looser(truth: Truth, answer: Answer) -> Iterator[str]:
    yield from _moved(truth, answer, (True, False))


def _moved(truth: Truth, answer: Answer, wanted: tuple[bool, bool]) -> Iterator[str]:
    if not answer.examples:
        yield "changed without an example"
    for each in answer.examples[:1]:
        old, new = (run(version, each.document) for version in (truth.world.before, truth.world.now))
        if _fail(truth, answer, old, new) != wanted:
            yield f"the example does not move: {sorted(old.violated)} {sorted(new.violated)}"


def _alike(truth: Truth, answer: Answer) -> Iterator[str]:
    if any(old != new for old, new in _compared(truth, answer)):
        yield "some are decided otherwise"


def _invalid(truth: Truth, answer: Answer) -> Iterator[str]:
    if not answer.examples:
        yield "invalid without an example"
    for each in answer.examples[:1]:
        old, new = (run(version, each.document) for version in (truth.world.before, truth.world.now))
        if not new.breaches - old.breaches:
            yield "the example is as valid as before"


def _contained(truth: Truth, answer: Answer) -> Iterator[str]:
    place = _place(answer.subject.id) if "/" in answer.subject.id else re.compile("")
    for old, new in zip(truth.before, truth.now, strict=True):
        found = [each for each in new.breaches - old.breaches if place.match(each)]
        if found and not old.breaches:
            yield f"{found[0]} is not valid any more in {_short(new)}"
            return


def _short(ran: Ran) -> str:
    kept = {name: ran.document.get(name) for name in ("route", "answers", "imports")}
    kept["files"] = len(ran.document["attachments"].get("file", ()))
    return json.dumps(kept, ensure_ascii=False)


_CHECKS: Mapping[Kind, Callable[[Truth, Answer], Iterator[str]]] = {
    Kind.POSSIBLE: _possible,
    Kind.IMPOSSIBLE: _impossible,
    Kind.ALONE: _alone,
    Kind.ADVISES: _alone,
    Kind.DEAD: _dead,
    Kind.REDUNDANT: _redundant,
    Kind.STRICTER: _stricter,
    Kind.LOOSER: _looser,
    Kind.ALIKE: _alike,
    Kind.INVALID: _invalid,
    Kind.CONTAINED: _contained,
}


def expected(truth: Truth) -> dict[tuple[Question, str], Kind]:
    """What must be answered, as far as the applications tell: by route for question 1, by rule for 2, by row for 4."""
    kinds: dict[tuple[Question, str], Kind] = {}
    for route in ("regular", "exceptional"):
        passes = any(ran.passes for ran in truth.now if ran.document["route"] == route)
        kinds[Question.PASSES, route] = Kind.POSSIBLE if passes else Kind.IMPOSSIBLE
    for each in truth.world.now.ruleset.table("one").rules:
        violators = [ran for ran in truth.now if _violates(ran, each.id)]
        alone = any(_is_alone(ran, each.id) for ran in violators)
        kinds[Question.BITES, each.id] = Kind.ALONE if alone else Kind.REDUNDANT if violators else Kind.DEAD
    return kinds
