"""A title is granted, and its certificate replaced: numbers that are given out once, and what waits for a photo (features 78 to 85, 88)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace as changed
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.services.conftest import NOW
from tests.services.crowd import PLAN, gathered
from tests.services.test_certificates import file_of
from tests.services.titled import APPROVAL, OBTAINED, declared, found, grant, titled
from tests.web.test_centre import portrait
from zcforms.demo.load import Stage
from zcforms.domain.certificate import CertificateState, PaperState, TitleCertificate
from zcforms.domain.errors import WrongState
from zcforms.services import certificates, granting, notices, registration
from zcforms.services.house import House
from zcforms.storage.work import work

FIRST = "9342022000102000001"
"""The province, the plan's year and committee, seniors."""


def replaced(
    house: House, certificate_id: str, corrections: Mapping[str, str] | None = None
) -> TitleCertificate:
    with work(house.database) as w:
        old, authority = w.certificates.get(certificate_id), house.catalogue.authorities["anhui"]
        when = NOW + timedelta(days=400)
        return granting.replace(w, house, old, authority, corrections=corrections or {}, now=when)


def waiting(house: House) -> int:
    return house.database.jobs.counts().waiting


def test_what_the_certificate_says(house: House, town: Stage) -> None:
    actor, application_id = declared(town)
    before = waiting(house)
    made = found(house, grant(house, application_id).id)
    assert (made.number, made.name, made.title, made.level, made.specialty, made.series) == (
        FIRST, "林晓禾", "高级教师", "senior", "小学科学", "22"
    )  # fmt: skip
    assert (made.approval, made.obtained_on, made.issued_on) == (APPROVAL, OBTAINED, NOW.date())
    assert (made.committee, made.employer) == ("蚌埠市中小学教师系列高级职称评审委员会", "蚌埠市禾田路小学")
    assert (made.issuer, made.authority, made.nature) == ("安徽省人力资源和社会保障厅", "anhui", "social")
    assert (made.state, made.paper, made.application_id) == (
        CertificateState.VALID,
        PaperState.QUEUED,
        application_id,
    )
    assert waiting(house) == before + 1
    (row,) = certificates.held(house, actor).rows
    assert (row.number, row.caption, row.waits) == (FIRST, "生成中", "正在生成，请稍后再下载。")


def test_a_title_is_granted_once(house: House, town: Stage) -> None:
    _, application_id = declared(town)
    grant(house, application_id)
    with pytest.raises(WrongState, match="已经发过证书"):
        grant(house, application_id)


def test_what_is_undone_leaves_nothing_and_its_number_comes_next(house: House, town: Stage) -> None:
    _, application_id = declared(town)

    def fail() -> None:
        with work(house.database) as w:
            application = w.applications.get(application_id)
            granting.grant(w, house, application, approval=APPROVAL, obtained_on=OBTAINED, now=NOW)
            raise RuntimeError("the power went out")

    with pytest.raises(RuntimeError, match="power"):
        fail()
    assert grant(house, application_id).number == FIRST


def test_a_number_that_an_earlier_system_gave_is_passed_over(house: House, town: Stage) -> None:
    _, application_id = declared(town)
    certificates.record(house, file_of({"id_type": "passport", "id_number": "E1", "number": FIRST}), NOW)
    assert grant(house, application_id).number == "9342022000102000002"


def test_a_file_of_an_earlier_system_changes_nothing_that_was_issued_here(house: House, town: Stage) -> None:
    _, made = titled(town)
    given = file_of({"id_type": "passport", "id_number": "E1", "number": FIRST, "state": "revoked"})
    assert certificates.record(house, given, NOW) == (0, 1)
    assert found(house, made.id).state is CertificateState.VALID


def test_without_a_photo_it_waits_for_one(house: House, town: Stage) -> None:
    """Features 79 and 80."""
    actor, application_id = declared(town)
    with work(house.database) as w:
        person = w.people.get(actor.person())
        person.photo = None
        (verdict,) = w.verdicts.of(application_id)
        verdict.facts = {**verdict.facts, "person": {**verdict.facts["person"], "photo": None}}
    made = grant(house, application_id)
    before = waiting(house)
    assert found(house, made.id).paper is PaperState.WANTS_PHOTO
    (row,) = certificates.held(house, actor).rows
    assert row.caption == "待上传照片"
    assert any("需要照片" in each.text for each in notices.listing(house, actor).rows)
    with pytest.raises(WrongState, match="先上传个人证件照片"):
        certificates.certificate_file(house, actor, made.id)
    digest = registration.set_photo(house, actor, portrait().read(), None, NOW)
    kept = found(house, made.id)
    assert (kept.paper, kept.photo, kept.queued_at) == (PaperState.QUEUED, digest, NOW)
    assert waiting(house) == before + 1
    registration.set_photo(house, actor, portrait().read(), None, NOW + timedelta(days=1))
    assert found(house, made.id).queued_at == NOW


