"""How much a rule may be: what is written is counted before anything of it is read, which takes many times as long; what was read, again."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, TypeVar

from zcforms.checks.core import walk
from zcforms.checks.scope import Misuse

MOST_NODES = 2_000
"""Parts of one condition, as it is written and as it is read."""
MOST_WRITTEN = 8_000
"""Members of the conditions and values of one table, copies counted each; the largest of ours has some hundreds."""
MOST_MISUSES = 100
"""Of one rule; no more are looked for."""
MOST_FAULTS = 200
"""Of one table; the rules behind are not read."""

_T = TypeVar("_T")


def written(tree: Any) -> int:
    """Members of all mappings in the tree: of a condition, each is a comparison or value, or says something about one."""
    count, waiting = 0, [tree]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            count += len(each)
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return count


def bounded(node: _T, at: str) -> _T:
    """The condition or value that was read. Raises `Misuse` where there is too much of it."""
    if misuse := too_long(sum(1 for _ in itertools.islice(walk(node), MOST_NODES + 1)), at):
        raise misuse
    return node


def too_long(parts: int, at: str) -> Misuse | None:
    """What to say of a condition of so many parts; None where there is nothing to say."""
    return (
        Misuse(at, f"条件过长（超过 {MOST_NODES} 个部分）", "请拆成几条规则。")
        if parts > MOST_NODES
        else None
    )
