"""Certificates: one of them warm, and how many a minute one worker and two make on PostgreSQL.

    python -m benchmarks.certificates [COUNT]

Every one is drawn with a portrait and its code, sealed, stored, and told to its holder, by worker processes as in production. Workers beside
each other need PostgreSQL; on SQLite one makes them all.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.drafts import databases
from benchmarks.timing import Spent, in_turn, rows
from zcforms.demo.evidence import portrait
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.identity import Person
from zcforms.services import certificate_making, granting
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.settings import Settings
from zcforms.storage.work import Work, work
from zcforms.worker import KINDS, run_worker

NOW = datetime(2022, 12, 1, tzinfo=UTC)
WHOLE, SEALED = "the whole job: read, draw, seal, store, tell", "of it the seal"
COUNT = 150
"""Enough for a rate, and all of it within two or three minutes."""
_PAUSE = 0.1
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """`one`: milliseconds of one certificate, warm; `minute`: what the workers are -> certificates a minute."""

    one: Mapping[str, Spent]
    minute: Mapping[str, float]


def house_at(url: str, folder: Path) -> House:
    """The keys and the files of all processes lie in the folder."""
    settings = Settings(var=folder, demo=True, database_url=url)
    return House.build(settings, clock=lambda: datetime.now(UTC))


def issue(house: House, count: int) -> list[str]:
    """So many certificates that are to be made, each of a person of its own; their ids."""
    photo = house.files.put(portrait(1))
    ids: list[str] = []
    while len(ids) < count:
        with work(house.database) as w:
            for _ in range(min(_BATCH, count - len(ids))):
                ids.append(_issued(house, w, photo))
    return ids


def _issued(house: House, w: Work, photo: str) -> str:
    number = new_id()
    person = Person(new_id(), "林晓禾", "passport", number, "13900000000", photo=photo)
    w.people.add(person)
    w.flush()
    old = TitleCertificate(
        new_id(), "passport", number, "林晓禾", None, "22", "小学科学", "高级教师", "senior", date(2022, 11, 20), None, NOW,
        approval="皖人社职〔2022〕36号", committee="某市中小学教师系列高级职称评审委员会", employer="某市禾田路小学",
    )  # fmt: skip
    w.certificates.add(old)
    w.flush()
    return granting.replace(w, house, old, house.catalogue.authorities["anhui"], corrections={}, now=NOW).id


def warm(runs: int) -> dict[str, Spent]:
    with tempfile.TemporaryDirectory(prefix="zcforms-bench-") as folder:
        house = house_at(f"sqlite:///{folder}/bench.db", Path(folder))
        house.database.upgrade()
        left = issue(house, runs + 3)
        pdf = house.press.pdf("<html><body>9342022000102000001</body></html>")
        try:
            return in_turn(
                {
                    WHOLE: lambda: certificate_making.make_certificate(house, left.pop(), NOW),
                    SEALED: lambda: house.sealer.seal(pdf, reason="9342022000102000001"),
                },
                runs=runs,
            )
        finally:
            house.close()


def a_minute(url: str, workers: int, count: int) -> float:
    """Certificates a minute, from the first that is made to the last: starting processes is not counted."""
    with tempfile.TemporaryDirectory(prefix="zcforms-bench-") as folder:
        house = house_at(url, Path(folder))
        house.database.upgrade()
        ids = set(issue(house, count))
        command = [sys.executable, "-m", "benchmarks.certificates", "worker", url, folder]
        processes = [subprocess.Popen(command) for _ in range(workers)]
        try:
            begun, first = _wait(house, ids, least=workers * 2), time.monotonic()
            done = _wait(house, ids, least=count)
            rate = (done - begun) / (time.monotonic() - first) * 60
            while (counts := house.database.jobs.counts()).waiting or counts.running:
                time.sleep(_PAUSE)  # the last result is written down before its worker ends
            return rate
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()
            house.close()


def _wait(house: House, ids: set[str], *, least: int) -> int:
    while True:
        with work(house.database, write=False) as w:
            made = sum(each.file is not None for each in w.certificates.many(ids).values())
        if made >= least:
            return made
        if failed := house.database.jobs.failed():
            raise SystemExit(f"a certificate failed: {failed[0].reason}")
        time.sleep(_PAUSE)


def measure(count: int = COUNT) -> Measured:
    minute = {}
    with databases() as urls:
        minute["SQLite, one worker"] = a_minute(urls["SQLite"], 1, count)
        for workers in (1, 2):
            caption = f"PostgreSQL, {'one worker' if workers == 1 else 'two workers'}"
            minute[caption] = a_minute(urls["PostgreSQL"], workers, count)
    return Measured(warm(15), minute)


def table(measured: Measured) -> str:
    one = ["| one certificate, warm | p50 ms | p99 ms | ratio to the seal |", "|---|---|---|---|"]
    fastest = max(measured.minute.values())
    base = measured.minute["PostgreSQL, one worker"]
    many = ["| certificates a minute | made | ratio to one worker |", "|---|---|---|"]
    many += [f"| {name} | {rate:.0f} | {rate / base:.2f} |" for name, rate in measured.minute.items()]
    hours = f"At the highest of these rates the 88,000 certificates of a season take {88_000 / fastest / 60:.1f} hours."
    return "\n".join([*one, *rows(measured.one, SEALED), "", *many, "", hours])


if __name__ == "__main__":
    if sys.argv[1:2] == ["worker"]:
        run_worker(lambda: house_at(sys.argv[2], Path(sys.argv[3])), KINDS)
    else:
        print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
