"""The catalogue loads a folder whole, or tells every fault: file, pointer, what is wrong, what would be right."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.pace import within
from zcforms import resources
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import CountMode, SectionKind
from zcforms.forms.catalogue import Catalogue, lint, load
from zcforms.forms.validation import validate

PLAN = "plans/2022-teacher-senior.json"
Change = Callable[[Any], object]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(resources.folder("schemas"))


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A copy of the shipped documents that a test may break."""
    return Path(shutil.copytree(resources.folder("schemas"), tmp_path / "schemas"))


def change(schemas: Path, file: str, how: Change) -> None:
    path = schemas / file
    data = json.loads(path.read_text(encoding="utf-8"))
    how(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def below(told: Iterable[DocumentFault]) -> tuple[DocumentFault, ...]:
    """The faults with their files named from the folder of schemas on."""
    assert all(fault.file.startswith("schemas/") for fault in told)
    return tuple(replace(fault, file=fault.file.removeprefix("schemas/")) for fault in told)


def faults(schemas: Path) -> tuple[DocumentFault, ...]:
    with pytest.raises(DocumentsInvalid) as caught:
        load(schemas)
    return below(caught.value.faults)


def put(*path: Any) -> Change:
    """A change that puts the last argument in the place that the others name."""
    *steps, key, value = path

    def apply(data: Any) -> None:
        for step in steps:
            data = data[step]
        data[key] = value

    return apply


# -- what is loaded -------------------------------------------------------------------------------------------------


def test_every_plan_is_loaded(catalogue: Catalogue) -> None:
    written = {path.stem for path in (resources.folder("schemas") / "plans").glob("*.json")}
    assert set(catalogue.plans) == written
    assert {"2022-teacher-senior", "2021-engineering-senior"} < written
    plan = catalogue.plans["2022-teacher-senior"]
    assert (plan.series.caption, plan.year, plan.interview) == ("中小学教师", 2022, False)
    assert [level.caption for level in plan.levels] == ["高级"]
    assert [route.caption for route in plan.routes] == ["常规申报", "破格申报", "转评申报"]
    assert [step.caption for step in plan.chain.steps] == [
        "单位审核",
        "主管部门审核",
        "人社部门审核",
        "组建单位审核",
        "评审",
        "评审结果公示",
        "核准",
    ]
    assert plan.pledge.sheet in catalogue.sheets
    assert plan.sheet in catalogue.sheets


def test_sections_are_tied_to_their_plan(catalogue: Catalogue) -> None:
    """Features 31, 35: each series shows its own 专业信息 under the same name."""
    teacher, engineer = (catalogue.plans[name] for name in ("2022-teacher-senior", "2021-engineering-senior"))
    ids = ["basic", "profession", "titles", "work", "education", "training", "assessments", "attachments"]
    for plan in (teacher, engineer):
        assert [section.id for section in plan.sections_for("regular")] == ids
    one, two = teacher.section("profession"), engineer.section("profession")
    assert one is not None
    assert two is not None
    assert set(one.schema["properties"]) != set(two.schema["properties"])
    assert catalogue.sections["registration"].kind is SectionKind.FIELDS


def test_a_plan_knows_the_categories_and_codes_that_it_uses(catalogue: Catalogue) -> None:
    plan = catalogue.plans["2022-teacher-senior"]
    taken = {name for _, item in plan.items("teacher") for name in item.takes}
    taken |= {name for section in plan.sections for name in section.takes}
    assert set(plan.categories) == taken
    assert {"ethnicities", "politics", "education", "regions", "routes", "levels", "series"} <= set(
        plan.codes
    )


def test_attachments_of_a_specialty(catalogue: Catalogue) -> None:
    """Feature 70."""
    plan = catalogue.plans["2021-engineering-senior"]
    asked = {
        specialty: [item.caption for item in plan.attachments_for("regular", specialty)]
        for specialty in ("chemical", "safety", "mechanical")
    }
    assert "笔试申请表" in asked["chemical"]
    assert asked["chemical"] == asked["safety"]
    assert "笔试申请表" not in asked["mechanical"]


def test_the_digest_covers_every_tied_document_and_no_other(schemas: Path, catalogue: Catalogue) -> None:
    before = {name: plan.digest for name, plan in catalogue.plans.items()}
    change(schemas, "series/teacher-profession.json", put("properties", "stage", "hint", "所教的学段"))
    after = {name: plan.digest for name, plan in load(schemas).plans.items()}
    assert after["2022-teacher-senior"] != before["2022-teacher-senior"]
    assert after["2021-engineering-senior"] == before["2021-engineering-senior"]


@pytest.mark.parametrize(
    "file",
    [
        PLAN,
        "common/basic.json",
        "achievements/publication.json",
        "codes/ethnicities.json",
        "attachments/teacher.json",
        "chains/declaration-to-title.json",
        "pledges/integrity.json",
    ],
)
def test_every_kind_of_document_is_in_the_digest(schemas: Path, catalogue: Catalogue, file: str) -> None:
    change(schemas, file, put("caption", "另一个名称"))
    assert load(schemas).plans["2022-teacher-senior"].digest != catalogue.plans["2022-teacher-senior"].digest


def test_spelling_does_not_change_the_digest(schemas: Path, catalogue: Catalogue) -> None:
    change(schemas, PLAN, lambda data: data.update(caption=data.pop("caption")))
    assert load(schemas).plans["2022-teacher-senior"].digest == catalogue.plans["2022-teacher-senior"].digest


def test_a_document_may_be_yaml(schemas: Path, catalogue: Catalogue) -> None:
    path = schemas / "pledges/integrity.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    lines = [
        f"caption: {data['caption']}",
        f"source: {data['source']}",
        f"sheet: {data['sheet']}",
        "paragraphs:",
    ]
    lines += [f"  - {paragraph}" for paragraph in data["paragraphs"]]
    path.with_suffix(".yaml").write_text("\n".join(lines), encoding="utf-8")
    assert load(schemas).plans["2022-teacher-senior"].pledge == catalogue.plans["2022-teacher-senior"].pledge


