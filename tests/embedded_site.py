"""A web application with the jobs engine inside, for gunicorn: `gunicorn tests.embedded_site:app`. POST asks for a job."""

from __future__ import annotations

import os

from flask import Flask

from tests.conftest import KEYS
from tests.jobs_process import FAST, KINDS, SmallHouse
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring
from zcforms.storage.work import work
from zcforms.worker import Engine

house = SmallHouse(Database(os.environ["ZCFORMS_DATABASE_URL"], Keyring.of(KEYS)))
app = Flask(__name__)
Engine(house, KINDS, FAST).start()


@app.get("/pid")
def pid() -> str:
    return str(os.getpid())


@app.post("/<int:number>")
def ask(number: int) -> str:
    with work(house.database) as w:
        w.enqueue("stamp", str(number), {"subject": f"job:{number}", "seconds": 0.02})
    return "asked"
