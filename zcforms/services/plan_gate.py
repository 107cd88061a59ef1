"""What stands between a draft of a plan and publishing it, each with the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zcforms import resources
from zcforms.checks.ruleset import Ruleset
from zcforms.documents.reading import digest
from zcforms.domain.errors import DocumentsInvalid, WrongState
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import Acceptance, PlanDraft, about_the_same
from zcforms.domain.problem import Problem
from zcforms.forms.shelf import CAPTIONS, FOLDERS, name_of
from zcforms.lab import casefiles, cases
from zcforms.lab.cases import CaseResult
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Answer
from zcforms.services import plan_downloads, plan_linting
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition
from zcforms.services.house import House
from zcforms.services.plan_documents import CASES, cases_path, document_of
from zcforms.services.plan_drafts import Content, seen_plan_draft
from zcforms.services.plan_editions import Remembered
from zcforms.services.plan_package import Made, own_of
from zcforms.services.proof_standing import Said, Standing, standing
from zcforms.services.rule_authors import Author, author
from zcforms.storage.work import work

_SHOWN = 40
"""Of one kind of what is missing, so many are told one by one."""
_KEPT = 16
_CASES_REMEDY = "请核对表单和规则是否改错。确实要这样改、用例因此不再成立的，请写明理由，复核人会看到；发布后请在规则工作台更新用例。"
_IMPOSSIBLE_REMEDY = (
    "请按“证明”里列出的原因修改规则或表单。确实不应当有人这样通过的，请写明理由，复核人会看到。"
)
_UNPROVED = ("还没有证明过有人能通过这份方案", "请到“证明”里点击“开始证明”，一般一分钟内有结果。")
_CHANGED_SINCE = (
    "证明之后方案又有修改，现在的方案还没有证明过有人能通过",
    "请到“证明”里点击“重新证明”，一般一分钟内有结果。",
)
_UNKNOWN_REMEDY = "请到“证明”里加长时间再证明一次；仍不知道的，请写明理由，例如已在“试填”里试过。"
_PROVING = ("正在证明有没有人能通过这份方案", "一般一分钟内有结果，请稍后刷新本页。")
_NAMED = 12
"""Characters of a digest that tell one thing that was found from another."""
_PATH = re.compile(r"(schemas|rules)/[a-z]+(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+\.(json|yaml|yml)")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands against publishing. `kind`: path, fault, replaces, foreign, closed, outdated, unchanged, case, explain, proof, unproved; `file` and `pointer`:
    where it is written. `accept`: with a written reason under this id it may be so; "" where nothing but a change helps. `problem`: what the author's lint
    tells of it, None for what it does not look at. `said`: the proof that it rests on; `former`: why the same might be so, written when something else was found, and good for nothing now."""

    kind: str
    text: str
    remedy: str
    file: str = ""
    pointer: str = ""
    accept: str = ""
    problem: Problem | None = None
    said: Said | None = None
    former: Acceptance | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """What may be so, and why, as an author wrote it. `name` "" and `at` None: nobody knows any more."""

    missing: Missing
    reason: str
    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Gate:
    """What a draft lacks. `noted`: what is probably not meant and stands against nothing; `own`: the actor handed it over, so that another has to
    publish it; `made`: what its documents make; `unproved`: why nobody knows whether somebody can pass, where that stands against nothing; `proves`: whether publishing asks for proofs."""

    missing: tuple[Missing, ...]
    accepted: tuple[Accepted, ...]
    noted: tuple[Problem, ...]
    own: bool
    made: Made
    unproved: str = ""
    proves: bool = False

    @property
    def ready(self) -> bool:
        return not self.missing


