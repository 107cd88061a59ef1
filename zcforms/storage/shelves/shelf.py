"""What every shelf can do: put in, take out by id, one or many."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from zcforms.domain.errors import NotFound, StaleWrite

E = TypeVar("E")
_BATCH = 500


class Shelf(Generic[E]):
    """Entities of one class that have an `id`. A change to one that was taken out is written at the end of the unit of work."""

    entity: ClassVar[type[Any]]

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entity: E) -> E:
        """The entity itself, from now on part of the unit of work."""
        self._session.add(entity)
        return entity

    def find(self, id: str) -> E | None:
        return self._session.get(self.entity, id)

    def get(self, id: str) -> E:
        """Raises NotFound; whether the asker may see it is the service's question."""
        entity = self.find(id)
        if entity is None:
            raise NotFound
        return entity

    def many(self, ids: Iterable[str]) -> dict[str, E]:
        """id -> entity, without those that do not exist; one query for up to 500 ids."""
        key = sa.inspect(self.entity).local_table.c.id
        found: list[Any] = []
        for wanted in batches(ids):
            found += self._list(sa.select(self.entity).where(key.in_(wanted)))
        return {entity.id: entity for entity in found}

    def _list(self, query: sa.Select[Any]) -> list[E]:
        return list(self._session.scalars(query))

    def _one(self, query: sa.Select[Any]) -> E | None:
        found: E | None = self._session.scalars(query.limit(1)).first()
        return found

    def _count(self, query: sa.Select[Any]) -> int:
        return (
            self._session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
        )


class VersionedShelf(Shelf[E]):
    """Entities with a `version`, which grows with every change."""

    def get(self, id: str, version: int | None = None) -> E:
        """`version`: the one that the user was looking at.

        Raises:
            NotFound: there is none.
            StaleWrite: it was changed since that version.
        """
        entity: Any = super().get(id)
        if version is not None and entity.version != version:
            raise StaleWrite
        found: E = entity
        return found


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids, each once, in lists short enough for one query."""
    wanted = list(dict.fromkeys(ids))
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))


def among(session: Session, column: sa.ColumnElement[str], ids: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether the column is one of the ids, however many: they go in one parameter, and databases take only some thousands of those."""
    given = json.dumps(list(ids))
    if session.get_bind().dialect.name == "postgresql":
        wanted = sa.select(sa.func.json_array_elements_text(sa.cast(sa.literal(given), postgresql.JSON)))
        return column.in_(wanted.scalar_subquery())
    return column.in_(sa.select(sa.func.json_each(given).table_valued("value").c.value))


def put(session: Session, table: sa.Table, row: dict[str, Any]) -> None:
    """Insert the row or replace the one with the same primary key; two that do so at once both succeed, the later one counts."""
    session.execute(_upsert(table, session.get_bind().dialect.name), row)


def put_new(session: Session, table: sa.Table, row: dict[str, Any]) -> bool:
    """Insert the row; False, and nothing, where there is one with the same primary key. One that another unit of work is inserting is waited for."""
    return session.execute(_insert(table, session.get_bind().dialect.name), row).first() is not None


@cache
def _insert(table: sa.Table, dialect: str) -> sa.Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    keys = list(table.primary_key)
    return insert(table).on_conflict_do_nothing(index_elements=keys).returning(*keys)


@cache
def _upsert(table: sa.Table, dialect: str) -> sa.Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(table)
    keys = list(table.primary_key)
    changes = {column.name: statement.excluded[column.name] for column in table.c if column not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


def page(query: sa.Select[Any], limit: int | None, offset: int) -> sa.Select[Any]:
    return query.limit(limit).offset(offset)
