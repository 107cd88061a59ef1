"""Word documents (ECMA-376), as far as it takes to know that one is harmless; nothing is unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib

from zcforms.domain.errors import UploadRefused
from zcforms.printing import archive as archives

_KINDS = {
    "docx": {"[Content_Types].xml", "word/document.xml"},
    "xlsx": {"[Content_Types].xml", "xl/workbook.xml"},
    "pptx": {"[Content_Types].xml", "ppt/presentation.xml"},
    "ofd": {"OFD.xml"},
}
_MAIN_PART = b"wordprocessingml.document.main+xml"
_BROKEN = "Word 文档已损坏，请用 Word 或 WPS 重新保存为 .docx 后再上传。"


def kind_of(data: bytes) -> str:
    """What a zip is: "docx" where it has the parts of a Word document, whatever else it has; "xlsx", "pptx", "ofd" likewise; or "zip"."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "zip"
    return next((kind for kind, parts in _KINDS.items() if names >= parts), "zip")


def hold(data: bytes) -> None:
    """Raises `UploadRefused` for a document with macros, other files or outside templates inside, or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            instead = "请导出为 PDF 后再上传。"
            archives.hold_size(entries, len(data), called="Word 文档", instead=instead, broken=_BROKEN)
            _hold_names([entry.filename for entry in entries])
            _hold_types(_unpack(archive, "[Content_Types].xml"))
            for entry in entries:
                content = _unpack(archive, entry.filename)
                if entry.filename.endswith(".rels"):
                    _hold_relations(content)
    except UploadRefused:
        raise
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, OSError, EOFError, RuntimeError) as error:
        raise UploadRefused(_BROKEN) from error


def _hold_names(names: list[str]) -> None:
    if len(set(names)) != len(names) or any(
        name.startswith("/") or ".." in name.split("/") for name in names
    ):
        raise UploadRefused(_BROKEN)
    lowered = [name.lower() for name in names]
    if any("vbaproject" in name or "vbadata" in name or name.endswith(".bin") for name in lowered):
        raise UploadRefused("Word 文档含有宏或控件。请另存为不含宏的 .docx，或导出为 PDF 后再上传。")
    if any("/activex/" in name or "/embeddings/" in name for name in lowered):
        raise UploadRefused("Word 文档中嵌有其他文件或控件。请导出为 PDF 后再上传。")


def _hold_types(content: bytes) -> None:
    if b"macroEnabled" in content:
        raise UploadRefused("Word 文档启用了宏。请另存为不含宏的 .docx 后再上传。")
    if _MAIN_PART not in content:
        raise UploadRefused(_BROKEN)


def _hold_relations(content: bytes) -> None:
    for tag in content.split(b"<")[1:]:
        fetched = any(kind in tag for kind in (b"attachedTemplate", b"oleObject", b"/subDocument", b"/frame"))
        if fetched and b'TargetMode="External"' in tag:
            raise UploadRefused("Word 文档引用了外部模板或文件。请导出为 PDF 后再上传。")


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    """All of an entry, its check sum held; never more than the entry says of itself."""
    size = archive.getinfo(name).file_size
    with archive.open(name) as entry:
        content = entry.read(size + 1)
    if len(content) != size:
        raise zipfile.BadZipFile(name)
    return content
