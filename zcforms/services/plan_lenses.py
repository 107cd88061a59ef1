"""How a form's answers stand in the documents: most lie under their own name, the others look through a lens of their own.

A form property `max_length` is the keyword `maxLength` of a field, `cutoffs__tenure` the member `tenure` of `cutoffs`. What a document says in another way than people
fill it in (choices line by line, conditions row by row, a format by example, bytes as MB) has a line in `LENSES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import CodeList
from zcforms.services import plan_offering
from zcforms.services.plan_conditions import condition_of, rows_of, with_choice
from zcforms.services.plan_making import Making
from zcforms.services.plan_moves import choice_renamed
from zcforms.services.plan_nodes import NodeKind, Steps
from zcforms.services.plan_options import shared_fields
from zcforms.services.plan_patterns import EXAMPLE, KNOWN, OTHER, kind_of, of_example

Answers = Mapping[str, Any]
_CAMEL = frozenset({"section", "field", "attachment"})
_MEGABYTE = 1_048_576
_EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing of the plan that is looked at or changed. `record`: what holds the properties among which a field stands."""

    making: Making
    kind: NodeKind
    steps: Steps
    data: Any
    record: dict[str, Any]
    codes: Mapping[str, CodeList]


Read = Callable[[Spot], Any]
Write = Callable[[Spot, Answers], None]


def read(spot: Spot, name: str) -> Any:
    """The form's answer; None where the document says nothing."""
    lens = LENSES.get(name)
    if lens:
        return lens[0](spot)
    value = spot.data
    for key in _path(spot, name):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def write(spot: Spot, name: str, answers: Answers) -> None:
    """Raises `InputRefused`, with pointers into the answers."""
    lens = LENSES.get(name)
    if lens:
        lens[1](spot, answers)
    else:
        put(spot.data, _path(spot, name), answers.get(name), keep_false=spot.kind.id not in _CAMEL)


def put(data: dict[str, Any], path: tuple[str, ...], value: Any, *, keep_false: bool = False) -> None:
    """Set what lies at the path, or take it away when it is empty, with the members that are empty then."""
    key, *rest = path
    if rest:
        inner = data.setdefault(key, {})
        put(inner, tuple(rest), value, keep_false=keep_false)
        if not inner:
            data.pop(key)
    elif value in _EMPTY or (value is False and not keep_false):
        data.pop(key, None)
    elif isinstance(data.get(key), list) and isinstance(value, list):
        data[key] = _in_kept_order(data[key], value)
    else:
        data[key] = value


def _in_kept_order(kept: list[Any], chosen: list[Any]) -> list[Any]:
    """What was chosen, in the order in which the document has it; new ones behind."""
    return [each for each in kept if each in chosen] + [each for each in chosen if each not in kept]


def _path(spot: Spot, name: str) -> tuple[str, ...]:
    parts = name.split("__")
    return tuple(_camel(part) for part in parts) if spot.kind.id in _CAMEL else tuple(parts)


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


# -- lenses -------------------------------------------------------------------------------------------------------------


def _read_required(spot: Spot) -> Any:
    return spot.steps[-1] in spot.record.get("required", ())


def _write_required(spot: Spot, answers: Answers) -> None:
    name, wanted = spot.steps[-1], bool(answers.get("required"))
    required = list(spot.record.get("required", ()))
    if wanted and name not in required:
        required.append(name)
    elif not wanted and name in required:
        required.remove(name)
    put(spot.record, ("required",), required)


def _options(spot: Spot) -> dict[str, Any]:
    found: dict[str, Any] = spot.data["items"] if spot.data.get("type") == "array" else spot.data
    return found


def _read_choices(spot: Spot) -> Any:
    return "\n".join(str(each) for each in _options(spot).get("enum", ()))


def _write_choices(spot: Spot, answers: Answers) -> None:
    lines = list(
        dict.fromkeys(each.strip() for each in str(answers.get("choices", "")).splitlines() if each.strip())
    )
    if not lines:
        raise InputRefused([InputFault("/choices", "请至少写一个选项，一行一个。")])
    _options(spot)["enum"] = lines


def _write_renames(spot: Spot, answers: Answers) -> None:
    """Each name in place of the former one, in the list (where it may have been written already), in what is asked of the field beside it, and for the answers that have it."""
    for place, row in enumerate(answers.get("renames", [])):
        before, after = str(row["choice"]), str(row["to"]).strip()
        listed = list(_options(spot).get("enum", ()))
        if before == after or (before in listed) == (after in listed):
            message = "请写一个还没有的选项。" if before in listed else "请选择原来就有的选项，并写新的写法。"
            raise InputRefused([InputFault(f"/renames/{place}/to", message)])
        _options(spot)["enum"] = [after if each == before else each for each in listed]
        if spot.data.get("default") == before:
            spot.data["default"] = after
        for beside in spot.record.get("properties", {}).values():
            for keyword in ("shownWhen", "requiredWhen"):
                if keyword in beside:
                    beside[keyword] = with_choice(beside[keyword], spot.steps[-1], before, after)
        choice_renamed(spot.making, spot.steps, before, after)


def _widget(name: str, widget: str) -> tuple[Read, Write]:
    def write_widget(spot: Spot, answers: Answers) -> None:
        if answers.get(name):
            spot.data["widget"] = widget
        elif spot.data.get("widget") == widget:
            spot.data.pop("widget")

    return (lambda spot: spot.data.get("widget") == widget), write_widget


