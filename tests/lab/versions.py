"""Versions of a plan as hypothesis makes them up, with an application of the first that is filled in as its forms let it be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from zcforms import resources
from zcforms.domain.plan import Part, Plan, Section, SectionKind
from zcforms.forms.catalogue import load
from zcforms.forms.normal import number_text
from zcforms.forms.shown import kept

TEACHER = load(resources.folder("schemas")).plans["2022-teacher-senior"]
DOCUMENT: Mapping[str, Any] = {
    "route": "regular",
    "standard": "teacher",
    "specialty": "primary-science",
    "title": "senior-teacher",
    "answers": {},
    "imports": {},
    "attachments": {},
    "record_ids": {},
}
_STAGES = ("小学", "初中", "高中")
_PROPERTIES: tuple[Mapping[str, Any], ...] = (
    {"type": "string"},
    {"type": "string", "maxLength": 2},
    {"type": "integer", "unit": "年"},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "month"},
    {"type": "string", "enum": list(_STAGES)},
    {"type": "string", "enum": ["小学", "1", "是"]},
    {"type": "array", "items": {"type": "string", "enum": list(_STAGES)}},
    {"type": "array", "items": {"type": "string", "enum": ["小学", "高中"]}},
    {"type": "string", "codes": "sex"},
    {"type": "string", "codes": "levels"},
)
_NAMES = ("a", "b", "c", "d", "e")


def fields(name: str, caption: str, properties: Mapping[str, Any]) -> Section:
    return Section(name, caption, SectionKind.FIELDS, {"type": "object", "properties": properties})


def records(name: str, caption: str, properties: Mapping[str, Any]) -> Section:
    items = {"type": "object", "properties": properties}
    return Section(name, caption, SectionKind.RECORDS, {"type": "array", "items": items})


def plan_with(*sections: Section) -> Plan:
    return replace(TEACHER, parts=(Part("one", "第一页", sections),))


def choices_of(document: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(document[name] for name in ("route", "standard", "specialty", "title"))


class Case:
    """Two versions, moves between them, and an application under the first. What is moved goes where nothing was before. No dataclass: a plan is
    told by its sections, or a failure would fill pages."""

    def __init__(
        self, old: Plan, new: Plan, moves: Sequence[Mapping[str, str]], document: Mapping[str, Any]
    ) -> None:
        self.old, self.new, self.moves, self.document = old, new, moves, document

    def __repr__(self) -> str:
        said = [{each.id: each.schema for each in plan.sections} for plan in (self.old, self.new)]
        return f"Case({said[0]}, {said[1]}, {self.moves}, {self.document})"


@st.composite
def one_version(draw: st.DrawFn) -> Case:
    plan = draw(_plans())
    return Case(plan, plan, [], draw(_documents(plan)))


@st.composite
def two_versions(draw: st.DrawFn) -> Case:
    old = draw(_plans())
    new = draw(_plans() | _changed(old))
    return Case(old, new, draw(_moves(old, new)), draw(_documents(old)))


def leaves(value: Any) -> Iterator[str]:
    """Every answer as a text that a conversion does not change; what is a code anywhere by what it says there."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name not in ("record_ids", "route", "standard", "specialty", "title"):
                yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif isinstance(value, bool):
        yield "是" if value else "否"
    elif isinstance(value, int | float):
        yield _said().get(number_text(value), number_text(value))
    elif value not in (None, ""):
        yield _said().get(value, value)


def _said() -> dict[str, str]:
    return {each.id: each.caption for name in ("levels", "sex") for each in TEACHER.codes[name].codes}


