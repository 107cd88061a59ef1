"""Places and faults of a plan's documents in the words of whoever makes it: no keyword, no pointer, no id that nobody typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zcforms.forms.shelf import FOLDERS

FORMS, CATEGORIES, ATTACHMENTS, CHAIN = "forms", "categories", "attachments", "chain"
FACTS, RULES, TEXTS = "facts", "rules", "texts"
TABS = {
    FACTS: "计划信息",
    FORMS: "申报表单",
    CATEGORIES: "业绩要求",
    ATTACHMENTS: "附件",
    CHAIN: "审核流程",
    RULES: "检查规则",
    TEXTS: "承诺与打印",
}
"""Tab of the designer -> what stands on it."""

_OF_KIND = {
    "codes": FORMS,
    "achievement": CATEGORIES,
    "section": FORMS,
    "attachments": ATTACHMENTS,
    "chain": CHAIN,
    "pledge": TEXTS,
    "sheet": TEXTS,
    "authority": FACTS,
    "replacement": FACTS,
}
_OF_PLAN = {
    "standards": CATEGORIES,
    "parts": FORMS,
    "chain": CHAIN,
    "attachments": ATTACHMENTS,
    "ruleset": RULES,
    "parameters": RULES,
    "counting": RULES,
    "pledge": TEXTS,
    "sheet": TEXTS,
    "downloads": TEXTS,
    "route_sheets": TEXTS,
}
KEYWORDS = {
    "caption": "名称",
    "hint": "填写提示",
    "type": "字段类型",
    "format": "格式",
    "widget": "控件",
    "enum": "选项",
    "codes": "代码表",
    "default": "默认值",
    "examples": "示例",
    "minimum": "最小值",
    "maximum": "最大值",
    "exclusiveMinimum": "下限",
    "exclusiveMaximum": "上限",
    "multipleOf": "步长",
    "minLength": "最少字数",
    "maxLength": "最多字数",
    "pattern": "格式要求",
    "minItems": "最少个数",
    "maxItems": "最多个数",
    "uniqueItems": "不可重复",
    "items": "每一项",
    "required": "必填项",
    "readOnly": "只读",
    "unit": "单位",
    "prefill": "自动带出",
    "shownWhen": "显示条件",
    "requiredWhen": "必填条件",
    "where": "筛选条件",
    "blank": "没有时的写法",
    "atMost": "不得超过",
    "usual": "通常的写法",
    "columns": "表格列",
    "accept": "文件种类",
    "maxBytes": "文件大小",
    "takes": "可导入的业绩类别",
    "count": "计数方式",
    "files": "文件",
    "template": "模板",
    "routes": "申报形式",
    "specialties": "专业",
    "standards": "评审标准",
    "categories": "业绩大类",
    "titles": "职称",
    "levels": "评审级别",
    "level": "评审级别",
    "parts": "页面",
    "sections": "分区",
    "steps": "环节",
    "opens": "开始日期",
    "closes": "截止日期",
    "closing_time": "截止时刻",
    "cutoffs": "计算截止日",
    "tenure": "任职年限截止日",
    "achievements": "业绩截止日",
    "resubmit_until": "退回后重新提交的最后日期",
    "resubmit_days": "补正天数",
    "grace_minutes": "截止后宽限",
    "year": "年度",
    "kind": "种类",
    "series": "系列",
    "committee": "评委会",
    "organising_unit": "组建单位",
    "interview": "面试",
    "scope": "评审范围",
    "content": "评审内容",
    "attachments": "附件清单",
    "chain": "审核流程",
    "pledge": "承诺书",
    "sheet": "打印表单",
    "ruleset": "规则集",
    "downloads": "下载文件",
    "file": "文件",
    "sha256": "摘要",
    "bytes": "字节数",
    "route_sheets": "各申报形式的表",
    "parameters": "规则参数",
    "evidence": "证明材料",
    "schema": "字段",
    "properties": "字段",
    "when": "适用条件",
    "require": "要求",
    "message": "提示语",
    "remedy": "改正建议",
    "rules": "规则",
    "actions": "可以做的事",
    "returns": "可退回到",
    "days": "工作日",
    "actor": "办理人",
    "share": "通过比例",
    "paragraphs": "承诺内容",
    "source": "依据",
    "id": "内部编号",
}
"""Keyword of our documents -> what the designer calls it."""

_TESTS = {"==": "等于", "!=": "不等于", ">=": "不小于", "<=": "不大于", ">": "大于", "<": "小于"}
_TEST = re.compile(r"“([=!<>]=|[<>])”|(?<![=!<>])([=!<>]=|[<>])(?![=!<>])")
_ROLES = {"applicant": "申报人"}
"""Whom chains name without a caption."""
_OF_COUNTS = {"minimum": "最少条数", "maximum": "最多条数"}
"""The same words where they count records."""
_SILENT = frozenset(
    {"properties", "items", "schema", "standards", "categories", "titles", "parts", "steps", "rules"}
)
"""Steps that need no word of their own when what follows has a name."""
_WORD = re.compile(
    r"(?<![A-Za-z_-])(" + "|".join(sorted(KEYWORDS, key=len, reverse=True)) + r")(?![A-Za-z_-])"
)
_QUOTED = re.compile(r"“([a-z][a-z0-9_.-]*)”")


def tab_of(document: str, at: Sequence[str | int]) -> str:
    """The designer's tab on which a place is edited."""
    if document.startswith("rules/"):
        return RULES
    kind = kind_of(document)
    if kind == "plan":
        return _OF_PLAN.get(str(at[0]) if at else "", FACTS)
    return _OF_KIND.get(kind, FACTS)


