"""Code lists, achievement categories, sections, pledges and attachment lists: checked, then built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.plan import (
    AttachmentItem,
    Choice,
    CodeList,
    LibraryCategory,
    Pledge,
    Section,
    SectionKind,
)
from zcforms.forms import property_checks
from zcforms.forms.shelf import Path_, Shelf

RESERVED = frozenset({"application", "person", "achievements", "categories", "breaches"})
"""Names of the facts that no section may take (docs/architecture.md, Facts)."""


def unique(
    shelf: Shelf, document: Document, path: Path_, things: Sequence[Mapping[str, Any]], what: str
) -> None:
    """Blame the document for every id that comes twice in a list."""
    seen: set[str] = set()
    for position, thing in enumerate(things):
        if thing["id"] in seen:
            fault = f"{what}的 id “{thing['id']}”重复"
            shelf.blame(document, (*path, position, "id"), fault, "请改成不同的 id。")
        seen.add(thing["id"])


def check_codes(shelf: Shelf, document: Document) -> None:
    codes = document.data["codes"]
    unique(shelf, document, ("codes",), codes, "代码")
    above = {code["id"]: code.get("parent") for code in codes}
    sound: set[str | None] = {None}
    for position, code in enumerate(codes):
        here = ("codes", position, "parent")
        if (parent := code.get("parent")) is not None and parent not in above:
            shelf.blame(document, here, f"没有上级代码“{parent}”", remedy_for(parent, above))
        elif not _leads_up(code["id"], above, sound):
            shelf.blame(document, here, f"代码“{code['id']}”的上级绕回了自己", "请改正 parent。")


def _leads_up(code: str, above: Mapping[str, str | None], sound: set[str | None]) -> bool:
    """Whether the code's parents end somewhere; adds those that do to `sound`, so that each is walked once."""
    walked: set[str | None] = set()
    step: str | None = code
    while step is not None and step in above and step not in sound:
        if step in walked:
            return False
        walked.add(step)
        step = above[step]
    sound.update(walked)
    return True


def check_category(shelf: Shelf, document: Document) -> None:
    data = document.data
    properties = data["schema"]["properties"]
    property_checks.check(shelf, document, data["schema"], ("schema",))
    _check_files(shelf, document, data["evidence"], ("evidence",))
    for below, fault, remedy in property_checks.unknown_columns(data["columns"], properties):
        shelf.blame(document, below, fault, remedy)
    for keyword in ("date", "content", "rank", "participants"):
        if keyword in data and data[keyword] not in properties:
            fault = f"没有字段“{data[keyword]}”"
            shelf.blame(document, (keyword,), fault, remedy_for(data[keyword], properties))
    for position, name in enumerate(data.get("key", ())):
        if name not in properties:
            shelf.blame(document, ("key", position), f"没有字段“{name}”", remedy_for(name, properties))


def check_section(shelf: Shelf, document: Document) -> None:
    data = document.data
    if (name := section_id(document)) in RESERVED:
        shelf.blame(
            document, ("id",), f"分区不能叫“{name}”", f"{'、'.join(sorted(RESERVED))} 另有用途，请改名。"
        )
    if data["kind"] == SectionKind.RECORDS:
        property_checks.check(shelf, document, data["items"], ("items",))
        columns = property_checks.unknown_columns(data["columns"], data["items"]["properties"])
        for below, fault, remedy in columns:
            shelf.blame(document, below, fault, remedy)
        if data.get("minItems", 0) > data.get("maxItems", data.get("minItems", 0)):
            shelf.blame(document, ("minItems",), "minItems 大于 maxItems", "请让下限不大于上限。")
    else:
        property_checks.check(shelf, document, data, ())
    if data["kind"] == SectionKind.IMPORT:
        _check_import(shelf, document)
    for position, route in enumerate(data.get("routes", ())):
        shelf.require_code(document, ("routes", position), "routes", route)


def _check_import(shelf: Shelf, document: Document) -> None:
    data = document.data
    annotations = data.get("properties", {})
    for position, name in enumerate(data["takes"]):
        shelf.require(document, ("takes", position), "achievement", name)
        category = shelf.data("achievement", name)
        if category is None:
            continue
        properties = category["schema"]["properties"]
        for below, fault, remedy in property_checks.unknown_columns(
            data["columns"], {**properties, **annotations}
        ):
            shelf.blame(document, below, f"业绩类别“{name}”{fault}", remedy)
        for field in annotations:
            if field in properties or field in ("record", "id", "category"):
                fault = f"“{field}”与业绩类别“{name}”的字段重名"
                shelf.blame(document, ("properties", field), fault, "请给申报人补充的字段另取一个名称。")


