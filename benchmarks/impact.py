"""Impact of one rule over a million applications: time, rate, memory, and what a full check of each would have taken.

python -m benchmarks.impact [APPLICATIONS] [WORKERS]     writes its block into docs/performance.md

The applications are lines of facts made from the complete example, with other years, dates, employers and names. The draft adds one rule
over the records inside records (任职年限).
"""

from __future__ import annotations

import copy
import json
import os
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.__main__ import PAGE, machine
from zcforms import resources
from zcforms.checks import ruleset
from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.domain.plan import Plan
from zcforms.lab.impact import Checkpoint, Impact, measure
from zcforms.lab.impact_child import Task
from zcforms.lab.impact_sources import File
from zcforms.services import judgement
from zcforms.services.bench import Bench

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "teacher-complete.json"
BLOCK = re.compile(r"(<!-- impact -->\n).*?(<!-- end of impact -->)", re.DOTALL)
RULE = {
    "id": "six-years",
    "row": "personal",
    "caption": "任职年限",
    "policy": {"text": "任现职满六年", "source": "测量"},
    "require": {
        "some": {
            "of": "titles",
            "as": "held",
            "that": {
                "some": {"of": "held.appointments", "that": {"compare": [{"years_since": "start"}, ">=", 6]}}
            },
        }
    },
    "message": "任现职未满六年",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds and megabytes; `full`: seconds that one application's two checks by engine and shadow take."""

    applications: int
    bytes: int
    workers: int
    seconds: float
    processor: float
    parent: float
    child: float
    load: tuple[float, float]
    full: float
    impact: Impact


def measured(count: int, workers: int) -> Measured:
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    with Bench.load() as bench, tempfile.TemporaryDirectory() as folder:
        plan, held = judgement.held(bench.catalogue.plans, document)
        facts = judgement.facts_of(plan, held)
        path = Path(folder) / "applications.jsonl"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(lines(facts, count))
        before = ruleset.load(resources.folder("rules"))
        task = Task.of(plan, before, draft(before, plan), count)
        load, begun, used = os.getloadavg()[0], time.perf_counter(), spent()
        peaks: dict[int, float] = {}

        def look(_: Checkpoint) -> bool:
            for pid in (os.getpid(), *children()):
                peaks[pid] = max(peaks.get(pid, 0.0), peak(pid))
            return True

        impact = measure(task, File(path), workers=workers, go_on=look)
        seconds, processor = time.perf_counter() - begun, spent() - used
        own = peaks.pop(os.getpid(), 0.0)
        after = ruleset.compile(task.after, plan)
        return Measured(
            count,
            path.stat().st_size,
            workers,
            seconds,
            processor,
            own,
            max(peaks.values(), default=0.0),
            (load, os.getloadavg()[0]),
            full(bench, [bench.rulesets[plan.id], after], facts),
            impact,
        )


def lines(facts: Any, count: int) -> Iterator[str]:
    """The same people each time."""
    chance = random.Random(22)
    made = copy.deepcopy(facts)
    made["person"]["name"] = "某某某"
    made["person"]["employer"]["name"] = "某单位"
    made["basic"]["work_years"] = 987_654_321
    made["titles"][0]["appointments"][0]["start"] = "1901-02-03"
    template = json.dumps(made, ensure_ascii=False) + "\n"
    for number in range(count):
        start = f"{chance.randrange(2008, 2019)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        yield (
            template.replace("某某某", f"{chance.choice('赵钱孙李周吴郑王')}{number}")
            .replace("某单位", f"第{chance.randrange(3_000)}小学")
            .replace("987654321", str(chance.randrange(8, 38)))
            .replace("1901-02-03", start)
        )


def draft(shelf: RulesetShelf, plan: Plan) -> RulesetShelf:
    """The plan's ruleset with one more rule."""
    kept = shelf.documents[plan.ruleset]
    data = {**kept.data, "rules": [*kept.data.get("rules", ()), RULE]}
    return RulesetShelf({**shelf.documents, plan.ruleset: Document(kept.file, data, reading.digest(data))})


def full(bench: Bench, rulesets: list[Any], facts: Any, runs: int = 200) -> float:
    """What a check under each ruleset takes for one application."""
    for each in rulesets:
        bench.checker.run(each, facts)
    begun = time.perf_counter()
    for _ in range(runs):
        for each in rulesets:
            bench.checker.run(each, facts)
    return (time.perf_counter() - begun) / runs


def children() -> list[int]:
    """The counting processes."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    found = (task / "children" for task in tasks.iterdir())
    return [int(pid) for file in found if file.exists() for pid in file.read_text().split()]


def spent() -> float:
    """Processor seconds of this process and of the children that have ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)


def peak(pid: int) -> float:
    """The most memory that the process has had resident, in MB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def table(found: Measured) -> str:
    tally = found.impact.checkpoint.tally
    each = found.seconds / found.applications
    rows = [
        ("applications, lines of facts", f"{found.applications:,} ({found.bytes / 1e9:.1f} GB)"),
        ("counting processes", f"{found.workers}"),
        ("time", f"{found.seconds:.0f} s"),
        ("processor time of all processes", f"{found.processor:.0f} s"),
        ("applications a second", f"{found.applications / found.seconds:,.0f}"),
        ("memory of the parent, of one counting process", f"{found.parent:.0f} MB, {found.child:.0f} MB"),
        ("came out differently; now failing", f"{tally.whole.changed:,}; {tally.whole.newly_failing:,}"),
        ("held against the engine; disagreements", f"{tally.sampled:,}; {tally.disagreeing}"),
        (
            "two full checks of each, by one process, would take",
            f"{found.full * found.applications / 60:.0f} min",
        ),
        ("ratio to that", f"{each / found.full:.3f}"),
    ]
    lines = [
        f"| impact of one rule | load {found.load[0]:.1f} before, {found.load[1]:.1f} after |",
        "|---|---|",
    ]
    return "\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows)])


def main(count: int, workers: int) -> int:
    found = measured(count, workers)
    block = f"{machine()}\n\n{table(found)}\n\n"
    print(block)
    text = PAGE.read_text(encoding="utf-8")
    if count >= 1_000_000:  # smaller ones are for trying
        PAGE.write_text(BLOCK.sub(lambda match: match[1] + block + match[2], text), encoding="utf-8")
    return 0 if found.impact.trustworthy else 1


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(given + [1_000_000, 2][len(given) :])))
