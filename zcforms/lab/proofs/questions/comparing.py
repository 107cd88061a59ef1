"""What changed between two versions, and for whom (question 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from zcforms.checks.deciding import Outcome
from zcforms.lab import proof
from zcforms.lab.proof import Model, Reply, clock
from zcforms.lab.proofs.answers import Answer, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.bounds.needs import NOTHING, either, together
from zcforms.lab.proofs.encoding.session import Session, blocks
from zcforms.lab.proofs.people.portrait import Ran
from zcforms.lab.proofs.questions.making import Reach, Version
from zcforms.lab.proofs.questions.pairs import Pair
from zcforms.lab.proofs.questions.search import answer, fewest, near, wished
from zcforms.lab.proofs.questions.words import cause_of_rule

_NEAR = 0.1
"""Share of a question's time for each look around somebody who passes."""


def changed(pair: Pair, rules: Collection[str] | None = None) -> Iterator[Answer]:
    """For each row somebody who passed it and does not now, and the other way about; or that it decides alike."""
    rows = dict.fromkeys(
        row.id
        for one in (pair.sessions[1], pair.sessions[0])
        for row in one.table.rows
        if any(each.rule.row == row.id and blocks(each.rule) for each in one.rules.values())
    )
    for row in rows:
        own = [name for one in pair.sessions for name in _of_row(one, row)]
        if rules is None or not set(own).isdisjoint(rules):
            yield from _row(pair, row)


def _of_row(one: Session, row: str) -> list[str]:
    return [each.rule.id for each in one.rules.values() if each.rule.row == row and blocks(each.rule)]


def _caption(pair: Pair, row: str) -> str:
    for one in (pair.sessions[1], pair.sessions[0]):
        for each in one.table.rows:
            if each.id == row:
                return each.caption
    return row


def _row(pair: Pair, row: str) -> Iterator[Answer]:
    began = clock()
    subject = Subject(row, _caption(pair, row), standard=pair.standards[1].id)
    if not _directions(pair, row):
        certificate = pair.certificate(began, Reach(NOTHING, False))
        sentence = f"“{subject.caption}”的规则和表单都没有改，结论与上一版完全相同。"
        yield Answer(
            f"changed:{subject.standard}:{row}",
            Question.CHANGED,
            Kind.ALIKE,
            Verdict.PROVED,
            subject,
            sentence,
            certificate,
        )
        return
    identity = f"changed:{subject.standard}:{row}"
    for forms, whom in ((False, ""), (True, "（对填写符合表单要求的人而言）")):
        # whoever fills in the forms rightly has no more records, and no other numbers, than they accept
        reach = _reach(pair, row, forms=forms)
        differing = _differing(pair, row, subject, forms=forms)
        if len(differing) < len(_directions(pair, row)) and not pair.certificate(began, reach).proved:
            # who is found among few records needs no more of them; who was not may need them
            pair = pair.deeper(reach)
            differing |= _differing(pair, row, subject, forms=forms, but=differing)
        if differing:
            yield from (differing[keeping] for keeping in sorted(differing))
            return
        certificate = pair.certificate(began, reach)
        sentence = f"“{subject.caption}”的结论与上一版完全相同：谁通过、谁不通过都没有变{whom}。"
        verdict = Verdict.PROVED if certificate.proved else Verdict.BOUNDED
        made = Answer(identity, Question.CHANGED, Kind.ALIKE, verdict, subject, sentence, certificate)
        if certificate.proved:
            break
    yield made


def _directions(pair: Pair, row: str) -> list[int]:
    """Which version can let somebody pass the row whom the other stops."""
    return [keeping for keeping in (0, 1) if _breaking(pair, row, 1 - keeping)]


def _differing(
    pair: Pair, row: str, subject: Subject, *, forms: bool, but: Collection[int] = ()
) -> dict[int, Answer]:
    """Who is let pass by which version only."""
    asked = [keeping for keeping in _directions(pair, row) if keeping not in but]
    found = {keeping: _direction(pair, row, subject, keeping, forms=forms) for keeping in asked}
    return {keeping: each for keeping, each in found.items() if each is not None}


def _reach(pair: Pair, row: str, *, forms: bool) -> Reach:
    """What keeps the row as both versions decide it, one of them against the other."""
    needs = []
    for keeping in (0, 1):
        kept, breaking = _of_row(pair.sessions[keeping], row), _breaking(pair, row, 1 - keeping)
        needs.append(pair.row_need(keeping, kept, breaking, forms=forms))
    every = either(needs)
    return Reach(together(every, pair.forms_need().need) if forms else every, forms)


_SAME = (
    "parts",
    "standards",
    "attachments",
    "categories",
    "codes",
    "routes",
    "titles",
    "specialties",
    "year",
    "blank",
)
"""What of a plan rules can see."""


