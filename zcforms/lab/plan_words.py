"""A plan told as things with captions: what each place of it says, in words that an author reads beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.domain.chain import StepKind
from zcforms.domain.plan import (
    AchievementCategory,
    AchievementItem,
    AttachmentItem,
    Choice,
    CountMode,
    Download,
    Plan,
    Schema,
    Section,
    SectionKind,
)
from zcforms.forms.display import choice_schema
from zcforms.forms.media import bytes_text
from zcforms.lab.migrate_values import KINDS, kind_of

Says = Mapping[str, str]
_YES, _NO = "是", "否"
_ALL, _NONE, _FREE = "全部", "无", "不限"
_SECTION = {
    SectionKind.FIELDS: "填写一组内容",
    SectionKind.RECORDS: "填写多条记录",
    SectionKind.IMPORT: "从业绩库导入",
    SectionKind.ATTACHMENTS: "上传附件",
}
_STEP = {
    StepKind.REVIEW: "审核",
    StepKind.NOTICE: "公示",
    StepKind.RESULT: "评审",
    StepKind.GRANT: "核准",
}
_ACTOR = {
    "employer": "用人单位",
    "authority": "主管部门",
    "human_resources": "人社部门",
    "organising_unit": "组建单位",
    "committee": "评委会",
    "issuer": "发证机关",
}
_COMPARED = {"==": "等于", "!=": "不等于", "<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于"}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an id. `says`: what it says, by the caption of each property; `pointer`: where its answers stand."""

    caption: str
    says: Says = field(default_factory=dict)
    pointer: str = ""


Things = Mapping[str, Thing]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the plan, as the designer's tabs have it."""

    id: str
    caption: str
    things: Things
    ordered: bool = True


def told(plan: Plan) -> Iterator[Group]:
    """Everything that the plan says, part by part."""
    yield Group("facts", "计划信息", {"plan": Thing("计划信息", _facts(plan))}, ordered=False)
    yield Group("routes", "申报形式", _choices(plan.routes))
    yield Group("specialties", "申报专业", _choices(plan.specialties))
    yield Group(
        "titles", "申报职称", {each.id: Thing(each.caption, _title(plan, each)) for each in plan.titles}
    )
    yield Group(
        "parts", "填报页面", {each.id: Thing(each.caption, _part(each.sections)) for each in plan.parts}
    )
    yield Group("forms", "申报表单", dict(_sections(plan)))
    yield Group("categories", "业绩要求", dict(_standards(plan)))
    yield Group("attachments", "附件", {each.id: _attachment(plan, each) for each in plan.attachments})
    yield Group("chain", "审核流程", dict(_chain(plan)))
    yield Group("texts", "承诺与打印", _texts(plan), ordered=False)


def condition_text(condition: Mapping[str, Any] | None, properties: Mapping[str, Any]) -> str:
    """A condition as a sentence; "" for none."""
    return "，且".join(_clause(name, test, properties) for name, test in (condition or {}).items())


# -- the plan ----------------------------------------------------------------------------------------------------------


def _facts(plan: Plan) -> Says:
    cutoffs = {"tenure": "任职年限计算至", "achievements": "业绩截止"}
    return {
        "计划名称": plan.caption,
        "年度": str(plan.year),
        "系列": plan.series.caption,
        "级别": _listed(plan.levels),
        "评委会": plan.committee,
        "组建单位": plan.organising_unit,
        "申报开始": plan.opens.isoformat(),
        "申报截止": f"{plan.closes.isoformat()} {plan.closing_time:%H:%M}",
        "截止后宽限": f"{plan.grace_minutes} 分钟" if plan.grace_minutes else _NONE,
        "补正期限": _resubmission(plan),
        **{cutoffs.get(name, f"日期 {name}"): day.isoformat() for name, day in plan.cutoffs.items()},
        "面试": "有" if plan.interview else _NONE,
        "申报范围": plan.scope,
        "申报说明": plan.content,
        "下载文件": "、".join(_download(each) for each in plan.downloads) or _NONE,
        "参数": "；".join(f"{name}：{value}" for name, value in (plan.parameters or {}).items()) or _NONE,
    }


def _download(each: Download) -> str:
    """A file by its content, too: what was put in its place may be called the same."""
    file = each.file
    return (
        f"{each.caption}（{file.name}，{bytes_text(file.size)}，摘要 {file.digest[:8]}）"
        if file
        else each.caption
    )


def _resubmission(plan: Plan) -> str:
    if plan.resubmit_until is not None:
        return f"至 {plan.resubmit_until.isoformat()}"
    return f"{plan.resubmit_days} 个工作日" if plan.resubmit_days else _NONE


def _choices(choices: Iterable[Choice]) -> Things:
    return {each.id: Thing(each.caption) for each in choices}


