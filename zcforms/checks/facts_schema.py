"""What rules can see of a plan's applications: the JSON Schema of the facts, with types, ranges, units, possible values and captions.

`askedBy` stands where only some applicants are asked, with the names of what decides that (docs/rules.md): of the document
`application.route`, in records the property beside it. `settled`: it comes with an imported record, whose content cannot be edited in the application (feature 54).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zcforms.documents import conditions
from zcforms.domain.plan import (
    AchievementCategory,
    AttachmentItem,
    Choice,
    CodeList,
    Plan,
    Schema,
    Section,
    SectionKind,
)

STATES = {"draft": "草稿", "submitted": "待单位审核", "returned": "被退回", "approved": "已通过单位审核"}
ITEM, UNKNOWN = "item", "unknown"
"""Kinds of breaches beside those of sections."""
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
_KEPT = ("type", "format", "caption", "unit", "enum", "const", "minimum", "maximum", "maxLength")
_ROUTE, _SPECIALTY, _STANDARD = (f"application.{name}" for name in ("route", "specialty", "standard"))
_KINDS = {
    SectionKind.FIELDS.value: "表单",
    SectionKind.RECORDS.value: "记录",
    SectionKind.IMPORT.value: "导入清单",
    SectionKind.ATTACHMENTS.value: "附件",
    ITEM: "申报业绩",
    UNKNOWN: "其他",
}


def schema(plan: Plan) -> dict[str, Any]:
    """The JSON Schema of the plan's facts."""
    items = _union_by_item(plan)
    captions = {item.id: item.caption for category in _categories(plan) for item in category.items}
    return {
        **_object(
            {
                "application": {**_application_schema(plan), "caption": "申报信息"},
                "person": {**_person_schema(plan.codes), "caption": "申报人"},
                **{
                    section.id: {**_section_schema(section, plan), "caption": section.caption}
                    for section in plan.sections
                    if section.kind is not SectionKind.ATTACHMENTS
                },
                "attachments": {
                    **_object({item.id: _attachment_schema(item) for item in plan.attachments}),
                    "caption": "附件",
                },
                "achievements": _object(
                    {
                        item: {**_list(found), "caption": captions[item], **_asked_by_standard(plan, item)}
                        for item, found in items.items()
                    }
                ),
                "categories": _object(
                    {
                        category.id: {
                            **_category_schema(category, items),
                            **_asked_by_standard(plan, category.id),
                        }
                        for category in _categories(plan)
                    }
                ),
                "imported": _imported_schema(plan, items, captions),
                "breaches": _breaches_schema(plan, captions),
            }
        ),
        "blank": plan.blank,
    }


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


def _section_schema(section: Section, plan: Plan) -> dict[str, Any]:
    asked = _asked_by([_ROUTE] if section.routes else [])
    if section.kind is not SectionKind.IMPORT:
        return {**_inlined(section.schema, plan.codes, section.id), **asked}
    said = _inlined(section.schema, plan.codes).get("properties", {})
    return {**_list({**_union(section.takes, plan), **said}), **asked}


def _attachment_schema(item: AttachmentItem) -> dict[str, Any]:
    deciders = [name for name, only in ((_ROUTE, item.routes), (_SPECIALTY, item.specialties)) if only]
    return {**_FILES, "caption": item.caption, **_asked_by(deciders)}


def _asked_by(deciders: list[str]) -> dict[str, Any]:
    return {"askedBy": deciders} if deciders else {}


def _asked_by_standard(plan: Plan, place: str) -> dict[str, Any]:
    """`place`: an achievement item or category that not every standard has."""
    everywhere = all(
        any(place in (category.id, *(item.id for item in category.items)) for category in standard.categories)
        for standard in plan.standards
    )
    return {} if everywhere else _asked_by([_STANDARD])


def _categories(plan: Plan) -> list[AchievementCategory]:
    return [category for standard in plan.standards for category in standard.categories]


