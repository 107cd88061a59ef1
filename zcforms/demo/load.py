"""Load the demonstration, or put it back to its beginning."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zcforms import resources
from zcforms.demo.evidence import Evidence, portrait
from zcforms.demo.people import (
    AUTHORITY,
    CERTIFICATES,
    COMMITTEE,
    COMPANY,
    ENGINEER_OFFICE,
    HUMAN_RESOURCES,
    ISSUER,
    OPERATORS,
    ORGANISATIONS,
    PEOPLE,
    SCHOOL,
    TEACHER_OFFICE,
    DemoPerson,
    people,
)
from zcforms.demo.replay import ANY_FILE, Replay, claims_of
from zcforms.documents.reading import Document, digest
from zcforms.domain.evaluation import Votes
from zcforms.domain.identity import Organisation
from zcforms.services import (
    accounts,
    approvals,
    certificates,
    conferring,
    desk,
    evaluations,
    exam_schedule,
    exam_seating,
    files,
    sheets,
    submission,
    waiver_desk,
    waivers,
)
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.registration import EmployerChoice
from zcforms.storage.database import Database
from zcforms.storage.records import IntegrityRecord
from zcforms.storage.work import work

TEACHER, INCOMPLETE, ENGINEER = "teacher-complete", "teacher-incomplete", "engineer-complete"
_SITTING = {
    "form": "interview",
    "caption": "机械组第一场",
    "capacity": 20,
    "date": "2022-07-20",
    "reports_at": "08:30",
    "starts_at": "09:00",
    "ends_at": "11:30",
    "place": "合肥市蜀山区示范路 88 号 省经济技术学校 3 号楼 201 室（候考室 203 室）",
    "notes": "请从南门入校，机动车不得入内。\n答辩 10 分钟，其中自述 3 分钟。",
}
_GROUND = {"ground": "具有博士学位", "explanation": "2016 年取得工学博士学位，符合评审文件规定的免面试条件。"}
_DEGREE = "博士学位证书.jpg"
_APPROVAL = "皖人社职〔2022〕88号"
_RETURN_REASON = "年度考核表盖章不清晰，请重新扫描后上传；支教证明请补充起止时间。"


@dataclass(frozen=True, slots=True)
class Stage:
    """What everybody's story needs. `desks`: sub of a legal account -> who acts for it; `ids`: sub -> organisation id."""

    house: House
    evidence: Evidence
    documents: Mapping[str, Mapping[str, Any]]
    desks: Mapping[str, Actor]
    now: datetime

    def replay(self, sub: str, document: str, *, days_ago: int = 0) -> Replay:
        person = _PERSON[f"demo-{sub}"]
        now = self.now - timedelta(days=days_ago)
        return Replay(self.house, self.evidence, person, self.documents[document], now)

    def employed(self, sub: str, document: str, employer: str = SCHOOL, *, days_ago: int = 0) -> Replay:
        """Registered, with a photo, and bound to the employer."""
        replay = self.replay(sub, document, days_ago=days_ago)
        replay.register(EmployerChoice(self.desks[employer].organisation(), "本单位在职人员。"))
        replay.bind(self.desks[employer])
        replay.photograph(portrait(list(_PERSON).index(f"demo-{sub}")))
        return replay

    def filled(
        self, sub: str, document: str, employer: str = SCHOOL, *, days_ago: int = 3
    ) -> tuple[Replay, str]:
        """An application with everything that the file has."""
        replay = self.employed(sub, document, employer, days_ago=days_ago)
        replay.stock(self.desks[employer])
        application_id = replay.declare()
        replay.fill(application_id)
        return replay, application_id

    def submitted(
        self, sub: str, document: str = TEACHER, employer: str = SCHOOL, *, days_ago: int
    ) -> tuple[Replay, str]:
        replay, application_id = self.filled(sub, document, employer, days_ago=days_ago)
        submission.submit(self.house, replay.actor, application_id, replay.now)
        sheets.make_evaluation_form(self.house, application_id, replay.now)
        return replay, application_id


def opened(house: House, evidence: Evidence, now: datetime) -> Stage:
    """A stage on which nobody has appeared yet: the organisations are registered, somebody sits at each of their desks.

    Raises:
        FileNotFoundError: the example application files are not installed.
    """
    _register_organisations(house)
    desks = {
        each.sub: accounts.sign_in(house, claims_of(each), now)
        for each in people()
        if each.sub in _REGISTERED
    }
    return Stage(house, evidence, _documents(), desks, now)


