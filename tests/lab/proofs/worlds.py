"""Small plans at random, as real documents, whose applications can all be made: few places, few values at each, rules of every kind.

A world has two versions of one plan. Values at a place are all that forms and rules can tell apart there, and some that the form refuses.
"""

from __future__ import annotations

import copy
import functools
import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.lab.proofs.encoding.rules import Rules, Shape
from tests.lab.proofs.seeds import ABSENT, ROOT, put
from zcforms.checks import ruleset
from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentsInvalid
from zcforms.forms import catalogue
from zcforms.forms.shelf import Shelf
from zcforms.lab.proofs.proving import Version

PLAN = "world"
TEMPLATE = "2022-agronomy-senior"
DATES = ("2019-12-31", "2020-01-01", "2020-02-29", "2020-12-31", "2021-01-01")
"""Days that rules name, and the days beside them."""


@dataclass
class World:
    """`places`: pointers into an application with the values that stand there in turn; `before` and `now`: two versions of the plan."""

    number: int
    before: Version
    now: Version
    places: Mapping[str, Sequence[Any]]
    library: Sequence[Mapping[str, Any]]
    told: str = field(repr=False, default="")

    @property
    def size(self) -> int:
        return functools.reduce(lambda made, values: made * len(values), self.places.values(), 1)

    def documents(self, most: int | None = None) -> Iterator[dict[str, Any]]:
        """Every application; with `most` no more than so many, drawn at random."""
        combinations: Any = itertools.product(*self.places.values())
        if most is not None and self.size > most:
            draw = random.Random(self.number)
            combinations = ([draw.choice(values) for values in self.places.values()] for _ in range(most))
        for values in combinations:
            document = copy.deepcopy(_APPLICATION)
            document["achievements"] = list(self.library)
            for place, value in zip(self.places, values, strict=True):
                put(document, place, value)
            yield document


_APPLICATION: dict[str, Any] = {
    "plan": PLAN,
    "route": "regular",
    "standard": "one",
    "specialty": "all",
    "title": "senior",
    "applicant": {
        "name": "林晓禾",
        "sex": "2",
        "birth_date": "1985-03-12",
        "id_type": "resident-id",
        "employer": {"name": "禾田小学", "nature": "institution"},
    },
    "answers": {},
    "imports": {},
    "attachments": {},
}


# ------------------------------------------------------------------------------------------------ the forms


@dataclass
class Forms:
    """The forms of one version: properties by place (`s`, `x`, `r`, `c`), and what is required of them."""

    properties: dict[str, dict[str, dict[str, Any]]]
    required: dict[str, list[str]]
    where: dict[str, Any] | None
    files: dict[str, Any]
    imports: bool

    def documents(self) -> list[Document]:
        attachment = {
            "id": "file",
            "caption": "证明",
            "files": {"accept": ["jpg"], "maxBytes": 1048576, "maxItems": 2},
            **self.files,
        }
        sections: dict[str, dict[str, Any]] = {
            "s": {"kind": "fields", "type": "object", **self._object("s")},
            "x": {"kind": "fields", "type": "object", "routes": ["exceptional"], **self._object("x")},
            "r": {"kind": "records", "type": "array", "maxItems": 2, "columns": list(self.properties["r"]),
                  "items": {"type": "object", **self._object("r")}},
            "f": {"kind": "attachments"},
        }  # fmt: skip
        made: dict[str, dict[str, Any]] = {
            f"series/world-{name}": {"id": name, "caption": f"分区{name}", **section}
            for name, section in sections.items()
            if self.properties.get(name) or name == "f"
        }
        made["achievements/world_c"] = {
            "caption": "业绩",
            "schema": {"type": "object", **self._object("c")},
            "evidence": {"caption": "证明", "accept": ["jpg"], "maxBytes": 1048576, "maxItems": 2},
            "columns": list(self.properties["c"]),
        }
        made["attachments/world"] = {"caption": "附件", "items": [attachment]}
        made[f"plans/{PLAN}"] = self._plan()
        return [
            Document(f"schemas/{name}.json", data, reading.digest(data))
            for name, data in reversed(made.items())
        ]

    def _object(self, place: str) -> dict[str, Any]:
        return {"properties": self.properties[place], "required": self.required[place]}

    def _plan(self) -> dict[str, Any]:
        plan = copy.deepcopy(dict(_base().sound["plan", TEMPLATE].data))
        item: dict[str, Any] = {"id": "item", "caption": "小项", "takes": ["world_c"]}
        if self.where:
            item["where"] = self.where
        plan |= {
            "id": PLAN,
            "routes": ["regular", "exceptional"],
            "specialties": [{"id": "all", "caption": "全部"}],
            "titles": [{"id": "senior", "caption": "高级", "level": "senior"}],
            "standards": [
                {
                    "id": "one",
                    "caption": "标准",
                    "categories": [{"id": "group", "caption": "大类", "items": [item]}],
                }
            ],
            "parts": [
                {
                    "id": "p",
                    "caption": "页",
                    "sections": [
                        f"world-{name}" for name in "sxrf" if self.properties.get(name) or name == "f"
                    ],
                }
            ],
            "attachments": "world",
            "ruleset": PLAN,
            "route_sheets": [],
        }
        return {
            key: value for key, value in plan.items() if key not in ("certificate", "voting", "downloads")
        }


