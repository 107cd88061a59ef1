"""Supervised calls with real crashes, real hangs, real threads and real forks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.crash import crash_during
from zcforms.supervision import ChildCrashed, ChildTimedOut, Supervised

Make = Callable[..., Supervised]


# ------------------------------------------------------------------------------ what the children run


def echo(value: Any) -> tuple[int, Any]:
    return os.getpid(), value


def segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
    signal.pause()


def leave(code: int) -> None:
    os._exit(code)


def hang(seconds: float) -> str:
    time.sleep(seconds)
    return "late"


def spin() -> None:
    """Hold the interpreter in C for minutes, as an endless engine would."""
    sum(range(10**11))


def divide(a: int, b: int) -> float:
    return a / b


def print_something() -> None:
    print("chatter")


class Awkward(Exception):
    """Pickles, but cannot be unpickled: its arguments are not its message."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def fail_awkwardly() -> None:
    raise Awkward("eins", "zwei")


def return_unpicklable() -> Any:
    return lambda: None


# ------------------------------------------------------------------------------------------- the tests


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[Supervised] = []

    def supervise(name: str, *, timeout: float = 20, preload: bool = True) -> Supervised:
        made.append(Supervised(f"{__name__}:{name}", timeout=timeout, preload=preload))
        return made[-1]

    yield supervise
    for one in made:
        one.close()


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether the process has ended (or is a zombie that nobody waits for) within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_a_call_runs_in_one_lasting_child(make: Make) -> None:
    supervised = make("echo")
    assert supervised.pid is None
    pid, value = supervised.call({"姓名": "张三"})
    assert value == {"姓名": "张三"}
    assert pid == supervised.pid != os.getpid()
    assert supervised.call(b"x" * 5_000_000) == (pid, b"x" * 5_000_000)


def test_a_real_segfault_reaches_the_caller_and_the_next_call_has_a_new_child(make: Make) -> None:
    supervised = make("segfault")
    for _ in range(2):
        with pytest.raises(ChildCrashed, match="signal 11") as caught:
            supervised.call()
        assert caught.value.exit_code == -signal.SIGSEGV
        assert supervised.pid is None


def test_an_exit_without_answer_is_a_crash(make: Make) -> None:
    with pytest.raises(ChildCrashed, match="exit code 3"):
        make("leave").call(3)


def test_a_crash_from_outside_during_a_call(make: Make) -> None:
    supervised = make("echo")
    with pytest.raises(ChildCrashed, match="signal 11"):
        crash_during(supervised, signal.SIGSEGV, lambda: supervised.call(1))
    assert supervised.call(2)[1] == 2


def test_a_child_that_died_while_idle_is_replaced_without_harm(make: Make) -> None:
    supervised = make("echo")
    first, _ = supervised.call(1)
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    second, value = supervised.call(2)
    assert (value, second != first) == (2, True)


@pytest.mark.parametrize(("name", "args"), [("hang", (60.0,)), ("spin", ())])
def test_a_call_that_takes_too_long_is_killed(make: Make, name: str, args: tuple[Any, ...]) -> None:
    supervised = make(name, timeout=0.3)
    supervised.start()
    pid = supervised.pid
    assert pid is not None
    with pytest.raises(ChildTimedOut, match=r"within 0\.3 s") as caught:
        supervised.call(*args)
    assert caught.value.seconds == 0.3
    assert gone(pid)
    if name == "hang":
        assert supervised.call(0.0) == "late"


def test_arguments_that_a_stopped_child_does_not_take_time_out(make: Make) -> None:
    supervised = make("echo", timeout=0.3)
    supervised.start()
    assert supervised.pid is not None
    os.kill(supervised.pid, signal.SIGSTOP)
    with pytest.raises(ChildTimedOut):
        supervised.call(b"x" * 5_000_000)


def test_the_functions_own_exception_comes_back_with_its_trace(make: Make) -> None:
    supervised = make("divide")
    with pytest.raises(ZeroDivisionError) as caught:
        supervised.call(1, 0)
    assert "return a / b" in caught.value.__notes__[0]
    assert supervised.call(1, 2) == 0.5


