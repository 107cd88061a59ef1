"""The achievement library (features 13, 19, 51 to 54)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.achievement import AchievementState
from zcforms.domain.errors import GateClosed, InputRefused, NotFound, StaleWrite, WrongState
from zcforms.services import achievements, desk, files, notices
from zcforms.services.achievements import Order
from zcforms.services.house import House

AWARD: dict[str, Any] = {
    "date": "2020-06-01",
    "name": "基于项目学习的小学科学实验教学实践",
    "award": "安徽省基础教育教学成果奖",
    "level": "provincial",
    "grade": "一等",
    "rank": 1,
    "participants": 10,
    "issuer": "安徽省教育厅",
}


@pytest.fixture
def teacher(town: Stage) -> Replay:
    return town.employed("library", TEACHER)


def upload(town: Stage, who: Replay, name: str = "证书.jpg", category: str = "award") -> str:
    schema = town.house.catalogue.categories[category].evidence
    data = town.evidence.file(name, who.person.name)
    return files.upload(town.house, who.actor, data, name, schema, now=NOW).id


def award(town: Stage, who: Replay, **changed: Any) -> achievements.AchievementView:
    data = {**AWARD, **changed}
    return achievements.save(town.house, who.actor, "award", data, [upload(town, who)], now=NOW)


def test_every_category_is_offered(teacher: Replay, house: House) -> None:
    counts = achievements.categories(house, teacher.actor)
    assert [count.category.id for count in counts] == list(house.catalogue.categories)
    assert {count.total for count in counts} == {0}
    with pytest.raises(NotFound):
        achievements.category(house, "nothing")


def test_saved_submitted_approved(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 19."""
    made = award(town, teacher)
    assert (made.state, made.caption, made.editable, made.deletable) == (
        AchievementState.DRAFT,
        "未提交",
        True,
        True,
    )
    assert ("获奖时间", "2020-06-01") in made.rows
    sent = achievements.submit(house, teacher.actor, made.id, NOW)
    assert (sent.state, sent.editable, sent.withdrawable) == (AchievementState.SUBMITTED, False, True)
    school = town.desks["demo-school"]
    (case,) = desk.pending_achievements(house, school).rows
    assert (case.name, case.category, case.summary) == (
        "陈思源", "项目获奖情况", "2020-06-01 基于项目学习的小学科学实验教学实践",
    )  # fmt: skip
    assert teacher.person.id_number not in repr(case)
    assert desk.achievement_case(house, school, made.id, NOW) == case
    assert desk.approve_achievements(house, school, [made.id], NOW) == 1
    approved = achievements.get(house, teacher.actor, made.id)
    assert (approved.state, approved.editable, approved.deletable, approved.withdrawable) == (
        AchievementState.APPROVED, False, False, False,
    )  # fmt: skip
    assert acts(house, f"achievement:{made.id}") == [
        "achievement.save",
        "achievement.submit",
        "achievement.approve",
    ]
    assert any("已通过单位审核" in row.text for row in notices.listing(house, teacher.actor).rows)


def test_returned_corrected_submitted_again(town: Stage, teacher: Replay, house: House) -> None:
    made = award(town, teacher)
    achievements.submit(house, teacher.actor, made.id, NOW)
    school = town.desks["demo-school"]
    with pytest.raises(InputRefused) as refused:
        desk.return_achievements(house, school, [made.id], "", NOW)
    assert refused.value.faults[0].pointer == "/reason"
    desk.return_achievements(house, school, [made.id], "证书看不清", NOW)
    returned = achievements.get(house, teacher.actor, made.id)
    assert (returned.caption, returned.reason, returned.editable) == ("已退回", "证书看不清", True)
    achievements.save(
        house, teacher.actor, "award", AWARD, [upload(town, teacher, "新证书.jpg")],
        now=NOW, achievement_id=made.id, version=returned.version,
    )  # fmt: skip
    assert achievements.submit(house, teacher.actor, made.id, NOW).reason == ""


def test_a_draft_may_be_incomplete_but_not_wrong(town: Stage, teacher: Replay, house: House) -> None:
    made = achievements.save(house, teacher.actor, "award", {"name": "成果"}, [], now=NOW)
    assert made.data == {"name": "成果"}
    with pytest.raises(InputRefused) as refused:
        achievements.save(
            house,
            teacher.actor,
            "award",
            {"date": "昨天", "rank": "一", "level": "月球", "x": 1},
            ["f"],
            now=NOW,
        )
    assert {fault.pointer for fault in refused.value.faults} == {
        "/data/date", "/data/rank", "/data/level", "/data/x", "/evidence/0",
    }  # fmt: skip
    assert achievements.listing(house, teacher.actor).total == 1


