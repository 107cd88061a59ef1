"""A form has one effect: sent again (a double click, an answer that got lost), it gets the answer of the first time.

The key that each drawn form carries (`web.marks`) is used up by the first unit of work that the form leads to (`services.access.writing`), in
the same transaction. So it is either used and done, or neither.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Redirect

from zcforms.domain.errors import AlreadyDone
from zcforms.services import once
from zcforms.services.actor import Once
from zcforms.services.once import Done
from zcforms.web.marks import KEY
from zcforms.web.replay import typed_fields
from zcforms.web.visit import actor, house

_LONGEST_KEY = 64
_WAITS, _SECONDS = 20, 0.05
"""For the answer of the first click, which comes a moment after its effect."""


def init_once(app: Flask) -> None:
    @app.before_request
    def ask() -> Response | Redirect | None:
        key = request.form.get(KEY, "") if request.method == "POST" and g.get("actor") else ""
        if not 0 < len(key) <= _LONGEST_KEY:
            return None
        g.actor = replace(actor(), once=Once(key, _digest()))
        return _answer_of_the_first_time()

    @app.after_request
    def settle(response: Response) -> Response:
        form = g.actor.once if g.get("actor") else None
        if form is None:
            return response
        if form.used:
            once.tell(house(), actor(), _outcome(response))
        elif response.status_code >= 400 and (first := _answer_of_the_first_time()):
            return current_app.make_response(first)
        return response


def led_to(url: str) -> None:
    """What this request's form has made, for an answer that does not lead there by itself."""
    g.led_to = url


def _answer_of_the_first_time() -> Response | Redirect | None:
    done = _done()
    if done is None:
        return None
    if not done.same:
        page = render_template(
            "web/errors/sent_before.html", there=done.outcome.get("location"), fields=_as_a_new_form()
        )
        return Response(page, 409)
    for category, message in done.outcome.get("messages", ()):
        flash(message, category)
    if not done.outcome.get("location"):
        flash(str(AlreadyDone()), "info")
    return redirect(done.outcome.get("location") or _back(), 303)


def _done() -> Done | None:
    done = once.done(house(), actor())
    for _ in range(_WAITS):
        if done is None or done.outcome or not done.same:
            break
        time.sleep(_SECONDS)
        done = once.done(house(), actor())
    return done


def _outcome(response: Response) -> dict[str, object]:
    location = response.location if response.status_code in (302, 303) else g.get("led_to")
    return {
        "status": response.status_code,
        "location": location,
        "messages": [list(each) for each in session.get("_flashes", ())],
    }


def _digest() -> str:
    """Of everything that was sent but the token."""
    texts = sorted(
        (name, value)
        for name, values in request.form.lists()
        if name not in (KEY, "csrf_token")
        for value in values
    )
    files = sorted(
        (name, each.filename or "", _content(each)) for name, each in request.files.items(multi=True)
    )
    return hashlib.sha256(json.dumps([texts, files]).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _content(file: FileStorage) -> str:
    """Of a file that travels with its form: it may have been put right under the same name."""
    try:
        return hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    finally:
        file.stream.seek(0)


def _as_a_new_form() -> list[tuple[str, str]]:
    return [(name, value) for name, value in typed_fields() if name != KEY]


def _back() -> str:
    """The page that the form stood on."""
    there = request.referrer or ""
    return there if there.startswith(request.host_url) else url_for("home.show")
