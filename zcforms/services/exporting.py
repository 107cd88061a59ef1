"""From the database to the application document (schemas/meta/application.json)."""

from __future__ import annotations

from typing import Any

from zcforms.domain.achievement import Achievement
from zcforms.domain.application import Application
from zcforms.domain.petition import PetitionState
from zcforms.services.house import House
from zcforms.services.prefilling import employer_document, person_document
from zcforms.storage.work import Work


def applicant_of(w: Work, house: House, application: Application) -> dict[str, Any]:
    """The applicant as the application document has it: at present, and once it is handed in, as at that moment."""
    person = w.people.get(application.person_id)
    employer = w.organisations.get(application.organisation_id)
    applicant = {
        **person.profile,
        **person_document(house, w, person),
        "employer": employer_document(employer),
    }
    verdict = None if application.editable else w.verdicts.latest(application.id)
    return applicant if verdict is None else {**applicant, "photo": None, **verdict.facts["person"]}


def document_of(w: Work, house: House, application: Application) -> dict[str, Any]:
    """The application as a document. Of the library it has the imported records alone. Once it is handed in, the applicant
    stands as at that moment: a later change of photo or employer does not reach it."""
    records = w.achievements.many(application.imported())
    exported = {
        "plan": application.plan_id,
        "route": application.route,
        "standard": application.standard,
        "specialty": application.specialty,
        "title": application.title,
        "applicant": applicant_of(w, house, application),
        "answers": dict(application.answers),
        "achievements": [record_document(record) for record in records.values()],
        "imports": {
            name: [dict(entry) for entry in entries if entry["record"] in records]
            for name, entries in application.imports.items()
        },
        "attachments": dict(application.attachments),
    }
    return {**exported, "waived": True} if _waived(w, house, application) else exported


def _waived(w: Work, house: House, application: Application) -> bool:
    """Whether 免面试 was granted."""
    waiver = house.plan_of(application).waiver
    asked = w.petitions.latest(application.id, waiver.section.id) if waiver else None
    return asked is not None and asked.state is PetitionState.GRANTED


def record_document(achievement: Achievement) -> dict[str, Any]:
    """A record of the library as the application document has it."""
    return {
        "id": achievement.id,
        "category": achievement.category,
        "state": achievement.state.value,
        "data": dict(achievement.data),
        "evidence": [dict(file) for file in achievement.evidence],
    }
