"""The ten most used pages, on both databases: what each costs alone and where the time goes, and what 32 people at once get.

    python -m benchmarks.pages [SECONDS]

Alone: in this process, one request after the other, beside a request without database and template. At once: `zcforms serve` with its
defaults, 32 sessions that open the pages in turn, or whose forms save themselves, for so many seconds. Client and server share the machine.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, before_render_template, template_rendered
from flask.testing import FlaskClient

from benchmarks.drafts import FORM, databases
from benchmarks.site import PAGES, Visitor, places, served, site
from benchmarks.timing import Spent
from zcforms.forms import validation

USERS = 32
PEOPLE = ("demo-ready", "demo-incomplete", "demo-draft", "demo-engineer")
"""Whose sessions they are; each of them has a declaration that can be filled in."""
BASELINE = "不查数据库、不用模板的请求（/healthz）"
DRAFT = "表单自动保存草稿（60 项）"
_RUNS, _WARM = 60, 3


# ------------------------------------------------------------------------------------------------ alone


@dataclass
class Meter:
    """Milliseconds of one request that went into the database, templates and the validation of answers."""

    spent: dict[str, float] = field(default_factory=dict)
    begun: list[float] = field(default_factory=list)

    def add(self, part: str, since: float) -> None:
        self.spent[part] = self.spent.get(part, 0.0) + (time.perf_counter() - since) * 1000


@contextmanager
def metered(app: Flask) -> Iterator[Meter]:
    """Count the parts of every request of the application while the block lasts."""
    meter = Meter()
    engine = app.extensions["zcforms"].house.database.engine

    def before(*_: Any, **__: Any) -> None:
        meter.begun.append(time.perf_counter())

    def after(part: str) -> Callable[..., None]:
        return lambda *_, **__: meter.add(part, meter.begun.pop())

    drawn, queried = after("模板"), after("数据库")
    sa.event.listen(engine, "before_cursor_execute", before)
    sa.event.listen(engine, "after_cursor_execute", queried)
    with (
        before_render_template.connected_to(before, app),
        template_rendered.connected_to(drawn, app),
        _timed(validation.validate, meter),
        _timed(validation.breaches_of, meter),
    ):
        yield meter
    sa.event.remove(engine, "before_cursor_execute", before)
    sa.event.remove(engine, "after_cursor_execute", queried)


@contextmanager
def _timed(function: Callable[..., Any], meter: Meter) -> Iterator[None]:
    """Put a clock around a function wherever a module of ours has it by name; one inside the other counts once."""
    inside: list[bool] = []

    def clocked(*args: Any, **kwargs: Any) -> Any:
        if inside:
            return function(*args, **kwargs)
        inside.append(True)
        begun = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            meter.add("校验", begun)
            inside.pop()

    holders = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("zcforms.") and getattr(module, function.__name__, None) is function
    ]
    for module in holders:
        setattr(module, function.__name__, clocked)
    yield
    for module in holders:
        setattr(module, function.__name__, function)


@dataclass(frozen=True, slots=True)
class Alone:
    """`shares`: of the time of all runs, by part, between 0 and 1."""

    spent: Spent
    shares: Mapping[str, float]


def alone(app: Flask) -> dict[str, Alone]:
    clients: dict[str, tuple[FlaskClient, Mapping[str, str]]] = {}
    base = app.extensions["zcforms"].settings.base_url
    for sub in {sub for sub, _ in PAGES.values()}:
        client = app.test_client()
        clients[sub] = client, _signed_in(client, base, sub)
    asked: dict[str, tuple[FlaskClient, str]] = {
        name: (clients[sub][0], address.format(**clients[sub][1])) for name, (sub, address) in PAGES.items()
    }
    asked[BASELINE] = app.test_client(), "/healthz"
    times: dict[str, list[float]] = {name: [] for name in asked}
    parts: dict[str, dict[str, float]] = {name: {} for name in asked}
    with metered(app) as meter:
        for number in range(_RUNS + _WARM):
            for name, (client, address) in asked.items():
                meter.spent = {}
                begun = time.perf_counter()
                _get(client, base, address)
                if number >= _WARM:
                    times[name].append((time.perf_counter() - begun) * 1000)
                    for part, spent in meter.spent.items():
                        parts[name][part] = parts[name].get(part, 0.0) + spent
    return {
        name: Alone(
            Spent(tuple(sorted(found))),
            {part: spent / sum(found) for part, spent in parts[name].items()},
        )
        for name, found in times.items()
    }


def _signed_in(client: FlaskClient, base: str, sub: str) -> Mapping[str, str]:
    """What stands in the addresses for this person."""
    answer = client.get("/signin/person", base_url=base)
    where = ""
    while answer.status_code in (301, 302, 303):
        parts = urlsplit(answer.location)
        where = f"{parts.path}?{parts.query}"
        answer = client.get(where, base_url=base)
    client.post(where, base_url=base, data={"sub": sub}, headers={"Origin": base}, follow_redirects=True)
    return places(lambda address: _get(client, base, address)) if sub in PEOPLE else {}


def _get(client: FlaskClient, base: str, address: str) -> str:
    answer = client.get(address, base_url=base)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.text


# ------------------------------------------------------------------------------------------- 32 at once


Step = tuple[str, Callable[[], object]]


def at_once(base: str, seconds: float, steps: Callable[[Visitor, int], list[Step]]) -> dict[str, Spent]:
    """Each session does its steps in an order of its own, again and again."""
    visitors = [Visitor(base, PEOPLE[number % len(PEOPLE)]) for number in range(USERS)]
    barrier = threading.Barrier(USERS)
    spent: list[tuple[str, float]] = []
    failures: list[BaseException] = []

    def one(number: int) -> None:
        mine = steps(visitors[number], number)
        random.Random(number).shuffle(mine)
        barrier.wait()
        end = time.monotonic() + seconds
        for name, step in itertools.cycle(mine):
            begun = time.monotonic()
            if begun >= end:
                return
            try:
                step()
            except BaseException as error:  # told by the thread that waits for all of them
                failures.append(error)
                return
            spent.append((name, (time.monotonic() - begun) * 1000))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    names = dict.fromkeys(name for name, _ in spent)
    return {name: Spent(tuple(sorted(ms for each, ms in spent if each == name))) for name in names}


def _opening(visitor: Visitor, _: int) -> list[Step]:
    """Every page that belongs to a declaration is the visitor's own."""

    def opened(address: str) -> Callable[[], object]:
        return lambda: visitor.get(address.format(**visitor.places))

    return [(name, opened(address)) for name, (_, address) in PAGES.items()]


