"""Can somebody pass, and can every rule be what stops somebody (questions 1 and 2)?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks import core
from zcforms.checks.assembly import Rule
from zcforms.domain.plan import Choice, TitleChoice
from zcforms.lab.proof import Model, Reply, clock
from zcforms.lab.proofs.answers import Answer, Certificate, Example, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.encoding.forms import Path
from zcforms.lab.proofs.encoding.session import Standing, blocks
from zcforms.lab.proofs.questions.making import Bench, Origin
from zcforms.lab.proofs.questions.search import answer, fewest, near, smallest_core, wished
from zcforms.lab.proofs.questions.words import causes, listed, together

_WISHES = 0.6
"""Share of a question's time that goes into making its example small and plausible."""
_NEAR = 0.2
"""Share of it for each look around somebody who passes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of applicant: route and title, and the specialty where rules tell specialties apart."""

    route: Choice
    title: TitleChoice
    specialty: Choice | None = None

    @property
    def told(self) -> str:
        parts = [self.route.caption, self.title.caption]
        return "、".join(parts + ([self.specialty.caption] if self.specialty else []))


def passes(bench: Bench) -> Iterator[Answer]:
    """Question 1: for each route, level and title, a smallest applicant who passes, or why there is none."""
    used: dict[Path, int] = {}
    for case in cases(bench):
        made = _passes(bench, case)
        for example in made.examples:
            _count(example.document, used)
        yield made
    bench.fitted(used)


def _count(document: Mapping[str, Any], used: dict[Path, int]) -> None:
    """The records that an application has, by list."""
    parts = {
        **document.get("answers", {}),
        **document.get("imports", {}),
        "attachments": document.get("attachments", {}),
    }
    imports = document.get("imports", {})
    for name, value in parts.items():
        _count_in(value, (name,), used)
        if name in imports:
            used["achievements", name] = max(used.get(("achievements", name), 0), len(value))


def _count_in(value: Any, place: Path, used: dict[Path, int]) -> None:
    if isinstance(value, list):
        used[place] = max(used.get(place, 0), len(value))
        for each in value:
            _count_in(each, (*place, "*"), used)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            _count_in(each, (*place, name), used)


def cases(bench: Bench) -> Iterator[Case]:
    plan = bench.version.plan
    specialties: Sequence[Choice | None] = _told_apart(bench) or (None,)
    for title in plan.titles:
        if title.standards and bench.standard.id not in title.standards:
            continue
        for route in plan.routes:
            for specialty in specialties:
                if specialty is None or not title.specialties or specialty.id in title.specialties:
                    yield Case(route, title, specialty)


def _told_apart(bench: Bench) -> tuple[Choice, ...]:
    """One specialty of each group that rules, or attachments, treat alike; none where all are."""
    plan = bench.version.plan
    groups: dict[tuple[object, ...], Choice] = {}
    read = [
        each
        for rule in bench.session.table.rules
        for node in (rule.question.guard, rule.question.requirement)
        for each in core.walk(node)
        if isinstance(each, core.Compare | core.Among)
        and any(
            isinstance(one, core.Field) and one.path == ("application", "specialty")
            for one in core.children(each)
        )
    ]
    for specialty in plan.specialties:
        key = (
            *(_names(each, specialty.id) for each in read),
            *(not item.specialties or specialty.id in item.specialties for item in plan.attachments),
            *(not title.specialties or specialty.id in title.specialties for title in plan.titles),
        )
        groups.setdefault(key, specialty)
    return tuple(groups.values()) if len(groups) > 1 else ()


def _names(node: object, specialty: str) -> bool:
    return any(isinstance(each, core.Literal) and each.value == specialty for each in core.walk(node))


