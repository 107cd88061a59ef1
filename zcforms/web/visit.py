"""What every view needs from the request that it answers: the house, who asks, and what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from flask import current_app, g, request

from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.settings import Settings

EXTENSION = "zcforms"


@dataclass(frozen=True, slots=True)
class Extension:
    """`app.extensions["zcforms"]`: what the composition made and others (the server, tests) may reach."""

    house: House
    settings: Settings


def house() -> House:
    extension: Extension = current_app.extensions[EXTENSION]
    return extension.house


def actor() -> Actor:
    """Who asks; the gate in `sessions` has made sure that there is somebody wherever a view is not public."""
    return cast(Actor, g.actor)


def now() -> datetime:
    """Business time, one moment for the whole request: the demonstration's season in demonstration mode (decision 3)."""
    if "now" not in g:
        g.now = house().now()
    return cast(datetime, g.now)


def real_now() -> datetime:
    """Real time, for sessions and tokens."""
    return datetime.now(UTC)


def page_number(name: str = "page") -> int:
    """The page that the query asks for; what is no number is the first page."""
    text = request.args.get(name, "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def wants_fragment() -> bool:
    """The page's script asks for a piece of HTML to put into a dialog or drawer."""
    return request.headers.get("X-Fragment") == "1" or request.headers.get("HX-Request") == "true"


def wants_json() -> bool:
    """A program or the page's script asks: it sends JSON, or prefers to read it."""
    return (
        request.is_json
        or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def query() -> dict[str, Any]:
    """What the address asked for, to stand in another address: without what `url_for` would take for itself."""
    return {
        name: value
        for name, value in request.args.items()
        if name not in ("endpoint", "self") and not name.startswith("_")
    }
