"""The demonstration as a command: data in the database, people at the embedded identity provider, the clock in its season."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

from zcforms.demo.load import in_database, load, loaded
from zcforms.demo.people import people
from zcforms.domain.errors import NotAllowed
from zcforms.idp import Directory, Identity
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database
from zcforms.storage.erasing import erase, holds_accounts
from zcforms.storage.secrets import Keyring

OPENED = datetime(2022, 7, 5, 9, 0, tzinfo=CHINA)
"""Business time at which the demonstration begins: both plans are open (decision 3)."""


_THERE = "演示数据已经在了；`zcforms demo --reset` 可以恢复到最初的样子。"


def already_there(settings: Settings) -> str:
    """The sentence to show where the demonstration is loaded, "" where it is not; the database must have been upgraded. No document is read for
    it, and no thread is left behind. Raises `DatabaseUnusable`."""
    database = Database(settings.database_url, Keyring.of(settings.secret("identity_key")))
    try:
        return _THERE if in_database(database) else ""
    finally:
        database.dispose()


def prepare(settings: Settings, *, reset: bool) -> list[str]:
    """Load the demonstration unless it is there; `reset` throws away what is there first. The sentences to show.

    Raises:
        NotAllowed: a reset of a database that holds something else than the demonstration.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    silent = settings.model_copy(update={"smtp_host": ""})  # nobody is told by mail what never happened
    house = House.build(silent, clock=lambda: datetime.now(UTC))
    try:
        house.database.upgrade()
        if reset:
            _erase(house, settings)
        if loaded(house):
            return [_THERE]
        house.set_business_time(OPENED)
        load(house, OPENED)
        _introduce(settings)
        return [
            f"已载入演示数据（{len(people())} 个虚构的登录人），演示时间从 {OPENED:%Y-%m-%d %H:%M} 开始。"
        ]
    finally:
        house.close()


def pass_days(settings: Settings, days: int) -> str:
    """So many days go by at once, for a running server, too: a public notice ends, a deadline passes. The sentence to show.

    Raises:
        NotAllowed: the database does not hold the demonstration, whose clock is the real one.
    """
    # the demonstration's clock is read only where it is served, and this command is called beside that
    house = House.build(settings.model_copy(update={"demo": True}), clock=lambda: datetime.now(UTC))
    try:
        house.database.upgrade()
        if not loaded(house):
            raise NotAllowed("这个数据库里没有演示数据，时间不能改。请先用 `zcforms demo` 载入演示数据。")
        house.set_business_time(house.now() + timedelta(days=days))
        return f"演示时间前进了 {days} 天，现在是 {house.now():%Y-%m-%d %H:%M}。"
    finally:
        house.close()


def _erase(house: House, settings: Settings) -> None:
    if holds_accounts(house.database) and not loaded(house):
        raise NotAllowed(
            "这个数据库里有演示以外的数据，为防止误删，不能恢复为演示数据。请换一个数据库（ZCFORMS_DATABASE_URL）。"
        )
    erase(house.database)
    if (
        settings.files_url == (settings.var / "files").as_uri()
    ):  # a folder of the operator's own is left alone
        for kept in (settings.var / "files").iterdir():
            shutil.rmtree(kept)  # not the folder itself: a running server has it open


def _introduce(settings: Settings) -> None:
    """Let the embedded identity provider know the people; a real one knows its own."""
    if settings.embedded_idp:
        Directory(settings.var / "idp" / "people.json").replace(
            Identity(
                sub=person.sub,
                name=person.name,
                account_kind=person.kind,
                story=person.story,
                id_type=person.id_type,
                id_number=person.id_number,
                phone_number=person.phone,
                organisation_name=person.organisation,
                credit_code=person.credit_code,
            )
            for person in people()
        )
