"""Library records and choices as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from zcforms.documents.numbers import canonical
from zcforms.domain.achievement import Achievement
from zcforms.domain.plan import CodeList, LibraryCategory, Schema
from zcforms.forms.display import text_of
from zcforms.services.wording import ACHIEVEMENT

Codes = Mapping[str, CodeList]


class Captioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def caption(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Summary:
    """The columns 时间, 业绩内容, 排名 and 参与人数 of a record (feature 53); `rank` as 1/10 where both are known."""

    date: str
    content: str
    rank: str
    participants: str


def summary(category: LibraryCategory, data: Mapping[str, Any], codes: Codes) -> Summary:
    """What the category's summary fields say about a record."""
    properties = category.schema["properties"]

    def text(name: str | None) -> str:
        return text_of(properties[name], data.get(name), codes) if name else ""

    rank = str(data[category.rank]) if category.rank and category.rank in data else ""
    total = (
        str(data[category.participants]) if category.participants and category.participants in data else ""
    )
    return Summary(
        text(category.date),
        text(category.content),
        f"{rank}/{total}" if rank and total else rank,
        text(category.participants),
    )


def rows_of(schema: Schema, data: Mapping[str, Any], codes: Codes) -> tuple[tuple[str, str], ...]:
    """(caption, text) of every property that has a value, in the schema's order."""
    rows = (
        (str(prop.get("caption", name)), text_of(prop, data.get(name), codes))
        for name, prop in schema.get("properties", {}).items()
    )
    return tuple(row for row in rows if row[1])


def caption_in(choices: Iterable[Captioned], choice_id: str) -> str:
    """The caption of a choice; the id where the list does not have it."""
    return next((choice.caption for choice in choices if choice.id == choice_id), choice_id)


def duplicates(
    category: LibraryCategory, codes: Codes, achievement: Achievement, others: Iterable[Achievement]
) -> tuple[str, ...]:
    """A sentence for each other record of the person with the same key (category's `key`)."""
    key = _key(category, achievement.data)
    if key is None:
        return ()
    return tuple(
        f"与另一条{ACHIEVEMENT[other.state]}的记录重复：{summary(category, other.data, codes).content}。"
        for other in others
        if other.id != achievement.id and _key(category, other.data) == key
    )


def _key(category: LibraryCategory, data: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What makes two records the same: blanks and letter case aside, and of numbers with a format their ways of writing; None while a
    part of it is missing."""
    if not category.key or any(not str(data.get(name, "")).strip() for name in category.key):
        return None
    properties = category.schema["properties"]
    return tuple(
        canonical(str(properties[name].get("format")), str(data[name])).casefold() for name in category.key
    )
