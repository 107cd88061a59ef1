"""Another system's JSON Schema becomes a section of a plan that is being made (`forms.foreign`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from zcforms.documents.patching import Patch
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.forms import foreign
from zcforms.forms.foreign import Taken
from zcforms.forms.library import RESERVED
from zcforms.forms.shelf import Shelf
from zcforms.services import plan_drafts
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Content, Step
from zcforms.services.plan_making import Making
from zcforms.services.plan_naming import id_of
from zcforms.services.plan_nodes import SECTION, Steps

_PAGES = ("forms", "parts", "sections")


@dataclass(frozen=True, slots=True)
class TakenSection:
    """`at`: the section's address in the designer; `notes`: what was put otherwise than it was written, a sentence each."""

    at: str
    caption: str
    notes: tuple[str, ...]


def name_for(file: str) -> str:
    """What a section is called, of a file's name: small letters, digits and hyphens."""
    return id_of(PurePath(file).stem, (), joint="-", spare="section")


def section(text: str, name: str, *, file: str, base: Shelf, used: Collection[str] = ()) -> Taken:
    """The documents of the section `name` that a JSON Schema describes, the section first; its answers are called by its caption. `used`: what the answers of
    the plan's other sections are called. Raises `DocumentsInvalid`."""
    taken = foreign.take(text, name, file=file, base=base)
    path = next(iter(taken.documents))
    ident = id_of(str(taken.documents[path]["caption"]), {*used, *RESERVED}, spare="section")
    head = {"$schema": "../meta/section.json", "id": ident}
    return replace(taken, documents={**taken.documents, path: {**head, **taken.documents[path]}})


def take(
    house: House, actor: Actor, draft_id: str, holder: Steps, text: str, *, file: str, now: datetime
) -> TakenSection:
    """The section that a JSON Schema describes, as the last of a page. `holder`: the page's list of sections; `file`: what the schema was called.

    Raises:
        DocumentsInvalid: it asks for what a form of ours cannot say, with every place and reason; nothing was taken. InputRefused: no page.
        WrongState, NotFound.
    """
    if (*holder[:2], *holder[3:]) != _PAGES:
        raise InputRefused([InputFault("/into", "请选择放在哪一页。")])
    draft = plan_drafts.draft(house, actor, draft_id)
    base = house.rulebook.edition().documents

    def made(content: Content) -> tuple[Making, TakenSection]:
        making = Making(content, draft.plan_id, base)
        name = making.free_name("section", name_for(file))
        used = [making.section_id(each) for each in making.sections()]
        taken = section(text, name, file=file, base=base, used=used)
        making.found(holder).append(name)
        making.documents.update(taken.documents)
        caption = str(next(iter(taken.documents.values()))["caption"])
        return making, TakenSection(f"{SECTION}{name}", caption, taken.notes)

    def patch(content: Content) -> Patch:
        return made(content)[0].patch()

    _, told = made(draft.content)
    plan_drafts.change(house, actor, draft_id, Step(f"从 JSON Schema 导入分区“{told.caption}”", patch), now)
    return told
