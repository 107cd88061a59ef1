"""The check table that is found again (feature 58)."""

from __future__ import annotations

from tests.services.conftest import NOW
from zcforms.demo.load import INCOMPLETE, TEACHER, Stage
from zcforms.services import filling, last_check, submission
from zcforms.services.house import House
from zcforms.services.last_check import LastCheck


def test_a_check_is_found_again_until_something_changes(town: Stage, house: House) -> None:
    who, application = town.filled("ready", TEACHER)
    assert last_check.last(house, who.actor, application, NOW) == LastCheck()
    verdict = last_check.check(house, who.actor, application, NOW).verdict
    assert verdict is not None
    found = last_check.last(house, who.actor, application, NOW)
    assert found.verdict is not None
    assert (found.verdict.rows, found.outdated) == (verdict.rows, False)

    basic = dict(filling.section(house, who.actor, application, "basic", NOW).value)
    filling.save_fields(house, who.actor, application, "basic", {**basic, "birthplace": "安徽阜阳"}, now=NOW)
    assert last_check.last(house, who.actor, application, NOW) == LastCheck(outdated=True)


def test_what_was_submitted_always_has_its_table(town: Stage, house: House) -> None:
    who, application = town.filled("ready", TEACHER)
    submission.submit(house, who.actor, application, NOW)
    found = last_check.last(house, who.actor, application, NOW)
    assert found.verdict is not None
    assert found.verdict.passed


def test_what_to_do_at_least_is_told_for_each_row_that_fails(town: Stage, house: House) -> None:
    """Features 58 to 61: found again with the table, and nothing more once all is well."""
    who, application = town.filled("incomplete", INCOMPLETE)
    made = last_check.check(house, who.actor, application, NOW)
    assert made.verdict is not None
    assert set(made.counsel) == {row.id for row in made.verdict.rows if not row.passed}
    (step,) = made.counsel["assessments"].steps
    assert step.text == "请如实选择“年度考核”第 1 条的“考核结果”（须为“合格”）。"
    assert step.pointer == "/imports/assessments/0/verdict"
    assert last_check.last(house, who.actor, application, NOW).counsel == made.counsel
    ready, complete = town.filled("ready", TEACHER)
    assert last_check.check(house, ready.actor, complete, NOW).counsel == {}