class NotReady(WrongState):
    """The draft cannot go on; `missing` says what it lacks, each with the way out."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        more = f" 等 {len(missing)} 项" if len(missing) > 1 else ""
        super().__init__(f"还不能继续：{missing[0].text}{more}。{missing[0].remedy}")


@dataclass(frozen=True, slots=True)
class _Looked:
    made: Made
    missing: tuple[Missing, ...]
    noted: tuple[Problem, ...]


_looked_at: Remembered[_Looked] = Remembered(_KEPT)


def gate(house: House, actor: Actor, draft_id: str) -> Gate:
    """What the draft still lacks for being published. Takes as long as its cases do; remembered until something changes.

    Raises:
        NotFound, NotAllowed.
    """
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_plan_draft(w, who, draft_id)
    return gate_of(house, edition, draft, who)


def gate_of(house: House, edition: Edition, draft: PlanDraft, who: Author) -> Gate:
    key = (edition.stamp, draft.id, draft.version)
    looked = _looked_at.get(key, lambda: _look(house, edition, draft))
    proofs = _proofs(house, draft, looked.made)
    every = (*_of_unit(edition, draft, looked.made, who), *looked.missing, *_of_proofs(house, proofs))
    reasons = draft.acceptances
    accepted = tuple(_accepted(each, reasons[each.accept]) for each in every if each.accept in reasons)
    missing = tuple(
        replace(each, former=_former(reasons, each.accept)) for each in every if each.accept not in reasons
    )
    own = draft.submitted_by == who.account_id
    return Gate(missing, accepted, looked.noted, own, looked.made, _unproved(proofs), _proves(house))


def _accepted(missing: Missing, why: Acceptance) -> Accepted:
    return Accepted(missing, why.reason, why.name, why.at)


def _former(reasons: Mapping[str, Acceptance], accept: str) -> Acceptance | None:
    """The last reason that was written for the same in another state of the draft."""
    same = [why for each, why in reasons.items() if accept and about_the_same(each, accept)]
    return same[-1] if same else None


def is_outdated(edition: Edition, draft: PlanDraft) -> bool:
    """Whether something else is in force than what the draft was begun from."""
    begun: Mapping[str, Any] = draft.base["documents"]
    if draft.plan_id not in edition.plans:
        return False
    if not begun:
        return True
    now: Mapping[str, Any] = own_of(edition, draft.plan_id)["documents"]
    version = edition.plan_version(draft.plan_id)
    added = version is not None and any(path not in begun for path in version.own if path in now)
    return added or any(now.get(path) != content for path, content in begun.items())


def _look(house: House, edition: Edition, draft: PlanDraft) -> _Looked:
    content = draft.content
    if paths := tuple(_of_paths(content)):  # nothing is read from where nothing may lie
        built = plan_linting.made(edition, draft.plan_id, {**content, "documents": {}})
        return _Looked(built, (*paths, *_of_base(edition, draft)), ())
    built = plan_linting.made(edition, draft.plan_id, content)
    found = plan_linting.told_of(house, edition, draft)
    missing = (
        *_of_base(edition, draft),
        *_of_problems(built, found),
        *(Missing("fault", *each) for each in _of_downloads(house, draft)),
        *_of_package(edition, draft, built),
    )
    return _Looked(built, missing, tuple(each for each in found if not (each.is_error or each.needs_reason)))


def _of_downloads(house: House, draft: PlanDraft) -> Iterator[tuple[str, str, str, str]]:
    for fault in plan_downloads.unknown(house, draft.documents):
        yield fault.fault, fault.remedy, fault.file, fault.pointer


def _of_paths(content: Content) -> Iterator[Missing]:
    for path in content["documents"]:
        if not _PATH.fullmatch(path) or ".." in path:
            yield Missing("path", f"文档的位置“{path}”不对", "请改正文件名和文件夹。", path)


def _of_base(edition: Edition, draft: PlanDraft) -> Iterator[Missing]:
    if edition.closed(draft.plan_id):
        yield Missing("closed", "评审计划已关闭", "请先重新开放，再发布新的版本。")
    if is_outdated(edition, draft):
        text = "起草之后已有新的版本生效" if draft.base["documents"] else "已有同名的评审计划"
        yield Missing("outdated", text, "请与现行版本比较，从现行版本另起一份修订，并入需要的修改。")
    if draft.content == draft.base:
        yield Missing("unchanged", "方案与现行版本完全相同", "请先修改方案。")


def _of_unit(edition: Edition, draft: PlanDraft, built: Made, who: Author) -> Iterator[Missing]:
    """A plan is published by the unit that organises it, and stays that unit's."""
    before = edition.plans.get(draft.plan_id)
    if before is not None and before.organising_unit != who.organisation:
        yield Missing("foreign", f"评审计划属于{before.organising_unit}", "请由该单位修订。")
    elif built.plan is not None and built.plan.organising_unit != who.organisation:
        text = f"组建单位写的是{built.plan.organising_unit}，不是本单位"
        yield Missing("foreign", text, f"请改为“{who.organisation}”。")


def _of_problems(built: Made, found: tuple[Problem, ...]) -> Iterator[Missing]:
    """Errors, and warnings that want a reason."""
    errors = [each for each in found if each.is_error]
    yield from (_of_problem(each) for each in errors[:_SHOWN])
    if not errors:  # whatever cannot be used stands against publishing, told by the lint or not
        for fault in built.faults[:_SHOWN]:
            yield Missing("fault", fault.fault, fault.remedy, fault.file, fault.pointer)
    yield from (_of_problem(each) for each in found if each.needs_reason)


def _of_problem(problem: Problem) -> Missing:
    return Missing(
        "explain" if problem.needs_reason else "fault",
        f"{problem.where}：{problem.fault}",
        problem.reason,
        problem.document,
        problem.inside,
        problem.id if problem.needs_reason else "",
        problem,
    )


def _of_package(edition: Edition, draft: PlanDraft, built: Made) -> Iterator[Missing]:
    yield from _of_replaced(edition, draft, built)
    if built.plan is None and not built.faults:
        yield Missing("fault", "没有评审计划的文档", "请补上计划文档。")
    if built.plan is None or built.ruleset is None:
        return
    yield from _of_cases(edition, draft, built)


