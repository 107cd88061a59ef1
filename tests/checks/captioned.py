"""A small schema with captions and units, as a plan's facts have them."""

from __future__ import annotations

from datetime import date
from typing import Any

from zcforms.checks.core import Condition
from zcforms.checks.parser import Parser
from zcforms.checks.scope import Surroundings
from zcforms.checks.shape import Shape

DEGREES = {"11": "博士研究生", "21": "大学本科", "31": "大学专科"}


def _text(caption: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "caption": caption, **more}


def _listed(caption: str, **properties: Any) -> dict[str, Any]:
    return {"type": "array", "caption": caption, "items": {"type": "object", "properties": properties}}


def _degree(caption: str) -> dict[str, Any]:
    return _text(caption, enum=list(DEGREES), captions=DEGREES)


SCHEMA: dict[str, Any] = {
    "type": "object",
    "blank": "无",
    "properties": {
        "application": {
            "type": "object",
            "caption": "申报信息",
            "properties": {
                "route": _text("申报形式", enum=["regular", "exceptional"], captions={"regular": "常规申报"}),
            },
        },
        "basic": {
            "type": "object",
            "caption": "个人信息",
            "properties": {
                "work_years": {"type": "integer", "caption": "工作年限", "unit": "年"},
                "specialty_years": {"type": "integer", "caption": "专业年限", "unit": "年"},
                "rank": {"type": "integer", "caption": "个人排名"},
                "hired": _text("聘任日期", format="date"),
                "born": _text("出生年月", format="month"),
                "skilled": {"type": "boolean", "caption": "是否以高技能人才身份申报"},
                "stage": _text("任教学段", enum=["小学", "初中"]),
                "licence": _text("执业资格", askedBy=["application.route"]),
            },
        },
        "education": _listed(
            "学历教育",
            start=_text("入学年月", format="month"),
            end=_text("毕业年月", format="month"),
            school=_text("毕业院校"),
            education=_degree("学历"),
            qualifying={"type": "boolean", "caption": "合格学历"},
        ),
        "training": _listed(
            "继续教育",
            year={"type": "integer", "caption": "年度"},
            hours={"type": "integer", "caption": "学时", "unit": "学时"},
            kind=_text("类别", enum=["公需", "专业"]),
        ),
        "titles": _listed(
            "现有职称情况",
            title=_text("资格名称"),
            reviewed_on=_text("评审日期", format="date"),
            appointments=_listed(
                "评聘情况",
                start=_text("聘用开始日期", format="date"),
                end=_text("聘用结束日期", format="date"),
            ),
        ),
        "files": {
            **_listed("承诺书", name=_text("文件名"), media_type=_text("文件类型")),
            "askedBy": ["application.route"],
        },
    },
}
SHAPE = Shape(SCHEMA, SCHEMA)
AROUND = Surroundings(
    reference=date(2022, 12, 31), dates={"tenure": date(2022, 12, 31)}, numbers={"year": 2022}, parameters={}
)


def condition(tree: Any) -> Condition:
    """The condition that an author writes so; a fault fails the test."""
    parser = Parser(SHAPE, AROUND)
    made = parser.condition(tree, "/require")
    assert not parser.faults, [fault.args for fault in parser.faults]
    return made
