from __future__ import annotations

import base64
import pickle

import pytest

from tests.printing import uploads
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import markup
from zcforms.printing.markup import MissingGlyph, clean, hold

DRAWABLE = frozenset(range(0x20, 0x7F)) | {ord(c) for c in "教师评审李"}


@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x1b", "\x7f", "\x9f", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\uffff", "\u00ad"],
)
def test_what_cannot_be_seen_is_taken_out(hidden: str) -> None:
    assert clean(f"李{hidden}师") == "李师"


def test_line_ends_become_one_kind_and_the_rest_stays() -> None:
    assert clean("甲\r\n乙\r丙\u2028丁\u0085戊\t\u3000己\u00a0") == "甲\n乙\n丙\n丁\n戊\t\u3000己\u00a0"


def test_a_lone_surrogate_is_taken_out() -> None:
    assert clean("李\ud800师") == "李师"


def test_missing_characters_are_all_named_once_in_order() -> None:
    with pytest.raises(MissingGlyph) as caught:
        hold("<p>李𰻞师\u3000鿿𰻞</p>", DRAWABLE)
    assert caught.value.characters == "𰻞鿿"
    assert "“𰻞”（U+30EDE）" in str(caught.value)
    assert "停止" in str(caught.value)


def test_many_missing_characters_are_counted() -> None:
    with pytest.raises(MissingGlyph, match="等 30 个字"):
        hold("<p>" + "".join(chr(0x30000 + n) for n in range(30)) + "</p>", DRAWABLE)


def test_character_references_are_read_as_their_characters() -> None:
    hold("<p>&#x674E;</p>", DRAWABLE)
    with pytest.raises(MissingGlyph):
        hold("<p>&#x30EDE;</p>", DRAWABLE)


def test_the_error_survives_the_way_out_of_a_child_process() -> None:
    copied = pickle.loads(pickle.dumps(MissingGlyph("𰻞")))
    assert copied.characters == "𰻞"
    assert str(copied) == str(MissingGlyph("𰻞"))


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1/a.png"/>',
        '<img src="file:///etc/passwd"/>',
        '<img src="/etc/passwd"/>',
        '<img src="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<img src="data:image/png;base64,AAAA"/>',
        '<img src="data:image/png;base64,!!"/>',
        '<link rel="stylesheet" href="http://127.0.0.1/a.css"/>',
        '<a href="http://127.0.0.1/">李</a>',
        "<script>1</script>",
        '<iframe src="http://127.0.0.1/"></iframe>',
        '<object data="/etc/passwd"></object>',
        '<pdf:insertpdf src="/etc/passwd"/>',
        '<pdf:font name="a" src="/etc/passwd"/>',
        '<table background="/etc/passwd"><tr><td>李</td></tr></table>',
        '<p onclick="x">李</p>',
        "<style>@import '/etc/passwd';</style>",
        "<style>@font-face { font-family: a; src: url(/etc/passwd); }</style>",
        "<style>p { background-image: url(http://127.0.0.1/); }</style>",
        "<style>p { background-image: u/**/rl(http://127.0.0.1/); }</style>",
        "<style>p { background-image: \\75rl(http://127.0.0.1/); }</style>",
        '<p style="background: URL (/etc/passwd)">李</p>',
        "<![CDATA[<img src='/etc/passwd'>]]>",
        "<?php echo 1 ?>",
    ],
)
def test_nothing_that_names_an_address_passes(body: str) -> None:
    with pytest.raises(PrintingFailed, match="打印模板有误"):
        hold(f"<html><body>{body}</body></html>", DRAWABLE)


def test_a_truncated_picture_is_refused_instead_of_printed_broken() -> None:
    whole = uploads.jpeg(200, 300)
    for data, passes in ((whole, True), (whole[: len(whole) // 2], False)):
        body = f'<img src="data:image/jpeg;base64,{base64.b64encode(data).decode()}"/>'
        if passes:
            hold(body, DRAWABLE)
        else:
            with pytest.raises(PrintingFailed, match="已损坏"):
                hold(body, DRAWABLE)


def test_every_allowed_element_passes() -> None:
    assert {"table", "td", "p", "div"} <= markup.ELEMENTS
    for element in markup.ELEMENTS - {"img", "style"}:
        hold(f"<{element}>李</{element}>", DRAWABLE)
