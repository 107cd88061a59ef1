"""Where an answer stands, without positions that shift; and where recorded moves lead it.

A path is made of names and of rows. A row is a record (by its id), an imported record (by the achievement's id), a file (by its id), or a
row of a list inside a record (by its position). What an author records, `{"from": "/answers/work/post", "to": "/answers/work/position"}`, names
places of a form and no row: it holds for every row. Of a choice the value is the last name: "/specialty/old" to "/specialty/new", and of one that is chosen in a field
"/answers/work/kind/old" to "/answers/work/kind/new".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcforms.documents.pointer import steps

ANY_ROW = "*"
"""May stand in a recorded move where a row would; it says nothing."""

_HEAD = ("answers", "work")
"""Nothing greater is moved than a section, a list, an item, a choice."""


class Row(str):
    """A step into one row of a list."""

    __slots__ = ()


Path = tuple[str, ...]
Moves = Sequence[Mapping[str, str]]


def names(path: Path) -> Path:
    """The place of the form: the path without its rows."""
    return tuple(step for step in path if not isinstance(step, Row))


def moved(path: Path, moves: Moves) -> Path:
    """Where the path leads after all moves, one after the other as they were recorded."""
    for move in moves:
        path = _moved(path, places_of(move["from"]), places_of(move["to"]))
    return path


def chosen(path: Path, value: object, moves: Moves) -> object:
    """What an answer that was chosen is called after all moves; `path`: where it stood before them. What is no text is called as it was."""
    if isinstance(value, list):
        return [chosen(path, each, moves) for each in value]
    if not isinstance(value, str):
        return value
    whole, place = moved((*path, value), moves), moved(path, moves)
    return whole[-1] if whole[:-1] == place else value


def touches(path: Path, moves: Moves) -> bool:
    """Whether something inside the path is moved out of it by itself."""
    for move in moves:
        source, target, here = places_of(move["from"]), places_of(move["to"]), names(path)
        leaves = source[: len(here)] == here and target[: len(here)] != here
        if leaves and len(source) > len(here) and _below_rows(path) <= _shared(source, target):
            return True
        path = _moved(path, source, target)
    return False


def _below_rows(path: Path) -> int:
    """How many names lead to its last row."""
    ends = [end for end, step in enumerate(path) if isinstance(step, Row)]
    return len(names(path[: ends[-1]])) if ends else 0


def places_of(text: str) -> Path:
    """The names of a pointer of a move. One that is none leads nowhere."""
    try:
        return tuple(step for step in steps(text) if step != ANY_ROW)
    except ValueError:
        return ()


def _moved(path: Path, source: Path, target: Path) -> Path:
    if len(source) < len(_HEAD) or len(target) < len(_HEAD) or source[0] != target[0]:
        return path
    if names(path)[: len(source)] != source:
        return path
    shared = _shared(source, target)
    head, middle, rest = _cut(path, shared, len(source))
    if any(isinstance(step, Row) for step in middle):  # a row of one list is no row of another
        return path
    return (*head, *target[shared:], *rest)


def _shared(source: Path, target: Path) -> int:
    count = 0
    for one, other in zip(source[:-1], target[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count


def _cut(path: Path, first: int, second: int) -> tuple[Path, Path, Path]:
    """The first names with the rows behind them, what comes up to the second number of names, the rest."""
    ends, seen = [], 0
    for position, step in enumerate(path):
        seen += not isinstance(step, Row)
        ends.append((position, seen))
    head = max((position + 1 for position, count in ends if count <= first), default=0)
    middle = next(position + 1 for position, count in ends if count == second)
    return path[:head], path[head:middle], path[middle:]
