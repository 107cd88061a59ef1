"""Real people whom an author of rules tries them on: nothing says who they are."""

from __future__ import annotations

import json
from pathlib import Path

from zcforms.services.masking import masked

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "teacher-complete.json"


def test_numbers_are_masked_wherever_they_stand_and_record_ids_are_not() -> None:
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    document["answers"]["titles"][0]["certificate_number"] = "ZC2015000101"
    document["answers"]["basic"]["societies"] = "电话 13900000001"
    shown = json.dumps(masked(document), ensure_ascii=False)
    for secret in (
        "2015000101",
        "13900000001",
        document["applicant"]["name"],
        document["applicant"]["id_number"],
    ):
        assert secret not in shown
    before = [record["id"] for record in document["achievements"]]
    assert [record["id"] for record in masked(document)["achievements"]] == before