def test_fragments_are_written_out(schemas: Path) -> None:
    def share(data: Any) -> None:
        data["$defs"] = {"years": data["properties"]["teaching_years"]}
        data["properties"]["teaching_years"] = {"$ref": "#/$defs/years"}
        data["properties"]["rural_years"] = {"$ref": "#/$defs/years", "caption": "农村教龄"}

    change(schemas, "series/teacher-profession.json", share)
    section = load(schemas).plans["2022-teacher-senior"].section("profession")
    assert section is not None
    years, rural = (section.schema["properties"][name] for name in ("teaching_years", "rural_years"))
    assert rural == {**years, "caption": "农村教龄"}
    assert "$ref" not in json.dumps(section.schema)


def test_a_new_plan_is_a_file(schemas: Path) -> None:
    """The promise: no Python, no template."""
    data = json.loads((schemas / PLAN).read_text(encoding="utf-8"))
    data.update(id="2023-teacher-senior", year=2023, opens="2023-06-01", closes="2023-07-31")
    (schemas / "plans/2023-teacher-senior.json").write_text(json.dumps(data), encoding="utf-8")
    assert load(schemas).plans["2023-teacher-senior"].year == 2023


def test_bounds_between_fields_are_held(catalogue: Catalogue) -> None:
    award = catalogue.categories["award"].schema
    messages = [breach.message for breach in validate(award, {"rank": 3, "participants": 2}, catalogue.codes)]
    assert "不能大于“参与人数”。" in messages
    work = catalogue.categories["work"].schema
    found = validate(work, {"start": "2020-02", "end": "2019-01"}, catalogue.codes)
    assert (found[0].pointer, found[0].message) == ("/start", "不能晚于“截止年月”。")
    assert "不能大于“参与人数”。" not in [
        b.message for b in validate(award, {"rank": 2, "participants": 2}, catalogue.codes)
    ]


# -- what is refused ------------------------------------------------------------------------------------------------

