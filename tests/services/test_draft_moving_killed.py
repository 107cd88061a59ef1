"""However often the worker is killed while drafts move: each moves once, and none is left out (issue 6: open drafts move)."""

from __future__ import annotations

import copy
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services.plan_versions import documents, published
from tests.services.test_draft_moving import MOVES, without_stage
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.application import Application
from zcforms.domain.identity import Person
from zcforms.services import draft_moving
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.work import work

_DRAFTS = 60


def copies(house: House, application_id: str, count: int) -> dict[str, str]:
    """So many more drafts with the same content, each of somebody else: application -> person."""
    found = {}
    with work(house.database) as w:
        model = w.applications.get(application_id)
        fields = {name: getattr(model, name) for name in Application.__dataclass_fields__}
        for number in range(count):
            person = w.people.add(Person(new_id(), f"人{number}", "passport", f"P{number:08}", "13900000000"))
            w.flush()
            made = {**copy.copy(fields), "id": new_id(), "person_id": person.id, "version": 1}
            w.applications.add(Application(**made))
            found[made["id"]] = person.id
    return found


def wait_until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 120
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


@pytest.mark.slow
def test_each_draft_moves_once(town: Stage, house: House, database_url: str, tmp_path: Path) -> None:
    _, application_id = town.filled("ready", TEACHER)
    owners = copies(house, application_id, _DRAFTS)
    version = published(town, documents(profession=without_stage), MOVES)
    with work(house.database) as w:
        w.enqueue(draft_moving.JOB, version.id, {"version": version.id})

    def left() -> int:
        with work(house.database, write=False) as w:
            return len(w.applications.unmoved(version.plan_id, version.digest, draft_moving.MOVABLE))

    command = [sys.executable, "-m", "tests.services.moving_process", database_url, str(tmp_path / "var")]
    log, chance, killed = (tmp_path / "log").open("ab"), random.Random(3), 0
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        for _ in range(3):
            before = left()
            wait_until(lambda before=before: left() < before or not before)
            time.sleep(chance.uniform(0.0, 0.2))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            killed += left() > 0
            process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_until(lambda: not left())
    finally:
        process.kill()
        process.wait()
        log.close()
        print((tmp_path / "log").read_text())
    assert killed, "it was never killed while there was work"
    with work(house.database, write=False) as w:
        assert Counter(len(w.set_aside.of(each)) for each in owners) == {1: _DRAFTS}
        told = Counter(len(w.notices.of(person_id=person)) for person in owners.values())
        assert told == {1: _DRAFTS}
        assert w.journal.verify() is None
