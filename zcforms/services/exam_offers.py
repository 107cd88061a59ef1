"""打印准考证 on the record of a declaration: open, waiting with words, or not needed (feature 22)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.application import Application
from zcforms.domain.plan import ExamForm, Examination, Plan
from zcforms.domain.sitting import Sitting, Ticket
from zcforms.services import exam_words

WAITS = "组建单位安排{form}的时间和地点后，可以打印准考证。"
_NOT_NEEDED = "已同意免面试，不需要{form}的准考证。"
_RETURNED = "申报退回修改期间不能打印准考证，重新提交并审核到可以安排考核的环节后可以打印。"
_OVER = "{place}。本场考核已结束。"


@dataclass(frozen=True, slots=True)
class TicketOffer:
    """One form of examination of one declaration. `form` names it where there are several, otherwise it is "". `words`: what there is to
    know. `ticket_id`: what can be printed now. `ahead`: announced and not over, worth a line on the home page."""

    form: str
    words: str
    ticket_id: str | None = None
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """The places that one person's declarations have."""

    tickets: Mapping[tuple[str, str], Ticket]
    sittings: Mapping[str, Sitting]

    def of(self, application: Application, form: ExamForm) -> tuple[Ticket, Sitting] | None:
        ticket = self.tickets.get((application.id, form.id))
        return (ticket, self.sittings[ticket.sitting_id]) if ticket else None

    def ahead(self, plan: Plan, application: Application, now: datetime, *, waived: bool) -> bool:
        """Whether the person still has to be examined, as far as anybody knows."""
        forms = plan.examination.forms_for(application.specialty, waived=waived) if plan.examination else ()
        places = [self.of(application, form) for form in forms]
        return any(place is None or not place[1].over(now) for place in places)


def offers(
    plan: Plan, application: Application, places: Places, now: datetime, *, waived: bool
) -> tuple[TicketOffer, ...]:
    """One for each form of examination that the plan asks of this applicant."""
    if plan.examination is None:
        return ()
    forms = plan.examination.forms_for(application.specialty)
    return tuple(_offers(plan.examination, application, places, forms, now=now, waived=waived))


def _offers(
    examination: Examination,
    application: Application,
    places: Places,
    forms: Sequence[ExamForm],
    *,
    now: datetime,
    waived: bool,
) -> Iterator[TicketOffer]:
    admitted = examination.admits(application.state, application.step)
    for form in forms:
        caption = form.caption if len(forms) > 1 else ""
        found = places.of(application, form)
        if waived and form.waivable:
            yield TicketOffer(caption, _NOT_NEEDED.format(form=form.caption))
        elif found is None or not found[1].announced:
            yield TicketOffer(caption, WAITS.format(form=form.caption))
        elif not admitted:
            yield TicketOffer(caption, _RETURNED)
        else:
            yield _announced(caption, examination, *found, now=now)


def _announced(
    caption: str, examination: Examination, ticket: Ticket, sitting: Sitting, *, now: datetime
) -> TicketOffer:
    told = exam_words.place(examination, sitting)
    if sitting.over(now):
        return TicketOffer(caption, _OVER.format(place=told), ticket.id)
    open_now = ticket.id if sitting.printable(now) else None
    return TicketOffer(caption, f"{told}。{exam_words.printing(sitting, now)}", open_now, ahead=True)
