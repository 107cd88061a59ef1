"""Run the checks of `make check` (quick) or `make test` (all).

The static ones stop at the first that fails; the tests are all run, so that one red hides no other. What is red in the browser is run once
more by itself, because a machine that does other things too can be too slow for it: red twice is red.
"""

from __future__ import annotations

import subprocess
import sys
import time
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
PARALLEL = ["-n", "auto", "--dist", "loadfile"]
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
AGAIN = {"browser tests": ["-n", "0", "--last-failed", "--last-failed-no-failures=none"]}
"""What is run once more where it was red, and how only that is chosen."""


def main(which: str) -> int:
    started = time.monotonic()
    failed = []
    for name, command in {"quick": QUICK, "all": ALL}[which]:
        begun = time.monotonic()
        print(f"== {name}", flush=True)
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code == 1 and name in AGAIN:
            print(f"== {name}: what was red, once more", flush=True)
            code = subprocess.run([*command, *AGAIN[name]], cwd=ROOT, check=False).returncode
        print(f"   {name}: {time.monotonic() - begun:.0f} s", flush=True)
        if code:
            failed.append(f"{name} (exit {code})")
            if (name, command) in STATIC:
                break
    if failed:
        print(f"FAILED: {', '.join(failed)}", flush=True)
        return 1
    print(f"All passed in {time.monotonic() - started:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
