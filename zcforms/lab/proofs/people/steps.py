"""What differs between two application documents, one step for each place, in words of the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zcforms.checks import advice, conform, naming
from zcforms.checks import facts as fact_making
from zcforms.checks.alterations import FINDINGS, GROUPS, IMPORTED, ITEMS, Path, answered, shape_at
from zcforms.checks.core import Nothing, Type
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.shape import Shape
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import Plan, SectionKind
from zcforms.lab.proofs.answers import AS_IT_IS, GONE, UNFILLED, Only, Step
from zcforms.lab.proofs.people.decisive import Decisive
from zcforms.lab.proofs.people.telling import NONE, Teller

_REPEATED = (GROUPS, IMPORTED, FINDINGS)
"""Parts of the facts that are made of others."""
_FOLLOWING = (("application", "level"), ("application", "year"))
"""What the title decides, and the plan."""
_ALIKE = 0.5
"""Share of a record's fields that stay, so that it is told as the same record."""
_NEW = "增加"
_APPROVAL = "approval"


def steps(
    plan: Plan,
    ruleset: Ruleset,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    decisive: Decisive | None = None,
) -> tuple[Step, ...]:
    """What differs, in the form's order. `pointer` leads into the document before; of a new record to the end of its list (`/-`). What no rule can
    see (numbers of identity documents, names of files) is not compared. `decisive`: the steps are advice, and what decides nothing is not made up."""
    one, other = (conform.typed(fact_making.facts(plan, each, {}), ruleset.shape) for each in (before, after))
    differing = _Differing(plan, Teller.of(ruleset.shape, plan.blank), one, decisive)
    found = [
        step
        for name in ruleset.shape.names
        if name not in _REPEATED
        for step in differing.place(one.get(name), other.get(name), (name,))
    ]
    return tuple(_together(found))


def _together(found: Sequence[Step]) -> Iterator[Step]:
    """New records that read the same are one step."""
    times: dict[tuple[str, str, str], int] = {}
    for step in found:
        key = (step.pointer, step.before, step.after)
        times[key] = times.get(key, 0) + 1
    for step in found:
        number = times.pop((step.pointer, step.before, step.after), 0)
        if number:
            yield replace(step, after=f"{step.after}（共 {number} 条）") if number > 1 else step


