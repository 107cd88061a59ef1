"""What an uploaded file really is, by its content.

A file passes only as one of five kinds, wholly read by that kind's own reader: pictures decode to the last pixel,
PDFs open without a password and hold nothing that acts, Word and Excel documents hold neither macros nor other files.
Sizes and counts are limited before anything is unpacked. For untrusted uploads call it through `press.Inspector`,
which can be killed. What can be told before the whole file is there is told by `hold_promise` and `hold_beginning`,
which unpack nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zcforms.domain.errors import UploadRefused
from zcforms.printing import docx, pdf_reading, photo
from zcforms.printing.bare import bare
from zcforms.printing.signatures import kind_of

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CALLED = {
    "jpg": "JPG 图片",
    "png": "PNG 图片",
    "pdf": "PDF 文档",
    "docx": "Word 文档（docx）",
    "xlsx": "Excel 表格（xlsx）",
}
_OFFICE = "请在 Word 或 WPS 中另存为 .docx（或导出为 PDF）后再上传"
_ARCHIVE = "这是压缩包，请解压后逐个上传"
_VIDEO = "这是视频，请截图或改传照片"
_HEIC = (
    "这是苹果手机的 HEIC 照片。请在手机的“设置—相机—格式”中选择“兼容性最佳”后重新拍照，"
    "或把照片用微信发给自己、保存后再上传（保存的是 JPG）"
)
_REMEDIES = {
    "doc": f"这是旧版 Office 文件，{_OFFICE}",
    "xlsx": "这是 Excel 表格，请导出为 PDF 后再上传",
    "pptx": "这是演示文稿，请导出为 PDF 后再上传",
    "ofd": "这是 OFD 版式文件，请在阅读器中导出或打印为 PDF 后再上传",
    "heic": _HEIC,
    "webp": "这是 WebP 图片，请另存为 JPG 或 PNG 后再上传",
    "gif": "这是 GIF 图片，请另存为 JPG 或 PNG 后再上传",
    "bmp": "这是 BMP 图片，请另存为 JPG 或 PNG 后再上传",
    "tiff": "这是 TIFF 图片，请另存为 JPG 或 PDF 后再上传",
    "rar": _ARCHIVE,
    "7z": _ARCHIVE,
    "zip": _ARCHIVE,
    "video": _VIDEO,
    "exe": "这是程序文件，不能作为材料上传",
    "html": "这是网页文件，请打印为 PDF 后再上传",
}
_OLD_TABLES = ("xls", "et")
_OLD_TABLE = "这是旧版 Excel 表格，请在 Excel 或 WPS 中另存为 .xlsx 后再上传"
_EXTENSIONS = {"jpeg": "jpg", "jfif": "jpg", **{each: each for each in MEDIA_TYPES}}
_OTHER_EXTENSIONS = {
    **{each: each for each in _REMEDIES},
    **{"xls": "xlsx", "et": "xlsx", "ppt": "pptx", "dps": "pptx", "wps": "doc", "docm": "doc", "rtf": "doc"},
    **{"heif": "heic", "avif": "heic", "tif": "tiff", "htm": "html", "svg": "html", "mht": "html"},
    **{each: "video" for each in ("mp4", "mov", "avi", "mkv", "3gp", "m4v")},
    **{each: "exe" for each in ("com", "scr", "bat", "cmd", "apk", "msi", "js", "vbs")},
}
"""What an extension promises that is none of ours."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that is what it says: `kind` is jpg, png, pdf, docx or xlsx; `size` in bytes; `pages` of a PDF."""

    kind: str
    media_type: str
    size: int
    pages: int | None = None


def inspect(data: bytes, name: str, accept: Sequence[str], max_bytes: int) -> Evidence:
    """The file, if it may be taken.

    Args:
        name: as the person's computer calls it; its extension must agree with the content (none is fine).
        accept: the kinds wanted, of "jpg" (or "jpeg"), "png", "pdf", "docx", "xlsx".
        max_bytes: the largest size allowed.

    Raises:
        UploadRefused: a sentence that says what is wrong with the file and what would be right.
        ValueError: `accept` names a kind that there is no reader for.
    """
    wanted = _wanted(accept)
    _hold_size(name, len(data), max_bytes)
    kind = _kind(data, name, wanted)
    pages = _read(kind, data, name)
    return Evidence(kind, MEDIA_TYPES[kind], len(data), pages)