def kind_of(document: str) -> str:
    folders = document.split("/")
    return FOLDERS.get(folders[1], "") if len(folders) > 2 else ""


def where(document: str, data: Any, at: Sequence[str | int]) -> str:
    """The place in words: 申报表单 › 专业信息 › 教龄."""
    words = [TABS[tab_of(document, at)]]
    if kind_of(document) != "plan" and isinstance(data, Mapping) and data.get("caption"):
        words.append(str(data["caption"]))
    words += _steps(data, list(at))
    return " › ".join(dict.fromkeys(words))


def _steps(data: Any, at: list[str | int]) -> Iterator[str]:
    counted = "takes" in data if isinstance(data, Mapping) else False
    for number, step in enumerate(at):
        data = inside(data, step)
        if isinstance(data, Mapping) and data.get("caption") and not (step == "items" and number == 0):
            yield str(data["caption"])
        elif isinstance(step, int):
            yield f"第 {step + 1} 项"
        elif step in KEYWORDS and (step not in _SILENT or number == len(at) - 1):
            yield (_OF_COUNTS if counted else KEYWORDS).get(step, KEYWORDS[step])
        counted = isinstance(data, Mapping) and ("takes" in data or isinstance(data.get("items"), list))


def inside(data: Any, step: str | int) -> Any:
    """What stands one step further; None where nothing does."""
    if isinstance(data, Mapping):
        return data.get(step)
    position = int(step) if isinstance(data, list) and str(step).isdigit() else -1
    return data[position] if isinstance(data, list) and 0 <= position < len(data) else None


def plain(text: str, captions: Mapping[str, str]) -> str:
    """A sentence of the loader without keywords and ids: `captions` are those of the ids that may stand in it in quotes."""
    named = _QUOTED.sub(lambda found: f"“{captions.get(found[1], _ROLES.get(found[1], found[1]))}”", text)
    said = _TEST.sub(lambda found: f"“{_TESTS[found[1] or found[2]]}”", named)
    return _WORD.sub(lambda found: KEYWORDS[found[1]], said)


def captions_in(data: Any) -> dict[str, str]:
    """Id or property name -> caption, of everything inside a document."""
    found: dict[str, str] = {}
    waiting = [data]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            if isinstance(each.get("id"), str) and isinstance(each.get("caption"), str):
                found.setdefault(each["id"], each["caption"])
            for name, value in each.items():
                if isinstance(value, Mapping) and isinstance(value.get("caption"), str):
                    found.setdefault(name, value["caption"])
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return found
