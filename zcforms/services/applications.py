"""An application's life outside its forms: started, pledged, chosen again, deleted, listed (features 20 to 29, 33, 63, 64)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import GateClosed, InputFault, InputRefused, NotAllowed, PlanClosed, WrongState
from zcforms.domain.identity import Organisation
from zcforms.domain.plan import Plan
from zcforms.lab.migrate_places import CHOICES, unoffered
from zcforms.services.access import Hidden, note, own_application, reading, require_bound, writing
from zcforms.services.actor import Actor
from zcforms.services.deadlines import deadline_of, require_kept_up
from zcforms.services.declaration_records import Beside, Record, record_of
from zcforms.services.gate import Gate, gate_of
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.paging import Page, page_of
from zcforms.services.wording import LAPSED
from zcforms.storage.columns import CHINA
from zcforms.storage.work import Work

_ENDED = (ApplicationState.ENDORSED, ApplicationState.REJECTED)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the applicant chooses before the forms (feature 28); ids of the plan's lists."""

    route: str
    standard: str
    specialty: str
    title: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the actor may start under a plan now; `reason` is the sentence for the one who may not, `gate` where it is feature 13."""

    allowed: bool
    reason: str = ""
    application_id: str | None = None
    gate: Gate | None = None


def standing(house: House, actor: Actor, plan_id: str, now: datetime) -> Standing:
    """What 马上申报 will do: go ahead, or say why not (features 13, 27, 63, 64)."""
    plan = house.plan(plan_id)
    with reading(house, actor) as w:
        live = w.applications.live(actor.person(), plan.year)
        if live is not None:
            mine = live.id if live.plan_id == plan.id else None
            lapsed = deadline_of(w, house.plan_of(live), live, now).lapsed
            one = f"一份申报（{LAPSED}）" if lapsed else "一份申报"
            return Standing(False, f"您在 {plan.year} 年度已有{one}，一个申报年度只能申报一次。", mine)
        try:
            _admit(w, house, plan, actor.person(), now)
        except GateClosed as refusal:
            return Standing(False, str(refusal), gate=gate_of(w, actor.person()))
        except (NotAllowed, WrongState) as refusal:
            return Standing(False, str(refusal))
    return Standing(True)


def start(house: House, actor: Actor, plan_id: str, choices: Choices, now: datetime) -> str:
    """Begin a declaration; its id (feature 28). A double click gives the one that exists for the same plan and choices.

    Raises:
        InputRefused: a choice that the plan does not offer; pointers /route, /standard, /specialty, /title.
        PlanClosed, GateClosed (feature 13), NotAllowed (a ban, 64), WrongState (one per plan year, 63), NotFound.
    """
    house.rulebook.edition()  # whoever begins now begins with what is in force now
    plan = house.plan(plan_id)
    _hold(plan, choices)
    try:
        return _start(house, actor, plan, choices, now)
    except WrongState:
        with reading(house, actor) as w:  # the same click a moment earlier, in another thread
            live = w.applications.live(actor.person(), plan.year)
        if live is not None and live.editable and _same(live, plan, choices):
            return live.id
        raise


def pledge(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """同意并继续: keeps the digest of the text that was read and the time (feature 29)."""
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id)
        plan = house.plan_of(application)
        require_kept_up(w, plan, application, now)
        digest = pledge_digest(plan)
        application.pledge(digest, now)
        note(w, actor, "application.pledge", f"application:{application.id}", now, digest=digest)


def plan_of(house: House, actor: Actor, application_id: str) -> Plan:
    """The plan of an own application."""
    with reading(house, actor) as w:
        return house.plan_of(own_application(w, actor, application_id))


def current(house: House, actor: Actor, now: datetime) -> tuple[Record, ...]:
    """当前申报记录: whatever is not finished, an examination that is ahead included, or whose plan is still open, newest first (features 20, 21)."""
    with reading(house, actor) as w:
        mine, beside = current_of(w, house, actor.person(), now)
        return tuple(record_of(w, house, each, now, beside) for each in mine)


def current_of(w: Work, house: House, person_id: str, now: datetime) -> tuple[list[Application], Beside]:
    """The person's applications that the current records show, and what is known beside them."""
    every = w.applications.of(person_id)
    beside = Beside.of(w, every)
    return [each for each in every if _is_current(house, each, now, beside)], beside


