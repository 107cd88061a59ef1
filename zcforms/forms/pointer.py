"""Where a value stands in the answers, and what its field is called in HTML.

A field's name is its JSON Pointer with dots: /appointments/0/employer is "appointments.0.employer". What belongs to a
field but is not its value (a file's new name, an upload) has a name with a colon: "evidence:upload".
"""

from __future__ import annotations

import re

from zcforms.documents.pointer import pointer, steps

_ESCAPES = {"~": "~0", ".": "~1", ":": "~2"}
_UNESCAPES = {escape: character for character, escape in _ESCAPES.items()}
_EMPTY = "~3"
_SPECIAL = re.compile(r"[~.:]")
_ESCAPED = re.compile(r"~.?")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.-]")


def name_of(place: str) -> str:
    """The field name of a JSON Pointer; "" for the whole.

    Raises:
        ValueError: not a pointer.
    """
    return ".".join(_escape(step) for step in steps(place))


def pointer_of(name: str) -> str:
    """The JSON Pointer of a field name: the inverse of `name_of`.

    Raises:
        ValueError: no field can have this name.
    """
    return pointer(_unescape(part) for part in name.split(".")) if name else ""


def id_of(name: str) -> str:
    """The HTML id of the field with this name: letters, digits, `_`, `.` and `-` only, so that it can be referred to."""
    return "f-" + _NOT_IN_ID.sub(lambda found: f"-{ord(found.group()):x}-", name)


def below(name: str, step: str | int) -> str:
    """The name of a property or position inside the field called `name` ("" is the form itself)."""
    return f"{name}.{_escape(str(step))}" if name else _escape(str(step))


def _escape(step: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPES[found.group()], step) or _EMPTY


def _unescape(part: str) -> str:
    if part == _EMPTY:
        return ""
    if not part:
        raise ValueError(part)
    return _ESCAPED.sub(_plain, part)


def _plain(found: re.Match[str]) -> str:
    if found.group() not in _UNESCAPES:
        raise ValueError(found.group())
    return _UNESCAPES[found.group()]
