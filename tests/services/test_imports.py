"""Importing library records (features 41 to 45, 47 to 54)."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.errors import InputRefused, NotFound, WrongState
from zcforms.domain.plan import AchievementCategory, AchievementItem, CountMode
from zcforms.services import achievements, import_lists, imports
from zcforms.services.house import House


class Import:
    """An application, and a library in which everything is approved."""

    def __init__(self, town: Stage, sub: str = "draft") -> None:
        self.town, self.house = town, town.house
        self.who: Replay = town.employed(sub, TEACHER)
        self.who.stock(town.desks["demo-school"])
        self.id = self.who.declare()

    def take(self, list_id: str, *names: str) -> imports.Saved:
        ids = [self.who.records.get(name, name) for name in names]
        return imports.import_records(self.house, self.who.actor, self.id, list_id, ids, now=NOW)

    def list(self, list_id: str) -> import_lists.ImportList:
        return imports.import_list(self.house, self.who.actor, self.id, list_id, NOW)

    def contents(self, list_id: str) -> list[str]:
        return [entry.record.content for entry in self.list(list_id).entries]

    def offered(self, list_id: str, **more: Any) -> list[import_lists.LibraryRecord]:
        return list(imports.candidates(self.house, self.who.actor, self.id, list_id, **more).rows)


@pytest.fixture
def library(town: Stage) -> Import:
    return Import(town)


def faults(refused: pytest.ExceptionInfo[InputRefused]) -> dict[str, str]:
    return {fault.pointer: fault.message for fault in refused.value.faults}


def test_imported_and_shown(library: Import, house: House) -> None:
    """Features 41, 53: the columns, the details, the evidence."""
    library.take("teaching_award", "a1")
    (entry,) = library.list("teaching_award").entries
    record = entry.record
    assert (record.category, record.date, record.content, record.rank, record.participants) == (
        "项目获奖情况", "2020-06-01", "基于项目学习的小学科学实验教学实践", "1/10", "10 人",
    )  # fmt: skip
    assert record.cells["grade"] == "一等"
    assert ("颁奖机构", "安徽省教育厅") in record.rows
    assert [file["name"] for file in record.evidence] == ["教学成果奖证书.jpg"]
    assert acts(house, f"application:{library.id}")[-1] == "application.import"


def test_only_what_fits_is_offered(library: Import) -> None:
    """Features 41, 47, 50: of the list's categories, fulfilling the item's condition."""
    assert {record.category for record in library.offered("work")} == {"工作经历"}
    assert [record.content for record in library.offered("action_report")] == [
        "小学科学探究记录单使用的行动研究"
    ]
    assert len(library.offered("award_in_tenure")) == 3
    assert [record.content for record in library.offered("class_teacher_honor")] == []
    assert [record.content for record in library.offered("award_in_tenure", search="教坛")] == [
        "蚌埠市小学科学教坛新星"
    ]


def test_only_approved_records_are_offered(library: Import) -> None:
    """Features 19, 50."""
    copied = achievements.copy(library.house, library.who.actor, library.who.records["w1"], NOW)
    assert [record.id for record in library.offered("work")] == [library.who.records["w1"]]
    with pytest.raises(InputRefused) as refused:
        library.take("work", copied.id)
    assert "尚未通过单位审核" in faults(refused)["/0"]


def test_taken_once_in_the_whole_application(library: Import) -> None:
    """Feature 51: neither in the same list nor in another; after removal it can be taken again."""
    library.take("award_in_tenure", "h1")
    marked = {record.content: record.taken for record in library.offered("teaching_honor")}
    assert marked == {"蚌埠市优秀教师": "任职期表彰奖励", "蚌埠市小学科学教坛新星": None}
    for list_id in ("award_in_tenure", "teaching_honor"):
        with pytest.raises(InputRefused) as refused:
            library.take(list_id, "h1")
        assert faults(refused)["/0"] == "这条业绩已导入“任职期表彰奖励”，不能再次导入。"
    with pytest.raises(InputRefused) as refused:
        library.take("teaching_honor", "h2", "h2")
    assert list(faults(refused)) == ["/1"]
    imports.remove_import(
        library.house, library.who.actor, library.id, "award_in_tenure", library.who.records["h1"], now=NOW
    )
    library.take("teaching_honor", "h1", "h2")
    assert library.contents("teaching_honor") == ["蚌埠市优秀教师", "蚌埠市小学科学教坛新星"]


def test_all_or_none(library: Import) -> None:
    """Wrong category, unfulfilled condition: each at its place, and nothing imported."""
    with pytest.raises(InputRefused) as refused:
        library.take("class_teacher_honor", "h1", "w1")
    assert faults(refused) == {
        "/0": "这条业绩不符合“优秀班主任或所带班级获得表彰”的要求，不能导入。",
        "/1": "这条业绩的类别不能导入“优秀班主任或所带班级获得表彰”。",
    }
    with pytest.raises(InputRefused) as refused:
        library.take("work")
    assert list(faults(refused)) == [""]
    assert library.contents("class_teacher_honor") == []


def test_no_more_than_the_most(library: Import, house: House) -> None:
    """Feature 49. Neither plan of the manual has a maximum, so this one gets it here."""
    plan = house.plan("2022-teacher-senior")
    standard = plan.standards[0]
    limited = dataclasses.replace(
        standard,
        categories=tuple(
            dataclasses.replace(
                group, items=tuple(dataclasses.replace(item, maximum=1) for item in group.items)
            )
            for group in standard.categories
        ),
    )
    catalogue = dataclasses.replace(
        house.catalogue, plans={plan.id: dataclasses.replace(plan, standards=(limited,))}
    )
    library.house = dataclasses.replace(house, instead=catalogue)
    assert library.list("award_in_tenure").limits == "最多导入 1 条"
    with pytest.raises(InputRefused) as refused:
        library.take("award_in_tenure", "h1", "h2")
    assert faults(refused) == {"": "“任职期表彰奖励”最多导入 1 条，已导入 0 条。"}


def test_anothers_record_is_not_found(town: Stage, library: Import, house: House) -> None:
    other = Import(town, "library")
    with pytest.raises(NotFound):
        library.take("work", other.who.records["w1"])
    assert "look.refused" in acts(house, f"achievement:{other.who.records['w1']}")
    with pytest.raises(NotFound):
        imports.import_list(house, other.who.actor, library.id, "work", NOW)


def test_moved_and_removed(library: Import, house: House) -> None:
    """Features 42, 52: the library keeps what is removed."""
    library.take("award_in_tenure", "h1", "h2", "a1")
    first, _, third = (entry.record.content for entry in library.list("award_in_tenure").entries)
    actor, records = library.who.actor, library.who.records
    imports.move_import(house, actor, library.id, "award_in_tenure", records["a1"], offset=-1, now=NOW)
    assert library.contents("award_in_tenure")[1] == third
    imports.move_import(house, actor, library.id, "award_in_tenure", records["h1"], offset=-1, now=NOW)
    assert library.contents("award_in_tenure")[0] == first
    imports.remove_import(house, actor, library.id, "award_in_tenure", records["h1"], now=NOW)
    assert len(library.contents("award_in_tenure")) == 2
    assert achievements.get(house, actor, records["h1"]).used_in is None
    for act in (
        lambda: imports.remove_import(house, actor, library.id, "award_in_tenure", records["h1"], now=NOW),
        lambda: imports.move_import(house, actor, library.id, "work", records["h1"], offset=1, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_put_at_a_place(library: Import, house: House) -> None:
    """Feature 52: dragged; beyond the end it is the last."""
    names = [record.id for record in library.offered("award_in_tenure")]
    library.take("award_in_tenure", *names)

    def order() -> list[str]:
        return [entry.record.id for entry in library.list("award_in_tenure").entries]

    for name, position, expected in (
        (names[2], 0, [names[2], names[0], names[1]]),
        (names[2], 1, [names[0], names[2], names[1]]),
        (names[0], 99, [names[2], names[1], names[0]]),
    ):
        where = house, library.who.actor, library.id, "award_in_tenure", name
        imports.place_import(*where, position=position, now=NOW)
        assert order() == expected


def test_what_is_imported_is_not_deleted(library: Import, house: House) -> None:
    """Feature 54: only approved records are imported, and they stay; the library says where they are used."""
    library.take("work", "w1")
    shown = achievements.get(house, library.who.actor, library.who.records["w1"])
    assert shown.used_in == "2022年度中小学教师系列高级职称评审"
    with pytest.raises(WrongState):
        achievements.delete(house, library.who.actor, library.who.records["w1"], NOW)


@pytest.mark.parametrize(
    ("list_id", "record", "said"),
    [("education", "e1", {"qualifying": True}), ("assessments", "k1", {"verdict": "不合格"})],
)
def test_annotated(library: Import, house: House, list_id: str, record: str, said: dict[str, Any]) -> None:
    """Features 43, 45."""
    library.take(list_id, record)
    where = house, library.who.actor, library.id, list_id, library.who.records[record]
    imports.annotate(*where, annotations=said, now=NOW)
    (entry,) = library.list(list_id).entries
    assert entry.annotations == said
    imports.annotate(*where, annotations={}, now=NOW)
    assert library.list(list_id).entries[0].annotations == {}


def test_a_wrong_annotation(library: Import, house: House) -> None:
    library.take("assessments", "k1")
    library.take("work", "w1")
    actor, records = library.who.actor, library.who.records
    for list_id, record, said in (
        ("assessments", "k1", {"verdict": "优秀"}),
        ("assessments", "k1", {"record": records["w1"]}),
        ("work", "w1", {"verdict": "合格"}),
    ):
        with pytest.raises(InputRefused) as refused:
            imports.annotate(house, actor, library.id, list_id, records[record], annotations=said, now=NOW)
        assert list(faults(refused)) == [f"/{next(iter(said))}"]


def test_lists_that_are_not_there(library: Import, house: House) -> None:
    for list_id in ("nothing", "basic", "titles"):
        with pytest.raises(NotFound):
            library.list(list_id)
        with pytest.raises(NotFound):
            library.take(list_id, "w1")


def test_groups_with_their_tips(library: Import, house: House) -> None:
    """Features 47 to 49."""
    groups = imports.achievement_groups(house, library.who.actor, library.id, NOW)
    assert [group.category.caption for group in groups] == [
        "思想政治", "乡村任教或支教", "能力条件", "业绩条件", "教研科研条件",
    ]  # fmt: skip
    assert groups[3].tip == "本类共 8 项，至少导入 2 条记录。"
    assert [each.limits for each in groups[0].lists] == ["导入数量不限"]
    assert [each.limits for each in groups[1].lists] == ["至少导入 1 条"]


ITEM = AchievementItem("a", "甲", ())


@pytest.mark.parametrize(
    ("category", "tip"),
    [
        (AchievementCategory("c", "类", (ITEM,)), "本类共 1 项，导入数量不限。"),
        (AchievementCategory("c", "类", (ITEM, ITEM), 2), "本类共 2 项，至少导入 2 条记录。"),
        (
            AchievementCategory("c", "类", (ITEM, ITEM), 1, 2, CountMode.ITEMS),
            "本类共 2 项，至少导入 1 个项目，最多导入 2 个项目。",
        ),
        (AchievementCategory("c", "类", (ITEM,), hint="另有说明。"), "另有说明。"),
    ],
)
def test_a_tip_is_made_from_numbers_where_none_is_written(category: AchievementCategory, tip: str) -> None:
    """Feature 49."""
    assert import_lists.category_tip(category) == tip


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0, None, "导入数量不限"),
        (1, None, "至少导入 1 条"),
        (0, 3, "最多导入 3 条"),
        (1, 3, "至少导入 1 条，最多导入 3 条"),
    ],
)
def test_limits(least: int, most: int | None, said: str) -> None:
    assert import_lists.limits(least, most) == said
