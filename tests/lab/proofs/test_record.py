"""Answers of the prover as JSON (issue 7)."""

from __future__ import annotations

import json

from tests.services.proving import dead, every
from zcforms.lab.proofs import record as proof_record


def test_what_is_written_is_read_again() -> None:
    for answer in every():
        said = json.loads(json.dumps(proof_record.as_json(answer), ensure_ascii=False))
        assert said == proof_record.as_json(answer)
        assert proof_record.of_json(said) == answer
    assert proof_record.as_json(dead())["certificate"]["bounds"] == [
        {"place": "work", "caption": "工作经历", "looked_at": 3, "enough": None}
    ]
