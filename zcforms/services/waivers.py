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
from zcforms.services.deadlines import deadline_of
from zcforms.services.exporting import document_of
from zcforms.services.files import own_files
from zcforms.services.house import House
from zcforms.services.judgement import page
from zcforms.services.keys import new_id
from zcforms.services.organising import HANDED_IN, organising_unit
from zcforms.services.telling import Target, tell_organisation
from zcforms.services.wording import PETITION
from zcforms.storage.work import Work

_OVER = (ApplicationState.REJECTED, ApplicationState.WITHDRAWN, ApplicationState.DELETED)
_UNSETTLED = (PetitionState.PENDING, PetitionState.GRANTED)


@dataclass(frozen=True, slots=True)
class WaiverView:
    """The plan's form, and the request that was filed last, as a group of an overview (None before the first).

    `open`: a request can be filed now; otherwise `reason` says why not. `caption`: the request's state. `handed_in`: the organising unit
    sees it; until then it waits for the declaration.
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
    decided_at: datetime | None
    handed_in: bool


def waiver(house: House, actor: Actor, application_id: str, now: datetime) -> WaiverView:
    """Raises `NotFound` where the plan has none."""
    with reading(house, actor) as w:
        application, plan, wanted = _wanted(w, house, actor, application_id)
        asked = w.petitions.latest(application.id, wanted.section.id)
        reason = _closed(w, plan, application, asked, now)
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
        asked.decided_at if asked and asked.state is not PetitionState.WITHDRAWN else None,
        application.state in HANDED_IN,
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
        asked = w.petitions.latest(application.id, wanted.section.id)
        if reason := _closed(w, plan, application, asked, now):
            raise WrongState(reason)
        answers = _admitted(w, plan, wanted, application, content)
        petition = Petition(new_id(), application.id, wanted.section.id, answers, now)
        w.petitions.add(petition)
        w.flush()
        note(w, actor, "waiver.ask", f"application:{application.id}", now)
        unit = organising_unit(w, plan) if application.state in HANDED_IN else None
        if unit is not None:
            text = f"{actor.name}提交了“{plan.caption}”的{wanted.section.caption}，请审核。"
            tell_organisation(w, unit.id, text, Target("waiver-case", petition.id), now)


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
    layout = house.sheets_of(plan)[wanted.sheet]
    portrait = document["applicant"]["photo"]
    html = page(
        layout,
        plan,
        document,
        photo=house.files.get(portrait["digest"]) if portrait else None,
        number=application.number or "",
        on=asked.asked_at.date(),
        beside=[overviews.fields_group(wanted.section, asked.answers, plan.codes), _answer_group(asked)],
    )
    return f"{layout['caption']}-{document['applicant']['name']}.pdf", house.press.pdf(html)


def _answer_group(asked: Petition) -> dict[str, Any]:
    """The organising unit's answer, for the printed form; empty lines to write on until there is one."""
    decided = f"{asked.decided_at:%Y-%m-%d}" if asked.decided_at else ""
    outcome = PETITION[asked.state] if asked.state is not PetitionState.PENDING else ""
    told = {"outcome": outcome, "reason": asked.reason, "date": decided}
    fields = [{"id": name, "caption": name, "text": text} for name, text in told.items()]
    return {"id": "answer", "caption": "", "kind": "fields", "fields": fields}


def _wanted(w: Work, house: House, actor: Actor, application_id: str) -> tuple[Application, Plan, Waiver]:
    application = own_application(w, actor, application_id)
    plan = house.plan_of(application)
    if plan.waiver is None:
        raise NotFound
    return application, plan, plan.waiver


def _closed(w: Work, plan: Plan, application: Application, asked: Petition | None, now: datetime) -> str:
    """Why no request can be filed now; "" where one can."""
    if asked is not None and asked.state in _UNSETTLED:
        return f"您的免面试申请{PETITION[asked.state]}，不需要重复提交。"
    if application.state in _OVER or deadline_of(w, plan, application, now).lapsed:
        return "申报已经结束，不能再申请免面试。"
    if application.pledged_at is None:
        return "请先确认诚信承诺书，再申请免面试。"
    return "考核已经开始，不能再申请免面试。" if _examined(w, plan, application, now) else ""


def _examined(w: Work, plan: Plan, application: Application, now: datetime) -> bool:
    """Whether what 免面试 excuses from has begun for this person."""
    forms = {form.id for form in plan.examination.forms if form.waivable} if plan.examination else set()
    tickets = [each for each in w.tickets.live_of([application.id]) if each.form in forms]
    sittings = w.sittings.many(each.sitting_id for each in tickets)
    return any(each.announced and each.begun(now) for each in sittings.values())


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
