"""A form's autosaved draft: offered when the form is opened again, put into it when it is asked for, gone when the form was saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from flask import request, url_for

from zcforms.domain.form_draft import Typed, by_field, field_of
from zcforms.services import drafts
from zcforms.services.drafts import Draft
from zcforms.web import origins
from zcforms.web.marks import KEY, OWNER
from zcforms.web.origins import Origins, Was
from zcforms.web.visit import actor, house, now, query

ASKED = "draft"
"""The query's word for "with the draft in it"; its value is the draft's key, or 1 for whatever the page has."""
PICKED = "pick:"
"""The query's words for one of several windows' texts, pick:<field>=<number>, begin with this; 0 is the last one."""
FIELD = "draft"
"""Name of the hidden field in which a form tells where its draft is kept."""
CHOICE = "choose:"
"""What the names of a conflict's radio buttons begin with."""
_NOT_TYPED = frozenset(
    {
        "csrf_token",
        OWNER,
        KEY,
        FIELD,
        origins.FIELD,
        origins.DRAWN_FOR,
        "version",
        "record",
        "_do",
        "act",
        "agreed",
        "template",
    }
)


@dataclass(frozen=True, slots=True)
class Restored:
    """A draft that goes into its form now: of each field the text that was typed last, or the one that was picked. `others`: what else windows have."""

    versions: Mapping[str, Typed]
    others: Sequence[Typed] = ()

    @property
    def references(self) -> list[tuple[str, str]]:
        """Names and values of every window's text: what files are spoken of."""
        return [*self.pairs(), *(pair for each in self.others for pair in each.pairs())]

    def pairs(self, field: str | None = None) -> list[tuple[str, str]]:
        """Names and values as a browser would send them: of one field, or of the whole form."""
        return [pair for version in self._of(field) for pair in version.pairs()]

    def has(self, field: str) -> bool:
        return next(self._of(field), None) is not None

    def was(self, field: str) -> Was | None:
        """What the field was drawn from when it was typed; None where nobody knows."""
        version = self.versions.get(field)
        return Was.read(version.was) if version else None

    def _of(self, field: str | None) -> Iterator[Typed]:
        wanted = set() if field is None else {field}
        return (
            version
            for name, version in self.versions.items()
            if field is None or field_of(name, wanted) == field
        )


@dataclass(frozen=True, slots=True)
class Drafting:
    """`key` names the form (services.drafts)."""

    key: str
    found: Draft | None

    @property
    def restored(self) -> Restored | None:
        """What goes into the form now; None: what is kept."""
        asked = request.method == "GET" and request.args.get(ASKED) in ("1", self.key)
        if self.found is None or not asked:
            return None
        fields = self.found.typed.fields
        picked = {name: _picked(name, versions) for name, versions in fields.items()}
        return Restored(picked, [each for versions in fields.values() for each in versions])

    @property
    def offered(self) -> bool:
        return self.found is not None and request.method == "GET" and self.restored is None

    @property
    def shown(self) -> bool:
        """The form is drawn as it is kept."""
        return request.method == "GET" and self.restored is None

    @property
    def keep_url(self) -> str:
        """Where the page's script sends what is typed. It says what this page has shown of the draft."""
        return url_for("drafts.keep", key=self.key, seen=self._seen or None)

    @property
    def forget_url(self) -> str:
        return url_for("drafts.forget", key=self.key)

    @property
    def restore_url(self) -> str:
        arguments = {**query(), **(request.view_args or {}), ASKED: self.key}
        return url_for(request.endpoint or "home.show", **arguments)

    def forget(self) -> None:
        """The form was saved: what stood in it is no draft any more. What other windows have typed is."""
        by, seen = request.form.get(KEY, ""), self._seen
        drafts.settle(house(), actor(), self.key, now(), by=by, seen=seen)

    def keep_sent(self, drawn_from: Origins | None = None) -> None:
        """Keep the present request's form, which could not be saved. `drawn_from`: what its fields were drawn from; without, nobody knows."""
        told = drawn_from or {}
        values = {name: values for name, values in request.form.lists() if _is_typed(name)}
        given = {
            name: (sent, str(told[name]) if name in told else "")
            for name, sent in by_field(values, told).items()
        }
        drafts.keep(house(), actor(), self.key, given, now(), by=request.form.get(KEY, ""), seen=self._seen)

    def typed(self, name: str, default: str = "") -> str:
        """What a control that belongs to no document shows: what was sent, else the draft, else what is kept."""
        return next(iter(self.chosen(name, (default,) if default else ())), "")

    def chosen(self, name: str, default: Sequence[str] = ()) -> Sequence[str]:
        """The same for several values."""
        if request.method != "GET" and name in request.form:
            return request.form.getlist(name)
        restored = self.restored
        if restored is None or not restored.has(name):
            return default
        return [value for _, value in restored.pairs(name)]

    @property
    def _seen(self) -> int:
        """The revision that the page shows, or that the form which was sent has shown."""
        if request.method == "GET":
            return self.found.typed.revision if self.found and self.restored else 0
        key, seen = asked_in(request.form.get(FIELD, ""))
        return seen if key == self.key else 0


def drafting(key: str) -> Drafting:
    return Drafting(key, drafts.find(house(), actor(), key))


def saved() -> None:
    """The present request's form was saved: what stood in it is no draft any more."""
    key, _ = asked_in(request.form.get(FIELD, ""))
    if key:
        Drafting(key, None).forget()


def asked_in(address: str) -> tuple[str, int]:
    """The draft's key in an address of `keep_url`, and the revision that the page has shown; "" where it is none."""
    parts = urlsplit(address)
    _, found, key = parts.path.partition(url_for("drafts.keep", key="-").removesuffix("-"))
    return (unquote(key) if found else "", revision_of(parse_qs(parts.query).get("seen", [""])[0]))


def _is_typed(name: str) -> bool:
    return name not in _NOT_TYPED and not name.startswith(CHOICE)


def revision_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _picked(name: str, versions: Sequence[Typed]) -> Typed:
    number = revision_of(request.args.get(f"{PICKED}{name}", ""))
    return versions[number if number < len(versions) else 0]
