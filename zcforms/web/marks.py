"""What every form of ours carries besides its token: whose page it stands on, and a key of its own.

The key makes that a form has one effect however often it is sent (`web.once`), and tells windows apart in a draft (`domain.form_draft`).
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, g, request

OWNER, KEY = "owner", "once"
_BYTES = 12


def init_marks(app: Flask) -> None:
    app.jinja_env.globals["form_owner"] = owner
    app.jinja_env.globals["form_key"] = form_key


def owner() -> str:
    """A name for the account that is signed in, fit for a page; "" for nobody."""
    actor = g.get("actor")
    return owner_of(actor.account_id) if actor else ""


def owner_of(account_id: str) -> str:
    return account_id[:12]


def form_key(draft_url: str = "") -> str:
    """A key for a form that is being drawn. One that is shown again with what was typed, because it was refused, keeps its own."""
    sent, actor = request.form.get("draft", ""), g.get("actor")
    refused = not (actor and actor.once and actor.once.used)
    same = refused and bool(draft_url) and urlsplit(sent).path == urlsplit(draft_url).path
    return (same and request.form.get(KEY)) or secrets.token_urlsafe(_BYTES)
