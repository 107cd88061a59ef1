"""Publishing by a command or a program: the review's own service (`plan_reviews`), with what it says in one sentence."""

from __future__ import annotations

from datetime import datetime

from zcforms.domain.errors import WrongState
from zcforms.services import plan_drafts
from zcforms.services.actor import Actor
from zcforms.services.house import House


def publish(house: House, actor: Actor, draft_id: str, opinion: str, now: datetime) -> str:
    """Raises `WrongState`, `NotAllowed`, `NotFound`."""
    plan_drafts.draft(house, actor, draft_id)
    raise WrongState("这个版本还不能发布评审计划。")
