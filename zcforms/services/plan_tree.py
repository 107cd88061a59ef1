"""The tree at the left of the designer: what the plan consists of, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.domain.errors import NotFound
from zcforms.services import plan_palette
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import DOCUMENTS, SECTION, Holder, Steps
from zcforms.services.plan_places import entries_of, require_kind

_SHORT = 40


@dataclass(frozen=True, slots=True)
class Branch:
    """A list of the tree. `at`: its address; `kind`: of what stands in it."""

    at: str
    kind: str
    caption: str
    nodes: tuple[TreeNode, ...]


@dataclass(frozen=True, slots=True)
class TreeNode:
    """`note` says in a few words what it is; `shared`: its document is used by other plans, too, and is copied when it is changed."""

    at: str
    kind: str
    caption: str
    note: str
    shared: bool
    branches: tuple[Branch, ...]

    @property
    def count(self) -> int:
        """Everything below it."""
        return sum(1 + node.count for branch in self.branches for node in branch.nodes)


def tree(making: Making, root: str) -> TreeNode:
    """Everything below a root of `plan_nodes.ROOTS`."""
    return _node(making, (root,))


def lists_of(
    node: TreeNode, kind: str, *, but: str, beside: str, path: str = ""
) -> Iterator[tuple[str, str]]:
    """Address and caption of every list of things of a kind, but one, and those within the thing `beside`."""
    for branch in node.branches:
        if branch.kind == kind and branch.at != but:
            yield branch.at, path or node.caption
        for each in branch.nodes:
            if each.at != beside:
                below = f"{path} › {each.caption}" if path else each.caption
                yield from lists_of(each, kind, but=but, beside=beside, path=below)


def _node(making: Making, steps: Steps) -> TreeNode:
    kind = require_kind(steps)
    data = making.found(steps)
    return TreeNode(
        "/".join(steps),
        kind.id,
        _caption(kind.caption, data, steps),
        _note(making, kind.id, data, steps),
        is_shared(making, steps),
        tuple(_branches(making, steps, data, kind.holders)),
    )


def is_shared(making: Making, steps: Steps) -> bool:
    """Whether a change of the thing would first copy its document."""
    first = steps[0]
    if first.startswith(SECTION):
        return not making.is_own("section", first.removeprefix(SECTION))
    kind = DOCUMENTS.get(first) if len(steps) > 1 else None
    return kind is not None and not making.is_own(kind, str(making.plan[kind]))


def _branches(making: Making, steps: Steps, data: Any, holders: tuple[Holder, ...]) -> Iterator[Branch]:
    for holder in holders:
        at = holder_steps(making, steps, data, holder)
        if at is None:
            continue
        nodes = tuple(_node(making, _child(at, holder, name)) for name in entries_of(making, at))
        yield Branch("/".join(at), holder.kind, holder.caption, nodes)


def holder_steps(making: Making, steps: Steps, data: Any, holder: Holder) -> Steps | None:
    """The address of a thing's list; None where this one has none (a text field has no columns)."""
    if holder.kind != "field":
        return (*steps, holder.key)
    if len(steps) == 1:
        if data["kind"] == "attachments":
            return None
        return (*steps, "items", "properties") if data["kind"] == "records" else (*steps, "properties")
    return (*steps, "items", "properties") if plan_palette.signature(data) == ("records",) else None


def _child(at: Steps, holder: Holder, name: str) -> Steps:
    return (f"{SECTION}{name}",) if holder.kind == "section" else (*at, name)


def _caption(kind: str, data: Any, steps: Steps) -> str:
    if isinstance(data, str):
        return data if len(data) <= _SHORT else f"{data[:_SHORT]}……"
    return kind if len(steps) == 1 and not steps[0].startswith(SECTION) else str(data.get("caption", kind))


def _note(making: Making, kind: str, data: Any, steps: Steps) -> str:
    if kind == "field":
        entry = plan_palette.entry(making.base, plan_palette.field_kind(making.base, data))
        return " · ".join(filter(None, (entry.caption, *_asked(making, data, steps))))
    if kind == "section":
        return str(making.base.data("designer", f"section-{data['kind']}")["caption"])  # type: ignore[index]
    if kind in ("category", "item"):
        return _limits(data)
    if kind == "attachment":
        return "必传" if data.get("minimum") else "可不传"
    return _named(making, kind)


def _named(making: Making, kind: str) -> str:
    """Of a root: which document the plan names."""
    document = {**DOCUMENTS, "texts": "pledge"}.get(kind)
    if document is None:
        return ""
    try:
        return str(making.data(document, str(making.plan[document]))["caption"])
    except NotFound:
        return ""


def _asked(making: Making, data: Mapping[str, Any], steps: Steps) -> Iterator[str]:
    if steps[-1] in making.found(steps[:-2]).get("required", ()):
        yield "必填"
    elif "requiredWhen" in data:
        yield "有条件必填"
    if "shownWhen" in data:
        yield "有条件显示"


def _limits(data: Mapping[str, Any]) -> str:
    unit = "个小项" if data.get("count") == "items" else "条"
    least, most = data.get("minimum"), data.get("maximum")
    return "，".join(
        text for number, text in ((least, f"至少 {least} {unit}"), (most, f"最多 {most} {unit}")) if number
    )
