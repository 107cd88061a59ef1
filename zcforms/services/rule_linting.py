"""What is wrong with rules and cases as they stand in an editor, with the place in the text. Nothing is kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from zcforms import resources
from zcforms.checks import ruleset
from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.documents import reading
from zcforms.documents.positions import Positions, positions
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.lab import casefiles
from zcforms.lab.cases import CaseFile
from zcforms.services.rulebook import Edition, file_of, parts, sound

LONGEST = 400_000
"""Characters of a text that is looked at while somebody types."""
MOST_MARKS = 100
_KEPT = 24
_MOST_READ = 4
"""Case files are large: some megabytes each."""

Part = Literal["rules", "cases"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One fault and its range in the text of `part`; lines and columns count from 1, the end is behind the last character."""

    line: int
    column: int
    end_line: int
    end_column: int
    pointer: str
    fault: str
    remedy: str
    part: Part = "rules"


class Tried:
    """What the plans' rules would be with the text in place of the ruleset in force, each plan's compiled when it is first asked for.
    `plans`: ids of those that use the ruleset now or would with the text; none when the text is no ruleset."""

    def __init__(
        self,
        document: Document | None,
        shelf: RulesetShelf,
        plans: Iterable[Plan] = (),
        *,
        unsound: tuple[DocumentFault, ...] = (),
        made: Mapping[str, Ruleset] | None = None,
    ) -> None:
        """`unsound`: what is wrong with the text by itself; `made`: what is known to come of it."""
        self.document = document
        self.shelf = shelf
        self._plans = {plan.id: plan for plan in plans}
        self._unsound = unsound
        self._made: dict[str, Ruleset | tuple[DocumentFault, ...]] = dict(made or {})
        self._compiling = threading.Lock()

    @property
    def plans(self) -> tuple[str, ...]:
        return tuple(self._plans)

    def of(self, plan_id: str) -> Ruleset | None:
        """The plan's rules; None where they do not compile, or it does not use the ruleset."""
        made = self._compiled(plan_id)
        return made if isinstance(made, Ruleset) else None

    def faults_of(self, plan_id: str) -> tuple[DocumentFault, ...]:
        """What is wrong as far as this plan is concerned."""
        made = self._compiled(plan_id)
        return self._unsound or (made if isinstance(made, tuple) else ())

    def faults(self, first: str) -> tuple[DocumentFault, ...]:
        """What is wrong for any plan; where the plan `first` is not well, that is enough. With faults nothing of it may be published."""
        if faults := self.faults_of(first):
            return faults
        return tuple(dict.fromkeys(fault for plan in self._plans for fault in self.faults_of(plan)))

    def _compiled(self, plan_id: str) -> Ruleset | tuple[DocumentFault, ...] | None:
        with self._compiling:
            if plan_id in self._plans and plan_id not in self._made:
                try:
                    self._made[plan_id] = ruleset.compile(self.shelf, self._plans[plan_id])
                except DocumentsInvalid as error:
                    self._made[plan_id] = error.faults
            return self._made.get(plan_id)


@dataclass(slots=True)
class _Kept:
    """The last texts that were tried: whoever types comes back to them with cases, trials and saving."""

    tried: OrderedDict[tuple[object, ...], Tried] = field(default_factory=OrderedDict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: tuple[object, ...]) -> Tried | None:
        with self.guard:
            if key in self.tried:
                self.tried.move_to_end(key)
            return self.tried.get(key)

    def keep(self, key: tuple[object, ...], tried: Tried) -> None:
        with self.guard:
            self.tried[key] = tried
            while len(self.tried) > _KEPT:
                self.tried.popitem(last=False)


_kept = _Kept()


def tried(edition: Edition, ruleset_id: str, text: str) -> Tried:
    """The text read, to be compiled for every plan that uses the ruleset now or would with it. What was tried last is remembered."""
    key = (edition, ruleset_id, text)
    found = _kept.find(key)
    if found is None:
        found = _tried(edition, ruleset_id, text)
        _kept.keep(key, found)
    return found


