"""Calls to code that may crash or hang, made in a child process that is watched.

Two of our libraries run C code that can take a process with it (the rules engine) or run for very long
(the PDF renderer). Each is called through a `Supervised`, so that the worst case is an exception in the
caller and a fresh child for the next call. The child speaks pickled frames, each preceded by its length
as eight bytes, over an inherited socket pair; it has no other way in.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

_LENGTH = struct.Struct(">Q")
_START_SECONDS = 60.0  # importing a large library on a busy machine
_END_SECONDS = 1.0
_ORPHAN_GRACE_SECONDS = 2.0


class SupervisionError(Exception):
    """The supervised call came to no end of its own."""


class ChildCrashed(SupervisionError):
    """The child ended before it answered; `exit_code` is negative for a signal (-11: SIGSEGV)."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code

    def __str__(self) -> str:
        if self.exit_code < 0:
            return f"child process was ended by signal {-self.exit_code}"
        return f"child process ended with exit code {self.exit_code}"


class ChildTimedOut(SupervisionError):
    """The child did not answer within `seconds` and was killed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"child process did not answer within {self.seconds:g} s"


class Supervised:
    """A function, named as "module:function", that runs in a child process of its own.

    Arguments and result are pickled. Calls of several threads wait for each other: use one `Supervised`
    for each child that is wanted. `timeout` is in seconds and begins when the child has the arguments; the
    time to start a child is not counted, and with `preload` the import of the module belongs to the start.
    A child is never shared with a forked process: after a fork each process starts its own.
    """

    def __init__(self, target: str, *, timeout: float, preload: bool = True) -> None:
        self._target = target
        self._timeout = timeout
        self._preload = preload
        self._lock = threading.Lock()
        self._child: _Child | None = None
        _everyone.add(self)

    @property
    def pid(self) -> int | None:
        """The living child's process id."""
        child = self._child
        return child.pid if child is not None and child.alive else None

    def call(self, *args: Any) -> Any:
        """The function's result. Raises `ChildCrashed`, `ChildTimedOut` or what the function raised."""
        frame = pickle.dumps(args)
        with self._lock:
            child = self._ready_child()
            try:
                returned, value = child.exchange(frame, self._timeout)
            except BaseException:  # an answer left behind would be taken for the next call's
                self._discard()
                raise
        if not returned:
            raise value
        return value

    def start(self) -> None:
        """Start the child now instead of at the first call."""
        with self._lock:
            self._ready_child()

    def close(self) -> None:
        """End the child. A later call starts a new one."""
        with self._lock:
            self._discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ready_child(self) -> _Child:
        if self._child is not None and not self._child.alive:
            self._discard()  # it died while idle: no call was harmed
        if self._child is None:
            self._child = _Child(self._target, self._timeout, self._preload)
            try:
                self._child.await_ready()
            except BaseException:
                self._discard()
                raise
        return self._child

    def _discard(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _forget_inherited(self) -> None:
        child, self._child = self._child, None
        self._lock = threading.Lock()  # its holder is a thread that the fork did not copy
        if child is not None:
            child.forget()


class _Child:
    """The parent's view of one child process."""

    def __init__(self, target: str, timeout: float, preload: bool) -> None:
        self._socket, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "zcforms.supervision"]
        command += [str(theirs.fileno()), target, str(timeout), "1" if preload else "0"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=2,  # what a library prints must not mix with our own output
                pass_fds=[theirs.fileno()],
                env=environment,
            )
        self.pid = self._process.pid
        self._idle = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def await_ready(self) -> None:
        imported, error = self._answer(_START_SECONDS)
        if not imported:
            raise error

    def exchange(self, frame: bytes, seconds: float) -> tuple[bool, Any]:
        try:
            self._socket.settimeout(seconds)
            _send(self._socket, frame)
        except TimeoutError:
            raise ChildTimedOut(seconds) from None
        except OSError:
            raise self._crash() from None
        return self._answer(seconds)

    def end(self) -> None:
        """Ask by closing the socket, then kill."""
        self._socket.close()
        try:
            self._process.wait(_END_SECONDS if self._idle else 0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def forget(self) -> None:
        self._socket.close()
        self._process.returncode = 0  # another process's child: there is nothing to wait for here

    def _answer(self, seconds: float) -> tuple[bool, Any]:
        self._idle = False
        try:
            frame = _receive(self._socket, time.monotonic() + seconds)
        except TimeoutError:
            raise ChildTimedOut(seconds) from None
        except OSError:
            raise self._crash() from None
        self._idle = True
        answer: tuple[bool, Any] = pickle.loads(frame)  # noqa: S301 - from our own child
        return answer

    def _crash(self) -> ChildCrashed:
        try:
            return ChildCrashed(self._process.wait(_END_SECONDS))
        except subprocess.TimeoutExpired:  # it closed its end and lives on
            self._process.kill()
            return ChildCrashed(self._process.wait())


def _send(connection: socket.socket, frame: bytes) -> None:
    connection.sendall(_LENGTH.pack(len(frame)) + frame)


def _receive(connection: socket.socket, deadline: float | None) -> bytes:
    (length,) = _LENGTH.unpack(_receive_exactly(connection, _LENGTH.size, deadline))
    return bytes(_receive_exactly(connection, length, deadline))


def _receive_exactly(connection: socket.socket, length: int, deadline: float | None) -> bytearray:
    frame = bytearray(length)
    view = memoryview(frame)
    while view:
        if deadline is not None:
            connection.settimeout(max(deadline - time.monotonic(), 0.001))
        count = connection.recv_into(view)
        if not count:
            raise ConnectionResetError
        view = view[count:]
    return frame


_everyone: weakref.WeakSet[Supervised] = weakref.WeakSet()


def _forget_all() -> None:
    for supervised in list(_everyone):
        supervised._forget_inherited()


@atexit.register
def _close_all() -> None:
    for supervised in list(_everyone):
        supervised.close()


os.register_at_fork(after_in_child=_forget_all)


# ------------------------------------------------------------------------------------------- the child


def _serve(connection: socket.socket, target: str, timeout: float, preload: bool) -> None:
    """Answer calls until the parent closes its end or dies."""
    function: Callable[..., Any] | None = None
    if preload:
        try:
            function = _resolve(target)
        except Exception as error:  # every error is the caller's to judge
            _send(connection, _pickled_error(error))
            return
    _send(connection, pickle.dumps((True, None)))
    while True:
        frame = _receive(connection, None)
        # An orphan in an endless loop inside C cannot notice its parent's death: the kernel ends it.
        signal.setitimer(signal.ITIMER_REAL, timeout + _ORPHAN_GRACE_SECONDS)
        try:
            function = function or _resolve(target)
            answer = pickle.dumps((True, function(*pickle.loads(frame))))  # noqa: S301 - from our own parent
        except Exception as error:  # every error is the caller's to judge
            answer = _pickled_error(error)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(connection, answer)


def _resolve(target: str) -> Callable[..., Any]:
    module, _, name = target.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def _pickled_error(error: Exception) -> bytes:
    error.add_note("In the child process:\n" + "".join(traceback.format_exception(error)))
    try:
        frame = pickle.dumps((False, error))
        # An exception with an __init__ of its own may pickle and yet not unpickle.
        pickle.loads(frame)  # noqa: S301 - made in the line before
    except Exception:  # pickling runs the class's own code
        substitute = RuntimeError(f"{type(error).__name__}: {error}")
        substitute.__notes__ = error.__notes__
        frame = pickle.dumps((False, substitute))
    return frame


def _main(descriptor: str, target: str, timeout: str, preload: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    connection = socket.socket(fileno=int(descriptor))
    with connection, contextlib.suppress(ConnectionError):  # the parent has gone
        _serve(connection, target, float(timeout), preload == "1")


if __name__ == "__main__":
    _main(*sys.argv[1:])
