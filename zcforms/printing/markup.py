"""What a page to be printed may hold, checked before a renderer sees it.

The renderer leaves out a refused image in silence and would fetch what an address names; so nothing that names an
address gets as far as that. Allowed are the elements in `ELEMENTS` and images that stand in the page itself
(`data:image/png;base64,` and `jpeg`), which are decoded to the last pixel here.
"""

from __future__ import annotations

import base64
import binascii
import re
from html.parser import HTMLParser

from zcforms.domain.errors import PrintingFailed, UploadRefused
from zcforms.printing import photo

_ELEMENTS = """
    html head meta title style body div p span br b i u strong em sup sub h1 h2 h3 h4 h5 h6 ul ol li
    table thead tbody tfoot tr td th img pdf:nextpage pdf:nextframe pdf:nexttemplate pdf:pagenumber pdf:pagecount
"""
ELEMENTS = frozenset(_ELEMENTS.split())

_ADDRESSES = frozenset({"src", "href", "background", "data", "poster", "srcset", "action", "backgroundimage"})
_FETCHING_CSS = re.compile(r"url\s*\(|@import|@font-face|-pdf-page-background|expression\s*\(", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMAGE = re.compile(r"data:image/(?:png|jpeg);base64,([A-Za-z0-9+/=\s]+)\Z")

#: Never printed: controls, marks that reverse the reading direction, and characters of no width. A name holding
#: one would not be the name that is read.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe0e\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")


class MissingGlyph(PrintingFailed):
    """None of the fonts can draw some of the text's characters; `characters` names each once, in reading order."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in characters[:20])
        more = f"等 {len(characters)} 个字" if len(characters) > 20 else ""
        stopped = f"打印字库里没有{named}{more}，为免印成空白或别字，已停止生成。"
        super().__init__(stopped + "请核对该字；确属姓名用字的，请联系系统管理员补充字库。")

    def __reduce__(self) -> tuple[type[MissingGlyph], tuple[str]]:
        return type(self), (self.characters,)


def clean(text: str) -> str:
    """The text without what cannot be seen on paper (controls, direction marks, zero-width characters); line ends become one kind."""
    return _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))


def hold(html: str, drawable: frozenset[int]) -> None:
    """Let a cleaned page pass, or say why not.

    Raises:
        MissingGlyph: some character of its text is not among the `drawable` code points.
        PrintingFailed: it holds an element, an address or a style that is not allowed, or a broken image.
    """
    page = _Page()
    page.feed(html)
    page.close()
    if page.refusal is not None:
        raise PrintingFailed(f"打印模板有误：{page.refusal}。")
    text = "".join(page.text)
    missing = [c for c in dict.fromkeys(text) if not c.isspace() and ord(c) not in drawable]
    if missing:
        raise MissingGlyph("".join(missing))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.refusal: str | None = None
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self._refuse(f"不允许使用元素 <{tag[:40]}>")
        for name, value in attrs:
            self._hold_attribute(tag, name, value or "")
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self._hold_style(data)
        else:
            self.text.append(data)

    def unknown_decl(self, data: str) -> None:
        self._refuse("不允许使用声明 <![" + data[:40])

    def handle_pi(self, data: str) -> None:
        self._refuse("不允许使用处理指令 <?" + data[:40])

    def _hold_attribute(self, tag: str, name: str, value: str) -> None:
        if tag == "img" and name == "src":
            self._hold_image(value)
        elif name in _ADDRESSES or name.startswith("on"):
            self._refuse(f"元素 <{tag[:40]}> 不允许带属性 {name[:40]}")
        elif name == "style":
            self._hold_style(value)

    def _hold_style(self, style: str) -> None:
        plain = _CSS_COMMENT.sub("", style)
        if "\\" in plain or _FETCHING_CSS.search(plain):
            self._refuse("样式不得引用外部资源")

    def _hold_image(self, address: str) -> None:
        found = _IMAGE.match(address)
        if found is None:
            self._refuse("图片须写在页面之内，不得引用文件或网址")
            return
        try:
            photo.look(base64.b64decode(found[1], validate=False))
        except (binascii.Error, UploadRefused):
            self._refuse("页面内的图片已损坏")

    def _refuse(self, reason: str) -> None:
        self.refusal = self.refusal or reason
