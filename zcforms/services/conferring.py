"""核准: the last step, at which a title gets its number of approval and its day, and its holder the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zcforms.domain.approval import Outcome
from zcforms.domain.chain import Event, StepKind
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import granting
from zcforms.services.access import writing
from zcforms.services.actor import Actor
from zcforms.services.approval_turn import Turn, require_length, turn
from zcforms.services.house import House
from zcforms.services.texts import caption_in
from zcforms.services.wording import kind_of
from zcforms.storage.work import Work

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Grant:
    """What titles are granted under: number of approval (批准文号) and day (取得资格时间; None: nothing was given)."""

    approval: str
    obtained_on: date | None

    def held(self, now: datetime, first: date | None = None) -> tuple[str, date]:
        """Both as they are kept. `first`: the day before which it was not obtained; None asks only what holds of everybody.

        Raises `InputRefused` at "/approval" and "/obtained_on" for what is missing or cannot be right."""
        faults = []
        approval = self.approval.strip()
        if not approval:
            faults.append(InputFault("/approval", "请填写批准文号。"))
        elif len(approval) > _LONGEST:
            faults.append(InputFault("/approval", f"批准文号不超过 {_LONGEST} 字。"))
        if self.obtained_on is None:
            faults.append(InputFault("/obtained_on", "请填写取得资格时间。"))
        elif self.obtained_on > now.date():
            faults.append(InputFault("/obtained_on", "取得资格时间不能晚于今天。"))
        elif first and self.obtained_on < first:
            faults.append(InputFault("/obtained_on", f"取得资格时间不能早于评审通过的日期 {first}。"))
        if faults or self.obtained_on is None:
            raise InputRefused(faults)
        return approval, self.obtained_on


def confer(
    house: House,
    actor: Actor,
    application_id: str,
    approval: str,
    obtained_on: date | None,
    *,
    now: datetime,
    opinion: str = "",
    version: int | None = None,
) -> str:
    """Grant the title under the number of approval (批准文号), obtained on that day (取得资格时间); the certificate's id.

    Raises:
        InputRefused: "/approval" or "/obtained_on" is missing or cannot be right.
        NotFound, NotAllowed, WrongState, StaleWrite: as `approvals.endorse`.
    """
    with writing(house, actor) as w:
        return confer_within(
            w, house, actor, application_id, Grant(approval, obtained_on),
            now=now, opinion=opinion, version=version,
        )  # fmt: skip


def confer_within(
    w: Work,
    house: House,
    actor: Actor,
    application_id: str,
    grant: Grant,
    *,
    now: datetime,
    opinion: str = "",
    version: int | None = None,
) -> str:
    """The same inside a larger unit of work."""
    here = turn(
        w, house, actor, application_id,
        action="endorse", kinds={StepKind.GRANT}, now=now, version=version,
    )  # fmt: skip
    approval, day = grant.held(now, _first_day(here))
    made = granting.grant(w, house, here.application, approval=approval, obtained_on=day, now=now)
    require_length(opinion, "/opinion", "审核意见")
    here.advance(opinion, approval=approval, obtained_on=day.isoformat())
    title = caption_in(here.plan.titles, here.application.title)
    text = f"已核准，取得“{title}”资格，批准文号 {approval}。"
    here.tell(Event.GRANTED, f"{text}可以在“我的职称”中查看。", text)
    return made.id


def passed_on(w: Work, application_id: str) -> date | None:
    """The day of the committee's result; None of a chain without one."""
    decisions = w.decisions.of(application_id)
    passed = [
        each.at for each in decisions if kind_of(each) is StepKind.RESULT and each.outcome is Outcome.ENDORSED
    ]
    return passed[-1].date() if passed else None


def _first_day(here: Turn) -> date:
    """Without a result the day on which the application was handed in."""
    return passed_on(here.w, here.application.id) or (here.application.submitted_at or here.now).date()
