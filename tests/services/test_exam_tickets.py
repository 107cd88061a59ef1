"""打印准考证: the button's states, the paper, the code that is scanned at the door (feature 22)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from PIL import Image
from pypdf import PdfReader

from tests.printing import qr_reader
from tests.services.conftest import NOW
from tests.services.exam_hall import DAY, LATER, OFFICE, PLAN, Hall, without_result
from tests.services.test_waivers import words
from zcforms.demo.load import ENGINEER, Stage
from zcforms.domain.errors import NotAllowed, NotFound, WrongState
from zcforms.services import (
    applications,
    approvals,
    exam_arrivals,
    exam_schedule,
    exam_seating,
    exam_tickets,
    home,
    submission,
)
from zcforms.services.actor import Actor
from zcforms.services.declaration_records import Record
from zcforms.services.exam_offers import TicketOffer
from zcforms.services.telling import Target
from zcforms.storage.work import work

OPENS = NOW + timedelta(days=8)


@dataclass
class Engineer:
    """Somebody whose declaration has come to the organising unit, and that unit's schedule."""

    hall: Hall
    town: Stage
    actor: Actor
    id: str
    name: str

    def record(self, now: datetime = NOW) -> Record:
        return applications.record(self.hall.house, self.actor, self.id, now)

    def offer(self, now: datetime = NOW) -> TicketOffer:
        (found,) = self.record(now).tickets
        return found

    def ticket_id(self) -> str:
        found = self.hall.ticket(self.id)
        assert found
        return found.id

    def code(self) -> str:
        found = self.hall.ticket(self.id)
        assert found
        return found.code

    def print(self, now: datetime, ticket_id: str = "") -> bytes:
        house, wanted = self.hall.house, ticket_id or self.ticket_id()
        data = exam_tickets.ticket(house, self.actor, self.id, wanted, now).data
        assert data
        return data

    def seated(self, **changed: object) -> str:
        sitting = self.hall.sitting(**changed)
        self.hall.assign(sitting, [self.id])
        return sitting


@pytest.fixture
def engineer(town: Stage) -> Engineer:
    who, application_id = town.filled("engineer", ENGINEER, "demo-company")
    submission.submit(town.house, who.actor, application_id, NOW)
    for sub in ("demo-company", "demo-hr"):
        approvals.endorse(town.house, town.desks[sub], application_id, "同意推荐。", NOW)
    return Engineer(Hall.of(town), town, who.actor, application_id, who.person.name)


def test_the_states_of_the_button(engineer: Engineer) -> None:
    waits = "组建单位安排面试答辩的时间和地点后，可以打印准考证。"
    assert (engineer.offer().words, engineer.offer().ticket_id) == (waits, None)
    sitting = engineer.seated()
    assert engineer.offer().words == waits  # a plan that nobody was told of is none yet
    engineer.hall.announce(sitting, opens=OPENS)
    place = (
        "面试答辩（机械组第一场）：2022年7月20日 08:30 报到，09:00 开始，地点：省经济技术学校 3 号楼 201。"
    )
    offer = engineer.offer()
    assert (offer.words, offer.ticket_id) == (f"{place}2022年7月13日 09:00 起可以打印准考证。", None)
    offer = engineer.offer(OPENS)
    assert (offer.words, offer.ticket_id) == (f"{place}现在可以打印准考证。", engineer.ticket_id())
    over = engineer.offer(DAY.replace(hour=12))
    assert (over.words, over.ticket_id) == (f"{place}本场考核已结束。", engineer.ticket_id())
    assert not over.ahead
    exam_schedule.take_back(engineer.hall.house, engineer.hall.office, PLAN, [sitting], "停电", now=LATER)
    assert (engineer.offer(OPENS).words, engineer.offer(OPENS).ticket_id) == (waits, None)


