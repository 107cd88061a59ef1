"""What is wrong with answers, in Chinese, at its place.

What is hidden is not validated, and what is required is required only where it is shown (`shown`, `keywords`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jsonschema.exceptions import ValidationError

from zcforms.documents.conditions import holds
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import Plan, Schema, Section, SectionKind
from zcforms.forms import messages
from zcforms.forms.keywords import Codes, validator
from zcforms.forms.shown import kept

_MISSING = frozenset({"required", "requiredWhen", "minItems"})


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where answers break their schema: `pointer` into the answers, `keyword` that was broken, the `caption`
    of the property, and a `message` that says what to do."""

    pointer: str
    keyword: str
    caption: str
    message: str

    @property
    def missing(self) -> bool:
        """Something is still to be given, as against something wrong that was given."""
        return self.keyword in _MISSING


def validate(schema: Schema, value: Any, codes: Codes) -> list[Breach]:
    """Every breach, at most one per place, in the schema's order.

    `value` is what `builder.answers` gives, or any JSON: hidden properties and empty values count as not given.
    """
    found: dict[str, tuple[tuple[int, ...], Breach]] = {}
    for error in validator(schema, codes).iter_errors(kept(schema, value)):
        path = tuple(error.absolute_path)
        found.setdefault(pointer(path), (_order(schema, path), _breach(pointer(path), error, schema)))
    return [breach for _, breach in sorted(found.values(), key=lambda entry: entry[0])]


def breaches_of(plan: Plan, document: Mapping[str, Any]) -> dict[str, list[Breach]]:
    """Section id (and achievement item id) -> breaches of the application document; pointers lead into the document.

    Every section of the plan has its entry; one that the route is not asked for has nothing wrong. A section without answers lacks
    everything that is required. How many records and attachments a plan wants is for its rules to say, not for this.
    """
    asked = plan.sections_for(str(document.get("route")))
    found = {
        section.id: list(_of_section(plan, section, document)) if section in asked else []
        for section in plan.sections
    }
    for _, item in plan.items(str(document.get("standard"))):
        found[item.id] = list(_of_import(plan, document, item.id, item.takes, where=item.where))
    for list_id in _part(document, "imports"):
        if list_id not in found and list_id not in _every_list(plan):
            found[list_id] = [_breach_at(("imports", list_id), "unknown", list_id, messages.UNKNOWN_LIST)]
    return found


def _breach(place: str, error: ValidationError, schema: Schema) -> Breach:
    keyword = str(error.validator)
    described: Schema = error.schema if isinstance(error.schema, Mapping) else {}
    caption = str(described.get("caption") or schema.get("caption") or "此项")
    text = messages.message(keyword, error.validator_value, error.instance, described, caption)
    return Breach(place, keyword, caption, text)


def _order(schema: Schema, path: tuple[str | int, ...]) -> tuple[int, ...]:
    """Where a path stands on the page."""
    places: list[int] = []
    for step in path:
        if isinstance(step, int):
            places.append(step)
            schema = schema.get("items", {})
        else:
            names = list(schema.get("properties", ()))
            places.append(names.index(step) if step in names else len(names))
            schema = schema.get("properties", {}).get(step, {})
    return tuple(places)


# -- the application document ---------------------------------------------------------------------------------------


def _of_section(plan: Plan, section: Section, document: Mapping[str, Any]) -> Iterator[Breach]:
    if section.kind is SectionKind.IMPORT:
        yield from _of_import(plan, document, section.id, section.takes, annotations=section.schema)
    elif section.kind is SectionKind.ATTACHMENTS:
        yield from _of_attachments(plan, document)
    else:
        empty: Any = {} if section.kind is SectionKind.FIELDS else []
        value = _part(document, "answers").get(section.id)
        yield from _below(
            ("answers", section.id), section.schema, empty if value is None else value, plan.codes
        )


def _of_import(
    plan: Plan,
    document: Mapping[str, Any],
    list_id: str,
    takes: Sequence[str],
    *,
    annotations: Schema | None = None,
    where: Mapping[str, Any] | None = None,
) -> Iterator[Breach]:
    """The records that a list refers to, and what the applicant says about each (features 41 to 45, 50 to 54)."""
    records = {record.get("id"): record for record in document.get("achievements", ())}
    seen: Counter[Any] = Counter()
    for position, entry in enumerate(_part(document, "imports").get(list_id) or ()):
        place = ("imports", list_id, position)
        seen[entry.get("record")] += 1
        record = records.get(entry.get("record"))
        said = _record_fault(plan, record, takes, where or {})
        if said is None and seen[entry.get("record")] > 1:
            said = messages.IMPORTED_TWICE
        if said:
            yield _breach_at((*place, "record"), "record", "导入的业绩", said)
        if annotations and annotations.get("properties"):
            given = {name: value for name, value in entry.items() if name != "record"}
            yield from _below(place, annotations, given, plan.codes)


def _record_fault(
    plan: Plan, record: Mapping[str, Any] | None, takes: Sequence[str], where: Mapping[str, Any]
) -> str | None:
    if record is None:
        return messages.UNKNOWN_RECORD
    if record.get("category") not in takes:
        category = plan.categories.get(str(record.get("category")))
        return messages.WRONG_CATEGORY.format(
            category=category.caption if category else record.get("category")
        )
    if record.get("state") != "approved":
        return messages.NOT_APPROVED
    return None if holds(where, record.get("data") or {}) else messages.NOT_FITTING


def _of_attachments(plan: Plan, document: Mapping[str, Any]) -> Iterator[Breach]:
    """Kinds, sizes and numbers of the files of each item that is asked for, and items that no plan asks for."""
    given = _part(document, "attachments")
    asked = plan.attachments_for(str(document.get("route")), str(document.get("specialty")))
    for item in asked:
        schema = {"type": "array", "widget": "files", **item.files, "caption": item.caption}
        schema.pop("minItems", None)  # how many are wanted is said by the rules, with the figure's words
        yield from _below(("attachments", item.id), schema, given.get(item.id) or [], plan.codes)
    known = {item.id for item in plan.attachments}
    for item_id in given:
        if item_id not in known:
            yield _breach_at(("attachments", item_id), "unknown", item_id, messages.UNKNOWN_LIST)


def _below(path: tuple[str | int, ...], schema: Schema, value: Any, codes: Codes) -> Iterator[Breach]:
    for breach in validate(schema, value, codes):
        yield replace(breach, pointer=pointer(path) + breach.pointer)


def _breach_at(path: tuple[str | int, ...], keyword: str, caption: str, text: str) -> Breach:
    return Breach(pointer(path), keyword, caption, text)


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = document.get(name)
    return part if isinstance(part, Mapping) else {}


def _every_list(plan: Plan) -> frozenset[str]:
    """Ids of everything that some standard of the plan imports into: what is left from a former choice is no breach."""
    return frozenset(item.id for standard in plan.standards for _, item in plan.items(standard.id))
