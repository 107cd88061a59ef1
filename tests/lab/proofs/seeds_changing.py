"""Two versions of a plan: rows that decide otherwise (question 4), and answers that were valid and are not any more (question 5)."""

from __future__ import annotations

from typing import Any

from tests.lab.proofs.seeds import ABSENT, Edit, Expected, Seed, new_rules, rule
from tests.lab.proofs.seeds_passing import (
    ACCOUNTANT,
    AGRONOMIST,
    BUILDER,
    ENGINEER,
    FIRST_TEACHER,
    FULL_TEACHER,
    PHYSICIAN,
    TEACHER,
    YOUNG_ENGINEER,
    records,
)
from zcforms.lab.proofs.answers import Kind, Question


def row(kind: Kind, row_id: str) -> Expected:
    return Expected(Question.CHANGED, kind, {"id": row_id})


def place(kind: Kind, pointer: str) -> Expected:
    return Expected(Question.CONTAINED, kind, {"id": pointer})


def files(number: int) -> list[dict[str, Any]]:
    return [
        {"id": f"f{n}", "name": f"{n}.jpg", "digest": "0" * 64, "size": 9, "media_type": "image/jpeg"}
        for n in range(number)
    ]


def works(*scales: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"id": f"b{number}", "category": "engineering_project", "state": "approved",
         "data": {"name": f"工程{number}", "scale": scale, "role": "主持", "start": "2015-03-01", "end": "2018-08-30",
                  "acceptor": "建设局", "acceptance_level": "municipal", "benefit": "合格"}}
        for number, scale in enumerate(scales)
    )  # fmt: skip


def some_of(number: int) -> list[list[dict[str, Any]]]:
    """Every selection of the records b0, b1, …"""
    return [records(*(f"b{n}" for n in range(number) if mask >> n & 1)) for mask in range(2**number)]


REVIEWED = [ABSENT, "2012-12-31", "2017-12-31", "2018-01-01", "2018-12-31", "2019-01-01"]
TITLE = {"/answers/titles/0/issued_on": ["2020-01-01"]}

