"""Whether checking grows: the engine's memory over many checks, from several threads and after a fork.

    python -m benchmarks.soak [CHECKS]

Prints the resident set of this process and of the engine's child every tenth of the way, then what children forked after loading and
checking say. Exits 1 where a verdict differs from the first, or memory grew by more than `MOST_GROWTH`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from zcforms.checks import conform, facts, run
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker
from zcforms.forms import validation
from zcforms.services import judgement
from zcforms.services.bench import Bench

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
THREADS = 8
FORKS = 4
BATCH = 500
MOST_GROWTH = 4_000
"""KiB, after the first tenth; what Python and the C library hold back for later is less."""


def resident(pid: int) -> int:
    """KiB of the process that lie in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def cases(bench: Bench) -> list[tuple[Ruleset, dict[str, Any]]]:
    """Each example's ruleset and facts."""
    found = []
    for path in sorted(EXAMPLES.glob("*.json")):
        plan, held = judgement.held(bench.catalogue.plans, json.loads(path.read_text(encoding="utf-8")))
        breaches = validation.breaches_of(plan, held)
        found.append((bench.rulesets[plan.id], facts.facts(plan, held, breaches)))
    return found


def soak(checks: int) -> bool:
    """Whether every verdict is as the first and memory stays; the engine is asked through its child, as in production."""
    with Bench.load() as bench:
        known = [(ruleset, made, bench.checker.run(ruleset, made)) for ruleset, made in cases(bench)]
        asked = [_asked(ruleset, made, bench.checker) for ruleset, made, _ in known]
        sizes: list[tuple[int, int]] = []
        same = True
        began = time.monotonic()
        with ThreadPoolExecutor(THREADS) as pool:
            for part in range(10):
                for start in range(0, checks // 10, BATCH):  # a pool keeps what waits
                    numbers = range(start, min(start + BATCH, checks // 10))
                    same &= all(pool.map(lambda n: asked[n % len(asked)](), numbers))
                sizes.append((resident(os.getpid()), resident(bench.checker.engine.pid or 0)))
                print(
                    f"{(part + 1) * checks // 10} checks: {sizes[-1][0]} KiB here, {sizes[-1][1]} KiB engine",
                    flush=True,
                )
        print(
            f"{checks / (time.monotonic() - began):.0f} checks a second, {THREADS} threads, {len(asked)} applications"
        )
        forked = all(_forked(known) for _ in range(FORKS))
        whole = all(bench.checker.run(ruleset, made) == verdict for ruleset, made, verdict in known)
    grown = [last - first for first, last in zip(sizes[0], sizes[-1], strict=True)]
    print(
        f"growth after the first tenth: {grown[0]} KiB here, {grown[1]} KiB engine; verdicts the same: {same and whole}; after fork: {forked}"
    )
    return same and whole and forked and max(grown) <= MOST_GROWTH


def _asked(ruleset: Ruleset, made: dict[str, Any], checker: Checker) -> Any:
    """One check by the engine in its child; whether the answer is as it was."""
    table = ruleset.table(made["application"]["standard"])
    compiled = table.compiled
    assert compiled is not None
    typed = run.decide(table.rules, conform.typed(made, ruleset.shape)).typed
    rows = compiled.facts(typed)
    digest, program = compiled.program.digest, compiled.program
    first = checker.engine.call(digest, rows, program)
    return lambda: checker.engine.call(digest, rows) == first


def _forked(known: list[Any]) -> bool:
    """A process forked after rules were loaded and checks were made, with threads of its own, says the same."""
    child = os.fork()
    if child == 0:
        with Checker() as checker, ThreadPoolExecutor(3) as pool:
            verdicts = pool.map(lambda case: checker.run(case[0], case[1]) == case[2], known * 10)
            os._exit(0 if all(verdicts) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


if __name__ == "__main__":
    sys.exit(0 if soak(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000) else 1)
