"""Application documents run as they will be: by the forms' validation, the reference evaluator and the engine; and held against the picture they were made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks import conform
from zcforms.checks import facts as fact_making
from zcforms.checks.alterations import answered
from zcforms.checks.core import Nothing
from zcforms.checks.deciding import Decided, Outcome, decide
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker
from zcforms.checks.scope import normal
from zcforms.checks.shape import Shape
from zcforms.checks.unasked import chosen, groups
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import Plan, SectionKind
from zcforms.forms import validation
from zcforms.forms.validation import Breach
from zcforms.lab.impact_paths import read_by
from zcforms.lab.proofs.people.picture import Entry, Fresh, Picture

Path = tuple[str | int, ...]
_EVERYBODY = (
    ("name",),
    ("sex",),
    ("birth_date",),
    ("id_type",),
    ("employer", "name"),
    ("employer", "nature"),
)
"""What a portrait makes up of the person where the picture says nothing."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a document. `outcomes`: by the reference evaluator, by rule; `breaches`: what the forms say is wrong, by section or item;
    `disagreements`: rules that the engine decides otherwise, or not at all; `typed`: what rules see, before adjusting rules act;
    `decided`: the reference evaluator's whole answer."""

    outcomes: Mapping[str, Outcome]
    breaches: Mapping[str, Sequence[Breach]]
    disagreements: tuple[str, ...]
    typed: Mapping[str, Any]
    decided: Decided

    @property
    def sound(self) -> bool:
        """Whether the forms accept it."""
        return not self.breaches

    @property
    def violated(self) -> tuple[str, ...]:
        """The rules that it breaks, in their order."""
        return tuple(rule for rule, outcome in self.outcomes.items() if outcome is Outcome.VIOLATED)


def ran(plan: Plan, ruleset: Ruleset, document: Mapping[str, Any], checker: Checker | None) -> Ran:
    """Run the document; without `checker` nothing is asked of the engine.

    Raises:
        CheckFailed: the document has chosen no standard of the plan.
    """
    breaches = validation.breaches_of(plan, document)
    facts = fact_making.facts(plan, document, breaches)
    typed = conform.typed(facts, ruleset.shape)
    decided = decide(ruleset.table(facts["application"].get("standard")).rules, typed)
    differing: tuple[str, ...] = ()
    if checker is not None:
        verdict = checker.run(ruleset, facts)
        differing = tuple(
            each.rule for each in verdict.trace if each.outcome is not decided.outcomes[each.rule]
        )
    wrong = {place: found for place, found in breaches.items() if found}
    return Ran(decided.outcomes, wrong, differing, typed, decided)


def same(plan: Plan, ruleset: Ruleset, picture: Picture, document: Mapping[str, Any]) -> list[str]:
    """Pointers into the facts to whatever the document shows otherwise than the picture. Texts that are left open have to be alike where their numbers are, and
    only there. What every applicant has, and the picture and the rules do not speak of, is not looked at."""
    facts = fact_making.facts(plan, document, {})
    typed = conform.typed(facts, ruleset.shape)
    comparing = _Comparing()
    comparing.members(_expected(plan, picture), typed, ruleset.shape, ())
    found = comparing.differing + comparing.confused()
    unread = _unread(ruleset, picture)
    return list(dict.fromkeys(pointer(path) for path in found if path not in unread))


def _unread(ruleset: Ruleset, picture: Picture) -> frozenset[Path]:
    """Places of the person that the picture leaves out and no rule reads."""
    table = ruleset.tables.get(picture.standard)
    read = {path for rule in (table.rules if table else ()) for path in read_by(rule)}
    return frozenset(
        ("person", *path)
        for path in _EVERYBODY
        if _at(picture.person, path) is None and ("person", *path) not in read
    )


def _at(node: Any, path: Sequence[str]) -> Any:
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


# ----------------------------------------------------------------------------------------- what is expected


