"""A visitor without a browser: follows links, fills in forms with their hidden fields, and keeps cookies."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


@dataclass
class PageForm:
    """One form of a page: where it goes, what it would send, and its buttons (attributes, and under "" what stands on them)."""

    action: str
    method: str
    fields: MultiDict[str, Any] = field(default_factory=MultiDict)
    buttons: list[dict[str, str]] = field(default_factory=list)
    text: str = ""
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._select: tuple[str, bool] | None = None
        self._area: str | None = None
        self._in_template = 0
        self._in_button = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._in_template += 1
        if self._in_template:
            return
        if tag == "form":
            self._form = PageForm(has.get("action", ""), has.get("method", "get"))
            self.forms.append(self._form)
        elif self._form is not None:
            self._inside(tag, has)

    def _inside(self, tag: str, has: dict[str, str]) -> None:
        assert self._form is not None
        name = has.get("name", "")
        self._form.names.add(name)
        if tag == "button":
            self._form.buttons.append({**has, "": ""})
            self._in_button = True
        elif tag == "select":
            self._select = name, False
        elif tag == "option" and self._select and "selected" in has:
            self._form.fields.add(self._select[0], has.get("value", ""))
        elif tag == "textarea":
            self._area = name
            self._form.fields.add(name, "")
        elif tag == "input" and name and "disabled" not in has:
            kind = has.get("type", "text")
            if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in has):
                return
            self._form.fields.add(name, has.get("value", "on"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._in_template -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "button":
            self._in_button = False

    def handle_data(self, data: str) -> None:
        if self._form is not None:
            self._form.text += data
            if self._in_button:
                self._form.buttons[-1][""] += data
            if self._area:
                self._form.fields.setlist(self._area, [data.removeprefix("\n")])


class HasText(Protocol):
    @property
    def text(self) -> str: ...


def forms_of(page: HasText) -> list[PageForm]:
    parser = _Forms()
    parser.feed(page.text)
    return parser.forms


class Visitor:
    """One person at one machine."""

    def __init__(self, client: FlaskClient, base: str) -> None:
        self.client, self.base = client, base
        self.page: TestResponse

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        self.page = self.client.get(path, base_url=self.base, **kwargs)
        return self._follow()

    def post(self, path: str, data: Any, **kwargs: Any) -> TestResponse:
        headers = {"Origin": self.base, **kwargs.pop("headers", {})}
        self.page = self.client.post(path, data=data, base_url=self.base, headers=headers, **kwargs)
        return self._follow()

    def form(self, part: str) -> PageForm:
        """The form of the present page whose address, text or field names contain `part`."""
        for found in forms_of(self.page):
            if part in found.action or part in found.text or part in found.names:
                return found
        raise AssertionError(f"no form with {part!r} on {self.path}")

    def send(self, part: str, **changed: Any) -> TestResponse:
        """Fill in a form and send it with its hidden fields. None takes a field away; dots of names are written as `__`."""
        found = self.form(part)
        fields = found.fields.copy()
        for name, value in changed.items():
            key = name.replace("__", ".")
            fields.poplist(key)
            for each in value if isinstance(value, list) else [] if value is None else [value]:
                fields.add(key, each)
        where = found.action or self.path
        if found.method.lower() == "get":
            return self.get(where, query_string=fields)
        return self.post(where, fields)

    def press(self, caption: str, number: int = 0, /, **changed: Any) -> TestResponse:
        """Fill in the form that has a button of this caption (the one of that `number`), and press it."""
        for found in forms_of(self.page):
            buttons = [each for each in found.buttons if each[""].strip() == caption]
            if buttons:
                button = buttons[number]
                fields = found.fields.copy()
                for name, value in changed.items():
                    fields.setlist(name.replace("__", "."), value if isinstance(value, list) else [value])
                if "name" in button:
                    fields.add(button["name"], button.get("value", ""))
                return self.post(button.get("formaction") or found.action or self.path, fields)
        raise AssertionError(f"no button {caption!r} on {self.path}")

    def autosave(self, part: str, **typed: Any) -> TestResponse:
        """What the page's script sends while somebody types: the fields of the form, with what they were drawn from. `send`'s names."""
        form = self.form(part).fields
        origins = json.loads(form.get("origins", "{}"))
        fields = {}
        for name, value in typed.items():
            key = name.replace("__", ".")
            values = value if isinstance(value, list) else [value]
            fields[key] = {"values": {key: values}, "was": origins.get(key, "")}
        content = {"owner": form.get("owner"), "by": form.get("once"), "fields": fields}
        headers = {"X-CSRFToken": form["csrf_token"], "Origin": self.base, "Accept": "application/json"}
        return self.client.post(form["draft"], json=content, headers=headers, base_url=self.base)

    @property
    def path(self) -> str:
        asked = self.page.request
        query = asked.query_string.decode()
        return f"{asked.script_root}{asked.path}" + (f"?{query}" if query else "")

    def sign_in(self, sub: str, kind: str = "person") -> TestResponse:
        """Through the provider's real page."""
        self.get(f"/signin/{kind}")
        assert "演示用统一身份认证" in self.page.text, self.page.text[:300]
        return self.post(self.path, {"sub": sub})

    def csrf(self) -> str:
        return str(self.form("csrf_token").fields["csrf_token"])

    def _follow(self) -> TestResponse:
        for _ in range(8):
            if self.page.status_code not in (301, 302, 303):
                return self.page
            target = urlsplit(self.page.location)
            assert not target.netloc or target.netloc == urlsplit(self.base).netloc, self.page.location
            self.page = self.client.get(
                target.path + (f"?{target.query}" if target.query else ""), base_url=self.base
            )
        raise AssertionError("redirected in a circle")


def complaints(page: TestResponse) -> list[str]:
    """Every sentence that a page says in warning, for messages of failed tests."""
    found = re.findall(
        r'class="(?:alert[^"]*|zc-error|zc-errors[^"]*)"[^>]*>(.*?)</(?:div|p)>', page.text, re.S
    )
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each)).strip() for each in found]


def json_of(visitor: Visitor, url: str, content: dict[str, Any]) -> Any:
    """What a page's script sends."""
    visitor.get("/rules")
    headers = {"Origin": visitor.base, "X-CSRFToken": visitor.csrf(), "Accept": "application/json"}
    return visitor.client.post(url, json=content, base_url=visitor.base, headers=headers)
