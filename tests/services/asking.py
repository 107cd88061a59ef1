"""Somebody who asks for a certificate again, and everybody who answers (features 85 to 89)."""

from __future__ import annotations

from typing import Any

from tests.services.conftest import NOW
from tests.services.test_certificates import file_of
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.people import AUTHORITY, CITY_ISSUER, HUMAN_RESOURCES, SCHOOL
from zcforms.demo.replay import ANY_FILE, Replay
from zcforms.domain.certificate import TitleCertificate
from zcforms.services import certificates, files, replacement_desk, replacement_queue, replacements
from zcforms.services.actor import Actor
from zcforms.services.registration import EmployerChoice
from zcforms.services.replacements import Wanted
from zcforms.storage.work import work

OLD = "9342015000102000117"
UNLISTED = {
    "number": "皖2352116414",
    "series": "22",
    "specialty": "小学科学",
    "level": "intermediate",
    "title": "一级教师",
    "obtained_on": "2010-05-03",
    "approval": "无",
    "nature": "social",
    "issued_on": "2010-05-11",
    "issuer": "蚌埠市人力资源和社会保障局",
    "committee": "蚌埠市中小学教师中级职称评审委员会",
    "employer": "蚌埠市禾田路小学",
}


class Asking:
    """A teacher with one certificate, and everybody who answers."""

    def __init__(self, town: Stage, who: Replay | None = None) -> None:
        """`who`: somebody else than the teacher of the school."""
        self.town, self.house = town, town.house
        self.who: Replay = who or town.employed("ready", TEACHER)
        number = self.who.person.id_number
        given = {"number": OLD, "id_number": number, "employer": "禾田小学", "nature": "unit"}
        certificates.record(self.house, file_of(given), NOW)
        self.certificate_id = certificates.held(self.house, self.who.actor).rows[0].id
        self.issuer = town.desks[CITY_ISSUER]
        self.desks: list[Actor] = [
            *(town.desks[each] for each in (SCHOOL, AUTHORITY, HUMAN_RESOURCES)),
            self.issuer,
        ]
        self.wanted = Wanted("listed", self.certificate_id)
        data = town.evidence.file("遗失声明.jpg", self.who.person.name)
        self.file = files.upload(self.house, self.who.actor, data, "遗失声明.jpg", ANY_FILE, now=NOW)
        promise = self.house.catalogue.replacements["listed"].form.schema["properties"]["promise"]["items"]
        self.content: dict[str, Any] = {
            "reason": "搬家时遗失。",
            "evidence": [self.file.as_document()],
            "promise": promise["enum"],
        }

    @classmethod
    def freelancer(cls, town: Stage) -> Asking:
        who = town.replay("freelancer", TEACHER)
        who.register(EmployerChoice(town.desks[HUMAN_RESOURCES].organisation(), freelancer=True))
        who.bind(town.desks[HUMAN_RESOURCES])
        return cls(town, who)

    def hand_in(self, wanted: Wanted | None = None, again: str | None = None, **changed: Any) -> str:
        """`again`: the request that is handed in once more."""
        content = {**self.content, **changed}
        wanted = wanted or self.wanted
        return replacements.save(
            self.house, self.who.actor, wanted, content, NOW, replacement_id=again, hand_in=True
        )

    def endorse(self, replacement_id: str, desks: list[Actor] | None = None) -> None:
        for desk in self.desks if desks is None else desks:
            replacement_desk.endorse(self.house, desk, replacement_id, "情况属实", NOW)

    def view(self, replacement_id: str) -> replacements.ReplacementView:
        return replacements.view(self.house, self.who.actor, replacement_id, NOW)

    def case(self, desk: Actor, replacement_id: str) -> replacement_desk.ReplacementCase:
        return replacement_desk.case(self.house, desk, replacement_id, NOW)

    def waiting(self, desk: Actor, **asked: Any) -> replacement_queue.ReplacementQueue:
        return replacement_queue.queue(self.house, desk, replacement_queue.ReplacementQuery(**asked), NOW)

    def kept(self, certificate_id: str | None) -> TitleCertificate:
        assert certificate_id
        with work(self.house.database, write=False) as w:
            return w.certificates.get(certificate_id)

    def told(self) -> list[str]:
        with work(self.house.database, write=False) as w:
            return [each.text for each in w.notices.unread(person_id=self.who.actor.person())]
