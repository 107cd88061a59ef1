"""Data that comes as data (a change in the designer, a program's request) held to the limits of what comes as text, before anybody goes through it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.documents.pointer import pointer
from zcforms.documents.reading import DEEPEST, LARGEST, MOST
from zcforms.domain.errors import DocumentFault

_LONGEST_NUMBER = 10**300
Path = tuple[str | int, ...]
_SPLIT = "请拆成几个文档；大段数据不属于表单文档。"


def fault(data: Any, file: str) -> DocumentFault | None:
    """What is too much, too deep, or no JSON, at its place; None where nothing is. Takes time and memory in proportion to the limits alone."""
    values = characters = 0
    waiting: list[tuple[Any, Path]] = [(data, ())]
    while waiting:
        value, path = waiting.pop()
        values += 1
        said = _fault(value, len(path))
        if isinstance(value, str):
            characters += len(value)
        if isinstance(value, Mapping | list) and values + len(waiting) + len(value) > MOST:
            said = f"内容超过 {MOST} 个值", _SPLIT
        elif characters > LARGEST:
            said = f"内容超过 {LARGEST // 1_000_000} 百万字的上限", _SPLIT
        if said:
            return DocumentFault(file, pointer(path[:DEEPEST]), *said)
        waiting += [(each, (*path, step)) for step, each in _children(value)]
    return None


def _fault(value: Any, depth: int) -> tuple[str, str] | None:
    if isinstance(value, Mapping | list):
        if depth >= DEEPEST:
            return f"嵌套超过 {DEEPEST} 层", "请把内层拆成单独的文档。"
        if isinstance(value, Mapping) and not all(isinstance(key, str) for key in value):
            return "键不是文本", "请用文本作为键。"
    elif isinstance(value, float) and not math.isfinite(value):
        return f"“{value}”不是 JSON 的数字", "请写有限的数字。"
    elif isinstance(value, int) and abs(value) > _LONGEST_NUMBER:
        return "有一个数字过大，无法表示", "请写位数合理的数字，或改写为文本。"
    elif not isinstance(value, str | int | float | type(None)):
        return "不是 JSON 的数据", "请只用文本、数字、true、false、null、列表和对象。"
    return None


def _children(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)
