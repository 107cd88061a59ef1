"""Sittings (场次) of a plan's examinations, and the tickets (准考证) to them (feature 22)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused, WrongState

Answers = Mapping[str, Any]
_BEGUN = "考核已经开始，不能再修改这一场的安排。"


@dataclass(eq=False)
class Sitting:
    """One group of people examined together: in one place, from one hour to another of one day.

    `answers`: the plan's form of a sitting, filled in; what scheduling stands on stands beside it. `printable_from`: from when on the
    tickets can be printed; None until they are announced (发布准考证). A removed one stays on record: tickets that were taken back name it.
    """

    id: str
    plan_id: str
    form: str
    caption: str
    reports_at: datetime
    starts_at: datetime
    ends_at: datetime
    capacity: int
    answers: Answers
    created_at: datetime
    printable_from: datetime | None = None
    removed_at: datetime | None = None
    version: int = 1

    @classmethod
    def planned(cls, id: str, plan_id: str, answers: Answers, now: datetime) -> Sitting:
        """A new one; days and hours are those of `now`'s zone. Raises `InputRefused`: hours out of order, or in the past."""
        return cls(id, plan_id, created_at=now, answers=answers, **_read(answers, now))

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def announced(self) -> bool:
        return self.printable_from is not None

    def printable(self, now: datetime) -> bool:
        return self.printable_from is not None and now >= self.printable_from

    def begun(self, now: datetime) -> bool:
        return now >= self.starts_at

    def over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def overlaps(self, other: Sitting) -> bool:
        """Whether nobody can be at both, from reporting to the end."""
        return self.reports_at < other.ends_at and other.reports_at < self.ends_at

    def revise(self, answers: Answers, now: datetime, *, seated: int) -> bool:
        """Change it; whether those who have a place in it need to know. `seated`: how many they are.

        Raises:
            InputRefused: as `planned`; fewer places than people, another form of examination for people who were given this one.
            WrongState: it has begun.
        """
        if self.begun(now):
            raise WrongState(_BEGUN)
        read = _read(answers, now)
        faults = []
        if read["capacity"] < seated:
            faults.append(InputFault("/capacity", f"已安排 {seated} 人，人数上限不能小于这个数。"))
        if seated and read["form"] != self.form:
            faults.append(InputFault("/form", "已有人安排在这一场，不能改换考核形式；请另建场次。"))
        if self.printable_from is not None and self.printable_from >= read["reports_at"]:
            faults.append(InputFault("/date", "准考证在报到以后才开放打印；请先收回准考证，再改时间。"))
        if faults:
            raise InputRefused(faults)
        said = {**self.answers, "capacity": None} != {**answers, "capacity": None}
        self.answers = dict(answers)
        for name, value in read.items():
            setattr(self, name, value)
        return said

    def announce(self, opens: datetime, now: datetime) -> None:
        """发布准考证: tickets can be printed from `opens` on. Raises `InputRefused` at "/opens" when that is too late, `WrongState`."""
        if self.begun(now):
            raise WrongState(_BEGUN)
        if self.announced:
            raise WrongState(f"“{self.caption}”的准考证已经发布；如需更改开放时间，请先收回。")
        if opens >= self.reports_at:
            raise InputRefused([InputFault("/opens", "开放打印的时间应早于报到时间。")])
        self.printable_from = max(opens, now)

    def take_back(self, reason: str, now: datetime) -> None:
        """Close printing again, before the day. Raises `InputRefused` at "/reason" without a reason, `WrongState`."""
        if not self.announced:
            raise WrongState(f"“{self.caption}”的准考证还没有发布。")
        if now.date() >= self.day:
            raise WrongState("考核当天和以后不能收回准考证；如安排有变，请修改场次，系统会通知本场人员。")
        if not reason.strip():
            raise InputRefused([InputFault("/reason", "请写明收回的原因，让申报人知道。")])
        self.printable_from = None

    def remove(self, at: datetime, *, seated: int) -> None:
        """Raises `WrongState` while somebody has a place in it."""
        if seated:
            raise WrongState(f"“{self.caption}”还安排着 {seated} 人，请先把他们移到其他场次或取消安排。")
        self.removed_at = at


@dataclass(eq=False)
class Ticket:
    """A person's place in a sitting. `number` stays when the place is moved and is never given out again; `code` is what the printed
    square says, known to nobody who has not seen the paper. A released one stays on record, with the reason."""

    id: str
    application_id: str
    sitting_id: str
    form: str
    number: str
    code: str = field(repr=False)
    assigned_at: datetime
    released_at: datetime | None = None
    reason: str = ""
    arrived_at: datetime | None = None
    arrived_by: str | None = None
    version: int = 1

    def move(self, sitting_id: str) -> None:
        self._require_absent()
        self.sitting_id = sitting_id

    def release(self, at: datetime, reason: str) -> None:
        self._require_absent()
        self.released_at, self.reason = at, reason.strip()

    def arrive(self, by: str, at: datetime) -> None:
        """Raises `WrongState` when the place was taken back or the person is here already."""
        if self.released_at is not None:
            raise WrongState("这张准考证已经作废，不能报到。")
        if self.arrived_at is not None:
            raise WrongState(f"已于 {self.arrived_at:%H:%M} 报到，不需要重复登记。")
        self.arrived_by, self.arrived_at = by, at

    def undo_arrival(self) -> None:
        if self.arrived_at is None:
            raise WrongState("还没有登记报到，不需要撤销。")
        self.arrived_by = self.arrived_at = None

    def _require_absent(self) -> None:
        if self.released_at is not None:
            raise WrongState("这项安排已经取消，请刷新页面查看最新情况。")
        if self.arrived_at is not None:
            raise WrongState("已经报到的人员不能再移动或取消安排。")


_SERIAL = re.compile(r"\{serial[^}]*\}")


def number_scope(template: str, *, year: int, plan: int, specialty: int) -> str:
    """Within what the serial of a ticket's number counts: everything else that the number says."""
    return _SERIAL.sub("*", template).format(year=year, plan=plan, specialty=specialty)


def ticket_number(template: str, *, year: int, plan: int, specialty: int, serial: int) -> str:
    """`plan`: the plan's number, `specialty`: the place of the specialty in the plan's list, from 1."""
    return template.format(year=year, plan=plan, specialty=specialty, serial=serial)


def _read(answers: Answers, now: datetime) -> dict[str, Any]:
    """What scheduling stands on, out of a form that was held to its schema."""
    day = date.fromisoformat(answers["date"])
    hours = ("reports_at", "starts_at", "ends_at")
    read: dict[str, Any] = {
        name: datetime.combine(day, time.fromisoformat(answers[name]), now.tzinfo) for name in hours
    }
    faults = []
    if read["starts_at"] <= now:
        faults.append(InputFault("/date", "考核时间已经过去，请核对日期和时间。"))
    if read["reports_at"] > read["starts_at"]:
        faults.append(InputFault("/reports_at", "报到时间不能晚于开始时间。"))
    if read["ends_at"] <= read["starts_at"]:
        faults.append(InputFault("/ends_at", "结束时间应晚于开始时间。"))
    if faults:
        raise InputRefused(faults)
    return read | {name: answers[name] for name in ("form", "caption", "capacity")}
