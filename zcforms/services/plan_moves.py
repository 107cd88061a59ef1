"""Where answers went: what an open declaration needs to keep them when a field stands elsewhere in a new version."""

from __future__ import annotations

from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import SECTION, Steps


def field_moved(making: Making, before: Steps, after: Steps) -> None:
    """Note that a field's answers lie elsewhere from now on. Only single answers of a fields section are led on: there is no saying to which row of a table one belongs."""
    came, went = answer_place(making, before), answer_place(making, after)
    if came is None or went is None or came == went:
        return
    moves: list[dict[str, Any]] = making.content["moves"]
    earlier = next((each for each in moves if each["to"] == came), None)
    start = earlier["from"] if earlier else came
    left = [each for each in moves if each is not earlier]
    making.content["moves"] = [*left, {"from": start, "to": went}] if start != went else left


def answer_place(making: Making, steps: Steps) -> str | None:
    """The pointer of a field's answer in an application document; None within tables and imports."""
    if not steps[0].startswith(SECTION) or len(steps) != 3:
        return None
    name = steps[0].removeprefix(SECTION)
    if making.data("section", name)["kind"] != "fields":
        return None
    return pointer(("answers", making.section_id(name), steps[2]))
