"""What applicants read of 最少怎样改: one sentence a step, and where to go (features 58 to 61)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks import advice, changes, naming, nearness
from zcforms.checks.alterations import FINDINGS, ITEMS, Edit, Kind, Path, answered, at, shape_at
from zcforms.checks.assembly import Rule
from zcforms.checks.core import conjunction
from zcforms.checks.shape import Shape
from zcforms.documents.pointer import pointer, steps
from zcforms.domain.plan import Plan, SectionKind

Holds = Callable[[Any], bool]
_MOST_OPTIONS, _NAMED = 60, 3
_TIMES = "{times}"
_TRUE = "如属实，则暂不符合条件"
_ENTERED = f"如填写有误，请更正；{_TRUE}"
_APPROVED = f"如录入有误，请在个人业绩库中复制为新记录更正，单位审核通过后重新导入；{_TRUE}"
_REGISTERED = f"如登记有误，请更正；{_TRUE}"
_CHOSEN = "如选择有误，请修改申报选择；如无误，则暂不符合条件"
_OF_OTHERS = {"person": _REGISTERED, "application": _CHOSEN}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `pointer`: into the application document."""

    text: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Words:
    """The edits of one row's counsel. `holds`: whether the rules that they serve pass after other edits instead."""

    plan: Plan
    shape: Shape
    typed: Mapping[str, Any]
    rules: Sequence[Rule]
    edits: Sequence[Edit]
    holds: Callable[[Sequence[Edit]], bool]

    def steps(self) -> tuple[Step, ...]:
        """New records that read the same are one step. What the form misses is not told twice."""
        said = tuple(self.pointer(each) for each in self.edits if each.path[0] != FINDINGS)
        times: dict[tuple[str, str], int] = {}
        for edit in self.edits:
            key = self.pointer(edit), self._text(edit)
            if edit.path[0] != FINDINGS or not f"{key[0]}/".startswith(tuple(f"{each}/" for each in said)):
                times[key] = times.get(key, 0) + 1
        return tuple(
            Step(f"{text.replace(_TIMES, str(number))}。", to) for (to, text), number in times.items()
        )

    def pointer(self, edit: Edit) -> str:
        """From a place in the facts to the same in the application document."""
        root, *rest = edit.path
        section = self.plan.section(str(root))
        if root == FINDINGS:
            return str(at(self.typed, edit.path[:2]).get("pointer") or "")
        if root == ITEMS:
            return pointer(("imports", *rest))
        if section is not None and section.kind is not SectionKind.ATTACHMENTS:
            of = "imports" if section.kind is SectionKind.IMPORT else "answers"
            return pointer((of, section.id, *rest))
        return pointer({"person": ("applicant", *rest), "application": rest}.get(str(root), edit.path))

    def _text(self, edit: Edit) -> str:
        if edit.path[0] == FINDINGS:
            return self._finding(at(self.typed, edit.path[:2]))
        if edit.kind is Kind.ADD:
            return self._addition(edit)
        called = advice.called(edit.path, self.typed, self.shape)
        if edit.kind is Kind.REMOVE:
            return _removal(edit, called)
        said = annotation(self.plan, edit.path)
        if said is not None and said.get("type") == "boolean":
            return f"请{'勾选' if edit.value else '取消勾选'}{called}"
        if at(self.typed, edit.path) is None and not of_library(self.plan, edit.path):
            return self._filling(edit, called)
        return self._correction(edit, called)

    # --------------------------------------------------------------------------------------- one kind each

    def _finding(self, found: Mapping[str, Any]) -> str:
        """What the form itself found. Of a record it is said which one."""
        place = str(found.get("pointer") or "")
        where, caption = self._record_of(place), found.get("caption") or naming.UNNAMED
        message = str(found.get("message") or "").rstrip("。")
        within = f"{where}的" if where else ""
        if found.get("missing"):
            return f"请补充{within}“{caption}”"
        if place.startswith("/imports/"):
            return f"{where}：{message}" if where else message
        return f"请更正{within}“{caption}”：{message}"

    def _record_of(self, place: str) -> str:
        _, name, position, *_ = (*steps(place), "", "", "")
        section = self.plan.section(name)
        every = (item for each in self.plan.standards for _, item in self.plan.items(each.id))
        caption = (
            section.caption if section else next((item.caption for item in every if item.id == name), "")
        )
        return f"“{caption}”第 {int(position) + 1} 条" if caption and position.isdecimal() else ""

    def _addition(self, edit: Edit) -> str:
        listed = shape_at(self.shape, edit.path)
        record = listed.records if listed else None
        names = record.names if record else ()
        caption = (listed.caption if listed else "") or naming.UNNAMED
        more = "再" if at(self.typed, edit.path) else ""
        if "media_type" in names:
            return f"请{more}上传“{caption}” {_TIMES} 个文件"
        details = "，".join(self._details(edit, record))
        tail = f"（{details}）" if details else ""
        if "approval" in names:
            return f"{'如有符合的记录，' if details else ''}请在“{caption}”中{more}导入 {_TIMES} 条{tail}"
        return f"请在{advice.called(edit.path, self.typed, self.shape)}中{more}填写 {_TIMES} 条{tail}"

    def _details(self, edit: Edit, record: Shape | None) -> Iterator[str]:
        """What the new record must be like, as far as it matters."""
        condition = conjunction([changes.passing(rule) for rule in self.rules])
        for name in advice.looked_at(edit.path, condition):
            shape = record.child(name) if record else None
            value = edit.value.get(name)
            if shape is None or shape.type is None or not answered(value):
                continue
            if demand := _demand(value, None, shape, self._holder(edit, name)):
                yield f"“{shape.caption or name}”{demand}"

    def _filling(self, edit: Edit, called: str) -> str:
        above = shape_at(self.shape, edit.path[:-1])
        if above is not None and "media_type" in above.names:
            return f"请上传“{above.caption or naming.UNNAMED}”"
        shape = shape_at(self.shape, edit.path)
        demand = self._demand(edit, None)
        verb = "选择" if shape and (shape.options or isinstance(edit.value, bool)) else "补充"
        return f"请如实{verb}{called}（{demand}）" if demand else f"请{verb}{called}"

    def _correction(self, edit: Edit, called: str) -> str:
        before = at(self.typed, edit.path)
        shape = shape_at(self.shape, edit.path)
        otherwise = f"不能为{naming.quoted(before, shape)}" if answered(before) else "须填写"
        demand = self._demand(edit, before) or otherwise
        wrong = _APPROVED if of_library(self.plan, edit.path) else _OF_OTHERS.get(str(edit.path[0]), _ENTERED)
        return f"{called}{demand}。{wrong}"

    # ------------------------------------------------------------------------------------- what it must be

    def _demand(self, edit: Edit, before: Any) -> str:
        shape = shape_at(self.shape, edit.path)
        if shape is None or not answered(edit.value):
            return ""
        return _demand(edit.value, before, shape, self._holder(edit))

    def _holder(self, edit: Edit, name: str = "") -> Holds:
        """Whether another value in the place of the edit's, or of one property of its record, would do as well."""

        def holds(value: Any) -> bool:
            other = replace(edit, value={**edit.value, name: value} if name else value)
            return self.holds([other if each == edit else each for each in self.edits])

        return holds


