"""Pictures made into people: application documents that show exactly what the solver saw, and beyond that nothing that a rule looks at.

What is run, compared and told of such documents: `proof_running`, `proof_telling`, `proof_steps`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks.conform import untyped
from zcforms.checks.ruleset import Ruleset
from zcforms.documents.conditions import missing
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import Plan, Schema
from zcforms.lab import prototypes, vocabulary
from zcforms.lab.invention import Inventor
from zcforms.lab.places import formatted
from zcforms.lab.proofs.people.picture import Entry, Fresh, Picture
from zcforms.lab.proofs.people.pictured import answer_schema, data_schema, lists, note_schema, picture_of
from zcforms.lab.proofs.people.running import Ran, ran, same
from zcforms.lab.proofs.people.steps import steps
from zcforms.lab.proofs.people.telling import told
from zcforms.lab.proofs.people.texts import Unportrayable, Use, named, written

__all__ = ["Ran", "Unportrayable", "picture_of", "portray", "ran", "same", "steps", "told"]

_FILLED = ("name", "sex", "birth_date", "id_type")
_EMPLOYER: Schema = {
    "properties": {
        "name": {"type": "string", "caption": "工作单位", "minLength": 1, "maxLength": 100},
        "credit_code": {
            "type": "string",
            "caption": "统一社会信用代码",
            "pattern": "^[0-9A-HJ-NP-RT-Y]{18}$",
        },
    }
}
_PERSON: Schema = {
    "properties": {
        "name": {"type": "string", "caption": "姓名", "minLength": 1, "maxLength": 60},
        "employer": _EMPLOYER,
        "photo": {"widget": "photo", "caption": "个人免冠照片"},
    }
}
Place = tuple[str | int, ...]
_BORN = "1980-01-01"
"""For the number of somebody whose birthday is no day."""


@dataclass(frozen=True, slots=True)
class _Hole:
    """Where a text still has to be written."""

    number: int


def portray(
    plan: Plan, picture: Picture, *, like: Mapping[str, Any] | None = None, ruleset: Ruleset | None = None
) -> dict[str, Any]:
    """An application document that shows exactly the picture; the same picture gives the same document.

    `like`: an application from which texts are taken where they may stand, the same places first. `ruleset`: its texts are kept out of what is made up. What
    every applicant has and the picture leaves out (name, sex, birthday, identity document, employer) is made up: leave out only what no rule
    reads.

    Raises:
        Unportrayable: no document can show it.
    """
    draft = _Draft(plan, Inventor.of(plan, "portrait"), _by_field(like or {}), _known(plan, picture))
    made = draft.document(picture)
    texts = written(plan, draft.uses, named(plan, ruleset), list(_texts(made)))
    made = _filled(made, texts)
    made["applicant"] = _somebody(plan, made["applicant"], (like or {}).get("applicant", {}))
    return made  # type: ignore[no-any-return]


@dataclass(slots=True)
class _Draft:
    """Builds the document with holes, and collects what is wanted in each."""

    plan: Plan
    inventor: Inventor
    texts: Mapping[Place, Mapping[Place, str]]
    known: Mapping[str, str | int]
    """What texts are mostly the same as (`usual` of a field): a text, or the number of one."""
    distinct: list[Place] = field(default_factory=list)
    """Lists whose records must differ."""
    uses: list[Use] = field(default_factory=list)
    records: dict[int, tuple[Entry, dict[str, Any]]] = field(default_factory=dict)

    def document(self, picture: Picture) -> dict[str, Any]:
        imports = {
            name: [self.imported(name, entry, number) for number, entry in enumerate(picture.imports[name])]
            for name in _in_order(picture.imports, lists(self.plan))
        }
        sections = [section.id for section in self.plan.sections]
        return {
            "plan": self.plan.id,
            "route": picture.route,
            "standard": picture.standard,
            "specialty": picture.specialty,
            "title": picture.title,
            "applicant": self.value(picture.person, _PERSON, ("applicant",)),
            "answers": {
                name: self.value(picture.answers[name], answer_schema(self.plan, name), ("answers", name))
                for name in _in_order(picture.answers, sections)
            },
            "achievements": [record for _, record in self.records.values() if record],
            "imports": imports,
            "attachments": {
                name: self.attached(name, picture.attachments[name])
                for name in _in_order(picture.attachments, [item.id for item in self.plan.attachments])
            },
        }

    def imported(self, name: str, entry: Entry, position: int) -> dict[str, Any]:
        place = ("imports", name, position)
        known = self.records.get(entry.record)
        if known is None:
            self.records[entry.record] = (entry, self.record(entry, place) if entry.category else {})
        elif (known[0].category, known[0].state, known[0].data) != (entry.category, entry.state, entry.data):
            raise Unportrayable(pointer(place), "同一条业绩在两处的内容不一样")
        notes = self.value(entry.notes, note_schema(self.plan, name), place)
        return {"record": f"record-{entry.record}", **notes}

    def record(self, entry: Entry, place: Place) -> dict[str, Any]:
        category = self.plan.categories.get(entry.category)
        evidence = category.evidence if category else {}
        return {
            "id": f"record-{entry.record}",
            "category": entry.category,
            "state": entry.state,
            "data": self.value(entry.data, data_schema(self.plan, entry.category), place),
            "evidence": self.files(
                max(1, int(evidence.get("minItems", 1))), evidence, category.caption if category else ""
            ),
        }

    def attached(self, name: str, number: int) -> list[dict[str, Any]]:
        item = next((each for each in self.plan.attachments if each.id == name), None)
        return self.files(number, item.files if item else {}, item.caption if item else "")

    def value(self, value: Any, schema: Schema, place: Place) -> Any:
        """The value as documents have it, in the form's order."""
        if isinstance(value, Fresh):
            usual = self.usual(value, schema, place)
            self.uses.append(Use(value, pointer(place), schema, self.standing(place), usual))
            return _Hole(value.number)
        if isinstance(value, Mapping):
            inner = schema.get("properties", {})
            given = {name: each for name, each in value.items() if each is not None}
            return {
                name: self.value(given[name], inner.get(name, {}), (*place, name))
                for name in _in_order(given, inner)
            }
        if isinstance(value, list | tuple):
            one = schema.get("items", {})
            if schema.get("uniqueItems"):
                self.distinct.append(place)
            return [self.value(each, one, (*place, number)) for number, each in enumerate(value)]
        return self.single(value, schema)

    def single(self, value: Any, schema: Schema) -> Any:
        match schema.get("widget"):
            case "files" if isinstance(value, int) and not isinstance(value, bool):
                return self.files(value, schema)
            case "photo" if value is True:
                return self.inventor.file("jpg", str(schema.get("caption") or "照片"))
        return formatted(untyped(value), schema)

    def files(self, number: int, schema: Schema, caption: str = "") -> list[dict[str, Any]]:
        kinds = list(schema.get("accept", ("jpg",)))
        name = str(schema.get("caption") or caption or "证明材料")
        most = int(schema.get("maxBytes", 10**6))
        return [self.inventor.file(kinds[0], name, most) for _ in range(number)]

    def usual(self, value: Fresh, schema: Schema, place: Place) -> str | int:
        """Only of a text that nothing compares: what it is the same as changes nothing."""
        if not value.alone or any(place[: len(each)] == each for each in self.distinct):
            return ""
        return self.known.get(str(schema.get("usual", {}).get("from")), "")

    def standing(self, place: Place) -> tuple[str, ...]:
        """The text at the place of the other application ("" where there is none), then those of the same field elsewhere."""
        found = self.texts.get(_field_of(place), {})
        return (found.get(place, ""), *(text for where, text in found.items() if where != place))


