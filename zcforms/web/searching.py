"""The plan search of the query string (feature 26); what cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Mapping

from zcforms.services.plans import PlanQuery


def plan_query(arguments: Mapping[str, str]) -> PlanQuery:
    year = arguments.get("year", "")
    return PlanQuery(
        text=arguments.get("text", "").strip()[:100],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        level=arguments.get("level", "")[:64],
        kind=arguments.get("kind", "")[:64],
    )
