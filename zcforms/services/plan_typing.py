"""A draft as it would be with what somebody is typing: nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from zcforms.documents.conditions import missing
from zcforms.services import plan_drafts, plan_edits, plan_palette
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import PlanDraftShown
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import steps_of


def as_typed(
    house: House, actor: Actor, draft_id: str, address: str, answers: Mapping[str, Any]
) -> PlanDraftShown:
    """With the form of one thing filled in so. Raises `InputRefused`: what can be no document; `WrongState`, `NotFound`."""
    codes = house.rulebook.edition().catalogue.codes
    draft = plan_drafts.draft(house, actor, draft_id)
    making = Making(draft.content, draft.plan_id, house.rulebook.edition().documents)
    steps = steps_of(address)
    spot = plan_edits.spot(making, steps, codes)
    form = plan_palette.form_of(making.base, spot.kind, spot.data)
    said = {name: _finished(form["properties"].get(name, {}), value) for name, value in answers.items()}
    plan_edits.fill(making, steps, form, said, codes)
    return replace(draft, content=making.content)


def _finished(schema: Mapping[str, Any], value: Any) -> Any:
    """Without the rows that are only being begun: what they lack is what makes them something."""
    items = schema.get("items", {})
    if "properties" not in items or not isinstance(value, list):
        return value
    needed = items.get("required", ())
    return [row for row in value if not any(missing(row.get(name)) for name in needed)]
