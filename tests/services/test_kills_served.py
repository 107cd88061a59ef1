"""The server itself is killed while people decide on its pages: no answer that somebody got is untrue, and what is sent again has one effect."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from tests.conftest import KEYS
from tests.services.kills_crowd import crowd, handed_in
from tests.services.kills_ledger import quiet
from tests.web.site import forms_of
from zcforms.demo.load import Stage
from zcforms.demo.people import SCHOOL, people
from zcforms.domain.approval import Outcome
from zcforms.idp import Directory, Identity
from zcforms.services.house import House
from zcforms.storage.work import work

pytestmark = pytest.mark.slow

PEOPLE, CLIENTS = 12, 3
KILLS = 6
"""Every third one takes the server with all its processes, the others its web process alone, which it starts again."""
_PATIENCE = 240.0


@dataclass
class Clients:
    """People at the employer's desk. `answered`: applications whose form was answered; `cut`: forms that got no answer the first time;
    `flying`: whose
    form is under way for the first time."""

    base: str
    answered: set[str] = field(default_factory=set)
    cut: int = 0
    flying: set[int] = field(default_factory=set)

    def endorse(self, ids: list[str]) -> None:
        with requests.Session() as session:
            page = self._asked(session, "GET", f"{self.base}/signin/legal")
            self._asked(session, "POST", page.url, {"sub": SCHOOL})
            for id_ in ids:
                here = f"{self.base}/desk/applications/{id_}"
                shown = self._asked(session, "GET", here)
                found = [each for each in forms_of(shown) if "opinion" in each.names]
                if not found:
                    continue  # a colleague was here
                fields = {**found[0].fields.to_dict(), "act": "endorse", "opinion": "同意推荐。"}
                if self._asked(session, "POST", here, fields).status_code == 200:
                    self.answered.add(id_)

    def _asked(
        self, session: requests.Session, method: str, address: str, fields: dict[str, str] | None = None
    ) -> requests.Response:
        """Sends again what got no answer, as somebody does who sees the browser's own page."""
        deadline = time.monotonic() + _PATIENCE
        is_form, again = bool(fields and "act" in fields), False
        while True:
            if is_form and not again:
                self.flying.add(threading.get_ident())
            try:
                return session.request(
                    method, address, data=fields, headers={"Origin": self.base}, timeout=60
                )
            except requests.RequestException:
                assert time.monotonic() < deadline, "the server does not come back"
                self.cut += is_form and not again
                again = True
                time.sleep(0.2)
            finally:
                self.flying.discard(threading.get_ident())


@dataclass
class Served:
    """`zcforms serve`, with the jobs in it."""

    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "zcforms", "serve", "--demo"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def web_process(self) -> int | None:
        assert self.process
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return int(found[0]) if found else None

    def kill(self, *, whole: bool) -> None:
        assert self.process
        web = self.web_process()
        if whole:
            self.process.kill()
            self.process.wait()
        if web is not None:
            os.kill(web, signal.SIGKILL)
        if whole:
            self.start()


@contextmanager
def served(database_url: str, folder: Path) -> Iterator[tuple[Served, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {
        "VAR": str(folder / "var"), "PORT": str(port), "DATABASE_URL": database_url, "IDENTITY_KEY": KEYS,
        "FILES_URL": (folder / "files").as_uri(),
    }  # fmt: skip
    known = [
        Identity(each.sub, each.name, each.kind, each.story, organisation_name=each.organisation, credit_code=each.credit_code)
        for each in people() if each.sub == SCHOOL
    ]  # fmt: skip
    Directory(folder / "var" / "idp" / "people.json").replace(known)
    environment = {**os.environ, **{f"ZCFORMS_{name}": value for name, value in told.items()}}
    server = Served(environment, folder / "server.log")
    server.start()
    try:
        yield server, f"http://127.0.0.1:{port}"
    finally:
        assert server.process
        server.process.terminate()
        server.process.wait(60)
        print(server.log.read_text()[-4000:])


def test_what_was_sent_has_one_effect_although_the_server_is_killed(
    house: House, town: Stage, database_url: str, tmp_path: Path
) -> None:
    ids = crowd(town, PEOPLE)
    handed_in(town, ids, range(PEOPLE))
    seed = random.Random(11)
    with served(database_url, tmp_path) as (server, base):
        clients = Clients(base)
        threads = [
            threading.Thread(target=clients.endorse, args=(seed.sample(ids, PEOPLE),)) for _ in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        kills = 0
        while any(thread.is_alive() for thread in threads):
            if kills < KILLS and clients.flying:
                time.sleep(seed.uniform(0, 0.02))
                server.kill(whole=kills % 3 == 2)
                kills += 1
            time.sleep(0.005)
        deadline = time.monotonic() + _PATIENCE
        while not quiet(house) and time.monotonic() < deadline:
            time.sleep(0.2)
    assert kills == KILLS
    assert clients.cut >= 2, "the server was never killed with a form under way"
    _hold(house, ids, clients.answered)


def _hold(house: House, ids: list[str], answered: set[str]) -> None:
    assert answered == set(ids)
    assert quiet(house)
    assert house.database.jobs.failed() == []
    with work(house.database, write=False) as w:
        assert w.journal.verify() is None
        applications, lines = w.applications.many(ids), w.decisions.of_many(ids)
        for id_ in ids:
            flow = [(each.step, each.outcome) for each in lines[id_]]
            assert flow == [("applicant", Outcome.SUBMITTED), ("employer", Outcome.ENDORSED)]
            acts = sorted(each.act for each in w.journal.of(f"application:{id_}"))
            assert acts == ["application.endorsed", "application.sheet", "application.submitted"]
            assert applications[id_].step == "authority"
            told = w.notices.of(person_id=applications[id_].person_id)
            assert sum("已通过单位审核" in each.text for each in told) == 1
            assert house.files.get(str(applications[id_].sheet)).startswith(b"%PDF")
