"""The checks of a plan that is being designed: which rules it has and where they come from, rules written by a form, taken out, switched off, their parameters, and the
text for whoever writes it by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.checks.reading_back import rule_sentence
from zcforms.domain.errors import DocumentFault, InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.finding import Severity
from zcforms.domain.plan import CodeList
from zcforms.domain.problem import Problem
from zcforms.services import plan_drafts, plan_linting, plan_misfits, rule_choices, rule_forms, rule_text
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Content, PlanDraftShown, Step, fingerprint
from zcforms.services.plan_making import Making
from zcforms.services.plan_naming import id_of
from zcforms.services.plan_package import PLANS, Made, plan_path
from zcforms.services.plan_parameters import parameter_form, parameters_written
from zcforms.services.rule_choices import Choices
from zcforms.services.rule_forms import FormChoices, Given
from zcforms.services.rulebook import Edition

_NO_RULES = "这个计划没有自己的规则文件，请联系平台运维人员。"
_OWN = "本计划自己的规则"
_SOURCES = ("rules/common/", "rules/series/")


@dataclass(frozen=True, slots=True)
class RuleOfPlan:
    """One rule as the plan has it. `own`: written in the plan's own text (`opens`: a form can show it); `origin`: the ruleset that it comes from otherwise."""

    id: str
    caption: str
    sentence: str
    severity: str
    policy: str
    origin: str
    own: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A ruleset of the library. `chosen`: the plan takes its rules."""

    id: str
    caption: str
    rules: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class RulesShown:
    """`rows`: caption of the check table's row -> its rules; `off`: id and caption of inherited rules that the plan switched off; `faults`: why the rules cannot be told."""

    draft: PlanDraftShown
    rows: Mapping[str, tuple[RuleOfPlan, ...]]
    off: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    faults: tuple[DocumentFault, ...]
    text: str
    seen: str
    parameters: Mapping[str, Any]
    codes: Mapping[str, CodeList]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RuleForm:
    """The form of a rule. `opened`: id of the one that is changed, "" for a new one; `suggestion`: a message; `sentence`: the rule read back."""

    draft: PlanDraftShown
    given: Given
    offered: FormChoices | None
    suggestion: str
    opened: str
    faults: tuple[DocumentFault, ...]


def shown(house: House, actor: Actor, draft_id: str) -> RulesShown:
    """Raises `NotFound`."""
    edition = house.rulebook.edition()
    draft = plan_drafts.draft(house, actor, draft_id)
    made = plan_drafts.made(edition, draft.plan_id, draft.content)
    text = _text(draft.content, draft.plan_id)
    data = rule_text.data_of(text)
    schema, values = parameter_form(edition, made, draft.plan_id, draft.content)
    off = [name for name, tree in ((data.get("override") or {}).get("rules") or {}).items() if tree is None]
    return RulesShown(
        draft=draft,
        rows=_rows(edition, made, text),
        off=tuple((name, _caption(edition, name)) for name in off),
        sources=_sources(edition, data),
        faults=made.faults,
        text=text,
        seen=fingerprint(draft.content, _place(draft.plan_id)),
        parameters=schema,
        codes=edition.catalogue.codes,
        values=values,
    )


def form(house: House, actor: Actor, draft_id: str, given: Given, *, opened: str = "") -> RuleForm:
    """What a rule's form offers. `opened`: show this rule of the plan's own text. Raises `NotFound`, also where no form can show it."""
    draft = plan_drafts.draft(house, actor, draft_id)
    made = plan_drafts.made(house.rulebook.edition(), draft.plan_id, draft.content)
    if opened and not given:
        found = rule_forms.given_of(rule_text.rule_of(_text(draft.content, draft.plan_id), opened) or {})
        if found is None:
            raise NotFound("这条规则的写法超出了表单能表达的范围，请在“规则文本”中修改。")
        given = found
    choices = _choices(made, _text(draft.content, draft.plan_id))
    offered = rule_forms.offered(choices, given) if choices else None
    suggestion = rule_forms.suggestion(given, choices) if choices else ""
    return RuleForm(draft, given, offered, suggestion, opened, made.faults)


