"""What changed for whom (question 4), and that nothing is said of nobody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.proofs.questions.test_containing import CARD, EVIDENCE, LONG, NUMBER, PLAN, edited, file
from tests.lab.proofs.seeds import Edit, base, example, made, put, run
from zcforms.lab import proof
from zcforms.lab.impact_paths import read_by
from zcforms.lab.proofs import captions
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.asked import Version
from zcforms.lab.proofs.proving import Limits, prove
from zcforms.lab.proofs.questions.untouched import untouched

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not proof.installed(), reason="the solver is an extra")]


def changed(before: Version, now: Version, row: str = "", records: int = 8) -> list[Answer]:
    rules = [each.id for table in now.ruleset.tables.values() for each in table.rules if each.row == row]
    limits = Limits(20.0, records)
    return list(prove(now, (Question.CHANGED,), before=before, rules=rules or None, limits=limits))


@pytest.mark.parametrize(
    ("place", "before", "now", "row", "value"),
    [
        (NUMBER, {"maxLength": 60}, {"maxLength": 20}, "personal", LONG),
        (NUMBER, {"pattern": "^[0-9]{4}$"}, {"pattern": "^[0-9]{8}$"}, "personal", "2022"),
        (EVIDENCE, {"accept": ["jpg", "docx"]}, {"accept": ["docx"]}, "personal", file()),
        (CARD, {"maxBytes": 10485760}, {"maxBytes": 104857}, "attachments", file(size=10**6)),
    ],
)
def test_a_sharper_keyword_makes_a_row_stricter_and_a_wider_one_looser(
    place: tuple[str, str, str], before: dict[str, Any], now: dict[str, Any], row: str, value: Any
) -> None:
    versions = made(PLAN, edited(place, **before)), made(PLAN, edited(place, **now))
    by_hand = example(PLAN)
    put(by_hand, place[2], value)
    assert run(versions[0], by_hand).violated != run(versions[1], by_hand).violated
    wanted = {Kind.STRICTER} | ({Kind.LOOSER} if "pattern" in now else set())
    found = changed(versions[0], versions[1], row)
    assert {each.kind for each in found} == wanted
    assert {each.verdict for each in found} == {Verdict.SHOWN}
    (back,) = [each for each in changed(versions[1], versions[0], row) if each.kind is Kind.LOOSER]
    assert back.verdict is Verdict.SHOWN
    assert all(each.alarming and captions.tone(each) == "bad" for each in (*found, back))


def test_an_item_that_takes_fewer_kinds_makes_its_row_stricter() -> None:
    plan = base(PLAN).plan
    group, item = next(
        (group, item)
        for group, item in plan.items(plan.standards[0].id)
        if {"report", "engineering_project"} <= set(item.takes)
    )
    where = f"/standards/{plan.standards[0].id}/categories/{group.id}/items/{item.id}/takes"
    kinds = [each for each in item.takes if each != "report"]
    narrowed = made(PLAN, (Edit(f"schemas/plans/{PLAN}.json", "replace", where, kinds),))
    assert run(base(PLAN), example(PLAN)).passes
    assert not run(narrowed, example(PLAN)).passes
    (answer,) = changed(base(PLAN), narrowed, f"category:{group.id}")
    assert (answer.kind, answer.verdict) == (Kind.STRICTER, Verdict.SHOWN)
    (back,) = changed(narrowed, base(PLAN), f"category:{group.id}")
    assert (back.kind, back.verdict) == (Kind.LOOSER, Verdict.SHOWN)


def test_what_is_told_of_an_example_begins_with_what_the_rule_looks_at() -> None:
    looser = made(PLAN, (Edit("rules/series/accounting.yaml", "replace", "/parameters/pass_mark", 55),))
    (answer,) = changed(base(PLAN), looser, "exam")
    assert answer.kind is Kind.LOOSER
    assert [caption for caption, _ in answer.examples[0].told] == ["考试成绩"]


def test_who_is_only_not_found_among_so_many_records_is_not_told_as_proved() -> None:
    more = edited(NUMBER, maxLength=59)
    (answer,) = changed(base(PLAN), made(PLAN, more), "training", records=2)
    assert (answer.kind, answer.verdict) == (Kind.ALIKE, Verdict.BOUNDED)
    assert "在看过的条数以内，没有找到" in answer.sentence
    assert (captions.tone(answer), captions.called(answer)) == ("waiting", "没有找到变化")


def test_what_reads_nothing_that_was_changed_is_not_looked_for() -> None:
    versions = base(PLAN), made(PLAN, edited(NUMBER, maxLength=59))
    plans, tables = zip(*((each.plan, each.ruleset.tables["accounting"]) for each in versions), strict=True)
    alike = untouched(plans, tables)
    whole = {"exam", "breaches", "categories", "achievements", "imported"}
    for each in tables[1].rules:
        heads = {path[0] for path in read_by(each)}
        assert (each.id in alike) is heads.isdisjoint(whole)
    assert alike


def test_another_kind_of_value_is_no_reason_to_say_that_nothing_changed() -> None:
    kind = {"type": "integer", "caption": "从事会计岗位"}
    now = made(
        PLAN, (Edit("schemas/series/accounting-profession.json", "add", "/properties/practice_field", kind),)
    )
    found = changed(base(PLAN), now, "personal")
    assert {each.verdict for each in found} <= {Verdict.UNKNOWN, Verdict.SHOWN}
    assert all(each.kind is not Kind.ALIKE for each in found)


def test_a_renamed_title_leaves_nobody_to_compare() -> None:
    name = "senior-accountant"
    renamed = Edit(f"schemas/plans/{PLAN}.json", "replace", f"/titles/{name}/id", f"{name}-new")
    raised = Edit("rules/series/accounting.yaml", "replace", "/parameters/pass_mark", 80)
    found = changed(base(PLAN), made(PLAN, (renamed, raised)))
    assert [each.kind for each in found] == [Kind.ONE_SIDED, Kind.NOBODY]
    assert f"只有这一版有：“高级会计师”（{name}-new）" in found[0].sentence
    assert f"上一版有，这一版没有：“高级会计师”（{name}）" in found[0].sentence
    assert all(each.alarming for each in found)


def test_a_specialty_that_only_one_has_is_told_and_the_others_are_compared() -> None:
    new = {"id": "tax", "caption": "税务会计"}
    more = made(PLAN, (Edit(f"schemas/plans/{PLAN}.json", "add", "/specialties/-", new),))
    found = changed(base(PLAN), more)
    assert [each.kind for each in found if each.subject.id == "specialty"] == [Kind.ONE_SIDED]
    assert "只有这一版有：“税务会计”" in found[0].sentence
    assert {each.kind for each in found[1:]} == {Kind.ALIKE}
    gone = list(prove(base(PLAN), (Question.CONTAINED,), before=more))
    assert [(each.kind, each.subject.id) for each in gone] == [
        (Kind.INVALID, "specialty"),
        (Kind.CONTAINED, "forms"),
    ]


def test_two_plans_that_nobody_can_apply_to_both() -> None:
    given = list(
        prove(base(PLAN), (Question.CHANGED, Question.CONTAINED), before=base("2022-teacher-senior"))
    )
    assert {each.kind for each in given} == {Kind.ONE_SIDED, Kind.NOBODY, Kind.INVALID}
