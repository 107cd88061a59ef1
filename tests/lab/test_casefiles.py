"""Case files that cannot be used: every fault with its place, its reason and its remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.writing import HEAD, PLAN, ROOT, bench, faults, read
from zcforms.domain.errors import DocumentsInvalid
from zcforms.lab import casefiles

CASE = "  - case: 一\n    applicant: complete\n"


@pytest.mark.parametrize(
    ("case", "place", "says"),
    [
        ("    expect: {violated: [tenur]}", "/cases/0/expect/violated/0", "没有规则“tenur”。是不是想写“tenure”"),
        ("    about: [tenur]\n    expect: {violated: []}", "/cases/0/about/0", "是不是想写“tenure”"),
        ("    expect: {violated: [tenure], passed: [tenure]}", "/cases/0/expect/passed/0", "不能同时有两种结果"),
        ("    expect: {passed: [specialty-years-capped]}", "/cases/0/expect/passed/0", "请写在 adjusted 里"),
        ("    expect: {adjusted: {basic.work_years: 3}}", "/cases/0/expect/adjusted/basic.work_years", "可用的有：basic.specialty_years"),
        ("    expect: {adjusted: {basic.specialty_years: 三}}", "/cases/0/expect/adjusted/basic.specialty_years", "请写整数"),
        ("    expect: {rows: {persona: x}}", "/cases/0/expect/rows/persona", "是不是想写“personal”"),
        ("    expect: {violatd: []}", "/cases/0/expect/violatd", "是不是想写“violated”"),
        ("    change: {route: regulr}\n    expect: {violated: []}", "/cases/0/change/route", "没有申报形式“regulr”。是不是想写“regular”"),
        ("    change: {standard: techer}\n    expect: {violated: []}", "/cases/0/change/standard", "是不是想写“teacher”"),
        ("    remove: [applicant.name]\n    expect: {violated: []}", "/cases/0", "不是完整的申报"),
        ("    change: {answers.basic.work_yeras: 3}\n    expect: {violated: []}", "/cases/0/change/answers.basic.work_yeras", "work_years"),
    ],
)  # fmt: skip
def test_a_case_that_cannot_be_meant(case: str, place: str, says: str) -> None:
    found = faults(f"{HEAD}{CASE}{case}\n")
    assert set(found) == {place}
    assert says in found[place]


def test_applicants_come_from_somewhere() -> None:
    text = f"""
plan: {PLAN}
applicants:
  a: {{from: b}}
  b: {{from: a}}
  c: {{from: examples/teacher-complet.json}}
  complete: {{from: examples/teacher-complete.json}}
cases:
  - {{case: 一, applicant: complet, expect: {{violated: []}}}}
  - {{case: 二, applicant: ../../pyproject.toml, expect: {{violated: []}}}}
"""
    found = faults(text)
    assert "绕了一圈又来自自己" in found["/applicants/b/from"]
    assert "是不是想写“examples/teacher-complete.json”" in found["/applicants/c/from"]
    assert "没有申报人“complet”。是不是想写“complete”" in found["/cases/0/applicant"]
    assert "没有申报人“../../pyproject.toml”" in found["/cases/1/applicant"]


def test_an_applicant_may_come_from_another_and_from_an_example() -> None:
    text = f"""
plan: {PLAN}
applicants:
  doctor: {{from: complete, change: {{achievements.e1.data.education: "11"}}}}
  complete: {{from: examples/teacher-complete.json}}
cases:
  - {{case: 一, applicant: doctor, expect: {{inapplicable: [tenure]}}}}
  - {{case: 二, applicant: examples/teacher-complete.json, expect: {{passed: [tenure]}}}}
"""
    made = read(text)
    assert list(made.applicants) == ["complete", "doctor"]
    assert [case.about for case in made.cases] == [("tenure",), ("tenure",)]
    assert made.cases[0].document["achievements"] != made.cases[1].document["achievements"]


def test_names_are_told_apart_and_plans_known() -> None:
    twice = f"{HEAD}{CASE}    expect: {{violated: []}}\n{CASE}    expect: {{violated: []}}\n"
    assert "重名" in faults(twice)["/cases/1/case"]
    assert (
        "是不是想写“2022-teacher-senior”"
        in faults(HEAD.replace("senior\n", "senoir\n") + CASE + "    expect: {violated: []}\n")["/plan"]
    )
    good = f"{HEAD}{CASE}    expect: {{violated: []}}\n"
    assert "文件名与评审计划" in faults(good, "rules/cases/other.yaml")["/plan"]
    assert faults(good, f"rules/cases/{PLAN}.more.yaml") == {}


def test_a_folder_is_read_whole_or_for_some_plans(tmp_path: Path) -> None:
    folder = tmp_path / "rules/cases"
    folder.mkdir(parents=True)
    good = f"{HEAD}{CASE}    expect: {{violated: []}}\n"
    (folder / f"{PLAN}.yaml").write_text(good, "utf-8")
    (folder / "broken.yaml").write_text("plan: [", "utf-8")
    (folder / "2021-engineering-senior.yaml").write_text(
        good.replace(PLAN, "2021-engineering-senior"), "utf-8"
    )
    documents = bench().catalogue.plans, bench().rulesets, ROOT / "examples"
    with pytest.raises(DocumentsInvalid) as caught:
        casefiles.load(folder, *documents)
    assert {fault.file for fault in caught.value.faults} == {
        "rules/cases/broken.yaml",
        "rules/cases/2021-engineering-senior.yaml",
    }
    (folder / "broken.yaml").unlink()
    (made,) = casefiles.load(folder, *documents, [PLAN])
    assert made.plan == PLAN