def _forms(draw: random.Random) -> Forms:
    """At most one of records and imports, so that all can be counted through."""
    number = draw.choice((1, 2, 2, 3))
    own = _properties(draw, number)
    extra = _properties(draw, 1, names="y") if draw.random() < 0.3 else {}
    has_records, has_imports = draw.choice(
        ((True, False), (True, False), (False, True), (False, True), (False, False))
    )
    rows = _properties(draw, draw.choice((1, 2)), names="pq", rows=True) if has_records else {}
    data = _properties(draw, 1, names="v", rows=True, imported=True)
    required = {name: [each for each in found if draw.random() < 0.4]
                for name, found in (("s", own), ("x", extra), ("r", rows))}  # fmt: skip
    where = None
    options = data["v"].get("enum")
    if has_imports and options and len(options) > 2 and draw.random() < 0.5:
        where = {"v": options[:2]}
    files = {"routes": ["exceptional"]} if draw.random() < 0.3 else {}
    _conditions(draw, own)
    properties = {"s": own, "x": extra, "r": rows, "c": data}
    return Forms(properties, {**required, "c": ["v"]}, where, files, has_imports)


def _properties(
    draw: random.Random, number: int, names: str = "abc", *, rows: bool = False, imported: bool = False
) -> dict[str, dict[str, Any]]:
    found = {}
    for name in names[:number]:
        kinds = ["enum", "integer", "boolean", "date", "text", "several"]
        kind = draw.choice(kinds[:3] if imported else kinds[:4] if rows else kinds)
        found[name] = {**_property(draw, kind), "caption": f"项{name}"}
    whole = [name for name, each in found.items() if each["type"] == "integer"]
    days = [name for name, each in found.items() if each.get("format")]
    for same in (whole, days):
        if len(same) > 1 and draw.random() < 0.4:
            found[same[0]]["atMost"] = same[1]
    return found


def _property(draw: random.Random, kind: str) -> dict[str, Any]:
    match kind:
        case "enum":
            return {"type": "string", "enum": list("甲乙丙")[: draw.choice((2, 3))]}
        case "integer":
            return {"type": "integer", "minimum": 0, "maximum": draw.choice((1, 2, 3))}
        case "boolean":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date"}
        case "several":
            return {"type": "array", "items": {"type": "string", "enum": ["甲", "乙"]}, "uniqueItems": True}
        case _:
            return {"type": "string", **({"pattern": "^.甲$"} if draw.random() < 0.2 else {"maxLength": 9})}


