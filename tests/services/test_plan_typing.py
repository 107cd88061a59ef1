"""A draft as it would be with what is being typed, which need not be finished (issue 6: lint and preview as one types)."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from tests.services.test_plan_design import SECTION, START
from tests.services.workshop import author
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused
from zcforms.services import plan_design, plan_drafts, plan_starting, plan_typing


@pytest.fixture
def draft_id(town: Stage) -> str:
    return plan_starting.begin_new(town.house, author(town), START, NOW)


def test_a_row_that_is_being_begun_is_not_there_yet(town: Stage, draft_id: str) -> None:
    who = author(town)
    at = plan_design.add(
        town.house, who, draft_id, f"{SECTION}/properties", "推广面积", what="field-text", now=NOW
    )
    kept = plan_drafts.draft(town.house, who, draft_id).content
    for rows in ([{}], [{"test": "is"}], [{"field": "practice_field"}], [{"value": "茶"}]):
        for name in ("shown", "needed"):
            made = plan_typing.as_typed(
                town.house, who, draft_id, at, {"caption": "推广总面积", "asked": False, name: rows}
            )
            assert "推广总面积" in str(made.content)
    for rows in ([{}], [{"caption": "表"}], [{"sheet": "x"}]):
        shown = plan_design.shown(town.house, who, draft_id, "facts", "facts")
        plan_typing.as_typed(town.house, who, draft_id, "facts", {**shown.answers, "downloads": rows})
    whole = {
        "caption": "推广总面积",
        "asked": False,
        "shown": [{"field": "nothing", "test": "is", "value": "1"}],
    }
    with pytest.raises(InputRefused):
        plan_typing.as_typed(town.house, who, draft_id, at, whole)
    assert plan_drafts.draft(town.house, who, draft_id).content == kept
