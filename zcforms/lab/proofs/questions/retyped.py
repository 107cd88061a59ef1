"""Places that hold another kind of value in the version now than in the one before: what of one is the other, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zcforms.checks.kinds import Operator, Type
from zcforms.checks.measure import SCALE
from zcforms.domain.plan import Plan, Schema
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.encoding.nodes import Group, Leaf, Many, Node, given
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.extraction import own_nodes


@dataclass(frozen=True, slots=True)
class Retyped:
    """`invalid`: something is answered there that is not of the kind that is asked for now, False where all of it is."""

    path: str
    caption: str
    before: Node
    now: Node
    invalid: Truth

    @property
    def linked(self) -> Truth:
        """What the one says of the other: one answer stands there."""
        one, other = self.before, self.now
        if isinstance(one, Leaf) and isinstance(other, Leaf) and one.type.numeric and other.type.numeric:
            whole, exact = (one, other) if one.type is Type.INTEGER else (other, one)
            same = proof.compared(Operator.EQUAL, exact.term, proof.times(SCALE, whole.term))
            return proof.all_of(
                (
                    proof.follows(whole.given, proof.all_of((exact.given, same))),
                    proof.follows(proof.all_of((exact.given, _whole(exact))), whole.given),
                )
            )
        if self.invalid is False or _written(other, one):
            return True  # a day is a text, and a text can be one
        return proof.negated(proof.all_of((given(one), given(other))))

    @property
    def as_before(self) -> Truth:
        """That what stands there was answered before: it is seen now where it is of the kind that is asked for now."""
        if self.invalid is False:
            return proof.alike(given(self.before), given(self.now))
        if (
            isinstance(self.before, Leaf)
            and isinstance(self.now, Leaf)
            and self.before.type.numeric
            and self.now.type.numeric
        ):
            return True  # linked
        return proof.negated(given(self.now))


def retyped(before: Session, now: Session) -> list[Retyped]:
    """Places of both; of records the first. What stands in the library is not looked at: no application is refused for it."""
    old, made = _places(before), []
    for path, node in _places(now).items():
        other = old.get(path)
        if other is None or _kind(other) == _kind(node) or _later(path):
            continue
        caption = _caption(now.plan, path) or _caption(before.plan, path)
        made.append(Retyped(path, caption, other, node, _invalid(other, node)))
    return made


def _later(path: str) -> bool:
    return any(part.isdigit() and part != "0" for part in path.split("/"))


def _invalid(before: Node, now: Node) -> Truth:
    if isinstance(before, Leaf) and isinstance(now, Leaf):
        if (before.type, now.type) == (Type.INTEGER, Type.NUMBER) or _written(before, now):
            return False
        if (before.type, now.type) == (Type.NUMBER, Type.INTEGER):
            return proof.all_of((before.given, proof.negated(_whole(before))))
    return given(before)


def _whole(leaf: Leaf) -> Truth:
    return proof.divides(SCALE, leaf.term)


def _written(one: Node, other: Node) -> bool:
    """Whether the one is a day or a month, and the other any text."""
    return (
        isinstance(one, Leaf) and isinstance(other, Leaf) and (one.type, other.type) == (Type.DATE, Type.TEXT)
    )


def _kind(node: Node) -> tuple[object, ...]:
    if isinstance(node, Leaf):
        return (node.type, node.month)
    return ("list", node.choices, node.files) if isinstance(node, Many) else ("group", node.file)


def _places(session: Session) -> dict[str, Node]:
    imported = [
        path for each in session.document.imports.values() for path in _library(each.many, each.notes)
    ]
    found = {path: node for node in own_nodes(session).values() for path, node in _below(node)}
    return {path: node for path, node in found.items() if path not in imported}


def _library(many: Many, notes: frozenset[str]) -> Iterator[str]:
    for record in many.records:
        for name, node in record.members.items():
            if name not in notes:
                yield from (path for path, _ in _below(node))


def _below(node: Node) -> Iterator[tuple[str, Node]]:
    if node.path:
        yield node.path, node
    if isinstance(node, Group) and not node.file:
        for each in node.members.values():
            yield from _below(each)
    elif isinstance(node, Many) and not node.files and not node.choices:
        for record in node.records:
            yield from _below(record)


def _caption(plan: Plan, path: str) -> str:
    """What the place is called in the plan's forms."""
    name, *way = path.split("/")
    section = plan.section(name)
    schema: Schema = section.schema if section is not None else {}
    for step in way:
        inner = schema.get("items") if step.isdigit() else schema.get("properties", {}).get(step)
        if not isinstance(inner, Mapping):
            return ""
        schema = inner
    return str(schema.get("caption", ""))
