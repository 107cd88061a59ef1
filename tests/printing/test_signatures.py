from __future__ import annotations

import pytest

from zcforms.printing.signatures import kind_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"%PDF-1.4", "pdf"),
        (b"%PDF-2.0", "pdf"),
        (b"%PDF-9.0", None),
        (b" %PDF-1.4", None),
        (b"PK\x03\x04", "zip"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "html"),
        (b"....ftypmif1", "heic"),
        (b"....ftypisom", "video"),
        (b"", None),
        (b"\xff\xd8", None),
    ],
)
def test_only_the_first_bytes_count(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind
