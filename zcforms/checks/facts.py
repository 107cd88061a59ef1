"""Plan and application -> facts: one document that rules see, and the schema that says what it can hold.

    application   route, level, title, specialty, standard, year
    person        the applicant, without what identifies numbers and addresses
    <section>     answers; of import sections the records, merged with what the applicant said about each, with `category` and `approval`
    attachments   files by attachment item
    achievements  records by achievement item, with `category` and `approval`
    categories    the records of all items of an achievement category, with `item`
    breaches      what the form's own validation found: `section` (or achievement item), `kind` (of the section; item; unknown),
                  `missing` (to be given, as against wrong), pointer, caption, message

A list of plain choices stands as a list of `{value: …}`, so that there is one kind of list. What was never asked or answered is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from zcforms.domain.plan import AchievementCategory, Choice, CodeList, Plan, Schema, SectionKind

STATES = {"draft": "草稿", "submitted": "待单位审核", "returned": "被退回", "approved": "已通过单位审核"}
_ITEM, _UNKNOWN = "item", "unknown"
_TEXT: Schema = {"type": "string"}
_FILE: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "caption": "文件名"},
        "media_type": {"type": "string", "caption": "文件类型"},
        "size": {"type": "integer", "caption": "字节数"},
    },
}
_FILES: Schema = {"type": "array", "items": _FILE}
_KEPT = ("type", "format", "caption", "unit", "enum", "const")
_KINDS = {
    SectionKind.FIELDS.value: "表单",
    SectionKind.RECORDS.value: "记录",
    SectionKind.IMPORT.value: "导入清单",
    SectionKind.ATTACHMENTS.value: "附件",
    _ITEM: "申报业绩",
    _UNKNOWN: "其他",
}


class Breach(Protocol):
    """What the form's validation says about one place of the application document."""

    @property
    def pointer(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def missing(self) -> bool: ...


def schema(plan: Plan) -> dict[str, Any]:
    """The JSON Schema of the plan's facts: names, types, possible values and captions."""
    items = _union_by_item(plan)
    captions = {item.id: item.caption for category in _categories(plan) for item in category.items}
    return _object(
        {
            "application": {**_application_schema(plan), "caption": "申报信息"},
            "person": {**_person_schema(plan.codes), "caption": "申报人"},
            **{
                section.id: {
                    **_section_schema(section.schema, section.kind, section.takes, plan),
                    "caption": section.caption,
                }
                for section in plan.sections
                if section.kind is not SectionKind.ATTACHMENTS
            },
            "attachments": {
                **_object({item.id: {**_FILES, "caption": item.caption} for item in plan.attachments}),
                "caption": "附件",
            },
            "achievements": _object(
                {item: {**_list(found), "caption": captions[item]} for item, found in items.items()}
            ),
            "categories": _object(
                {category.id: _category_schema(category, items) for category in _categories(plan)}
            ),
            "breaches": _breaches_schema(plan, captions),
        }
    )


def facts(
    plan: Plan, application: Mapping[str, Any], breaches: Mapping[str, Sequence[Breach]]
) -> dict[str, Any]:
    """The facts of an application document (schemas/meta/application.json); `breaches` by section or achievement item.

    A plan's only standard needs not be named.
    """
    records = {record["id"]: record for record in application.get("achievements", ())}
    imports = application.get("imports", {})
    answers = application.get("answers", {})
    items = {
        item.id: [_record(each, records) for each in imports.get(item.id, ())]
        for category in _categories(plan)
        for item in category.items
    }
    attachments = application.get("attachments", {})
    return {
        "application": _application(plan, application),
        "person": _person(application.get("applicant", {})),
        **{
            section.id: [_record(each, records) for each in imports.get(section.id, ())]
            if section.kind is SectionKind.IMPORT
            else _plain(answers[section.id])
            for section in plan.sections
            if section.kind is SectionKind.IMPORT or section.id in answers
        },
        "attachments": {item.id: attachments[item.id] for item in plan.attachments if item.id in attachments},
        "achievements": items,
        "categories": {
            category.id: [{**record, "item": item.id} for item in category.items for record in items[item.id]]
            for category in _categories(plan)
        },
        "breaches": _breaches(plan, items, breaches),
    }


# ------------------------------------------------------------------------------------------------ values


def _application(plan: Plan, application: Mapping[str, Any]) -> dict[str, Any]:
    title = plan.title(str(application.get("title", "")))
    only = plan.standards[0].id if len(plan.standards) == 1 else None
    found = {
        "route": application.get("route"),
        "level": title.level if title else None,
        "title": application.get("title"),
        "specialty": application.get("specialty"),
        "standard": application.get("standard", only),
        "year": plan.year,
    }
    return {name: value for name, value in found.items() if value is not None}


def _person(applicant: Mapping[str, Any]) -> dict[str, Any]:
    names = ("name", "sex", "birth_date", "id_type", "employer", "photo")
    return {name: _plain(applicant[name]) for name in names if applicant.get(name) is not None}


def _record(imported: Mapping[str, Any], records: Mapping[str, Any]) -> dict[str, Any]:
    """The record's data with the applicant's annotations; a record that is gone leaves the annotations."""
    record = records.get(str(imported.get("record")), {})
    notes = {name: value for name, value in imported.items() if name != "record"}
    known = {"category": record.get("category"), "approval": record.get("state")}
    return {
        **_plain(record.get("data", {})),
        **_plain(notes),
        **{k: v for k, v in known.items() if v is not None},
    }


def _breaches(
    plan: Plan, items: Mapping[str, Any], breaches: Mapping[str, Sequence[Breach]]
) -> list[dict[str, Any]]:
    kinds = {section.id: section.kind.value for section in plan.sections}
    return [
        {
            "section": place,
            "kind": kinds.get(place, _ITEM if place in items else _UNKNOWN),
            "missing": breach.missing,
            "pointer": breach.pointer,
            "caption": breach.caption,
            "message": breach.message,
        }
        for place, found in breaches.items()
        for breach in found
    ]


def _plain(value: Any) -> Any:
    """The same value; lists of plain values become lists of records."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) if isinstance(each, Mapping) else {"value": each} for each in value]
    return value


# ----------------------------------------------------------------------------------------------- schemas


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": dict(properties)}


def _list(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(properties)}


def _one_of(choices: Iterable[Choice], caption: str) -> dict[str, Any]:
    captions = {choice.id: choice.caption for choice in choices}
    return {"type": "string", "caption": caption, "enum": list(captions), "captions": captions}


def _application_schema(plan: Plan) -> dict[str, Any]:
    titles = [Choice(title.id, title.caption) for title in plan.titles]
    standards = [Choice(standard.id, standard.caption) for standard in plan.standards]
    return _object(
        {
            "route": _one_of(plan.routes, "申报形式"),
            "level": _one_of(plan.levels, "申报级别"),
            "title": _one_of(titles, "申报职称"),
            "specialty": _one_of(plan.specialties, "申报专业"),
            "standard": _one_of(standards, "评审标准"),
            "year": {"type": "integer", "caption": "申报年度"},
        }
    )


def _person_schema(codes: Mapping[str, CodeList]) -> dict[str, Any]:
    def coded(list_id: str, caption: str) -> dict[str, Any]:
        return _coded({"type": "string", "caption": caption, "codes": list_id}, codes)

    employer = {
        "name": {"type": "string", "caption": "工作单位"},
        "nature": coded("employer_natures", "单位性质"),
    }
    return _object(
        {
            "name": {"type": "string", "caption": "姓名"},
            "sex": coded("sex", "性别"),
            "birth_date": {"type": "string", "format": "date", "caption": "出生日期"},
            "id_type": coded("id_types", "证件类型"),
            "employer": {
                **_object({**employer, "credit_code": {"type": "string", "caption": "统一社会信用代码"}}),
                "caption": "申报人所在单位",
            },
            "photo": {**_FILE, "caption": "照片"},
        }
    )


def _section_schema(section: Schema, kind: SectionKind, takes: Iterable[str], plan: Plan) -> dict[str, Any]:
    inlined = _inlined(section, plan.codes)
    if kind is not SectionKind.IMPORT:
        return inlined
    return _list({**_union(takes, plan), **inlined.get("properties", {})})


def _categories(plan: Plan) -> list[AchievementCategory]:
    return [category for standard in plan.standards for category in standard.categories]


def _breaches_schema(plan: Plan, items: Mapping[str, str]) -> dict[str, Any]:
    """`items`: captions of achievement items."""
    places = {section.id: section.caption for section in plan.sections} | dict(items)
    properties = {
        "section": _one_of([Choice(place, caption) for place, caption in places.items()], "所在部分"),
        "kind": _one_of([Choice(kind, caption) for kind, caption in _KINDS.items()], "部分的种类"),
        "missing": {"type": "boolean", "caption": "是否漏填"},
        "pointer": {**_TEXT, "caption": "位置"},
        "caption": {**_TEXT, "caption": "项目"},
        "message": {**_TEXT, "caption": "问题"},
    }
    return {**_list(properties), "caption": "填写检查发现的问题"}


def _union_by_item(plan: Plan) -> dict[str, dict[str, Any]]:
    return {item.id: _union(item.takes, plan) for category in _categories(plan) for item in category.items}


def _category_schema(category: AchievementCategory, items: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    chosen = [Choice(item.id, item.caption) for item in category.items]
    merged = _merged(items[item.id] for item in category.items)
    merged["category"] = {
        **_TEXT,
        "caption": "业绩类别",
    }  # which of several; the items' own lists know it more exactly
    return {**_list({**merged, "item": _one_of(chosen, "小项")}), "caption": category.caption}


def _union(takes: Iterable[str], plan: Plan) -> dict[str, Any]:
    """The properties of records of several library categories."""
    library = [plan.categories[each] for each in takes if each in plan.categories]
    inlined = (_inlined(each.schema, plan.codes).get("properties", {}) for each in library)
    states = [Choice(state, caption) for state, caption in STATES.items()]
    kinds = [Choice(each.id, each.caption) for each in library]
    return {
        **_merged(inlined),
        "category": _one_of(kinds, "业绩类别"),
        "approval": _one_of(states, "审核状态"),
    }


def _merged(several: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Properties of the same name and type are one; where types differ, the name stands for nothing."""
    merged: dict[str, Any] = {}
    differing: set[str] = set()
    for properties in several:
        for name, found in properties.items():
            known = merged.setdefault(name, found)
            if (known.get("type"), known.get("format")) != (found.get("type"), found.get("format")):
                differing.add(name)
            elif known != found:
                merged[name] = _widened(known, found)
    return {name: found for name, found in merged.items() if name not in differing}


def _widened(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    widened = {key: value for key, value in one.items() if key not in ("enum", "captions")}
    if "enum" in one and "enum" in other:
        widened["enum"] = list(dict.fromkeys([*one["enum"], *other["enum"]]))
        widened["captions"] = {**one.get("captions", {}), **other.get("captions", {})}
    return widened


def _inlined(schema: Schema, codes: Mapping[str, CodeList]) -> dict[str, Any]:
    """The part of a form's schema that rules look at, with the codes written out."""
    if schema.get("widget") in ("files", "photo"):
        return {**(_FILES if schema["widget"] == "files" else _FILE), "caption": schema.get("caption", "")}
    kept = {key: schema[key] for key in _KEPT if key in schema}
    if "properties" in schema:
        kept["properties"] = {name: _inlined(each, codes) for name, each in schema["properties"].items()}
    if "items" in schema:
        kept["items"] = _list_of({"codes": schema.get("codes"), **schema["items"]}, codes)
    return _coded({**kept, "codes": schema.get("codes")}, codes)


def _list_of(items: Schema, codes: Mapping[str, CodeList]) -> dict[str, Any]:
    inlined = _inlined(items, codes)
    return inlined if "properties" in inlined else _object({"value": inlined})


def _coded(schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> dict[str, Any]:
    rest = {key: value for key, value in schema.items() if key != "codes"}
    found = codes.get(schema["codes"]) if schema.get("codes") else None
    if found is None or schema.get("type") != "string":
        return rest
    return {
        **rest,
        **{key: value for key, value in _one_of(found.codes, "").items() if key in ("enum", "captions")},
    }
