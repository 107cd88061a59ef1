"""Applications that wait at an employer's desk, each as good as one that was really handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision
from zcforms.domain.identity import Person
from zcforms.services import submission
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.records import StoredVerdict
from zcforms.storage.work import work


@dataclass
class Pile:
    """`ids`: of the applications, the first one really handed in, by `who`."""

    house: House
    school: Actor
    who: Replay
    ids: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, town: Stage, more: int = 2) -> Pile:
        who, application_id = town.filled("ready", TEACHER)
        submission.submit(town.house, who.actor, application_id, NOW)
        made = cls(town.house, town.desks["demo-school"], who, [application_id])
        for number in range(more):
            made.copy(f"同事{number + 1}")
        return made

    def copy(self, name: str, **changed: Any) -> str:
        """One more like the first, of somebody else."""
        with work(self.house.database) as w:
            model, verdict = w.applications.get(self.ids[0]), w.verdicts.latest(self.ids[0])
            assert verdict is not None
            number = len(self.ids)
            person = Person(new_id(), name, "passport", f"P{number:08}", "13900000000")
            w.people.add(person)
            w.flush()
            kept = {each: getattr(model, each) for each in model.__dataclass_fields__}
            own = {"id": new_id(), "person_id": person.id, "number": f"2022PILE{number:06}", "version": 1}
            w.applications.add(Application(**{**kept, **own, **changed}))
            w.flush()
            copied = {each: getattr(verdict, each) for each in verdict.__dataclass_fields__}
            w.verdicts.add(StoredVerdict(**{**copied, "id": new_id(), "application_id": own["id"]}))
        self.ids.append(own["id"])
        return own["id"]

    def seen(self, *ids: str) -> dict[str, int]:
        """What the list shows of them (all)."""
        with work(self.house.database, write=False) as w:
            found = w.applications.many(ids or self.ids)
        return {each.id: each.version for each in found.values()}

    def change(self, application_id: str, **values: Any) -> None:
        with work(self.house.database) as w:
            application = w.applications.get(application_id)
            for name, value in values.items():
                setattr(application, name, value)

    def states(self) -> list[tuple[ApplicationState, str | None]]:
        with work(self.house.database, write=False) as w:
            found = w.applications.many(self.ids)
        return [(found[id_].state, found[id_].step) for id_ in self.ids]

    def decisions(self, application_id: str) -> list[Decision]:
        with work(self.house.database, write=False) as w:
            return w.decisions.of(application_id)
