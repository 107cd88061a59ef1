"""THE table of what a plan consists of: each kind of thing with its caption, where it lies, what lies in it, and the form that its properties are edited with.

An address says where a thing is, in ids instead of positions, so that it is found where a colleague has meanwhile put something before it:

    facts/titles/<id>    requirements/standards/<id>/categories/<id>/items/<id>    forms/parts/<id>    section:<name>/properties/<field>
    attachments/items/<id>    chain/steps/<id>    texts/paragraphs/<position>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Steps = tuple[str, ...]
SECTION = "section:"


@dataclass(frozen=True, slots=True)
class Holder:
    """A list, or an object, of things of one kind. `least`: so many must stay; `joint`: of the ids of new ones, "" where they have none."""

    key: str
    kind: str
    caption: str
    least: int = 0
    joint: str = "_"


@dataclass(frozen=True, slots=True)
class NodeKind:
    """`at`: its address, with * for an id. `form`: the document of schemas/designer that edits it, "" where what it is decides (sections, fields)."""

    id: str
    caption: str
    at: Steps
    form: str
    holders: tuple[Holder, ...] = ()


_ITEMS = ("requirements", "standards", "*", "categories", "*", "items", "*")
KINDS: tuple[NodeKind, ...] = (
    NodeKind(
        "facts",
        "计划信息",
        ("facts",),
        "facts",
        (
            Holder("titles", "title", "评审职称", 1, "-"),
            Holder("specialties", "specialty", "评审专业", 1, "-"),
        ),
    ),
    NodeKind("title", "评审职称", ("facts", "titles", "*"), "title"),
    NodeKind("specialty", "评审专业", ("facts", "specialties", "*"), "specialty"),
    NodeKind("forms", "申报表单", ("forms",), "forms", (Holder("parts", "part", "页面", 1, "-"),)),
    NodeKind(
        "part", "页面", ("forms", "parts", "*"), "part", (Holder("sections", "section", "分区", 1, "-"),)
    ),
    NodeKind("section", "分区", ("section:*",), "", (Holder("properties", "field", "字段", 1),)),
    NodeKind(
        "field", "字段", ("section:*", "properties", "*"), "", (Holder("items/properties", "field", "列", 1),)
    ),
    NodeKind(
        "requirements",
        "业绩要求",
        ("requirements",),
        "requirements",
        (Holder("standards", "standard", "评审标准", 1, "-"),),
    ),
    NodeKind(
        "standard", "评审标准", _ITEMS[:3], "standard", (Holder("categories", "category", "业绩大类", 1),)
    ),
    NodeKind("category", "业绩大类", _ITEMS[:5], "category", (Holder("items", "item", "业绩小项", 1),)),
    NodeKind("item", "业绩小项", _ITEMS, "item"),
    NodeKind(
        "attachments",
        "附件清单",
        ("attachments",),
        "attachments",
        (Holder("items", "attachment", "附件", 1),),
    ),
    NodeKind("attachment", "附件", ("attachments", "items", "*"), "attachment"),
    NodeKind("chain", "审核流程", ("chain",), "chain", (Holder("steps", "step", "审核环节", 1, "-"),)),
    NodeKind("step", "审核环节", ("chain", "steps", "*"), "step"),
    NodeKind(
        "texts", "承诺与打印", ("texts",), "texts", (Holder("paragraphs", "paragraph", "承诺段落", 1, ""),)
    ),
    NodeKind("paragraph", "承诺段落", ("texts", "paragraphs", "*"), "paragraph"),
)
BY_ID = {kind.id: kind for kind in KINDS}
ROOTS = {
    "facts": "facts",
    "forms": "forms",
    "categories": "requirements",
    "attachments": "attachments",
    "chain": "chain",
    "texts": "texts",
}
"""Tab -> the address of what stands at the top of its tree."""
_TABS = {root: tab for tab, root in ROOTS.items()}
DOCUMENTS = {"attachments": "attachments", "chain": "chain", "texts": "pledge"}
"""Roots whose entries lie in another document than the plan: root -> that document's kind, which is also the plan's key that names it."""


def steps_of(address: str) -> Steps:
    return tuple(address.split("/"))


def kind_at(steps: Steps) -> NodeKind | None:
    """The kind of thing that an address leads to; None for what is no thing."""
    if steps[0].startswith(SECTION):
        if len(steps) == 1:
            return BY_ID["section"]
        return BY_ID["field"] if steps[-2] == "properties" else None
    return next((kind for kind in KINDS if _fits(kind.at, steps)), None)


def holder_at(steps: Steps) -> Holder | None:
    """What a list's address says: the address of what it lies in, and the list's key. None for what is no list."""
    for length in (1, 2):
        kind = kind_at(steps[:-length]) if len(steps) > length else None
        key = "/".join(steps[-length:])
        for holder in kind.holders if kind else ():
            if holder.key == key or (holder.kind == "field" and key in ("properties", "items/properties")):
                return holder
    return None


def tab_of(steps: Steps) -> str:
    return "forms" if steps[0].startswith(SECTION) else _TABS.get(steps[0], "facts")


def addresses(steps: Steps) -> Iterator[Steps]:
    """The address and those of everything around it, the nearest first."""
    for length in range(len(steps), 0, -1):
        if kind_at(steps[:length]):
            yield steps[:length]


def _fits(pattern: Steps, steps: Steps) -> bool:
    return len(pattern) == len(steps) and all(
        wanted in ("*", step) for wanted, step in zip(pattern, steps, strict=True)
    )
