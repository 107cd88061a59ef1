"""A worker process for tests: `python -m tests.jobs_process URL`. Its jobs write lines into the journal, so that what was done,
and how often, can be read afterwards."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.conftest import KEYS
from zcforms.domain.errors import PrintingFailed, WrongState
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work
from zcforms.worker import Kinds, Terms, run_worker

FAST = Terms(pause=0.05, growth=1.5, attempts=3, interruptions=3, watch=0.3, poll=0.05)


@dataclass
class SmallHouse:
    database: Database


def stamp(house: SmallHouse, payload: Mapping[str, Any]) -> None:
    """One line, between two pauses in which the process may be killed."""
    time.sleep(payload["seconds"])
    with work(house.database) as w:
        w.journal.append("system", "stamp", payload["subject"], {"pid": os.getpid()}, datetime.now(UTC))
    time.sleep(payload["seconds"])


def crash(_house: SmallHouse, _payload: Mapping[str, Any]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def falter(house: SmallHouse, payload: Mapping[str, Any]) -> None:
    """Fails until the setting `mended` is there."""
    with work(house.database, write=False) as w:
        mended = w.settings.get("mended", False)
    if not mended:
        raise PrintingFailed("打印机正在维护")
    stamp(house, payload)


def refuse(_house: SmallHouse, _payload: Mapping[str, Any]) -> None:
    raise WrongState("申报已撤回，不再生成评审表。")


def write_twice(house: SmallHouse, payload: Mapping[str, Any]) -> None:
    for _ in range(2):
        with work(house.database) as w:
            w.journal.append("system", "stamp", payload["subject"], {}, datetime.now(UTC))


KINDS: Kinds[SmallHouse] = {
    "stamp": stamp,
    "crash": crash,
    "falter": falter,
    "refuse": refuse,
    "write_twice": write_twice,
}

if __name__ == "__main__":
    run_worker(lambda: SmallHouse(Database(sys.argv[1], Keyring.of(KEYS))), KINDS, FAST)