def load(house: House, now: datetime) -> None:
    """Fill an empty database; `now` is the business time that the data stand at. Raises as `opened`."""
    stage = opened(house, Evidence(house.press), now)
    for story in STORIES:
        story(stage)
    _certificates(house, now)


def _certificates(house: House, now: datetime) -> None:
    """What the people hold already, taken over as an earlier system's file is."""
    given = []
    for each in CERTIFICATES:
        person = _PERSON[each.sub]
        holder = {"id_type": accounts.RESIDENT_ID, "id_number": person.id_number, "name": person.name}
        told = {name: value for name, value in asdict(each).items() if name != "sub" and value}
        given.append({**holder, **told})
    content = {"certificates": given}
    certificates.record(house, Document("certificates.json", content, digest(content)), now)


def loaded(house: House) -> bool:
    """Whether the demonstration is there."""
    return in_database(house.database)


def in_database(database: Database) -> bool:
    """The same, for whoever has no house yet."""
    with work(database, write=False) as w:
        return w.accounts.by_subject(SCHOOL) is not None


def _register_organisations(house: House) -> None:
    ids: dict[str, str] = {}
    with work(house.database) as w:
        for each in ORGANISATIONS:
            ids[each.sub] = new_id()
            parent = ids[each.parent] if each.parent else None
            w.organisations.add(
                Organisation(
                    ids[each.sub], each.name, each.credit_code, each.nature, each.role, each.region, parent
                )
            )
            w.flush()


def _documents() -> dict[str, Mapping[str, Any]]:
    folder = resources.folder("examples")
    names = (TEACHER, INCOMPLETE, ENGINEER)
    return {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in names}


# -- stories, one for each person of `people.PEOPLE` --------------------------------------------------------------------


def _ready(stage: Stage) -> None:
    stage.filled("ready", TEACHER)


def _incomplete(stage: Stage) -> None:
    stage.filled("incomplete", INCOMPLETE)


def _draft(stage: Stage) -> None:
    replay = stage.employed("draft", TEACHER, days_ago=2)
    replay.stock(stage.desks[SCHOOL])
    replay.fill(replay.declare(), ("basic", "titles", "work"))


def _library(stage: Stage) -> None:
    replay = stage.employed("library", TEACHER, days_ago=5)
    replay.enter()
    ids = list(replay.records)
    school = stage.desks[SCHOOL]
    desk.approve_achievements(stage.house, school, replay.hand_in(ids[:3]), replay.now)
    reason = "证书照片模糊，请重新拍摄后提交。"
    desk.return_achievements(stage.house, school, replay.hand_in(ids[3:5]), reason, replay.now)
    replay.hand_in(ids[5:8])


def _submitted(stage: Stage) -> None:
    stage.submitted("submitted", days_ago=4)


def _returned(stage: Stage) -> None:
    replay, application_id = stage.submitted("returned", days_ago=6)
    when = replay.now + timedelta(days=2)
    approvals.give_back(stage.house, stage.desks[SCHOOL], application_id, _RETURN_REASON, when)


def _at_the_committee(stage: Stage, sub: str, *, days_ago: int) -> tuple[Replay, str]:
    """A teacher whose declaration everybody has looked at; the committee has it since three days after the submission."""
    replay, application_id = stage.submitted(sub, days_ago=days_ago)
    opinions = (
        (SCHOOL, "经公示无异议，材料真实，符合申报条件，同意推荐。"),
        (AUTHORITY, "同意推荐。"),
        (HUMAN_RESOURCES, "材料齐全，审核通过。"),
        (TEACHER_OFFICE, "符合申报条件，同意提交评审。"),
    )
    for number, (desk_of, opinion) in enumerate(opinions, 1):
        when = replay.now + timedelta(hours=18 * number)
        approvals.endorse(stage.house, stage.desks[desk_of], application_id, opinion, when)
    return replay, application_id


def _endorsed(stage: Stage) -> None:
    """From the first day of the window to the title; the notice takes five working days."""
    replay, application_id = _at_the_committee(stage, "endorsed", days_ago=14)
    house, result = stage.house, replay.now + timedelta(days=3, hours=5)
    evaluations.evaluate(
        house, stage.desks[COMMITTEE], application_id, Votes(25, 22, 2, 1), "同意评审通过。", now=result
    )
    over = replay.now + timedelta(days=13)
    approvals.endorse(house, stage.desks[TEACHER_OFFICE], application_id, "公示期内无异议。", over)
    conferring.confer(
        house, stage.desks[ISSUER], application_id, _APPROVAL, result.date(), now=over + timedelta(hours=5)
    )


