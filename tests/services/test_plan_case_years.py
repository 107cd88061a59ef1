"""Cases for the plan of the year after: to the same people everything happens a year later, so that they prove what they proved (issue 6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.conftest import NOW
from tests.services.workshop import author
from zcforms import resources
from zcforms.demo.load import Stage
from zcforms.lab import casefiles, cases
from zcforms.services import plan_case_years, plan_drafts, plan_gate, plan_starting, rule_text
from zcforms.services.plan_documents import document_of

PLAN, NEXT = "2022-teacher-senior", "2023-teacher-senior"
PATH = f"rules/cases/{NEXT}.yaml"
TEXT = """\
plan: 2022-x
caption: 2022年度的用例

applicants:
  # 人物均为虚构
  complete: {from: examples/somebody.json, note: 全部通过}

cases:
  # 任职年限
  - case: 到2022年差一天
    applicant: complete
    change: {answers.titles.0.issued_on: 2012-02-29, achievements.t1.data.year: 2021, achievements.w1.data.start: "2004-07"}
    expect: {violated: [tenure], rows: {assessments: "考核不合格的年度: 2021"}}
"""
SOMEBODY = """{"plan": "2022-x", "applicant": {"birth_date": "1980-01-02", "work_start": "2004-07-15"},
"answers": {"titles": [{"issued_on": "2012-12-12", "number": "ZC2012000109"}]},
"achievements": [{"id": "t1", "data": {"year": 2020, "hours": 90, "start": "2019-03"}}]}
"""


def test_every_day_is_a_year_later_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "somebody.json").write_text(SOMEBODY, encoding="utf-8")
    text = plan_case_years.moved_on(TEXT, "2022-x", "2023-x", tmp_path)
    data = rule_text.data_of(text)
    assert (data["plan"], data["caption"]) == ("2023-x", "2023年度的用例")
    (case,) = data["cases"]
    assert case["case"] == "到2023年差一天"
    assert case["change"] == {
        "answers.titles.0.issued_on": "2013-02-28",
        "achievements.t1.data.year": 2022,
        "achievements.w1.data.start": "2005-07",
    }
    assert case["expect"]["rows"] == {"assessments": "考核不合格的年度: 2022"}
    moved, complete = data["applicants"].values()
    assert moved["from"] == "examples/somebody.json"
    assert moved["change"] == {
        "plan": "2023-x",
        "answers.titles.0.issued_on": "2013-12-12",
        "achievements.t1.data.year": 2021,
        "achievements.t1.data.start": "2020-03",
        "applicant.work_start": "2005-07-15",
    }
    assert complete["from"] in data["applicants"]
    assert "  # 任职年限" in text
    assert "  # 人物均为虚构" in text


@pytest.mark.slow
def test_the_copy_for_the_next_year_has_the_cases_and_they_are_run_before_it_is_published(
    town: Stage,
) -> None:
    draft_id = plan_starting.begin_next_year(town.house, author(town), PLAN, NOW)
    draft = plan_drafts.draft(town.house, author(town), draft_id)
    edition = town.house.rulebook.edition()
    before, after = edition.cases(PLAN), draft.documents[PATH]
    assert before is not None
    made = plan_drafts.made(edition, draft.plan_id, draft.content)
    plan, rules = plan_gate.tied(made)
    plans, rulesets = {NEXT: plan}, {NEXT: rules}
    file = casefiles.read(document_of(PATH, after), plans, rulesets, resources.folder("examples"))
    results = cases.run(file, plan, rules).results
    assert len(results) == len(rule_text.data_of(before)["cases"])
    failed = [each.case.name for each in results if not each.passed]
    # five years are told by their days, and between the days of this one lies a 29 February more
    assert failed == ["唯一的一次聘用已经结束，到结束之日差一天满五年"]
    told = [each for each in plan_gate.gate(town.house, author(town), draft_id).missing if each.file == PATH]
    assert len(told) == 1
    assert "唯一的一次聘用已经结束" in told[0].text
