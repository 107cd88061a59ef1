"""A plan against everything that it names: nothing unknown, nothing twice, nothing that nobody could fulfil."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from zcforms.documents import conditions
from zcforms.documents.reading import Document
from zcforms.domain.plan import CountMode, SectionKind
from zcforms.forms import authorities, chains, downloads, examinations
from zcforms.forms.library import section_id, unique
from zcforms.forms.property_checks import with_options
from zcforms.forms.shelf import Path_, Shelf


def check(shelf: Shelf, document: Document) -> None:
    """Blame the plan's document for every fault."""
    _check_codes(shelf, document)
    _check_dates(shelf, document)
    _check_parts(shelf, document)
    _check_titles(shelf, document)
    _check_standards(shelf, document)
    _check_attachments(shelf, document)
    for kind in ("chain", "pledge", "sheet"):
        shelf.require(document, (kind,), kind, document.data[kind])
    downloads.check(shelf, document)
    for position, each in enumerate(document.data.get("route_sheets", ())):
        shelf.require(document, ("route_sheets", position, "sheet"), "sheet", each["sheet"])
    _check_routes(shelf, document)
    chains.check_voting(shelf, document)
    examinations.check(shelf, document)
    authorities.check_plan(shelf, document)


def _check_codes(shelf: Shelf, document: Document) -> None:
    data = document.data
    shelf.require_code(document, ("kind",), "plan_kinds", data["kind"])
    shelf.require_code(document, ("series",), "series", data["series"])
    for position, level in enumerate(data["levels"]):
        shelf.require_code(document, ("levels", position), "levels", level)
    for position, route in enumerate(data["routes"]):
        shelf.require_code(document, ("routes", position), "routes", route)


def _check_routes(shelf: Shelf, document: Document) -> None:
    """What is for some routes alone is for routes that the plan has (feature 55)."""
    data = document.data
    for listed in ("parts", "route_sheets"):
        for position, each in enumerate(data.get(listed, ())):
            here = (listed, position, "routes")
            shelf.require_all(document, here, each.get("routes", ()), among=data["routes"], what="申报形式")
    for path, name in _section_names(data["parts"]):
        only = (shelf.data("section", name) or {}).get("routes", ())
        if only and not set(only) & set(data["routes"]):
            fault = f"分区“{name}”只给本计划没有的申报形式（{'、'.join(only)}）"
            shelf.blame(document, path, fault, "请在计划的 routes 中开放这种申报形式，或删去这个分区。")


def _check_dates(shelf: Shelf, document: Document) -> None:
    data = document.data
    if date.fromisoformat(data["closes"]) < date.fromisoformat(data["opens"]):
        fault = f"申报截止日期 {data['closes']} 早于开始日期 {data['opens']}"
        shelf.blame(document, ("closes",), fault, "请改正起止日期。")
    if data.get("resubmit_until", data["closes"]) < data["closes"]:
        fault = f"退回后重新提交的最后日期 {data['resubmit_until']} 早于申报截止日期 {data['closes']}"
        shelf.blame(document, ("resubmit_until",), fault, "请改为不早于申报截止日期的日期，或删去这一项。")


def _check_parts(shelf: Shelf, document: Document) -> None:
    parts = document.data["parts"]
    unique(shelf, document, ("parts",), parts, "页面")
    seen: set[str] = set()
    for path, name in _section_names(parts):
        shelf.require(document, path, "section", name)
        section = shelf.sound.get(("section", name))
        if section is None:
            continue
        if (answers := section_id(section)) in seen:
            fault = f"分区“{answers}”在计划中出现了两次"
            shelf.blame(document, path, fault, "请只保留一个；同一计划里分区的 id 不能重复。")
        seen.add(section_id(section))
    kinds = _kinds(shelf, parts)
    if kinds is not None and SectionKind.ATTACHMENTS not in kinds:
        fault = "没有上传附件的分区，要求的附件无处可传"
        shelf.blame(document, ("parts",), fault, "请在一个页面的 sections 中加上“attachments”。")


def _kinds(shelf: Shelf, parts: Sequence[Mapping[str, Any]]) -> set[str] | None:
    """The kinds of the plan's sections; None where one of them is not sound, so that nothing can be said of the whole."""
    found = [shelf.sound.get(("section", name)) for _, name in _section_names(parts)]
    return None if None in found else {each.data["kind"] for each in found if each}


def _section_names(parts: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Path_, str]]:
    for position, part in enumerate(parts):
        for place, name in enumerate(part["sections"]):
            yield ("parts", position, "sections", place), name