def test_the_paper(engineer: Engineer) -> None:
    engineer.hall.announce(engineer.seated(notes="请从南门入场。\n候考室 3 号楼 203。"), opens=OPENS)
    data = engineer.print(OPENS)
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 1
    said = words(data)
    for text in (
        "准考证号20210001010001", f"姓名{engineer.name}", "机械工程", "高级工程师", "2021年度工程系列高级工程师评审",
        "安徽省工程系列高级专业技术资格评审委员会", "考核形式面试答辩", "机械组第一场", "2022-07-20", "08:30", "09:00",
        "省经济技术学校3号楼201", "座位号或顺序", "请从南门入场。", "候考室3号楼203。", "携带本准考证和有效身份证件原件",
    ):  # fmt: skip
        assert text in said, text
    pictures = [each.image for each in reader.pages[0].images if each.image]
    assert len(pictures) == 2  # the portrait and the code
    square = next(each for each in pictures if each.width == each.height)
    file = io.BytesIO()
    Image.Image.save(square, file, "PNG")
    assert qr_reader.read(file.getvalue()) == ("M", f"https://zc.example/check-in/{engineer.code()}")


def test_the_paper_without_words_for_this_sitting_alone(engineer: Engineer) -> None:
    engineer.hall.announce(engineer.seated())
    said = words(engineer.print(NOW))
    assert "本场注意事项" not in said
    assert "考生须知" in said


def test_it_is_printed_while_it_is_open(engineer: Engineer) -> None:
    sitting = engineer.seated()
    with pytest.raises(WrongState, match="现在不能打印"):
        engineer.print(NOW)
    engineer.hall.announce(sitting, opens=OPENS)
    with pytest.raises(WrongState):
        engineer.print(OPENS - timedelta(seconds=1))
    ticket = engineer.ticket_id()
    approvals.give_back(engineer.hall.house, engineer.hall.office, engineer.id, "补充材料", OPENS)
    assert "退回修改期间不能打印准考证" in engineer.offer(OPENS).words
    with pytest.raises(WrongState):
        engineer.print(OPENS)
    engineer.print(DAY.replace(hour=12))  # over: what stays is a record
    exam_seating.release(engineer.hall.house, engineer.hall.office, sitting, [engineer.id], "改期", now=OPENS)
    with pytest.raises(WrongState):
        engineer.print(OPENS, ticket)


def test_anothers_ticket_is_not_found(engineer: Engineer) -> None:
    engineer.hall.announce(engineer.seated(capacity=9))
    other = engineer.town.employed("draft", "teacher-complete").actor
    with pytest.raises(NotFound):
        exam_tickets.ticket(engineer.hall.house, other, engineer.id, engineer.ticket_id(), NOW)
    stranger = engineer.hall.come(1)[0]
    sitting = engineer.hall.ticket(engineer.id)
    assert sitting
    engineer.hall.assign(sitting.sitting_id, [stranger])
    theirs = engineer.hall.ticket(stranger)
    assert theirs
    with pytest.raises(NotFound):
        engineer.print(NOW, theirs.id)


def test_the_home_page_tells_until_it_is_over(engineer: Engineer) -> None:
    house = engineer.hall.house

    def told(now: datetime) -> list[tuple[str, Target]]:
        tasks = home.home(house, engineer.actor, now).tasks
        return [(task.text, task.target) for task in tasks if "准考证" in task.text]

    sitting = engineer.seated()
    assert told(NOW) == []
    engineer.hall.announce(sitting, opens=OPENS)
    ((text, target),) = told(NOW)
    assert "2022年7月13日 09:00 起可以打印准考证" in text
    assert target == Target("application", engineer.id)
    assert told(DAY.replace(hour=12)) == []


def test_it_stays_current_until_the_examination_is_over_and_then_in_the_history(engineer: Engineer) -> None:
    """Feature 25: the plan closes long before the interviews."""
    engineer.hall.house = without_result(engineer.hall.house)
    house, later = engineer.hall.house, datetime(2022, 8, 20, tzinfo=NOW.tzinfo)
    engineer.hall.announce(engineer.seated(date="2022-09-01"), opens=later)
    approvals.endorse(house, engineer.hall.office, engineer.id, "同意提交评审。", later)
    (current,) = applications.current(house, engineer.actor, later)
    assert current.tickets[0].ticket_id
    after = datetime(2022, 9, 2, tzinfo=NOW.tzinfo)
    assert applications.current(house, engineer.actor, after) == ()
    (past,) = applications.history(house, engineer.actor, after).rows
    assert past.tickets[0].ticket_id
    assert "本场考核已结束" in past.tickets[0].words


