from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.printing.pages import page, poppler, reader, text, texts
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import pdf
from zcforms.printing.markup import MissingGlyph

CHINESE = st.text(
    st.sampled_from("教育职称申报评审材料科学实验𬭸𠅤䶮㼆，。、；：？！“”（）《》—…【】①㎡")
    | st.sampled_from("abcXYZ 0129./-%"),
    min_size=1,
    max_size=3000,
)
BLOCKS = (
    "<p>{}</p>",
    '<div style="border: 0.5pt solid #000; padding: 2mm"><p>{}</p></div>',
    "<table><tr><td>{}</td></tr></table>",
)


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def test_rare_characters_are_drawn_and_read_back_as_themselves(tmp_path: Path) -> None:
    names = "李𬭸赵𠅤陈䶮王㼆"
    made = pdf.render_html(page(f"<p>{names}</p><p><b>{names}</b></p>"))
    assert text(made) == names * 2
    assert poppler(made, tmp_path) in (names * 2, None)


@pytest.mark.parametrize("face", ["zcsong", "zcfang", "zchei", "zckai"])
def test_every_face_draws_rare_characters_latin_and_symbols(face: str) -> None:
    wanted = "陈䶮𬭸𠅤Abc123①㎡℃—…āǎ€"
    made = pdf.render_html(page(f"<p>{wanted}</p>", faces=f"zclatin, {face}, zcbase, zcrare, zcfang, zckai"))
    assert text(made) == wanted


def test_all_fonts_that_draw_text_are_embedded() -> None:
    made = pdf.render_html(page("<p>陈䶮𠅤 abc</p>"))
    for each in reader(made).pages[0]["/Resources"]["/Font"].values():
        font = each.get_object()
        if font["/BaseFont"] != "/Helvetica":  # the renderer names it on every page and draws nothing with it
            assert "/FontFile2" in font["/FontDescriptor"]


def test_a_missing_character_stops_the_document() -> None:
    with pytest.raises(MissingGlyph) as caught:
        pdf.render_html(page("<p>张𰻞</p>"))
    assert caught.value.characters == "𰻞"


def test_controls_and_direction_marks_do_not_reach_the_paper() -> None:
    made = pdf.render_html(page("<p>李\u202e师\u200b甲\x00乙</p>"))
    assert text(made) == "李师甲乙"


def test_the_same_page_gives_the_same_bytes_in_every_process() -> None:
    html = page("<p>陈䶮，2022年。</p><table><tr><td>甲</td><td>乙</td></tr></table>")
    here = pdf.render_html(html)
    assert pdf.render_html(html) == here
    program = "import sys; from zcforms.printing.pdf import render_html; sys.stdout.buffer.write(render_html(sys.stdin.buffer.read().decode()))"
    for seed in ("1", "2"):
        other = subprocess.run(
            [sys.executable, "-c", program],
            input=html.encode(),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        )
        assert other.stdout == here


def test_data_that_looks_like_markup_is_printed_as_text() -> None:
    data = "<img src=file:///etc/passwd><script>1</script>&amp;"
    assert text(pdf.render_html(page(f"<p>{escaped(data)}</p>"))) == "".join(data.split())


def test_a_template_that_names_a_network_address_is_refused_and_nobody_is_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        with pytest.raises(PrintingFailed):
            pdf.render_html(page(f'<img src="http://127.0.0.1:{port}/a.png"/>'))
        with pytest.raises(TimeoutError):
            server.accept()


def test_whatever_the_renderer_grumbles_about_is_a_failure() -> None:
    with pytest.raises(PrintingFailed) as caught:
        pdf.render_html(page("<p>教师</p>", faces="no-such-face"))
    assert any("no-such-face" in note or "glyph" in note for note in caught.value.__notes__)


def test_grumbles_are_heard_though_logging_is_set_up_to_be_silent() -> None:
    logger = logging.getLogger("xhtml2pdf")
    before = list(logger.handlers)
    with pytest.raises(PrintingFailed):
        pdf.render_html(page("<table></table>"))
    assert logger.handlers == before


def test_a_page_over_the_limit_is_refused_before_it_is_rendered() -> None:
    with pytest.raises(PrintingFailed, match="8 MB"):
        pdf.render_html("<p>" + "教" * 3_000_000 + "</p>")


def test_long_text_goes_on_over_pages_and_no_character_is_lost(tmp_path: Path) -> None:
    sentences = "".join(
        f"第{n}句：任现职以来，主持课题“核心素养与评价”（HB{n:04d}），成果显著。" for n in range(400)
    )
    made = pdf.render_html(page(f"<p>{sentences}</p>", "p { text-align: justify; text-indent: 2em; }"))
    assert len(reader(made).pages) >= 6
    assert text(made) == "".join(sentences.split())
    assert poppler(made, tmp_path) in ("".join(sentences.split()), None)


def test_a_table_of_many_rows_repeats_its_head_and_loses_no_row() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>第{n}项业绩</td></tr>" for n in range(150))
    made = texts(
        pdf.render_html(page(f"<table><thead><tr><td>序号</td><td>内容</td></tr></thead>{rows}</table>"))
    )
    assert len(made) >= 3
    assert all(each.startswith("序号内容") for each in made)
    assert [n for n in range(150) if f"第{n}项业绩" not in "".join(made)] == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.lists(st.tuples(st.sampled_from(BLOCKS), CHINESE), min_size=1, max_size=3))
def test_random_chinese_in_any_block_comes_out_whole(blocks: list[tuple[str, str]]) -> None:
    body = "".join(block.format(escaped(content)) for block, content in blocks)
    wanted = Counter("".join("".join(content.split()) for _, content in blocks))
    assert Counter(text(pdf.render_html(page(body, "p { text-align: justify; }")))) == wanted
