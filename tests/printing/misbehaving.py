"""Functions that a child process runs in tests: they hang or die of a real fault."""

from __future__ import annotations

import ctypes
import time


def print_or_hang(html: str) -> bytes:
    while html == "hang":
        time.sleep(0.05)
    return html.encode()


def print_or_crash(html: str) -> bytes:
    if html == "crash":
        ctypes.string_at(0)
    return html.encode()


def read_and_hang(*_: object) -> None:
    time.sleep(60)


def read_and_crash(*_: object) -> None:
    ctypes.string_at(0)
