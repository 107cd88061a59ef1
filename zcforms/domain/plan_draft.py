"""A plan on its way to being in force: changed step by step by one or several authors, handed over, published by a second person; and what was
published, which never changes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.errors import NotAllowed, WrongState
from zcforms.domain.rule_draft import LONGEST_REASON, OPEN, DraftState, held_reason

Patch = Sequence[Mapping[str, Any]]
"""Operations of JSON Patch (RFC 6902) on a draft's content."""

EDITABLE = frozenset({DraftState.DRAFT, DraftState.RETURNED})
__all__ = [
    "EDITABLE",
    "OPEN",
    "Acceptance",
    "ChangeState",
    "DraftState",
    "Patch",
    "PlanChange",
    "PlanDraft",
    "PlanVersion",
    "VersionState",
    "about_the_same",
]


class ChangeState(StrEnum):
    """applied: part of the draft; undone: can be done again; dropped: undone, and something else was done since."""

    APPLIED = "applied"
    UNDONE = "undone"
    DROPPED = "dropped"


class VersionState(StrEnum):
    """closed: nobody begins with it any more, what was begun goes on."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Why something that stands against publishing may be so. `about`: what stood there, as its author read it; `name` and `at`: who wrote the reason, and when ("" and None
    where that was not kept)."""

    reason: str
    about: str = ""
    name: str = ""
    at: datetime | None = None

    @classmethod
    def of_json(cls, kept: Any) -> Acceptance:
        """What `as_json` has made; a text is a reason alone, as it was kept at first."""
        if not isinstance(kept, Mapping):
            return cls(str(kept))
        at = datetime.fromisoformat(kept["at"]) if kept["at"] else None
        return cls(kept["reason"], kept["about"], kept["name"], at)

    def as_json(self) -> dict[str, Any]:
        at = self.at.isoformat() if self.at else None
        return {"reason": self.reason, "about": self.about, "name": self.name, "at": at}


def about_the_same(one: str, other: str) -> bool:
    """Whether two ids of what stands against publishing speak of the same thing, found in different states of the draft: what was found is named behind an @."""
    return one.partition("@")[0] == other.partition("@")[0]


