"""Starting, pledging, choosing again, deleting, listing (features 13, 20 to 29, 33, 63, 64)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.storage.queries import counted
from zcforms.demo.load import ENGINEER, TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import (
    GateClosed,
    InputRefused,
    NotAllowed,
    NotFound,
    PlanClosed,
    WrongState,
    ZcformsError,
)
from zcforms.services import applications, filling, imports
from zcforms.services.applications import Choices
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.submission import submit
from zcforms.storage.columns import CHINA
from zcforms.storage.records import IntegrityRecord
from zcforms.storage.work import work

PLAN, OTHER_PLAN = "2022-teacher-senior", "2021-engineering-senior"
CHOICES = Choices("regular", "teacher", "primary-science", "senior-teacher")
ENGINEERING = Choices("regular", "engineering", "mechanical", "senior-engineer")
CLOSED = datetime(2022, 8, 1, tzinfo=CHINA)


@pytest.fixture
def teacher(town: Stage) -> Replay:
    return town.employed("draft", TEACHER)


def start(town: Stage, who: Replay) -> str:
    return applications.start(town.house, who.actor, PLAN, CHOICES, NOW)


def test_started_and_pledged(town: Stage, teacher: Replay, house: House) -> None:
    """Features 27 to 29."""
    assert applications.standing(house, teacher.actor, PLAN, NOW) == applications.Standing(True)
    application_id = start(town, teacher)
    record = applications.record(house, teacher.actor, application_id, NOW)
    assert (record.plan_id, record.year, record.specialty, record.title, record.level, record.route, record.interview) == (
        PLAN, 2022, "小学科学", "高级教师", "高级", "常规申报", "无",
    )  # fmt: skip
    assert (record.caption, record.series, record.declared_on) == ("编辑中", "中小学教师", date(2022, 7, 5))
    assert record.actions == ("pledge", "view", "delete", "preview")
    applications.pledge(house, teacher.actor, application_id, NOW)
    assert applications.record(house, teacher.actor, application_id, NOW).actions[0] == "fill"
    kept = filling.filling(house, teacher.actor, application_id, NOW).application
    assert (kept.pledged_at, kept.pledge_digest) == (
        NOW, applications.pledge_digest(house.plan(PLAN)),
    )  # fmt: skip
    assert acts(house, f"application:{application_id}") == ["application.start", "application.pledge"]
    assert applications.plan_of(house, teacher.actor, application_id).id == PLAN


def test_before_the_pledge_nothing_is_filled_in(town: Stage, teacher: Replay, house: House) -> None:
    application_id = start(town, teacher)
    with pytest.raises(WrongState, match="诚信承诺书"):
        filling.save_fields(house, teacher.actor, application_id, "basic", {}, now=NOW)
    assert not filling.filling(house, teacher.actor, application_id, NOW).editable


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"route": "green"}, "/route"),
        ({"standard": "engineering"}, "/standard"),
        ({"specialty": "mechanical"}, "/specialty"),
        ({"title": "professor"}, "/title"),
    ],
)
def test_only_what_the_plan_offers(
    town: Stage, teacher: Replay, house: House, changed: dict[str, str], place: str
) -> None:
    """Feature 28."""
    with pytest.raises(InputRefused) as refused:
        applications.start(house, teacher.actor, PLAN, replace(CHOICES, **changed), NOW)
    assert [fault.pointer for fault in refused.value.faults] == [place]
    assert applications.current(house, teacher.actor, NOW) == ()


@pytest.mark.parametrize(
    ("moment", "said"), [(CLOSED, "已经截止"), (datetime(2022, 6, 20, 23, 59, tzinfo=CHINA), "尚未开始")]
)
def test_the_window(town: Stage, teacher: Replay, house: House, moment: datetime, said: str) -> None:
    with pytest.raises(PlanClosed, match=said):
        applications.start(house, teacher.actor, PLAN, CHOICES, moment)
    standing = applications.standing(house, teacher.actor, PLAN, moment)
    assert not standing.allowed
    assert said in standing.reason


def test_the_gate(town: Stage, house: House) -> None:
    """Feature 13."""
    who = town.replay("unbound", TEACHER)
    who.register(None)
    with pytest.raises(GateClosed):
        start(town, who)
    assert "绑定" in applications.standing(house, who.actor, PLAN, NOW).reason


def test_a_ban(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 64: until its last day, and never told to anybody else."""
    until = NOW.date()
    with work(house.database) as w:
        number = teacher.person.id_number
        w.integrity.add(IntegrityRecord(new_id(), number, date(2022, 1, 1), until, "提供虚假材料", NOW))
    with pytest.raises(NotAllowed, match="禁止申报期，至 2022-07-05 止"):
        start(town, teacher)
    assert not applications.standing(house, teacher.actor, PLAN, NOW).allowed
    assert applications.start(house, teacher.actor, PLAN, CHOICES, NOW + timedelta(days=1))