def _typing(visitor: Visitor, number: int) -> list[Step]:
    typed = itertools.count()
    return [(DRAFT, lambda: visitor.keep(f"bench/{number}", {**FORM, "typed": next(typed)}))]


# ---------------------------------------------------------------------------------------------- together


@dataclass(frozen=True, slots=True)
class Measured:
    """`rate`: pages a second of all 32 together, `saves`: saved drafts a second."""

    alone: Mapping[str, Alone]
    crowded: Mapping[str, Spent]
    drafts: Spent
    rate: float
    saves: float


def measure(seconds: float = 20.0) -> dict[str, Measured]:
    """By database."""
    found = {}
    with databases() as addresses, tempfile.TemporaryDirectory(prefix="zcforms-bench-") as folder:
        for name, url in addresses.items():
            with served(Path(folder) / name, url) as base:
                pages = at_once(base, seconds, _opening)
                drafts = at_once(base, seconds / 2, _typing)[DRAFT]
            with site(Path(folder) / name, url) as app:
                single = alone(app)
            opened = sum(len(one.runs) for one in pages.values())
            found[name] = Measured(single, pages, drafts, opened / seconds, len(drafts.runs) / (seconds / 2))
    return found


_PARTS = ("模板", "数据库", "校验")


def table(found: Mapping[str, Measured]) -> str:
    blocks = []
    for database, measured in found.items():
        blocks.append(
            f"| {database}: page | alone p50 ms | p99 ms | ratio | template | database | validation | 32 at once p50 ms | p99 ms |\n"
            "|---|---|---|---|---|---|---|---|---|"
        )
        base = measured.alone[BASELINE].spent.p50
        for name, one in measured.alone.items():
            shares = " | ".join(f"{one.shares.get(part, 0):.0%}" for part in _PARTS)
            crowd = measured.crowded.get(name)
            crowded = f"{crowd.p50:.0f} | {crowd.p99:.0f}" if crowd else "– | –"
            blocks[-1] += (
                f"\n| {name} | {one.spent.p50:.1f} | {one.spent.p99:.1f} | {one.spent.p50 / base:.1f} | {shares} | {crowded} |"
            )
        blocks[-1] += (
            f"\n| {DRAFT} | – | – | – | – | – | – | {measured.drafts.p50:.0f} | {measured.drafts.p99:.0f} |"
        )
        blocks.append(
            f"{database}, 32 at once: {measured.rate:.0f} pages or {measured.saves:.0f} saved drafts a second."
        )
    return "\n\n".join(blocks)


if __name__ == "__main__":
    print(table(measure(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0)))
