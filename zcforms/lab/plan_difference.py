"""How two versions of a plan differ, place by place, and which answers the later one no longer accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from zcforms.checks.reading_back import rule_sentence
from zcforms.checks.ruleset import Ruleset
from zcforms.domain.plan import Plan, Schema
from zcforms.forms.display import options_of
from zcforms.forms.validation import validate
from zcforms.lab.asked_fields import Asked, asked_fields
from zcforms.lab.migrate_paths import Moves, chosen, moved, places_of
from zcforms.lab.migrate_values import NOTHING, Field, carried
from zcforms.lab.migrate_values import told as text_told
from zcforms.lab.plan_words import Group, Thing, Things, told

Kind = Literal["added", "removed", "changed", "renamed", "moved"]
KIND_CAPTIONS: Mapping[str, str] = {
    "added": "新增",
    "removed": "删除",
    "changed": "修改",
    "renamed": "改名",
    "moved": "移动",
}
_MOST_EXAMPLES = 3
_CHOSEN = ("choice", "choices")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs. `what`: which of its properties, "" for the whole; `pointer`: into the application document, "" where no answer stands."""

    kind: Kind
    caption: str
    what: str
    before: str
    after: str
    pointer: str = ""

    @property
    def kind_caption(self) -> str:
        return KIND_CAPTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class Changes:
    """A part of the plan with what differs in it; `id` as the designer's tabs are called."""

    id: str
    caption: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """A rule whose meaning, message or weight differs. `row`: the caption of its row of the check table; sentences are "" where there is no such rule."""

    id: str
    caption: str
    row: str
    kind: Kind
    before: str
    after: str

    @property
    def kind_caption(self) -> str:
        return KIND_CAPTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row of the check table that is new, gone, called otherwise, or says something else."""

    caption: str
    kind: Kind
    rules: tuple[str, ...]

    @property
    def kind_caption(self) -> str:
        return KIND_CAPTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class Invalid:
    """A sort of answer that was right and is not any more. `example`: as people read it; `stays`: it stays at its field, where `message` tells what to
    mend; otherwise it is set aside."""

    pointer: str
    caption: str
    example: str
    message: str
    stays: bool


def differences(old: Plan, new: Plan, moves: Moves = ()) -> tuple[Changes, ...]:
    """Parts in which something differs, in the order of the designer's tabs."""
    after = {group.id: group for group in told(new)}
    found = []
    for group in told(old):
        changes = tuple(_changes(group, after[group.id].things, moves))
        if changes:
            found.append(Changes(group.id, group.caption, changes))
    return tuple(found)


def _changes(group: Group, after: Things, moves: Moves) -> Iterator[Change]:
    before = group.things
    led = _led(before, after, moves)
    for name in _outermost(each for each in before if led.get(each, each) not in after):
        thing = before[name]
        yield Change("removed", thing.caption, "", thing.caption, "", thing.pointer)
    for name, thing in before.items():
        other = after.get(led.get(name, name))
        if other is not None:
            yield from _kept(thing, other, led=name in led)
    for name in _outermost(each for each in after if each not in before and each not in led.values()):
        yield Change("added", after[name].caption, "", "", _summary(after[name]), after[name].pointer)
    if group.ordered:
        yield from _order(group, before, after)


def _outermost(names: Iterable[str]) -> list[str]:
    """Without what lies inside another one: a new section is told once, not with each of its fields."""
    found = list(names)
    return [each for each in found if not any(each.startswith(f"{other}/") for other in found)]


def _kept(thing: Thing, other: Thing, *, led: bool) -> Iterator[Change]:
    if led:
        yield Change("moved", thing.caption, "位置", thing.caption, other.caption, thing.pointer)
    elif _last(other) != _last(thing):
        yield Change("renamed", other.caption, "名称", _last(thing), _last(other), thing.pointer)
    yield from _said(thing, other)


def _led(before: Things, after: Things, moves: Moves) -> dict[str, str]:
    """Thing -> where recorded moves lead it."""
    places = {places_of(thing.pointer): name for name, thing in after.items() if thing.pointer}
    found = {}
    for name, thing in before.items():
        target = moved(places_of(thing.pointer), moves) if thing.pointer and moves else ()
        if target in places and target != places_of(thing.pointer):
            found[name] = places[target]
    return found


def _said(one: Thing, other: Thing) -> Iterator[Change]:
    for what in dict.fromkeys([*one.says, *other.says]):
        before, after = one.says.get(what, ""), other.says.get(what, "")
        if before != after:
            yield Change("changed", other.caption, what, before, after, one.pointer)


def _order(group: Group, before: Things, after: Things) -> Iterator[Change]:
    both = [name for name in before if name in after]
    now = [name for name in after if name in before]
    if both != now:
        places = [place for place, name in enumerate(both) if name != now[place]]
        shown = places[:_MOST_EXAMPLES]
        said = ["、".join(_last(before[names[place]]) for place in shown) for names in (both, now)]
        more = " 等" if len(places) > len(shown) else ""
        yield Change("moved", group.caption, "顺序", said[0] + more, said[1] + more)


def _last(thing: Thing) -> str:
    return thing.caption.rpartition(" · ")[2]


def _summary(thing: Thing) -> str:
    said = "；".join(f"{what}：{text}" for what, text in thing.says.items() if text not in _PLAIN)
    return f"{thing.caption}（{said}）" if said else thing.caption


_PLAIN = frozenset({"", "无", "不限", "否", "总是显示", "全部"})


# -- rules ---------------------------------------------------------------------------------------------------------------


