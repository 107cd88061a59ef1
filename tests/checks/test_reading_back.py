"""Rules read back: each construct as people say it, its opposite without a second negation, and every rule of every plan."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from tests.checks.captioned import SHAPE, condition
from zcforms.checks import core
from zcforms.checks.core import DOCUMENT, Elapsed, Field, Literal, Type, Unit
from zcforms.checks.reading_back import negated_sentence, rule_sentence, sentence, value_text
from zcforms.checks.ruleset import Ruleset

SINCE = {"compare": [{"years_since": "basic.hired"}, ">=", 5]}
AFTER = {"compare": [{"field": "start"}, ">=", {"field": "held.reviewed_on"}]}

READ: list[tuple[Any, str, str]] = [
    ({"basic.work_years": {">=": 5}}, "工作年限不少于 5 年", "工作年限少于 5 年"),
    ({"basic.work_years": {"<=": 5}}, "工作年限不超过 5 年", "工作年限超过 5 年"),
    ({"basic.rank": {"<=": 3}}, "个人排名不大于 3", "个人排名大于 3"),
    ({"basic.stage": "小学"}, "任教学段为“小学”", "任教学段不为“小学”"),
    ({"basic.stage": ["小学", "初中"]}, "任教学段为“小学”或“初中”", "任教学段不在“小学”、“初中”之列"),
    (
        {"basic.licence": {"not_in": ["监理", "建造"]}},
        "执业资格不在“监理”、“建造”之列",
        "执业资格为“监理”或“建造”",
    ),
    ({"basic.hired": {"<=": "2022-12-31"}}, "聘任日期不晚于2022年12月31日", "聘任日期晚于2022年12月31日"),
    ({"basic.born": {">": "1975-06"}}, "出生年月晚于1975年6月", "出生年月不晚于1975年6月"),
    ({"basic.skilled": True}, "“是否以高技能人才身份申报”为“是”", "“是否以高技能人才身份申报”为“否”"),
    (
        {"basic.work_years": {"between": [3, 5]}},
        "工作年限在 3 年至 5 年之间（含）",
        "工作年限少于 3 年，或者工作年限超过 5 年",
    ),
    (
        {"compare": [{"field": "basic.specialty_years"}, "<=", {"field": "basic.work_years"}]},
        "专业年限不超过工作年限",
        "专业年限超过工作年限",
    ),
    (SINCE, "自聘任日期起至2022年12月31日满 5 年", "自聘任日期起至2022年12月31日不满 5 年"),
    ({"present": "basic.licence"}, "执业资格已填写", "执业资格未填写"),
    ({"absent": "basic.licence"}, "执业资格未填写", "执业资格已填写"),
    ({"present": "education"}, "“学历教育”至少有 1 条记录", "“学历教育”中没有记录"),
    ({"count": {"of": "files", ">=": 2}}, "“承诺书”至少有 2 份文件", "“承诺书”的文件少于 2 份"),
    (
        {"count": {"of": "education", "where": {"education": "21"}, ">=": 2}},
        "“学历教育”中学历为“大学本科”的记录至少 2 条",
        "“学历教育”中学历为“大学本科”的记录少于 2 条",
    ),
    (
        {"count": {"of": "education", "where": {"education": "21"}, "==": 0}},
        "“学历教育”中没有学历为“大学本科”的记录",
        "“学历教育”中有学历为“大学本科”的记录",
    ),
    (
        {"sum": {"of": "training", "field": "hours", "where": {"kind": "公需"}, ">=": 72}},
        "“继续教育”中类别为“公需”的记录的学时合计不少于 72 学时",
        "“继续教育”中类别为“公需”的记录的学时合计少于 72 学时",
    ),
    (
        {"distinct": {"of": "training", "field": "year", ">=": 5}},
        "“继续教育”的记录涉及的年度数不少于 5 个",
        "“继续教育”的记录涉及的年度数少于 5 个",
    ),
    (
        {
            "some": {
                "of": "titles",
                "as": "held",
                "that": {
                    "years_covered": {"of": "held.appointments", "start": "start", "end": "end", ">=": 5}
                },
            }
        },
        "“现有职称情况”中至少有一条记录满足：“评聘情况”的记录自聘用开始日期至聘用结束日期（重叠的只计一次，计算到2022年12月31日）合计满 5 年",
        "“现有职称情况”中没有一条记录满足：“评聘情况”的记录自聘用开始日期至聘用结束日期（重叠的只计一次，计算到2022年12月31日）合计满 5 年",
    ),
    (
        {"every": {"of": "training", "that": {"present": "hours"}}},
        "每一条“继续教育”的学时已填写",
        "“继续教育”中有学时未填写的记录",
    ),
    (
        {"every": {"of": "training", "where": {"kind": "公需"}, "that": {"hours": {">=": 30}}}},
        "“继续教育”中每一条类别为“公需”的记录都满足：学时不少于 30 学时",
        "“继续教育”中有类别为“公需”且学时少于 30 学时的记录",
    ),
    (
        {"some": {"of": "education", "where": {"qualifying": True}, "that": {"education": "11"}}},
        "“学历教育”中有合格学历为“是”且学历为“博士研究生”的记录",
        "“学历教育”中没有合格学历为“是”且学历为“博士研究生”的记录",
    ),
    (
        {"no": {"of": "education", "that": {"education": "31"}}},
        "“学历教育”中没有学历为“大学专科”的记录",
        "“学历教育”中有学历为“大学专科”的记录",
    ),
    (
        {"unique": {"of": "training", "by": ["year"]}},
        "“继续教育”中任意两条的年度都不相同",
        "“继续教育”中有两条的年度相同",
    ),
    (
        {"unique": {"of": "training", "by": ["year", "kind"]}},
        "“继续教育”中任意两条的年度、类别不全相同",
        "“继续教育”中有两条的年度、类别都相同",
    ),
    (
        {"no_overlap": {"of": "education", "start": "start", "end": "end"}},
        "“学历教育”中任意两条的起止时间不重叠",
        "“学历教育”中有两条的起止时间重叠",
    ),
    (
        {
            "pairs": {
                "of": "training",
                "that": {"compare": [{"field": "a.hours"}, "==", {"field": "b.hours"}]},
            }
        },
        "“继续教育”中任意两条（甲、乙）都满足：甲的学时为乙的学时",
        "“继续教育”中有两条（甲、乙）：甲的学时不为乙的学时",
    ),
    (
        {"any": [{"basic.stage": "小学"}, {"all": [{"basic.work_years": {">=": 5}}, SINCE]}]},
        "任教学段为“小学”，或者（工作年限不少于 5 年，且自聘任日期起至2022年12月31日满 5 年）",
        "任教学段不为“小学”，且（工作年限少于 5 年，或者自聘任日期起至2022年12月31日不满 5 年）",
    ),
    (
        {"at_least": {"number": 2, "of": [{"basic.stage": "小学"}, {"basic.rank": 1}, {"present": "files"}]}},
        "以下 3 项中至少满足 2 项：①任教学段为“小学”；②个人排名为 1；③“承诺书”至少有 1 份文件",
        "以下 3 项中满足的不到 2 项：①任教学段为“小学”；②个人排名为 1；③“承诺书”至少有 1 份文件",
    ),
    (
        {
            "every": {
                "of": "titles",
                "as": "held",
                "that": {"some": {"of": "held.appointments", "that": AFTER}},
            }
        },
        "“现有职称情况”中每一条记录都满足：“评聘情况”中有聘用开始日期不早于所属“现有职称情况”的评审日期的记录",
        "“现有职称情况”中至少有一条记录满足：“评聘情况”中没有聘用开始日期不早于所属“现有职称情况”的评审日期的记录",
    ),
    (
        {"every": {"of": "titles", "that": {"reviewed_on": {">=": {"field": "$.basic.hired"}}}}},
        "每一条“现有职称情况”的评审日期不早于“个人信息”的聘任日期",
        "“现有职称情况”中有评审日期早于“个人信息”的聘任日期的记录",
    ),
]


@pytest.mark.parametrize(("tree", "told", "denied"), READ)
def test_a_condition_and_its_opposite(tree: Any, told: str, denied: str) -> None:
    assert sentence(condition(tree), SHAPE) == told
    assert negated_sentence(condition(tree), SHAPE) == denied


def test_what_only_counts_when_it_is_certain_says_so_in_its_opposite() -> None:
    inner = condition({"basic.work_years": {">=": 5}})
    assert sentence(core.Definitely(inner), SHAPE) == "工作年限不少于 5 年"
    assert negated_sentence(core.Definitely(inner), SHAPE) == "工作年限少于 5 年（含未填写）"
    assert sentence(core.Not(core.Not(inner)), SHAPE) == "工作年限不少于 5 年"


@pytest.mark.parametrize(
    ("state", "told", "denied"),
    [
        (core.State.NONE, "执业资格填写为“无”", "执业资格没有填写为“无”"),
        (core.State.BLANK, "执业资格要求填写而留空", "执业资格没有留空"),
        (core.State.UNASKED, "执业资格未要求填写", "执业资格要求填写"),
    ],
)
def test_kinds_of_nothing(state: core.State, told: str, denied: str) -> None:
    node = core.InState(Field(DOCUMENT, ("basic", "licence"), Type.TEXT), state)
    assert (sentence(node, SHAPE), negated_sentence(node, SHAPE)) == (told, denied)


def test_parts_of_texts() -> None:
    licence = Field(DOCUMENT, ("basic", "licence"), Type.TEXT)
    assert (
        sentence(core.Contains(licence, ("建造师", "监理"), False), SHAPE) == "执业资格包含“建造师”或“监理”"
    )
    assert negated_sentence(core.Contains(licence, ("一级",), True), SHAPE) == "执业资格不以“一级”开头"


def test_values() -> None:
    hired = Field(DOCUMENT, ("basic", "hired"), Type.DATE)
    until = Literal(Type.DATE, date(2022, 12, 31))
    years = Field(DOCUMENT, ("basic", "work_years"), Type.INTEGER)
    assert value_text(Elapsed(Unit.MONTHS, hired, until), SHAPE) == "自聘任日期起至2022年12月31日的整月数"
    assert (
        value_text(Elapsed(Unit.YEARS, hired, until, True), SHAPE)
        == "自聘任日期起至2022年12月31日的按年份计的年数"
    )
    assert value_text(core.FirstPresent((hired, until)), SHAPE) == "聘任日期（未填写时按2022年12月31日）"
    assert value_text(core.Multiple(2, core.Sum((years, years))), SHAPE) == "工作年限与工作年限之和的 2 倍"
    assert value_text(core.Extreme(True, (hired, until)), SHAPE) == "聘任日期、2022年12月31日中最晚的一个"
    branch = core.Branch(condition({"basic.stage": "小学"}), Literal(Type.INTEGER, 3))
    told = value_text(core.Chosen((branch,), Literal(Type.INTEGER, 5)), SHAPE)
    assert told == "按情形确定的值（任教学段为“小学”的，为 3；其他情形为 5）"


RAW = re.compile(r"[A-Za-z_]{2,}(?!\w*”)")
ALLOWED = re.compile(
    r"(PDF|jpg|ISSN|SCI|SSCI|EI|CSSCI|CIP|ISBN|CN|SCIE|CSCD|CPCI|DRG|RW|CMI|EMBASE|MEDLINE|PPT|IF)"
)


def test_every_rule_of_every_plan_reads_as_chinese(rulesets: dict[str, Ruleset]) -> None:
    """No identifier, no Python, nothing without a caption."""
    read = 0
    for plan, ruleset in rulesets.items():
        for table in ruleset.tables.values():
            for rule in table.rules:
                texts = [rule_sentence(rule, ruleset.shape)]
                texts += [negated_sentence(rule.question.requirement, ruleset.shape)]
                for text in texts:
                    plain = ALLOWED.sub("", text)
                    assert not RAW.search(plain), (plan, rule.id, text)
                    assert not set("{}<>=[]'\"") & set(plain), (plan, rule.id, text)
                    assert "未命名" not in text, (plan, rule.id, text)
                    assert text.count("（") == text.count("）"), (plan, rule.id, text)
                    assert "不不" not in text, (plan, rule.id, text)
                assert texts[0].endswith("。")
                read += 1
    assert read > 100


def test_whom_a_rule_is_for_and_what_it_asks(rulesets: dict[str, Ruleset]) -> None:
    ruleset = rulesets["2022-teacher-senior"]
    told = {
        rule.id: rule_sentence(rule, ruleset.shape)
        for table in ruleset.tables.values()
        for rule in table.rules
    }
    assert (
        told["assessments-judged"] == "当“年度考核”至少有 1 条记录时：要求每一条“年度考核”的考核结果已填写。"
    )
    assert told["rural-service"].startswith(
        "适用于常规申报：提示性要求以下至少满足一项：①农村教龄不少于 1 年；②"
    )
    assert told["specialty-years-capped"] == "当专业年限超过工作年限时：自动调整专业年限，改为工作年限。"
    assert told["rural-years-within-teaching-years"] == "要求农村教龄不超过教龄（有关内容未填写的不作要求）。"
