"""A form has one effect: `access.writing` uses it up together with the effect; here its answer is kept for who sends it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import work


@dataclass(frozen=True, slots=True)
class Done:
    """`same`: what was sent now is what was sent then. `outcome` is what was answered, empty where that got lost."""

    same: bool
    outcome: Mapping[str, Any]


def done(house: House, actor: Actor) -> Done | None:
    """What came of the actor's form before; None where it has had no effect yet."""
    if actor.once is None:
        return None
    with work(house.database, write=False) as w:
        found = w.form_uses.find(actor.account_id, actor.once.key)
        return Done(found.digest == actor.once.digest, found.outcome) if found else None


def used(house: House, actor: Actor, key: str) -> bool:
    """Whether one of the account's forms has had its effect."""
    with work(house.database, write=False) as w:
        return w.form_uses.find(actor.account_id, key) is not None


def tell(house: House, actor: Actor, outcome: Mapping[str, Any]) -> None:
    """Keep what was answered to the form that this request used."""
    if actor.once is not None:
        with work(house.database) as w:
            w.form_uses.tell(actor.account_id, actor.once.key, outcome)