@st.composite
def _properties(draw: st.DrawFn, *, rows: bool = True) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(_NAMES), unique=True, min_size=1))
    found: dict[str, Any] = {}
    for name in names:
        if rows and draw(st.integers(0, 7)) == 0:
            items = {"type": "object", "properties": draw(_properties(rows=False))}
            found[name] = {"type": "array", "widget": "records", "items": items, "caption": f"表{name}"}
        else:
            found[name] = {**draw(st.sampled_from(_PROPERTIES)), "caption": f"项{name}"}
    texts = [name for name in names if found[name].get("enum")]
    for name in names:
        if name not in texts and texts and draw(st.integers(0, 3)) == 0:
            found[name]["shownWhen"] = {texts[0]: draw(st.sampled_from(("小学", "高中")))}
    return found


@st.composite
def _sections(draw: st.DrawFn, name: str) -> Section:
    make = draw(st.sampled_from((fields, records)))
    return make(name, f"栏目{name}", draw(_properties()))


@st.composite
def _plans(draw: st.DrawFn) -> Plan:
    names = draw(st.lists(st.sampled_from(("s", "t", "u")), unique=True))
    return plan_with(*[draw(_sections(name)) for name in names])


@st.composite
def _changed(draw: st.DrawFn, plan: Plan) -> Plan:
    """The same plan but for some of its sections."""
    return plan_with(*[draw(st.just(each) | _sections(each.id)) for each in plan.sections])


@st.composite
def _moves(draw: st.DrawFn, old: Plan, new: Plan) -> list[dict[str, str]]:
    places, targets = set(_places(old)), sorted(set(_places(new)) - set(_places(old)))
    found: list[dict[str, str]] = []
    for target in targets:
        source = draw(st.none() | st.sampled_from(sorted(places - set(_places(new))) or [""]))
        if source and source not in {each["from"] for each in found}:
            found.append({"from": source, "to": target})
    return found


def _places(plan: Plan) -> Iterator[str]:
    for section in plan.sections:
        schema = section.schema.get("items", section.schema)
        for name in schema["properties"]:
            yield f"/answers/{section.id}/{name}"


@st.composite
def _documents(draw: st.DrawFn, plan: Plan) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    ids: dict[str, Any] = {}
    for section in plan.sections:
        if draw(st.integers(0, 4)) == 0:
            continue
        if section.kind is SectionKind.FIELDS:
            answers[section.id] = draw(_record(section.schema))
        else:
            count = draw(st.integers(0, 3))
            rows = [draw(_record(section.schema["items"])) for _ in range(count)]
            answers[section.id] = rows
            if rows and draw(st.booleans()):
                ids[section.id] = draw(st.permutations([f"r{number}" for number in range(count)]))
    return {**DOCUMENT, "answers": answers, "record_ids": ids}


@st.composite
def _record(draw: st.DrawFn, schema: Mapping[str, Any]) -> dict[str, Any]:
    """As it is kept: without what is hidden and what is empty."""
    found = {name: draw(_value(prop)) for name, prop in schema["properties"].items() if draw(st.booleans())}
    made: dict[str, Any] = kept(schema, found)
    return made


def _value(schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    type_ = schema["type"]
    if type_ == "array" and "properties" in schema["items"]:
        return st.lists(_record(schema["items"]), max_size=2)
    if type_ == "array":
        return _some(schema["items"]["enum"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "codes" in schema:
        return st.sampled_from([each.id for each in TEACHER.codes[schema["codes"]].codes])
    if "format" in schema:
        return st.sampled_from(
            ["2022-01-31", "1999-12-01"] if schema["format"] == "date" else ["2022-01", "1999-12"]
        )
    simple: dict[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(0, 99),
        "number": st.sampled_from([1, 2.5, 3]),
        "boolean": st.booleans(),
    }
    words = ["小学", "1", "2.5", "是", "2022-01-31", "2022-01", "男", "话", "03", "a b"]
    return simple.get(type_, st.sampled_from(words))


def _some(options: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """Some of the choices, in the order in which a form lists them."""
    chosen = st.sets(st.sampled_from(list(options)), min_size=1)
    return chosen.map(lambda found: [each for each in options if each in found])
