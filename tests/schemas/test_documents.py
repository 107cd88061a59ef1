"""The shipped documents say what the manual shows: words, order, numbers (features 6, 7, 34 to 48, figures 4-16 to 4-26)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from zcforms import resources
from zcforms.documents.metaschema import hold
from zcforms.documents.reading import read_tree
from zcforms.domain.plan import Plan, SectionKind
from zcforms.forms.catalogue import Catalogue, load
from zcforms.forms.shelf import FOLDERS

SCHEMAS = resources.folder("schemas")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(SCHEMAS)


@pytest.fixture(scope="module")
def teacher(catalogue: Catalogue) -> Plan:
    return catalogue.plans["2022-teacher-senior"]


@pytest.mark.parametrize(("folder", "kind"), FOLDERS.items())
def test_every_document_is_held_to_its_metaschema(folder: str, kind: str) -> None:
    documents, faults = read_tree(SCHEMAS / folder, SCHEMAS)
    assert documents
    assert faults == []
    assert [fault for document in documents for fault in hold(document, kind)] == []


def test_the_metaschemas_are_json_schemas() -> None:
    found = list((SCHEMAS / "meta").glob("*.json"))
    assert {*FOLDERS.values(), "ruleset", "application"} <= {path.stem for path in found}
    for path in found:
        Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_every_document_names_its_metaschema() -> None:
    for folder, kind in FOLDERS.items():
        for path in (SCHEMAS / folder).glob("*.json"):
            assert json.loads(path.read_text(encoding="utf-8"))["$schema"] == f"../meta/{kind}.json", path


def captions(properties: dict[str, Any], names: Any) -> list[str]:
    return [properties[name]["caption"] for name in names]


# -- figures 4-16 to 4-26 -------------------------------------------------------------------------------------------

TEACHER = [
    ("思想政治", 0, [("任职期表彰奖励", 0)]),
    ("乡村任教或支教", 0, [("乡村任教或支教经历", 1)]),
    ("能力条件", 0, [("行动研究报告", 1), ("指导青年教师方面", 1)]),
    (
        "业绩条件",
        2,
        [
            ("教育教学类表彰", 0),
            ("政府特殊津贴", 0),
            ("教学成果奖", 0),
            ("优秀班主任或所带班级获得表彰", 0),
            ("发展学生个性特长和创新能力方面做出成绩", 0),
            ("开展教育教学改革并取得突出成绩", 0),
            ("主持或参与制定教育教学改革类文件、标准等", 0),
            ("积极开展教育教学改革", 0),
        ],
    ),
    (
        "教研科研条件",
        1,
        [
            ("本学科教育教学论文或教学方法介绍", 0),
            ("出版教育教学专著", 0),
            ("国家课程教材、省或地方教材编写", 0),
            ("主持并完成课题研究", 0),
            ("国家教育考试命题工作", 0),
        ],
    ),
]


def test_the_teachers_categories_are_those_of_figure_4_25(teacher: Plan) -> None:
    """Feature 48."""
    found = [
        (category.caption, category.minimum, [(item.caption, item.minimum) for item in category.items])
        for category in teacher.standards[0].categories
    ]
    assert found == TEACHER


def test_the_first_item_says_that_any_number_may_be_imported(teacher: Plan) -> None:
    """Figure 4-19, feature 49."""
    item = teacher.standards[0].categories[0].items[0]
    assert (item.hint, item.maximum) == ("导入数量不限", None)


def test_the_teachers_attachments_stand_in_the_figures_order(teacher: Plan) -> None:
    """Figures 4-22 and 4-25; decision 4 names the nameless one."""
    assert [item.caption for item in teacher.attachments] == [
        "职称填报承诺书",
        "其他相关附件",
        "班主任工作经历",
    ]
    assert [item.minimum for item in teacher.attachments] == [1, 0, 1]
    assert teacher.attachments[0].template == "pledge"


def test_the_teachers_plan_is_that_of_figure_4_1(teacher: Plan) -> None:
    assert teacher.committee == "蚌埠市中小学教师系列高级职称评审委员会"
    assert (str(teacher.opens), str(teacher.closes)) == ("2022-06-21", "2022-07-31")
    assert "小学科学" in [specialty.caption for specialty in teacher.specialties]
    assert [title.caption for title in teacher.titles] == ["高级教师"]


def test_the_engineers_two_standards(catalogue: Catalogue) -> None:
    """Figures 4-20 and 4-21, feature 48."""
    plan = catalogue.plans["2021-engineering-senior"]
    assert plan.committee == "安徽省工程系列高级专业技术资格评审委员会"
    found = {
        standard.caption: [category.caption for category in standard.categories]
        for standard in plan.standards
    }
    assert found == {
        "工程系列专业技术资格评审标准（高级）": ["能力条件", "业绩贡献", "智力成果"],
        "工程技术领域高技能人才申报专业技术资格评审标准（高级）": ["能力条件", "业绩条件", "论文著作条件"],
    }
    assert plan.interview


# -- forms ----------------------------------------------------------------------------------------------------------


def test_registration(catalogue: Catalogue) -> None:
    """Features 5, 6, 7, 75 and figures 1-5, 1-6."""
    schema = catalogue.sections["registration"].schema
    properties = schema["properties"]
    fixed = [name for name in properties if properties[name].get("readOnly")]
    assert captions(properties, fixed) == ["真实姓名", "身份证号", "手机号码"]
    assert captions(properties, schema["required"]) == [
        "性别",
        "出生日期",
        "政治面貌",
        "民族",
        "电子邮箱",
        "通讯地址",
        "工作时间",
        "最高学历",
    ]
    optional = [name for name in properties if name not in schema["required"] and name not in fixed]
    assert captions(properties, optional) == [
        "所在职称系列",
        "职称名称",
        "行政职务",
        "技能等级",
        "获得学位",
        "固定电话",
    ]
    assert (properties["series"]["maxItems"], properties["series"]["widget"]) == (3, "search")


def test_basic_information(teacher: Plan) -> None:
    """Feature 34 and figure 4-5."""
    section = teacher.section("basic")
    assert section is not None
    properties = section.schema["properties"]
    assert captions(properties, properties) == [
        "个人免冠照片",
        "曾用名",
        "民族",
        "出生地",
        "工作时间",
        "工资级别",
        "工作年限",
        "专业年限",
        "政治面貌",
        "党政职务",
        "身体状况",
        "参加何学术团体任何职",
    ]
    required = ["民族", "出生地", "工作时间", "工作年限", "专业年限", "政治面貌"]
    assert captions(properties, section.schema["required"]) == required


def test_the_teachers_profession(teacher: Plan) -> None:
    """Feature 35 and figure 4-5: all eight are required."""
    section = teacher.section("profession")
    assert section is not None
    properties = section.schema["properties"]
    assert captions(properties, section.schema["required"]) == [
        "教师类别",
        "编制类别",
        "从教日期",
        "教龄",
        "农村教龄",
        "教师资格",
        "任教学段",
        "校（园）长岗位培训证书",
    ]
    assert "附件上传" in properties["principal_certificate"]["hint"]


def test_existing_titles(teacher: Plan) -> None:
    """Features 36 to 39 and figures 4-8, 4-9."""
    section = teacher.section("titles")
    assert section is not None
    item = section.schema["items"]
    properties = item["properties"]
    columns = ["证书编号", "工作单位", "系列名称", "专业名称", "资格名称", "职称取得方式"]
    assert captions(properties, section.columns) == columns
    assert captions(properties, item["required"]) == [
        "职称取得方式",
        "工作单位",
        "系列名称",
        "专业名称",
        "资格名称",
        "评审机构",
        "评审日期",
        "发证机构",
        "发证日期",
    ]
    nested = properties["appointments"]
    assert captions(nested["items"]["properties"], nested["columns"]) == [
        "聘用名称",
        "聘用单位",
        "聘用开始日期",
        "聘用结束日期",
    ]
    files = properties["evidence"]
    assert (files["accept"], files["maxBytes"], files["maxItems"]) == (["jpg", "docx"], 10 * 1024 * 1024, 10)


def test_what_the_applicant_adds_to_imports(teacher: Plan) -> None:
    """Features 41 to 45."""
    imports = {section.id: section for section in teacher.sections if section.kind is SectionKind.IMPORT}
    added = {name: list(section.schema["properties"]) for name, section in imports.items()}
    assert added == {"work": [], "education": ["qualifying"], "training": [], "assessments": ["verdict"]}
    assert imports["assessments"].schema["properties"]["verdict"]["enum"] == ["合格", "不合格"]


# -- code lists and the library -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "number", "code", "caption"),
    [
        ("ethnicities", 58, "01", "汉族"),
        ("politics", 13, "01", "中共党员"),
        ("education", 33, "21", "大学本科"),
        ("degrees", 59, "404", "教育学学士"),
        ("sex", 2, "2", "女"),
        ("series", 27, "22", "中小学教师"),
        ("routes", 3, "conversion", "转评申报"),
        ("plan_kinds", 2, "leader", "学术和技术带头人及后备人选选拔计划"),
        ("id_types", 11, "resident-id", "居民身份证"),
        ("employer_natures", 16, "institution", "事业单位"),
        ("title_methods", 10, "review", "评审"),
        ("levels", 5, "senior", "高级"),
    ],
)
def test_code_lists(catalogue: Catalogue, name: str, number: int, code: str, caption: str) -> None:
    code_list = catalogue.codes[name]
    assert code_list.caption_of(code) == caption
    assert len(code_list.codes) == number
    assert code_list.source


def test_regions_are_a_hierarchy(catalogue: Catalogue) -> None:
    by_id = {choice.id: choice for choice in catalogue.codes["regions"].codes}
    assert [by_id[code].caption for code in ("340321", "340300", "340000")] == ["怀远县", "蚌埠市", "安徽省"]
    assert (by_id["340321"].parent, by_id["340300"].parent, by_id["340000"].parent) == (
        "340300",
        "340000",
        None,
    )
    assert sum(choice.parent == "340000" for choice in by_id.values()) == 16


def test_the_library_has_thirty_categories(catalogue: Catalogue) -> None:
    assert len(catalogue.categories) == 30
    for category in catalogue.categories.values():
        assert category.key, category.id
        assert {category.date, category.content} <= set(category.schema["properties"]), category.id
        assert category.evidence["minItems"] == 1, category.id


def test_a_rank_comes_with_the_number_of_participants(catalogue: Catalogue) -> None:
    """Figure 4-19: 1/10."""
    ranked = [category for category in catalogue.categories.values() if category.rank]
    assert len(ranked) >= 8
    for category in ranked:
        assert category.participants
        assert category.schema["properties"][category.rank]["atMost"] == category.participants
