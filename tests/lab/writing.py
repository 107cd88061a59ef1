"""Case files written inside tests, and the documents that they are read against."""

from __future__ import annotations

import functools
from pathlib import Path

from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentsInvalid
from zcforms.lab import casefiles
from zcforms.lab.cases import CaseFile, Report, run
from zcforms.services.bench import Bench

ROOT = Path(__file__).parents[2]
PLAN = "2022-teacher-senior"
HEAD = f"""
plan: {PLAN}
applicants:
  complete: {{from: examples/teacher-complete.json}}
cases:
"""


@functools.cache
def bench() -> Bench:
    return Bench.load()


def read(text: str, name: str = "x.yaml") -> CaseFile:
    data = reading.parse(text, name, is_yaml=True)
    return casefiles.read(
        Document(name, data, ""), bench().catalogue.plans, bench().rulesets, ROOT / "examples"
    )


def tried(text: str) -> Report:
    """The cases of the teacher plan, by the reference evaluator alone."""
    made = read(text)
    return run(made, bench().catalogue.plans[made.plan], bench().rulesets[made.plan])


def faults(text: str, name: str = "x.yaml") -> dict[str, str]:
    """What is told of a file that cannot be used: pointer -> fault and remedy."""
    try:
        read(text, name)
    except DocumentsInvalid as error:
        return {fault.pointer: f"{fault.fault}。{fault.remedy}" for fault in error.faults}
    return {}
