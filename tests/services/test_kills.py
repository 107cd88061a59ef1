"""The kill test of approvals and certificates: processes that do what the server does, and workers, are killed at any moment (SIGKILL) and
started again, until everybody has arrived. Then nothing is lost, doubled or half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.services.kills_crowd import crowd, handed_in
from tests.services.kills_ledger import Ledger, quiet
from tests.services.kills_walk import RETURNED, script_of
from zcforms.demo.load import Stage
from zcforms.services.house import House
from zcforms.storage import tables

pytestmark = pytest.mark.slow

PEOPLE = 9
KILLS = 100
"""At least, in one storm."""
WALKERS, WORKERS = 2, 1
_LIFE = {"walk": (2, 0.05), "work": (4, 0.4)}
"""So many acts or jobs a process begins at the most before it is killed, and so many seconds later at the most. Lives are counted by what was
begun, so that a slow machine gets as far as a quick one."""
_AT_BIRTH, _FALLS = 0.1, 0.5
"""Of the processes so many are killed before they have begun anything, and so many kill themselves right before a commit: where a step took two
transactions, one of the two would be done."""
_PATIENCE = 90.0
"""Seconds in which something must get done."""


@dataclass
class Victim:
    """`notes`: what the process says of itself; it is killed `late` seconds after it has begun `acts` things; `due`: when that is, once known.
    One that falls kills itself before a commit."""

    kind: str
    pid: int
    notes: Path
    acts: int
    late: float
    falls: bool
    due: float | None = None

    def ripe(self) -> bool:
        """Raises `ProcessLookupError` where it has died of something else, which none should."""
        if self.falls:
            alive = _alive(self.pid)
            if "fell" not in self.said() and not alive:
                raise ProcessLookupError(self.notes)
            return not alive
        now = time.monotonic()
        if self.due is None and self.said().count("begin") >= self.acts:
            self.due = now + self.late
        return self.due is not None and now >= self.due

    def said(self) -> list[str]:
        return self.notes.read_text().split() if self.notes.exists() else []


@dataclass
class Storm:
    """`forge`: the process that forks; `within`: kills in the middle of an act or a job, by kind of process."""

    forge: subprocess.Popen[str]
    folder: Path
    seed: random.Random
    kills: dict[str, int] = field(default_factory=lambda: {"walk": 0, "work": 0})
    within: dict[str, int] = field(default_factory=lambda: {"walk": 0, "work": 0})

    def start(self, kind: str) -> Victim:
        notes = self.folder / f"notes-{sum(self.kills.values())}-{kind}-{self.seed.getrandbits(32)}"
        acts, late = _LIFE[kind]
        begun = self.seed.randint(1, acts)
        falls, unborn = self.seed.random() < _FALLS, self.seed.random() < _AT_BIRTH
        assert self.forge.stdin
        assert self.forge.stdout
        self.forge.stdin.write(f"{kind} {notes} {self.seed.getrandbits(32)} {begun if falls else 0}\n")
        self.forge.stdin.flush()
        pid = int(self.forge.stdout.readline())
        if unborn and not falls:
            return Victim(kind, pid, notes, 0, self.seed.uniform(0, 0.5), falls)
        return Victim(kind, pid, notes, begun, self.seed.uniform(0, late), falls)

    def kill(self, victim: Victim, *, counted: bool = True) -> None:
        """Raises as `Victim.ripe`."""
        if not victim.falls or not counted:
            os.kill(victim.pid, signal.SIGKILL)
        said = victim.said()
        if counted:
            self.kills[victim.kind] += 1
            self.within[victim.kind] += said.count("begin") > said.count("end") + said.count("passed")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def storm(url: str, folder: Path, seed: int) -> Iterator[Storm]:
    log = (folder / "kills.log").open("w")
    forge = subprocess.Popen(
        [sys.executable, "-m", "tests.services.kills_process", url, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
    )  # fmt: skip
    try:
        assert forge.stdout
        assert forge.stdout.readline() == "ready\n"
        yield Storm(forge, folder, random.Random(seed))
    finally:
        forge.kill()
        forge.communicate()
        log.close()
        print((folder / "kills.log").read_text()[-4000:])


@dataclass
class Progress:
    house: House
    people: list[str]

    def lines(self) -> int:
        with self.house.database.session(write=False) as session:
            return int(session.scalar(sa.select(sa.func.count()).select_from(tables.decisions)) or 0)

    def papers(self) -> int:
        """Files that were made, of certificates and of declarations."""
        certificates = sa.select(sa.func.count(tables.title_certificates.c.file))
        sheets = sa.select(sa.func.count(tables.applications.c.sheet))
        with self.house.database.session(write=False) as session:
            return int(session.scalar(certificates) or 0) + int(session.scalar(sheets) or 0)

    def arrived(self) -> bool:
        if self.lines() < sum(len(script_of(n)) for n in range(len(self.people))):
            return False
        return quiet(self.house)


def rage(over: Storm, progress: Progress) -> None:
    """Kill and start again until everybody has arrived, or nothing gets done any more."""
    living = [over.start(kind) for kind in ["walk"] * WALKERS + ["work"] * WORKERS]
    done, since, looked = (0, 0), time.monotonic(), 0.0
    try:
        while time.monotonic() - since < _PATIENCE:
            time.sleep(0.005)
            for place, victim in enumerate(living):
                if victim.ripe():
                    over.kill(victim)
                    living[place] = over.start(victim.kind)
            if time.monotonic() - looked > 0.5:
                if progress.arrived():
                    return
                looked, now = time.monotonic(), (progress.lines(), progress.papers())
                if now != done:
                    done, since = now, looked
    finally:
        for each in living:
            with suppress(ProcessLookupError):
                over.kill(each, counted=False)


def test_no_step_is_lost_doubled_or_half_done(
    house: House, town: Stage, database_url: str, tmp_path: Path
) -> None:
    people = crowd(town, PEOPLE)
    handed_in(town, people, [n for n in range(PEOPLE) if script_of(n) is not RETURNED])  # a check takes long
    (tmp_path / "people").write_text(" ".join(people))
    began = time.monotonic()
    with storm(database_url, tmp_path, seed=5) as over:
        rage(over, Progress(house, people))
    print(over.kills, over.within, f"{time.monotonic() - began:.0f} s")
    Ledger(house, people).hold()
    assert sum(over.kills.values()) >= KILLS
    assert over.within["walk"] >= KILLS // 4
    assert over.within["work"] >= 3
