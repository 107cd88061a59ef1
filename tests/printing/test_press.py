from __future__ import annotations

import threading

import pytest

from tests.printing import misbehaving, uploads
from tests.printing.pages import page, text
from zcforms.domain.errors import PrintingFailed, UploadRefused
from zcforms.printing.markup import MissingGlyph
from zcforms.printing.press import Inspector, Press


def test_the_press_prints_in_a_child_and_hands_its_errors_over() -> None:
    with Press() as press:
        assert text(press.pdf(page("<p>陈䶮</p>"))) == "陈䶮"
        with pytest.raises(MissingGlyph) as caught:
            press.pdf(page("<p>𰻞</p>"))
        assert caught.value.characters == "𰻞"
        with pytest.raises(PrintingFailed, match="模板有误"):
            press.pdf(page('<img src="/etc/passwd"/>'))
        assert text(press.pdf(page("<p>仍可打印</p>"))) == "仍可打印"


def test_several_threads_may_share_a_press() -> None:
    found: dict[int, str] = {}
    with Press() as press:

        def work(n: int) -> None:
            found[n] = text(press.pdf(page(f"<p>第{n}份</p>")))

        threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert found == {n: f"第{n}份" for n in range(4)}


def test_a_document_that_takes_too_long_is_stopped_and_the_next_one_printed() -> None:
    with Press(timeout=0.5, target=misbehaving.__name__ + ":print_or_hang") as press:
        with pytest.raises(PrintingFailed, match=r"超过 0\.5 秒"):
            press.pdf("hang")
        assert press.pdf("fine") == b"fine"


def test_a_crash_of_the_child_is_an_error_and_the_next_document_is_printed() -> None:
    with Press(target=misbehaving.__name__ + ":print_or_crash") as press:
        with pytest.raises(PrintingFailed, match="自动重启"):
            press.pdf("crash")
        assert press.pdf("fine") == b"fine"


def test_uploads_are_read_in_a_child_with_the_same_outcome() -> None:
    inspector = Inspector()
    try:
        assert inspector.inspect(uploads.pdf(2), "a.pdf", ("pdf",), 10**6).pages == 2
        with pytest.raises(UploadRefused, match="脚本"):
            inspector.inspect(uploads.pdf_with_script(), "a.pdf", ("pdf",), 10**6)
    finally:
        inspector.close()


@pytest.mark.parametrize("function", ["read_and_hang", "read_and_crash"])
def test_an_upload_that_chokes_its_reader_is_refused(function: str) -> None:
    inspector = Inspector(timeout=0.5, target=f"{misbehaving.__name__}:{function}")
    try:
        with pytest.raises(UploadRefused, match=r"“a\.pdf”无法读取"):
            inspector.inspect(b"%PDF-1.4", "a.pdf", ("pdf",), 10**6)
    finally:
        inspector.close()
