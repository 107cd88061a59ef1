"""Whose turn it is at a step of the chain, and what every decision there leaves behind: the line of the flow, the journal, the notices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.approval import Decision, Outcome
from zcforms.domain.chain import Chain, Event, Step, StepKind
from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, WrongState
from zcforms.domain.plan import Plan
from zcforms.services import exam_places
from zcforms.services.access import note, require_other, seen_application
from zcforms.services.actor import Actor
from zcforms.services.chain_news import News
from zcforms.services.flow import limit_of
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.responsibility import answers_for, chain_of, organisation_as
from zcforms.services.telling import Target
from zcforms.storage.work import Work

MOST_CHARACTERS = 500
"""Of an opinion or a reason."""
LOOKED_AT = frozenset({StepKind.REVIEW, StepKind.NOTICE})
"""Steps that are endorsed by a word alone; the others want votes, or a number of approval."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The actor's turn with one application, inside a unit of work."""

    w: Work
    house: House
    actor: Actor
    application: Application
    step: Step
    now: datetime

    @property
    def plan(self) -> Plan:
        return self.house.plan_of(self.application)

    @property
    def chain(self) -> Chain:
        return chain_of(self.w, self.plan, self.application)

    def advance(self, opinion: str, **detail: Any) -> Step | None:
        """Endorsed: on to the next step, whose organisation is told; None where it was the last."""
        following = self.chain.after(self.step.id)
        self.application.endorse(next_step=following.id if following else None, at=self.now)
        self.decide(Outcome.ENDORSED, opinion, **detail)
        if following is not None:
            self.tell_next(following)
        return following

    def reject(self, reason: str, **detail: Any) -> None:
        """The end without a title; places in examinations that are still ahead are given back."""
        self.application.reject()
        self.decide(Outcome.REJECTED, reason, **detail)
        exam_places.give_up(
            self.w, self.actor, self.plan, self.application, reason="申报审核不通过", now=self.now
        )

    def decide(self, outcome: Outcome, opinion: str, **detail: Any) -> None:
        organisation = self.w.organisations.get(self.actor.organisation())
        signed = replace(self.actor, name=organisation.name)
        kind = {} if self.step.kind is StepKind.REVIEW else {"kind": self.step.kind.value}
        record_decision(
            self.w, signed, self.application, (self.step.id, self.step.caption), (outcome, opinion.strip()),
            now=self.now, detail={**kind, **detail},
        )  # fmt: skip

    def tell_next(self, step: Step, sent_back: str = "") -> None:
        """`sent_back`: the reason for which this step gave it back to that one."""
        name = self.w.people.get(self.application.person_id).name
        limit = self._notice_limit(step)
        came = f"由{self.step.caption}退回，" if sent_back else ""
        why = f"：{sent_back}" if sent_back else "。"
        told = f"进入{step.caption}（{limit}）" if limit else f"等待{step.caption}"
        asked = f"{told}，期满后请办理" if limit else told
        self._news().arrives(step, f"{name}的申报{came}{asked}{why}", f"{came}{told}{why}")

    def tell(self, event: Event, text: str, others: str = "") -> None:
        """Whom the step names for it. `text` follows the plan's caption; `others`: what organisations read instead."""
        self._news().tell(self.step, event, text, others=others)

    def tell_passed(self, following: Step | None) -> None:
        """Where it stands now, of a public notice until when."""
        if following is None:
            self.tell(Event.ENDORSED, "已通过全部审核。")
            return
        limit = self._notice_limit(following)
        where = f"{following.caption}{f'（{limit}）' if limit else ''}"
        self.tell(Event.ENDORSED, f"已通过{self.step.caption}，进入{where}。")

    def _news(self) -> News:
        return news_of(self.w, self.house, self.application, self.actor.organisation(), self.now)

    def _notice_limit(self, step: Step) -> str:
        """Until when a public notice that begins now is on, as a sentence; "" of other steps."""
        return limit_of(step, self.now, self.now) if step.kind is StepKind.NOTICE else ""


def turn(
    w: Work,
    house: House,
    actor: Actor,
    application_id: str,
    *,
    action: str,
    kinds: Collection[StepKind] = frozenset(StepKind),
    now: datetime,
    version: int | None = None,
) -> Turn:
    """The application and its step, if it is the actor's turn to do this.

    Raises:
        NotFound, WrongState (another's turn), NotAllowed (the step does not offer it; the actor's own application), StaleWrite.
    """
    application = seen_application(w, house, actor, application_id)
    application = w.applications.get(application.id, version)
    step = house.plan_of(application).chain.step(application.step)
    if step is None or not answers_for(w, house, actor.organisation(), application):
        raise WrongState("这份申报当前不在本单位的审核环节，请刷新页面查看最新状态。")
    if action not in step.actions or step.kind not in kinds:
        raise NotAllowed("当前审核环节不能进行这项操作。")
    require_other(w, actor, application.person_id)
    return Turn(w, house, actor, application, step, now)


def news_of(w: Work, house: House, application: Application, by: str, now: datetime) -> News:
    """`by`: the organisation that acts, "" for the applicant."""
    plan = house.plan_of(application)
    return News(
        w,
        application.person_id,
        lambda actor: organisation_as(w, house, plan, application, actor),
        (f"您申报的“{plan.caption}”", f"{w.people.get(application.person_id).name}申报的“{plan.caption}”"),
        (Target("application", application.id), Target("application-case", application.id)),
        by,
        now,
    )


def record_decision(
    w: Work,
    actor: Actor,
    application: Application,
    step: tuple[str, str],
    answer: tuple[Outcome, str],
    *,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """A line of the flow, and of the journal; `step`: id and caption; `answer`: outcome and opinion. The journal keeps neither opinion nor
    detail: it is what somebody typed."""
    key = f"{len(w.decisions.of(application.id)):04}-{new_id()}"  # in order, where two were made at the same moment
    decision = Decision(key, application.id, *step, actor.name, actor.account_id, *answer, now, detail or {})
    w.decisions.add(decision)
    note(w, actor, f"application.{answer[0].value}", f"application:{application.id}", now, step=step[0])


def require_reason(reason: str) -> None:
    """Raises `InputRefused` at "/reason" without one."""
    if not reason.strip():
        raise InputRefused([InputFault("/reason", "请写明理由，让申报人知道原因和要改什么。")])


def require_length(text: str, pointer: str, what: str) -> None:
    """Raises `InputRefused` there for more than 500 characters, a new line counting as one as in the browser."""
    length = len("\n".join(text.strip().splitlines()))
    if length > MOST_CHARACTERS:
        message = f"{what}不能超过 {MOST_CHARACTERS} 字，现在有 {length} 字，请写得简短一些。"
        raise InputRefused([InputFault(pointer, message)])
