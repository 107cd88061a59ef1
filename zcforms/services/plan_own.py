"""A plan's own documents under another plan's name: how a copy, or a plan on the model of another, begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.services.plan_package import CASES


def renamed(documents: Mapping[str, Any], plan_id: str, new_id: str) -> dict[str, Any]:
    """The same documents as another plan's: wherever the old plan's id begins a name, the new one does. Cases are about the people of their own year and stay behind: `plan_case_years` moves them on."""
    found: dict[str, Any] = {}
    for path, content in documents.items():
        if not path.startswith(CASES):
            folder, _, name = path.rpartition("/")
            new = f"{folder}/{new_id}{name.removeprefix(plan_id)}" if name.startswith(plan_id) else path
            found[new] = _renamed(content, plan_id, new_id)
    return found


def _renamed(value: Any, plan_id: str, new_id: str) -> Any:
    if isinstance(value, str):
        same = value == plan_id or value.startswith(f"{plan_id}-")
        return new_id + value.removeprefix(plan_id) if same else value
    if isinstance(value, list):
        return [_renamed(each, plan_id, new_id) for each in value]
    if isinstance(value, Mapping):
        return {key: _renamed(each, plan_id, new_id) for key, each in value.items()}
    return value
