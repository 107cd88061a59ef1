"""The library's search of the query string; what cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.domain.achievement import AchievementState
from zcforms.services.achievements import Order


@dataclass(frozen=True, slots=True)
class LibraryQuery:
    search: str = ""
    state: AchievementState | None = None
    order: Order = Order.ENTERED


def library_query(arguments: Mapping[str, str]) -> LibraryQuery:
    wanted = arguments.get("state", "")
    state = next((state for state in AchievementState if state.value == wanted), None)
    order = next((each for each in Order if each.value == arguments.get("order")), Order.ENTERED)
    return LibraryQuery(arguments.get("search", "").strip()[:100], state, order)
