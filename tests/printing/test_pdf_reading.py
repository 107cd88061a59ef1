from __future__ import annotations

import pytest

from tests.printing import uploads
from zcforms.domain.errors import UploadRefused
from zcforms.printing import pdf_reading

SCRIPTED = uploads.pdf_with_opening_script()


@pytest.mark.parametrize("count", [1, 7])
def test_pages_are_counted(count: int) -> None:
    assert pdf_reading.pages(uploads.pdf(count)) == count


def test_a_file_with_rubbish_after_its_end_opens() -> None:
    assert pdf_reading.pages(uploads.pdf(2) + b"\n\n\x00\x00") == 2


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (uploads.pdf_with_script(), "脚本"),
        (SCRIPTED, "脚本"),
        (uploads.pdf_with_hidden_script(), "脚本"),
        (uploads.pdf_with_disguised_script(), "脚本"),
        (uploads.pdf_with_launch(), "脚本"),
        (uploads.pdf_with_form_program(), "脚本"),
        (uploads.pdf_with_attachment(), "附件"),
        (uploads.pdf_with_password("secret"), "密码"),
        (uploads.pdf_with_password(""), "密码"),
        (uploads.pdf(2)[:400], "已损坏"),
        (b"%PDF-1.4\n%%EOF", "已损坏"),
        (b"%PDF-1.4\n" + b"1 0 obj << /A " * 500, "已损坏"),
        (uploads.saved(uploads.writer(0)), "页"),
    ],
)
def test_what_acts_hides_or_does_not_open_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(UploadRefused, match=complaint):
        pdf_reading.pages(data)


def test_the_disguise_is_a_disguise() -> None:
    assert b"/JavaScript" not in uploads.pdf_with_disguised_script()
    assert b"/JavaScript" in SCRIPTED


def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack() -> None:
    made = uploads.writer()
    deep = uploads.dictionary()
    inner = deep
    for _ in range(80):
        below = uploads.dictionary()
        inner[uploads.NameObject("/A")] = below
        inner = below
    made._add_object(deep)
    with pytest.raises(UploadRefused, match="复杂"):
        pdf_reading.pages(uploads.saved(made))
