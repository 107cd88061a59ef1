"""Synthetic people and things for storage tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zcforms.domain.achievement import Achievement
from zcforms.domain.application import Application
from zcforms.domain.identity import Account, AccountKind, Organisation, Person, Role
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database
from zcforms.storage.work import work

NOW = datetime(2022, 9, 1, 9, 30, tzinfo=CHINA)
ID_NUMBER = "34999919850101001X"


def person(id: str = "p1", **values: Any) -> Person:
    given = {"name": "王晓梅", "id_type": "resident", "id_number": f"{ID_NUMBER}{id}", "phone": "13900000001"}
    return Person(id, **{**given, **values})


def organisation(id: str = "o1", **values: Any) -> Organisation:
    given: dict[str, Any] = {
        "name": "合肥市示例中学",
        "credit_code": f"CODE{id}",
        "nature": "institution",
        "role": Role.EMPLOYER,
        "region": "340102",
    }
    return Organisation(id, **{**given, **values})


def account(id: str = "a1", **values: Any) -> Account:
    return Account(id, **{"subject": f"subject-{id}", "kind": AccountKind.PERSON, "name": "王晓梅", **values})


def application(id: str = "d1", **values: Any) -> Application:
    given: dict[str, Any] = {
        "person_id": "p1",
        "plan_id": "2022-teacher-senior",
        "plan_digest": "0" * 64,
        "year": 2022,
        "organisation_id": "o1",
        "route": "regular",
        "standard": "teacher",
        "specialty": "primary-science",
        "title": "senior-teacher",
        "created_at": NOW,
    }
    return Application(id, **{**given, **values})


def achievement(id: str = "r1", **values: Any) -> Achievement:
    given = {
        "person_id": "p1",
        "category": "publication",
        "data": {"name": "论文"},
        "evidence": [],
        "created_at": NOW,
    }
    return Achievement(id, **{**given, **values})


def settle(database: Database) -> None:
    """One person, one employer, one account."""
    with work(database) as w:
        w.people.add(person())
        w.organisations.add(organisation())
        w.flush()
        w.accounts.add(account(person_id="p1"))