def rule_differences(old: Ruleset | None, new: Ruleset | None) -> tuple[RuleDifference, ...]:
    """Rules that say something else, or come with another message or weight; in the order of the later ruleset."""
    before, after = _rules(old), _rules(new)
    found = []
    for name in [*after, *(each for each in before if each not in after)]:
        one, other = before.get(name), after.get(name)
        if one != other:
            kind: Kind = "added" if one is None else "removed" if other is None else "changed"
            caption, row, _ = other or one or ("", "", "")
            sentences = (one[2] if one else "", other[2] if other else "")
            found.append(RuleDifference(name, caption, row, kind, *sentences))
    return tuple(found)


def row_differences(old: Ruleset | None, new: Ruleset | None) -> tuple[RowDifference, ...]:
    """Rows of the check table that the applicant will find changed."""
    before, after = _rows(old), _rows(new)
    rules = rule_differences(old, new)
    found = []
    for name in [*after, *(each for each in before if each not in after)]:
        caption = after.get(name) or before.get(name, "")
        inside = tuple(dict.fromkeys(each.caption for each in rules if each.row == caption))
        if name not in before:
            found.append(RowDifference(caption, "added", inside))
        elif name not in after:
            found.append(RowDifference(caption, "removed", inside))
        elif before[name] != after[name]:
            found.append(RowDifference(f"{before[name]} → {after[name]}", "renamed", inside))
        elif inside:
            found.append(RowDifference(caption, "changed", inside))
    return tuple(found)


def _rows(ruleset: Ruleset | None) -> dict[str, str]:
    tables = ruleset.tables.values() if ruleset else ()
    return {row.id: row.caption for table in tables for row in table.rows}


def _rules(ruleset: Ruleset | None) -> dict[str, tuple[str, str, str]]:
    """Rule -> caption, row, sentence with what is told. Rules that stand once for each item have one id each; of several standards the first counts."""
    found: dict[str, tuple[str, str, str]] = {}
    if ruleset is None:
        return found
    rows = _rows(ruleset)
    for table in ruleset.tables.values():
        for rule in table.rules:
            said = rule_sentence(rule, ruleset.shape)
            told_ = "".join(part if isinstance(part, str) else "…" for part in rule.message.parts)
            sentence = f"{said}不符合时提示：{told_}"
            found.setdefault(rule.id, (rule.caption, rows.get(rule.row, rule.row), sentence))
    return found


# -- answers -------------------------------------------------------------------------------------------------------------


def invalid_answers(old: Plan, new: Plan, moves: Moves = ()) -> tuple[Invalid, ...]:
    """Sorts of answers that the earlier version accepts and the later one does not, each with an example; a few per field."""
    after = {places_of(each.pointer): each for each in asked_fields(new)}
    found: list[Invalid] = []
    for asked in asked_fields(old):
        other = after.get(moved(places_of(asked.pointer), moves))
        if other is None:
            said = "新版不再填写这一项。"
            found.append(Invalid(asked.pointer, asked.caption, "任何内容", said, stays=False))
            continue
        if other.required and not asked.required:
            found.append(Invalid(asked.pointer, asked.caption, "空着不填", "此项改为必填。", stays=True))
        found += _refused(asked, Field(asked.schema, old.codes), Field(other.schema, new.codes), moves)
    return tuple(found)


def _refused(asked: Asked, before: Field, after: Field, moves: Moves) -> Iterator[Invalid]:
    count = 0
    for value in _candidates(before, after):
        if count == _MOST_EXAMPLES or validate(before.schema, value, before.codes):
            continue
        led = chosen(places_of(asked.pointer), value, moves) if before.kind in _CHOSEN else value
        made = carried(before, after, led)
        wrong = validate(after.schema, made.value, after.codes) if made.value is not NOTHING else []
        if made.left is NOTHING and not wrong:
            continue
        message = made.reason if made.left is not NOTHING else wrong[0].message
        example = _example(before, value)
        yield Invalid(asked.pointer, asked.caption, example, message, stays=made.left is NOTHING)
        count += 1


def _example(field: Field, value: Any) -> str:
    text = text_told(field.schema, value, field.codes)
    return text if len(text) <= _LONGEST else f"{len(text)} 个字的内容"


def _candidates(before: Field, after: Field) -> Iterator[Any]:
    """Values on both sides of every limit that either version has."""
    kind = before.kind
    if kind in ("choice", "choices"):
        options: Sequence[Any] = [each.id for each in options_of(before.schema, before.codes)]
        yield from ([each] if kind == "choices" else each for each in options)
    elif kind in ("integer", "number"):
        edges = _edges(before.schema, "minimum", "maximum") + _edges(after.schema, "minimum", "maximum")
        yield from sorted({edge + step for edge in edges or [0] for step in (-1, 0, 1)})
    elif kind == "boolean":
        yield from (True, False)
    elif kind == "text":
        lengths = _edges(before.schema, "minLength", "maxLength") + _edges(
            after.schema, "minLength", "maxLength"
        )
        yield from (
            "例" * (edge + step) for edge in sorted(set(lengths)) for step in (-1, 0, 1) if edge + step > 0
        )
        yield from _TEXTS
    else:
        yield from _OTHERS.get(kind, ())


_TEXTS = ("例", "示例文字", "12", "abc")
_OTHERS: Mapping[str, tuple[Any, ...]] = {
    "date": ("2020-01-31",),
    "month": ("2020-01",),
    "time": ("08:30",),
}


def _edges(schema: Schema, *names: str) -> list[int]:
    return [int(schema[name]) for name in names if isinstance(schema.get(name), int | float)]
