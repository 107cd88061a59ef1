"""补换证 at a desk: looked at beside the old certificate, endorsed, returned, rejected; the last endorsement makes the new one
(features 85, 88, 89)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zcforms.domain.approval import Outcome
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.chain import Event, Step
from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, WrongState
from zcforms.domain.replacement import Replacement, ReplacementKind, step_of
from zcforms.forms import overview as overviews
from zcforms.services import granting
from zcforms.services.access import is_own, reading, require_other, writing
from zcforms.services.actor import Actor
from zcforms.services.approval_turn import require_length
from zcforms.services.case_journal import PAGE_SIZE, JournalLine, lines_of
from zcforms.services.flow import FlowLine
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.paging import Page, page_of
from zcforms.services.replacement_chain import (
    Desks,
    answers_for,
    decide,
    flow_of,
    handled,
    kind_of,
    news_of,
)
from zcforms.services.replacement_words import Line, holder, known_of, lines, titled
from zcforms.services.wording import REPLACEMENT
from zcforms.storage.work import Work

_DAYS = ("obtained_on", "issued_on")
_PHOTO = "尚未上传照片的，请先上传证件照片再下载新证书。"


@dataclass(frozen=True, slots=True)
class ReplacementCase:
    """One request. `certificate`: the old one, with the ticked corrections beside, None where the form describes it; `registered`: caption and
    text of what the person is known to hold, there; `actions`: of endorse, return, reject what this desk can do now; `own`: it
    is the operator's own, which somebody else has to decide; `version` goes back with it."""

    id: str
    name: str
    kind: ReplacementKind
    caption: str
    step: str
    holder: Sequence[tuple[str, str]]
    certificate: Sequence[Line] | None
    registered: Sequence[tuple[str, str]]
    group: Mapping[str, Any]
    flow: tuple[FlowLine, ...]
    actions: tuple[str, ...]
    own: bool
    version: int


def case(house: House, actor: Actor, replacement_id: str, now: datetime) -> ReplacementCase:
    """Raises `NotFound` outside the actor's scope."""
    with reading(house, actor) as w:
        found = handled(w, house, actor, replacement_id)
        kind = kind_of(house, found)
        step = step_of(kind.chain, found)
        old = w.certificates.get(found.certificate_id) if kind.listed and found.certificate_id else None
        turn = step is not None and answers_for(w, house, actor.organisation(), found)
        own = is_own(w, actor, found.person_id)
        person = w.people.get(found.person_id)
        return ReplacementCase(
            found.id,
            person.name,
            kind,
            REPLACEMENT[found.state],
            step.caption if step else "",
            [(caption, text) for _, caption, text in holder(house, w, found.person_id)],
            lines(house, kind, old, kind.told(found.answers)) if old else None,
            () if kind.listed else known_of(w, person),
            overviews.fields_group(kind.form, found.answers, house.catalogue.codes),
            flow_of(w, house, found, now),
            step.actions if step and turn and not own else (),
            turn and own,
            found.version,
        )


def journal(
    house: House, actor: Actor, replacement_id: str, *, page: int = 1
) -> tuple[str, Page[JournalLine]]:
    """Whose request it is, and what was done to it since it was first handed in, the last one first. Raises as `case`."""
    with reading(house, actor) as w:
        found = handled(w, house, actor, replacement_id)
        steps = kind_of(house, found).chain.steps
        lines = lines_of(w, f"replacement:{found.id}", (found.person_id, "申请人"), steps)
        name = w.people.get(found.person_id).name
    return name, page_of(lines, page, PAGE_SIZE)


