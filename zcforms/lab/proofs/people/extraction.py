"""From a solver's model to a picture of an applicant, and what the picture shows that no applicant can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zcforms.checks import core
from zcforms.checks.kinds import Type
from zcforms.checks.measure import SCALE
from zcforms.lab import proof
from zcforms.lab.proof import Model, Truth
from zcforms.lab.proofs.encoding.document import STRAY
from zcforms.lab.proofs.encoding.fits import OF_TEXTS
from zcforms.lab.proofs.encoding.imports import Imports, alike, same_contents
from zcforms.lab.proofs.encoding.nodes import FRESH, Group, Leaf, Many, Node, day_number, day_of, is_day
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.people.picture import Entry, Fresh, Picture

_CHOICES = ("route", "title", "specialty")
_OF_RECORD = ("category", "approval", "record", "item", "group")


@dataclass(slots=True)
class _Developing:
    """Reads one model. `together`: properties whose texts something compares with one another; others are all different."""

    session: Session
    model: Model
    together: frozenset[str]
    numbers: dict[Any, int] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    """By the path of an import, which record of the library it is: texts of one record are one."""

    def picture(self) -> Picture:
        document = self.session.document
        members = document.root.members
        chosen = {name: self._choice(name) for name in _CHOICES}
        person = self._group(members["person"]) or {}
        answers = {}
        for section in self.session.plan.sections:
            node = members.get(section.id)
            if node is not None and section.id not in document.imports and section.id != "attachments":
                value = self._node(node)
                if value is not None and self.model.holds(node.asked):
                    answers[section.id] = value
        attachments = members["attachments"]
        counts = {
            name: sum(1 for each in self._active(many))
            for name, many in (attachments.members.items() if isinstance(attachments, Group) else ())
            if isinstance(many, Many)
        }
        return Picture(
            self.session.standard.id,
            chosen["route"],
            chosen["title"],
            chosen["specialty"],
            person,
            answers,
            {name: self._entries(each) for name, each in document.imports.items()},
            {name: count for name, count in counts.items() if count},
        )

    def _choice(self, name: str) -> str:
        group = self.session.document.root.members["application"]
        leaf = group.members.get(name) if isinstance(group, Group) else None
        if not isinstance(leaf, Leaf):
            return ""
        return self.session.document.variables.texts.text(self.model.number(leaf.term))

    def _entries(self, imports: Imports) -> tuple[Entry, ...]:
        made = []
        for number, record in enumerate(self._active(imports.many)):
            self.same[record.path] = f"record {self._record_number(imports, number)}"
            values = {name: self._node(node) for name, node in record.members.items()}
            category = str(values.get("category") or "")
            data = {
                name: value
                for name, value in values.items()
                if value is not None and name not in _OF_RECORD and name not in imports.notes
            }
            notes = {name: values[name] for name in imports.notes if values.get(name) is not None}
            kept = self._record_number(imports, number)
            made.append(Entry(kept, category, str(values.get("approval") or ""), data, notes))
        return tuple(made)

    def _record_number(self, imports: Imports, position: int) -> int:
        raw = self.session.document.variables.raw[
            (f"imports/{imports.list_id}/{position}/record", Type.TEXT.value)
        ]
        found = self.model.number(raw.term)
        return self.numbers.setdefault(("record", found), len(self.numbers) + 1)

    def _active(self, many: Many) -> Iterator[Group]:
        for record, there in zip(many.records, many.active, strict=True):
            if self.model.holds(there):
                yield record

    def _node(self, node: Node) -> Any:
        if isinstance(node, Leaf):
            return self._value(node)
        if isinstance(node, Group):
            return self._group(node)
        listed = list(self._active(node))
        if node.files:
            return len(listed) or None
        if node.choices:
            return [self._value(each.members["value"]) for each in listed] or None  # type: ignore[arg-type]
        return [self._group(each) or {} for each in listed] or None

    def _group(self, group: Node) -> Any:
        if not isinstance(group, Group):
            return None
        if group.file:
            return True if self.model.holds(group.given()) else None
        found = {name: self._node(each) for name, each in group.members.items()}
        return {name: each for name, each in found.items() if each is not None} or None

    def _value(self, leaf: Leaf) -> Any:
        if not self.model.holds(leaf.given):
            return None
        number = self.model.number(leaf.term)
        match leaf.type:
            case Type.TEXT:
                return self._text(leaf, number)
            case Type.DATE:
                written = day_of(number).isoformat()
                return written[:7] if leaf.month else written
            case Type.BOOLEAN:
                return number == 1
            case Type.NUMBER:
                exact = Decimal(number) / SCALE
                return int(exact) if exact == int(exact) else float(exact)
            case _:
                return number

    def _place(self, path: str) -> str:
        """Where a text stands, the same for two imports of one record."""
        head, _, rest = path.rpartition("/")
        return f"{self.same[head]}/{rest}" if head in self.same else path

    def _text(self, leaf: Leaf, number: int) -> Any:
        if number < FRESH:
            return self.session.document.variables.texts.text(number)
        name = leaf.path.rpartition("/")[2]
        key = number if name in self.together else self._place(leaf.path)
        known = self.numbers.setdefault(("text", key), len(self.numbers) + 1)
        has: list[str] = []
        begins: list[str] = []
        lacks: list[str] = []
        starts_not: list[str] = []
        for (texts, at_start), so in leaf.parts.items():
            if self.model.holds(so):
                (begins if at_start else has).append(texts[0])
            else:
                (starts_not if at_start else lacks).extend(texts)
        asked = [
            each
            for each in leaf.fits
            if each.keyword in OF_TEXTS and any(self.model.holds(one) for one in each.asked)
        ]
        return Fresh(
            known,
            tuple(has),
            tuple(begins),
            tuple(each for each in lacks if not _inside(each, has, begins)),
            name not in self.together,
            tuple(each for each in starts_not if not any(one.startswith(each) for one in begins)),
            tuple((each.keyword, each.wanted) for each in asked if self.model.holds(each.holds)),
            tuple((each.keyword, each.wanted) for each in asked if not self.model.holds(each.holds)),
        )


def _inside(part: str, has: list[str], begins: list[str]) -> bool:
    return any(part in each for each in (*has, *begins))


def picture(session: Session, model: Model) -> Picture:
    """The applicant that the model shows."""
    return _Developing(session, model, _together(session)).picture()


def has_strays(session: Session, model: Model) -> bool:
    """Whether it holds something that the plan does not ask for."""
    return model.holds(session.document.variables.record(STRAY))


def _together(session: Session) -> frozenset[str]:
    """Names of text properties that rules compare with one another, from field to field or from record to record."""
    found: set[str] = set()
    for rule in session.table.rules:
        for node in (rule.question.guard, rule.question.requirement):
            for each in core.walk(node):
                values: tuple[core.Value, ...] = ()
                if isinstance(each, core.Compare) and not isinstance(each.right, core.Literal):
                    values = (each.left, each.right)
                elif isinstance(each, core.Distinct):
                    values = (each.value,)
                for value in values:
                    found |= {field.path[-1] for field in core.walk(value) if isinstance(field, core.Field)}
    return frozenset(found)


# --------------------------------------------------------------------------------------------- refining


def impossible_here(session: Session, model: Model) -> list[Truth]:
    """What the model shows and no applicant can be, as what has to hold instead: days that no month has, one record with two contents."""
    return [*_no_days(session, model), *_two_contents(session, model)]


def _no_days(session: Session, model: Model) -> Iterator[Truth]:
    for raw in session.document.variables.raw.values():
        if raw.type is Type.DATE and model.holds(raw.given):
            shown = model.number(raw.term)
            if day_number(day_of(shown)) != shown:
                yield is_day(raw.term)


def _two_contents(session: Session, model: Model) -> Iterator[Truth]:
    """Two imports of one record show the same. Said of all records of two lists as soon as two of them are seen not to."""
    seen: dict[int, tuple[Imports, Group]] = {}
    variables = session.document.variables
    for imports in session.document.imports.values():
        for record, there in zip(imports.many.records, imports.many.active, strict=True):
            if not model.holds(there):
                continue
            other = seen.setdefault(model.number(variables.identity(record.path)), (imports, record))
            notes = imports.notes | other[0].notes
            if other[1] is not record and not model.holds(alike(record, other[1], notes)):
                yield from same_contents(variables, imports, other[0])


def leaves(node: Node) -> Iterator[tuple[Leaf, Truth]]:
    """Every value below the node, with whether the records that it stands in are there."""
    yield from _leaves(node, True)


def _leaves(node: Node, there: Truth) -> Iterator[tuple[Leaf, Truth]]:
    if isinstance(node, Leaf):
        yield node, there
    elif isinstance(node, Group):
        for each in node.members.values():
            yield from _leaves(each, there)
    elif not node.files:
        for record, active in zip(node.records, node.active, strict=True):
            yield from _leaves(record, proof.all_of((there, active)))


def own_nodes(session: Session) -> Mapping[str, Node]:
    """What the applicant fills in, without what the facts repeat (categories, imported, breaches)."""
    members = session.document.root.members
    return {
        name: node for name, node in members.items() if name not in ("categories", "imported", "breaches")
    }
