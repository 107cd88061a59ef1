"""Which places of a form a reason speaks of: the captions that stand in its text (features 17, 62)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from zcforms.documents.pointer import pointer
from zcforms.domain.application import Application
from zcforms.domain.plan import LibraryCategory, Part, Plan, Section, SectionKind
from zcforms.services.progress import Gap
from zcforms.services.returned_modules import place_of

_SHORTEST, _SHORTEST_OF_A_FIELD = 2, 3
"""Characters: a short caption of a field (年度, 民族) is too often an everyday word."""

EVIDENCE = "佐证材料"
"""What the files of a library record are called, unless its category says otherwise."""

Caption = tuple[str, str]
"""What a place is called, and its pointer."""


def of_application(plan: Plan, application: Application, text: str) -> tuple[Gap, ...]:
    """Pages, sections, fields, achievement items and attachments, in the order in which the text names them."""
    return _named(text, _captions(plan, application))


def of_achievement(category: LibraryCategory, text: str) -> tuple[Gap, ...]:
    """Fields of a library record. Pointers lead into its form: `/data/<name>`, `/evidence`."""
    properties = category.schema.get("properties", {})
    fields = (
        (str(schema.get("caption", name)), pointer(("data", name))) for name, schema in properties.items()
    )
    files = (EVIDENCE, str(category.evidence.get("caption", "")))
    return _named(text, [*fields, *((caption, "/evidence") for caption in files)])


def _captions(plan: Plan, application: Application) -> Iterator[Caption]:
    for part in plan.parts_for(application.route):
        yield part.caption, _first(part)
        for section in part.sections:
            yield section.caption, place_of(section)
            yield from _fields(section)
    for item in plan.attachments_for(application.route, application.specialty):
        yield item.caption, pointer(("attachments", item.id))
    standard = plan.standard(application.standard)
    for category in standard.categories if standard else ():
        yield category.caption, pointer(("imports", category.id))
        yield from ((item.caption, pointer(("imports", item.id))) for item in category.items)


def _first(part: Part) -> str:
    return place_of(part.sections[0])


def _fields(section: Section) -> Iterator[Caption]:
    """The fields of a form; those of records lead to the list, for which of them is meant stands in words."""
    if section.kind is SectionKind.FIELDS:
        for name, schema in section.schema.get("properties", {}).items():
            yield _long(str(schema.get("caption", ""))), pointer(("answers", section.id, name))
    elif section.kind is SectionKind.RECORDS:
        for schema in section.schema["items"].get("properties", {}).values():
            yield _long(str(schema.get("caption", ""))), place_of(section)


def _long(caption: str) -> str:
    return caption if len(caption) >= _SHORTEST_OF_A_FIELD else ""


def _named(text: str, captions: Iterable[Caption]) -> tuple[Gap, ...]:
    """Each place once, by the longest caption that is not a part of a longer one."""
    known: dict[str, str] = {}
    for caption, place in captions:
        if len(caption) >= _SHORTEST:
            known.setdefault(caption, place)
    if not known:
        return ()
    longest_first = "|".join(re.escape(caption) for caption in sorted(known, key=len, reverse=True))
    found = dict.fromkeys(re.findall(longest_first, text))
    places = {known[caption]: caption for caption in reversed(found)}
    return tuple(Gap(caption, known[caption]) for caption in found if places[known[caption]] == caption)
