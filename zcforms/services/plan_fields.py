"""Fields of a plan's forms: added to a record, moved within it or into another one."""

from __future__ import annotations

from typing import Any

from zcforms.domain.errors import WrongState
from zcforms.services import plan_palette, plan_records
from zcforms.services.plan_making import Making, plain
from zcforms.services.plan_moves import field_moved
from zcforms.services.plan_naming import id_of
from zcforms.services.plan_nodes import Steps

_KEPT = ("hint", "wide", "shownWhen", "requiredWhen")


def owner_of(making: Making, steps: Steps) -> tuple[dict[str, Any], dict[str, Any]]:
    """What shows the columns of the fields among which this one stands, and the record that they are of."""
    record = making.found(steps[:-2])
    owner = making.found(steps[:-3]) if steps[-3:-2] == ("items",) else record
    return owner, record


def add_field(making: Making, holder_steps: Steps, caption: str, what: str) -> Steps:
    """A field of a kind of the palette at the end of a record; its address. Raises `NotFound`."""
    start = _start(making, what)
    steps, record = making.owned(holder_steps[:-1])
    properties = record.setdefault("properties", {})
    name = id_of(caption, properties, spare="field")
    properties[name] = {"type": start.pop("type"), "caption": caption, **start}
    address = (*steps, "properties", name)
    owner, _ = owner_of(making, address)
    if owner.get("type") == "array":
        plan_records.show_column(owner, name)
    return address


def retype(making: Making, steps: Steps, what: str) -> Steps:
    """Another kind for a field that keeps its place, its name and what is asked of it; the choices of one go on as the other's. Its address by then. Raises `NotFound`."""
    start = _start(making, what)
    if plan_palette.signature(start) == plan_palette.signature(making.found(steps)):
        return steps
    steps, before = making.owned(steps)
    made = {"type": start.pop("type"), "caption": before["caption"], **start}
    made |= {key: before[key] for key in _KEPT if key in before}
    inner, old = made.get("items", made), before.get("items", before)
    if "enum" in inner and "enum" in old:
        inner["enum"] = [str(each) for each in old["enum"]]
    making.found(steps[:-1])[steps[-1]] = made
    return steps


def _start(making: Making, what: str) -> dict[str, Any]:
    """What a field of the palette begins with; a table with one column."""
    start: dict[str, Any] = plain(plan_palette.entry(making.base, what).start)
    if plan_palette.signature(start) == ("records",):
        inner = id_of("内容", ())
        text = {"type": "string", "caption": "内容", "maxLength": 100}
        items = {"type": "object", "properties": {inner: text}, "required": [inner]}
        start |= {"columns": [inner], "items": items}
    return start


def place_field(making: Making, steps: Steps, into: Steps, at: int) -> Steps:
    if into != steps[:-1] and into[: len(steps)] == steps:
        raise WrongState("不能把表格放进它自己里面。")
    if into != steps[:-1] and len(making.found(steps[:-1])) <= 1:
        raise WrongState("原来的位置至少要留一个字段，不能移走最后一个。")
    steps, schema = making.owned(steps)
    into, _ = making.owned(into[:-1]) if into != steps[:-1] else (steps[:-2], None)
    target_steps = (*into, "properties")
    name = steps[-1]
    if target_steps != steps[:-1]:
        target = making.found(into).setdefault("properties", {})
        required = name in making.found(steps[:-2]).get("required", ())
        making.found(steps[:-1]).pop(name)
        plan_records.forget(*owner_of(making, steps), name)
        new = name if name not in target else id_of(str(schema["caption"]), target, spare="field")
        target[new] = _without_conditions(schema)
        if required:
            making.found(into).setdefault("required", []).append(new)
        address = (*target_steps, new)
        owner, _ = owner_of(making, address)
        if owner.get("type") == "array":
            plan_records.show_column(owner, new)
        field_moved(making, steps, address)
        name = new
    properties = making.found(target_steps)
    others = [key for key in properties if key != name]
    at = max(0, min(at, len(others)))
    plan_records.put_after(properties, name, properties[name], others[at - 1] if at else "")
    return (*target_steps, name)


def _without_conditions(schema: dict[str, Any]) -> dict[str, Any]:
    """Its conditions asked of neighbours that it has no more."""
    return {key: value for key, value in schema.items() if key not in ("shownWhen", "requiredWhen", "atMost")}
