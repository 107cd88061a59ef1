"""A workbench of tests' own: the documents without their cases, one new rule for the teachers' plan, and cases that prove it."""

from __future__ import annotations

from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.demo.people import RULE_AUTHOR, RULE_REVIEWER
from zcforms.services import rule_drafts, rule_reviews
from zcforms.services.actor import Actor

RULESET = PLAN = "2022-teacher-senior"
RULE = """
  - id: tried-years
    row: personal
    caption: 工作年限满十年
    severity: advisory
    policy: {text: 须工作满十年, source: 测试文件第一条}
    require: {basic.work_years: {">=": 10}}
    message: 工作年限未满十年
    remedy: 请核对工作年限。
    at: /answers/basic/work_years
"""
CASES = """plan: 2022-teacher-senior
applicants:
  complete: {from: examples/teacher-complete.json}
cases:
  - case: 刚满十年
    applicant: complete
    about: [tried-years]
    change: {answers.basic.work_years: 10}
    expect: {passed: [tried-years], also: true}
  - case: 差一年
    applicant: complete
    about: [tried-years]
    change: {answers.basic.work_years: 9}
    expect: {violated: [tried-years], also: true}
  - case: 多一年
    applicant: complete
    about: [tried-years]
    change: {answers.basic.work_years: 11}
    expect: {passed: [tried-years], also: true}
  - case: 没有填写
    applicant: complete
    about: [tried-years]
    remove: [answers.basic.work_years]
    expect: {violated: [tried-years], also: true}
"""


def author(town: Stage) -> Actor:
    return town.desks[RULE_AUTHOR]


def reviewer(town: Stage) -> Actor:
    return town.desks[RULE_REVIEWER]


def with_rule(town: Stage, rule: str = RULE) -> str:
    """The plan's ruleset in force, with one more rule."""
    text = town.house.rulebook.edition().text(RULESET)
    return text.replace("\nrules:\n", f"\nrules:{rule}", 1)


def begun(town: Stage) -> str:
    return rule_drafts.start(town.house, author(town), RULESET, "增加工作年限要求", NOW)


def saved(town: Stage, rule: str = RULE, cases: str = CASES) -> str:
    draft_id = begun(town)
    rule_drafts.save(town.house, author(town), draft_id, with_rule(town, rule), cases, version=1, now=NOW)
    return draft_id


def published(town: Stage) -> str:
    """The new rule is in force."""
    draft_id = saved(town)
    rule_reviews.submit(town.house, author(town), draft_id, "", NOW)
    version = rule_drafts.draft(town.house, reviewer(town), draft_id).version
    rule_reviews.publish(town.house, reviewer(town), draft_id, opinion="同意", version=version, now=NOW)
    return draft_id
