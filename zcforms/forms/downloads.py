"""Files of the organising unit's own that a plan offers: where their content lies, and whether it is what the plan says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from zcforms.documents.reading import Document
from zcforms.domain import file_name
from zcforms.domain.plan import Download, PlanFile
from zcforms.forms.library import unique
from zcforms.forms.media import bytes_text
from zcforms.forms.shelf import HeldFile, Path_, Shelf

FOLDER = "schemas/files/"
KINDS = ("pdf", "docx", "xlsx", "jpg", "png")
_PATH = re.compile(rf"{FOLDER}[0-9a-f]{{64}}\.({'|'.join(KINDS)})")
MOST_BYTES = 10 * 1024 * 1024
"""Of one file; the metaschema says the same."""
MOST_TOGETHER = 60 * 1024 * 1024
"""Bytes of all files of a plan: whoever takes the plan along takes them all."""
MOST = 20
"""Entries of a plan's list; the metaschema says the same."""


def path_of(file: PlanFile) -> str:
    """Where the content lies in a folder or package."""
    return f"{FOLDER}{file.digest}.{file.kind}"


def file_of(data: Mapping[str, Any]) -> PlanFile:
    """Of a checked document."""
    return PlanFile(data["name"], data["sha256"], data["bytes"])


def entry(data: Mapping[str, Any]) -> Download:
    """Of a checked document."""
    file = file_of(data["file"]) if "file" in data else None
    return Download(data["id"], data["caption"], data.get("sheet", ""), file)


def files_of(plan: Any) -> Iterator[tuple[int, PlanFile]]:
    """Place in `downloads`, and file, of a plan's document; of one that is not sound what can be read."""
    downloads = plan.get("downloads") if isinstance(plan, Mapping) else None
    for place, each in enumerate(downloads if isinstance(downloads, list) else ()):
        file = each.get("file") if isinstance(each, Mapping) else None
        if (
            isinstance(file, Mapping)
            and isinstance(file.get("name"), str)
            and isinstance(file.get("sha256"), str)
        ):
            size = file.get("bytes")
            yield place, PlanFile(file["name"], file["sha256"], size if isinstance(size, int) else 0)


def is_path(path: str) -> bool:
    """Whether the content of a file may lie there."""
    return _PATH.fullmatch(path) is not None


def held(data: bytes) -> HeldFile:
    return HeldFile(hashlib.sha256(data).hexdigest(), len(data), lambda: data)


def held_at(path: Path) -> HeldFile:
    """Raises `OSError`."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return HeldFile(digest, path.stat().st_size, path.read_bytes)


def below(schemas: Path) -> dict[str, HeldFile]:
    """Path -> content of the files of a folder with documents; what cannot be read is not there."""
    found: dict[str, HeldFile] = {}
    for path in sorted((schemas / "files").glob("*")):
        if is_path(FOLDER + path.name) and path.is_file():
            with suppress(OSError):
                found[FOLDER + path.name] = held_at(path)
    return found


def check(shelf: Shelf, document: Document) -> None:
    """Blame the plan's document for what its list cannot keep."""
    listed = document.data.get("downloads", ())
    unique(shelf, document, ("downloads",), listed, "下载文件")
    together = 0
    for place, each in enumerate(listed):
        here: Path_ = ("downloads", place)
        if "sheet" in each:
            shelf.require(document, (*here, "sheet"), "sheet", each["sheet"])
            continue
        file = file_of(each["file"])
        together += file.size
        _check_name(shelf, document, file, (*here, "file", "name"))
        if shelf.files is not None:
            _check_content(shelf, document, file, (*here, "file"), shelf.files.get(path_of(file)))
    if together > MOST_TOGETHER:
        fault = f"下载文件共 {bytes_text(together)}，超过 {bytes_text(MOST_TOGETHER)}"
        shelf.blame(document, ("downloads",), fault, "请压缩或减少文件。")


def _check_name(shelf: Shelf, document: Document, file: PlanFile, at: Path_) -> None:
    stem, extension = file_name.split(file.name)
    plain = file_name.composed(stem, extension)
    if plain != file.name:
        fault = f"文件名“{file.name}”不是每台电脑都能用的写法"
        shelf.blame(document, at, fault, f"请改为“{plain}”。")


def _check_content(
    shelf: Shelf, document: Document, file: PlanFile, at: Path_, held: HeldFile | None
) -> None:
    path = path_of(file)
    if held is None:
        fault = f"没有“{file.name}”的内容：找不到 {path}"
        remedy = f"请把这个文件以 {path} 为名放进来；它的内容不是这个摘要的，请改正 sha256 和 bytes。"
        shelf.blame(document, at, fault, remedy)
        return
    if held.digest != file.digest:
        fault = f"{path} 的内容与 sha256 不符，可能被改动过"
        right = f"{FOLDER}{held.digest}.{file.kind}"
        remedy = f"它的 SHA-256 是 {held.digest}。内容没有错的，请改写 sha256，并把文件改名为 {right}；否则请换回原来的文件。"
        shelf.blame(document, (*at, "sha256"), fault, remedy)
        return
    if held.size != file.size:
        fault = f"{path} 有 {held.size} 字节，这里写的是 {file.size}"
        shelf.blame(document, (*at, "bytes"), fault, f"请改为 {held.size}。")
