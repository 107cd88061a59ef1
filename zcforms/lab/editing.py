"""An application document in which one fact is different.

Facts (`zcforms.checks.facts`) show the document in another order: records of the library with what the applicant says about each, groups that
repeat the records of their items. Here a place in the facts is followed back to the answer, the record or the file that it comes from. What is new
is completed so that the forms accept it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.alterations import FINDINGS, GROUPS, IMPORTED, ITEMS, Edit, Kind, Path
from zcforms.documents.pointer import pointer, steps
from zcforms.domain.plan import AchievementItem, Plan, Schema, Section, SectionKind
from zcforms.forms import shown, validation
from zcforms.forms.validation import Breach
from zcforms.lab import places
from zcforms.lab.invention import Inventor, wanted

NEW = "-"
_MOST_GAPS = 50
_IDENTITY = ("item", "group", "record")
_ABOUT_RECORDS = ("category", "approval", *_IDENTITY)


class Unreachable(Exception):
    """The facts have no such place, or nothing in the document can make it so."""


def edit(plan: Plan, document: Mapping[str, Any], fact_pointer: str, value: Any) -> dict[str, Any]:
    """The document with this value (JSON, or a typed value) at this place of its facts; `/list/-` adds a record, None takes away.

    Raises:
        Unreachable: there is no such place.
    """
    path = [int(step) if step.isdigit() else step for step in steps(fact_pointer)]
    return _edited(plan, copy.deepcopy(dict(document)), tuple(path), places.as_json(value, plan.blank))


def edits(
    plan: Plan, document: Mapping[str, Any], made: Iterable[Edit], *, exactly: bool = False
) -> dict[str, Any]:
    """The document after edits of its typed facts (`checks.changes.make`): values, then new records, then what is removed. `exactly`: nothing
    else gives way, even where the form then refuses it (a start after its end)."""
    after = copy.deepcopy(dict(document))
    ordered = sorted(
        made, key=lambda each: (_rank(each), [-s if isinstance(s, int) else 0 for s in each.path])
    )
    for each in ordered:
        path = (*each.path, NEW) if each.kind is Kind.ADD else each.path
        after = _edited(plan, after, path, places.as_json(each.value, plan.blank), exactly)
    return after


def _rank(made: Edit) -> int:
    if made.kind is Kind.ADD:
        return 1
    return 2 if made.kind is Kind.REMOVE and isinstance(made.path[-1], int) else 0


def _edited(
    plan: Plan, document: dict[str, Any], path: Path, value: Any, exactly: bool = False
) -> dict[str, Any]:
    if len(path) < 2:
        raise Unreachable(pointer(path))
    inventor = Inventor.of(plan, "edit", pointer(path), len(document["achievements"]))
    editor = _Editor(plan, document, inventor, exactly)
    editor.at(path, value)
    return document


@dataclass(frozen=True, slots=True)
class _List:
    """Something that library records are imported into; `notes`: what the applicant says about each."""

    id: str
    takes: tuple[str, ...]
    notes: Schema
    where: Mapping[str, Any]

    @classmethod
    def of_item(cls, item: AchievementItem) -> _List:
        return cls(item.id, item.takes, {}, item.where or {})

    @classmethod
    def of_section(cls, section: Section) -> _List:
        return cls(section.id, section.takes, section.schema, {})

    @property
    def annotations(self) -> Mapping[str, Any]:
        return self.notes.get("properties", {})  # type: ignore[no-any-return]


@dataclass(slots=True)
class _Editor:
    plan: Plan
    document: dict[str, Any]
    inventor: Inventor
    exactly: bool = False

    def at(self, path: Path, value: Any) -> None:
        name = str(path[0])
        section = self.plan.section(name)
        if name == "application":
            self._application(str(path[1]), value)
        elif name == "person":
            self._person(path[1:], value)
        elif name == "attachments":
            self._attachments(path, value)
        elif name in (ITEMS, GROUPS, IMPORTED):
            self._achievements(path, value)
        elif name == FINDINGS:
            self._finding(path, value)
        elif section is None:
            raise Unreachable(pointer(path))
        elif section.kind is SectionKind.IMPORT:
            self._import(_List.of_section(section), path[1:], value)
        else:
            self._answers(section, path[1:], value)

    # ------------------------------------------------------------------------------- plain answers

    def _application(self, name: str, value: Any) -> None:
        if name == "level":
            title = next((each.id for each in self.plan.titles if each.level == value), None)
            name, value = "title", title
        if name not in ("route", "title", "specialty", "standard"):
            raise Unreachable(name)
        before = self._gaps()
        places.put(self.document, (name,), value)
        for _ in range(_MOST_GAPS):  # what only these applicants are asked for
            more = [found for where, found in self._gaps().items() if where not in before]
            if not more:
                break
            self._mend(*more[0])

    def _gaps(self) -> dict[str, tuple[str, Breach]]:
        """What the form misses, by its place."""
        found = validation.breaches_of(self.plan, self.document)
        return {
            each.pointer: (name, each) for name, several in found.items() for each in several if each.missing
        }

    def _person(self, path: Path, value: Any) -> None:
        if path[0] == "photo" and value is not None and len(path) > 1:
            photo = self.document["applicant"].get("photo") or self.inventor.file("jpg", "个人免冠照片")
            self.document["applicant"]["photo"] = photo
        if path == ("photo", "name") and value is None:
            path = ("photo",)
        if path == ("photo",) and value is None:
            self.document["applicant"]["photo"] = None
            return
        places.put(self.document, ("applicant", *path), value)

    def _answers(self, section: Section, path: Path, value: Any) -> None:
        self._asked(section.schema, ("answers", section.id), path)
        self._place(("answers", section.id), section.schema, path, value)

    def _asked(self, schema: Schema, place: Path, path: Path) -> None:
        """Answer what shows the field, where it stands hidden."""
        name = path[0] if path else None
        prop = schema.get("properties", {}).get(name)
        record = places.get(self.document, place) or {}
        if prop is None or not prop.get("shownWhen") or name in shown.shown(schema, record):
            return
        for other, literal in wanted(prop["shownWhen"], schema).items():
            self._put((*place, other), schema, literal)

    def _place(self, place: Path, schema: Schema, path: Path, value: Any) -> None:
        """Walk down from a place of the document along the rest of the way in the facts; lists of choices have no `value` of their own."""
        for position, step in enumerate(path):
            last = position == len(path) - 1
            items = schema.get("items", {} if schema.get("widget") == "files" else None)
            if step == NEW and items is not None:
                self._add(place, schema, items, value)
                return
            above = schema
            if isinstance(step, int) and items is not None:
                place, schema = (*place, step), items
                if "properties" not in items and path[position + 1 :] == ("value",):
                    path, last = path[: position + 1], True
            else:
                place, schema = (*place, step), schema.get("properties", {}).get(step, {})
            if last:
                self._put(place, above, places.formatted(value, schema))
                return

    def _put(self, place: Path, above: Schema, value: Any) -> None:
        """Place the value, and answer what is asked for only because of it."""
        before = places.get(self.document, place[:-1])
        lacking = places.lacking(above, before)
        places.put(self.document, place, value)
        after = places.get(self.document, place[:-1])
        if value is None or not isinstance(after, Mapping) or "properties" not in above:
            return
        kept = self.inventor.completed(above, after, frozenset({str(place[-1])}) | lacking)
        for name in kept:
            if name not in after and name not in lacking:
                places.put(self.document, (*place[:-1], name), kept[name])
        for name in () if self.exactly else after:
            if name in kept and after[name] != kept[name] and name in places.ordered(above, str(place[-1])):
                places.put(self.document, (*place[:-1], name), kept[name])

    def _add(self, place: Path, schema: Schema, items: Schema, value: Any) -> None:
        listed = list(places.get(self.document, place) or [])
        given = value if isinstance(value, Mapping) else {}
        if schema.get("widget") == "files":
            kind = next(iter(schema.get("accept", ("jpg",))))
            made: Any = {**self.inventor.file(kind, str(schema.get("caption", "材料"))), **given}
        elif "properties" in items:
            made = self.inventor.completed(items, places.record(given, items), frozenset(given))
        else:
            made = given.get("value", value)
        places.put(self.document, place, [*listed, made])

    def _attachments(self, path: Path, value: Any) -> None:
        item = next((each for each in self.plan.attachments if each.id == path[1]), None)
        if item is None:
            raise Unreachable(pointer(path))
        schema = {"type": "array", "widget": "files", "items": {}, "caption": item.caption, **item.files}
        self._place(("attachments", item.id), {**schema, "items": {}}, path[2:], value)

    # -------------------------------------------------------------------------------- library records

    def _achievements(self, path: Path, value: Any) -> None:
        """A record of an item, or of a group that repeats the items' records."""
        if path[0] == ITEMS:
            item, rest = self._item(str(path[1])), path[2:]
        else:
            item, rest = self._mirrored(path, value)
        self._import(_List.of_item(item), rest, value)

    def _mirrored(self, path: Path, value: Any) -> tuple[AchievementItem, Path]:
        rest = path[1:] if path[0] == IMPORTED else path[2:]
        groups = [
            group
            for standard in self.plan.standards
            for group in standard.categories
            if path[0] == IMPORTED or group.id == path[1]
        ]
        items = [item for group in groups for item in group.items]
        if not items or not rest:
            raise Unreachable(pointer(path))
        if rest[0] == NEW:
            chosen = value.get("item") if isinstance(value, Mapping) else None
            return next((each for each in items if each.id == chosen), items[0]), rest
        position = rest[0] if isinstance(rest[0], int) else 0
        for item in items:
            number = len(self.document["imports"].get(item.id) or ())
            if position < number:
                return item, (position, *rest[1:])
            position -= number
        raise Unreachable(pointer(path))

    def _item(self, name: str) -> AchievementItem:
        found = (item for standard in self.plan.standards for _, item in self.plan.items(standard.id))
        item = next((each for each in found if each.id == name), None)
        if item is None:
            raise Unreachable(name)
        return item

    def _import(self, listed: _List, path: Path, value: Any) -> None:
        entries = self.document["imports"].setdefault(listed.id, [])
        if not path:
            self.document["imports"][listed.id] = []
        elif path[0] == NEW:
            self._import_new(listed, value if isinstance(value, Mapping) else {})
        elif not isinstance(path[0], int) or path[0] >= len(entries):
            raise Unreachable(pointer((listed.id, *path)))
        elif len(path) == 1:
            del entries[path[0]]
        elif path[1] in listed.annotations:
            self._place(("imports", listed.id, path[0]), listed.notes, path[1:], value)
        elif path[1] in _IDENTITY:
            raise Unreachable(pointer((listed.id, *path)))
        else:
            self._record_of(entries[path[0]], path[1:], value)

    def _import_new(self, listed: _List, value: Mapping[str, Any]) -> None:
        chosen = value.get("category") if value.get("category") in listed.takes else listed.takes[0]
        category = self.plan.categories[str(chosen)]
        given = {
            name: each
            for name, each in places.record(value, category.schema).items()
            if name not in listed.annotations and name not in _ABOUT_RECORDS
        }
        made = self.inventor.achievement(category, given, listed.where)
        made["id"] = self._unused(made["id"])
        made["state"] = value.get("approval") or "approved"
        self.document["achievements"].append(made)
        said = {name: each for name, each in value.items() if name in listed.annotations}
        self.document["imports"][listed.id].append({"record": made["id"], **said})

    def _record_of(self, entry: dict[str, Any], path: Path, value: Any) -> None:
        """Change the library record; a copy of it where other lists show it as well."""
        record = next((each for each in self.document["achievements"] if each["id"] == entry["record"]), None)
        if record is None:
            raise Unreachable(pointer(path))
        shows = [each for listed in self.document["imports"].values() for each in listed]
        if sum(1 for each in shows if each["record"] == entry["record"]) > 1:
            record = {**copy.deepcopy(record), "id": self._unused(record["id"])}
            self.document["achievements"].append(record)
            entry["record"] = record["id"]
        position = self.document["achievements"].index(record)
        place: Path = ("achievements", position, "data")
        if path[0] in ("approval", "category"):
            record["state" if path[0] == "approval" else "category"] = value
        else:
            schema = self.plan.categories[record["category"]].schema
            self._asked(schema, place, path)
            self._place(place, schema, path, value)

    def _unused(self, name: str) -> str:
        taken = {each["id"] for each in self.document["achievements"]}
        number = 1
        while (made := f"{name.rstrip('+')}-{number}") in taken:
            number += 1
        return made

    # ------------------------------------------------------------------------------------- findings

    def _finding(self, path: Path, value: Any) -> None:
        """Give what the form misses, or put right what it refuses; or leave something out, so that it misses it."""
        found = validation.breaches_of(self.plan, self.document)
        if path[1] == NEW:
            self._spoil(str(value.get("section", "")))
            return
        listed = [(place, each) for place, several in found.items() for each in several]
        if not isinstance(path[1], int) or path[1] >= len(listed):
            raise Unreachable(pointer(path))
        self._mend(*listed[path[1]])

    def _mend(self, place: str, breach: Breach) -> None:
        where: Path = tuple(int(step) if step.isdigit() else step for step in steps(breach.pointer))
        if where[0] == "imports":
            self._mend_import(place, where, breach)
            return
        schema = self._schema(where)
        if breach.missing or schema.get("type"):
            before = places.get(self.document, where)
            given = before if isinstance(before, Mapping) else {}
            made = (
                self.inventor.completed(schema, given, frozenset(given))
                if breach.missing and "properties" in schema and given
                else self.inventor.value(schema)
            )
            places.put(self.document, where, made)
        else:
            places.put(self.document, where, None)

    def _mend_import(self, place: str, where: Path, breach: Breach) -> None:
        """A record that does not fit is replaced by one that does; an annotation is given anew."""
        section = self.plan.section(place)
        if where[-1] != "record":
            schema = section.schema.get("properties", {}).get(where[-1], {}) if section else {}
            places.put(self.document, where, self.inventor.value(schema))
            return
        entry = self.document["imports"][place].pop(int(where[2]))
        listed = _List.of_section(section) if section else _List.of_item(self._item(place))
        self._import_new(listed, {name: said for name, said in entry.items() if name != "record"})

    def _schema(self, where: Path) -> Schema:
        """The schema of a place below answers or attachments."""
        if where[0] == "attachments":
            item = next((each for each in self.plan.attachments if each.id == where[1]), None)
            return {"type": "array", "widget": "files", **item.files} if item and len(where) == 2 else {}
        section = self.plan.section(str(where[1])) if len(where) > 1 else None
        schema: Schema = section.schema if section else {}
        for step in where[2:]:
            schema = (
                schema.get("items", {})
                if isinstance(step, int)
                else schema.get("properties", {}).get(step, {})
            )
        return schema

    def _spoil(self, name: str) -> None:
        section = self.plan.section(name)
        if section is None or section.kind is not SectionKind.FIELDS:
            raise Unreachable(name)
        answers = self.document["answers"].get(name) or {}
        given = [each for each in shown.required(section.schema, answers) if each in answers]
        if not given:
            raise Unreachable(name)
        places.put(self.document, ("answers", name, given[-1]), None)