def _breaches_schema(plan: Plan, items: Mapping[str, str]) -> dict[str, Any]:
    """`items`: captions of achievement items."""
    places = {section.id: section.caption for section in plan.sections} | dict(items)
    properties = {
        "section": _one_of([Choice(place, caption) for place, caption in places.items()], "所在部分"),
        "kind": _one_of([Choice(kind, caption) for kind, caption in _KINDS.items()], "所属类别"),
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


def _imported_schema(
    plan: Plan, items: Mapping[str, Mapping[str, Any]], captions: Mapping[str, str]
) -> dict[str, Any]:
    merged = _merged(items.values())
    merged["category"] = {**_TEXT, "caption": "业绩类别"}
    groups = [Choice(category.id, category.caption) for category in _categories(plan)]
    return {
        **_list(
            {
                **merged,
                "item": _one_of([Choice(item, caption) for item, caption in captions.items()], "小项"),
                "group": _one_of(groups, "大类"),
                "record": {**_TEXT, "caption": "业绩记录"},
            }
        ),
        "caption": "导入的全部业绩",
    }


def _union(takes: Iterable[str], plan: Plan) -> dict[str, Any]:
    """The properties of records of several library categories."""
    library = [plan.categories[each] for each in takes if each in plan.categories]
    inlined = (_inlined(each.schema, plan.codes).get("properties", {}) for each in library)
    states = [Choice(state, caption) for state, caption in STATES.items()]
    kinds = [Choice(each.id, each.caption) for each in library]
    merged = {name: {**found, "settled": True} for name, found in _merged(inlined).items()}
    return {
        **merged,
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
    """What fits either: wider ranges, more values; a unit only where it is the same."""
    widened = {key: value for key, value in one.items() if key not in _NARROWING}
    if "enum" in one and "enum" in other:
        widened["enum"] = list(dict.fromkeys([*one["enum"], *other["enum"]]))
        widened["captions"] = {**one.get("captions", {}), **other.get("captions", {})}
    for key, wider in (("minimum", min), ("maximum", max), ("maxLength", max)):
        if key in one and key in other:
            widened[key] = wider(one[key], other[key])
    if one.get("unit") == other.get("unit") and "unit" in one:
        widened["unit"] = one["unit"]
    deciders = dict.fromkeys([*one.get("askedBy", ()), *other.get("askedBy", ())])
    return {**widened, **_asked_by(list(deciders))}


_NARROWING = ("enum", "captions", "minimum", "maximum", "maxLength", "unit", "askedBy")


def _inlined(schema: Schema, codes: Mapping[str, CodeList], at: str = "") -> dict[str, Any]:
    """The part of a form's schema that rules look at, with the codes written out; `at`: the name of an object in the document, "" of a
    record."""
    if schema.get("widget") in ("files", "photo"):
        return {**(_FILES if schema["widget"] == "files" else _FILE), "caption": schema.get("caption", "")}
    kept = {key: schema[key] for key in _KEPT if key in schema and _kept(key, schema[key])}
    if "properties" in schema:
        kept["properties"] = {
            name: {**_inlined(each, codes, at and f"{at}.{name}"), **_asked_when(each, at)}
            for name, each in schema["properties"].items()
        }
    if "items" in schema:
        items = _inlined({"codes": schema.get("codes"), **schema["items"]}, codes)
        kept |= {"items": items} if "properties" in items else _choices(schema, items)
    return _coded({**kept, "codes": schema.get("codes")}, codes)


def _kept(key: str, value: Any) -> bool:
    """Rules know days and months; how else a text is written is for forms to say."""
    return key != "format" or value in ("date", "month")


def _asked_when(schema: Schema, at: str) -> dict[str, Any]:
    """What decides whether the property is shown."""
    found = dict.fromkeys(conditions.names(schema.get("shownWhen", {})))
    return _asked_by([f"{at}.{name}" if at else name for name in found])


def _choices(schema: Schema, one: Mapping[str, Any]) -> dict[str, Any]:
    """A field of several choices: a record for each, so that rules go through them like any other."""
    limits = {word: schema[word] for word in ("minItems", "maxItems") if word in schema}
    choice = {"caption": schema.get("caption", ""), **one}
    return {**limits, "several": True, "items": _object({"value": choice})}


def _coded(schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> dict[str, Any]:
    rest = {key: value for key, value in schema.items() if key != "codes"}
    found = codes.get(schema["codes"]) if schema.get("codes") else None
    if found is None or schema.get("type") != "string":
        return rest
    return {
        **rest,
        **{key: value for key, value in _one_of(found.codes, "").items() if key in ("enum", "captions")},
    }