def _known(plan: Plan, picture: Picture) -> dict[str, str | int]:
    employer = picture.person.get("employer", {}).get("name", "")
    chosen = (each.caption for each in plan.specialties if each.id == picture.specialty)
    return {
        "/employer/name": employer.number if isinstance(employer, Fresh) else str(employer),
        "/plan/series": plan.series.caption,
        "/application/specialty": next(chosen, ""),
    }


def _by_field(like: Mapping[str, Any]) -> dict[Place, dict[Place, str]]:
    """The texts of an application by their places, and those by the fields that they answer."""
    found: dict[Place, dict[Place, str]] = {}
    for place, text in _all_texts(like):
        found.setdefault(_field_of(place), {})[place] = text
    return found


def _field_of(place: Place) -> Place:
    """The place without positions in lists."""
    return tuple("-" if isinstance(step, int) else step for step in place)


def _all_texts(like: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Every text of an application with its place; of a record at the places that import it."""
    records = {each["id"]: each["data"] for each in like.get("achievements", ())}
    yield from _below(like.get("applicant", {}), ("applicant",))
    yield from _below(like.get("answers", {}), ("answers",))
    for name, listed in like.get("imports", {}).items():
        for number, each in enumerate(listed):
            said = {key: value for key, value in each.items() if key != "record"}
            yield from _below({**records.get(each.get("record"), {}), **said}, ("imports", name, number))


def _below(node: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(node, str):
        yield place, node
    elif isinstance(node, Mapping):
        for name, each in node.items():
            yield from _below(each, (*place, name))
    elif isinstance(node, list):
        for number, each in enumerate(node):
            yield from _below(each, (*place, number))


def _texts(node: Any) -> Iterator[str]:
    return (text for _, text in _below(node, ()))


def _filled(node: Any, texts: Mapping[int, str]) -> Any:
    if isinstance(node, _Hole):
        return texts[node.number]
    if isinstance(node, dict):
        return {name: _filled(each, texts) for name, each in node.items()}
    return [_filled(each, texts) for each in node] if isinstance(node, list) else node


def _in_order(given: Mapping[str, Any], order: Iterable[str]) -> list[str]:
    """The names in this order, then the others."""
    return [name for name in dict.fromkeys((*order, *given)) if name in given]


# ------------------------------------------------------------------------------------------ the applicant


def _somebody(plan: Plan, given: Mapping[str, Any], like: Mapping[str, Any]) -> dict[str, Any]:
    """The applicant with what everybody has, and the numbers that no rule sees."""
    other = {**prototypes.person(plan, Inventor.of(plan, "portrait", "person")), **like}
    made = {name: given.get(name, other[name]) for name in _FILLED}
    employer = given.get("employer", {})
    missed = {name: other["employer"][name] for name in ("name", "nature") if missing(employer.get(name))}
    return {
        **made,
        "id_number": _number(plan, made, like),
        "phone": other["phone"],
        "employer": {**employer, **missed},
        "photo": given.get("photo"),
    }


def _number(plan: Plan, made: Mapping[str, Any], like: Mapping[str, Any]) -> str:
    """The number of the identity document: of a resident one that tells the birthday and the sex."""
    alike = all(like.get(name) == made[name] for name in ("id_type", "birth_date", "sex"))
    if like.get("id_number") and alike:
        return str(like["id_number"])
    source = random.Random(f"{made['birth_date']}{made['sex']}")  # noqa: S311 - no secret
    kinds = plan.codes.get("id_types")
    if kinds and made["id_type"] != kinds.codes[0].id:
        return f"H{source.randrange(10**8):08}"
    born = str(made["birth_date"]).replace("-", "")
    born = born if len(born) == 8 and born.isdigit() else _BORN.replace("-", "")
    return vocabulary.resident_id(born, vocabulary.resident_sequence(source, str(made["sex"])))
