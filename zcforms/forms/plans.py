"""Build a plan from checked documents, with the digest over everything that it ties together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from zcforms.documents.reading import digest
from zcforms.domain.plan import (
    AchievementCategory,
    AchievementItem,
    Choice,
    CodeList,
    Counting,
    CountMode,
    LibraryCategory,
    Part,
    Plan,
    RouteSheet,
    Section,
    Standard,
    TitleChoice,
)
from zcforms.forms import authorities, chains, downloads, examinations, library
from zcforms.forms.shelf import Shelf

ALWAYS = ("series", "levels", "routes", "plan_kinds", "sex", "id_types", "employer_natures")
"""Code lists that every plan has, whether or not one of its schemas names them: the application itself does."""


def build(
    shelf: Shelf,
    name: str,
    codes: Mapping[str, CodeList],
    categories: Mapping[str, LibraryCategory],
    sections: Mapping[str, Section],
) -> Plan:
    """The plan of a checked document."""
    data = shelf.sound["plan", name].data
    chain = chains.build(data["chain"], shelf.sound["chain", data["chain"]], data.get("voting"))
    taken = {category: categories[category] for category in sorted(_taken(data, sections))}
    tied = sorted(_tied(data, taken, codes, sections) | authorities.tied(shelf, data))
    listed = {code_list for kind, code_list in tied if kind == "codes"}
    return Plan(
        id=name,
        digest=digest(
            {f"{kind}/{each}": shelf.sound[kind, each].digest for kind, each in [("plan", name), *tied]}
        ),
        series=_choice(codes["series"], data["series"]),
        levels=tuple(_choice(codes["levels"], level) for level in data["levels"]),
        opens=date.fromisoformat(data["opens"]),
        closes=date.fromisoformat(data["closes"]),
        **_window(data),
        cutoffs={key: date.fromisoformat(text) for key, text in data["cutoffs"].items()},
        routes=tuple(_choice(codes["routes"], route) for route in data["routes"]),
        specialties=tuple(library.choice(each) for each in data["specialties"]),
        titles=tuple(_title(each) for each in data["titles"]),
        standards=tuple(_standard(each) for each in data["standards"]),
        parts=tuple(_part(each, sections) for each in data["parts"]),
        attachments=tuple(
            library.attachment(item) for item in shelf.sound["attachments", data["attachments"]].data["items"]
        ),
        chain=chain,
        pledge=library.pledge(data["pledge"], shelf.sound["pledge", data["pledge"]]),
        downloads=tuple(downloads.entry(each) for each in data.get("downloads", ())),
        route_sheets=tuple(
            RouteSheet(each["sheet"], tuple(each.get("routes", ()))) for each in data.get("route_sheets", ())
        ),
        waiver=examinations.waiver(data, sections),
        examination=examinations.build(data, chain, sections, codes),
        issuing=authorities.issuing(shelf, data),
        categories=taken,
        codes={each: codes[each] for each in sorted(listed)},
        counting=Counting(data.get("counting", Counting.ANNIVERSARY)),
        **{key: data[key] for key in _AS_WRITTEN if key in data},
    )


def _window(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the document says of the window beyond its two days."""
    given: dict[str, Any] = {key: data[key] for key in ("grace_minutes", "resubmit_days") if key in data}
    if "closing_time" in data:
        given["closing_time"] = time.fromisoformat(data["closing_time"])
    if "resubmit_until" in data:
        given["resubmit_until"] = date.fromisoformat(data["resubmit_until"])
    return given


_AS_WRITTEN = (
    "caption",
    "year",
    "kind",
    "committee",
    "organising_unit",
    "interview",
    "scope",
    "content",
    "ruleset",
    "sheet",
    "blank",
    "parameters",
)


def _taken(data: Mapping[str, Any], sections: Mapping[str, Section]) -> set[str]:
    """The library categories that the plan's sections and items take."""
    names = {name for part in data["parts"] for each in part["sections"] for name in sections[each].takes}
    for standard in data["standards"]:
        for category in standard["categories"]:
            names.update(name for item in category["items"] for name in item["takes"])
    return names


