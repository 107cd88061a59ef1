"""Who just fulfils a comparison of a rule, and who just does not (question 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks import reference
from zcforms.checks.core import Condition
from zcforms.checks.deciding import Outcome
from zcforms.checks.normal import Mode
from zcforms.lab import proof
from zcforms.lab.proof import Model, clock
from zcforms.lab.proofs.answers import Answer, Certificate, Example, Kind, Question, Step, Subject, Verdict
from zcforms.lab.proofs.bounds.counting import needed
from zcforms.lab.proofs.bounds.needs import Need, either, together
from zcforms.lab.proofs.encoding.session import blocks
from zcforms.lab.proofs.people.portrait import Ran, steps
from zcforms.lab.proofs.questions.adjacent import nearer
from zcforms.lab.proofs.questions.comparisons import Place, places
from zcforms.lab.proofs.questions.fewest import Fewest, differences, fewest
from zcforms.lab.proofs.questions.making import Bench, Reach
from zcforms.lab.proofs.questions.passing import origins
from zcforms.lab.proofs.questions.search import answer, near, seemly, smallest_core, wished
from zcforms.lab.proofs.questions.search import together as together_of
from zcforms.lab.proofs.questions.words import cause_of_rule, causes, listed

_INSIDE, _OUTSIDE = 0, 1
_LIKENESS = 0.5
"""Share of a question's time that goes into making the first of the two like somebody, and the second like the first."""
_NEARER = 0.3
"""Share of it for bringing the two together."""
_SEEMLY = 0.1
"""Share of it after which the second is as they are."""
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PASSED: "通过",
    Outcome.VIOLATED: "不通过",
    Outcome.INAPPLICABLE: "不适用",
    Outcome.NOT_ASKED: "不适用",
    Outcome.ADJUSTED: "会调整",
}
_OF_RULE: Mapping[Outcome, str] = {
    Outcome.PASSED: "满足这条规则",
    Outcome.VIOLATED: "不满足这条规则",
}
"""Where neither of them passes as a whole."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Two conditions that can both be stood on, and what is assumed beside them. `sound`: with forms that are filled in rightly; `beside`: why not otherwise."""

    conditions: tuple[Condition, Condition]
    names: tuple[str, str]
    assumed: tuple[list[str], list[str]]
    sound: bool
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Nobody:
    """Nobody stands on one side. `side`: on which."""

    side: int
    needs: tuple[Need, ...]


def boundaries(bench: Bench, rules: Collection[str] | None = None) -> Iterator[Answer]:
    """Question 3: for each comparison of each rule two applicants who differ as little as can be, or the proof that nobody stands there."""
    origins(bench)  # which sets how many records are looked at
    for place in places(bench, rules):
        yield _boundary(bench, place)


def _boundary(bench: Bench, place: Place) -> Answer:
    began, until = clock(), bench.until
    subject = Subject(place.rule.id, place.caption, standard=bench.standard.id)
    asked = _Asked(bench, place, subject, began)
    found = _standing(bench, place, until)
    if isinstance(found, _Nobody):
        deep = bench.deeper(asked.need(*found.needs))
        if deep is bench:
            return asked.nobody(found)
        return _boundary(
            deep, next(each for each in places(deep, [place.rule.id]) if each.number == place.number)
        )
    pair = _pair(bench, place, found) if found is not None else None
    return asked.open() if found is None or pair is None else asked.pair(found, pair)


# --------------------------------------------------------------------------------------------- looking


def _standing(bench: Bench, place: Place, until: float) -> _Standing | _Nobody | None:
    """Which two conditions can be stood on: by people who fill in their forms rightly if there are such; None: not known."""
    session = bench.session
    names = [
        tuple(session.solver.unnamed(place.reader.holds(each).true) for each in way) for way in place.ways
    ]
    sound = [*session.fitting, *session.valid]
    blocked: dict[str, None] = {}
    for assumed in (sound, session.fitting, []):
        for conditions, (inside, outside) in zip(place.ways, names, strict=True):
            replies = [answer(session, [name, *assumed], until) for name in (inside, outside)]
            if all(each.possible for each in replies):
                both = tuple(_most(bench, place, name, assumed, until) for name in (inside, outside))
                return _Standing(conditions, (inside, outside), both, assumed is sound, tuple(blocked))  # type: ignore[arg-type]
            if not any(each.impossible for each in replies):
                return None
            blocked |= dict.fromkeys(name for each in replies for name in each.core or ())
    return _nobody(bench, place, names, until)


def _most(bench: Bench, place: Place, name: str, assumed: list[str], until: float) -> list[str]:
    """With all the other rules kept, if that can be."""
    session = bench.session
    others = [
        each.keeps for each in session.rules.values() if each.rule is not place.rule and blocks(each.rule)
    ]
    more = [*assumed, *others]
    return more if answer(session, [name, *more], until).possible else assumed


