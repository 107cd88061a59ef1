"""Replays for the command line: whatever they need is opened and closed here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from zcforms import __version__
from zcforms.domain.errors import ZcformsError
from zcforms.services.bench import Bench, read_application
from zcforms.services.house import House
from zcforms.services.replay import Replayed, Replayer, Told, again, told_by
from zcforms.services.versions import BundleUnusable, Remade
from zcforms.settings import Settings
from zcforms.storage.database import DatabaseUnusable

Clock = Callable[[], datetime]
"""Real time, with its zone."""


def of_database(settings: Settings, name: str | None, clock: Clock) -> Iterator[Replayed]:
    """The verdicts that the name finds; None: every one.

    Raises:
        NotFound: there is none. DatabaseUnusable: nothing answers.
    """
    with opened(settings, clock) as house:
        replayer = Replayer(house.database, house.files, house.checker)
        if name is None:
            yield from replayer.everything()
        else:
            yield from replayer.named(name)


def of_file(settings: Settings, path: Path, clock: Clock) -> Replayed:
    """A file that `zcforms check --json` wrote: made again with the installed documents where they have the file's digests, otherwise with those archived in
    the database. Raises `InputRefused`."""
    told = told_by(read_application(path))
    with Bench.load() as bench:
        plan, rules = bench.catalogue.plans.get(told.plan_id), bench.rulesets.get(told.plan_id)
        if plan and rules and (plan.digest, rules.digest) == (told.plan_digest, told.rules_digest):
            return again(path.name, told, lambda _: Remade(plan, rules, __version__), bench.checker)
        return again(path.name, told, lambda wanted: _archived(settings, wanted, clock), bench.checker)


@contextmanager
def opened(settings: Settings, clock: Clock) -> Iterator[House]:
    """The installation, for a command that reads. Raises `DatabaseUnusable`: nothing answers, or the tables are not this version's; a
    database is not made."""
    require_made(settings)
    house = House.build(settings, clock=clock)
    try:
        house.database.require_current()
        yield house
    finally:
        house.close()


def require_made(settings: Settings) -> None:
    """Raises `DatabaseUnusable`: SQLite would make an empty database where there is none."""
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
        raise DatabaseUnusable(f"没有数据库 {url.database}；请检查 ZCFORMS_DATABASE_URL。")


def _archived(settings: Settings, told: Told, clock: Clock) -> Remade:
    changed = "现在安装的计划或规则与作出这个结果时不同"
    try:
        with opened(settings, clock) as house:
            return Replayer(house.database, house.files, house.checker).archived(told)
    except (ZcformsError, sa.exc.SQLAlchemyError) as error:
        raise BundleUnusable(
            f"{changed}，也没有取到当时归档的文件：{str(error).partition(chr(10))[0]}"
        ) from error
