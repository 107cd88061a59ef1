"""A rule that others use, changed for one's own plan."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from tests.services.workshop import PLAN, author
from zcforms.demo.load import Stage
from zcforms.documents import reading
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound
from zcforms.services import rule_drafts
from zcforms.services.rule_copies import copy_into, overridden

TREE = {"id": "shared", "caption": "共用", "require": {"basic.work_years": {">=": 5}}}
BODY = {"caption": "共用", "require": {"basic.work_years": {">=": 5}}}


@pytest.mark.parametrize(
    "text",
    [
        "caption: 甲  # 说明\n",
        "caption: 甲",
        "caption: 甲\noverride:\n  rows:\n    x: null\n",
        "caption: 甲\noverride:\n    rules:\n        # 为什么\n        other: {caption: 乙}\nsource: 丙\n",
    ],
)
def test_the_text_gets_the_override_and_keeps_the_rest(text: str) -> None:
    made = overridden(text, "shared", TREE)
    data = reading.parse(made, "", is_yaml=True)
    before = reading.parse(text, "", is_yaml=True)
    assert data["override"]["rules"]["shared"] == BODY
    assert data["override"] == {
        **before.get("override", {}),
        "rules": {**before.get("override", {}).get("rules", {}), "shared": BODY},
    }
    assert all(line in made.splitlines() for line in text.splitlines())
    assert overridden(made, "shared", TREE) == made


@pytest.mark.parametrize("text", ["rules: [", "caption: 甲\noverride: {rows: {x: null}}\n"])
def test_what_cannot_be_placed_is_left_to_the_author(text: str) -> None:
    with pytest.raises(InputRefused, match="手工"):
        overridden(text, "shared", TREE)


def test_a_shared_rule_is_copied_into_the_own_plan(workshop: Stage) -> None:
    house, who = workshop.house, author(workshop)
    shared = house.rulebook.edition().shelf.documents["personal"].data["rules"][0]["id"]
    draft_id = copy_into(house, who, "personal", shared, PLAN, reason="本市另有规定", now=NOW)
    shown = rule_drafts.draft(house, who, draft_id)
    assert (shown.ruleset, shown.marks) == (PLAN, ())
    assert shared in reading.parse(shown.text, "", is_yaml=True)["override"]["rules"]
    assert copy_into(house, who, "personal", shared, PLAN, reason="再来", now=NOW) == draft_id
    with pytest.raises(NotAllowed):
        copy_into(house, who, "personal", shared, "2021-engineering-senior", reason="别家", now=NOW)
    with pytest.raises(NotFound):
        copy_into(house, who, "personal", "nothing", PLAN, reason="没有", now=NOW)
    with pytest.raises(NotFound):
        copy_into(house, who, "engineering", "nothing", PLAN, reason="没有", now=NOW)
