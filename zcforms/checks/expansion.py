"""What stands once in a document and is meant for each item, category, attachment or section of a plan.

`each` says for what; `if` is a test on its variables that decides whether there is one at all. `{each.caption}` inside a text is replaced;
a text that is nothing but `{each.minimum}` becomes the value itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.scope import Misuse, below
from zcforms.documents import conditions
from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer
from zcforms.domain.plan import CountMode, Plan, SectionKind, Standard

_VARIABLE = re.compile(r"\{each\.([A-Za-z_]*)\}")

Variables = Mapping[str, Any]

_WORD: Mapping[str, Any] = {"type": "string"}
_NUMBER: Mapping[str, Any] = {"type": "integer"}
_NAMED = {"id": _WORD, "caption": _WORD}
_COUNTED = {**_NAMED, "minimum": _NUMBER, "maximum": _NUMBER}
_TESTED: Mapping[str, Mapping[str, Any]] = {
    "items": {**_COUNTED, "category": _WORD, "category_caption": _WORD},
    "categories": {**_COUNTED, "count": {"type": "string", "enum": [mode.value for mode in CountMode]}},
    "attachments": _COUNTED,
    "sections": {**_NAMED, "kind": {"type": "string", "enum": [kind.value for kind in SectionKind]}},
}
"""What an `if` can ask of each kind of copy."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The plan's side of templates, for one standard."""

    plan: Plan
    standard: Standard

    def of(self, kind: str, category: str | None = None) -> tuple[Variables, ...]:
        """The variables of each copy; `category` restricts items to one category's."""
        match kind:
            case "items":
                return tuple(self._items(category))
            case "categories":
                return tuple(
                    {
                        "id": each.id,
                        "caption": each.caption,
                        "minimum": each.minimum,
                        "maximum": each.maximum,
                        "count": each.count.value,
                    }
                    for each in self.standard.categories
                )
            case "attachments":
                return tuple(
                    {
                        "id": each.id,
                        "caption": each.caption,
                        "minimum": each.minimum,
                        "maximum": each.maximum,
                        "routes": list(each.routes),
                        "specialties": list(each.specialties),
                    }
                    for each in self.plan.attachments
                )
            case _:
                return tuple(
                    {"id": each.id, "caption": each.caption, "kind": each.kind.value}
                    for each in self.plan.sections
                )

    def _items(self, category: str | None) -> Iterator[Variables]:
        for group, item in self.plan.items(self.standard.id):
            if category in (None, group.id):
                yield {
                    "id": item.id,
                    "caption": item.caption,
                    "minimum": item.minimum,
                    "maximum": item.maximum,
                    "category": group.id,
                    "category_caption": group.caption,
                }


@dataclass(frozen=True, slots=True)
class Copy:
    """One expanded tree. `wanted` is false where its `if` decided that there is none."""

    tree: dict[str, Any]
    variables: Variables
    wanted: bool = True


def expand(tree: Mapping[str, Any], copies: Copies, at: str, category: str | None = None) -> list[Copy]:
    """The copies of a template, or the tree itself where it is none.

    Raises:
        Misuse: it names a variable that its kind of copy does not have.
    """
    kind = tree.get("each")
    if kind is None:
        return [Copy(dict(tree), {})]
    rest = {key: value for key, value in tree.items() if key not in ("each", "if")}
    test = tree.get("if", {})
    for path, fault, remedy in conditions.faults(test, _TESTED[kind]):
        raise Misuse(at + pointer(("if", *path)), fault, remedy)
    return [
        Copy(
            {**_restriction(variables), **_substituted(rest, variables, at)},
            variables,
            conditions.holds(test, variables),
        )
        for variables in copies.of(kind, category)
    ]


def _restriction(variables: Variables) -> dict[str, Any]:
    """An attachment that only some are asked for: so are its rules and lines (features 46, 70)."""
    return {key: variables[key] for key in ("routes", "specialties") if variables.get(key)}


def _substituted(tree: Any, variables: Variables, at: str) -> Any:
    if isinstance(tree, str):
        return _text(tree, variables, at)
    if isinstance(tree, list):
        return [_substituted(each, variables, below(at, number)) for number, each in enumerate(tree)]
    if not isinstance(tree, Mapping):
        return tree
    inner = "each" in tree  # its own copies are made later, with variables of their own
    return {
        str(_text(key, variables, at)): value if inner else _substituted(value, variables, below(at, key))
        for key, value in tree.items()
    }


def _text(text: str, variables: Variables, at: str) -> Any:
    for name in _VARIABLE.findall(text):
        if name not in variables:
            raise Misuse(at, f"没有名为“each.{name}”的变量", remedy_for(name, variables))
    alone = _VARIABLE.fullmatch(text)
    if alone:
        return variables[alone[1]]
    return _VARIABLE.sub(lambda found: str(variables[found[1]]), text)
