"""The page with the largest form (基本信息: three sections, nested records): the whole request, and the template's part.

python -m benchmarks.page [RUNS]
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, before_render_template, template_rendered
from flask.testing import FlaskClient

from benchmarks.timing import Spent, in_turn, rows
from zcforms import demo, logs
from zcforms.services import maintenance
from zcforms.settings import Settings
from zcforms.web.app import create_app

BASELINE = "a request without database and template (/healthz)"
PERSON = "demo-draft"


def measure(runs: int = 100) -> dict[str, Spent]:
    """Milliseconds by what was done."""
    with tempfile.TemporaryDirectory(prefix="zcforms-bench-") as folder:
        logs.configure("error")
        settings = Settings(var=Path(folder), demo=True)
        maintenance.upgrade(settings)
        demo.prepare(settings, reset=False)
        app = create_app(settings)
        client = app.test_client()
        address = _largest_form(client, settings.base_url)
        rendered = _listen(app)
        spent = in_turn(
            {
                "the page with the largest form, whole request": lambda: _get(
                    client, settings.base_url, address
                ),
                BASELINE: lambda: _get(client, settings.base_url, "/healthz"),
            },
            runs=runs,
        )
        app.extensions["zcforms"].house.close()
    return {**spent, "its template alone": Spent(tuple(sorted(rendered[3:])))}


def _listen(app: Flask) -> list[float]:
    """Milliseconds of each outermost template from now on."""
    begun: list[float] = []
    rendered: list[float] = []

    @before_render_template.connect_via(app)
    def before(*_: Any, **__: Any) -> None:
        begun.append(time.perf_counter())

    @template_rendered.connect_via(app)
    def after(*_: Any, **__: Any) -> None:
        rendered.append((time.perf_counter() - begun.pop()) * 1000)

    app.extensions["zcforms-bench"] = (before, after)  # signals hold their receivers weakly
    return rendered


def _get(client: FlaskClient, base: str, address: str) -> str:
    for _ in range(8):
        answer = client.get(address, base_url=base)
        if answer.status_code not in (301, 302, 303):
            assert answer.status_code == 200, (address, answer.status_code)
            return answer.text
        parts = urlsplit(answer.location)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
    raise AssertionError(f"{address} redirects in a circle")


def _largest_form(client: FlaskClient, base: str) -> str:
    """Log in as the person whose draft is half filled; the address of the first page of the draft."""
    answer = client.get("/signin/person", base_url=base)
    while answer.status_code in (301, 302, 303):
        parts = urlsplit(answer.location)
        where = f"{parts.path}?{parts.query}"
        answer = client.get(where, base_url=base)
    client.post(where, base_url=base, data={"sub": PERSON}, headers={"Origin": base}, follow_redirects=True)
    page = _get(client, base, "/declaration")
    found = re.search(r"/applications/[\w-]+/fill", page)
    assert found, "the demonstration's draft is not on the page"
    return found[0]


def table(spent: dict[str, Spent]) -> str:
    lines = ["| one page | p50 ms | p99 ms | ratio |", "|---|---|---|---|"]
    return "\n".join([*lines, *rows(spent, BASELINE)])


if __name__ == "__main__":
    print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100)))
