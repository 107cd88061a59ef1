"""A site with the demonstration's people for the benchmarks: in this process, or served by gunicorn as in production."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

import requests
from flask import Flask

from zcforms import demo, logs
from zcforms.services import maintenance
from zcforms.settings import Settings
from zcforms.web.app import create_app

PAGES: dict[str, tuple[str, str]] = {
    "首页": ("demo-ready", "/"),
    "个人业绩库": ("demo-library", "/library"),
    "业绩库的一个类别": ("demo-ready", "/library/honor"),
    "新增业绩的表单": ("demo-ready", "/library/publication/new"),
    "职称申报": ("demo-ready", "/declaration"),
    "基本信息（最大的表单）": ("demo-ready", "/applications/{application}/parts/basic"),
    "申报业绩的一个大类": ("demo-ready", "/applications/{application}/achievements/{group}"),
    "导入业绩库": ("demo-ready", "/applications/{application}/lists/work/import"),
    "申报一览表": ("demo-ready", "/applications/{application}/overview"),
    "开始检测": ("demo-ready", "/applications/{application}/check?run=1"),
}
"""What an applicant opens most, by caption: whose page, and where. `{group}` is a category of achievements."""


def places(get: Callable[[str], str]) -> dict[str, str]:
    """What stands for a person's own declaration in the addresses of `PAGES`; `get` opens a page as that person."""
    found = re.search(r"/applications/([\w-]+)/", get("/declaration"))
    assert found, "this person has no declaration"
    group = re.search(r"/achievements/([\w-]+)", get(f"/applications/{found[1]}/parts/basic"))
    return {"application": found[1], "group": group[1] if group else ""}


@contextmanager
def site(folder: Path, database_url: str) -> Iterator[Flask]:
    """The application in this process."""
    logs.configure("error")
    settings = Settings(var=folder, demo=True, database_url=database_url)
    maintenance.upgrade(settings)
    demo.prepare(settings, reset=False)
    app = create_app(settings)
    try:
        yield app
    finally:
        app.extensions["zcforms"].house.close()


@contextmanager
def served(folder: Path, database_url: str) -> Iterator[str]:
    """`zcforms serve --demo` with its defaults; the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"VAR": str(folder), "PORT": str(port), "DATABASE_URL": database_url, "LOG_LEVEL": "error"}
    environment = {**os.environ, **{f"ZCFORMS_{name}": value for name, value in more.items()}}
    command = [sys.executable, "-m", "zcforms", "serve", "--demo"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base)
        yield base
    finally:
        process.terminate()
        process.wait(60)


def _wait(base: str) -> None:
    for _ in range(240):
        try:
            if requests.get(f"{base}/healthz", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.5)
    raise TimeoutError(base)


class Visitor:
    """One browser's session at a served site."""

    def __init__(self, base: str, sub: str) -> None:
        self.base = base
        self.session = requests.Session()
        provider = self.session.get(f"{base}/signin/person", timeout=60)
        self.session.post(provider.url, data={"sub": sub}, headers={"Origin": base}, timeout=60)
        self.places = places(self.get)
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.get("/"))
        self.token = token[1] if token else ""

    def get(self, address: str) -> str:
        answer = self.session.get(urljoin(self.base, address), timeout=60)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.text

    def keep(self, key: str, typed: Mapping[str, object]) -> None:
        """What a form's autosave sends for these fields."""
        headers = {"X-CSRFToken": self.token, "Origin": self.base}
        fields = {name: {"values": {name: [str(value)]}, "was": ""} for name, value in typed.items()}
        content = {"by": key, "fields": fields}
        answer = self.session.post(f"{self.base}/drafts/{key}", json=content, headers=headers, timeout=60)
        assert answer.status_code == 200, (key, answer.status_code, answer.text[:200])
