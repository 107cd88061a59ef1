"""Plans that nobody of some route can pass (question 1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.lab.proofs.seeds import ABSENT, Edit, Expected, Seed, new_rules, rule
from zcforms.lab.proofs.answers import Kind, Question

TEACHER, ENGINEER, ACCOUNTANT = "2022-teacher-senior", "2021-engineering-senior", "2022-accounting-senior"
AGRONOMIST, PHYSICIAN = "2022-agronomy-senior", "2022-physician-senior"
YOUNG_ENGINEER, BUILDER = "2022-construction-intermediate", "2022-construction-senior"
FIRST_TEACHER, FULL_TEACHER = "2022-teacher-intermediate", "2022-teacher-full-senior"


def impossible(*rules: str, pointer: str = "", **subject: str) -> Expected:
    return Expected(Question.PASSES, Kind.IMPOSSIBLE, subject, frozenset(rules), pointer)


def bounded(expected: Expected) -> Expected:
    """One that no number of records is enough for: a sum is compared with a count."""
    return replace(expected, bounded=True)


def records(*ids: str) -> list[dict[str, Any]]:
    return [{"record": each} for each in ids]


SEEDS = (
    Seed(
        "impossible-dates",
        ACCOUNTANT,
        "考试须在申报截止以后，而成绩须在截止以前",
        new_rules(ACCOUNTANT, rule("exam-late", "exam", {"exam.sat_on": {">": {"plan": "closes"}}})),
        impossible("exam-late", "exam-in-validity"),
        {"/answers/exam/sat_on": [ABSENT, "2018-01-01", "2021-05-15", "2022-09-15", "2022-09-16", "2023-01-01"]},
    ),
    Seed(
        "impossible-years",
        FULL_TEACHER,
        "从教十年以上，而工作开始不早于三年前，从教不早于工作",
        new_rules(
            FULL_TEACHER,
            rule("taught-long", "personal", {"compare": [{"years_since": "profession.teaching_start"}, ">=", 10]}),
            rule("worked-short", "personal", {"compare": [{"years_since": "basic.work_start"}, "<", 3]}),
            rule("taught-after-work", "personal",
                 {"profession.teaching_start": {">=": {"field": "basic.work_start"}}}),
        ),
        impossible("taught-long", "worked-short", "taught-after-work"),
        {
            "/answers/basic/work_start": [ABSENT, "2000-08-15", "2019-12-31", "2020-01-01", "2022-08-01"],
            "/answers/profession/teaching_start": [ABSENT, "2000-08-15", "2012-12-31", "2013-01-01", "2022-08-02"],
        },
    ),
    Seed(
        "categories-below-minimums",
        TEACHER,
        "全部业绩至多五条，各大类和必填项合起来至少六条",
        new_rules(TEACHER, rule("few-imported", "personal", {"count": {"of": "imported", "<=": 5}})),
        impossible("few-imported", "category-minimum:performance", "category-minimum:research",
                   "item-required:rural_service", "item-required:action_report", "item-required:mentoring"),
        {
            "/imports/award_in_tenure": [[]],
            "/imports/rural_service": [[], records("r1")],
            "/imports/action_report": [[], records("p1")],
            "/imports/mentoring": [[], records("m1")],
            "/imports/teaching_honor": [[], records("h1"), records("h1", "h2")],
            "/imports/teaching_award": [[], records("a1")],
            "/imports/monograph": [[], records("b1")],
        },
    ),
    Seed(
        "kinds-above-records",
        ENGINEER,
        "业绩贡献至少两个小项，而至多一条记录",
        new_rules(ENGINEER, rule("contribution-few", "personal",
                                 {"count": {"of": "categories.contribution", "<=": 1}}, standards=["engineering"])),
        impossible("contribution-few", "category-kinds:contribution", standard="engineering"),
        {
            "/imports/science_award": [[], records("a1")],
            "/imports/project_accepted": [[], records("j1"), records("j1", "g1")],
            "/imports/new_technology": [[], records("g1")],
        },
    ),
    Seed(
        "minimum-above-maximum",
        TEACHER,
        "小项至多一条，而另一条规则要求至少两条",
        (
            Edit("schemas/plans/2022-teacher-senior.json", "add",
                 "/standards/teacher/categories/rural/items/rural_service/maximum", 1),
            *new_rules(TEACHER, rule("rural-twice", "category:rural",
                                     {"count": {"of": "achievements.rural_service", ">=": 2}})),
        ),
        impossible("rural-twice", "item-maximum:rural_service"),
        {"/imports/rural_service": [[], records("r1"), records("r1", "r2"), records("r2")]},
        ({"id": "r2", "category": "rural", "state": "approved",
          "data": {"start": "2019-09", "end": "2020-08", "place": "怀远县禾岭小学", "region": "340321", "kind": "支教交流", "months": 12}},),
    ),
    Seed(
        "enumerations-apart",
        FIRST_TEACHER,
        "任教学段须与学校所在地相同，两处的选项没有一个相同",
        new_rules(FIRST_TEACHER, rule("same-word", "personal",
                                      {"compare": [{"field": "profession.stage"}, "==", {"field": "placement.school_place"}]})),
        impossible("same-word"),
        {
            "/answers/profession/stage": [ABSENT, "学前", "小学", "初中", "高中", "特殊教育"],
            "/answers/placement/school_place": [ABSENT, "城市", "县城", "镇区", "乡村"],
        },
    ),
    Seed(
        "enumeration-narrowed",
        AGRONOMIST,
        "主要工作类别的选项改得只剩两个，两条规则各不要一个",
        (
            Edit("schemas/series/agronomy-profession.json", "replace", "/properties/agronomy_kind/enum", ["科研", "生产经营"]),
            *new_rules(AGRONOMIST,
                       rule("no-science", "personal", {"profession.agronomy_kind": {"!=": "科研"}}),
                       rule("no-production", "personal", {"profession.agronomy_kind": {"!=": "生产经营"}})),
        ),
        impossible("no-science", "no-production", pointer="agronomy_kind"),
        {"/answers/profession/agronomy_kind": [ABSENT, "科研", "生产经营", "技术推广", "检验检测"]},
    ),
    Seed(
        "required-and-forbidden",
        ACCOUNTANT,
        "表单必填的岗位，规则要求留空",
        new_rules(ACCOUNTANT, rule("no-field", "personal", {"left_blank": "profession.practice_field"})),
        impossible("no-field", pointer="practice_field"),
        {"/answers/profession/practice_field": [ABSENT, "", "无", "企业财务会计"]},
    ),
    Seed(
        "hidden-and-wanted",
        ENGINEER,
        "技能等级只在不以高技能人才身份申报时显示，而该标准要求填写",
        (
            Edit("schemas/series/engineering-profession.json", "replace", "/properties/skill_level/shownWhen", {"skilled": False}),
            Edit("schemas/series/engineering-profession.json", "remove", "/properties/skill_level/requiredWhen"),
            *new_rules(ENGINEER, rule("level-told", "personal", {"present": "profession.skill_level"}, standards=["skilled"])),
        ),
        impossible("level-told", "skilled-status", standard="skilled"),
        {
            "/standard": ["skilled"],
            "/imports/key_problem": [records("g1")],
            "/imports/skill_contest": [[]],
            "/imports/innovation": [records("n1")],
            "/imports/method_paper": [records("l1")],
            "/answers/profession/skilled": [ABSENT, True, False],
            "/answers/profession/skill_level": [ABSENT, "senior-technician"],
            "/answers/profession/skill_date": [ABSENT, "2015-01-01"],
        },
    ),
    Seed(
        "section-of-another-route",
        TEACHER,
        "常规申报的人须填写只有转评才显示的转评原因",
        new_rules(TEACHER, rule("reason-told", "personal", {"present": "conversion.reason"}, routes=["regular"])),
        impossible("reason-told", route="regular"),
        {"/route": ["regular"], "/answers/conversion": [ABSENT, {}, {"reason": "岗位变动"}]},
    ),
    Seed(
        "attachment-of-another-specialty",
        ENGINEER,
        "机械专业的人须上传只有化工、安全专业才有的笔试申请表",
        new_rules(ENGINEER, rule("exam-form", "attachments", {"present": "attachments.written_exam"},
                                 specialties=["mechanical"])),
        impossible("exam-form", specialty="mechanical"),
        {"/specialty": ["mechanical"], "/attachments/written_exam": [ABSENT, []], "/attachments/other": [ABSENT, []]},
    ),
    Seed(
        "more-files-than-fit",
        ACCOUNTANT,
        "身份证须上传至少三个文件，而附件至多两个",
        new_rules(ACCOUNTANT, rule("card-thrice", "attachments", {"count": {"of": "attachments.identity_card", ">=": 3}})),
        impossible("card-thrice", pointer="identity_card"),
        {"/attachments/identity_card": [[{"id": f"f{n}", "name": f"{n}.jpg", "digest": "0" * 64, "size": 9, "media_type": "image/jpeg"}
                                         for n in range(number)] for number in range(5)]},
    ),
    Seed(
        "pattern-forbids",
        ACCOUNTANT,
        "成绩单编号的格式改为十二位数字，而规则要求是列出的两个旧编号之一",
        (
            Edit("schemas/series/qualifying-exam.json", "add", "/properties/report_number/pattern", "^[0-9]{12}$"),
            *new_rules(ACCOUNTANT, rule("known-number", "exam", {"exam.report_number": ["KJ2021000108", "KJ2021000109"]})),
        ),
        impossible("known-number", pointer="report_number"),
        {"/answers/exam/report_number": [ABSENT, "KJ2021000108", "KJ2021000109", "202100010800", "无"]},
    ),
    Seed(
        "steps-between",
        BUILDER,
        "转评的岗位年限以半年计，而规则要求在一年和一年半之间",
        new_rules(BUILDER, rule("between-steps", "personal", {"conversion.post_years": {">": 1, "<": 1.5}},
                                routes=["conversion"])),
        impossible("between-steps", pointer="post_years", route="conversion"),
        {
            "/route": ["conversion"],
            "/answers/conversion": [
                {"series": "工程", "specialty": "建筑", "title": "工程师", "obtained_on": "2014-11-25", "former_post": "技术员",
                 "post": "项目经理", "moved_on": "2020-01-01", "reason": "岗位变动", "achievements": "完成项目三个",
                 "evidence": [{"id": "f1", "name": "1.jpg", "digest": "0" * 64, "size": 9, "media_type": "image/jpeg"}],
                 **({} if years is None else {"post_years": years})}
                for years in (None, 0, 1, 1.25, 1.4, 1.5, 2)
            ],
        },
    ),
    Seed(
        "order-turned",
        AGRONOMIST,
        "表单要求评审日期不晚于发证日期，而规则要求晚于",
        new_rules(AGRONOMIST, rule("reviewed-later", "personal",
                                   {"some": {"of": "titles", "that": {"reviewed_on": {">": {"field": "issued_on"}}}}})),
        impossible("reviewed-later", pointer="reviewed_on"),
        {
            "/answers/titles/0/reviewed_on": ["2012-11-10", "2012-12-12", "2012-12-13", "2015-01-01"],
            "/answers/titles/0/issued_on": [ABSENT, "2012-11-10", "2012-12-12", "2013-01-01"],
        },
    ),
    Seed(
        "exactly-one-and-two",
        YOUNG_ENGINEER,
        "恰好一条合格学历，而另一条规则要求两条",
        new_rules(YOUNG_ENGINEER, rule("two-qualifying", "education",
                                       {"count": {"of": "education", "where": {"qualifying": True}, ">=": 2}})),
        impossible("two-qualifying", "education-qualifying"),
        {"/imports/education": [[], records("e1"), [{"record": "e1", "qualifying": True}],
                                [{"record": "e1", "qualifying": True}, {"record": "e2", "qualifying": True}],
                                [{"record": "e1", "qualifying": True}, {"record": "e2", "qualifying": False}]]},
        ({"id": "e2", "category": "education", "state": "approved",
          "data": {"start": "2015-09", "end": "2018-07", "school": "江淮建筑学院", "major": "土木工程", "duration": 3, "study_mode": "全日制",
                   "education": "14", "degree": "308", "diploma_number": "100000000000000002"}},),
    ),
    Seed(
        "capped-and-above",
        PHYSICIAN,
        "专业年限自动调整为不大于工作年限，而规则要求大于",
        new_rules(PHYSICIAN, rule("more-special", "personal",
                                  {"basic.specialty_years": {">": {"field": "basic.work_years"}}})),
        impossible("more-special", "specialty-years-capped"),
        {"/answers/basic/work_years": [ABSENT, 0, 5, 10, 60], "/answers/basic/specialty_years": [ABSENT, 0, 5, 10, 60]},
    ),
    Seed(
        "hours-beyond-the-form",
        PHYSICIAN,
        "病房周数须各年合计超过五十二周乘以年数，而每条至多五十二周且一年一条",
        (
            Edit("schemas/achievements/workload.json", "add", "/schema/properties/value/maximum", 52),
            *new_rules(PHYSICIAN, rule(
                "ward-more", "category:capability",
                {"compare": [{"sum": {"of": "achievements.clinical_workload", "field": "value", "where": {"kind": "病房周数"}}},
                             ">", {"times": [52, {"count": {"of": "achievements.clinical_workload"}}]}]})),
        ),
        bounded(impossible("ward-more")),
        {"/imports/clinical_workload": [[], records("q1"), records("q1", "q5"), records("q1", "q5", "q6")],
         "/specialty": ["cardiology"], "/answers/profession/ward": [True, False]},
        tuple({"id": f"q{n}", "category": "workload", "state": "approved",
               "data": {"year": 2010 + n, "kind": "病房周数", "value": 52, "proof": "医务科"}} for n in (5, 6)),
    ),
)  # fmt: skip
