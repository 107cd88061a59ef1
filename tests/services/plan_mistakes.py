"""Mistakes of plan authors, each beside the nearest thing that is none: a change of a sound package, and the kind of problem that it is told as.

The package is a plan that ships, with everything that can be its own.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcforms import resources
from zcforms.forms.lint_plan import TO_WRITE

PLAN = "2022-agronomy-senior"
PLAN_PATH = f"schemas/plans/{PLAN}.json"
FORM = "schemas/series/agronomy-profession.json"
TITLES = "schemas/common/titles.json"
ATTACHMENTS = "schemas/attachments/agronomy.json"
RULES = f"rules/plans/{PLAN}.yaml"
OWN = (PLAN_PATH, FORM, TITLES, ATTACHMENTS, RULES)
Change = Callable[[dict[str, Any]], object]


def sound() -> dict[str, Any]:
    """A fresh copy of the package's documents."""
    root: Path = resources.folder("schemas").parent
    texts = {path: (root / path).read_text(encoding="utf-8") for path in OWN}
    return {path: text if path.endswith(".yaml") else json.loads(text) for path, text in texts.items()}


def changed(*changes: Change) -> dict[str, Any]:
    documents = copy.deepcopy(sound())
    for each in changes:
        each(documents)
    return documents


def fields(documents: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = documents[FORM]["properties"]
    return found


def plan(documents: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = documents[PLAN_PATH]
    return found


def category(documents: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = plan(documents)["standards"][0]["categories"][0]
    return found


def item(documents: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = category(documents)["items"][0]
    return found


def attachment(documents: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = documents[ATTACHMENTS]["items"][1]
    return found


def with_field(name: str, **schema: Any) -> Change:
    return lambda d: fields(d).update({name: {"caption": f"字段 {name}", **schema}})


def on_field(name: str, **keywords: Any) -> Change:
    return lambda d: fields(d)[name].update(keywords)


def on_item(**keywords: Any) -> Change:
    return lambda d: item(d).update(keywords)


def on_category(**keywords: Any) -> Change:
    return lambda d: category(d).update(keywords)


def on_plan(**keywords: Any) -> Change:
    return lambda d: plan(d).update(keywords)


def on_attachment(**keywords: Any) -> Change:
    return lambda d: attachment(d).update(keywords)


def required(*names: str) -> Change:
    return lambda d: d[FORM]["required"].extend(names)


def with_rule(rule: str) -> Change:
    return lambda d: d.update({RULES: d[RULES].rstrip("\n") + "\n\n" + rule.strip("\n") + "\n"})


def rule(require: str, *, name: str = "tried", caption: str = "试写的规则", guard: str = "") -> str:
    return f"""
  - id: {name}
    row: category:achievement
    caption: {caption}
    policy: {{text: 试写, source: 测试文件}}
{f"    when: {guard}" + chr(10) if guard else ""}    require: {require}
    message: 试写的规则没有达到
    remedy: 请补充。
    at: /imports/achievement
"""


def specialties(*captions: str, shown_to: int | None = None) -> Change:
    """More specialties; `shown_to`: the title takes only so many of the plan's."""

    def change(documents: dict[str, Any]) -> None:
        data = plan(documents)
        data["specialties"] += [{"id": f"more-{n}", "caption": each} for n, each in enumerate(captions)]
        if shown_to is not None:
            for title in data["titles"]:
                title["specialties"] = [each["id"] for each in data["specialties"]][:shown_to]

    return change


def own_category(name: str, **rank: Any) -> Change:
    """A library category of the plan's own, whose rank has these limits."""

    def change(documents: dict[str, Any]) -> None:
        text = (resources.folder("schemas") / "achievements" / "award.json").read_text(encoding="utf-8")
        data = {**json.loads(text), "id": name, "caption": "本计划的奖项"}
        data["schema"]["properties"]["rank"].update(rank)
        documents[f"schemas/achievements/{name}.json"] = data

    return change


def own_chain(change: Callable[[list[dict[str, Any]]], object]) -> Change:
    """A chain of the plan's own, made of the shared one, with its steps changed."""

    def changed(documents: dict[str, Any]) -> None:
        text = (resources.folder("schemas") / "chains" / "declaration-to-title.json").read_text("utf-8")
        data = json.loads(text) | {"id": f"{PLAN}-chain"}
        change(data["steps"])
        documents[f"schemas/chains/{PLAN}-chain.json"] = data
        plan(documents)["chain"] = f"{PLAN}-chain"

    return changed


def another(path: str, source: str, name: str) -> Change:
    """An own document more, made of one that is there."""
    return lambda d: d.update({path: {**copy.deepcopy(d[source]), "id": name}})


@dataclass(frozen=True)
class Mistake:
    """`wrong` is told as `kind`, in `where`; `right`, the nearest, is not. `mended`: a change is proposed."""

    name: str
    kind: str
    where: str
    wrong: tuple[Change, ...]
    right: tuple[Change, ...]
    mended: bool = True


_TWO = {"type": "string", "enum": ["甲", "乙"]}
_YES = {"shownWhen": {"kind_a": "甲"}}

MISTAKES = (
    # -- what the loader finds
    Mistake("an item's minimum above its maximum", "fault", "业绩要求 › ", (on_item(minimum=5, maximum=2),), (on_item(minimum=2, maximum=2),)),
    Mistake("a category's minimum above its maximum", "fault", "业绩要求 › ", (on_category(minimum=5, maximum=2),), (on_category(minimum=2, maximum=2),)),
    Mistake(
        "a category's minimum above what its items take", "fault", "业绩要求 › ",
        (on_category(minimum=9), lambda d: [each.update(maximum=2) for each in category(d)["items"]]),
        (on_category(minimum=8), lambda d: [each.update(maximum=2) for each in category(d)["items"]]),
    ),
    Mistake(
        "a category of more kinds of items than there are", "fault", "业绩要求 › ",
        (on_category(minimum=9, count="items"),), (on_category(minimum=2, count="items"),),
    ),
    Mistake(
        "a category's maximum below what its items need", "fault", "业绩要求 › ",
        (on_category(maximum=1), lambda d: [each.update(minimum=1) for each in category(d)["items"]]),
        (on_category(maximum=9), lambda d: [each.update(minimum=1) for each in category(d)["items"]]),
    ),
    Mistake("an attachment's minimum above its maximum", "fault", "附件 › ", (on_attachment(minimum=5),), (on_attachment(minimum=2),)),
    Mistake("a length's minimum above its maximum", "fault", "申报表单 › 专业信息 › 从事专业 › 最少字数", (on_field("practice_field", minLength=80),), (on_field("practice_field", minLength=60),)),
    Mistake("a number's minimum above its maximum", "fault", "申报表单 › ", (with_field("area", type="integer", minimum=9, maximum=3),), (with_field("area", type="integer", minimum=3, maximum=9),)),
    Mistake("an item that takes nothing", "fault", "业绩要求 › ", (on_item(takes=[]),), (on_item(takes=["award"]),), False),
    Mistake("an item that takes an unknown category", "fault", "业绩要求 › ", (on_item(takes=["awards"]),), (on_item(takes=["award"]),)),
    Mistake("an item that takes a category that is gone, and another", "fault", "业绩要求 › ", (on_item(takes=["award", "qqqqqqqq"]),), (on_item(takes=["award", "honor"]),)),
    Mistake("a condition on a field that is misspelt", "fault", "申报表单 › 专业信息 › 服务层级 › 显示条件", (on_field("serving_tier", shownWhen={"agronomy_kin": "科研"}),), (on_field("serving_tier", shownWhen={"agronomy_kind": "科研"}),)),
    Mistake("a condition on a field that is gone", "fault", "申报表单 › 专业信息 › 服务层级 › 显示条件", (on_field("serving_tier", shownWhen={"zzzzzzzz": "科研"}),), (on_field("serving_tier", shownWhen={"agronomy_kind": "科研"}),)),
    Mistake("a condition on a choice that is gone", "fault", "申报表单 › 专业信息 › 服务层级 › 显示条件", (on_field("serving_tier", shownWhen={"agronomy_kind": "科学研究"}),), (on_field("serving_tier", shownWhen={"agronomy_kind": "科研"}),)),
    Mistake("a field that waits for itself", "fault", "申报表单 › ", (on_field("serving_tier", shownWhen={"serving_tier": "省级"}),), (on_field("serving_tier", shownWhen={"agronomy_kind": "科研"}),)),
    Mistake("a required field that is not there", "fault", "申报表单 › 专业信息 › 必填项", (required("no_such_field"),), (with_field("no_such_field", type="string"), required("no_such_field"))),
    Mistake("a table column that is not there", "fault", "申报表单 › ", (lambda d: d[TITLES]["columns"].append("qqqq"),), (lambda d: None,)),
    Mistake("a default that is no choice", "fault", "申报表单 › ", (on_field("serving_tier", default="国家级"),), (on_field("serving_tier", default="省级"),)),
    Mistake("a pattern that can run away", "fault", "申报表单 › ", (with_field("code", type="string", pattern="^(a+)+$"),), (with_field("code", type="string", pattern="^a+$"),)),
    Mistake("a pattern of a part of the text", "fault", "申报表单 › ", (with_field("code", type="string", pattern="[0-9]{6}"),), (with_field("code", type="string", pattern="^[0-9]{6}$"),)),
    Mistake("a keyword of another language", "fault", "申报表单 › ", (with_field("code", type="string", titel="x"),), (with_field("code", type="string", hint="x"),)),
    Mistake("two items of one id", "fault", "业绩要求 › ", (lambda d: category(d)["items"][1].update(id=item(d)["id"]),), (lambda d: None,)),
    Mistake("a window that closes before it opens", "fault", "计划信息 › 截止日期", (on_plan(opens="2022-08-10", closes="2022-06-10"),), (on_plan(opens="2022-06-10", closes="2022-06-10"),)),
    Mistake("handing in again until before the close", "fault", "计划信息 › ", (on_plan(resubmit_until="2022-07-01"),), (on_plan(resubmit_until="2022-09-01"),)),
    Mistake("a title that is granted before others have decided", "fault", "审核流程 › ", (own_chain(lambda steps: steps.insert(-2, steps.pop())),), (own_chain(lambda steps: steps[0].update(days=3)),)),
    Mistake("sent back to where it has not been", "fault", "审核流程 › ", (own_chain(lambda steps: steps[2].update(returns=["applicant", "committee"])),), (own_chain(lambda steps: steps[2].update(returns=["applicant", "employer"])),)),
    Mistake("sent back to nowhere else", "fault", "审核流程 › ", (own_chain(lambda steps: steps[2].update(returns=["committee"])),), (own_chain(lambda steps: steps[2].update(returns=["employer"])),)),
    Mistake("required, read only and from nowhere", "fault", "申报表单 › ", (with_field("given", type="string", readOnly=True), required("given")), (with_field("given", type="string", readOnly=True),)),
    Mistake("choices written down and from a list", "fault", "申报表单 › ", (with_field("sort", type="string", enum=["1", "2"], codes="sex"),), (with_field("sort", type="string", codes="sex"),)),
    # -- rules
    Mistake("a rule on a field that is misspelt", "rule", "检查规则 › 试写的规则", (with_rule(rule("{profession.serving_tear: 省级}")),), (with_rule(rule("{profession.serving_tier: 省级}")),)),
    Mistake("a rule on a field that is gone", "rule", "检查规则 › 试写的规则", (with_rule(rule("{profession.zzzzzzzz: 省级}")),), (with_rule(rule("{profession.serving_tier: 省级}")),)),
    Mistake("a rule whose guard nobody meets", "condition-never", "检查规则 › 试写的规则",
            (with_rule(rule("{profession.serving_tier: 省级}", guard="{all: [{application.route: regular}, {application.route: exceptional}]}")),),
            (with_rule(rule("{profession.serving_tier: 省级}", guard="{any: [{application.route: regular}, {application.route: exceptional}]}")),)),
    Mistake("a rule whose guard everybody meets", "condition-always", "检查规则 › 试写的规则",
            (with_rule(rule("{profession.serving_tier: 省级}", guard="{application.route: {in: [regular, exceptional, conversion]}}")),),
            (with_rule(rule("{profession.serving_tier: 省级}", guard="{application.route: {in: [regular, exceptional]}}")),), False),
    Mistake("a rule that asks for more than the attachment takes", "route-blocked", "检查规则 › 试写的规则",
            (with_rule(rule('{count: {of: attachments.identity_card, ">=": 3}}')),),
            (with_rule(rule('{count: {of: attachments.identity_card, ">=": 2}}')),)),
    Mistake("two rules that contradict each other", "route-blocked", "检查规则 › ",
            (with_rule(rule('{count: {of: achievements.extension, ">=": 3}}')), with_rule(rule('{count: {of: achievements.extension, "<=": 2}}', name="tried-too", caption="另一条规则"))),
            (with_rule(rule('{count: {of: achievements.extension, ">=": 2}}')), with_rule(rule('{count: {of: achievements.extension, "<=": 2}}', name="tried-too", caption="另一条规则")))),
    # -- fields
    Mistake("limits with nothing between", "limits", "申报表单 › ", (with_field("share", type="number", minimum=5, exclusiveMaximum=5),), (with_field("share", type="number", minimum=4, exclusiveMaximum=5),)),
    Mistake("a format longer than what may be written", "limits", "申报表单 › ", (with_field("phone", type="string", minLength=5, maxLength=10, pattern="^1[3-9][0-9]{9}$"),), (with_field("phone", type="string", minLength=5, maxLength=11, pattern="^1[3-9][0-9]{9}$"),)),
    Mistake("a format shorter than what must be written", "limits", "申报表单 › ", (with_field("code", type="string", minLength=7, pattern="^([0-9]{6}|[A-Z]{3})$"),), (with_field("code", type="string", minLength=6, pattern="^([0-9]{6}|[A-Z]{3})$"),)),
    Mistake("limits the wrong way round", "limits", "申报表单 › ", (with_field("share", type="number", minimum=9, exclusiveMaximum=5),), (with_field("share", type="number", minimum=5, exclusiveMaximum=9),)),
    Mistake("shown on what cannot be together", "condition-never", "申报表单 › ", (with_field("kind_a", **_TWO), with_field("more", type="string", shownWhen={"kind_a": "甲", "not": {"kind_a": "甲"}})), (with_field("kind_a", **_TWO), with_field("more", type="string", shownWhen={"kind_a": "甲"}))),
    Mistake("required and never shown", "required-hidden", "申报表单 › ", (with_field("kind_a", **_TWO), with_field("more", type="string", shownWhen={"kind_a": "甲", "not": {"kind_a": "甲"}}), required("more")), (with_field("kind_a", **_TWO), with_field("more", type="string", shownWhen={"kind_a": "甲"}), required("more"))),
    Mistake("shown on what is itself hidden then", "condition-never", "申报表单 › ",
            (with_field("kind_a", **_TWO), with_field("kind_b", **_TWO, **_YES), with_field("more", type="string", shownWhen={"kind_a": "乙", "kind_b": "甲"})),
            (with_field("kind_a", **_TWO), with_field("kind_b", **_TWO, **_YES), with_field("more", type="string", shownWhen={"kind_a": "甲", "kind_b": "甲"}))),
    Mistake("a number that is never so large", "condition-never", "申报表单 › ",
            (with_field("years", type="integer", maximum=40), with_field("more", type="string", shownWhen={"years": {">": 40}})),
            (with_field("years", type="integer", maximum=40), with_field("more", type="string", shownWhen={"years": {">": 39}}))),
    Mistake("required on every choice of a required field", "condition-always", "申报表单 › ",
            (on_field("serving_tier"), with_field("more", type="string", requiredWhen={"serving_tier": ["省级", "市级", "县级", "乡镇"]})),
            (with_field("more", type="string", requiredWhen={"serving_tier": ["省级", "市级", "县级"]}),)),
    Mistake("required twice over", "condition-idle", "申报表单 › ", (on_field("serving_tier", requiredWhen={"agronomy_kind": "科研"}),), (with_field("more", type="string", requiredWhen={"agronomy_kind": "科研"}),)),
    Mistake("a choice that its own length refuses", "choice-unreachable", "申报表单 › ", (with_field("sort", type="string", enum=["短", "太长的一个选项"], maxLength=4),), (with_field("sort", type="string", enum=["短", "不太长的"], maxLength=4),)),
    Mistake("a required choice of one", "choice-single", "申报表单 › ", (with_field("sort", type="string", enum=["唯一"]), required("sort")), (with_field("sort", type="string", enum=["唯一"]),)),
    Mistake("a default too long", "default-misfit", "申报表单 › ", (with_field("note", type="string", maxLength=3, default="太长的默认值"),), (with_field("note", type="string", maxLength=3, default="不长的"[:3]),)),
    Mistake("an example that does not match", "example-misfit", "申报表单 › ", (with_field("code", type="string", pattern="^[0-9]{6}$", examples=["12345"]),), (with_field("code", type="string", pattern="^[0-9]{6}$", examples=["123456"]),)),
    Mistake("two fields of one caption", "caption-twice", "申报表单 › ", (on_field("serving_tier", caption="从事专业"),), (on_field("serving_tier", caption="从事专业层级"),)),
    # -- the plan
    Mistake("a filter that no record meets", "filter-never", "业绩要求 › ", (on_item(takes=["award"], where={"rank": {"<": 1}}),), (on_item(takes=["award"], where={"rank": {"<": 2}}),)),
    Mistake("a filter that leaves one of two categories out", "takes-idle", "业绩要求 › ",
            (own_category("tried", minimum=5), on_item(takes=["award", "tried"], where={"rank": {"<=": 1}})),
            (own_category("tried", minimum=1), on_item(takes=["award", "tried"], where={"rank": {"<=": 1}}))),
    Mistake("a minimum over items that nothing fits", "category-minimum", "业绩要求 › ",
            (on_category(minimum=3, count="items", items=[{"id": "aa", "caption": "甲", "takes": ["award"], "where": {"rank": {"<": 1}}}, {"id": "bb", "caption": "乙", "takes": ["award"]}, {"id": "cc", "caption": "丙", "takes": ["award"]}]), lambda d: d.update({RULES: "caption: 空\nextends: [agronomy]\n"})),
            (on_category(minimum=2, count="items", items=[{"id": "aa", "caption": "甲", "takes": ["award"], "where": {"rank": {"<": 1}}}, {"id": "bb", "caption": "乙", "takes": ["award"]}, {"id": "cc", "caption": "丙", "takes": ["award"]}]), lambda d: d.update({RULES: "caption: 空\nextends: [agronomy]\n"}))),
    Mistake("an attachment of a specialty that no title has", "attachment-nobody", "附件 › ",
            (specialties("没有职称的专业", shown_to=1), on_attachment(specialties=["more-0"])), (specialties("有职称的专业"), on_attachment(specialties=["more-0"]))),
    Mistake("a specialty that no title has", "unused", "计划信息 › ", (specialties("没有职称的专业", shown_to=1),), (specialties("有职称的专业"),)),
    Mistake("a text of the template that nobody has written", "unwritten", "计划信息 › ", (lambda d: plan(d).update(scope=TO_WRITE["scope"]),), (lambda d: plan(d).update(scope="本省农业系列在职人员"),), mended=False),
    Mistake("a level that no title has", "unused", "计划信息 › ", (lambda d: plan(d)["levels"].append("intermediate"),), (lambda d: None,)),
    Mistake("a standard that no title has", "unused", "业绩要求 › ",
            (lambda d: plan(d)["standards"].append({"id": "second-standard", "caption": "另一个标准", "categories": [{"id": "cat", "caption": "大类", "items": [{"id": "one_item", "caption": "小项", "takes": ["award"]}]}]}), lambda d: [each.update(standards=[plan(d)["standards"][0]["id"]]) for each in plan(d)["titles"]]),
            (lambda d: [each.update(standards=[plan(d)["standards"][0]["id"]]) for each in plan(d)["titles"]],)),
    Mistake("an own section that no page shows", "unused", "申报表单 › ", (another("schemas/series/spare.json", FORM, "spare"),), (another("schemas/series/spare.json", FORM, "spare"), lambda d: plan(d)["parts"][0]["sections"].append("spare"))),
    Mistake("a title with no specialty at all", "title-nobody", "计划信息 › ", (lambda d: plan(d)["titles"][0].update(specialties=[]),), (lambda d: None,)),
    Mistake("days of another year", "dates", "计划信息 › ", (on_plan(year=2025, closes="2026-01-01"),), (on_plan(year=2023),)),
    Mistake("handing in again until the close", "dates", "计划信息 › ", (on_plan(resubmit_until="2022-08-10"), lambda d: plan(d).pop("resubmit_days", None)), (on_plan(resubmit_until="2022-08-11"), lambda d: plan(d).pop("resubmit_days", None))),
    Mistake("two items of one caption", "caption-twice", "业绩要求 › ", (lambda d: category(d)["items"][1].update(caption=item(d)["caption"]),), (lambda d: None,)),
    Mistake("two attachments of one caption", "caption-twice", "附件 › ", (lambda d: attachment(d).update(caption=d[ATTACHMENTS]["items"][0]["caption"]),), (lambda d: None,)),
    Mistake("a section for other routes than its page", "nobody-shown", "申报表单 › ",
            (lambda d: d[FORM].update(routes=["exceptional"]), lambda d: _page_of(d).update(routes=["regular"])), (lambda d: d[FORM].update(routes=["exceptional"]),)),
)  # fmt: skip


def _page_of(documents: dict[str, Any]) -> dict[str, Any]:
    parts = plan(documents)["parts"]
    name = FORM.rsplit("/", 1)[-1].removesuffix(".json")
    found: dict[str, Any] = next(each for each in parts if name in each["sections"])
    return found
