"""Filters of a desk's list that somebody keeps under a name, for the own account alone (issue 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services.access import Hidden, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.desk_records import SavedView

MOST = 20
LONGEST = 20
"""Characters of a view's name."""


def listing(house: House, actor: Actor) -> tuple[SavedView, ...]:
    """The one that was saved first comes first."""
    with reading(house, actor) as w:
        return tuple(w.saved_views.of(actor.account_id))


def save(house: House, actor: Actor, caption: str, query: Mapping[str, str], now: datetime) -> str:
    """Its id. A view that has the name already gets this filter.

    Raises:
        InputRefused: at "/caption": no name, or one that is too long; there are 20 views already.
    """
    caption = caption.strip()
    with writing(house, actor) as w:
        actor.organisation()
        kept = w.saved_views.of(actor.account_id)
        same = next((each for each in kept if each.caption == caption), None)
        _hold(caption, len(kept) - (same is not None))
        if same is None:
            return w.saved_views.add(SavedView(new_id(), actor.account_id, caption, dict(query), now)).id
        same.query = dict(query)
        return same.id


def remove(house: House, actor: Actor, view_id: str) -> None:
    """Raises `NotFound`."""
    with writing(house, actor) as w:
        view = w.saved_views.get(view_id)
        if view.account_id != actor.account_id:
            raise Hidden(f"saved-view:{view_id}")
        w.saved_views.remove(view)


def _hold(caption: str, others: int) -> None:
    if not caption:
        raise InputRefused([InputFault("/caption", "请给视图起一个名称。")])
    if len(caption) > LONGEST:
        raise InputRefused([InputFault("/caption", f"视图名称最多 {LONGEST} 个字。")])
    if others >= MOST:
        raise InputRefused([InputFault("/caption", f"最多可以保存 {MOST} 个视图，请先删除不用的。")])
