"""One evaluation form: overview and template, and the PDF, warm; and how its cost grows with its pages.

python -m benchmarks.sheet [RUNS]
"""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.timing import Spent, in_turn, rows
from zcforms.printing import pdf_reading
from zcforms.services import judgement
from zcforms.services.bench import Bench

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "teacher-complete.json"
BASELINE = "overview and template to HTML"
COPIES = (2, 14, 37)
"""How often each record stands in the form, which makes it about 10, 20 and 40 pages; the pages are counted."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`form`: what was done -> milliseconds; `growth`: pages of the form -> milliseconds for the whole of it."""

    form: Mapping[str, Spent]
    growth: Mapping[int, Spent]


def measure(runs: int = 15) -> Measured:
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    with Bench.load() as bench:
        plan, held = judgement.held(bench.catalogue.plans, document)
        layout = bench.catalogue.sheets[plan.sheet]
        html = judgement.page(layout, plan, held, photo=None, draft=True)
        form = in_turn(
            {
                BASELINE: lambda: judgement.page(layout, plan, held, photo=None, draft=True),
                "HTML to PDF, in the press's child process": lambda: bench.press.pdf(html),
                "the whole form": lambda: bench.sheet(document),
            },
            runs=runs,
        )
        return Measured(form, growth(bench, document, runs=max(3, runs // 5)))


def growth(bench: Bench, document: Mapping[str, Any], *, runs: int) -> dict[int, Spent]:
    """Pages of a form -> what it costs."""
    forms = [grown(document, copies) for copies in COPIES]
    pages = [pdf_reading.pages(bench.sheet(form)) for form in forms]
    made = {str(count): lambda form=form: bench.sheet(form) for count, form in zip(pages, forms, strict=True)}
    return {int(count): spent for count, spent in in_turn(made, runs=runs, warm=0).items()}


def grown(document: Mapping[str, Any], copies: int) -> dict[str, Any]:
    """The document with each record of the library, and each import of it, so many times."""
    made: dict[str, Any] = copy.deepcopy(dict(document))
    made["achievements"] = _copied(made["achievements"], "id", copies)
    made["imports"] = {name: _copied(entries, "record", copies) for name, entries in made["imports"].items()}
    return made


def _copied(entries: Sequence[Mapping[str, Any]], name: str, copies: int) -> list[dict[str, Any]]:
    return [{**each, name: f"{each[name]}-{number}"} for each in entries for number in range(copies)]


def table(measured: Measured) -> str:
    lines = ["| one evaluation form | p50 ms | p99 ms | ratio to the HTML |", "|---|---|---|---|"]
    fewest = min(measured.growth)
    base = measured.growth[fewest].p50
    grows = [f"| pages of the form | p50 ms | ms a page | ratio to {fewest} pages |", "|---|---|---|---|"]
    grows += [
        f"| {pages} | {one.p50:.0f} | {one.p50 / pages:.0f} | {one.p50 / base:.2f} |"
        for pages, one in sorted(measured.growth.items())
    ]
    return "\n".join([*lines, *rows(measured.form, BASELINE), "", *grows])


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 15)))