def _title(plan: Plan, title: Any) -> Says:
    return {
        "级别": _named(plan.levels, [title.level]),
        "评审标准": _named(plan.standards, title.standards),
        "申报专业": _named(plan.specialties, title.specialties),
    }


def _part(sections: Sequence[Section]) -> Says:
    return {"栏目": "、".join(each.caption for each in sections)}


def _texts(plan: Plan) -> Things:
    pledge = plan.pledge
    paragraphs = {"内容": "\n".join(pledge.paragraphs), "打印格式": pledge.sheet}
    sheets = {
        "评审表格式": plan.sheet,
        "其他表": "、".join(each.sheet for each in plan.route_sheets) or _NONE,
    }
    return {"pledge": Thing(pledge.caption, paragraphs), "sheet": Thing("打印", sheets)}


# -- forms -------------------------------------------------------------------------------------------------------------


def _sections(plan: Plan) -> Iterator[tuple[str, Thing]]:
    for section in plan.sections:
        says = {
            "方式": _SECTION[section.kind],
            "说明": section.hint or _NONE,
            "申报形式": _named(plan.routes, section.routes),
            "导入类别": _categories(plan, section.takes),
        }
        yield f"/{section.id}", Thing(section.caption, says, f"/answers/{section.id}")
        schema = (
            section.schema.get("items", section.schema)
            if section.kind is SectionKind.RECORDS
            else section.schema
        )
        root = "imports" if section.kind is SectionKind.IMPORT else "answers"
        yield from _properties(plan, schema, f"/{section.id}", section.caption, root)


def _properties(plan: Plan, schema: Schema, path: str, above: str, root: str) -> Iterator[tuple[str, Thing]]:
    properties: Mapping[str, Schema] = schema.get("properties") or {}
    for name, prop in properties.items():
        caption, here = f"{above} · {prop.get('caption', name)}", f"{path}/{name}"
        says = _property(plan, prop, name in schema.get("required", ()), properties)
        yield here, Thing(caption, says, f"/{root}{here}")
        inner = prop.get("items") if kind_of(prop) == "rows" else prop if kind_of(prop) == "object" else None
        if inner:
            yield from _properties(plan, inner, here, caption, root)


def _property(plan: Plan, prop: Schema, required: bool, beside: Mapping[str, Schema]) -> Says:
    when = condition_text(prop.get("requiredWhen"), beside)
    return {
        "类型": KINDS[kind_of(prop)],
        "必填": _YES if required else f"当{when}时" if when else _NO,
        "可选内容": _options(plan, prop),
        "字数": _range(prop, "minLength", "maxLength", " 字"),
        "大小": _range(prop, "minimum", "maximum", f" {prop.get('unit', '')}".rstrip()),
        "条数": _range(prop, "minItems", "maxItems", ""),
        "不超过": str(beside.get(prop.get("atMost", ""), {}).get("caption", "")) or _FREE,
        "格式": str(prop.get("pattern", "")) or _FREE,
        "单位": str(prop.get("unit", "")) or _NONE,
        "提示": str(prop.get("hint", "")) or _NONE,
        "没有时填": str(prop.get("blank", "")) or _NONE,
        "显示条件": condition_text(prop.get("shownWhen"), beside) or "总是显示",
        "只读": _YES if prop.get("readOnly") else _NO,
        "自动带入": str(prop.get("prefill", "")) or _NONE,
    }


def _options(plan: Plan, prop: Schema) -> str:
    schema = choice_schema(prop)
    if "enum" in schema:
        return "、".join(map(str, schema["enum"]))
    listed = plan.codes.get(schema.get("codes", ""))
    return f"代码表“{listed.caption}”" if listed else _NONE


def _range(schema: Schema, low: str, high: str, unit: str) -> str:
    least, most = schema.get(low), schema.get(high)
    if least is None and most is None:
        return _FREE
    return f"{'' if least is None else least}～{'' if most is None else most}{unit}"


def _clause(name: str, test: Any, properties: Mapping[str, Any]) -> str:
    if name == "any":
        return "（" + "，或".join(condition_text(each, properties) for each in test) + "）"
    if name == "not":
        return f"并非（{condition_text(test, properties)}）"
    caption = f"“{properties.get(name, {}).get('caption', name)}”"
    if not isinstance(test, Mapping):
        return f"{caption}为{_values(test)}"
    said = []
    for word, wanted in test.items():
        if word == "present":
            said.append("已填写" if wanted else "未填写")
        else:
            said.append(f"{_COMPARED.get(word, '为')}{_values(wanted)}")
    return caption + "且".join(said)


def _values(test: Any) -> str:
    return "或".join(
        ("是" if each else "否") if isinstance(each, bool) else str(each)
        for each in (test if isinstance(test, list) else [test])
    )


