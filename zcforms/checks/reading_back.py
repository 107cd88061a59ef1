"""The core read back in Chinese, for people who write rules and for people whom rules are about.

`sentence` tells a condition, `value_text` a value, `rule_sentence` a whole rule. Negation is told by the opposite word (少于 for not 不少于),
never by a second negation. What is true of nothing but a definite answer needs no word for it: it reads as the condition does.
"""

from __future__ import annotations

from zcforms.checks import core, reading_choices, reading_pairs
from zcforms.checks.assembly import Rule
from zcforms.checks.core import (
    TRUE,
    AllOf,
    Among,
    AnyOf,
    Compare,
    Condition,
    Definitely,
    Field,
    Literal,
    Not,
    Operator,
    Value,
)
from zcforms.checks.naming import Names, quoted
from zcforms.checks.reading_values import (
    Telling,
    by_case,
    covering,
    described,
    literal,
    measured,
    shape_of,
    span,
    verb,
)
from zcforms.checks.shape import Shape
from zcforms.checks.written import beyond, flat, matching, plain_attribute, selection, uncertain
from zcforms.domain.finding import Severity

_LONG = 36
_CODES = 5
"""Codes that are named where a test is true of many."""
_ALL = "以下各项都满足："
_MARKS = (
    tuple("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"),
    tuple("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    tuple("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"),
)
"""Of lists, of lists of lists, and of what lies above those."""
_ASKED = {Severity.BLOCKING: "要求", Severity.ADVISORY: "提示性要求", Severity.ADJUSTING: "自动调整"}
_COUNTS = {
    Operator.EQUAL: "恰好",
    Operator.UNEQUAL: "并非恰好",
    Operator.LESS: "少于",
    Operator.AT_MOST: "至多",
    Operator.MORE: "多于",
    Operator.AT_LEAST: "至少",
}
_STATES = {
    core.State.ANSWERED: ("已填写", "未填写"),
    core.State.NONE: ("填写为“无”", "没有填写为“无”"),
    core.State.BLANK: ("要求填写而留空", "没有留空"),
    core.State.UNASKED: ("未要求填写", "要求填写"),
}
"""What became of a place, and that it did not."""


def sentence(condition: Condition, shape: Shape) -> str:
    """The condition of a document (`shape`: of the facts) in Chinese, without a full stop."""
    return say(condition, Names.of(shape))


def negated_sentence(condition: Condition, shape: Shape) -> str:
    """That the condition does not hold."""
    return say(Not(condition), Names.of(shape))


def value_text(value: Value, shape: Shape) -> str:
    """The value in Chinese: the caption of a field, 自评审日期起至2022年12月31日的整年数, 5."""
    return described(value, Names.of(shape), TELLING).strip()


def rule_sentence(rule: Rule, shape: Shape) -> str:
    """The whole rule: 适用于常规申报，当学历为“大学本科”时：要求…。"""
    names = Names.of(shape)
    scopes, when = _guard(rule.question.guard, names)
    lead = "，".join(
        [*([f"适用于{'、'.join(scopes)}"] if scopes else []), *([f"当{when}时"] if when else [])]
    )
    lead = f"{lead}：" if lead else ""
    if rule.adjustment is not None:
        to = described(rule.adjustment.value, names, TELLING).strip()
        return f"{lead}{_ASKED[Severity.ADJUSTING]}{names.field(rule.adjustment.target)}，改为{to}。"
    lenient = "" if rule.question.missing_fails else "（有关内容未填写的不作要求）"
    return f"{lead}{_ASKED[rule.severity]}{say(rule.question.requirement, names)}{lenient}。"


def _guard(guard: Condition, names: Names) -> tuple[list[str], str]:
    """The choices that a rule is for (常规申报), and its other conditions."""
    parts = guard.conditions if isinstance(guard, AllOf) else (guard,)
    scopes: list[str] = []
    others: list[Condition] = []
    for part in parts:
        match part:
            case Among(Field(core.DOCUMENT, ("application", _)) as field, choices):
                shape = names.shape(field)
                captions = [shape.caption_of(each.value) if shape else str(each.value) for each in choices]
                scopes.append("或".join(captions))
            case _:
                others.append(part)
    rest = core.conjunction(others)
    return scopes, "" if rest == TRUE else say(rest, names)


# ------------------------------------------------------------------------------------------- conditions


def say(condition: Condition, names: Names) -> str:
    """The condition as it reads from where `names` stands."""
    match condition:
        case core.Constant(truth):
            return "没有其他要求" if truth else "任何情况下都不成立"
        case Compare():
            return _comparison(condition, names)
        case Among(value, choices):
            return f"{_subject(_spoken(value), names)}{_one_of(value, choices, names)}"
        case core.Present(value):
            return f"{_subject(value, names)}已填写"
        case core.Contains() | core.InState():
            return _told_of(condition, names, denied=False)
        case _:
            return _compound(condition, names)


def _denied(condition: Condition, names: Names) -> str:
    """The opposite, in its own words."""
    match condition:
        case core.Constant(truth):
            return say(core.Constant(not truth), names)
        case Compare(operator, left, right):
            return _comparison(Compare(operator.negated, left, right), names)
        case Among(value, choices):
            return f"{_subject(_spoken(value), names)}{_none_of(value, choices, names)}"
        case core.Present(value):
            return f"{_subject(value, names)}未填写"
        case core.Contains() | core.InState():
            return _told_of(condition, names, denied=True)
        case _:
            return _denied_compound(condition, names)


def _denied_compound(condition: Condition, names: Names) -> str:
    match condition:
        case Not(inner):
            return say(inner, names)
        case Definitely(inner):
            return _denied(inner, names) + ("（含未填写）" if uncertain(inner) else "")
        case AllOf(parts):
            return say(AnyOf(tuple(Not(part) for part in parts)), names)
        case AnyOf(parts):
            return say(AllOf(tuple(Not(part) for part in parts)), names)
        case core.AtLeast(count, parts):
            return f"以下 {len(parts)} 项中满足的不到 {count} 项：{_numbered(parts, names)}"
        case _:
            return _denied_of_records(condition, names)


def _compound(condition: Condition, names: Names) -> str:
    match condition:
        case Definitely(inner):
            return say(inner, names)
        case Not(inner):
            return _denied(inner, names)
        case AllOf(parts):
            special = _range(parts, names) or reading_choices.all_of(parts, names)
            return special or _joined(flat(parts, AllOf), "，且", _ALL, names)
        case AnyOf(parts):
            return _joined(flat(parts, AnyOf), "，或者", "以下至少满足一项：", names)
        case core.AtLeast(1, parts):
            return say(AnyOf(parts), names)
        case core.AtLeast(count, parts):
            return f"以下 {len(parts)} 项中至少满足 {count} 项：{_numbered(parts, names)}"
        case _:
            return _of_records(condition, names)


def _joined(parts: tuple[Condition, ...], between: str, lead: str, names: Names) -> str:
    """Two or three short ones in one breath, more or longer ones as a list."""
    if not parts:
        return say(TRUE, names)
    texts = [say(part, names) for part in parts]
    if len(texts) == 1:
        return texts[0]
    if len(texts) <= 3 and sum(len(text) for text in texts) <= _LONG * len(texts):
        return between.join(_enclosed(part, text) for part, text in zip(parts, texts, strict=True))
    return f"{lead}{_numbered(parts, names)}"


def _enclosed(part: Condition, text: str) -> str:
    """What itself consists of parts, in brackets."""
    inner = part.condition if isinstance(part, Not | Definitely) else part
    joined = isinstance(inner, AllOf | AnyOf | core.AtLeast | core.Quantified)
    return f"（{text}）" if joined and ("，" in text or "；" in text) else text


def _numbered(parts: tuple[Condition, ...], names: Names) -> str:
    """①…；②…; where the parts hold such a list themselves, (1)…；(2)…"""
    texts = [say(part, names) for part in parts]
    marks = next((each for each in _MARKS if not any(each[0] in text for text in texts)), _MARKS[-1])
    return "；".join(f"{_mark(marks, n)}{text}" for n, text in enumerate(texts))


def _mark(marks: tuple[str, ...], number: int) -> str:
    return marks[number] if number < len(marks) else f"〔{number + 1}〕"


# -------------------------------------------------------------------------------------------- comparing


def _subject(value: Value, names: Names) -> str:
    return described(value, names, TELLING)


def _spoken(value: Value) -> Value:
    """What is said of a day beside a written month: the month says that months are compared."""
    return value.date if isinstance(value, core.MonthOf) else value


def _comparison(compare: Compare, names: Names) -> str:
    operator, left, right = compare.operator, compare.left, compare.right
    if isinstance(left, Literal) and not isinstance(right, Literal):
        operator, left, right = operator.mirrored, right, left
    if operator is Operator.UNEQUAL and isinstance(right, Literal) and isinstance(right.value, bool):
        operator, right = Operator.EQUAL, Literal(right.type, not right.value)
    if isinstance(right, Literal):
        left = _spoken(left)
        special = _counted(operator, left, right, names) or _elapsed(operator, left, right, names)
        return special or _plain(operator, left, right, literal(right, left, names), names)
    if isinstance(right, core.Chosen):
        return _plain(operator, left, right, by_case(right, names, TELLING, left), names)
    return _plain(operator, left, right, described(right, names, TELLING), names)


def _told_of(condition: core.Contains | core.InState, names: Names, *, denied: bool) -> str:
    """Tests of texts, and of what became of a place."""
    if isinstance(condition, core.InState):
        subject = condition.subject
        name = names.list(subject) if isinstance(subject, core.Records) else _subject(subject, names)
        return f"{name}{_STATES[condition.state][denied]}"
    codes = matching(condition, shape_of(condition.value, names))
    if codes:
        return _told_of_codes(condition.value, codes, names, denied=denied)
    texts = "或".join(f"“{text}”" for text in condition.texts)
    told = f"以{texts}开头" if condition.at_start else f"包含{texts}"
    return f"{_subject(condition.value, names)}{'不' if denied else ''}{told}"


def _told_of_codes(value: Value, codes: tuple[Literal, ...], names: Names, *, denied: bool) -> str:
    """Codes that begin alike, by their captions."""
    texts = _texts(value, codes[:_CODES], names)
    told = "、".join(texts) + (f"等 {len(codes)} 项" if len(codes) > _CODES else "")
    return f"{_subject(value, names)}{'不' if denied else ''}属于{told}"


def _plain(operator: Operator, left: Value, right: Value, text: str, names: Names) -> str:
    return f"{described(left, names, TELLING)}{verb(operator, left, right, names)}{text}"


def _counted(operator: Operator, left: Value, right: Literal, names: Names) -> str:
    """“工作经历”中…的记录至少 2 条; empty where nothing is counted."""
    if choices := reading_choices.counted(left):
        return reading_choices.compared(operator, choices, int(right.value), names)  # type: ignore[arg-type]
    if not isinstance(left, core.Count):
        return ""
    records, inside = left.records, names.inside(left.records, left.variable)
    one, noun = names.counted(records)
    which = attribute(left.where, inside)
    bound = int(right.value)  # type: ignore[arg-type]
    if (operator, bound) in ((Operator.EQUAL, 0), (Operator.AT_MOST, 0), (Operator.LESS, 1)):
        return f"{names.list(records)}中没有{which}{noun}"
    if (operator, bound) in ((Operator.UNEQUAL, 0), (Operator.MORE, 0)):
        return f"{names.list(records)}中有{which}{noun}"
    if not which and operator in (Operator.AT_LEAST, Operator.AT_MOST):
        return f"{names.list(records)}{_COUNTS[operator]}有 {bound} {one}{noun}"
    return f"{names.list(records)}{'中' if which else '的'}{which}{noun}{_COUNTS[operator]} {bound} {one}"


def _elapsed(operator: Operator, left: Value, right: Literal, names: Names) -> str:
    """自评审日期起至2022年12月31日满 5 年; empty where no time is measured."""
    words = {Operator.AT_LEAST: "满", Operator.LESS: "不满"}
    if not isinstance(left, core.Elapsed | core.Covered) or operator not in words:
        return ""
    by = "按年份计" if left.calendar else ""
    time = span(left, names, TELLING) if isinstance(left, core.Elapsed) else covering(left, names, TELLING)
    return f"{time}{by}{words[operator]}{quoted(right.value, None, measured(left, names))}"


def _range(parts: tuple[Condition, ...], names: Names) -> str:
    """工作年限在 3 年至 5 年之间（含）; empty where the parts are no range."""
    match parts:
        case (
            Compare(Operator.AT_LEAST, left, Literal() as low),
            Compare(Operator.AT_MOST, other, Literal() as high),
        ) if left == other and not isinstance(left, core.Count):
            low_text, high_text = (literal(each, left, names) for each in (low, high))
            return f"{described(_spoken(left), names, TELLING)}在{low_text}至{high_text}之间（含）"
    return ""


def _texts(value: Value, choices: tuple[Literal, ...], names: Names) -> list[str]:
    return [literal(each, value, names).strip() for each in choices]


def _one_of(value: Value, choices: tuple[Literal, ...], names: Names) -> str:
    texts = _texts(value, choices, names)
    if len(texts) == 1:
        return f"为{texts[0]}"
    return f"为{'、'.join(texts[:-1])}或{texts[-1]}"


def _none_of(value: Value, choices: tuple[Literal, ...], names: Names) -> str:
    texts = _texts(value, choices, names)
    return f"不为{texts[0]}" if len(texts) == 1 else f"不在{'、'.join(texts)}之列"


# ---------------------------------------------------------------------------------------------- records


def attribute(where: Condition, inside: Names) -> str:
    """What stands before 记录: 合格学历为“是”且学历为“大学本科”的; empty where every record is meant."""
    parts = where.conditions if isinstance(where, AllOf) else (where,)
    if where == TRUE:
        return ""
    if plain_attribute(where):
        told = "且".join(say(part, inside) for part in parts)
        return f"{told} 的" if told[-1].isascii() else f"{told}的"
    return f"满足（{say(where, inside)}）的"


def _of_records(condition: Condition, names: Names) -> str:
    match condition:
        case core.Some(records, variable, inner):
            return _exists(records, inner, names.inside(records, variable), names)
        case core.Every(records, variable, inner):
            where, that = selection(inner)
            inside = names.inside(records, variable)
            told = say(that, inside)
            one, noun = names.counted(records)
            if where == TRUE and isinstance(that, core.Simple) and not beyond(that):
                return f"每一{one}{names.list(records)}的{told}"
            return f"{names.list(records)}中每一{one}{attribute(where, inside)}{noun}都{_satisfying(that, inside)}"
        case core.EveryPair():
            return reading_pairs.every(condition, names, TELLING)
        case _:
            raise TypeError(condition)


def _denied_of_records(condition: Condition, names: Names) -> str:
    match condition:
        case core.Some(records, variable, inner):
            inside = names.inside(records, variable)
            one, noun = names.counted(records)
            if plain_attribute(inner):
                return f"{names.list(records)}中没有{attribute(inner, inside)}{noun}"
            return f"{names.list(records)}中没有一{one}{noun}{_satisfying(inner, inside)}"
        case core.Every(records, variable, inner):
            where, that = selection(inner)
            parts = core.conjunction([where, Not(that)])
            return _exists(records, parts, names.inside(records, variable), names)
        case core.EveryPair():
            return reading_pairs.found(condition, names, TELLING)
        case _:
            raise TypeError(condition)


def _exists(records: core.Records, inner: Condition, inside: Names, names: Names) -> str:
    one, noun = names.counted(records)
    if plain_attribute(inner):
        return f"{names.list(records)}中有{attribute(inner, inside)}{noun}"
    return f"{names.list(records)}中至少有一{one}{noun}{_satisfying(inner, inside)}"


def _satisfying(inner: Condition, inside: Names) -> str:
    """满足：…, and 同时满足：… before a list."""
    told = say(inner, inside)
    return f"同时满足：{told.removeprefix(_ALL)}" if told.startswith(_ALL) else f"满足：{told}"


TELLING = Telling(say, attribute)
