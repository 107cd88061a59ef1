"""What the proofs say, in Chinese: sentences of answers, and of what stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zcforms.checks.assembly import Rule
from zcforms.checks.reading_back import rule_sentence
from zcforms.checks.shape import Shape
from zcforms.domain.plan import AchievementItem
from zcforms.forms import media
from zcforms.lab.plan_words import filter_text
from zcforms.lab.proofs.answers import Cause
from zcforms.lab.proofs.encoding.session import Limit, Session, Standing
from zcforms.lab.proofs.questions.making import captions_of
from zcforms.lab.proofs.questions.partaking import taking_part

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

_REFUSED = "推算出的例子都写不成真实的申报，没有得出结论，也没有证明没有。延长时间不一定有用。"


def unsettled(refused: bool, seconds: float, unmade: str = "") -> str:
    """Why it is not known. `refused`: not for want of time, but because what was found is nobody's application; `seconds`: what was given; `unmade`: what could not be made of it."""
    if refused and unmade:
        return f"{unmade}，没有得出结论，也没有证明没有。"
    return _REFUSED if refused else f"在给定的计算量（约 {seconds:g} 秒）里没有得出结论。可以把时间设长再试。"


def limit_sentence(limit: Limit) -> str:
    """What a form's limit asks."""
    first = limit.first
    return _LIMITS[first.keyword](first.caption or "此项", first.wanted)


def cause_of_rule(standing: Standing, shape: Shape, *, broken: bool = False) -> Cause:
    rule = standing.rule
    told = rule_sentence(rule, shape)
    sentence = f"要违反它：{told}" if broken else told
    return Cause(rule.caption, sentence, rule.policy, rule.id, rule.pointer, rule.file)


def cause_of_adjusting(rule: Rule, shape: Shape) -> Cause:
    return Cause(rule.caption, rule_sentence(rule, shape), rule.policy, rule.id, rule.pointer, rule.file)


def cause_of_limit(session: Session, limit: Limit) -> Cause:
    section = session.plan.section(limit.section)
    item = _item(session, limit.section) if section is None else None
    caption = section.caption if section is not None else item.caption if item is not None else ""
    own = limit.first.caption or caption
    sentence = f"表单“{_place(session, limit, caption)}”要求：{limit_sentence(limit)}"
    if limit.first.keyword == "record":
        takes = filter_text(session.plan, item) if item is not None else ""
        wanted = f"，符合筛选条件（{takes}）" if takes else ""
        sentence = f"“{caption}”导入的业绩要审核通过{wanted}，并且不重复"
        own = caption or own
    pointer = "/" + "/".join((*(limit.first.place or (limit.section,)), limit.first.keyword))
    return Cause(own, sentence, "", "", pointer)


def _place(session: Session, limit: Limit, caption: str) -> str:
    """From the section to the field, as an author sees them."""
    known, place = captions_of(session.plan), limit.first.place
    steps = [known.get(place[:length], "") for length in range(2, len(place) + 1)]
    return " › ".join(dict.fromkeys(each for each in (caption, *steps, limit.first.caption) if each))


def _item(session: Session, item_id: str) -> AchievementItem | None:
    items = (item for _, item in session.plan.items(session.standard.id))
    return next((item for item in items if item.id == item_id), None)


def own_causes(session: Session, core: Sequence[str], shape: Shape) -> tuple[Cause, ...]:
    """The rules and limits that these assumptions stand for; choices of route, title and specialty are told with the subject."""
    made = []
    for name in core:
        own = name.removeprefix(session.prefix)
        kind, _, rest = own.partition(":")
        if kind in ("keeps", "breaks") and rest in session.rules:
            made.append(cause_of_rule(session.rules[rest], shape, broken=kind == "breaks"))
        elif name in session.limits:
            made.append(cause_of_limit(session, session.limits[name]))
    return tuple(made)


def causes(session: Session, core: Sequence[str], shape: Shape) -> tuple[Cause, ...]:
    """The same, with the rules that set what these read before they are asked, where that has a part in it."""
    set_ = [cause_of_adjusting(each, shape) for each in taking_part(session, core)]
    return (*own_causes(session, core, shape), *set_)


def named(found: Sequence[Cause]) -> str:
    """What a form asks told from a rule of the same name."""
    mixed = any(not each.rule for each in found)
    return listed([_called(each, mixed) for each in found], plain=True)


def _called(cause: Cause, mixed: bool) -> str:
    if cause.rule:
        return f"规则“{cause.caption}”" if mixed else f"“{cause.caption}”"
    asks = cause.sentence.partition("要求：")[2].removeprefix(f"“{cause.caption}”")
    return f"表单“{cause.caption}”（{asks or cause.sentence.removeprefix(f'“{cause.caption}”')}）"


def together(found: Sequence[Cause]) -> str:
    """That these cannot be had together; or that the only one cannot be had at all."""
    return f"{named(found)}{'本身就不可能' if len(found) == 1 else '不能同时'}满足"


def listed(captions: Sequence[str], most: int = 4, *, plain: bool = False) -> str:
    """Captions in one sentence, not too many. `plain`: they are in quotation marks as far as they have to be."""
    every = list(dict.fromkeys(captions))
    shown = "、".join(each if plain else f"“{each}”" for each in every[:most])
    return f"{shown}等 {len(every)} 项" if len(every) > most else shown
