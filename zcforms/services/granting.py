"""A title is granted: from then on its holder has a certificate (features 78, 79)."""

from __future__ import annotations

from datetime import date, datetime

from zcforms.domain.application import Application
from zcforms.domain.certificate import TitleCertificate
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.responsibility import organisation_at
from zcforms.services.texts import caption_in
from zcforms.storage.work import Work


def grant(
    w: Work, house: House, application: Application, *, approval: str, obtained_on: date, now: datetime
) -> TitleCertificate:
    """The certificate of what the application was for, in the unit of work of the step that grants it; the application stands at that step."""
    plan = house.plan(application.plan_id)
    person = w.people.get(application.person_id)
    title = plan.title(application.title)
    step = plan.chain.step(application.step)
    issuer = organisation_at(w, house, plan, application, step) if step else None
    made = TitleCertificate(
        id=new_id(),
        id_type=person.id_type,
        id_number=person.id_number,
        name=person.name,
        number=None,
        series=plan.series.id,
        specialty=caption_in(plan.specialties, application.specialty),
        title=caption_in(plan.titles, application.title),
        level=title.level if title else "",
        obtained_on=obtained_on,
        issued_on=None,
        recorded_at=now,
        approval=approval,
        committee=plan.committee,
        employer=w.organisations.get(application.organisation_id).name,
        issuer=issuer.name if issuer else "",
    )
    w.certificates.add(made)
    return made
