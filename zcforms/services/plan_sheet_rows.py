"""A plan's category tree, attachment list, specialties and titles as rows of texts: what is exported, and what a table that comes back is compared by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.domain.plan import CodeList
from zcforms.printing.spreadsheet import Column
from zcforms.services import plan_filters
from zcforms.services.plan_making import Making
from zcforms.services.plan_options import shared_fields, sheets

TREE, FILES, SPECIALTIES, TITLES = "业绩要求", "附件清单", "专业", "职称"
ID = "编号（请勿改动）"
JOINT = "、"
MEGABYTE = 1024 * 1024
COUNTS = {"records": "按记录", "items": "按小项"}
KINDS = ("jpg", "png", "pdf", "docx")
OF_CATEGORY = ("评审标准", "大类", "大类至少", "大类至多", "计数方式", "大类说明")
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line. `key`: the id of what it is; `group`: of the category that it lies in."""

    key: str
    label: str
    texts: Mapping[str, str]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Captions by id of whatever cells may name. Captions that come twice stand with their ids."""

    standards: Mapping[str, str]
    categories: Mapping[str, str]
    levels: Mapping[str, str]
    routes: Mapping[str, str]
    specialties: Mapping[str, str]
    sheets: Mapping[str, str]

    @classmethod
    def of(cls, making: Making, codes: Mapping[str, CodeList]) -> Words:
        plan = making.plan
        return cls(
            standards=_told((each["id"], each["caption"]) for each in plan["standards"]),
            categories=_told(
                (name, str(making.data("achievement", name)["caption"]))
                for name in making.names("achievement")
            ),
            levels=_told(_chosen(codes, "levels", plan["levels"])),
            routes=_told(_chosen(codes, "routes", plan["routes"])),
            specialties=_told((each["id"], each["caption"]) for each in plan["specialties"]),
            sheets=_told(sheets(making)),
        )


def columns(words: Words) -> dict[str, tuple[Column, ...]]:
    """The columns of each sheet, with what their cells may say."""
    routes, specialties, standards = (
        tuple(each.values()) for each in (words.routes, words.specialties, words.standards)
    )
    return {
        TREE: (
            Column("评审标准", 24, standards), Column("大类", 18), Column("大类至少", 9), Column("大类至多", 9),
            Column("计数方式", 10, tuple(COUNTS.values())), Column("大类说明", 26), Column("小项", 28),
            Column("可导入的业绩类别", 28, tuple(words.categories.values()), several=True), Column("至少", 7), Column("至多", 7),
            Column("条件", 36), Column("说明", 30), Column(ID, 10, hidden=True),
        ),
        FILES: (
            Column("附件名称", 28), Column("至少份数", 9), Column("至多份数", 9), Column("文件格式", 14, KINDS, several=True),
            Column("单个文件上限（MB）", 12), Column("说明", 36), Column("申报形式", 18, routes, several=True),
            Column("专业限定", 18, specialties, several=True), Column("模板", 18, tuple(words.sheets.values())), Column(ID, 10, hidden=True),
        ),
        SPECIALTIES: (Column("专业名称", 30), Column(ID, 10, hidden=True)),
        TITLES: (
            Column("职称名称", 28), Column("级别", 12, tuple(words.levels.values())), Column("评审标准", 24, standards, several=True),
            Column("专业限定", 24, specialties, several=True), Column(ID, 10, hidden=True),
        ),
    }  # fmt: skip


def rows(making: Making, words: Words, codes: Mapping[str, CodeList]) -> dict[str, list[SheetRow]]:
    """The lines of each sheet as the documents have them now."""
    plan = making.plan
    attachments = making.data("attachments", plan["attachments"])["items"]
    return {
        TREE: list(_tree(making, words, codes)),
        FILES: [SheetRow(each["id"], each["caption"], _file(each, words)) for each in attachments],
        SPECIALTIES: [
            SheetRow(each["id"], each["caption"], {"专业名称": each["caption"], ID: each["id"]})
            for each in plan["specialties"]
        ],
        TITLES: [SheetRow(each["id"], each["caption"], _title(each, words)) for each in plan["titles"]],
    }


def _tree(making: Making, words: Words, codes: Mapping[str, CodeList]) -> Iterator[SheetRow]:
    for standard in making.plan["standards"]:
        for category in standard["categories"]:
            shared = {
                "评审标准": words.standards[standard["id"]],
                "大类": category["caption"],
                "大类至少": number(category.get("minimum")),
                "大类至多": number(category.get("maximum")),
                "计数方式": COUNTS.get(category.get("count", ""), ""),
                "大类说明": category.get("hint", ""),
            }
            for item in category["items"]:
                texts = {
                    **shared,
                    "小项": item["caption"],
                    "可导入的业绩类别": JOINT.join(
                        words.categories.get(each, each) for each in item["takes"]
                    ),
                    "至少": number(item.get("minimum")),
                    "至多": number(item.get("maximum")),
                    "条件": plan_filters.told(item.get("where"), fields(making, item["takes"]), codes),
                    "说明": item.get("hint", ""),
                    ID: f"{category['id']}/{item['id']}",
                }
                yield SheetRow(item["id"], item["caption"], texts, f"{standard['id']}/{category['id']}")


def fields(making: Making, takes: Sequence[str]) -> dict[str, Any]:
    """What a condition of an item may ask of: properties that all of its categories have."""
    known = set(making.names("achievement"))
    return shared_fields(making, [each for each in takes if each in known], every=True)


def _file(item: Mapping[str, Any], words: Words) -> Texts:
    given = item["files"]
    return {
        "附件名称": item["caption"],
        "至少份数": number(item.get("minimum")),
        "至多份数": number(given.get("maxItems")),
        "文件格式": JOINT.join(given.get("accept", ())),
        "单个文件上限（MB）": _size(given.get("maxBytes")),
        "说明": item.get("hint", ""),
        "申报形式": _named(item.get("routes", ()), words.routes),
        "专业限定": _named(item.get("specialties", ()), words.specialties),
        "模板": words.sheets.get(item.get("template", ""), item.get("template", "")),
        ID: item["id"],
    }


def _title(title: Mapping[str, Any], words: Words) -> Texts:
    return {
        "职称名称": title["caption"],
        "级别": words.levels.get(title["level"], title["level"]),
        "评审标准": _named(title.get("standards", ()), words.standards),
        "专业限定": _named(title.get("specialties", ()), words.specialties),
        ID: title["id"],
    }


def _named(ids: Sequence[str], captions: Mapping[str, str]) -> str:
    return JOINT.join(captions.get(each, each) for each in ids)


def number(value: int | None) -> str:
    return "" if value is None else str(value)


def _size(size: int | None) -> str:
    """Bytes as megabytes, exactly."""
    return "" if size is None else f"{size / MEGABYTE:.10f}".rstrip("0").rstrip(".")


def _chosen(codes: Mapping[str, CodeList], name: str, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    found = codes.get(name)
    for each in ids:
        yield each, (found.caption_of(each) if found else None) or each


def _told(pairs: Any) -> dict[str, str]:
    """Captions that can be told apart, and have nothing in them that parts entries of a cell."""
    found: dict[str, str] = {}
    for id_, caption in pairs:
        plain = caption.replace(JOINT, "，")
        found[id_] = f"{plain}（{id_}）" if plain in found.values() else plain
    return found
