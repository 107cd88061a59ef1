"""The desk of an employer or authority: what waits there (feature 62)."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import NotAllowed
from zcforms.services import desk
from zcforms.services.desk_queue import QueueQuery
from zcforms.services.house import House
from zcforms.services.registration import EmployerChoice
from zcforms.services.submission import submit
from zcforms.storage.columns import CHINA


def test_overdue(town: Stage, house: House) -> None:
    """The employer's step has ten working days: 5 July 2022 is a Tuesday, the tenth is 19 July."""
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    school = town.desks["demo-school"]
    for day, overdue in ((19, False), (20, True)):
        (case,) = desk.pending_applications(house, school, datetime(2022, 7, day, 23, tzinfo=CHINA)).rows
        assert case.overdue is overdue


def test_the_inbox(town: Stage, house: House) -> None:
    """Counts and the oldest of each kind; searched by name and number."""
    who, application_id = town.filled("ready", TEACHER)
    number = submit(house, who.actor, application_id, NOW)
    town.replay("pending", TEACHER).register(EmployerChoice(town.desks["demo-school"].organisation()))
    library = town.employed("library", TEACHER)
    library.enter(["w1", "t1"])
    library.hand_in()
    school = town.desks["demo-school"]
    inbox = desk.inbox(house, school, NOW)
    assert (inbox.organisation, inbox.role) == ("蚌埠市禾田路小学", "用人单位")
    assert (inbox.bindings.total, inbox.achievements.total, inbox.applications.total) == (1, 2, 1)
    assert who.person.id_number not in repr(inbox)
    for search, total in ((number, 1), ("林晓", 1), ("陈", 0)):
        assert desk.pending_applications(house, school, NOW, QueueQuery(text=search)).total == total
    with pytest.raises(NotAllowed):
        desk.inbox(house, who.actor, NOW)
