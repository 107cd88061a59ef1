"""A made-up declaration under a plan that is still being made: an application document, kept as it was typed, and what of it fits the plan as it is now.

What does not fit (a field that was taken out, a choice that is gone) stays in what is kept: it is there again when the plan has its place again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from zcforms.documents.pointer import steps
from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.plan import Plan, Schema, Section, SectionKind
from zcforms.services.prefilling import prefilled
from zcforms.services.texts import Captioned

CHOICES = ("route", "standard", "specialty", "title")
_PERSON = ("name", "id_type", "id_number", "phone", "photo", "employer")
"""Of an applicant what is no part of a profile: a field that looks for it there finds nothing in a real declaration either."""
_BEGAN = datetime(2000, 1, 1, tzinfo=UTC)
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trying:
    """`document` fits the plan. `application` and `records` say the same as objects; they belong to no database."""

    plan: Plan
    document: Content
    application: Application
    records: Mapping[str, Achievement]

    @classmethod
    def of(cls, plan: Plan, kept: Content, name: str) -> Trying:
        """`name`: the application's id, with which addresses are made."""
        document = fitted(plan, kept)
        records = {each["id"]: _achievement(each, name) for each in document["achievements"]}
        return cls(plan, document, _application(plan, document, name), records)

    def value(self, section: Section) -> Any:
        """What a section of kind fields or records holds; for one that holds nothing yet, what it is offered."""
        return self.document["answers"].get(section.id, {} if section.kind is SectionKind.FIELDS else [])

    def offered(self, section: Section) -> dict[str, Any]:
        """What `prefill` pointers find."""
        if section.kind is not SectionKind.FIELDS:
            return {}
        applicant = self.document["applicant"]
        chosen = {name: self.document[name] for name in CHOICES}
        plan = {"caption": self.plan.caption, "year": self.plan.year, "committee": self.plan.committee}
        return prefilled(
            section.schema,
            {
                "person": applicant,
                "profile": {name: value for name, value in applicant.items() if name not in _PERSON},
                "employer": applicant.get("employer", {}),
                "plan": plan,
                "application": chosen,
            },
        )


