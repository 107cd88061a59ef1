"""Cases put into the text of a case file, behind those that stand there; everything else stays as its author wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zcforms.documents import reading, yaml_writing
from zcforms.documents.pointer import pointer
from zcforms.documents.positions import positions
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused

_CASES, _PEOPLE = "cases", "applicants"


def written(text: str) -> Mapping[str, Any]:
    """One case that was written as YAML, as a list of one or alone.

    Raises:
        InputRefused: it is none.
    """
    try:
        data = reading.parse(text, "", is_yaml=True)
    except DocumentsInvalid as error:
        fault = error.faults[0]
        raise InputRefused([InputFault("/case", f"{fault.fault}。{fault.remedy}")]) from error
    if isinstance(data, Mapping) and isinstance(data.get(_CASES), list):
        data = data[_CASES]
    case = data[0] if isinstance(data, list) and len(data) == 1 else data
    if not isinstance(case, Mapping) or "expect" not in case:
        raise InputRefused([InputFault("/case", "这里应写一个用例，含 case、applicant 和 expect。")])
    return case


def notes(text: str) -> dict[str, str]:
    """What the text says of its applicants, by their names; nothing of a text that cannot be read."""
    try:
        people = _data(text).get("applicants")
    except InputRefused:
        return {}
    found = people.items() if isinstance(people, Mapping) else ()
    return {
        str(name): str(each["note"]) for name, each in found if isinstance(each, Mapping) and each.get("note")
    }


def add(text: str, plan_id: str, case: Mapping[str, Any], note: str = "") -> str:
    """The text with the case at its end; a text without cases is begun for the plan. A name that is taken gets a number. `note`: a comment above it.

    Raises:
        InputRefused: the text is no YAML, or something stands behind its cases.
    """
    data = _data(text)
    names = [each.get("case") for each in data.get(_CASES) or () if isinstance(each, Mapping)]
    named = {**case, "case": _free(str(case.get("case", "用例")), names)}
    comment = f"  # {note}\n" if note else ""
    entry = comment + yaml_writing.item(named, indent=2)
    head = text.rstrip("\n")
    if not data:
        changed = f"plan: {plan_id}\n\ncases:\n{entry}"
    elif _CASES not in data:
        changed = f"{head}\n\ncases:\n{entry}"
    else:
        indent = _indent(head)
        lines = entry.splitlines(keepends=True)
        changed = f"{head}\n\n" + "".join(" " * indent + line[2:] for line in lines)
    if _data(changed).get(_CASES, ())[-1:] != [named]:
        raise _by_hand()
    return changed


def with_people(
    text: str,
    plan_id: str,
    people: Mapping[str, Mapping[str, Any]],
    cases: Iterable[Mapping[str, Any]],
) -> tuple[str, int]:
    """The text with applicants and cases, those left out that stand there already; and how many cases there are more.

    Raises:
        InputRefused: the text is no YAML, or cannot be changed as it is written.
    """
    data = _data(text)
    there = {str(each.get("case")) for each in data.get(_CASES) or () if isinstance(each, Mapping)}
    fresh = [each for each in cases if str(each["case"]) not in there]
    known = data.get(_PEOPLE) or {}
    lacking = {name: tree for name, tree in people.items() if name not in known}
    changed = _with_applicants(text, plan_id, lacking) if fresh and lacking else text
    for each in fresh:
        changed = add(changed, plan_id, each)
    return changed, len(fresh)


def _with_applicants(text: str, plan_id: str, people: Mapping[str, Mapping[str, Any]]) -> str:
    """In front of the applicants that stand there."""
    data = _data(text)
    head = text.rstrip("\n")
    lines = head.split("\n")
    written = f"{_PEOPLE}:\n" + yaml_writing.dump(people, indent=2)
    if not data:
        changed = f"plan: {plan_id}\n\n{written}"
    elif _PEOPLE in data:
        place = next((n for n, line in enumerate(lines) if line.rstrip() == f"{_PEOPLE}:"), None)
        if place is None:
            raise _by_hand()
        indent = _indent_below(lines[place + 1 :])
        entries = yaml_writing.dump(people, indent=indent).rstrip("\n")
        changed = "\n".join([*lines[: place + 1], entries, *lines[place + 1 :]]) + "\n"
    else:
        place = next((n for n, line in enumerate(lines) if line.rstrip() == f"{_CASES}:"), len(lines))
        changed = "\n".join([*lines[:place], written, *lines[place:]]) + "\n"
    if _data(changed).get(_PEOPLE) != {**people, **(data.get(_PEOPLE) or {})}:
        raise _by_hand()
    return changed


def _indent_below(lines: list[str]) -> int:
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "  x")
    return len(first) - len(first.lstrip())


def line_of_new(before: str, after: str) -> int:
    """The line, counted from 1, in which the first case stands that `add` put into `after`."""
    kept = [each.get("case") for each in _data(before).get(_CASES) or () if isinstance(each, Mapping)]
    name = next(each["case"] for each in _data(after)[_CASES] if each["case"] not in kept)
    number = [each["case"] for each in _data(after)[_CASES]].index(name)
    return positions(after).at(pointer((_CASES, number))).line


def _free(name: str, taken: list[Any]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}（{number}）", number + 1
    return found


def _indent(text: str) -> int:
    """How far the dashes of the cases stand in."""
    lines = text.split("\n")
    behind = (
        lines[[line.rstrip() for line in lines].index("cases:") + 1 :] if "\ncases:" in f"\n{text}" else []
    )
    first = next((line for line in behind if line.lstrip().startswith("- ")), "  - ")
    return len(first) - len(first.lstrip())


def _data(text: str) -> Mapping[str, Any]:
    if not text.strip():
        return {}
    try:
        data = reading.parse(text, "", is_yaml=True)
    except DocumentsInvalid as error:
        raise _by_hand() from error
    if not isinstance(data, Mapping):
        raise _by_hand()
    return data


def _by_hand() -> InputRefused:
    return InputRefused(
        [InputFault("", "用例文本现在不能自动改写，用例没有写入。请先按标记改正用例文本，再试一次。")]
    )