def _conditions(draw: random.Random, own: dict[str, dict[str, Any]]) -> None:
    """Fields that are shown, or required, as another says."""
    names = list(own)
    for first, second in itertools.pairwise(names):
        options = own[first].get("enum")
        tests: list[Any] = [{first: {"present": True}}, {first: {"present": False}}]
        if options:
            tests += [{first: options[0]}, {"not": {first: options[-1]}}]
        if own[first]["type"] == "boolean":
            tests += [{first: True}, {first: False}]
        if own[first]["type"] == "integer":
            tests.append({first: {">=": 1}})
        for keyword in ("shownWhen", "requiredWhen"):
            if draw.random() < 0.3:
                own[second][keyword] = draw.choice(tests)


# ------------------------------------------------------------------------------------------------ their values


def _values(schema: Mapping[str, Any]) -> list[Any]:
    """All that can be told apart at a place, what is missing among it, and numbers that the form refuses."""
    if "enum" in schema:
        return list(schema["enum"])
    if schema["type"] == "integer":
        return list(range(-1, schema["maximum"] + 2))
    if schema["type"] == "boolean":
        return [True, False]
    if schema.get("format") == "date":
        return list(DATES)
    if schema["type"] == "array":
        return [["甲"], ["乙"], ["甲", "乙"]]
    return ["甲", "甲丁", "丁甲", "丁丁", "无", "丁" * 10]


def _union(one: Mapping[str, Any], two: Mapping[str, Any]) -> list[Any]:
    found = [ABSENT]
    for value in (*_values(one), *_values(two)):
        if value not in found:
            found.append(value)
    return found


def _rows(one: Mapping[str, Any], two: Mapping[str, Any], refused: bool = True) -> list[dict[str, Any]]:
    """Every record that there can be."""
    names = list(one)
    values = [
        [each for each in _union(one[name], two[name]) if refused or each is not ABSENT] for name in names
    ]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not ABSENT}
        for row in itertools.product(*values)
    ]


def _several(items: Sequence[Any], most: int) -> list[list[Any]]:
    """Selections with repetition: the order of records changes no verdict."""
    return [
        list(each)
        for number in range(most + 1)
        for each in itertools.combinations_with_replacement(items, number)
    ]


def _places(before: Forms, now: Forms) -> tuple[dict[str, Sequence[Any]], list[dict[str, Any]]]:
    places: dict[str, Sequence[Any]] = {"/route": ["regular", "exceptional"]}
    for section in ("s", "x"):
        for name, schema in before.properties[section].items():
            places[f"/answers/{section}/{name}"] = _union(schema, now.properties[section][name])
    if before.properties["r"]:
        rows = [each for each in _rows(before.properties["r"], now.properties["r"]) if each]
        places["/answers/r"] = _several(rows, 2 if len(rows) < 25 else 1)
    library: list[dict[str, Any]] = []
    if before.imports:
        data = [each for each in _rows(before.properties["c"], before.properties["c"], refused=False)
                if each["v"] not in (-1, before.properties["c"]["v"].get("maximum", 0) + 1)
                or isinstance(each["v"], bool)]  # fmt: skip
        chosen = _several(range(len(data)), 3)
        library = [
            {"id": f"w{kind}{copy_}", "category": "world_c", "state": "approved", "data": each}
            for kind, each in enumerate(data)
            for copy_ in range(3)
        ]
        places["/imports/item"] = [
            [{"record": f"w{kind}{position}"} for position, kind in enumerate(each)] for each in chosen
        ]
    file = {"id": "f", "name": "1.jpg", "digest": "0" * 64, "size": 9, "media_type": "image/jpeg"}
    places["/attachments/file"] = [[file] * number for number in (0, 1, 2, 3)]
    return places, library


# ------------------------------------------------------------------------------------------------ worlds


@functools.cache
def _base() -> Shelf:
    return catalogue.sound(ROOT / "schemas")


