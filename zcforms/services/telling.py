"""Notices that a service leaves for a person or an organisation, in the transaction that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.services.keys import new_id
from zcforms.storage.records import Notice
from zcforms.storage.work import Work

MAIL_JOB = "mail"
"""Sends a notice as a letter, too, where a mail server is configured."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where something leads, without knowing a route. `kind`: profile, binding, achievement, application, plan, desk and others that
    `zcforms.web.navigation` lists; `place`: a pointer into what is found there, which no notice keeps."""

    kind: str
    id: str = ""
    place: str = ""

    def as_link(self) -> str:
        return f"{self.kind}/{self.id}"

    @classmethod
    def of_link(cls, link: str) -> Target:
        kind, _, subject = link.partition("/")
        return cls(kind, subject)


def tell_person(w: Work, person_id: str, text: str, target: Target, now: datetime) -> None:
    """`text`: one sentence; what somebody typed stands behind a colon, where a letter leaves it out (services.mailing)."""
    notice = w.notices.add(Notice(new_id(), text, now, person_id=person_id, link=target.as_link()))
    if w.mails:
        w.enqueue(MAIL_JOB, notice.id, {"notice_id": notice.id})


def tell_organisation(w: Work, organisation_id: str, text: str, target: Target, now: datetime) -> None:
    w.notices.add(Notice(new_id(), text, now, organisation_id=organisation_id, link=target.as_link()))