def history(house: House, actor: Actor, now: datetime, *, page: int = 1) -> Page[Record]:
    """我的历史记录 (feature 25), and what was deleted and can still be restored."""
    with reading(house, actor) as w:
        every = w.applications.of(actor.person(), tuple(ApplicationState))
        beside = Beside.of(w, every)
        past = [
            each
            for each in every
            if not _is_current(house, each, now, beside) and not _purged(house, each, now)
        ]
        return page_of(past, page).map(lambda each: record_of(w, house, each, now, beside))


def record(house: House, actor: Actor, application_id: str, now: datetime) -> Record:
    """One own declaration."""
    with reading(house, actor) as w:
        application = own_application(w, actor, application_id)
        return record_of(w, house, application, now, Beside.of(w, [application]))


def choices_of(application: Application) -> Choices:
    return Choices(application.route, application.standard, application.specialty, application.title)


def choose_again(
    house: House,
    actor: Actor,
    application_id: str,
    choices: Choices,
    now: datetime,
    *,
    version: int | None = None,
) -> tuple[str, ...]:
    """修改专业 within the same plan (feature 33); sentences about what no longer fits and was put aside. Raises as `start`, and `StaleWrite`."""
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id, version)
        plan = house.plan_of(application)
        require_kept_up(w, plan, application, now)
        _hold(plan, choices)
        application.choose(
            route=choices.route, standard=choices.standard, specialty=choices.specialty, title=choices.title
        )
        note(w, actor, "application.choose", f"application:{application.id}", now, **asdict(choices))
        return _put_aside(plan, application)


def delete(house: House, actor: Actor, application_id: str, now: datetime) -> datetime:
    """删除 (feature 24); until when it can be restored. Raises `WrongState` once submitted."""
    with writing(house, actor) as w:
        application = own_application(w, actor, application_id)
        application.delete(now)
        w.advice.forget(application.id)
        note(w, actor, "application.delete", f"application:{application.id}", now)
        return now + timedelta(days=house.terms.undo_days)


def restore(house: House, actor: Actor, application_id: str, now: datetime) -> None:
    """Undo the deletion. Raises `WrongState` after the time, or where another of the same year was begun (63)."""
    with writing(house, actor) as w:
        application = w.applications.get(application_id)
        if application.person_id != actor.person():
            raise Hidden(f"application:{application_id}")
        if _purged(house, application, now):
            raise WrongState(f"删除已超过 {house.terms.undo_days} 天，不能恢复。")
        if application.state is ApplicationState.DELETED and w.applications.live(
            actor.person(), application.year
        ):
            raise WrongState("您在该申报年度已另有一份申报，不能恢复；如要恢复，请先删除现有的申报。")
        application.restore()
        note(w, actor, "application.restore", f"application:{application.id}", now)


def require_open(plan: Plan, now: datetime) -> None:
    """Raises `PlanClosed` outside the plan's window."""
    if not plan.open_at(now):
        when = f"{plan.opens} 至 {plan.closes}"
        said = "尚未开始" if now.date() < plan.opens else "已经截止"
        raise PlanClosed(f"该评审计划{said}申报，申报起止日期为 {when}。")


def _require_not_closed(house: House, plan: Plan) -> None:
    """Raises `PlanClosed` where the organising unit closed it."""
    closed = house.closed(plan.id)
    if closed is not None and closed.closed_at is not None:
        day = closed.closed_at.astimezone(CHINA).date()
        raise PlanClosed(f"该评审计划已于 {day} 关闭，不再受理新的申报：{closed.closed_reason}")


def require_no_ban(w: Work, person_id: str, now: datetime) -> None:
    """Raises `NotAllowed` during a ban of the integrity file (feature 64)."""
    bans = w.integrity.bans(w.people.get(person_id).id_number, now.date())
    if bans:
        ends = [ban.until for ban in bans]
        until = "" if None in ends else f"，至 {max(filter(None, ends))} 止"
        raise NotAllowed(f"您在职称评审诚信档案中处于禁止申报期{until}，不能申报。如有疑问，请联系人社部门。")


