"""Kinds of background jobs: what each does with its payload. A job has its effect in one unit of work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zcforms.domain.errors import NotFound
from zcforms.services.house import House
from zcforms.services.sheets import make_evaluation_form
from zcforms.services.submission import SHEET_JOB


def _evaluation_form(house: House, payload: Mapping[str, Any]) -> None:
    try:
        make_evaluation_form(house, payload["application_id"], house.now())
    except NotFound:
        return  # the demonstration was reset in the meantime: there is nothing to print


KINDS: dict[str, Callable[[House, Mapping[str, Any]], None]] = {SHEET_JOB: _evaluation_form}
