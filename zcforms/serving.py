"""The web server: gunicorn with threads, started from Python so that one command does everything.

One process by default, with the background jobs in it; a worker that dies is started again by gunicorn's arbiter, and its jobs
go on. With `jobs=external` processes only enqueue.
"""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from zcforms import logs, worker
from zcforms.demo import already_there
from zcforms.domain.errors import ZcformsError
from zcforms.domain.system import said
from zcforms.services import maintenance
from zcforms.services.bench import Bench
from zcforms.settings import Settings
from zcforms.web.app import create_app

SWITCH_INTERVAL = 0.001
"""Seconds; a job that computes would otherwise halve the pages per second (measured: 158 -> 69, with this 150)."""


KEEP_ALIVE = 75
"""Seconds that an idle connection stays open: longer than browsers' and proxies' pools keep theirs for reuse, so that nobody sends a form
into a connection that is just being closed here."""


class AddressUnusable(ZcformsError):
    """The port is taken, or the address is not this machine's."""


class Server(BaseApplication):
    """Gunicorn with our settings; the application is made in the worker, after the fork."""

    def __init__(self, settings: Settings, when_ready: Callable[[Any], None]) -> None:
        self.settings = settings
        self.when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "worker_class": "gthread",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "timeout": 120,
            "graceful_timeout": 30,
            "keepalive": KEEP_ALIVE,
            "control_socket_disable": True,
            "loglevel": "warning",
            "when_ready": self.when_ready,
            "proc_name": "zcforms",
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # gunicorn's types want a server-independent mapping where Flask takes a dict
        sys.setswitchinterval(SWITCH_INTERVAL)
        app = create_app(self.settings)
        if self.settings.jobs == "embedded":
            worker.embed(app.extensions["zcforms"].house)
        return app.wsgi_app


def run(settings: Settings) -> None:
    """Bring the database up to date, load the demonstration where it is asked for and missing, and serve until stopped.

    Raises:
        AddressUnusable, DocumentsInvalid, DatabaseUnusable: nothing is served. FileNotFoundError: a folder of documents is missing.
    """
    logs.configure(settings.log_level)
    _require_usable(settings)
    click.echo(maintenance.upgrade(settings))
    if settings.demo and (there := already_there(settings)):
        click.echo(there)
    elif settings.demo:
        # in a process of its own: the threads that the file store starts would not survive the fork of the web process
        loaded = subprocess.run([sys.executable, "-m", "zcforms", "demo"], check=False)
        if loaded.returncode:
            sys.exit(loaded.returncode)
    Server(settings, _announce(settings)).run()


def _require_usable(settings: Settings) -> None:
    """What would only fail in the web process, after "ready" was said, or be tried again and again, is told at once."""
    Bench.load().close()
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = "已被别的程序占用" if error.errno == errno.EADDRINUSE else f"不能使用（{said(error)}）"
            raise AddressUnusable(
                f"地址 {settings.host}:{settings.port} {reason}。请用 --host、--port 换一个，如 --port {settings.port % 65535 + 1}。"
            ) from error


def _announce(settings: Settings) -> Callable[[Any], None]:
    def when_ready(_server: Any) -> None:
        click.echo(f"zcforms 已就绪，请用浏览器打开 {settings.base_url} （按 Ctrl+C 停止）")
        sys.stdout.flush()

    return when_ready
