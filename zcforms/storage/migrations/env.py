"""What Alembic runs: on the connection that it is given, within that connection's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from zcforms.storage.columns import Json
from zcforms.storage.tables import metadata


def include_name(name: str | None, kind: str, _parents: Mapping[Any, str | None]) -> bool:
    """Leave alone what is not ours: the jobs engine keeps its tables in the same SQLite file."""
    return kind != "table" or name in metadata.tables


def render_item(kind: str, item: Any, _autogen_context: object) -> str | Literal[False]:
    """A migration names plain types: it must still run when today's column types have changed."""
    if kind != "type":
        return False
    if item is Json:
        return "JSON"
    if isinstance(item, sa.Enum):
        return f"sa.String({item.length})"
    return f"sa.{item.impl_instance!r}" if isinstance(item, sa.types.TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=include_name,
    render_item=render_item,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
)
context.run_migrations()
