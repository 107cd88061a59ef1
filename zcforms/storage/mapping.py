"""What every table is made of: the metadata that they share, and columns of one meaning each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import registry

from zcforms.storage.columns import Json, Moment, Ordered

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mappers = registry(metadata=metadata)


def key() -> sa.Column[str]:
    return sa.Column("id", sa.String, primary_key=True)


def to(target: str, name: str, *, nullable: bool = False, index: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.String, sa.ForeignKey(f"{target}.id"), nullable=nullable, index=index)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def at(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, Moment(), nullable=nullable, index=index)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, Json, nullable=False)


def ordered(name: str) -> sa.Column[object]:
    return sa.Column(name, Ordered, nullable=False)


def version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
