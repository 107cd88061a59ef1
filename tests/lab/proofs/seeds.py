"""Faults put into the installed plans on purpose, as edits of their documents, and what a proof must say of each.

Every fault brings a small domain: places of the plan's example application with a few values each. All of its applications are made and run by validation
and the reference evaluator, which is the truth that an answer is held against: no solver has a part in it.
"""

from __future__ import annotations

import copy
import functools
import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonpatch

from zcforms.checks import conform, facts, ruleset
from zcforms.checks.assembly import Rule
from zcforms.checks.deciding import Outcome, decide
from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents import reading
from zcforms.documents.pointer import pointer, steps
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentsInvalid
from zcforms.domain.finding import Severity
from zcforms.forms import catalogue, validation
from zcforms.forms.shelf import Shelf
from zcforms.lab.proofs.answers import Answer, Cause, Kind, Question
from zcforms.lab.proofs.proving import Version

ROOT = Path(__file__).parents[3]
ABSENT: Any = object()
"""A value of a domain: the place is not there."""
FORM_RULES = frozenset({"personal-complete", "personal-valid", "attachments-valid", "documents-valid"})
MOST = 4000
"""Applications of one domain; of a larger one so many are drawn."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One operation of a JSON patch on a document. A step of `path` that is no number names an entry of a list by its `id`."""

    file: str
    op: str
    path: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be answered. `subject`: members of the answer's subject; `rules`: what must be among the causes; `pointer`: what a cause's pointer has in it,
    or else one of the rules is named that say what the forms find (`FORM_RULES`); `bounded`: it cannot be proved beyond so many records."""

    question: Question
    kind: Kind
    subject: Mapping[str, str] = field(default_factory=dict)
    rules: frozenset[str] = frozenset()
    pointer: str = ""
    bounded: bool = False

    def about(self, answer: Answer) -> bool:
        said = answer.subject
        if answer.question is not self.question:
            return False
        if self.question is Question.CONTAINED:  # by keyword and place
            steps_of = self.subject.get("id", "").removeprefix("/answers").removeprefix("/imports")
            return steps_of.strip("/") in said.id
        return all(getattr(said, name) == value for name, value in self.subject.items())

    def missing(self, causes: Sequence[Cause]) -> list[str]:
        """What should be among the causes and is not."""
        named = {cause.rule for cause in causes}
        found = [rule for rule in sorted(self.rules) if rule not in named]
        told = (
            not self.pointer
            or named & FORM_RULES
            or any(self.pointer in cause.pointer for cause in causes if not cause.rule)
        )
        return found if told else [*found, self.pointer]


@dataclass(frozen=True, slots=True)
class Seed:
    """`fault`: what the edits do, in words. `domain`: pointers into the plan's example with the values that stand there in turn; `library`: records that the
    example gets beforehand."""

    name: str
    plan: str
    fault: str
    edits: tuple[Edit, ...]
    expected: Expected
    domain: Mapping[str, Sequence[Any]]
    library: tuple[Mapping[str, Any], ...] = ()

    @property
    def compared(self) -> bool:
        """Whether it is a matter of two versions."""
        return self.expected.question in (Question.CHANGED, Question.CONTAINED)


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one application: pointers of what the forms find wrong, blocking and other rules that are violated."""

    document: Mapping[str, Any]
    breaches: frozenset[str]
    violated: frozenset[str]
    advised: frozenset[str]

    @property
    def passes(self) -> bool:
        return not self.breaches and not self.violated


def rule(id: str, row: str, require: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "row": row,
        "caption": f"规则 {id}",
        "policy": {"text": "为检验证明而加的要求", "source": "测试"},
        "require": require,
        "message": "不符合要求",
        **more,
    }


