"""What an author is told of a plan that is being made: where, what is wrong, why it matters, and what would put it right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """error: the plan cannot be published, or nobody could do what it asks; warning: probably not meant."""

    ERROR = "error"
    WARNING = "warning"


_SERIOUS = frozenset(
    {
        "attachment-nobody",
        "choice-unreachable",
        "condition-never",
        "filter-never",
        "nobody-shown",
        "takes-idle",
        "title-nobody",
    }
)
"""Kinds of warnings of what applicants never meet, though the plan says it: rarely meant, and whoever means it says why."""


@dataclass(frozen=True, slots=True)
class Mend:
    """A change that puts a problem right: JSON Patch on the draft's content. `caption` says what it does, and stands in the draft's history."""

    caption: str
    patch: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a draft. `id` stays while the problem stays, whatever moves around it; `kind`: which check found it.

    `document`: the path of the package's document, `inside` the JSON Pointer in it, `pointer` the one into the draft's content (of a text, the text's own).
    `where`: the same place in Chinese words, from the tab down. `fix`: JSON Patch on the content, or None where only the author can know;
    `fix_caption` says what it does, and stands in the draft's history. `others`: what would put it right as well; `as_written`: fault and
    remedy in the keywords and ids of the document, for who writes it by hand, "" where they are the same.
    """

    id: str
    kind: str
    severity: Severity
    document: str
    inside: str
    pointer: str
    where: str
    fault: str
    reason: str
    fix: tuple[Mapping[str, Any], ...] | None = None
    fix_caption: str = ""
    others: tuple[Mend, ...] = ()
    as_written: str = ""

    @property
    def mends(self) -> tuple[Mend, ...]:
        """Everything that would put it right, the proposed change first."""
        return (Mend(self.fix_caption, self.fix), *self.others) if self.fix is not None else self.others

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    @property
    def needs_reason(self) -> bool:
        """Whether it may only stay with a written reason."""
        return not self.is_error and self.kind in _SERIOUS


@dataclass(frozen=True, slots=True)
class Count:
    errors: int
    warnings: int

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> Count:
        found = list(problems)
        errors = sum(each.is_error for each in found)
        return cls(errors, len(found) - errors)


def below(problem: Problem, document: str, inside: str) -> bool:
    """Whether the problem stands at a node of a document or inside it."""
    same = problem.document == document
    return same and (problem.inside == inside or problem.inside.startswith(f"{inside}/"))
