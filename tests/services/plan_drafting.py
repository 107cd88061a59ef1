"""A plan's draft of tests' own: the teachers' plan, ready to be changed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.demo.people import RULE_AUTHOR, RULE_REVIEWER
from zcforms.services import plan_drafts
from zcforms.services.access import writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Beginning, Step
from zcforms.services.plan_package import own_of
from zcforms.services.rule_authors import author as author_of

PLAN = "2022-teacher-senior"
FILE, RULES = f"schemas/plans/{PLAN}.json", f"rules/plans/{PLAN}.yaml"


def author(town: Stage) -> Actor:
    return town.desks[RULE_AUTHOR]


def reviewer(town: Stage) -> Actor:
    return town.desks[RULE_REVIEWER]


def content(house: House, **changed: Any) -> dict[str, Any]:
    """The plan's own documents as they are in force, with others in place of some, by path."""
    own = copy.deepcopy(own_of(house.rulebook.edition(), PLAN))
    return {**own, "documents": {**own["documents"], **changed}}


def begun(house: House, who: Actor, documents: Mapping[str, Any] | None = None) -> str:
    """A draft of the plan in force, in which `documents` are in place of others."""
    with writing(house, who) as w:
        base = content(house)
        made = {**base, "documents": {**base["documents"], **(documents or {})}}
        draft = plan_drafts.begin(w, author_of(w, house, who), Beginning(PLAN, made, base), "为测试修改", NOW)
        return draft.id


def put(house: House, who: Actor, draft_id: str, place: tuple[str | int, ...], value: Any) -> None:
    """Change one place of the draft's plan document; None takes it away."""
    path = ("documents", FILE, *place)

    def patch(_: Mapping[str, Any]) -> list[dict[str, Any]]:
        pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
        if value is None:
            return [{"op": "remove", "path": pointer}]
        return [{"op": "add", "path": pointer, "value": value}]

    plan_drafts.change(house, who, draft_id, Step("修改", patch), NOW)