CATEGORY = ("standards", 0, "categories")
ITEM = (*CATEGORY, 2, "items", 0)
PUBLICATION = "achievements/publication.json"
BASIC = "common/basic.json"
PROFESSION = "series/engineering-profession.json"

BROKEN: list[Any] = [
    # plans
    (
        PLAN,
        put(*ITEM, "takes", ["reprot"]),
        "/standards/0/categories/2/items/0/takes/0",
        "没有业绩类别“reprot”",
        "“report”",
    ),
    (PLAN, put(*ITEM, "takes", []), "/standards/0/categories/2/items/0/takes", "列表太短", "业绩类别"),
    (
        PLAN,
        put(*ITEM, "where", {"kid": "x"}),
        "/standards/0/categories/2/items/0/where/kid",
        "没有字段“kid”",
        "“kind”",
    ),
    (
        PLAN,
        put(*ITEM, "where", {"kind": "行动报告"}),
        "/standards/0/categories/2/items/0/where/kind",
        "不是可选的值",
        "行动研究报告",
    ),
    (PLAN, put(*ITEM, "maximum", 1), None, None, None),
    (
        PLAN,
        lambda d: d["standards"][0]["categories"][2]["items"][0].update(minimum=3, maximum=2),
        "/standards/0/categories/2/items/0/minimum",
        "minimum 3 大于 maximum 2",
        "不大于",
    ),
    (
        PLAN,
        put(*CATEGORY, 3, "maximum", 1),
        "/standards/0/categories/3/minimum",
        "minimum 2 大于 maximum 1",
        "不大于",
    ),
    (
        PLAN,
        lambda d: d["standards"][0]["categories"][4].update(count="items", minimum=6),
        "/standards/0/categories/4/minimum",
        "只有 5 个项目",
        "减小",
    ),
    (
        PLAN,
        lambda d: (
            [d["standards"][0]["categories"][3].update(minimum=9)]
            + [i.update(maximum=1) for i in d["standards"][0]["categories"][3]["items"]]
        ),
        "/standards/0/categories/3/minimum",
        "最多共 8 条",
        "减小",
    ),
    (PLAN, put(*CATEGORY, 2, "maximum", 1), "/standards/0/categories/2/maximum", "至少共要 2 条", "增大"),
    (
        PLAN,
        put(*CATEGORY, 2, "id", "rural"),
        "/standards/0/categories/2/id",
        "业绩大类的 id “rural”重复",
        "不同",
    ),
    (
        PLAN,
        put(*ITEM, "id", "mentoring"),
        "/standards/0/categories/2/items/1/id",
        "“mentoring”已经用过",
        "换一个",
    ),
    (PLAN, put(*ITEM, "id", "work"), "/standards/0/categories/2/items/0/id", "“work”已经用过", "导入分区"),
    (PLAN, put("closes", "2022-06-20"), "/closes", "早于开始日期 2022-06-21", "起止日期"),
    (PLAN, put("opens", "2022-06-31"), "/opens", "“2022-06-31”不是YYYY-MM-DD 形式的日期", "YYYY-MM-DD"),
    (PLAN, put("parts", 0, "sections", 0, "basik"), "/parts/0/sections/0", "没有表单分区“basik”", "“basic”"),
    (PLAN, put("parts", 1, "sections", ["basic"]), "/parts/1/sections/0", "出现了两次", "不能重复"),
    (PLAN, put("parts", 0, "sections", 1, "engineering-profession"), None, None, None),
    (PLAN, lambda plan: plan["parts"].pop(), "/parts", "没有上传附件的分区", "“attachments”"),
    (PLAN, put("caption", " "), "/caption", "写法不对", "至少一个字"),
    ("pledges/integrity.json", put("caption", "承诺\u0000书"), "/caption", "控制字符", "重新输入"),
    (PLAN, put("chain", "employer"), "/chain", "没有审核流程“employer”", "employer-notice-to-title"),
    (PLAN, put("sheet", "evaluation"), "/sheet", "没有打印表单“evaluation”", "“evaluation-form”"),
    (PLAN, put("pledge", "honesty"), "/pledge", "没有承诺书“honesty”", "integrity"),
    (PLAN, put("attachments", "teachers"), "/attachments", "没有附件清单“teachers”", "“teacher”"),
    (
        PLAN,
        put("attachments", "engineering"),
        "/attachments",
        "没有附件项“written_exam”所说的专业“chemical”",
        "可用的有",
    ),
    (PLAN, put("downloads", 0, "sheet", "plegde"), "/downloads/0/sheet", "没有打印表单“plegde”", "“pledge”"),
    (PLAN, put("kind", "titles"), "/kind", "代码表“plan_kinds”里没有“titles”", "“title”"),
    (PLAN, put("series", "88"), "/series", "代码表“series”里没有“88”", "可用的有"),
    (PLAN, put("routes", ["reguler"]), "/routes/0", "里没有“reguler”", "“regular”"),
    (PLAN, put("levels", ["senor"]), "/levels/0", "里没有“senor”", "senior"),
    (
        PLAN,
        put("titles", 0, "level", "intermediate"),
        "/titles/0/level",
        "本计划没有评审级别“intermediate”",
        "senior",
    ),
    (
        PLAN,
        put("titles", 0, "standards", ["teachers"]),
        "/titles/0/standards",
        "本计划没有评审标准“teachers”",
        "“teacher”",
    ),
    (
        PLAN,
        put("titles", 0, "specialties", ["primary-sience"]),
        "/titles/0/specialties",
        "没有专业“primary-sience”",
        "“primary-science”",
    ),
    (
        PLAN,
        put("specialties", 1, "id", "preschool"),
        "/specialties/1/id",
        "专业的 id “preschool”重复",
        "不同",
    ),
    (PLAN, put("id", "2022-teachers"), "/id", "与文件名“2022-teacher-senior”不一致", "改名"),
    (PLAN, put("window", "x"), "/window", "不认识的关键字“window”", "可用的有"),
    (PLAN, lambda d: d.pop("committee"), "", "缺少“committee”", "补上"),
    # sections
    (BASIC, put("required", ["natonality"]), "/required/0", "没有字段“natonality”", "可用的有"),
    (
        BASIC,
        put("properties", "politics", "codes", "politic"),
        "/properties/politics/codes",
        "没有代码表“politic”",
        "“politics”",
    ),
    (
        BASIC,
        put("properties", "work_years", "minimum", 90),
        "/properties/work_years/minimum",
        "minimum 90 大于 maximum 60",
        "不大于",
    ),
    (
        BASIC,
        put("properties", "work_years", "default", "5"),
        "/properties/work_years/default",
        "与 type “integer”不符",
        "改正",
    ),
    (
        BASIC,
        put("properties", "politics", "default", "99"),
        "/properties/politics/default",
        "不在可选值之中",
        "可用的有",
    ),
    (
        BASIC,
        put("properties", "politics", "enum", ["a"]),
        "/properties/politics/codes",
        "不能同时使用",
        "只保留",
    ),
    (
        BASIC,
        put("properties", "work_years", "enum", ["一"]),
        "/properties/work_years/enum/0",
        "与 type “integer”不符",
        "改正",
    ),
    (
        BASIC,
        put("properties", "post", "widget", "region"),
        "/properties/post/widget",
        "分级的代码表",
        "regions",
    ),
    (
        BASIC,
        put("properties", "post", "widget", "search"),
        "/properties/post/widget",
        "需要可选的值",
        "codes",
    ),
    (
        BASIC,
        put("properties", "work_years", "widget", "long-text"),
        "/properties/work_years/widget",
        "不能用于 type “integer”",
        "string",
    ),
    (
        BASIC,
        put("properties", "post", {"type": "array", "caption": "x"}),
        "/properties/post/items",
        "没有说明每一项是什么",
        "items",
    ),
    (
        BASIC,
        put("properties", "post", {"type": "object", "caption": "x"}),
        "/properties/post/type",
        "object 只用于照片",
        "array",
    ),
    (
        BASIC,
        put("properties", "birthplace", "readOnly", True),
        "/properties/birthplace/readOnly",
        "永远填不上",
        "prefill",
    ),
    (
        BASIC,
        put("properties", "specialty_years", "atMost", "work_year"),
        "/properties/specialty_years/atMost",
        "“work_year”",
        "“work_years”",
    ),
    (
        BASIC,
        put("properties", "specialty_years", "atMost", "work_start"),
        "/properties/specialty_years/atMost",
        "不是同一种值",
        "数字",
    ),
    (
        BASIC,
        put("properties", "post", "atMost", "birthplace"),
        "/properties/post/atMost",
        "没有大小先后",
        "数字",
    ),
    (BASIC, put("id", "person"), "/id", "分区不能叫“person”", "另有用途"),
    (BASIC, put("properties", "post", "pattern", "^(a*)*$"), "/properties/post/pattern", "非常慢", "上限"),
    (
        BASIC,
        put("properties", "post", "$ref", "http://example.com/x.json"),
        "/properties/post/$ref",
        "指向文档之外",
        "$defs",
    ),
    (
        PROFESSION,
        put("properties", "skill_date", "shownWhen", {"skiled": True}),
        "/properties/skill_date/shownWhen/skiled",
        "没有字段“skiled”",
        "“skilled”",
    ),
    (
        PROFESSION,
        put("properties", "skill_date", "requiredWhen", {"skilled": "是"}),
        "/properties/skill_date/requiredWhen/skilled",
        "与字段的类型不符",
        "true",
    ),
    (
        PROFESSION,
        put("properties", "skill_date", "requiredWhen", {"skill_level": "master"}),
        "/properties/skill_date/requiredWhen/skill_level",
        "不是可选的值",
        "可用的有",
    ),
    (
        PROFESSION,
        put("properties", "skilled", "shownWhen", {"skill_date": {"present": True}}),
        "/properties/skilled/shownWhen",
        "互相等待",
        "去掉",
    ),
    (
        PROFESSION,
        put("properties", "skilled", "shownWhen", {"skilled": True}),
        "/properties/skilled/shownWhen",
        "问到了它自己",
        "其他字段",
    ),
    ("common/titles.json", put("columns", ["methd"]), "/columns/0", "没有字段“methd”", "“method”"),
    (
        "common/titles.json",
        put("items", "properties", "appointments", "columns", ["begin"]),
        "/items/properties/appointments/columns/0",
        "没有字段“begin”",
        "可用的有",
    ),
    (
        "common/titles.json",
        put("items", "properties", "appointments", "items", "required", ["stat"]),
        "/items/properties/appointments/items/required/0",
        "没有字段“stat”",
        "“start”",
    ),
    ("common/titles.json", put("minItems", 30), "/minItems", "minItems 大于 maxItems", "不大于"),
    (
        "common/education.json",
        put("takes", ["educaton"]),
        "/takes/0",
        "没有业绩类别“educaton”",
        "“education”",
    ),
    ("common/education.json", put("columns", ["shcool"]), "/columns/0", "没有字段“shcool”", "“school”"),
    (
        "common/education.json",
        put("properties", "school", {"type": "string", "caption": "x"}),
        "/properties/school",
        "重名",
        "另取",
    ),
    (
        "common/registration.json",
        put("properties", "series", "items", "codes", "serie"),
        "/properties/series/items/codes",
        "没有代码表“serie”",
        "“series”",
    ),
    (
        PROFESSION,
        put("properties", "skill_date", "shownWhen", {"any": 3}),
        "/properties/skill_date/shownWhen/any",
        "不是条件的列表",
        "any",
    ),
    (
        PROFESSION,
        put("properties", "skill_date", "shownWhen", {"any": [{"skilled": True}, {"skil": 1}]}),
        "/properties/skill_date/shownWhen/any/1/skil",
        "没有字段“skil”",
        "“skilled”",
    ),
    (
        PROFESSION,
        put("properties", "skill_date", "shownWhen", {"not": {"skill_date": "2020-01-01"}}),
        "/properties/skill_date/shownWhen",
        "问到了它自己",
        "其他字段",
    ),
    (
        PROFESSION,
        put("properties", "skill_date", "shownWhen", {"not": 3}),
        "/properties/skill_date/shownWhen/not",
        "条件不是对象",
        "字段",
    ),
    # library
    (PUBLICATION, put("columns", ["titel"]), "/columns/0", "没有字段“titel”", "可用的有"),
    (PUBLICATION, put("rank", "rnk"), "/rank", "没有字段“rnk”", "“rank”"),
    (PUBLICATION, put("key", ["nam"]), "/key/0", "没有字段“nam”", "“name”"),
    (
        PUBLICATION,
        put("evidence", "minItems", 11),
        "/evidence/minItems",
        "minItems 11 大于 maxItems 10",
        "不大于",
    ),
    (PUBLICATION, put("evidence", "accept", ["doc"]), "/evidence/accept/0", "“doc”不是允许的取值", "“docx”"),
    ("codes/regions.json", put("codes", 3, "id", "340102"), "/codes/3/id", "代码的 id “340102”重复", "不同"),
    (
        "codes/regions.json",
        put("codes", 2, "parent", "zz"),
        "/codes/2/parent",
        "没有上级代码“zz”",
        "可用的有",
    ),
    ("codes/regions.json", put("codes", 0, "parent", "340100"), "/codes/0/parent", "绕回了自己", "parent"),
    (
        "attachments/teacher.json",
        put("items", 0, "minimum", 3),
        "/items/0/minimum",
        "minimum 3 大于 files.maxItems 2",
        "不大于",
    ),
    (
        "attachments/teacher.json",
        put("items", 1, "id", "pledge"),
        "/items/1/id",
        "附件项的 id “pledge”重复",
        "不同",
    ),
    (
        "attachments/teacher.json",
        put("items", 0, "template", "pledg"),
        "/items/0/template",
        "没有打印表单“pledg”",
        "“pledge”",
    ),
    (
        "chains/replacement.json",
        put("steps", 1, "id", "employer"),
        "/steps/1/id",
        "环节的 id “employer”重复",
        "不同",
    ),
    (
        "chains/replacement.json",
        put("steps", 1, "actions", ["return"]),
        "/steps/1/actions",
        "缺少必须有的一项",
        "endorse",
    ),
    ("pledges/integrity.json", put("sheet", "promise"), "/sheet", "没有打印表单“promise”", "pledge"),
]


