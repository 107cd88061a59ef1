"""What stands in a form and was not saved: each window's own text, field by field, so that none takes another's place.

Two windows, or two devices, can have one form open. Each sends the fields that were changed in it. What the other one wrote into other
fields stays; what it wrote into the same field is kept beside, and the person chooses when the draft is brought back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST_VERSIONS = 8
"""Of one field; beyond it the oldest goes."""

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as one window has it.

    `values`: names and values as the browser sends them; empty where the field was emptied. `was`: what the field was drawn from, as the
    page told it. `by`: the drawn form in which it was typed. `revision`: the draft's, with it. `at`: ISO 8601.
    """

    values: Values
    was: str
    by: str
    at: str
    revision: int

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values as a browser would send them."""
        return [(name, str(value)) for name, values in self.values.items() for value in values]


@dataclass(frozen=True, slots=True)
class FormDraft:
    """`fields`: name of a field -> what windows have in it, the last one first. `revision` grows with every change."""

    fields: Mapping[str, tuple[Typed, ...]]
    revision: int = 0

    def typed(
        self,
        given: Mapping[str, tuple[Values, str] | None],
        *,
        by: str,
        at: str,
        seen: int = 0,
    ) -> FormDraft:
        """With a window's fields: name -> (values, was), None for one in which this window has nothing of its own any more.

        `seen`: the revision that was brought back into this window's page: what is older was read there, and gives way.
        """
        revision = self.revision + 1
        fields = dict(self.fields)
        for name, new in given.items():
            others = tuple(each for each in fields.pop(name, ()) if each.by != by and each.revision > seen)
            mine = (Typed(*new, by=by, at=at, revision=revision),) if new is not None else ()
            if kept := (mine + others)[:MOST_VERSIONS]:
                fields[name] = kept
        return FormDraft(fields, revision)

    def saved(self, *, by: str, seen: int = 0) -> FormDraft:
        """What is left when that window's form was saved: what other windows have typed and it has not shown."""
        left = {
            name: tuple(each for each in versions if each.by != by and each.revision > seen)
            for name, versions in self.fields.items()
        }
        return FormDraft({name: versions for name, versions in left.items() if versions}, self.revision + 1)

    def shared(self, names: Iterable[str], by: str) -> list[str]:
        """Those of the fields in which another window has something else."""
        return [name for name in names if _differ(self.fields.get(name, ()), by)]

    def as_document(self) -> dict[str, Any]:
        return {
            "revision": self.revision,
            "fields": {
                name: [
                    {
                        "values": {key: list(values) for key, values in each.values.items()},
                        "was": each.was,
                        "by": each.by,
                        "at": each.at,
                        "revision": each.revision,
                    }
                    for each in versions
                ]
                for name, versions in self.fields.items()
            },
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> FormDraft:
        """From `as_document`."""
        fields = {
            name: tuple(Typed(**each) for each in versions) for name, versions in document["fields"].items()
        }
        return cls(fields, document["revision"])


def by_field(values: Values, fields: Collection[str]) -> dict[str, dict[str, Sequence[str]]]:
    """Names and values of a form under the fields that they belong to: a field's rows and files have names that begin with its own.
    A control that belongs to no field stands for itself."""
    found: dict[str, dict[str, Sequence[str]]] = {name: {} for name in fields}
    for name, given in values.items():
        found.setdefault(field_of(name, fields), {})[name] = given
    return found


def field_of(name: str, fields: Collection[str]) -> str:
    """The field that a control's name belongs to."""
    for end in range(len(name), 0, -1):
        if name[:end] in fields and (end == len(name) or name[end] in ".:"):
            return name[:end]
    return name


def _differ(versions: Sequence[Typed], by: str) -> bool:
    mine = next((each for each in versions if each.by == by), None)
    return mine is not None and any(_plain(each.values) != _plain(mine.values) for each in versions)


def _plain(values: Values) -> dict[str, list[str]]:
    return {name: list(given) for name, given in values.items()}