def _evaluated(stage: Stage) -> None:
    _at_the_committee(stage, "evaluated", days_ago=7)


def _announced(stage: Stage) -> None:
    """Shown to the public since yesterday."""
    _, application_id = _at_the_committee(stage, "announced", days_ago=7)
    evaluations.evaluate(
        stage.house, stage.desks[COMMITTEE], application_id, Votes(25, 21, 3, 1), "同意评审通过。",
        now=stage.now - timedelta(days=1),
    )  # fmt: skip


def _engineer(stage: Stage) -> None:
    stage.filled("engineer", ENGINEER, COMPANY)


def _at_the_organising_unit(stage: Stage, sub: str) -> tuple[Replay, str]:
    """An engineer whose declaration waits for the organising unit."""
    replay, application_id = stage.submitted(sub, ENGINEER, COMPANY, days_ago=8)
    for day, desk_of in enumerate((COMPANY, HUMAN_RESOURCES), 1):
        when = replay.now + timedelta(days=day)
        approvals.endorse(stage.house, stage.desks[desk_of], application_id, "同意推荐。", when)
    return replay, application_id


def _scheduled(stage: Stage) -> None:
    _, application_id = _at_the_organising_unit(stage, "scheduled")
    house, office, when = stage.house, stage.desks[ENGINEER_OFFICE], stage.now - timedelta(days=1)
    plan = stage.documents[ENGINEER]["plan"]
    sitting = exam_schedule.plan_sitting(house, office, plan, _SITTING, when)
    exam_seating.assign(house, office, sitting, [application_id], when)
    exam_schedule.announce(house, office, plan, [sitting], when, now=when)


def _ask_waiver(stage: Stage, sub: str) -> str:
    """The request's id."""
    replay, application_id = _at_the_organising_unit(stage, sub)
    when = stage.now - timedelta(days=2)
    data = stage.evidence.file(_DEGREE, replay.person.name)
    kept = files.upload(stage.house, replay.actor, data, _DEGREE, ANY_FILE, now=when)
    waivers.ask_waiver(
        stage.house, replay.actor, application_id, {**_GROUND, "evidence": [{"id": kept.id}]}, when
    )
    with work(stage.house.database, write=False) as w:
        (asked,) = w.petitions.of_person(replay.actor.person())
    return asked.id


def _waiver(stage: Stage) -> None:
    _ask_waiver(stage, "waiver")


def _waived(stage: Stage) -> None:
    petition, office = _ask_waiver(stage, "waived"), stage.desks[ENGINEER_OFFICE]
    reason, when = "符合评审文件规定的免面试条件。", stage.now - timedelta(days=1)
    waiver_desk.answer(stage.house, office, [petition], grant=True, reason=reason, now=when)


def _unbound(stage: Stage) -> None:
    replay = stage.replay("unbound", TEACHER, days_ago=1)
    replay.register(None)
    replay.enter([each["id"] for each in replay.document["achievements"]][:2])


def _pending(stage: Stage) -> None:
    school = stage.desks[SCHOOL].organisation()
    stage.replay("pending", TEACHER, days_ago=1).register(EmployerChoice(school, "新调入本校，申请绑定。"))


def _freelancer(stage: Stage) -> None:
    authority = stage.desks[HUMAN_RESOURCES].organisation()
    choice = EmployerChoice(authority, "自由职业者，在本区从事机械设计工作。", freelancer=True)
    stage.replay("freelancer", ENGINEER, days_ago=1).register(choice)


def _banned(stage: Stage) -> None:
    replay = stage.employed("banned", TEACHER, days_ago=5)
    ban = IntegrityRecord(
        new_id(),
        replay.person.id_number,
        date(2021, 9, 1),
        date(2024, 8, 31),
        "提供虚假业绩材料（演示）",
        stage.now,
    )
    with work(stage.house.database) as w:
        w.integrity.add(ban)


STORIES: tuple[Callable[[Stage], None], ...] = (
    _ready, _incomplete, _draft, _library, _submitted, _returned, _endorsed, _evaluated, _engineer, _scheduled, _waiver, _waived, _unbound, _pending, _freelancer, _banned, _announced,
)  # fmt: skip
_PERSON: dict[str, DemoPerson] = {person.sub: person for person in PEOPLE}
_REGISTERED = {each.sub for each in (*ORGANISATIONS, *OPERATORS)}
