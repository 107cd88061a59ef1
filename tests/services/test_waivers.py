"""免面试 and what else the record's buttons offer around the interview (feature 22)."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from tests.services.conftest import NOW
from zcforms.demo.load import ENGINEER, TEACHER, Stage
from zcforms.domain.errors import InputRefused, NotFound, WrongState
from zcforms.domain.petition import PetitionState
from zcforms.services import applications, files, sheets, waivers
from zcforms.services.declaration_records import Record
from zcforms.services.house import House
from zcforms.storage.work import work


class Asking:
    def __init__(self, town: Stage) -> None:
        self.house, self.moment = town.house, NOW
        self.who, self.id = town.filled("engineer", ENGINEER, "demo-company")
        self.content: dict[str, Any] = {
            "ground": "具有博士学位",
            "explanation": "2016 年取得工学博士学位，符合评审文件第九条。",
            "evidence": [self._file()],
        }

    def _file(self) -> dict[str, Any]:
        with work(self.house.database, write=False) as w:
            person = w.applications.get(self.id).person_id
            return w.files.of_person(person)[0].ref.as_document()

    def ask(self, **changed: Any) -> None:
        self.moment += timedelta(minutes=1)
        waivers.ask_waiver(self.house, self.who.actor, self.id, {**self.content, **changed}, self.moment)

    def answer(self, state: PetitionState, reason: str = "") -> None:
        """What the organising unit does at its desk."""
        with work(self.house.database) as w:
            asked = w.petitions.latest(self.id, "interview_waiver")
            assert asked
            asked.state, asked.reason = state, reason

    @property
    def view(self) -> waivers.WaiverView:
        return waivers.waiver(self.house, self.who.actor, self.id, NOW)

    @property
    def record(self) -> Record:
        return applications.record(self.house, self.who.actor, self.id, NOW)


@pytest.fixture
def asking(town: Stage) -> Asking:
    return Asking(town)


def words(data: bytes | None) -> str:
    assert data
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


def test_filed_seen_and_withdrawn(asking: Asking, house: House) -> None:
    assert asking.record.waiver == ""
    assert asking.view.open
    asking.ask()
    assert (asking.record.waiver, asking.view.open, asking.view.withdrawable) == ("审核中", False, True)
    assert asking.view.group
    assert asking.view.group["fields"][0]["text"] == "具有博士学位"
    with pytest.raises(WrongState, match="不需要重复提交"):
        asking.ask()
    waivers.withdraw_waiver(house, asking.who.actor, asking.id, NOW)
    assert (asking.record.waiver, asking.view.open, asking.view.withdrawable) == ("已撤回", True, False)
    with pytest.raises(WrongState):
        waivers.withdraw_waiver(house, asking.who.actor, asking.id, NOW)
    asking.ask(ground="其他", other="援疆期间")
    assert asking.record.waiver == "审核中"


def test_it_is_complete_when_it_is_filed(asking: Asking) -> None:
    with pytest.raises(InputRefused) as refused:
        asking.ask(ground="其他", explanation="", evidence=[])
    assert {fault.pointer for fault in refused.value.faults} == {"/other", "/explanation", "/evidence"}
    assert asking.record.waiver == ""


def test_how_it_was_answered_is_seen(asking: Asking) -> None:
    asking.ask()
    asking.answer(PetitionState.REFUSED, "不符合第九条。")
    assert (asking.view.caption, asking.view.answer, asking.view.open) == ("未同意", "不符合第九条。", True)
    asking.ask()
    asking.answer(PetitionState.GRANTED)
    assert (asking.record.waiver, asking.view.open) == ("已同意", False)
    assert asking.record.interview == "免面试"
    (offer,) = asking.record.tickets
    assert (offer.words, offer.ticket_id) == ("已同意免面试，不需要面试答辩的准考证。", None)


def test_its_form_is_printed(asking: Asking, house: House) -> None:
    with pytest.raises(WrongState, match="请先提交免面试申请"):
        waivers.waiver_form(house, asking.who.actor, asking.id)
    asking.ask()
    name, data = waivers.waiver_form(house, asking.who.actor, asking.id)
    assert name == f"免面试申请表-{asking.who.person.name}.pdf"
    for text in (
        "免面试申请表",
        "具有博士学位",
        "符合评审文件第九条",
        asking.who.person.name,
        "评委会组建单位审核意见",
    ):
        assert text in words(data)


def test_its_evidence_stays(asking: Asking, house: House) -> None:
    with work(house.database) as w:
        person = w.applications.get(asking.id).person_id
        kept = w.files.of_person(person)[0]
        w.files.add(
            type(kept)("only-here", kept.digest, "博士学位证.jpg", kept.size, kept.media_type, NOW, person)
        )
    asking.ask(evidence=[{"id": "only-here"}])
    with pytest.raises(WrongState, match="正在使用"):
        files.remove(house, asking.who.actor, "only-here", NOW)


def test_only_where_there_is_an_interview(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    record = applications.record(house, who.actor, application_id, NOW)
    assert (record.waiver, record.tickets) == (None, ())
    with pytest.raises(NotFound):
        waivers.waiver(house, who.actor, application_id, NOW)


def test_the_ticket_says_what_it_waits_for(asking: Asking) -> None:
    (offer,) = asking.record.tickets
    assert offer.words == "组建单位安排面试答辩的时间和地点后，可以打印准考证。"


def test_anothers_is_not_found(asking: Asking, town: Stage, house: House) -> None:
    other = town.employed("draft", TEACHER)
    with pytest.raises(NotFound):
        waivers.waiver(house, other.actor, asking.id, NOW)
    with pytest.raises(NotFound):
        waivers.ask_waiver(house, other.actor, asking.id, asking.content, NOW)


def test_everything_can_be_taken_home(asking: Asking, house: House) -> None:
    """导出申报信息: what was filled in, imported and attached, whatever the plan."""
    (paper,) = (each for each in asking.record.papers if each.caption == "申报信息")
    text = words(sheets.route_form(house, asking.who.actor, asking.id, paper.id, NOW).data)
    for said in (asking.who.person.name, "申报情况", "工作经历", "申报业绩", "附件名称"):
        assert said in text
