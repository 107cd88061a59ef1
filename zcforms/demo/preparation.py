"""From settings to a demonstration that is ready to be tried."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from zcforms.demo.load import load, loaded
from zcforms.demo.people import people
from zcforms.idp import Directory, Identity
from zcforms.services.house import House
from zcforms.services.maintenance import upgrade
from zcforms.settings import Settings
from zcforms.storage import tables
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database

SEASON = datetime(2022, 7, 5, 9, 0, tzinfo=CHINA)
"""Business time at the moment of loading: both plans are open then (docs/decisions)."""


def prepare(settings: Settings, *, reset: bool) -> Iterator[str]:
    """Load the demonstration where it is missing, or anew with `reset`; sentences for the operator.

    Raises:
        DatabaseUnusable, DocumentsInvalid.
    """
    yield upgrade(settings)
    house = House.build(settings, clock=lambda: datetime.now(UTC))
    try:
        if loaded(house) and not reset:
            yield "演示数据已在数据库中；如需恢复原状，请运行 zcforms demo --reset。"
            return
        if reset:
            clear(house.database)
            _clear_files(settings.files_url)
        load(house, SEASON)
        house.set_business_time(SEASON)
        _publish(settings)
    finally:
        house.close()
    yield f"演示数据已就绪：{len(people())} 个可一键登录的演示账号，系统时间为 {SEASON:%Y-%m-%d}。"


def clear(database: Database) -> None:
    """Empty every table of ours and begin the journal anew."""
    with database.session(write=True) as session:
        for table in reversed(tables.metadata.sorted_tables):
            if table is not tables.journal_head:
                session.execute(table.delete())
        session.execute(tables.journal_head.update().values(sequence=0, digest=b""))
        session.commit()


def _clear_files(url: str) -> None:
    """Only a folder is emptied; in a bucket what is left over does no harm, because files are found by content."""
    parts = urlsplit(url)
    if parts.scheme in ("", "file"):
        shutil.rmtree(Path(unquote(parts.path)), ignore_errors=True)


def _publish(settings: Settings) -> None:
    """Offer the people at the embedded identity provider."""
    if settings.embedded_idp:
        directory = Directory(settings.var / "idp" / "people.json")
        directory.replace(
            Identity(
                sub=each.sub,
                name=each.name,
                account_kind=each.kind,
                story=each.story,
                id_type=each.id_type,
                id_number=each.id_number,
                phone_number=each.phone,
                organisation_name=each.organisation,
                credit_code=each.credit_code,
            )
            for each in people()
        )
