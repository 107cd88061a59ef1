"""What the address says about which requests for 补换证 of a desk to list; what cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.services.replacement_queue import ReplacementQuery
from zcforms.web.desk_query import day_of

_LONGEST = 100


def replacement_query(arguments: Mapping[str, str]) -> ReplacementQuery:
    def told(name: str) -> str:
        return arguments.get(name, "").strip()[:_LONGEST]

    late = told("overdue") == "1"
    return ReplacementQuery(
        told("kind"), told("step"), told("employer"), late, day_of(told("since")), told("text")
    )


def words_of(query: ReplacementQuery) -> dict[str, Any]:
    """The query as it stands in an address, without what asks nothing."""
    told = {
        "kind": query.kind,
        "step": query.step,
        "employer": query.employer,
        "overdue": "1" if query.overdue else "",
        "since": query.since.isoformat() if query.since else "",
        "text": query.text,
    }
    return {name: value for name, value in told.items() if value}
