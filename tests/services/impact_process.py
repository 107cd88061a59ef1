"""A worker process for tests: `python -m tests.services.impact_process URL FOLDER`. It counts impacts in slices of 25 applications, so
that it can be killed between them and within them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.conftest import KEYS
from tests.jobs_process import FAST
from zcforms.services import impacts
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage.database import Database
from zcforms.storage.secrets import Keyring
from zcforms.worker import Kinds, run_worker

PAGE = 25


def count(house: House, payload: Mapping[str, Any]) -> None:
    now = house.clock()
    impacts.run_slice(house, payload["impact_id"], payload["slice"], now, seconds=0, page=PAGE)


KINDS: Kinds[House] = {impacts.JOB: count}


def built(url: str, folder: Path) -> House:
    settings = Settings(database_url=url, var=folder)
    database = Database(url, Keyring.of(KEYS))
    return House.build(settings, clock=lambda: datetime.now(UTC), database=database)


if __name__ == "__main__":
    run_worker(lambda: built(sys.argv[1], Path(sys.argv[2])), KINDS, FAST)
