"""Applicants who fail in one way, and what they are advised (question 6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.lab.proofs.seeds import ROOT, base
from zcforms.lab.proofs.answers import Answer, Question
from zcforms.lab.proofs.proving import Limits, Version, advise

TEACHER, ACCOUNTANT = "2022-teacher-senior", "2022-accounting-senior"
LIMITS = Limits(seconds=60.0)


def example(name: str = "teacher-complete") -> dict[str, Any]:
    return json.loads((ROOT / "examples" / f"{name}.json").read_text("utf-8"))  # type: ignore[no-any-return]


def accountant() -> dict[str, Any]:
    return example("accountant-complete")


def advised(document: Mapping[str, Any], version: Version | None = None) -> Answer:
    (answer,) = advise(version or base(document["plan"]), document, limits=LIMITS)
    assert answer.question is Question.NEAREST
    return answer
