"""Everything that an applicant filled in and imported, as texts: for 申报一览表 (feature 57), 申报情况 (32) and the printed form.

    {"heading": [{"id", "caption", "text"}],
     "groups": [{"id", "caption", "kind": "fields", "fields": [{"id", "caption", "text"}], "files": [file]},
                {"id", "caption", "kind": "records", "columns": [{"id", "caption"}], "rows": [row]},
                {"id", "caption", "kind": "files", "items": [{"id", "caption", "files": [file]}]},
                {"id", "caption", "kind": "category", "items": [{"id", "caption", "columns", "rows": [row]}]}]}
    row = {"cells": {column id: text}, "detail": [{"id", "caption", "text"}],
           "nested": [{"caption", "columns", "rows": [row]}], "files": [file]};  file = {"id", "name", "size"}

One group per section in the plan's order, then one per achievement category of the chosen standard. What is hidden or
unknown to the plan is left out; what is missing has the text "".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zcforms.domain.identity import masked
from zcforms.domain.plan import Choice, LibraryCategory, Plan, Schema, Section, SectionKind
from zcforms.forms.display import Codes, text_of
from zcforms.forms.media import bytes_text
from zcforms.forms.shown import kept, shown

Part = dict[str, Any]
Given = Mapping[str, Any]

_IMPORTED = (
    {"id": "category", "caption": "类别"},
    {"id": "date", "caption": "时间"},
    {"id": "content", "caption": "业绩内容"},
    {"id": "rank", "caption": "排名"},
)
"""The columns of imported achievements, which may be of several categories (feature 53)."""


def overview(plan: Plan, document: Given, *, mask: bool = True) -> Part:
    """The texts of an application document; `mask` hides the middle of the identity number, as screens must."""
    asked = plan.sections_for(str(document.get("route")))
    groups = [_section(plan, section, document) for section in asked]
    standard = plan.standard(str(document.get("standard")))
    for category in standard.categories if standard else ():
        items = [
            {
                "id": item.id,
                "caption": item.caption,
                "columns": list(_IMPORTED),
                "rows": [
                    _summarised(plan, record) for record, _ in _imported(plan, document, item.id, item.takes)
                ],
            }
            for item in category.items
        ]
        groups.append({"id": category.id, "caption": category.caption, "kind": "category", "items": items})
    return {"heading": _heading(plan, document, mask), "groups": groups}


def fields_group(section: Section, record: Given, codes: Codes) -> Part:
    """A fields section with its answers, as a group of an overview."""
    row = _row(section.schema, (), record, codes)
    made = {"id": section.id, "caption": section.caption, "kind": "fields"}
    return made | {"fields": row["detail"], "nested": row["nested"], "files": row["files"]}


def _heading(plan: Plan, document: Given, mask: bool) -> list[Part]:
    applicant: Given = document.get("applicant") or {}
    employer: Given = applicant.get("employer") or {}
    title = plan.title(str(document.get("title")))
    number = str(applicant.get("id_number") or "")
    rows = (
        ("route", "申报形式", _choice(plan.routes, document.get("route"))),
        ("title", "申报职称", title.caption if title else ""),
        ("level", "申报级别", _choice(plan.levels, title.level if title else None)),
        ("series", "申报系列", plan.series.caption),
        ("specialty", "申报专业", _choice(plan.specialties, document.get("specialty"))),
        ("employer", "申报单位", employer.get("name")),
        ("employer_nature", "单位性质", _code(plan, "employer_natures", employer.get("nature"))),
        ("name", "申报人", applicant.get("name")),
        ("id_type", "证件类型", _code(plan, "id_types", applicant.get("id_type"))),
        ("id_number", "证件编号", masked(number) if mask and number else number),
        ("sex", "性别", _code(plan, "sex", applicant.get("sex"))),
        ("birth_date", "出生日期", applicant.get("birth_date")),
        ("phone", "手机号码", applicant.get("phone")),
        ("interview", "是否面试", _interview(plan, document)),
        ("committee", "受理评委会", plan.committee),
        ("year", "申报年度", f"{plan.year}年"),
        ("plan", "评审计划", plan.caption),
    )
    return [{"id": id_, "caption": caption, "text": str(text or "")} for id_, caption, text in rows]


def _interview(plan: Plan, document: Given) -> str:
    if document.get("waived"):
        return "免面试"
    return "需要" if plan.interview else "不需要"


def _section(plan: Plan, section: Section, document: Given) -> Part:
    made: Part = {"id": section.id, "caption": section.caption}
    given = (document.get("answers") or {}).get(section.id)
    if section.kind is SectionKind.FIELDS:
        return fields_group(section, given if isinstance(given, Mapping) else {}, plan.codes)
    if section.kind is SectionKind.RECORDS:
        item: Schema = section.schema["items"]
        records = [each for each in given or () if isinstance(each, Mapping)]
        rows = [_row(item, section.columns, record, plan.codes) for record in records]
        return made | {"kind": "records", "columns": _columns([item], section.columns), "rows": rows}
    if section.kind is SectionKind.IMPORT:
        return made | _import_section(plan, section, document)
    return made | {"kind": "files", "items": _attachments(plan, document)}


def _import_section(plan: Plan, section: Section, document: Given) -> Part:
    """Imported records under the section's columns, and behind them what the applicant said about each (43, 45)."""
    said: Schema = section.schema.get("properties", {})
    categories = [plan.categories[name] for name in section.takes if name in plan.categories]
    names = section.columns or (categories[0].columns if categories else ())
    rows = []
    for record, entry in _imported(plan, document, section.id, section.takes):
        category = plan.categories[record["category"]]
        row = _row(category.schema, names, record.get("data") or {}, plan.codes)
        annotations = (
            _row(section.schema, tuple(said), entry, plan.codes) if said else {"cells": {}, "detail": []}
        )
        row["cells"] |= annotations["cells"]
        row["detail"] += annotations["detail"]
        row["files"] += _files(record.get("evidence"))
        rows.append(row)
    columns = _columns([category.schema for category in categories], names) + _columns([section.schema], said)
    return {"kind": "records", "columns": columns, "rows": rows}


