"""意见模板 of an organisation: listed, added, put right, put in order, taken away (issue 5)."""

from __future__ import annotations

from datetime import datetime

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.opinion_template import OpinionTemplate, filled
from zcforms.services.access import Hidden, note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.work import Work

MOST = 50


def listing(house: House, actor: Actor) -> tuple[OpinionTemplate, ...]:
    """The organisation's, in its order."""
    with reading(house, actor) as w:
        return tuple(w.opinion_templates.of(actor.organisation()))


def get(house: House, actor: Actor, template_id: str) -> OpinionTemplate:
    """Raises `NotFound`."""
    with reading(house, actor) as w:
        return _own(w, actor, template_id)


def add(house: House, actor: Actor, caption: str, text: str, now: datetime) -> str:
    """At the end; its id. Raises `InputRefused` at "/caption", "/text", or because there are 50 already."""
    with writing(house, actor) as w:
        kept = w.opinion_templates.of(actor.organisation())
        if len(kept) >= MOST:
            raise InputRefused([InputFault("", f"最多可以保存 {MOST} 条意见模板，请先删除不用的。")])
        place = max((each.position for each in kept), default=-1) + 1
        template = OpinionTemplate(new_id(), actor.organisation(), "", "", place)
        template.write(caption, text)
        w.opinion_templates.add(template)
        _note(w, actor, "add", template, now)
        return template.id


def rewrite(
    house: House,
    actor: Actor,
    template_id: str,
    caption: str,
    text: str,
    *,
    version: int | None,
    now: datetime,
) -> None:
    """Raises `InputRefused` at "/caption" and "/text", `StaleWrite` where somebody else changed it since `version`, `NotFound`."""
    with writing(house, actor) as w:
        template = _own(w, actor, template_id, version)
        template.write(caption, text)
        _note(w, actor, "rewrite", template, now)


def remove(house: House, actor: Actor, template_id: str, now: datetime) -> None:
    """Raises `NotFound`."""
    with writing(house, actor) as w:
        template = _own(w, actor, template_id)
        w.opinion_templates.remove(template)
        _note(w, actor, "remove", template, now)


def move(house: House, actor: Actor, template_id: str, offset: int, now: datetime) -> None:
    """So many places down (up, where it is negative), within the ends. Raises `NotFound`."""
    with writing(house, actor) as w:
        template = _own(w, actor, template_id)
        order = w.opinion_templates.of(template.organisation_id)
        place = order.index(template)
        order.insert(min(max(place + offset, 0), len(order) - 1), order.pop(place))
        for position, each in enumerate(order):
            each.position = position
        _note(w, actor, "move", template, now)


def opinion_with(house: House, actor: Actor, template_id: str, typed: str) -> str:
    """What was typed and the template behind it. Raises `NotFound`."""
    return filled(typed, get(house, actor, template_id).text)


def _own(w: Work, actor: Actor, template_id: str, version: int | None = None) -> OpinionTemplate:
    if w.opinion_templates.get(template_id).organisation_id != actor.organisation():
        raise Hidden(f"opinion-template:{template_id}")
    return w.opinion_templates.get(template_id, version)


def _note(w: Work, actor: Actor, act: str, template: OpinionTemplate, now: datetime) -> None:
    note(w, actor, f"opinion_template.{act}", f"opinion-template:{template.id}", now)
