"""补换证, the applicant's side: begun, kept, handed in, followed, taken back, given up (features 85 to 87 and 89)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.approval import Outcome, acted_on
from zcforms.domain.certificate import CertificateState, TitleCertificate
from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.replacement import LIVE, Replacement, ReplacementKind, ReplacementState, step_of
from zcforms.domain.scope import chain_for
from zcforms.forms import overview as overviews
from zcforms.forms.validation import validate
from zcforms.services.access import Hidden, note, reading, require_bound, writing
from zcforms.services.actor import Actor
from zcforms.services.content import Admission
from zcforms.services.files import own_files
from zcforms.services.flow import FlowLine
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.replacement_chain import (
    BEGUN,
    Desks,
    decide,
    flow_of,
    kind_named,
    kind_of,
    news_of,
    own,
)
from zcforms.services.replacement_words import Line, about, holder, lines, same_title, titled
from zcforms.services.telling import Target, tell_organisation
from zcforms.services.wording import CERTIFICATE, REPLACEMENT
from zcforms.storage.work import Work

_LISTED = (
    "您名下已经登记了这个取得资格时间的同名职称（{state}）。有效的，请在“我的职称”中该证书后点击补换证；"
    "已换发的，请使用新证书；已撤销的，不能补换。"
)
_HANDED_IN = (ReplacementState.IN_APPROVAL, ReplacementState.RETURNED)
_ASKED = "这个职称已有一份补换证申请正在办理，不需要重复申请。"


@dataclass(frozen=True, slots=True)
class ReplacementRow:
    """One request in the applicant's list; `certificate`: the title that it is about; `submitted_at`: None while it is not handed in."""

    id: str
    kind: str
    number: str
    certificate: str
    begun_at: datetime
    submitted_at: datetime | None
    state: ReplacementState
    caption: str


@dataclass(frozen=True, slots=True)
class OwnReplacements:
    """`rows`: the one that was begun last first. `adding`, `replacing`: kinds for a title that is not listed, and for one that is.
    `live`: certificate -> the request that is under way; `results`: replaced certificate -> the new one."""

    rows: tuple[ReplacementRow, ...]
    adding: tuple[ReplacementKind, ...]
    replacing: tuple[ReplacementKind, ...]
    live: Mapping[str, str]
    results: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: a kind, and the certificate where one that is listed is replaced."""

    kind_id: str
    certificate_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReplacementForm:
    """The form to fill in. `holder`: (caption, text) of who asks; `certificate`: what is replaced, None where the form says it;
    `data`: what is kept; `reason`: why it came back."""

    id: str | None
    wanted: Wanted
    kind: ReplacementKind
    holder: Sequence[tuple[str, str]]
    certificate: Sequence[Line] | None
    data: Mapping[str, Any] | None
    reason: str
    version: int | None


@dataclass(frozen=True, slots=True)
class ReplacementView:
    """One request as its owner sees it. `group`: the form as a group of an overview; `actions`: of edit, withdraw, delete,
    give_up, print those that are open."""

    id: str
    kind: ReplacementKind
    number: str
    title: str
    state: ReplacementState
    caption: str
    reason: str
    holder: Sequence[tuple[str, str]]
    certificate: Sequence[Line] | None
    group: Mapping[str, Any]
    flow: tuple[FlowLine, ...]
    actions: tuple[str, ...]
    result_id: str | None


def all_own(house: House, actor: Actor) -> OwnReplacements:
    """What 我的职称 shows of them."""
    with reading(house, actor) as w:
        found = w.replacements.of_person(actor.person())
        old = w.certificates.many(each.certificate_id for each in found if each.certificate_id)
    kinds = tuple(house.catalogue.replacements.values())
    return OwnReplacements(
        tuple(_row(house, each, old) for each in found),
        tuple(kind for kind in kinds if not kind.listed),
        tuple(kind for kind in kinds if kind.listed),
        {each.certificate_id: each.id for each in found if each.certificate_id and each.state in LIVE},
        {each.certificate_id: each.result_id for each in found if each.certificate_id and each.result_id},
    )


def form(house: House, actor: Actor, wanted: Wanted) -> ReplacementForm:
    """A new request's form. Raises `NotFound`; `WrongState` where the certificate is not valid or is being replaced."""
    with reading(house, actor) as w:
        kind = kind_named(house, wanted.kind_id)
        old = _replaceable(w, actor, kind, wanted)
        _require_free(w, actor, old)
        return ReplacementForm(
            None, wanted, kind, _holder(house, w, actor), _lines(house, kind, old, {}), None, "", None
        )


def kept_form(house: House, actor: Actor, replacement_id: str) -> ReplacementForm:
    """That of a draft or a returned one. Raises `WrongState` once it was handed in, `NotFound`."""
    with reading(house, actor) as w:
        kept = own(w, actor, replacement_id)
        if not kept.editable:
            raise WrongState("补换证申请已提交，不能再修改。")
        kind = kind_of(house, kept)
        old = w.certificates.get(kept.certificate_id) if kept.certificate_id else None
        return ReplacementForm(
            kept.id,
            Wanted(kind.id, kept.certificate_id),
            kind,
            _holder(house, w, actor),
            _lines(house, kind, old, {}),
            kept.answers,
            _reason(w, kept),
            kept.version,
        )


