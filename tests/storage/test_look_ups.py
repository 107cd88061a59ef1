"""Look-ups, and a limit that holds over everybody who counts at once."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import date, timedelta

import pytest

from tests.conftest import KEYS
from tests.storage.people import ID_NUMBER, NOW
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.look_up import LookUp, LookUpOutcome
from zcforms.storage.database import Database
from zcforms.storage.work import work

MINUTE = NOW.replace(second=0)
VISITOR = b"v" * 32

COUNTS = """
import sys
from datetime import datetime
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work
url, keys, minute = sys.argv[1:]
database = Database(url, Keyring.of(keys))
let_in = 0
for _ in range(12):
    with work(database) as w:
        let_in += w.visits.add(b"v" * 32, datetime.fromisoformat(minute), 10)
print(let_in)
"""


def certificate(id: str, number: str) -> TitleCertificate:
    return TitleCertificate(
        id,
        "resident",
        ID_NUMBER,
        "王晓梅",
        number,
        "22",
        "",
        "一级教师",
        "intermediate",
        date(2015, 11, 20),
        None,
        NOW,
    )


def test_the_last_look_ups_of_a_certificate(database: Database) -> None:
    with work(database) as w:
        w.certificates.add(certificate("c1", "A1"))
        w.certificates.add(certificate("c2", "A2"))
        w.flush()
        for number in range(5):
            at = NOW + timedelta(minutes=number)
            w.look_ups.add(LookUp(f"l{number}", "c1", at, LookUpOutcome.VALID, "117.64.*.*"))
        w.look_ups.add(LookUp("other", "c2", NOW, LookUpOutcome.REVOKED, "内部网络"))
        w.look_ups.add(LookUp("none", None, NOW, LookUpOutcome.UNKNOWN, "内部网络"))
    with work(database, write=False) as w:
        assert [each.id for each in w.look_ups.of("c1", 3)] == ["l4", "l3", "l2"]
        assert (w.look_ups.count_of("c1"), w.look_ups.count_of("c2")) == (5, 1)
        assert w.look_ups.any_before(NOW + timedelta(seconds=1))
        assert not w.look_ups.any_before(NOW)
    with work(database) as w:
        assert w.look_ups.drop_before(NOW + timedelta(minutes=3)) == 5
        assert [each.id for each in w.look_ups.of("c1", 9)] == ["l4", "l3"]


def test_a_visitor_is_counted_by_the_minute(database: Database) -> None:
    def come(visitor: bytes = VISITOR, minute: int = 0) -> bool:
        with work(database) as w:
            return w.visits.add(visitor, MINUTE + timedelta(minutes=minute), 2)

    assert [come(), come(), come(), come()] == [True, True, False, False]
    assert come(b"w" * 32)
    assert come(minute=1)
    with work(database, write=False) as w:
        assert w.visits.full(VISITOR, MINUTE, 2)
        assert not w.visits.full(VISITOR, MINUTE + timedelta(minutes=1), 2)
        assert w.visits.any_before(MINUTE + timedelta(minutes=1))
    with work(database) as w:
        w.visits.drop_before(MINUTE + timedelta(minutes=1))
    assert come()


def test_what_was_undone_does_not_count(database: Database) -> None:
    def come_and_fail() -> None:
        with work(database) as w:
            w.visits.add(VISITOR, MINUTE, 1)
            raise KeyError

    with pytest.raises(KeyError):
        come_and_fail()
    with work(database) as w:
        assert w.visits.add(VISITOR, MINUTE, 1)


def test_threads_that_count_at_once_let_in_no_more_than_the_limit(database: Database) -> None:
    let_in: list[bool] = []

    def come() -> None:
        for _ in range(5):
            with work(database) as w:
                let_in.append(w.visits.add(VISITOR, MINUTE, 10))

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(let_in), sum(let_in)) == (20, 10)


def test_processes_share_the_count(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", COUNTS, url, KEYS, MINUTE.isoformat()]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=120)[0] for process in running]
    assert sum(map(int, told)) == 10