def test_a_replacement_has_a_number_of_its_own(house: House, town: Stage) -> None:
    """Features 85 and 89."""
    _, old = titled(town)
    new = replaced(house, old.id, {"title": "正高级教师", "employer": "蚌埠市禾苗路小学"})
    assert (new.number, new.title, new.employer, new.name) == (
        "9342023000102000001", "正高级教师", "蚌埠市禾苗路小学", old.name
    )  # fmt: skip
    assert (new.issued_on, new.obtained_on, new.approval) == (date(2023, 8, 9), OBTAINED, APPROVAL)
    assert (new.paper, new.state, new.replaces) == (PaperState.QUEUED, CertificateState.VALID, old.id)
    kept = found(house, old.id)
    assert (kept.state, kept.replaced_by, kept.number) == (CertificateState.REPLACED, new.id, FIRST)
    with pytest.raises(WrongState, match="已经换发"):
        replaced(house, old.id)
    assert replaced(house, new.id).number == "9342023000102000002"


def test_a_replacement_does_not_need_the_plan_that_the_title_was_granted_under(
    house: House, town: Stage
) -> None:
    """Its document may be gone for years: the certificate itself says which committee it was. Only where the template was changed since is
    the plan asked, as long as it is there."""
    _, first = titled(town)
    plans = {name: plan for name, plan in house.catalogue.plans.items() if name != PLAN}
    old = changed(house, instead=changed(house.catalogue, plans=plans))
    second = replaced(old, first.id)
    assert second.number == "9342023000102000001"
    assert (second.issuer, second.application_id) == (first.issuer, first.application_id)
    anhui, third = house.catalogue.authorities["anhui"], second
    for width, here, number in ((5, house, "93420230000102000002"), (6, old, "934202300000002000001")):
        wider = changed(anhui, number=anhui.number.replace(":4", f":{width}"))
        with work(house.database) as w:
            now, kept = NOW + timedelta(days=400), w.certificates.get(third.id)
            third = granting.replace(w, here, kept, wider, corrections={}, now=now)
        assert third.number == number


def test_without_an_authority_that_issues_it_nothing_is_replaced(house: House, town: Stage) -> None:
    _, old = titled(town)
    with pytest.raises(WrongState, match="没有指定发证机关"), work(house.database) as w:
        granting.replace(w, house, w.certificates.get(old.id), None, corrections={}, now=NOW)
    assert found(house, old.id).state is CertificateState.VALID


def test_what_was_issued_elsewhere_has_no_committee_in_its_new_number(house: House, town: Stage) -> None:
    who = town.employed("ready", "teacher-complete")
    certificates.record(house, file_of({"id_number": who.person.id_number, "issuer": "某县人社局"}), NOW)
    (row,) = certificates.held(house, who.actor).rows
    new = replaced(house, row.id)
    assert (new.number, new.issuer, new.authority) == (
        "9342023000001000001", "安徽省人力资源和社会保障厅", "anhui"
    )  # fmt: skip
    assert [each.caption for each in certificates.held(house, who.actor).rows] == ["生成中", "已换发"]


@pytest.mark.slow
def test_two_processes_give_no_number_twice(
    house: House, town: Stage, database_url: str, tmp_path: Path
) -> None:
    gathered(town, house, list(range(20, 32)))
    with work(house.database, write=False) as w:
        ids = [each.id for each in w.applications.handed_in(PLAN, 100)]
    command = [sys.executable, "-m", "tests.services.granting_process", database_url]
    processes = [
        subprocess.Popen(
            [*command, str(tmp_path / str(number)), *order],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number, order in enumerate((ids, ids[::-1]))
    ]  # fmt: skip
    for process in processes:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    numbers = [each for one in said for each in one if each != "passed"]
    assert sorted(numbers) == [f"9342022000102{serial:06}" for serial in range(1, len(ids) + 1)]
    assert all(len(one) == len(ids) for one in said)
