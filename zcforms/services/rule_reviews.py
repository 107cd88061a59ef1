"""From a finished draft to rules in force: what is still missing, the second person, publishing (docs/decisions, "Whose rules they are")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import NotAllowed, StaleWrite, WrongState
from zcforms.domain.rule_draft import DraftState, RuleDraft, RuleVersion
from zcforms.services import rule_autosave
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.case_changes import CaseChange, weaker
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.rule_authors import Author, author, seen_draft
from zcforms.services.rule_drafts import is_outdated
from zcforms.services.rule_linting import tried
from zcforms.services.rule_proofs import Proof
from zcforms.services.rule_trials import proof_of
from zcforms.services.telling import Target, tell_organisation
from zcforms.storage.work import Work

_SHOWN = 40
"""Of one kind of what is missing, so many are told one by one."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that stands between a draft and publishing. `kind`: unsaved, mark, outdated, unchanged, no_cases, case, weaker, gap, survivor, stopped; `rule` names the rule,
    `survivor` what may be explained (`accept`), `line` is in the text of `part`."""

    kind: str
    text: str
    remedy: str
    rule: str = ""
    survivor: str = ""
    part: str = ""
    line: int = 0


class NotReady(WrongState):
    """The draft cannot go on; `missing` says what it lacks, each with the way out."""

    def __init__(self, missing: tuple[Missing, ...]) -> None:
        self.missing = missing
        more = f" 等 {len(missing)} 项" if len(missing) > 1 else ""
        super().__init__(f"还不能继续：{missing[0].text}{more}。{missing[0].remedy}")


@dataclass(frozen=True, slots=True)
class Weaker:
    """A case that proves less than the one in force, or is gone; `reason`: why that is right, as the author explained, "" where it is not explained."""

    change: CaseChange
    reason: str


@dataclass(frozen=True, slots=True)
class Gate:
    """What a draft proves and lacks. `missing` without what concerns the actor: `own` says that the actor wrote it and another has to publish. `weaker`: where its
    cases prove less than those it was begun from."""

    missing: tuple[Missing, ...]
    proof: Proof
    own: bool
    weaker: tuple[Weaker, ...] = ()

    @property
    def ready(self) -> bool:
        return not self.missing


def gate(house: House, actor: Actor, draft_id: str) -> Gate:
    """What the saved draft still lacks for being published. Takes as long as its cases and mutants do; remembered until something changes.

    Raises:
        NotFound, NotAllowed.
    """
    with reading(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_draft(w, who, draft_id)
        outdated = is_outdated(w, house.rulebook.edition(), draft)
        typed = rule_autosave.unsaved(w, draft) is not None
    proof = proof_of(house, actor, draft, draft.text, draft.cases_text)
    lost = tuple(
        Weaker(each, draft.accepted.get(each.id, "")) for each in weaker(draft.base_cases, draft.cases_text)
    )
    own = draft.author == who.account_id
    missing = (*_unsaved(typed, own=own), *_missing(draft, proof, outdated), *_of_weaker(lost))
    return Gate(missing, proof, own, lost)


def accept(
    house: House, actor: Actor, draft_id: str, survivors: Mapping[str, str], *, version: int, now: datetime
) -> int:
    """Explain survivors and weaker cases: id -> why it may live, or is right; "" takes the reason back. The draft's new version.

    Raises:
        InputRefused: a reason is too long. StaleWrite, NotAllowed, WrongState, NotFound.
    """
    with writing(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id, version)
        draft.explain(actor.account_id, survivors, now)
        note(w, actor, "rules.accept", f"rule-draft:{draft_id}", now, survivors=sorted(survivors))
        w.flush()
        return draft.version


def submit(house: House, actor: Actor, draft_id: str, reason: str, now: datetime) -> None:
    """Hand the draft to a second person. `reason`: what is changed and why, as history will show it; "" keeps the one it was begun with.

    Raises:
        NotReady: with everything that is missing. NotAllowed, WrongState, NotFound, InputRefused (the reason).
    """
    with reading(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id)
        draft.require_editable(actor.account_id)
    found = gate(house, actor, draft_id)
    if not found.ready:
        raise NotReady(found.missing)
    with writing(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_draft(w, who, draft_id, draft.version)
        _require_saved(w, draft, own=True)
        draft.submit(actor.account_id, reason, now)
        note(w, actor, "rules.submit", f"rule-draft:{draft_id}", now)
        _tell(w, who, draft, f"{draft.author_name}送来规则“{draft.ruleset}”的修改，请由另一账号复核。", now)


def give_back(house: House, actor: Actor, draft_id: str, reason: str, now: datetime) -> None:
    """Return a draft to its author with a reason; the author takes it back without one.

    Raises:
        InputRefused: no reason. WrongState: it is not being reviewed. NotFound, NotAllowed.
    """
    with writing(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_draft(w, who, draft_id)
        own = draft.author == who.account_id
        draft.give_back(who.account_id, who.name, reason, now)
        note(w, actor, "rules.take_back" if own else "rules.return", f"rule-draft:{draft_id}", now)
        if not own:
            _tell(w, who, draft, f"规则“{draft.ruleset}”的修改被{who.name}退回：{draft.opinion}", now)


def publish(
    house: House, actor: Actor, draft_id: str, *, opinion: str = "", version: int, now: datetime
) -> int:
    """Put the draft into force; its published number. `version`: the one that was looked at. The rules are changed for every check that begins afterwards.

    Raises:
        NotAllowed: the actor wrote it. NotReady: something is missing (any more). StaleWrite: it was changed, or something else was published in between.
        WrongState: it is not being reviewed. NotFound.
    """
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_draft(w, who, draft_id, version)
        _require_other(w, who, draft)
        if draft.state is not DraftState.IN_REVIEW:
            raise WrongState("这份草稿不在待复核状态，请刷新页面查看最新状态。")
        who.require_edit(edition, draft.ruleset)
    found = gate(house, actor, draft_id)
    if not found.ready:
        raise NotReady(found.missing)
    document = tried(edition, draft.ruleset, draft.text).document
    if document is None:
        raise StaleWrite
    with writing(house, actor) as w:
        if w.rule_versions.stamp() != edition.stamp[0]:
            raise StaleWrite("刚刚有另一份规则发布，请刷新页面，重新核对后再发布。")
        draft = seen_draft(w, who, draft_id, version)
        _require_saved(w, draft, own=False)
        number = edition.number(draft.ruleset) + 1
        draft.publish(who.account_id, who.name, number, opinion, now)
        w.rule_versions.add(_version(house, draft, number, document.digest, now))
        note(w, actor, "rules.publish", f"rule-draft:{draft_id}", now, ruleset=draft.ruleset, number=number)
        _tell(w, who, draft, f"规则“{draft.ruleset}”第 {number} 版已由{who.name}复核发布，立即生效。", now)
    house.rulebook.edition(wait=True)
    return number


def _version(house: House, draft: RuleDraft, number: int, digest: str, now: datetime) -> RuleVersion:
    file = house.rulebook.files.shelf.documents.get(draft.ruleset)
    return RuleVersion(
        id=new_id(),
        ruleset=draft.ruleset,
        number=number,
        plan_id=draft.plan_id,
        text=draft.text,
        cases_text=draft.cases_text,
        digest=digest,
        file_digest=file.digest if file else "",
        author=draft.author,
        author_name=draft.author_name,
        reviewer=draft.reviewer or "",
        reviewer_name=draft.reviewer_name,
        reason=draft.reason,
        opinion=draft.opinion,
        accepted=draft.accepted,
        draft_id=draft.id,
        at=now,
    )


def _require_other(w: Work, who: Author, draft: RuleDraft) -> None:
    """Another account, and another person, where the provider says who works with an account."""
    mine, theirs = (w.accounts.get(account).person_id for account in (who.account_id, draft.author))
    if who.account_id == draft.author or (mine is not None and mine == theirs):
        raise NotAllowed("发布须由编写人以外的人复核，请由本单位另一账号办理。")


def _require_saved(w: Work, draft: RuleDraft, *, own: bool) -> None:
    """A window may have autosaved while the rest was looked at. Raises `NotReady`."""
    if missing := tuple(_unsaved(rule_autosave.unsaved(w, draft) is not None, own=own)):
        raise NotReady(missing)


def _unsaved(typed: bool, *, own: bool) -> Iterator[Missing]:
    """What was typed and not saved would go along with nothing, and be seen by nobody afterwards."""
    if typed and own:
        yield Missing("unsaved", "有未保存的修改", "请先保存；不需要这些修改的，请放弃未保存的修改。")
    elif typed:
        yield Missing(
            "unsaved", "编写人还有自动保存、没有保存的修改", "请退回，由编写人保存或放弃之后再送复核。"
        )


def _missing(draft: RuleDraft, proof: Proof, outdated: bool) -> Iterator[Missing]:
    for mark in proof.marks[:_SHOWN]:
        yield Missing("mark", mark.fault, mark.remedy, part=mark.part, line=mark.line)
    if outdated:
        yield Missing(
            "outdated",
            "起草之后已有新的版本生效",
            "请与现行版本比较，并入别人的修改，再点“以现行版本为准”。",
        )
    if draft.text == draft.base_text and draft.cases_text == draft.base_cases:
        yield Missing("unchanged", "草稿与现行版本完全相同", "请先修改规则或用例。")
    if proof.marks:
        return
    if not any(case.plan_id == draft.plan_id for case in proof.cases):
        yield Missing("no_cases", "没有用例", "请至少写一名符合和一名不符合的申报人。", part="cases")
    yield from _of_cases(proof)
    if proof.changed:
        yield from _of_changed(proof)


def _of_cases(proof: Proof) -> Iterator[Missing]:
    for case in proof.failed[:_SHOWN]:
        where = "" if case.own else f"（{case.file}）"
        said = "；".join(
            f"{each.caption}应为“{each.expected}”，实为“{each.actual}”" for each in case.differences[:3]
        )
        remedy = "请核对规则是否写错；规则确实要变的，请改正用例的预期。"
        rule = next((each.id for each in case.differences if each.about == "rule"), "")
        yield Missing("case", f"用例“{case.case}”{where}不通过：{said}", remedy, rule=rule, part="cases")


def _of_changed(proof: Proof) -> Iterator[Missing]:
    for gap in proof.gaps[:_SHOWN]:
        what = f"规则“{gap.caption}”" + (f"的条件“{gap.sentence}”" if gap.sentence else "")
        text = f"{what}没有用例使它{'、'.join(gap.missing)}"
        yield Missing("gap", text, gap.why or "请补一个用例。", rule=gap.rule, part="cases")
    for survivor in proof.unexplained[:_SHOWN]:
        remedy = "请补一个能发现它的用例；确实无关紧要的，请写明理由。"
        yield Missing(
            "survivor", survivor.sentence, remedy, rule=survivor.rule, survivor=survivor.id, part="cases"
        )
    if proof.stopped:
        yield Missing("stopped", "变异检验没有做完", "修改的规则过多，请分几次发布，或稍后再试。")


def _of_weaker(lost: Iterable[Weaker]) -> Iterator[Missing]:
    for each in [each for each in lost if not each.reason][:_SHOWN]:
        who = "申报人" if each.change.applicant else "用例"
        text = f"{who}“{each.change.name}”比现行的证明得少：{'；'.join(each.change.weaker[:3])}"
        remedy = "请恢复原来的内容；确实应当这样的，请写明理由，复核人会看到。"
        yield Missing("weaker", text, remedy, survivor=each.change.id, part="cases")


def _tell(w: Work, who: Author, draft: RuleDraft, text: str, now: datetime) -> None:
    tell_organisation(w, who.organisation_id, text, Target("rule-draft", draft.id), now)