def new_rules(plan: str, *added: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Edits that give a plan more rules."""
    file = f"rules/plans/{plan}.yaml"
    if "rules" not in _rules().documents[plan].data:
        return (Edit(file, "add", "/rules", [dict(each) for each in added]),)
    return tuple(Edit(file, "add", "/rules/-", dict(each)) for each in added)


# ------------------------------------------------------------------------------------------------ versions


@functools.cache
def _schemas() -> Shelf:
    return catalogue.sound(ROOT / "schemas")


@functools.cache
def _rules() -> RulesetShelf:
    return ruleset.load(ROOT / "rules")


@functools.cache
def base(plan: str) -> Version:
    """An installed plan as it is."""
    return made(plan, ())


def made(plan: str, edits: Sequence[Edit]) -> Version:
    """The plan with its documents edited.

    Raises:
        DocumentsInvalid: the edits make a fault that the documents' own check finds, so that there is nothing to prove.
    """
    schemas = {document.file: document for document in _schemas().sound.values()}
    rules = {document.file: document for document in _rules().documents.values()}
    changed: dict[str, Document] = {}
    for edit in edits:
        before = changed.get(edit.file) or schemas.get(edit.file) or rules[edit.file]
        changed[edit.file] = _edited(before, edit)
    laid = catalogue.overlaid(_schemas(), [each for each in changed.values() if each.file in schemas])
    if laid.faults:
        raise DocumentsInvalid(laid.faults)
    shelf = RulesetShelf(
        {name: changed.get(document.file, document) for name, document in _rules().documents.items()}
    )
    built = catalogue.build(laid, only=[plan]).plans[plan]
    return Version(built, ruleset.compile(shelf, built))


def _edited(document: Document, edit: Edit) -> Document:
    data = copy.deepcopy(document.data)
    patch = {"op": edit.op, "path": _resolved(data, edit.path), "value": edit.value}
    data = jsonpatch.apply_patch(data, [patch])
    return Document(document.file, data, reading.digest(data))


def _resolved(data: Any, path: str) -> str:
    found: list[str | int] = []
    for step in steps(path):
        if isinstance(data, list):
            named = [position for position, each in enumerate(data) if _id(each) == step]
            where: str | int = named[0] if named else step
            found.append(where)
            data = data[int(where)] if str(where).isdigit() else None
        else:
            found.append(step)
            data = data.get(step) if isinstance(data, Mapping) else None
    return pointer(found)


def _id(entry: Any) -> Any:
    return entry.get("id") if isinstance(entry, Mapping) else None


# ------------------------------------------------------------------------------------------------ the truth


@functools.cache
def _examples() -> Mapping[str, Mapping[str, Any]]:
    found = (json.loads(path.read_text("utf-8")) for path in (ROOT / "examples").glob("*-complete.json"))
    return {example["plan"]: example for example in found}


def example(plan: str) -> dict[str, Any]:
    """The made-up applicant who passes the plan as it is installed."""
    return copy.deepcopy(dict(_examples()[plan]))


def documents(seed: Seed) -> Iterator[dict[str, Any]]:
    """The applications of a seed's domain."""
    start = example(seed.plan)
    start["achievements"] = [*start["achievements"], *seed.library]
    combinations: Any = itertools.product(*seed.domain.values())
    number = 1
    for values in seed.domain.values():
        number *= len(values)
    if number > MOST:
        draw = random.Random(seed.name)
        combinations = ([draw.choice(values) for values in seed.domain.values()] for _ in range(MOST))
    for values in combinations:
        document = copy.deepcopy(start)
        for place, value in zip(seed.domain, values, strict=True):
            put(document, place, value)
        yield document


def put(document: dict[str, Any], place: str, value: Any) -> None:
    """Set a place, or take it away."""
    *way, last = steps(place)
    node: Any = document
    for step in way:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    if isinstance(node, list):
        node[int(last)] = value
    elif value is ABSENT:
        node.pop(last, None)
    else:
        node[last] = copy.deepcopy(value)


def run(version: Version, document: Mapping[str, Any]) -> Ran:
    """What validation and the reference evaluator make of an application."""
    found = validation.breaches_of(version.plan, document)
    known = facts.facts(version.plan, document, found)
    table = version.ruleset.table(known["application"].get("standard"))
    decided = decide(table.rules, conform.typed(known, version.ruleset.shape))
    violated: dict[bool, set[str]] = {True: set(), False: set()}
    for each in table.rules:
        if decided.outcomes[each.id] is Outcome.VIOLATED:
            violated[each.severity is Severity.BLOCKING].add(each.id)
    breaches = frozenset(breach.pointer for several in found.values() for breach in several)
    return Ran(document, breaches, frozenset(violated[True]), frozenset(violated[False]))


def holds(seed: Seed, after: Version) -> list[str]:
    """What of the expected answer the seed's domain speaks against; nothing where brute force agrees."""
    made_up = list(documents(seed))
    return _TRUTHS[seed.expected.kind](
        seed, [run(base(seed.plan), each) for each in made_up], [run(after, each) for each in made_up]
    )


def _impossible(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    chosen = {"route", "title", "standard", "specialty"} & set(seed.expected.subject)
    ours = [
        number
        for number, ran in enumerate(after)
        if all(ran.document.get(name) == seed.expected.subject[name] for name in chosen)
    ]
    causes = seed.expected.rules
    passing = sum(after[number].passes for number in ours)
    wrong = [f"{passing} applications pass"] * bool(passing)
    wrong += ["nobody passed before"] * (not any(before[number].passes for number in ours))
    adjusting = {each.id for each in _everything(made(seed.plan, seed.edits)) if each.adjustment is not None}
    for cause in causes - adjusting:  # each is needed: without it somebody would pass
        if not any(after[number].violated == {cause} and not after[number].breaches for number in ours):
            wrong.append(f"nobody breaks {cause} alone")
    return wrong


def _possible(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    return [] if any(ran.passes for ran in after) else ["nobody passes"]


def _violators(seed: Seed, runs: Sequence[Ran]) -> list[Ran]:
    rule_id = seed.expected.subject["id"]
    return [ran for ran in runs if rule_id in ran.violated | ran.advised]


def _dead(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    return [f"violated by {len(found)} applications"] if (found := _violators(seed, after)) else []


def _redundant(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    rule_id, causes = seed.expected.subject["id"], seed.expected.rules
    found = _violators(seed, after)
    wrong = [] if found else ["violated by nobody"]
    place = seed.expected.pointer
    for ran in found:
        others = (ran.violated - {rule_id}) & causes
        if not others and not (place and any(place in breach for breach in ran.breaches)):
            wrong.append(f"violated alone: {sorted(ran.violated)} {sorted(ran.breaches)}")
            break
    if len(causes) > 1:  # each of them is needed
        alone = {cause for ran in found for cause in causes if (ran.violated & causes) == {cause}}
        wrong += [f"{cause} is never the only one" for cause in sorted(causes - alone)]
    return wrong


def _alone(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    rule_id = seed.expected.subject["id"]
    found = any(
        ran.violated | ran.advised == {rule_id} and not ran.breaches for ran in _violators(seed, after)
    )
    return [] if found else ["never alone"]


def _row_fails(version: Version, row: str, ran: Ran) -> bool:
    return any(each.id in ran.violated for each in _everything(version) if each.row == row)


def _everything(version: Version) -> Iterator[Rule]:
    """The rules of all standards."""
    return (each for table in version.ruleset.tables.values() for each in table.rules)


def _moved(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> tuple[int, int]:
    """How many of the domain fail the row now and did not, and the other way round."""
    old, new, row = base(seed.plan), made(seed.plan, seed.edits), seed.expected.subject["id"]
    fails = [
        (_row_fails(old, row, one), _row_fails(new, row, two)) for one, two in zip(before, after, strict=True)
    ]
    return fails.count((False, True)), fails.count((True, False))


def _stricter(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    return [] if _moved(seed, before, after)[0] else ["nobody fails who passed"]


def _looser(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    return [] if _moved(seed, before, after)[1] else ["nobody passes who failed"]


def _alike(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    moved = _moved(seed, before, after)
    return [f"{moved} decided otherwise"] if any(moved) else []


def _newly_invalid(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    pairs = zip(before, after, strict=True)
    return [place for one, two in pairs for place in sorted(two.breaches - one.breaches)]


def _invalid(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    found = _newly_invalid(seed, before, after)
    return [] if any(seed.expected.subject["id"] in place for place in found) else ["nothing becomes invalid"]


def _contained(seed: Seed, before: Sequence[Ran], after: Sequence[Ran]) -> list[str]:
    return _newly_invalid(seed, before, after)[:3]


_TRUTHS: Mapping[Kind, Callable[[Seed, Sequence[Ran], Sequence[Ran]], list[str]]] = {
    Kind.IMPOSSIBLE: _impossible,
    Kind.POSSIBLE: _possible,
    Kind.DEAD: _dead,
    Kind.REDUNDANT: _redundant,
    Kind.ALONE: _alone,
    Kind.STRICTER: _stricter,
    Kind.LOOSER: _looser,
    Kind.ALIKE: _alike,
    Kind.INVALID: _invalid,
    Kind.CONTAINED: _contained,
}
