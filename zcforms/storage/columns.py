"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

from zcforms.documents.patching import canonical_order
from zcforms.storage.secrets import Keyring, KeysUnusable

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The one time zone of the country; no daylight saving."""

Json = sa.JSON().with_variant(JSONB(), "postgresql")
"""Content is replaced as a whole: a change inside is not noticed. The order of keys is not kept."""


class Ordered(sa.types.TypeDecorator[Any]):
    """The same where the order of keys says something, such as the order of a form's fields: content in another order is other content, and is written."""

    impl = sa.JSON
    cache_ok = True

    def compare_values(self, x: Any, y: Any) -> bool:
        return x is y or canonical_order(x) == canonical_order(y)


_keyrings: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()


def hold_keys(dialect: Dialect, keyring: Keyring) -> None:
    """Give an engine's dialect the keys of its sealed columns; each engine has a dialect of its own."""
    _keyrings[dialect] = keyring


def keyring_of(dialect: Dialect) -> Keyring:
    try:
        return _keyrings[dialect]
    except KeyError:
        raise KeysUnusable("没有为这个数据库配置密钥。") from None


class Moment(sa.types.TypeDecorator[datetime]):
    """A point in time: kept in UTC, given back in China's time. What has no time zone is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(CHINA)


class Sealed(sa.types.TypeDecorator[str]):
    """Text that is encrypted at rest; `context` is "table.column"."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_of(dialect).seal(value, self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring_of(dialect).open(value, self.context)


class Blind(sa.types.TypeDecorator[Any]):
    """The blind index of a text: written and compared with the text itself, read as a digest. Columns of the same `context`
    can be compared with each other."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | bytes | None, dialect: Dialect) -> bytes | None:
        return keyring_of(dialect).blind(value, self.context) if isinstance(value, str) else value


def named(kind: type[StrEnum]) -> sa.Enum:
    """A column of the enumeration's values, as text, so that a new member needs no migration."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [m.value for m in members],
    )
