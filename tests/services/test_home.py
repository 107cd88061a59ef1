"""The home page, notices and drafts (features 15 to 18)."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.achievement import AchievementState
from zcforms.domain.errors import NotAllowed, NotFound
from zcforms.services import bindings, desk, home, notices
from zcforms.services.house import House
from zcforms.services.telling import Target


def texts(page: home.Home) -> list[str]:
    return [task.text for task in page.tasks]


def test_a_newcomer(town: Stage, house: House) -> None:
    """Features 15, 17: what to do first."""
    who = town.replay("unbound", TEACHER)
    with pytest.raises(NotAllowed):
        home.home(house, who.actor, NOW)
    who.register(None)
    page = home.home(house, who.actor, NOW)
    assert (page.name, page.phone, page.photo, page.employer, page.declarations, page.tallies) == (
        "吴知远", "19900000010", None, None, (), (),
    )  # fmt: skip
    assert [task.target.kind for task in page.tasks] == ["binding", "photo"]
    assert [(caption, len(rows)) for caption, rows in page.plans] == [
        ("职称申报计划", 5), ("学术和技术带头人及后备人选选拔计划", 0),
    ]  # fmt: skip


def test_a_pending_and_a_returned_request(town: Stage, house: House) -> None:
    who = town.replay("pending", TEACHER)
    who.register(bindings.EmployerChoice(town.desks["demo-school"].organisation()))
    assert "单位绑定申请正在等待蚌埠市禾田路小学审核。" in texts(home.home(house, who.actor, NOW))
    (case,) = desk.pending_bindings(house, town.desks["demo-school"]).rows
    desk.return_bindings(house, town.desks["demo-school"], [case.id], "不是本校教师", NOW)
    assert "蚌埠市禾田路小学退回了您的绑定申请：不是本校教师" in texts(home.home(house, who.actor, NOW))


def test_nothing_to_do(town: Stage, house: House) -> None:
    """Feature 17: 暂无数据, once the messages are read."""
    who = town.employed("library", TEACHER)
    assert texts(home.home(house, who.actor, NOW)) == ["有 1 条未读消息。"]
    notices.mark_read(house, who.actor, NOW)
    page = home.home(house, who.actor, NOW)
    assert (page.tasks, page.employer) == ((), "蚌埠市禾田路小学")


def test_a_declaration_in_progress(town: Stage, house: House) -> None:
    """Feature 16, and 业绩统计."""
    who, application_id = town.filled("ready", TEACHER)
    page = home.home(house, who.actor, NOW)
    (card,) = page.declarations
    assert (card.plan, card.route, card.series, card.caption) == (
        "2022年度中小学教师系列高级职称评审", "常规申报", "中小学教师", "编辑中",
    )  # fmt: skip
    assert page.tasks[0].target == Target("check", application_id)
    assert page.tasks[0].text == (
        "“2022年度中小学教师系列高级职称评审”已填写完整，请开始检测，并在 2022-07-31 前提交审核。"
    )
    tallies = {tally.caption: tally for tally in page.tallies}
    assert dict(tallies["荣誉表彰"].by_state)[AchievementState.APPROVED] == tallies["荣誉表彰"].total == 2


def test_notices_are_read_one_by_one_or_all(town: Stage, house: House) -> None:
    who = town.employed("library", TEACHER)
    who.stock(town.desks["demo-school"])
    total = notices.unread(house, who.actor)
    assert total == 12
    first = notices.listing(house, who.actor).rows[0]
    assert (first.read, first.target.kind in ("binding", "achievement")) == (False, True)
    notices.mark_read(house, who.actor, NOW, first.id)
    assert notices.unread(house, who.actor) == total - 1
    notices.mark_read(house, who.actor, NOW)
    assert notices.unread(house, who.actor) == 0
    assert notices.listing(house, who.actor, page=2).total == total


def test_a_notice_is_its_readers(town: Stage, house: House) -> None:
    who = town.employed("library", TEACHER)
    school = town.desks["demo-school"]
    (asked,) = notices.listing(house, school).rows
    assert (asked.text, asked.target) == ("陈思源申请绑定到本单位，请审核。", Target("desk", "bindings"))
    for notice_id in (asked.id, "unknown"):
        with pytest.raises(NotFound):
            notices.mark_read(house, who.actor, NOW, notice_id)
    assert notices.unread(house, school) == 1
