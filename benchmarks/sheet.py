"""One evaluation form: overview and template, and the PDF, warm.

python -m benchmarks.sheet [RUNS]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.timing import Spent, in_turn, rows
from zcforms.services import judgement
from zcforms.services.bench import Bench

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "teacher-complete.json"
BASELINE = "overview and template to HTML"


def measure(runs: int = 15) -> dict[str, Spent]:
    """Milliseconds by what was done."""
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    with Bench.load() as bench:
        plan, held = judgement.held(bench.catalogue.plans, document)
        layout = bench.catalogue.sheets[plan.sheet]
        html = judgement.page(layout, plan, held, photo=None, draft=True)
        return in_turn(
            {
                BASELINE: lambda: judgement.page(layout, plan, held, photo=None, draft=True),
                "HTML to PDF, in the press's child process": lambda: bench.press.pdf(html),
                "the whole form": lambda: bench.sheet(document),
            },
            runs=runs,
        )


def table(spent: dict[str, Spent]) -> str:
    lines = ["| one evaluation form | p50 ms | p99 ms | ratio to the HTML |", "|---|---|---|---|"]
    return "\n".join([*lines, *rows(spent, BASELINE)])


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)))
