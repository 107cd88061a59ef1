"""A worker process for tests: `python -m tests.services.moving_process URL FOLDER`. It moves drafts, and can be killed among them."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.jobs_process import FAST
from tests.services.impact_process import built
from zcforms.services import draft_moving
from zcforms.worker import KINDS, run_worker

if __name__ == "__main__":
    kinds = {kind: KINDS[kind] for kind in (draft_moving.JOB, draft_moving.ONE_JOB)}
    run_worker(lambda: built(sys.argv[1], Path(sys.argv[2])), kinds, FAST)
