"""What changed between two versions, and for whom (question 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from zcforms.checks.core import Field, Records, walk
from zcforms.checks.deciding import Outcome
from zcforms.lab import proof
from zcforms.lab.proof import Model, Reply, clock
from zcforms.lab.proofs.answers import Answer, Certificate, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.bounds.needs import NOTHING, either, together
from zcforms.lab.proofs.encoding.session import Session, blocks
from zcforms.lab.proofs.people.portrait import Ran
from zcforms.lab.proofs.questions.in_common import nobody
from zcforms.lab.proofs.questions.making import Reach, Version
from zcforms.lab.proofs.questions.pairs import About, Pair
from zcforms.lab.proofs.questions.search import answer, fewest, near, wished
from zcforms.lab.proofs.questions.words import cause_of_rule

_NEAR = 0.1
"""Share of a question's time for each look around somebody who passes."""


def changed(pair: Pair, rules: Collection[str] | None = None) -> Iterator[Answer]:
    """For each row somebody who passed it and does not now, and the other way about; or that it decides alike, which is said only where there can be an applicant of both
    versions."""
    if pair.somebody is False:
        yield nobody(Question.CHANGED, pair.before, pair.now, pair.standards[1].id)
        return
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
    if not _directions(pair, row) and pair.somebody:
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
        made = _alike(pair, row, subject, certificate, whom)
        if certificate.proved:
            break
    yield made


def _alike(pair: Pair, row: str, subject: Subject, certificate: Certificate, whom: str) -> Answer:
    """Nobody was found whom the versions decide otherwise: what that comes to."""
    identity = f"changed:{subject.standard}:{row}"
    if open_one := _not_modelled(pair, row):
        sentence = f"“{subject.caption}”：{open_one}，没有得出与上一版相同或不同的结论。"
        return Answer(identity, Question.CHANGED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate)
    if not _anybody(pair, forms=bool(whom)):
        sentence = (
            f"“{subject.caption}”：没有在时间里找到一名两版都能申报的人，没有得出与上一版相同或不同的结论。"
        )
        return Answer(identity, Question.CHANGED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate)
    if certificate.proved:
        verdict = Verdict.PROVED
        sentence = f"“{subject.caption}”的结论与上一版完全相同：谁通过、谁不通过都没有变{whom}。"
    else:
        verdict = Verdict.BOUNDED
        sentence = f"“{subject.caption}”：在看过的条数以内，没有找到两版结论不同的人{whom}。"
    return Answer(identity, Question.CHANGED, Kind.ALIKE, verdict, subject, sentence, certificate)


def _anybody(pair: Pair, *, forms: bool) -> bool:
    """Whether there is somebody of whom "alike" is said."""
    if not forms or pair.of_both:
        return bool(pair.somebody)
    before, now = pair.sessions
    return answer(now, [*before.valid, *now.valid], pair.until, (before,)).model is not None


def _not_modelled(pair: Pair, row: str) -> str:
    """A place that the row looks at, or validation, and that holds another kind of value now."""
    read = {
        "/".join(each.path)
        for one in pair.sessions
        for name in _of_row(one, row)
        for node in (one.rules[name].rule.question.guard, one.rules[name].rule.question.requirement)
        for each in walk(node)
        if isinstance(each, Field | Records)
    }
    changed = (each for each in pair.retyped if each.invalid is not False)
    found = next(
        (each for each in changed if {each.path, each.path.partition("/")[0], "breaches"} & read), None
    )
    return f"“{found.caption or found.path}”现在是另一种数据，两版怎样看同一份内容没有细算" if found else ""


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


def _breaking(pair: Pair, row: str, which: int) -> list[str]:
    """Rules of the row that somebody can break in this version and not in the other."""
    untouched = pair.untouched
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
    about = About(tuple(names), 1 - keeping)
    captions = "、".join(f"“{other.rules[name].rule.caption}”" for name in names)
    words = (
        f"上一版通过、这一版不通过（{captions}）" if stricter else f"上一版不通过（{captions}）、这一版通过"
    )
    sentence = f"“{subject.caption}”：有人{words}。"
    shown = pair.example(model, words, about)
    if shown is None:
        return _unmade(pair, identity, subject, certificate)
    example, runs = shown
    good = _behaves(runs[keeping], kept, runs[1 - keeping], names)
    if not good and (open_one := _not_modelled(pair, row)):
        pair.unmade = open_one
        return _unmade(pair, identity, subject, certificate)
    causes = tuple(
        cause_of_rule(other.rules[name], _version(pair, 1 - keeping).ruleset.shape) for name in names
    )
    verdict = Verdict.SHOWN if good else Verdict.DEFECT
    return Answer(
        identity, Question.CHANGED, kind, verdict, subject, sentence, certificate, causes, (example,)
    )


def _unmade(pair: Pair, identity: str, subject: Subject, certificate: Certificate) -> Answer:
    """What the solver found is nobody's application; more time does not help."""
    sentence = f"“{subject.caption}”：没有得出与上一版相同或不同的结论：{pair.unmade}。"
    return Answer(identity, Question.CHANGED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate)


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
    both = [*one.fitting, *other.fitting, *one.valid, *other.valid]
    few = [*one.fitting, *one.valid, *_others(pair, row)]
    for wanted in ([*both, *_others(pair, row)], both, few, one.valid, ()):
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
    for wanted in (one.fitting, other.fitting, one.valid, other.valid, _others(pair, row)):
        reply = answer(one, [*assumed, *wanted], until, (other,))
        if reply.model is not None:
            assumed, model = [*assumed, *wanted], reply.model
    return wished(one, assumed, fewest(one), until, (other,)) or model