@dataclass(eq=False)
class PlanDraft:
    """`content`: {"documents": {path: JSON data, or the text of a YAML document}, "moves": [{"from": pointer, "to": pointer}]}: the documents that are the
    plan's own, and where answers went (pointers into an application document). `base`: the content that it was begun from (the documents are {} for a plan that is new; `model` then names the
    plan that it was copied from, if it was), of the published number `base_number` (0: the files). `submitted_by`, `author` and `reviewer` are account ids. `accepted`: id of what stands against publishing -> why it may be so (`Acceptance`)."""

    id: str
    plan_id: str
    organisation_id: str
    author: str
    author_name: str
    reason: str
    content: Mapping[str, Any]
    base: Mapping[str, Any]
    base_number: int
    created_at: datetime
    changed_at: datetime
    state: DraftState = DraftState.DRAFT
    accepted: Mapping[str, Any] = field(default_factory=dict)
    submitted_by: str | None = None
    reviewer: str | None = None
    reviewer_name: str = ""
    opinion: str = ""
    decided_at: datetime | None = None
    number: int | None = None
    version: int = 1

    @property
    def documents(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.content["documents"]
        return found

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    def require_editable(self) -> None:
        """Raises `WrongState` while it is reviewed and when it is done with."""
        if not self.editable:
            raise WrongState("方案已送复核或已办结，不能再修改；需要修改时，请复核人退回，或另起一份修订。")

    def put(self, content: Mapping[str, Any], at: datetime) -> None:
        """Everything that it says from now on."""
        self.require_editable()
        self.content, self.changed_at = content, at

    @property
    def acceptances(self) -> dict[str, Acceptance]:
        return {name: Acceptance.of_json(kept) for name, kept in self.accepted.items()}

    def explain(self, reasons: Mapping[str, str], about: Mapping[str, str], name: str, at: datetime) -> None:
        """Say why something that stands against publishing may be so; an empty reason takes it back, the same one stays its writer's. `about`: what stands there, in words."""
        self.require_editable()
        held = {id: held_reason(reason, "/accept") for id, reason in reasons.items() if reason}
        before = self.acceptances
        told = {
            id: Acceptance(reason, about.get(id, ""), name, at).as_json()
            for id, reason in held.items()
            if id not in before or before[id].reason != reason
        }
        kept = {id: was for id, was in self.accepted.items() if id not in told and reasons.get(id, "-")}
        self.accepted, self.changed_at = {**kept, **told}, at

    def submit(self, by: str, reason: str, at: datetime) -> None:
        self.require_editable()
        if self.content == self.base:
            raise WrongState("方案与现行版本完全相同，没有可以复核的修改。")
        self.reason = held_reason(reason or self.reason, "/reason")
        self.submitted_by, self.state, self.changed_at = by, DraftState.IN_REVIEW, at

    def give_back(self, by: str, name: str, opinion: str, at: datetime) -> None:
        """The reviewer's; or a taking back by whoever handed it over, which needs no reason."""
        self._require_review()
        self.opinion = held_reason(opinion, "/reason") if by != self.submitted_by else opinion.strip()
        self.reviewer, self.reviewer_name, self.decided_at = by, name, at
        self.state = DraftState.RETURNED

    def publish(self, by: str, name: str, number: int, opinion: str, at: datetime) -> None:
        self._require_review()
        if by == self.submitted_by:
            raise NotAllowed("发布须由送复核人以外的人办理，请由本单位另一账号复核。")
        self.reviewer, self.reviewer_name, self.decided_at = by, name, at
        self.opinion, self.number, self.state = opinion.strip()[:LONGEST_REASON], number, DraftState.PUBLISHED

    def discard(self, at: datetime) -> None:
        """Give it up; what was made stays, for `take_up`."""
        self.require_editable()
        self.state, self.decided_at = DraftState.DISCARDED, at

    def take_up(self, at: datetime) -> None:
        """Raises `WrongState` for what was not given up."""
        if self.state is not DraftState.DISCARDED:
            raise WrongState("这份方案没有放弃，不需要恢复。")
        self.state, self.decided_at, self.changed_at = DraftState.DRAFT, None, at

    def _require_review(self) -> None:
        if self.state is not DraftState.IN_REVIEW:
            raise WrongState("这份方案不在待复核状态，请刷新页面查看最新状态。")


@dataclass(eq=False)
class PlanChange:
    """One step of a draft: what was done, by whom. `patch` and `inverse` act on the content; `sequence` counts from 1 within the draft."""

    id: str
    draft_id: str
    sequence: int
    account_id: str
    name: str
    at: datetime
    caption: str
    patch: Patch
    inverse: Patch
    state: ChangeState = ChangeState.APPLIED


@dataclass(eq=False)
class PlanVersion:
    """A published version. `documents`: path -> text of every document that the plan stands on, its rules among them, so that nothing that happens to shared ones
    changes it; `own`: those that are the plan's. `number` counts from 1; 0 and less are installed files as they were when a version took their place. `replaces`: the digest of the version before it ("" for none); `moves` lead answers from there to here."""

    id: str
    plan_id: str
    number: int
    digest: str
    documents: Mapping[str, str]
    own: Sequence[str]
    moves: Sequence[Mapping[str, str]]
    replaces: str
    organisation_id: str
    author: str
    author_name: str
    reviewer: str
    reviewer_name: str
    reason: str
    opinion: str
    accepted: Mapping[str, Any]
    draft_id: str | None
    at: datetime
    state: VersionState = VersionState.PUBLISHED
    closed_at: datetime | None = None
    closed_reason: str = ""

    @property
    def acceptances(self) -> dict[str, Acceptance]:
        """The reasons that it was published with."""
        return {name: Acceptance.of_json(kept) for name, kept in self.accepted.items()}