def save(
    house: House,
    actor: Actor,
    wanted: Wanted,
    content: Mapping[str, Any],
    now: datetime,
    *,
    replacement_id: str | None = None,
    version: int | None = None,
    hand_in: bool = False,
) -> str:
    """Keep the form, new where no id is given, and hand it in where that is wanted; its id. A draft may be incomplete, but what it has
    must be of the right type.

    Raises:
        InputRefused: pointers into `content`. GateClosed: handed in without an employer (feature 13).
        WrongState: it was handed in already, or its certificate is not valid or being replaced. StaleWrite, NotFound.
    """
    with writing(house, actor) as w:
        if replacement_id is None:
            kind = kind_named(house, wanted.kind_id)
            old = _replaceable(w, actor, kind, wanted)
            _require_free(w, actor, old)
            kept = Replacement(new_id(), actor.person(), kind.id, old.id if old else None, now)
            w.replacements.add(kept)
        else:
            kept = own(w, actor, replacement_id, version)
            kind = kind_of(house, kept)
        kept.revise(_admitted(w, house, kind, kept, content, complete=hand_in))
        w.flush()
        note(w, actor, "replacement.save", f"replacement:{kept.id}", now)
        if hand_in:
            _hand_in(w, house, actor, kept, now)
    return kept.id


def view(house: House, actor: Actor, replacement_id: str, now: datetime) -> ReplacementView:
    """Raises `NotFound` for what is not the actor's."""
    with reading(house, actor) as w:
        kept = own(w, actor, replacement_id)
        kind = kind_of(house, kept)
        old = w.certificates.get(kept.certificate_id) if kept.certificate_id else None
        number, title = about(kind, kept, old)
        return ReplacementView(
            kept.id,
            kind,
            number,
            title,
            kept.state,
            REPLACEMENT[kept.state],
            _reason(w, kept),
            _holder(house, w, actor),
            _lines(house, kind, old, kind.told(kept.answers)),
            overviews.fields_group(kind.form, kept.answers, house.catalogue.codes),
            flow_of(w, house, kept, now),
            _actions(kept, acted_on=_acted_on(w, kind, kept)),
            kept.result_id,
        )


def withdraw(house: House, actor: Actor, replacement_id: str, now: datetime) -> None:
    """撤回, while nobody has acted on it: it is a draft again, and who had it is told. Raises `WrongState`, `NotFound`."""
    with writing(house, actor) as w:
        kept = own(w, actor, replacement_id)
        kind = kind_of(house, kept)
        step = step_of(kind.chain, kept)
        at = Desks(w, house).at(kept, step) if kept.organisation_id and step else None
        kept.withdraw(acted_on=_acted_on(w, kind, kept))
        decide(w, actor, kept, BEGUN, (Outcome.WITHDRAWN, ""), now=now)
        if at is not None:
            text = f"{actor.name}撤回了补换证申请，暂不需要审核。"
            tell_organisation(w, at.id, text, Target("replacement-case", kept.id), now)


def give_up(house: House, actor: Actor, replacement_id: str, now: datetime) -> None:
    """放弃申请: of one that was taken back or returned. Raises `WrongState`, `NotFound`."""
    with writing(house, actor) as w:
        kept = own(w, actor, replacement_id)
        kept.give_up(now)
        decide(w, actor, kept, BEGUN, (Outcome.GIVEN_UP, ""), now=now)


def delete(house: House, actor: Actor, replacement_id: str, now: datetime) -> None:
    """Remove a draft that was never handed in. Raises `WrongState` for all others, `NotFound`."""
    with writing(house, actor) as w:
        kept = own(w, actor, replacement_id)
        if kept.state is not ReplacementState.DRAFT or kept.taken_back:
            raise WrongState("已提交过的补换证申请不能删除；不再需要的可以放弃申请。")
        w.replacements.remove(kept)
        note(w, actor, "replacement.delete", f"replacement:{replacement_id}", now)


def _hand_in(w: Work, house: House, actor: Actor, kept: Replacement, now: datetime) -> None:
    if kept.certificate_id is not None:
        _require_valid(w.certificates.get(kept.certificate_id))
    binding, employer = require_bound(w, actor.person())
    chain = chain_for(kind_of(house, kept).chain, employer, freelancer=binding.freelancer)
    first = chain.after(None)
    if first is None:
        raise WrongState("补换证没有为您的单位设置审核流程，请联系发证机关。")
    kept.submit(employer.id, freelancer=binding.freelancer, first_step=first.id, at=now)
    decide(w, actor, kept, BEGUN, (Outcome.SUBMITTED, ""), now=now)
    asked = f"{actor.name}提交了补换证申请，等待{first.caption}。"
    news_of(w, Desks(w, house), kept, "", now).arrives(first, asked, f"已提交，等待{first.caption}。")


