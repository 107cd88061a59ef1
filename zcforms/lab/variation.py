"""The same part of an application, as another person would have it, or with something missing or too little.

Where rules compare a value with something fixed, people are spread around it (`pivots`); elsewhere as the form lets them be. The dates of
a record move together, so that they keep their order.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zcforms.checks import dates
from zcforms.documents.conditions import missing
from zcforms.domain.plan import AchievementItem, AttachmentItem, Schema, Section, SectionKind
from zcforms.forms import shown
from zcforms.lab.invention import Inventor, yearly
from zcforms.lab.parts import Content
from zcforms.lab.pivots import SIZE, Path, Pivot
from zcforms.lab.prototypes import invented

_CHANGED = 0.45
"""Share of a record's values that another person has differently, where no rule compares them."""

_AIMED = 0.85
"""The same of values that rules compare."""

_MORE, _FEWER, _MOST_RECORDS = 0.3, 0.1, 6
_BACK = (1.5, 2.5)
"""Of the gamma distribution of the years since the last thing that a record tells of."""

_APART, _BETWEEN = (200, 1_200), (10, 300)
"""Days between one record and an earlier one, and between what a record and what the records in it tell of."""

_LATE_DAYS = (200, 1_800)
_YEARS_LATE = (2, 8)
_OUT_OF_FORM = 0.65
"""How often what is flawed is too little, as against missing."""

Targets = Mapping[Path, tuple[Pivot, ...]]
"""By path from a record; SIZE for the number of records of its list."""


