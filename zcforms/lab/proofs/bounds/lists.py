"""What a plan says of its lists beforehand: how many records they can have, which are made of others, what numbers in them can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from zcforms.checks.core import DOCUMENT, Field, Type
from zcforms.checks.shape import Shape
from zcforms.checks.unasked import groups
from zcforms.documents import conditions
from zcforms.domain.plan import Plan, Schema, SectionKind
from zcforms.lab.proofs.bounds.breaches import breaches_of, kinds_of
from zcforms.lab.proofs.bounds.needs import (
    BREACHES,
    EVERYTHING,
    NOTHING,
    Amount,
    ListPath,
    Need,
    either,
    enough,
    kept,
    times,
    together,
)
from zcforms.lab.proofs.bounds.places import every_place

FINEST = Decimal("0.0001")
INFINITE = Decimal("Infinity")
Bounds: TypeAlias = tuple[Decimal, Decimal]
_UNBOUNDED = (-INFINITE, INFINITE)


@dataclass(frozen=True, slots=True)
class Lists:
    """`most`: records that the form lets a list have; `views`: lists that are others one after the other; `steps`: what numbers of a property are
    multiples of; `breaches`: what keeps one of what validation finds (`proof_breaches`); `kinds`: of the parts in which that is. Without a shape nothing is known of
    numbers. Limits of forms are taken to be kept, but for lists of a part in which something is to be wrong."""

    shape: Shape | None = None
    most: Mapping[ListPath, int] = field(default_factory=dict)
    views: Mapping[ListPath, tuple[ListPath, ...]] = field(default_factory=dict)
    steps: Mapping[ListPath, Decimal] = field(default_factory=dict)
    breaches: Mapping[ListPath, Need] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def enough(self, need: Need) -> dict[ListPath, Amount]:
        """How many records of each list are enough; None: no number provably is. Of a list that is not there none is needed."""
        broken = [
            either(
                _times(amount, kept_by)
                for breach, kept_by in self.breaches.items()
                if _below(breach, place.path)
            )
            for place, amount in need.amounts.items()
            if place.path[:1] == BREACHES
        ]
        beyond = {
            place.path for each in broken for place in each.amounts
        }  # their limits may be what is broken
        most = {path: number for path, number in self.most.items() if path not in beyond}
        found = enough(together(need, *broken), self.views, most)
        return {path: number for path, number in found.items() if path[:1] != BREACHES}

    def is_choices(self, path: ListPath) -> bool:
        """Whether it is a field of several choices."""
        found = self._at(path)
        return found is not None and found.several is not None

    def at_most(self, path: ListPath) -> Decimal:
        """Records that the list can have."""
        members = self.views.get(path)
        if members is not None:
            return sum((self.at_most(member) for member in members), Decimal(0))
        found = self.most.get(path)
        return INFINITE if found is None else Decimal(found)

    def bounds(self, place: ListPath) -> Bounds:
        """The least and the greatest number that can stand there."""
        shape = self._at(place)
        if shape is None or shape.type is None or not shape.type.numeric:
            return _UNBOUNDED
        low, high = shape.bounds
        return -INFINITE if low is None else low, INFINITE if high is None else high

    def step(self, place: ListPath, type: Type) -> Decimal:
        """What the numbers that can stand there are multiples of."""
        return self.steps.get(place, Decimal(1) if type is Type.INTEGER else FINEST)

    def options(self, place: ListPath) -> Decimal:
        """How many different values can stand there."""
        shape = self._at(place)
        if shape is None:
            return INFINITE
        if shape.type is Type.BOOLEAN:
            return Decimal(2)
        return Decimal(len(shape.options)) if shape.options else INFINITE

    def _at(self, place: ListPath) -> Shape | None:
        shape = self.shape
        for step in place:
            if shape is not None:
                shape = shape.records if step == "*" else shape.child(step)
        return shape


def _times(number: Amount, need: Need) -> Need:
    return Need({place: times(number, amount) for place, amount in need.amounts.items()})


def _below(path: ListPath, other: ListPath) -> bool:
    return path[: len(other)] == other


@dataclass(frozen=True, slots=True)
class Unlimited(Lists):
    """The same where forms need not be filled in rightly: lists of any length (of choices as many as there are), numbers of any size."""

    def bounds(self, place: ListPath) -> Bounds:
        return _UNBOUNDED


def unlimited(lists: Lists) -> Lists:
    """What is known of the lists of an application that its forms need not accept."""
    kept = {path: most for path, most in lists.most.items() if lists.is_choices(path)}
    return Unlimited(lists.shape, kept, lists.views, {}, lists.breaches, lists.kinds)


def place_of(field: Field, places: Mapping[str, ListPath]) -> ListPath:
    """Where a property stands in the facts. `places`: of the record that each variable stands for."""
    return (*places[field.variable], *field.path)


NOWHERE: Mapping[str, ListPath] = {DOCUMENT: ()}


def lists_of(plan: Plan, shape: Shape) -> Lists:
    """What the plan's forms say of its lists. `shape`: of its facts."""
    limits: dict[ListPath, list[int | None]] = {}
    steps: dict[ListPath, Decimal] = {}
    for path, schema in every_place(plan):
        if schema.get("type") == "array":
            limits.setdefault(path, []).append(_limit(plan, schema))
        if "multipleOf" in schema:
            steps[path] = Decimal(str(schema["multipleOf"]))
    known = {path: [each for each in found if each is not None] for path, found in limits.items()}
    most = {path: max(found) for path, found in known.items() if found and len(found) == len(limits[path])}
    return Lists(shape, most, _views(plan), _agreeing(plan, steps), breaches_of(plan), kinds_of(plan))


