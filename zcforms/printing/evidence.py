"""What an uploaded file really is, by its content.

A file passes only as one of four kinds, wholly read by that kind's own reader: pictures decode to the last pixel,
PDFs open without a password and hold nothing that acts, Word documents hold neither macros nor other files.
Sizes and counts are limited before anything is unpacked. For untrusted uploads call it through `press.Inspector`,
which can be killed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcforms.domain.errors import UploadRefused
from zcforms.printing import docx, pdf_reading, photo
from zcforms.printing.signatures import kind_of

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_CALLED = {"jpg": "JPG 图片", "png": "PNG 图片", "pdf": "PDF 文档", "docx": "Word 文档（docx）"}
_REMEDIES = {
    "doc": "这是旧版 Office 文件，请在 Word 或 WPS 中另存为 .docx（或导出为 PDF）后再上传",
    "heic": "这是苹果手机的 HEIC 照片，请转换为 JPG 后再上传",
    "webp": "这是 WebP 图片，请另存为 JPG 或 PNG 后再上传",
    "gif": "这是 GIF 图片，请另存为 JPG 或 PNG 后再上传",
    "bmp": "这是 BMP 图片，请另存为 JPG 或 PNG 后再上传",
    "tiff": "这是 TIFF 图片，请另存为 JPG 或 PDF 后再上传",
    "rar": "这是压缩包，请解压后逐个上传",
    "7z": "这是压缩包，请解压后逐个上传",
    "zip": "这是压缩包，请解压后逐个上传",
    "exe": "这是程序文件，不能作为材料上传",
    "html": "这是网页文件，请打印为 PDF 后再上传",
}
_EXTENSIONS = {"jpg": "jpg", "jpeg": "jpg", "png": "png", "pdf": "pdf", "docx": "docx"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that is what it says: `kind` is jpg, png, pdf or docx; `size` in bytes; `pages` of a PDF."""

    kind: str
    media_type: str
    size: int
    pages: int | None = None


def inspect(data: bytes, name: str, accept: Sequence[str], max_bytes: int) -> Evidence:
    """The file, if it may be taken.

    Args:
        name: as the person's computer calls it; its extension must agree with the content (none is fine).
        accept: the kinds wanted, of "jpg" (or "jpeg"), "png", "pdf", "docx".
        max_bytes: the largest size allowed.

    Raises:
        UploadRefused: a sentence that says what is wrong with the file and what would be right.
        ValueError: `accept` names a kind that there is no reader for.
    """
    wanted = _wanted(accept)
    if not data:
        raise UploadRefused(f"“{name}”是空文件，请检查后重新选择。")
    if len(data) > max_bytes:
        raise UploadRefused(
            f"“{name}”大小为 {_size(len(data))}，超过上限 {_size(max_bytes)}，请压缩或拆分后再上传。"
        )
    kind = _kind(data, name, wanted)
    pages = _read(kind, data, name)
    return Evidence(kind, MEDIA_TYPES[kind], len(data), pages)


def _wanted(accept: Sequence[str]) -> list[str]:
    unknown = [kind for kind in accept if kind not in _EXTENSIONS]
    if unknown or not accept:
        raise ValueError(f"no reader for {unknown!r}")
    return list(dict.fromkeys(_EXTENSIONS[kind] for kind in accept))


def _kind(data: bytes, name: str, wanted: Sequence[str]) -> str:
    found = kind_of(data)
    if found == "zip" and docx.looks_like(data):
        found = "docx"
    right = "、".join(_CALLED[kind] for kind in wanted)
    if found not in MEDIA_TYPES:
        remedy = _REMEDIES.get(found or "", "无法识别它的内容，文件可能已损坏")
        raise UploadRefused(f"“{name}”不能上传：{remedy}。此处可以上传：{right}。")
    if found not in wanted:
        raise UploadRefused(f"“{name}”是 {_CALLED[found]}，此处只能上传：{right}。")
    _hold_name(name, found)
    return found


def _hold_name(name: str, found: str) -> None:
    stem, dot, extension = name.rpartition(".")
    extension = extension.lower()
    if stem and dot and extension.isascii() and extension.isalnum() and _EXTENSIONS.get(extension) != found:
        raise UploadRefused(
            f"“{name}”的扩展名是 .{extension}，内容却是 {_CALLED[found]}。请确认选对了文件，"
            f"或把扩展名改为 .{found} 后再上传。"
        )


def _read(kind: str, data: bytes, name: str) -> int | None:
    try:
        if kind == "pdf":
            return pdf_reading.pages(data)
        if kind == "docx":
            docx.hold(data)
        else:
            photo.look(data)
    except UploadRefused as refusal:
        raise UploadRefused(f"“{name}”不能上传：{refusal}") from refusal.__cause__
    return None


def _size(count: int) -> str:
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".0 MB", " MB")
