"""JSON data as YAML in the style of our documents: short things on one line, long ones below each other.

What is written here is read back by `yaml_reading` as the same data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

WIDEST = 108
"""Characters of a line before a mapping or list is broken up."""

_STEP = "  "
# what a reader of YAML takes for a text without quotes, wherever it stands
_PLAIN = re.compile(r"/?[^\W\d_](?:[\w./$（）、，。；《》〔〕“”…·+-]|:(?=\w)| (?=[\w（《“]))*", re.UNICODE)
_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
# what YAML does not take as it is, or takes for the end of a line
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS = frozenset({"null", "true", "false"})


def dump(data: Any, *, indent: int = 0) -> str:
    """The data as block YAML whose lines begin with `indent` spaces; ends with a line feed."""
    return "".join(f"{' ' * indent}{line}\n" for line in _block(data, WIDEST - indent))


def item(data: Mapping[str, Any], *, indent: int = 0) -> str:
    """The mapping as one entry of a block list whose dash stands at column `indent`."""
    lines = _block(data, WIDEST - indent - len(_STEP))
    return "".join(f"{' ' * indent}{'- ' if n == 0 else _STEP}{line}\n" for n, line in enumerate(lines))


def member(key: str, value: Any, *, indent: int = 0) -> str:
    """One member of a block mapping whose keys stand at column `indent`."""
    return dump({key: value}, indent=indent)


def flow(data: Any) -> str:
    """The data on one line."""
    if isinstance(data, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {flow(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ", ".join(flow(each) for each in data) + "]"
    return _scalar(data)


def _block(data: Any, width: int) -> list[str]:
    if isinstance(data, Mapping) and data:
        return [line for key, value in data.items() for line in _entry(f"{_scalar(key)}:", value, width)]
    if isinstance(data, list) and data:
        return [line for each in data for line in _dashed(each, width)]
    return [flow(data)]


def _entry(key: str, value: Any, width: int) -> list[str]:
    short = f"{key} {flow(value)}"
    if not isinstance(value, Mapping | list) or not value or (len(short) <= width and _modest(value)):
        return [short]
    return [key, *(_STEP + line for line in _block(value, width - len(_STEP)))]


def _dashed(value: Any, width: int) -> list[str]:
    short = f"- {flow(value)}"
    if not isinstance(value, Mapping | list) or not value or (len(short) <= width and _modest(value)):
        return [short]
    first, *rest = _block(value, width - len(_STEP))
    return [f"- {first}", *(_STEP + line for line in rest)]


def _modest(value: Any) -> bool:
    """Whether it may stand on one line: no long sentence in it."""
    if isinstance(value, Mapping):
        return all(_modest(each) for each in value.values())
    if isinstance(value, list):
        return all(_modest(each) for each in value)
    return not isinstance(value, str) or len(value) <= 40


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    plain = (_PLAIN.fullmatch(value) or _DATE.fullmatch(value)) and value not in _WORDS
    return value if plain or value == "==" else _quoted(value)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))