def _nobody(bench: Bench, place: Place, names: Sequence[tuple[str, ...]], until: float) -> _Nobody | None:
    """Of each way a side on which nobody stands; the same of all if there is one."""
    lists = bench.bounds.anyhow
    empty = [
        [side for side, name in enumerate(way) if answer(bench.session, [name], until).impossible]
        for way in names
    ]
    if not all(empty):
        return None
    common = set(empty[0]).intersection(*empty[1:])
    sides = [min(common) if common else each[0] for each in empty]
    needs = [needed(way[side], Mode.TRUE, lists) for way, side in zip(place.ways, sides, strict=True)]
    return _Nobody(sides[0], tuple(needs))


@dataclass(frozen=True, slots=True)
class _Pair:
    examples: tuple[Example, Example]
    runs: tuple[Ran, Ran]
    wrong: tuple[str, ...]
    number: int
    least: bool
    steps: tuple[Step, ...]


def _pair(bench: Bench, place: Place, standing: _Standing) -> _Pair | None:
    """The first like somebody who passes, the second like the first."""
    session = bench.session
    inside, like = _first(bench, [standing.names[_INSIDE], *standing.assumed[_INSIDE]])
    if inside is None:
        return None
    limit = clock() + bench.limits.seconds * _LIKENESS
    assumed = [standing.names[_OUTSIDE], *standing.assumed[_OUTSIDE]]
    outside = fewest(session, assumed, differences(session, inside), limit)
    if not isinstance(outside, Fewest):
        return None
    (inside, beyond), number, least = _closest(bench, standing, (inside, outside))
    beyond = _seemly(bench, assumed, inside, beyond)
    words, rule = place.edge.words, place.rule.id
    first = bench.example(inside, words[_INSIDE], [rule], like)
    second = bench.example(beyond, words[_OUTSIDE], [rule], first[0].document if first else None)
    if first is None or second is None:
        return None
    wrong = [*bench.differing(inside, first[1]), *bench.differing(beyond, second[1])]
    for condition, (_, ran) in zip(standing.conditions, (first, second), strict=True):
        if place.rule.adjustment is None and reference.holds(condition, ran.decided.typed) is not True:
            wrong.append(rule)
    plan, ruleset = bench.version.plan, bench.version.ruleset
    between = steps(plan, ruleset, first[0].document, second[0].document)
    return _Pair((first[0], second[0]), (first[1], second[1]), tuple(wrong), number, least, between)


def _closest(
    bench: Bench, standing: _Standing, found: tuple[Model, Fewest]
) -> tuple[tuple[Model, Model], int, bool]:
    """Where they differ in several places, somebody else just inside who is like the one outside; then both as near as can be. In how many places, and whether that is the least."""
    session, (inside, outside) = bench.session, found
    number, least = outside.number, outside.proved
    assumed = [[name, *more] for name, more in zip(standing.names, standing.assumed, strict=True)]
    if number > 1:
        limit = clock() + bench.limits.seconds * _LIKENESS
        back = fewest(session, assumed[_INSIDE], differences(session, outside.model), limit)
        if isinstance(back, Fewest) and back.number < number:
            inside, number, least = back.model, back.number, back.proved or back.number == 1
    pair = nearer(session, (inside, outside.model), assumed, clock() + bench.limits.seconds * _NEARER)
    return pair, number, least


def _seemly(bench: Bench, assumed: Sequence[str], inside: Model, outside: Model) -> Model:
    """The second, who differs in the same places, with something in a new record that somebody would write."""
    session = bench.session
    places = [each for group in differences(session, inside) for each in group]
    same = session.solver.unnamed(
        proof.all_of(each if outside.holds(each) else proof.negated(each) for each in places)
    )
    wishes = together_of(session.solver, seemly(session, inside))
    limit = clock() + bench.limits.seconds * _SEEMLY
    return near(session, [*assumed, same], wishes, limit, best=outside) or outside


def _first(bench: Bench, assumed: Sequence[str]) -> tuple[Model | None, Mapping[str, Any] | None]:
    """The applicant who just fulfils it, like somebody who passes on the same route; and whom."""
    session = bench.session
    known = origins(bench)
    model = answer(session, assumed, bench.until).model
    if model is None or not known:
        return model, None
    routes = [
        each.id
        for each in bench.version.plan.routes
        if model.holds(session.document.choice("route", each.id))
    ]
    route = next((each for each in routes if each in known), next(iter(known)))
    limit = clock() + bench.limits.seconds * _LIKENESS
    return wished(session, assumed, bench.like(route), limit) or model, known[route].document


