"""Every rule document: a case where each rule speaks, and its nearest neighbour where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.checks.conftest import Check
from zcforms import resources
from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents.reading import read_tree

Example = Callable[[str], dict[str, Any]]
Edits = dict[str, Any]
GONE = "gone"


@dataclass(frozen=True)
class Case:
    """`speaks` and `silent` are edits of an example: {path: value}, a path of keys, positions and record ids."""

    rule: str
    speaks: Edits
    silent: Edits = field(default_factory=dict)
    example: str = "teacher-complete"
    says: str = ""


FILE = {"id": "f", "name": "x.exe", "digest": "0" * 64, "size": 1, "media_type": "application/x-dosexec"}
DOCTOR = {"achievements/e1/data/education": "11"}
COLLEGE = {"achievements/e1/data/education": "31"}
HELD = "answers/titles/0"
TWO_YEARS = {f"{HELD}/appointments/0/start": "2020-12-31"}
FIVE_YEARS = {f"{HELD}/appointments/0/start": "2017-12-31"}

TEACHER = [
    Case("personal-complete", {"answers/basic/birthplace": ""}, says="个人信息未填写完整: 出生地"),
    Case("personal-complete", {"answers/profession/stage": GONE}, says="任教学段"),
    Case("personal-valid", {"answers/basic/work_years": 61}, {"answers/basic/work_years": 60}, says="个人信息填写有误: 工作年限"),
    Case("documents-valid", {"imports/unheard_of": []}, says="不属于本计划"),
    Case("photo-present", {"applicant/photo": None}, says="未上传个人免冠照片"),
    Case("specialty-years-capped", {"answers/basic/specialty_years": 15}, {"answers/basic/specialty_years": 14}, says="已按工作年限调整为14年"),
    Case("appointments-of-institution-staff", {f"{HELD}/appointments": []}, {f"{HELD}/appointments": [], "applicant/employer/nature": "private-non-enterprise"}, says="现有职称未填写评聘情况: 一级教师"),
    Case("appointments-in-order", {f"{HELD}/appointments/0/end": "2015-12-31"}, {f"{HELD}/appointments/0/end": "2016-01-01"}, says="早于"),
    Case("work-present", {"imports/work": []}, says="未填写工作经历信息"),
    Case("work-valid", {"achievements/w1/state": "submitted"}, says="导入的工作经历有误, 共 1 处"),
    Case("training-present", {"imports/training": []}, says="未填写继续教育经历信息"),
    Case("training-valid", {"achievements/t1/state": "returned"}, says="共 1 处"),
    Case("education-present", {"imports/education": []}, says="未填写教育经历信息"),
    Case("education-qualifying", {"imports/education/0/qualifying": GONE}, says="须设定一条合格学历, 当前已设定 0 条"),
    Case("education-valid", {"achievements/e1/state": "draft"}, says="共 1 处"),
    Case("education-sufficient", COLLEGE | {"answers/profession/stage": "高中"}, COLLEGE | {"answers/profession/stage": "初中"}, says="学历条件"),
    Case("education-sufficient", {"achievements/e1/data/education": "22"}, {"achievements/e1/data/education": "14"}),
    Case("assessments-present", {"imports/assessments": []}, says="未添加年度考核记录"),
    Case("assessments-judged", {"imports/assessments/0/verdict": GONE}, says="未填写年度考核结果"),
    Case("assessments-one-a-year", {"imports/assessments/+": {"record": "k1", "verdict": "合格"}}, says="同一年度"),
    Case("assessments-valid", {"imports/assessments/+": {"record": "k1", "verdict": "合格"}}, says="共 1 处"),
    Case("assessments-qualified", {"imports/assessments/0/verdict": "不合格"}, says="年度考核不合格或基本合格的年度: 20"),
    Case("assessments-qualified", {"achievements/k1/data/result": "基本合格"}, {"achievements/k1/data/result": "优秀"}),
    Case("attachment-minimum:pledge", {"attachments/pledge": []}, says="职称填报承诺书 为必填项, 当前尚未上传"),
    Case("attachments-valid", {"attachments/other/0": FILE}, says="上传的附件有误, 共 1 处"),
    Case("category-minimum:performance", {"imports/teaching_award": []}, says="业绩条件 要求至少录入2项记录, 当前已录入了 1 项"),
    Case("item-required:mentoring", {"imports/mentoring": []}, says="指导青年教师方面 为必填项, 当前尚未录入"),
    Case("item-valid:monograph", {"achievements/b1/state": "submitted"}, says="出版教育教学专著 导入的业绩有误, 共 1 处"),
    Case("teacher-qualification", {"answers/profession/qualification": "无"}, says="未填写教师资格"),
    Case("rural-years-within-teaching-years", {"answers/profession/rural_years": 15}, {"answers/profession/rural_years": 14}, says="大于教龄"),
    Case("tenure-doctor", DOCTOR | {f"{HELD}/appointments/0/start": "2021-01-01"}, DOCTOR | TWO_YEARS, says="截至 2022-12-31, 任一级教师未满 2 年"),
    Case("tenure-doctor", DOCTOR | {f"{HELD}/title": "二级教师"}, DOCTOR),
    Case("tenure", {f"{HELD}/appointments/0/start": "2018-01-01"}, FIVE_YEARS, says="截至 2022-12-31, 任一级教师未满 5 年"),
    Case("tenure", {f"{HELD}/title": "二级教师"}, {f"{HELD}/title": "小学高级教师"}),
    Case("tenure", {f"{HELD}/title": "二级教师"}, {f"{HELD}/title": "二级教师", "route": "exceptional"}),
    Case("tenure", {f"{HELD}/appointments": [], f"{HELD}/reviewed_on": "2018-01-01"}, {f"{HELD}/appointments": [], f"{HELD}/reviewed_on": "2017-12-31"}),
    Case("rural-service", {"answers/profession/rural_years": 0, "achievements/r1/data/months": 11}, {"answers/profession/rural_years": 0, "achievements/r1/data/months": 12}, says="未满一年"),
]  # fmt: skip

SKILLED = {
    "standard": "skilled",
    "answers/profession/skilled": True,
    "answers/profession/skill_level": "senior-technician",
}
ENGINEER = [
    Case("tenure", {f"{HELD}/reviewed_on": "2017-01-01"}, {f"{HELD}/reviewed_on": "2016-12-31"}, says="截至 2021-12-31, 取得工程师职称未满 5 年"),
    Case("tenure", {f"{HELD}/title": "助理工程师"}, {f"{HELD}/title": "助理工程师", "standard": "skilled"}),
    Case("tenure-doctor", DOCTOR | {f"{HELD}/reviewed_on": "2020-01-01"}, DOCTOR | {f"{HELD}/reviewed_on": "2019-12-31"}, says="未满 2 年"),
    Case("assessments-qualified", {"imports/assessments/0/verdict": "不合格"}, says="不合格"),
    Case("attachment-minimum:written_exam", {"specialty": "chemical"}, {"specialty": "electrical"}, says="笔试申请表 为必填项"),
    Case("attachment-minimum:written_exam", {"specialty": "safety"}, {"specialty": "safety", "attachments/written_exam": [FILE]}),
    Case("skilled-status", {"standard": "skilled", "answers/profession/skilled": False}, {"standard": "skilled", "answers/profession/skilled": True}, says="高技能人才"),
    Case("skilled-tenure", SKILLED | {"answers/profession/skill_date": "2018-01-01"}, SKILLED | {"answers/profession/skill_date": "2017-12-31"}, says="截至 2021-12-31, 取得高级技师等级未满 4 年"),
    Case("skilled-tenure", SKILLED | {"answers/profession/skill_level": "technician", "answers/profession/skill_date": "2010-01-01"}, SKILLED | {"answers/profession/skill_level": "special", "answers/profession/skill_date": "2010-01-01"}),
]  # fmt: skip

ELSEWHERE = {
    "category-kinds:{each.id}": "tests/checks/test_ruleset.py: count modes are the plan's",
    "category-maximum:{each.id}": "tests/checks/test_ruleset.py: maximums are the plan's",
    "item-minimum:{each.id}": "below",
    "item-maximum:{each.id}": "below",
}


def edited(application: dict[str, Any], edits: Edits) -> dict[str, Any]:
    for path, value in edits.items():
        *parents, last = path.split("/")
        node: Any = application
        for step in parents:
            node = child(node, step)
        if last == "+":
            node.append(value)
        elif value is GONE:
            del node[last]
        else:
            node[int(last) if isinstance(node, list) else last] = value
    return application


def child(node: Any, step: str) -> Any:
    if not isinstance(node, list):
        return node[step]
    return node[int(step)] if step.isdigit() else next(each for each in node if each["id"] == step)


@pytest.mark.parametrize("case", TEACHER, ids=lambda case: f"{case.rule} {list(case.speaks.values())}"[:70])
def test_rules_of_the_teacher_plan(case: Case, check: Check, example: Example) -> None:
    hold(case, check, example("teacher-complete"), example("teacher-complete"))


@pytest.mark.parametrize("case", ENGINEER, ids=lambda case: f"{case.rule} {list(case.speaks.values())}"[:70])
def test_rules_of_the_engineering_plan(case: Case, check: Check, example: Example) -> None:
    hold(case, check, example("engineer-complete"), example("engineer-complete"))


def hold(case: Case, check: Check, speaking: dict[str, Any], silent: dict[str, Any]) -> None:
    verdict = check(edited(speaking, case.speaks))
    found = {finding.rule: finding for finding in verdict.findings}
    assert case.rule in found
    assert case.says in found[case.rule].message
    assert verdict.alarms == ()
    neighbour = check(edited(silent, case.silent))
    assert case.rule not in {finding.rule for finding in neighbour.findings}
    assert neighbour.alarms == ()


def test_every_rule_has_its_cases(shelf: RulesetShelf) -> None:
    """A new rule needs one file and its case."""
    written = {rule["id"] for document in shelf.documents.values() for rule in document.data.get("rules", ())}
    tried = {case.rule for case in (*TEACHER, *ENGINEER)}
    prefixes = {rule.partition(":")[0] for rule in tried}
    untried = {rule for rule in written if rule not in tried and rule.partition(":")[0] not in prefixes}
    assert untried - violated_by_case_files() == set(ELSEWHERE)


def violated_by_case_files() -> set[str]:
    """Rules that a case below rules/cases says are violated; the plans written after the first two are held by those alone."""
    documents, _ = read_tree(resources.folder("rules") / "cases", resources.folder("rules"))
    return {
        rule
        for document in documents
        for case in document.data["cases"]
        for rule in case["expect"].get("violated", ())
    }