def _tied(
    data: Mapping[str, Any],
    taken: Mapping[str, LibraryCategory],
    codes: Mapping[str, CodeList],
    sections: Mapping[str, Section],
) -> set[tuple[str, str]]:
    """Kind and name of every document that the plan stands on."""
    used = {each for part in data["parts"] for each in part["sections"]}
    around = examinations.tied(data)
    used |= {name for kind, name in around if kind == "section"}
    tied = around | {("section", each) for each in used} | {("achievement", each) for each in taken}
    tied |= {(kind, data[key]) for kind, key in _NAMED}
    tied |= {
        ("sheet", each["sheet"]) for key in _SHEET_LISTS for each in data.get(key, ()) if "sheet" in each
    }
    schemas = [sections[each].schema for each in used] + [category.schema for category in taken.values()]
    tied |= {("codes", name) for schema in schemas for name in code_lists(schema)}
    return tied | {("codes", name) for name in ALWAYS if name in codes}


def closure(shelf: Shelf, name: str) -> set[tuple[str, str]]:
    """Kind and name of every document without which the plan cannot be built and checked from nothing; the plan itself is among them. More than its digest
    covers: sheets that a pledge or an attachment is printed with, code lists that are looked up. The plan is on the shelf and sound."""
    data = shelf.sound["plan", name].data
    codes = {each: library.code_list(each, document) for each, document in shelf.of("codes")}
    sections = {each: library.section(document) for each, document in shelf.of("section")}
    taken = {
        each: library.category(each, shelf.sound["achievement", each]) for each in _taken(data, sections)
    }
    found = {("plan", name)} | _tied(data, taken, codes, sections) | authorities.tied(shelf, data)
    found.add(("sheet", shelf.sound["pledge", data["pledge"]].data["sheet"]))
    items = shelf.sound["attachments", data["attachments"]].data["items"]
    found |= {("sheet", each["template"]) for each in items if "template" in each}
    return found | {("codes", each) for each in _LOOKED_UP if each in codes}


_LOOKED_UP = (authorities.NATURES,)
"""Code lists that a check looks into beside those that a schema names."""
_SHEET_LISTS = ("downloads", "route_sheets")
_NAMED = (("attachments", "attachments"), ("chain", "chain"), ("pledge", "pledge"), ("sheet", "sheet"))


def code_lists(schema: Any) -> Iterator[str]:
    """The code lists that a schema names, at whatever depth."""
    if isinstance(schema, Mapping):
        if isinstance(schema.get("codes"), str):
            yield schema["codes"]
        for value in schema.values():
            yield from code_lists(value)


def _choice(code_list: CodeList, code: str) -> Choice:
    return next(choice for choice in code_list.codes if choice.id == code)


def _title(data: Mapping[str, Any]) -> TitleChoice:
    return TitleChoice(
        data["id"],
        data["caption"],
        data["level"],
        tuple(data.get("standards", ())),
        tuple(data.get("specialties", ())),
    )


def _standard(data: Mapping[str, Any]) -> Standard:
    return Standard(data["id"], data["caption"], tuple(_category(each) for each in data["categories"]))


def _category(data: Mapping[str, Any]) -> AchievementCategory:
    return AchievementCategory(
        id=data["id"],
        caption=data["caption"],
        items=tuple(_item(each) for each in data["items"]),
        minimum=data.get("minimum", 0),
        maximum=data.get("maximum"),
        count=CountMode(data.get("count", CountMode.RECORDS)),
        hint=data.get("hint", ""),
    )


def _item(data: Mapping[str, Any]) -> AchievementItem:
    return AchievementItem(
        id=data["id"],
        caption=data["caption"],
        takes=tuple(data["takes"]),
        minimum=data.get("minimum", 0),
        maximum=data.get("maximum"),
        where=data.get("where"),
        hint=data.get("hint", ""),
    )


def _part(data: Mapping[str, Any], sections: Mapping[str, Section]) -> Part:
    """What a page is for, its sections are for: unless they say something narrower themselves."""
    only = tuple(data.get("routes", ()))
    found = (sections[each] for each in data["sections"])
    return Part(
        data["id"], data["caption"], tuple(replace(each, routes=each.routes or only) for each in found)
    )
