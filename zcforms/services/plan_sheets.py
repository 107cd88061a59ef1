"""A draft's lists by spreadsheet: taken home, filled in by a committee, tried cell by cell, and put into the draft as one step or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused, UploadRefused
from zcforms.domain.plan import CodeList
from zcforms.printing import press, spreadsheet
from zcforms.printing.spreadsheet import Column, Sheet, Table
from zcforms.services import plan_drafts, uploaded_tables
from zcforms.services.access import Hidden, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.editions import Edition
from zcforms.services.files import OpenedFile
from zcforms.services.house import House
from zcforms.services.plan_drafts import Content, PlanDraftShown, Step, fingerprint, seen_plan_draft
from zcforms.services.plan_making import Making
from zcforms.services.plan_sheet_reading import SheetReading
from zcforms.services.plan_sheet_rows import (
    FILES,
    ID,
    OF_CATEGORY,
    SPECIALTIES,
    TITLES,
    TREE,
    SheetRow,
    Words,
    columns,
    rows,
)
from zcforms.services.rule_authors import author

SHEETS = (TREE, FILES, SPECIALTIES, TITLES)
_SPARE = 200
_HELP = "填写说明"
_HELP_LINES = (
    "每张工作表是方案的一部分：业绩要求（大类和小项）、附件清单、专业、职称。不需要改的工作表可以整张删去，导入时保持不变。",
    "第一行是列名，请不要改。增加一行就是新增一项，删去一行就是删去一项，移动行就是调整顺序。",
    "最后一列是隐藏的编号：改名称时保留它，系统就知道是同一项；新增的行请留空。",
    "业绩要求：大类的至少、至多、计数方式、说明只写在本大类的第一行；下面各行的大类可以留空。",
    "可导入的业绩类别、申报形式、专业限定、文件格式可以写几个，用“、”隔开；下拉列表只供选一个。",
    "条件写成“字段 比较 值”，几个条件用“；”隔开，例如：级别 是 国家级、省部级；排名 不大于 3。可用的比较：是、不是、小于、不大于、大于、不小于、已填写、没有填写。以“满足任一：”开头，则符合其中一个即可。",
    "至少、至多留空就是没有要求。单个文件上限按 MB 填写。",
    "上传后先检查，列出每一处修改和每一格的错误；确认以后才写入方案，并且可以撤销。",
)


@dataclass(frozen=True, slots=True)
class SheetChange:
    """What becomes of a line. `what`: new, gone, changed, moved; `column`, `before` and `after` of what is changed."""

    sheet: str
    label: str
    what: str
    column: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SheetFault:
    sheet: str
    cell: str
    fault: str


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What a table would do to the draft; it can be carried out when nothing is wrong and something changes. `seen`: of the draft that it was held against."""

    file_id: str
    file_name: str
    draft: PlanDraftShown
    changes: tuple[SheetChange, ...]
    faults: tuple[SheetFault, ...]
    content: Content
    seen: str

    @property
    def fits(self) -> bool:
        return not self.faults and bool(self.changes)


def export(house: House, actor: Actor, draft_id: str) -> OpenedFile:
    """The draft's lists as XLSX with drop-down lists and how to fill it in: a template, too. Raises `NotFound`."""
    shown = plan_drafts.draft(house, actor, draft_id)
    edition = house.rulebook.edition()
    making = _making(edition, shown)
    words = Words.of(making, edition.catalogue.codes)
    found, captions = rows(making, words, edition.catalogue.codes), columns(words)
    sheets = [Sheet(_HELP, (Column("怎样填写", 110),), tuple((line,) for line in _HELP_LINES))]
    sheets += [
        Sheet(name, captions[name], tuple(_cells(found[name], captions[name])), _SPARE) for name in SHEETS
    ]
    data = spreadsheet.write_book(sheets)
    return OpenedFile(f"{shown.caption}-业绩要求和附件.xlsx", spreadsheet.MEDIA_TYPE, data)


def keep(house: House, actor: Actor, draft_id: str, data: bytes, name: str, *, now: datetime) -> str:
    """An uploaded table, to be tried; its file's id. Raises `UploadRefused`, `NotFound`."""
    if not set(press.read_book(data)) & set(SHEETS):
        told = f"表格里没有“{'”“'.join(SHEETS)}”中的任何一张工作表，请使用导出的表格。"
        raise UploadRefused(told)
    with writing(house, actor) as w:
        seen_plan_draft(w, author(w, house, actor), draft_id).require_editable()
        return uploaded_tables.keep(w, house, actor, data, name or "方案.xlsx", now=now)


