"""A part of an application document while it is being filled: objects by name, lists by what tells their rows apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zcforms.lab.migrate_paths import Path, Row


class Obj(dict[str, Any]):
    """An object; its values are nodes and plain values."""


class Rows(dict[str, Any]):
    """A list: row -> node or plain value, in the list's order."""


class Tree:
    """Filled from outside in: what a path needs above it is made on the way."""

    def __init__(self) -> None:
        self.root = Obj()

    def get(self, path: Path) -> Any:
        """None where nothing stands."""
        node: Any = self.root
        for step in path:
            if not isinstance(node, Obj | Rows) or step not in node:
                return None
            node = node[step]
        return node

    def has(self, path: Path) -> bool:
        above = self.get(path[:-1])
        return isinstance(above, Obj | Rows) and path[-1] in above

    def open(self, path: Path, *, rows: bool = False) -> None:
        """A list or an object stands there from now on."""
        if not self.has(path):
            self._above(path)[path[-1]] = Rows() if rows else Obj()

    def put(self, path: Path, value: Any, position: int | None = None) -> None:
        """`position`: among the rows of its list; left out: behind them."""
        above = self._above(path)
        if position is None or not isinstance(above, Rows) or path[-1] in above:
            above[path[-1]] = value
            return
        rows = list(above.items())
        rows.insert(position, (path[-1], value))
        above.clear()
        above.update(rows)

    def remove(self, path: Path) -> None:
        del self.get(path[:-1])[path[-1]]

    def objects(self, path: Path = ()) -> Iterator[Path]:
        """Every object, the outer before the inner."""
        node = self.get(path) if path else self.root
        if isinstance(node, Obj) and path:
            yield path
        if isinstance(node, Obj | Rows):
            for step in list(node):
                inner = Row(step) if isinstance(node, Rows) else step
                if self.has((*path, inner)):
                    yield from self.objects((*path, inner))

    def _above(self, path: Path) -> Any:
        node: Any = self.root
        for end, step in enumerate(path[:-1]):
            inner = node.get(step)
            if not isinstance(inner, Obj | Rows):
                inner = node[step] = Rows() if isinstance(path[end + 1], Row) else Obj()
            node = inner
        return node


def solid(node: Any) -> Any:
    """As JSON has it."""
    if isinstance(node, Obj):
        return {name: solid(value) for name, value in node.items()}
    if isinstance(node, Rows):
        return [solid(value) for value in node.values()]
    return node
