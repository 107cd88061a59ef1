"""A change to a ruleset on its way to being in force: written by one person, published by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, WrongState

LONGEST_REASON = 500


class DraftState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    PUBLISHED = "published"
    DISCARDED = "discarded"


OPEN = frozenset({DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.RETURNED})
_EDITABLE = frozenset({DraftState.DRAFT, DraftState.RETURNED})


@dataclass(eq=False)
class RuleDraft:
    """`ruleset` and `plan_id` name what is changed and whose cases prove it; `base_*` is what it was begun from, `base_number` its
    published number (0: the file). `author` and `reviewer` are account ids. `accepted`: survivor of the mutation run -> why it may live."""

    id: str
    ruleset: str
    plan_id: str
    organisation_id: str
    author: str
    author_name: str
    reason: str
    text: str
    cases_text: str
    base_text: str
    base_cases: str
    base_number: int
    created_at: datetime
    changed_at: datetime
    state: DraftState = DraftState.DRAFT
    accepted: Mapping[str, str] = field(default_factory=dict)
    reviewer: str | None = None
    reviewer_name: str = ""
    opinion: str = ""
    decided_at: datetime | None = None
    number: int | None = None
    version: int = 1

    @property
    def editable(self) -> bool:
        return self.state in _EDITABLE

    def require_editable(self, by: str) -> None:
        """Raises `NotAllowed` for anybody but the author, `WrongState` while it is reviewed and when it is done with."""
        if by != self.author:
            raise NotAllowed(f"这份草稿由{self.author_name}编写，请由本人修改；您可以另起一份草稿。")
        if not self.editable:
            raise WrongState("草稿已送复核或已办结，不能再修改；需要修改时，请复核人退回，或另起一份草稿。")

    def edit(self, by: str, text: str, cases_text: str, at: datetime) -> None:
        self.require_editable(by)
        self.text, self.cases_text, self.changed_at = text, cases_text, at

    def explain(self, by: str, survivors: Mapping[str, str], at: datetime) -> None:
        """Say why mutants that no case notices may live; an empty reason takes it back."""
        self.require_editable(by)
        told = {survivor: held_reason(reason, "/accept") for survivor, reason in survivors.items() if reason}
        kept = {name: reason for name, reason in self.accepted.items() if name not in survivors}
        self.accepted, self.changed_at = {**kept, **told}, at

    def rebase(self, by: str, text: str, cases_text: str, number: int, at: datetime) -> None:
        """Stand on what is in force now; what was written stays as it is."""
        self.require_editable(by)
        self.base_text, self.base_cases, self.base_number, self.changed_at = text, cases_text, number, at

    def submit(self, by: str, reason: str, at: datetime) -> None:
        self.require_editable(by)
        if self.text == self.base_text and self.cases_text == self.base_cases:
            raise WrongState("草稿与现行版本完全相同，没有可以复核的修改。")
        self.reason = held_reason(reason or self.reason, "/reason")
        self.state, self.changed_at = DraftState.IN_REVIEW, at

    def give_back(self, by: str, name: str, opinion: str, at: datetime) -> None:
        """The reviewer's, or the author's own taking back."""
        self._require_review()
        self.opinion = held_reason(opinion, "/reason") if by != self.author else opinion.strip()
        self.reviewer, self.reviewer_name, self.decided_at = by, name, at
        self.state = DraftState.RETURNED

    def publish(self, by: str, name: str, number: int, opinion: str, at: datetime) -> None:
        self._require_review()
        if by == self.author:
            raise NotAllowed("发布须由编写人以外的人复核，请由本单位另一账号办理。")
        self.reviewer, self.reviewer_name, self.decided_at = by, name, at
        self.opinion, self.number, self.state = opinion.strip()[:LONGEST_REASON], number, DraftState.PUBLISHED

    def discard(self, by: str, at: datetime) -> None:
        self.require_editable(by)
        self.state, self.decided_at = DraftState.DISCARDED, at

    def take_up(self, by: str, at: datetime) -> None:
        """Go on with what was given up. Raises `NotAllowed` for anybody but the author, `WrongState` for what was not given up."""
        if by != self.author:
            raise NotAllowed(f"这份草稿由{self.author_name}编写，请由本人恢复；您可以另起一份草稿。")
        if self.state is not DraftState.DISCARDED:
            raise WrongState("这份草稿没有放弃，不需要恢复。")
        self.state, self.decided_at, self.changed_at = DraftState.DRAFT, None, at

    def _require_review(self) -> None:
        if self.state is not DraftState.IN_REVIEW:
            raise WrongState("这份草稿不在待复核状态，请刷新页面查看最新状态。")


@dataclass(eq=False)
class RuleVersion:
    """A published text of a ruleset; the highest `number` of a ruleset is in force, in place of the file. `digest` is the document's,
    `file_digest` that of the file it replaced ("" where there was none): a later file of another digest is told to authors."""

    id: str
    ruleset: str
    number: int
    plan_id: str
    text: str
    cases_text: str
    digest: str
    file_digest: str
    author: str
    author_name: str
    reviewer: str
    reviewer_name: str
    reason: str
    opinion: str
    accepted: Mapping[str, str]
    draft_id: str
    at: datetime


def held_reason(reason: str, pointer: str) -> str:
    """The reason without blanks around it. Raises `InputRefused` for none, and for one that is too long."""
    told = reason.strip()
    if not told or len(told) > LONGEST_REASON:
        raise InputRefused([InputFault(pointer, f"请写明理由（不超过 {LONGEST_REASON} 个字）。")])
    return told
