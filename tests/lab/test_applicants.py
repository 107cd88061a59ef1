"""Differences of an application document: what they make, and what is told of those that make nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.lab.writing import PLAN, ROOT, bench
from zcforms.documents import metaschema
from zcforms.documents.reading import Document
from zcforms.lab import applicants

BASE: dict[str, Any] = json.loads((ROOT / "examples/teacher-complete.json").read_text("utf-8"))


def made(**differences: Any) -> dict[str, Any]:
    document, misuses = applicants.document(bench().catalogue.plans[PLAN], BASE, differences)
    assert misuses == []
    assert metaschema.hold(Document("", document, ""), "application") == []
    return document


def told(**differences: Any) -> str:
    before = copy.deepcopy(BASE)
    _, misuses = applicants.document(bench().catalogue.plans[PLAN], BASE, differences)
    assert before == BASE
    (misuse,) = misuses
    return f"{misuse.at} {misuse.fault} {misuse.remedy}"


def test_a_change_sets_a_value_by_names_ids_and_positions() -> None:
    document = made(
        change={
            "answers.basic.work_years": 20,
            "achievements.e1.data.education": "11",
            "answers.titles.0.title": "二级教师",
            "/imports/assessments/k1/verdict": "不合格",
            "applicant.photo": None,
        }
    )
    assert document["answers"]["basic"]["work_years"] == 20
    assert next(each for each in document["achievements"] if each["id"] == "e1")["data"]["education"] == "11"
    assert document["answers"]["titles"][0]["title"] == "二级教师"
    assert document["imports"]["assessments"][0]["verdict"] == "不合格"
    assert document["applicant"]["photo"] is None


def test_a_new_record_is_approved_imported_and_has_evidence() -> None:
    document = made(add={"imports.publication": {"data": {"name": "一篇论文"}}})
    (entry,) = document["imports"]["publication"]
    record = next(each for each in document["achievements"] if each["id"] == entry["record"])
    assert (record["category"], record["state"], record["data"]) == (
        "publication",
        "approved",
        {"name": "一篇论文"},
    )
    assert [file["media_type"] for file in record["evidence"]] == ["application/pdf"]


def test_records_are_copied_repeated_and_annotated() -> None:
    document = made(
        add={
            "imports.teaching_award": {"like": "a1", "data": {"rank": 3}, "times": 2},
            "imports.assessments": {"record": "k1", "verdict": "合格"},
            "imports.education": {
                "id": "e2",
                "data": {"education": "31"},
                "qualifying": False,
                "state": "draft",
            },
        }
    )
    awards = [each for each in document["achievements"] if each["category"] == "award"]
    assert [each["data"]["rank"] for each in awards] == [1, 3, 3]
    assert {each["data"]["level"] for each in awards} == {"provincial"}
    assert len(document["imports"]["teaching_award"]) == 3
    assert document["imports"]["assessments"][1] == {"record": "k1", "verdict": "合格"}
    assert document["imports"]["education"][1] == {"record": "e2", "qualifying": False}
    assert next(each for each in document["achievements"] if each["id"] == "e2")["state"] == "draft"


def test_files_and_nested_records_are_added() -> None:
    document = made(
        add={
            "attachments.pledge": {"name": "第二页.jpg", "size": 7},
            "answers.titles.0.appointments": [{"position": "一级教师"}, {"position": "二级教师"}],
        }
    )
    file = document["attachments"]["pledge"][1]
    assert (file["name"], file["size"], file["media_type"], len(file["digest"])) == (
        "第二页.jpg",
        7,
        "image/jpeg",
        64,
    )
    assert [each["position"] for each in document["answers"]["titles"][0]["appointments"]] == [
        "一级教师"
    ] * 2 + ["二级教师"]


def test_positions_are_those_before_anything_is_taken_away() -> None:
    document = made(
        add={"answers.titles": [{"title": "甲"}, {"title": "乙"}]},
        remove=["answers.titles.0", "answers.titles.1", "imports.work.w1", "answers.basic.health"],
    )
    assert [each["title"] for each in document["answers"]["titles"]] == ["乙"]
    assert document["imports"]["work"] == []
    assert "health" not in document["answers"]["basic"]


def test_what_the_plan_does_not_know_is_set_only_on_purpose() -> None:
    assert made(unplanned={"imports.unheard_of": []})["imports"]["unheard_of"] == []
    assert "unplanned" in told(change={"imports.unheard_of": []})


@pytest.mark.parametrize(
    ("differences", "says"),
    [
        ({"change": {"answers.basic.work_yeras": 3}}, "/change/answers.basic.work_yeras “answers.basic.work_yeras”走不到：没有“work_yeras” 是不是想写“work_years”"),
        ({"change": {"answer.basic": {}}}, "是不是想写“answers”"),
        ({"change": {"answers.basic.work_years": 14}}, "原来就是14，这里什么也没有改变"),
        ({"change": {"answers.basic.work_years": "15"}}, "应是整数，现在是文本“15”"),
        ({"change": {"answers.basic.work_years": True}}, "应是整数，现在是true"),
        ({"change": {"achievements.e1.data.education": "博士研究生"}}, "请写代码“11”（博士研究生）"),
        ({"change": {"answers.profession.stage": "小学 "}}, "没有“小学 ”这个选项 是不是想写“小学”"),
        ({"change": {"answers.titles.0.reviewed_on": "2022-02-30"}}, "应是日期（如 2022-12-31），现在是文本“2022-02-30”"),
        ({"add": {"imports.work": {"data": {"start": "2022-2"}}}}, "应是年月（如 2022-12）"),
        ({"change": {"achievements.e1.data.education": 11}}, "请加引号"),
        ({"change": {"achievements.e9.state": "draft"}}, "这个列表里没有“e9” 可用的有：w1"),
        ({"change": {"answers.titles.3.title": "x"}}, "这个列表里没有“3” 可用的有：0"),
        ({"change": {"answers.basic.birthplace.x": "x"}}, "路径走到“answers.basic.birthplace”就断了"),
        ({"change": {"answers..basic": {}}}, "不是路径"),
        ({"change": {"achievements.e1.data.rank": 1}}, "没有“rank”"),
        ({"add": {"imports.work": {"record": "w9"}}}, "没有编号为“w9”的业绩"),
        ({"add": {"imports.award_in_tenure": {"data": {}}}}, "没有写业绩类别 可用的有：honor、award、talent"),
        ({"add": {"imports.award_in_tenure": {"category": "honur"}}}, "是不是想写“honor”"),
        ({"add": {"imports.work": {"like": "w2"}}}, "没有编号为“w2”的业绩 可用的有：w1"),
        ({"add": {"imports.education": {"like": "e1", "qualifyng": True}}}, "是不是想写“qualifying”"),
        ({"add": {"imports.work": {"like": "w1", "times": 0}}}, "请写 1 至 200 的整数"),
        ({"add": {"imports.work": 3}}, "这里应写一条业绩"),
        ({"add": {"answers.basic": {}}}, "不是列表"),
        ({"add": {"attachments.pledge": {}}}, "这里应写一个文件"),
        ({"remove": ["answers.basic.post"]}, "/remove/0 “answers.basic.post”本来就没有"),
        ({"unplanned": {"answers.basic.work_years": 14}}, "什么也没有改变"),
    ],
)  # fmt: skip
def test_a_difference_that_cannot_be_meant_is_told_with_its_remedy(
    differences: dict[str, Any], says: str
) -> None:
    assert says in told(**differences)
