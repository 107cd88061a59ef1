"""Whose account a command acts with: whoever runs it names it, as nobody is signed in there."""

from __future__ import annotations

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.identity import Account, Role
from zcforms.services import accounts
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.storage.work import Work, work

_SHOWN = 12


def acting(house: House, name: str) -> Actor:
    """The account of an organising unit with this id, or this subject of the identity provider.

    Raises:
        InputRefused: there is none; the sentence names those that there are.
    """
    with work(house.database, write=False) as w:
        known = w.accounts.of_role(Role.ORGANISING_UNIT)
        found = [each for each in known if name in (each.id, each.subject)]
        if not found:
            raise InputRefused([InputFault("--by", f"没有组建单位账号“{name}”。{_known(w, known)}")])
        return accounts.actor_of(w, found[0])


def _known(w: Work, known: list[Account]) -> str:
    if not known:
        return "还没有组建单位登录过：单位先用法人账号登录一次，或用 zcforms demo 载入示例。"
    units = w.organisations.many(each.organisation_id for each in known if each.organisation_id)
    shown = [f"{each.subject}（{units[each.organisation_id or ''].name} {each.name}）" for each in known]
    return f"可以写：{'、'.join(shown[:_SHOWN])}。"
