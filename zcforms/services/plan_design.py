"""Designing a plan: one thing of a draft looked at, filled in, added, duplicated, put elsewhere, taken out; each is one change of the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.documents.reading import digest
from zcforms.domain.errors import InputFault, InputRefused, NotFound, UploadRefused, WrongState
from zcforms.domain.plan import CodeList
from zcforms.services import (
    plan_downloads,
    plan_drafts,
    plan_edits,
    plan_fields,
    plan_offering,
    plan_palette,
    plan_places,
    plan_sections,
    plan_tree,
)
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Clash, Content, PlanDraftShown, Step
from zcforms.services.plan_hanging import hanging
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import ROOTS, Holder, Steps, addresses, kind_at, steps_of, tab_of
from zcforms.services.plan_options import offered
from zcforms.services.plan_package import plan_path
from zcforms.services.plan_palette import Entry
from zcforms.services.plan_soundness import unsound
from zcforms.services.plan_tree import TreeNode
from zcforms.services.rulebook import Edition

GONE = "您要修改的内容已被同事移动或删除，没有保存。"


@dataclass(frozen=True, slots=True)
class Addable:
    """What can be added to the thing that is looked at. `at`: the list's address; `entries`: of the palette, where there is a choice."""

    at: str
    caption: str
    entries: tuple[Entry, ...]
    sections: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NodeShown:
    """One thing with its form. `schema` is an object schema to draw, `answers` what it says now and `seen` their mark; `hangs`: what somebody should know who takes it out;
    `first`, `last`: where it stands in its list; `removable`, `movable`: whether it is in a list at all; `path`: what it lies in; `targets`: other
    lists that it can be put into (address, caption); `kinds`: what a
    field can be turned into."""

    draft: PlanDraftShown
    tab: str
    tree: TreeNode
    at: str
    kind: str
    kind_caption: str
    caption: str
    schema: Mapping[str, Any]
    codes: Mapping[str, CodeList]
    answers: Mapping[str, Any]
    seen: str
    shared: bool
    addable: tuple[Addable, ...]
    hangs: tuple[str, ...]
    movable: bool
    first: bool
    last: bool
    path: tuple[tuple[str, str], ...]
    targets: tuple[tuple[str, str], ...]
    kinds: tuple[Entry, ...]


def shown(
    house: House,
    actor: Actor,
    draft_id: str,
    tab: str,
    address: str = "",
    *,
    takes: Sequence[str] | None = None,
) -> NodeShown:
    """What stands at an address, by default at the root of the tab. What is gone shows the nearest thing around it. `takes`: the library categories that its
    form has chosen and not kept; what can be asked of their records is offered. Raises `NotFound`."""
    draft = plan_drafts.draft(house, actor, draft_id)
    edition = house.rulebook.edition()
    making = Making(draft.content, draft.plan_id, edition.documents)
    steps = _nearest(making, steps_of(address or ROOTS[tab]), ROOTS[tab])
    spot = plan_edits.spot(making, steps, edition.catalogue.codes)
    schema = plan_palette.form_of(making.base, spot.kind, spot.data)
    answers = plan_edits.read(spot, schema)
    around = _around(making, steps)
    tree = plan_tree.tree(making, ROOTS[tab_of(steps)])
    holder = plan_places.holder_of(making, steps) if around else ()
    return NodeShown(
        draft=draft,
        tab=tab_of(steps),
        tree=tree,
        at="/".join(steps),
        kind=spot.kind.id,
        kind_caption=str(schema["caption"]),
        caption=_caption(spot.data, spot.kind.caption),
        schema=schema,
        codes=spot.codes if takes is None else _offered(draft, edition, steps, takes),
        answers=answers,
        seen=digest(answers)[:16],
        shared=plan_tree.is_shared(making, steps),
        addable=tuple(
            _addable(making, steps, spot.data, holder)
            for holder in spot.kind.holders
            if _has(making, steps, spot.data, holder)
        ),
        hangs=tuple(hanging(making, edition, steps)) if around else (),
        movable=bool(around),
        first=around is not None and around[0] == 0,
        last=around is not None and around[0] == around[1] - 1,
        path=tuple(_path(making, steps)),
        kinds=plan_palette.palette(making.base, "field") if spot.kind.id == "field" else (),
        targets=tuple(plan_tree.lists_of(tree, spot.kind.id, but="/".join(holder), beside="/".join(steps)))
        if around
        else (),
    )


def _offered(
    draft: PlanDraftShown, edition: Edition, steps: Steps, takes: Sequence[str]
) -> Mapping[str, CodeList]:
    """What the thing's form offers when it takes these categories."""
    making = Making(draft.content, draft.plan_id, edition.documents)
    _, data = making.owned(steps)
    known = set(making.names("achievement"))
    if "takes" in data:
        data["takes"] = [each for each in takes if each in known]
    return offered(making, steps, edition.catalogue.codes)