# -- at the door ------------------------------------------------------------------------------------------------------------


def test_a_scanned_code_shows_who_it_is_to_the_organising_unit_alone(engineer: Engineer) -> None:
    hall, town = engineer.hall, engineer.town
    hall.announce(engineer.seated())
    found = exam_arrivals.arrival(hall.house, hall.office, engineer.code(), DAY.replace(hour=8))
    assert found
    assert (found.name, found.number, found.fault, found.late, found.photo) == (
        engineer.name,
        "20210001010001",
        "",
        False,
        True,
    )
    assert "*" in found.id_number
    assert exam_arrivals.portrait(hall.house, hall.office, found.ticket_id)[:2] == b"\xff\xd8"
    strangers = [None, engineer.actor, *(town.desks[sub] for sub in ("demo-teacher-office", "demo-company"))]
    for other in strangers:
        assert exam_arrivals.arrival(hall.house, other, engineer.code(), NOW) is None
    assert exam_arrivals.arrival(hall.house, hall.office, "guessed", NOW) is None
    for sub in ("demo-teacher-office", "demo-company"):
        with pytest.raises(NotFound):
            exam_arrivals.portrait(hall.house, town.desks[sub], found.ticket_id)
        with pytest.raises(NotFound):
            exam_arrivals.mark(hall.house, town.desks[sub], [found.ticket_id], DAY, arrived=True)
    assert "look.refused" in hall.acts(f"ticket:{found.ticket_id}")


def test_arrived_once_and_undone(engineer: Engineer) -> None:
    hall = engineer.hall
    hall.announce(engineer.seated())
    ticket, morning = engineer.ticket_id(), DAY.replace(hour=8, minute=40)
    exam_arrivals.mark(hall.house, hall.office, [ticket], morning, arrived=True)
    found = exam_arrivals.arrival(hall.house, hall.office, engineer.code(), morning)
    assert found
    assert found.arrived_at == morning
    with pytest.raises(WrongState, match="08:40 报到"):
        exam_arrivals.mark(hall.house, hall.office, [ticket], morning, arrived=True)
    exam_arrivals.mark(hall.house, hall.office, [ticket], morning, arrived=False)
    with pytest.raises(WrongState, match="还没有登记"):
        exam_arrivals.mark(hall.house, hall.office, [ticket], morning, arrived=False)
    assert hall.acts(f"application:{engineer.id}")[-2:] == ["ticket.arrive", "ticket.arrive.undo"]


def test_only_on_the_day_and_only_who_has_a_place(engineer: Engineer) -> None:
    hall = engineer.hall
    sitting = engineer.seated()
    hall.announce(sitting)
    code, ticket = engineer.code(), engineer.ticket_id()
    with pytest.raises(WrongState, match="不是考核当天"):
        exam_arrivals.mark(hall.house, hall.office, [ticket], NOW, arrived=True)
    late = exam_arrivals.arrival(hall.house, hall.office, code, DAY.replace(hour=9, minute=5))
    assert late
    assert late.late
    exam_seating.release(hall.house, hall.office, sitting, [engineer.id], "改期", now=NOW)
    gone = exam_arrivals.arrival(hall.house, hall.office, code, DAY)
    assert gone
    assert gone.fault == "这张准考证已经作废：改期。"
    with pytest.raises(WrongState, match="作废"):
        exam_arrivals.mark(hall.house, hall.office, [ticket], DAY, arrived=True)


def test_nobody_marks_oneself(engineer: Engineer) -> None:
    hall = engineer.hall
    engineer.seated()
    with work(hall.house.database) as w:
        account = w.accounts.get(hall.office.account_id)
        account.person_id = w.applications.get(engineer.id).person_id
    with pytest.raises(NotAllowed):
        exam_arrivals.mark(hall.house, hall.office, [engineer.ticket_id()], DAY, arrived=True)


def test_the_organising_unit_may_look_from_when_it_schedules(engineer: Engineer) -> None:
    house, office = engineer.hall.house, engineer.town.desks[OFFICE]
    assert approvals.case(house, office, engineer.id, NOW).number