def write(house: House, actor: Actor, draft_id: str, given: Given, *, opened: str, now: datetime) -> str:
    """Put the rule that the form says into the plan's own text; its id. Raises `InputRefused` with a fault at "/<name>" for what is missing, `WrongState`, `NotFound`."""
    edition = house.rulebook.edition()
    told = [""]

    def change(content: Content, text: str) -> str:
        made = plan_drafts.made(edition, _plan_id(content), content)
        choices = _choices(made, text)
        if choices is None:
            raise WrongState("方案还有需要改正的问题，改正后才能用表单写规则。")
        tree = rule_forms.tree_of(_complete(given, choices, made, opened), choices)
        told[0] = str(tree["id"])
        return rule_text.put(text, rule_forms.merged(rule_text.rule_of(text, tree["id"]) or {}, tree))

    caption = rule_forms.one(given, "caption")
    _changed(house, actor, draft_id, f"{'修改' if opened else '添加'}检查规则“{caption}”", change, now=now)
    return told[0]


def remove(house: House, actor: Actor, draft_id: str, rule_id: str, now: datetime) -> None:
    """Take a rule out of the plan's own text. Raises `NotFound`, `WrongState`."""

    draft = plan_drafts.draft(house, actor, draft_id)
    standing = rule_text.rule_of(_text(draft.content, draft.plan_id), rule_id) or {}

    def change(_: Content, text: str) -> str:
        if rule_text.rule_of(text, rule_id) is None:
            raise NotFound("没有找到这条规则，可能已被同事删除。")
        return rule_text.remove(text, rule_id)

    caption = standing.get("caption", rule_id)
    _changed(house, actor, draft_id, f"删除检查规则“{caption}”", change, now=now)


def switch(house: House, actor: Actor, draft_id: str, rule_id: str, *, on: bool, now: datetime) -> None:
    """Whether the plan takes a rule that it inherits. Raises `WrongState`, `NotFound`."""
    caption = _caption(house.rulebook.edition(), rule_id)

    def change(_: Content, text: str) -> str:
        return rule_text.switched(text, rule_id, on=on)

    _changed(house, actor, draft_id, f"{'恢复' if on else '停用'}检查规则“{caption}”", change, now=now)


def take(house: House, actor: Actor, draft_id: str, sources: list[str], now: datetime) -> tuple[Problem, ...]:
    """Take the rules of these rulesets of the library; what is told of those that do not fit. Raises `WrongState`, `NotFound`."""
    edition = house.rulebook.edition()
    wanted = [name for name in sources if name in edition.shelf.documents]

    def change(_: Content, text: str) -> str:
        kept = [each for each in rule_text.data_of(text).get("extends") or () if each in wanted]
        return rule_text.put_member(
            text, "extends", [*kept, *(each for each in wanted if each not in kept)] or None
        )

    _changed(house, actor, draft_id, "选择检查规则的来源", change, now=now)
    told = plan_linting.problems(house, actor, draft_id)
    return tuple(each for each in told if each.kind == plan_misfits.KIND)


def set_parameters(
    house: House, actor: Actor, draft_id: str, answers: Mapping[str, Any], now: datetime
) -> None:
    """Give the rules' parameters the plan's own values. Raises `WrongState`, `NotFound`."""
    edition = house.rulebook.edition()
    draft = plan_drafts.draft(house, actor, draft_id)

    def patch(content: Content) -> list[dict[str, Any]]:
        making = Making(content, draft.plan_id, edition.documents)
        made = plan_drafts.made(edition, draft.plan_id, content)
        written = parameters_written(edition, made, draft.plan_id, answers)
        making.plan.pop("parameters", None)
        if written:
            making.plan["parameters"] = written
        return making.patch()

    plan_drafts.change(house, actor, draft_id, Step("修改规则参数", patch), now)


def put_text(house: House, actor: Actor, draft_id: str, text: str, *, seen: str, now: datetime) -> None:
    """The whole text as somebody wrote it. Raises `Clash`: a colleague changed it; `InputRefused`: it is no YAML document of rules."""
    text = text.replace("\r\n", "\n").rstrip("\n") + "\n"
    if not rule_text.data_of(text):
        raise InputRefused([InputFault("/text", "规则文本读不懂，请检查缩进和冒号后再保存。")])
    draft = plan_drafts.draft(house, actor, draft_id)

    def change(_: Content, __: str) -> str:
        return text

    _changed(house, actor, draft_id, "修改规则文本", change, now=now, seen=(_place(draft.plan_id), seen))


Change = Callable[[Content, str], str]


def _changed(
    house: House,
    actor: Actor,
    draft_id: str,
    caption: str,
    change: Change,
    *,
    now: datetime,
    seen: tuple[tuple[str, ...], str] | None = None,
) -> None:
    edition = house.rulebook.edition()
    draft = plan_drafts.draft(house, actor, draft_id)

    def patch(content: Content) -> list[dict[str, Any]]:
        making = Making(content, draft.plan_id, edition.documents)
        path = _path(draft.plan_id)
        making.documents[path] = change(content, _text(content, draft.plan_id))
        return making.patch()

    step = Step(caption, patch, *(seen or ()))
    plan_drafts.change(house, actor, draft_id, step, now)


