"""The real documents, one real engine, and a small plan-free schema for the language itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.checks.author import Author
from zcforms.checks import facts, ruleset
from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.checks.run import Checker, Verdict
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue, validation
from zcforms.forms.catalogue import Catalogue

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def documents() -> Catalogue:
    return catalogue.load(ROOT / "schemas")


@pytest.fixture(scope="session")
def shelf() -> RulesetShelf:
    return ruleset.load(ROOT / "rules")


@pytest.fixture(scope="session")
def teacher(documents: Catalogue) -> Plan:
    return documents.plans["2022-teacher-senior"]


@pytest.fixture(scope="session")
def engineer(documents: Catalogue) -> Plan:
    return documents.plans["2021-engineering-senior"]


@pytest.fixture(scope="session")
def rulesets(documents: Catalogue, shelf: RulesetShelf) -> dict[str, Ruleset]:
    return {plan.id: ruleset.compile(shelf, plan) for plan in documents.plans.values()}


@pytest.fixture(scope="session")
def checker() -> Iterator[Checker]:
    with Checker(timeout=30) as made:
        yield made


@pytest.fixture
def example() -> Callable[[str], dict[str, Any]]:
    """A fresh copy of an application file under examples/."""
    return lambda name: copy.deepcopy(json.loads((ROOT / "examples" / f"{name}.json").read_text("utf-8")))


Check = Callable[[dict[str, Any]], Verdict]
Example = Callable[[str], dict[str, Any]]
Checked = Callable[..., Verdict]


@pytest.fixture
def check(documents: Catalogue, rulesets: dict[str, Ruleset], checker: Checker) -> Check:
    """The whole path from an application document to a verdict, with the form's own validation."""

    def run(application: dict[str, Any]) -> Verdict:
        plan = documents.plans[application["plan"]]
        made = facts.facts(plan, application, validation.breaches_of(plan, application))
        return checker.run(rulesets[plan.id], made)

    return run


@pytest.fixture
def author(tmp_path: Path, teacher: Plan) -> Author:
    return Author(tmp_path, teacher)


@pytest.fixture
def checked(author: Author, checker: Checker, example: Example) -> Checked:
    """The verdict of the given rules and rows over the complete example."""

    def run(application: dict[str, Any] | None = None, **content: Any) -> Verdict:
        made = facts.facts(author.plan, application or example("teacher-complete"), {})
        return checker.run(author.compiled(**content), made)

    return run
