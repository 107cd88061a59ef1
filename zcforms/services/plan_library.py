"""部件库: sections, attachment lists, chains, pledges and rulesets that plans are made of, who uses each, and putting one into a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.domain.errors import NotFound
from zcforms.domain.plan_draft import EDITABLE
from zcforms.services import plan_drafts, plan_rules, plan_sections
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Content, PlanDraftLine, Step
from zcforms.services.plan_making import Making
from zcforms.services.rule_authors import author
from zcforms.services.rulebook import Edition

KINDS = {
    "section": "表单分区",
    "attachments": "附件清单",
    "chain": "审核流程",
    "pledge": "承诺书",
    "ruleset": "规则集",
}
_EACH, _ANY_ITEM = re.compile(r"\{each\.\w+\}"), "各项"
"""What a rule that is written for each of many calls the one at hand."""


@dataclass(frozen=True, slots=True)
class LibraryPart:
    """`contents`: captions of what is in it; `used_by`: captions of the plans in force that have it."""

    kind: str
    name: str
    caption: str
    contents: tuple[str, ...]
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryShown:
    """`drafts` that a part can be put into; `pages`: (address of the list, caption) of the chosen draft's pages."""

    parts: Mapping[str, tuple[LibraryPart, ...]]
    drafts: tuple[PlanDraftLine, ...]
    draft_id: str
    pages: tuple[tuple[str, str], ...]


def shown(house: House, actor: Actor, draft_id: str = "") -> LibraryShown:
    """`draft_id`: of the draft that parts shall be put into, "" for none. Raises `NotFound`, and `NotAllowed` for who is no author."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        author(w, house, actor)
    drafts = tuple(each for each in plan_drafts.drafts(house, actor) if each.state in EDITABLE)
    pages: tuple[tuple[str, str], ...] = ()
    if draft_id:
        draft = plan_drafts.draft(house, actor, draft_id)
        making = Making(draft.content, draft.plan_id, edition.documents)
        pages = tuple(
            (f"forms/parts/{each['id']}/sections", str(each["caption"])) for each in making.plan["parts"]
        )
    return LibraryShown({kind: tuple(_parts(edition, kind)) for kind in KINDS}, drafts, draft_id, pages)


def insert(
    house: House, actor: Actor, draft_id: str, kind: str, name: str, *, into: str, copy: bool, now: datetime
) -> None:
    """Put a part into a draft, as it is or as the plan's own copy. `into`: the page's list, of a section. Raises `WrongState`, `NotFound`."""
    edition = house.rulebook.edition()
    draft = plan_drafts.draft(house, actor, draft_id)
    if kind == "ruleset":
        chosen = [each.id for each in plan_rules.shown(house, actor, draft_id).sources if each.chosen]
        plan_rules.take(house, actor, draft_id, [*chosen, name], now)
        return
    caption = _data(edition, kind, name)["caption"]

    def patch(content: Content) -> list[dict[str, Any]]:
        making = Making(content, draft.plan_id, edition.documents)
        if kind == "section":
            plan_sections.use_section(making, tuple(into.split("/")), name, copy=copy)
        else:
            making.plan[kind] = name
            if copy:
                making.own(kind, name)
        return making.patch()

    word = "复制并加入" if copy else "加入"
    plan_drafts.change(house, actor, draft_id, Step(f"{word}{KINDS[kind]}“{caption}”", patch), now)


def _data(edition: Edition, kind: str, name: str) -> Mapping[str, Any]:
    data = edition.documents.data(kind, name) if kind in KINDS else None
    if data is None:
        raise NotFound("没有找到这个部件，可能已停用。")
    return data


def _parts(edition: Edition, kind: str) -> Iterator[LibraryPart]:
    if kind == "ruleset":
        for name, document in edition.shelf.documents.items():
            if not document.file.startswith("rules/plans/"):
                users = tuple(edition.plans[each].caption for each in edition.used_by(name))
                told = (str(rule.get("caption", rule["id"])) for rule in document.data.get("rules") or ())
                rules = tuple(dict.fromkeys(_EACH.sub(_ANY_ITEM, each) for each in told))
                yield LibraryPart(kind, name, str(document.data["caption"]), rules, users)
        return
    other = (
        {each.data["chain"] for _, each in edition.documents.of("replacement")} if kind == "chain" else set()
    )
    for name, document in edition.documents.of(kind):
        users = tuple(_users(edition, kind, name))
        if users or (kind != "section" and name not in other):
            yield LibraryPart(
                kind, name, str(document.data["caption"]), tuple(_contents(kind, document.data)), users
            )


def _users(edition: Edition, kind: str, name: str) -> Iterator[str]:
    for _, plan in edition.documents.of("plan"):
        named = (
            {section for part in plan.data["parts"] for section in part["sections"]}
            if kind == "section"
            else {plan.data[kind]}
        )
        if name in named:
            yield str(plan.data["caption"])


def _contents(kind: str, data: Mapping[str, Any]) -> Iterator[str]:
    if kind == "pledge":
        yield from (each[:30] for each in data["paragraphs"])
    elif kind == "section":
        record = data.get("items", data)
        yield from (str(each["caption"]) for each in record.get("properties", {}).values())
    else:
        yield from (str(each["caption"]) for each in data["steps" if kind == "chain" else "items"])
