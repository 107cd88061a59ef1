"""What an author writes, taken apart: mappings with known keys, lists of so many, whole numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.checks.scope import Misuse, below, quoted
from zcforms.documents.nearest import remedy_for


def members(tree: Any, at: str, required: Sequence[str], optional: Sequence[str] = ()) -> Mapping[str, Any]:
    """A mapping with the required keys and nothing unknown."""
    if not isinstance(tree, Mapping):
        raise Misuse(at, "这里应写成“名称: 内容”的形式", f"请写 {'、'.join((*required, *optional))}。")
    for key in tree:
        if key not in (*required, *optional):
            raise Misuse(
                below(at, key), f"这里不能写“{quoted(key)}”", remedy_for(key, (*required, *optional))
            )
    for key in required:
        if key not in tree:
            raise Misuse(at, f"缺少“{key}”", f"请补上 {key}。")
    return tree


def only(tree: Mapping[str, Any], at: str, words: Mapping[str, Any] | Sequence[str]) -> tuple[str, Any]:
    """The single member of a mapping; its key is one of `words`."""
    if len(tree) != 1:
        raise Misuse(at, "这里只能写一项", "请只留一项；多项相加请用 add。")
    ((word, inner),) = tree.items()
    if word not in words:
        raise Misuse(below(at, word), f"没有名为“{quoted(word)}”的算法", remedy_for(word, tuple(words)))
    return word, inner


def several(tree: Any, at: str, fewest: int, most: int) -> list[Any]:
    """A list with so many entries."""
    if not isinstance(tree, list) or not fewest <= len(tree) <= most:
        number = f"{fewest}" if fewest == most else f"{fewest} 到 {most}"
        raise Misuse(
            at,
            f"这里应写 {number} 项的列表",
            '请写成 [甲, ">=", 乙] 的形式。' if most == 3 else "请写成 [甲, 乙] 的形式。",
        )
    return tree


def whole(tree: Any, at: str, least: int, greatest: int) -> int:
    """A literal integer within bounds."""
    number = isinstance(tree, int) and not isinstance(tree, bool)
    if not number or not least <= tree <= greatest:
        fault = f"{tree} 不在 {least} 到 {greatest} 之间" if number else "这里应为整数"
        raise Misuse(at, fault, f"请写 {least} 到 {greatest} 之间的整数。")
    return int(tree)
