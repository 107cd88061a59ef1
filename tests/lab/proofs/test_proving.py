"""Every installed plan is proved, route by route and title by title; what answers say of themselves is so (issue 7)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab.proofs.seeds import base
from zcforms.checks.run import Checker
from zcforms.forms import validation
from zcforms.lab.proofs.answers import Kind, Question, Verdict
from zcforms.lab.proofs.people.portrait import ran
from zcforms.lab.proofs.proving import Limits, prove
from zcforms.resources import folder

LIMITS = Limits(seconds=60.0)
PLANS = sorted(path.stem for path in (folder("schemas") / "plans").glob("*.json"))


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    found = Checker()
    yield found
    found.close()


@pytest.mark.slow
@pytest.mark.parametrize("plan", PLANS)
def test_somebody_can_pass_by_every_route(plan: str, checker: Checker) -> None:
    """Each example is an application that the forms accept and that breaks nothing, for the engine and the reference evaluator alike."""
    version = base(plan)
    answers = list(prove(version, (Question.PASSES,), checker=checker, limits=LIMITS))
    asked = {(each.subject.standard, each.subject.route, each.subject.title) for each in answers}
    assert asked == {
        (standard.id, route.id, title.id)
        for standard in version.plan.standards
        for route in version.plan.routes
        for title in version.plan.titles
        if not title.standards or standard.id in title.standards
    }
    assert {(each.kind, each.verdict) for each in answers} == {(Kind.POSSIBLE, Verdict.SHOWN)}
    for each in answers:
        (example,) = each.examples
        assert not any(validation.breaches_of(version.plan, example.document).values())
        found = ran(version.plan, version.ruleset, example.document, None)
        assert not [rule for rule in found.violated if _blocks(version, rule)]
        assert example.document["route"] == each.subject.route
        assert example.told


def _blocks(version: object, rule_id: str) -> bool:
    from zcforms.lab.proofs.encoding.session import blocks

    tables = version.ruleset.tables.values()  # type: ignore[attr-defined]
    return any(blocks(rule) for table in tables for rule in table.rules if rule.id == rule_id)


def test_what_is_asked_of_one_rule_is_answered_about_it_alone() -> None:
    answers = list(
        prove(base("2022-agronomy-senior"), (Question.BITES,), rules=["photo-present"], limits=LIMITS)
    )
    (answer,) = answers
    assert (answer.kind, answer.verdict) == (Kind.ALONE, Verdict.SHOWN)
    (example,) = answer.examples
    assert example.violated == ("photo-present",)
    assert answer.certificate.seconds > 0


def test_a_rule_that_the_form_says_already_is_told_with_what_says_it() -> None:
    (answer,) = prove(
        base("2022-agronomy-senior"), (Question.BITES,), rules=["appointments-in-order"], limits=LIMITS
    )
    assert (answer.kind, answer.verdict) == (Kind.REDUNDANT, Verdict.PROVED)
    assert "personal-valid" in {cause.rule for cause in answer.causes}
    assert all(cause.sentence for cause in answer.causes)
    assert answer.certificate.proved
