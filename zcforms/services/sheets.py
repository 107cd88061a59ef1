"""Paper: the evaluation form, its preview, the forms of a route, the pledge (features 29, 55, 69, 73)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.errors import NotFound, WrongState
from zcforms.domain.plan import Plan
from zcforms.services.access import own_application, reading, seen_application
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.judgement import page
from zcforms.services.submission import SHEET_JOB
from zcforms.storage.work import work


@dataclass(frozen=True, slots=True)
class Sheet:
    """A PDF with the name to save it under; `data` is None while it is being made."""

    name: str
    data: bytes | None


def make_evaluation_form(house: House, application_id: str, now: datetime) -> str | None:
    """The job behind submission: render, print, store; the PDF's digest, None where the application was withdrawn meanwhile.
    Running it again changes nothing. Raises `PrintingFailed`, `NotFound`."""
    with work(house.database, write=False) as w:
        application = w.applications.get(application_id)
        if application.editable or application.sheet is not None:
            return application.sheet
        document, version = document_of(w, house, application), application.version
        submitted_at = application.submitted_at
    html = _page(
        house,
        house.plan_of(application),
        document,
        number=application.number or "",
        on=application.submitted_at,
    )
    digest = house.files.put(house.press.pdf(html))
    with work(house.database) as w:
        if not w.applications.keep_sheet(application_id, digest, submitted_at):
            return None  # withdrawn or returned while the press was running, or printed twice at once; a later submission has a job of its own
        detail = {"digest": digest, "version": version}
        w.journal.append("system", "application.sheet", f"application:{application_id}", detail, now)
    return digest


def evaluation_form(house: House, actor: Actor, application_id: str, now: datetime) -> Sheet:
    """The submitted application's evaluation form (导出评审表), for its owner and whoever handles it. Where the job behind it was given up it is
    made here, or what stands in the way is told: nobody waits for what does not come.

    Raises:
        WrongState: not submitted yet. PrintingFailed: it was tried and cannot be made. NotFound.
    """
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        if application.editable:
            raise WrongState("评审表在提交审核后自动生成；现在可以先预览草稿。")
        name = w.people.get(application.person_id).name
    plan = house.plan_of(application)
    caption = house.sheets_of(plan)[plan.sheet]["caption"]
    digest = application.sheet
    if digest is None and _given_up(house, application_id):
        digest = make_evaluation_form(house, application_id, now)
    data = house.files.get(digest) if digest else None
    return Sheet(f"{caption}-{name}-{application.number}.pdf", data)


def _given_up(house: House, application_id: str) -> bool:
    failed = house.database.jobs.failed()
    return any(job.kind == SHEET_JOB and job.payload["application_id"] == application_id for job in failed)


def preview(house: House, actor: Actor, application_id: str, now: datetime) -> Sheet:
    """The evaluation form of a draft, marked 草稿. Raises `PrintingFailed`, `NotFound`."""
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        document = document_of(w, house, application)
    plan = house.plan_of(application)
    caption = house.sheets_of(plan)[plan.sheet]["caption"]
    data = house.press.pdf(_page(house, plan, document, on=now, draft=True))
    return Sheet(f"{caption}-草稿.pdf", data)


def route_form(house: House, actor: Actor, application_id: str, sheet_id: str, now: datetime) -> Sheet:
    """破格审批表, 转评申报表 and whatever else the plan asks of the application's route (feature 55): as a draft until it is handed in,
    afterwards with its number. Raises `NotFound` for a sheet that the route does not have, `PrintingFailed`."""
    with reading(house, actor) as w:
        application = seen_application(w, house, actor, application_id)
        plan = house.plan_of(application)
        if sheet_id not in plan.sheets_for(application.route):
            raise NotFound
        document = document_of(w, house, application)
    draft = application.editable
    html = _page(
        house,
        plan,
        document,
        layout=sheet_id,
        number="" if draft else application.number or "",
        on=now if draft else application.submitted_at,
        draft=draft,
    )
    caption = house.sheets_of(plan)[sheet_id]["caption"]
    mark = "草稿" if draft else application.number
    return Sheet(f"{caption}-{document['applicant']['name']}-{mark}.pdf", house.press.pdf(html))


def pledge_form(house: House, actor: Actor, application_id: str) -> Sheet:
    """The pledge with the applicant's name, to be signed by hand (features 29, 69)."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        document = document_of(w, house, application)
    plan = house.plan_of(application)
    html = page(house.sheets_of(plan)[plan.pledge.sheet], plan, document, photo=None)
    return Sheet(f"{plan.pledge.caption}-{document['applicant']['name']}.pdf", house.press.pdf(html))


def attachment_form(house: House, actor: Actor, application_id: str, sheet_id: str) -> Sheet:
    """The sheet that an attachment is made from, filled in as far as the declaration is, to be signed and uploaded (features 29, 69, 70).

    Raises `NotFound` for a sheet that the application's attachments do not name, `PrintingFailed`.
    """
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        offered = plan.attachments_for(application.route, application.specialty)
        captions = {item.template: item.caption for item in offered if item.template}
        if sheet_id not in captions:
            raise NotFound
        document = document_of(w, house, application)
    name = f"{captions[sheet_id]}-{document['applicant']['name']}.pdf"
    return Sheet(name, house.press.pdf(_page(house, plan, document, layout=sheet_id, on=None)))


def _page(
    house: House,
    plan: Plan,
    document: Mapping[str, Any],
    *,
    on: datetime | None,
    layout: str | None = None,
    number: str = "",
    draft: bool = False,
) -> str:
    """`layout`: a sheet's id; the plan's evaluation form without it."""
    portrait = document["applicant"]["photo"]
    return page(
        house.sheets_of(plan)[layout or plan.sheet],
        plan,
        document,
        photo=house.files.get(portrait["digest"]) if portrait else None,
        number=number,
        link=None,
        on=on.date() if on else None,
        draft=draft,
    )