def _limit(plan: Plan, schema: Schema) -> int | None:
    """Records that a form lets the list have: as many as it says, and of choices each once."""
    items = schema.get("items", {})
    codes = plan.codes.get(str(schema.get("codes") or items.get("codes")))
    options = [] if "properties" in items else items.get("enum") or (codes.codes if codes else ())
    found = [*([len(options)] if options else []), *([schema["maxItems"]] if "maxItems" in schema else [])]
    return min(found, default=None)


def _agreeing(plan: Plan, steps: Mapping[ListPath, Decimal]) -> dict[ListPath, Decimal]:
    """Steps of properties that all forms agree on which fill the same list: of imported records none, as forms of several categories meet there."""
    imports = {("achievements",), ("categories",), ("imported",)}
    imports |= {(each.id,) for each in plan.sections if each.kind is SectionKind.IMPORT}
    return {path: step for path, step in steps.items() if path[:1] not in imports}


def _views(plan: Plan) -> dict[ListPath, tuple[ListPath, ...]]:
    items = dict.fromkeys(("achievements", item.id) for _, item in groups(plan))
    members: dict[ListPath, dict[ListPath, None]] = {}
    for category, item in groups(plan):
        members.setdefault(("categories", category.id), {})["achievements", item.id] = None
    return {**{view: tuple(found) for view, found in members.items()}, ("imported",): tuple(items)}


def for_forms(plan: Plan) -> Need:
    """Records that keep a form that is rightly filled in rightly filled in: what must not be empty, or must have so many; and choices on which it depends
    what is asked."""
    needs = [NOTHING]
    for path, schema in every_place(plan):
        names = {name for word in ("shownWhen", "requiredWhen") for name in _named(schema, word)}
        beside = path[:-1]
        needs += [
            kept(DOCUMENT, (*beside, name), EVERYTHING) for name in names if _is_list(plan, (*beside, name))
        ]
        least = schema.get("minItems", 0) if schema.get("type") == "array" else 0
        inner = schema.get("properties", {})
        wanted = [name for name in schema.get("required", ()) if inner.get(name, {}).get("type") == "array"]
        needs.append(kept(DOCUMENT, path, least))
        needs += [kept(DOCUMENT, (*path, name), 1) for name in wanted if not inner[name].get("minItems")]
        if schema.get("type") == "array" and "requiredWhen" in schema and not least:
            needs.append(kept(DOCUMENT, path, 1))
    for _, item in groups(plan):
        listed = [name for name in conditions.names(item.where or {})]
        at = ("achievements", item.id, "*")
        needs += [kept(DOCUMENT, (*at, name), EVERYTHING) for name in listed if _is_list(plan, (*at, name))]
    return together(*needs)


def _named(schema: Schema, word: str) -> Iterator[str]:
    yield from conditions.names(schema.get(word) or {})


def _is_list(plan: Plan, place: ListPath) -> bool:
    return any(path == place and schema.get("type") == "array" for path, schema in every_place(plan))
