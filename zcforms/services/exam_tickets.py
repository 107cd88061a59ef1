"""准考证 on paper (feature 22)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.errors import NotFound, WrongState
from zcforms.domain.plan import Examination
from zcforms.domain.sitting import Sitting, Ticket
from zcforms.forms import overview as overviews
from zcforms.services.access import Hidden, own_application, reading
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.judgement import page
from zcforms.services.sheets import Sheet

CHECK_IN = "/check-in/"
"""Where the code on the paper leads, behind the site's own address."""
_CLOSED = "准考证现在不能打印：还没有发布、还没有到开放打印的时间，或已被收回。请在申报记录中查看安排情况。"


def ticket(house: House, actor: Actor, application_id: str, ticket_id: str, now: datetime) -> Sheet:
    """An own ticket, while it is open for printing; a sitting that is over does not close it again.

    Raises:
        WrongState: not announced, not open yet, taken back, or the application went back to the applicant. NotFound. PrintingFailed.
    """
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        mine = w.tickets.get(ticket_id)
        if mine.application_id != application.id:
            raise Hidden(f"ticket:{ticket_id}")
        sitting = w.sittings.get(mine.sitting_id)
        plan = house.plan_of(application)
        if plan.examination is None:
            raise NotFound
        if not _open(plan.examination, application, mine, sitting, now):
            raise WrongState(_CLOSED)
        document = document_of(w, house, application)
    portrait = document["applicant"]["photo"]
    layout = house.sheets_of(plan)[plan.examination.sheet]
    html = page(
        layout,
        plan,
        document,
        photo=house.files.get(portrait["digest"]) if portrait else None,
        number=mine.number,
        link=f"{house.terms.base_url}{CHECK_IN}{mine.code}",
        beside=[
            overviews.fields_group(plan.examination.sitting, sitting.answers, plan.codes),
            _ticket_group(mine, application),
        ],
    )
    name = f"{layout['caption']}-{document['applicant']['name']}-{mine.number}.pdf"
    return Sheet(name, house.press.pdf(html))


def _open(
    examination: Examination, application: Application, ticket: Ticket, sitting: Sitting, now: datetime
) -> bool:
    if ticket.released_at is not None or not sitting.printable(now):
        return False
    return sitting.over(now) or examination.admits(application.state, application.step)


def _ticket_group(ticket: Ticket, application: Application) -> dict[str, Any]:
    told = {"number": ticket.number, "application": application.number or ""}
    fields = [{"id": name, "caption": name, "text": text} for name, text in told.items()]
    return {"id": "ticket", "caption": "", "kind": "fields", "fields": fields}
