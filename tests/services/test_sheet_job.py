"""The job behind submission (feature 73), as the worker runs it."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from zcforms.demo.load import SCHOOL, TEACHER, Stage
from zcforms.domain.errors import PrintingFailed
from zcforms.printing.press import Press
from zcforms.services import approvals, sheets, submission
from zcforms.services.house import House
from zcforms.storage.work import work
from zcforms.worker import KINDS, Terms, embedded

UNDRAWABLE = "\U00030000"
"""Of extension G, which none of the faces has."""


def lines(house: House, application_id: str) -> int:
    with work(house.database, write=False) as w:
        return len(
            [one for one in w.journal.of(f"application:{application_id}") if one.act == "application.sheet"]
        )


@pytest.mark.slow
def test_submission_leads_to_an_evaluation_form_by_the_worker(house: House, town: Stage) -> None:
    applicant, application_id = town.filled("ready", TEACHER)
    submission.submit(house, applicant.actor, application_id, applicant.now)
    assert sheets.evaluation_form(house, applicant.actor, application_id, applicant.now).data is None
    with embedded(house, KINDS):
        deadline = time.monotonic() + 60
        while (
            form := sheets.evaluation_form(house, applicant.actor, application_id, applicant.now)
        ).data is None:
            assert time.monotonic() < deadline, house.database.jobs.failed()
            time.sleep(0.2)
    assert form.data.startswith(b"%PDF")
    assert lines(house, application_id) == 1


@pytest.mark.slow
def test_a_character_that_cannot_be_drawn_is_told_to_the_person(house: House, town: Stage) -> None:
    """Nobody waits for a form that will not come: the job is given up, and who asks for the form reads why."""
    applicant, application_id = town.filled("ready", TEACHER)

    with work(house.database) as w:
        w.people.get(applicant.actor.person()).name = f"林{UNDRAWABLE}"
    submission.submit(house, applicant.actor, application_id, applicant.now)
    with embedded(house, KINDS, Terms(pause=0.05, growth=1.5, attempts=2, poll=0.05)):
        deadline = time.monotonic() + 60
        while not house.database.jobs.failed():
            assert time.monotonic() < deadline
            time.sleep(0.1)
    with pytest.raises(PrintingFailed, match=f"没有“{UNDRAWABLE}”（U\\+30000）.*系统管理员"):
        sheets.evaluation_form(house, applicant.actor, application_id, applicant.now)

    later = applicant.now + timedelta(minutes=1)
    submission.withdraw(house, applicant.actor, application_id, later)
    with work(house.database) as w:
        w.people.get(applicant.actor.person()).name = "林䶮"
    submission.submit(house, applicant.actor, application_id, later)
    form = sheets.evaluation_form(house, applicant.actor, application_id, later)
    assert form.data is not None
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(form.data)).pages)
    assert "林䶮" in text
    assert UNDRAWABLE not in text


class Interrupted(Press):
    """A press during whose work something else happens."""

    def __init__(self, press: Press, meanwhile: Callable[[], None]) -> None:
        self._press, self._meanwhile = press, meanwhile

    def pdf(self, html: str) -> bytes:
        self._meanwhile()
        return self._press.pdf(html)


def test_a_form_printed_from_an_earlier_submission_is_not_kept_for_the_later_one(
    house: House, town: Stage
) -> None:
    applicant, application_id = town.filled("ready", TEACHER)
    submission.submit(house, applicant.actor, application_id, applicant.now)

    def submit_again() -> None:
        later = applicant.now + timedelta(minutes=1)
        submission.withdraw(house, applicant.actor, application_id, later)
        submission.submit(house, applicant.actor, application_id, later)

    slow = dataclasses.replace(house, press=Interrupted(house.press, submit_again))
    assert sheets.make_evaluation_form(slow, application_id, applicant.now) is None
    assert lines(house, application_id) == 0
    assert sheets.make_evaluation_form(house, application_id, applicant.now) is not None
    assert lines(house, application_id) == 1


def test_of_two_that_print_the_same_form_at_once_one_is_kept(house: House, town: Stage) -> None:
    """A worker that was thought dead goes on beside the one that took its job over."""
    applicant, application_id = town.filled("ready", TEACHER)
    submission.submit(house, applicant.actor, application_id, applicant.now)

    def print_it() -> None:
        assert sheets.make_evaluation_form(house, application_id, applicant.now) is not None

    slow = dataclasses.replace(house, press=Interrupted(house.press, print_it))
    assert sheets.make_evaluation_form(slow, application_id, applicant.now) is None
    assert lines(house, application_id) == 1


def test_who_looks_at_an_application_while_its_form_is_printed_can_decide_on_it(
    house: House, town: Stage
) -> None:
    applicant, application_id = town.filled("ready", TEACHER)
    submission.submit(house, applicant.actor, application_id, applicant.now)
    seen = approvals.case(house, town.desks[SCHOOL], application_id, applicant.now).version
    assert sheets.make_evaluation_form(house, application_id, applicant.now) is not None
    approvals.endorse(house, town.desks[SCHOOL], application_id, "同意", applicant.now, version=seen)
    assert sheets.evaluation_form(house, applicant.actor, application_id, applicant.now).data is not None
