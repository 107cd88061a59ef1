"""补换证申请表: the request as paper to be signed and sealed (features 85 to 89)."""

from __future__ import annotations

from typing import Any

from zcforms.domain.approval import Outcome
from zcforms.domain.errors import WrongState
from zcforms.domain.replacement import Replacement, ReplacementDecision, ReplacementState
from zcforms.forms import overview as overviews
from zcforms.printing import sheet as sheets
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.replacement_chain import Desks, handled, kind_of, own
from zcforms.services.replacement_words import holder, lines
from zcforms.services.wording import OUTCOME
from zcforms.storage.work import Work

_UNPRINTED = (ReplacementState.DRAFT, ReplacementState.WITHDRAWN)
_SKIPPED = "不需要"
"""What the form says of a step that this request does not go through."""


def own_form(house: House, actor: Actor, replacement_id: str) -> tuple[str, bytes]:
    """The file's name and the PDF. Raises `WrongState` before it was handed in, `NotFound`, `PrintingFailed`."""
    with reading(house, actor) as w:
        kept = own(w, actor, replacement_id)
        if kept.state in _UNPRINTED:
            raise WrongState("请先提交补换证申请，再导出申请表。")
        name, html = _page(w, house, kept)
    return name, house.press.pdf(html)


def handled_form(house: House, actor: Actor, replacement_id: str) -> tuple[str, bytes]:
    """The same for who handles it. Raises `NotFound`, `PrintingFailed`."""
    with reading(house, actor) as w:
        name, html = _page(w, house, handled(w, house, actor, replacement_id))
    return name, house.press.pdf(html)


def _page(w: Work, house: House, kept: Replacement) -> tuple[str, str]:
    kind, person = kind_of(house, kept), w.people.get(kept.person_id)
    layout = house.catalogue.sheets[kind.sheet]
    on = kept.submitted_at
    html = sheets.render(
        layout,
        {"heading": _heading(w, house, kept), "groups": _groups(w, house, kept)},
        {"date": f"{on.year}年{on.month}月{on.day}日" if on else ""},
        photo=house.files.get(person.photo) if person.photo else None,
        draft=False,
        number="",
        link=None,
    )
    return f"{layout['caption']}-{person.name}.pdf", html


def _heading(w: Work, house: House, kept: Replacement) -> list[dict[str, str]]:
    """Paper for the archive bears the whole number."""
    employer = w.organisations.get(kept.organisation_id).name if kept.organisation_id else ""
    told = [*holder(house, w, kept.person_id, mask=False), ("employer", "工作单位", employer)]
    return [{"id": name, "caption": caption, "text": text} for name, caption, text in told]


def _groups(w: Work, house: House, kept: Replacement) -> list[dict[str, Any]]:
    kind = kind_of(house, kept)
    groups = [overviews.fields_group(kind.form, kept.answers, house.catalogue.codes)]
    if kind.listed and kept.certificate_id:
        old = lines(house, kind, w.certificates.get(kept.certificate_id), {})
        groups.append(_group("certificate", [(each.id, each.caption, each.text) for each in old]))
    decided = _this_time(w, kept)
    through = {step.id for step in Desks(w, house).chain(kept).steps}
    for step in kind.chain.steps:
        told = {"opinion": "", "outcome": "" if step.id in through else _SKIPPED, "actor": "", "date": ""}
        if (line := decided.get(step.id)) is not None:
            told = {
                "opinion": line.opinion,
                "outcome": OUTCOME[line.outcome],
                "actor": line.actor_name,
                "date": f"{line.at:%Y-%m-%d}",
            }
        groups.append(_group(step.id, [(name, name, text) for name, text in told.items()]))
    return groups


def _this_time(w: Work, kept: Replacement) -> dict[str, ReplacementDecision]:
    """Step -> what was decided there since it was handed in last: what was said of an earlier text is no opinion on this one."""
    decided: dict[str, ReplacementDecision] = {}
    for each in w.replacement_decisions.of(kept.id):
        decided = {} if each.outcome is Outcome.SUBMITTED else {**decided, each.step: each}
    return decided


def _group(id_: str, told: list[tuple[str, str, str]]) -> dict[str, Any]:
    fields = [{"id": name, "caption": caption, "text": text} for name, caption, text in told]
    return {"id": id_, "caption": "", "kind": "fields", "fields": fields}
