"""The fields of an outsider's object: objects inside become fields of the same form, what depends on a sibling becomes a condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.forms import foreign_words
from zcforms.forms.foreign_fields import Field, Path, Taking, one

_OF_GROUPS = frozenset({"type", "title", "description", "properties", "required"})


@dataclass(frozen=True, slots=True)
class _Group:
    """An object's place. `before` and `title` stand in front of its fields' names and captions; `certain`: it must be filled in."""

    at: Path = ()
    before: str = ""
    title: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    """A field as it is written, by its name in the whole form. `must`: it is required; `beside`: only when one of these is answered."""

    name: str
    field: Field
    must: bool
    beside: tuple[str, ...] = ()


def record(taking: Taking, data: Mapping[str, Any], at: Path) -> dict[str, Any]:
    """An object's fields, as a record's of ours."""
    properties: dict[str, Any] = {}
    names: dict[str, str] = {}
    fields = list(_flat(taking, data, _Group(at)))
    for found in fields:
        made = one(taking, found.field, found.name)
        if made is not None:
            ours = foreign_words.name_of(found.name, properties)
            if ours != found.name.replace("/", "_"):
                taking.note(found.field.at, f"字段名改写为 {ours}")
            properties[ours], names[found.name] = made, ours
    required = [names[each.name] for each in fields if each.must and not each.beside and each.name in names]
    for each in fields:
        if each.must and each.name in names:
            _when(properties, names, each.name, each.beside)
    _dependent(taking, Field(at, data), properties, names)
    if not properties and not taking.refused:
        taking.refuse(at, "没有一个可以填写的字段", "请至少写一个字段。")
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def _flat(taking: Taking, data: Mapping[str, Any], group: _Group) -> Iterator[_Found]:
    given, listed = data.get("properties"), data.get("required")
    properties: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    wanted = {str(each) for each in listed} if isinstance(listed, list) else set()
    for name, schema in properties.items():
        here: Path = (*group.at, "properties", name)
        if not isinstance(schema, Mapping):
            taking.refuse(here, "字段的定义不是对象", '请写成 {"type": …} 的形式。')
            continue
        must = name in wanted or schema.get("required") is True
        caption = f"{group.title}{foreign_words.caption(schema, name)}"
        if isinstance(schema.get("properties"), Mapping) and schema.get("type", "object") == "object":
            _told(taking, Field(here, schema))
            inner = _Group(here, f"{group.before}{name}/", f"{caption}·", group.certain and must)
            yield from _flat(taking, schema, inner)
            continue
        beside = (
            () if group.certain else tuple(f"{group.before}{each}" for each in properties if each != name)
        )
        titled = {**schema, "title": caption} if group.title else schema
        yield _Found(f"{group.before}{name}", Field(here, titled), must, beside)


def _told(taking: Taking, group: Field) -> None:
    for key in group.schema:
        if key not in _OF_GROUPS:
            taking.other(group, key)
    taking.note(group.at, "一组字段并入同一张表单，名称写在各字段之前")


def _when(properties: dict[str, Any], names: Mapping[str, str], name: str, beside: tuple[str, ...]) -> None:
    """Required when one of these is answered, too."""
    asked = [names[each] for each in beside if each in names]
    if asked:
        ours = properties[names[name]]
        known = ours.get("requiredWhen", {}).get("any", [])
        ours["requiredWhen"] = {"any": [*known, *({each: {"present": True}} for each in asked)]}


def _dependent(taking: Taking, whole: Field, properties: dict[str, Any], names: Mapping[str, str]) -> None:
    """Fields that must be answered when another is; drafts 3 and 4 call that dependencies."""
    for keyword in ("dependencies", "dependentRequired"):
        found = whole.schema.get(keyword)
        for name, wanted in found.items() if isinstance(found, Mapping) else ():
            listed = [wanted] if isinstance(wanted, str) else wanted
            if not isinstance(listed, list) or name not in names or not all(each in names for each in listed):
                fault = f"“{keyword}”里的“{str(name)[:40]}”不能用字段的必填条件表示"
                taking.refuse((*whole.at, keyword, name), fault, "请改写成显示条件或检查规则。")
                continue
            for each in listed:
                _when(properties, names, each, (name,))