def _check_titles(shelf: Shelf, document: Document) -> None:
    data = document.data
    unique(shelf, document, ("specialties",), data["specialties"], "专业")
    unique(shelf, document, ("titles",), data["titles"], "职称")
    for position, title in enumerate(data["titles"]):
        here = ("titles", position)
        shelf.require_all(document, (*here, "level"), [title["level"]], among=data["levels"], what="评审级别")
        for keyword, what in (("standards", "评审标准"), ("specialties", "专业")):
            known = [thing["id"] for thing in data[keyword]]
            shelf.require_all(document, (*here, keyword), title.get(keyword, ()), among=known, what=what)


def _check_standards(shelf: Shelf, document: Document) -> None:
    standards = document.data["standards"]
    unique(shelf, document, ("standards",), standards, "评审标准")
    taken = _import_sections(shelf, document.data["parts"])
    for place, standard in enumerate(standards):
        path: Path_ = ("standards", place, "categories")
        unique(shelf, document, path, standard["categories"], "业绩大类")
        for position, category in enumerate(standard["categories"]):
            _check_category(shelf, document, category, (*path, position))
            for number, item in enumerate(category["items"]):
                here = (*path, position, "items", number)
                if item["id"] in taken:
                    fault = f"业绩项目的 id “{item['id']}”已经用过"
                    shelf.blame(
                        document, (*here, "id"), fault, "请换一个 id；全计划的项目和导入分区都不能重名。"
                    )
                taken.add(item["id"])
                _check_item(shelf, document, item, here)


def _import_sections(shelf: Shelf, parts: Sequence[Mapping[str, Any]]) -> set[str]:
    documents = (shelf.sound.get(("section", name)) for _, name in _section_names(parts))
    return {section_id(each) for each in documents if each and each.data["kind"] == SectionKind.IMPORT}


def _check_category(shelf: Shelf, document: Document, category: Mapping[str, Any], path: Path_) -> None:
    items, minimum, maximum = category["items"], category.get("minimum", 0), category.get("maximum")
    if maximum is not None and minimum > maximum:
        _blame_limits(shelf, document, path, minimum, maximum)
    if category.get("count") == CountMode.ITEMS and minimum > len(items):
        fault = f"至少要 {minimum} 个项目，但只有 {len(items)} 个项目"
        shelf.blame(document, (*path, "minimum"), fault, "请减小 minimum，或增加项目。")
    most = [item.get("maximum") for item in items]
    if None not in most and minimum > sum(most):
        fault = f"至少要 {minimum} 条，但各项目最多共 {sum(most)} 条"
        shelf.blame(document, (*path, "minimum"), fault, "请减小 minimum，或放宽项目的 maximum。")
    least = sum(item.get("minimum", 0) for item in items)
    if maximum is not None and least > maximum:
        fault = f"最多 {maximum} 条，但各项目至少共要 {least} 条"
        shelf.blame(document, (*path, "maximum"), fault, "请增大 maximum，或减小项目的 minimum。")


def _check_item(shelf: Shelf, document: Document, item: Mapping[str, Any], path: Path_) -> None:
    minimum, maximum = item.get("minimum", 0), item.get("maximum")
    if maximum is not None and minimum > maximum:
        _blame_limits(shelf, document, path, minimum, maximum)
    for position, name in enumerate(item["takes"]):
        shelf.require(document, (*path, "takes", position), "achievement", name)
        category = shelf.data("achievement", name)
        if category and "where" in item:
            properties = with_options(shelf, category["schema"]["properties"])
            for below, fault, remedy in conditions.faults(item["where"], properties):
                shelf.blame(document, (*path, "where", *below), f"业绩类别“{name}”：{fault}", remedy)


def _blame_limits(shelf: Shelf, document: Document, path: Path_, minimum: int, maximum: int) -> None:
    fault = f"minimum {minimum} 大于 maximum {maximum}"
    shelf.blame(document, (*path, "minimum"), fault, "请让至少的条数不大于最多的条数。")


def _check_attachments(shelf: Shelf, document: Document) -> None:
    data = document.data
    shelf.require(document, ("attachments",), "attachments", data["attachments"])
    listed = shelf.data("attachments", data["attachments"])
    specialties = [specialty["id"] for specialty in data["specialties"]]
    for item in listed["items"] if listed else ():
        what = f"附件项“{item['id']}”所说的"
        shelf.require_all(
            document,
            ("attachments",),
            item.get("routes", ()),
            among=data["routes"],
            what=f"{what}申报形式",
        )
        shelf.require_all(
            document,
            ("attachments",),
            item.get("specialties", ()),
            among=specialties,
            what=f"{what}专业",
        )
