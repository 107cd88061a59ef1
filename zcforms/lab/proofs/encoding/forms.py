"""Forms as they are filled in while everything is open: from a form's schema to places, and to what its validation would say.

Every keyword that a form's metaschema allows is looked at. Of a text that nobody names it is left open whether it fits its pattern, its format and its length;
of a list whether its records differ where they must (`uniqueItems`): more is allowed here than there is, never less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zcforms.checks.kinds import Operator, Type
from zcforms.domain.plan import CodeList, Schema
from zcforms.lab import proof
from zcforms.lab.proof import Truth
from zcforms.lab.proofs.encoding.fits import OF_FILES, OF_TEXTS
from zcforms.lab.proofs.encoding.limits import number_fits, number_of, one_scale, text_fits, type_of
from zcforms.lab.proofs.encoding.nodes import (
    UNLISTED,
    Group,
    Leaf,
    Many,
    Node,
    Variables,
    given,
    written,
)

_OPERATORS = {each.value: each for each in Operator}
_FILES = 2
"""Files of one field that are looked at; no rule of a form counts further."""
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """What the form's validation says where `broken` holds. `missing`: something is still to be given."""

    path: str
    keyword: str
    caption: str
    missing: bool
    broken: Truth
    wanted: Any = None
    place: Path = ()
    """The path with `*` for records, by which the place is known in every record."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands: its path, the place that it is in every record, whether it is `asked` for, whether the record that it stands in is there (`here`), and
    whether the application's validation looks at it (`judged`)."""

    path: str
    place: Path
    asked: Truth
    here: Truth = True
    judged: bool = True

    def below(self, name: str, asked: Truth) -> Spot:
        """One of its members."""
        return replace(self, path=f"{self.path}/{name}", place=(*self.place, name), asked=asked)

    def record(self, number: int, there: Truth) -> Spot:
        """One of its records."""
        here = proof.all_of((self.here, there))
        return replace(self, path=f"{self.path}/{number}", place=(*self.place, "*"), here=here)


