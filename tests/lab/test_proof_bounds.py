"""How many records are enough: a table, and the claim itself against every smaller document."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab import small_documents as small
from tests.lab.small_documents import LISTS, Author
from zcforms.checks import core, reference
from zcforms.checks.core import DOCUMENT, Condition
from zcforms.checks.normal import Mode
from zcforms.lab.proof_bounds import needed

OF = {True: {Mode.TRUE, Mode.NOT_FALSE}, False: {Mode.FALSE, Mode.NOT_TRUE}, None: {Mode.NOT_TRUE, Mode.NOT_FALSE}}


def _claim(condition: Condition, facts: dict[str, Any]) -> None:
    truth = reference.holds(condition, facts)
    for mode in OF[truth]:
        enough = LISTS.enough(needed(condition, mode, LISTS))
        found = (reference.holds(condition, each) for each in small.smaller(facts, enough))
        assert any(mode in OF[each] for each in found), (condition, facts, mode, enough)


@given(st.integers(min_value=0, max_value=2**62))
@settings(max_examples=3000, deadline=None)
def test_some_document_as_small_as_that_is_in_the_same_mode(seed: int) -> None:
    source = random.Random(seed)
    condition = Author(source).condition({DOCUMENT: "$"}, source.randint(1, 4))
    for _ in range(2):
        _claim(condition, small.document(source))
