"""One impact that somebody asked for, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class ImpactState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        return self in (ImpactState.DONE, ImpactState.STOPPED, ImpactState.FAILED)


@dataclass(eq=False)
class RuleImpact:
    """`before` and `after`: the documents of both sides as they were when it was asked for, ruleset id -> {file, data, digest};
    `heading`: what is compared, for people; `checkpoint`: what is counted; `slices`: jobs that have written; `stop`: somebody wants it to
    end; `fault`: why it failed."""

    id: str
    plan_id: str
    organisation_id: str
    account_id: str
    asked_at: datetime
    changed_at: datetime
    source: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    heading: Mapping[str, Any]
    state: ImpactState = ImpactState.WAITING
    stop: bool = False
    slices: int = 0
    checkpoint: Mapping[str, Any] | None = None
    fault: str = ""