def world(number: int) -> World:
    """The world of this number; the same number is the same world."""
    draw = random.Random(number)
    while True:
        forms = _forms(draw)
        changed = _other_forms(draw, forms)
        places, library = _places(forms, changed)
        rules = _rules(draw, forms)
        try:
            before, rules = _fitting(forms, rules)
            now, later = _fitting(changed, _other_rules(draw, rules, forms))
        except DocumentsInvalid:
            continue
        if len(rules) > 1 and len(later) > 1:
            told = f"{forms.properties} {forms.required} {forms.where} {forms.files}\n{rules}\n{later}"
            return World(number, before, now, places, library, told)


def _rules(draw: random.Random, forms: Forms) -> list[dict[str, Any]]:
    maker = Rules(draw, _shapes(forms))
    made = [maker.rule(f"rule-{position}") for position in range(draw.randint(2, 5))]
    if draw.random() < 0.4:
        require = {"no": {"of": "breaches", "where": {"kind": ["fields", "records"]}}}
        made.append(maker.shell("valid", require))
    return made


def _shapes(forms: Forms) -> list[Shape]:
    shapes = [Shape("", {f"{section}.{name}": schema for section in "sx"
                         for name, schema in forms.properties[section].items()})]  # fmt: skip
    if forms.properties["r"]:
        shapes.append(Shape("r", forms.properties["r"]))
    if forms.imports:
        shapes.append(Shape("achievements.item", forms.properties["c"]))
    shapes.append(Shape("attachments.file", {}))
    return shapes


def _other_forms(draw: random.Random, forms: Forms) -> Forms:
    """The same forms, or with one thing changed."""
    made = copy.deepcopy(forms)
    section = draw.choice([name for name in ("s", "x", "r") if made.properties[name]])
    name = draw.choice(list(made.properties[section]))
    schema = made.properties[section][name]
    match draw.choice(("", "", "required", "enum", "maximum", "shown")):
        case "required":
            wanted = made.required[section]
            wanted.remove(name) if name in wanted else wanted.append(name)
        case "enum" if "enum" in schema:
            schema["enum"] = schema["enum"][:-1] if len(schema["enum"]) > 2 else [*schema["enum"], "戊"]
        case "maximum" if "maximum" in schema:
            schema["maximum"] = draw.choice((1, 2, 3))
        case "shown":
            schema.pop("shownWhen", None)
    return made


def _other_rules(draw: random.Random, rules: list[dict[str, Any]], forms: Forms) -> list[dict[str, Any]]:
    """The same rules, with one changed, dropped or added."""
    made = copy.deepcopy(rules)
    maker = Rules(draw, _shapes(forms))
    position = draw.randrange(len(made))
    match draw.choice(("same", "changed", "missing", "dropped", "added")):
        case "changed":
            made[position] = maker.rule(made[position]["id"])
        case "missing":
            made[position]["missing"] = "fail" if made[position].get("missing") == "pass" else "pass"
        case "dropped" if len(made) > 2:
            del made[position]
        case "added":
            made.append(maker.rule("rule-new"))
    return made


def _fitting(forms: Forms, rules: list[dict[str, Any]]) -> tuple[Version, list[dict[str, Any]]]:
    """The version with those of its rules that are no fault of an author's.

    Raises:
        DocumentsInvalid: the forms are one.
    """
    laid = catalogue.overlaid(_base(), forms.documents())
    if laid.faults:
        raise DocumentsInvalid(laid.faults)
    plan = catalogue.build(laid, only=[PLAN]).plans[PLAN]
    kept = [each for each in rules if _compiles(plan, [each])]
    return Version(plan, ruleset.compile(_shelf(kept), plan)), kept


def _compiles(plan: Any, rules: list[dict[str, Any]]) -> bool:
    try:
        ruleset.compile(_shelf(rules), plan)
    except DocumentsInvalid:
        return False
    return True


def _shelf(rules: list[dict[str, Any]]) -> RulesetShelf:
    data = {
        "caption": "小世界",
        "rows": [{"id": row, "caption": row, "lines": []} for row in ("main", "other")],
        "rules": rules,
    }
    return RulesetShelf({PLAN: Document(f"rules/plans/{PLAN}.yaml", data, reading.digest(data))})
