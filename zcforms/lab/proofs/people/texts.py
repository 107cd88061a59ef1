"""Texts for what the solver left open (`Fresh`): they read like what people write there, and are none that a rule or a form names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from zcforms.checks import core
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.scope import normal
from zcforms.domain.plan import Plan, Schema, SectionKind
from zcforms.forms.keywords import validator
from zcforms.lab import vocabulary
from zcforms.lab.invention import Inventor
from zcforms.lab.proofs.encoding.fits import OF_TEXTS
from zcforms.lab.proofs.encoding.limits import text_fits
from zcforms.lab.proofs.people.picture import Fresh
from zcforms.lab.proofs.people.sayings import FORMATS, Turn, nth, text_for
from zcforms.lab.proofs.people.variants import Asked, variants
from zcforms.lab.spots import parts

_MOST_TRIES = 600
_MOST_FORMATTED = 3_000
"""Numbers of which one in eleven, or in ten, has the right check digit."""
_FEW = 40
"""Texts of which variants are tried."""
CALLED = {
    "minLength": "最少字数",
    "maxLength": "最多字数",
    "pattern": "格式",
    "format": "格式",
    "accept": "文件种类",
    "maxBytes": "文件大小",
    "unique": "记录不重复",
}
"""What keywords are called of which it is left open whether something fits."""
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
    rules: Mapping[str, str] = field(default_factory=dict)
    """Which rule looks for a part or a beginning, by its caption."""


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
    rules: dict[str, str] = {}
    for caption, node in _nodes(ruleset):
        if isinstance(node, core.Literal) and isinstance(node.value, str):
            whole.add(node.value)
        elif isinstance(node, core.Contains):
            (beginnings if node.at_start else contained).update(node.texts)
            rules |= dict.fromkeys((normal(each) for each in node.texts), caption)
    texts = [frozenset(normal(each) for each in found if each) for found in (whole, contained, beginnings)]
    return Named(texts[0], texts[1], texts[2], rules)


def _nodes(ruleset: Ruleset | None) -> Iterator[tuple[str, Any]]:
    """Every node of every rule with the rule's caption, each rule of several standards once."""
    questions = {
        (rule.question, rule.adjustment): rule
        for table in (ruleset.tables.values() if ruleset else ())
        for rule in table.rules
    }
    for rule in questions.values():
        for _, node in parts(rule):
            yield from ((rule.caption, each) for each in core.walk(node))


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
    field of other records. `usual`: what mostly stands there, as a text or as the number of another one; it may be the same in several places."""

    fresh: Fresh
    place: str
    schema: Schema
    like: tuple[str, ...] = ()
    usual: str | int = ""


@dataclass(slots=True)
class _Wish:
    """Everything that is wanted of one text. `record`: the number of the record in which it stands first."""

    number: int
    record: int
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

    @property
    def starts_not(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for use in self.uses for text in use.fresh.starts_not))

    @property
    def misfits(self) -> bool:
        return any(use.fresh.misfits for use in self.uses)

    def keywords(self) -> Mapping[str, list[Any]]:
        """The keywords that the text is held against, with all their values."""
        found: dict[str, list[Any]] = {}
        for use in self.uses:
            own = ((word, use.schema[word]) for word in OF_TEXTS if word in use.schema)
            for word, wanted in (*own, *use.fresh.fits, *use.fresh.misfits):
                if wanted not in found.setdefault(word, []):
                    found[word].append(wanted)
        return found


def written(plan: Plan, uses: Iterable[Use], words: Named, others: Collection[str] = ()) -> Mapping[int, str]:
    """A text for each number, different from each other and from `others`.

    Raises:
        Unportrayable: there is none that its places take.
    """
    wishes: dict[int, _Wish] = {}
    records: dict[str, int] = {}
    for use in uses:
        record = records.setdefault(use.place.rpartition("/")[0], len(records))
        wishes.setdefault(use.fresh.number, _Wish(use.fresh.number, record)).uses.append(use)
    writer = _Writer(plan, words, {normal(each) for each in others})
    for nearest in (True, False):  # who stands where they stood keeps the text, whoever is named first
        for number in sorted(wishes):
            if number not in writer.found:
                writer.take(wishes[number], nearest)
    for number in sorted(wishes):
        if number not in writer.found and not writer.take_usual(wishes[number]):
            writer.make(wishes[number])
    return writer.found


@dataclass(slots=True)
class _Writer:
    plan: Plan
    words: Named
    taken: set[str]
    found: dict[int, str] = field(default_factory=dict)

    def take_usual(self, wish: _Wish) -> bool:
        """What mostly stands there, where that is known and nothing speaks against it."""
        for use in wish.uses:
            text = self.found.get(use.usual, "") if isinstance(use.usual, int) else use.usual
            if text and self._fits(wish, text, usual=True):
                self._keep(wish, text)
                return True
        return False

    def take(self, wish: _Wish, nearest: bool) -> None:
        """One of the texts that stand in the other application."""
        for use in wish.uses:
            for text in use.like[:1] if nearest else use.like[1:]:
                if text and self._fits(wish, text):
                    return self._keep(wish, text)
        return None

    def make(self, wish: _Wish) -> None:
        for strict in (True, False):
            for text in self._candidates(wish):
                if self._fits(wish, text, strict):
                    return self._keep(wish, text)
        raise Unportrayable(wish.uses[0].place, self._unmade(wish))

    def _candidates(self, wish: _Wish) -> Iterator[str]:
        if not wish.misfits:
            yield from (_composed(wish, body) for body in self._bodies(wish))
        asked = wish.keywords()
        if asked:
            known = (text for use in wish.uses for text in use.like if text)
            lengths = [each for word in ("minLength", "maxLength") for each in asked.get(word, ())]
            around = dict.fromkeys(each + more for each in lengths for more in (1, 0, -1))
            wanted = Asked(sorted(around), asked.get("pattern", ()), wish.begins, wish.has)
            yield from variants([*known, *islice(self._bodies(wish), _FEW)], wanted)

    def _unmade(self, wish: _Wish) -> str:
        """What no text was found for: the keywords of the place, and what rules look for in it."""
        caption = wish.uses[0].schema.get("caption") or "此项"
        sought = [(each, f"以“{each}”开头") for each in wish.begins]
        sought += [(each, f"有“{each}”") for each in wish.has]
        sought += [(each, f"不以“{each}”开头") for each in wish.starts_not]
        sought += [(each, f"没有“{each}”") for each in wish.lacks]
        rules = dict.fromkeys(self.words.rules.get(normal(text), "") for text, _ in sought)
        named = "".join(f"“{each}”" for each in rules if each)
        words = "、".join(f"{CALLED[word]}（{word}）" for word in wish.keywords()) or "填写要求"
        if sought:
            told = "，".join(each for _, each in sought)
            return f"“{caption}”的{words}和规则{named}看的文字（{told}）没能配成一个例子"
        both = "前后两版的" if any(len(each) > 1 for each in wish.keywords().values()) else ""
        return f"“{caption}”{both or '的'}{words}没能配成一个例子"

    def _keep(self, wish: _Wish, text: str) -> None:
        self.found[wish.number] = text
        self.taken.add(normal(text))

    def _fits(self, wish: _Wish, text: str, strict: bool = True, *, usual: bool = False) -> bool:
        """`strict`: nor does it have, unasked, what rules look for inside of texts, be it of other fields. `usual`: it may be the same as others of which nothing
        but a form reads anything."""
        read = normal(text)
        return (
            bool(read)
            and (usual or read not in self.taken)
            and read not in self.words.whole
            and _granted(wish, read)
            and not (strict and self._marked(wish, read))
            and all(self._accepted(use, text) for use in wish.uses)
        )

    def _accepted(self, use: Use, text: str) -> bool:
        """Whether the form accepts it, but for the keywords that it must not fit."""
        schema = use.schema
        if use.fresh.misfits:
            wrong = {word for word, _ in use.fresh.misfits}
            schema = {word: each for word, each in schema.items() if word not in wrong}
        return (
            bool(validator(schema, self.plan.codes).is_valid(text))
            and all(text_fits(word, wanted, text) for word, wanted in use.fresh.fits)
            and not any(text_fits(word, wanted, text) for word, wanted in use.fresh.misfits)
        )

    def _marked(self, wish: _Wish, read: str) -> bool:
        asked = [normal(each) for each in (*wish.has, *wish.begins)]
        begins = [normal(each) for each in wish.begins]
        return any(
            part in read and not any(part in each for each in asked) for part in self.words.parts
        ) or any(
            read.startswith(part) and not any(each.startswith(part) for each in begins)
            for part in self.words.beginnings
        )

    def _bodies(self, wish: _Wish) -> Iterator[str]:
        """What stands between the beginning and what has to be in it, the most natural first."""
        schema = max(
            (use.schema for use in wish.uses), key=lambda each: ("format" in each, "pattern" in each)
        )
        if make := FORMATS.get(str(schema.get("format"))):
            yield from (made for n in range(_MOST_FORMATTED) if (made := make(wish.number + n)))
            return
        if "pattern" in schema or "format" in schema:
            yield from (str(each) for each in schema.get("examples", ()))
            for n in range(_MOST_TRIES):
                yield str(Inventor.of(self.plan, "portrait", wish.number, n).value(schema))
            return
        caption = str(schema.get("caption", ""))
        turns = [Turn(wish.number, n, wish.record) for n in range(_MOST_TRIES)]
        yield from (str(each) for each in schema.get("examples", ()))
        yield from (text_for(caption, turn, schema) for turn in turns)
        yield from (nth(turn, vocabulary.GIVEN, vocabulary.SECOND) for turn in turns)
        yield from vocabulary.GIVEN
        yield ""


def _granted(wish: _Wish, read: str) -> bool:
    """Whether the text has what was wished for, and nothing that was not."""
    return (
        all(normal(each) in read for each in wish.has)
        and all(read.startswith(normal(each)) for each in wish.begins)
        and not any(normal(each) in read for each in wish.lacks)
        and not any(read.startswith(normal(each)) for each in wish.starts_not)
    )


def _composed(wish: _Wish, body: str) -> str:
    text = max(wish.begins, key=len, default="") + body
    for each in wish.has:
        text += "" if each in text else each
    least = max(int(use.schema.get("minLength", 0)) for use in wish.uses)
    return text.ljust(least, "一")
