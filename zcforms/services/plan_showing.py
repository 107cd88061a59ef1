"""What of a plan's draft can be shown while it is being made: the plan as its documents make it, or, where some of it is wrong, without what is wrong."""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zcforms.checks.ruleset import Ruleset
from zcforms.documents.pointer import steps
from zcforms.documents.reading import digest
from zcforms.domain.errors import DocumentFault
from zcforms.domain.plan import Plan
from zcforms.forms.catalogue import Catalogue
from zcforms.services.plan_package import Made, make, plan_path
from zcforms.services.rulebook import Edition

_ROUNDS = 12
"""What is left out takes along what refers to it: so often at most is looked again."""


_KEPT = 8
_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Showing:
    """`plan` is None where not even part of it can be shown; `ruleset` where its rules do not compile. `faults`: everything that is wrong with the draft; with any,
    what is shown lacks it."""

    plan: Plan | None
    catalogue: Catalogue | None
    ruleset: Ruleset | None
    faults: tuple[DocumentFault, ...]

    @property
    def whole(self) -> bool:
        return not self.faults


def showing(edition: Edition, plan_id: str, documents: Any) -> Showing:
    """The draft's plan beside everything that is in force. `documents`: of the draft's content. Never raises for what is wrong with it."""
    key = f"{plan_id}:{digest(documents)}"
    with _guard:
        known = _made.get(key)
    if known is not None and known[0] is edition:
        return known[1]
    found = _showing(edition, plan_id, documents)
    with _guard:
        _made[key] = edition, found
        _made.move_to_end(key)
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return found


def _showing(edition: Edition, plan_id: str, documents: Any) -> Showing:
    made = make(edition.documents, edition.shelf, documents, plan_id)
    faults = made.faults
    if made.plan is None:
        made = _without_faults(edition, plan_id, documents, made)
    sound = not any(fault.file.startswith("rules/") for fault in faults)
    return Showing(made.plan, made.catalogue, made.ruleset if sound else None, faults or made.faults)


_made: OrderedDict[str, tuple[Edition, Showing]] = OrderedDict()


def _without_faults(edition: Edition, plan_id: str, documents: Any, made: Made) -> Made:
    left = {path: copy.deepcopy(content) for path, content in documents.items()}
    for _ in range(_ROUNDS):
        if made.plan is not None or not _take_out(left, made.faults, plan_path(plan_id)):
            break
        made = make(edition.documents, edition.shelf, left, plan_id)
    return made


def _take_out(documents: dict[str, Any], faults: Iterable[DocumentFault], plan: str) -> bool:
    """Whether something could be taken out. Of a list the last first, so that positions stay right."""
    done = False
    places = {(fault.file, steps(fault.pointer)) for fault in faults}
    for file, path in sorted(places, key=lambda each: [_sorting(step) for step in each[1]], reverse=True):
        content = documents.get(file)
        if content is None:
            continue
        if isinstance(content, str) or not path:
            if file != plan:
                documents.pop(file)
                done = True
        else:
            done = _removed(content, path) or done
    return done


def _removed(content: Any, path: Iterable[str]) -> bool:
    *around, last = path
    for step in around:
        content = _inner(content, step)
    if isinstance(content, dict) and last in content:
        del content[last]
        return True
    if isinstance(content, list) and last.isdecimal() and int(last) < len(content):
        del content[int(last)]
        return True
    return False


def _inner(content: Any, step: str) -> Any:
    if isinstance(content, dict):
        return content.get(step)
    if isinstance(content, list) and step.isdecimal() and int(step) < len(content):
        return content[int(step)]
    return None


def _sorting(step: str) -> tuple[int, str]:
    return (int(step), "") if step.isdecimal() else (0, step)
