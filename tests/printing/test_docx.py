from __future__ import annotations

import struct

import pytest

from tests.printing import uploads
from zcforms.domain.errors import UploadRefused
from zcforms.printing import docx, spreadsheet

LINK = b'<Relationship Id="r1" Type="http://x/relationships/%s" Target="http://evil.example/t.dotm" TargetMode="External"/>'


def test_a_plain_document_passes() -> None:
    assert docx.kind_of(uploads.docx()) == "docx"
    docx.hold(
        uploads.docx(
            {
                "word/media/image1.png": uploads.png(50, 50),
                "word/_rels/document.xml.rels": LINK % b"hyperlink",
            }
        )
    )


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (uploads.docx({"word/vbaProject.bin": b"macro"}), "宏"),
        (uploads.docx(kind="ms-word.document.macroEnabled"), "宏"),
        (uploads.docx({"word/embeddings/oleObject1.bin": b"x"}), "宏或控件"),
        (uploads.docx({"word/embeddings/book.xlsx": b"x"}), "嵌有"),
        (uploads.docx({"word/activeX/activeX1.xml": b"x"}), "嵌有"),
        (uploads.docx({"word/_rels/settings.xml.rels": LINK % b"attachedTemplate"}), "外部模板"),
        (uploads.docx({"word/big.xml": bytes(30 * 1024 * 1024)}), "异常地大"),
        (uploads.docx({f"word/{n}.xml": b"x" for n in range(5001)}), "异常地大"),
        (uploads.docx({"../../etc/cron.d/x": b"x"}), "已损坏"),
        (uploads.docx(kind="spreadsheetml.sheet"), "已损坏"),
        (uploads.docx()[:-30], "已损坏"),
        (b"PK\x03\x04" + bytes(300), "已损坏"),
    ],
)
def test_macros_bombs_and_strangers_are_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(UploadRefused, match=complaint):
        docx.hold(data)


def test_a_changed_byte_is_found_by_the_check_sum() -> None:
    data = bytearray(
        uploads.archive(
            {"[Content_Types].xml": b"wordprocessingml.document.main+xml", "word/document.xml": b"ABCDEFGH"}
        )
    )
    docx.hold(bytes(data))
    data[data.index(b"ABCDEFGH")] = ord("X")
    with pytest.raises(UploadRefused, match="已损坏"):
        docx.hold(bytes(data))


def test_an_entry_with_a_password_is_refused() -> None:
    data = bytearray(uploads.docx())
    place = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, place + 8, 1)
    with pytest.raises(UploadRefused, match="密码"):
        docx.hold(bytes(data))


def test_another_zip_does_not_look_like_a_document() -> None:
    types = {"[Content_Types].xml": b""}
    assert docx.kind_of(uploads.archive({**types, "xl/workbook.xml": b""})) == "xlsx"
    assert docx.kind_of(uploads.archive({**types, "ppt/presentation.xml": b""})) == "pptx"
    assert docx.kind_of(uploads.archive({"OFD.xml": b""})) == "ofd"
    assert docx.kind_of(uploads.archive({"a.txt": b""})) == "zip"
    assert docx.kind_of(b"PK\x03\x04") == "zip"


WORKBOOK = {
    "[Content_Types].xml": uploads.CONTENT_TYPES.format(kind="spreadsheetml.sheet").encode(),
    "xl/workbook.xml": b"<workbook/>",
}


def test_a_plain_workbook_passes() -> None:
    docx.hold(spreadsheet.write("汇总表", [("姓名", 10)], [["王明"]]), "xlsx")
    docx.hold(uploads.archive({**WORKBOOK, "xl/printerSettings/printerSettings1.bin": b"paper"}), "xlsx")


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        ({"xl/vbaProject.bin": b"macro"}, "宏"),
        ({"xl/embeddings/other.docx": b"x"}, "嵌有"),
        ({"xl/externalLinks/externalLink1.xml": b"x"}, "外部数据"),
        ({"xl/connections.xml": b"x"}, "外部数据"),
        ({"[Content_Types].xml": b"ms-excel.sheet.macroEnabled.main+xml"}, "启用了宏"),
        ({"[Content_Types].xml": b"wordprocessingml.document.main+xml"}, "已损坏"),
    ],
)
def test_a_workbook_that_acts_or_fetches_is_refused(extra: dict[str, bytes], complaint: str) -> None:
    with pytest.raises(UploadRefused, match=complaint) as refused:
        docx.hold(uploads.archive({**WORKBOOK, **extra}), "xlsx")
    assert str(refused.value).startswith("Excel 表格")
