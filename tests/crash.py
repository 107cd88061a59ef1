"""A real signal to a supervised child while a call is under way."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from zcforms.supervision import Supervised

T = TypeVar("T")


def crash_during(supervised: Supervised, number: int, call: Callable[[], T]) -> T:
    """What `call` returns or raises when the child gets the signal after it was sent the arguments and before it can read them."""
    supervised.start()
    pid = supervised.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(call)
        while not _unread(supervised):
            time.sleep(0.005)
        os.kill(pid, number)
        os.kill(pid, signal.SIGCONT)
        return waiting.result(60)


def _unread(supervised: Supervised) -> int:
    """Bytes that the child has not read yet."""
    assert supervised._child is not None
    packed = fcntl.ioctl(supervised._child._socket.fileno(), termios.TIOCOUTQ, bytes(4))
    return int(struct.unpack("i", packed)[0])
