"""Feature 34 and its kin: what may be uploaded, by content, size and kind."""

from __future__ import annotations

import pytest

from tests.printing import uploads
from zcforms.domain.errors import UploadRefused
from zcforms.printing import spreadsheet
from zcforms.printing.evidence import Evidence, hold_beginning, hold_kind, hold_promise, inspect

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
        (bytes(4) + b"ftypheic" + bytes(100), "IMG_1.HEIC", "兼容性最佳"),
        (bytes(4) + b"ftypmp42" + bytes(100), "a.jpg", "这是视频"),
        (uploads.archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "a.docx", "Excel 表格"),
        (uploads.archive({"OFD.xml": b""}), "公文.ofd", "OFD 版式文件"),
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


@pytest.mark.parametrize("accept", [[], ["pptx"], ["jpg", "exe"]])
def test_a_kind_without_a_reader_is_the_documents_fault(accept: list[str]) -> None:
    with pytest.raises(ValueError, match="no reader"):
        inspect(uploads.jpeg(60, 80), "a.jpg", accept, MB)


def test_the_name_that_windows_gives_a_jpg_is_fine() -> None:
    assert inspect(uploads.jpeg(60, 80), "下载.jfif", ALL, MB).kind == "jpg"


# -- before the whole file is there --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "size", "complaint"),
    [
        ("证书.jpg", 0, "空文件"),
        ("证书.jpg", 10 * MB + 1, "超过上限 10 MB"),
        ("IMG_1.HEIC", 100, "兼容性最佳"),
        ("表.xls", 100, "Excel 表格"),
        ("程序.exe", 100, "程序文件"),
        ("课堂.mp4", 100, "视频"),
        ("证书.pdf", 100, "这是 PDF 文档。此处可以上传：JPG 图片、Word"),
        ("证书.xyz", 100, "不支持 .xyz 文件"),
    ],
)
def test_what_name_and_size_say_is_told_before_a_byte_is_sent(name: str, size: int, complaint: str) -> None:
    with pytest.raises(UploadRefused, match=complaint) as refused:
        hold_promise(name, size, ["jpg", "docx"], 10 * MB)
    assert name in str(refused.value)


@pytest.mark.parametrize("name", ["证书.jpg", "证书.JFIF", "证书", "论文.第2稿", "考核2022.5", ".jpg"])
def test_a_name_that_promises_nothing_wrong_may_be_sent(name: str) -> None:
    hold_promise(name, 10 * MB, ["jpg"], 10 * MB)
    with pytest.raises(UploadRefused, match="超过"):
        hold_promise(name, 10 * MB + 1, ["jpg"], 10 * MB)


@pytest.mark.parametrize(
    ("data", "accept", "complaint"),
    [
        (b"MZ" + bytes(100), ["jpg"], "程序文件"),
        (b"<!DOCTYPE html><script>", ["jpg"], "网页文件"),
        (uploads.jpeg(60, 80)[:200], ["docx"], "是 JPG 图片，此处只能上传：Word"),
        (uploads.docx()[:200], ["jpg"], "压缩包"),
        (uploads.pdf()[:100], ["jpg"], "是 PDF 文档"),
    ],
)
def test_what_the_first_bytes_say_is_told_before_the_rest_is_sent(
    data: bytes, accept: list[str], complaint: str
) -> None:
    with pytest.raises(UploadRefused, match=complaint):
        hold_beginning(data, "a", accept)


def test_a_right_beginning_may_go_on() -> None:
    for data in (uploads.jpeg(60, 80), uploads.pdf(), uploads.docx(), uploads.png(60, 80)):
        hold_beginning(data[:100], "a", ALL)
        with pytest.raises(UploadRefused, match="程序文件"):
            hold_beginning(b"MZ" + data[:98], "a", ALL)


def test_a_file_that_was_inspected_elsewhere_is_held_to_what_is_wanted_here() -> None:
    hold_kind("image/jpeg", "证书.jpg", ["jpg"])
    with pytest.raises(UploadRefused, match="此处只能上传：PDF 文档"):
        hold_kind("image/jpeg", "证书.jpg", ["pdf"])
    with pytest.raises(UploadRefused, match=r"扩展名是 \.pdf"):
        hold_kind("image/jpeg", "证书.pdf", ["jpg", "pdf"])


# -- tables, where they are wanted ---------------------------------------------------------------------------------------------


def test_a_table_is_taken_where_it_is_wanted_and_told_what_to_become_elsewhere() -> None:
    table = spreadsheet.write("汇总表", [("姓名", 10)], [["王明"]])
    assert inspect(table, "汇总表.xlsx", ["xlsx"], MB).kind == "xlsx"
    hold_promise("汇总表.xlsx", len(table), ["xlsx"], MB)
    hold_beginning(table[:64], "汇总表.xlsx", ["xlsx"])
    for hold in (
        lambda: inspect(table, "汇总表.xlsx", ["docx"], MB),
        lambda: hold_promise("汇总表.xlsx", len(table), ["docx"], MB),
    ):
        with pytest.raises(UploadRefused, match="请导出为 PDF 后再上传"):
            hold()


def test_an_old_table_becomes_a_new_one_where_tables_are_wanted() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for hold in (
        lambda: inspect(old, "汇总表.xls", ["docx", "xlsx"], MB),
        lambda: hold_promise("汇总表.xls", len(old), ["docx", "xlsx"], MB),
    ):
        with pytest.raises(UploadRefused, match=r"另存为 \.xlsx"):
            hold()
    with pytest.raises(UploadRefused, match=r"另存为 \.docx"):
        inspect(old, "承诺书.doc", ["docx", "xlsx"], MB)
