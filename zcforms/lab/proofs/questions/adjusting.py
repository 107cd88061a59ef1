"""Does a rule that sets a value before the others read it ever set something else (question 2)?"""

from __future__ import annotations

from collections.abc import Sequence

from zcforms.checks.assembly import Rule
from zcforms.checks.deciding import Outcome
from zcforms.lab.proof import clock
from zcforms.lab.proofs.answers import Answer, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.questions.deepening import Sought, sought
from zcforms.lab.proofs.questions.making import Bench
from zcforms.lab.proofs.questions.passing import NEAR, differs, not_known
from zcforms.lab.proofs.questions.search import near
from zcforms.lab.proofs.questions.words import cause_of_adjusting, unsettled


def acts(bench: Bench, rule: Rule) -> Answer:
    """Question 2 of an adjusting rule: somebody for whom it sets something else than they gave, or why there is nobody."""
    began, until = clock(), bench.until
    subject = Subject(rule.id, rule.caption, standard=bench.standard.id)

    def assumed(one: Bench) -> list[str]:
        return [one.session.name(f"acts:{rule.id}", one.session.acting.get(rule.id, False))]

    session = bench.session
    wanted: Sequence[str]
    for wanted in (session.passing, [*session.fitting, *session.valid], session.fitting):
        limit = clock() + bench.limits.seconds * NEAR
        close = near(session, [*assumed(bench), *wanted], bench.like(), limit)
        if close is not None:
            break
    reach = bench.bounds.need(keeps=(), breaks=[rule.id], forms=False)
    found = Sought(bench, close) if close is not None else sought(bench, assumed, lambda _: reach, until)
    return _told(found, rule, subject, began)


def _told(found: Sought, rule: Rule, subject: Subject, began: float) -> Answer:
    bench, shape = found.bench, found.bench.version.ruleset.shape
    identity = f"bites:{bench.standard.id}:{rule.id}"
    certificate = bench.certificate(began, bench.bounds.need(keeps=(), breaks=[rule.id], forms=False))
    if found.core is not None:
        why = (cause_of_adjusting(rule, shape),)
        sentence = f"“{rule.caption}”从来不会调整任何内容：它的条件不可能成立，或者算出来的总与填写的相同。"
        kind, verdict = Kind.DEAD, Verdict.PROVED
        if not found.proved:
            kind, verdict = Kind.OPEN, Verdict.BOUNDED
            sentence = f"在看过的条数以内，没有找到“{rule.caption}”会调整内容的人，没有证明。"
        return Answer(identity, Question.BITES, kind, verdict, subject, sentence, certificate, why)
    if found.model is None:
        return not_known(
            identity, Question.BITES, subject, certificate, unsettled(found.refused, bench.limits.seconds)
        )
    first = next(iter(bench.origins.values()), None)
    caption = f"“{rule.caption}”会调整"
    shown = bench.example(found.model, caption, [rule.id], first.document if first else None)
    if shown is None:
        return not_known(
            identity,
            Question.BITES,
            subject,
            certificate,
            unsettled(True, bench.limits.seconds, bench.unmade),
        )
    example, ran = shown
    wrong = bench.differing(found.model, ran)
    if ran.outcomes.get(rule.id) is not Outcome.ADJUSTED:
        wrong = [rule.id, *wrong]
    if wrong:
        return differs(Question.BITES, subject, certificate, example, wrong)
    sentence = f"“{rule.caption}”会调整填写的内容：例子里它起作用。"
    return Answer(
        identity,
        Question.BITES,
        Kind.ADJUSTS,
        Verdict.SHOWN,
        subject,
        sentence,
        certificate,
        examples=(example,),
    )
