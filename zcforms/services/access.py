"""The unit of work of a service, and who may see what.

What exists and is not the actor's is `Hidden`: the person reads the same sentence as for what does not exist, and the journal keeps
that somebody tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from zcforms.domain.achievement import Achievement
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import AlreadyDone, GateClosed, NotAllowed, NotFound
from zcforms.domain.identity import Binding, Organisation
from zcforms.services.actor import Actor
from zcforms.services.gate import gate_of
from zcforms.services.house import House
from zcforms.services.responsibility import handles, was_handed_to
from zcforms.storage.work import Work, work

_WITH_THE_APPLICANT = "这份申报已由申报人撤回，或已退回申报人修改，现在不能查看。重新提交后会再次出现在“申报审核”里；逾期没有重新提交的，视为放弃。"
OWN = "不能审核本人的材料，请由本单位其他人员办理。"


class Hidden(NotFound):
    """Somebody else's: `subject` is "kind:id" for the journal."""

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject


@contextmanager
def reading(house: House, actor: Actor) -> Iterator[Work]:
    """A unit of work that changes nothing; a refused look is journalled in one of its own."""
    with _journalling_refusals(house, actor), work(house.database, write=False) as w:
        yield w


@contextmanager
def writing(house: House, actor: Actor) -> Iterator[Work]:
    """A unit of work that is committed at its end and undone when it raises. The first one of a form uses the form up, and what the form is sent
    again for is not done: two clicks at the same moment meet here.

    Raises:
        AlreadyDone: the actor's form has had its effect.
    """
    once = actor.once if actor.once and not actor.once.used else None
    with _journalling_refusals(house, actor), work(house.database) as w:
        if once and not w.form_uses.claim(actor.account_id, once.key, once.digest, house.now()):
            raise AlreadyDone
        yield w
    if once:
        once.used = True


@contextmanager
def _journalling_refusals(house: House, actor: Actor) -> Iterator[None]:
    try:
        yield
    except Hidden as hidden:
        with work(house.database) as w:
            w.journal.append(actor.account_id, "look.refused", hidden.subject, {}, house.now())
        raise


def note(w: Work, actor: Actor, act: str, subject: str, now: datetime, **detail: Any) -> None:
    """A line of the journal. `detail` never holds identity or phone numbers, nor what somebody typed."""
    w.journal.append(actor.account_id, act, subject, detail, now)


def own_achievement(w: Work, actor: Actor, achievement_id: str, version: int | None = None) -> Achievement:
    person_id = actor.person()
    achievement = w.achievements.get(achievement_id)
    if achievement.person_id != person_id:
        raise Hidden(f"achievement:{achievement_id}")
    return w.achievements.get(achievement_id, version)


def own_application(w: Work, actor: Actor, application_id: str, version: int | None = None) -> Application:
    """The actor's own; a deleted one is not found, except by `applications.restore`."""
    person_id = actor.person()
    application = w.applications.get(application_id)
    if application.person_id != person_id:
        raise Hidden(f"application:{application_id}")
    if application.state is ApplicationState.DELETED:
        raise NotFound
    return w.applications.get(application_id, version)


def seen_application(w: Work, house: House, actor: Actor, application_id: str) -> Application:
    """The owner's, or one that the actor's organisation handles or handled at some step of its chain. Who was told of one that its applicant
    has back reads why it is not to be seen."""
    if actor.person_id is not None:
        return own_application(w, actor, application_id)
    application = w.applications.get(application_id)
    if was_handed_to(w, house, actor.organisation(), application):
        raise NotFound(_WITH_THE_APPLICANT)
    if application.submitted_at is None or not handles(w, house, actor.organisation(), application):
        raise Hidden(f"application:{application_id}")
    return application


def require_bound(w: Work, person_id: str) -> tuple[Binding, Organisation]:
    """Who employs the person; only with an employer is the gate open (feature 13).

    Raises:
        GateClosed: no employer has approved the person; the sentence says how the request stands.
    """
    binding = w.bindings.current(person_id)
    if binding is None:
        closed = gate_of(w, person_id)
        raise GateClosed(closed.sentence if closed else "")
    return binding, w.organisations.get(binding.organisation_id)


def is_own(w: Work, actor: Actor, person_id: str) -> bool:
    """Whether the account's operator is the person."""
    return w.accounts.get(actor.account_id).person_id == person_id


def require_other(w: Work, actor: Actor, person_id: str) -> None:
    """Nobody answers for oneself.

    Raises:
        NotAllowed: the account's operator is the person.
    """
    if is_own(w, actor, person_id):
        raise NotAllowed(OWN)
