"""What can be done to a thing of a plan, on a `Making`: fill in, add, duplicate, put elsewhere, take out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.domain.errors import WrongState
from zcforms.services import plan_fields, plan_lenses, plan_new, plan_places, plan_records, plan_sections
from zcforms.services.plan_lenses import Spot
from zcforms.services.plan_making import Making, plain, position
from zcforms.services.plan_naming import id_of
from zcforms.services.plan_nodes import SECTION, Steps, kind_at
from zcforms.services.plan_options import Codes, offered

_LONGEST = 200


def spot(making: Making, steps: Steps, codes: Codes, *, own: bool = False) -> Spot:
    """`own`: to be changed; shared documents become the plan's own first. Raises `NotFound`, `WrongState`."""
    kind = plan_places.require_kind(steps)
    if own:
        steps, data = making.owned(steps)
    else:
        data = making.found(steps)
    record = making.found(steps[:-2]) if kind.id == "field" else {}
    return Spot(making, kind, steps, data, record, offered(making, steps, codes))


def read(found: Spot, form: Mapping[str, Any]) -> dict[str, Any]:
    """The thing's answers to its form."""
    answers = {name: plan_lenses.read(found, name) for name in form["properties"]}
    return {name: value for name, value in answers.items() if value not in (None, "", [])}


def fill(
    making: Making, steps: Steps, form: Mapping[str, Any], answers: Mapping[str, Any], codes: Codes
) -> Steps:
    """Make the thing say what its form says; its address by then. Raises `InputRefused`, `NotFound`."""
    before = read(spot(making, steps, codes), form)
    if before == dict(answers):
        return steps
    found = spot(making, steps, codes, own=True)
    for name in form["properties"]:
        plan_lenses.write(found, name, answers)
    if found.kind.id == "section":
        plan_sections.mend_section(making, found.data)
    return found.steps


def add(making: Making, holder_steps: Steps, caption: str, what: str, codes: Codes) -> Steps:
    """A new thing at the end of a list (of a chain before its last step), or `what` of the palette; its address. Raises `InputRefused`, `NotFound`, `WrongState`."""
    holder = plan_places.require_holder(holder_steps)
    caption = plan_places.held_caption(caption)
    if holder.kind == "section":
        return plan_sections.add_section(making, holder_steps, caption, what)
    if holder.kind == "field":
        return plan_fields.add_field(making, holder_steps, caption, what)
    steps, entries = making.owned(holder_steps)
    made = plan_new.STARTS[holder.kind](making, caption)
    if holder.kind == "paragraph":
        entries.append(made)
        return (*steps, str(len(entries) - 1))
    made = {"id": plan_new.new_id(making, holder, entries, caption), **made}
    entries.insert(plan_new.place_in(holder, entries), made)
    return (*steps, str(made["id"]))


def duplicate(making: Making, steps: Steps) -> Steps:
    """A copy behind the thing; its address. Raises `NotFound`, `WrongState`."""
    kind, holder = plan_places.require_kind(steps), plan_places.require_holder(steps[:-1])
    steps, data = making.owned(steps)
    copy = plain(data)
    if kind.id == "paragraph":
        entries = making.found(steps[:-1])
        entries.insert(int(steps[-1]) + 1, copy)
        return (*steps[:-1], str(int(steps[-1]) + 1))
    copy["caption"] = f"{data['caption']}（副本）"[:_LONGEST]
    if kind.id == "field":
        properties = making.found(steps[:-1])
        name = id_of(str(data["caption"]), properties, spare="field")
        plan_records.put_after(properties, name, copy, steps[-1])
        _, record = plan_fields.owner_of(making, steps)
        if steps[-1] in record.get("required", ()):
            record["required"].append(name)
        return (*steps[:-1], name)
    entries = making.found(steps[:-1])
    copy["id"] = plan_new.new_id(making, holder, entries, str(data["caption"]))
    _renew_ids(making, kind.id, copy)
    entries.insert(int(position(entries, steps[-1])) + 1, copy)
    return (*steps[:-1], copy["id"])


