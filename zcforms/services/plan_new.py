"""What a new thing of a plan begins with: its id from its caption, and as much as makes it a sound one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zcforms.forms.library import RESERVED
from zcforms.services import plan_sections
from zcforms.services.plan_making import Making
from zcforms.services.plan_naming import id_of
from zcforms.services.plan_nodes import Holder


def _item(making: Making, caption: str) -> dict[str, Any]:
    taken = "other" if making.base.data("achievement", "other") else next(making.names("achievement"))
    return {"caption": caption, "takes": [taken]}


_FIRST_ITEM, _FIRST_CATEGORY = "小项一", "大类一"
"""What the first thing in a new one is called, until its author says better: never as what it lies in."""


def _category(making: Making, caption: str) -> dict[str, Any]:
    taken = item_ids(making)
    mine = id_of(caption, taken, spare="category")
    item_id = id_of(f"{caption}{_FIRST_ITEM}", taken | {mine}, spare="item")
    item = {"id": item_id, **_item(making, _FIRST_ITEM)}
    return {"caption": caption, "count": "records", "items": [item]}


def _standard(making: Making, caption: str) -> dict[str, Any]:
    category = {
        "id": id_of(f"{caption}{_FIRST_CATEGORY}", category_ids(making), spare="category"),
        **_category(making, _FIRST_CATEGORY),
    }
    return {"caption": caption, "categories": [category]}


def _part(making: Making, caption: str) -> dict[str, Any]:
    taken = {making.section_id(name) for name in making.sections()} | RESERVED
    section_id = id_of(caption, taken, spare="section")
    data = {
        "$schema": "../meta/section.json",
        "id": section_id,
        "caption": caption,
        "kind": "fields",
        "type": "object",
    }
    return {
        "caption": caption,
        "sections": [making.add("section", section_id, {**data, **plan_sections.first_field()})],
    }


STARTS: Mapping[str, Callable[[Making, str], Any]] = {
    "title": lambda making, caption: {"caption": caption, "level": making.plan["levels"][0]},
    "specialty": lambda _, caption: {"caption": caption},
    "part": _part,
    "standard": _standard,
    "category": _category,
    "item": _item,
    "attachment": lambda _, caption: {
        "caption": caption,
        "files": {"accept": ["jpg", "png", "pdf"], "maxBytes": 10485760, "maxItems": 5},
        "minimum": 1,
    },
    "step": lambda _, caption: {
        "caption": caption,
        "actor": "organising_unit",
        "actions": ["endorse", "return", "reject"],
        "days": 10,
    },
    "paragraph": lambda _, caption: caption,
}


def item_ids(making: Making) -> set[str]:
    """Taken by items and by sections, by which imports are kept, and by categories, whose pages show both."""
    standards = making.plan["standards"]
    found = {
        item["id"] for each in standards for category in each["categories"] for item in category["items"]
    }
    return found | _of_categories(making) | {making.section_id(name) for name in making.sections()}


def category_ids(making: Making) -> set[str]:
    """Taken by categories, and by what else a page names by its id."""
    return item_ids(making)


def _of_categories(making: Making) -> set[str]:
    return {category["id"] for each in making.plan["standards"] for category in each["categories"]}


def new_id(making: Making, holder: Holder, entries: Any, caption: str) -> str:
    taken = {each["id"] for each in entries}
    taken |= {"item": item_ids, "category": category_ids}.get(holder.kind, lambda _: set())(making)
    return id_of(caption, taken | {"applicant"}, joint=holder.joint, spare=holder.kind)


def place_in(holder: Holder, entries: list[Any]) -> int:
    """A new step comes before the vote, the notice or the grant that ends the chain."""
    if holder.kind != "step":
        return len(entries)
    ends = [at for at, each in enumerate(entries) if each.get("kind") in ("result", "grant")]
    return ends[0] if ends else len(entries)
