"""Loading the demonstration: everybody stands where the story says; a reset puts it back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from zcforms.demo import already_there, pass_days, people, prepare
from zcforms.demo.replay import claims_of
from zcforms.domain.achievement import AchievementState
from zcforms.domain.errors import NotAllowed
from zcforms.services import (
    accounts,
    achievements,
    applications,
    bindings,
    checking,
    desk,
    maintenance,
    registration,
    sheets,
)
from zcforms.services.actor import Actor
from zcforms.services.declaration_records import Record
from zcforms.services.house import House
from zcforms.settings import Settings
from zcforms.storage.work import work

pytestmark = pytest.mark.slow


@dataclass
class Loaded:
    settings: Settings
    house: House

    def actor(self, sub: str) -> Actor:
        person = next(each for each in people() if each.sub == f"demo-{sub}")
        return accounts.sign_in(self.house, claims_of(person), self.house.now())

    def declaration(self, sub: str) -> Record:
        (found,) = applications.current(self.house, self.actor(sub), self.house.now())
        return found

    def check(self, sub: str) -> list[str]:
        verdict = checking.check(self.house, self.actor(sub), self.declaration(sub).id)
        return [row.caption for row in verdict.rows if not row.passed]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, loaded_demonstration: Path) -> Iterator[Loaded]:
    settings = Settings(var=tmp_path_factory.mktemp("demo"), demo=True)
    shutil.copytree(loaded_demonstration, settings.var, dirs_exist_ok=True)
    house = House.build(settings, clock=lambda: datetime.now(UTC))
    yield Loaded(settings, house)
    house.close()


def test_the_season(demo: Loaded) -> None:
    now = demo.house.now()
    assert (now.year, now.month, now.day) == (2022, 7, 5)
    plans = demo.house.catalogue.plans
    assert all(plans[name].open_at(now) for name in ("2022-teacher-senior", "2021-engineering-senior"))
    assert {plan.open_at(now) for plan in plans.values()} == {True, False}


def test_the_provider_knows_everybody(demo: Loaded) -> None:
    listed = json.loads((demo.settings.var / "idp" / "people.json").read_text(encoding="utf-8"))
    assert [(each["sub"], each["story"]) for each in listed] == [(each.sub, each.story) for each in people()]


@pytest.mark.parametrize(
    ("sub", "state", "failing"),
    [
        ("ready", "编辑中", []),
        ("engineer", "编辑中", []),
        ("incomplete", "编辑中", ["年度考核情况", "能力条件"]),
        ("submitted", "审核中", []),
        ("returned", "已退回", []),
        ("endorsed", "已取得职称", []),
        ("evaluated", "审核中", []),
    ],
)
def test_declarations(demo: Loaded, sub: str, state: str, failing: list[str]) -> None:
    assert demo.declaration(sub).caption == state
    assert demo.check(sub) == failing


def test_half_filled(demo: Loaded) -> None:
    assert demo.declaration("draft").actions == ("fill", "view", "delete", "preview")
    assert 3 < len(demo.check("draft")) < 11


def test_returned_with_a_reason(demo: Loaded) -> None:
    assert "请重新扫描" in demo.declaration("returned").reason


@pytest.mark.parametrize("sub", ["submitted", "endorsed"])
def test_the_sheet_is_there(demo: Loaded, sub: str) -> None:
    made = sheets.evaluation_form(demo.house, demo.actor(sub), demo.declaration(sub).id, demo.house.now())
    assert made.data is not None
    assert made.data.startswith(b"%PDF")


def test_a_library_in_every_state(demo: Loaded) -> None:
    by_state = {state: 0 for state in AchievementState}
    for count in achievements.categories(demo.house, demo.actor("library")):
        for state, number in count.by_state.items():
            by_state[state] += number
    assert all(by_state.values())


def test_before_the_journey(demo: Loaded) -> None:
    assert not demo.actor("new").entered
    assert bindings.bindings(demo.house, demo.actor("unbound")) == bindings.Bindings(None, None)
    for sub, employer in (
        ("pending", "蚌埠市禾田路小学"),
        ("freelancer", "蚌埠市禾丰区人力资源和社会保障局"),
    ):
        request = bindings.bindings(demo.house, demo.actor(sub)).request
        assert request is not None
        assert request.organisation == employer
    assert registration.photo(demo.house, demo.actor("ready")) is not None
    assert not demo.actor("new-company").entered


def test_banned(demo: Loaded) -> None:
    standing = applications.standing(
        demo.house, demo.actor("banned"), "2022-teacher-senior", demo.house.now()
    )
    assert "禁止申报期" in standing.reason


def test_the_desks(demo: Loaded) -> None:
    now = demo.house.now()
    school = desk.inbox(demo.house, demo.actor("school"), now)
    assert (school.bindings.total, school.achievements.total, school.applications.total) == (1, 3, 1)
    assert desk.inbox(demo.house, demo.actor("hr"), now).bindings.total == 1


def test_the_journal_holds(demo: Loaded) -> None:
    with work(demo.house.database, write=False) as w:
        assert w.journal.verify() is None
        told = repr([entry.detail for entry in w.journal.latest(10_000)])
    assert not any(person.id_number and person.id_number in told for person in people())


def test_loading_again_changes_nothing(tmp_path: Path, loaded_demonstration: Path) -> None:
    settings = Settings(var=tmp_path / "var", demo=True)
    shutil.copytree(loaded_demonstration, settings.var)
    house = House.build(settings, clock=lambda: datetime.now(UTC))
    try:
        demo = Loaded(settings, house)
        applications.delete(house, demo.actor("ready"), demo.declaration("ready").id, house.now())
        prepare(settings, reset=False)
        assert applications.current(house, demo.actor("ready"), house.now()) == ()
    finally:
        house.close()


def test_days_go_by_for_whatever_is_open(tmp_path: Path, loaded_demonstration: Path) -> None:
    """So that a newcomer sees a public notice end."""
    settings = Settings(var=tmp_path / "var", demo=True)
    shutil.copytree(loaded_demonstration, settings.var)
    server = House.build(settings, clock=lambda: datetime.now(UTC))
    try:
        before = server.now()
        beside = settings.model_copy(update={"demo": False})  # as `zcforms demo` is called
        assert pass_days(beside, 7).startswith("演示时间前进了 7 天，现在是 2022-07-12")
        assert (server.now().date() - before.date()).days == 7
    finally:
        server.close()


def test_days_do_not_go_by_where_the_clock_is_real(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    maintenance.upgrade(settings)
    with pytest.raises(NotAllowed, match="没有演示数据"):
        pass_days(settings, 7)


def test_a_reset_puts_it_back_while_a_server_runs(
    tmp_path: Path, database_url: str, loaded_demonstration: Path
) -> None:
    """On both databases: what has the database open goes on, with the demonstration as it was."""
    settings = Settings(var=tmp_path / "var", demo=True, database_url=database_url)
    if database_url.startswith("sqlite"):
        shutil.copytree(loaded_demonstration, settings.var)
        settings = Settings(var=settings.var, demo=True)
    else:
        prepare(settings, reset=False)
    server = House.build(settings, clock=lambda: datetime.now(UTC))
    try:
        demo = Loaded(settings, server)
        before = demo.declaration("ready")
        applications.delete(server, demo.actor("ready"), before.id, server.now())
        prepare(settings, reset=True)
        assert demo.declaration("ready").id != before.id
        assert applications.current(server, demo.actor("ready"), server.now())
    finally:
        server.close()


def test_a_real_database_is_not_thrown_away(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    maintenance.upgrade(settings)
    house = House.build(settings, clock=lambda: datetime.now(UTC))
    claims = {"sub": "real", "name": "甲", "account_kind": "person", "id_type": "军官证", "id_number": "1"}
    try:
        actor = accounts.sign_in(house, claims, house.now())
        with pytest.raises(NotAllowed, match="演示以外的数据"):
            prepare(settings, reset=True)
        assert accounts.sign_in(house, claims, house.now()) == actor
    finally:
        house.close()


def test_a_server_knows_whether_it_is_there_before_it_reads_a_document(demo: Loaded, tmp_path: Path) -> None:
    assert already_there(demo.settings).startswith("演示数据已经在了")
    empty = Settings(var=tmp_path / "empty", demo=True)
    maintenance.upgrade(empty)
    assert already_there(empty) == ""