def _megabytes(*path: str) -> tuple[Read, Write]:
    name = "__".join((*path[:-1], "megabytes"))

    def read_size(spot: Spot) -> Any:
        data = spot.data
        for key in path:
            data = data.get(key) if isinstance(data, Mapping) else None
        size = round(data / _MEGABYTE, 2) if isinstance(data, int) else None
        return int(size) if size is not None and size.is_integer() else size

    def write_size(spot: Spot, answers: Answers) -> None:
        if answers.get(name) != read_size(spot):
            put(spot.data, path, max(round(answers[name] * _MEGABYTE), 1000))

    return read_size, write_size


def _properties(spot: Spot) -> Mapping[str, Any]:
    if spot.kind.id == "item":
        return shared_fields(spot.making, spot.data.get("takes", ()), every=True)
    found: Mapping[str, Any] = spot.record.get("properties", {})
    return found


def _condition(name: str, keyword: str) -> dict[str, tuple[Read, Write]]:
    mode = f"{name}_mode"

    def rows(spot: Spot) -> Any:
        found = rows_of(spot.data.get(keyword), _properties(spot), spot.codes)
        return found[0] if found else None

    def how(spot: Spot) -> Any:
        found = rows_of(spot.data.get(keyword), _properties(spot), spot.codes)
        return found[1] if found else None

    def write_rows(spot: Spot, answers: Answers) -> None:
        properties = _properties(spot)
        given = answers.get(name, [])
        if not given and rows_of(spot.data.get(keyword), properties, spot.codes) is None:
            return  # somebody wrote what rows cannot say: it stays
        unknown = [place for place, row in enumerate(given) if row["field"] not in properties]
        if unknown:
            message = "现在选择的业绩类别没有这一项，请改选或移除这一行。"
            raise InputRefused([InputFault(f"/{name}/{place}/field", message) for place in unknown])
        condition = condition_of(given, answers.get(mode), properties, spot.codes, at=f"/{name}")
        if condition != spot.data.get(keyword):
            put(spot.data, (keyword,), condition)

    def nothing(_: Spot, __: Answers) -> None:
        """Written with the rows."""

    return {name: (rows, write_rows), mode: (how, nothing)}


def _read_pattern(spot: Spot) -> Any:
    examples = spot.data.get("examples") or [None]
    return kind_of(spot.data.get("pattern"), examples[0])


def _read_example(spot: Spot) -> Any:
    return (spot.data.get("examples") or [None])[0] if _read_pattern(spot) == EXAMPLE else None


def _write_pattern(spot: Spot, answers: Answers) -> None:
    wanted, example = answers.get("pattern_kind"), str(answers.get("pattern_example", "")).strip()
    if wanted == OTHER:
        return
    if wanted == EXAMPLE:
        spot.data["pattern"], spot.data["examples"] = of_example(example), [example]
        return
    put(spot.data, ("pattern",), KNOWN[wanted][1] if wanted in KNOWN else None)
    put(spot.data, ("examples",), None)


def _read_text(spot: Spot) -> Any:
    return spot.data


def _write_text(spot: Spot, answers: Answers) -> None:
    paragraphs = spot.making.found(spot.steps[:-1])
    paragraphs[int(spot.steps[-1])] = answers["text"]


def _write_downloads(spot: Spot, answers: Answers) -> None:
    plan_offering.put_rows(spot.data, list(answers.get("downloads", [])))


def _read_exam_forms(spot: Spot) -> Any:
    return [each["form"] for each in spot.data.get("examination", {}).get("forms", ())]


def _write_interview(spot: Spot, answers: Answers) -> None:
    """With an examination a plan says how it is held; without one neither that nor who is excused."""
    spot.data["interview"] = bool(answers.get("interview"))
    if not spot.data["interview"]:
        spot.data.pop("examination", None)
        spot.data.pop("waiver", None)
        return
    forms = answers.get("exam_forms") or ["interview"]
    examination = spot.data.setdefault("examination", _examination(spot))
    kept = {each["form"]: each for each in examination["forms"]}
    names = _in_kept_order(list(kept), forms)
    examination["forms"] = [kept.get(each, {"form": each}) for each in names]


def _examination(spot: Spot) -> dict[str, Any]:
    """As the plans that are there have it; the number is the next one that is free."""
    numbers = [
        each.data.get("examination", {}).get("plan_number", 0) for _, each in spot.making.base.of("plan")
    ]
    number = "{year}{plan:04}{serial:04}"
    return {
        "plan_number": max(numbers, default=0) + 1,
        "forms": [],
        "ticket": {"sheet": "admission-ticket", "number": number},
        "sitting": "exam-sitting",
    }


def _nothing(_: Spot, __: Answers) -> None:
    """Written with another answer."""


LENSES: Mapping[str, tuple[Read, Write]] = {
    "wide": (
        lambda spot: bool(spot.data.get("wide")),
        lambda spot, answers: put(spot.data, ("wide",), answers.get("wide")),
    ),
    "required": (_read_required, _write_required),
    "choices": (_read_choices, _write_choices),
    "renames": (lambda _: None, _write_renames),
    "radio": _widget("radio", "radio"),
    "searched": _widget("searched", "search"),
    "megabytes": _megabytes("maxBytes"),
    "files__megabytes": _megabytes("files", "maxBytes"),
    **_condition("shown", "shownWhen"),
    **_condition("needed", "requiredWhen"),
    **_condition("filters", "where"),
    "pattern_kind": (_read_pattern, _write_pattern),
    "pattern_example": (_read_example, _nothing),
    "interview": (lambda spot: spot.data.get("interview"), _write_interview),
    "exam_forms": (_read_exam_forms, _nothing),
    "text": (_read_text, _write_text),
    "downloads": (lambda spot: plan_offering.rows(spot.data), _write_downloads),
}
