"""Run the checks of `make check` (quick) or `make test` (all).

The static ones stop at the first that fails; the tests are all run, so that one red hides no other. What is red is run once more by itself,
because a machine that does other things too can be too slow for real servers, browsers and processes: red twice is red, and what was red
once is listed at the end, for somebody to mend.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PATHS = ["zcforms", "tests", "benchmarks", "scripts"]

STATIC: list[tuple[str, list[str]]] = [
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", *PATHS]),
    ("lint", [str(BIN / "ruff"), "check", "--quiet", *PATHS]),
    ("types", [str(BIN / "mypy")]),
    ("imports", [str(BIN / "lint-imports"), "--no-logo"]),
]
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=15"]
UNITS = ["tests/domain", "tests/documents", "tests/forms", "tests/checks", "tests/lab"]
PARALLEL = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
"""In the order of their names: files with few tests would come last otherwise, and the longest of all have two."""
QUICK: list[tuple[str, list[str]]] = [
    *STATIC,
    (
        "unit tests",
        [*PYTEST, *PARALLEL, *UNITS, "-m", "not slow and not browser"],
    ),
]
ALL: list[tuple[str, list[str]]] = [
    *STATIC,
    ("tests", [*PYTEST, *PARALLEL, "--ignore=tests/browser"]),
    ("browser tests", [*PYTEST, *PARALLEL, "tests/browser"]),
]
AGAIN = ["-n", "0", "--last-failed", "--last-failed-no-failures=none"]
"""How only what was red is chosen."""
LAST_FAILED = ROOT / ".pytest_cache" / "v" / "cache" / "lastfailed"
MANY = 12
"""So many reds are no accident of the machine; running them again would only take time."""


MEMORY = Path("/dev/shm")
ENOUGH = 6 << 30
"""Bytes that are free in memory: what tests lay down there stays below 2 GB."""


def main(which: str) -> int:
    with _workspace() as environment:
        return _checked(which, environment)


@contextmanager
def _workspace() -> Iterator[dict[str, str]]:
    """The environment of tests: what they write lies in memory where there is enough of it, because databases wait for the disk with every
    change, and what takes longest to set up is made once for all of their processes."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and min(_free(), _available()) >= ENOUGH
    with tempfile.TemporaryDirectory(
        prefix="zcforms-tests-", dir=MEMORY if roomy else None, ignore_cleanup_errors=True
    ) as folder:
        shared = Path(folder) / "shared"
        shared.mkdir()
        places = {"TMPDIR": folder, "PYTEST_DEBUG_TEMPROOT": folder, "ZCFORMS_TEST_SHARED": str(shared)}
        yield {**os.environ, **places}


def _free() -> int:
    return shutil.disk_usage(MEMORY).free


def _available() -> int:
    """Bytes of memory that nobody needs; 0 where the system does not tell."""
    try:
        told = Path("/proc/meminfo").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in told.splitlines() if "MemAvailable" in line), 0)


def _checked(which: str, environment: dict[str, str]) -> int:
    started = time.monotonic()
    failed, unsteady = [], []
    for name, command in {"quick": QUICK, "all": ALL}[which]:
        begun = time.monotonic()
        LAST_FAILED.unlink(missing_ok=True)
        print(f"== {name}", flush=True)
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        red = _red() if code == 1 and (name, command) not in STATIC else []
        if red and len(red) <= MANY:
            print(f"== {name}: what was red, once more", flush=True)
            code = subprocess.run([*command, *AGAIN], cwd=ROOT, env=environment, check=False).returncode
            unsteady += [] if code else red
        print(f"   {name}: {time.monotonic() - begun:.0f} s", flush=True)
        if code:
            failed.append(f"{name} (exit {code})")
            if (name, command) in STATIC:
                break
    for each in unsteady:
        print(f"UNSTEADY: {each} was red once, and green by itself", flush=True)
    if failed:
        print(f"FAILED: {', '.join(failed)}", flush=True)
        return 1
    print(f"All passed in {time.monotonic() - started:.0f} s.", flush=True)
    return 0


def _red() -> list[str]:
    """The tests that were red in the last run."""
    return sorted(json.loads(LAST_FAILED.read_text(encoding="utf-8"))) if LAST_FAILED.exists() else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
