"""A draft's lists by spreadsheet: the same comes back as nothing, a committee's changes as one step, mistakes by their cells (issue 6)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.services.conftest import NOW
from tests.services.workshop import author, reviewer
from zcforms import resources
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotFound, UploadRefused
from zcforms.printing import spreadsheet
from zcforms.services import plan_drafts, plan_filters, plan_sheets
from zcforms.services.access import writing
from zcforms.services.bench import Bench
from zcforms.services.editions import Edition
from zcforms.services.plan_drafts import Beginning
from zcforms.services.plan_making import Making
from zcforms.services.plan_package import own_of
from zcforms.services.plan_sheet_reading import SheetReading
from zcforms.services.plan_sheet_rows import FILES, SPECIALTIES, TITLES, TREE, Words, columns, rows
from zcforms.services.plan_sheets import SheetCheck
from zcforms.services.rule_authors import author as rule_author

PLAN = "2022-teacher-senior"
FILE = f"schemas/plans/{PLAN}.json"
PLANS = sorted(path.stem for path in (resources.folder("schemas") / "plans").iterdir())


@pytest.fixture(scope="module")
def edition(bench: Bench) -> Edition:
    return Edition.of_files(bench)


@pytest.fixture
def draft_id(town: Stage) -> str:
    house = town.house
    content = own_of(house.rulebook.edition(), PLAN)
    with writing(house, author(town)) as w:
        who = rule_author(w, house, author(town))
        return plan_drafts.begin(w, who, Beginning(PLAN, content, content), "修订业绩要求", NOW).id


def exported(town: Stage, draft_id: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(plan_sheets.export(town.house, author(town), draft_id).data))


def tried(town: Stage, draft_id: str, change: Callable[[Any], object]) -> SheetCheck:
    book = exported(town, draft_id)
    change(book)
    file = io.BytesIO()
    book.save(file)
    file_id = plan_sheets.keep(town.house, author(town), draft_id, file.getvalue(), "评委会.xlsx", now=NOW)
    return plan_sheets.try_out(town.house, author(town), draft_id, file_id)


def column(sheet: Any, caption: str) -> int:
    return [cell.value for cell in sheet[1]].index(caption) + 1


def put(book: Any, sheet: str, line: int, caption: str, value: Any) -> None:
    book[sheet].cell(line, column(book[sheet], caption)).value = value


def documents(town: Stage, draft_id: str) -> Any:
    return plan_drafts.draft(town.house, author(town), draft_id).documents


@pytest.mark.parametrize("plan", PLANS)
def test_what_is_exported_comes_back_as_the_same_documents(edition: Edition, plan: str) -> None:
    """Of every plan that ships, condition by condition."""
    codes = edition.catalogue.codes
    before = Making(own_of(edition, plan), plan, edition.documents)
    words = Words.of(before, codes)
    book = {
        sheet: [[each.caption for each in columns(words)[sheet]]]
        + [[row.texts[each.caption] for each in columns(words)[sheet]] for row in lines]
        for sheet, lines in rows(before, words, codes).items()
    }
    making = Making(own_of(edition, plan), plan, edition.documents)
    reading = SheetReading(making, codes, book)
    reading.read()
    assert reading.faults == []
    assert json.dumps(making.content) == json.dumps(before.content)


def test_a_table_that_nobody_changed_changes_nothing(town: Stage, draft_id: str) -> None:
    made = tried(town, draft_id, lambda _: None)
    assert (made.faults, made.changes, made.fits) == ((), (), False)
    with pytest.raises(InputRefused):
        plan_sheets.carry_out(town.house, author(town), draft_id, made.file_id, now=NOW)


def test_the_template_says_how_and_offers_what_may_be_written(town: Stage, draft_id: str) -> None:
    book = exported(town, draft_id)
    assert book.sheetnames == ["填写说明", TREE, FILES, SPECIALTIES, TITLES, "选项"]
    assert book["选项"].sheet_state == "hidden"
    assert "条件写成" in "".join(str(row[0].value) for row in book["填写说明"].iter_rows())
    letters = {
        column(book[TREE], "评审标准"),
        column(book[TREE], "计数方式"),
        column(book[TREE], "可导入的业绩类别"),
    }
    offered = {next(iter(each.sqref.ranges)).min_col for each in book[TREE].data_validations.dataValidation}
    assert offered == letters
    assert (
        book[TREE]
        .column_dimensions[book[TREE].cell(1, column(book[TREE], "编号（请勿改动）")).column_letter]
        .hidden
    )


def test_a_committees_changes_are_listed_and_become_one_step(town: Stage, draft_id: str) -> None:
    before = documents(town, draft_id)[FILE]
    item = before["standards"][0]["categories"][0]["items"][0]

    def change(book: Any) -> None:
        put(book, TREE, 2, "小项", f"{item['caption']}（修订）")
        put(book, TREE, 2, "大类至少", 2)
        last = book[TREE].max_row + 1
        put(book, TREE, last, "大类", "公益服务")
        put(book, TREE, last, "小项", "乡村支教")
        put(book, TREE, last, "可导入的业绩类别", "乡村任教/支教/基层服务")
        put(book, TREE, last, "至少", 1)
        book[SPECIALTIES].cell(book[SPECIALTIES].max_row + 1, 1).value = "劳动教育"
        put(book, FILES, 2, "单个文件上限（MB）", 2.5)
        del book[TITLES]

    made = tried(town, draft_id, change)
    assert made.faults == ()
    told = [(each.sheet, each.label, each.what, each.column) for each in made.changes]
    assert (TREE, f"{item['caption']}（修订）", "changed", "小项") in told
    assert (TREE, before["standards"][0]["categories"][0]["caption"], "changed", "大类至少") in told
    assert (TREE, "乡村支教", "new", "") in told
    assert (SPECIALTIES, "劳动教育", "new", "") in told
    assert len(told) == 5
    assert documents(town, draft_id)[FILE] == before, "a dry run changes nothing"
    plan_sheets.carry_out(town.house, author(town), draft_id, made.file_id, now=NOW)
    after = documents(town, draft_id)[FILE]
    assert after["standards"][0]["categories"][0]["items"][0]["id"] == item["id"]
    new = after["standards"][0]["categories"][-1]
    assert (new["id"], new["items"][0]["minimum"]) == ("gong_yi_fu_wu", 1)
    assert new["items"][0]["takes"] == ["rural"]
    own = documents(town, draft_id)[f"schemas/attachments/{after['attachments']}.json"]
    assert own["items"][0]["files"]["maxBytes"] == 2_621_440
    shown = plan_drafts.draft(town.house, author(town), draft_id)
    assert shown.undo == "用表格修改（5 处）"
    plan_drafts.undo(town.house, author(town), draft_id, NOW)
    assert json.dumps(documents(town, draft_id)[FILE]) == json.dumps(before)


@pytest.mark.parametrize(
    ("sheet", "line", "caption", "value", "cell", "said"),
    [
        (TREE, 2, "可导入的业绩类别", "论文集", "H2", "没有“论文集”"),
        (TREE, 3, "至少", "两条", "I3", "整数"),
        (TREE, 2, "条件", "级别大概是省级", "K2", "可以写"),
        (TREE, 2, "计数方式", "随便", "E2", "按记录"),
        (TREE, 4, "小项", "", "G4", "请填写小项"),
        (FILES, 2, "单个文件上限（MB）", "很大", "E2", "数字"),
        (FILES, 2, "至少份数", 9, "B2", "大于"),
        (FILES, 3, "文件格式", "exe", "D3", "没有“exe”"),
        (SPECIALTIES, 2, "专业名称", "x" * 201, "A2", "200"),
        (TITLES, 2, "级别", "特级", "B2", "没有“特级”"),
        (TITLES, 1, "级别", "等级", "第 1 行", "没有“级别”一列"),
    ],
)
def test_a_mistake_is_told_by_its_cell(
    town: Stage, draft_id: str, sheet: str, line: int, caption: str, value: Any, cell: str, said: str
) -> None:
    made = tried(town, draft_id, lambda book: put(book, sheet, line, caption, value))
    found = [each for each in made.faults if each.cell == cell]
    assert [each.sheet for each in found] == [sheet]
    assert said in found[0].fault
    assert (made.fits, made.changes) == (False, ())
    with pytest.raises(InputRefused):
        plan_sheets.carry_out(town.house, author(town), draft_id, made.file_id, now=NOW)


def test_a_mistake_is_told_once(town: Stage, draft_id: str) -> None:
    """A column that is missing says nothing of what stands in the lines."""
    made = tried(town, draft_id, lambda book: put(book, TREE, 1, "小项", "项目"))
    assert [(each.sheet, each.cell) for each in made.faults] == [(TREE, "第 1 行")]


def test_a_sheet_that_was_renamed_is_not_passed_over(town: Stage, draft_id: str) -> None:
    def renamed(book: Any) -> None:
        book[FILES].title = "附件"

    (fault,) = tried(town, draft_id, renamed).faults
    assert fault.sheet == FILES
    assert "“附件”像是“附件清单”" in fault.fault
    gone = tried(town, draft_id, lambda book: book.remove(book[FILES]))
    assert gone.faults == ()


def test_a_formula_that_nobody_has_worked_out_is_no_empty_cell(town: Stage, draft_id: str) -> None:
    def with_formula(book: Any) -> None:
        sheet = book[SPECIALTIES]
        put(book, SPECIALTIES, sheet.max_row + 1, "专业名称", '="劳动"&"教育"')

    with pytest.raises(UploadRefused, match=f"工作表“{SPECIALTIES}”的 A[0-9]+ 是公式"):
        tried(town, draft_id, with_formula)


def test_what_applicants_choose_by_name_is_called_differently(town: Stage, draft_id: str) -> None:
    def alike(book: Any) -> None:
        put(
            book,
            SPECIALTIES,
            3,
            "专业名称",
            book[SPECIALTIES].cell(2, column(book[SPECIALTIES], "专业名称")).value,
        )

    (fault,) = tried(town, draft_id, alike).faults
    assert (fault.sheet, fault.cell) == (SPECIALTIES, "A3")
    assert "与前面的行重复" in fault.fault


def test_what_is_looked_at_is_what_is_put_in(town: Stage, draft_id: str) -> None:
    """A colleague changed something in between: what the table was tried against is read anew, and the list says so."""
    made = tried(town, draft_id, lambda book: put(book, SPECIALTIES, 2, "专业名称", "新名称"))
    assert len(made.changes) == 1
    with pytest.raises(NotFound):
        plan_sheets.try_out(town.house, author(town), draft_id, "0" * 24)
    step = plan_drafts.Step(
        "改专业", lambda c: [{"op": "remove", "path": f"/documents/{FILE.replace('/', '~1')}/specialties/1"}]
    )
    plan_drafts.change(town.house, reviewer(town), draft_id, step, NOW)
    again = plan_sheets.try_out(town.house, author(town), draft_id, made.file_id)
    assert {each.what for each in again.changes} == {"changed", "new"}


def test_formulas_of_a_caption_stay_texts(town: Stage, draft_id: str) -> None:
    made = tried(town, draft_id, lambda book: put(book, SPECIALTIES, 2, "专业名称", "@SUM(A1)"))
    plan_sheets.carry_out(town.house, author(town), draft_id, made.file_id, now=NOW)
    cell = exported(town, draft_id)[SPECIALTIES]["A2"]
    assert (cell.value, cell.data_type) == ("@SUM(A1)", "s")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", spreadsheet.write("别的", [("a", 10)], [["x"]])])
def test_what_is_no_table_of_ours_is_refused(town: Stage, draft_id: str, data: bytes) -> None:
    with pytest.raises(UploadRefused):
        plan_sheets.keep(town.house, author(town), draft_id, data, "x.xlsx", now=NOW)


LEVEL: dict[str, dict[str, Any]] = {
    "level": {"type": "string", "caption": "级别", "enum": ["国家级", "省级"]}
}
FIELDS: dict[str, dict[str, Any]] = {
    **LEVEL,
    "rank": {"type": "integer", "caption": "排名"},
    "on": {"type": "string", "caption": "时间"},
}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("级别 是 国家级、省级", {"level": ["国家级", "省级"]}),
        ("级别=国家级；排名≤3", {"level": "国家级", "rank": {"<=": 3}}),
        ("时间 已填写；时间 不早于 2017-01-01", {"on": {"present": True, ">=": "2017-01-01"}}),
        ("满足任一：级别 是 省级；排名 小于 2", {"any": [{"level": "省级"}, {"rank": {"<": 2}}]}),
        ('{"not": {"level": "省级"}}', {"not": {"level": "省级"}}),
        ("", None),
    ],
)
def test_conditions_as_text(text: str, condition: Any) -> None:
    assert plan_filters.read(text, FIELDS, {}) == condition
    assert plan_filters.read(plan_filters.told(condition, FIELDS, {}), FIELDS, {}) == condition


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("名次 是 1", "开头"),
        ("排名 也许 1", "比较的词"),
        ("排名 是 第一", "数字"),
        ("级别 是 区级", "没有选项"),
        ("{", "JSON"),
    ],
)
def test_text_that_is_no_condition_says_why(text: str, said: str) -> None:
    with pytest.raises(plan_filters.FilterRefused, match=said):
        plan_filters.read(text, FIELDS, {})
