"""Log lines: their place, their shape, their level."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import structlog
from zcforms import logs
logs.configure("warning")
log = structlog.get_logger("x")
log.info("quiet")
log.error("check_engine_lost", 规则="甲")
print("output")
"""


def test_lines_are_json_on_standard_error_and_no_lower_level_is_told() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout == "output\n"
    (line,) = done.stderr.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["规则"]) == ("check_engine_lost", "error", "甲")
    assert told["timestamp"].endswith("Z")