@pytest.mark.parametrize(
    ("file", "how", "pointer", "said", "remedy"), [case for case in BROKEN if case[2] is not None]
)
def test_a_broken_document_is_told_with_its_place_and_remedy(
    schemas: Path, file: str, how: Change, pointer: str, said: str, remedy: str
) -> None:
    change(schemas, file, how)
    found = [
        fault
        for fault in faults(schemas)
        if (fault.file, fault.pointer) == (file, pointer) and said in fault.fault
    ]
    assert found, faults(schemas)
    assert remedy in found[0].remedy


@pytest.mark.parametrize(("file", "how"), [case[:2] for case in BROKEN if case[2] is None])
def test_the_nearest_neighbours_of_faults_are_none(schemas: Path, file: str, how: Change) -> None:
    change(schemas, file, how)
    assert load(schemas).plans


def test_all_faults_are_told_at_once(schemas: Path) -> None:
    change(schemas, PLAN, put("chain", "none"))
    change(schemas, BASIC, put("properties", "post", "maxlength", 3))
    (schemas / "codes/sex.json").write_text("{", encoding="utf-8")
    assert {fault.file for fault in faults(schemas)} == {PLAN, BASIC, "codes/sex.json"}


def test_who_refers_to_a_broken_document_is_not_blamed(schemas: Path) -> None:
    change(schemas, "achievements/report.json", put("oops", 1))
    assert {fault.file for fault in faults(schemas)} == {"achievements/report.json"}


def test_two_spellings_of_one_document(schemas: Path) -> None:
    (schemas / "codes/sex.yaml").write_text(
        "caption: x\nsource: x\ncodes: [{id: a, caption: b}]\n", encoding="utf-8"
    )
    (fault,) = faults(schemas)
    assert "同名" in fault.fault


def test_a_folder_without_plans(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "schemas")
    assert "没有任何评审计划" in fault.fault
    assert "ZCFORMS_HOME" in fault.remedy


def test_faults_without_end_are_cut(schemas: Path) -> None:
    change(
        schemas, PLAN, lambda data: data["titles"][0].update(specialties=[f"no-{n}" for n in range(20_000)])
    )
    with within(2):
        assert len(faults(schemas)) == 200


def test_a_long_hierarchy_is_checked_in_time(schemas: Path) -> None:
    chain = [{"id": f"c{n}", "caption": "x", "parent": f"c{n + 1}"} for n in range(7_000)]
    document = {"caption": "x", "source": "x", "codes": [*chain, {"id": "c7000", "caption": "x"}]}
    (schemas / "codes/long.json").write_text(json.dumps(document), encoding="utf-8")
    with within(3):
        assert len(load(schemas).codes["long"].codes) == 7_001


# -- lint -----------------------------------------------------------------------------------------------------------


