"""我的职称: what was issued earlier is taken over from a file and found by its holder (features 74, 78)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.documents.reading import Document, digest
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import DocumentsInvalid, NotFound
from zcforms.services import certificates
from zcforms.services.house import House

GIVEN = {
    "id_type": "resident-id",
    "name": "林晓禾",
    "series": "22",
    "title": "一级教师",
    "level": "intermediate",
    "obtained_on": "2015-11-20",
}


def file_of(*given: dict[str, Any]) -> Document:
    content = {"certificates": [{**GIVEN, **each} for each in given]}
    return Document("issued.json", content, digest(content))


def faults_of(house: House, *given: dict[str, Any]) -> list[tuple[str, str, str]]:
    with pytest.raises(DocumentsInvalid) as refused:
        certificates.record(house, file_of(*given), NOW)
    return [(fault.pointer, fault.fault, fault.remedy) for fault in refused.value.faults]


def test_the_last_title_stands_first(town: Stage, house: House) -> None:
    who = town.employed("ready", "teacher-complete")
    number = who.person.id_number
    older = {"title": "二级教师", "level": "assistant", "obtained_on": "2009-08-31"}
    newer = {"number": "9342015000102000117", "issued_on": "2016-01-08", "nature": "social"}
    given = file_of({**older, "id_number": number}, {**newer, "id_number": number})
    assert certificates.record(house, given, NOW) == (2, 0)
    held = certificates.held(house, who.actor)
    assert held.photographed
    assert [(row.title, row.number, row.year, row.level, row.caption) for row in held.rows] == [
        ("一级教师", "9342015000102000117", 2016, "中级", "有效"),
        ("二级教师", "", 2009, "助理级", "有效"),
    ]
    shown = certificates.certificate(house, who.actor, held.rows[0].id)
    told = dict(shown.rows)
    assert told["系列名称"] == "中小学教师"
    assert told["资格性质"] == "社会化"
    assert number not in str(shown)
    assert told["证件号码"].startswith(number[:3] + "*")


def test_a_certificate_waits_for_its_holder(town: Stage, house: House) -> None:
    """Whoever has not registered yet finds it afterwards."""
    number = town.replay("ready", "teacher-complete").person.id_number
    certificates.record(house, file_of({"id_number": number.lower()}), NOW)
    who = town.employed("ready", "teacher-complete")
    assert [row.title for row in certificates.held(house, who.actor).rows] == ["一级教师"]


def test_a_file_can_be_read_again(town: Stage, house: House) -> None:
    who = town.employed("ready", "teacher-complete")
    mine = {"id_number": who.person.id_number}
    both = file_of({**mine, "number": "A1"}, {**mine, "title": "二级教师"})
    assert certificates.record(house, both, NOW) == (2, 0)
    again = file_of({**mine, "number": "A1", "state": "revoked"}, {**mine, "title": "二级教师"})
    assert certificates.record(house, again, NOW) == (0, 2)
    states = {row.title: row.state for row in certificates.held(house, who.actor).rows}
    assert states == {"一级教师": CertificateState.REVOKED, "二级教师": CertificateState.VALID}


def test_nobody_sees_anothers(town: Stage, house: House) -> None:
    who, other = town.employed("ready", "teacher-complete"), town.employed("draft", "teacher-complete")
    certificates.record(house, file_of({"id_number": who.person.id_number}), NOW)
    (row,) = certificates.held(house, who.actor).rows
    assert certificates.held(house, other.actor).rows == ()
    for id_ in (row.id, "nowhere"):
        with pytest.raises(NotFound):
            certificates.certificate(house, other.actor, id_)


def test_a_file_with_one_fault_changes_nothing(town: Stage, house: House) -> None:
    who = town.employed("ready", "teacher-complete")
    mine = {"id_number": who.person.id_number}
    assert faults_of(house, mine, {**mine, "level": "intermediat"}) == [
        ("/certificates/1/level", "层级里没有代码“intermediat”", "是不是想写“intermediate”？")
    ]
    assert certificates.held(house, who.actor).rows == ()


def test_what_is_wrong_is_told_with_its_place(house: House) -> None:
    mine = {"id_number": "340199198503120060"}
    wrong = {**mine, "obtained_on": "2015-02-30"}
    (place, fault, _), *_ = faults_of(house, wrong)
    assert place == "/certificates/0/obtained_on"
    assert "2015-02-30" in fault
    (place, fault, _), *_ = faults_of(house, mine)
    assert (place, "340*" in fault, "340199198503120060" in fault) == (
        "/certificates/0/id_number",
        True,
        False,
    )
    passport = {"id_type": "passport", "id_number": "E1", "number": "A1"}
    assert [place for place, *_ in faults_of(house, passport, passport)] == ["/certificates/1/number"]
    assert [place for place, *_ in faults_of(house, {**passport, "issued_on": "2015-11-19"})] == [
        "/certificates/0/issued_on"
    ]
