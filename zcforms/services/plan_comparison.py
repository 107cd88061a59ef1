"""Two versions of a plan beside each other: documents, what differs in words, rules, what it means for answers, and for the drafts that are open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zcforms.checks.ruleset import Ruleset
from zcforms.domain.errors import DocumentFault, NotFound
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.lab import plan_demands, plan_difference
from zcforms.lab.migrate import Moved, move
from zcforms.lab.migrate_paths import Moves
from zcforms.lab.plan_demands import Demand
from zcforms.lab.plan_difference import (
    KIND_CAPTIONS,
    Changes,
    Invalid,
    Kind,
    RowDifference,
    RuleDifference,
)
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.draft_moving import MOVABLE, chosen_of, parts_of
from zcforms.services.editions import Edition
from zcforms.services.exporting import applicant_of
from zcforms.services.house import House
from zcforms.services.masking import masked
from zcforms.services.plan_documents import cases_path
from zcforms.services.plan_drafts import Content, made, seen_plan_draft
from zcforms.services.plan_own import renamed
from zcforms.services.plan_package import Documents, Made, own_of, text_of
from zcforms.services.plan_versions import own_plan
from zcforms.services.plan_ways import Way
from zcforms.services.rule_authors import author
from zcforms.services.rule_history import TextLine, text_lines
from zcforms.storage.work import Work

MOST_DRAFTS = 300
"""So many open drafts are tried; of more the newest."""
_MOST_EXAMPLES, _MOST_LINES = 5, 4
_FOLDERS: Mapping[str, str] = {
    "schemas/plans/": "评审计划",
    "schemas/common/": "表单栏目",
    "schemas/series/": "表单栏目",
    "schemas/attachments/": "附件清单",
    "schemas/achievements/": "业绩类别",
    "schemas/codes/": "代码表",
    "schemas/chains/": "审核流程",
    "schemas/pledges/": "承诺书",
    "schemas/sheets/": "打印格式",
    "rules/cases/": "规则用例",
    "rules/": "检查规则",
}


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A document that differs. `lines`: both texts beside each other, with a few lines around what differs left in by the page."""

    path: str
    caption: str
    kind: Kind
    before: str
    after: str
    lines: tuple[TextLine, ...]

    @property
    def kind_caption(self) -> str:
        return KIND_CAPTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class DraftExample:
    """A draft of somebody who is not named: what would be set aside, by caption, value (masked) and reason, and which choices would have to be made again."""

    lines: tuple[tuple[str, str, str], ...]
    more: int
    again: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenDrafts:
    """What moving would mean: of `number` open drafts `tried` were tried; `affected` would have something set aside or to be chosen again. `places`: what is set
    aside most, caption -> in how many drafts."""

    number: int
    tried: int
    affected: int
    places: tuple[tuple[str, int], ...]
    examples: tuple[DraftExample, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a difference of documents comes to."""

    changes: tuple[Changes, ...]
    rules: tuple[RuleDifference, ...]
    rows: tuple[RowDifference, ...]
    invalid: tuple[Invalid, ...]
    demands: tuple[Demand, ...]


@dataclass(frozen=True, slots=True)
class PlanComparison:
    """`before` and `after`: captions of the two sides. `faults`: why one of them makes no plan; there is nothing but documents to compare then."""

    before: str
    after: str
    documents: tuple[DocumentChange, ...]
    faults: tuple[DocumentFault, ...] = ()
    changes: tuple[Changes, ...] = ()
    rules: tuple[RuleDifference, ...] = ()
    rows: tuple[RowDifference, ...] = ()
    invalid: tuple[Invalid, ...] = ()
    demands: tuple[Demand, ...] = ()
    drafts: OpenDrafts | None = None

    @property
    def same(self) -> bool:
        return not (self.documents or self.changes or self.rules)


@dataclass(frozen=True, slots=True)
class DraftComparison:
    """A draft against what it was begun from (None: from nothing), or the plan that it was copied from; and against what is in force by now where that is
    something else."""

    begun: PlanComparison | None
    in_force: PlanComparison | None


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two. `documents`: the plan's own."""

    caption: str
    documents: Documents
    plan: Plan | None
    ruleset: Ruleset | None
    faults: tuple[DocumentFault, ...] = ()


def meaning(before: Made, after: Made, moves: Moves) -> Meaning | None:
    """What two states of a plan mean, without a database; None where one of them makes no plan. `moves`: where the later one takes answers."""
    if before.plan is None or after.plan is None:
        return None
    return _meaning((before.plan, before.ruleset), (after.plan, after.ruleset), moves)


def compare(house: House, actor: Actor, draft_id: str) -> DraftComparison:
    """A draft against what it was begun from, and what is in force. Raises `NotFound`."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_plan_draft(w, author(w, house, actor), draft_id)
    after = _of_content("这份方案", draft.content, made(edition, draft.plan_id, draft.content))
    moves: Moves = draft.content.get("moves", ())
    begun = in_force = None
    if draft.base.get("documents"):
        said = _caption(draft.base_number)
        before = _of_content(said, draft.base, made(edition, draft.plan_id, draft.base))
        begun = _compared(house, actor, before, after, moves)
    elif draft.base.get("model") in edition.plans:
        before = _model(edition, draft.base["model"], draft.plan_id)
        begun = _compared(house, actor, before, after, moves, with_drafts=False)
    version = edition.plan_version(draft.plan_id)
    if version is not None and version.number != draft.base_number:
        before = _in_force(edition, draft.plan_id, version.number)
        in_force = _compared(house, actor, before, after, moves)
    return DraftComparison(begun, in_force)


def compare_versions(house: House, actor: Actor, plan_id: str, one: int, other: int) -> PlanComparison:
    """Two versions by their numbers; 0 and below: what was installed as a file. Open drafts are led to what is in force alone. Raises `NotFound`, also for another unit's plan."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        own_plan(edition, author(w, house, actor), plan_id)
        versions = {each.number: each for each in w.plan_versions.of(plan_id)}
    before, after = (_numbered(house, edition, plan_id, versions.get(each), each) for each in (one, other))
    moves = [
        dict(each) for number in sorted(versions) if one < number <= other for each in versions[number].moves
    ]
    in_force = edition.plan_version(plan_id)
    return _compared(
        house, actor, before, after, moves, with_drafts=other == (in_force.number if in_force else 0)
    )


def _of_content(caption: str, content: Content, found: Made) -> _Side:
    return _Side(caption, content["documents"], found.plan, found.ruleset, found.faults)


def _numbered(
    house: House, edition: Edition, plan_id: str, version: PlanVersion | None, number: int
) -> _Side:
    if version is None:
        if number != 0 or edition.plan_version(plan_id) is not None:
            raise NotFound("没有找到这个版本，请从版本列表重新进入。")
        return _in_force(edition, plan_id, 0)
    documents = {path: version.documents[path] for path in version.own if path in version.documents}
    kept = house.rulebook.kept(plan_id, version.digest)
    return _Side(_caption(number), documents, kept.plan if kept else None, kept.ruleset if kept else None)


def _model(edition: Edition, model: str, plan_id: str) -> _Side:
    """The plan that a new one was copied from, as if it were called as the copy is, so that each thing stands beside its own."""
    own = own_of(edition, model)["documents"]
    documents = renamed(own, model, plan_id)
    if cases := own.get(cases_path(model)):
        documents[cases_path(plan_id)] = cases
    content = {"documents": documents, "moves": []}
    return _of_content(edition.plans[model].caption, content, made(edition, plan_id, content))


def _in_force(edition: Edition, plan_id: str, number: int) -> _Side:
    documents = own_of(edition, plan_id)["documents"]
    return _Side(_caption(number), documents, edition.plans[plan_id], edition.rulesets.get(plan_id))


def _caption(number: int) -> str:
    return f"第 {number} 版" if number > 0 else "随平台提供的文件"


def _compared(
    house: House, actor: Actor, before: _Side, after: _Side, moves: Moves, *, with_drafts: bool = True
) -> PlanComparison:
    documents = tuple(_documents(before.documents, after.documents))
    faults = (*before.faults, *after.faults)
    if before.plan is None or after.plan is None:
        return PlanComparison(before.caption, after.caption, documents, faults)
    meant = _meaning((before.plan, before.ruleset), (after.plan, after.ruleset), moves)
    drafts = _open_drafts(house, actor, Way(before.plan, after.plan, moves)) if with_drafts else None
    return PlanComparison(
        before.caption,
        after.caption,
        documents,
        faults,
        meant.changes,
        meant.rules,
        meant.rows,
        meant.invalid,
        meant.demands,
        drafts,
    )


def _meaning(
    before: tuple[Plan, Ruleset | None], after: tuple[Plan, Ruleset | None], moves: Moves
) -> Meaning:
    old, new = before[0], after[0]
    # rules that do not compile are told as faults, and not as if they were gone
    rules = (before[1], after[1]) if before[1] and after[1] else (None, None)
    return Meaning(
        plan_difference.differences(old, new, moves),
        plan_difference.rule_differences(*rules),
        plan_difference.row_differences(*rules),
        plan_difference.invalid_answers(old, new, moves),
        plan_demands.demands(old, new, moves),
    )


# -- documents -----------------------------------------------------------------------------------------------------------


def _documents(before: Documents, after: Documents) -> Iterator[DocumentChange]:
    for path in [*after, *(path for path in before if path not in after)]:
        one, other = (text_of(side[path]) if path in side else "" for side in (before, after))
        if one == other:
            continue
        kind: Kind = "added" if path not in before else "removed" if path not in after else "changed"
        yield DocumentChange(path, _document_caption(path), kind, one, other, tuple(text_lines(one, other)))


def _document_caption(path: str) -> str:
    said = next((caption for folder, caption in _FOLDERS.items() if path.startswith(folder)), "文档")
    return f"{said}（{path.rpartition('/')[2]}）"


# -- open drafts -----------------------------------------------------------------------------------------------------------


def _open_drafts(house: House, actor: Actor, way: Way) -> OpenDrafts:
    """Every open draft is moved without being written; one that stands on a third version is taken as it is."""
    places: Counter[str] = Counter()
    examples: list[DraftExample] = []
    affected = 0
    with reading(house, actor) as w:
        ids = w.applications.unmoved(way.old.id, way.new.digest, MOVABLE)
        for application_id in ids[-MOST_DRAFTS:]:
            made_ = _tried(w, house, way, application_id)
            if not made_.aside:
                continue
            affected += 1
            places.update({each.caption for each in made_.aside})
            if len(examples) < _MOST_EXAMPLES:
                examples.append(_example(made_))
    return OpenDrafts(
        len(ids), min(len(ids), MOST_DRAFTS), affected, tuple(places.most_common()), tuple(examples)
    )


def _tried(w: Work, house: House, way: Way, application_id: str) -> Moved:
    """As it would be moved, with everything masked that says whose it is."""
    application = w.applications.get(application_id)
    document = {
        **parts_of(w, application),
        "plan": way.old.id,
        "applicant": applicant_of(w, house, application),
    }
    hidden = masked(document)
    return move(way.old, way.new, way.moves, {**hidden, **chosen_of(application)})


def _example(moved: Moved) -> DraftExample:
    lines = [(each.caption, each.shown, each.reason) for each in moved.aside]
    return DraftExample(tuple(lines[:_MOST_LINES]), max(len(lines) - _MOST_LINES, 0), moved.again)
