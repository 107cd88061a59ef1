"""Feature 34 and its kin: what may be uploaded, by content, size and kind."""

from __future__ import annotations

import pytest

from tests.printing import uploads
from zcforms.domain.errors import UploadRefused
from zcforms.printing.evidence import Evidence, inspect

ALL = ("jpg", "png", "pdf", "docx")
MB = 1024 * 1024


@pytest.mark.parametrize(
    ("data", "name", "kind", "media_type", "pages"),
    [
        (uploads.jpeg(60, 80), "身份证正面.jpg", "jpg", "image/jpeg", None),
        (uploads.jpeg(60, 80), "证书.JPEG", "jpg", "image/jpeg", None),
        (uploads.jpeg(60, 80), "blob", "jpg", "image/jpeg", None),
        (uploads.png(60, 80), "证书.png", "png", "image/png", None),
        (uploads.pdf(3), "论文.第2稿.PDF", "pdf", "application/pdf", 3),
        (
            uploads.docx(),
            "证明.docx",
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            None,
        ),
    ],
)
def test_a_good_file_is_what_it_is(
    data: bytes, name: str, kind: str, media_type: str, pages: int | None
) -> None:
    assert inspect(data, name, ALL, 10 * MB) == Evidence(kind, media_type, len(data), pages)


def test_a_name_with_a_dot_and_no_extension_is_fine() -> None:
    assert inspect(uploads.pdf(), "2022.证书", ALL, MB).kind == "pdf"


@pytest.mark.parametrize(
    ("data", "name", "complaint"),
    [
        (b"", "a.jpg", "空文件"),
        (uploads.jpeg(60, 80), "a.png", "扩展名是 .png，内容却是 JPG 图片"),
        (uploads.pdf(), "a.jpg", "扩展名是 .jpg，内容却是 PDF 文档"),
        (uploads.pdf(), "a.exe", "扩展名是 .exe"),
        (b"MZ" + bytes(100), "a.jpg", "程序文件"),
        (b"MZ" + bytes(100), "a.exe", "程序文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "a.doc", "另存为 .docx"),
        (bytes(4) + b"ftypheic" + bytes(100), "IMG_1.HEIC", "转换为 JPG"),
        (b"RIFF" + bytes(4) + b"WEBP" + bytes(20), "a.webp", "WebP"),
        (b"<html><script>1</script></html>", "a.pdf", "打印为 PDF"),
        (b"<?xml version='1.0'?><svg/>", "a.png", "打印为 PDF"),
        (uploads.archive({"a.txt": b"1"}), "a.docx", "压缩包"),
        (b"hello", "a.jpg", "无法识别"),
        (uploads.jpeg(60, 80)[:300], "a.jpg", "图片已损坏"),
        (b"%PDF-1.7\n" + bytes(200), "a.pdf", "PDF 已损坏"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_a_remedy(data: bytes, name: str, complaint: str) -> None:
    with pytest.raises(UploadRefused, match=complaint) as caught:
        inspect(data, name, ALL, 10 * MB)
    assert name in str(caught.value)


def test_a_good_file_of_a_kind_not_wanted_here_is_told_what_is() -> None:
    with pytest.raises(UploadRefused, match="是 PDF 文档，此处只能上传：JPG 图片、PNG 图片"):
        inspect(uploads.pdf(), "a.pdf", ["jpg", "jpeg", "png"], MB)


@pytest.mark.parametrize(("limit", "said"), [(10 * MB, "10 MB"), (200 * 1024, "200 KB")])
def test_a_large_file_is_told_both_sizes(limit: int, said: str) -> None:
    with pytest.raises(UploadRefused, match=f"超过上限 {said}"):
        inspect(uploads.jpeg(60, 80) + bytes(limit), "a.jpg", ALL, limit)


@pytest.mark.parametrize("accept", [[], ["xlsx"], ["jpg", "exe"]])
def test_a_kind_without_a_reader_is_the_documents_fault(accept: list[str]) -> None:
    with pytest.raises(ValueError, match="no reader"):
        inspect(uploads.jpeg(60, 80), "a.jpg", accept, MB)
