"""One application document for two versions of a plan: what each asks for, in one."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

_RENAMED = "before-{id}"


def merged(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The document now, with what only the version before asks for."""
    made: dict[str, Any] = copy.deepcopy(dict(now))
    made["answers"] = _together(before.get("answers", {}), made.get("answers", {}))
    made["attachments"] = {**before.get("attachments", {}), **made.get("attachments", {})}
    imports = dict(made.get("imports", {}))
    records = {each["id"]: each for each in before.get("achievements", ())}
    achievements = list(made.get("achievements", ()))
    taken = {each["id"] for each in achievements}
    achievements = _completed(before, now, records, achievements)
    for list_id, entries in before.get("imports", {}).items():
        if list_id in imports:
            continue
        renamed = []
        for entry in entries:
            name = _RENAMED.format(id=entry["record"])
            if name not in taken and entry["record"] in records:
                achievements.append({**records[entry["record"]], "id": name})
                taken.add(name)
            renamed.append({**entry, "record": name})
        imports[list_id] = renamed
    made["imports"], made["achievements"] = imports, achievements
    return made


def _completed(
    before: Mapping[str, Any],
    now: Mapping[str, Any],
    records: Mapping[str, Any],
    achievements: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Records now with what only the version before sees of them: of a kind that is not taken any more hardly anything is seen now."""
    others: dict[str, Any] = {}
    for list_id, entries in now.get("imports", {}).items():
        for entry, old in zip(entries, before.get("imports", {}).get(list_id, ()), strict=False):
            if old["record"] in records:
                others.setdefault(entry["record"], records[old["record"]])
    return [
        {**others[each["id"]], **each, "data": _together(others[each["id"]]["data"], each["data"])}
        if each["id"] in others
        else each
        for each in achievements
    ]


def _together(before: Any, now: Any) -> Any:
    """What is now, with members that only the other has; of lists, record by record."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        return {name: _together(before.get(name), now.get(name)) for name in {**now, **before}}
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [_together(one, other) for one, other in zip(before, now, strict=True)]
    return before if now is None else now
