"""评审表生成 at the organising unit's desk: what the page says, and 重新生成 (issue 5: a list with the reason and a button)."""

from __future__ import annotations

import re
import time

import pytest

from tests.web.conftest import Demonstration
from zcforms.demo.people import COMMITTEE, TEACHER_OFFICE
from zcforms.services.submission import SHEET_JOB
from zcforms.storage.work import work
from zcforms.worker import KINDS, Terms, embedded

UNDRAWABLE = "\U00030000"


def spoiled(demonstration: Demonstration, sub: str) -> str:
    """Somebody's declaration whose form is to be made again and cannot be."""
    visitor = demonstration.sign_in(sub)
    found = re.search(r"/applications/([0-9a-f]+)", visitor.get("/declaration").text)
    assert found
    named(demonstration, found[1], f"林{UNDRAWABLE}")
    with work(demonstration.house.database) as w:
        w.applications.get(found[1]).sheet = None
        w.enqueue(SHEET_JOB, f"{found[1]}:again", {"application_id": found[1]})
    return found[1]


def named(demonstration: Demonstration, application_id: str, name: str) -> None:
    """The form bears the name that the person had on handing in."""
    with work(demonstration.house.database) as w:
        verdict = w.verdicts.latest(application_id)
        assert verdict
        verdict.facts = {**verdict.facts, "person": {**verdict.facts["person"], "name": name}}


def wait(demonstration: Demonstration, failed: int) -> None:
    deadline = time.monotonic() + 180
    while len(demonstration.house.database.jobs.failed()) != failed:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_the_list_says_why_and_its_buttons_begin_again(demonstration: Demonstration) -> None:
    office = demonstration.sign_in(TEACHER_OFFICE, "legal")
    assert "评审表生成" in office.get("/desk").text
    assert "没有生成失败的评审表" in office.get("/desk/forms").text
    demonstration.house.database.jobs.forget_all()  # the demonstration's own would be made, and fail, beside ours
    spoilt = [spoiled(demonstration, sub) for sub in ("demo-submitted", "demo-evaluated", "demo-announced")]
    with embedded(demonstration.house, KINDS, Terms(pause=0.05, growth=1.5, attempts=2, poll=0.05)):
        wait(demonstration, 3)
        page = office.get("/desk/forms").text
        assert page.count(f"没有“{UNDRAWABLE}”") == 3
        assert "全部重新生成（3 份）" in page
        for application_id in spoilt:
            named(demonstration, application_id, "林䶮")
        assert "已重新排队生成 1 份评审表" in office.press("重新生成").text
        wait(demonstration, 2)
        office.get("/desk/forms")
        assert "已重新排队生成 2 份评审表" in office.press("全部重新生成（2 份）").text
        wait(demonstration, 0)
    assert "没有生成失败的评审表" in office.get("/desk/forms").text


def test_other_desks_have_no_such_room(demonstration: Demonstration) -> None:
    committee = demonstration.sign_in(COMMITTEE, "legal")
    assert "评审表生成" not in committee.get("/desk").text
    assert committee.get("/desk/forms").status_code == 404