def fill(
    house: House,
    actor: Actor,
    draft_id: str,
    address: str,
    answers: Mapping[str, Any],
    *,
    seen: str,
    now: datetime,
) -> str:
    """Make the thing say what its form says; its address by then.

    Raises:
        Clash: a colleague has changed it since it was `seen`. InputRefused: with pointers into the answers. WrongState, NotFound.
    """

    def change(making: Making, edition: Edition) -> tuple[str, Steps]:
        steps = steps_of(address)
        spot = plan_edits.spot(making, steps, edition.catalogue.codes)
        form = plan_palette.form_of(making.base, spot.kind, spot.data)
        standing = plan_edits.read(spot, form)
        if seen != digest(standing)[:16]:
            raise Clash(standing)
        caption = _caption(spot.data, spot.kind.caption)
        return f"修改{_called(spot.kind.caption, caption)}", plan_edits.fill(
            making, steps, form, answers, edition.catalogue.codes
        )

    return _changed(house, actor, draft_id, change, now)


def add(
    house: House, actor: Actor, draft_id: str, holder: str, caption: str, *, what: str = "", now: datetime
) -> str:
    """A new thing in a list, of the palette's kind `what`; its address. Raises `InputRefused`, `WrongState`, `NotFound`."""

    def change(making: Making, edition: Edition) -> tuple[str, Steps]:
        kind = plan_places.require_holder(steps_of(holder)).caption
        steps = plan_edits.add(making, steps_of(holder), caption, what, edition.catalogue.codes)
        return f"添加{_called(kind, caption.strip())}", steps

    return _changed(house, actor, draft_id, change, now)


def use_section(
    house: House, actor: Actor, draft_id: str, holder: str, name: str, *, copy: bool, now: datetime
) -> str:
    """A section of the library in a page; its address. Raises `WrongState`, `NotFound`."""

    def change(making: Making, _: Edition) -> tuple[str, Steps]:
        caption = making.data("section", name)["caption"]
        return f"加入部件{_called('', caption)}", plan_sections.use_section(
            making, steps_of(holder), name, copy=copy
        )

    return _changed(house, actor, draft_id, change, now)


def offer(
    house: House,
    actor: Actor,
    draft_id: str,
    brought: tuple[bytes, str],
    caption: str,
    *,
    instead: str = "",
    now: datetime,
) -> str:
    """A file, with the name that it was brought under, on the list of what the plan offers for download; its caption there. `instead`: id of the entry that it is
    put in place of.

    Raises:
        InputRefused: at /file or /caption. WrongState: the draft is not to be changed, or the entry is gone. NotFound.
    """
    if not plan_drafts.draft(house, actor, draft_id).editable:
        raise WrongState("方案已送复核或已办结，不能再上传文件。")
    try:
        file = plan_downloads.received(house, *brought)
    except UploadRefused as error:
        raise InputRefused([InputFault("/file", str(error))]) from error
    told = [""]

    def change(making: Making, _: Edition) -> tuple[str, Steps]:
        told[0] = plan_offering.offer(making, file, caption, instead)
        return f"上传文件“{told[0]}”", ("texts",)

    _changed(house, actor, draft_id, change, now)
    return told[0]


def duplicate(house: House, actor: Actor, draft_id: str, address: str, now: datetime) -> str:
    """A copy behind it; the copy's address. Raises `WrongState`, `NotFound`."""
    return _changed(house, actor, draft_id, _acting("复制", address, plan_edits.duplicate), now)


def remove(house: House, actor: Actor, draft_id: str, address: str, *, seen: str, now: datetime) -> str:
    """Take it out; the address of what it lay in. `seen`: of the form that was looked at. Raises `Clash`, `WrongState`, `NotFound`."""

    def change(making: Making, edition: Edition) -> tuple[str, Steps]:
        spot = plan_edits.spot(making, steps_of(address), edition.catalogue.codes)
        standing = plan_edits.read(spot, plan_palette.form_of(making.base, spot.kind, spot.data))
        if seen != digest(standing)[:16]:
            raise Clash(standing)
        return _acting("删除", address, plan_edits.remove)(making, edition)

    return _changed(house, actor, draft_id, change, now)


def step(house: House, actor: Actor, draft_id: str, address: str, by: int, *, now: datetime) -> str:
    """One place up (-1) or down (1); its address by then. Raises `WrongState`, `NotFound`."""
    word = "上移" if by < 0 else "下移"
    return _changed(
        house,
        actor,
        draft_id,
        _acting(word, address, lambda making, steps: plan_edits.step(making, steps, by)),
        now,
    )