@pytest.mark.parametrize(
    ("name", "text"), [("fail_awkwardly", "Awkward: eins and zwei"), ("return_unpicklable", "lambda")]
)
def test_what_cannot_be_pickled_becomes_a_plain_error(make: Make, name: str, text: str) -> None:
    with pytest.raises(Exception, match=text) as caught:
        make(name).call()
    assert type(caught.value).__name__ != "Awkward"
    assert caught.value.__notes__


def test_unpicklable_arguments_leave_the_child_alone(make: Make) -> None:
    supervised = make("echo")
    supervised.start()
    pid = supervised.pid
    with pytest.raises(Exception, match=r"pickle|local"):
        supervised.call(lambda: None)
    assert supervised.pid == pid


def test_a_target_that_does_not_exist(make: Make) -> None:
    with pytest.raises(AttributeError, match="nothing_here"):
        make("nothing_here").call()
    late = make("nothing_here", preload=False)
    late.start()
    with pytest.raises(AttributeError, match="nothing_here"):
        late.call()


def test_threads_get_their_own_answers(make: Make) -> None:
    supervised = make("echo")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(supervised.call, range(200)))
    assert [value for _, value in answers] == list(range(200))
    assert len({pid for pid, _ in answers}) == 1


def test_an_interrupted_call_leaves_no_answer_behind(make: Make) -> None:
    supervised = make("hang")
    supervised.start()

    def interrupt(*_: object) -> None:
        raise LookupError("stop")

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(LookupError):
            supervised.call(30.0)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert supervised.pid is None
    assert supervised.call(0.0) == "late"


def _keep_calling(supervised: Supervised, begun: threading.Event) -> None:
    begun.set()
    for number in range(50):
        supervised.call(number)


def test_a_forked_process_starts_its_own_child(make: Make) -> None:
    supervised = make("echo")
    first, _ = supervised.call(0)
    held = threading.Event()
    # The fork happens while another thread is inside a call: its lock must not stay locked in the copy.
    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(_keep_calling, supervised, held)
        held.wait()
        reader, writer = os.pipe()
        forked = os.fork()
        if forked == 0:
            try:
                own, value = supervised.call(7)
                os.write(writer, f"{own} {value} {supervised.pid}".encode())
                supervised.close()
            finally:
                os._exit(0)
        os.waitpid(forked, 0)
        busy.result()
    own, value, pid = os.read(reader, 100).decode().split()
    assert (value, own) == ("7", pid)
    assert int(own) != first
    assert supervised.call(8) == (first, 8)
    os.close(reader)
    os.close(writer)


def test_closing_ends_the_child_and_a_later_call_starts_another() -> None:
    with Supervised(f"{__name__}:echo", timeout=20) as supervised:
        first, _ = supervised.call(1)
    assert gone(first, 0.5)
    second, _ = supervised.call(1)
    assert second != first
    supervised.close()
    supervised.close()
    assert gone(second, 0.5)


PARENT = """
import os, signal, sys
sys.path.insert(0, {root!r})
from tests.crash import crash_during
from zcforms.supervision import Supervised
supervised = Supervised("tests.test_supervision:{name}", timeout=0.5)
supervised.start()
print(supervised.pid, flush=True)
{then}
"""


@pytest.mark.parametrize(
    ("name", "then"),
    [
        ("echo", "os.kill(os.getpid(), signal.SIGKILL)"),
        ("echo", "pass  # the end of the program closes it"),
        (
            "spin",
            "import threading; threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start();supervised.call()",
        ),
    ],
)
def test_the_child_does_not_outlive_its_parent(name: str, then: str) -> None:
    program = PARENT.format(root=str(Path(__file__).parents[1]), name=name, then=then)
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert gone(int(ended.stdout), 15), ended.stderr


def test_what_a_child_prints_stays_off_our_output(make: Make, capfd: pytest.CaptureFixture[str]) -> None:
    supervised = make("print_something")
    supervised.call()
    supervised.close()
    assert capfd.readouterr().out == ""
