"""Tables that a committee filled in become a plan's lists again; whatever is wrong is told by the cell that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.domain.plan import CodeList
from zcforms.printing.spreadsheet import Table, cell_name
from zcforms.services import plan_filters
from zcforms.services.plan_making import Making
from zcforms.services.plan_naming import id_of
from zcforms.services.plan_sheet_rows import (
    COUNTS,
    FILES,
    ID,
    JOINT,
    KINDS,
    MEGABYTE,
    SPECIALTIES,
    TITLES,
    TREE,
    Words,
    fields,
)
from zcforms.services.uploaded_tables import columns_of, lines_of

_LONGEST_NAME, _LONGEST_TEXT, _MOST = 200, 2_000, 9_999
_LARGEST_MB = 95
Entry = dict[str, Any]


@dataclass(slots=True)
class Line:
    """One line of a sheet while it is read; what is wrong is told to `blame` by the caption of its column."""

    number: int
    texts: Mapping[str, str]
    blame: Callable[[str, str], None]

    def caption(self, column: str) -> str:
        text = self.texts.get(column, "").strip()
        if not text:
            self.blame(column, f"请填写{column}")
        elif len(text) > _LONGEST_NAME or any(ord(each) < 32 for each in text):
            self.blame(column, f"{column}不超过 {_LONGEST_NAME} 个字，写在一行里")
        return text

    def text(self, column: str) -> str | None:
        text = self.texts.get(column, "").strip()
        if len(text) > _LONGEST_TEXT:
            self.blame(column, f"{column}不超过 {_LONGEST_TEXT} 个字")
        return text or None

    def number_of(self, column: str, least: int = 0) -> int | None:
        text = self.texts.get(column, "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and least <= int(text) <= _MOST):
            self.blame(column, f"“{text[:20]}”不是{'正' if least else ''}整数，请填数字，或留空")
            return None
        return int(text)

    def chosen(self, column: str, captions: Mapping[str, str]) -> str | None:
        text = self.texts.get(column, "").strip()
        found = _id(text, captions)
        if text and found is None:
            self.blame(column, _unknown(text, captions))
        return found

    def several(self, column: str, captions: Mapping[str, str]) -> list[str] | None:
        """Ids of the entries, each once; None for an empty cell."""
        texts = [
            each.strip()
            for each in self.texts.get(column, "").replace("\n", JOINT).split(JOINT)
            if each.strip()
        ]
        found: list[str] = []
        for text in texts:
            id_ = _id(text, captions)
            if id_ is None:
                self.blame(column, _unknown(text, captions))
            elif id_ not in found:
                found.append(id_)
        return found or None


@dataclass(slots=True)
class SheetReading:
    """What the sheets make of the plan in `making`. `faults`: (sheet, cell, what is wrong); with any of these nothing is to be kept."""

    making: Making
    codes: Mapping[str, CodeList]
    book: Mapping[str, Table]
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    def read(self) -> None:
        """Specialties first: titles and attachments name them."""
        for sheet, put in (
            (SPECIALTIES, self._specialties),
            (TITLES, self._titles),
            (FILES, self._files),
            (TREE, self._tree),
        ):
            if sheet in self.book:
                columns = self._columns(sheet)
                if columns is not None:
                    put(list(self._lines(sheet, columns)))
            elif (other := self._renamed(sheet)) is not None:
                said = f"工作表“{other[:31]}”像是“{sheet}”，请把工作表的名称改回“{sheet}”"
                self.faults.append((sheet, "工作表名称", said))

    # -- sheets ---------------------------------------------------------------------------------------------------------

    def _specialties(self, lines: list[Line]) -> None:
        plan = self.making.plan
        ids = _Ids(plan["specialties"], "-", "specialty")
        plan["specialties"] = [
            ids.entry(line, caption, {}) for line in lines for caption in [line.caption("专业名称")]
        ]
        self._require_some(SPECIALTIES, plan["specialties"])

    def _titles(self, lines: list[Line]) -> None:
        plan, words = self.making.plan, self._words()
        ids = _Ids(plan["titles"], "-", "title")
        made = []
        for line in lines:
            level = line.chosen("级别", words.levels)
            if level is None and not line.texts.get("级别", "").strip():
                line.blame("级别", "请选择级别")
            given = {
                "level": level,
                "standards": line.several("评审标准", words.standards),
                "specialties": line.several("专业限定", words.specialties),
            }
            made.append(ids.entry(line, line.caption("职称名称"), given))
        plan["titles"] = made
        self._require_some(TITLES, made)

    def _files(self, lines: list[Line]) -> None:
        words = self._words()
        before = self.making.data("attachments", self.making.plan["attachments"])["items"]
        ids = _Ids(before, "_", "attachment")
        made = [self._file(line, ids, words) for line in lines]
        self._require_some(FILES, made)
        if made != before:
            _, document = self.making.own("attachments", self.making.plan["attachments"])
            document["items"] = made

    def _file(self, line: Line, ids: _Ids, words: Words) -> Entry:
        caption = line.caption("附件名称")
        least, most = line.number_of("至少份数"), line.number_of("至多份数", 1)
        accept = line.several("文件格式", {each: each for each in KINDS}) or []
        size = self._bytes(line)
        if not accept and not line.texts.get("文件格式", "").strip():
            line.blame("文件格式", f"请填写文件格式，如 {JOINT.join(KINDS[:3])}")
        if most is None and not line.texts.get("至多份数", "").strip():
            line.blame("至多份数", "请填写至多份数")
        _require_order(line, ("至少份数", least), ("至多份数", most))
        old = ids.old(line, caption)
        files = _merged(old.get("files", {}), {"accept": accept, "maxBytes": size, "maxItems": most})
        given = {
            "files": files,
            "minimum": least,
            "hint": line.text("说明"),
            "routes": line.several("申报形式", words.routes),
            "specialties": line.several("专业限定", words.specialties),
            "template": line.chosen("模板", words.sheets),
        }
        return ids.entry(line, caption, given)

    def _bytes(self, line: Line) -> int | None:
        text = line.texts.get("单个文件上限（MB）", "").strip()
        try:
            size = float(text)
        except ValueError:
            size = 0.0
        if not 0 < size <= _LARGEST_MB:
            line.blame("单个文件上限（MB）", f"请填写 0 到 {_LARGEST_MB} 之间的数字，如 10")
            return None
        return round(size * MEGABYTE)

    def _tree(self, lines: list[Line]) -> None:
        plan, words = self.making.plan, self._words()
        old = {each["id"]: each["categories"] for each in plan["standards"]}
        every = [each for categories in old.values() for each in categories]
        categories = _Ids(every, "_", "category")
        items = _Ids(
            [item for each in every for item in each["items"]],
            "_",
            "item",
            {self.making.section_id(each) for each in self.making.sections()},
        )
        made: dict[str, list[Entry]] = {name: [] for name in old}
        if not old:
            self.faults.append((TREE, "A1", "方案还没有评审标准，请先在“业绩要求”页面新增"))
            return
        standard, category = "", None
        for line in lines:
            standard = line.chosen("评审标准", words.standards) or standard or next(iter(old))
            name = line.texts.get("大类", "").strip()
            if category is None or (name and name != category["caption"]) or category not in made[standard]:
                category = self._category(line, categories)
                made[standard].append(category)
            else:
                self._same_category(line, category)
            category["items"].append(self._item(line, items, words))
        for each in plan["standards"]:
            each["categories"] = made[each["id"]]
            if not made[each["id"]]:
                self.faults.append(
                    (TREE, "A1", f"评审标准“{each['caption']}”没有任何大类；删去标准请在“业绩要求”页面进行")
                )

    def _category(self, line: Line, ids: _Ids) -> Entry:
        least, most = line.number_of("大类至少"), line.number_of("大类至多", 1)
        _require_order(line, ("大类至少", least), ("大类至多", most))
        given: Entry = {
            "minimum": least,
            "maximum": most,
            "count": line.chosen("计数方式", COUNTS),
            "hint": line.text("大类说明"),
            "items": [],
        }
        return ids.entry(line, line.caption("大类"), given, part=0)

    def _same_category(self, line: Line, category: Entry) -> None:
        """Below the first line of a category its cells are empty, or say the same."""
        said = {
            "大类至少": str(category.get("minimum", "")),
            "大类至多": str(category.get("maximum", "")),
            "计数方式": COUNTS.get(category.get("count", ""), ""),
            "大类说明": category.get("hint", ""),
        }
        for column, text in said.items():
            here = line.texts.get(column, "").strip()
            if here and here != text:
                line.blame(column, f"与本大类第一行不同；“{column}”请只写在第一行")

    def _item(self, line: Line, ids: _Ids, words: Words) -> Entry:
        caption = line.caption("小项")
        takes = line.several("可导入的业绩类别", words.categories) or []
        if not takes and not line.texts.get("可导入的业绩类别", "").strip():
            line.blame("可导入的业绩类别", "请写明可以导入哪些业绩类别")
        least, most = line.number_of("至少"), line.number_of("至多", 1)
        _require_order(line, ("至少", least), ("至多", most))
        given = {
            "takes": takes,
            "minimum": least,
            "maximum": most,
            "where": self._where(line, takes),
            "hint": line.text("说明"),
        }
        return ids.entry(line, caption, given, part=1)

    def _where(self, line: Line, takes: list[str]) -> Any:
        try:
            return plan_filters.read(line.texts.get("条件", ""), fields(self.making, takes), self.codes)
        except plan_filters.FilterRefused as error:
            line.blame("条件", str(error))
            return None

    # -- lines ----------------------------------------------------------------------------------------------------------

    def _renamed(self, sheet: str) -> str | None:
        """A sheet of another name that has this one's columns."""
        return next(
            (
                name
                for name, table in self.book.items()
                if name not in _NEEDED and not columns_of(table, _NEEDED[sheet])[1]
            ),
            None,
        )

    def _columns(self, sheet: str) -> dict[str, int] | None:
        """Where they are; None where some are missing, which says nothing of what stands in the lines."""
        columns, faults = columns_of(self.book[sheet], _NEEDED[sheet])
        self.faults += [(sheet, cell, fault) for cell, fault in faults]
        return None if faults else columns

    def _lines(self, sheet: str, columns: dict[str, int]) -> Iterator[Line]:
        for number, texts in lines_of(self.book[sheet], columns):
            yield Line(number, texts, self._blaming(sheet, number, columns))

    def _blaming(self, sheet: str, number: int, columns: Mapping[str, int]) -> Callable[[str, str], None]:
        def blame(column: str, said: str) -> None:
            self.faults.append((sheet, cell_name(number, columns.get(column, 1)), said))

        return blame

    def _require_some(self, sheet: str, made: list[Entry]) -> None:
        if not made and not self.faults:
            self.faults.append((sheet, "A2", "一行也没有；不需要改这张表时，请把整张工作表删去"))

    def _words(self) -> Words:
        return Words.of(self.making, self.codes)


