"""What the proofs say, in Chinese: sentences of answers, and of what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from zcforms.checks.core import Field, walk
from zcforms.checks.reading_back import rule_sentence
from zcforms.checks.shape import Shape
from zcforms.domain.plan import Plan
from zcforms.forms import media
from zcforms.lab.proofs.answers import Cause
from zcforms.lab.proofs.encoding.session import Limit, Session, Standing

_LIMITS: Mapping[str, Callable[[str, Any], str]] = {
    "required": lambda caption, _: f"“{caption}”必须填写",
    "requiredWhen": lambda caption, _: f"“{caption}”在这种情况下必须填写",
    "minimum": lambda caption, wanted: f"“{caption}”不能小于 {wanted}",
    "maximum": lambda caption, wanted: f"“{caption}”不能大于 {wanted}",
    "exclusiveMinimum": lambda caption, wanted: f"“{caption}”要大于 {wanted}",
    "exclusiveMaximum": lambda caption, wanted: f"“{caption}”要小于 {wanted}",
    "multipleOf": lambda caption, wanted: f"“{caption}”要是 {wanted} 的倍数",
    "minLength": lambda caption, wanted: f"“{caption}”至少 {wanted} 个字",
    "maxLength": lambda caption, wanted: f"“{caption}”最多 {wanted} 个字",
    "pattern": lambda caption, _: f"“{caption}”要符合规定的格式",
    "format": lambda caption, _: f"“{caption}”要符合规定的格式",
    "minItems": lambda caption, wanted: f"“{caption}”至少 {wanted} 项",
    "maxItems": lambda caption, wanted: f"“{caption}”最多 {wanted} 项",
    "uniqueItems": lambda caption, _: f"“{caption}”不能重复",
    "enum": lambda caption, _: f"“{caption}”只能从列出的选项中选",
    "atMost": lambda caption, wanted: f"“{caption}”不能大于“{wanted}”",
    "accept": lambda caption, wanted: f"“{caption}”的文件只能是 {'、'.join(map(str, wanted))}",
    "maxBytes": lambda caption, wanted: f"“{caption}”的文件不能大于 {media.bytes_text(wanted)}",
    "record": lambda caption, _: f"“{caption}”要审核通过、符合筛选条件，并且不重复",
    "unknown": lambda _, __: "申报里没有本计划以外的内容",
}


def limit_sentence(limit: Limit) -> str:
    """What a form's limit asks."""
    first = limit.first
    return _LIMITS[first.keyword](first.caption or "此项", first.wanted)


def cause_of_rule(standing: Standing, shape: Shape, *, broken: bool = False) -> Cause:
    rule = standing.rule
    told = rule_sentence(rule, shape)
    sentence = f"要违反它：{told}" if broken else told
    return Cause(rule.caption, sentence, rule.policy, rule.id, rule.pointer, rule.file)


def cause_of_limit(session: Session, limit: Limit) -> Cause:
    section = session.plan.section(limit.section)
    caption = section.caption if section is not None else _item_caption(session.plan, limit.section)
    pointer = "/" + "/".join((*(limit.first.place or (limit.section,)), limit.first.keyword))
    return Cause(limit.first.caption or caption, limit_sentence(limit), "", "", pointer)


def _item_caption(plan: Plan, item_id: str) -> str:
    for standard in plan.standards:
        for _, item in plan.items(standard.id):
            if item.id == item_id:
                return item.caption
    return ""


def causes(session: Session, core: Sequence[str], shape: Shape) -> tuple[Cause, ...]:
    """The rules and limits that these assumptions stand for; choices of route, title and specialty are told with the subject."""
    made = []
    for name in core:
        own = name.removeprefix(session.prefix)
        kind, _, rest = own.partition(":")
        if kind in ("keeps", "breaks") and rest in session.rules:
            made.append(cause_of_rule(session.rules[rest], shape, broken=kind == "breaks"))
        elif name in session.limits:
            made.append(cause_of_limit(session, session.limits[name]))
    return (*made, *_adjusting(session, core, shape))


def _adjusting(session: Session, core: Sequence[str], shape: Shape) -> Iterator[Cause]:
    """The rules that set what the others read before they are asked."""
    own = [name.removeprefix(session.prefix).partition(":")[2] for name in core]
    read = {
        (each.variable, each.path)
        for name in own
        if name in session.rules
        for node in (session.rules[name].rule.question.guard, session.rules[name].rule.question.requirement)
        for each in walk(node)
        if isinstance(each, Field)
    }
    for rule in session.table.rules:
        if (
            rule.adjustment is not None
            and (rule.adjustment.target.variable, rule.adjustment.target.path) in read
        ):
            yield Cause(
                rule.caption, rule_sentence(rule, shape), rule.policy, rule.id, rule.pointer, rule.file
            )


def together(captions: Sequence[str]) -> str:
    """That these cannot be had together; or that the only one cannot be had at all."""
    if len(captions) == 1:
        return f"“{captions[0]}”本身就不可能满足"
    return f"{listed(captions)}不能同时满足"


def listed(captions: Sequence[str], most: int = 4) -> str:
    """Captions in one sentence, not too many."""
    shown = "、".join(f"“{each}”" for each in dict.fromkeys(captions[:most]))
    return f"{shown}等 {len(captions)} 项" if len(captions) > most else shown