def _acted_on(w: Work, kind: ReplacementKind, kept: Replacement) -> bool:
    """Where the document has lost the step at which it stands, nobody can act any more, and the applicant may take it back all the same."""
    return step_of(kind.chain, kept) is not None and acted_on(w.replacement_decisions.of(kept.id))


def _admitted(
    w: Work,
    house: House,
    kind: ReplacementKind,
    kept: Replacement,
    content: Mapping[str, Any],
    *,
    complete: bool,
) -> dict[str, Any]:
    admission = Admission(own_files(w, kept.person_id))
    answers = admission.record(kind.form.schema, content, kept.answers)
    breaches = validate(kind.form.schema, answers, house.catalogue.codes)
    faults = [
        *admission.faults,
        *(InputFault(each.pointer, each.message) for each in breaches if complete or not each.missing),
    ]
    number = kind.told(answers).get("number")
    if complete and not kind.listed and number and w.certificates.numbered(number):
        message = "这个证书编号已经登记在系统中。如在“我的职称”里，请直接在该证书后点击补换证；否则请联系发证机关核对。"
        faults.append(InputFault("/number", message))
    elif complete and not kind.listed and (message := _asked_already(w, kept, kind, answers)):
        faults.append(InputFault("/title", message))
    if faults:
        raise InputRefused(faults)
    return answers


def _asked_already(w: Work, kept: Replacement, kind: ReplacementKind, answers: Mapping[str, Any]) -> str:
    """Why this title cannot be asked for as one that is not listed: it is listed, whatever became of it, or another request is about it."""
    told = kind.told(answers)
    person = w.people.get(kept.person_id)
    if (found := titled(w, person, told)) is not None:
        return _LISTED.format(state=CERTIFICATE[found.state])
    others = (each for each in w.replacements.of_person(person.id) if each.id != kept.id)
    same = any(
        each.kind == kind.id and each.state in _HANDED_IN and same_title(told, kind.told(each.answers))
        for each in others
    )
    return _ASKED if same else ""


def _replaceable(w: Work, actor: Actor, kind: ReplacementKind, wanted: Wanted) -> TitleCertificate | None:
    """The certificate that the kind replaces, the actor's own and valid; None where the form describes it."""
    person = w.people.get(actor.person())
    if not kind.listed:
        return None
    if wanted.certificate_id is None:
        raise NotFound
    found = w.certificates.get(wanted.certificate_id)
    if found.id not in {each.id for each in w.certificates.of(person.id_type, person.id_number)}:
        raise Hidden(f"certificate:{found.id}")
    _require_valid(found)
    return found


def _require_valid(certificate: TitleCertificate) -> None:
    if certificate.state is not CertificateState.VALID:
        raise WrongState("这张证书已经换发或撤销，不能申请补换证。")


def _require_free(w: Work, actor: Actor, old: TitleCertificate | None) -> None:
    live = [each for each in w.replacements.of_person(actor.person()) if each.state in LIVE]
    if old is not None and any(each.certificate_id == old.id for each in live):
        raise WrongState("这张证书已有一份补换证申请正在办理，不需要重复申请。")


def _holder(house: House, w: Work, actor: Actor) -> list[tuple[str, str]]:
    return [(caption, text) for _, caption, text in holder(house, w, actor.person())]


def _lines(
    house: House, kind: ReplacementKind, old: TitleCertificate | None, told: Mapping[str, str]
) -> list[Line] | None:
    return lines(house, kind, old, told) if old is not None and kind.listed else None


def _reason(w: Work, kept: Replacement) -> str:
    """Why it was returned or rejected last."""
    if kept.state not in (ReplacementState.RETURNED, ReplacementState.REJECTED):
        return ""
    return next((each.opinion for each in reversed(w.replacement_decisions.of(kept.id)) if each.opinion), "")


def _row(house: House, each: Replacement, old: Mapping[str, TitleCertificate]) -> ReplacementRow:
    kind = kind_of(house, each)
    number, title = about(kind, each, old.get(each.certificate_id or ""))
    return ReplacementRow(
        each.id,
        kind.caption,
        number,
        title,
        each.created_at,
        None if each.taken_back else each.submitted_at,
        each.state,
        REPLACEMENT[each.state],
    )


def _actions(kept: Replacement, *, acted_on: bool) -> tuple[str, ...]:
    state, gone = kept.state, ("give_up",) if kept.taken_back else ("delete",)
    return {
        ReplacementState.DRAFT: ("edit", *gone),
        ReplacementState.RETURNED: ("edit", "give_up", "print"),
        ReplacementState.IN_APPROVAL: ("print",) if acted_on else ("withdraw", "print"),
        ReplacementState.REJECTED: ("print",),
        ReplacementState.DONE: ("print",),
        ReplacementState.WITHDRAWN: (),
    }[state]
