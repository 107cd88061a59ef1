"""The least that somebody who fails has to change (question 6): the fewest places after which forms and blocking rules are content, of those that can still be changed.

What cannot is held: route, title, specialty and standard, the person, days and lasting times that are given, what imported records say, and the past that was told. What is found is the
advice of docs/explanations.md in one piece; a place that was filled in already is only to be changed where it was filled in wrongly, and a past that was not told is only to be told where it was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zcforms.checks.run import Checker
from zcforms.domain.plan import Standard
from zcforms.lab import proof
from zcforms.lab.proof import Model, clock
from zcforms.lab.proofs.answers import (
    Answer,
    Cause,
    Certificate,
    Example,
    Kind,
    Least,
    Question,
    Step,
    Subject,
    Verdict,
)
from zcforms.lab.proofs.encoding.session import blocks
from zcforms.lab.proofs.people.decisive import Decisive
from zcforms.lab.proofs.people.extraction import picture
from zcforms.lab.proofs.people.portrait import Ran, Unportrayable, portray, ran, steps, told
from zcforms.lab.proofs.questions.fewest import Fewest, Stuck, fewest
from zcforms.lab.proofs.questions.given import Given, before, without
from zcforms.lab.proofs.questions.making import Bench, Limits, Version
from zcforms.lab.proofs.questions.past import told_lists
from zcforms.lab.proofs.questions.pinned import Pinned, blanks
from zcforms.lab.proofs.questions.places import Change
from zcforms.lab.proofs.questions.search import answer, smallest_core, together, wished, wishes_of
from zcforms.lab.proofs.questions.search import fewest as little
from zcforms.lab.proofs.questions.slips import slips
from zcforms.lab.proofs.questions.wording import changes_sentence, marked
from zcforms.lab.proofs.questions.words import causes, listed

HELD = "申报选择、申报人的信息、已填的日期和年限、业绩库里已审核的内容都不改，已填的经历不增加；增加的业绩和材料都是确实有的，日期在申报人年满 16 周岁以后，年份不晚于申报的当年"
_CHOICES = ("route", "title", "specialty")
_NOT_KNOWN = "在限定的时间里没有找到改法，也没有证明找不到"
_LOOKING = 0.1
"""Share of the time for looking at the application as it is."""
_SETTLING = 0.4
"""Share of the time that goes into choosing among ways with equally few changes."""


def nearest(
    version: Version, document: Mapping[str, Any], limits: Limits, checker: Checker | None
) -> Iterator[Answer]:
    """Question 6 of one application: the fewest changes, or the proof that none help. Nothing for one whose standard the plan does not have."""
    plan = version.plan
    chosen = document.get("standard") or (plan.standards[0].id if len(plan.standards) == 1 else "")
    standard = plan.standard(str(chosen))
    if standard is not None:
        yield _Nearest.of(version, standard, {**document, "standard": standard.id}, limits, checker).answer()


@dataclass(frozen=True, slots=True)
class _Nearest:
    bench: Bench
    given: Given
    began: float
    before: Ran

    @classmethod
    def of(
        cls,
        version: Version,
        standard: Standard,
        document: Mapping[str, Any],
        limits: Limits,
        checker: Checker | None,
    ) -> _Nearest:
        given = Given.of(version.plan, document)
        full = told_lists(given, version.ruleset.shape)
        bench = Bench(version, standard, limits, checker, given.records, given.texts, full)
        return cls(bench, given, clock(), ran(version.plan, version.ruleset, document, checker))

    def answer(self) -> Answer:
        failing = [
            each.rule.id
            for each in self.bench.session.rules.values()
            if blocks(each.rule) and each.rule.id in self.before.violated
        ]
        if not failing and self.before.sound:
            return self._passes()
        if not all(self._known(name) for name in _CHOICES):
            return self._open("申报形式、职称或专业还没有选好，先选好再看怎样改")
        wrong_entries = slips(self.given, [self.bench.session.rules[each].rule for each in failing])
        shape = self.bench.version.ruleset.shape
        pinned = Pinned.of(self.bench.session, self.given, shape, wrong_entries)
        if pinned.unseen:
            return self._open(f"{listed(pinned.unseen)}现在的内容不在选项里，推算不了怎样改")
        same = self._same(pinned)
        if same is not None and (wrong := self.bench.differing(same, self.before)):
            return self._defect(wrong, None)
        assumed = [*self.bench.session.passing, *self._chosen(), *pinned.held]
        found, assumed = self._least(pinned, assumed)
        if isinstance(found, Stuck):
            return self._hopeless(pinned, found.core)
        return self._shown(pinned, assumed, found, same) if found else self._open(_NOT_KNOWN)

    # ----------------------------------------------------------------------------------------- putting

    def _known(self, name: str) -> bool:
        plan = self.bench.version.plan
        choices = {
            "route": [each.id for each in plan.routes],
            "title": [each.id for each in plan.titles],
            "specialty": [each.id for each in plan.specialties],
        }
        return not choices[name] or self.given.document.get(name) in choices[name]

    def _chosen(self) -> list[str]:
        plan = self.bench.version.plan
        wanted = {name: str(self.given.document.get(name) or "") for name in _CHOICES}
        if not plan.specialties:
            wanted["specialty"] = ""
        return self.bench.session.chosen(**wanted)

    def _same(self, pinned: Pinned) -> Model | None:
        """The application as it is, as the solver sees it; None where it cannot be seen so."""
        session = self.bench.session
        none = session.solver.unnamed(proof.at_most(0, [each.there for each in pinned.changes]))
        until = clock() + self.bench.limits.seconds * _LOOKING
        return answer(session, [none, *self._chosen(), *pinned.held], until).model

    def _least(self, pinned: Pinned, assumed: list[str]) -> tuple[Fewest | Stuck | None, list[str]]:
        """Among ways that tell no past that was not told; where there is none, among those that tell as little of it as has to be. With what is assumed for it."""
        session, until, claims = self.bench.session, self.bench.until, pinned.claims
        none = session.solver.unnamed(proof.at_most(0, claims))
        found = fewest(session, [*assumed, none], pinned.places(), until)
        if not isinstance(found, Stuck) or none not in found.core:
            return found, [*assumed, none]
        few = fewest(session, assumed, [claims], until)
        if not isinstance(few, Fewest):
            return few, assumed
        assumed = [*assumed, session.solver.unnamed(proof.at_most(few.number, claims))]
        found = fewest(session, assumed, pinned.places(), until)
        return (
            replace(found, proved=found.proved and few.proved) if isinstance(found, Fewest) else found
        ), assumed

    # ------------------------------------------------------------------------------------------ saying

    @property
    def _subject(self) -> Subject:
        document = self.given.document
        names = {name: str(document.get(name) or "") for name in _CHOICES}
        name = str(document.get("applicant", {}).get("name") or "这份申报")
        return Subject(
            "application", name, names["route"], names["title"], self.bench.standard.id, names["specialty"]
        )

    def _certificate(self, rules: Sequence[str] = (), *, all_rules: bool = True) -> Certificate:
        bench = self.bench
        need = bench.bounds.need(keeps=None if all_rules else rules)
        made = bench.certificate(self.began, need, [each for each in rules if each in bench.session.rules])
        bounds = [
            replace(each, enough=each.looked_at) if tuple(each.place.split("/")[1:]) in bench.full else each
            for each in made.bounds
        ]
        return replace(made, bounds=tuple(bounds), assumed=(*made.assumed, HELD))

    def _said(
        self,
        kind: Kind,
        verdict: Verdict,
        sentence: str,
        certificate: Certificate,
        *,
        why: tuple[Cause, ...] = (),
        examples: tuple[Example, ...] = (),
        changed: tuple[Step, ...] = (),
    ) -> Answer:
        identity = f"nearest:{self.bench.standard.id}:application"
        return Answer(
            identity,
            Question.NEAREST,
            kind,
            verdict,
            self._subject,
            sentence,
            certificate,
            why,
            examples,
            changed,
        )

    def _open(self, why: str) -> Answer:
        return self._said(Kind.OPEN, Verdict.UNKNOWN, f"{why}。", self._certificate())

    def _defect(self, wrong: Sequence[str], example: Example | None) -> Answer:
        sentence = f"实际检查的结果与推算不一致（{'、'.join(wrong[:3])}），请把这一条告诉我们。"
        shown = (example,) if example else ()
        return self._said(Kind.OPEN, Verdict.DEFECT, sentence, self._certificate(), examples=shown)

    def _shown(self, pinned: Pinned, assumed: Sequence[str], found: Fewest, same: Model | None) -> Answer:
        model = self._settled(pinned, assumed, found, same)
        document = self._document(model)
        if document is None:
            return self._open("找到的改法写不成一份申报")
        plan, ruleset = self.bench.version.plan, self.bench.version.ruleset
        after = ran(plan, ruleset, document, self.bench.checker)
        changed = self._steps(pinned, model, document)
        wrong = self.bench.differing(model, after)
        if wrong:
            return self._defect(wrong, self._example(document, after))
        made = [each for each in pinned.changes if model.holds(each.there)]
        return self._changes(found, marked(changed, made), self._example(document, after), made)

    def _settled(self, pinned: Pinned, assumed: Sequence[str], found: Fewest, same: Model | None) -> Model:
        """Of ways with as few changes one that leaves what was filled in, tells something where something is to be told, and adds little."""
        session = self.bench.session
        few = session.solver.unnamed(proof.at_most(found.number, [each.there for each in pinned.changes]))
        left = [proof.negated(each.there) for each in pinned.changes if each.given]
        said = [proof.negated(each) for each in blanks(session) if same is None or not same.holds(each)]
        seem = together(session.solver, [pinned.likely, said])
        wishes = [*wishes_of(session.solver, left), *seem, *little(session)]
        until = clock() + self.bench.limits.seconds * _SETTLING
        return wished(session, [*assumed, few], wishes, until) or found.model

    def _steps(self, pinned: Pinned, model: Model, document: Mapping[str, Any]) -> tuple[Step, ...]:
        """First what goes, so that a new record is not told as one that goes and is changed."""
        plan, ruleset = self.bench.version.plan, self.bench.version.ruleset
        gone = [path for path, so in pinned.gone if model.holds(so)]
        left = without(self.given.document, gone)
        taken = steps(plan, ruleset, self.given.document, left)
        table = ruleset.table(self.bench.standard.id)
        matters = Decisive.of(plan, ruleset.shape, table, self.before.violated)
        changed = steps(plan, ruleset, left, document, matters)
        return (*taken, *(replace(each, pointer=before(each.pointer, gone)) for each in changed))

    def _document(self, model: Model) -> dict[str, Any] | None:
        version = self.bench.version
        shown = self.given.as_written(picture(self.bench.session, model))
        try:
            return portray(version.plan, shown, like=self.given.document, ruleset=version.ruleset)
        except Unportrayable:
            return None

    def _example(self, document: Mapping[str, Any], run: Ran) -> Example:
        version = self.bench.version
        rules = [name for name in self.before.violated if name in self.bench.session.rules]
        few = told(version.plan, version.ruleset, document, rules or None)
        return Example("改好以后", document, few, run.violated)

    def _passes(self) -> Answer:
        said = self._said(
            Kind.CHANGES,
            Verdict.SHOWN,
            "这份申报已经通过全部检查，不用改。",
            self._certificate(list(self.bench.session.rules)),
            examples=(self._example(self.given.document, self.before),),
        )
        return replace(said, least=Least(0, 0, proved=True))

    def _changes(
        self,
        found: Fewest,
        changed: tuple[Step, ...],
        example: Example,
        made: Sequence[Change],
    ) -> Answer:
        """`made`: the changes."""
        certificate = self._certificate(list(self.bench.session.rules))
        given, claimed = (
            sum(found) for found in zip(*((each.given, each.claims) for each in made), strict=True)
        )
        # where one change is enough nothing has to be proved: that none is not was run
        number = found.number
        proved = number <= 1 or (found.proved and self._wide(certificate, number))
        sentence = changes_sentence(number, given, claimed, proved=proved)
        said = self._said(
            Kind.CHANGES, Verdict.SHOWN, sentence, certificate, examples=(example,), changed=changed
        )
        return replace(said, least=Least(number, given, proved, claimed))

    def _wide(self, certificate: Certificate, number: int) -> bool:
        """Whether fewer changes were looked for everywhere: a list gets fewer new records than there are changes."""
        existing = self.bench.existing
        return all(
            bound.proved
            or (
                "*" not in bound.place
                and bound.looked_at - existing.get(tuple(bound.place.split("/")[1:]), 0) >= number - 1
            )
            for bound in certificate.bounds
        )

    def _hopeless(self, pinned: Pinned, core: Sequence[str]) -> Answer:
        session = self.bench.session
        small, _ = smallest_core(session, core, self.bench.until)
        rules = [name.split(":", 1)[1] for name in small if name.startswith("keeps:")]
        certificate = self._certificate(rules, all_rules=False)
        if not certificate.proved:
            deep = self.bench.deeper(self.bench.bounds.need(keeps=rules))
            if deep is not self.bench:
                return replace(self, bench=deep).answer()
        found = causes(session, small, self.bench.version.ruleset.shape)
        held = tuple(pinned.held[name] for name in small if name in pinned.held)
        verdict = Verdict.PROVED if certificate.proved else Verdict.BOUNDED
        why = f"{listed([each.caption for each in found])}不能满足" if found else "申报选择本身不能满足"
        but = f"，因为{listed(list(dict.fromkeys(each.caption for each in held)))}不能改" if held else ""
        sentence = f"还能改的都改，也不能通过：{why}{but}。"
        return self._said(Kind.HOPELESS, verdict, sentence, certificate, why=(*found, *held))
