"""Word and Excel documents (ECMA-376), as far as it takes to know that one is harmless; nothing is unpacked to disk."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from zcforms.domain.errors import UploadRefused
from zcforms.printing import archive as archives

_KINDS = {
    "docx": {"[Content_Types].xml", "word/document.xml"},
    "xlsx": {"[Content_Types].xml", "xl/workbook.xml"},
    "pptx": {"[Content_Types].xml", "ppt/presentation.xml"},
    "ofd": {"OFD.xml"},
}


@dataclass(frozen=True, slots=True)
class _Kind:
    """`main`: content type of its main part; `harmless`: entries that are no program in spite of their ending."""

    called: str
    main: bytes
    suffix: str
    harmless: re.Pattern[str]

    @property
    def broken(self) -> str:
        return f"{self.called}已损坏，请重新保存为 {self.suffix} 后再上传。"


HELD = {
    "docx": _Kind("Word 文档", b"wordprocessingml.document.main+xml", ".docx", re.compile(r"(?!)")),
    "xlsx": _Kind(
        "Excel 表格",
        b"spreadsheetml.sheet.main+xml",
        ".xlsx",
        re.compile(r"xl/printersettings/[a-z0-9]+\.bin"),
    ),
}
"""What can be taken."""
_INSTEAD = "请导出为 PDF 后再上传。"


def kind_of(data: bytes) -> str:
    """What a zip is: "docx" where it has the parts of a Word document, whatever else it has; "xlsx", "pptx", "ofd" likewise; or "zip"."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "zip"
    return next((kind for kind, parts in _KINDS.items() if names >= parts), "zip")


def hold(data: bytes, kind: str = "docx") -> None:
    """Raises `UploadRefused` for a document with macros, other files, outside templates or data inside, or a bomb."""
    held = HELD[kind]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            archives.hold_size(entries, len(data), called=held.called, instead=_INSTEAD, broken=held.broken)
            _hold_names([entry.filename for entry in entries], held)
            _hold_types(_unpack(archive, "[Content_Types].xml"), held)
            for entry in entries:
                content = _unpack(archive, entry.filename)
                if entry.filename.endswith(".rels"):
                    _hold_relations(content, held)
    except UploadRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, OSError, EOFError, RuntimeError) as error:
        raise UploadRefused(held.broken) from error


def _hold_names(names: list[str], held: _Kind) -> None:
    if len(set(names)) != len(names) or any(
        name.startswith("/") or ".." in name.split("/") for name in names
    ):
        raise UploadRefused(held.broken)
    lowered = [name.lower() for name in names if not held.harmless.fullmatch(name.lower())]
    if any("vbaproject" in name or "vbadata" in name or name.endswith(".bin") for name in lowered):
        raise UploadRefused(
            f"{held.called}含有宏或控件。请另存为不含宏的 {held.suffix}，或导出为 PDF 后再上传。"
        )
    if any("/activex/" in name or "/embeddings/" in name for name in lowered):
        raise UploadRefused(f"{held.called}中嵌有其他文件或控件。{_INSTEAD}")
    if any(name.startswith("xl/externallinks/") or name == "xl/connections.xml" for name in lowered):
        raise UploadRefused(f"{held.called}引用了其他文件或外部数据。请把引用改为数值后重新保存再上传。")


def _hold_types(content: bytes, held: _Kind) -> None:
    if b"macroEnabled" in content:
        raise UploadRefused(f"{held.called}启用了宏。请另存为不含宏的 {held.suffix} 后再上传。")
    if held.main not in content:
        raise UploadRefused(held.broken)


def _hold_relations(content: bytes, held: _Kind) -> None:
    for tag in content.split(b"<")[1:]:
        fetched = any(kind in tag for kind in (b"attachedTemplate", b"oleObject", b"/subDocument", b"/frame"))
        if fetched and b'TargetMode="External"' in tag:
            raise UploadRefused(f"{held.called}引用了外部模板或文件。{_INSTEAD}")


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    """All of an entry, its check sum held; never more than the entry says of itself."""
    size = archive.getinfo(name).file_size
    with archive.open(name) as entry:
        content = entry.read(size + 1)
    if len(content) != size:
        raise zipfile.BadZipFile(name)
    return content
