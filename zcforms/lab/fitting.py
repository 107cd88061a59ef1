"""Whether a value of a case is one that its field can have, and what to write instead; what is wrong on purpose says so (`unplanned`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.checks.scope import Misuse
from zcforms.documents.formats import CHECKER
from zcforms.documents.nearest import remedy_for
from zcforms.documents.wording import shown, type_name
from zcforms.domain.plan import CodeList

_ON_PURPOSE = "有意写错的请用 unplanned。"
_PYTHON: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": Mapping,
}
_WANTED = {
    "string": "文本（数字形式的代码和编号请加引号）",
    "integer": "整数",
    "number": "数字",
    "boolean": "true 或 false",
    "array": "列表 […]",
    "object": "对象 {…}",
}
_FORMATS = {"date": "日期（如 2022-12-31）", "month": "年月（如 2022-12）"}


def require_fit(
    schema: Mapping[str, Any], value: Any, codes: Mapping[str, CodeList], path: str, at: str
) -> None:
    """Hold a value to the type, the format and the choices of its field; null and an empty text are left blank and fit everywhere.

    Raises:
        Misuse: at `at`; `path` names the field in the fault.
    """
    wanted = str(schema.get("type"))
    if wanted not in _PYTHON or value in (None, ""):
        return
    if not isinstance(value, _PYTHON[wanted]) or isinstance(value, bool) != (wanted == "boolean"):
        _refuse(path, at, _WANTED[wanted], value, f"请写{_WANTED[wanted]}；")
    form = str(schema.get("format"))
    if form in _FORMATS and not CHECKER.conforms(value, form):
        _refuse(path, at, _FORMATS[form], value, f"请写{_FORMATS[form]}；")
    _require_choice(schema, value, codes, path, at)


def _refuse(path: str, at: str, wanted: str, value: Any, remedy: str) -> None:
    raise Misuse(at, f"“{path}”应是{wanted}，现在是{_said(value)}", remedy + _ON_PURPOSE)


def _require_choice(
    schema: Mapping[str, Any], value: Any, codes: Mapping[str, CodeList], path: str, at: str
) -> None:
    """Of a field with choices each value is one of them: a caption in a code's place would make a case that nobody can fill in."""
    one = schema.get("items", {}) if isinstance(value, list) else schema
    choices = dict(_choices(one, codes) or _choices(schema, codes))
    for each in value if isinstance(value, list) else [value]:
        if choices and each not in choices and not isinstance(each, Mapping):
            meant = next((code for code, caption in choices.items() if caption == each), None)
            remedy = f"请写代码“{meant}”（{each}）。" if meant else remedy_for(str(each), map(str, choices))
            raise Misuse(at, f"“{path}”没有{shown(each)}这个选项", remedy + _ON_PURPOSE)


def _choices(schema: Mapping[str, Any], codes: Mapping[str, CodeList]) -> Iterator[tuple[Any, str]]:
    """Value and caption of each choice; none where anything can be written."""
    if schema.get("codes") in codes:
        yield from ((each.id, each.caption) for each in codes[schema["codes"]].codes)
    for each in schema.get("enum", ()):
        yield each, str(each)


def _said(value: Any) -> str:
    kind = "" if isinstance(value, bool | dict | list) else type_name(value)
    return f"{kind}{shown(value)}"
