"""Where a value stands in the answers, and what its field is called in HTML.

A field's name is its JSON Pointer with dots: /appointments/0/employer is "appointments.0.employer". What belongs to a
field but is not its value (a file's new name, an upload) has a name with a colon: "evidence:upload".
"""

from __future__ import annotations

import re

from zcforms.documents.pointer import steps

_ESCAPES = {"~": "~0", ".": "~1", ":": "~2"}
_EMPTY = "~3"
_SPECIAL = re.compile(r"[~.:]")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]")


def name_of(place: str) -> str:
    """The field name of a JSON Pointer; "" for the whole.

    Raises:
        ValueError: not a pointer.
    """
    return ".".join(_escape(step) for step in steps(place))


def path_of(name: str) -> tuple[str, ...]:
    """The steps that a field name is made of; what stands behind a colon belongs to the field and is left out."""
    plain = name.partition(":")[0]
    return tuple(_unescape(step) for step in plain.split(".")) if plain else ()


def id_of(name: str) -> str:
    """The HTML id of the field with this name: letters, digits, `_`, `.` and `-` only, so that it can be referred to."""
    return "f-" + _NOT_IN_ID.sub(lambda found: f"-{ord(found.group()):x}-", name)


def below(name: str, step: str | int) -> str:
    """The name of a property or position inside the field called `name` ("" is the form itself)."""
    return f"{name}.{_escape(str(step))}" if name else _escape(str(step))


def _escape(step: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found.group()], step) or _EMPTY


def _unescape(step: str) -> str:
    if step == _EMPTY:
        return ""
    for character, escape in reversed(_ESCAPES.items()):
        step = step.replace(escape, character)
    return step