def check_attachments(shelf: Shelf, document: Document) -> None:
    items = document.data["items"]
    unique(shelf, document, ("items",), items, "附件项")
    for position, item in enumerate(items):
        here = ("items", position)
        _check_files(shelf, document, item["files"], (*here, "files"))
        most = item["files"]["maxItems"]
        if item.get("minimum", 0) > most:
            fault = f"minimum {item['minimum']} 大于 files.maxItems {most}"
            shelf.blame(document, (*here, "minimum"), fault, "请让至少上传的个数不大于最多上传的个数。")
        if "template" in item:
            shelf.require(document, (*here, "template"), "sheet", item["template"])


def _check_files(shelf: Shelf, document: Document, files: Mapping[str, Any], path: Path_) -> None:
    least = files.get("minItems", 0)
    if least > files["maxItems"]:
        fault = f"minItems {least} 大于 maxItems {files['maxItems']}"
        shelf.blame(document, (*path, "minItems"), fault, "请让下限不大于上限。")


def check_pledge(shelf: Shelf, document: Document) -> None:
    shelf.require(document, ("sheet",), "sheet", document.data["sheet"])


CHECKS: Mapping[str, Callable[[Shelf, Document], None]] = {
    "codes": check_codes,
    "achievement": check_category,
    "section": check_section,
    "attachments": check_attachments,
    "pledge": check_pledge,
}


# -- building: everything below was checked -------------------------------------------------------------------------


def section_id(document: Document) -> str:
    """The name that the section's answers have; the file's name unless the document says another."""
    return str(document.data.get("id", document.stem))


def code_list(name: str, document: Document) -> CodeList:
    data = document.data
    return CodeList(name, data["caption"], tuple(choice(code) for code in data["codes"]), data["source"])


def choice(data: Mapping[str, Any]) -> Choice:
    return Choice(data["id"], data["caption"], data.get("parent"))


def category(name: str, document: Document) -> LibraryCategory:
    data = document.data
    summary = {key: data.get(key) for key in ("date", "content", "rank", "participants")}
    return LibraryCategory(
        id=name,
        caption=data["caption"],
        schema=data["schema"],
        evidence={"type": "array", "widget": "files", "caption": "证明材料", **data["evidence"]},
        columns=tuple(data["columns"]),
        key=tuple(data.get("key", ())),
        hint=data.get("hint", ""),
        **summary,
    )


def section(document: Document) -> Section:
    data = document.data
    kind = SectionKind(data["kind"])
    return Section(
        id=section_id(document),
        caption=data["caption"],
        kind=kind,
        schema=_section_schema(kind, data),
        takes=tuple(data.get("takes", ())),
        columns=tuple(data.get("columns", ())),
        hint=data.get("hint", ""),
        routes=tuple(data.get("routes", ())),
    )


def _section_schema(kind: SectionKind, data: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = ("properties", "required", "items", "columns", "minItems", "maxItems")
    if kind is SectionKind.RECORDS:
        return {"type": "array", "caption": data["caption"], **_only(data, kept)}
    if kind is SectionKind.ATTACHMENTS:
        return {}
    empty: dict[str, Any] = {"type": "object", "properties": {}}
    return {**empty, "caption": data["caption"], **_only(data, ("properties", "required"))}


def _only(data: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: data[key] for key in keys if key in data}


def attachment(data: Mapping[str, Any]) -> AttachmentItem:
    files = data["files"]
    minimum = data.get("minimum", 0)
    return AttachmentItem(
        id=data["id"],
        caption=data["caption"],
        files={"type": "array", "widget": "files", "caption": data["caption"], "minItems": minimum, **files},
        minimum=minimum,
        maximum=files["maxItems"],
        hint=data.get("hint", ""),
        routes=tuple(data.get("routes", ())),
        specialties=tuple(data.get("specialties", ())),
        template=data.get("template"),
    )


def pledge(name: str, document: Document) -> Pledge:
    data = document.data
    return Pledge(name, data["caption"], tuple(data["paragraphs"]), data["sheet"])
