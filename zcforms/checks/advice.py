"""What to do, in Chinese: one sentence for one edit of the facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.checks import core, naming
from zcforms.checks.alterations import FINDINGS, ITEMS, Edit, Kind, Path, answered, at, several_of, shape_at
from zcforms.checks.core import Condition, Records
from zcforms.checks.shape import Shape

_WORLD = ("person",)
_CHOICES = ("application",)
_FILES = "media_type"
_LIBRARY = "approval"
_RELIBRARY = "导入的业绩不能修改，如登记有误，请在个人业绩库复制为新记录更正、经单位审核后重新导入"


def sentence(edit: Edit, typed: Mapping[str, Any], shape: Shape, condition: Condition, times: int = 1) -> str:
    """The edit as something to do. `condition`: what it is for; it tells which properties of a new record matter."""
    if edit.path[0] == FINDINGS:
        return _corrected(typed, edit)
    if choices := _rechosen(edit, typed, shape):
        return choices
    if edit.kind is Kind.ADD:
        return _added(edit, shape, condition, times, "再" if at(typed, edit.path) else "")
    place = called(edit.path, typed, shape)
    if _settled(edit, shape):
        return _set_in_library(edit, place, at(typed, edit.path), shape_at(shape, edit.path))
    if edit.kind is Kind.REMOVE:
        return f"移除{place}" if isinstance(edit.path[-1], int) else f"将{place}留空"
    return _set(edit, place, at(typed, edit.path), shape_at(shape, edit.path))


def _rechosen(edit: Edit, typed: Mapping[str, Any], shape: Shape) -> str:
    """Of a field of several choices: one more is chosen, one is not chosen any more, or another instead; "" of anything else."""
    listed = several_of(shape, edit)
    if listed is None or listed.several is None:
        return ""
    one, caption = listed.several, f"“{listed.caption or naming.UNNAMED}”"
    before = at(typed, edit.path)
    match edit.kind:
        case Kind.ADD:
            return f"{caption}{'加选' if at(typed, edit.path) else '选择'}{naming.quoted(edit.value.get('value'), one)}"
        case Kind.REMOVE:
            return f"{caption}不再选择{naming.quoted(before.get('value'), one)}"
        case Kind.SET:
            return f"{caption}不选{naming.quoted(before, one)}，改选{naming.quoted(edit.value, one)}"


def factual(edit: Edit, typed: Mapping[str, Any], shape: Shape) -> bool:
    """Whether the edit is about what has happened, which can be corrected and not done."""
    if edit.path[0] in _WORLD or _settled(edit, shape):
        return True
    return edit.kind is Kind.SET and isinstance(edit.value, date) and answered(at(typed, edit.path))


def _settled(edit: Edit, shape: Shape) -> bool:
    """Whether the edit is of what an imported record says, which the applicant cannot change in the application (feature 54)."""
    here = shape_at(shape, edit.path)
    return edit.kind is not Kind.ADD and here is not None and here.settled


def _set_in_library(edit: Edit, place: str, before: Any, shape: Shape | None) -> str:
    """What would have to be true of the record, and how a wrong one is put right: in the library, approved again."""
    if edit.kind is Kind.REMOVE or not answered(edit.value):
        wanted = f"{place}没有内容才符合"
    elif isinstance(edit.value, date) and answered(before):
        wanted = f"{place}须{'不晚于' if edit.value < before else '不早于'}{naming.quoted(edit.value, shape)}才符合"
    else:
        wanted = f"{place}须为{naming.quoted(edit.value, shape)}才符合"
    return f"{wanted}；{_RELIBRARY}"


def _set(edit: Edit, place: str, before: Any, shape: Shape | None) -> str:
    value = edit.value
    after = naming.quoted(value, shape)
    if not answered(value):
        return f"{place}没有的，填写“无”"
    if edit.path[0] in _WORLD:
        return f"{place}须为{after}才符合；如登记有误，请先更正"
    if isinstance(value, date):
        if not answered(before):
            return f"补充{place}（例如{after}）"
        bound = "不晚于" if value < before else "不早于"
        return f"{place}须{bound}{after}才符合；如填写有误，请更正"
    if edit.path[0] in _CHOICES:
        return f"将{place}改选{after}"
    chosen = shape is not None and (bool(shape.options) or isinstance(value, bool))
    if not answered(before):
        if chosen:
            return f"{place}选择{after}"
        return f"补充{place}" + (f"（填{after}）" if isinstance(value, int | Decimal) else "")
    return f"将{place}{'改选' if chosen else '改为'}{after}"


def _added(edit: Edit, shape: Shape, condition: Condition, times: int, more: str) -> str:
    listed = shape_at(shape, edit.path)
    record = listed.records if listed else None
    names = record.names if record else ()
    details = "；".join(_details(edit, record, condition))
    tail = f"（{details}）" if details else ""
    caption = (listed.caption if listed else "") or naming.UNNAMED
    if _FILES in names:
        return f"在“{caption}”中{more}上传 {times} 个文件{tail}"
    verb = "导入" if _LIBRARY in names else "填写"
    return f"在“{caption}”中{more}{verb} {times} 条{tail}"


def _details(edit: Edit, record: Shape | None, condition: Condition) -> Iterator[str]:
    """The properties of a new record that the condition looks at."""
    for name in looked_at(edit.path, condition):
        shape = record.child(name) if record else None
        value = edit.value.get(name)
        if shape is not None and shape.type is not None and answered(value):
            yield f"{shape.caption or name}为{naming.quoted(value, shape)}"


def looked_at(path: Path, condition: Condition) -> list[str]:
    """Names of a list's record that the condition reads: of the list itself, and of groups that show its records."""
    wanted = tuple(step for step in path if isinstance(step, str))
    names: dict[str, None] = {}
    for node in core.walk(condition):
        records = getattr(node, "records", None)
        if isinstance(records, Records) and (records.path[-1] == wanted[-1] or wanted[0] == ITEMS):
            variables = [getattr(node, each, None) for each in ("variable", "first", "second")]
            for inner in core.walk(node):
                if isinstance(inner, core.Field) and inner.variable in variables:
                    names.setdefault(inner.path[0])
    return list(names)


def _corrected(typed: Mapping[str, Any], edit: Edit) -> str:
    """What the form itself found: to be given, or to be put right."""
    finding = at(typed, edit.path[:2])
    caption = finding.get("caption") or naming.UNNAMED
    return (
        f"补充“{caption}”" if finding.get("missing") else f"更正“{caption}”：{finding.get('message') or ''}"
    )


def called(path: Path, typed: Mapping[str, Any], shape: Shape) -> str:
    """“列表”第 2 条的“栏目”."""
    words = ""
    for n, step in enumerate(path, 1):
        here = shape_at(shape, path[:n])
        caption = here.caption if here else ""
        if isinstance(step, int):
            words += f"第 {step + 1} 条"
        elif caption and (n == len(path) or (here is not None and here.records is not None)):
            words += f"{'的' if words else ''}“{caption}”"
    return words or f"“{naming.UNNAMED}”"
