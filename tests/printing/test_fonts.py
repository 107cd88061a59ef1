from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from zcforms.printing import faces, fonts


def test_every_font_is_listed_with_its_licence_and_the_licence_is_there() -> None:
    readme = (faces.FOLDER / "README.md").read_text(encoding="utf-8")
    shipped = {path.stem for path in faces.FOLDER.glob("*.ttf")}
    assert shipped == {file for pair in faces.FAMILIES.values() for file in pair}
    licences = {path.name for path in Path(faces.FOLDER / "licences").iterdir()}
    for name in shipped:
        row = next(line for line in readme.splitlines() if f"`{name}.ttf`" in line)
        licence = row.rsplit("`", 2)[1]
        assert licence in licences
        assert "SIL OPEN FONT LICENSE" in (faces.FOLDER / "licences" / licence).read_text(encoding="utf-8")


def test_every_fallback_is_registered_and_everything_it_has_counts_as_drawable() -> None:
    drawable = fonts.register()
    for family in faces.FALLBACK:
        assert set(pdfmetrics.getFont(faces.FAMILIES[family][0]).face.charToGlyph) <= drawable
    assert fonts.register() is drawable


def test_names_and_papers_need_these_characters() -> None:
    drawable = fonts.register()
    wanted = "䶮𬭸𠅤㼆𫍯鿍〇①⑩Ⅳ㎡℃‰±×÷≤≥≠≈αβμπāáǎàīíǐìüǖ€￥™®·•…—–“”‘’《》〈〉【】〔〕★☆■□→←"
    assert [c for c in wanted if ord(c) not in drawable] == []


def test_gb2312_and_the_table_of_general_characters_basics_are_covered() -> None:
    drawable = fonts.register()
    gb2312 = {
        bytes([high, low]).decode("gb2312")
        for high in range(0xB0, 0xF8)
        for low in range(0xA1, 0xFF)
        if (high, low) < (0xD7, 0xFA) or high > 0xD7
    }
    assert len(gb2312) == 6763
    assert [c for c in gb2312 if ord(c) not in drawable] == []
