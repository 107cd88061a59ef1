"""What a browser without scripts would send: the successful controls of the page's main form."""

from __future__ import annotations

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self._template = 0
        self._form = False
        self._area: str | None = None
        self._select: tuple[str, bool] | None = None
        self._options: list[tuple[str, bool]] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._template += tag == "template"
        self._form = self._form or (tag == "form" and "data-form" in given)
        if self._template or not self._form:
            return
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in ("file", "submit"):
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.pairs.append((name, given.get("value") or ""))
        elif tag == "textarea" and name:
            self._area, self._text = name, ""
        elif tag == "select" and name:
            self._select, self._options = (name, "multiple" in given), []
        elif tag == "option" and self._select:
            self._options.append((given.get("value") or "", "selected" in given))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        self._template -= tag == "template"
        if tag == "form":
            self._form = False
        elif tag == "textarea" and self._area:
            # a parser drops the line end that follows the tag; a browser sends CR LF
            self.pairs.append((self._area, self._text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None
        elif tag == "select" and self._select:
            name, several = self._select
            chosen = [value for value, selected in self._options if selected]
            if not several:
                chosen = chosen[-1:] or [value for value, _ in self._options[:1]]
            self.pairs += [(name, value) for value in chosen]
            self._select = None


def sent_by(html: str) -> MultiDict[str, str]:
    parser = _Controls()
    parser.feed(html)
    return MultiDict(parser.pairs)
