"""开始检测: one path for the button, the submit gate and the command line (features 58 to 61)."""

from __future__ import annotations

from typing import Any

from zcforms.checks.run import Verdict
from zcforms.services.actor import Actor
from zcforms.services.house import House


def check(house: House, actor: Actor, application_id: str) -> Verdict:
    """The check table of an own application, or of one that the actor handles.

    Raises:
        CheckFailed: no check could be made at all. NotFound.
    """
    raise NotImplementedError


def check_document(house: House, document: Any, plan_id: str | None = None) -> Verdict:
    """Check an application file (schemas/meta/application.json); no database. `plan_id` wins over the file's own.

    Raises:
        InputRefused: unusable: wrong types, unknown plan, route, standard, specialty, title, list or section, an import that
            names no achievement; pointers into the document. CheckFailed.
    """
    raise NotImplementedError