def retype(house: House, actor: Actor, draft_id: str, address: str, what: str, *, now: datetime) -> str:
    """Another kind of the palette for a field; its address by then. Raises `WrongState`, `NotFound`."""
    act = _acting("更换种类：", address, lambda making, steps: plan_fields.retype(making, steps, what))
    return _changed(house, actor, draft_id, act, now)


def place(
    house: House, actor: Actor, draft_id: str, address: str, *, into: str, at: int, now: datetime
) -> str:
    """To a position of a list, counted without itself; its address by then. Raises `WrongState`, `NotFound`."""
    return _changed(
        house,
        actor,
        draft_id,
        _acting("移动", address, lambda making, steps: plan_edits.place(making, steps, steps_of(into), at)),
        now,
    )


Change = Callable[[Making, Edition], tuple[str, Steps]]


def _acting(word: str, address: str, act: Callable[[Making, Steps], Steps]) -> Change:
    def change(making: Making, _: Edition) -> tuple[str, Steps]:
        steps = steps_of(address)
        kind, data = plan_places.require_kind(steps), making.found(steps)
        called = _called(kind.caption, _caption(data, kind.caption))
        return f"{word}{called}", act(making, steps)

    return change


def _changed(house: House, actor: Actor, draft_id: str, change: Change, now: datetime) -> str:
    """Make a change of the draft; the address that it came to."""
    edition = house.rulebook.edition()
    draft = plan_drafts.draft(house, actor, draft_id)
    told = ["", ""]

    def patch(content: Content) -> list[dict[str, Any]]:
        making = Making(content, draft.plan_id, edition.documents)
        caption, steps = change(making, edition)
        told[:] = caption, "/".join(steps)
        _require_sound(content, making)
        return making.patch()

    probe = Making(draft.content, draft.plan_id, edition.documents)
    caption, _ = change(probe, edition)
    note = f"（先把公用的“{'”“'.join(probe.copied)}”复制成本计划自己的）" if probe.copied else ""
    plan_drafts.change(house, actor, draft_id, Step(caption + note, patch), now)
    return told[1]


def _require_sound(before: Content, making: Making) -> None:
    """What no document may say is not kept. Raises `InputRefused`."""
    if faults := unsound(before["documents"], making.documents):
        raise InputRefused([InputFault("", f"{fault.fault}。{fault.remedy}") for fault in faults])


def _nearest(making: Making, steps: Steps, root: str) -> Steps:
    for each in addresses(steps):
        try:
            making.found(each)
        except NotFound:
            continue
        return each
    return (root,)


def _around(making: Making, steps: Steps) -> tuple[int, int] | None:
    """Position and number of the things in its list; None for what stands in none."""
    kind = kind_at(steps)
    if kind is None or (len(steps) == 1 and kind.id != "section"):
        return None
    holder = plan_places.holder_of(making, steps)
    names = plan_places.entries_of(making, holder)
    name = steps[0].split(":", 1)[1] if kind.id == "section" else steps[-1]
    return names.index(name), len(names)


def _has(making: Making, steps: Steps, data: Any, holder: Holder) -> bool:
    return plan_tree.holder_steps(making, steps, data, holder) is not None


def _addable(making: Making, steps: Steps, data: Any, holder: Holder) -> Addable:
    at = plan_tree.holder_steps(making, steps, data, holder) or steps
    entries: tuple[Entry, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    if holder.kind in ("field", "section"):
        entries = plan_palette.palette(making.base, holder.kind)
    if holder.kind == "section":
        taken = {making.section_id(name) for name in making.sections()}
        sections = tuple(
            (name, str(making.data("section", name)["caption"]))
            for name in making.names("section")
            if making.section_id(name) not in taken
        )
    return Addable("/".join(at), holder.caption, entries, sections)


def _path(making: Making, steps: Steps) -> list[tuple[str, str]]:
    """Captions and addresses of what the thing stands in, the outermost first."""
    found = [each for each in addresses(steps) if each != steps]
    kind = kind_at(steps)
    if steps[0].startswith("section:"):
        inner = plan_places.holder_of(making, steps[:1])
        found += [inner[:-1], ("forms",)]
    result = [("/".join(each), _caption(making.found(each), kind_at(each).caption)) for each in found]  # type: ignore[union-attr]
    return [(caption, at) for at, caption in reversed(result)] if kind else []


def _caption(data: Any, kind: str) -> str:
    if isinstance(data, str):
        return data[:20]
    return kind if "ruleset" in data else str(data.get("caption", kind))


def _called(kind: str, caption: str) -> str:
    return f"“{caption}”" if not kind or kind == caption else f"{kind}“{caption}”"


def plan_of(draft: PlanDraftShown) -> Mapping[str, Any]:
    found: Mapping[str, Any] = draft.documents[plan_path(draft.plan_id)]
    return found
