"""From a finished draft to a plan in force: what is still missing, the second person, publishing; and closing a plan.

A version that was published never changes. It keeps every document that it stands on, so that the applications that were begun with it are
read, checked and printed by it whatever is published afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.errors import NotAllowed, NotFound, StaleWrite, WrongState
from zcforms.domain.plan_draft import Acceptance, DraftState, PlanDraft, PlanVersion, VersionState
from zcforms.domain.rule_draft import held_reason
from zcforms.forms import catalogue
from zcforms.services import plan_downloads, plan_editions
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition, parts
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.plan_drafts import caption_of, seen_plan_draft
from zcforms.services.plan_gate import Accepted, Gate, Missing, NotReady, gate, gate_of, tied
from zcforms.services.plan_package import Made, own_of, text_of
from zcforms.services.rule_authors import Author, author
from zcforms.services.telling import Target, tell_organisation
from zcforms.storage.work import Work

__all__ = [
    "MOVING_JOB",
    "MOVING_ONE_JOB",
    "Accepted",
    "Gate",
    "Missing",
    "NotReady",
    "accept",
    "close",
    "gate",
    "give_back",
    "publish",
    "reopen",
    "submit",
]

MOVING_JOB = "move-drafts"
"""Kind of the job that moves open drafts to a new version; its payload is {"version": the version's id}."""
MOVING_ONE_JOB = "move-draft"
"""Kind of the job that moves one of them; its payload is {"version", "application"}."""
_INSTALLED = "随系统安装的文件"
_CHANGED = "刚刚有另一份方案或规则发布，请刷新页面，重新核对后再发布。"


def accept(
    house: House, actor: Actor, draft_id: str, reasons: Mapping[str, str], *, version: int, now: datetime
) -> int:
    """Explain what stands against publishing and may be so: `Missing.accept` -> why; "" takes the reason back. The draft's new version.

    Raises:
        InputRefused: a reason is too long. StaleWrite, WrongState, NotFound.
    """
    found = gate(house, actor, draft_id)
    about = {each.accept: each.text for each in (*found.missing, *(one.missing for one in found.accepted))}
    with writing(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_plan_draft(w, who, draft_id, version)
        draft.explain(reasons, about, who.name, now)
        note(w, actor, "plans.accept", f"plan-draft:{draft_id}", now, findings=sorted(reasons))
        w.flush()
        return draft.version


def submit(house: House, actor: Actor, draft_id: str, reason: str, now: datetime) -> None:
    """Hand the draft to a second person. `reason`: what is changed and why, as applicants and history will read it; "" keeps the one it was begun with.

    Raises:
        NotReady: with everything that is missing. WrongState, NotFound, InputRefused (the reason).
    """
    with reading(house, actor) as w:
        draft = seen_plan_draft(w, author(w, house, actor), draft_id)
        draft.require_editable()
    _require_ready(gate(house, actor, draft_id))
    with writing(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_plan_draft(w, who, draft_id, draft.version)
        draft.submit(actor.account_id, reason, now)
        note(w, actor, "plans.submit", f"plan-draft:{draft_id}", now)
        _tell(w, who, draft, f"{who.name}送来评审计划“{caption_of(draft)}”的方案，请由另一账号复核。", now)


def give_back(house: House, actor: Actor, draft_id: str, reason: str, now: datetime) -> None:
    """Return a draft with a reason; who handed it over takes it back without one.

    Raises:
        InputRefused: no reason. WrongState: it is not being reviewed. NotFound.
    """
    with writing(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_plan_draft(w, who, draft_id)
        own = draft.submitted_by == who.account_id
        draft.give_back(who.account_id, who.name, reason, now)
        note(w, actor, "plans.take_back" if own else "plans.return", f"plan-draft:{draft_id}", now)
        if not own:
            text = f"评审计划“{caption_of(draft)}”的方案被{who.name}退回：{draft.opinion}"
            _tell(w, who, draft, text, now)


def publish(
    house: House, actor: Actor, draft_id: str, *, opinion: str = "", version: int, now: datetime
) -> int:
    """Put the draft into force; its published number. `version`: the one that was looked at. Who begins afterwards begins with it; open drafts are moved
    to it by a job; what was handed in stays on its own version.

    Raises:
        NotAllowed: the actor handed it over. NotReady: something is missing (any more). StaleWrite: it was changed, or something else was published in between.
        WrongState: it is not being reviewed. NotFound.
    """
    edition = house.rulebook.edition(wait=True)
    with reading(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_plan_draft(w, who, draft_id, version)
        _require_other(w, who, draft)
        if draft.state is not DraftState.IN_REVIEW:
            raise WrongState("这份方案不在待复核状态，请刷新页面查看最新状态。")
    found = gate_of(house, edition, draft, who)
    _require_ready(found)
    documents = _frozen(edition, draft, found.made)
    plan_downloads.keep(house, edition, draft.plan_id)
    frozen = _Frozen(documents, found)
    _require_buildable(_version(draft, frozen, "", 0, now), found.made)
    with writing(house, actor) as w:
        _require_same(w, edition)
        draft = seen_plan_draft(w, who, draft_id, version)
        number = max((each.number for each in w.plan_versions.of(draft.plan_id)), default=0)
        number = max(number, 0) + 1
        draft.publish(who.account_id, who.name, number, opinion, now)
        replaced = _supersede(w, edition, draft.plan_id, who, now)
        made = w.plan_versions.add(_version(draft, frozen, replaced, number, now))
        note(w, actor, "plans.publish", f"plan:{draft.plan_id}", now, draft=draft_id, number=number)
        told = f"评审计划“{caption_of(draft)}”第 {number} 版已由{who.name}复核发布，立即生效：{draft.reason}"
        _tell(w, who, draft, told, now)
        if replaced:
            w.enqueue(MOVING_JOB, made.id, {"version": made.id})
    house.rulebook.edition(wait=True)
    return number


def close(house: House, actor: Actor, plan_id: str, reason: str, now: datetime) -> None:
    """Nobody begins with the plan from now on; what was begun goes on.

    Raises:
        InputRefused: no reason. WrongState: it is closed. NotFound, also of another unit's plan. StaleWrite.
    """
    told = held_reason(reason, "/reason")
    edition = house.rulebook.edition(wait=True)
    plan_downloads.keep(house, edition, plan_id)
    with writing(house, actor) as w:
        _require_same(w, edition)
        who = author(w, house, actor)
        caption = _own_plan(edition, who, plan_id)
        if edition.closed(plan_id):
            raise WrongState("这个评审计划已经关闭。")
        version = edition.plan_version(plan_id)
        kept = (
            _installed(w, edition, plan_id, who, now) if version is None else w.plan_versions.get(version.id)
        )
        kept.state, kept.closed_at, kept.closed_reason = VersionState.CLOSED, now, told
        note(w, actor, "plans.close", f"plan:{plan_id}", now)
        text = f"评审计划“{caption}”已由{who.name}关闭，不再受理新的申报：{told}"
        tell_organisation(w, who.organisation_id, text, Target("plan", plan_id), now)
    house.rulebook.edition(wait=True)


def reopen(house: House, actor: Actor, plan_id: str, now: datetime) -> None:
    """Take the closing back. Raises `WrongState`: it is not closed. NotFound, StaleWrite."""
    edition = house.rulebook.edition(wait=True)
    with writing(house, actor) as w:
        _require_same(w, edition)
        who = author(w, house, actor)
        caption = _own_plan(edition, who, plan_id)
        closed = edition.closed(plan_id)
        if closed is None:
            raise WrongState("这个评审计划没有关闭，不需要重新开放。")
        kept = w.plan_versions.get(closed.id)  # an installed file is in force again by itself
        kept.state = VersionState.PUBLISHED if kept.number > 0 else VersionState.SUPERSEDED
        note(w, actor, "plans.reopen", f"plan:{plan_id}", now)
        text = f"评审计划“{caption}”已由{who.name}重新开放。"
        tell_organisation(w, who.organisation_id, text, Target("plan", plan_id), now)
    house.rulebook.edition(wait=True)


def _require_ready(found: Gate) -> None:
    if not found.ready:
        raise NotReady(found.missing)


def _require_same(w: Work, edition: Edition) -> None:
    """Raises `StaleWrite` where something was published since."""
    if (w.rule_versions.stamp(), w.plan_versions.stamp()) != edition.stamp:
        raise StaleWrite(_CHANGED)


def _require_other(w: Work, who: Author, draft: PlanDraft) -> None:
    """Another account, and another person, where the provider says who works with an account."""
    if draft.submitted_by is None:
        return
    mine, theirs = (w.accounts.get(each).person_id for each in (who.account_id, draft.submitted_by))
    if who.account_id == draft.submitted_by or (mine is not None and mine == theirs):
        raise NotAllowed("发布须由送复核人以外的人办理，请由本单位另一账号复核。")


def _require_buildable(version: PlanVersion, made: Made) -> None:
    """What is frozen makes the plan and the rules that were looked at."""
    built = plan_editions.build(version)
    rules = plan_editions.compiled(built)
    if (built.plan.digest, rules.digest) != (version.digest, tied(made)[1].digest):
        raise WrongState("方案的文档不完整，不能发布。请联系平台运维人员。")


def _own_plan(edition: Edition, who: Author, plan_id: str) -> str:
    """The caption of a plan of the author's unit. Raises `NotFound`."""
    plan = edition.plans.get(plan_id)
    if plan is None or plan.organising_unit != who.organisation:
        raise NotFound("没有找到这个评审计划，或不是本单位组织的。")
    return plan.caption


def _frozen(edition: Edition, draft: PlanDraft, made: Made) -> dict[str, str]:
    """Path -> text of every document that the draft's plan stands on."""
    own = {path: text_of(content) for path, content in draft.documents.items()}
    shelf = catalogue.closure(made.shelf, draft.plan_id)
    rules = [made.rules.documents[name] for name in parts(made.rules, tied(made)[0].ruleset)]
    texts = {
        each.file: edition.text_of(each) for each in (*shelf.sound.values(), *rules) if each.file not in own
    }
    return texts | own


def _supersede(w: Work, edition: Edition, plan_id: str, who: Author, now: datetime) -> str:
    """What was in force stays readable with the rules of this moment; its digest, "" where the plan is new."""
    if plan_id not in edition.plans:
        return ""
    version = edition.plan_version(plan_id)
    if version is None:
        return _installed(w, edition, plan_id, who, now).digest
    kept = w.plan_versions.get(version.id)
    kept.documents, kept.state = edition.frozen(plan_id), VersionState.SUPERSEDED
    return kept.digest


def _installed(w: Work, edition: Edition, plan_id: str, who: Author, now: datetime) -> PlanVersion:
    """The plan's file as it is, kept as a version that is not in force: a later file does not change what was begun with this one."""
    own = {path: text_of(content) for path, content in own_of(edition, plan_id)["documents"].items()}
    documents, digest = edition.frozen(plan_id) | own, edition.plans[plan_id].digest
    before = [each for each in w.plan_versions.of(plan_id) if each.number <= 0]
    for each in before:
        if each.digest == digest:
            each.documents, each.state = documents, VersionState.SUPERSEDED
            return each
    return w.plan_versions.add(
        PlanVersion(
            id=new_id(),
            plan_id=plan_id,
            number=min((each.number for each in before), default=1) - 1,
            digest=digest,
            documents=documents,
            own=list(own),
            moves=[],
            replaces="",
            organisation_id=who.organisation_id,
            author=who.account_id,
            author_name=_INSTALLED,
            reviewer=who.account_id,
            reviewer_name="",
            reason=_INSTALLED,
            opinion="",
            accepted={},
            draft_id=None,
            at=now,
            state=VersionState.SUPERSEDED,
        )
    )


@dataclass(frozen=True, slots=True)
class _Frozen:
    """The documents of what is published, and the gate that let it through."""

    documents: Mapping[str, str]
    gate: Gate

    @property
    def reasons(self) -> dict[str, Any]:
        """Those that it needed; what an author wrote of other states stays with the draft."""
        return {
            each.missing.accept: Acceptance(each.reason, each.missing.text, each.name, each.at).as_json()
            for each in self.gate.accepted
        }


def _version(draft: PlanDraft, frozen: _Frozen, replaced: str, number: int, now: datetime) -> PlanVersion:
    return PlanVersion(
        id=new_id(),
        plan_id=draft.plan_id,
        number=number,
        digest=tied(frozen.gate.made)[0].digest,
        documents=frozen.documents,
        own=list(draft.documents),
        moves=list(draft.content["moves"]),
        replaces=replaced,
        organisation_id=draft.organisation_id,
        author=draft.submitted_by or draft.author,
        author_name=draft.author_name,
        reviewer=draft.reviewer or "",
        reviewer_name=draft.reviewer_name,
        reason=draft.reason,
        opinion=draft.opinion,
        accepted=frozen.reasons,
        draft_id=draft.id,
        at=now,
    )


def _tell(w: Work, who: Author, draft: PlanDraft, text: str, now: datetime) -> None:
    tell_organisation(w, who.organisation_id, text, Target("plan-draft", draft.id), now)
