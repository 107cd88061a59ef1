"""A plan that is being made, as its applicants will see it: nothing of it is kept, and nothing can be handed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import seen_plan_draft
from zcforms.services.plan_showing import Showing, showing
from zcforms.services.plan_trials import Trial
from zcforms.services.rule_authors import author
from zcforms.services.trial_document import Trying, empty, first_choices
from zcforms.services.trial_people import TrialPeople, somebody


def preview(
    house: House,
    actor: Actor,
    draft_id: str,
    wished: Mapping[str, str],
    *,
    filled: bool = False,
    documents: Mapping[str, Any] | None = None,
) -> Trial:
    """The draft, or `documents` in place of what is kept of it, with somebody made up in front of it. `wished`: what that person chooses, as far as the plan offers it; `filled`: everything is filled in, where
    the rules let somebody be made up. `trying` is None where the draft makes no plan. Raises `NotFound`."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_plan_draft(w, author(w, house, actor), draft_id)
    shown = showing(edition, draft.plan_id, documents or draft.documents)
    trying = _trying(shown, draft_id, wished, filled=filled)
    return Trial(draft_id, shown, "", trying, None)


def _trying(shown: Showing, draft_id: str, wished: Mapping[str, str], *, filled: bool) -> Trying | None:
    plan = shown.plan
    if plan is None:
        return None
    found = TrialPeople.of(plan, shown.ruleset).first() if filled and shown.ruleset else None
    document = found or empty(plan, somebody(plan))
    chosen = first_choices(plan, {**document, **wished} if found else wished)
    return Trying.of(plan, _without_photos({**document, **chosen}), draft_id)


def _without_photos(document: Mapping[str, Any]) -> dict[str, Any]:
    """Nobody has a portrait of who does not exist: the frame for it stays empty."""
    answers = {
        name: {key: each for key, each in answer.items() if not _is_file(each)}
        if isinstance(answer, Mapping)
        else answer
        for name, answer in document["answers"].items()
    }
    return {**document, "answers": answers, "applicant": {**document["applicant"], "photo": None}}


def _is_file(value: Any) -> bool:
    return isinstance(value, Mapping) and "digest" in value
