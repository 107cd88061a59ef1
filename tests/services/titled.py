"""Titles that were granted, for tests."""

from __future__ import annotations

from datetime import date, datetime

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.certificate import TitleCertificate
from zcforms.services import granting, submission
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import work

APPROVAL, OBTAINED = "皖人社职〔2022〕36号", date(2022, 11, 20)


def grant(house: House, application_id: str, now: datetime = NOW) -> TitleCertificate:
    with work(house.database) as w:
        application = w.applications.get(application_id)
        return granting.grant(w, house, application, approval=APPROVAL, obtained_on=OBTAINED, now=now)


def declared(town: Stage, sub: str = "ready") -> tuple[Actor, str]:
    """Somebody who has handed in a declaration."""
    who, application_id = town.filled(sub, TEACHER)
    submission.submit(town.house, who.actor, application_id, who.now)
    return who.actor, application_id


def titled(town: Stage, sub: str = "ready") -> tuple[Actor, TitleCertificate]:
    """Somebody who was granted a title, with the certificate whose file is to be made."""
    actor, application_id = declared(town, sub)
    return actor, grant(town.house, application_id)


def found(house: House, certificate_id: str) -> TitleCertificate:
    with work(house.database, write=False) as w:
        return w.certificates.get(certificate_id)