def _path(plan_id: str) -> str:
    return f"rules/plans/{plan_id}.yaml"


def _place(plan_id: str) -> tuple[str, ...]:
    return "documents", _path(plan_id)


def _plan_id(content: Content) -> str:
    plans = (path for path in content["documents"] if path.startswith(PLANS))
    return str(next(plans)).removeprefix(PLANS).removesuffix(".json")


def _text(content: Content, plan_id: str) -> str:
    found = content["documents"].get(_path(plan_id))
    if isinstance(found, str):
        return found
    plan = content["documents"][plan_path(plan_id)]
    raise WrongState(
        _NO_RULES if plan.get("ruleset") != plan_id else "方案里缺少规则文件，请撤销最近的修改。"
    )


def _choices(made: Made, text: str) -> Choices | None:
    if made.plan is None or made.ruleset is None:
        return None
    rows = {row.id: row.caption for table in made.ruleset.tables.values() for row in table.rows}
    rows |= {
        str(row["id"]): str(row.get("caption", row["id"]))
        for row in rule_text.data_of(text).get("rows") or ()
        if isinstance(row, Mapping) and "id" in row
    }
    return rule_choices.choices(made.plan, made.ruleset, rows)


def _complete(given: Given, choices: Choices, made: Made, opened: str) -> Given:
    """With an id from its caption, and a message where none was written."""
    taken = (
        {rule.id for table in made.ruleset.tables.values() for rule in table.rules} if made.ruleset else set()
    )
    rule_id = opened or id_of(rule_forms.one(given, "caption"), taken, joint="-", spare="rule")
    message = rule_forms.one(given, "message") or rule_forms.suggestion(given, choices)
    return {**given, "id": [rule_id if len(rule_id) > 1 else f"rule-{rule_id}"], "message": [message]}


def _rows(edition: Edition, made: Made, text: str) -> dict[str, tuple[RuleOfPlan, ...]]:
    if made.ruleset is None:
        return _unread(text)
    own = {each.id for each in rule_text.rules_of(text)}
    files = {document.file: str(document.data["caption"]) for document in edition.shelf.documents.values()}
    found: dict[str, dict[str, RuleOfPlan]] = {}
    for table in made.ruleset.tables.values():
        captions = {row.id: row.caption for row in table.rows}
        for rule in table.rules:
            here = found.setdefault(captions.get(rule.row, rule.row), {})
            mine = rule.id in own
            here[rule.id] = RuleOfPlan(
                rule.id,
                rule.caption,
                rule_sentence(rule, made.ruleset.shape),
                rule.severity.value,
                rule.policy,
                "" if mine else files.get(rule.file, ""),
                mine,
                mine and rule_forms.given_of(rule_text.rule_of(text, rule.id) or {}) is not None,
            )
    return {caption: tuple(rules.values()) for caption, rules in found.items()}


def _unread(text: str) -> dict[str, tuple[RuleOfPlan, ...]]:
    """The plan's own rules while they cannot be read: one of them may be what is wrong, and has to be taken out."""
    own = [rule_text.rule_of(text, each.id) or {} for each in rule_text.rules_of(text)]
    rules = tuple(
        RuleOfPlan(
            id=str(each["id"]),
            caption=str(each.get("caption", each["id"])),
            sentence="",
            severity=str(each.get("severity", Severity.BLOCKING.value)),
            policy="",
            origin="",
            own=True,
            opens=False,
        )
        for each in own
        if "id" in each
    )
    return {_OWN: rules} if rules else {}


def _sources(edition: Edition, data: Mapping[str, Any]) -> tuple[Source, ...]:
    chosen = set(data.get("extends") or ())
    documents = [
        (name, document)
        for name, document in edition.shelf.documents.items()
        if document.file.startswith(_SOURCES) or name in chosen
    ]
    return tuple(
        Source(name, str(document.data["caption"]), len(document.data.get("rules", ())), name in chosen)
        for name, document in sorted(documents, key=lambda each: each[1].file)
    )


def _caption(edition: Edition, rule_id: str) -> str:
    for document in edition.shelf.documents.values():
        for rule in document.data.get("rules") or ():
            if rule["id"] == rule_id:
                return str(rule.get("caption", rule_id))
    return rule_id
