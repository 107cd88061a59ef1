"""Log lines: their place, their shape, their level."""

from __future__ import annotations

import json
import os
import pty
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


FAILING = """
import structlog
from zcforms import logs
logs.configure("info")
def fails():
    id_number = "340199" + "198503120066"
    raise ValueError("it failed")
try:
    fails()
except ValueError as error:
    structlog.get_logger("x").error("unexpected", exc_info=error)
"""


def test_a_traceback_shows_no_values_where_somebody_watches() -> None:
    """Local variables hold people's numbers and tokens; a terminal's log is a log as well."""
    ours, theirs = pty.openpty()
    done = subprocess.run([sys.executable, "-W", "error", "-c", FAILING], stderr=theirs, check=True)
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 65536):
            said += part
    except OSError:
        os.close(ours)
    assert done.returncode == 0
    assert b"it failed" in said
    assert b"340199198503120066" not in said