@dataclass(frozen=True, slots=True)
class _Differing:
    plan: Plan
    teller: Teller
    before: Mapping[str, Any]
    decisive: Decisive | None

    def place(self, one: Any, other: Any, path: Path) -> Iterator[Step]:
        """The steps at and below a place."""
        shape = shape_at(self.teller.shape, path)
        if shape is None or path in _FOLLOWING:
            return
        if shape.records is not None and shape.several is None and "media_type" not in shape.records.names:
            yield from self._listed(_list(one), _list(other), shape.records, path)
        elif shape.type is None and shape.records is None and "media_type" not in shape.names:
            for name in shape.names:
                yield from self.place(_member(one, name), _member(other, name), (*path, name))
        elif (texts := self._texts(one, other, shape)) is not None:
            yield self._single(texts, other, shape, path)

    def _single(self, texts: tuple[str, str], value: Any, shape: Shape, path: Path) -> Step:
        if self.decisive is not None and path[-1] == _APPROVAL and len(path) > 1:
            return Step(self._pointer(path[:-1]), self._caption(path[:-1]), *texts, Only.APPROVED.value)
        if self.decisive is not None:
            texts = self._advised(self.decisive, path, value, texts, shape)
        return Step(self._pointer(path), self._caption(path), *texts)

    def _advised(
        self, decisive: Decisive, path: Path, value: Any, texts: tuple[str, str], shape: Shape
    ) -> tuple[str, str]:
        """What is to be there: the value where what failed depends on it, an example where something else does, and otherwise what is so."""
        before, after = texts
        if shape.type is None and shape.several is None:  # files
            return texts
        blank = before == naming.NOTHING
        before = UNFILLED if blank else before
        if not decisive.reads(path) or not decisive.tells(str(path[-1]), value, shape):
            return before, AS_IT_IS
        if not blank or (decisive.failed(path) and not _open(shape)):
            return before, after
        return before, f"{AS_IT_IS}，例如{' ' if after[:1].isdigit() else ''}{after}"

    def _texts(self, one: Any, other: Any, shape: Shape) -> tuple[str, str] | None:
        """What is said of the value before and after; None where it is the same."""
        if shape.type is not None and not _differ(one, other):
            return None
        said = self.teller.value(one, shape), self.teller.value(other, shape)
        if shape.type is None and said[0] == said[1]:
            return None
        return said

    def _listed(self, one: list[Any], other: list[Any], record: Shape, path: Path) -> Iterator[Step]:
        pairs = _paired(one, other, record)
        for position, each in enumerate(one):
            if position not in pairs:
                gone = self.teller.record(each, record)
                yield Step(self._pointer((*path, position)), self._caption((*path, position)), gone, GONE)
                continue
            for name in record.names:
                yield from self.place(
                    each.get(name), other[pairs[position]].get(name), (*path, position, name)
                )
        for position, each in enumerate(other):
            if position not in pairs.values():
                there = f"已有 {len(one)} 条" if one else NONE
                yield Step(
                    self._pointer((*path, "-")), self._caption(path), there, self._new(each, record, path)
                )

    def _new(self, each: Mapping[str, Any], record: Shape, path: Path) -> str:
        if self.decisive is None:
            return f"{_NEW}一条：{self.teller.record(each, record)}".rstrip("：")
        fields = self.decisive.fields(each, path, record)
        if not fields:
            return f"{_NEW}一条，{AS_IT_IS}"
        return f"{_NEW}一条：{self.teller.record(each, record, fields, most=None)}，其余{AS_IT_IS}"

    def _caption(self, path: Path) -> str:
        if any(isinstance(step, int) for step in path):
            return advice.called(path, self.before, self.teller.shape)
        return self.teller.caption(path)

    def _pointer(self, path: Path) -> str:
        """Into the application document."""
        head, *rest = path
        section = self.plan.section(str(head))
        match head:
            case "application":
                return pointer(rest)
            case "person":
                return pointer(("applicant", *rest))
            case "attachments":
                return pointer(path)
            case _ if head == ITEMS:
                return pointer(("imports", *rest))
        taken = section is not None and section.kind is SectionKind.IMPORT
        return pointer(("imports" if taken else "answers", *path))


def _open(shape: Shape) -> bool:
    """Whether anything of a kind can stand there, as against one of a few choices."""
    return not shape.options and shape.several is None and shape.type is not Type.BOOLEAN


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _differ(one: Any, other: Any) -> bool:
    """Whether two single values read otherwise; what was not asked for is nothing."""
    if answered(one) or answered(other):
        return bool(one != other) or isinstance(one, bool) != isinstance(other, bool)
    return (one is Nothing.NONE) != (other is Nothing.NONE)


def _paired(one: list[Any], other: list[Any], record: Shape) -> dict[int, int]:
    """Which record of the one is which of the other: those that are alike, then those that are most alike; each once."""
    ranked = sorted(
        (-_alike(each, seen, record), abs(here - there), here, there)
        for here, each in enumerate(one)
        for there, seen in enumerate(other)
    )
    pairs: dict[int, int] = {}
    for likeness, _, here, there in ranked:
        if -likeness >= _ALIKE and here not in pairs and there not in pairs.values():
            pairs[here] = there
    return pairs


def _alike(one: Mapping[str, Any], other: Mapping[str, Any], record: Shape) -> float:
    """The share of fields in which two records agree, of those that either has."""
    filled = [name for name in record.names if _given(one.get(name)) or _given(other.get(name))]
    if not filled:
        return 1.0
    agreeing = [name for name in filled if one.get(name) == other.get(name)]
    return len(agreeing) / len(filled)


def _given(value: Any) -> bool:
    return value not in (None, [], {}, Nothing.UNASKED)
