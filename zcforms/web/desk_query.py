"""What the address says about which applications of a desk to list; what cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from zcforms.services.desk_queue import Order, QueueQuery

_LONGEST = 100


def queue_query(arguments: Mapping[str, str]) -> QueueQuery:
    def told(name: str) -> str:
        return arguments.get(name, "").strip()[:_LONGEST]

    return QueueQuery(
        told("plan"),
        told("step"),
        told("route"),
        told("specialty"),
        told("employer"),
        told("overdue") == "1",
        day_of(told("since")),
        told("text"),
        next((each for each in Order if each.value == told("order")), Order.OLDEST),
    )


def words_of(query: QueueQuery) -> dict[str, Any]:
    """The query as it stands in an address, without what asks nothing."""
    told = {
        "plan": query.plan,
        "step": query.step,
        "route": query.route,
        "specialty": query.specialty,
        "employer": query.employer,
        "overdue": "1" if query.overdue else "",
        "since": query.since.isoformat() if query.since else "",
        "text": query.text,
        "order": "" if query.order is Order.OLDEST else query.order.value,
    }
    return {name: value for name, value in told.items() if value}


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def versions_of(pairs: Iterable[str]) -> dict[str, int]:
    """Of "id:version" texts: id -> the version that the page showed."""
    parts = (each.rpartition(":") for each in pairs)
    return {id_: int(version) for id_, _, version in parts if version.isdecimal() and len(version) < 10}