def pledge_digest(plan: Plan) -> str:
    """SHA-256 (hex) of the pledge's caption and paragraphs as they were shown."""
    return hashlib.sha256("\n".join([plan.pledge.caption, *plan.pledge.paragraphs]).encode()).hexdigest()


def _start(house: House, actor: Actor, plan: Plan, choices: Choices, now: datetime) -> str:
    with writing(house, actor) as w:
        person_id = actor.person()
        if live := w.applications.live(person_id, plan.year):
            if live.editable and _same(live, plan, choices):
                return live.id
            raise WrongState(
                f"您在 {plan.year} 年度已有一份申报，一个申报年度只能申报一次（不限系列和专业）。"
            )
        employer = _admit(w, house, plan, person_id, now)
        application = Application(
            id=new_id(),
            person_id=person_id,
            plan_id=plan.id,
            plan_digest=plan.digest,
            year=plan.year,
            organisation_id=employer.id,
            created_at=now,
            **asdict(choices),
        )
        w.applications.add(application)
        note(w, actor, "application.start", f"application:{application.id}", now, plan=plan.id)
        return application.id


def _admit(w: Work, house: House, plan: Plan, person_id: str, now: datetime) -> Organisation:
    """The employer of somebody who may declare now."""
    _require_not_closed(house, plan)
    require_open(plan, now)
    _, employer = require_bound(w, person_id)
    require_no_ban(w, person_id, now)
    return employer


def _same(application: Application, plan: Plan, choices: Choices) -> bool:
    return application.plan_id == plan.id and choices_of(application) == choices


def _hold(plan: Plan, choices: Choices) -> None:
    """Only what the plan offers, and a title that goes with standard and specialty (features 28, 33)."""
    wrong = unoffered(plan, asdict(choices))
    faults = [InputFault(f"/{name}", _CHOOSE[name]) for name in _CHOOSE if name in wrong]
    if faults:
        raise InputRefused(faults)


_CHOOSE = {
    "route": "请选择本计划开放的申报形式。",
    "standard": "请选择本计划中适用于所选职称的评审标准。",
    "specialty": "请选择本计划中适用于所选职称的申报专业。",
    "title": "请选择本计划可申报的职称。",
}


def require_offered(plan: Plan, application: Application) -> None:
    """Raises `WrongState` where a later version of the plan does not offer what was chosen any more."""
    wrong = unoffered(plan, asdict(choices_of(application)))
    if wrong:
        lost = "、".join(CHOICES[name] for name in CHOICES if name in wrong)
        raise WrongState(f"计划更新后，您所选的{lost}已不再提供，请先点击“修改专业”重新选择，再提交审核。")


def _put_aside(plan: Plan, application: Application) -> tuple[str, ...]:
    """Take out what the new choice does not ask for, so that it counts nowhere."""
    wanted = {section.id for section in plan.sections_for(application.route)} | {
        item.id for _, item in plan.items(application.standard)
    }
    items = {item.id for item in plan.attachments_for(application.route, application.specialty)}
    lists = {name: entries for name, entries in application.imports.items() if name not in wanted and entries}
    files = {name: kept for name, kept in application.attachments.items() if name not in items and kept}
    application.imports = {name: kept for name, kept in application.imports.items() if name not in lists}
    application.attachments = {
        name: kept for name, kept in application.attachments.items() if name not in files
    }
    told = []
    if lists:
        count = sum(len(entries) for entries in lists.values())
        told.append(
            f"所选评审标准下没有原来的 {count} 条导入业绩对应的项目，已移除；业绩库中的记录不受影响，请重新导入。"
        )
    if files:
        told.append(f"新的选择不要求原来的 {len(files)} 项附件，已移除；文件仍可重新选用。")
    return tuple(told)


def _is_current(house: House, application: Application, now: datetime, beside: Beside) -> bool:
    if application.state in (ApplicationState.DELETED, ApplicationState.WITHDRAWN):
        return False
    plan = house.plan_of(application)
    ended = application.state in _ENDED and not beside.examined_later(plan, application, now)
    return not ended or plan.open_at(now)


def _purged(house: House, application: Application, now: datetime) -> bool:
    gone = application.deleted_at
    return gone is not None and now > gone + timedelta(days=house.terms.undo_days)
