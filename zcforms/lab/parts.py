"""An application taken apart: what each section, item and attachment adds to the document and to the facts.

A population is put together from such parts, each worked out once: then making somebody's facts is only putting them side by side.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks import facts as fact_making
from zcforms.documents.pointer import pointer, steps
from zcforms.domain.plan import AchievementItem, AttachmentItem, Plan, Section, SectionKind, Standard
from zcforms.forms import validation

CHOICES = ("route", "standard", "specialty", "title")


@dataclass(frozen=True, slots=True)
class Place:
    """One part of a plan: a section, an achievement item, or an attachment."""

    id: str
    kind: str
    """answers, imports or attachments: where it stands in the document."""
    thing: Section | AchievementItem | AttachmentItem
    plan: Plan
    """The plan with nothing but this part."""


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody gave there. `records`: the library records that `value` imports."""

    place: Place
    value: Any
    records: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """The same as JSON: the part's member, and what is joined with others' without brackets."""

    member: str
    in_group: str
    imported: str
    breaches: str
    still: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A content with what it adds to the facts. `lists`: what is joined with others' (findings, groups), `moving`: places that were not
    asked for, inside lists in which positions shift; `still`: such places elsewhere."""

    content: Content
    name: str
    inside: str
    value: Any
    group: str
    in_group: Sequence[Any]
    imported: Sequence[Any]
    breaches: Sequence[Any]
    still: Sequence[str]
    moving: Sequence[tuple[int, str]]
    written: Written

    @property
    def sound(self) -> bool:
        """Whether the form accepts it."""
        return not self.breaches


def places(plan: Plan, standard: str) -> list[Place]:
    """The parts that an applicant of the standard can fill in."""
    chosen = plan.standard(standard)
    found = [_of_section(plan, each) for each in plan.sections if each.kind is not SectionKind.ATTACHMENTS]
    found += [_of_item(plan, chosen, item) for _, item in plan.items(standard)] if chosen else []
    return found + [_of_attachment(plan, each) for each in plan.attachments]


def heads(place: Place) -> tuple[tuple[str, ...], ...]:
    """Where in the facts rules see the part."""
    if isinstance(place.thing, Section):
        return ((place.id,),)
    if isinstance(place.thing, AttachmentItem):
        return (("attachments", place.id),)
    group = place.plan.standards[0].categories[0].id
    return ("achievements", place.id), ("categories", group), ("imported",)


def document(
    choices: Mapping[str, str], plan_id: str, applicant: Any, contents: Iterable[Content]
) -> dict[str, Any]:
    """The application document."""
    made: dict[str, Any] = {
        "plan": plan_id, **{name: choices[name] for name in CHOICES}, "applicant": applicant,
        "answers": {}, "achievements": [], "imports": {}, "attachments": {},
    }  # fmt: skip
    for content in contents:
        made[content.place.kind][content.place.id] = content.value
        made["achievements"] += content.records
    return made


def apart(document: Mapping[str, Any], found: Iterable[Place]) -> list[Content]:
    """The contents of an application document, the other way round. A record that is imported twice goes with its first place."""
    records = {each["id"]: each for each in document["achievements"]}
    made = []
    for place in found:
        value = document[place.kind].get(place.id)
        if value is None:
            continue
        own = [each["record"] for each in value] if place.kind == "imports" else []
        made.append(Content(place, value, tuple(records.pop(name) for name in own if name in records)))
    return made


def piece(content: Content, choices: Mapping[str, str]) -> Piece:
    """What the content adds, with what the form's own validation says of it."""
    place = content.place
    own = document(choices, place.plan.id, {}, [content])
    found = fact_making.facts(place.plan, own, validation.breaches_of(place.plan, own))
    group = next((name for name, listed in found["categories"].items() if listed), "")
    inside = {"imports": "achievements", "attachments": "attachments"}.get(place.kind, "")
    if isinstance(place.thing, Section):
        inside = ""
    unasked = [steps(each) for each in found.get("unasked", ())]
    value = found[inside].get(place.id, []) if inside else found.get(place.id)
    in_group, imported = found["categories"].get(group, ()), found.get("imported", ())
    still = [pointer(each) for each in unasked if _own(each, inside, place.id)]
    return Piece(
        content=content,
        name=place.id,
        inside=inside,
        value=value,
        group=group,
        in_group=in_group,
        imported=imported,
        breaches=found["breaches"],
        still=still,
        moving=[
            (int(each[1]), pointer(each[2:])) for each in unasked if each[0] == "imported" and len(each) > 2
        ],
        written=Written(
            f"{written(place.id)}:{written(value)}" if value is not None else "",
            written(in_group)[1:-1],
            written(imported)[1:-1],
            written(found["breaches"])[1:-1],
            written(still)[1:-1],
        ),
    )


