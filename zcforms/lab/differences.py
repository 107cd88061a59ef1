"""What makes one application document of another, written as a case writes it: change, add, remove (docs/cases.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_FILE = "digest"


@dataclass(slots=True)
class _Differences:
    change: dict[str, Any] = field(default_factory=dict)
    add: dict[str, Any] = field(default_factory=dict)
    remove: list[str] = field(default_factory=list)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """`change`, `add` and `remove` of a case whose applicant is `before`. Added records get ids and evidence when the case is read."""
    found = _Differences()
    for name in ("plan", "route", "standard", "specialty", "title", "applicant", "answers", "attachments"):
        _compare(found, name, before.get(name), after.get(name))
    old = {each["id"]: each for each in before["achievements"]}
    new = {each["id"]: each for each in after["achievements"]}
    for name in old.keys() & new.keys():
        for part in ("category", "state", "data"):
            _compare(found, f"achievements.{name}.{part}", old[name][part], new[name][part])
    lists = {**before["imports"], **after["imports"]}
    for name in lists:
        pair = before["imports"].get(name, []), after["imports"].get(name, [])
        _imports(found, name, pair, (old, new))
    parts = {"change": dict(sorted(found.change.items())), "add": found.add, "remove": found.remove}
    return {name: part for name, part in parts.items() if part}


def _compare(found: _Differences, path: str, before: Any, after: Any) -> None:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in {**before, **after}:
            _compare(found, f"{path}.{name}", before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        _lists(found, path, before, after)
    elif after is None and before is not None and not path.endswith(".photo"):
        found.remove.append(path)
    else:
        found.change[path] = after


def _lists(found: _Differences, path: str, before: list[Any], after: list[Any]) -> None:
    objects = all(isinstance(each, Mapping) for each in (*before, *after))
    if not objects or len(after) < len(before):
        kept = [each for each in before if each in after]
        if objects and kept == after:
            found.remove += [f"{path}.{n}" for n, each in enumerate(before) if each not in after]
        else:
            found.change[path] = after
        return
    for n, (one, other) in enumerate(zip(before, after, strict=False)):
        _compare(found, f"{path}.{n}", one, other)
    more = [_short(each) for each in after[len(before) :]]
    if more:
        found.add[path] = more if len(more) > 1 else more[0]


def _imports(
    found: _Differences,
    name: str,
    lists: tuple[list[Any], list[Any]],
    records: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> None:
    (before, after), (old, new) = lists, records
    kept = {each["record"]: each for each in after}
    had = {each["record"]: each for each in before}
    for entry in before:
        if entry["record"] not in kept:
            found.remove.append(f"imports.{name}.{entry['record']}")
        else:
            _compare(found, f"imports.{name}.{entry['record']}", entry, kept[entry["record"]])
    more = []
    for entry in after:
        if entry["record"] in had:
            continue
        notes = {key: value for key, value in entry.items() if key != "record"}
        record = new[entry["record"]]
        if entry["record"] in old:
            more.append({"record": entry["record"], **notes})
        else:
            state = {} if record["state"] == "approved" else {"state": record["state"]}
            more.append({"category": record["category"], **state, "data": record["data"], **notes})
    if more:
        found.add[f"imports.{name}"] = more if len(more) > 1 else more[0]


def _short(value: Mapping[str, Any]) -> Any:
    """Of a file, only its name: the rest is made when the case is read."""
    return {"name": value["name"]} if _FILE in value else dict(value)
