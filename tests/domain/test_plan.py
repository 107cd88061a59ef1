"""Looking things up in a plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from zcforms.domain.chain import Chain, Step
from zcforms.domain.plan import (
    AchievementCategory,
    AchievementItem,
    AttachmentItem,
    Choice,
    CodeList,
    Part,
    Plan,
    Pledge,
    Section,
    SectionKind,
    Standard,
    TitleChoice,
)

CHINA = timezone(timedelta(hours=8))
EMPLOYER, AUTHORITY = (
    Step("employer", "单位审核", "employer", ()),
    Step("authority", "主管部门", "authority", ()),
)
ITEM = AchievementItem("awards", "表彰奖励", ("award",))
GROUP = AchievementCategory("conduct", "思想政治", (ITEM,))
BASIC = Section("basic", "个人信息", SectionKind.FIELDS, {})
WORK = Section("work", "工作经历", SectionKind.IMPORT, {}, ("work-history",))
EXAM = AttachmentItem("exam", "笔试申请表", {}, specialties=("chemical",))
BREAK = AttachmentItem("break", "破格审批表", {}, routes=("exceptional",))
ALWAYS = AttachmentItem("id-card", "身份证", {})


@pytest.fixture
def plan() -> Plan:
    return Plan(
        id="p", digest="d", caption="计划", year=2022, kind="declaration", series=Choice("teacher", "中小学教师"),
        committee="评委会", organising_unit="办公室", levels=(), opens=date(2022, 6, 21), closes=date(2022, 7, 31), cutoffs={},
        interview=False, scope="", content="", routes=(), specialties=(), titles=(TitleChoice("senior", "高级教师", "deputy"),),
        standards=(Standard("teacher", "标准", (GROUP,)),), parts=(Part("a", "甲", (BASIC,)), Part("b", "乙", (WORK,))),
        attachments=(ALWAYS, EXAM, BREAK), chain=Chain("c", "c", (EMPLOYER, AUTHORITY)), ruleset="r",
        pledge=Pledge("pl", "承诺书", (), "s"), sheet="s", downloads=(), categories={}, codes={},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2022, 6, 20, 23, 59, tzinfo=CHINA), False),
        (datetime(2022, 6, 21, tzinfo=CHINA), True),
        (datetime(2022, 7, 31, 23, 59, tzinfo=CHINA), True),
        (datetime(2022, 8, 1, tzinfo=CHINA), False),
    ],
)
def test_the_window_has_both_its_days(plan: Plan, moment: datetime, is_open: bool) -> None:
    assert plan.open_at(moment) is is_open


def test_look_ups(plan: Plan) -> None:
    assert plan.sections == (BASIC, WORK)
    assert (plan.section("work"), plan.section("x")) == (WORK, None)
    assert (plan.standard("teacher"), plan.standard("x")) == (plan.standards[0], None)
    assert (plan.title("senior"), plan.title("x")) == (plan.titles[0], None)


def test_items_of_a_standard(plan: Plan) -> None:
    """Feature 47."""
    assert list(plan.items("teacher")) == [(GROUP, ITEM)]
    assert list(plan.items("x")) == []


def test_attachments_by_route_and_specialty(plan: Plan) -> None:
    """Features 46, 70."""
    assert plan.attachments_for("regular", "maths") == (ALWAYS,)
    assert plan.attachments_for("regular", "chemical") == (ALWAYS, EXAM)
    assert plan.attachments_for("exceptional", "maths") == (ALWAYS, BREAK)


def test_chain_order(plan: Plan) -> None:
    assert [plan.chain.after(step) for step in (None, "employer", "authority")] == [EMPLOYER, AUTHORITY, None]
    assert Chain("c", "c", ()).after(None) is None


def test_captions_of_codes() -> None:
    codes = CodeList("sex", "性别", (Choice("1", "男"), Choice("2", "女")))
    assert (codes.caption_of("2"), codes.caption_of("9")) == ("女", None)
