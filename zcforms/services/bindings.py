"""Belonging to an employer: search, ask, withdraw; the gate for everybody who does not (features 8 to 13, 76)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.identity import BindingState
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.paging import Page


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
    """`current`: the approved one; `request`: the newest that is pending or was returned after it."""

    current: BindingView | None
    request: BindingView | None


def search_employers(
    house: House, text: str, *, freelancer: bool = False, page: int = 1
) -> Page[EmployerRow]:
    """Employers whose name contains the text, or whose credit code it is (feature 9); for freelancers the
    human-resources authorities (feature 12)."""
    raise NotImplementedError


def bindings(house: House, actor: Actor) -> Bindings:
    """The actor's own employer and open request."""
    raise NotImplementedError


def ask_binding(
    house: House, actor: Actor, organisation_id: str, *, freelancer: bool, note: str, now: datetime
) -> BindingView:
    """Ask an employer (变更单位; features 9, 10, 12, 76). The present employer stays until the new one approves;
    an earlier pending request is superseded.

    Raises:
        InputRefused: unknown organisation, a freelancer's choice that is no human-resources authority, or the present employer.
    """
    raise NotImplementedError


def withdraw_binding(house: House, actor: Actor, now: datetime) -> None:
    """Take back the pending request. Raises `WrongState` where none is pending."""
    raise NotImplementedError
