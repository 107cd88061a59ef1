"""Publishing by a command or a program: the review's own services (`plan_reviews`), with what they say in one sentence."""

from __future__ import annotations

from datetime import datetime

from zcforms.services import plan_drafts, plan_reviews
from zcforms.services.actor import Actor
from zcforms.services.house import House


def publish(house: House, actor: Actor, draft_id: str, opinion: str, now: datetime) -> str:
    """Put the draft into force as it is at this moment. Raises as `plan_reviews.publish`."""
    shown = plan_drafts.draft(house, actor, draft_id)
    number = plan_reviews.publish(house, actor, draft_id, opinion=opinion, version=shown.version, now=now)
    return f"评审计划“{shown.caption}”（{shown.plan_id}）第 {number} 版已发布，立即生效。"
