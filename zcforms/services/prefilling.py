"""What `prefill` pointers find: the person, the profile, the employer, the plan and the application as documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.documents.conditions import missing
from zcforms.documents.pointer import steps
from zcforms.domain.application import Application
from zcforms.domain.identity import Organisation, Person, resident_id_valid, told_by_resident_id
from zcforms.domain.plan import Plan
from zcforms.services.house import House
from zcforms.storage.work import Work


def prefilled(schema: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    """The first value that each property of an object schema is offered; those that find nothing are left out."""
    found: dict[str, Any] = {}
    for name, property_schema in schema.get("properties", {}).items():
        value = _at(sources, property_schema["prefill"]) if "prefill" in property_schema else None
        if not missing(value):
            found[name] = value
    return found


def person_document(house: House, w: Work, person: Person) -> dict[str, Any]:
    """`/person`: what identifies somebody, and the photo as a file document or None."""
    told = told_by_resident_id(person.id_number) if resident_id_valid(person.id_number) else {}
    told |= {name: person.profile[name] for name in told if name in person.profile}
    return {
        **told,
        "name": person.name,
        "id_type": person.id_type,
        "id_number": person.id_number,
        "phone": person.phone,
        "photo": photo_document(w, person),
    }


def photo_document(w: Work, person: Person) -> dict[str, Any] | None:
    """The portrait as a file document."""
    if person.photo is None:
        return None
    kept = (file for file in w.files.of_person(person.id) if file.digest == person.photo)
    return next((file.ref.as_document() for file in kept), None)


def employer_document(organisation: Organisation) -> dict[str, Any]:
    """`/employer`, as the application document has it."""
    return {
        "name": organisation.name,
        "nature": organisation.nature,
        "credit_code": organisation.credit_code,
    }


def sources(
    house: House, w: Work, plan: Plan, application: Application, *, person: Person, employer: Organisation
) -> dict[str, Any]:
    """Everything that a section's `prefill` may point into."""
    return {
        "person": person_document(house, w, person),
        "profile": dict(person.profile),
        "employer": employer_document(employer),
        "plan": {"caption": plan.caption, "year": plan.year, "committee": plan.committee},
        "application": {
            "route": application.route,
            "standard": application.standard,
            "specialty": application.specialty,
            "title": application.title,
        },
    }


def _at(document: Any, place: str) -> Any:
    for step in steps(place):
        if not isinstance(document, Mapping):
            return None
        document = document.get(step)
    return document
