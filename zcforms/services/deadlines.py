"""Until when a declaration can be handed in, and whether that is near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import PlanClosed
from zcforms.domain.plan import Plan
from zcforms.storage.columns import CHINA

NEAR = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`last`: the last moment to submit; `now`: the server's, which alone counts; `closed`: the plan's own close has passed."""

    last: datetime
    now: datetime
    closed: bool

    @property
    def near(self) -> bool:
        return not self.passed and self.last - self.now <= NEAR

    @property
    def passed(self) -> bool:
        return self.now > self.last

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


def deadline(plan: Plan, application: Application, now: datetime) -> Deadline:
    """The declaration's own: with the grace for what was begun in time, and the longer time for what was returned."""
    begun = application.created_at.astimezone(CHINA)
    last = plan.window.last_submission(begun, returned=application.state is ApplicationState.RETURNED)
    return Deadline(last, now, closed=now > plan.window.closing(now))


def require_in_time(plan: Plan, application: Application, now: datetime) -> None:
    """Raises `PlanClosed` before the window and after the declaration's deadline."""
    if now.date() < plan.opens:
        raise PlanClosed(f"该评审计划尚未开始申报，申报起止日期为 {plan.opens} 至 {plan.closes}。")
    due = deadline(plan, application, now)
    if due.passed:
        raise PlanClosed(
            f"提交已于 {due.last:%Y-%m-%d %H:%M} 截止（以系统时间为准），现在是 {now:%Y-%m-%d %H:%M}。"
            "已填写的内容都已保存，没有提交。如确有特殊情况，请联系评委会组建单位。"
        )
