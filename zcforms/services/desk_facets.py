"""Filters of a desk's list, each with how many there are of every value (issue 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")
Query = TypeVar("Query")


@dataclass(frozen=True, slots=True)
class Value:
    """What a filter can ask for; `count`: how many the list would have with it, the other filters as they are."""

    id: str
    caption: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter: `name` is its field of the query."""

    name: str
    caption: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Filter(Generic[Row]):
    """`id_of` what is asked for, `caption_of` how it is called; the caption is asked once for each value."""

    name: str
    caption: str
    id_of: Callable[[Row], str]
    caption_of: Callable[[Row], str]


def chosen(rows: Iterable[Row], filters: Sequence[Filter[Row]], query: Any, aside: str = "") -> list[Row]:
    """Those that every filter lets through. `query`: has a field for each filter, "" where it asks nothing; `aside`: the field that is not
    asked."""
    asked = [
        (each.id_of, wanted)
        for each in filters
        if each.name != aside and (wanted := getattr(query, each.name))
    ]
    return [each for each in rows if all(id_of(each) == wanted for id_of, wanted in asked)]


def came_since(came: datetime | None, since: date | None) -> bool:
    """Whether it came on that day or later; without a day everything did."""
    return since is None or (came is not None and came.date() >= since)


def facets(
    rows: Sequence[Row],
    filters: Sequence[Filter[Row]],
    query: Query,
    matching: Callable[[Iterable[Row], Query, str], list[Row]],
) -> tuple[Facet, ...]:
    """Filters with something to choose; what was asked for stands among the values, be it with 0. `matching`: the rows that the query asks
    for, but for the field that is named."""
    found = []
    for each in filters:
        captions = {id_: each.caption_of(one) for id_, one in {each.id_of(one): one for one in rows}.items()}
        counts = Counter(each.id_of(one) for one in matching(rows, query, each.name))
        if (asked := getattr(query, each.name)) and asked not in captions:
            captions[asked] = "其他（当前没有）"
        if len(captions) > 1:
            values = tuple(Value(id_, caption, counts[id_]) for id_, caption in captions.items())
            found.append(Facet(each.name, each.caption, values))
    return tuple(found)
