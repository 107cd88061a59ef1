"""One unit of work: all or nothing, and the database's own rules in the domain's words."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.storage.people import NOW, account, achievement, application, organisation, person, settle
from zcforms.domain.approval import Act, ApplicationState, follow
from zcforms.domain.errors import InputRefused, NotFound, StaleWrite, WrongState
from zcforms.domain.identity import Binding
from zcforms.storage.columns import CHINA
from zcforms.storage.database import Database
from zcforms.storage.work import work


def test_what_was_changed_is_there_afterwards(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.people.get("p1").register({"sex": "2", "ethnic": "汉族"})
    with work(database, write=False) as w:
        kept = w.people.get("p1")
    assert (kept.registered, kept.profile, kept.version) == (True, {"sex": "2", "ethnic": "汉族"}, 2)


def test_a_block_that_raises_changes_nothing(database: Database) -> None:
    settle(database)

    def fail() -> None:
        with work(database) as w:
            w.people.get("p1").name = "别人"
            w.people.add(person("p2"))
            w.drafts.save("a1", "registration", {"name": "x"}, NOW)
            w.journal.append("a1", "test", "person:p1", {}, NOW)
            w.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with work(database, write=False) as w:
        assert w.people.get("p1").name == "王晓梅"
        assert w.people.find("p2") is None
        assert w.drafts.find("a1", "registration") is None
        assert w.journal.latest(10) == []


def test_there_is_nothing_to_get(database: Database) -> None:
    with work(database, write=False) as w:
        assert w.people.find("nobody") is None
        with pytest.raises(NotFound):
            w.people.get("nobody")
        with pytest.raises(NotFound):
            w.organisations.get("nobody")


def test_a_reading_unit_of_work_that_changed_something_is_a_fault_of_the_program(database: Database) -> None:
    settle(database)

    def change() -> None:
        with work(database, write=False) as w:
            w.people.get("p1").name = "别人"

    with pytest.raises(RuntimeError, match="opened for reading"):
        change()


def test_a_second_window_that_saves_an_old_version_is_told(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.applications.add(application())
    with work(database) as w:
        seen = w.applications.get("d1", version=1)
        seen.specialty = "primary-chinese"
    with work(database) as w, pytest.raises(StaleWrite, match="别处"):
        w.applications.get("d1", version=1)
    with work(database, write=False) as w:
        assert w.applications.get("d1", version=2).specialty == "primary-chinese"


def test_two_at_once_never_overwrite_each_other(database: Database) -> None:
    """Both read the same version before either writes. On SQLite the second has to wait and then sees the new one."""
    settle(database)
    with work(database) as w:
        w.achievements.add(achievement())
    barrier, outcomes = threading.Barrier(2, timeout=10), []

    def revise(name: str) -> None:
        try:
            with work(database) as w:
                record = w.achievements.get("r1", version=1)
                if not database.on_sqlite:
                    barrier.wait()
                record.revise({"name": name}, [])
            outcomes.append(name)
        except StaleWrite:
            outcomes.append("stale")

    threads = [threading.Thread(target=revise, args=(name,)) for name in ("甲", "乙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with work(database, write=False) as w:
        kept = w.achievements.get("r1")
    assert sorted(outcomes) == sorted([kept.data["name"], "stale"])
    assert kept.version == 2


def test_one_live_application_per_person_and_year(database: Database) -> None:
    """Feature 63. Deleted ones do not count, rejected ones do, and another year is another matter."""
    settle(database)
    with work(database) as w:
        w.applications.add(application("d1"))
    with pytest.raises(WrongState, match="一个申报年度只能申报一次"), work(database) as w:
        w.applications.add(application("d2", plan_id="2022-engineer-senior"))
    with work(database) as w:
        w.applications.add(application("d3", year=2023))
        w.applications.get("d1").delete(NOW)
    with work(database) as w:
        w.applications.add(application("d4", state=ApplicationState.REJECTED))
    with pytest.raises(WrongState, match="一个申报年度只能申报一次"), work(database) as w:
        w.applications.get("d1").restore()
    with work(database, write=False) as w:
        assert [held.id for held in w.applications.of("p1")] == ["d3", "d4"]
        live = w.applications.live("p1", 2022)
        assert live is not None
        assert live.id == "d4"
        assert w.applications.get("d1").state is follow(ApplicationState.DRAFT, Act.DELETE)


def test_a_double_click_makes_one_application(database: Database) -> None:
    """Feature 63, for twelve requests at the same moment."""
    settle(database)
    refused: list[str] = []

    def declare(number: int) -> None:
        try:
            with work(database) as w:
                w.applications.add(application(f"d{number}"))
        except WrongState as error:
            refused.append(str(error))

    threads = [threading.Thread(target=declare, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with work(database, write=False) as w:
        assert len(w.applications.of("p1")) == 1
    assert len(refused) == 11


def test_other_things_that_there_can_be_one_of(database: Database) -> None:
    settle(database)
    with pytest.raises(WrongState, match="已经注册"), work(database) as w:
        w.people.add(person("p2", id_number=person().id_number))
    with pytest.raises(WrongState, match="已经登记"), work(database) as w:
        w.organisations.add(organisation("o2", credit_code=organisation().credit_code))
    with pytest.raises(StaleWrite), work(database) as w:
        w.accounts.add(account("a2", subject="subject-a1"))
    with work(database) as w:
        w.organisations.add(organisation("o3", credit_code=""))
        w.organisations.add(organisation("o4", credit_code=""))
        w.bindings.add(Binding("b1", "p1", "o1", False, "", NOW))
    with pytest.raises(WrongState, match="正在等待审核"), work(database) as w:
        w.bindings.add(Binding("b2", "p1", "o1", False, "", NOW))


def test_characters_that_a_database_cannot_keep_are_refused(database: Database) -> None:
    settle(database)
    for profile in ({"name": "a\0b"}, {"name": "\ud800"}, {"\0": 1}):
        with pytest.raises(InputRefused, match="特殊字符"), work(database) as w:
            w.people.get("p1").profile = profile
    with work(database) as w:
        w.people.get("p1").profile = {"name": "\\u0000 \\ud800 𠮷"}
    with work(database, write=False) as w:
        assert w.people.get("p1").profile == {"name": "\\u0000 \\ud800 𠮷"}


def test_moments_come_back_in_chinas_time(database: Database) -> None:
    settle(database)
    moment = datetime(2022, 9, 30, 16, 0, 0, 123456, tzinfo=UTC)
    with work(database) as w:
        w.applications.add(application(created_at=moment))
    with work(database, write=False) as w:
        kept = w.applications.get("d1").created_at
    assert kept == moment
    assert (kept.tzinfo, kept.day) == (CHINA, 1)


def test_a_moment_without_a_time_zone_is_a_fault_of_the_program(database: Database) -> None:
    settle(database)
    with pytest.raises(sa.exc.StatementError, match="time zone"), work(database) as w:
        w.applications.add(application(created_at=datetime(2022, 9, 1)))  # noqa: DTZ001


def test_entities_may_be_used_after_the_block(database: Database) -> None:
    settle(database)
    with work(database) as w:
        made = w.applications.add(application(answers={"basic": {"work_years": 10}}))
    assert (made.answers["basic"]["work_years"], made.version, made.editable) == (10, 1, True)


def test_content_keeps_its_types(database: Database) -> None:
    settle(database)
    content = {"basic": {"年": 3, "hours": 12.5, "yes": True, "none": None, "list": [{"a": "“引号”\n换行"}]}}
    with work(database) as w:
        w.applications.add(application(answers=content))
    with work(database, write=False) as w:
        assert w.applications.get("d1").answers == content
