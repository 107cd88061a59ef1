"""People who are due for an examination: applications that stand at the organising unit's step, with no more to them than that takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.identity import Person
from zcforms.domain.petition import Petition, PetitionState
from zcforms.domain.sitting import Ticket
from zcforms.services import exam_schedule, exam_seating
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import work

PLAN, OFFICE = "2021-engineering-senior", "demo-engineer-office"
SITTING = {
    "form": "interview", "caption": "机械组第一场", "capacity": 2, "date": "2022-07-20", "reports_at": "08:30", "starts_at": "09:00",
    "ends_at": "11:30", "place": "省经济技术学校 3 号楼 201",
}  # fmt: skip
DAY = datetime(2022, 7, 20, tzinfo=NOW.tzinfo)


@dataclass
class Hall:
    """The organising unit of the engineers, and whoever is due there. `people`: application ids, in the order of their numbers."""

    house: House
    office: Actor
    company: str
    people: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, town: Stage, count: int = 0, **changed: Any) -> Hall:
        desks = town.desks
        made = cls(town.house, desks[OFFICE], desks["demo-company"].organisation())
        made.come(count, **changed)
        return made

    def come(self, count: int, specialty: str = "mechanical", **changed: Any) -> list[str]:
        """More people, who are due unless `changed` says otherwise; their applications."""
        plan = self.house.plan(PLAN)
        fresh = []
        with work(self.house.database) as w:
            for _ in range(count):
                number = len(self.people) + len(fresh) + 1
                w.people.add(
                    Person(f"person-{number}", f"工程师{number}", "passport", f"E{number:08}", "13900000000")
                )
                w.flush()
                given = {
                    "state": ApplicationState.IN_APPROVAL, "step": "organising-unit", "submitted_at": NOW, "pledged_at": NOW,
                    "number": f"2021TEST{number:06}",
                }  # fmt: skip
                w.applications.add(
                    Application(
                        f"application-{number}",
                        f"person-{number}",
                        plan.id,
                        plan.digest,
                        plan.year,
                        self.company,
                        "regular",
                        "engineering",
                        specialty,
                        "senior-engineer",
                        NOW,
                        **{**given, **changed},
                    )
                )
                fresh.append(f"application-{number}")
        self.people += fresh
        return fresh

    def sitting(self, **changed: Any) -> str:
        return exam_schedule.plan_sitting(self.house, self.office, PLAN, {**SITTING, **changed}, NOW)

    def assign(self, sitting_id: str, people: Sequence[str], now: datetime = NOW) -> int:
        return exam_seating.assign(self.house, self.office, sitting_id, people, now)

    def announce(self, *sittings: str, opens: datetime = NOW, now: datetime = NOW) -> int:
        return exam_schedule.announce(self.house, self.office, PLAN, sittings, opens, now=now)

    def ask(self, application_id: str, state: PetitionState = PetitionState.PENDING) -> str:
        """A request for 免面试, as it would be after its answer."""
        with work(self.house.database) as w:
            id = f"petition-{application_id}"
            answers = {"ground": "具有博士学位", "explanation": "符合第九条。", "evidence": []}
            w.petitions.add(Petition(id, application_id, "interview_waiver", answers, NOW, state))
            return id

    def ticket(self, application_id: str, form: str = "interview") -> Ticket | None:
        with work(self.house.database, write=False) as w:
            live = w.tickets.live_of([application_id])
        return next((each for each in live if each.form == form), None)

    def numbers(self) -> dict[str, str]:
        with work(self.house.database, write=False) as w:
            return {each.application_id: each.number for each in w.tickets.live_of(self.people)}

    def told(self, application_id: str) -> list[str]:
        """What the person was told, the last first."""
        with work(self.house.database, write=False) as w:
            person_id = w.applications.get(application_id).person_id
            return [each.text for each in w.notices.of(person_id=person_id)]

    def acts(self, subject: str) -> list[str]:
        with work(self.house.database, write=False) as w:
            return [entry.act for entry in w.journal.of(subject)]

    def change(self, application_id: str, **values: Any) -> None:
        with work(self.house.database) as w:
            application = w.applications.get(application_id)
            for name, value in values.items():
                setattr(application, name, value)


def without_result(house: House) -> House:
    """The same house, in which the plan's chain ends with the organising unit's step, as some plans' does."""
    plan = house.plan(PLAN)
    assert plan.examination is not None
    steps = plan.chain.steps[: [step.id for step in plan.chain.steps].index("organising-unit") + 1]
    exam = replace(plan.examination, due=("organising-unit",), at_end=True)
    shorter = replace(plan, chain=plan.chain.only(steps), examination=exam)
    return replace(house, instead=replace(house.catalogue, plans={PLAN: shorter}))


LATER = NOW + timedelta(hours=1)
