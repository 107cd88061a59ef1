"""Declarations as the tests look at them, and the organisations of their chain."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.demo.replay import Replay
from zcforms.domain.evaluation import Votes
from zcforms.services import applications, approvals, conferring, evaluations
from zcforms.services.declaration_records import Record

CHAIN = ("demo-school", "demo-education", "demo-hr", "demo-teacher-office")


def record(town: Stage, who: Replay, application_id: str, now: datetime = NOW) -> Record:
    return applications.record(town.house, who.actor, application_id, now)


def to_the_title(town: Stage, application_id: str) -> None:
    """The committee's result, the public notice and the approval of what everybody has looked at."""
    house, over = town.house, NOW + timedelta(days=14)
    evaluations.evaluate(
        house, town.desks["demo-committee"], application_id, Votes(25, 20, 5, 0), "同意评审通过。", now=NOW
    )
    approvals.endorse(house, town.desks["demo-teacher-office"], application_id, "", over)
    conferring.confer(
        house, town.desks["demo-issuer"], application_id, "蚌人社职〔2022〕88号", NOW.date(), now=over
    )
