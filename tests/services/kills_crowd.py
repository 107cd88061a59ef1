"""People whose declarations are filled in, made from one that was really filled in: for the kill tests."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from tests.services.conftest import NOW
from tests.services.kills_walk import subject_of
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.achievement import Achievement
from zcforms.domain.application import Application
from zcforms.domain.identity import Account, AccountKind, Binding, Person
from zcforms.services import accounts, submission
from zcforms.services.keys import new_id
from zcforms.storage.records import StoredFile
from zcforms.storage.work import Work, work


def crowd(town: Stage, count: int) -> list[str]:
    """So many people with an account each, whose declarations are filled in; the applications."""
    who, application_id = town.filled("ready", TEACHER)
    with work(town.house.database) as w:
        model = w.applications.get(application_id)
        return [_another(w, model, who.actor.person(), number) for number in range(count)]


def handed_in(town: Stage, people: Sequence[str], numbers: Iterable[int]) -> None:
    """These of the crowd have submitted."""
    for number in numbers:
        with work(town.house.database, write=False) as w:
            account = w.accounts.by_subject(subject_of(number))
            assert account is not None
            actor = accounts.actor_of(w, account)
        submission.submit(town.house, actor, people[number], NOW)


def _another(w: Work, model: Application, person_id: str, number: int) -> str:
    old = w.people.get(person_id)
    told: dict[str, Any] = {"id": new_id(), "name": f"行者{number}", "id_type": "passport"}
    person = Person(**_changed(old, **told, id_number=f"W{number:08}"))
    w.people.add(person)
    w.flush()
    w.accounts.add(Account(new_id(), subject_of(number), AccountKind.PERSON, person.name, person.id))
    for file in w.files.of_person(person_id):
        if file.digest == old.photo:
            w.files.add(StoredFile(**_changed(file, id=new_id(), person_id=person.id)))
    bound = w.bindings.current(person_id)
    w.bindings.add(Binding(**_changed(bound, id=new_id(), person_id=person.id)))
    records = {}
    for each in w.achievements.many(model.imported()).values():
        records[each.id] = new_id()
        w.achievements.add(Achievement(**_changed(each, id=records[each.id], person_id=person.id, version=1)))
    imports = {
        name: [{**entry, "record": records[entry["record"]]} for entry in entries]
        for name, entries in model.imports.items()
    }
    made = Application(**_changed(model, id=new_id(), person_id=person.id, imports=imports, version=1))
    w.applications.add(made)
    w.flush()
    return made.id


def _changed(entity: Any, **values: Any) -> dict[str, Any]:
    return {name: copy.copy(getattr(entity, name)) for name in entity.__dataclass_fields__} | values