def _passes(bench: Bench, case: Case) -> Answer:
    began, until = clock(), bench.until
    session = bench.session
    chosen = session.chosen(
        route=case.route.id, title=case.title.id, specialty=case.specialty.id if case.specialty else ""
    )
    assumed = [*session.passing, *chosen]
    subject = Subject(
        ":".join(
            (bench.standard.id, case.route.id, case.title.id, case.specialty.id if case.specialty else "")
        ),
        case.told,
        case.route.id,
        case.title.id,
        bench.standard.id,
        case.specialty.id if case.specialty else "",
    )
    identity = f"passes:{subject.standard}:{subject.id}"
    need = bench.bounds.need()
    close = near(session, assumed, bench.like(), clock() + bench.limits.seconds * _NEAR)
    reply = Reply(close) if close is not None else answer(session, assumed, until)
    if reply.core is not None:
        deep = bench.deeper(bench.bounds.need(keeps=_rules_in(reply.core)))
        if deep is not bench:
            reply = answer(deep.session, _names_again(deep, case, reply.core), until)
        if reply.core is None:  # with more records it can be: a new search for who it is
            return _passes(bench.deeper(need), case)
        return _impossible(deep, case, subject, reply.core, began)
    if reply.model is None:
        return _open(identity, Question.PASSES, subject, bench.certificate(began, need))
    limit = clock() + bench.limits.seconds * _WISHES
    model = near(session, assumed, fewest(session), limit) or reply.model
    shown = bench.example(model, f"能通过的{case.told}", [])
    proof = bench.certificate(began, need)
    if shown is None:
        return _open(identity, Question.PASSES, subject, proof)
    example, ran = shown
    if wrong := bench.differing(model, ran):
        return _defect(Question.PASSES, subject, proof, example, wrong)
    if case.route.id not in bench.origins:
        bench.origins[case.route.id] = Origin(model, example.document)
    sentence = f"按“{case.told}”有人能通过，例子已经通过全部检查。"
    return Answer(
        identity, Question.PASSES, Kind.POSSIBLE, Verdict.SHOWN, subject, sentence, proof, examples=(example,)
    )


def _names_again(bench: Bench, case: Case, core: Sequence[str]) -> list[str]:
    """The same assumptions in another session."""
    specialty = case.specialty.id if case.specialty else ""
    bench.session.chosen(route=case.route.id, title=case.title.id, specialty=specialty)
    return list(core)


def _impossible(bench: Bench, case: Case, subject: Subject, core: Sequence[str], began: float) -> Answer:
    session = bench.session
    small, _ = smallest_core(session, core, bench.until)
    found = causes(session, small, bench.version.ruleset.shape)
    forms = any(name in session.limits for name in small)
    proof = bench.certificate(began, bench.bounds.need(keeps=_rules_in(small), forms=forms), _rules_in(small))
    told = f"：{together([each.caption for each in found])}" if found else ""
    sentence = f"没有人能按“{case.told}”通过{told}。"
    verdict = Verdict.PROVED if proof.proved else Verdict.BOUNDED
    identity = f"passes:{subject.standard}:{subject.id}"
    return Answer(identity, Question.PASSES, Kind.IMPOSSIBLE, verdict, subject, sentence, proof, found)


def _rules_in(core: Sequence[str]) -> list[str]:
    return [each.split(":", 1)[1] for each in core if each.startswith(("keeps:", "breaks:"))]


def _open(identity: str, question: Question, subject: Subject, proof: Certificate) -> Answer:
    sentence = f"“{subject.caption}”：在限定的时间里没有得出结论。可以延长时间再试。"
    return Answer(identity, question, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, proof)


def _defect(
    question: Question, subject: Subject, proof: Certificate, example: Example, wrong: Sequence[str]
) -> Answer:
    identity = f"{question}:{subject.standard}:{subject.id}"
    told = "、".join(wrong[:3])
    sentence = f"“{subject.caption}”：找到的例子实际检查的结果与推算不一致（{told}），请把这一条告诉我们。"
    return Answer(
        identity, question, Kind.OPEN, Verdict.DEFECT, subject, sentence, proof, examples=(example,)
    )


def origins(bench: Bench) -> Mapping[str, Origin]:
    """Somebody who passes, by route, found now where that was not asked yet: whom others are like. The bench then looks at as many records as that takes."""
    if not bench.origins:
        used: dict[Path, int] = {}
        first = next(
            (made for made in (_passes(bench, case) for case in cases(bench)) if made.examples), None
        )
        _count(first.examples[0].document if first else {}, used)
        if first is not None:
            bench.fitted(used)
    return bench.origins


# ------------------------------------------------------------------------------------------------- rules


def bites(bench: Bench, rules: Collection[str] | None) -> Iterator[Answer]:
    """Question 2: for each rule somebody who breaks it and no other, or why there is nobody."""
    origins(bench)
    for standing in bench.session.rules.values():
        if rules is None or standing.rule.id in rules:
            yield _bites(bench, standing)


