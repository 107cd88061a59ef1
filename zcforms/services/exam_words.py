"""What people read about the places that they are given in an examination, each sentence once (feature 22)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from zcforms.domain.plan import ExamForm, Examination, Plan
from zcforms.domain.sitting import Sitting


def forms_text(forms: Iterable[ExamForm]) -> str:
    return "、".join(form.caption for form in forms)


def when(sitting: Sitting) -> str:
    """2022年7月20日 08:30 报到，09:00 开始."""
    return f"{day(sitting.starts_at)} {sitting.reports_at:%H:%M} 报到，{sitting.starts_at:%H:%M} 开始"


def where(sitting: Sitting) -> str:
    return str(sitting.answers["place"])


def place(examination: Examination, sitting: Sitting) -> str:
    """Form, group, time and place in one line."""
    form = examination.form(sitting.form)
    caption = form.caption if form else sitting.form
    return f"{caption}（{sitting.caption}）：{when(sitting)}，地点：{where(sitting)}"


def day(at: datetime) -> str:
    return f"{at.year}年{at.month}月{at.day}日"


def moment(at: datetime) -> str:
    return f"{day(at)} {at:%H:%M}"


def printing(sitting: Sitting, now: datetime) -> str:
    """From when on the ticket of an announced sitting can be printed."""
    if sitting.printable_from is None or sitting.printable(now):
        return "现在可以打印准考证。"
    return f"{moment(sitting.printable_from)} 起可以打印准考证。"


def announced(plan: Plan, examination: Examination, sitting: Sitting, now: datetime) -> str:
    return f"“{plan.caption}”的考核已安排。{place(examination, sitting)}。{printing(sitting, now)}"


def changed(plan: Plan, examination: Examination, sitting: Sitting, now: datetime) -> str:
    return (
        f"“{plan.caption}”的考核安排有调整，请以新的准考证为准。{place(examination, sitting)}。"
        f"{printing(sitting, now)}"
    )


def held_back(plan: Plan, sitting: Sitting, reason: str) -> str:
    return (
        f"“{plan.caption}”的准考证（{sitting.caption}）已收回：{ended(reason)}新的安排另行通知，"
        "已打印的准考证暂不能使用。"
    )


def unsettled(plan: Plan, sitting: Sitting) -> str:
    return (
        f"“{plan.caption}”的考核安排有调整：您不再参加“{sitting.caption}”，新的时间和地点另行通知，"
        "已打印的准考证作废。"
    )


def released(plan: Plan, sitting: Sitting, reason: str) -> str:
    return f"“{plan.caption}”的考核安排（{sitting.caption}）已取消：{ended(reason)}已打印的准考证作废。"


def ended(sentence: str) -> str:
    """With a full stop at its end, and one only."""
    return f"{sentence.strip().rstrip('。')}。"
