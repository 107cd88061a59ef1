"""Texts for what the solver left open (`Fresh`): they read like what people write there, and are none that a rule or a form names."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import core
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.scope import normal
from zcforms.documents import numbers
from zcforms.domain.plan import Plan, Schema, SectionKind
from zcforms.forms.keywords import validator
from zcforms.lab import vocabulary
from zcforms.lab.invention import Inventor
from zcforms.lab.proof_picture import Fresh
from zcforms.lab.spots import parts

_MOST_TRIES = 600
_MOST_FORMATTED = 3_000
"""Numbers of which one in eleven, or in ten, has the right check digit."""
_NAMING = ("enum", "const", "shownWhen", "requiredWhen")
"""Keywords under which a form names texts."""


class Unportrayable(Exception):
    """A picture that no application document can show: `place` (a JSON Pointer into the document) and `why` (Chinese)."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(f"{place}：{why}" if place else why)
        self.place = place
        self.why = why


@dataclass(frozen=True, slots=True)
class Named:
    """Texts that rules and forms name: as a whole, as part of a text, as its beginning."""

    whole: frozenset[str]
    parts: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()


_latest: tuple[Plan, Ruleset | None, Named] | None = None


def named(plan: Plan, ruleset: Ruleset | None) -> Named:
    """What the plan's forms name, and its rules where they are given. That of the last plan is remembered: pictures are many, of one plan."""
    global _latest  # noqa: PLW0603 - one tuple, set at once: threads at worst make it twice
    known = _latest
    if known is None or known[0] is not plan or known[1] is not ruleset:
        _latest = known = (plan, ruleset, _named(plan, ruleset))
    return known[2]


def _named(plan: Plan, ruleset: Ruleset | None) -> Named:
    schemas = [section.schema for section in plan.sections if section.kind is not SectionKind.ATTACHMENTS]
    schemas += [category.schema for category in plan.categories.values()]
    wheres = [
        item.where or {}
        for standard in plan.standards
        for group in standard.categories
        for item in group.items
    ]
    whole = {plan.blank, *_named_by(schemas), *_texts(wheres)}
    contained: set[str] = set()
    beginnings: set[str] = set()
    for node in _nodes(ruleset):
        if isinstance(node, core.Literal) and isinstance(node.value, str):
            whole.add(node.value)
        elif isinstance(node, core.Contains):
            (beginnings if node.at_start else contained).update(node.texts)
    return Named(
        *(frozenset(normal(each) for each in found if each) for found in (whole, contained, beginnings))
    )


def _nodes(ruleset: Ruleset | None) -> Iterator[Any]:
    """Every node of every rule, each rule of several standards once."""
    questions = {
        (rule.question, rule.adjustment): rule
        for table in (ruleset.tables.values() if ruleset else ())
        for rule in table.rules
    }
    for rule in questions.values():
        for _, node in parts(rule):
            yield from core.walk(node)


def _named_by(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _texts(value) if name in _NAMING else _named_by(value)
    elif isinstance(node, list):
        for each in node:
            yield from _named_by(each)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping | list):
        for each in node.values() if isinstance(node, Mapping) else node:
            yield from _texts(each)


# ------------------------------------------------------------------------------------------ writing them


@dataclass(frozen=True, slots=True)
class Use:
    """A place at which a fresh text stands. `like`: what stands there in the application that it may be taken from, the same place first, then the same
    field of other records."""

    fresh: Fresh
    place: str
    schema: Schema
    like: tuple[str, ...] = ()


@dataclass(slots=True)
class _Wish:
    """Everything that is wanted of one text."""

    number: int
    uses: list[Use] = field(default_factory=list)

    @property
    def has(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for use in self.uses for text in use.fresh.has))

    @property
    def begins(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for use in self.uses for text in use.fresh.begins))

    @property
    def lacks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for use in self.uses for text in use.fresh.lacks))


