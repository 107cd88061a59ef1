"""Can every rule be what stops somebody (question 2)?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from zcforms.checks import core
from zcforms.checks.alterations import FINDINGS
from zcforms.checks.assembly import Rule
from zcforms.lab.proof import Model, clock
from zcforms.lab.proofs.answers import Answer, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.encoding.session import Session, Standing, blocks
from zcforms.lab.proofs.questions.adjusting import acts
from zcforms.lab.proofs.questions.deepening import Sought, sought
from zcforms.lab.proofs.questions.making import Bench, Reach
from zcforms.lab.proofs.questions.partaking import taking_part
from zcforms.lab.proofs.questions.passing import NEAR, WISHES, differs, not_known, origins, rules_in
from zcforms.lab.proofs.questions.search import answer, fewest, near, smallest_core, wished
from zcforms.lab.proofs.questions.words import cause_of_adjusting, named, own_causes, together, unsettled


def bites(bench: Bench, rules: Collection[str] | None) -> Iterator[Answer]:
    """Question 2: for each rule somebody who breaks it and no other, or why there is nobody; of an adjusting rule somebody for whom it sets something else. Where
    nobody can pass at all that is told instead: everything would be broken beside something else."""
    origins(bench)
    wanted = [rule for rule in bench.session.table.rules if rules is None or rule.id in rules]
    if wanted and (nobody := _nobody(bench)) is not None:
        yield nobody
        return
    for rule in wanted:
        if rule.adjustment is not None:
            yield acts(bench, rule)
        else:
            yield _bites(bench, bench.session.rules[rule.id])


def _nobody(bench: Bench) -> Answer | None:
    """That nobody passes by any route or title, where that was proved."""
    if not bench.passed or any(each.kind is not Kind.IMPOSSIBLE for each in bench.passed):
        return None
    subject = Subject("*", bench.standard.caption, standard=bench.standard.id)
    sentence = "没有人能通过，先看“有人能通过”一问；在那之前，每条规则是不是多余没有意义，没有再问。"
    bounds = {bound.place: bound for each in bench.passed for bound in each.certificate.bounds}
    seconds = sum(each.certificate.seconds for each in bench.passed)
    certificate = replace(bench.passed[0].certificate, bounds=tuple(bounds.values()), seconds=seconds)
    identity = f"bites:{bench.standard.id}:*"
    return Answer(identity, Question.BITES, Kind.IMPOSSIBLE, Verdict.PROVED, subject, sentence, certificate)


def _bites(bench: Bench, standing: Standing) -> Answer:
    began, until = clock(), bench.until
    rule = standing.rule
    subject = Subject(rule.id, rule.caption, standard=bench.standard.id)
    if (model := _like_who_passes(bench, rule)) is not None:
        return _shown_alone(bench, rule, subject, model, began)
    reply = answer(bench.session, _only(bench, rule.id), until)
    if reply.model is not None:
        return _alone(bench, rule, subject, reply.model, began)
    if (shown := _among_more(bench, rule, subject, began)) is not None:
        return shown
    found = sought(bench, lambda one: _only(one, rule.id), _reach(bench, rule), until, reply)
    if found.core is not None:
        return _never(found, rule, subject, began)
    if found.model is not None:
        return _alone(found.bench, rule, subject, found.model, began)
    identity = f"bites:{bench.standard.id}:{rule.id}"
    proof = found.bench.certificate(began, bench.bounds.need(breaks=[rule.id], forms=False))
    return not_known(identity, Question.BITES, subject, proof, unsettled(found.refused, bench.limits.seconds))


def _reach(bench: Bench, rule: Rule, *, forms: bool = False) -> Callable[[Sequence[str]], Reach]:
    return lambda held: bench.bounds.need(
        keeps=[each for each in rules_in(held) if each != rule.id], breaks=[rule.id], forms=forms
    )


def _among_more(bench: Bench, rule: Rule, subject: Subject, began: float) -> Answer | None:
    """Among more records there may be somebody."""
    some = bench.with_some_more()
    if some is bench:
        return None
    if (model := _like_who_passes(some, rule)) is not None:
        return _shown_alone(some, rule, subject, model, began)
    found = answer(some.session, _only(some, rule.id), bench.until).model
    return None if found is None else _alone(some, rule, subject, found, began)


def _only(bench: Bench, rule_id: str) -> list[str]:
    """That this rule is broken and no other that blocks."""
    rules = bench.session.rules.values()
    others = [each.keeps for each in rules if each.rule.id != rule_id and blocks(each.rule)]
    return [bench.session.rules[rule_id].breaks, *others]


def _like_who_passes(bench: Bench, rule: Rule) -> Model | None:
    """Somebody who breaks the rule and no other, fills in the forms rightly where that can be, and is otherwise like somebody who passes."""
    session = bench.session
    only, each_time = _only(bench, rule.id), bench.limits.seconds * NEAR
    for wanted in ([*session.fitting, *session.valid], session.fitting, ()):
        model = near(session, [*only, *wanted], bench.like(), clock() + each_time)
        if model is not None:
            return model
    return None


def _alone(bench: Bench, rule: Rule, subject: Subject, model: Model, began: float) -> Answer:
    """Somebody who breaks the rule and no other: as like to somebody who passes as can be."""
    session, until = bench.session, bench.until
    assumed = _only(bench, rule.id)
    for wanted in (session.fitting, session.valid):  # what can be had of it
        if (sound := answer(session, [*assumed, *wanted], until)).model is not None:
            assumed, model = [*assumed, *wanted], sound.model
    wishes = bench.like() or fewest(session)
    model = wished(session, assumed, wishes, clock() + bench.limits.seconds * WISHES) or model
    return _shown_alone(bench, rule, subject, model, began)


def _shown_alone(bench: Bench, rule: Rule, subject: Subject, model: Model, began: float) -> Answer:
    identity = f"bites:{bench.standard.id}:{rule.id}"
    first = next(iter(bench.origins.values()), None)
    shown = bench.example(model, f"只违反“{rule.caption}”", [rule.id], first.document if first else None)
    proof = bench.certificate(began, bench.bounds.need(breaks=[rule.id], forms=False), [rule.id])
    if shown is None:
        return not_known(
            identity, Question.BITES, subject, proof, unsettled(True, bench.limits.seconds, bench.unmade)
        )
    example, ran = shown
    if wrong := bench.differing(model, ran):
        return differs(Question.BITES, subject, proof, example, wrong)
    does = "会拦住人" if blocks(rule) else "会提示人，但不拦住人"
    kind = Kind.ALONE if blocks(rule) else Kind.ADVISES
    sentence = f"“{rule.caption}”{does}：例子只违反这一条，其他都通过。"
    return Answer(
        identity, Question.BITES, kind, Verdict.SHOWN, subject, sentence, proof, examples=(example,)
    )


def _never(found: Sought, rule: Rule, subject: Subject, began: float) -> Answer:
    """The rule never stops anybody by itself: it cannot be broken at all, or only beside others."""
    if not found.proved:
        # whoever fills in the forms rightly has no more records, and no other numbers, than they accept
        bench = found.bench

        def assumed(one: Bench) -> list[str]:
            return [*_only(one, rule.id), *one.session.valid]

        again = sought(bench, assumed, _reach(bench, rule, forms=True), bench.until)
        if again.proved:
            return _said_never(again, rule, subject, began, forms=True)
    return _said_never(found, rule, subject, began, forms=False)


def _said_never(found: Sought, rule: Rule, subject: Subject, began: float, *, forms: bool) -> Answer:
    bench, shape = found.bench, found.bench.version.ruleset.shape
    standing = bench.session.rules[rule.id]
    held = found.core or ()
    names = [name for name in held if name != standing.breaks]
    reach = _reach(bench, rule, forms=forms)(held)
    proof = bench.certificate(began, reach, [rule.id, *rules_in(names)])
    identity = f"bites:{bench.standard.id}:{rule.id}"
    whom = "（对填写符合表单要求的人而言）" if forms else ""
    others = own_causes(bench.session, [*names, *_of_forms(bench, standing, names)], shape)
    set_ = [cause_of_adjusting(each, shape) for each in taking_part(bench.session, held)]
    why = (*(others or own_causes(bench.session, [standing.breaks], shape)), *set_)
    if not names:
        kind, sentence = Kind.DEAD, f"{_dead(bench, standing)}{whom}"
        perhaps = f"在看过的条数以内，没有找到违反“{rule.caption}”的人，没有证明。"
    elif standing.breaks not in held:
        kind, sentence = Kind.IMPOSSIBLE, f"没有人能通过：不算“{rule.caption}”，{together(others)}。"
        perhaps = f"在看过的条数以内，没有找到只违反“{rule.caption}”的人；不算它，也没有找到能通过的人。"
    else:
        told = named(others)
        kind, sentence = Kind.REDUNDANT, f"“{rule.caption}”是多余的：违反它的人一定也违反{told}{whom}。"
        perhaps = f"在看过的条数以内，违反“{rule.caption}”的人也都违反{told}，没有证明。"
    if found.proved:
        return Answer(identity, Question.BITES, kind, Verdict.PROVED, subject, sentence, proof, why)
    return Answer(identity, Question.BITES, Kind.OPEN, Verdict.BOUNDED, subject, perhaps, proof, why)


def _of_forms(bench: Bench, standing: Standing, names: Sequence[str]) -> list[str]:
    """Where a rule among these only says that a form is filled in rightly: which of the form's limits it is about."""
    session = bench.session
    general = [
        name for name in names if name.startswith("keeps:") and _about_forms(session, rules_in([name]))
    ]
    if not general:
        return []
    rest = [standing.breaks, *(name for name in names if name not in general)]
    reply = session.solver.ask([*rest, *session.valid], clock() + bench.limits.seconds * NEAR)
    if reply.core is None:
        return []
    small, _ = smallest_core(session, reply.core, clock() + bench.limits.seconds * NEAR)
    return [name for name in small if name in session.limits and name not in names]


def _about_forms(session: Session, rules: Sequence[str]) -> bool:
    return any(
        isinstance(each, core.Records | core.Field) and each.path[:1] == (FINDINGS,)
        for name in rules
        for each in core.walk(session.rules[name].rule.question.requirement)
    )


def _dead(bench: Bench, standing: Standing) -> str:
    session, rule = bench.session, standing.rule
    applies = answer(session, [session.name(f"applies:{rule.id}", standing.applies)], bench.until)
    if applies.core is not None:
        return f"“{rule.caption}”从来不适用于任何人：它的适用条件不可能成立。"
    return f"“{rule.caption}”从来不会被违反：无论怎样填写，它要求的都成立。"


__all__ = ["bites"]
