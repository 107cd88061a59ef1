from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.printing import qr_reader
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import qr


@pytest.mark.parametrize(
    "text",
    [
        "psb-2022-000123",
        "编号：评审表0123",
        "https://zc.example.cn/v/a1b2c3d4",
        "编" * 19,
        "x" * 80,
        "证" * 33,
    ],
)
def test_the_code_says_the_text_at_level_m(text: str) -> None:
    assert qr_reader.read(qr.png(text)) == ("M", text)


def test_the_code_is_black_on_white_with_its_quiet_zone_and_always_the_same() -> None:
    made = qr.png("PSB-2022-000123")
    image = Image.open(io.BytesIO(made)).convert("L")
    assert {colour for _, colour in image.getcolors()} == {0, 255}
    assert image.crop((0, 0, image.width, 32)).getextrema() == (255, 255)
    assert image.getpixel((33, 33)) == 0
    assert qr.png("PSB-2022-000123") == made


@pytest.mark.parametrize("text", ["", "证" * 1000])
def test_what_no_code_can_hold_is_refused(text: str) -> None:
    with pytest.raises(PrintingFailed, match="二维码"):
        qr.png(text)


@pytest.mark.parametrize("text", ["http://127.0.0.1:54321/verify/" + "a1" * 28 + "-", "编号：评审表0123"])
@pytest.mark.parametrize("edge", [236, 291], ids=["200 dpi", "a little more"])
def test_the_code_is_found_where_it_stands_on_a_page(text: str, edge: int) -> None:
    """Smaller than it was drawn, among other things: what the reader of the tests is trusted with elsewhere."""
    page = Image.new("L", (1400, 1000), 235)
    page.paste(0, (40, 40, 700, 90))
    page.paste(Image.open(io.BytesIO(qr.png(text))).convert("L").resize((edge, edge)), (813, 507))
    file = io.BytesIO()
    page.save(file, "PNG")
    assert qr_reader.read_on(file.getvalue()) == text