def test_an_incomplete_record_is_not_submitted(teacher: Replay, house: House) -> None:
    made = achievements.save(house, teacher.actor, "award", {"name": "成果"}, [], now=NOW)
    with pytest.raises(InputRefused) as refused:
        achievements.submit(house, teacher.actor, made.id, NOW)
    assert {"/data/date", "/data/award", "/evidence"} <= {fault.pointer for fault in refused.value.faults}
    assert achievements.get(house, teacher.actor, made.id).state is AchievementState.DRAFT


def test_the_gate(town: Stage, house: House) -> None:
    """Feature 13: entered without an employer, submitted not."""
    who = town.replay("unbound", TEACHER)
    who.register(None)
    made = award(town, who)
    with pytest.raises(GateClosed, match="还没有绑定工作单位"):
        achievements.submit(house, who.actor, made.id, NOW)


@pytest.mark.parametrize("approved", [False, True])
def test_what_the_employer_has_is_not_changed(
    town: Stage, teacher: Replay, house: House, approved: bool
) -> None:
    """Feature 54."""
    made = award(town, teacher)
    achievements.submit(house, teacher.actor, made.id, NOW)
    if approved:
        desk.approve_achievements(house, town.desks["demo-school"], [made.id], NOW)
    with pytest.raises(WrongState):
        achievements.save(house, teacher.actor, "award", AWARD, [], now=NOW, achievement_id=made.id)
    with pytest.raises(WrongState):
        achievements.submit(house, teacher.actor, made.id, NOW)
    with pytest.raises(WrongState):
        achievements.delete(house, teacher.actor, made.id, NOW)


def test_withdrawn_and_deleted(town: Stage, teacher: Replay, house: House) -> None:
    made = award(town, teacher)
    achievements.submit(house, teacher.actor, made.id, NOW)
    assert achievements.withdraw(house, teacher.actor, made.id, NOW).editable
    assert desk.pending_achievements(house, town.desks["demo-school"]).total == 0
    with pytest.raises(NotFound):
        desk.achievement_case(house, town.desks["demo-school"], made.id, NOW)
    achievements.delete(house, teacher.actor, made.id, NOW)
    with pytest.raises(NotFound):
        achievements.get(house, teacher.actor, made.id)