def written(plan: Plan, uses: Iterable[Use], words: Named, others: Collection[str] = ()) -> Mapping[int, str]:
    """A text for each number, different from each other and from `others`.

    Raises:
        Unportrayable: there is none that its places take.
    """
    wishes: dict[int, _Wish] = {}
    for use in uses:
        wishes.setdefault(use.fresh.number, _Wish(use.fresh.number)).uses.append(use)
    writer = _Writer(plan, words, {normal(each) for each in others})
    for nearest in (True, False):  # who stands where they stood keeps the text, whoever is named first
        for number in sorted(wishes):
            if number not in writer.found:
                writer.take(wishes[number], nearest)
    for number in sorted(wishes):
        if number not in writer.found:
            writer.make(wishes[number])
    return writer.found


@dataclass(slots=True)
class _Writer:
    plan: Plan
    words: Named
    taken: set[str]
    found: dict[int, str] = field(default_factory=dict)

    def take(self, wish: _Wish, nearest: bool) -> None:
        """One of the texts that stand in the other application."""
        for use in wish.uses:
            for text in use.like[:1] if nearest else use.like[1:]:
                if text and self._fits(wish, text):
                    return self._keep(wish, text)
        return None

    def make(self, wish: _Wish) -> None:
        for body in self._bodies(wish):
            text = _composed(wish, body)
            if self._fits(wish, text):
                return self._keep(wish, text)
        use = wish.uses[0]
        raise Unportrayable(use.place, f"找不到“{use.schema.get('caption') or '此项'}”可以填写的文字")

    def _keep(self, wish: _Wish, text: str) -> None:
        self.found[wish.number] = text
        self.taken.add(normal(text))

    def _fits(self, wish: _Wish, text: str) -> bool:
        read = normal(text)
        begins, wanted = wish.begins, (*wish.has, *wish.begins)
        return (
            bool(read)
            and read not in self.taken
            and read not in self.words.whole
            and all(normal(each) in read for each in wish.has)
            and all(read.startswith(normal(each)) for each in begins)
            and not any(each in read for each in map(normal, wish.lacks))
            and not any(each in read and not _within(each, wanted) for each in self.words.parts)
            and not any(
                read.startswith(each) and not any(normal(begin).startswith(each) for begin in begins)
                for each in self.words.beginnings
            )
            and all(validator(use.schema, self.plan.codes).is_valid(text) for use in wish.uses)
        )

    def _bodies(self, wish: _Wish) -> Iterator[str]:
        """What stands between the beginning and what has to be in it, the most natural first."""
        schema = max(
            (use.schema for use in wish.uses), key=lambda each: ("format" in each, "pattern" in each)
        )
        if make := _FORMATS.get(str(schema.get("format"))):
            yield from (made for n in range(_MOST_FORMATTED) if (made := make(wish.number + n)))
            return
        if "pattern" in schema or "format" in schema:
            yield from (str(each) for each in schema.get("examples", ()))
            for n in range(_MOST_TRIES):
                yield str(Inventor.of(self.plan, "portrait", wish.number, n).value(schema))
            return
        caption = str(schema.get("caption", ""))
        yield from (text_for(caption, wish.number + n, schema) for n in range(_MOST_TRIES))
        yield from (_nth(wish.number + n, vocabulary.GIVEN, vocabulary.SECOND) for n in range(_MOST_TRIES))
        yield from vocabulary.GIVEN
        yield ""


def _within(text: str, wanted: Iterable[str]) -> bool:
    return any(text in normal(each) for each in wanted)


def _composed(wish: _Wish, body: str) -> str:
    text = max(wish.begins, key=len, default="") + body
    for each in wish.has:
        text += "" if each in text else each
    least = max(int(use.schema.get("minLength", 0)) for use in wish.uses)
    return text.ljust(least, "一")


# ------------------------------------------------------------------------------------------- what to say