def annotation(plan: Plan, place: Path) -> Mapping[str, Any] | None:
    """The schema of what the applicant says about an imported record; None for every other place in the facts."""
    section = plan.section(str(place[0]))
    if section is None or section.kind is not SectionKind.IMPORT:
        return None
    return section.schema.get("properties", {}).get(place[-1])  # type: ignore[no-any-return]


def of_library(plan: Plan, place: Path) -> bool:
    """Whether a place in the facts is part of a record that the employer approved, which nobody changes."""
    section = plan.section(str(place[0]))
    imported = section is not None and section.kind is SectionKind.IMPORT
    return place[0] == ITEMS or (imported and annotation(plan, place) is None)


def _removal(edit: Edit, called: str) -> str:
    if not isinstance(edit.path[-1], int):
        return f"如没有{called}，请将其置空"
    if edit.path[0] == ITEMS:
        return f"请移除{called}（个人业绩库中的记录不受影响）"
    return f"请移除重复或多余的一条，例如{called}"


def _demand(value: Any, before: Any, shape: Shape, holds: Holds) -> str:
    """What a value must be so that it holds, as 须不早于2019年8月16日; "" where anything would do."""
    if isinstance(value, bool) or shape.options:
        options = [True, False] if isinstance(value, bool) else list(shape.options[:_MOST_OPTIONS])
        return _one_of([each for each in options if holds(each)], options, shape)
    if isinstance(value, int | Decimal | date):
        return _bounded(value, before, shape, holds)
    if holds(nearness.others(value, shape, ())[0]):
        return ""
    return f"须符合要求（如{naming.quoted(value, shape)}）"


def _one_of(fitting: Sequence[Any], options: Sequence[Any], shape: Shape) -> str:
    others = [each for each in options if each not in fitting]
    if not others:
        return ""
    if len(others) == 1 and len(fitting) > 1:
        return f"不能为{naming.quoted(others[0], shape)}"
    named = "、".join(naming.quoted(each, shape) for each in fitting[:_NAMED])
    return f"须为{named}" + ("等" if len(fitting) > _NAMED else "之一" if len(fitting) > 1 else "")


def _bounded(value: Any, before: Any, shape: Shape, holds: Holds) -> str:
    finest = nearness.places([value])
    less, more = (nearness.moved(value, step, shape, finest) for step in (-1, 1))
    down, up = less is None or holds(less), more is None or holds(more)
    if down and up:
        return "" if before is None else f"可以为{naming.quoted(value, shape)}"
    lower, higher = ("不晚于", "不早于") if isinstance(value, date) else ("不多于", "不少于")
    return f"须{lower if down else higher if up else '为'}{naming.quoted(value, shape)}"