def written(value: Any) -> str:
    """JSON, as short as it can be."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _own(path: Sequence[str], inside: str, name: str) -> bool:
    """Whether the place is below the part, and not the whole part."""
    head = (inside, name) if inside else (name,)
    return len(path) > len(head) and tuple(path[: len(head)]) == head


def facts(frame: Frame, person: Mapping[str, Any], pieces: Iterable[Piece]) -> dict[str, Any]:
    """The facts of an application that consists of these pieces."""
    return json.loads(line(frame, written(person), pieces))  # type: ignore[no-any-return]


def line(frame: Frame, person: str, pieces: Iterable[Piece]) -> str:
    """The same facts as JSON; `person` is JSON too. Put together from what was written once."""
    sections: list[str] = []
    inner: dict[str, dict[str, str]] = {"attachments": {}, "achievements": dict(frame.items)}
    groups: dict[str, list[str]] = {name: [] for name in frame.groups}
    imported: list[str] = []
    breaches: list[str] = []
    unasked = [frame.unasked] if frame.unasked else []
    counts: dict[str, int] = {}
    total = 0
    for each in pieces:
        done = each.written
        if each.inside:
            inner[each.inside][each.name] = done.member
        elif done.member:
            sections.append(done.member)
        if each.moving:
            moved = _moved(each, counts.get(each.group, 0), total)
            unasked.append(",".join(f'"{place}"' for place in moved))
        if each.group:
            groups[each.group].append(done.in_group)
            imported.append(done.imported)
            counts[each.group] = counts.get(each.group, 0) + len(each.in_group)
            total += len(each.imported)
        if done.breaches:
            breaches.append(done.breaches)
        if done.still:
            unasked.append(done.still)
    listed = ",".join(f'"{name}":[{",".join(found)}]' for name, found in groups.items())
    body = "".join(f"{each}," for each in sections)
    return (
        f'{{"application":{frame.application},"person":{person},{body}'
        f'"attachments":{{{",".join(inner["attachments"].values())}}},'
        f'"achievements":{{{",".join(inner["achievements"].values())}}},"categories":{{{listed}}},'
        f'"imported":[{",".join(imported)}],"breaches":[{",".join(breaches)}],"unasked":[{",".join(unasked)}]}}'
    )


def _moved(piece: Piece, in_group: int, in_all: int) -> Iterator[str]:
    for position, rest in piece.moving:
        yield f"/categories/{piece.group}/{in_group + position}{rest}"
        yield f"/imported/{in_all + position}{rest}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands in the facts of an application before anything is filled in, as JSON."""

    application: str
    items: Mapping[str, str]
    groups: tuple[str, ...]
    unasked: str


def frame(plan: Plan, choices: Mapping[str, str]) -> Frame:
    """The frame of an application of these choices. What its sections do not ask for is told by their pieces, and which of them are not
    asked for by the frame."""
    asked = plan.sections_for(choices["route"])
    part = dataclasses.replace(
        plan.parts[0], sections=tuple(each for each in plan.sections if each not in asked)
    )
    empty = dataclasses.replace(plan, parts=(part,))
    found = fact_making.facts(empty, document(choices, plan.id, {}, ()), {})
    return Frame(
        written(found["application"]),
        {name: f'"{name}":[]' for name in found["achievements"]},
        tuple(found["categories"]),
        written(found["unasked"])[1:-1],
    )


# ---------------------------------------------------------------------------------------- one part alone


def _alone(
    plan: Plan, sections: tuple[Section, ...], standards: tuple[Standard, ...], attachments: Any = ()
) -> Plan:
    part = dataclasses.replace(plan.parts[0], sections=sections)
    return dataclasses.replace(plan, parts=(part,), standards=standards, attachments=tuple(attachments))


def _of_section(plan: Plan, section: Section) -> Place:
    kind = "imports" if section.kind is SectionKind.IMPORT else "answers"
    return Place(section.id, kind, section, _alone(plan, (section,), ()))


def _of_item(plan: Plan, standard: Standard, item: AchievementItem) -> Place:
    group = next(each for each in standard.categories if item in each.items)
    alone = dataclasses.replace(standard, categories=(dataclasses.replace(group, items=(item,)),))
    return Place(item.id, "imports", item, _alone(plan, (), (alone,)))


def _of_attachment(plan: Plan, item: AttachmentItem) -> Place:
    sections = tuple(each for each in plan.sections if each.kind is SectionKind.ATTACHMENTS)
    return Place(item.id, "attachments", item, _alone(plan, sections, (), (item,)))
