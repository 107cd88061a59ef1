"""What was set aside is shown to its applicant until it was dealt with, and kept for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.plan_versions import documents, published
from tests.services.test_draft_moving import MOVES, moved, without_stage
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import NotFound
from zcforms.services import applications, filling, home, set_asides

LATER = NOW + timedelta(hours=2)


def test_it_is_told_everywhere_until_it_is_dealt_with_and_can_be_taken_back(town: Stage) -> None:
    house = town.house
    who, application_id = town.filled("ready", TEACHER)
    moved(town, published(town, documents(profession=without_stage), MOVES), application_id)
    page = set_asides.listing(house, who.actor, application_id)
    ((line,), done) = page.open, page.done
    assert (line.caption, done) == ("专业信息 · 任教学段", ())

    def told() -> tuple[int, int, int]:
        tasks = [each.text for each in home.home(house, who.actor, LATER).tasks]
        return (
            applications.record(house, who.actor, application_id, LATER).aside,
            filling.filling(house, who.actor, application_id, LATER).aside,
            sum("在新表单里没有位置" in each for each in tasks),
        )

    assert told() == (1, 1, 1)
    for _ in range(2):
        set_asides.settle(house, who.actor, application_id, line.id, LATER)
    assert told() == (0, 0, 0)
    page = set_asides.listing(house, who.actor, application_id)
    assert page.open == ()
    assert [each.shown for each in page.done] == [line.shown]
    set_asides.reopen(house, who.actor, application_id, line.id, LATER)
    assert told() == (1, 1, 1)


def test_nobody_else_sees_it(town: Stage) -> None:
    house = town.house
    who, application_id = town.filled("ready", TEACHER)
    other, others = town.filled("incomplete", TEACHER)
    moved(town, published(town, documents(profession=without_stage), MOVES), application_id)
    (line,) = set_asides.listing(house, who.actor, application_id).open
    with pytest.raises(NotFound):
        set_asides.listing(house, other.actor, application_id)
    for act in (set_asides.settle, set_asides.reopen):
        with pytest.raises(NotFound):
            act(house, other.actor, application_id, line.id, LATER)
        with pytest.raises(NotFound):
            act(house, other.actor, others, line.id, LATER)
