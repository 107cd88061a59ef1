"""A plan's own documents as files in a folder, for whoever keeps them under version control; they come back by being imported, as the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.system import said

_PLACE = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")


@dataclass(frozen=True, slots=True)
class Written:
    """One file below the folder; `written`: False where it stood there already."""

    file: str
    written: bool


def write(files: Mapping[str, str | bytes], folder: Path, *, force: bool = False) -> list[Written]:
    """Write them below the folder.

    Raises:
        InputRefused: there are files that say something else, and not `force`: nothing was written; or the folder cannot be written to.
    """
    if outside := [file for file in files if not _PLACE.fullmatch(file) or ".." in file.split("/")]:
        raise InputRefused([InputFault(file, "不能写到文件夹之外。") for file in outside])
    other = [file for file, text in files.items() if not force and _differs(folder / file, text)]
    if other:
        raise InputRefused(
            [
                InputFault(file, "文件夹中的内容不同，没有覆盖。请先核对并提交；确定要覆盖时加 --force。")
                for file in other
            ]
        )
    try:
        return [_write(folder, file, text) for file, text in files.items()]
    except OSError as error:
        told = f"无法写入 {error.filename}（{said(error)}），请检查文件夹和权限，再运行一次。"
        raise InputRefused([InputFault("", told)]) from error


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _differs(path: Path, content: str | bytes) -> bool:
    return path.exists() and not (path.is_file() and path.read_bytes() == _bytes(content))


def _write(folder: Path, file: str, given: str | bytes) -> Written:
    path, content = folder / file, _bytes(given)
    if path.is_file() and path.read_bytes() == content:
        return Written(file, False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Written(file, True)
