"""补换证: a certificate asked for again because it was lost or says something wrong (features 85 to 89), and the one table of transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from zcforms.domain.approval import Act, Outcome
from zcforms.domain.chain import Chain, Step
from zcforms.domain.errors import WrongState
from zcforms.domain.plan import Section


@dataclass(frozen=True, slots=True)
class ReplacementKind:
    """A document of schemas/replacements. `listed`: a certificate that is known is replaced; otherwise the form describes it. `fills`:
    the certificate's fields that the form's fields of the same name say."""

    id: str
    caption: str
    listed: bool
    form: Section
    fills: tuple[str, ...]
    chain: Chain
    sheet: str

    def told(self, answers: Mapping[str, Any]) -> dict[str, str]:
        """What the form says of the certificate: field -> text or code; "" for what it has none of (无)."""
        properties = self.form.schema["properties"]
        given = {name: str(answers[name]) for name in self.fills if name in answers}
        return {
            name: "" if value == properties[name].get("blank") else value for name, value in given.items()
        }


class ReplacementState(StrEnum):
    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    RETURNED = "returned"
    REJECTED = "rejected"
    DONE = "done"
    WITHDRAWN = "withdrawn"


S = ReplacementState
TRANSITIONS: dict[tuple[ReplacementState, Act], ReplacementState] = {
    (S.DRAFT, Act.SUBMIT): S.IN_APPROVAL,
    (S.RETURNED, Act.SUBMIT): S.IN_APPROVAL,
    (S.IN_APPROVAL, Act.WITHDRAW): S.DRAFT,
    (S.DRAFT, Act.GIVE_UP): S.WITHDRAWN,
    (S.RETURNED, Act.GIVE_UP): S.WITHDRAWN,
    (S.IN_APPROVAL, Act.ENDORSE): S.IN_APPROVAL,
    (S.IN_APPROVAL, Act.FINISH): S.DONE,
    (S.IN_APPROVAL, Act.RETURN): S.RETURNED,
    (S.IN_APPROVAL, Act.REJECT): S.REJECTED,
}
"""(state, act) -> next state; whatever is not here cannot be done. WITHDRAWN is the end of what the applicant gave up; a draft that no desk has
ever had is simply deleted."""

EDITABLE = (S.DRAFT, S.RETURNED)
LIVE = (*EDITABLE, S.IN_APPROVAL)
"""Of one certificate only one request may be so."""


@dataclass(eq=False)
class Replacement:
    """One request of one person. `kind`: id of the document; `certificate_id`: what is replaced, of an unlisted one only when it is done;
    `organisation_id`: the employer it was handed to; `freelancer`: as which the person was bound when it was handed in; `submitted_at`: when
    that was last; `result_id`: the new certificate."""

    id: str
    person_id: str
    kind: str
    certificate_id: str | None
    created_at: datetime
    answers: Mapping[str, Any] = field(default_factory=dict)
    state: ReplacementState = ReplacementState.DRAFT
    organisation_id: str | None = None
    step: str | None = None
    step_since: datetime | None = None
    submitted_at: datetime | None = None
    ended_at: datetime | None = None
    result_id: str | None = None
    freelancer: bool = False
    version: int = 1

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def taken_back(self) -> bool:
        """A draft that was handed in before."""
        return self.state is ReplacementState.DRAFT and self.submitted_at is not None

    @property
    def given_up(self) -> bool:
        return self.state is ReplacementState.WITHDRAWN

    def revise(self, answers: Mapping[str, Any]) -> None:
        """Raises `WrongState` once it was handed in."""
        if not self.editable:
            raise WrongState("补换证申请已提交，不能再修改；如需更正，请先撤回，或等待审核单位退回。")
        self.answers = dict(answers)

    def submit(self, organisation_id: str, *, freelancer: bool, first_step: str, at: datetime) -> None:
        self._follow(Act.SUBMIT)
        self.organisation_id, self.freelancer = organisation_id, freelancer
        self.step, self.step_since, self.submitted_at = first_step, at, at

    def withdraw(self, *, acted_on: bool) -> None:
        """Take it back, with all that was typed, while nobody has acted on it since it was handed in."""
        if self.state is ReplacementState.IN_APPROVAL and acted_on:
            raise WrongState("审核单位已经处理，不能撤回；如需修改，请联系当前审核单位退回。")
        self._follow(Act.WITHDRAW)
        self.step = self.step_since = None

    def give_up(self, at: datetime) -> None:
        """放弃申请: the end of what was taken back or returned."""
        if self.state is ReplacementState.DRAFT and not self.taken_back:
            raise WrongState("这份补换证申请还没有提交过，不需要的可以直接删除。")
        self._end(Act.GIVE_UP, at)

    def endorse(self, next_step: str, at: datetime) -> None:
        self._follow(Act.ENDORSE)
        self.step, self.step_since = next_step, at

    def finish(self, certificate_id: str, result_id: str, at: datetime) -> None:
        """The last step endorsed it, and there is a new certificate."""
        self._end(Act.FINISH, at)
        self.certificate_id, self.result_id = certificate_id, result_id

    def give_back(self) -> None:
        self._follow(Act.RETURN)
        self.step = self.step_since = None

    def reject(self, at: datetime) -> None:
        self._end(Act.REJECT, at)

    def _end(self, act: Act, at: datetime) -> None:
        self._follow(act)
        self.step, self.step_since, self.ended_at = None, None, at

    def _follow(self, act: Act) -> None:
        try:
            self.state = TRANSITIONS[self.state, act]
        except KeyError:
            raise WrongState("补换证申请当前不能进行这项操作，请刷新页面查看最新情况。") from None


@dataclass(eq=False)
class ReplacementDecision:
    """One line of the request's flow (feature 87): who did what at which step, when, and with which opinion."""

    id: str
    replacement_id: str
    step: str
    caption: str
    actor_name: str
    account_id: str
    outcome: Outcome
    opinion: str
    at: datetime


def step_of(chain: Chain, replacement: Replacement) -> Step | None:
    """Where the request stands."""
    return next((step for step in chain.steps if step.id == replacement.step), None)
