"""Until when a declaration can be handed in, whether that is near, and what was returned and not handed in again in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, returned_at
from zcforms.domain.errors import Lapsed, PlanClosed
from zcforms.domain.plan import Plan
from zcforms.services.house import House
from zcforms.services.wording import LAPSED
from zcforms.storage.columns import CHINA
from zcforms.storage.work import Work

NEAR = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`last`: the last moment to submit; `now`: the server's, which alone counts; `closed`: the plan's own close has passed; `returned`:
    when it was given back to its applicant, None where it was not."""

    last: datetime
    now: datetime
    closed: bool
    returned: datetime | None = None

    @property
    def near(self) -> bool:
        return not self.passed and self.last - self.now <= NEAR

    @property
    def passed(self) -> bool:
        return self.now > self.last

    @property
    def lapsed(self) -> bool:
        """Whether it was returned and not handed in again in time: it counts as given up, and is only looked at from then on."""
        return self.returned is not None and self.passed

    @property
    def lapse(self) -> str:
        """What is said of a lapsed one, wherever somebody would go on with it."""
        return f"这份申报被退回后没有在 {self.until} 前重新提交，{LAPSED}，不能再修改和提交。填写的内容都已保存，可以查看和导出。"

    @property
    def until(self) -> str:
        """The day, with the minute where the day does not last until midnight."""
        last = self.last
        return str(last.date()) if (last.hour, last.minute) == (23, 59) else f"{last:%Y-%m-%d %H:%M}"

    @property
    def seconds(self) -> int:
        """Whole seconds that are left."""
        return max(int((self.last - self.now).total_seconds()), 0)

    @property
    def remaining(self) -> str:
        """What is left, in the two largest units."""
        days, seconds = divmod(self.seconds, 86_400)
        hours, seconds = divmod(seconds, 3_600)
        minutes = seconds // 60
        if days:
            return f"{days} 天 {hours} 小时"
        return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分" if minutes else "不到 1 分钟"


def deadline(plan: Plan, application: Application, now: datetime, decisions: Sequence[Decision]) -> Deadline:
    """The declaration's own: with the grace for what was begun in time, and the longer time for what was returned. `decisions`: its own;
    they are asked of a returned one alone."""
    return _deadline(plan, application, now, returned_at(application.state, decisions))


def deadline_of(w: Work, plan: Plan, application: Application, now: datetime) -> Deadline:
    """The same, where its decisions were not read yet."""
    return deadline(plan, application, now, _decisions(w, application))


def once_returned(plan: Plan, application: Application, now: datetime) -> Deadline:
    """What it would have if it were given back to its applicant now; `passed` where the plan has no time left for that."""
    return _deadline(plan, application, now, now)


def open_to_change(w: Work, plan: Plan, application: Application, now: datetime) -> bool:
    """Whether its applicant may go on with it."""
    return application.editable and not deadline_of(w, plan, application, now).lapsed


def lapsed_among(w: Work, house: House, application_ids: Iterable[str], now: datetime) -> set[str]:
    """Those of the applications that were returned and not handed in again in time."""
    found = w.applications.many(application_ids)
    returned = {id_: each for id_, each in found.items() if each.state is ApplicationState.RETURNED}
    decisions = w.decisions.of_many(returned)
    return {
        id_
        for id_, each in returned.items()
        if deadline(house.plan_of(each), each, now, decisions.get(id_, ())).lapsed
    }


def require_kept_up(w: Work, plan: Plan, application: Application, now: datetime) -> None:
    """Raises `Lapsed` for what was returned and not handed in again in time."""
    due = deadline_of(w, plan, application, now)
    if due.lapsed:
        raise Lapsed(due.lapse)


def require_in_time(w: Work, plan: Plan, application: Application, now: datetime) -> None:
    """Raises `PlanClosed` before the window and after the declaration's deadline, as `Lapsed` where it had been returned."""
    if now.date() < plan.opens:
        raise PlanClosed(f"该评审计划尚未开始申报，申报起止日期为 {plan.opens} 至 {plan.closes}。")
    due = deadline_of(w, plan, application, now)
    if due.lapsed:
        raise Lapsed(due.lapse)
    if due.passed:
        raise PlanClosed(
            f"提交已于 {due.last:%Y-%m-%d %H:%M} 截止（以系统时间为准），现在是 {now:%Y-%m-%d %H:%M}。"
            "已填写的内容都已保存，没有提交。如确有特殊情况，请联系评委会组建单位。"
        )


def _decisions(w: Work, application: Application) -> Sequence[Decision]:
    return w.decisions.of(application.id) if application.state is ApplicationState.RETURNED else ()


def _deadline(plan: Plan, application: Application, now: datetime, returned: datetime | None) -> Deadline:
    back = returned.astimezone(CHINA) if returned else None
    last = plan.window.last_submission(application.created_at.astimezone(CHINA), returned=back)
    return Deadline(last, now, now > plan.window.closing(now), back)