def empty(plan: Plan, applicant: Content, choices: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Somebody who has chosen, and filled in nothing yet."""
    return {
        "plan": plan.id,
        **(choices or first_choices(plan)),
        "applicant": dict(applicant),
        "answers": {},
        "achievements": [],
        "imports": {},
        "attachments": {},
    }


def first_choices(plan: Plan, wished: Mapping[str, str] | None = None) -> dict[str, str]:
    """What is wished, where the plan offers it; the first of each list otherwise, of titles and standards such that go together."""
    given = dict(wished or {})
    specialty = _one_of((each.id for each in plan.specialties), given.get("specialty"))
    titles = [each for each in plan.titles if not each.specialties or specialty in each.specialties]
    title = _one_of((each.id for each in titles or plan.titles), given.get("title"))
    chosen = plan.title(title)
    allowed = chosen.standards if chosen and chosen.standards else ()
    standards = [each.id for each in plan.standards if not allowed or each.id in allowed]
    return {
        "route": _one_of((each.id for each in plan.routes), given.get("route")),
        "standard": _one_of(iter(standards), given.get("standard")),
        "specialty": specialty,
        "title": title,
    }


def fitted(plan: Plan, kept: Content) -> dict[str, Any]:
    """What of the document the plan has a place for."""
    standards = [each.id for each in plan.standards]
    lists = {each.id for each in plan.sections}
    lists |= {item.id for standard in standards for _, item in plan.items(standard)}
    records = [each for each in kept["achievements"] if each["category"] in plan.categories]
    for position, each in enumerate(records):
        records[position] = {**each, "data": _value(plan.categories[each["category"]].schema, each["data"])}
    known, items = {each["id"] for each in records}, {each.id for each in plan.attachments}
    return {
        "plan": plan.id,
        **_choices_kept(plan, kept),
        "applicant": dict(kept["applicant"]),
        "answers": {
            section.id: value
            for section in plan.sections
            if (value := _value(section.schema, kept["answers"].get(section.id))) is not None
        },
        "achievements": records,
        "imports": {
            name: [dict(entry) for entry in entries if entry["record"] in known]
            for name, entries in kept["imports"].items()
            if name in lists
        },
        "attachments": {name: files for name, files in kept["attachments"].items() if name in items},
    }


def moved(kept: Content, moves: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The document after answers went from one place to another, as the plan's author has recorded."""
    found: dict[str, Any] = _copied(kept)
    for move in moves:
        _move(found, steps(move["from"]), steps(move["to"]))
    return found


def _move(document: Any, source: Sequence[str], target: Sequence[str]) -> None:
    here = _around(document, source)
    if here is None or source[-1] not in here:
        _rename(document, source, target)
        return
    there = document
    for step in target[:-1]:
        if not isinstance(there, dict):
            return
        there = there.setdefault(step, {})
    if isinstance(there, dict) and target[-1] not in there:
        there[target[-1]] = here.pop(source[-1])


def _rename(document: Any, source: Sequence[str], target: Sequence[str]) -> None:
    """What was chosen is called otherwise: the last name of both is the choice, of every record of a table."""
    *place, name = source[:-1]
    if source[:-1] != target[:-1] or not place:
        return
    above = document
    for step in place:
        above = above.get(step) if isinstance(above, dict) else None
    for record in above if isinstance(above, list) else [above]:
        if isinstance(record, dict) and name in record:
            record[name] = _called(record[name], source[-1], target[-1])


def _called(value: Any, before: str, after: str) -> Any:
    if isinstance(value, list):
        return [_called(each, before, after) for each in value]
    return after if value == before else value


def _around(document: Any, path: Sequence[str]) -> dict[str, Any] | None:
    for step in path[:-1]:
        document = document.get(step) if isinstance(document, dict) else None
    return document if isinstance(document, dict) and path else None


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(each) for name, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _choices_kept(plan: Plan, kept: Content) -> dict[str, str]:
    """What was chosen, where the plan still offers it: also what does not go together, which the check tells."""
    offers: dict[str, Sequence[Captioned]] = {
        "route": plan.routes,
        "standard": plan.standards,
        "specialty": plan.specialties,
        "title": plan.titles,
    }
    first = first_choices(plan, {name: kept.get(name, "") for name in CHOICES})
    return {
        name: kept[name] if any(each.id == kept.get(name) for each in offer) else first[name]
        for name, offer in offers.items()
    }


def _one_of(ids: Iterator[str], wished: str | None) -> str:
    found = list(ids)
    return wished if wished in found and wished is not None else found[0] if found else ""


def _value(schema: Schema, value: Any) -> Any:
    """The value as far as it is of the schema's types; None where it is not."""
    kind = schema.get("type")
    if kind == "object" and isinstance(value, Mapping):
        if "properties" not in schema:
            return dict(value)
        inner = {name: _value(each, value.get(name)) for name, each in schema["properties"].items()}
        return {name: each for name, each in inner.items() if each is not None}
    if kind == "array" and isinstance(value, list):
        if schema.get("widget") == "files":
            return value
        found = (_value(schema.get("items", {}), each) for each in value)
        return [each for each in found if each is not None]
    return value if _is(kind, value) else None


def _is(kind: Any, value: Any) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case None:
            return value is not None
    return False


def _application(plan: Plan, document: Content, name: str) -> Application:
    return Application(
        id=name,
        person_id=name,
        plan_id=plan.id,
        plan_digest=plan.digest,
        year=plan.year,
        organisation_id=name,
        created_at=_BEGAN,
        pledged_at=_BEGAN,
        answers=document["answers"],
        imports=document["imports"],
        attachments=document["attachments"],
        **{choice: document[choice] for choice in CHOICES},
    )


def _achievement(record: Content, name: str) -> Achievement:
    return Achievement(
        id=record["id"],
        person_id=name,
        category=record["category"],
        data=record["data"],
        evidence=record["evidence"],
        created_at=_BEGAN,
        state=AchievementState.APPROVED,
    )