_MAJORS = (
    "汉语言文学", "应用化学", "机械工程", "土木工程", "临床医学", "会计学", "园艺学", "农学", "小学教育", "数学与应用数学",
    "信息工程", "环境工程", "护理学", "植物保护", "工程管理", "测绘工程", "历史学", "地理科学", "美术学", "体育教育",
)  # fmt: skip
_TOWNS = (
    "安徽合肥",
    "安徽芜湖",
    "安徽蚌埠",
    "安徽怀远",
    "安徽黄山",
    "安徽宿州",
    "安徽六安",
    "安徽池州",
    "安徽滁州",
    "安徽亳州",
)
_POSTS = (
    "业务骨干",
    "部门负责人",
    "项目主管",
    "教研组长",
    "技术主管",
    "科室负责人",
    "办公室主任",
    "质量主管",
    "组长",
    "干事",
)
_COLLEGES = ("理工学院", "师范学院", "农业大学", "医学院", "财经学院", "建筑学院", "职业学院", "科技大学")
_DONE = (
    "改进了工作方法",
    "完成了全部任务",
    "形成了工作规范",
    "解决了现场问题",
    "带动了同行交流",
    "提高了工作质量",
)


def text_for(caption: str, number: int, schema: Schema) -> str:
    """A text for a field of this caption; another number gives another text, as far as there are words."""
    if schema.get("widget") == "long-text":
        return f"{_nth(number, _DONE, vocabulary.SUBJECTS)}工作取得实效。"
    for endings, make in _SAYINGS:
        if caption.endswith(endings):
            return make(number)
    return f"{_nth(number, vocabulary.PLACES)}{caption}"


def _nth(number: int, *words: Any) -> str:
    """The words put together in the order of their lists, the first list's varying fastest; from the end on with the number behind."""
    text, rest = "", number
    for each in words:
        rest, at = divmod(rest, len(each))
        text += each[at]
    return f"{text}{rest}" if rest else text


def _person(number: int) -> str:
    return _nth(number * 7, vocabulary.FAMILY, vocabulary.GIVEN, vocabulary.SECOND)


def _work(number: int) -> str:
    return _nth(number, vocabulary.PLACES, vocabulary.SUBJECTS, vocabulary.FORMS)


def _employer(number: int) -> str:
    return vocabulary.numbered_employer("", number % vocabulary.MOST_EMPLOYERS)


_SAYINGS: tuple[tuple[tuple[str, ...], Callable[[int], str]], ...] = (
    (("姓名", "曾用名", "作者", "证明人", "指导人", "学生", "学员"), _person),
    (("院校", "学校"), lambda n: _nth(n, vocabulary.PLACES, _COLLEGES)),
    (("单位", "机构", "机关", "部门", "出版社", "团体"), _employer),
    (("专业", "学科"), lambda n: _nth(n, _MAJORS)),
    (("出生地", "籍贯"), lambda n: _nth(n, _TOWNS)),
    (("地址", "地点"), lambda n: f"{_nth(n, _TOWNS, vocabulary.PLACES)}路{n % 90 + 1}号"),
    (("职务", "岗位"), lambda n: _nth(n, _POSTS)),
    (("编号", "编码", "文号", "证书号", "核字号", "号"), lambda n: f"ZC2020{n:06}"),
    (("卷", "期", "页码"), lambda n: str(n + 1)),
    (("题目", "名称", "成果", "课题", "书名", "项目"), _work),
)
"""What a caption ends with, and how such a text is made."""


# --------------------------------------------------------------------------- numbers with a check digit


def _checked(is_valid: Callable[[object], bool], form: Callable[[int], str]) -> Callable[[int], str]:
    """The number in this form where it is valid; "" where it is not."""

    def make(number: int) -> str:
        text = form(number)
        return text if is_valid(text) else ""

    return make


def _spread(number: int) -> int:
    """Digits that do not look counted."""
    return random.Random(number).randrange(10**5)  # noqa: S311 - no secret


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "time": lambda n: f"{8 + n // 60 % 10:02}:{n % 60:02}",
    "email": lambda n: f"someone{n}@example.com",
    "isbn": _checked(numbers.is_isbn, lambda n: f"9787{_spread(n // 10):08}{n % 10}"),
    "issn": _checked(numbers.is_issn, lambda n: f"1{_spread(n // 10) // 100:03}-{n // 10 % 1000:03}{n % 10}"),
    "patent": _checked(numbers.is_patent, lambda n: f"ZL20201{_spread(n // 10):07}.{n % 10}"),
    "standard": lambda n: f"GB/T {10_000 + n}-2020",
}
