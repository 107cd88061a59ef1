"""An application in the hands of its approval chain: looked at, endorsed, returned, rejected (features 21, 62)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zcforms.checks.run import Verdict
from zcforms.domain.application import Application
from zcforms.domain.approval import Outcome
from zcforms.domain.chain import APPLICANT, Event, Step, StepKind
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import Choice, Plan
from zcforms.domain.scope import under_notice, until
from zcforms.forms import overview as overviews
from zcforms.services import explaining
from zcforms.services.access import is_own, reading, seen_application, writing
from zcforms.services.actor import Actor
from zcforms.services.approval_turn import LOOKED_AT, Turn, require_length, require_reason, turn
from zcforms.services.deadlines import Deadline, once_returned
from zcforms.services.evaluations import presence_of
from zcforms.services.explaining import Reasons
from zcforms.services.exporting import document_of
from zcforms.services.flow import FlowLine, flow_of, limit_of
from zcforms.services.house import House
from zcforms.services.responsibility import answers_for, chain_of
from zcforms.services.returned_modules import Module, modules_of, named, told
from zcforms.services.wording import REJECTED
from zcforms.storage.work import Work

_TO_APPLICANT = Choice(APPLICANT, "申报人")


@dataclass(frozen=True, slots=True)
class Answering:
    """What the step asks of whoever has the turn. `actions`: of endorse, return, reject those that it allows; `returns`: to whom; `modules`:
    what can be returned by name; `again`: until when the applicant could hand in again what is returned now, or why it cannot be returned to
    the applicant, as a sentence, "" where the step never may; `limit`: until when, as a sentence; `shut_until`: of a public notice that is still on, its last day; `share`:
    of those present, who must be for it; `presence`: what is known of who must be present, "" where nobody votes; `own`: it is the operator's own, which somebody else has to decide."""

    kind: StepKind
    caption: str
    actions: tuple[str, ...]
    returns: tuple[Choice, ...]
    modules: tuple[Module, ...]
    again: str
    limit: str
    shut_until: date | None
    share: str
    presence: str
    own: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What the handler of the current step sees. `overview`: display texts; `reasons`: why each rule came out as it did, by row; `answering` is
    None when it is not this organisation's turn; `version` goes back with the decision."""

    application_id: str
    number: str
    step: str
    overview: Mapping[str, Any]
    verdict: Verdict
    reasons: Reasons
    flow: tuple[FlowLine, ...]
    answering: Answering | None
    version: int

    @property
    def actions(self) -> tuple[str, ...]:
        return self.answering.actions if self.answering else ()


def case(house: House, actor: Actor, application_id: str, now: datetime) -> Case:
    """The application as an organisation of its chain sees it.

    Raises:
        NotFound: outside the actor's scope.
        CheckFailed: the verdict could not be made.
    """
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        plan = house.plan_of(application)
        step = plan.chain.step(application.step)
        turn_ = step is not None and answers_for(w, house, actor.organisation(), application)
        document = document_of(w, house, application)
        lines = flow_of(w, house, application, now)
        own = is_own(w, actor, application.person_id)
        answering = _answering(w, application, (plan, step, own), now) if step and turn_ else None
    made = explaining.of_document(house, plan, document)
    return Case(
        application.id,
        application.number or "",
        step.caption if step else "",
        overviews.overview(plan, document),
        made.verdict,
        made.reasons,
        lines,
        answering,
        application.version,
    )


def _answering(w: Work, application: Application, here: tuple[Plan, Step, bool], now: datetime) -> Answering:
    """`here`: plan, step, and whether it is the operator's own."""
    plan, step, own = here
    may = returns_of(w, plan, application, step)
    again = once_returned(plan, application, now)
    back = tuple(each for each in may if each.id != APPLICANT or not again.passed)
    since = application.step_since
    return Answering(
        step.kind,
        step.caption,
        tuple(action for action in step.actions if action != "return" or back),
        back,
        modules_of(plan, application),
        _again(step, may, again) if _TO_APPLICANT in may else "",
        limit_of(step, since, now),
        until(step, since) if under_notice(step, since, now.date()) else None,
        f"{step.share.numerator}/{step.share.denominator}",
        presence_of(step) if step.kind is StepKind.RESULT else "",
        own,
    )


def returns_of(w: Work, plan: Plan, application: Application, step: Step) -> tuple[Choice, ...]:
    """To whom the step may return this application: the applicant, and those earlier steps that it went through."""
    chain = chain_of(w, plan, application)
    steps = tuple(Choice(each.id, each.caption) for each in chain.behind(step))
    return ((_TO_APPLICANT,) if APPLICANT in step.returns else ()) + steps


