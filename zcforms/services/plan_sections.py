"""Sections of a plan's forms: begun, taken from the library, moved between pages, taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zcforms.domain.errors import WrongState
from zcforms.forms.library import RESERVED
from zcforms.services import plan_palette, plan_places, plan_records
from zcforms.services.plan_making import Making, plain
from zcforms.services.plan_naming import id_of
from zcforms.services.plan_nodes import SECTION, Steps
from zcforms.services.plan_options import shared_fields

_LONGEST = 200


def add_section(making: Making, holder_steps: Steps, caption: str, what: str) -> Steps:
    part = making.found(holder_steps[:-1])
    taken = {making.section_id(name) for name in making.sections()} | RESERVED
    section_id = id_of(caption, taken, spare="section")
    start = plain(plan_palette.entry(making.base, what).start)
    data = {"$schema": "../meta/section.json", "id": section_id, "caption": caption, **start}
    data |= _SECTION_STARTS[start["kind"]](making)
    name = making.add("section", section_id, data)
    part["sections"].append(name)
    return (f"{SECTION}{name}",)


def use_section(making: Making, holder_steps: Steps, name: str, *, copy: bool) -> Steps:
    """A section of the library in a page of the plan, as it is or as the plan's own copy. Raises `WrongState` where the plan has one that its answers would be mixed with."""
    part = making.found(holder_steps[:-1])
    if making.section_id(name) in {making.section_id(each) for each in making.sections()}:
        raise WrongState("方案里已经有这个分区（或同名的分区），不能再加一个。")
    part["sections"].append(name)
    if copy:
        name, _ = making.own("section", name)
    return (f"{SECTION}{name}",)


def first_field() -> dict[str, Any]:
    name = id_of("内容", ())
    return {"properties": {name: {"type": "string", "caption": "内容", "maxLength": 200}}}


def _start_records(_: Making) -> dict[str, Any]:
    fields = first_field()
    return {"maxItems": 20, "columns": list(fields["properties"]), "items": {"type": "object", **fields}}


def _start_import(making: Making) -> dict[str, Any]:
    taken = "other" if making.base.data("achievement", "other") else next(making.names("achievement"))
    return {"takes": [taken], "columns": list(making.data("achievement", taken)["columns"])}


_SECTION_STARTS: Mapping[str, Callable[[Making], dict[str, Any]]] = {
    "fields": lambda _: first_field(),
    "records": _start_records,
    "import": _start_import,
    "attachments": lambda _: {},
}


def mend_section(making: Making, data: dict[str, Any]) -> None:
    if data["kind"] == "records":
        plan_records.mend_columns(data, data["items"]["properties"])
    if data["kind"] == "import":
        known = {**shared_fields(making, data["takes"], every=True), **data.get("properties", {})}
        plan_records.mend_columns(data, known)


def place_section(making: Making, steps: Steps, into: Steps, at: int) -> Steps:
    name, source = steps[0].removeprefix(SECTION), making.found(plan_places.holder_of(making, steps))
    target = making.found(into)
    if target is not source and len(source) <= 1:
        raise WrongState("原来的页面至少要留一个分区，不能移走最后一个；不再需要的页面可以删除。")
    source.remove(name)
    target.insert(max(0, min(at, len(target))), name)
    return steps


def remove_section(making: Making, steps: Steps) -> Steps:
    name, holder = steps[0].removeprefix(SECTION), plan_places.holder_of(making, steps)
    names = making.found(holder)
    if len(names) <= 1:
        raise WrongState("页面里至少要有一个分区，不能删除最后一个；不再需要的页面可以删除。")
    names.remove(name)
    drop_unused(making, name)
    return holder[:-1]


def drop_unused(making: Making, name: str) -> None:
    """An own section that the plan shows no more goes with its place."""
    path = making.path_of("section", name)
    elsewhere = {
        making.plan.get(key, {}).get(inner)
        for key, inner in (("waiver", "section"), ("examination", "sitting"))
    }
    if path and name not in making.sections() and name not in elsewhere:
        making.documents.pop(path)


def copied_section(making: Making, name: str) -> str:
    data = plain(making.data("section", name))
    taken = {making.section_id(each) for each in making.sections()} | RESERVED
    data["id"] = id_of(str(data["caption"]), taken, spare="section")
    data["caption"] = f"{data['caption']}（副本）"[:_LONGEST]
    return making.add("section", data["id"], data)