def _summarised(plan: Plan, record: Given) -> Part:
    """A record under the four columns that fit every category."""
    category: LibraryCategory = plan.categories[record["category"]]
    row = _row(category.schema, (), record.get("data") or {}, plan.codes)
    texts = {pair["id"]: pair["text"] for pair in row["detail"]}
    summary = {"date": category.date, "content": category.content, "rank": category.rank}
    row["cells"] = {"category": category.caption} | {
        column: texts.get(name, "") if name else "" for column, name in summary.items()
    }
    row["files"] += _files(record.get("evidence"))
    return row


def _imported(plan: Plan, document: Given, list_id: str, takes: Sequence[str]) -> list[tuple[Given, Given]]:
    """(record, entry) of what a list refers to, as far as it is there and of a category that the list takes."""
    records = {record.get("id"): record for record in document.get("achievements") or ()}
    entries = (document.get("imports") or {}).get(list_id) or ()
    found = ((records.get(entry.get("record")), entry) for entry in entries)
    return [
        (record, entry)
        for record, entry in found
        if record and record.get("category") in takes and record.get("category") in plan.categories
    ]


def _attachments(plan: Plan, document: Given) -> list[Part]:
    given = document.get("attachments") or {}
    asked = plan.attachments_for(str(document.get("route")), str(document.get("specialty")))
    return [{"id": item.id, "caption": item.caption, "files": _files(given.get(item.id))} for item in asked]


def _row(schema: Schema, columns: Iterable[str], record: Given, codes: Codes) -> Part:
    """One object: cells of the columns, and everything that is shown in it. The person's portrait has its own place."""
    values = kept(schema, record)
    asked = shown(schema, values)
    row: Part = {"cells": {}, "detail": [], "nested": [], "files": []}
    for name, prop in schema["properties"].items():
        value = values.get(name)
        if name not in asked or (prop.get("widget") == "photo" and prop.get("readOnly")):
            continue
        if prop.get("widget") in ("files", "photo"):
            row["files"] += _files(value)
        elif _is_list(prop):
            row["nested"].append(_nested(prop, value, codes))
        else:
            text = text_of(prop, value, codes)
            row["detail"].append({"id": name, "caption": prop.get("caption", name), "text": text})
    texts = {pair["id"]: pair["text"] for pair in row["detail"]}
    row["cells"] = {name: texts.get(name, "") for name in columns}
    return row


def _nested(schema: Schema, value: Any, codes: Codes) -> Part:
    item: Schema = schema["items"]
    names = tuple(schema.get("columns") or item["properties"])
    given = value if isinstance(value, list | tuple) else ()
    records = [each for each in given if isinstance(each, Mapping)]
    rows = [_row(item, names, record, codes) for record in records]
    return {"caption": schema.get("caption", ""), "columns": _columns([item], names), "rows": rows}


def _columns(schemas: Sequence[Schema], names: Iterable[str]) -> list[Part]:
    """A column's caption is that of the first schema that has the property; what none has is no column."""
    captions: dict[str, str] = {}
    for schema in reversed(schemas):
        captions |= {name: prop.get("caption", name) for name, prop in schema["properties"].items()}
    return [{"id": name, "caption": captions[name]} for name in names if name in captions]


def _is_list(schema: Schema) -> bool:
    return isinstance(schema.get("items"), Mapping) and "properties" in schema["items"]


def _files(value: Any) -> list[Part]:
    files = value if isinstance(value, list | tuple) else [value]
    return [
        {"id": file.get("id", ""), "name": file.get("name", ""), "size": _size(file.get("size"))}
        for file in files
        if isinstance(file, Mapping)
    ]


def _size(value: Any) -> str:
    """Nothing where an application file writes something else than a number of bytes; the check names it."""
    return bytes_text(value) if isinstance(value, int) else ""


def _choice(choices: Iterable[Choice], wanted: Any) -> str:
    return next((choice.caption for choice in choices if choice.id == wanted), "")


def _code(plan: Plan, list_id: str, code: Any) -> str:
    return text_of({"codes": list_id}, code, plan.codes)