def _tried(edition: Edition, ruleset_id: str, text: str) -> Tried:
    file = file_of(edition.shelf, ruleset_id)
    if len(text) > LONGEST:
        fault = DocumentFault(file, "", f"规则文本超过 {LONGEST} 个字", "请拆成几个规则集。")
        return Tried(None, edition.shelf, unsound=(fault,))
    try:
        document = sound(text, file)
    except DocumentsInvalid as error:
        return Tried(None, edition.shelf, unsound=error.faults)
    if str(document.data.get("id", ruleset_id)) != ruleset_id:
        fault = DocumentFault(file, "/id", "规则集的 id 不能改", f"请写“{ruleset_id}”，或删去这一行。")
        return Tried(None, edition.shelf, unsound=(fault,))
    shelf = edition.with_document(ruleset_id, document)
    users = edition.used_by(ruleset_id)
    plans = [
        plan
        for plan in edition.plans.values()
        if plan.id in users or ruleset_id in parts(shelf, plan.ruleset)
    ]
    in_force = bool(users) and text == edition.text(ruleset_id)
    known = {plan: edition.rulesets[plan] for plan in users if in_force and plan in edition.rulesets}
    return Tried(document, shelf, plans, made=known)


class _Read:
    """The last cases that were read: each page of a draft looks at the same ones again. Nobody changes what is read."""

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[Tried, str, str], CaseFile] = OrderedDict()
        self._guard = threading.Lock()

    def found(self, key: tuple[Tried, str, str], make: Callable[[], CaseFile]) -> CaseFile:
        with self._guard:
            if key in self._files:
                self._files.move_to_end(key)
                return self._files[key]
        made = make()
        with self._guard:
            self._files[key] = made
            while len(self._files) > _MOST_READ:
                self._files.popitem(last=False)
        return made


_read = _Read()


def read_cases(edition: Edition, found: Tried, plan_id: str, text: str) -> CaseFile:
    """The cases of a text, tied to the tried rules of the plan; `found` was tried in this edition. Raises `DocumentsInvalid`."""
    return _read.found((found, plan_id, text), lambda: _cases(edition, found, plan_id, text))


def _cases(edition: Edition, found: Tried, plan_id: str, text: str) -> CaseFile:
    file = cases_file(plan_id)
    if len(text) > LONGEST:
        raise DocumentsInvalid(
            [DocumentFault(file, "", f"用例文本超过 {LONGEST} 个字", "请拆成几个用例文件。")]
        )
    document = reading.document(text, file)
    written = document.data.get("plan") if isinstance(document.data, Mapping) else None
    if written not in (None, plan_id):
        raise DocumentsInvalid(
            [DocumentFault(file, "/plan", "这里的用例属于另一个评审计划", f"请写“{plan_id}”。")]
        )
    return casefiles.read(
        document, edition.plans, rulesets_for(edition, found, plan_id), resources.folder("examples")
    )


def rulesets_for(edition: Edition, found: Tried, plan_id: str) -> Mapping[str, Ruleset]:
    """The rules in force, with the tried ones of the plan in their place as far as they compile."""
    made = found.of(plan_id)
    return edition.rulesets if made is None else {**edition.rulesets, plan_id: made}


def cases_file(plan_id: str) -> str:
    """Where the plan's cases lie below the folder of the documents."""
    return f"rules/cases/{plan_id}.yaml"


def marks(
    edition: Edition, ruleset_id: str, plan_id: str, text: str, cases_text: str | None, *, every: bool = True
) -> list[Mark]:
    """Every fault of the two texts, at its place, the first in the text first; `cases_text` None: there are none to look at. The rules are held to the plan first,
    then, with `every`, to all others that use them: typing is answered by the one plan, nothing is taken without the others.

    While the rules do not compile, cases are held to the rules in force.
    """
    found = tried(edition, ruleset_id, text)
    faults = found.faults(plan_id) if every else found.faults_of(plan_id)
    made = placed(faults, text, file_of(edition.shelf, ruleset_id), "rules")
    if cases_text is not None and plan_id in rulesets_for(edition, found, plan_id):
        try:
            read_cases(edition, found, plan_id, cases_text)
        except DocumentsInvalid as error:
            made += placed(error.faults, cases_text, cases_file(plan_id), "cases")
    return made[:MOST_MARKS]


def placed(faults: Iterable[DocumentFault], text: str, file: str, part: Part) -> list[Mark]:
    """The faults as marks. A fault of another document, which the text causes there, stands at the beginning and names the document."""
    where = positions(text[:LONGEST])
    return sorted(
        {_mark(fault, where, file, part) for fault in faults},
        key=lambda mark: (mark.line, mark.column, mark.pointer, mark.fault),
    )


def _mark(fault: DocumentFault, where: Positions, file: str, part: Part) -> Mark:
    if fault.file != file:
        told = f"{fault.file}{'#' + fault.pointer if fault.pointer else ''}：{fault.fault}"
        return Mark(1, 1, 1, 1, "", told, fault.remedy, part)
    place = where.broken or where.at(fault.pointer)
    return Mark(
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        fault.pointer,
        fault.fault,
        fault.remedy,
        part,
    )
