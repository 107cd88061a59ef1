"""Sittings, tickets and serials; who is to be examined (feature 22)."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.storage.people import NOW, application, organisation, person
from tests.storage.queries import counted
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputRefused, StaleWrite
from zcforms.domain.petition import Petition, PetitionState
from zcforms.domain.sitting import Sitting, Ticket
from zcforms.storage.database import Database
from zcforms.storage.shelves.examinees import Wanted
from zcforms.storage.work import work

PLAN, FORM, WAIVER = "2022-teacher-senior", "interview", "waiver"
DAY = NOW + timedelta(days=20)


def sitting(id: str = "s1", **values: Any) -> Sitting:
    given = {
        "plan_id": PLAN, "form": FORM, "caption": id, "reports_at": DAY, "starts_at": DAY, "ends_at": DAY + timedelta(hours=2),
        "capacity": 3, "answers": {"form": FORM}, "created_at": NOW,
    }  # fmt: skip
    return Sitting(id, **{**given, **values})


def ticket(id: str, application_id: str, **values: Any) -> Ticket:
    given = {"sitting_id": "s1", "form": FORM, "number": f"N{id}", "code": f"code-{id}", "assigned_at": NOW}
    return Ticket(id, application_id, **{**given, **values})


def wanted(**values: Any) -> Wanted:
    given = {"plan_id": PLAN, "form": FORM, "steps": ("last",), "petition": WAIVER}
    return Wanted(**{**given, **values})


def fill(database: Database, count: int = 4) -> None:
    """Applications d0, d1 ... of as many people; d0 has a place in s1."""
    with work(database) as w:
        w.organisations.add(organisation())
        w.sittings.add(sitting())
        w.flush()
        for number in range(count):
            w.people.add(person(f"p{number}", name=f"王{number}"))
            w.flush()
            given = {"state": ApplicationState.ENDORSED, "submitted_at": NOW, "number": f"2022{number:04}"}
            w.applications.add(application(f"d{number}", person_id=f"p{number}", **given))
        w.flush()
        w.tickets.add(ticket("t0", "d0"))


def ask(database: Database, application_id: str, state: PetitionState, day: int = 0) -> None:
    with work(database) as w:
        at = NOW + timedelta(days=day)
        w.petitions.add(Petition(f"{application_id}-{day}", application_id, WAIVER, {}, at, state))


def names(found: list[Any]) -> list[str]:
    return [each.application_id for each in found]


def test_serials_are_given_out_once(database: Database) -> None:
    with work(database) as w:
        assert list(w.serials.take("2022-01*", 2)) == [1, 2]
        assert list(w.serials.take("2022-02*", 1)) == [1]
        assert list(w.serials.take("2022-01*", 3)) == [3, 4, 5]


def test_serials_of_two_who_ask_at_once_differ(database: Database) -> None:
    given: list[int] = []

    def take() -> None:
        for _ in range(10):
            with work(database) as w:
                given.extend(w.serials.take("2022-01*", 2))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == list(range(1, 81))


def test_what_was_rolled_back_was_not_given_out(database: Database) -> None:
    def fail() -> None:
        with work(database) as w:
            w.serials.take("a", 5)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with work(database) as w:
        assert list(w.serials.take("a", 1)) == [1]


def test_a_plans_sittings_in_their_order(database: Database) -> None:
    with work(database) as w:
        w.sittings.add(sitting("b", starts_at=DAY + timedelta(days=1)))
        w.sittings.add(sitting("a"))
        w.sittings.add(sitting("gone", removed_at=NOW))
        w.sittings.add(sitting("other", plan_id="other"))
    with work(database) as w:
        assert [each.id for each in w.sittings.of_plans([PLAN])] == ["a", "b"]
        assert [each.id for each in w.sittings.hold(PLAN)] == ["a", "b"]


def test_two_sittings_of_one_name(database: Database) -> None:
    with work(database) as w:
        w.sittings.add(sitting("a", caption="第一场", removed_at=NOW))
        w.sittings.add(sitting("b", caption="第一场"))
        w.sittings.add(sitting("c", caption="第一场", form="written"))
    with pytest.raises(InputRefused, match="同名的场次"), work(database) as w:
        w.sittings.add(sitting("d", caption="第一场"))


@pytest.mark.parametrize("values", [{"number": "Nt0"}, {"application_id": "d0"}])
def test_one_place_a_form_and_no_number_twice(database: Database, values: dict[str, str]) -> None:
    fill(database)
    with pytest.raises(StaleWrite), work(database) as w:
        w.tickets.add(ticket("t1", **{"application_id": "d1", **values}))


def test_a_released_number_is_not_free(database: Database) -> None:
    fill(database)
    with work(database) as w:
        w.tickets.get("t0").release(NOW, "改期")
    with work(database) as w:
        w.tickets.add(ticket("t1", "d0"))
    with pytest.raises(StaleWrite), work(database) as w:
        w.tickets.add(ticket("t2", "d1", number="Nt0"))


def test_tickets_are_found(database: Database) -> None:
    fill(database)
    with work(database) as w:
        w.tickets.add(ticket("t1", "d1", arrived_at=NOW))
        w.tickets.add(ticket("t2", "d2", released_at=NOW))
    with work(database, write=False) as w:
        assert [each.id for each in w.tickets.live_of(["d0", "d1", "d2", "d3"])] == ["t0", "t1"]
        assert [each.id for each in w.tickets.live_in("s1")] == ["t0", "t1"]
        assert w.tickets.seated(["s1", "s2"]) == {"s1": (2, 1)}
        found = w.tickets.by_code("code-t2")
        assert found
        assert found.id == "t2"
        assert w.tickets.by_code("guessed") is None


def test_who_is_due(database: Database) -> None:
    fill(database, 5)
    with work(database) as w:
        moved = {1: ("last", ApplicationState.IN_APPROVAL), 2: ("first", ApplicationState.IN_APPROVAL)}
        for number, (step, state) in moved.items():
            each = w.applications.get(f"d{number}")
            each.step, each.state = step, state
        w.applications.get("d3").state = ApplicationState.RETURNED
        w.applications.get("d4").plan_id = "other"
    with work(database, write=False) as w:
        found = w.examinees.due(wanted())
        assert names(found) == ["d0", "d1"]
        assert w.examinees.count(wanted()) == 2
        assert (found[0].name, found[0].employer, found[0].ticket, found[0].sitting_id) == (
            "王0", "合肥市示例中学", "Nt0", "s1",
        )  # fmt: skip
        assert found[0].id_number.endswith("p0")
        assert found[0].id_number not in repr(found[0])
        assert (found[1].ticket, found[1].petition) == (None, None)
        assert names(w.examinees.due(wanted(steps=()))) == ["d0"]
        assert names(w.examinees.due(wanted(), limit=1, offset=1)) == ["d1"]


def test_filters(database: Database) -> None:
    fill(database)
    with work(database) as w:
        w.applications.get("d1").specialty = "music"
    with work(database, write=False) as w:
        assert names(w.examinees.due(wanted(seated=True))) == ["d0"]
        assert names(w.examinees.due(wanted(seated=False))) == ["d1", "d2", "d3"]
        assert names(w.examinees.due(wanted(specialties=("music",)))) == ["d1"]
        order = ("music", "primary-science")
        assert names(w.examinees.due(wanted(order=order))) == ["d1", "d0", "d2", "d3"]
        assert names(w.examinees.due(wanted(text="王2"))) == ["d2"]
        assert names(w.examinees.due(wanted(text="20220003"))) == ["d3"]
        assert names(w.examinees.due(wanted(text="Nt0"))) == ["d0"]
        assert names(w.examinees.due(wanted(text="%"))) == []
        assert w.examinees.count(wanted(form="written", seated=True)) == 0
        assert w.examinees.count(wanted(text="王2", seated=False)) == 1


def test_how_the_waiver_stands_is_how_the_last_request_does(database: Database) -> None:
    fill(database)
    ask(database, "d0", PetitionState.PENDING)
    ask(database, "d1", PetitionState.REFUSED)
    ask(database, "d1", PetitionState.GRANTED, day=1)
    ask(database, "d2", PetitionState.REFUSED)
    with work(database, write=False) as w:
        assert {each.application_id: each.petition for each in w.examinees.due(wanted())} == {
            "d0": PetitionState.PENDING,
            "d2": PetitionState.REFUSED,
            "d3": None,
        }
        assert names(w.examinees.due(wanted(waiver=PetitionState.GRANTED))) == ["d1"]
        assert names(w.examinees.due(wanted(waiver=PetitionState.REFUSED))) == ["d2"]
        assert names(w.examinees.due(wanted(never_asked=True))) == ["d3"]
        assert len(w.examinees.due(wanted(petition=None))) == 4


def test_looked_up_whatever_became_of_them(database: Database) -> None:
    fill(database)
    with work(database) as w:
        w.applications.get("d0").state = ApplicationState.REJECTED
    with work(database, write=False) as w:
        assert names(w.examinees.in_sitting(wanted(), "s1")) == ["d0"]
        assert sorted(w.examinees.numbered(wanted(), ["20220000", "20220001", "nobody"])) == [
            "20220000",
            "20220001",
        ]
        assert set(w.examinees.with_ids(wanted(), ["d0", "d3", "d9"])) == {"d0", "d3"}


def test_queries_do_not_grow_with_people(database: Database) -> None:
    fill(database, 20)
    with work(database, write=False) as w, counted(database) as queries:
        assert len(w.examinees.due(wanted())) == 20
        assert len(queries) == 1


def test_of_two_answers_to_a_petition_one_counts(database: Database) -> None:
    """The other was given to what has changed since it was read."""
    fill(database, 1)
    ask(database, "d0", PetitionState.PENDING)
    with work(database, write=False) as w:
        seen = w.petitions.get("d0-0").version
    with work(database) as w:
        w.petitions.get("d0-0").withdraw(NOW)
    with pytest.raises(StaleWrite), work(database) as w:
        w.petitions.get("d0-0", seen)
