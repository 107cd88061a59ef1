"""The library's search of the query string; what cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.domain.achievement import AchievementState


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    search: str = ""
    state: AchievementState | None = None


def library_query(arguments: Mapping[str, str]) -> LibraryQuery:
    wanted = arguments.get("state", "")
    state = next((state for state in AchievementState if state.value == wanted), None)
    return LibraryQuery(arguments.get("search", "").strip()[:100], state)