_NEEDED = {
    TREE: ("大类", "小项", "可导入的业绩类别"),
    FILES: ("附件名称", "至多份数", "文件格式", "单个文件上限（MB）"),
    SPECIALTIES: ("专业名称",),
    TITLES: ("职称名称", "级别"),
}


class _Ids:
    """Who a line is: by the hidden id, else by its caption, else somebody new, whose id comes from the caption."""

    def __init__(self, entries: list[Entry], joint: str, spare: str, taken: set[str] | None = None) -> None:
        self._old = {each["id"]: each for each in entries}
        self._named = {each["caption"]: each["id"] for each in reversed(entries)}
        self._taken = {*self._old, *(taken or ())}
        self._used: set[str] = set()
        self._called: set[str] = set()
        self._how = {"joint": joint, "spare": spare}

    def old(self, line: Line, caption: str, part: int | None = None) -> Entry:
        """What the line was, {} for what is new."""
        return self._old.get(self._known(line, caption, part) or "", {})

    def entry(self, line: Line, caption: str, given: Entry, part: int | None = None) -> Entry:
        """The entry as it is now; what the table does not have stays as it was. `part`: of an id of two parts."""
        known = self._known(line, caption, part)
        if known is None:
            known = id_of(caption, self._taken, **self._how)
            self._taken.add(known)
        if known in self._used or (caption in self._called and self._how["spare"] in _CALLED_ONCE):
            line.blame(_NAMING.get(self._how["spare"], ID), f"“{caption[:40]}”与前面的行重复")
        self._used.add(known)
        self._called.add(caption)
        return _merged(self._old.get(known, {"id": known, "caption": caption}), {"caption": caption, **given})

    def _known(self, line: Line, caption: str, part: int | None) -> str | None:
        written = line.texts.get(ID, "").strip()
        if part is not None:
            written = [*written.split("/"), ""][part]
        if written in self._old and not (written in self._used and self._old[written]["caption"] != caption):
            return written
        return self._named.get(caption)


_CALLED_ONCE = ("title", "specialty")
"""What applicants choose by its name."""
_NAMING = {
    "item": "小项",
    "category": "大类",
    "attachment": "附件名称",
    "title": "职称名称",
    "specialty": "专业名称",
}


def _merged(old: Entry, given: Entry) -> Entry:
    """The old entry with other values in their places; None takes one away."""
    made = dict(old)
    for key, value in given.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = value
    return made


def _require_order(line: Line, least: tuple[str, int | None], most: tuple[str, int | None]) -> None:
    if least[1] is not None and most[1] is not None and least[1] > most[1]:
        line.blame(least[0], f"“{least[0]}”大于“{most[0]}”")


def _id(text: str, captions: Mapping[str, str]) -> str | None:
    return next((id_ for id_, caption in captions.items() if text in (caption, id_)), None) if text else None


def _unknown(text: str, captions: Mapping[str, str]) -> str:
    known = list(captions.values())
    more = " 等" if len(known) > 10 else ""
    return f"没有“{text[:40]}”；可以写：{JOINT.join(known[:10])}{more}"