def test_a_ban_without_end(town: Stage, teacher: Replay, house: House) -> None:
    with work(house.database) as w:
        number = teacher.person.id_number
        w.integrity.add(IntegrityRecord(new_id(), number, date(2022, 1, 1), None, "学术不端", NOW))
    with pytest.raises(NotAllowed, match="禁止申报期，不能申报"):
        start(town, teacher)


def test_a_double_click_begins_one(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 63."""
    assert start(town, teacher) == start(town, teacher)
    assert len(applications.current(house, teacher.actor, NOW)) == 1


def test_clicks_at_the_same_moment_begin_one(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 63: whoever comes second is held by the database, and given what the first began."""
    barrier, found = threading.Barrier(4), []

    def click() -> None:
        barrier.wait()
        try:
            found.append(start(town, teacher))
        except ZcformsError as error:
            found.append(error)

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(applications.current(house, teacher.actor, NOW)) == 1


def test_one_declaration_a_plan_year(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 63: other choices under the same plan are another declaration; a plan of another year is not."""
    first = start(town, teacher)
    with pytest.raises(WrongState, match="只能申报一次"):
        applications.start(house, teacher.actor, PLAN, replace(CHOICES, specialty="primary-art"), NOW)
    standing = applications.standing(house, teacher.actor, PLAN, NOW)
    assert (standing.allowed, standing.application_id) == (False, first)
    assert applications.start(house, teacher.actor, OTHER_PLAN, ENGINEERING, NOW) != first


def test_choosing_again(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 33: what the new choice does not ask for is put aside and told; the library keeps its records."""
    who = town.employed("engineer", ENGINEER, "demo-company")
    who.stock(town.desks["demo-company"])
    application_id = who.declare()
    who.fill(application_id)
    other = replace(ENGINEERING, standard="skilled")
    standards = [standard.id for standard in house.plan(OTHER_PLAN).standards]
    other = replace(ENGINEERING, standard=next(each for each in standards if each != "engineering"))
    told = applications.choose_again(house, who.actor, application_id, other, NOW)
    assert len(told) == 1
    assert "导入业绩" in told[0]
    shared = filling.filling(house, who.actor, application_id, NOW)
    wanted = {item.id for _, item in shared.plan.items(other.standard)} | {
        each.id for each in shared.plan.sections
    }
    assert set(shared.application.imports) <= wanted
    assert shared.application.standard == other.standard
    offered = imports.candidates(house, who.actor, application_id, "work")
    assert offered.total == 2
    with pytest.raises(InputRefused):
        applications.choose_again(house, who.actor, application_id, CHOICES, NOW)


def test_an_attachment_of_another_specialty_is_put_aside(town: Stage, house: House) -> None:
    """Feature 70: chemical and safety engineering have a written examination, whose form the others are not asked for."""
    plan = house.plan(OTHER_PLAN)
    item = next(item for item in plan.attachments if item.specialties)
    who = town.employed("engineer", ENGINEER, "demo-company")
    application_id = applications.start(
        house, who.actor, OTHER_PLAN, replace(ENGINEERING, specialty=item.specialties[0]), NOW
    )
    applications.pledge(house, who.actor, application_id, NOW)
    schema = {"accept": ["jpg"], "maxBytes": 10_000_000}
    kept = who._upload("笔试申请表.jpg", schema)
    filling.save_attachments(house, who.actor, application_id, item.id, [kept], now=NOW)
    told = applications.choose_again(house, who.actor, application_id, ENGINEERING, NOW)
    assert "附件" in told[0]
    assert filling.filling(house, who.actor, application_id, NOW).application.attachments == {}


def test_deleted_and_restored(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 24: nothing is lost for 30 days."""
    application_id = start(town, teacher)
    until = applications.delete(house, teacher.actor, application_id, NOW)
    assert until == NOW + timedelta(days=30)
    assert applications.current(house, teacher.actor, NOW) == ()
    with pytest.raises(NotFound):
        applications.record(house, teacher.actor, application_id, NOW)
    (gone,) = applications.history(house, teacher.actor, NOW).rows
    assert (gone.caption, gone.actions, gone.purge_at) == ("已删除", ("restore",), until)
    applications.restore(house, teacher.actor, application_id, until)
    assert applications.record(house, teacher.actor, application_id, NOW).caption == "编辑中"
    assert applications.history(house, teacher.actor, NOW).total == 0


def test_not_restored_after_the_time(town: Stage, teacher: Replay, house: House) -> None:
    application_id = start(town, teacher)
    late = applications.delete(house, teacher.actor, application_id, NOW) + timedelta(seconds=1)
    with pytest.raises(WrongState, match="30 天"):
        applications.restore(house, teacher.actor, application_id, late)
    assert applications.history(house, teacher.actor, late).total == 0


def test_not_restored_beside_another(town: Stage, teacher: Replay, house: House) -> None:
    """Features 24, 63."""
    application_id = start(town, teacher)
    applications.delete(house, teacher.actor, application_id, NOW)
    start(town, teacher)
    with pytest.raises(WrongState, match="另有一份"):
        applications.restore(house, teacher.actor, application_id, NOW)


def test_nothing_to_restore(town: Stage, teacher: Replay, house: House) -> None:
    with pytest.raises(WrongState):
        applications.restore(house, teacher.actor, start(town, teacher), NOW)


def test_submitted_is_neither_deleted_nor_chosen_again(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    for act in (
        lambda: applications.delete(house, who.actor, application_id, NOW),
        lambda: applications.choose_again(house, who.actor, application_id, CHOICES, NOW),
        lambda: applications.pledge(house, who.actor, application_id, NOW),
    ):
        with pytest.raises(WrongState):
            act()


def test_anothers_declaration_is_not_found(town: Stage, teacher: Replay, house: House) -> None:
    application_id = start(town, teacher)
    other = town.employed("library", TEACHER).actor
    looks = (
        lambda: applications.record(house, other, application_id, NOW),
        lambda: applications.pledge(house, other, application_id, NOW),
        lambda: applications.delete(house, other, application_id, NOW),
        lambda: applications.restore(house, other, application_id, NOW),
        lambda: applications.choose_again(house, other, application_id, CHOICES, NOW),
        lambda: applications.plan_of(house, other, application_id),
    )
    for look in looks:
        with pytest.raises(NotFound):
            look()
    assert acts(house, f"application:{application_id}")[1:] == ["look.refused"] * len(looks)


def test_an_employer_does_not_declare(town: Stage, house: House) -> None:
    with pytest.raises(NotAllowed):
        applications.start(house, town.desks["demo-school"], PLAN, CHOICES, NOW)


def test_ended_declarations_become_history_when_the_plan_closes(town: Stage, house: House) -> None:
    """Features 20, 25."""
    who, application_id = town.filled("ready", TEACHER)
    with work(house.database) as w:
        w.applications.get(application_id).state = ApplicationState.ENDORSED
    assert len(applications.current(house, who.actor, NOW)) == 1
    assert applications.current(house, who.actor, CLOSED) == ()
    (past,) = applications.history(house, who.actor, CLOSED).rows
    assert (past.id, past.caption) == (application_id, "审核通过")


def _past(house: House, application_id: str, years: range) -> None:
    """The declaration, and others like it of these years."""
    with work(house.database) as w:
        model = w.applications.get(application_id)
        model.state = ApplicationState.ENDORSED
        kept = {name: getattr(model, name) for name in model.__dataclass_fields__}
        for year in years:
            w.applications.add(
                Application(**{**kept, "id": new_id(), "year": year, "number": None, "version": 1})
            )


def test_the_number_of_queries_does_not_grow_with_the_rows(town: Stage, house: House) -> None:
    """Features 22, 25: decisions and requests of all rows are read at once."""
    who, application_id = town.filled("ready", TEACHER)
    asked = []
    for years, rows in ((range(2015, 2016), 2), (range(2007, 2015), 10)):
        _past(house, application_id, years)
        with counted(house.database) as queries:
            assert len(applications.history(house, who.actor, CLOSED).rows) == rows
        asked.append(len(queries))
    assert asked[0] == asked[1]