def hold_promise(name: str, size: int, accept: Sequence[str], max_bytes: int) -> None:
    """What the name and the size of a file already say, before any of it is sent: see `inspect`."""
    wanted = _wanted(accept)
    _hold_size(name, size, max_bytes)
    extension = _extension(name)
    if extension and _EXTENSIONS.get(extension) not in wanted:
        said = _instead(_OTHER_EXTENSIONS.get(extension, ""), extension, wanted)
        if not said and extension in _EXTENSIONS:
            said = f"这是 {_CALLED[_EXTENSIONS[extension]]}"
        raise UploadRefused(
            f"“{name}”不能上传：{said or f'不支持 .{extension} 文件'}。此处可以上传：{_listed(wanted)}。"
        )


def hold_beginning(data: bytes, name: str, accept: Sequence[str]) -> None:
    """What the first bytes of a file already say, before the rest is sent: see `inspect`. A zip may still become an Office document."""
    if kind_of(data) != "zip" or not {"docx", "xlsx"} & set(accept):
        _kind(data, name, _wanted(accept))


def hold_kind(media_type: str, name: str, accept: Sequence[str]) -> None:
    """The same for a file that was inspected before: whether it may also be taken under this name where `accept` is wanted."""
    found = next(kind for kind, each in MEDIA_TYPES.items() if each == media_type)
    _hold_wanted(found, name, _wanted(accept))


def _wanted(accept: Sequence[str]) -> list[str]:
    unknown = [kind for kind in accept if kind not in _EXTENSIONS]
    if unknown or not accept:
        raise ValueError(f"no reader for {unknown!r}")
    return list(dict.fromkeys(_EXTENSIONS[kind] for kind in accept))


def _hold_size(name: str, size: int, max_bytes: int) -> None:
    if not size:
        raise UploadRefused(f"“{name}”是空文件，请检查后重新选择。")
    if size > max_bytes:
        raise UploadRefused(
            f"“{name}”大小为 {_size(size)}，超过上限 {_size(max_bytes)}，请压缩或拆分后再上传。"
        )


def _kind(data: bytes, name: str, wanted: Sequence[str]) -> str:
    found = kind_of(data)
    if found == "zip":
        found = docx.kind_of(data)
    remedy = _instead(found or "", _extension(name), wanted)
    if found not in MEDIA_TYPES or (found not in wanted and remedy):
        remedy = remedy or "无法识别它的内容，文件可能已损坏"
        raise UploadRefused(f"“{name}”不能上传：{remedy}。此处可以上传：{_listed(wanted)}。")
    _hold_wanted(found, name, wanted)
    return found


def _instead(kind: str, extension: str, wanted: Sequence[str]) -> str | None:
    """What to do with a file of this kind where it is not wanted; None where nothing is known."""
    old_table = extension in _OLD_TABLES and "xlsx" in wanted
    return _OLD_TABLE if old_table else _REMEDIES.get(kind)


def _hold_wanted(found: str, name: str, wanted: Sequence[str]) -> None:
    if found not in wanted:
        raise UploadRefused(f"“{name}”是 {_CALLED[found]}，此处只能上传：{_listed(wanted)}。")
    extension = _extension(name)
    if extension and _EXTENSIONS.get(extension) != found:
        raise UploadRefused(
            f"“{name}”的扩展名是 .{extension}，内容却是 {_CALLED[found]}。请确认选对了文件，"
            f"或把扩展名改为 .{found} 后再上传。"
        )


def _extension(name: str) -> str:
    """In small letters; empty where what follows the last dot is no extension, as in 论文.第2稿."""
    stem, _, extension = name.rpartition(".")
    plain = stem and extension.isascii() and extension.isalnum() and not extension.isdigit()
    return extension.lower() if plain else ""


def _listed(wanted: Sequence[str]) -> str:
    return "、".join(_CALLED[kind] for kind in wanted)


def _read(kind: str, data: bytes, name: str) -> int | None:
    try:
        if kind == "pdf":
            return pdf_reading.pages(data)
        if kind in docx.HELD:
            docx.hold(data, kind)
        else:
            photo.look(data)
            bare(data)  # whoever may look at it later is shown it without its metadata
    except UploadRefused as refusal:
        raise UploadRefused(f"“{name}”不能上传：{refusal}") from refusal.__cause__
    except ValueError as error:
        raise UploadRefused(f"“{name}”不能上传：图片已损坏。请重新导出或拍摄后再上传。") from error
    return None


def _size(count: int) -> str:
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".0 MB", " MB")
