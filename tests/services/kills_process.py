"""Processes for the kill test: `python -m tests.services.kills_process URL FOLDER`.

It imports and reads everything once, and forks for each line that it reads: "walk <file> <seed> <n>" acts on declarations (what the server does),
"work <file> <seed> <n>" runs the product's jobs. It answers with the process id. What the fork does it notes in the file: a line before, a line
after. It kills itself right before its n-th commit, the worst of moments; where n is 0 it waits for its killer.
A forked process opens its own connection to the database, and starts its own children.
"""

from __future__ import annotations

import ctypes
import gc
import itertools
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pyhanko.sign.signers  # noqa: F401 - a job would import it at its first seal
import sqlalchemy as sa
from sqlalchemy.orm import configure_mappers

from tests.conftest import KEYS
from tests.services.kills_walk import Mark, Walk
from zcforms.printing.press import Inspector
from zcforms.printing.seal import Sealer, demonstration_key
from zcforms.services.bench import Bench
from zcforms.services.house import House, Terms
from zcforms.services.rulebook import Edition, Rulebook
from zcforms.storage.database import Database
from zcforms.storage.files import FileStore
from zcforms.storage.secrets import Keyring
from zcforms.worker import KINDS, run_worker
from zcforms.worker import Terms as JobTerms

KILLED_OFTEN = JobTerms(pause=0.05, growth=1.5, attempts=3, interruptions=10_000, watch=0.2, poll=0.05)
"""A job is not given up here for the processes that it went down with: it is not to blame."""


_DIE_WITH_PARENT = 1


def built(bench: Bench, url: str, folder: Path) -> House:
    database = Database(url, Keyring.of(KEYS))
    rulebook = Rulebook(database, Edition.of_files(bench))
    return House(
        database=database,
        files=FileStore(str(folder / "files")),
        rulebook=rulebook,
        checker=bench.checker,
        workshop=bench.checker,
        press=bench.press,
        inspector=Inspector(),
        clock=lambda: datetime.now(UTC),
        terms=Terms(),
        sealer=Sealer(demonstration_key(folder / "keys")),
    )


def marker(file: str) -> Mark:
    """Appends to the file, so that what was written is there when the process is not."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def mark(text: str) -> None:
        os.write(descriptor, f"{text}\n".encode())

    return mark


def marked(
    function: Callable[[House, Mapping[str, Any]], None], mark: Mark
) -> Callable[[House, Mapping[str, Any]], None]:
    def run(house: House, payload: Mapping[str, Any]) -> None:
        mark("begin")
        try:
            function(house, payload)
        finally:
            mark("end")

    return run


def fall(house: House, number: int, mark: Mark) -> None:
    """Before that commit, counted from one."""
    commits = itertools.count(1)

    @sa.event.listens_for(house.database.engine, "commit")
    def commit(_connection: object) -> None:
        if next(commits) == number:
            mark("fell")
            os.kill(os.getpid(), signal.SIGKILL)


def live(bench: Bench, url: str, folder: Path, order: list[str]) -> NoReturn:
    """What the forked process does, until it is killed."""
    house, mark = built(bench, url, folder), marker(order[1])
    fall(house, int(order[3]), mark)
    if order[0] == "walk":
        people = (folder / "people").read_text().split()
        Walk(house, people, random.Random(order[2]), mark).go_on()
    else:
        kinds = {kind: marked(function, mark) for kind, function in KINDS.items()}
        run_worker(lambda: house, kinds, KILLED_OFTEN)
    os._exit(1)


def main(url: str, folder: Path) -> None:
    bench = Bench.load()
    demonstration_key(folder / "keys")
    configure_mappers()
    gc.freeze()  # what is shared stays shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    print("ready", flush=True)
    for line in sys.stdin:
        assert threading.active_count() == 1, "a fork takes no other thread with it"
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            os.close(0)
            live(bench, url, folder, line.split())
        print(pid, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
