"""A process that grants titles: `python -m tests.services.granting_process URL FOLDER ID...`, one unit of work for each application. It prints the
numbers; one that another process grants at the same moment is passed over."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.services.impact_process import built
from tests.services.titled import grant
from zcforms.domain.errors import StaleWrite, WrongState

if __name__ == "__main__":
    house = built(sys.argv[1], Path(sys.argv[2]))
    print("ready", flush=True)
    sys.stdin.readline()
    for application_id in sys.argv[3:]:
        try:
            print(grant(house, application_id).number, flush=True)
        except (WrongState, StaleWrite):
            print("passed", flush=True)
    house.close()
