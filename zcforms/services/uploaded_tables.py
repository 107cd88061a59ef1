"""Spreadsheets that somebody at a desk filled in: kept, read again when they are carried out, their lines by the captions of the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from zcforms.printing import press, spreadsheet
from zcforms.services.access import Hidden, note, reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.records import StoredFile
from zcforms.storage.work import Work

Cell = tuple[str, str]
"""What a spreadsheet calls it, and what is wrong there."""
_LONGEST_NAME = 100


def keep(w: Work, house: House, actor: Actor, data: bytes, name: str, *, now: datetime) -> str:
    """The file's id; that it is a table was tried before (`press.read_table`)."""
    file = StoredFile(
        new_id(), house.files.put(data), name[-_LONGEST_NAME:], len(data), spreadsheet.MEDIA_TYPE, now,
        organisation_id=actor.organisation(),
    )  # fmt: skip
    w.files.add(file)
    note(w, actor, "file.upload", f"file:{file.id}", now, digest=file.digest, size=file.size)
    return file.id


def table_of(house: House, actor: Actor, file_id: str) -> tuple[spreadsheet.Table, str]:
    """The table and its file's name. Raises `NotFound` for what is not the actor's organisation's, or no table."""
    with reading(house, actor) as w:
        file = w.files.get(file_id)
        if file.organisation_id != actor.organisation() or file.media_type != spreadsheet.MEDIA_TYPE:
            raise Hidden(f"file:{file_id}")
    return press.read_table(house.files.get(file.digest)), file.name


def columns_of(table: spreadsheet.Table, needed: Sequence[str]) -> tuple[dict[str, int], list[Cell]]:
    """Caption -> column, from 1, as the first line has them; what of the needed is missing, or there more than once."""
    captions = table[0] if table else []
    columns = {caption: place for place, caption in reversed(list(enumerate(captions, 1)))}
    missing = [name for name in needed if name not in columns]
    twice = [name for name in needed if captions.count(name) > 1]
    return columns, [
        *(("第 1 行", f"没有“{name}”一列；请使用导出的表格，保留第一行的列名") for name in missing),
        *(("第 1 行", f"“{name}”有 {captions.count(name)} 列，请只保留填好的一列") for name in twice),
    ]


def lines_of(table: spreadsheet.Table, columns: Mapping[str, int]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Number of the line, from 2, and its texts by caption; empty lines are left out."""
    for line, cells in enumerate(table[1:], 2):
        texts = {name: cells[place - 1] if place <= len(cells) else "" for name, place in columns.items()}
        if any(texts.values()):
            yield line, texts
