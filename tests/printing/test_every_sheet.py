"""Every sheet document that there is: whatever people type into it, it is printed as typed, or not at all and with the reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.printing import uploads
from tests.printing.pages import poppler, reader, text
from zcforms import resources
from zcforms.printing import binding, photo, sheet
from zcforms.printing.markup import MissingGlyph
from zcforms.printing.pdf import render_html

SHEETS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((resources.folder("schemas") / "sheets").glob("*.json"))
}
RARE = "赵䶮𬭸𠅤\U0002b820"
"""Of the last three code points none has four hexadecimal digits: the renderer, left alone, writes down other characters for them."""
HOSTILE = '<img src="file:///etc/passwd"/><img src="http://127.0.0.1:9/x.png"/>&lt;{{ 7*7 }}'

each_sheet = pytest.mark.parametrize("name", SHEETS)


def references(sheet_document: dict[str, Any]) -> Iterator[str]:
    """With those inside its texts."""
    yield from binding.references(sheet_document)
    yield from re.findall(r"\{([a-z][a-z-]*\.[a-z_]+)", json.dumps(sheet_document, ensure_ascii=False))


def overview(sheet_document: dict[str, Any], typed: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Everything that the sheet names, and `typed` in each of its places."""
    fields: dict[str, list[dict[str, str]]] = {}
    facts: dict[str, Any] = {}
    groups: dict[str, dict[str, Any]] = {}
    sections = {each["from"]: each["kind"] for each in sheet_document["sections"] if "from" in each}
    for reference in dict.fromkeys(references(sheet_document)):
        group, _, name = reference.partition(".")
        if group == "facts":
            facts[name] = [typed] if sections.get(reference) == "notes" else typed
        elif name:
            fields.setdefault(group, []).append({"id": name, "caption": name, "text": typed})
        elif sections.get(reference) in ("records", "achievements") and not group.startswith("*"):
            row = {"cells": {"a": typed}, "detail": [{"caption": "说明", "text": typed}]}
            groups[group] = {"columns": [{"id": "a", "caption": "内容"}], "rows": [row], "kind": "records"}
    groups |= {
        group: {"kind": "fields", "fields": known} for group, known in fields.items() if group != "heading"
    }
    made = [{"id": group, "caption": group, **known} for group, known in groups.items()]
    return {"heading": fields.get("heading", []), "groups": made}, facts


def printed(name: str, typed: str) -> bytes:
    shown, facts = overview(SHEETS[name], typed)
    portrait = photo.portrait(uploads.jpeg(500, 700))
    html = sheet.render(SHEETS[name], shown, facts, photo=portrait, draft=False, number="1", link=None)
    return render_html(html)


def embedded(pdf: bytes) -> bool:
    """Whether every font that draws on a page is inside the file."""
    for page in reader(pdf).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            told = font.get_object()
            if told["/BaseFont"] == "/Helvetica":  # the renderer's default, named and never drawn with
                continue
            if "/FontFile2" not in told["/FontDescriptor"].get_object():
                return False
    return True


@each_sheet
def test_rare_names_are_drawn_and_read_back(name: str, tmp_path: Path) -> None:
    pdf = printed(name, RARE)
    assert RARE in text(pdf)
    other = poppler(pdf, tmp_path)
    assert other is None or RARE in other
    assert embedded(pdf)


@each_sheet
@pytest.mark.parametrize("character", ["\ue000", "\U00030000"])
def test_what_no_font_has_stops_the_document_and_is_named(name: str, character: str) -> None:
    with pytest.raises(MissingGlyph, match=rf"U\+{ord(character):04X}"):
        printed(name, f"林{character}")


@each_sheet
def test_markup_and_addresses_are_text(name: str) -> None:
    """Nothing is fetched and no file is read: what was typed stands on the paper as it was typed."""
    pdf = printed(name, HOSTILE)
    assert "".join(HOSTILE.split()) in text(pdf)
    assert "root:" not in text(pdf)


@each_sheet
def test_long_texts_lose_nothing(name: str) -> None:
    typed = "".join(f"第{n}句话写到这里为止，" for n in range(12))
    assert typed in text(printed(name, typed))
