"""Case files: read, held to their metaschema, and tied to the plan and its rules, with a remedy for everything that is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zcforms.checks import conform
from zcforms.checks.assembly import Table
from zcforms.checks.deciding import Outcome
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.scope import Misuse, below
from zcforms.documents import metaschema, reading
from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.lab import applicants
from zcforms.lab.cases import Case, CaseFile, Expected, fact_pointer

KIND = "cases"
FOLDER = "cases"
"""Below `rules/`."""
EXAMPLES = "examples/"
_OUTCOMES = {
    "violated": Outcome.VIOLATED,
    "passed": Outcome.PASSED,
    "inapplicable": Outcome.INAPPLICABLE,
    "not_asked": Outcome.NOT_ASKED,
}


def load(
    folder: Path,
    plans: Mapping[str, Plan],
    rulesets: Mapping[str, Ruleset],
    examples: Path,
    only: Collection[str] = (),
) -> list[CaseFile]:
    """Every case file below the folder (`rules/cases`); `examples`: the folder with the application files that applicants come from;
    `only`: files of these plans, where there are any.

    Raises:
        DocumentsInvalid: with every fault of every file.
    """
    documents, faults = reading.read_tree(folder, folder.parent.parent)
    loaded = []
    for document in documents:
        if only and not _concerns(document, only):
            continue
        try:
            loaded.append(read(document, plans, rulesets, examples))
        except DocumentsInvalid as error:
            faults += error.faults
    if faults:
        raise DocumentsInvalid(faults)
    return loaded


def _concerns(document: Document, plans: Collection[str]) -> bool:
    """Whether the file is about one of the plans, or bears its name: then it says what is wrong with it."""
    named = document.stem.partition(".")[0] in plans
    return named or not isinstance(document.data, Mapping) or document.data.get("plan") in plans


def read(
    document: Document, plans: Mapping[str, Plan], rulesets: Mapping[str, Ruleset], examples: Path
) -> CaseFile:
    """One case file; a text that lies in no folder comes as `Document(name, reading.parse(text, name, is_yaml=True), "")`.

    Raises:
        DocumentsInvalid: with every fault.
    """
    faults = metaschema.hold(document, KIND)
    if faults:
        raise DocumentsInvalid(faults)
    plan = plans.get(document.data["plan"])
    if plan is None:
        name = document.data["plan"]
        fault = DocumentFault(document.file, "/plan", f"没有评审计划“{name}”", remedy_for(name, plans))
        raise DocumentsInvalid([fault])
    reader = _Reader(document, plan, rulesets[plan.id], examples)
    made = reader.file()
    if reader.faults:
        raise DocumentsInvalid(reader.faults)
    return made


@dataclass(slots=True)
class _Reader:
    source: Document
    plan: Plan
    ruleset: Ruleset
    examples: Path
    faults: list[DocumentFault] = field(default_factory=list)
    made: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    def file(self) -> CaseFile:
        self._require_file_name()
        data = self.source.data
        for name in data["applicants"]:
            self._applicant(name, pointer(["applicants", name]), ())
        cases = [self._case(tree, pointer(["cases", n])) for n, tree in enumerate(data["cases"])]
        self._require_different_names(data["cases"])
        known = {
            name: made for name, made in self.made.items() if made is not None and name in data["applicants"]
        }
        kept = tuple(case for case in cases if case is not None)
        return CaseFile(self.source.file, self.plan.id, str(data.get("caption", "")), known, kept)

    def _require_file_name(self) -> None:
        stem = self.source.stem
        if "/" in self.source.file and stem != self.plan.id and not stem.startswith(f"{self.plan.id}."):
            remedy = f"请把文件命名为 {self.plan.id}.yaml 或 {self.plan.id}.某词.yaml，或改正 plan。"
            self._fault("/plan", f"文件名与评审计划“{self.plan.id}”不符", remedy)

    def _require_different_names(self, trees: Iterable[Mapping[str, Any]]) -> None:
        seen: set[str] = set()
        for number, tree in enumerate(trees):
            if tree["case"] in seen:
                at = pointer(["cases", number, "case"])
                self._fault(at, f"用例“{tree['case']}”重名", "请写出它与同名用例的不同之处。")
            seen.add(tree["case"])

    # ---------------------------------------------------------------------------------- applicants

    def _applicant(self, name: str, at: str, above: tuple[str, ...]) -> dict[str, Any] | None:
        """The document of a named applicant or of an example; None where there is a fault, which is told once."""
        if name in self.made:
            return self.made[name]
        known: Mapping[str, Any] = self.source.data["applicants"]
        if name not in known:
            self.made[name] = made = self._example(name, at)
            return made
        at = pointer(["applicants", name])
        if "from" not in known[name]:
            return self._whole(name, known[name], at)
        origin = str(known[name]["from"])
        if origin in (*above, name):
            self._fault(
                below(at, "from"),
                f"“{name}”绕了一圈又来自自己",
                "请让其中一名申报人来自 examples 中的申报文件。",
            )
            self.made[name] = None
            return None
        base = self._applicant(origin, below(at, "from"), (*above, name))
        self.made[name] = None if base is None else self._different(base, known[name], at)
        return self.made[name]

    def _whole(self, name: str, tree: Mapping[str, Any], at: str) -> dict[str, Any] | None:
        """Somebody whose whole application is written there."""
        if "document" not in tree:
            self._fault(
                at,
                f"“{name}”没有写从哪份申报来",
                "请写 from：examples 中的申报文件，或本文件中另一名申报人。",
            )
        self.made[name] = self._different(tree["document"], tree, at) if "document" in tree else None
        return self.made[name]

    def _different(self, base: Mapping[str, Any], tree: Mapping[str, Any], at: str) -> dict[str, Any]:
        made, misuses = applicants.document(self.plan, base, tree, at)
        self._misused(misuses)
        return made

    def _example(self, name: str, at: str) -> dict[str, Any] | None:
        path = (self.examples / name.removeprefix(EXAMPLES)).resolve()
        if not path.is_relative_to(self.examples.resolve()) or not path.is_file():
            files = [
                EXAMPLES + each.relative_to(self.examples).as_posix()
                for each in sorted(self.examples.rglob("*"))
                if each.suffix in reading.SUFFIXES
            ]
            self._fault(
                at, f"没有申报人“{name}”", remedy_for(name, [*self.source.data["applicants"], *files])
            )
            return None
        try:
            data = reading.read(path, self.examples).data
        except DocumentsInvalid as error:
            self._fault(at, f"申报文件“{name}”不能使用（{error.faults[0].fault}）", "请先改正这个文件。")
            return None
        return data if isinstance(data, dict) else None

    # --------------------------------------------------------------------------------------- cases

    def _case(self, tree: Mapping[str, Any], at: str) -> Case | None:
        base = self._applicant(str(tree["applicant"]), below(at, "applicant"), ())
        if base is None:
            return None
        known = len(self.faults)
        document = self._different(base, tree, at)
        self._require_application(document, tree, at)
        if len(self.faults) > known:
            return None
        table = self.ruleset.tables[document["standard"]]
        expected = self._expected(tree["expect"], table, below(at, "expect"))
        about = tuple(tree.get("about", [*expected.outcomes, *self._adjusting(expected, table)]))
        if "about" in tree:
            self._require_rules(about, table, below(at, "about"))
        name = str(tree["case"])
        return Case(name, str(tree["applicant"]), about, base, document, expected, self.source.file, at)

    def _require_application(self, document: Mapping[str, Any], tree: Mapping[str, Any], at: str) -> None:
        """A case that is no application at all checks nothing."""
        for fault in _application_faults(document):
            self._fault(at, f"改动之后不是完整的申报：{fault.pointer or '/'} {fault.fault}", fault.remedy)
        on_purpose = tree.get("unplanned", {})
        for name, caption, choices in (
            ("plan", "评审计划", [self.plan.id]),
            ("route", "申报形式", [each.id for each in self.plan.routes]),
            ("standard", "评审标准", [each.id for each in self.plan.standards]),
            ("specialty", "申报专业", [each.id for each in self.plan.specialties]),
            ("title", "申报职称", [each.id for each in self.plan.titles]),
        ):
            given = str(document.get(name))
            if given not in choices and (name not in on_purpose or name in ("plan", "standard")):
                place = self._where_written(tree, name, at)
                self._fault(place, f"该计划没有{caption}“{given}”", remedy_for(given, choices))

    @staticmethod
    def _where_written(tree: Mapping[str, Any], name: str, at: str) -> str:
        return below(below(at, "change"), name) if name in tree.get("change", {}) else below(at, "applicant")

    # ------------------------------------------------------------------------------------ expected

    def _expected(self, tree: Mapping[str, Any], table: Table, at: str) -> Expected:
        outcomes: dict[str, Outcome] = {}
        for word, outcome in _OUTCOMES.items():
            rules = tree.get(word, ())
            self._require_rules(rules, table, below(at, word), asked=True)
            for number, rule in enumerate(rules):
                if rule in outcomes:
                    place = below(below(at, word), number)
                    self._fault(place, f"规则“{rule}”不能同时有两种结果", "请只保留其中一处。")
                outcomes[rule] = outcome
        rows = tree.get("rows", {})
        for row in rows:
            known = [each.id for each in table.rows]
            if row not in known:
                place = below(below(at, "rows"), row)
                self._fault(place, f"检测表没有“{row}”这一行", remedy_for(row, known))
        adjusted = dict(self._adjusted(tree.get("adjusted", {}), table, below(at, "adjusted")))
        return Expected(outcomes, bool(tree.get("also", False)), adjusted, dict(rows))

    def _adjusted(self, tree: Mapping[str, Any], table: Table, at: str) -> Iterator[tuple[str, Any]]:
        targets = [".".join(rule.adjustment.target.path) for rule in table.rules if rule.adjustment]
        for name, value in tree.items():
            shape = self.ruleset.shape.at(name.split("."))
            if name not in targets or shape is None:
                self._fault(below(at, name), f"没有规则会调整“{name}”", remedy_for(name, targets))
                continue
            typed = conform.typed(value, shape)
            if value is not None and typed is None:
                self._fault(below(at, name), f"“{name}”不能是 {value}", f"请写{shape.type}。")
            yield fact_pointer(name), typed

    def _adjusting(self, expected: Expected, table: Table) -> Iterator[str]:
        for rule in table.rules:
            if rule.adjustment and pointer(rule.adjustment.target.path) in expected.adjusted:
                yield rule.id

    def _require_rules(self, rules: Iterable[str], table: Table, at: str, *, asked: bool = False) -> None:
        known = {rule.id: rule for rule in table.rules}
        elsewhere = {rule.id for each in self.ruleset.tables.values() for rule in each.rules}
        for number, name in enumerate(rules):
            place = below(at, number)
            if name not in known:
                where = "这个用例的评审标准" if name in elsewhere else "该计划"
                self._fault(place, f"{where}没有规则“{name}”", remedy_for(name, known))
            elif asked and known[name].adjustment:
                self._fault(
                    place,
                    f"规则“{name}”调整数据，没有通过或违反",
                    "请写在 adjusted 里：{数据名称: 调整后的值}。",
                )

    # -------------------------------------------------------------------------------------- faults

    def _misused(self, misuses: Iterable[Misuse]) -> None:
        for misuse in misuses:
            self._fault(misuse.at, misuse.fault, misuse.remedy)

    def _fault(self, at: str, fault: str, remedy: str) -> None:
        self.faults.append(DocumentFault(self.source.file, at, fault, remedy))


_MOST_SOUND = 20_000
_sound: set[bytes] = set()
"""Digests of applications without a fault. Remembered: while somebody types, the same people are held to the metaschema with every letter."""


def _application_faults(document: Mapping[str, Any]) -> list[DocumentFault]:
    digest = hashlib.sha256(reading.canonical(document)).digest()
    if digest in _sound:
        return []
    faults = metaschema.hold(Document("", document, ""), "application")
    if not faults:
        if len(_sound) >= _MOST_SOUND:
            _sound.clear()
        _sound.add(digest)
    return faults