def _bites(bench: Bench, standing: Standing) -> Answer:
    began, until = clock(), bench.until
    rule = standing.rule
    subject = Subject(rule.id, rule.caption, standard=bench.standard.id)
    need = bench.bounds.need(breaks=[rule.id], forms=False)
    if (model := _like_who_passes(bench, rule)) is not None:
        return _shown_alone(bench, rule, subject, model, began)
    reply = answer(bench.session, _only(bench, rule.id), until)
    if reply.model is None:  # among more records there may be somebody
        if (found := _among_more(bench, rule, subject, began)) is not None:
            return found
        deep = bench.deeper(need)
        if reply.core is not None:
            small, _ = smallest_core(bench.session, reply.core, until)
            again = answer(deep.session, small, until) if deep is not bench else reply
            if again.core is not None:
                return _never(deep, deep.session.rules[rule.id], subject, small, began)
        bench = deep
        reply = answer(bench.session, _only(bench, rule.id), bench.until)
        if reply.core is not None:
            small, _ = smallest_core(bench.session, reply.core, bench.until)
            return _never(bench, bench.session.rules[rule.id], subject, small, began)
    if reply.model is None:
        return _open(
            f"bites:{bench.standard.id}:{rule.id}", Question.BITES, subject, bench.certificate(began, need)
        )
    return _alone(bench, rule, subject, reply.model, began)


def _among_more(bench: Bench, rule: Rule, subject: Subject, began: float) -> Answer | None:
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
    only, each_time = _only(bench, rule.id), bench.limits.seconds * _NEAR
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
    model = wished(session, assumed, wishes, clock() + bench.limits.seconds * _WISHES) or model
    return _shown_alone(bench, rule, subject, model, began)


def _shown_alone(bench: Bench, rule: Rule, subject: Subject, model: Model, began: float) -> Answer:
    identity = f"bites:{bench.standard.id}:{rule.id}"
    first = next(iter(bench.origins.values()), None)
    shown = bench.example(model, f"只违反“{rule.caption}”", [rule.id], first.document if first else None)
    proof = bench.certificate(began, bench.bounds.need(breaks=[rule.id], forms=False), [rule.id])
    if shown is None:
        return _open(identity, Question.BITES, subject, proof)
    example, ran = shown
    if wrong := bench.differing(model, ran):
        return _defect(Question.BITES, subject, proof, example, wrong)
    sentence = f"“{rule.caption}”会拦住人：例子只违反这一条，其他都通过。"
    return Answer(
        identity, Question.BITES, Kind.ALONE, Verdict.SHOWN, subject, sentence, proof, examples=(example,)
    )


def _never(bench: Bench, standing: Standing, subject: Subject, core: Sequence[str], began: float) -> Answer:
    """The rule never stops anybody by itself: it cannot be broken at all, or only beside others. `core`: why, with nothing in it that is not needed."""
    made = _said_never(bench, standing, subject, core, began, forms=False)
    if made.verdict is Verdict.PROVED:
        return made
    # whoever fills in the forms rightly has no more records, and no other numbers, than they accept
    need = bench.bounds.need(breaks=[standing.rule.id])
    deep = bench.deeper(need)
    assumed = [*_only(deep, standing.rule.id), *deep.session.valid]
    reply = answer(deep.session, assumed, deep.until)
    if reply.core is None:
        return made
    small, _ = smallest_core(deep.session, reply.core, deep.until)
    again = _said_never(deep, deep.session.rules[standing.rule.id], subject, small, began, forms=True)
    return again if again.verdict is Verdict.PROVED else made


def _said_never(
    bench: Bench, standing: Standing, subject: Subject, core: Sequence[str], began: float, *, forms: bool
) -> Answer:
    rule, shape = standing.rule, bench.version.ruleset.shape
    identity = f"bites:{bench.standard.id}:{rule.id}"
    names = [name for name in core if name != standing.breaks]
    need = bench.bounds.need(keeps=_rules_in(names), breaks=[rule.id], forms=forms)
    proof = bench.certificate(began, need, [rule.id, *_rules_in(names)])
    verdict = Verdict.PROVED if proof.proved else Verdict.BOUNDED
    whom = "（对填写符合表单要求的人而言）" if forms else ""
    if not names:
        found = causes(bench.session, [standing.breaks], shape)
        sentence = _dead(bench, standing) + whom
        return Answer(identity, Question.BITES, Kind.DEAD, verdict, subject, sentence, proof, found)
    found = causes(bench.session, names, shape)
    told = listed([each.caption for each in found])
    sentence = f"“{rule.caption}”是多余的：违反它的人一定也违反{told}{whom}。"
    return Answer(identity, Question.BITES, Kind.REDUNDANT, verdict, subject, sentence, proof, found)


def _dead(bench: Bench, standing: Standing) -> str:
    session, rule = bench.session, standing.rule
    applies = answer(session, [session.name(f"applies:{rule.id}", standing.applies)], bench.until)
    if applies.core is not None:
        return f"“{rule.caption}”从来不适用于任何人：它的适用条件不可能成立。"
    return f"“{rule.caption}”从来不会被违反：无论怎样填写，它要求的都成立。"


__all__ = ["Case", "bites", "cases", "origins", "passes"]