@dataclass(frozen=True, slots=True)
class Variation:
    """Makes variants of parts. `boldness`: 0 to 1, how much another person differs; `earliest`: nothing lies before it."""

    inventor: Inventor
    targets: Targets
    earliest: date
    boldness: float = 1.0

    def another(self, content: Content) -> Content:
        """As somebody else might have filled it in."""
        thing = content.place.thing
        if isinstance(thing, AttachmentItem):
            return invented(content.place, self.inventor) if content.value or not thing.minimum else content
        if isinstance(thing, Section) and thing.kind is SectionKind.FIELDS:
            return Content(content.place, self.varied(content.value, thing.schema))
        if isinstance(thing, Section) and thing.kind is SectionKind.RECORDS:
            return Content(content.place, self._list(content.value, thing.schema))
        return self._import(content, thing)

    def settled(self, content: Content) -> Content:
        """The same with the years that it tells of within a working life, and the dates since which they count agreeing with them."""
        thing = content.place.thing
        if not isinstance(thing, Section) or thing.kind is not SectionKind.FIELDS:
            return content
        made = dict(content.value)
        for name, inner in thing.schema.get("properties", {}).items():
            if isinstance(made.get(name), int) and inner.get("unit") == "年":
                made[name] = self._within(made[name], inner)
        self._agreed(made, thing.schema)
        return Content(content.place, made)

    def flawed(self, content: Content) -> Content:
        """With one thing missing, too late, or too little."""
        thing, source = content.place.thing, self.inventor.source
        if isinstance(thing, Section) and thing.kind is SectionKind.FIELDS:
            return Content(content.place, self._worse(content.value, thing.schema))
        if not content.value or isinstance(thing, AttachmentItem):
            return Content(content.place, [])
        position = source.randrange(len(content.value))
        if source.random() > _OUT_OF_FORM:
            value = [each for n, each in enumerate(content.value) if n != position]
            return Content(content.place, value, content.records)
        if isinstance(thing, Section) and thing.kind is SectionKind.RECORDS:
            worse = self._worse(content.value[position], thing.schema["items"])
            return Content(
                content.place, [worse if n == position else each for n, each in enumerate(content.value)]
            )
        return self._flawed_import(content, position)

    # ------------------------------------------------------------------------------------------ records

    def varied(self, record: Mapping[str, Any], schema: Schema, head: Path = ()) -> dict[str, Any]:
        """A record with other values; its dates, and those of the records in it, all moved by as much."""
        made = copy.deepcopy(dict(record))
        self._values(made, schema, head)
        if not head:
            self._moved(made, schema)
            self._nested(made, schema)
            self._agreed(made, schema)
        return self.inventor.completed(schema, made)

    def _values(self, made: dict[str, Any], schema: Schema, head: Path) -> None:
        source = self.inventor.source
        for name, inner in schema.get("properties", {}).items():
            value: Any = made.get(name)
            path = (*head, name)
            if missing(value) or isinstance(value, bool) or _dated(inner):
                continue
            aims = self.targets.get(path)
            if "properties" in inner.get("items", {}):
                made[name] = self._list(value, inner, path)
            elif isinstance(value, int | float) and aims and source.random() < _AIMED * self.boldness:
                made[name] = self._within(source.choice(aims).beyond(source), inner)
            elif source.random() < _CHANGED * self.boldness:
                made[name] = self._near(value, inner)

    def _near(self, value: Any, schema: Schema) -> Any:
        source = self.inventor.source
        if isinstance(value, Mapping | list):
            return value
        if isinstance(value, int | float):
            if source.random() < 0.5 or yearly(schema):
                return self._within(self.inventor.value(schema), schema)
            return self._within(value + round(source.gauss(0.5, max(1.0, abs(value) * 0.2))), schema)
        return self.inventor.value(schema)

    def _within(self, value: Any, schema: Schema) -> Any:
        """The number within the form's limits, and within a working life."""
        low, high = schema.get("minimum", 0), schema.get("maximum", max(value, 0))
        if yearly(schema):
            low, high = max(low, self.earliest.year), min(high, self.inventor.latest.year)
        if schema.get("unit") == "年":
            high = min(high, self.inventor.latest.year - self.earliest.year)
        found = max(low, min(high, value))
        return int(found) if schema.get("type") == "integer" else found

    def _list(self, listed: list[Any], schema: Schema, head: Path = ()) -> list[Any]:
        items = schema["items"]
        made = [self.varied(each, items, head) for each in listed]
        most = min(schema.get("maxItems", _MOST_RECORDS), _MOST_RECORDS)
        source = self.inventor.source
        for _ in range(self._size(len(made), (*head, SIZE), most) - len(made)):
            like = source.choice(listed) if listed else self.inventor.record(items)
            made.append(self.varied(like, items, head))
            self._earlier(list(_date_places(made[-1], items, ())), source.uniform(*_APART) * len(made))
        return made[: max(self._size(len(made), (*head, SIZE), most), int(schema.get("minItems", 0)))]

    def _size(self, now: int, path: Path, most: int) -> int:
        """How many records somebody else has: as many as are asked for, often some more, now and then many."""
        source, aims = self.inventor.source, self.targets.get(path)
        roll = source.random()
        if roll < (_MORE * 2 if aims else _MORE) * self.boldness and now:
            return min(most, now + 1 + int(source.expovariate(0.9)))
        return now - 1 if roll > 1 - _FEWER * self.boldness and now > 1 else now

    # -------------------------------------------------------------------------------------------- dates

    def _moved(self, made: dict[str, Any], schema: Schema) -> None:
        """All dates of the record and of the records in it, moved so that one of them lies where people have it."""
        source = self.inventor.source
        places = list(_date_places(made, schema, ()))
        if not places or source.random() > _AIMED * self.boldness:
            return
        aimed = [(place, aims) for place in places if (aims := self.targets.get(place.path))]
        days = [_day(place.holder[place.name]) for place in places]
        known = [day for day in days if day]
        if not known:
            return
        if aimed:
            place, aims = source.choice(aimed)
            by = (
                _near_a_pivot(source.choice(aims), self.inventor)
                - (_day(place.holder[place.name]) or known[0])
            ).days
        else:
            last = self.inventor.latest - timedelta(days=int(source.gammavariate(*_BACK) * 365) + 1)
            by = (last - max(known)).days
        by = max(by, (self.earliest - min(known)).days)
        for place in places:
            place.holder[place.name] = _shifted(place.holder[place.name], by, self.inventor)

    def _earlier(self, places: list[_Place], days: float) -> None:
        """The dates moved back by so many days, as far as somebody is grown up then."""
        known = [day for place in places if (day := _day(place.holder[place.name]))]
        if known:
            by = min(days, max(0, (min(known) - self.earliest).days))
            for place in places:
                place.holder[place.name] = _shifted(place.holder[place.name], -by, self.inventor)

    def _nested(self, made: dict[str, Any], schema: Schema) -> None:
        """What a record tells of itself lies before what the records in it tell of. The dates that no rule compares give way."""
        places = list(_date_places(made, schema, ()))
        own = [place for place in places if place.holder is made]
        inner = [place for place in places if place.holder is not made]
        ends = [day for place in own if (day := _day(made[place.name]))]
        begins = [day for place in inner if (day := _day(place.holder[place.name]))]
        if not ends or not begins or max(ends) <= min(begins):
            return
        late = (max(ends) - min(begins)).days + self.inventor.source.randrange(*_BETWEEN)
        if any(place.path in self.targets for place in inner) or not any(
            place.path in self.targets for place in own
        ):
            self._earlier(own, late)
            return
        for place in inner:
            place.holder[place.name] = _shifted(place.holder[place.name], late, self.inventor)

    def _agreed(self, made: dict[str, Any], schema: Schema) -> None:
        """The date since which years count that are told of beside it, under the same first word (`work_start`, `work_years`), agrees with
        them."""
        properties, latest = schema.get("properties", {}), self.inventor.latest
        for name, inner in properties.items():
            stem = name.split("_")[0]
            for other, told in properties.items():
                years = made.get(other)
                if inner.get("format") != "date" or missing(made.get(name)) or not isinstance(years, int):
                    continue
                if other.split("_")[0] == stem and told.get("unit") == "年":
                    began = dates.back(latest, years=years, months=self.inventor.source.randrange(12))
                    made[name] = max(began, self.earliest).isoformat()

    # ------------------------------------------------------------------------------------------ imports

    def _import(self, content: Content, thing: Section | AchievementItem) -> Content:
        if len(content.records) != len(content.value):  # a record that another part brings: it stays as it is
            return content
        pairs = [
            self._imported(entry, record, thing)
            for entry, record in zip(content.value, content.records, strict=True)
        ]
        most = thing.maximum if isinstance(thing, AchievementItem) and thing.maximum else _MOST_RECORDS
        wanted = self._size(len(pairs), (SIZE,), most)
        if not pairs and self.inventor.source.random() < _MORE * self.boldness:
            fresh = invented(content.place, self.inventor)
            return Content(content.place, fresh.value, fresh.records)
        while 0 < len(pairs) < wanted:
            entry, record = self.inventor.source.choice(
                list(zip(content.value, content.records, strict=True))
            )
            pairs.append(self._imported(entry, record, thing))
        pairs = pairs[:wanted]
        return Content(content.place, [entry for entry, _ in pairs], tuple(record for _, record in pairs))

    def _imported(
        self, entry: Mapping[str, Any], record: Mapping[str, Any], thing: Section | AchievementItem
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        schema = self.inventor.plan.categories[record["category"]].schema
        name = f"{record['id']}-{self.inventor.number()}"
        notes = {key: value for key, value in entry.items() if key != "record"}
        if isinstance(thing, Section) and notes:
            notes = self.varied(notes, thing.schema)
        data = self.varied(record["data"], schema)
        return {"record": name, **notes}, {**record, "id": name, "data": data}

    def _flawed_import(self, content: Content, position: int) -> Content:
        value, entry = list(content.value), dict(content.value[position])
        notes = [name for name in entry if name != "record"]
        record = next((each for each in content.records if each["id"] == entry["record"]), None)
        if notes and (record is None or self.inventor.source.random() < 0.5):
            entry.pop(self.inventor.source.choice(notes))
            value[position] = entry
            return Content(content.place, value, content.records)
        if record is None:
            return Content(content.place, value, content.records)
        schema = self.inventor.plan.categories[record["category"]].schema
        name = f"{record['id']}-{self.inventor.number()}"
        worse = {**record, "id": name, "data": self._worse(record["data"], schema, gaps=False)}
        records = tuple(worse if each is record else each for each in content.records)
        value = [{**each, "record": name} if each["record"] == record["id"] else each for each in value]
        return Content(content.place, value, records)

    # -------------------------------------------------------------------------------------------- flaws

    def _worse(self, record: Mapping[str, Any], schema: Schema, gaps: bool = True) -> dict[str, Any]:
        """`gaps`: something that is required may be missing."""
        source = self.inventor.source
        made = copy.deepcopy(dict(record))
        short = list(self._short(made, schema, ()))
        ways = short or list(self._less(made, schema))
        required = [name for name in shown.required(schema, made) if not missing(made.get(name))]
        if gaps and required and (not ways or source.random() > _OUT_OF_FORM):
            made.pop(source.choice(required))
        elif ways:
            source.choice(ways)()
        return made

    def _short(self, made: dict[str, Any], schema: Schema, head: Path) -> Iterator[Callable[[], None]]:
        """Ways of falling short of what rules ask for."""
        source = self.inventor.source
        for name, inner in schema.get("properties", {}).items():
            value: Any = made.get(name)
            aims = self.targets.get((*head, name))
            if isinstance(value, list) and "properties" in inner.get("items", {}):
                for each in value:
                    yield from self._short(each, inner["items"], (*head, name))
            if not aims or missing(value):
                continue
            for short in (each.short(source) for each in aims):
                if isinstance(short, date):
                    day = max(self.earliest, min(short, self.inventor.latest))
                    yield _setting(made, name, day.isoformat()[: len(value)])
                elif isinstance(value, int | float):
                    yield _setting(made, name, self._within(short, inner))

    def _less(self, made: dict[str, Any], schema: Schema) -> Iterator[Callable[[], None]]:
        source = self.inventor.source
        for name, value in list(made.items()):
            inner = schema.get("properties", {}).get(name, {})
            if _dated(inner) and isinstance(value, str):
                yield _setting(made, name, _shifted(value, source.uniform(*_LATE_DAYS), self.inventor))
            elif isinstance(value, int | float) and not isinstance(value, bool):
                less = (
                    value - source.randint(*_YEARS_LATE)
                    if yearly(inner)
                    else value * source.uniform(0.3, 0.9)
                )
                yield _setting(made, name, max(inner.get("minimum", 0), int(less)))
            elif "enum" in inner or "codes" in inner:
                yield _setting(made, name, self.inventor.value(inner))
            elif isinstance(value, list) and value:
                yield _setting(made, name, [])


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a date stands; `path` from the outermost record."""

    holder: dict[str, Any]
    name: str
    path: Path


def _date_places(made: dict[str, Any], schema: Schema, head: Path) -> Iterator[_Place]:
    for name, inner in schema.get("properties", {}).items():
        value = made.get(name)
        if _dated(inner) and isinstance(value, str):
            yield _Place(made, name, (*head, name))
        elif isinstance(value, list) and "properties" in inner.get("items", {}):
            for each in value:
                yield from _date_places(each, inner["items"], (*head, name))


def _near_a_pivot(pivot: Pivot, inventor: Inventor) -> date:
    found = pivot.beyond(inventor.source)
    return found if isinstance(found, date) else inventor.latest


def _dated(schema: Schema) -> bool:
    return schema.get("format") in ("date", "month")


def _day(value: Any) -> date | None:
    return dates.parse(value) if isinstance(value, str) else None


def _shifted(value: str, days: float, inventor: Inventor) -> str:
    """The day or month so many days later, not after what is latest."""
    day = _day(value)
    if day is None:
        return value
    return min(inventor.latest, day + timedelta(days=int(days))).isoformat()[: len(value)]


def _setting(record: dict[str, Any], name: str, value: Any) -> Callable[[], None]:
    return lambda: record.update({name: value})
