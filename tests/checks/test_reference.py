"""The reference evaluator has a meaning for each construct of the core; what each means is held by the language's tests and the fuzz run."""

from __future__ import annotations

from typing import get_args

import pytest

from zcforms.checks import core, reference


@pytest.mark.parametrize("kind", get_args(core.Condition))
def test_every_kind_of_condition_has_a_meaning(kind: type) -> None:
    assert kind in reference._TRUTH


@pytest.mark.parametrize("kind", get_args(core.Value))
def test_every_kind_of_value_has_a_meaning(kind: type) -> None:
    assert kind in reference._VALUE