# --------------------------------------------------------------------------------------------- saying


@dataclass(frozen=True, slots=True)
class _Asked:
    """Makes the answer."""

    bench: Bench
    place: Place
    subject: Subject
    began: float

    @property
    def identity(self) -> str:
        return f"boundary:{self.bench.standard.id}:{self.place.rule.id}:{self.place.number}"

    def need(self, *needs: Need) -> Reach:
        """What keeps one of these as it is, and the adjusting rules acting as they do; whatever the forms say."""
        acting = self.bench.bounds.need(keeps=(), forms=False)
        return Reach(together(acting.need, either(needs)), forms=False)

    def certificate(self, *needs: Need) -> Certificate:
        rules = [self.place.rule.id] if self.place.rule.id in self.bench.session.rules else []
        return self.bench.certificate(self.began, self.need(*needs), rules)

    def open(self) -> Answer:
        sentence = f"“{self.subject.caption}”：没有找到能写成申报的一对（一个刚好满足、一个刚好不满足），也没有证明找不到。可以延长时间再试。"
        return Answer(
            self.identity,
            Question.BOUNDARY,
            Kind.OPEN,
            Verdict.UNKNOWN,
            self.subject,
            sentence,
            self.certificate(),
        )

    def nobody(self, found: _Nobody) -> Answer:
        certificate = self.certificate(*found.needs)
        verdict = Verdict.PROVED if certificate.proved else Verdict.BOUNDED
        words = self.place.edge.words[found.side]
        so = "刚好满足" if found.side == _INSIDE else "刚好不满足"
        side = f"处在“{words}”这一边，使结论正好取决于它（{so}的一边）"
        kind, told = Kind.NO_PAIR, f"没有人能{side}"
        if verdict is Verdict.BOUNDED:
            kind, told = Kind.OPEN, f"在看过的条数以内，没有找到{side}的人，没有证明"
        sentence = f"“{self.place.rule.caption}”{self.place.when}：{told}。"
        shape = self.bench.version.ruleset.shape
        rule = self.place.rule.id
        standing = self.bench.session.rules.get(rule)
        why = (cause_of_rule(standing, shape),) if standing is not None else ()
        return Answer(
            self.identity, Question.BOUNDARY, kind, verdict, self.subject, sentence, certificate, why
        )

    def pair(self, standing: _Standing, pair: _Pair) -> Answer:
        needs = [needed(each, Mode.TRUE, self.bench.bounds.anyhow) for each in standing.conditions]
        certificate = self.certificate(*needs)
        if pair.wrong:
            sentence = f"“{self.subject.caption}”：找到的一对例子实际检查的结果与推算不一致（{'、'.join(pair.wrong[:3])}），请把这一条告诉我们。"
            return Answer(
                self.identity,
                Question.BOUNDARY,
                Kind.OPEN,
                Verdict.DEFECT,
                self.subject,
                sentence,
                certificate,
                examples=pair.examples,
            )
        why = self._why(standing)
        return Answer(
            self.identity,
            Question.BOUNDARY,
            Kind.PAIR,
            Verdict.SHOWN,
            self.subject,
            self._sentence(standing, pair, [each.caption for each in why]),
            certificate,
            why,
            pair.examples,
            pair.steps,
        )

    def _sentence(self, standing: _Standing, pair: _Pair, why: Sequence[str]) -> str:
        rule = self.place.rule
        whole = any(self._passes(ran) for ran in pair.runs)
        so = _OUTCOMES if whole else {**_OUTCOMES, **_OF_RULE}
        told = "，".join(
            f"{words}时{so.get(ran.outcomes[rule.id], '没有结论')}"
            for words, ran in zip(self.place.edge.words, pair.runs, strict=True)
        )
        between = f"两个例子{'只' if pair.least else ''}差 {pair.number} 处"
        beside = ""
        if not standing.sound:
            beside = (
                f"只有表单没填对的人才会落在这里（{listed(why)}）。"
                if why
                else "只有表单没填对的人才会落在这里。"
            )
        elif not whole:
            beside = "这两份申报都还有别的规则不满足，整份不能通过。"
        return f"“{rule.caption}”{self.place.when}：{told}；{between}。{beside}"

    def _passes(self, ran: Ran) -> bool:
        """The application as a whole."""
        rules = self.bench.session.rules
        return ran.sound and not any(blocks(rules[each].rule) for each in ran.violated if each in rules)

    def _why(self, standing: _Standing) -> tuple[Any, ...]:
        """What of the forms keeps people away who fill them in rightly."""
        if standing.sound:
            return ()
        session = self.bench.session
        blocked, _ = smallest_core(session, standing.beside, self.bench.until)
        return causes(session, blocked, self.bench.version.ruleset.shape)
