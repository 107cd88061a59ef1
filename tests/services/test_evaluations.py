"""The committee's result, one by one and by a spreadsheet of the whole plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.chain_hall import COMMITTEE, OFFICE, PLAN, Hall
from tests.services.conftest import NOW
from tests.services.journal import acts, everything
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, StaleWrite, UploadRefused, WrongState
from zcforms.domain.evaluation import Votes
from zcforms.printing import spreadsheet
from zcforms.services import approvals, evaluations, result_rosters
from zcforms.services.declaration_records import Beside, record_of
from zcforms.services.result_rosters import COLUMNS, Outcome, ResultCheck
from zcforms.storage.work import work

PASSED, FAILED = Votes(25, 17, 7, 1), Votes(25, 16, 8, 1)
HEAD = ["申报编号", "姓名", "出席人数", "同意", "反对", "弃权", "评审意见"]


@pytest.fixture
def hall(town: Stage) -> Hall:
    made = Hall(town)
    made.come(3, "committee")
    return made


def caption(hall: Hall, application_id: str) -> str:
    with work(hall.house.database, write=False) as w:
        application = w.applications.get(application_id)
        return record_of(w, hall.house, application, NOW, Beside.of(w, [application])).caption


def test_passed(hall: Hall) -> None:
    """On to the public notice; the applicant reads that it passed, and no votes."""
    one = hall.people[0]
    assert evaluations.evaluate(hall.house, hall.desk(COMMITTEE), one, PASSED, " 同意 ", now=NOW)
    assert hall.application(one).step == "result-notice"
    detail = hall.last(one).detail
    assert detail == {"kind": "result", "votes": {"present": 25, "approve": 17, "against": 7, "abstain": 1}}
    line = hall.flow(one)[1]
    assert (line.caption, line.outcome, line.actor, line.opinion, line.note) == (
        "评审", "评审通过", "蚌埠市中小学教师系列高级职称评审委员会", "同意", "",
    )  # fmt: skip
    assert "17" not in repr(line)
    assert hall.told(one)[0].endswith("已通过评审，进入评审结果公示（公示至 2022-07-12）。")
    assert '"approve"' not in everything(hall.house)


def test_not_passed(hall: Hall) -> None:
    """One vote short of two thirds; nobody learns it without a reason."""
    one = hall.people[0]
    with pytest.raises(InputRefused, match="未达到通过所需的 17 票") as refused:
        evaluations.evaluate(hall.house, hall.desk(COMMITTEE), one, FAILED, " ", now=NOW)
    assert refused.value.faults[0].pointer == "/reason"
    assert hall.application(one).step == "committee"
    with pytest.raises(InputRefused, match="不能超过 500 字"):
        evaluations.evaluate(hall.house, hall.desk(COMMITTEE), one, FAILED, "不" * 501, now=NOW)
    assert not evaluations.evaluate(hall.house, hall.desk(COMMITTEE), one, FAILED, "业绩不足", now=NOW)
    assert hall.application(one).state is ApplicationState.REJECTED
    assert caption(hall, one) == "评审未通过"
    line = hall.flow(one)[-1]
    assert (line.outcome, line.opinion) == ("评审未通过", "业绩不足")
    assert hall.told(one)[0].endswith("评审未通过：业绩不足")


def test_numbers_that_cannot_be_change_nothing(hall: Hall) -> None:
    one = hall.people[0]
    with pytest.raises(InputRefused, match="合计 24 票"):
        evaluations.evaluate(hall.house, hall.desk(COMMITTEE), one, Votes(25, 17, 7, 0), "x", now=NOW)
    assert hall.application(one).step == "committee"


def test_without_a_quorum_there_is_no_result(hall: Hall) -> None:
    """Two thirds of 25 members; one by one and in the spreadsheet the same sentence."""
    one, short = hall.people[0], Votes(16, 16, 0, 0)
    with pytest.raises(InputRefused, match="至少 17 人出席评审才有效，现在是 16 人") as refused:
        evaluations.evaluate(hall.house, hall.desk(COMMITTEE), one, short, "", now=NOW)
    assert refused.value.faults[0].pointer == "/present"
    check = tried(hall, line(1, 16, 16, 0, 0), line(2, 17, 17, 0, 0))
    assert [row.outcome for row in check.rows] == [Outcome.WRONG, Outcome.PASSED]
    ((cell, fault),) = check.rows[0].faults
    assert cell == "C2"
    assert "至少 17 人出席" in fault
    assert not check.fits
    assert hall.application(one).step == "committee"


def test_what_is_known_of_the_presence_is_told_before(hall: Hall) -> None:
    committee = hall.desk(COMMITTEE)
    shown = result_rosters.listing(hall.house, committee, PLAN)
    assert shown.presence == "应到 25 人，至少 17 人出席。"
    step = hall.house.plan(PLAN).chain.step("committee")
    assert step is not None
    assert "只核对不少于 1 人" in evaluations.presence_of(replace(step, members=None))


def test_nobody_but_the_committee_and_only_in_its_turn(hall: Hall) -> None:
    one = hall.people[0]
    committee = hall.desk(COMMITTEE)
    for sub, refused in (
        (OFFICE, WrongState),
        ("demo-engineer-committee", NotFound),
        ("demo-issuer", NotFound),
    ):
        with pytest.raises(refused):
            evaluations.evaluate(hall.house, hall.desk(sub), one, PASSED, "", now=NOW)
    seen = hall.application(one).version
    evaluations.evaluate(hall.house, committee, one, PASSED, "", now=NOW, version=seen)
    with pytest.raises((WrongState, StaleWrite)):
        evaluations.evaluate(hall.house, committee, one, FAILED, "x", now=NOW, version=seen)
    (other,) = hall.come(1, "organising-unit")
    with pytest.raises(NotAllowed):
        evaluations.evaluate(hall.house, hall.desk(OFFICE), other, PASSED, "", now=NOW)


def test_returned_to_the_organising_unit(hall: Hall) -> None:
    one = hall.people[0]
    approvals.give_back(hall.house, hall.desk(COMMITTEE), one, "材料不全", NOW)
    assert hall.application(one).step == "organising-unit"
    with pytest.raises(NotAllowed):
        approvals.reject(hall.house, hall.desk(COMMITTEE), hall.people[1], "x", NOW)


# -------------------------------------------------------------------------------------------- the whole plan


def line(number: int, *votes: object, reason: str = "", name: str | None = None) -> list[str]:
    texts = [str(each) for each in votes] or ["", "", "", ""]
    return [f"2022TEST{number:06}", f"教师{number}" if name is None else name, *texts, reason]


def kept(hall: Hall, *lines: list[str], head: list[str] = HEAD) -> str:
    data = spreadsheet.write("结果", [(name, 12) for name in head], lines)
    return result_rosters.keep(hall.house, hall.desk(COMMITTEE), PLAN, data, "结果.xlsx", now=NOW)


def tried(hall: Hall, *lines: list[str], head: list[str] = HEAD) -> ResultCheck:
    return result_rosters.try_out(hall.house, hall.desk(COMMITTEE), PLAN, kept(hall, *lines, head=head))


def test_taken_home_filled_in_and_carried_out(hall: Hall) -> None:
    committee = hall.desk(COMMITTEE)
    made = result_rosters.export(hall.house, committee, PLAN, NOW)
    assert acts(hall.house, f"plan:{PLAN}") == ["results.export"]
    table = spreadsheet.read(made.data)
    assert table[0] == [name for name, _ in COLUMNS]
    assert table[1] == ["2022TEST000001", "教师1", "蚌埠市禾田路小学", "小学科学", "高级教师", "常规申报"]
    file = kept(hall, line(1, 25, 17, 7, 1), line(2, 25, 16, 8, 1, reason="业绩不足"), line(3))
    check = result_rosters.try_out(hall.house, committee, PLAN, file)
    assert [row.outcome for row in check.rows] == [Outcome.PASSED, Outcome.FAILED, Outcome.LEFT]
    assert check.fits
    assert hall.application(hall.people[0]).step == "committee", "tried is not done"
    result_rosters.carry_out(hall.house, committee, PLAN, file, now=NOW)
    one, two, three = (hall.application(each) for each in hall.people)
    assert (one.step, two.state, three.step) == ("result-notice", ApplicationState.REJECTED, "committee")
    assert hall.last(one.id).detail["file"] == hall.last(two.id).detail["file"] == file
    assert hall.told(two.id)[0].endswith("评审未通过：业绩不足")
    with pytest.raises(InputRefused):
        result_rosters.carry_out(hall.house, committee, PLAN, file, now=NOW)
    assert hall.application(three.id).step == "committee"


def test_every_rows_fault_at_its_cell(hall: Hall) -> None:
    hall.come(1, "result-notice")
    check = tried(
        hall,
        line(1, 25, 17, 7, 1),
        line(1, 25, 17, 7, 1),
        ["", "教师2", "25", "17", "7", "1"],
        line(99, 25, 17, 7, 1),
        line(4, 25, 17, 7, 1),
        line(2, 25, 17, 7, 0, name="教师3"),
        line(3, 25, "十七", -7, 1.5),
        line(3, 25, 16, 8, 1),
    )
    assert [(row.line, row.faults) for row in check.rows] == [
        (2, []),
        (3, [("A3", "与前面的行重复")]),
        (4, [("A4", "没有申报编号")]),
        (5, [("A5", "本计划没有这个编号的申报在等待评审结果")]),
        (6, [("A6", "本计划没有这个编号的申报在等待评审结果")]),
        (7, [
            ("B7", "这个编号的申报人是“教师2”，请核对是否错行"),
            ("D7", "同意、反对、弃权合计 24 票，与出席 25 人不一致，请核对"),
        ]),
        (8, [
            ("D8", "“十七”不是人数，请填 0 或正整数"), ("E8", "“-7”不是人数，请填 0 或正整数"), ("F8", "“1.5”不是人数，请填 0 或正整数"),
        ]),
        (9, [("A9", "与前面的行重复"), ("G9", "同意 16 票，未达到通过所需的 17 票，请写明未通过的理由")]),
    ]  # fmt: skip
    assert not check.fits
    with pytest.raises(InputRefused, match="需要改正"):
        result_rosters.carry_out(hall.house, hall.desk(COMMITTEE), PLAN, check.file_id, now=NOW)
    assert hall.application(hall.people[0]).step == "committee", "all or nothing"


def test_columns_that_are_missing(hall: Hall) -> None:
    check = tried(hall, ["2022TEST000001", "25"], head=["申报编号", "出席人数"])
    assert [fault for _, fault in check.faults] == [
        f"没有“{name}”一列；请使用导出的表格，保留第一行的列名" for name in ("同意", "反对", "弃权")
    ]
    assert (check.rows, check.fits) == ((), False)


def test_columns_that_are_there_twice(hall: Hall) -> None:
    """Which of them counts nobody can know."""
    check = tried(hall, [*line(1, 25, 17, 7, 1), "16"], head=[*HEAD, "同意"])
    assert check.faults == (("第 1 行", "“同意”有 2 列，请只保留填好的一列"),)
    assert (check.rows, check.fits) == ((), False)


def test_the_secretarys_own_result(hall: Hall) -> None:
    """It stands in the way of the whole table, and the dry run says so; without votes it stays as it is."""
    committee = hall.desk(COMMITTEE)
    hall.own(COMMITTEE, hall.people[0])
    with pytest.raises(NotAllowed):
        evaluations.evaluate(hall.house, committee, hall.people[0], PASSED, "", now=NOW)
    assert [each.own for each in result_rosters.listing(hall.house, committee, PLAN).waiting.rows] == [
        True, False, False,
    ]  # fmt: skip
    check = tried(hall, line(1, 25, 17, 7, 1), line(2, 25, 17, 7, 1))
    assert [row.outcome for row in check.rows] == [Outcome.WRONG, Outcome.PASSED]
    assert "您本人的申报" in dict(check.rows[0].faults)["A2"]
    with pytest.raises(InputRefused):
        result_rosters.carry_out(hall.house, committee, PLAN, check.file_id, now=NOW)
    file = kept(hall, line(1), line(2, 25, 17, 7, 1))
    result_rosters.carry_out(hall.house, committee, PLAN, file, now=NOW)
    assert [hall.application(each).step for each in hall.people[:2]] == ["committee", "result-notice"]


def test_an_empty_table_brings_nothing(hall: Hall) -> None:
    assert not tried(hall, line(1), line(2)).fits


def test_the_tables_and_plans_of_others(hall: Hall) -> None:
    file, office = kept(hall, line(1, 25, 17, 7, 1)), hall.desk(OFFICE)
    other = hall.desk("demo-engineer-committee")
    for act in (
        lambda: result_rosters.listing(hall.house, office, ""),
        lambda: result_rosters.export(hall.house, office, PLAN, NOW),
        lambda: result_rosters.export(hall.house, other, PLAN, NOW),
        lambda: result_rosters.try_out(hall.house, other, PLAN, file),
        lambda: result_rosters.carry_out(hall.house, other, PLAN, file, now=NOW),
        lambda: result_rosters.keep(
            hall.house, office, PLAN, spreadsheet.write("x", [("x", 1)], []), "x.xlsx", now=NOW
        ),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(UploadRefused):
        result_rosters.keep(hall.house, hall.desk(COMMITTEE), PLAN, b"no table", "x.xlsx", now=NOW)
    assert not result_rosters.enters_results(hall.house, office)
    assert result_rosters.enters_results(hall.house, other)


def test_the_list(hall: Hall) -> None:
    hall.come(10, "committee")
    shown = result_rosters.listing(hall.house, hall.desk(COMMITTEE), "", page=2)
    assert (shown.plan.id, shown.share, shown.waiting.total, len(shown.waiting.rows)) == (PLAN, "2/3", 13, 3)
    assert [plan.id for plan in shown.plans] == [PLAN]
