"""Several PDFs in one, to be printed (feature 82)."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from zcforms.domain.errors import PrintingFailed
from zcforms.printing.merging import merge
from zcforms.printing.seal import Sealer, SealState, demonstration_key, verify


def blank(*sizes: tuple[int, int]) -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    for width, height in sizes:
        writer.add_blank_page(width, height)
    writer.write(file)
    return file.getvalue()


def test_every_page_in_its_order_without_signatures(tmp_path: Path) -> None:
    sealer = Sealer(demonstration_key(tmp_path))
    sealed = sealer.seal(blank((300, 200)), reason="试")
    target = io.BytesIO()
    assert merge([sealed, blank((100, 100), (200, 300))], target, title="仅供打印") == 3
    reader = PdfReader(target)
    assert [int(each.mediabox.width) for each in reader.pages] == [300, 100, 200]
    assert not reader.get_fields()
    assert reader.metadata
    assert reader.metadata.title == "仅供打印"
    assert verify(sealed, sealer.roots).state is SealState.INTACT
    assert verify(target.getvalue(), sealer.roots).state is SealState.UNSIGNED
    sealer.close()


def test_what_cannot_be_read_is_told() -> None:
    with pytest.raises(PrintingFailed, match="没有合并"):
        merge([blank((100, 100)), b"no PDF"], io.BytesIO(), title="")