def test_the_shipped_documents_have_neither_faults_nor_notes() -> None:
    report = lint(resources.folder("schemas"))
    assert (report.faults, report.notes) == ((), ())


def test_lint_tells_faults_and_does_not_raise(schemas: Path) -> None:
    change(schemas, PLAN, put("chain", "none"))
    report = lint(schemas)
    assert [fault.pointer for fault in report.faults] == ["/chain"]
    assert report.notes == ()


def test_lint_notes_what_nobody_uses(schemas: Path) -> None:
    shutil.copy(schemas / "pledges/integrity.json", schemas / "pledges/old.json")
    change(schemas, "pledges/old.json", put("id", "old"))
    change(schemas, "plans/2021-engineering-senior.json", put("titles", 0, "standards", ["engineering"]))
    notes = {(note.file, note.pointer) for note in below(lint(schemas).notes)}
    assert notes == {("pledges/old.json", ""), ("plans/2021-engineering-senior.json", "/standards/1")}


def test_counting_is_the_plans_to_say(catalogue: Catalogue) -> None:
    """Decision 4: 至少录入2项记录 counts records, but where a plan's criteria ask for different items."""
    counts = {
        (plan_id, category.id): category.count
        for plan_id in ("2022-teacher-senior", "2021-engineering-senior")
        for standard in catalogue.plans[plan_id].standards
        for category in standard.categories
    }
    items = {place for place, count in counts.items() if count is CountMode.ITEMS}
    assert items
    assert {plan_id for plan_id, _ in items} == {"2021-engineering-senior"}
    assert len(items) < sum(plan_id == "2021-engineering-senior" for plan_id, _ in counts)