def endorse(
    house: House,
    actor: Actor,
    application_id: str,
    opinion: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """通过: hand it to the next step, or finish the chain.

    Raises:
        NotFound, NotAllowed (the actor's own application, an action that the step does not offer), WrongState, StaleWrite.
        InputRefused: a public notice is still on; an opinion that is too long.
    """
    with writing(house, actor) as w:
        endorse_within(w, house, actor, application_id, opinion, now=now, version=version)


def endorse_within(
    w: Work,
    house: House,
    actor: Actor,
    application_id: str,
    opinion: str,
    *,
    now: datetime,
    version: int | None = None,
) -> None:
    """The same inside a larger unit of work."""
    require_length(opinion, "/opinion", "审核意见")
    here = turn(w, house, actor, application_id, action="endorse", kinds=LOOKED_AT, now=now, version=version)
    _require_over(here)
    here.tell_passed(here.advance(opinion))


def give_back(
    house: House,
    actor: Actor,
    application_id: str,
    reason: str,
    now: datetime,
    *,
    to: str = "",
    modules: Mapping[str, str] | None = None,
    version: int | None = None,
) -> None:
    """退回: the applicant corrects and submits again, or an earlier step looks again.

    `to`: one of the step's `returns`, the first where nothing is said; `modules`: reasons by the pointer of what they are about. Raises as
    `endorse`; `InputRefused` at "/reason" without any reason, at "/to" and "/modules" where there is no such thing, at "/to" where it would be the
    applicant, who could not hand in again any more.
    """
    with writing(house, actor) as w:
        here = turn(w, house, actor, application_id, action="return", now=now, version=version)
        given = named(here.plan, here.application, modules or {})
        said = told(reason, given)
        require_reason(said)
        require_length(reason, "/reason", "理由")
        detail = {"modules": [module.as_detail() for module in given]} if given else {}
        target = _target(here, to)
        if target.id == APPLICANT:
            here.application.give_back()
            here.decide(Outcome.RETURNED, said, **detail)
            until = once_returned(here.plan, here.application, now).until
            here.tell(
                Event.RETURNED,
                f"被退回修改，请在 {until} 前修改并重新提交，逾期未补正的视为放弃：{said}",
                f"已退回本人修改，须在 {until} 前重新提交，逾期未补正的视为放弃：{said}",
            )
            return
        here.application.send_back(step=target.id, at=now)
        here.decide(Outcome.SENT_BACK, said, to=target.id, **detail)
        if step := here.chain.step(target.id):
            here.tell_next(step, said)
        text = f"由{here.step.caption}退回至{target.caption}"
        here.tell(Event.SENT_BACK, f"{text}，请等待重新审核。", f"{text}重新审核。")


def reject(
    house: House,
    actor: Actor,
    application_id: str,
    reason: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """不通过: the end for this plan year. Raises as `endorse`, and `InputRefused` at "/reason" without a reason."""
    require_reason(reason)
    require_length(reason, "/reason", "理由")
    with writing(house, actor) as w:
        here = turn(w, house, actor, application_id, action="reject", now=now, version=version)
        here.reject(reason)
        here.tell(Event.REJECTED, f"{REJECTED[here.step.kind]}：{reason.strip()}")


def flow(house: House, actor: Actor, application_id: str, now: datetime) -> tuple[FlowLine, ...]:
    """Done steps with who, when and which opinion; the current one with since when and until when; those still to come (feature 62)."""
    with reading(house, actor) as w:
        return flow_of(w, house, seen_application(w, house, actor, application_id), now)


def _target(here: Turn, to: str) -> Choice:
    offered = returns_of(here.w, here.plan, here.application, here.step)
    found = next((each for each in offered if each.id == to or not to), None)
    if found is None:
        raise InputRefused([InputFault("/to", "当前环节不能退回到那里，请重新选择。")])
    again = once_returned(here.plan, here.application, here.now)
    if found.id == APPLICANT and again.passed:
        raise InputRefused([InputFault("/to", _again(here.step, offered, again))])
    return found


def _again(step: Step, may: Sequence[Choice], again: Deadline) -> str:
    """What whoever returns to the applicant reads before; where that is too late, what can be done instead. `may`: to whom the step returns."""
    if not again.passed:
        return f"现在退回申报人的，申报人须在 {again.until} 前修改并重新提交，逾期未补正的视为放弃。"
    steps = "、".join(f"“{each.caption}”" for each in may if each.id != APPLICANT)
    ways = [f"退回{steps}重新审核"] if steps else []
    ways += ["不通过"] if "reject" in step.actions else []
    instead = f"可以{'，或'.join(ways)}。" if ways else "如需补正，请联系评委会组建单位。"
    return f"申报人重新提交的时间已于 {again.until} 截止，不能再退回申报人。{instead}"


def _require_over(here: Turn) -> None:
    since = here.application.step_since
    last = until(here.step, since)
    if last is not None and under_notice(here.step, since, here.now.date()):
        message = f"公示期到 {last} 为止，{last + timedelta(days=1)} 起才能通过；有异议的，可以退回或不通过。"
        raise InputRefused([InputFault("/act", message)])
