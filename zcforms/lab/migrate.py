"""An application moves to another version of its plan, and every answer with it.

What stands at the same place and is of the same kind stays as it is; recorded moves lead answers to where they were put; what can be converted without
a loss is converted. What finds no place any more is set aside, with what it was called and why: nothing is dropped. What was set aside
earlier comes back where its place is there again and empty. docs/decisions/0022 says why it is like this.

Pure: no database, no clock. `tests/lab/test_migrate.py` holds it to what it promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.documents.conditions import missing, shown
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import LibraryCategory, Plan
from zcforms.lab.migrate_paths import Moves, Path, Row, chosen, moved, touches
from zcforms.lab.migrate_places import CHOICES, Place, Places, choice_caption
from zcforms.lab.migrate_returns import Kept, Returns
from zcforms.lab.migrate_tree import Obj, Rows, Tree, solid
from zcforms.lab.migrate_values import NOTHING, carried, kind_of, told

Document = Mapping[str, Any]
PARTS = ("answers", "imports", "attachments")
_CHOSEN = ("choice", "choices")


@dataclass(frozen=True, slots=True)
class Aside:
    """What found no place. `pointer`: where it stood in the application document, with a record's id in place of its position; of an imported record or a
    file its position. `caption`: what it was called there; `shown`: the value as people read it; `reason`: why it does not fit."""

    pointer: str
    caption: str
    value: Any
    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """`document`: the one that was given, with what moves in its new places. `aside`: what was set aside now; `back`: of what was set aside
    before, that which has its place again. `again`: names of the choices that the applicant has to make again."""

    document: dict[str, Any]
    aside: tuple[Aside, ...]
    back: tuple[Kept, ...] = ()
    again: tuple[str, ...] = ()


def move(old: Plan, new: Plan, moves: Moves, document: Document, aside: Sequence[Kept] = ()) -> Moved:
    """An application document (or its parts `answers`, `imports`, `attachments`, `record_ids` and the four choices) of the plan `old` under the
    plan `new`. `aside`: what was set aside when it moved before and was not dealt with."""
    moving = _Moving(old, new, moves, document)
    return moving.made(aside)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something in its new place comes from; `hidden`: it was not asked for there either; `aside`: it came back."""

    path: Path
    hidden: bool = False
    aside: Kept | None = None