SEEDS = (
    Seed(
        "tenure-loosened",
        ENGINEER,
        "任职年限由五年放宽到四年",
        (Edit("rules/series/engineering.yaml", "replace", "/parameters/tenure", 4),),
        row(Kind.LOOSER, "personal"),
        {"/answers/titles/0/reviewed_on": REVIEWED, **TITLE},
    ),
    Seed(
        "tenure-tightened",
        BUILDER,
        "任职年限由五年提高到六年",
        (Edit("rules/plans/2022-construction-senior.yaml", "replace", "/parameters/tenure", 6),),
        row(Kind.STRICTER, "personal"),
        {"/answers/titles/0/reviewed_on": REVIEWED, **TITLE},
    ),
    Seed(
        "cutoff-moved",
        AGRONOMIST,
        "任职年限计算到一年以后",
        (Edit("schemas/plans/2022-agronomy-senior.json", "replace", "/cutoffs/tenure", "2023-12-31"),),
        row(Kind.LOOSER, "personal"),
        {"/answers/titles/0/reviewed_on": REVIEWED, **TITLE},
    ),
    Seed(
        "counting-by-the-calendar",
        AGRONOMIST,
        "对照：年数由周年改为自然年，截止日期是十二月三十一日，所以结果一样",
        (Edit("schemas/plans/2022-agronomy-senior.json", "add", "/counting", "calendar"),),
        row(Kind.ALIKE, "personal"),
        {"/answers/titles/0/reviewed_on": [*REVIEWED, "2017-09-01", "2017-08-31"], **TITLE},
    ),
    Seed(
        "pass-mark-raised",
        ACCOUNTANT,
        "考试合格分数由六十提高到六十五",
        (Edit("rules/series/accounting.yaml", "replace", "/parameters/pass_mark", 65),),
        row(Kind.STRICTER, "exam"),
        {"/answers/exam/exam_points": [ABSENT, 0, 59.5, 60, 64.5, 65, 100]},
    ),
    Seed(
        "validity-lengthened",
        ACCOUNTANT,
        "成绩有效期由三年延长到四年",
        (Edit("rules/common/exam.yaml", "replace", "/parameters/exam_years", 4),),
        row(Kind.LOOSER, "exam"),
        {"/answers/exam/sat_on": ["2017-05-15", "2018-08-15", "2018-08-16", "2019-08-15", "2019-08-16", "2021-05-15"]},
    ),
    Seed(
        "tiers-narrowed",
        PHYSICIAN,
        "免于基层服务的机构由县级和乡镇改为乡镇",
        (Edit("rules/series/physician.yaml", "replace", "/parameters/grassroots_tiers", ["乡镇（社区）"]),),
        row(Kind.STRICTER, "category:grassroots"),
        {"/answers/profession/facility_tier": ["省级", "县级", "乡镇（社区）"], "/imports/grassroots_service": [[], records("r1")]},
    ),
    Seed(
        "rule-dropped",
        PHYSICIAN,
        "不再要求病案去除患者信息",
        (Edit("rules/plans/2022-physician-senior.yaml", "remove", "/rules/cases-without-patients"),),
        row(Kind.LOOSER, "category:representative"),
        {"/imports/clinical_works": [[], records("c1"), records("c2")]},
        ({"id": "c2", "category": "clinical_case", "state": "approved",
          "data": {"date": "2021-09-10", "kind": "诊治病案", "name": "病案", "difficulty": "疑难", "deidentified": False}},),
    ),
    Seed(
        "item-minimum-raised",
        TEACHER,
        "乡村任教经历由至少一条改为至少两条",
        (Edit("schemas/plans/2022-teacher-senior.json", "replace",
              "/standards/teacher/categories/rural/items/rural_service/minimum", 2),),
        row(Kind.STRICTER, "category:rural"),
        {"/imports/rural_service": [[], records("r1"), records("r1", "r2")]},
        ({"id": "r2", "category": "rural", "state": "approved",
          "data": {"start": "2019-09", "end": "2020-08", "place": "怀远县禾岭小学", "region": "340321", "kind": "支教交流", "months": 12}},),
    ),
    Seed(
        "attachment-not-needed",
        TEACHER,
        "班主任材料不再必传",
        (Edit("schemas/attachments/teacher.json", "remove", "/items/class_teacher/minimum"),),
        row(Kind.LOOSER, "attachments"),
        {"/attachments/class_teacher": [ABSENT, [], files(1)]},
    ),
    Seed(
        "advice-becomes-a-bar",
        TEACHER,
        "每年学时由提示改为必须",
        (Edit("rules/series/teacher.yaml", "replace", "/override/rules/training-hours/severity", "blocking"),),
        row(Kind.STRICTER, "training"),
        {"/imports/training": [[], records("t1"), records("t2")]},
        ({"id": "t2", "category": "training", "state": "approved",
          "data": {"year": 2020, "public_hours": 10, "professional_hours": 10, "hours": 20, "organiser": "学校"}},),
    ),
    Seed(
        "only-for-the-regular",
        FULL_TEACHER,
        "年度考核合格只要求常规申报的人",
        (Edit("rules/common/standing.yaml", "add", "/rules/assessments-qualified/routes", ["regular"]),),
        row(Kind.LOOSER, "assessments"),
        {"/route": ["regular", "exceptional"], "/imports/assessments/0/verdict": ["合格", "不合格"]},
    ),
    Seed(
        "larger-need-not-stand-in",
        BUILDER,
        "对照：大型项目不再可以替代中型（规则注明结果都一样）",
        (Edit("rules/series/construction.yaml", "replace", "/parameters/larger_stands_in", False),),
        row(Kind.ALIKE, "category:achievement"),
        {"/imports/built_works": some_of(8)},
        works("大型", "大型", "大型", "大型", "中型", "中型", "中型", "中型"),
    ),
    Seed(
        "larger-need-not-stand-in-young",
        YOUNG_ENGINEER,
        "对照：较大的项目不再可以替代较小的（规则注明结果都一样）",
        (Edit("rules/series/construction.yaml", "replace", "/parameters/larger_stands_in", False),),
        row(Kind.ALIKE, "category:achievement"),
        {"/imports/built_works": some_of(9)},
        works("大型", "大型", "中型", "中型", "中型", "小型", "小型", "小型", "小型"),
    ),
    Seed(
        "said-otherwise",
        FIRST_TEACHER,
        "对照：农村教龄不大于教龄，换一种写法",
        (Edit("rules/series/teacher.yaml", "replace", "/rules/rural-years-within-teaching-years/require",
              {"not": {"profession.rural_years": {">": {"field": "profession.teaching_years"}}}}),),
        row(Kind.ALIKE, "personal"),
        {"/answers/profession/rural_years": [ABSENT, 0, 3, 7, 8], "/answers/profession/teaching_years": [ABSENT, 0, 3, 7, 8]},
    ),
    Seed(
        "two-rules-of-one",
        ACCOUNTANT,
        "对照：考试日期的两个要求，另加一条说其中一个",
        new_rules(ACCOUNTANT, rule("exam-before-close", "exam", {"exam.sat_on": {"<=": {"plan": "closes"}}}, missing="pass")),
        row(Kind.ALIKE, "exam"),
        {"/answers/exam/sat_on": [ABSENT, "2018-01-01", "2021-05-15", "2022-09-15", "2022-09-16"]},
    ),
    Seed(
        "choice-removed",
        ACCOUNTANT,
        "会计职务不再有“其他”",
        (Edit("schemas/series/accounting-profession.json", "replace", "/properties/accounting_rank/enum",
              ["总会计师（财务总监）", "财务负责人", "会计主管", "主管会计", "会计", "内部审计"]),),
        place(Kind.INVALID, "/answers/profession/accounting_rank"),
        {"/answers/profession/accounting_rank": ["会计", "其他"]},
    ),
    Seed(
        "now-required",
        FIRST_TEACHER,
        "是否为薄弱学校改为必填",
        (Edit("schemas/series/teacher-placement.json", "replace", "/required", ["school_place", "weak_school"]),),
        place(Kind.INVALID, "/answers/placement/weak_school"),
        {"/answers/placement/weak_school": [ABSENT, True]},
    ),
    Seed(
        "lower-maximum",
        ENGINEER,
        "工作年限至多四十五年",
        (Edit("schemas/common/basic.json", "replace", "/properties/work_years/maximum", 45),),
        place(Kind.INVALID, "/answers/basic/work_years"),
        {"/answers/basic/work_years": [0, 45, 46, 60]},
    ),
    Seed(
        "order-asked-for",
        AGRONOMIST,
        "原职称取得日期不得晚于原职务聘任日期",
        (Edit("schemas/common/conversion.json", "add", "/properties/obtained_on/atMost", "appointed_on"),),
        place(Kind.INVALID, "/answers/conversion/obtained_on"),
        {"/route": ["conversion"], "/answers/conversion": [{"obtained_on": one, "appointed_on": two}
                                                           for one in ("2014-01-01", "2015-01-01") for two in ("2014-01-01", "2016-01-01")]},
    ),
    Seed(
        "shown-to-more",
        ENGINEER,
        "技能等级改为人人必填",
        (Edit("schemas/series/engineering-profession.json", "remove", "/properties/skill_level/shownWhen"),
         Edit("schemas/series/engineering-profession.json", "remove", "/properties/skill_level/requiredWhen"),
         Edit("schemas/series/engineering-profession.json", "add", "/required/-", "skill_level")),
        place(Kind.INVALID, "/answers/profession/skill_level"),
        {"/answers/profession/skilled": [True, False], "/answers/profession/skill_level": [ABSENT, "senior-technician"]},
    ),
    Seed(
        "records-of-fewer-kinds",
        FIRST_TEACHER,
        "经验总结以外，只收独立完成的",
        (Edit("schemas/plans/2022-teacher-intermediate.json", "add",
              "/standards/teacher/categories/research/items/rural_experience/where/authorship", "独立"),),
        place(Kind.INVALID, "/imports/rural_experience"),
        {"/imports/rural_experience": [[], records("x1"), records("x2")]},
        ({"id": "x2", "category": "report", "state": "approved",
          "data": {"name": "总结", "kind": "心得体会/经验总结", "date": "2021-12-01", "authorship": "主要"}},),
    ),
    Seed(
        "fewer-files",
        ACCOUNTANT,
        "其他附件至多五个",
        (Edit("schemas/attachments/accounting.json", "replace", "/items/other/files/maxItems", 5),),
        place(Kind.INVALID, "/attachments/other"),
        {"/attachments/other": [files(number) for number in range(11)]},
    ),
    Seed(
        "shorter-list",
        TEACHER,
        "现有职称至多一项",
        (Edit("schemas/common/titles.json", "replace", "/maxItems", 1),),
        place(Kind.INVALID, "/answers/titles"),
        {"/answers/titles": [[], [{"title": "一级教师"}], [{"title": "一级教师"}, {"title": "二级教师"}]]},
    ),
    Seed(
        "everything-wider",
        AGRONOMIST,
        "对照：选项加一个，上限提高，一项不再必填",
        (Edit("schemas/series/agronomy-profession.json", "add", "/properties/serving_tier/enum/-", "村级"),
         Edit("schemas/common/basic.json", "replace", "/properties/work_years/maximum", 65),
         Edit("schemas/common/basic.json", "replace", "/properties/specialty_years/maximum", 65),
         Edit("schemas/series/agronomy-profession.json", "replace", "/required", ["agronomy_kind", "agronomy_start", "serving_tier"])),
        Expected(Question.CONTAINED, Kind.CONTAINED),
        {"/answers/profession/serving_tier": [ABSENT, "省级", "乡镇", "村级"], "/answers/basic/work_years": [ABSENT, 0, 60, 61, 65, 66],
         "/answers/profession/practice_field": [ABSENT, "水稻栽培"]},
    ),
)  # fmt: skip