def test_a_page_may_be_for_some_routes_alone(catalogue: Catalogue) -> None:
    """Feature 55: what the page says goes for its sections, unless they say something themselves."""
    plan = catalogue.plans["2022-teacher-senior"]
    exceptional = plan.section("exceptional")
    assert exceptional is not None
    assert exceptional.routes == ("exceptional",)
    assert [part.id for part in plan.parts_for("exceptional")][-2:] == ["exceptional", "attachments"]
    assert plan.sheets_for("exceptional") == ("declaration-information", "exceptional-approval")
    assert plan.sheets_for("regular") == ("declaration-information",)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"id": "exceptional", "caption"', '"id": "exceptional", "routes": ["early"], "caption"', "本计划没有申报形式“early”"),
        ('"routes": ["regular", "exceptional", "conversion"]', '"routes": ["regular", "exceptional"]', "只给本计划没有的申报形式"),
        ('"sheet": "conversion-declaration"', '"sheet": "conversion-declaratoin"', "没有打印表单“conversion-declaratoin”"),
    ],
)  # fmt: skip
def test_routes_of_pages_and_forms_are_checked(schemas: Path, old: str, new: str, fault: str) -> None:
    """Feature 55."""
    text = (schemas / PLAN).read_text(encoding="utf-8")
    assert old in text
    (schemas / PLAN).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DocumentsInvalid) as caught:
        load(schemas)
    assert fault in str(caught.value)
