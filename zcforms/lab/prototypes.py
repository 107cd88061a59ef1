"""Applicants who have everything: made up from a plan's forms, then brought to pass its rules by the smallest changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from zcforms.checks import conform, core
from zcforms.checks import facts as fact_making
from zcforms.checks.assembly import Rule
from zcforms.checks.changes import passing
from zcforms.checks.core import DOCUMENT, Condition, Definitely, Field, Not, Records, conjunction
from zcforms.checks.making import make
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Outcome, decide
from zcforms.domain.plan import AchievementItem, AttachmentItem, Plan, Section, SectionKind
from zcforms.forms import validation
from zcforms.lab import editing, parts, pivots, vocabulary
from zcforms.lab.editing import Unreachable
from zcforms.lab.invention import Inventor
from zcforms.lab.parts import Content, Place

_ROUNDS = 60
_TRIES = 4
"""For one rule."""
_FIXED = tuple(f"/application/{name}" for name in (*parts.CHOICES, "level", "year"))
_ACHIEVEMENTS = ("categories", "imported")
_AGES = (26, 44, 33)
"""Least, most and usual age of the youngest people made after a prototype."""
_SPOKEN = 0.95
"""How often somebody has something that rules speak of."""

_ANYWAY = 0.25
"""Share of the items that nobody asks for in which something is imported all the same."""


def prototype(
    plan: Plan, ruleset: Ruleset, choices: Mapping[str, str], seed: int, number: int
) -> dict[str, Any]:
    """An application document of these choices that the forms accept, and that violates no rule as far as changes were found."""
    inventor = Inventor.of(plan, seed, number)
    applicant = person(plan, inventor)
    places = asked(parts.places(plan, choices["standard"]), choices)
    turn = number // (2 * len(plan.standards))  # two of them go by different routes
    said = pivots.spoken(ruleset.table(choices["standard"]).rules)
    contents = [
        _as_spoken_of(invented(each, inventor), pivots.of_part(said, parts.heads(each)), inventor, turn)
        for each in places
    ]
    made = parts.document(choices, plan.id, applicant, contents)
    return improved(plan, ruleset, made, frozenset(said))


def _as_spoken_of(
    content: Content, said: Mapping[tuple[str, ...], Any], inventor: Inventor, turn: int
) -> Content:
    """The content with codes of which rules speak, one group after another in turn: people of every kind that the rules tell apart."""
    thing = content.place.thing
    if isinstance(thing, AttachmentItem) or not content.value:
        return content

    def told(record: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
        made = dict(record)
        for name in schema.get("properties", {}):
            groups = [each for each in said.get((name,), ()) if each]
            if groups and isinstance(made.get(name), str) and inventor.source.random() < _SPOKEN:
                made[name] = inventor.source.choice(groups[turn % len(groups)])
        return inventor.completed(schema, made)

    if isinstance(thing, Section) and thing.kind is SectionKind.FIELDS:
        return Content(content.place, told(content.value, thing.schema))
    if isinstance(thing, Section) and thing.kind is SectionKind.RECORDS:
        return Content(content.place, [told(each, thing.schema["items"]) for each in content.value])
    if isinstance(thing, AchievementItem):
        return content
    schemas = inventor.plan.categories
    records = tuple(
        {**each, "data": told(each["data"], schemas[each["category"]].schema)} for each in content.records
    )
    return Content(content.place, content.value, records)


def asked(found: list[Place], choices: Mapping[str, str]) -> list[Place]:
    """Without the sections and attachments that only others are asked for."""

    def is_asked(thing: Section | AchievementItem | AttachmentItem) -> bool:
        routes = thing.routes if isinstance(thing, Section | AttachmentItem) else ()
        specialties = thing.specialties if isinstance(thing, AttachmentItem) else ()
        return (not routes or choices["route"] in routes) and (
            not specialties or choices["specialty"] in specialties
        )

    return [each for each in found if is_asked(each.thing)]


def person(plan: Plan, inventor: Inventor) -> dict[str, Any]:
    """Somebody who does not exist, as the application document has the applicant."""
    source = inventor.source
    years = source.triangular(*_AGES)
    born = inventor.latest - timedelta(days=int(years * 365.25))
    sexes, natures, kinds = (
        [each.id for each in plan.codes[name].codes] if name in plan.codes else ["1"]
        for name in ("sex", "employer_natures", "id_types")
    )
    sex = source.choice(sexes[:2])
    return {
        "name": vocabulary.person(source),
        "sex": sex,
        "birth_date": born.isoformat(),
        "id_type": kinds[0],
        "id_number": vocabulary.resident_id(f"{born:%Y%m%d}", vocabulary.resident_sequence(source, sex)),
        "phone": f"199{source.randrange(10**8):08}",
        "employer": {"name": vocabulary.employer(source), "nature": source.choice(natures)},
        "photo": inventor.file("jpg", "个人免冠照片"),
    }


def invented(place: Place, inventor: Inventor) -> Content:
    """Something that the form takes there: as much as is wanted at least, and now and then more."""
    thing = place.thing
    if isinstance(thing, AttachmentItem):
        wanted = {**thing.files, "minItems": max(thing.minimum, int(thing.files.get("minItems", 0)))}
        return Content(
            place,
            inventor.files(wanted, thing.caption)
            if thing.minimum or inventor.source.random() < _ANYWAY
            else [],
        )
    if isinstance(thing, Section) and thing.kind is SectionKind.FIELDS:
        return Content(place, inventor.record(thing.schema))
    if isinstance(thing, Section) and thing.kind is SectionKind.RECORDS:
        number = max(1, int(thing.schema.get("minItems", 0)))
        return Content(place, [inventor.record(thing.schema["items"]) for _ in range(number)])
    return _imported(place, thing, inventor)


def _imported(place: Place, thing: Section | AchievementItem, inventor: Inventor) -> Content:
    where = thing.where if isinstance(thing, AchievementItem) else None
    if isinstance(thing, AchievementItem):
        number = thing.minimum or (1 if inventor.source.random() < _ANYWAY else 0)
    else:
        number = 1
    records = []
    for _ in range(number):
        category = inventor.plan.categories[inventor.source.choice(list(thing.takes))]
        made = inventor.achievement(category, where=where)
        records.append({**made, "id": f"{place.id}-{made['id']}"})
    notes = thing.schema if isinstance(thing, Section) else {}
    said = [inventor.record(notes) if notes.get("properties") else {} for _ in records]
    entries = [{"record": record["id"], **note} for record, note in zip(records, said, strict=True)]
    return Content(place, entries, tuple(records))


def improved(
    plan: Plan, ruleset: Ruleset, document: dict[str, Any], still: frozenset[tuple[str, ...]]
) -> dict[str, Any]:
    """The document after the smallest changes for one violated rule after another. What cannot be reached stays as it is; the places
    `still` of the facts change where nothing else helps."""
    tries: Counter[str] = Counter()
    for _ in range(_ROUNDS):
        facts = fact_making.facts(plan, document, validation.breaches_of(plan, document))
        rules = ruleset.table(document["standard"]).rules
        decided = decide(rules, conform.typed(facts, ruleset.shape))
        wrong = [
            each
            for each in rules
            if decided.outcomes[each.id] is Outcome.VIOLATED and tries[each.id] < _TRIES
        ]
        if not wrong:
            break
        kept = [each for each in rules if decided.outcomes[each.id] is not Outcome.VIOLATED]
        better = _repaired(plan, ruleset, document, decided.typed, (wrong[0], kept), still=still)
        tries[wrong[0].id] += 1 if better else _TRIES
        document = better or document
    return document


def _repaired(
    plan: Plan,
    ruleset: Ruleset,
    document: dict[str, Any],
    typed: Mapping[str, Any],
    wanted: tuple[Rule, Iterable[Rule]],
    *,
    still: frozenset[tuple[str, ...]],
) -> dict[str, Any] | None:
    """The document with the rule kept, and as far as that goes without breaking those that are kept already."""
    rule, kept = wanted
    spoken = _spoken_of(passing(rule))
    beside = [_unharmed(each) for each in kept if spoken & _spoken_of(_unharmed(each))]
    kept_strictly = conjunction([rule.question.guard, rule.question.requirement])
    whole = conjunction([kept_strictly, *beside])
    kept_still = (*_FIXED, *(place for path in still for place in _pointers(typed, path)))
    for condition, fixed in (
        (whole, kept_still),
        (whole, _FIXED),
        (kept_strictly, _FIXED),
        (passing(rule), _FIXED),
    ):
        edits = make(condition, typed, ruleset.shape, True, fixed=fixed)
        try:
            if edits:
                return editing.edits(plan, document, edits)
        except Unreachable:
            continue
    return None


def _pointers(typed: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Where a field of a section, or of the records of its list, stands."""
    if len(path) == 2:
        listed = typed.get(path[0])
        if isinstance(listed, list):
            yield from (f"/{path[0]}/{n}/{path[1]}" for n in range(len(listed)))
        else:
            yield f"/{path[0]}/{path[1]}"


def _unharmed(rule: Rule) -> Condition:
    """That the rule is not violated, or adjusts nothing."""
    question = rule.question
    if rule.adjustment is not None:
        return Not(Definitely(question.guard))
    broken = (
        Not(question.requirement) if not question.missing_fails else Not(Definitely(question.requirement))
    )
    return Not(Definitely(conjunction([question.guard, broken])))


def _spoken_of(condition: Condition) -> frozenset[str]:
    """The parts of the facts that a condition looks at; achievements are one part however they are listed."""
    found = {
        each.path[0]
        for each in core.walk(condition)
        if isinstance(each, Field | Records) and each.variable == DOCUMENT
    }
    return frozenset("achievements" if each in _ACHIEVEMENTS else each for each in found) - {"application"}
