"""Belonging to an employer: search, ask, withdraw; the gate for everybody who does not (features 8 to 13, 76)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused, StaleWrite, WrongState
from zcforms.domain.identity import Binding, BindingState, Organisation, Role
from zcforms.services.access import note as trail
from zcforms.services.access import reading, writing
from zcforms.services.actor import Actor
from zcforms.services.gate import Gate, gate_of
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.services.paging import Page, page_of
from zcforms.services.responsibility import region_caption
from zcforms.services.telling import Target, tell_organisation
from zcforms.services.wording import BINDING
from zcforms.storage.work import Work, work

_MOST_FOUND = 200
_LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class EmployerChoice:
    """The employer that somebody asks for; a freelancer asks the local human-resources authority (feature 12)."""

    organisation_id: str
    note: str = ""
    freelancer: bool = False


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """An employer that can be chosen; texts as shown."""

    id: str
    name: str
    nature: str
    region: str


@dataclass(frozen=True, slots=True)
class BindingView:
    """One binding with its answer; `reason` of a returned one."""

    id: str
    organisation_id: str
    organisation: str
    freelancer: bool
    note: str
    state: BindingState
    caption: str
    asked_at: datetime
    decided_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Bindings:
    """`current`: the approved one; `request`: the newest that is pending or was returned after it; `stand` goes back with `ask_binding`."""

    current: BindingView | None
    request: BindingView | None

    @property
    def stand(self) -> str:
        return "/".join(f"{each.id}:{each.state.value}" for each in (self.current, self.request) if each)


_EMPLOY = tuple(role for role in Role if role is not Role.COMMITTEE)
"""A committee (评委会) has members, nobody works there."""


def search_employers(
    house: House, text: str, *, freelancer: bool = False, page: int = 1
) -> Page[EmployerRow]:
    """Employers whose name has the words of the text, as they are, shortened, or in the short forms of the document, or whose credit code
    begins with it (feature 9); for freelancers the human-resources authorities (feature 12). An empty text finds nothing."""
    if not text.strip():
        return page_of((), page)
    roles = (Role.HUMAN_RESOURCES,) if freelancer else _EMPLOY
    with work(house.database, write=False) as w:
        found = w.organisations.search(text, roles, _MOST_FOUND, full=_full_words(house))
    return page_of(found, page).map(lambda each: _employer_row(house, each))


def _full_words(house: House) -> dict[str, str]:
    """Short form -> words of a name."""
    words = house.codes("organisation_words").codes
    full = {each.id: each.caption for each in words if each.parent is None}
    return {each.caption: full[each.parent] for each in words if each.parent is not None}


def bindings(house: House, actor: Actor) -> Bindings:
    """The actor's own employer and open request."""
    with reading(house, actor) as w:
        return bindings_of(w, actor.person())


def gate(house: House, actor: Actor) -> Gate | None:
    """Why the actor can neither submit achievements nor declare yet; None where nothing is in the way (feature 13)."""
    with reading(house, actor) as w:
        return gate_of(w, actor.person())


def bindings_of(w: Work, person_id: str) -> Bindings:
    """The person's employer, and the newest request that is pending or was returned after it."""
    every = w.bindings.of(person_id)
    organisations = w.organisations.many(each.organisation_id for each in every)
    current = next((each for each in every if each.state is BindingState.APPROVED), None)
    newest = next((each for each in every if each.state is not BindingState.WITHDRAWN), None)
    request = newest if newest and newest.state in (BindingState.PENDING, BindingState.RETURNED) else None
    return Bindings(
        _view(current, organisations[current.organisation_id]) if current else None,
        _view(request, organisations[request.organisation_id]) if request else None,
    )


def ask_binding(
    house: House,
    actor: Actor,
    organisation_id: str,
    *,
    freelancer: bool,
    note: str,
    now: datetime,
    seen: str | None = None,
) -> BindingView:
    """Ask an employer (变更单位; features 9, 10, 12, 76). The present employer stays until the new one approves;
    an earlier pending request is superseded. `seen`: `Bindings.stand` as it was looked at.

    Raises:
        InputRefused: unknown organisation, a freelancer's choice that is no human-resources authority, or the present employer.
        StaleWrite: another request was filed or answered since.
    """
    with writing(house, actor) as w:
        if seen is not None and seen != bindings_of(w, actor.person()).stand:
            raise StaleWrite(
                "您的单位绑定情况在别处有了变化（见上方），这次的申请还没有提交。仍要提交的，请核对后再点击一次“提交”。"
            )
        binding = ask(w, actor, actor.person(), EmployerChoice(organisation_id, note, freelancer), now)
        return _view(binding, w.organisations.get(organisation_id))


def ask(w: Work, actor: Actor, person_id: str, choice: EmployerChoice, now: datetime) -> Binding:
    """The request inside a larger unit of work; pointers as in `ask_binding`."""
    organisation = w.organisations.find(choice.organisation_id)
    if organisation is None:
        raise InputRefused([InputFault("/organisation_id", "没有找到这个单位，请重新搜索并选择。")])
    if choice.freelancer and organisation.role is not Role.HUMAN_RESOURCES:
        raise InputRefused([InputFault("/organisation_id", "自由职业者请选择当地人社部门作为自己的单位。")])
    if len(choice.note) > _LONGEST_NOTE:
        raise InputRefused([InputFault("/note", f"申请说明请不要超过 {_LONGEST_NOTE} 个字。")])
    current = w.bindings.current(person_id)
    if current and (current.organisation_id, current.freelancer) == (organisation.id, choice.freelancer):
        raise InputRefused([InputFault("/organisation_id", "您已经绑定在这个单位，无需变更。")])
    if pending := w.bindings.pending(person_id):
        pending.supersede(now)
        w.flush()  # one pending request at a time, the database holds it
    binding = Binding(new_id(), person_id, organisation.id, choice.freelancer, choice.note.strip(), now)
    w.bindings.add(binding)
    trail(w, actor, "binding.ask", f"binding:{binding.id}", now, organisation=organisation.id)
    tell_organisation(
        w, organisation.id, f"{actor.name}申请绑定到本单位，请审核。", Target("desk", "bindings"), now
    )
    return binding


def withdraw_binding(house: House, actor: Actor, now: datetime, *, binding_id: str | None = None) -> None:
    """Take back the pending request, the one that was looked at if it is named. Raises `WrongState` where it is not pending."""
    with writing(house, actor) as w:
        pending = w.bindings.pending(actor.person())
        if pending is None or binding_id not in (None, pending.id):
            raise WrongState("没有等待审核的绑定申请，请刷新页面查看最新状态。")
        pending.withdraw(now)
        trail(w, actor, "binding.withdraw", f"binding:{pending.id}", now)


def _employer_row(house: House, organisation: Organisation) -> EmployerRow:
    nature = house.codes("employer_natures").caption_of(organisation.nature) or organisation.nature
    return EmployerRow(organisation.id, organisation.name, nature, region_caption(house, organisation.region))


def _view(binding: Binding, organisation: Organisation) -> BindingView:
    return BindingView(
        binding.id,
        organisation.id,
        organisation.name,
        binding.freelancer,
        binding.note,
        binding.state,
        BINDING[binding.state],
        binding.asked_at,
        binding.decided_at,
        binding.reason,
    )
