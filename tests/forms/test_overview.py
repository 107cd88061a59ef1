"""Everything filled in and imported, as texts (features 32, 56, 57)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zcforms import resources
from zcforms.domain.plan import Plan
from zcforms.forms.catalogue import Catalogue, load
from zcforms.forms.overview import overview

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(resources.folder("schemas"))


@pytest.fixture
def application() -> dict[str, Any]:
    return json.loads((ROOT / "examples" / "teacher-complete.json").read_text(encoding="utf-8"))


@pytest.fixture
def plan(catalogue: Catalogue) -> Plan:
    return catalogue.plans["2022-teacher-senior"]


def heading(made: dict[str, Any]) -> dict[str, str]:
    return {entry["id"]: entry["text"] for entry in made["heading"]}


def group(made: dict[str, Any], wanted: str) -> dict[str, Any]:
    return next(each for each in made["groups"] if each["id"] == wanted)


def texts(fields: list[dict[str, str]]) -> dict[str, str]:
    return {field["id"]: field["text"] for field in fields}


def test_the_heading_says_what_is_declared_and_by_whom(plan: Plan, application: dict[str, Any]) -> None:
    """Feature 32."""
    assert heading(overview(plan, application)) == {
        "route": "常规申报",
        "title": "高级教师",
        "level": "高级",
        "series": "中小学教师",
        "specialty": "小学科学",
        "employer": "蚌埠市禾田路小学",
        "employer_nature": "事业单位",
        "name": "林晓禾",
        "id_type": "居民身份证",
        "id_number": "340*************66",
        "sex": "女",
        "birth_date": "1985-03-12",
        "phone": "13900000001",
        "interview": "不需要",
        "committee": "蚌埠市中小学教师系列高级职称评审委员会",
        "year": "2022年",
        "plan": "2022年度中小学教师系列高级职称评审",
    }


def test_the_number_is_whole_on_paper_only(plan: Plan, application: dict[str, Any]) -> None:
    assert heading(overview(plan, application, mask=False))["id_number"] == "340199198503120066"
    assert "340199198503120066" not in json.dumps(overview(plan, application))


def test_groups_follow_the_plan(plan: Plan, application: dict[str, Any]) -> None:
    groups = overview(plan, application)["groups"]
    standard = plan.standard("teacher")
    assert standard is not None
    assert [each["id"] for each in groups] == [section.id for section in plan.sections_for("regular")] + [
        category.id for category in standard.categories
    ]
    assert {each["kind"] for each in groups} == {"fields", "records", "files", "category"}


def test_codes_units_and_booleans_are_words(plan: Plan, application: dict[str, Any]) -> None:
    made = overview(plan, application)
    basic = texts(group(made, "basic")["fields"])
    assert (basic["ethnicity"], basic["work_years"], basic["salary_grade"]) == ("汉族", "14 年", "")
    assert "photo" not in basic
    assert group(made, "education")["rows"][0]["cells"]["qualifying"] == "是"
    assert group(made, "assessments")["rows"][0]["cells"]["verdict"] == "合格"
    assert group(made, "assessments")["columns"][-1] == {"id": "verdict", "caption": "考核结果"}


def test_records_have_their_columns_details_nested_rows_and_files(
    plan: Plan, application: dict[str, Any]
) -> None:
    """Features 36 to 39."""
    titles = group(overview(plan, application), "titles")
    row = titles["rows"][0]
    assert list(row["cells"]) == [column["id"] for column in titles["columns"]]
    assert row["cells"]["method"] == "评审"
    assert texts(row["detail"])["issued_on"] == "2015-12-15"
    assert row["nested"][0]["rows"][0]["cells"]["position"] == "一级教师"
    assert row["files"][0] == {"id": "file-02", "name": "一级教师资格证书.jpg", "size": "178 KB"}


def test_achievements_stand_under_four_columns(plan: Plan, application: dict[str, Any]) -> None:
    """Feature 53: 类别 时间 业绩内容 排名."""
    research = group(overview(plan, application), "research")
    book = next(item for item in research["items"] if item["id"] == "monograph")
    assert [column["caption"] for column in book["columns"]] == ["类别", "时间", "业绩内容", "排名"]
    assert book["rows"][0]["cells"]["category"] == plan.categories["book"].caption
    assert all(book["rows"][0]["cells"][column] for column in ("date", "content"))
    empty = next(item for item in research["items"] if item["id"] == "textbook")
    assert empty["rows"] == []


def test_attachments_are_listed_by_item_also_where_nothing_was_uploaded(
    plan: Plan, application: dict[str, Any]
) -> None:
    items = {item["id"]: item["files"] for item in group(overview(plan, application), "attachments")["items"]}
    assert items["pledge"][0]["name"] == "职称填报承诺书.jpg"
    assert [item.id for item in plan.attachments_for("regular", "primary-science")] == list(items)


def test_only_what_the_plan_takes_is_shown(plan: Plan, application: dict[str, Any]) -> None:
    application["imports"]["work"] += [{"record": "gone"}, {"record": "t1"}]
    application["answers"]["basic"]["alien"] = "x"
    made = overview(plan, application)
    assert len(group(made, "work")["rows"]) == 1
    assert "alien" not in texts(group(made, "basic")["fields"])


def test_an_empty_application_has_every_group_and_no_text(plan: Plan) -> None:
    made = overview(plan, {"standard": "teacher"})
    assert len(made["groups"]) == len(plan.sections_for("")) + 5
    assert set(texts(group(made, "basic")["fields"]).values()) == {""}
    assert heading(made)["id_number"] == heading(made)["name"] == ""
    assert len(overview(plan, {})["groups"]) == len(plan.sections_for(""))


def test_the_other_plan_is_shown_by_the_same_code(catalogue: Catalogue) -> None:
    document = json.loads((ROOT / "examples" / "engineer-complete.json").read_text(encoding="utf-8"))
    made = overview(catalogue.plans[document["plan"]], document)
    assert heading(made)["title"] == "高级工程师"
    assert any(
        item["rows"] for each in made["groups"] if each["kind"] == "category" for item in each["items"]
    )


@pytest.mark.parametrize("wrong", [True, 1, 1.5, "x", {"x": 1}, [1], None])
def test_what_has_the_wrong_type_is_left_out_and_the_rest_is_shown(
    plan: Plan, application: dict[str, Any], wrong: Any
) -> None:
    """The check names it; a sheet is printed all the same."""
    held = application["answers"]["titles"][0]
    held["appointments"] = wrong
    held["evidence"][0]["size"] = str(wrong)
    titles = group(overview(plan, application), "titles")["rows"][0]
    assert titles["nested"][0]["rows"] == []
    assert titles["files"][0]["size"] == ""
    assert titles["files"][0]["name"]