def remove(making: Making, steps: Steps) -> Steps:
    """Take the thing out, with what named it alone; the address of what it lay in. Raises `NotFound`, `WrongState`."""
    kind = plan_places.require_kind(steps)
    if kind.id == "section":
        return plan_sections.remove_section(making, steps)
    holder = plan_places.require_holder(steps[:-1])
    if len(making.found(steps[:-1])) <= holder.least:
        raise WrongState(
            f"这里至少要有一项{holder.caption}，不能删除最后一项；可以先添加新的，再删除这一项。"
        )
    steps, _ = making.owned(steps)
    if kind.id == "field":
        making.found(steps[:-1]).pop(steps[-1])
        plan_records.forget(*plan_fields.owner_of(making, steps), steps[-1])
        return steps[:-2] if kind_at(steps[:-2]) else steps[:-3]
    entries = making.found(steps[:-1])
    gone = entries.pop(int(position(entries, steps[-1])))
    _forget(making, kind.id, gone)
    return steps[:-2]


def place(making: Making, steps: Steps, into: Steps, at: int) -> Steps:
    """Put the thing at a position of a list, counted without itself; its address by then. Raises `NotFound`, `WrongState`."""
    kind = plan_places.require_kind(steps)
    if plan_places.require_holder(into).kind != kind.id:
        raise WrongState(f"{kind.caption}不能放到这里。")
    if kind.id == "section":
        return plan_sections.place_section(making, steps, into, at)
    if kind.id == "field":
        return plan_fields.place_field(making, steps, into, at)
    holder = plan_places.require_holder(steps[:-1])
    if into != steps[:-1] and len(making.found(steps[:-1])) <= holder.least:
        raise WrongState(f"原来的位置至少要留一项{holder.caption}，不能移走最后一项。")
    steps, _ = making.owned(steps)
    source = making.found(steps[:-1])
    moved = source.pop(int(position(source, steps[-1])))
    into, target = making.owned(into)
    at = max(0, min(at, len(target)))
    target.insert(at, moved)
    return (*into, str(at) if kind.id == "paragraph" else str(moved["id"]))


def step(making: Making, steps: Steps, by: int) -> Steps:
    """One place up (-1) or down (1) in its list; where there is no such place nothing happens."""
    kind = plan_places.require_kind(steps)
    into = plan_places.holder_of(making, steps)
    names = plan_places.entries_of(making, into)
    now = names.index(steps[0].removeprefix(SECTION) if kind.id == "section" else steps[-1])
    if not 0 <= now + by < len(names):
        return steps
    return place(making, steps, into, now + by)


def _renew_ids(making: Making, kind: str, copy: dict[str, Any]) -> None:
    """Ids within a copy that must differ in the whole plan."""
    if kind == "part":
        copy["sections"] = [plan_sections.copied_section(making, name) for name in copy["sections"]]
    categories = copy["categories"] if kind == "standard" else [copy] if kind == "category" else []
    taken = plan_new.item_ids(making) | {copy["id"]}
    for category in categories:
        if kind == "standard":
            category["id"] = id_of(category["caption"], taken, spare="category")
            taken.add(category["id"])
        for item in category["items"]:
            item["id"] = id_of(item["caption"], taken, spare="item")
            taken.add(item["id"])


_NAMED_BY = {"specialty": "specialties", "standard": "standards"}


def _forget(making: Making, kind: str, gone: Any) -> None:
    """Whatever named it by its id, and only what did."""
    if kind == "part":
        for name in gone["sections"]:
            plan_sections.drop_unused(making, name)
    if kind == "step":
        for each in making.data("chain", making.plan["chain"])["steps"]:
            _drop(each, "returns", gone["id"])
    if kind in _NAMED_BY:
        for each in making.plan["titles"]:
            _drop(each, _NAMED_BY[kind], gone["id"])
    if kind == "specialty":
        forget_specialty(making, gone["id"])


def forget_specialty(making: Making, id_: str) -> None:
    """What was asked of a specialty among others, and is asked of the others alone from now on."""
    name = making.plan["attachments"]
    if any(id_ in each.get("specialties", ()) for each in making.data("attachments", name)["items"]):
        _, data = making.own("attachments", name)
        for each in data["items"]:
            _drop(each, "specialties", id_)
    for form in making.plan.get("examination", {}).get("forms", ()):
        _drop(form, "specialties", id_)


def _drop(holder: dict[str, Any], key: str, value: str) -> None:
    if value in holder.get(key, ()):
        left = [each for each in holder[key] if each != value]
        holder.update({key: left}) if left else holder.pop(key)