@dataclass(slots=True)
class _Moving:
    old: Plan
    new: Plan
    moves: Moves
    document: Document
    tree: Tree = field(default_factory=Tree)
    aside: list[Aside] = field(default_factory=list)
    origins: dict[Path, Origin] = field(default_factory=dict)
    numbers: dict[Path, int] = field(default_factory=dict)
    before: Places = field(init=False)
    after: Places = field(init=False)

    def __post_init__(self) -> None:
        given = {name: str(self.document.get(name, "")) for name in CHOICES}
        self.before = Places(self.old, given)
        led = {name: moved((name, value), self.moves) for name, value in given.items()}
        self.after = Places(
            self.new, {name: path[1] if path[0] == name else given[name] for name, path in led.items()}
        )

    def made(self, aside: Sequence[Kept]) -> Moved:
        again = self._choices()
        for part in PARTS:
            self.tree.open((part,))
        self._answers()
        self._imports()
        self._attachments()
        returns = Returns(self.before, self.after, self.moves, self.tree)
        back = {path: each for each in aside if (path := returns.placed(each)) is not None}
        self.origins |= {path: Origin(path, aside=each) for path, each in back.items()}
        for path in list(self.tree.objects()):
            if self.tree.has(path):
                self._hide(path)
        kept = {path for path in back if self.tree.has(path)}
        again_ = [each for each in aside if returns.chosen_again(each)]
        found = {name: self.after.chosen[name] for name in CHOICES if name in self.document}
        parts = {part: solid(self.tree.get((part,))) for part in PARTS if part in self.document}
        ids = {"record_ids": self._record_ids()} if "record_ids" in self.document else {}
        return Moved(
            {**self.document, **found, **parts, **ids},
            tuple(self.aside),
            (*again_, *(each for path, each in back.items() if path in kept)),
            again,
        )

    # -- the choices ---------------------------------------------------------------------------------------------------

    def _choices(self) -> tuple[str, ...]:
        """What is not offered any more stays said, and is told."""
        lost = tuple(name for name in CHOICES if name in self.after.open - self.before.open)
        for name in lost:
            value = self.before.chosen[name]
            said = choice_caption(self.old, name, value)
            reason = f"新版计划不再提供这样的{CHOICES[name]}，请点击“修改专业”重新选择。"
            self.aside.append(Aside(pointer((name,)), CHOICES[name], value, said, reason))
        return lost

    # -- what was filled in ----------------------------------------------------------------------------------------------

    def _answers(self) -> None:
        for section, content in _part(self.document, "answers").items():
            path: Path = ("answers", section)
            if isinstance(content, list):
                self._rows(path, content, self._ids(section, content), hidden=False)
            elif isinstance(content, Mapping):
                self._object(path, content, hidden=False)
            else:
                self._leaf(path, content, hidden=False)

    def _ids(self, section: str, rows: Sequence[Any]) -> list[str]:
        known = _part(self.document, "record_ids").get(section) or ()
        return list(known) if len(known) == len(rows) else [str(number) for number in range(len(rows))]

    def _object(self, path: Path, record: Mapping[str, Any], *, hidden: bool) -> None:
        if len(path) > 2 and self._settled(path, record, "object", hidden=hidden):
            return
        if len(path) == 2:
            self._open_section(path, rows=False)
        place = self.before.find(path)
        properties = (place.schema.get("properties") or {}) if place else {}
        open_now = shown(place.schema, record) if place else frozenset()
        for name, value in record.items():
            self._value((*path, name), value, hidden=name in properties and name not in open_now)

    def _value(self, path: Path, value: Any, *, hidden: bool) -> None:
        kind = self._kind(path, value)
        if kind == "object":
            self._object(path, value, hidden=hidden)
        elif kind == "rows":
            self._rows(path, value, [str(number) for number in range(len(value))], hidden=hidden)
        else:
            self._leaf(path, value, hidden=hidden)

    def _kind(self, path: Path, value: Any) -> str:
        """object or rows where it is one inside, "" for one value."""
        place = self.before.find(path)
        kind = kind_of(place.schema) if place else "object" if _is_object(value) else ""
        if kind == "object" and isinstance(value, Mapping):
            return kind
        return kind if kind == "rows" and isinstance(value, list) and all(map(_is_object, value)) else ""

    def _rows(self, path: Path, rows: Sequence[Any], ids: Sequence[str], *, hidden: bool) -> None:
        if len(path) > 2 and self._settled(path, rows, "rows", hidden=hidden):
            return
        if len(path) == 2:
            self._open_section(path, rows=True)
        for number, (id_, row) in enumerate(zip(ids, rows, strict=True)):
            here = (*path, Row(id_))
            self.numbers[here] = number
            if _is_object(row):
                self._object(here, row, hidden=False)
            else:
                self._leaf(here, row, hidden=False)

    def _open_section(self, path: Path, *, rows: bool) -> None:
        target = moved(path, self.moves)
        place, before = self.after.find(target), self.before.find(path)
        wanted = "rows" if rows else "object"
        if (place and kind_of(place.schema) == wanted) or (place is None and before is None):
            self.tree.open(target, rows=rows)

    def _settled(self, path: Path, value: Any, kind: str, *, hidden: bool) -> bool:
        """Whether the whole of it was dealt with: it has no place, or is kept where nobody knew it before either."""
        target = moved(path, self.moves)
        before, place = self.before.find(path), self.after.find(target)
        inside = touches(path, self.moves)
        if place is None and not inside:
            return self._stray(path, target, before, value)
        if place is None:
            return False
        if not inside and (reason := self._unasked(before, place)):
            return self._set_aside(path, value, reason)
        if kind_of(place.schema) != kind:
            return self._leaf(path, value, hidden=hidden)
        self.tree.open(target, rows=kind == "rows")
        self.origins[target] = Origin(path, hidden)
        return False

    def _leaf(self, path: Path, value: Any, *, hidden: bool) -> bool:
        target = moved(path, self.moves)
        before, place = self.before.find(path), self.after.find(target)
        if place is None:
            return self._stray(path, target, before, value)
        if reason := self._unasked(before, place):
            return self._set_aside(path, value, reason)
        asked = before.field(self.old.codes) if before else None
        field_ = place.field(self.new.codes)
        if (asked or field_).kind in _CHOSEN:
            value = chosen(path, value, self.moves)
        made = carried(asked, field_, value)
        if made.left is not NOTHING:
            self._set_aside(path, made.left, made.reason)
        if made.value is not NOTHING:
            self._put(path, target, made.value, place, hidden=hidden)
        return True

    def _put(self, path: Path, target: Path, value: Any, place: Place, *, hidden: bool) -> None:
        if self.tree.has(target) and not missing(self.tree.get(target)):
            self._set_aside(path, value, f"新版把它并入“{place.caption}”，那里已有内容，请核对后自行补充。")
            return
        self.tree.put(target, value)
        self.origins[target] = Origin(path, hidden)

    def _stray(self, path: Path, target: Path, before: Place | None, value: Any) -> bool:
        """What the new version has no place for. What had none before stays as it was."""
        above = self.before.find(path[:-1]), self.after.find(target[:-1])
        if before is None and (above[0] is None) == (above[1] is None):
            self.tree.put(target, value)
            return True
        return self._set_aside(path, value, self._gone(target))

    def _gone(self, target: Path) -> str:
        if len(target) > 2 and self.after.find(target[:2]) is None:
            head = self.before.caption(target[:2], {})
            return f"新版表单不再填写“{head}”。"
        return "新版表单不再填写这一项。"

    def _unasked(self, before: Place | None, place: Place) -> str:
        if place.asked or (before is not None and not before.asked):
            return ""
        return "按新版计划，您的申报形式、标准或专业不再需要这一部分。"

    def _set_aside(self, path: Path, value: Any, reason: str, said: str | None = None) -> bool:
        if _empty(value):
            return True
        place = self.before.find(path)
        text = told(place.schema if place else {}, value, self.old.codes) if said is None else said
        caption = self.before.caption(path, self.numbers)
        self.aside.append(Aside(self._pointer(path), caption, value, text, reason))
        return True

    def _pointer(self, path: Path) -> str:
        counted = path[0] in ("imports", "attachments") and isinstance(path[-1], Row)
        return pointer((*path[:-1], str(self.numbers[path])) if counted else path)

    # -- imported records and files --------------------------------------------------------------------------------------

    def _imports(self) -> None:
        for name, entries in _part(self.document, "imports").items():
            path: Path = ("imports", name)
            self._open_section(path, rows=True)
            for number, entry in enumerate(entries):
                here = (*path, Row(entry["record"]))
                self.numbers[here] = number
                self._import(here, entry)

    def _import(self, path: Path, entry: Mapping[str, Any]) -> None:
        target = moved(path, self.moves)
        before, place = self.before.find(path), self.after.find(target)
        if place is None and before is None:
            self.tree.put(target, dict(entry))
            return
        if reason := self._import_fault(path, target, before, place):
            self._set_aside(path, dict(entry), reason, self._imported(entry["record"]))
            return
        self.tree.put(target, Obj(record=entry["record"]))
        for name, value in entry.items():
            if name != "record":
                self._value((*path, name), value, hidden=False)

    def _import_fault(self, path: Path, target: Path, before: Place | None, place: Place | None) -> str:
        if place is None:
            return f"新版不再有“{self.before.caption(path[:2], {})}”，这条记录仍在个人业绩库中。"
        if self.tree.has(target):
            return f"新版把它并入“{self.after.caption(target[:2], {})}”，那里已有这条记录。"
        category = str(self._record(path[-1]).get("category", ""))
        took = before is None or category in before.takes
        if category and category not in place.takes and took:
            known = self._category(category)
            said = known.caption if known else category
            return f"新版的“{self.after.caption(target[:2], {})}”不再接收“{said}”类业绩，这条记录仍在个人业绩库中。"
        return self._unasked(before, place)

    def _record(self, record_id: str) -> Mapping[str, Any]:
        found = (each for each in self.document.get("achievements") or () if each.get("id") == record_id)
        return next(found, {})

    def _category(self, name: str) -> LibraryCategory | None:
        return self.old.categories.get(name) or self.new.categories.get(name)

    def _imported(self, record_id: str) -> str:
        record = self._record(record_id)
        category = self._category(str(record.get("category")))
        if category is None or not category.content:
            return category.caption if category else "个人业绩库中的一条记录"
        schema = category.schema["properties"].get(category.content, {})
        text = told(schema, (record.get("data") or {}).get(category.content), self.old.codes)
        return f"{category.caption}：{text}" if text else category.caption

    def _attachments(self) -> None:
        for name, files in _part(self.document, "attachments").items():
            path: Path = ("attachments", name)
            self._open_section(path, rows=True)
            for number, file in enumerate(files):
                here = (*path, Row(str(file.get("id", number))))
                self.numbers[here] = number
                self._file(here, file)

    def _file(self, path: Path, file: Mapping[str, Any]) -> None:
        target = moved(path, self.moves)
        before, place = self.before.find(path), self.after.find(target)
        if place is None and before is not None:
            self._set_aside(
                path, file, "新版不再要求这一项附件，文件仍为您保存。", str(file.get("name", "文件"))
            )
        elif place is not None and (reason := self._unasked(before, place)):
            self._set_aside(path, file, reason, str(file.get("name", "文件")))
        else:
            self.tree.put(target, file)

    # -- what is not shown any more ----------------------------------------------------------------------------------------

    def _hide(self, path: Path) -> None:
        """Take out what the answers beside it hide now and did not before."""
        place = self.after.find(path)
        node = self.tree.get(path)
        if place is None or not isinstance(node, Obj):
            return
        open_now = shown(place.schema, solid(node))
        for name in [each for each in node if each in place.schema.get("properties", {})]:
            origin = self.origins.get((*path, name))
            value = solid(node[name])
            if name in open_now or origin is None or origin.hidden or missing(value):
                continue
            self.tree.remove((*path, name))
            if origin.aside is None:
                self._set_aside(origin.path, value, "按新版的填写条件，您不需要填写这一项。")

    def _record_ids(self) -> dict[str, Any]:
        found = dict(_part(self.document, "record_ids"))
        for section, content in _part(self.document, "answers").items():
            if section not in self.tree.root["answers"] and isinstance(content, list):
                found.pop(section, None)
        for section, node in self.tree.root["answers"].items():
            if not isinstance(node, Rows):
                continue
            known, ids = found.get(section), list(node)
            plain = ids == [str(number) for number in range(len(ids))]
            if not plain or (known is not None and len(known) == len(ids)):
                found[section] = ids
        return found


def _part(document: Document, name: str) -> Mapping[str, Any]:
    part = document.get(name)
    return part if isinstance(part, Mapping) else {}


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping) and "digest" not in value


def _empty(value: Any) -> bool:
    """Whether there is nothing in it that anybody gave, at whatever depth: a row that was added and not filled in."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else None
    return missing(value) if inner is None else all(map(_empty, inner))