def _expected(plan: Plan, picture: Picture) -> dict[str, Any]:
    """The facts that the picture speaks of, as `facts` would make them: files as their number, records with the number that the picture gives them."""
    title = plan.title(picture.title)
    application = {
        "route": picture.route,
        "level": title.level if title else None,
        "title": picture.title,
        "specialty": picture.specialty,
        "standard": picture.standard,
        "year": plan.year,
    }
    items = {
        item.id: [_record(each) for each in picture.imports.get(item.id, ())] for _, item in groups(plan)
    }
    return {
        "application": application,
        "person": picture.person,
        **{
            section.id: [_record(each) for each in picture.imports.get(section.id, ())]
            if section.kind is SectionKind.IMPORT
            else picture.answers.get(section.id)
            for section in plan.sections_for(picture.route)
            if section.kind is not SectionKind.ATTACHMENTS
        },
        "attachments": {item.id: picture.attachments.get(item.id, 0) for item in plan.attachments},
        "achievements": items,
        "imported": [
            {
                **_record(entry),
                "item": item.id,
                "group": group.id,
                "record": Fresh(-1 - entry.record),
            }
            for group, item in chosen(plan, picture.standard)
            for entry in picture.imports.get(item.id, ())
        ],
    }


def _record(entry: Entry) -> dict[str, Any]:
    known = {"category": entry.category, "approval": entry.state} if entry.category else {}
    return {**entry.data, **entry.notes, **known}


class _Comparing:
    """Walks the expected beside what the document shows."""

    def __init__(self) -> None:
        self.differing: list[Path] = []
        self.texts: dict[int, dict[str, Path]] = {}
        self.alone: set[int] = set()

    def members(self, wanted: Any, shown: Any, shape: Shape, path: Path) -> None:
        """Of an object: every place that rules can see."""
        one, other = (each if isinstance(each, Mapping) else {} for each in (wanted, shown))
        for name in shape.names:
            child = shape.child(name)
            mirrored = not path and name in (
                "categories",
                "breaches",
            )  # made of the others, by the facts themselves
            if child is not None and not mirrored:
                self.place(one.get(name), other.get(name), child, (*path, name))

    def place(self, wanted: Any, shown: Any, shape: Shape, path: Path) -> None:
        if shown is Nothing.UNASKED:
            return
        if isinstance(wanted, Fresh):
            self.fresh(wanted, shown, path)
        elif "media_type" in _names_of(shape):
            self.files(wanted, shown, path)
        elif shape.records is not None:
            self.listed(wanted, shown, shape, path)
        elif shape.type is None:
            self.members(wanted, shown, shape, path)
        elif _differ(conform.typed(wanted, shape), shown):
            self.differing.append(path)

    def listed(self, wanted: Any, shown: Any, shape: Shape, path: Path) -> None:
        assert shape.records is not None  # noqa: S101 - asked before
        one = [each for each in wanted or () if each is not None]
        if shape.several is not None:
            one = conform.typed([{"value": each} for each in one], shape)
        other = shown or []
        if len(one) != len(other):
            self.differing.append(path)
            return
        for number, (each, seen) in enumerate(zip(one, other, strict=True)):
            self.members(each, seen, shape.records, (*path, number))

    def files(self, wanted: Any, shown: Any, path: Path) -> None:
        number = len(shown) if isinstance(shown, list) else int(bool(shown))
        if int(wanted or 0) != number:
            self.differing.append(path)

    def fresh(self, wanted: Fresh, shown: Any, path: Path) -> None:
        if not isinstance(shown, str):
            self.differing.append(path)
            return
        self.texts.setdefault(wanted.number, {}).setdefault(shown, path)
        if wanted.alone:
            self.alone.add(wanted.number)
        kept = (
            all(normal(each) in shown for each in wanted.has)
            and all(shown.startswith(normal(each)) for each in wanted.begins)
            and not any(normal(each) in shown for each in wanted.lacks)
            and not any(shown.startswith(normal(each)) for each in wanted.starts_not)
        )
        if not kept:
            self.differing.append(path)

    def confused(self) -> list[Path]:
        """Places where one number has two texts, or two numbers have one that something compares."""
        found: list[Path] = []
        owners: dict[tuple[bool, str], int] = {}
        for number, texts in self.texts.items():
            found += list(texts.values())[1:]
            for text, path in texts.items():
                owner = owners.setdefault((number < 0, text), number)
                if owner != number and not {owner, number} <= self.alone:
                    found.append(path)
        return found


def _differ(wanted: Any, shown: Any) -> bool:
    if not answered(wanted) and not answered(shown):
        return (wanted is Nothing.NONE) != (shown is Nothing.NONE)
    return bool(wanted != shown) or isinstance(wanted, bool) != isinstance(shown, bool)


def _names_of(shape: Shape) -> tuple[str, ...]:
    return (shape.records or shape).names
