"""Where things of a plan stand: their kind, the list that they are in, their neighbours."""

from __future__ import annotations

from collections.abc import Mapping

from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import SECTION, Holder, NodeKind, Steps, holder_at, kind_at

GONE = "没有找到这项内容，可能已被同事移动或删除。请从左侧重新选择。"
_LONGEST = 200


def holder_of(making: Making, steps: Steps) -> Steps:
    """The address of the list in which a thing stands. Raises `WrongState` for what stands in none."""
    if require_kind(steps).id != "section":
        if len(steps) < 2:
            raise WrongState("这一项不能移动或删除。")
        return steps[:-1]
    name = steps[0].removeprefix(SECTION)
    for part in making.plan["parts"]:
        if name in part["sections"]:
            return ("forms", "parts", part["id"], "sections")
    raise WrongState(GONE)


def entries_of(making: Making, holder_steps: Steps) -> list[str]:
    """Last steps of the addresses of a list's things; of sections their names."""
    try:
        found = making.found(holder_steps)
    except NotFound:
        return []
    if isinstance(found, Mapping):
        return list(found)
    return [
        str(each["id"])
        if isinstance(each, Mapping)
        else (each if holder_steps[-1] == "sections" else str(at))
        for at, each in enumerate(found)
    ]


def require_holder(steps: Steps) -> Holder:
    holder = holder_at(steps)
    if holder is None:
        raise WrongState(GONE)
    return holder


def require_kind(steps: Steps) -> NodeKind:
    kind = kind_at(steps)
    if kind is None:
        raise WrongState(GONE)
    return kind


def held_caption(caption: str) -> str:
    caption = caption.strip()
    if not caption:
        raise InputRefused([InputFault("/caption", "请填写名称。")])
    if len(caption) > _LONGEST:
        raise InputRefused([InputFault("/caption", f"名称最多 {_LONGEST} 个字。")])
    return caption
