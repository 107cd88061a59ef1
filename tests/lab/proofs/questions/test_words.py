"""What stands in the way, in words (issue 7)."""

from __future__ import annotations

from tests.lab.proofs.questions.test_boundaries import LIMITS
from tests.lab.proofs.seeds import base
from zcforms.checks.reading_back import rule_sentence
from zcforms.lab.proofs.questions.making import Bench
from zcforms.lab.proofs.questions.words import cause_of_limit

PLAN = "2022-teacher-senior"


def test_a_rule_about_what_validation_found_is_readable() -> None:
    version = base(PLAN)
    rules = {rule.id: rule for table in version.ruleset.tables.values() for rule in table.rules}
    said = rule_sentence(rules["personal-valid"], version.ruleset.shape)
    assert "没有部分的" not in said
    assert "中没有所属类别为“表单”或“记录”且" in said


def test_what_an_item_takes_is_told_with_its_filter() -> None:
    version = base(PLAN)
    bench = Bench(version, version.plan.standards[0], LIMITS, None)
    item = next(item for _, item in version.plan.items(bench.standard.id) if item.id == "action_report")
    limits = [each for each in bench.session.limits.values() if each.section == item.id]
    (cause,) = [cause_of_limit(bench.session, each) for each in limits if each.first.keyword == "record"]
    assert cause.caption == item.caption
    assert cause.sentence.startswith(f"“{item.caption}”导入的业绩要审核通过，符合筛选条件（")
    assert "行动研究报告）" in cause.sentence
