"""A ZIP with documents from somebody else: looked at by its list of names first, read with a limit, never unpacked to the disk."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from zcforms.documents.reading import SUFFIXES
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.forms import downloads
from zcforms.forms.shelf import HeldFile

DOCUMENTS = ("schemas", "rules")
"""Folders of a package."""
MOST_FILES = 300
MOST_BYTES = 8_000_000
"""All documents of a package together; a plan's own have some ten thousand."""
MOST_ZIP = MOST_BYTES + downloads.MOST_TOGETHER
"""Bytes of a ZIP with documents and what they offer for download."""
_REMEDY = "请用“zcforms plan export”导出的文件夹压缩后再试，不要改动其中的路径。"


Files = Mapping[str, str | HeldFile]
"""Path -> a document's text, or the content of a file that a plan offers for download."""


def unzipped(data: bytes, name: str) -> dict[str, str | HeldFile]:
    """The documents and files in a ZIP; they may lie in one folder that contains everything. `name` stands in faults.

    Raises:
        DocumentsInvalid: no ZIP, paths that lead out of it, links, passwords, too many files, or too much in them.
    """
    if len(data) > MOST_ZIP:
        raise too_much(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive, name)
            root = _root([each.filename for each in entries])
            return _contents(archive, entries, root, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise _refused(name, "不是 ZIP 压缩包，或已损坏", "请重新压缩，不要设密码。") from error


def too_much(name: str) -> DocumentsInvalid:
    return _refused(
        name, f"内容共超过 {MOST_BYTES // 1_000_000} MB", "表单文档没有这么大；请只放本计划自己的文档。"
    )


def too_large(name: str) -> DocumentsInvalid:
    return _refused(
        name,
        f"附带的下载文件共超过 {downloads.MOST_TOGETHER // 1024 // 1024} MB",
        "请压缩或减少 schemas/files 里的文件。",
    )


def too_many(name: str) -> DocumentsInvalid:
    return _refused(name, f"文件超过 {MOST_FILES} 个", "请只放本计划自己的文档。")


def _entries(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > 4 * MOST_FILES:
        raise too_many(name)
    if faults := [fault for each in entries for fault in _faults(each, name)]:
        raise DocumentsInvalid(faults)
    return [each for each in entries if not each.is_dir()]


def _faults(entry: zipfile.ZipInfo, name: str) -> list[DocumentFault]:
    path = PurePosixPath(entry.orig_filename)
    shown = entry.orig_filename[:120]
    if path.is_absolute() or ".." in path.parts or "\\" in entry.orig_filename or ":" in entry.orig_filename:
        return [DocumentFault(name, "", f"压缩包中的路径“{shown}”指向压缩包之外", _REMEDY)]
    if "\x00" in entry.orig_filename:
        return [DocumentFault(name, "", "压缩包中有不合法的文件名", _REMEDY)]
    if stat.S_ISLNK(entry.external_attr >> 16):
        return [DocumentFault(name, "", f"压缩包中的“{shown}”是链接", "请把文件本身放进来。")]
    if entry.flag_bits & 1:
        return [DocumentFault(name, "", f"压缩包中的“{shown}”设有密码", "请去掉密码后重新压缩。")]
    return []


def _root(names: list[str]) -> str:
    """What stands before `schemas/`: nothing, or the one folder that contains everything."""
    if any(each.split("/")[0] in DOCUMENTS for each in names):
        return ""
    around = {each.split("/")[0] for each in names if each.count("/") > 1 and each.split("/")[1] in DOCUMENTS}
    return f"{around.pop()}/" if len(around) == 1 else ""


def _contents(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], root: str, name: str
) -> dict[str, str | HeldFile]:
    found: dict[str, str | HeldFile] = {}
    left = {False: MOST_BYTES, True: downloads.MOST_TOGETHER}
    for entry in entries:
        file = entry.filename.removeprefix(root)
        offered = downloads.is_path(file)
        if not offered and not _wanted(file):
            continue
        if len(found) >= MOST_FILES:
            raise too_many(name)
        if file in found:
            raise _refused(name, f"压缩包中有两个“{file}”", "请重新压缩。")
        with archive.open(entry) as stream:  # what an entry says of its size is not believed
            content = stream.read(left[offered] + 1)
        left[offered] -= len(content)
        if left[offered] < 0:
            raise too_large(name) if offered else too_much(name)
        found[file] = downloads.held(content) if offered else _decoded(content, file)
    return found


def _wanted(file: str) -> bool:
    if file == "moves.json":
        return True
    top, *below = file.split("/")
    return top in DOCUMENTS and bool(below) and below[0] != "meta" and file.lower().endswith(SUFFIXES)


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            file, f"第 {error.start + 1} 个字节起不是 UTF-8", "请用 UTF-8 编码另存这个文件。"
        ) from None


def _refused(file: str, fault: str, remedy: str) -> DocumentsInvalid:
    return DocumentsInvalid([DocumentFault(file, "", fault, remedy)])
