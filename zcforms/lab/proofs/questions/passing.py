"""Can somebody pass (question 1)?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks import core
from zcforms.domain.plan import Choice, TitleChoice
from zcforms.lab.proof import clock
from zcforms.lab.proofs.answers import Answer, Certificate, Example, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.encoding.forms import Path
from zcforms.lab.proofs.questions.deepening import Sought, sought
from zcforms.lab.proofs.questions.making import Bench, Origin, Reach
from zcforms.lab.proofs.questions.search import fewest, near
from zcforms.lab.proofs.questions.words import causes, named, together, unsettled

WISHES = 0.6
"""Share of a question's time that goes into making its example small and plausible."""
NEAR = 0.2
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
        bench.passed.append(made)
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
    session, assumed = bench.session, _asked(case)(bench)
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
    close = near(session, assumed, bench.like(), clock() + bench.limits.seconds * NEAR)
    found = Sought(bench, close) if close is not None else sought(bench, _asked(case), _reach(bench), until)
    bench, session = found.bench, found.bench.session
    if found.core is not None:
        return _impossible(found, case, subject, began)
    if found.model is None:
        proof = bench.certificate(began, need)
        return not_known(
            identity, Question.PASSES, subject, proof, unsettled(found.refused, bench.limits.seconds)
        )
    assumed = _asked(case)(bench)
    limit = clock() + bench.limits.seconds * WISHES
    model = near(session, assumed, fewest(session), limit) or found.model
    shown = bench.example(model, f"能通过的{case.told}", [])
    proof = bench.certificate(began, need)
    if shown is None:
        return not_known(
            identity, Question.PASSES, subject, proof, unsettled(True, bench.limits.seconds, bench.unmade)
        )
    example, ran = shown
    if wrong := bench.differing(model, ran):
        return differs(Question.PASSES, subject, proof, example, wrong)
    if case.route.id not in bench.origins:
        bench.origins[case.route.id] = Origin(model, example.document)
    sentence = f"按“{case.told}”有人能通过，例子已经通过全部检查。"
    return Answer(
        identity, Question.PASSES, Kind.POSSIBLE, Verdict.SHOWN, subject, sentence, proof, examples=(example,)
    )


def _asked(case: Case) -> Callable[[Bench], list[str]]:
    """That somebody of this kind passes, in whichever session."""
    specialty = case.specialty.id if case.specialty else ""

    def assumed(bench: Bench) -> list[str]:
        session = bench.session
        chosen = session.chosen(route=case.route.id, title=case.title.id, specialty=specialty)
        return [*session.passing, *chosen]

    return assumed


def _reach(bench: Bench) -> Callable[[Sequence[str]], Reach]:
    """What keeps the rules and limits of a core; whoever passes has no more records than forms accept, which is taken in where no number is enough without."""

    def reach(core: Sequence[str]) -> Reach:
        kept = rules_in(core)
        anyhow = bench.bounds.need(keeps=kept, forms=False)
        of_forms = any(name.startswith("form:") for name in core)
        if of_forms or None in bench.bounds.enough(anyhow).values():
            return bench.bounds.need(keeps=kept)
        return anyhow

    return reach


def _impossible(found: Sought, case: Case, subject: Subject, began: float) -> Answer:
    """Nobody can; or nobody was found among so many records, which is told as what it is."""
    bench, core = found.bench, found.core or ()
    why = causes(bench.session, core, bench.version.ruleset.shape)
    proof = bench.certificate(began, _reach(bench)(core), rules_in(core))
    identity = f"passes:{subject.standard}:{subject.id}"
    if found.proved:
        told = f"：{together(why)}" if why else ""
        sentence = f"没有人能按“{case.told}”通过{told}。"
        return Answer(
            identity, Question.PASSES, Kind.IMPOSSIBLE, Verdict.PROVED, subject, sentence, proof, why
        )
    perhaps = f"可能的原因：{named(why)}。" if why else ""
    sentence = f"在看过的条数以内，没有找到能按“{case.told}”通过的人。{perhaps}"
    return Answer(identity, Question.PASSES, Kind.OPEN, Verdict.BOUNDED, subject, sentence, proof, why)


def rules_in(core: Sequence[str]) -> list[str]:
    return [each.split(":", 1)[1] for each in core if each.startswith(("keeps:", "breaks:"))]


def not_known(identity: str, question: Question, subject: Subject, proof: Certificate, why: str) -> Answer:
    return Answer(
        identity, question, Kind.OPEN, Verdict.UNKNOWN, subject, f"“{subject.caption}”：{why}", proof
    )


def differs(
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
    if not bench.origins and not bench.passed:
        for case in cases(bench):
            made = _passes(bench, case)
            bench.passed.append(made)
            if made.examples:
                used: dict[Path, int] = {}
                _count(made.examples[0].document, used)
                bench.fitted(used)
                break
    return bench.origins


__all__ = ["Case", "cases", "differs", "not_known", "origins", "passes", "rules_in"]
