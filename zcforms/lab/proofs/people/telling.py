"""What an author reads of a made-up applicant: the few things that matter to rules, in Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks import conform, core, naming
from zcforms.checks import facts as fact_making
from zcforms.checks.alterations import Path, answered, at, shape_at
from zcforms.checks.assembly import Rule
from zcforms.checks.core import DOCUMENT, Field, Nothing, Type
from zcforms.checks.naming import Names
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.shape import Shape
from zcforms.domain.plan import Plan
from zcforms.forms import validation
from zcforms.lab.impact_paths import read_by
from zcforms.lab.spots import GUARD, with_part

MOST = 8
"""Things that are told of one applicant."""
_MOST_RECORDS = 3
_MOST_FIELDS = 5
_CHOICES = "application"
NONE, _MORE, _SOUND, _THERE = "没有", "；……", "没有问题", "有"
_NOT_ASKED = "不需要填写"
_KNOWN_BY = ("category", "approval", "item", "group", "record")
"""What the facts add to a record; told only where rules look at it."""
Fields = Mapping[str, Any]
"""Names of the fields of records, each with the fields of the records in it."""
_MESSAGE, _FILE = "message", "media_type"
"""By these fields breaches and files are known."""


def told(
    plan: Plan, ruleset: Ruleset, document: Mapping[str, Any], rules: Collection[str] | None
) -> tuple[tuple[str, str], ...]:
    """What the rules (ids; None: all of the standard) look at in this document, as captions and values, in the form's order. Where it is too much, what only says
    whom a rule is for is left out first, then what the fewest rules look at.

    Raises:
        CheckFailed: the document has chosen no standard of the plan.
    """
    facts = fact_making.facts(plan, document, validation.breaches_of(plan, document))
    typed = conform.typed(facts, ruleset.shape)
    chosen = [
        rule
        for rule in ruleset.table(facts["application"].get("standard")).rules
        if rules is None or rule.id in rules
    ]
    teller = Teller.of(ruleset.shape, plan.blank)
    return tuple(
        (teller.caption(place), teller.value(at(typed, place), shape_at(ruleset.shape, place), names))
        for place, names in _most_read(chosen, ruleset.shape)
    )


# ---------------------------------------------------------------------------------------- what rules read


@dataclass(slots=True)
class _Reading:
    """`names`: the fields of a list's records that are looked at, with those of the lists in them; `decides`, `concerns`: how many rules require something there, and how many only learn from
    it whom they are for."""

    names: dict[str, Any] = field(default_factory=dict)
    decides: int = 0
    concerns: int = 0

    @property
    def weight(self) -> tuple[bool, int]:
        return self.decides > 0, self.decides + self.concerns


def _most_read(rules: Iterable[Rule], shape: Shape) -> list[tuple[Path, Fields]]:
    """Places and the fields of their records, in the form's order."""
    found: dict[Path, _Reading] = {}
    for rule in rules:
        required = read_by(with_part(rule, GUARD, core.TRUE))
        decides: dict[Path, bool] = {}
        for path in sorted(read_by(rule)):
            place, names = _owner(path, shape)
            node = found.setdefault(place, _Reading()).names
            for name in names:
                node = node.setdefault(name, {})
            decides[place] = decides.get(place, False) or path in required
        for place, so in decides.items():
            found[place].decides += so
            found[place].concerns += not so
    ranked = sorted(found, key=lambda place: (place[0] != _CHOICES, found[place].weight), reverse=True)
    return [(place, found[place].names) for place in sorted(ranked[:MOST], key=_order(shape))]


def _owner(path: tuple[str, ...], shape: Shape) -> tuple[Path, tuple[str, ...]]:
    """The list that the place stands in, with the names that lead to the field; the file that it is of; or the place itself."""
    here: Shape | None = shape
    for number, name in enumerate(path, 1):
        here = here.child(name) if here else None
        if here is not None and here.records is not None:
            return path[:number], path[number:]
        if here is not None and _FILE in here.names:
            return path[:number], ()
    return path, ()


def _order(shape: Shape) -> Any:
    """Where a place stands in the form."""

    def key(path: Path) -> tuple[int, ...]:
        places: list[int] = []
        here: Shape | None = shape
        for name in path:
            names = here.names if here else ()
            places.append(names.index(str(name)) if name in names else len(names))
            here = here.child(str(name)) if here else None
        return tuple(places)

    return key


# ------------------------------------------------------------------------------------------------ wording


@dataclass(frozen=True, slots=True)
class Teller:
    """Says what stands at a place of typed facts. `blank`: the plan's word for "there is none"."""

    shape: Shape
    names: Names
    blank: str

    @classmethod
    def of(cls, shape: Shape, blank: str) -> Teller:
        return cls(shape, Names.of(shape), blank)

    def caption(self, path: Path) -> str:
        """What the place is called, with what it belongs to where that is needed."""
        here = shape_at(self.shape, path)
        if here is not None and here.type is None:
            return here.caption or naming.UNNAMED
        return self.names.field(Field(DOCUMENT, tuple(map(str, path)), Type.TEXT))

    def value(self, value: Any, shape: Shape | None, fields: Fields | None = None) -> str:
        """The value in words; of a list how many records there are, with these fields of them."""
        if value is Nothing.UNASKED:
            return _NOT_ASKED
        if value is Nothing.NONE:
            return self.blank
        if shape is None:
            return naming.NOTHING
        if shape.several is not None:
            chosen = (naming.shown(each["value"], shape.several) for each in value or ())
            return "、".join(chosen) or naming.NOTHING
        if shape.records is not None:
            return self._listed(value or [], shape.records, fields or {})
        if shape.type is None:
            return _THERE if value else NONE
        return naming.shown(value, shape)

    def record(
        self,
        record: Mapping[str, Any],
        shape: Shape,
        fields: Fields | None = None,
        *,
        most: int | None = _MOST_FIELDS,
    ) -> str:
        """Those of the fields that are filled in, in the form's order, at most so many; of all of them where none is named."""
        said = []
        for name in shape.names:
            child, value = shape.child(name), record.get(name)
            looked_at = name in fields if fields else name not in _KNOWN_BY
            if child is not None and looked_at and _there(value):
                text = self.value(value, child, (fields or {}).get(name))
                said.append(text if name == _MESSAGE else f"{child.caption or name}{_joint(text)}{text}")
        return "，".join(said[:most])

    def _listed(self, records: Sequence[Mapping[str, Any]], shape: Shape, fields: Fields) -> str:
        """3 条：学历为大学本科（2 条）；学历为硕士研究生."""
        found = _MESSAGE in shape.names
        if not records:
            return _SOUND if found else NONE
        measure = "份" if _FILE in shape.names else "条"
        looked_at = {_MESSAGE: {}} if found else fields
        said = (self.record(each, shape, looked_at) for each in records) if looked_at else ()
        texts = Counter(text for text in said if text)
        shown = [f"{text}（{times} {measure}）" if times > 1 else text for text, times in texts.items()]
        tail = "；".join(shown[:_MOST_RECORDS]) + (_MORE if len(shown) > _MOST_RECORDS else "")
        return f"{len(records)} {measure}" + (f"：{tail}" if tail else "")


def _there(value: Any) -> bool:
    """Whether there is something to tell."""
    return answered(value) or value is Nothing.NONE or (isinstance(value, list | Mapping) and bool(value))


def _joint(text: str) -> str:
    """What stands between a caption and its value."""
    return " " if text[:1].isdigit() else "为"
