"""The list of assignments as a spreadsheet: taken home, tried cell by cell, carried out whole or not at all (feature 22)."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from tests.services.exam_hall import DAY, LATER, PLAN, Hall
from tests.storage.queries import counted
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputRefused, NotFound, UploadRefused
from zcforms.domain.petition import PetitionState
from zcforms.printing import spreadsheet
from zcforms.services import exam_rosters, exam_seating
from zcforms.services.exam_candidates import CandidateQuery
from zcforms.services.exam_rosters import Outcome, RosterCheck
from zcforms.storage.work import work

HEAD = ["申报编号", "姓名", "场次"]


@pytest.fixture
def hall(town: Stage) -> Hall:
    return Hall.of(town, 3)


def kept(hall: Hall, *lines: list[str], head: list[str] = HEAD) -> str:
    data = spreadsheet.write("安排", [(name, 12) for name in head], lines)
    return exam_rosters.keep(hall.house, hall.office, PLAN, data, "安排.xlsx", now=NOW)


def tried(hall: Hall, *lines: list[str], form: str = "interview", head: list[str] = HEAD) -> RosterCheck:
    file = kept(hall, *lines, head=head)
    return exam_rosters.try_out(hall.house, hall.office, PLAN, form, file, now=NOW)


def line(number: int, sitting: str = "", name: str | None = None) -> list[str]:
    return [f"2021TEST{number:06}", f"工程师{number}" if name is None else name, sitting]


def test_taken_home_with_everybody_who_is_due(hall: Hall) -> None:
    hall.assign(hall.sitting(), hall.people[1:2])
    hall.ask(hall.people[2])
    made = exam_rosters.export(hall.house, hall.office, CandidateQuery(), NOW)
    assert made.name == "面试答辩安排-2021年度工程系列高级工程师评审.xlsx"
    table = spreadsheet.read(made.data)
    assert [row[0] for row in table] == ["申报编号", *(f"2021TEST{number:06}" for number in (1, 2, 3))]
    assert table[2] == [
        "2021TEST000002", "工程师2", "E00****02", "安徽禾川精密机械有限公司", "机械工程", "高级工程师", "", "机械组第一场",
        "20210001010001",
    ]  # fmt: skip
    assert table[3][6] == "审核中"
    query = CandidateQuery(seated="yes")
    assert len(spreadsheet.read(exam_rosters.export(hall.house, hall.office, query, NOW).data)) == 2


def test_what_was_taken_home_comes_back_and_changes_nothing(hall: Hall) -> None:
    hall.assign(hall.sitting(), hall.people[:1])
    data = exam_rosters.export(hall.house, hall.office, CandidateQuery(), NOW).data
    file = exam_rosters.keep(hall.house, hall.office, PLAN, data, "安排.xlsx", now=NOW)
    made = exam_rosters.try_out(hall.house, hall.office, PLAN, "interview", file, now=NOW)
    assert made.counts == {Outcome.SAME: 1, Outcome.LEFT: 2}
    assert not made.fits


def test_tried_and_carried_out(hall: Hall) -> None:
    first = hall.sitting(capacity=1)
    hall.sitting(caption="第二场", date="2022-07-21")
    hall.assign(first, hall.people[:1])
    file = kept(hall, line(1, "第二场"), line(2, "机械组第一场"), line(3))
    made = exam_rosters.try_out(hall.house, hall.office, PLAN, "interview", file, now=NOW)
    assert [row.outcome for row in made.rows] == [Outcome.MOVE, Outcome.SEAT, Outcome.LEFT]
    assert made.fits
    assert set(hall.numbers()) == {hall.people[0]}
    exam_rosters.carry_out(hall.house, hall.office, PLAN, "interview", file, now=NOW)
    assert hall.numbers() == {hall.people[0]: "20210001010001", hall.people[1]: "20210001010002"}
    assert hall.acts(f"plan:{PLAN}") == ["roster.import"]
    with pytest.raises(InputRefused):
        exam_rosters.carry_out(hall.house, hall.office, PLAN, "interview", file, now=NOW)


def test_two_change_places(hall: Hall) -> None:
    """Each sitting is full before and after."""
    one, two = hall.sitting(capacity=1), hall.sitting(caption="第二场", capacity=1)
    hall.assign(one, hall.people[:1])
    hall.assign(two, hall.people[1:2])
    assert tried(hall, line(1, "第二场"), line(2, "机械组第一场")).fits


def test_every_fault_at_its_cell(hall: Hall) -> None:
    hall.sitting(capacity=1)
    late = hall.come(2)
    hall.change(late[0], state=ApplicationState.RETURNED, step=None)
    hall.ask(late[1], PetitionState.GRANTED)
    made = tried(
        hall,
        line(1, "机械组第一场"),
        line(1, "机械组第一场"),
        ["", "工程师2", "机械组第一场"],
        line(99, "机械组第一场"),
        line(2, "机械组第1场", name="工程师3"),
        line(3, "机械组第一场"),
        line(4, "机械组第一场"),
        line(5, "机械组第一场"),
    )
    assert [(row.line, row.faults) for row in made.rows] == [
        (2, []),
        (3, [("A3", "与前面的行重复")]),
        (4, [("A4", "没有申报编号")]),
        (5, [("A5", "本计划没有这个编号的申报")]),
        (
            6,
            [
                ("B6", "这个编号的申报人是“工程师2”，请核对是否错行"),
                ("C6", "没有这个场次。是不是想写“机械组第一场”？"),
            ],
        ),
        (7, [("C7", "“机械组第一场”已经满员（1 人）")]),
        (8, [("C8", "申报还没有审核到可以安排考核的环节，或已经退回、不通过")]),
        (9, [("C9", "已同意免面试，不需要安排")]),
    ]
    assert made.counts[Outcome.WRONG] == 7
    assert not made.fits


def test_hours_and_forms_are_held_too(hall: Hall) -> None:
    person = hall.come(1, "safety")[0]
    hall.assign(hall.sitting(), [person])
    hall.sitting(form="written", caption="笔试", reports_at="11:00", starts_at="11:20", ends_at="13:00")
    made = tried(hall, line(4, "笔试"), line(1, "笔试"), form="written")
    assert [fault for row in made.rows for _, fault in row.faults] == [
        "同一时间已安排在“机械组第一场”（2022年7月20日 08:30 报到，09:00 开始）",
        "所报专业不参加这种考核",
    ]
    assert [row.outcome for row in made.rows] == [Outcome.WRONG, Outcome.WRONG]


def test_what_has_begun_and_who_has_arrived_stay(hall: Hall) -> None:
    sitting = hall.sitting()
    hall.sitting(caption="第二场", date="2022-07-21")
    hall.assign(sitting, hall.people[:1])
    with work(hall.house.database) as w:
        w.tickets.live_of(hall.people[:1])[0].arrive("operator", NOW)
    file = kept(hall, line(1, "第二场"), line(2, "机械组第一场"))
    made = exam_rosters.try_out(hall.house, hall.office, PLAN, "interview", file, now=DAY.replace(hour=9))
    assert [fault for row in made.rows for _, fault in row.faults] == [
        "已经报到，不能再移动",
        "这一场已经开始，不能再安排人员",
    ]


def test_columns_may_stand_in_another_order_and_must_be_there(hall: Hall) -> None:
    hall.sitting()
    head = ["备注", "场次", "申报编号"]
    assert tried(hall, ["", "机械组第一场", "2021TEST000001"], head=head).fits
    made = tried(hall, ["工程师1"], head=["姓名"])
    assert [fault for _, fault in made.faults] == [
        "没有“申报编号”一列；请使用导出的表格，保留第一行的列名",
        "没有“场次”一列；请使用导出的表格，保留第一行的列名",
    ]
    assert not made.fits


def test_what_became_wrong_meanwhile_is_not_carried_out(hall: Hall) -> None:
    sitting = hall.sitting(capacity=1)
    file = kept(hall, line(1, "机械组第一场"), line(2))
    assert exam_rosters.try_out(hall.house, hall.office, PLAN, "interview", file, now=NOW).fits
    exam_seating.assign(hall.house, hall.office, sitting, hall.people[1:2], LATER)
    with pytest.raises(InputRefused):
        exam_rosters.carry_out(hall.house, hall.office, PLAN, "interview", file, now=LATER)
    assert set(hall.numbers()) == {hall.people[1]}


def test_strangers_and_what_is_no_table(hall: Hall, town: Stage) -> None:
    file = kept(hall, line(1))
    for sub in ("demo-teacher-office", "demo-company"):
        with pytest.raises(NotFound):
            exam_rosters.try_out(hall.house, town.desks[sub], PLAN, "interview", file, now=NOW)
        with pytest.raises(NotFound):
            exam_rosters.keep(
                hall.house, town.desks[sub], PLAN, spreadsheet.write("x", [("a", 1)], []), "x.xlsx", now=NOW
            )
    with pytest.raises(UploadRefused):
        exam_rosters.keep(hall.house, hall.office, PLAN, b"no table", "x.xlsx", now=NOW)


def test_queries_do_not_grow_with_rows(hall: Hall) -> None:
    hall.sitting(capacity=99)

    def asked(*lines: list[str]) -> int:
        file = kept(hall, *lines)
        with counted(hall.house.database) as queries:
            exam_rosters.try_out(hall.house, hall.office, PLAN, "interview", file, now=NOW)
        return len(queries)

    few = asked(line(1, "机械组第一场"))
    hall.come(20)
    assert asked(*(line(number, "机械组第一场") for number in range(1, 24))) == few
