"""A ruleset of the library that checks what a plan does not have (issue 6: each problem with place, reason and a proposed fix)."""

from __future__ import annotations

import pytest

from tests.services.plan_mistakes import RULES, sound
from tests.services.test_plan_lost import solved, told
from zcforms.services import rule_text
from zcforms.services.bench import Bench
from zcforms.services.rulebook import Edition


@pytest.fixture
def edition(bench: Bench) -> Edition:
    return Edition.of_files(bench)


def test_a_ruleset_of_the_library_that_does_not_fit_is_told_once_with_two_ways_out(edition: Edition) -> None:
    documents = sound()
    documents[RULES] = rule_text.put_member(documents[RULES], "extends", ["agronomy", "exam"])
    found = told(edition, documents, documents)
    assert [(each.fault, each.where.partition(" ")[0]) for each in found] == [
        ("规则来源“资格考试”不适合这份方案", "检查规则")
    ]
    assert "“考试合格”" in found[0].reason
    assert [each.caption for each in found[0].mends] == [
        "不采用“资格考试”",
        "停用规则“考试合格”、“考试成绩在有效期内”",
    ]
    assert solved(edition, documents, documents, found[0]) == [[], []]


def test_what_a_ruleset_brings_along_is_told_with_it(edition: Edition) -> None:
    """The physicians' rules take those of the examination."""
    documents = sound()
    documents[RULES] = rule_text.put_member(documents[RULES], "extends", ["agronomy", "physician"])
    assert [each.fault for each in told(edition, documents, documents)] == [
        "规则来源“卫生系列（医师）”不适合这份方案"
    ]
