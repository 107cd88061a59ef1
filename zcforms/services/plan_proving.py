"""Proofs from the command line: of plans as commands name them (`plan_lookup`), in a child process, nothing kept but the cases of 3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcforms import resources
from zcforms.documents.nearest import remedy_for
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused
from zcforms.domain.plan import Plan
from zcforms.lab import casefiles
from zcforms.lab.proofs import cases as proof_cases
from zcforms.lab.proofs.answers import Answer, Question
from zcforms.lab.proofs.child import Task
from zcforms.lab.proofs.proving import Limits
from zcforms.lab.proofs.run import Lost, Prover
from zcforms.services import judgement, plan_lookup
from zcforms.services.plan_lookup import Found
from zcforms.services.proof_subjects import side_of
from zcforms.services.replaying import Clock
from zcforms.settings import Settings

USUAL = (Question.PASSES, Question.BITES)
COMPARING = (Question.CHANGED, Question.CONTAINED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the plan `what`. `questions`: none for the usual ones; `against`: "" for nothing to compare with; `rules`: none for all; `application`: what an
    application file holds, that 6 is asked about, None without one."""

    what: str
    questions: Sequence[Question] = ()
    against: str = ""
    rules: Sequence[str] = ()
    limits: Limits | None = None
    application: Any = None


class Proving:
    """The questions put to the plan; answers come as they are found. `lost`: what the solver could not be asked to its end."""

    def __init__(self, settings: Settings, asked: Asked, clock: Clock) -> None:
        """Raises `DocumentsInvalid`: a plan cannot be built; `InputRefused`: nothing is called so; DatabaseUnusable."""
        self._asked = asked
        self.found = plan_lookup.find(settings, asked.what, clock)
        before = plan_lookup.find(settings, asked.against, clock) if asked.against else None
        self.lost: list[Lost] = []
        self._task = _task(asked, self.found, before)

    def answers(self) -> Iterator[Answer]:
        """Raises `SolverMissing`."""
        with Prover(self._task, lost=self.lost) as prover:
            yield from prover.answers()

    def keep(self, answers: Iterable[Answer]) -> Path | None:
        """Write applicants on both sides of comparisons as cases into a file of their own, which is written anew each time; None where there are none.

        Raises:
            InputRefused: the plan lies in no folder.
        """
        plan, ruleset = self.found.made.plan, self.found.made.ruleset
        if plan is None or ruleset is None:
            raise DocumentsInvalid(self.found.made.faults)
        path = home(self._asked.what, self.found) / f"{plan.id}{proof_cases.SUFFIX}"
        text = proof_cases.file(plan, ruleset, answers)
        if not text:
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


def home(what: str, found: Found) -> Path:
    """The folder with the cases of a plan that lies in files. Raises `InputRefused` for others."""
    if Path(what).is_dir():
        return Path(what) / "rules" / casefiles.FOLDER
    if what == found.package.plan_id:
        return resources.root() / "rules" / casefiles.FOLDER
    raise InputRefused([InputFault("--keep", "用例写在文件里：请给出评审计划的文件夹，或已安装的计划。")])


def _unusable(found: Found) -> DocumentsInvalid | InputRefused:
    if found.made.faults:
        return DocumentsInvalid(found.made.faults)
    return InputRefused([InputFault(found.called, f"没有评审计划“{found.package.plan_id}”。")])


def _task(asked: Asked, found: Found, before: Found | None) -> Task:
    now, then = side_of(found.made), side_of(before.made) if before else None
    for each, side in ((found, now), (before, then)):
        if each is not None and side is None:
            raise _unusable(each)
    if now is None or found.made.ruleset is None:
        raise AssertionError
    application = _application(found.made.plan, asked) if found.made.plan else None
    questions = _questions(asked, compared=then is not None)
    if then is None and any(each in COMPARING for each in questions):
        raise InputRefused([InputFault("--against", "第 4、5 个问题要和另一版相比，请用 --against 给出。")])
    known = {rule.id for table in found.made.ruleset.tables.values() for rule in table.rules}
    if unknown := [each for each in asked.rules if each not in known]:
        told = [f"没有规则“{each}”。{remedy_for(each, known)}" for each in unknown]
        raise InputRefused([InputFault("--rule", each) for each in told])
    rules = tuple(asked.rules) or None
    return Task(now, questions, then, asked.limits or Limits(), rules, application)


def _questions(asked: Asked, *, compared: bool) -> tuple[Question, ...]:
    """An application is what 6 is about, and that alone where nothing else is asked."""
    if asked.application is not None:
        return tuple(dict.fromkeys((*asked.questions, Question.NEAREST)))
    if Question.NEAREST in asked.questions:
        raise InputRefused(
            [InputFault("--application", "第 6 个问题问的是一份申报，请用 --application 给出。")]
        )
    return tuple(asked.questions) or (*USUAL, *(COMPARING if compared else ()))


def _application(plan: Plan, asked: Asked) -> Mapping[str, Any] | None:
    """Raises `InputRefused`: it is none of this plan."""
    if asked.application is None:
        return None
    if not isinstance(asked.application, Mapping) or not {"applicant", "answers"} & asked.application.keys():
        told = "这不是申报文件。格式见 schemas/meta/application.json，例子在 examples 里。"
        raise InputRefused([InputFault("--application", told)])
    given = asked.application.get("plan")
    if isinstance(given, str) and given != plan.id:
        told = f"这是评审计划“{given}”的申报，不是“{plan.id}”的。请给出这个计划的申报文件。"
        raise InputRefused([InputFault("/plan", told)])
    return judgement.held({plan.id: plan}, asked.application)[1]
