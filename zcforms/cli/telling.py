"""A user's mistake on the command line: its sentences and exit code 2, never a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from math import nan
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from pydantic import ValidationError

from zcforms import reports
from zcforms.domain.errors import DocumentsInvalid, InputRefused, ZcformsError

P = ParamSpec("P")
R = TypeVar("R")

UNUSABLE = 2


def fail(lines: list[str]) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(UNUSABLE)


class Between(click.ParamType[float]):
    """A number from `low` to `high`; a whole one where these are."""

    name = "number"

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        whole = isinstance(self.low, int)
        try:
            number = int(value) if whole else float(value)
        except (ValueError, OverflowError):
            number = nan
        if self.low <= number <= self.high:  # which is not so of "nan"
            return number
        kind = "整数" if whole else "数"
        given = param.opts[0] if param is not None else ""
        return fail([f"{given}：请填 {self.low:g} 至 {self.high:g} 的{kind}，现在是“{value}”。"])


def told(command: Callable[P, R]) -> Callable[P, R]:
    """A user's mistake ends the command with its sentences and exit code 2, never with a traceback."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except DocumentsInvalid as error:
            fail([str(fault) for fault in error.faults])
        except InputRefused as error:
            fail([f"{fault.pointer or '/'}：{fault.message}" for fault in error.faults])
        except ZcformsError as error:
            fail([str(error)])
        except ValidationError as error:
            fail([reports.setting_fault(fault) for fault in error.errors()])
        except BrokenPipeError:
            raise  # whoever read along has seen enough (`| head`): click ends the command quietly
        except OSError as error:
            fail([reports.system_fault(error)])

    return wrapped