# -- achievements, attachments, chain ----------------------------------------------------------------------------------


def _standards(plan: Plan) -> Iterator[tuple[str, Thing]]:
    for standard in plan.standards:
        yield f"/{standard.id}", Thing(standard.caption)
        for category in standard.categories:
            here = f"/{standard.id}/{category.id}"
            yield here, Thing(category.caption, _category(category))
            for item in category.items:
                caption = f"{category.caption} · {item.caption}"
                yield f"{here}/{item.id}", Thing(caption, _item(plan, item), f"/imports/{item.id}")


def _category(category: AchievementCategory) -> Says:
    return {
        "最少": str(category.minimum),
        "最多": _most(category.maximum),
        "计数方式": "按记录" if category.count is CountMode.RECORDS else "按项目",
        "说明": category.hint or _NONE,
    }


def filter_text(plan: Plan, item: AchievementItem) -> str:
    """Which records of its categories an item takes; "" where it takes all."""
    properties: dict[str, Any] = {}
    for name in item.takes:
        if name in plan.categories:
            properties |= plan.categories[name].schema["properties"]
    return condition_text(_with_captions(plan, item.where or {}, properties), properties)


def _with_captions(plan: Plan, condition: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """The condition with codes by their captions."""
    made: dict[str, Any] = {}
    for name, test in condition.items():
        if name == "any":
            made[name] = [_with_captions(plan, each, properties) for each in test]
        elif name == "not":
            made[name] = _with_captions(plan, test, properties)
        else:
            listed = plan.codes.get(choice_schema(properties.get(name, {})).get("codes", ""))
            captions = {each.id: each.caption for each in listed.codes} if listed else {}
            made[name] = _renamed(test, captions)
    return made


def _renamed(test: Any, captions: Mapping[str, str]) -> Any:
    if isinstance(test, Mapping):
        return {word: _renamed(each, captions) for word, each in test.items()}
    if isinstance(test, list):
        return [_renamed(each, captions) for each in test]
    return captions.get(test, test) if isinstance(test, str) else test


def _item(plan: Plan, item: AchievementItem) -> Says:
    return {
        "最少": str(item.minimum),
        "最多": _most(item.maximum),
        "导入类别": _categories(plan, item.takes),
        "筛选条件": filter_text(plan, item) or _FREE,
        "说明": item.hint or _NONE,
    }


def _attachment(plan: Plan, item: AttachmentItem) -> Thing:
    largest = item.files.get("maxBytes")
    says = {
        "最少": str(item.minimum),
        "最多": _most(item.maximum),
        "文件类型": "、".join(item.files.get("accept", ())) or _FREE,
        "单个文件": bytes_text(largest) if largest else _FREE,
        "申报形式": _named(plan.routes, item.routes),
        "申报专业": _named(plan.specialties, item.specialties),
        "模板": item.template or _NONE,
        "说明": item.hint or _NONE,
    }
    return Thing(item.caption, says, f"/attachments/{item.id}")


def _chain(plan: Plan) -> Iterator[tuple[str, Thing]]:
    captions = {each.id: each.caption for each in plan.chain.steps} | {"applicant": "申报人"}
    for step in plan.chain.steps:
        says = {
            "办理人": _ACTOR.get(step.actor, step.actor),
            "环节": _STEP[step.kind],
            "时限": f"{step.days} 个工作日" if step.days else _FREE,
            "可以退回": "、".join(captions.get(each, each) for each in step.returns)
            if "return" in step.actions
            else _NO,
            "可以不通过": _YES if "reject" in step.actions else _NO,
            "适用": _when(plan, step.when),
        }
        if step.kind is StepKind.RESULT:
            says["通过比例"] = str(step.share)
        yield step.id, Thing(step.caption, says)


def _when(plan: Plan, when: Any) -> str:
    natures = plan.codes.get("employer_natures")
    said = [natures.caption_of(each) or each if natures else each for each in when.natures]
    said += [_named(plan.routes, when.routes)] if when.routes else []
    said += [] if when.freelancer is None else ["自由职业者" if when.freelancer else "在职人员"]
    return "、".join(said) or _ALL


def _categories(plan: Plan, takes: Iterable[str]) -> str:
    return (
        "、".join(plan.categories[each].caption if each in plan.categories else each for each in takes)
        or _NONE
    )


def _named(choices: Iterable[Any], ids: Sequence[str]) -> str:
    captions = {each.id: each.caption for each in choices}
    return "、".join(captions.get(each, each) for each in ids) or _ALL


def _listed(choices: Iterable[Choice]) -> str:
    return "、".join(each.caption for each in choices)


def _most(maximum: int | None) -> str:
    return _FREE if maximum is None else str(maximum)
