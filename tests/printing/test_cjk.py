from __future__ import annotations

import re
from importlib import metadata

import pytest
from xhtml2pdf import tables

from tests.printing.pages import page, reader, sizes, text, texts
from zcforms.printing import cjk, fonts, pdf

SENTENCE = "坚持立德树人，系统开展单元整体教学设计与课例研究，形成可推广的经验。"


def test_the_installed_versions_are_the_ones_patched() -> None:
    assert {name: metadata.version(name) for name in cjk.VERSIONS} == dict(cjk.VERSIONS)
    cjk.guard(dict(cjk.VERSIONS))


@pytest.mark.parametrize("name", ["xhtml2pdf", "reportlab"])
def test_any_other_version_is_refused_by_name(name: str) -> None:
    with pytest.raises(cjk.WrongVersion, match=f"{name} 9.9.9"):
        cjk.guard({**cjk.VERSIONS, name: "9.9.9"})


def test_installing_twice_changes_nothing() -> None:
    before = tables.pisaTagTD.end
    cjk.install()
    assert tables.pisaTagTD.end is before


def test_the_unicode_map_writes_rare_characters_as_pairs() -> None:
    made = cjk.to_unicode_map("AAAAAA+ZCSong", [0, ord("李"), 0x2CB78])
    assert "<01> <674E>" in made
    assert "<02> <D872DF78>" in made
    assert "<00> <" not in made.split("endcodespacerange")[1]


def test_the_unicode_map_keeps_to_blocks_of_a_hundred() -> None:
    made = cjk.to_unicode_map("F", [0, *range(0x4E00, 0x4E00 + 250)])
    assert re.findall(r"(\d+) beginbfchar", made) == ["100", "100", "50"]


def test_an_ideographic_space_after_latin_is_drawn_by_a_face_that_has_it() -> None:
    fonts.register()
    runs = cjk.runs_by_face("A 1\u3000甲 B", ["ZCLatin-Regular", "ZCSong-Regular"])
    assert runs == [("A 1", "ZCLatin-Regular"), ("\u3000甲 ", "ZCSong-Regular"), ("B", "ZCLatin-Regular")]
    made = pdf.render_html(page("<p class='pre'>PSB-1　陈䶮</p>", ".pre { white-space: pre; }"))
    assert reader(made).pages[0].extract_text().strip() == "PSB-1\u3000陈䶮"


def test_a_line_break_in_chinese_text_is_kept() -> None:
    made = reader(pdf.render_html(page("<p>甲方<br/>乙方</p>"))).pages[0].extract_text()
    assert [line.strip() for line in made.split("\n") if line.strip()] == ["甲方", "乙方"]


def test_words_at_the_end_of_a_line_are_not_joined_over_a_page() -> None:
    body = "<p>" + "alpha beta gamma " * 1500 + "</p>"
    made = pdf.render_html(page(body))
    pages = [" ".join(each.extract_text().split()) for each in reader(made).pages]
    assert len(pages) > 2
    assert set(" ".join(pages).split()) == {"alpha", "beta", "gamma"}


def test_a_justified_line_reaches_the_margin() -> None:
    justified = pdf.render_html(page(f"<p>{SENTENCE * 6}</p>", "p { text-align: justify; }"))
    ragged = pdf.render_html(page(f"<p>{SENTENCE * 6}</p>"))
    assert text(justified) == text(ragged) == SENTENCE * 6
    assert b" Tc" in reader(justified).pages[0].get_contents().get_data()
    assert b" Tc" not in reader(ragged).pages[0].get_contents().get_data()


@pytest.mark.parametrize("mode", ["", "-pdf-keep-in-frame-mode: flow;"])
def test_a_long_cell_goes_on_over_pages_in_type_of_the_same_size(mode: str) -> None:
    paragraphs = "".join(f"<p>第{n}段。{SENTENCE * 4}</p>" for n in range(60))
    made = pdf.render_html(page(f'<table><tr><td style="{mode}">{paragraphs}</td></tr></table>'))
    assert len(reader(made).pages) >= 3
    assert sizes(made) == {10.5}
    assert text(made) == "".join(f"第{n}段。{SENTENCE * 4}" for n in range(60))


def test_a_cell_height_is_the_least_height_and_not_the_only_one() -> None:
    tall = pdf.render_html(page('<table><tr><td style="height: 200mm">甲</td></tr></table><p>乙</p>' * 2))
    assert texts(tall) == ["甲乙", "甲乙"]
    full = pdf.render_html(page(f'<table><tr><td style="height: 8mm">{SENTENCE * 8}</td></tr></table>'))
    assert sizes(full) == {10.5}
    assert text(full) == SENTENCE * 8


def test_least_heights_hold_on_every_page_of_a_table() -> None:
    rows = "".join(f'<tr><td style="height: 40mm">第{n}行</td></tr>' for n in range(13))
    made = texts(pdf.render_html(page(f"<table><thead><tr><td>表头</td></tr></thead>{rows}</table>")))
    assert [each.count("行") for each in made] == [6, 6, 1]
    assert all(each.startswith("表头") for each in made)


def test_a_row_that_fits_a_page_is_never_cut() -> None:
    rows = "".join(f"<tr><td>始{n}。{SENTENCE * 9}终{n}。</td></tr>" for n in range(20))
    for each in texts(pdf.render_html(page(f"<table>{rows}</table>"))):
        assert re.findall(r"始(\d+)。", each) == re.findall(r"终(\d+)。", each)


def test_the_last_line_of_a_paragraph_is_not_left_alone_on_a_page() -> None:
    for lines in range(44, 50):
        made = reader(
            pdf.render_html(page("<p>" + "教" * (45 * lines - 5) + "</p>", "p { line-height: 16pt; }"))
        ).pages
        last = [line for line in made[-1].extract_text().split("\n") if line.strip()]
        assert len(made) <= 2
        assert len(last) >= 2
