"""What changed between two versions, for whom (question 4), and whether answers that were valid stay valid (question 5).

Both versions look at one application in which everything is open: what both ask for is the same place. A version sees of it what it asks for.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from zcforms.checks.deciding import Outcome
from zcforms.checks.run import Checker
from zcforms.domain.plan import Standard
from zcforms.lab import proof
from zcforms.lab.proof import Model, Solver, Truth
from zcforms.lab.proof_answers import Answer, Bound, Certificate, Example, Kind, Question, Subject, Verdict
from zcforms.lab.proof_extraction import leaves, own_nodes, picture
from zcforms.lab.proof_literals import counted_by_days, literals
from zcforms.lab.proof_making import ASSUMED, Bounds, Limits, Version, captions_of
from zcforms.lab.proof_merging import merged
from zcforms.lab.proof_needs import NOTHING, Amount, Need, together
from zcforms.lab.proof_nodes import Variables
from zcforms.lab.proof_portrait import Ran, Unportrayable, portray, ran, told
from zcforms.lab.proof_search import answer, fewest, named, wished
from zcforms.lab.proof_session import Limit, Session, blocks, close, session
from zcforms.lab.proof_words import cause_of_limit, cause_of_rule, limit_sentence

_BEFORE, _NOW = "before~", "now~"


@dataclass(slots=True)
class Pair:
    """Two versions of a standard over one open application."""

    before: Version
    now: Version
    standards: tuple[Standard, Standard]
    limits: Limits
    checker: Checker | None
    bounds: tuple[Bounds, Bounds] = field(init=False)
    sessions: tuple[Session, Session] = field(init=False)
    solver: Solver = field(default_factory=Solver)

    def __post_init__(self) -> None:
        versions = (self.before, self.now)
        self.bounds = tuple(  # type: ignore[assignment]
            Bounds(version, standard) for version, standard in zip(versions, self.standards, strict=True)
        )
        tables = [
            version.ruleset.tables[standard.id]
            for version, standard in zip(versions, self.standards, strict=True)
        ]
        wanted: dict[tuple[str, ...], int] = {}
        for place, amount in self._enough(self._need()).items():
            most = self.limits.records
            wanted[place] = most if amount is None else min(amount, most)
        for bounds in self.bounds:
            for place, number in bounds.looked_at(self.limits.records).items():
                wanted[place] = max(wanted.get(place, 0), number)
        variables = Variables(shared=True)
        beside: dict[str, frozenset[str]] = {}
        for version, table in zip(versions, tables, strict=True):
            variables.by_days |= counted_by_days(table)
            for name, texts in literals(version.plan, table).items():
                beside[name] = beside.get(name, frozenset()) | texts
        self.sessions = tuple(  # type: ignore[assignment]
            session(
                version.plan,
                standard,
                table,
                lambda place: max(1, wanted.get(place, 1)),
                variables=variables,
                solver=self.solver,
                prefix=prefix,
                beside=beside,
            )
            for version, standard, table, prefix in zip(
                versions, self.standards, tables, (_BEFORE, _NOW), strict=True
            )
        )
        close(variables, self.solver)

    # ------------------------------------------------------------------------------------ certificates

    def _need(self) -> Need:
        """What keeps everything as it is that either version decides, one rule broken in one of them."""
        needs = [bounds.need() for bounds in self.bounds]
        return together(*needs)

    def _enough(self, need: Need) -> dict[tuple[str, ...], Amount]:
        made: dict[tuple[str, ...], Amount] = {}
        for bounds in self.bounds:
            for place, amount in bounds.enough(need).items():
                known = made.get(place, 0)
                made[place] = None if amount is None or known is None else max(amount, known)
        return made

    def certificate(self, began: float, need: Need) -> Certificate:
        enough = self._enough(need)
        looked: dict[tuple[str, ...], int] = {}
        names: dict[tuple[str, ...], str] = {}
        for one in self.sessions:
            looked |= one.records
            names |= captions_of(one.plan)
        bounds = [
            Bound("/" + "/".join(place), names.get(place, place[-1]), number, enough[place])
            for place, number in looked.items()
            if place in enough
        ]
        open_ones = [what for one in self.sessions for what in one.document.open]
        open_ones += [what for one in self.sessions for each in one.rules.values() for what in each.open]
        return Certificate(
            tuple(bounds), tuple(dict.fromkeys(open_ones)), ASSUMED, round(time.monotonic() - began, 3)
        )

    def row_need(self, keeping: int, kept: Sequence[str], breaking: Sequence[str]) -> Need:
        """What keeps these rules of one version kept, and any one of those of the other broken."""
        one, other = self.bounds[keeping], self.bounds[1 - keeping]
        parts = [one.need(keeps=kept, forms=False)]
        parts += [other.need(keeps=(), breaks=[name], forms=False) for name in breaking[:1]]
        return together(*parts)

    # -------------------------------------------------------------------------------------- examples

    def example(
        self, model: Model, caption: str, rules: Sequence[str]
    ) -> tuple[Example, tuple[Ran, Ran]] | None:
        """The applicant of both versions, run under each."""
        before, now = self.before, self.now
        try:
            first = portray(before.plan, picture(self.sessions[0], model), ruleset=before.ruleset)
            second = portray(now.plan, picture(self.sessions[1], model), like=first, ruleset=now.ruleset)
        except Unportrayable:
            return None
        both = merged(first, second)
        both["plan"] = now.plan.id
        runs = []
        for version, standard in zip((before, now), self.standards, strict=True):
            under = {**both, "standard": standard.id}
            runs.append(ran(version.plan, version.ruleset, under, self.checker))
        few = told(now.plan, now.ruleset, both, list(rules) or None)
        return Example(caption, both, few, runs[1].violated), (runs[0], runs[1])

    @property
    def until(self) -> float:
        return time.monotonic() + self.limits.seconds


def pairs(before: Version, now: Version, limits: Limits, checker: Checker | None) -> Iterator[Pair]:
    """Standards that both versions have; the only one of each, whatever it is called."""
    olds, news = before.plan.standards, now.plan.standards
    if len(olds) == len(news) == 1:
        yield Pair(before, now, (olds[0], news[0]), limits, checker)
        return
    for standard in news:
        old = before.plan.standard(standard.id)
        if old is not None:
            yield Pair(before, now, (old, standard), limits, checker)


# ------------------------------------------------------------------------------------------ question 4


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
    began = time.monotonic()
    subject = Subject(row, _caption(pair, row), standard=pair.standards[1].id)
    if _untouched(pair, row):
        certificate = pair.certificate(began, NOTHING)
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
    found = [_direction(pair, row, subject, keeping) for keeping in (0, 1)]
    differing = [each for each in found if each is not None and each.kind is not Kind.ALIKE]
    if differing:
        yield from differing
        return
    needs = [
        pair.row_need(keeping, _of_row(pair.sessions[keeping], row), _of_row(pair.sessions[1 - keeping], row))
        for keeping in (0, 1)
    ]
    certificate = pair.certificate(began, together(*needs))
    verdict = Verdict.PROVED if certificate.proved else Verdict.BOUNDED
    sentence = f"“{subject.caption}”的结论与上一版完全相同：谁通过、谁不通过都没有变。"
    yield Answer(
        f"changed:{subject.standard}:{row}",
        Question.CHANGED,
        Kind.ALIKE,
        verdict,
        subject,
        sentence,
        certificate,
    )


def _untouched(pair: Pair, row: str) -> bool:
    """Whether both versions ask the same rules of the same facts: then there is nothing to look for."""
    before, now = pair.before.plan, pair.now.plan
    same = (
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
    if any(getattr(before, name) != getattr(now, name) for name in same):
        return False
    own = [
        {
            each.id: (
                each.question.guard,
                each.question.requirement,
                each.question.missing_fails,
                each.severity,
                each.adjustment,
            )
            for each in one.table.rules
            if each.row == row or each.adjustment is not None
        }
        for one in pair.sessions
    ]
    return own[0] == own[1]


def _direction(pair: Pair, row: str, subject: Subject, keeping: int) -> Answer | None:
    """Somebody whom one version lets pass the row and the other does not; None where there is nobody. `keeping`: 0: the version before."""
    began, until = time.monotonic(), pair.until
    one, other = pair.sessions[keeping], pair.sessions[1 - keeping]
    kept, breaking = _of_row(one, row), _of_row(other, row)
    stricter = keeping == 0
    kind = Kind.STRICTER if stricter else Kind.LOOSER
    identity = f"changed:{subject.standard}:{row}:{kind}"
    broken = proof.any_of([other.rules[name].violated for name in breaking])
    assumed = [one.prefix + one.rules[name].keeps for name in kept]
    assumed.append(pair.solver.name(f"{other.prefix}row:{row}", broken))
    reply = answer(one, assumed, until, (other,))
    certificate = pair.certificate(began, pair.row_need(keeping, kept, breaking))
    if reply.core is not None:
        return None
    if reply.model is None:
        sentence = f"“{subject.caption}”：在限定的时间里没有得出与上一版相同或不同的结论。"
        return Answer(identity, Question.CHANGED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate)
    model = _plainest(pair, one, other, assumed, row, reply.model)
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


def _plainest(pair: Pair, one: Session, other: Session, assumed: list[str], row: str, known: Model) -> Model:
    """Somebody who fills in both forms rightly and differs in nothing else, if there is one; and is small."""
    until = time.monotonic() + pair.limits.seconds / 2
    others = [
        each.prefix + standing.keeps
        for each in (one, other)
        for standing in each.rules.values()
        if standing.rule.row != row and blocks(standing.rule)
    ]
    model = known
    for wanted in (one.fitting, one.valid, other.valid, others):
        reply = answer(one, [*assumed, *wanted], until, (other,))
        if reply.model is not None:
            assumed, model = [*assumed, *wanted], reply.model
    return wished(one, assumed, named(pair.solver, fewest(one)), until, (other,)) or model


# ------------------------------------------------------------------------------------------ question 5


def contained(pair: Pair) -> Iterator[Answer]:
    """For each place an answer that was valid and is not any more; or that every one stays valid."""
    began = time.monotonic()
    before, now = pair.sessions
    found = False
    for place, there in _other_types(pair):
        found = True
        yield _invalid(pair, place, there, None)
    for limit in now.limits.values():
        broken = proof.any_of([each.broken for each in limit.breaches])
        assumed = [*before.valid, *before.fitting]
        assumed.append(pair.solver.name(f"{now.prefix}against:{limit.name}", broken))
        reply = answer(before, assumed, pair.until, (now,))
        if reply.core is None:
            found = True
            yield _invalid(pair, limit.name, broken, limit)
    if not found:
        certificate = pair.certificate(began, together(*(bounds.forms for bounds in pair.bounds)))
        verdict = Verdict.PROVED if certificate.proved else Verdict.BOUNDED
        subject = Subject("forms", "申报表单", standard=pair.standards[1].id)
        sentence = "按上一版填写正确的内容，在这一版都仍然有效。"
        identity = f"contained:{subject.standard}"
        yield Answer(identity, Question.CONTAINED, Kind.CONTAINED, verdict, subject, sentence, certificate)


def _other_types(pair: Pair) -> Iterator[tuple[str, Truth]]:
    """Places of both versions that hold another type of value now, with whether something is answered there; of records the first."""
    before, now = (
        {leaf.path: leaf for node in own_nodes(one).values() for leaf, _ in leaves(node)}
        for one in pair.sessions
    )
    for path, leaf in now.items():
        old = before.get(path)
        later = any(part.isdigit() and part != "0" for part in path.split("/"))
        if old is not None and not later and (old.type, old.month) != (leaf.type, leaf.month):
            yield path, old.given


def _invalid(pair: Pair, place: str, there: Truth, limit: Limit | None) -> Answer:
    began, until = time.monotonic(), pair.until
    before, now = pair.sessions
    assumed = [*before.valid, *before.fitting, pair.solver.name(f"{now.prefix}against:{place}", there)]
    wishes = named(pair.solver, fewest(before))
    model = wished(before, assumed, wishes, until, (now,))
    caption = limit.first.caption if limit is not None else place
    subject = Subject(place.removeprefix(now.prefix), caption, standard=pair.standards[1].id)
    identity = f"contained:{subject.standard}:{subject.id}"
    certificate = pair.certificate(began, together(*(bounds.forms for bounds in pair.bounds)))
    told_of = limit_sentence(limit) if limit is not None else f"“{caption}”现在是另一种数据"
    if model is None:
        sentence = f"“{caption}”：在限定的时间里没有得出结论。"
        return Answer(
            identity, Question.CONTAINED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate
        )
    missing = limit is not None and limit.first.missing
    sentence = (
        f"按上一版填好的申报，现在还要补充：{told_of}。"
        if missing
        else f"上一版有效的内容，现在无效：{told_of}。"
    )
    shown = pair.example(model, "上一版有效、现在无效的申报", [])
    causes = (cause_of_limit(now, limit),) if limit is not None else ()
    if shown is None:
        return Answer(
            identity, Question.CONTAINED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate, causes
        )
    example, runs = shown
    good = runs[0].sound and not runs[1].sound
    verdict = Verdict.SHOWN if good else Verdict.DEFECT
    return Answer(
        identity,
        Question.CONTAINED,
        Kind.INVALID,
        verdict,
        subject,
        sentence,
        certificate,
        causes,
        (example,),
    )
