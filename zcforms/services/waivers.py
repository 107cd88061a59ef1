"""免面试: asked for with a form of the plan's, beside the declaration (feature 22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.petition import Petition, PetitionState
from zcforms.domain.plan import Plan, Waiver
from zcforms.forms import overview as overviews
from zcforms.forms.validation import validate
from zcforms.services.access import note, own_application, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.content import Admission
from zcforms.services.exporting import document_of
from zcforms.services.files import own_files
from zcforms.services.house import House
from zcforms.services.judgement import page
from zcforms.services.keys import new_id
from zcforms.services.wording import PETITION
from zcforms.storage.work import Work

_OVER = (ApplicationState.REJECTED, ApplicationState.WITHDRAWN, ApplicationState.DELETED)
_UNSETTLED = (PetitionState.PENDING, PetitionState.GRANTED)


@dataclass(frozen=True, slots=True)
class WaiverView:
    """The plan's form, and the request that was filed last, as a group of an overview (None before the first).

    `open`: a request can be filed now; otherwise `reason` says why not. `caption`: the request's state.
    """

    plan: Plan
    waiver: Waiver
    group: Mapping[str, Any] | None
    caption: str
    answer: str
    asked_at: datetime | None
    open: bool
    reason: str
    withdrawable: bool
    printable: bool


def waiver(house: House, actor: Actor, application_id: str) -> WaiverView:
    """Raises `NotFound` where the plan has none."""
    with reading(house, actor) as w:
        application, plan, wanted = _wanted(w, house, actor, application_id)
        asked = w.petitions.latest(application.id, wanted.section.id)
    reason = _closed(application, asked)
    return WaiverView(
        plan,
        wanted,
        overviews.fields_group(wanted.section, asked.answers, plan.codes) if asked else None,
        PETITION[asked.state] if asked else "",
        asked.reason if asked else "",
        asked.asked_at if asked else None,
        not reason,
        reason,
        asked is not None and asked.state is PetitionState.PENDING,
        asked is not None and asked.state is not PetitionState.WITHDRAWN,
    )


def ask_waiver(
    house: House, actor: Actor, application_id: str, content: Mapping[str, Any], now: datetime
) -> None:
    """File the request; it is complete then.

    Raises:
        InputRefused: pointers into `content`. WrongState: there is one that waits or was granted, or the declaration has ended.
        NotFound.
    """
    with writing(house, actor) as w:
        application, plan, wanted = _wanted(w, house, actor, application_id)
        if reason := _closed(application, w.petitions.latest(application.id, wanted.section.id)):
            raise WrongState(reason)
        answers = _admitted(w, plan, wanted, application, content)
        w.petitions.add(Petition(new_id(), application.id, wanted.section.id, answers, now))
        w.flush()
        note(w, actor, "waiver.ask", f"application:{application.id}", now)


def withdraw_waiver(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """Take it back while nobody has decided. Raises `WrongState`, `NotFound`."""
    with writing(house, actor) as w:
        application, _, wanted = _wanted(w, house, actor, application_id)
        asked = w.petitions.latest(application.id, wanted.section.id)
        if asked is None:
            raise WrongState("还没有提交免面试申请。")
        asked.withdraw(now)
        note(w, actor, "waiver.withdraw", f"application:{application.id}", now)


def waiver_form(house: House, actor: Actor, application_id: str) -> tuple[str, bytes]:
    """免面试申请表, to be signed and sealed: the file's name and the PDF. Raises `WrongState` before the request was filed, `NotFound`, `PrintingFailed`."""
    with reading(house, actor) as w:
        application, plan, wanted = _wanted(w, house, actor, application_id)
        asked = w.petitions.latest(application.id, wanted.section.id)
        document = document_of(w, house, application)
    if asked is None or asked.state is PetitionState.WITHDRAWN:
        raise WrongState("请先提交免面试申请，再导出申请表。")
    layout = house.catalogue.sheets[wanted.sheet]
    portrait = document["applicant"]["photo"]
    html = page(
        layout,
        plan,
        document,
        photo=house.files.get(portrait["digest"]) if portrait else None,
        number=application.number or "",
        on=asked.asked_at.date(),
        beside=[overviews.fields_group(wanted.section, asked.answers, plan.codes)],
    )
    return f"{layout['caption']}-{document['applicant']['name']}.pdf", house.press.pdf(html)


def _wanted(w: Work, house: House, actor: Actor, application_id: str) -> tuple[Application, Plan, Waiver]:
    application = own_application(w, actor, application_id)
    plan = house.plan(application.plan_id)
    if plan.waiver is None:
        raise NotFound
    return application, plan, plan.waiver


def _closed(application: Application, asked: Petition | None) -> str:
    """Why no request can be filed now; "" where one can."""
    if asked is not None and asked.state in _UNSETTLED:
        return f"您的免面试申请{PETITION[asked.state]}，不需要重复提交。"
    if application.state in _OVER:
        return "申报已经结束，不能再申请免面试。"
    return "" if application.pledged_at else "请先确认诚信承诺书，再申请免面试。"


def _admitted(
    w: Work, plan: Plan, wanted: Waiver, application: Application, content: Mapping[str, Any]
) -> dict[str, Any]:
    admission = Admission(own_files(w, application.person_id))
    answers = admission.record(wanted.section.schema, content, {})
    breaches = validate(wanted.section.schema, answers, plan.codes)
    faults = [*admission.faults, *(InputFault(each.pointer, each.message) for each in breaches)]
    if faults:
        raise InputRefused(faults)
    return answers
