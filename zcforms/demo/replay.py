"""An application file lived through: what a person does on the pages, done through the services, in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from zcforms.demo.evidence import Evidence
from zcforms.demo.people import DemoPerson
from zcforms.domain.plan import Plan, SectionKind
from zcforms.services import (
    accounts,
    achievements,
    applications,
    desk,
    files,
    filling,
    import_lists,
    imports,
    registration,
)
from zcforms.services.actor import Actor
from zcforms.services.applications import Choices
from zcforms.services.house import House
from zcforms.services.registration import EmployerChoice

Document = Mapping[str, Any]
_NOT_OF_THE_FORM = ("name", "id_type", "id_number", "phone", "employer", "photo", "sex", "birth_date")


def claims_of(person: DemoPerson) -> dict[str, str]:
    """What the identity provider says about somebody."""
    return {
        "sub": person.sub,
        "name": person.name,
        "account_kind": person.kind,
        "id_type": person.id_type,
        "id_number": person.id_number,
        "phone_number": person.phone,
        "organisation_name": person.organisation,
        "credit_code": person.credit_code,
    }


@dataclass(slots=True)
class Replay:
    """One person's way through an application file. `records`: the file's achievement ids -> those in the library."""

    house: House
    evidence: Evidence
    person: DemoPerson
    document: Document
    now: datetime
    actor: Actor = field(init=False)
    records: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.actor = accounts.sign_in(self.house, claims_of(self.person), self.now)

    def register(self, choice: EmployerChoice | None) -> None:
        """The registration form as the file has it; sex and date of birth follow the identity number."""
        number = self.person.id_number
        answers = {k: v for k, v in self.document["applicant"].items() if k not in _NOT_OF_THE_FORM}
        told = {
            "birth_date": f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
            "sex": "1" if int(number[16]) % 2 else "2",
            "email": f"{self.person.sub}@example.com",
        }
        self.actor = registration.register(self.house, self.actor, {**answers, **told}, choice, self.now)

    def bind(self, employer: Actor) -> None:
        """The employer approves whatever this person asked of it."""
        waiting = desk.pending_bindings(self.house, employer).rows
        mine = [case.id for case in waiting if case.name == self.person.name]
        desk.approve_bindings(self.house, employer, mine, self.now)

    def photograph(self, portrait: bytes) -> None:
        registration.set_photo(self.house, self.actor, portrait, None, self.now)

    def enter(self, only: Sequence[str] | None = None) -> None:
        """Put the file's achievements (or those of these ids) into the library, as drafts."""
        for record in self.document["achievements"]:
            if only is None or record["id"] in only:
                category = achievements.category(self.house, record["category"])
                schema = {**category.evidence}
                kept = [self._upload(file["name"], schema) for file in record["evidence"]]
                made = achievements.save(
                    self.house, self.actor, category.id, record["data"], kept, now=self.now
                )
                self.records[record["id"]] = made.id

    def hand_in(self, ids: Sequence[str] | None = None) -> list[str]:
        """Submit them to the employer; their library ids."""
        mine = [self.records[each] for each in (self.records if ids is None else ids)]
        for achievement_id in mine:
            achievements.submit(self.house, self.actor, achievement_id, self.now)
        return mine

    def stock(self, employer: Actor) -> None:
        """Everything entered, submitted and approved."""
        self.enter()
        desk.approve_achievements(self.house, employer, self.hand_in(), self.now)

    def declare(self) -> str:
        """Choose and pledge; the application's id."""
        names = ("route", "standard", "specialty", "title")
        choices = Choices(**{name: self.document[name] for name in names})
        application_id = applications.start(self.house, self.actor, self.document["plan"], choices, self.now)
        applications.pledge(self.house, self.actor, application_id, self.now)
        return application_id

    def fill(self, application_id: str, sections: Sequence[str] | None = None) -> None:
        """Every section of the file, or these only; with `sections` neither achievements nor attachments unless named."""
        plan = applications.plan_of(self.house, self.actor, application_id)
        for section in plan.sections:
            if sections is None or section.id in sections:
                self._fill_section(plan, application_id, section.id)
        for _, item in plan.items(self.document["standard"]):
            if sections is None or item.id in sections:
                self._import(application_id, item.id)

    def _fill_section(self, plan: Plan, application_id: str, section_id: str) -> None:
        section = plan.section(section_id)
        kind = section.kind if section else None
        answer = self.document["answers"].get(section_id)
        if kind is SectionKind.FIELDS and answer is not None:
            filling.save_fields(
                self.house, self.actor, application_id, section_id, self._own(answer), now=self.now
            )
        elif kind is SectionKind.RECORDS:
            for record in answer or ():
                filling.add_record(
                    self.house, self.actor, application_id, section_id, self._own(record), now=self.now
                )
        elif kind is SectionKind.IMPORT:
            self._import(application_id, section_id)
        elif kind is SectionKind.ATTACHMENTS:
            self._attach(plan, application_id)

    def _import(self, application_id: str, list_id: str) -> None:
        entries = self.document["imports"].get(list_id, ())
        wanted = [self.records[entry["record"]] for entry in entries]
        if wanted:
            imports.import_records(self.house, self.actor, application_id, list_id, wanted, now=self.now)
        for entry in entries:
            said = {name: value for name, value in entry.items() if name != import_lists.RECORD}
            if said:
                imports.annotate(
                    self.house,
                    self.actor,
                    application_id,
                    list_id,
                    self.records[entry["record"]],
                    annotations=said,
                    now=self.now,
                )

    def _attach(self, plan: Plan, application_id: str) -> None:
        for item in plan.attachments:
            given = self.document["attachments"].get(item.id, ())
            kept = [self._upload(file["name"], item.files) for file in given]
            if kept:
                filling.save_attachments(self.house, self.actor, application_id, item.id, kept, now=self.now)

    def _own(self, content: Any) -> Any:
        """The content with every file document replaced by a file of this person."""
        if isinstance(content, Mapping):
            if "digest" in content and "media_type" in content:
                return {"id": self._upload(content["name"], ANY_FILE)}
            return {name: self._own(value) for name, value in content.items()}
        return [self._own(value) for value in content] if isinstance(content, list) else content

    def _upload(self, name: str, schema: Mapping[str, Any]) -> str:
        data = self.evidence.file(name, self.person.name)
        return files.upload(self.house, self.actor, data, name, schema, now=self.now).id


ANY_FILE = {"accept": ["jpg", "png", "pdf", "docx"], "maxBytes": 10 * 1024 * 1024}
