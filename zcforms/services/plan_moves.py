"""Where answers went: what an open declaration needs to keep them when a field stands elsewhere in a new version."""

from __future__ import annotations

import re
from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.documents.pointer import steps as steps_of
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import SECTION, Steps


def field_moved(making: Making, before: Steps, after: Steps) -> None:
    """Note that a field's answers lie elsewhere from now on. Only single answers of a fields section are led on: there is no saying to which row of a table one belongs."""
    came, went = answer_place(making, before), answer_place(making, after)
    if came is None or went is None or came == went:
        return
    _lead_rules(making, came, went)
    moves: list[dict[str, Any]] = making.content["moves"]
    earlier = next((at for at, each in enumerate(moves) if each["to"] == came), None)
    if earlier is None:
        making.content["moves"] = [*moves, {"from": came, "to": went}]
        return
    start = moves[earlier]["from"]
    later = [_inside(each, came, went) for each in moves[earlier + 1 :]]
    kept = [{"from": start, "to": went}] if start != went else []
    making.content["moves"] = [*moves[:earlier], *kept, *later]


def _lead_rules(making: Making, came: str, went: str) -> None:
    """The plan's own rules that ask for the field, or point to it, find it where it is now."""
    old, new = steps_of(came), steps_of(went)
    spoken = re.compile(rf"(?<![\w.-]){re.escape('.'.join(old[1:]))}(?![\w-])")
    pointed = re.compile(rf"{re.escape(came)}(?![\w-])")
    for path, text in making.documents.items():
        if path.startswith("rules/plans/") and isinstance(text, str):
            making.documents[path] = pointed.sub(went, spoken.sub(".".join(new[1:]), text))


def _inside(move: dict[str, Any], came: str, went: str) -> dict[str, Any]:
    """A move of what stands inside, by the place that it has now."""
    if not move["from"].startswith(f"{came}/"):
        return move
    return {key: went + pointer_.removeprefix(came) for key, pointer_ in move.items()}


def choice_renamed(making: Making, steps: Steps, before: str, after: str) -> None:
    """Note that what was chosen in a field is called otherwise from now on: answers that say the former name say the new one."""
    place = choice_place(making, steps)
    if place is not None:
        sides = {"from": pointer((*place, before)), "to": pointer((*place, after))}
        making.content["moves"] = [*making.content["moves"], sides]


def choice_place(making: Making, steps: Steps) -> tuple[str, ...] | None:
    """Where the answers of a field stand, in whichever table; None for what is no field of a section."""
    if not steps[0].startswith(SECTION):
        return None
    name = steps[0].removeprefix(SECTION)
    root = "imports" if making.data("section", name)["kind"] == "import" else "answers"
    return (
        root,
        making.section_id(name),
        *steps[2:3],
        *steps[5:6],
    )  # properties/<field>/items/properties/<column>


def answer_place(making: Making, steps: Steps) -> str | None:
    """The pointer of a field's answer in an application document; None within tables and imports."""
    if not steps[0].startswith(SECTION) or len(steps) != 3:
        return None
    name = steps[0].removeprefix(SECTION)
    if making.data("section", name)["kind"] != "fields":
        return None
    return pointer(("answers", making.section_id(name), steps[2]))
