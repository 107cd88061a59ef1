"""People whose applications stand at some step of a plan's chain (the teachers'), with no more to them than that takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision, Outcome
from zcforms.domain.identity import Person
from zcforms.services import flow
from zcforms.services.actor import Actor
from zcforms.services.flow import FlowLine
from zcforms.services.house import House
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"
SCHOOL, EDUCATION, PERSONNEL, OFFICE = "demo-school", "demo-education", "demo-hr", "demo-teacher-office"
COMMITTEE, ISSUER = "demo-committee", "demo-issuer"


@dataclass
class Hall:
    """`people`: application ids, in the order of their numbers; `chosen`: standard, specialty and title of the plan."""

    town: Stage
    people: list[str] = field(default_factory=list)
    plan_id: str = PLAN
    chosen: tuple[str, str, str] = ("teacher", "primary-science", "senior-teacher")

    @property
    def house(self) -> House:
        return self.town.house

    def desk(self, sub: str) -> Actor:
        return self.town.desks[sub]

    def come(self, count: int, step: str, since: datetime = NOW, **changed: Any) -> list[str]:
        """More people at the step; their applications."""
        plan, school = self.house.plan(self.plan_id), self.desk(SCHOOL).organisation()
        fresh = []
        with work(self.house.database) as w:
            for _ in range(count):
                number = len(self.people) + len(fresh) + 1
                id_ = f"application-{number}"
                w.people.add(
                    Person(f"person-{number}", f"教师{number}", "passport", f"E{number:08}", "13900000000")
                )
                w.flush()
                given: dict[str, Any] = {
                    "organisation_id": school, "state": ApplicationState.IN_APPROVAL, "step": step, "step_since": since, "submitted_at": NOW, "pledged_at": NOW,
                    "number": f"2022TEST{number:06}", **changed,
                }  # fmt: skip
                w.applications.add(
                    Application(
                        id_,
                        f"person-{number}",
                        plan.id,
                        plan.digest,
                        plan.year,
                        given.pop("organisation_id"),
                        "regular",
                        *self.chosen,
                        NOW,
                        **given,
                    )
                )
                w.flush()
                handed_in = Outcome.SUBMITTED
                w.decisions.add(
                    Decision(
                        f"0000-{id_}", id_, "applicant", "个人申报", f"教师{number}", "a", handed_in, "", NOW
                    )
                )
                fresh.append(id_)
        self.people += fresh
        return fresh

    def application(self, application_id: str) -> Application:
        with work(self.house.database, write=False) as w:
            return w.applications.get(application_id)

    def last(self, application_id: str) -> Decision:
        with work(self.house.database, write=False) as w:
            return w.decisions.of(application_id)[-1]

    def own(self, sub: str, application_id: str) -> None:
        """Whoever sits at the desk is the applicant."""
        with work(self.house.database) as w:
            person_id = w.applications.get(application_id).person_id
            w.accounts.get(self.desk(sub).account_id).person_id = person_id

    def flow(self, application_id: str, now: datetime = NOW) -> tuple[FlowLine, ...]:
        with work(self.house.database, write=False) as w:
            return flow.flow_of(w, self.house, w.applications.get(application_id), now)

    def told(self, application_id: str) -> list[str]:
        """What the person was told, the last first."""
        with work(self.house.database, write=False) as w:
            person_id = w.applications.get(application_id).person_id
            return [each.text for each in w.notices.of(person_id=person_id)]