def _untouched(pair: Pair) -> frozenset[str]:
    """Rules that both versions ask alike of the same facts: who breaks one of them breaks it in both, and there is nothing to look for."""
    before, now = pair.before.plan, pair.now.plan
    if any(getattr(before, name) != getattr(now, name) for name in _SAME):
        return frozenset()
    old, new = (
        {each.id: (each.question, each.severity, each.adjustment) for each in one.table.rules}
        for one in pair.sessions
    )
    adjusting = {each.id for one in pair.sessions for each in one.table.rules if each.adjustment is not None}
    if any(old.get(name) != new.get(name) for name in adjusting):
        return frozenset()
    return frozenset(name for name, asked in new.items() if old.get(name) == asked)


def _breaking(pair: Pair, row: str, which: int) -> list[str]:
    """Rules of the row that somebody can break in this version and not in the other."""
    untouched = _untouched(pair)
    return [name for name in _of_row(pair.sessions[which], row) if name not in untouched]


def _direction(pair: Pair, row: str, subject: Subject, keeping: int, *, forms: bool) -> Answer | None:
    """Somebody whom one version lets pass the row and the other does not; None where there is nobody. `keeping`: 0: the version before."""
    began, until = clock(), pair.until
    one, other = pair.sessions[keeping], pair.sessions[1 - keeping]
    kept, breaking = _of_row(one, row), _breaking(pair, row, 1 - keeping)
    stricter = keeping == 0
    kind = Kind.STRICTER if stricter else Kind.LOOSER
    identity = f"changed:{subject.standard}:{row}:{kind}"
    broken = proof.any_of([other.rules[name].violated for name in breaking])
    assumed = [one.prefix + one.rules[name].keeps for name in kept]
    assumed.append(pair.solver.name(f"{other.prefix}row:{row}", broken))
    if forms:
        assumed += [*one.valid, *other.valid]
    model = _like_who_passes(pair, keeping, assumed, row)
    reply = Reply(model) if model is not None else answer(one, assumed, until, (other,))
    certificate = pair.certificate(began, _reach(pair, row, forms=forms))
    if reply.core is not None:
        return None
    if reply.model is None:
        sentence = f"“{subject.caption}”：在限定的时间里没有得出与上一版相同或不同的结论。"
        return Answer(identity, Question.CHANGED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate)
    model = model or _plainest(pair, keeping, assumed, row) or reply.model
    names = [name for name in breaking if model.holds(other.rules[name].violated)]
    captions = "、".join(f"“{other.rules[name].rule.caption}”" for name in names)
    words = (
        f"上一版通过、这一版不通过（{captions}）" if stricter else f"上一版不通过（{captions}）、这一版通过"
    )
    sentence = f"“{subject.caption}”：有人{words}。"
    shown = pair.example(model, words, names if stricter else [])
    if shown is None:
        return Answer(identity, Question.CHANGED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate)
    example, runs = shown
    causes = tuple(
        cause_of_rule(other.rules[name], _version(pair, 1 - keeping).ruleset.shape) for name in names
    )
    verdict = Verdict.SHOWN if _behaves(runs[keeping], kept, runs[1 - keeping], names) else Verdict.DEFECT
    return Answer(
        identity, Question.CHANGED, kind, verdict, subject, sentence, certificate, causes, (example,)
    )


def _version(pair: Pair, which: int) -> Version:
    return (pair.before, pair.now)[which]


def _behaves(kept_run: Ran, kept: Sequence[str], broken_run: Ran, broken: Sequence[str]) -> bool:
    return (
        all(kept_run.outcomes.get(name) is not Outcome.VIOLATED for name in kept)
        and all(broken_run.outcomes.get(name) is Outcome.VIOLATED for name in broken)
        and not kept_run.disagreements
        and not broken_run.disagreements
    )


def _like_who_passes(pair: Pair, keeping: int, assumed: list[str], row: str) -> Model | None:
    """Somebody like who passes both, but for this row: filled in rightly, and differing in nothing else, where that can be."""
    one, other = pair.sessions[keeping], pair.sessions[1 - keeping]
    both = [*one.fitting, *one.valid, *other.valid]
    for wanted in ([*both, *_others(pair, row)], both, ()):
        until = clock() + pair.limits.seconds * _NEAR
        model = near(one, [*assumed, *wanted], pair.like(), until, (other,))
        if model is not None:
            return model
    return None


def _others(pair: Pair, row: str) -> list[str]:
    """That no rule of another row is violated, in either version."""
    return [
        each.prefix + standing.keeps
        for each in pair.sessions
        for standing in each.rules.values()
        if standing.rule.row != row and blocks(standing.rule)
    ]


def _plainest(pair: Pair, keeping: int, assumed: list[str], row: str) -> Model | None:
    """Somebody who fills in both forms rightly and differs in nothing else, if there is one; and is small."""
    one, other = pair.sessions[keeping], pair.sessions[1 - keeping]
    until = clock() + pair.limits.seconds / 2
    model = None
    for wanted in (one.fitting, one.valid, other.valid, _others(pair, row)):
        reply = answer(one, [*assumed, *wanted], until, (other,))
        if reply.model is not None:
            assumed, model = [*assumed, *wanted], reply.model
    return wished(one, assumed, fewest(one), until, (other,)) or model
