"""Answers that were valid and are not any more, and what the prover makes of keywords of which it is left open what fits (question 5); each held against the real validation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lab.proofs.seeds import Edit, example, made, put, run
from zcforms.lab import proof
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.proving import Limits, prove

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not proof.installed(), reason="the solver is an extra")]

PLAN = "2022-accounting-senior"
NUMBER = "schemas/series/qualifying-exam.json", "/properties/report_number", "/answers/exam/report_number"
EVIDENCE = "schemas/common/titles.json", "/items/properties/evidence", "/answers/titles/0/evidence"
CARD = "schemas/attachments/accounting.json", "/items/identity_card/files", "/attachments/identity_card"
LONG = "皖会高考字第2022-340100-0000000123456789号"


def file(kind: str = "image/jpeg", size: int = 9) -> list[dict[str, Any]]:
    return [{"id": "f", "name": "一.jpg", "digest": "0" * 64, "size": size, "media_type": kind}]


def edited(place: tuple[str, str, str], **keywords: Any) -> tuple[Edit, ...]:
    return tuple(Edit(place[0], "add", f"{place[1]}/{word}", wanted) for word, wanted in keywords.items())


def contained(before: tuple[Edit, ...], now: tuple[Edit, ...]) -> list[Answer]:
    asked = prove(made(PLAN, now), (Question.CONTAINED,), before=made(PLAN, before), limits=Limits(20.0))
    return list(asked)


SHARPER: dict[str, tuple[tuple[str, str, str], dict[str, Any], dict[str, Any], Any]] = {
    "shorter": (NUMBER, {"maxLength": 60}, {"maxLength": 20}, LONG),
    "one shorter": (NUMBER, {"maxLength": 60}, {"maxLength": 59}, "一" * 60),
    "longer": (NUMBER, {"minLength": 2}, {"minLength": 5}, "皖会"),
    "new least": (NUMBER, {}, {"minLength": 5}, "皖会"),
    "narrower pattern": (
        NUMBER,
        {"pattern": "^[A-Z]{2}[0-9]{8,12}$"},
        {"pattern": "^[A-Z]{2}[0-9]{10}$"},
        "ZC12345678",
    ),
    "another pattern": (NUMBER, {"pattern": "^[0-9]{4}$"}, {"pattern": "^[A-Z]{2}[0-9]{10}$"}, "2022"),
    "new pattern": (NUMBER, {}, {"pattern": "^[0-9]{8}$"}, "皖会"),
    "another format": (NUMBER, {"format": "email"}, {"format": "isbn"}, "one@example.com"),
    "smaller files": (EVIDENCE, {"maxBytes": 10485760}, {"maxBytes": 104857}, file(size=104858)),
    "fewer kinds": (
        EVIDENCE,
        {"accept": ["jpg", "docx"]},
        {"accept": ["jpg"]},
        file("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ),
    "fewer kinds of attachments": (
        CARD,
        {"accept": ["jpg", "png", "pdf"]},
        {"accept": ["pdf"]},
        file("image/png"),
    ),
    "smaller attachments": (CARD, {"maxBytes": 10485760}, {"maxBytes": 104857}, file(size=10**6)),
}


@pytest.mark.parametrize("name", SHARPER)
def test_a_sharper_keyword_is_found_with_an_example(name: str) -> None:
    place, before, now, value = SHARPER[name]
    old, new = edited(place, **before), edited(place, **now)
    by_hand = example(PLAN)
    put(by_hand, place[2], value)
    assert not any(place[2] in each for each in run(made(PLAN, old), by_hand).breaches)
    assert place[2] in run(made(PLAN, new), by_hand).breaches
    found = [each for each in contained(old, new) if each.kind is not Kind.OPEN]
    assert [(each.kind, each.verdict) for each in found] == [(Kind.INVALID, Verdict.SHOWN)], found
    (shown,) = found[0].examples
    assert run(made(PLAN, old), shown.document).breaches == frozenset()
    assert any(place[2].rsplit("/", 1)[1] in each for each in run(made(PLAN, new), shown.document).breaches)
    assert shown.told[0][0] == found[0].subject.caption


@pytest.mark.parametrize("name", [each for each in SHARPER if "pattern" not in each and "format" not in each])
def test_a_wider_keyword_is_proved_to_let_everything_stay(name: str) -> None:
    place, before, now, _ = SHARPER[name]
    (answer,) = contained(edited(place, **now), edited(place, **{word: before.get(word, 1) for word in now}))
    assert (answer.kind, answer.verdict) == (Kind.CONTAINED, Verdict.PROVED)


def test_of_two_patterns_nothing_is_proved() -> None:
    """The one lets through whatever the other does, which nobody has worked out."""
    old = edited(NUMBER, pattern="^[A-Z]{2}[0-9]{10}$")
    (answer,) = contained(old, edited(NUMBER, pattern="^[A-Z]{2}[0-9]{8,12}$"))
    assert (answer.kind, answer.verdict) == (Kind.OPEN, Verdict.UNKNOWN)
    assert "格式（pattern）" in answer.sentence
    assert "时间" not in answer.sentence


def test_a_kind_of_record_that_is_not_taken_any_more() -> None:
    """The example that is installed refutes the contrary."""
    plan = made(PLAN, ()).plan
    wanted = next(
        item
        for _, item in plan.items(plan.standards[0].id)
        if "report" in item.takes and "engineering_project" in item.takes
    )
    category = next(group.id for group, item in plan.items(plan.standards[0].id) if item.id == wanted.id)
    where = f"/standards/{plan.standards[0].id}/categories/{category}/items/{wanted.id}/takes"
    narrowed = (
        Edit(
            f"schemas/plans/{PLAN}.json",
            "replace",
            where,
            [each for each in wanted.takes if each != "report"],
        ),
    )
    assert run(made(PLAN, ()), example(PLAN)).breaches == frozenset()
    assert any(wanted.id in each for each in run(made(PLAN, narrowed), example(PLAN)).breaches)
    (answer,) = contained((), narrowed)
    assert (answer.kind, answer.verdict) == (Kind.INVALID, Verdict.SHOWN)
    assert wanted.caption in answer.sentence
    assert "这里不能导入" in answer.sentence
    shown = answer.examples[0].document
    assert run(made(PLAN, ()), shown).breaches == frozenset()
    assert any(wanted.id in each for each in run(made(PLAN, narrowed), shown).breaches)
    (wider,) = contained(narrowed, ())
    assert (wider.kind, wider.verdict) == (Kind.CONTAINED, Verdict.PROVED)


def test_limits_of_a_new_field_refuse_nothing_that_was_answered() -> None:
    new = {"type": "integer", "caption": "级别", "minimum": 0, "multipleOf": 5}
    (answer,) = contained(
        (), (Edit("schemas/series/accounting-profession.json", "add", "/properties/bank", new),)
    )
    assert (answer.kind, answer.verdict) == (Kind.CONTAINED, Verdict.PROVED)


@pytest.mark.parametrize(
    ("place", "before", "now", "kind"),
    [
        ("practice_field", {"type": "string"}, {"type": "integer"}, Kind.INVALID),
        ("ledger_start", {"type": "string", "format": "date"}, {"type": "string", "format": "month"}, Kind.INVALID),
        ("ledger_start", {"type": "string", "format": "month"}, {"type": "string", "format": "date"}, Kind.INVALID),
        ("practice_field", {"type": "integer"}, {"type": "number"}, Kind.CONTAINED),
        ("practice_field", {"type": "number"}, {"type": "integer"}, Kind.INVALID),
        ("ledger_start", {"type": "string", "format": "date"}, {"type": "string"}, Kind.CONTAINED),
        ("practice_field", {"type": "string"}, {"type": "array", "items": {"type": "string", "enum": ["甲", "乙"]}}, Kind.INVALID),
        ("practice_field", {"type": "string", "enum": ["甲"]}, {"type": "string"}, Kind.CONTAINED),
        ("practice_field", {"type": "string", "enum": ["甲"]}, {"type": "string", "minLength": 2}, Kind.INVALID),
    ],
)  # fmt: skip
def test_another_kind_of_value_is_told_by_its_caption(
    place: str, before: dict[str, Any], now: dict[str, Any], kind: Kind
) -> None:
    file = "schemas/series/accounting-profession.json"
    versions = [
        (Edit(file, "add", f"/properties/{place}", {**each, "caption": "这一项"}),) for each in (before, now)
    ]
    found = contained(*versions)
    verdict = Verdict.SHOWN if kind is Kind.INVALID else Verdict.PROVED
    assert {(each.kind, each.verdict) for each in found} == {(kind, verdict)}, found
    assert all("这一项" in each.sentence for each in found if kind is Kind.INVALID)


def test_the_word_for_none_is_changed() -> None:
    (answer,) = contained((), (Edit(f"schemas/plans/{PLAN}.json", "replace", "/blank", "没有"),))
    assert (answer.kind, answer.verdict) == (Kind.CONTAINED, Verdict.PROVED)


def test_titles_that_are_gone_are_not_valid_any_more_and_nobody_is_left() -> None:
    plan = f"schemas/plans/{PLAN}.json"
    renamed = (Edit(plan, "replace", "/titles/senior-accountant/id", "senior-accountant-new"),)
    gone, left = contained((), renamed)
    assert (gone.kind, gone.subject.id) == (Kind.INVALID, "title")
    assert "高级会计师" in gone.sentence
    assert left.kind is Kind.NOBODY
    assert "申报职称没有一个是两版都有的" in left.sentence