def try_out(house: House, actor: Actor, draft_id: str, file_id: str) -> SheetCheck:
    """What the table would do, and what is wrong with it, cell by cell; nothing changes. Raises `NotFound`, `UploadRefused`."""
    shown = plan_drafts.draft(house, actor, draft_id)
    with reading(house, actor) as w:
        file = w.files.get(file_id)
        if file.organisation_id != actor.organisation() or file.media_type != spreadsheet.MEDIA_TYPE:
            raise Hidden(f"file:{file_id}")
    book = press.read_book(house.files.get(file.digest))
    return _check(house.rulebook.edition(), shown, (file_id, file.name, book))


def carry_out(house: House, actor: Actor, draft_id: str, file_id: str, *, now: datetime) -> SheetCheck:
    """Make all of it one step of the draft, or nothing.

    Raises:
        InputRefused: something is wrong with it (by now). Clash: the draft was changed in between. WrongState, NotFound.
    """
    made = try_out(house, actor, draft_id, file_id)
    if not made.fits:
        raise InputRefused([InputFault("", "表格中有需要改正的内容，或没有任何修改，没有导入。")])
    edition = house.rulebook.edition()

    def patch(before: Content) -> list[dict[str, object]]:
        making = Making(before, made.draft.plan_id, edition.documents)
        making.content = dict(made.content)
        return making.patch()

    step = Step(f"用表格修改（{len(made.changes)} 处）", patch, (), made.seen)
    plan_drafts.change(house, actor, draft_id, step, now)
    with writing(house, actor) as w:
        note(w, actor, "plans.sheet", f"plan-draft:{draft_id}", now, file=file_id)
    return made


def _check(
    edition: Edition, shown: PlanDraftShown, given: tuple[str, str, Mapping[str, Table]]
) -> SheetCheck:
    """`given`: the file's id and name, and its sheets."""
    file_id, name, book = given
    codes = edition.catalogue.codes
    before = _lists(_making(edition, shown), codes)
    making = _making(edition, shown)
    found = SheetReading(making, codes, book)
    found.read()
    changes = [] if found.faults else list(_changes(before, _lists(making, codes)))
    faults = [SheetFault(*each) for each in sorted(found.faults, key=lambda each: SHEETS.index(each[0]))]
    seen = fingerprint(shown.content, ())
    return SheetCheck(file_id, name, shown, tuple(changes), tuple(faults), making.content, seen)


def _making(edition: Edition, shown: PlanDraftShown) -> Making:
    return Making(shown.content, shown.plan_id, edition.documents)


def _lists(making: Making, codes: Mapping[str, CodeList]) -> dict[str, list[SheetRow]]:
    return rows(making, Words.of(making, codes), codes)


def _cells(found: list[SheetRow], captions: tuple[Column, ...]) -> Iterator[tuple[str, ...]]:
    """The texts of each line; what is said of a category stands on its first line."""
    group = ""
    for row in found:
        repeated = OF_CATEGORY[2:] if row.group and row.group == group else ()
        group = row.group
        yield tuple("" if each.caption in repeated else row.texts[each.caption] for each in captions)


def _changes(
    before: Mapping[str, list[SheetRow]], after: Mapping[str, list[SheetRow]]
) -> Iterator[SheetChange]:
    for sheet in SHEETS:
        old, new = ({row.key: row for row in lists[sheet]} for lists in (before, after))
        yield from (SheetChange(sheet, row.label, "gone") for key, row in old.items() if key not in new)
        told: set[tuple[str, str]] = set()
        for key, row in new.items():
            if key not in old:
                yield SheetChange(sheet, row.label, "new")
                continue
            yield from _changed(sheet, old[key], row, told)
        kept = [key for key in old if key in new], [key for key in new if key in old]
        if kept[0] != kept[1]:
            yield SheetChange(sheet, "", "moved")


def _changed(sheet: str, old: SheetRow, new: SheetRow, told: set[tuple[str, str]]) -> Iterator[SheetChange]:
    """What differs in a line; what is said of a category is told once for all its lines."""
    for column, text in new.texts.items():
        if column == ID or text == old.texts[column]:
            continue
        of_category = new.group and column in OF_CATEGORY
        if of_category and (new.group, column) in told:
            continue
        told.add((new.group, column))
        label = new.texts["大类"] if of_category else new.label
        yield SheetChange(sheet, label, "changed", column, old.texts[column], text)