def test_copied_to_be_corrected(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 54; the copy is told to be a duplicate until it differs in what makes records the same."""
    made = award(town, teacher)
    copied = achievements.copy(house, teacher.actor, made.id, NOW)
    assert (copied.data, copied.evidence, copied.state) == (made.data, made.evidence, AchievementState.DRAFT)
    assert copied.id != made.id
    assert copied.duplicates == ("与另一条未提交的记录重复：基于项目学习的小学科学实验教学实践。",)
    other = achievements.save(
        house, teacher.actor, "award", {**AWARD, "award": "另一奖项"}, [], now=NOW, achievement_id=copied.id
    )
    assert other.duplicates == ()


def test_duplicates_do_not_depend_on_blanks_or_case(town: Stage, teacher: Replay, house: House) -> None:
    award(town, teacher, name="STEM 教学", award="A 奖")
    assert award(town, teacher, name="stem教学", award="a奖").duplicates
    assert not achievements.save(house, teacher.actor, "award", {"name": "stem教学"}, [], now=NOW).duplicates


def test_a_book_is_the_same_book_however_its_number_is_written(teacher: Replay, house: House) -> None:
    """Feature 19: the category's key, and the check digit of the number."""
    achievements.save(house, teacher.actor, "book", {"isbn": "7-302-02368-9"}, [], now=NOW)
    made = achievements.save(house, teacher.actor, "book", {"isbn": "9787302023685"}, [], now=NOW)
    assert len(made.duplicates) == 1
    with pytest.raises(InputRefused) as refused:
        achievements.save(house, teacher.actor, "book", {"isbn": "9787302023684"}, [], now=NOW)
    (fault,) = refused.value.faults
    assert fault.pointer == "/data/isbn"
    assert "最后一位是校验码" in fault.message


def test_sorted_by_their_dates(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 19: as entered, or by the date of the achievement; without one it is the last."""
    for number, day in enumerate(("2020-06-01", "2018-01-01", "2021-03-01")):
        award(town, teacher, name=f"成果{number}", award=f"奖{number}", date=day)
    achievements.save(house, teacher.actor, "award", {"name": "无日期"}, [], now=NOW)

    def listed(order: Order) -> list[str]:
        return [row.content for row in achievements.listing(house, teacher.actor, order=order).rows]

    assert sorted(listed(Order.ENTERED)) == ["成果0", "成果1", "成果2", "无日期"]
    assert listed(Order.NEWEST) == ["成果2", "成果0", "成果1", "无日期"]
    assert listed(Order.OLDEST) == ["成果1", "成果0", "成果2", "无日期"]


def test_the_employer_reads_of_duplicates(town: Stage, teacher: Replay, house: House) -> None:
    award(town, teacher)
    achievements.submit(house, teacher.actor, award(town, teacher).id, NOW)
    (case,) = desk.pending_achievements(house, town.desks["demo-school"]).rows
    assert len(case.duplicates) == 1


def test_listing(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 53: columns; filtered, searched, paged, the newest first."""
    for number in range(12):
        award(town, teacher, name=f"成果{number:02}", award=f"奖{number}")
    achievements.save(house, teacher.actor, "work", {"employer": "蚌埠市禾田路小学"}, [], now=NOW)
    first = achievements.listing(house, teacher.actor)
    assert (len(first.rows), first.total, first.pages) == (10, 13, 2)
    found = achievements.listing(house, teacher.actor, search="成果03")
    assert [(row.date, row.content, row.rank, row.evidence) for row in found.rows] == [
        ("2020-06-01", "成果03", "1/10", 1)
    ]
    assert achievements.listing(house, teacher.actor, search="项目获奖").total == 12
    assert achievements.listing(house, teacher.actor, category_id="work").total == 1
    assert achievements.listing(house, teacher.actor, state=AchievementState.APPROVED).total == 0
    assert achievements.listing(house, teacher.actor, page=9).number == 2
    counts = {count.category.id: count.total for count in achievements.categories(house, teacher.actor)}
    assert (counts["award"], counts["work"]) == (12, 1)


def test_anothers_record_is_not_found_and_the_look_kept(town: Stage, teacher: Replay, house: House) -> None:
    made = award(town, teacher)
    other = town.employed("draft", TEACHER)
    for look in (
        lambda: achievements.get(house, other.actor, made.id),
        lambda: achievements.submit(house, other.actor, made.id, NOW),
        lambda: achievements.delete(house, other.actor, made.id, NOW),
        lambda: achievements.copy(house, other.actor, made.id, NOW),
        lambda: achievements.save(house, other.actor, "award", AWARD, [], now=NOW, achievement_id=made.id),
        lambda: desk.approve_achievements(house, town.desks["demo-company"], [made.id], NOW),
    ):
        with pytest.raises(NotFound):
            look()
    assert acts(house, f"achievement:{made.id}") == ["achievement.save", *["look.refused"] * 6]


def test_a_file_of_somebody_else_is_not_taken(town: Stage, teacher: Replay, house: House) -> None:
    other = town.employed("draft", TEACHER)
    with pytest.raises(InputRefused) as refused:
        achievements.save(house, teacher.actor, "award", AWARD, [upload(town, other)], now=NOW)
    assert refused.value.faults[0].pointer == "/evidence/0"


def test_two_windows(town: Stage, teacher: Replay, house: House) -> None:
    made = award(town, teacher)
    achievements.save(
        house, teacher.actor, "award", AWARD, [], now=NOW, achievement_id=made.id, version=made.version
    )
    with pytest.raises(StaleWrite):
        achievements.save(
            house, teacher.actor, "award", AWARD, [], now=NOW, achievement_id=made.id, version=made.version
        )


def test_searching_the_desk(town: Stage, teacher: Replay, house: House) -> None:
    for name in ("甲成果", "乙成果"):
        achievements.submit(house, teacher.actor, award(town, teacher, name=name).id, NOW)
    school = town.desks["demo-school"]
    assert desk.pending_achievements(house, school, search="甲").total == 1
    assert desk.pending_achievements(house, school, search="陈思源").total == 2
    assert desk.pending_achievements(house, school, search="别人").total == 0