def _of_replaced(edition: Edition, draft: PlanDraft, built: Made) -> Iterator[Missing]:
    """A document of the draft's stands in place of one that is not the plan's alone."""
    own = own_of(edition, draft.plan_id)["documents"] if draft.plan_id in edition.plans else {}
    for path in draft.documents:
        caption = None
        if path.startswith("schemas/"):
            kind = FOLDERS.get(path.split("/")[1], "")
            before = edition.documents.sound.get((kind, name_of(path)))
            caption = CAPTIONS.get(kind) if before is not None and before.file not in own else None
        if caption:
            text = f"{caption}“{name_of(path)}”由其他评审计划共用，不能替换"
            yield Missing("replaces", text, "请复制为本计划自己的一份，再修改。", path)
    for name, document in built.rules.documents.items():
        other = edition.shelf.documents.get(name)
        if document.file in draft.documents and other is not None and other.file not in own:
            text = f"规则集“{name}”由其他评审计划共用，不能替换"
            yield Missing("replaces", text, "请在本计划的规则里改写。", document.file)


def _of_cases(edition: Edition, draft: PlanDraft, built: Made) -> Iterator[Missing]:
    for path, text in draft.documents.items():
        if not path.startswith(CASES) or not str(text).strip():
            continue
        if path != cases_path(draft.plan_id):
            yield Missing("path", f"用例“{path}”属于另一个评审计划", "请改正文件名。", path)
            continue
        try:
            failed = _failed(edition, built, path, text)
        except DocumentsInvalid as error:
            first = error.faults[0]
            yield _of_case(f"用例读不通：{first.fault}", len(error.faults), path, first.pointer)
            continue
        if failed:
            told = f"用例“{failed[0].case.name}”不通过：{_differing(failed[0])}"
            yield _of_case(told, len(failed), path, failed[0].case.at)


def _failed(edition: Edition, built: Made, path: str, text: str) -> list[CaseResult]:
    """Cases that do not come out as they say. Raises `DocumentsInvalid`."""
    plan, rules = tied(built)
    file = casefiles.read(
        document_of(path, text),
        {**edition.plans, plan.id: plan},
        {**edition.rulesets, plan.id: rules},
        resources.folder("examples"),
    )
    return [each for each in cases.run(file, plan, rules).results if not each.passed]


def _differing(failed: CaseResult) -> str:
    return "；".join(
        f"{each.caption}应为“{each.expected}”，实为“{each.actual}”" for each in failed.differences[:3]
    )


def _of_case(told: str, count: int, path: str, at: str) -> Missing:
    """All of them together: what is asked of everybody from now on makes every case fail at once, and one reason tells why."""
    more = f"（共 {count} 处）" if count > 1 else ""
    return Missing("case", told + more, _CASES_REMEDY, path, at, accept="cases")


def _proofs(house: House, draft: PlanDraft, built: Made) -> Standing | None:
    """What was proved of just this state; None while there is nothing to prove."""
    if built.plan is None or built.ruleset is None:
        return None
    with work(house.database, write=False) as w:
        return standing(w, built.plan, built.ruleset, f"plan-draft:{draft.id}")


def _of_proofs(house: House, proofs: Standing | None) -> Iterator[Missing]:
    """Whom the plan makes fail whatever they do; and that nobody knows, where that could be known. A reason holds for what was found, not for what will be found."""
    for each in proofs.impossible if proofs else ():
        answer = each.answer
        first = answer.causes[0] if answer.causes else None
        file, pointer = (first.file, first.pointer) if first else ("", "")
        accept = f"proof:{answer.id}@{_named(_found(answer))}"
        yield Missing("proof", answer.sentence, _IMPOSSIBLE_REMEDY, file, pointer, accept, said=each)
    if proofs and _proves(house) and (told := _open(proofs)):
        unknown = sorted(each.answer.id for each in proofs.unknown) if proofs.asked else []
        said = proofs.unknown[0] if unknown else None
        yield Missing("unproved", *told, accept=f"unproved@{_named([proofs.state, unknown])}", said=said)


def _found(answer: Answer) -> list[list[str]]:
    """What contradicts each other, in no order."""
    causes = sorted([each.rule, each.file, each.pointer, each.sentence] for each in answer.causes)
    return causes or [[answer.sentence]]


def _named(found: object) -> str:
    return digest(found)[:_NAMED]


def _proves(house: House) -> bool:
    return house.terms.require_proofs and proving.available()


def _open(proofs: Standing) -> tuple[str, str] | None:
    """What nobody knows, and the way out; None where all is known."""
    if not proofs.asked:
        return _PROVING if proofs.running else _CHANGED_SINCE if proofs.earlier else _UNPROVED
    captions = "、".join(f"“{each.answer.subject.caption}”" for each in proofs.unknown[:3])
    more = f"等 {len(proofs.unknown)} 种" if len(proofs.unknown) > 3 else ""
    return (f"还不知道有没有人能按{captions}{more}通过", _UNKNOWN_REMEDY) if captions else None


def _unproved(proofs: Standing | None) -> str:
    missing = proofs is not None and not proofs.asked and not proving.available()
    return f"{_UNPROVED[0]}。{proving.missing()}" if missing else ""


def tied(built: Made) -> tuple[Plan, Ruleset]:
    """The plan and its rules, of a draft that can be built. Raises `WrongState`."""
    if built.plan is None or built.ruleset is None:
        raise WrongState("方案还有错误，不能继续。请先改正。")
    return built.plan, built.ruleset