@dataclass(slots=True)
class FormReader:
    """Reads forms into places. `records`: how many records of a list are looked at; `literals`: texts that rules compare with a property of this name; `open`: sentences
    on what was left open."""

    variables: Variables
    codes: Mapping[str, CodeList]
    blank: str
    records: Callable[[Path], int]
    literals: Mapping[str, frozenset[str]]
    breaches: list[Breach] = field(default_factory=list)
    required: list[Truth] = field(default_factory=list)
    """What holds of every application, whatever is in it: the records of a list are there from the first on."""
    fits: list[Truth] = field(default_factory=list)
    """That texts that nobody names, and files, fit what these forms ask of them."""
    open: dict[str, None] = field(default_factory=dict)

    def section(self, schema: Schema, name: str, asked: Truth) -> Node:
        """The places of one section: an object or a list of records."""
        spot = Spot(name, (name,), asked)
        return self.place(schema, spot) if schema.get("type") == "array" else self.object(schema, spot)

    def object(self, schema: Schema, spot: Spot) -> Group:
        properties: Schema = schema.get("properties", {})
        group = Group(spot.path, spot.asked, {})
        waiting: set[str] = set()

        def member(name: str) -> Node | None:
            if name in group.members or name not in properties:
                return group.members.get(name)
            if name in waiting:
                self.open[f"“{spot.path}”的显示条件互相依赖"] = None
                return None
            waiting.add(name)
            inner = properties[name]
            shown = spot.asked
            if inner.get("shownWhen"):
                shown = proof.all_of((spot.asked, self.condition(inner["shownWhen"], member)))
            group.members[name] = self.place(inner, spot.below(name, shown))
            return group.members[name]

        for name in properties:
            member(name)
        group.members = {name: group.members[name] for name in properties}
        if spot.judged:
            self._object_limits(schema, group, spot, member)
        return group

    def place(self, schema: Schema, spot: Spot) -> Node:
        """One property, whatever it holds."""
        kind = schema.get("type")
        if schema.get("widget") == "photo":
            there = proof.all_of((spot.asked, self.variables.record(spot.path)))
            photo = self.file(spot.path, spot.asked, there)
            self.file_limits(schema, [(photo, there)], spot)
            return photo
        if kind == "array" or schema.get("widget") == "files":
            made = self.records_of(schema, spot)
            if spot.judged:
                self._list_limits(schema, made, spot)
            if made.files:
                self.file_limits(schema, list(zip(made.records, made.active, strict=True)), spot)
            return made
        return self.object(schema, spot) if kind == "object" else self.leaf(schema, spot)

    # ------------------------------------------------------------------------------------------- lists

    def records_of(self, schema: Schema, spot: Spot) -> Many:
        items: Schema = schema.get("items", {})
        if schema.get("widget") == "files" or schema.get("type") != "array":
            return self.files(spot)
        if "properties" not in items:
            return self.choices(schema, items, spot)
        made = Many(spot.path, spot.asked, [], [])
        for number in range(self.records(spot.place)):
            there = self.there(made, f"{spot.path}/{number}")
            made.records.append(self.object(items, spot.record(number, there)))
        return made

    def there(self, made: Many, path: str) -> Truth:
        """Whether the list's next record is there."""
        there = proof.all_of((made.asked, self.variables.record(path)))
        if made.active:
            self.required.append(proof.follows(there, made.active[-1]))
        made.active.append(there)
        return there

    def choices(self, schema: Schema, items: Schema, spot: Spot) -> Many:
        """A field of several choices: a record for each option."""
        kind = type_of(items)
        options = self.options({"codes": schema.get("codes"), **items})
        made = Many(spot.path, spot.asked, [], [], choices=True)
        if options is None:
            self._free_choices(schema, items, made)
            return made
        for option in options:
            path, number = f"{spot.path}={option}", written(option, kind, self.variables.texts)
            there = proof.all_of((spot.asked, self.variables.record(path)))
            made.active.append(there)
            made.records.append(
                Group(path, spot.asked, {"value": Leaf(path, kind, spot.asked, there, number)})
            )
        return made

    def _free_choices(self, schema: Schema, items: Schema, made: Many) -> None:
        self.open[f"“{schema.get('caption', made.path)}”可以填的内容没有列出，只看前几项"] = None
        kind = type_of(items)
        for number in range(_FILES):
            path = f"{made.path}/{number}"
            there = self.there(made, path)
            raw = self.variables.leaf(f"{path}/value", kind, named=self._named("value"))
            leaf = Leaf(f"{path}/value", kind, made.asked, there, raw.term, None, tuple(raw.named))
            made.records.append(Group(path, made.asked, {"value": leaf}))

    def files(self, spot: Spot) -> Many:
        made = Many(spot.path, spot.asked, [], [], files=True)
        for number in range(max(_FILES, self.records(spot.place))):
            path = f"{spot.path}/{number}"
            made.records.append(self.file(path, spot.asked, self.there(made, path)))
        return made

    def file(self, path: str, asked: Truth, there: Truth) -> Group:
        kinds = {"name": Type.TEXT, "media_type": Type.TEXT, "size": Type.INTEGER}
        members: dict[str, Node] = {}
        for name, kind in kinds.items():
            raw = self.variables.leaf(f"{path}/{name}", kind, named=self._named(name))
            members[name] = Leaf(f"{path}/{name}", kind, asked, there, raw.term)
        return Group(path, asked, members, file=True)

    # ------------------------------------------------------------------------------------------ values

    def leaf(self, schema: Schema, spot: Spot) -> Leaf:
        texts, path = self.variables.texts, spot.path
        kind, month = type_of(schema), schema.get("format") == "month"
        options = None if kind is Type.DATE else self.options(schema)
        numbers = None if options is None else [written(each, kind, texts) for each in options]
        blank, named = None, tuple(numbers or ())
        if kind is Type.TEXT and numbers is None:
            blank = texts.number(self.blank)
            blanks = (texts.number(each) for each in sorted(self.variables.blanks | {self.blank}))
            named = (*self._named(spot.place[-1]), *blanks)
        choices = (
            None
            if numbers is None
            else [*numbers, *([UNLISTED] if spot.judged and kind is Type.TEXT else [])]
        )
        raw = self.variables.leaf(path, kind, month=month, options=choices, named=() if numbers else named)
        given_there = proof.all_of((spot.asked, raw.given))
        made = Leaf(
            path,
            kind,
            spot.asked,
            given_there,
            raw.term,
            blank,
            named,
            month,
            raw.calendar,
            raw.parts,
            schema,
        )
        if spot.judged:
            there = proof.all_of((spot.here, made.given))
            made.fits = self.variables.fits.setdefault(path, [])
            for keyword, fits, wanted in self._fitting(schema, made, numbers, there):
                broken = proof.all_of((there, proof.negated(fits)))
                self._say(spot, schema, keyword, broken, wanted)
        return made

    def _fitting(
        self, schema: Schema, leaf: Leaf, numbers: list[int] | None, there: Truth
    ) -> Iterator[tuple[str, Truth, Any]]:
        """Keyword, whether the value fits it, what it wants."""
        if numbers is not None:
            listed = [proof.compared(Operator.EQUAL, leaf.term, each) for each in numbers]
            yield "enum", proof.any_of(listed), numbers
        if leaf.type.numeric:
            yield from number_fits(schema, leaf)
        if leaf.type is Type.TEXT and numbers is None:
            yield from self._text_fits(schema, leaf, there)

    def _text_fits(self, schema: Schema, leaf: Leaf, there: Truth) -> Iterator[tuple[str, Truth, Any]]:
        """Of texts that somebody names it is known whether they fit; of others it is open."""
        for word in (word for word in OF_TEXTS if word in schema):
            misfits = [
                each
                for each in leaf.named
                if not text_fits(word, schema[word], self.variables.texts.text(each))
            ]
            open_one = self._fit(leaf.path, word, schema[word], there)
            named = proof.any_of(proof.compared(Operator.EQUAL, leaf.term, each) for each in leaf.named)
            misfit = proof.any_of(proof.compared(Operator.EQUAL, leaf.term, each) for each in misfits)
            yield word, proof.all_of((proof.negated(misfit), proof.any_of((named, open_one)))), schema[word]

    def _fit(self, path: str, word: str, wanted: Any, there: Truth) -> Truth:
        made = self.variables.fit(path, word, wanted, there)
        self.fits.append(made)
        return made

    def file_limits(self, schema: Schema, files: list[tuple[Group, Truth]], spot: Spot) -> None:
        """Kinds and sizes, of which nothing is known."""
        for word in (word for word in OF_FILES if spot.judged and word in schema):
            misfits = []
            for file, there in files:
                here = proof.all_of((spot.here, there))
                fits = self._fit(file.path, word, schema[word], here)
                misfits.append(proof.all_of((here, proof.negated(fits))))
            self._say(spot, schema, word, proof.any_of(misfits), schema[word])

    def options(self, schema: Schema) -> list[Any] | None:
        if "enum" in schema:
            return list(schema["enum"])
        found = self.codes.get(str(schema.get("codes")))
        return [code.id for code in found.codes] if found else None

    def _named(self, name: str) -> tuple[int, ...]:
        """Texts that rules, or conditions of the form, compare with a property of this name."""
        return tuple(self.variables.texts.number(each) for each in sorted(self.literals.get(name, ())))

    # -------------------------------------------------------------------------------------- conditions

    def condition(self, condition: Schema, member: Callable[[str], Node | None]) -> Truth:
        """Whether a form's condition holds of what is given beside it (documents/conditions.py)."""
        return proof.all_of([self._clause(name, wanted, member) for name, wanted in condition.items()])

    def _clause(self, name: str, wanted: Any, member: Callable[[str], Node | None]) -> Truth:
        if name == "any":
            return proof.any_of([self.condition(each, member) for each in wanted])
        if name == "not":
            return proof.negated(self.condition(wanted, member))
        node = member(name)
        there = False if node is None else given(node)
        fulfilled = False if node is None else self._tested(node, wanted)
        absent = isinstance(wanted, Mapping) and dict(wanted) == {"present": False}
        return proof.any_of((proof.all_of((there, fulfilled)), proof.all_of((proof.negated(there), absent))))

    def _tested(self, node: Node, wanted: Any) -> Truth:
        if isinstance(node, Many) and node.choices:
            return proof.any_of(
                [
                    proof.all_of((there, self._tested(record.members["value"], wanted)))
                    for record, there in zip(node.records, node.active, strict=True)
                ]
            )
        if not isinstance(node, Leaf):
            return isinstance(wanted, Mapping) and wanted.get("present") is True
        if isinstance(wanted, Mapping):
            return proof.all_of([self._word(node, word, literal) for word, literal in wanted.items()])
        return self._word(node, "in", wanted if isinstance(wanted, list) else [wanted])

    def _word(self, leaf: Leaf, word: str, literal: Any) -> Truth:
        if word == "present":
            return bool(literal)
        if word == "in":
            listed = literal if isinstance(literal, list) else [literal]
            return proof.any_of([self._same(leaf, Operator.EQUAL, each) for each in listed])
        return self._same(leaf, _OPERATORS[word], literal)

    def _same(self, leaf: Leaf, operator: Operator, literal: Any) -> Truth:
        number = number_of(literal, leaf.type, self.variables)
        return False if number is None else proof.compared(operator, leaf.term, number)

    # ------------------------------------------------------------------------------------------ limits

    def _object_limits(
        self, schema: Schema, group: Group, spot: Spot, member: Callable[[str], Node | None]
    ) -> None:
        always = set(schema.get("required", ()))
        for name, inner in schema.get("properties", {}).items():
            node = group.members[name]
            at = spot.below(name, node.asked)
            wanted: Truth = name in always
            if not wanted and "requiredWhen" in inner:
                wanted = self.condition(inner["requiredWhen"], member)
            if wanted is not False:
                broken = proof.all_of((spot.here, node.asked, wanted, proof.negated(given(node))))
                self._say(at, inner, "required" if name in always else "requiredWhen", broken, None)
            bound = group.members.get(str(inner.get("atMost", "")))
            if (
                isinstance(bound, Leaf)
                and isinstance(node, Leaf)
                and bound.type.ordered
                and node.type.ordered
            ):
                over = proof.compared(Operator.MORE, *one_scale(node, bound))
                broken = proof.all_of((spot.here, node.given, bound.given, over))
                other = schema["properties"][inner["atMost"]].get("caption", inner["atMost"])
                self._say(at, inner, "atMost", broken, other)

    def _list_limits(self, schema: Schema, made: Many, spot: Spot) -> None:
        least, most = schema.get("minItems"), schema.get("maxItems")
        if least:
            enough = proof.at_least(least, made.active)
            # an empty field is no list that is too short; an empty section is
            some = made.some if len(spot.place) > 1 else True
            broken = proof.all_of((spot.here, made.asked, some, proof.negated(enough)))
            self._say(spot, schema, "minItems", broken, least)
        if most is not None and most < len(made.active):
            broken = proof.all_of((spot.here, made.asked, proof.at_least(most + 1, made.active)))
            self._say(spot, schema, "maxItems", broken, most)
        if schema.get("uniqueItems") and not made.choices and made.records:
            self.open[f"“{schema.get('caption', '')}”的记录是否两两不同"] = None
            several = proof.all_of((spot.here, proof.at_least(2, made.active)))
            fits = self._fit(made.path, "unique", True, several)
            self._say(spot, schema, "uniqueItems", proof.all_of((several, proof.negated(fits))), True)

    def _say(self, spot: Spot, schema: Schema, keyword: str, broken: Truth, wanted: Any) -> None:
        if broken is not False:
            caption = str(schema.get("caption", ""))
            missing = keyword in ("required", "requiredWhen", "minItems")
            self.breaches.append(Breach(spot.path, keyword, caption, missing, broken, wanted, spot.place))
