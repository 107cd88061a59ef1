"""What the side navigation calls filled in (features 30, 43, 45)."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from zcforms.services.bench import Bench
from zcforms.services.progress import done_sections

COMPLETE = json.loads(
    (Path(__file__).resolve().parents[2] / "examples/teacher-complete.json").read_text(encoding="utf-8")
)


def done(bench: Bench, document: dict[str, Any]) -> frozenset[str]:
    return done_sections(bench.catalogue.plans[document["plan"]], document)


def test_a_complete_application_is_done_everywhere(bench: Bench) -> None:
    plan = bench.catalogue.plans[COMPLETE["plan"]]
    assert done(bench, COMPLETE) == {section.id for section in plan.sections_for(COMPLETE["route"])}


@pytest.mark.parametrize(
    ("section", "spoil"),
    [
        ("basic", lambda document: document["answers"]["basic"].pop("birthplace")),
        ("work", lambda document: document["imports"].update(work=[])),
        ("education", lambda document: document["imports"]["education"][0].update(qualifying=False)),
        ("assessments", lambda document: document["imports"]["assessments"][0].pop("verdict")),
        ("attachments", lambda document: document["attachments"].popitem()),
    ],
)
def test_what_lacks_something_is_not_done(bench: Bench, section: str, spoil: Any) -> None:
    document = deepcopy(COMPLETE)
    spoil(document)
    assert done(bench, COMPLETE) - done(bench, document) == {section}