def endorse(
    house: House,
    actor: Actor,
    replacement_id: str,
    opinion: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """通过: hand it to the next step; at the last one the new certificate is made, and the old one is 已换发.

    Raises:
        NotFound, NotAllowed (the actor's own, an action that the step does not offer), WrongState, StaleWrite.
    """
    require_length(opinion, "/opinion", "审核意见")
    with writing(house, actor) as w:
        found, step = _turn(w, house, actor, replacement_id, action="endorse", version=version)
        desks = Desks(w, house)
        following = desks.chain(found).after(step.id)
        news = news_of(w, desks, found, actor.organisation(), now)
        if following is None:
            made = _replace(w, house, desks, found, now)
            text = f"已通过全部审核，新证书编号为 {made.number}，原证书已换发。"
            news.tell(step, Event.GRANTED, f"{text}{_PHOTO}", others=text)
        else:
            found.endorse(following.id, now)
            waits = f"等待{following.caption}。"
            news.arrives(following, f"{news.opening[1]}{waits}", waits)
            news.tell(step, Event.ENDORSED, f"已通过{step.caption}，进入{following.caption}。")
        decide(w, actor, found, (step.id, step.caption), (Outcome.ENDORSED, opinion), now=now)


def give_back(
    house: House,
    actor: Actor,
    replacement_id: str,
    reason: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """退回: the applicant corrects and hands in again. Raises as `endorse`; `InputRefused` at "/reason" without a reason."""
    _require_reason(reason)
    with writing(house, actor) as w:
        found, step = _turn(w, house, actor, replacement_id, action="return", version=version)
        found.give_back()
        decide(w, actor, found, (step.id, step.caption), (Outcome.RETURNED, reason), now=now)
        news = news_of(w, Desks(w, house), found, actor.organisation(), now)
        news.tell(step, Event.RETURNED, f"被退回修改：{reason.strip()}")


def reject(
    house: House,
    actor: Actor,
    replacement_id: str,
    reason: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """不通过: the end; the certificate stays as it is. Raises as `give_back`."""
    _require_reason(reason)
    with writing(house, actor) as w:
        found, step = _turn(w, house, actor, replacement_id, action="reject", version=version)
        found.reject(now)
        decide(w, actor, found, (step.id, step.caption), (Outcome.REJECTED, reason), now=now)
        news = news_of(w, Desks(w, house), found, actor.organisation(), now)
        news.tell(step, Event.REJECTED, f"审核不通过：{reason.strip()}")


ACTS: Mapping[str, Callable[..., None]] = {"endorse": endorse, "return": give_back, "reject": reject}


def _turn(
    w: Work, house: House, actor: Actor, replacement_id: str, *, action: str, version: int | None
) -> tuple[Replacement, Step]:
    """The request and its step, if it is the actor's turn to do this."""
    found = handled(w, house, actor, replacement_id)
    found = w.replacements.get(found.id, version)
    step = step_of(kind_of(house, found).chain, found)
    if step is None or not answers_for(w, house, actor.organisation(), found):
        raise WrongState("这份补换证申请当前不在本单位的审核环节，请刷新页面查看最新情况。")
    if action not in step.actions:
        raise NotAllowed("当前审核环节不能进行这项操作。")
    require_other(w, actor, found.person_id)
    return found, step


def _replace(w: Work, house: House, desks: Desks, found: Replacement, now: datetime) -> TitleCertificate:
    """The authority is asked for before the form's certificate is in the register, as the desk was."""
    kind, authority = kind_of(house, found), desks.authority(found)
    told = kind.told(found.answers)
    if kind.listed and found.certificate_id is not None:
        old, corrections = w.certificates.get(found.certificate_id), told
    else:
        old, corrections = _described(w, found, told, now), {}
    made = granting.replace(w, house, old, authority, corrections=corrections, now=now)
    w.flush()  # the request refers to it
    found.finish(old.id, made.id, now)
    return made


def _described(w: Work, found: Replacement, told: Mapping[str, str], now: datetime) -> TitleCertificate:
    """The certificate as the form describes it, put into the register so that the new one can take its place."""
    number = told.get("number") or None
    if number and w.certificates.numbered(number):
        raise WrongState("这个证书编号已经登记在系统中，请核对后退回申请人改正。")
    person = w.people.get(found.person_id)
    if titled(w, person, told) is not None:
        raise WrongState("申请人名下已经登记了这个取得资格时间的同名职称，请核对后退回或不予通过。")
    days = {name: date.fromisoformat(told[name]) if told.get(name) else None for name in _DAYS}
    holder_of = {"id_type": person.id_type, "id_number": person.id_number, "name": person.name}
    said: dict[str, Any] = {"specialty": "", **told, **days, **holder_of, "number": number}
    old = TitleCertificate(id=new_id(), recorded_at=now, **said)
    w.certificates.add(old)
    w.flush()
    return old


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InputRefused([InputFault("/reason", "请写明理由，让申请人知道原因和要改什么。")])
    require_length(reason, "/reason", "理由")
