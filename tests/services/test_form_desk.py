"""Evaluation forms whose jobs were given up, at the organising unit's desk (feature 73; issue 5: a list with the reason and a button)."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.services.conftest import NOW
from tests.services.titled import declared
from zcforms.demo.load import SCHOOL, Stage
from zcforms.demo.people import ENGINEER_OFFICE, TEACHER_OFFICE
from zcforms.domain.errors import NotFound
from zcforms.services import form_desk, submission
from zcforms.services.house import House
from zcforms.storage.work import work
from zcforms.worker import KINDS, Terms, embedded

UNDRAWABLE = "\U00030000"
FAST = Terms(pause=0.05, growth=1.5, attempts=2, poll=0.05)


def until(condition: Callable[[], object], house: House) -> None:
    deadline = time.monotonic() + 180
    while not condition():
        assert time.monotonic() < deadline, house.database.jobs.failed()
        time.sleep(0.1)


def renamed(house: House, application_id: str, name: str) -> None:
    """The form bears the name that the person had on handing in."""
    with work(house.database) as w:
        verdict = w.verdicts.latest(application_id)
        assert verdict
        verdict.facts = {**verdict.facts, "person": {**verdict.facts["person"], "name": name}}


def sheet(house: House, application_id: str) -> str | None:
    with work(house.database, write=False) as w:
        return w.applications.get(application_id).sheet


@pytest.mark.slow
def test_given_up_seen_with_the_reason_mended_and_made_again(house: House, town: Stage) -> None:
    desk = town.desks[TEACHER_OFFICE]
    people = [declared(town, sub) for sub in ("ready", "submitted")]
    for _, application_id in people:
        renamed(house, application_id, f"林{UNDRAWABLE}")
    with embedded(house, KINDS, FAST):
        until(lambda: form_desk.listing(house, desk).total == 2, house)
        rows = form_desk.listing(house, desk).rows
        assert {each.application_id for each in rows} == {id for _, id in people}
        assert all(f"U+{ord(UNDRAWABLE):X}" in each.fault and each.number for each in rows)
        first, second = people[0][1], people[1][1]
        for _, application_id in people:
            renamed(house, application_id, "林䶮")
        assert form_desk.make_again(house, desk, first, NOW) == 1
        until(lambda: sheet(house, first), house)
        assert [each.application_id for each in form_desk.listing(house, desk).rows] == [second]
        assert form_desk.make_again(house, desk, None, NOW) == 1
        until(lambda: sheet(house, second), house)
        assert form_desk.listing(house, desk).total == 0
    with pytest.raises(NotFound, match="可能已经生成"):
        form_desk.make_again(house, desk, None, NOW)


@pytest.mark.slow
def test_others_neither_see_nor_touch_and_what_was_taken_back_is_not_listed(
    house: House, town: Stage
) -> None:
    desk = town.desks[TEACHER_OFFICE]
    actor, application_id = declared(town)
    renamed(house, application_id, f"林{UNDRAWABLE}")
    with embedded(house, KINDS, FAST):
        until(lambda: form_desk.listing(house, desk).total, house)
    assert form_desk.listing(house, town.desks[ENGINEER_OFFICE]).total == 0
    with pytest.raises(NotFound):
        form_desk.make_again(house, town.desks[ENGINEER_OFFICE], application_id, NOW)
    with pytest.raises(NotFound):
        form_desk.listing(house, town.desks[SCHOOL])
    assert [form_desk.watches(town.desks[each]) for each in (TEACHER_OFFICE, SCHOOL)] == [True, False]
    submission.withdraw(house, actor, application_id, NOW)
    assert form_desk.listing(house, desk).total == 0
