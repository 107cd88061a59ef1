"""The documents alone, without database, files and accounts: what the command line and the benchmarks work with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from zcforms import resources
from zcforms.checks import ruleset, trace
from zcforms.checks.explanation import Explanation, explain
from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.checks.run import Checker, Verdict
from zcforms.documents import reading
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, InputFault, InputRefused
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue
from zcforms.forms.catalogue import Catalogue
from zcforms.forms.shelf import Shelf
from zcforms.printing.press import Press
from zcforms.services import advising, judgement, verdicts
from zcforms.services.advising import Advice
from zcforms.services.judgement import Judgement
from zcforms.services.sources import Sources

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bench:
    """Every plan with its compiled rules, a checker and a press; `shelf` (rules), `documents` and `sources` are what they were made from. Close it, or use it
    as a context manager."""

    catalogue: Catalogue
    rulesets: Mapping[str, Ruleset]
    checker: Checker
    press: Press
    shelf: RulesetShelf
    sources: Sources
    documents: Shelf

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """Load `schemas/` and `rules/` below the folder (None: the installed ones).

        Raises:
            DocumentsInvalid: with the faults of schemas and rules together, as far as each could be read.
        """
        schemas, rules = _folders(folder)
        sources = Sources.read(schemas.parent)
        faults: list[DocumentFault] = []
        on_shelf = _collected(faults, lambda: catalogue.sound(schemas))
        shelf = _collected(faults, lambda: ruleset.load(rules))
        if on_shelf is None or shelf is None:
            raise DocumentsInvalid(faults)
        documents = catalogue.build(on_shelf)
        rulesets = {}
        for plan in documents.plans.values():
            compiled = _collected(faults, partial(ruleset.compile, shelf, plan))
            if compiled:
                rulesets[plan.id] = compiled
        if faults:
            raise DocumentsInvalid(faults)
        if (
            Sources.read(schemas.parent) != sources
        ):  # somebody wrote while we read: what we keep must be what we loaded
            return cls.load(folder)
        return cls(documents, rulesets, Checker(), Press(), shelf, sources, on_shelf)

    def plans(self) -> list[Plan]:
        return sorted(self.catalogue.plans.values(), key=lambda plan: plan.id)

    @staticmethod
    def notes(folder: Path | None = None) -> list[str]:
        """What is no fault of the documents and probably not meant all the same: nobody uses it, or it leaves open what it means.

        Raises `DocumentsInvalid`.
        """
        schemas, rules = _folders(folder)
        shelf = ruleset.load(rules)
        plans = catalogue.load(schemas).plans.values()
        of_rules = [note for plan in plans for note in ruleset.notes(ruleset.compile(shelf, plan), plan)]
        return [str(note) for note in (*catalogue.lint(schemas).notes, *of_rules)]

    def check(self, document: Any, plan_id: str | None = None) -> Verdict:
        """The verdict on an application file's content; raises `InputRefused` for one that cannot be used, `CheckFailed`."""
        return self.judge(document, plan_id)[1].verdict

    def judge(self, document: Any, plan_id: str | None = None) -> tuple[Plan, Judgement]:
        """The same with the plan and the facts. Raises as `check`."""
        plan, held = judgement.held(self.catalogue.plans, document, plan_id)
        return plan, judgement.judge(self.checker, self.rulesets[plan.id], plan, held)

    def explain(self, document: Any, plan_id: str | None = None) -> tuple[Explanation, ...]:
        """Why each rule came out as it did, in the order of the rules. Raises as `check`."""
        return self.explained(document, plan_id)[1]

    def advice(self, document: Any, plan_id: str | None = None) -> Advice:
        """Of each violated rule the smallest changes after which it passes, as far as they are found in time. Raises as `check`."""
        plan, judged = self.judge(document, plan_id)
        return advising.smallest_changes(self.rulesets[plan.id], judged.facts)

    def explained(self, document: Any, plan_id: str | None = None) -> tuple[Verdict, tuple[Explanation, ...]]:
        """The verdict with its explanations. Raises as `check`."""
        plan, judged = self.judge(document, plan_id)
        return judged.verdict, explain(self.rulesets[plan.id], judged.facts, judged.verdict)

    def as_json(self, document: Any, plan_id: str | None = None) -> dict[str, Any]:
        """The verdict with everything that makes it again, and the trace (schemas/meta/trace.json). Raises as `check`."""
        plan, judged = self.judge(document, plan_id)
        reasons = explain(self.rulesets[plan.id], judged.facts, judged.verdict)
        return verdicts.document(plan.id, judged) | {"trace": trace.as_json(reasons)}

    def sheet(self, document: Any, plan_id: str | None = None) -> bytes:
        """The evaluation form as PDF, marked as a draft; raises `InputRefused`, `PrintingFailed`."""
        plan, held = judgement.held(self.catalogue.plans, document, plan_id)
        html = judgement.page(self.catalogue.sheets[plan.sheet], plan, held, photo=None, draft=True)
        return self.press.pdf(html)

    def close(self) -> None:
        self.checker.close()
        self.press.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _folders(folder: Path | None) -> tuple[Path, Path]:
    if folder is None:
        return resources.folder("schemas"), resources.folder("rules")
    for name in ("schemas", "rules"):
        if not (folder / name).is_dir():
            raise InputRefused(
                [InputFault(str(folder), f"这个文件夹里没有 {name}。请给出含有 schemas 和 rules 的文件夹。")]
            )
    return folder / "schemas", folder / "rules"


def _collected(faults: list[DocumentFault], loaded: Callable[[], T]) -> T | None:
    """What was loaded; on faults None, with the faults added to the list."""
    try:
        return loaded()
    except DocumentsInvalid as error:
        faults += error.faults
        return None


def read_application(path: Path) -> Any:
    """An application file's content, JSON or YAML.

    Raises:
        InputRefused: it cannot be read, or is not JSON.
    """
    if path.is_dir():
        raise InputRefused([InputFault(str(path), "这是文件夹。请给出一个申报文件，如 examples 中的例子。")])
    try:
        return reading.read(path, path.parent).data
    except DocumentsInvalid as error:
        faults = [
            InputFault(
                f"{path}#{fault.pointer}" if fault.pointer else str(path), f"{fault.fault}。{fault.remedy}"
            )
            for fault in error.faults
        ]
        raise InputRefused(faults) from error
