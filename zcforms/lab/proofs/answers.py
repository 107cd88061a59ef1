"""What the proofs say about a plan (docs/proofs.md): questions, verdicts, examples, and how far each answer reaches.

Every example was made into an application document and run again, by the forms' validation, the reference evaluator and the engine, before it
stands here. One that did not behave as proved is a defect of ours and is told as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Question(StrEnum):
    """What is asked, by its number in the manual of proofs."""

    PASSES = "passes"
    """1: can somebody of this route, level and title pass?"""
    BITES = "bites"
    """2: can this rule be what stops somebody?"""
    BOUNDARY = "boundary"
    """3: who just fulfils a comparison, and who just does not?"""
    CHANGED = "changed"
    """4: does a row decide otherwise than in the version before?"""
    CONTAINED = "contained"
    """5: does every answer that was valid stay valid?"""
    NEAREST = "nearest"
    """6: what is the least that somebody who fails must change?"""


class Verdict(StrEnum):
    """`shown`: there is an example, and it was run. `proved`: there can be none. `bounded`: none was found with so many records per list, and nobody knows
    about more. `unknown`: not within the time. `defect`: an example was found that did not behave so when it was run."""

    SHOWN = "shown"
    PROVED = "proved"
    BOUNDED = "bounded"
    UNKNOWN = "unknown"
    DEFECT = "defect"


class Kind(StrEnum):
    """What the answer means to an author: for each question its good and its bad ends."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    ALONE = "alone"
    """The rule can be the only one that is broken."""
    ADVISES = "advises"
    """The same of a rule that only advises: it stops nobody."""
    ADJUSTS = "adjusts"
    """An adjusting rule can set something else than was given."""
    DEAD = "dead"
    """The rule can never be broken."""
    REDUNDANT = "redundant"
    """Whoever breaks the rule breaks another one, or the form's own limits, too."""
    PAIR = "pair"
    NO_PAIR = "no-pair"
    STRICTER = "stricter"
    """Somebody passed and fails now."""
    LOOSER = "looser"
    """Somebody failed and passes now."""
    ALIKE = "alike"
    INVALID = "invalid"
    """An answer that was valid is not any more."""
    CONTAINED = "contained"
    ONE_SIDED = "one-sided"
    """Routes, titles, specialties or standards that only one of two versions has."""
    NOBODY = "nobody"
    """Two versions have no applicant in common: nothing can be said of them."""
    CHANGES = "changes"
    HOPELESS = "hopeless"
    """Nothing that can still be changed makes it pass."""
    OPEN = "open"
    """Not known."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One list and how many records of it were looked at. `enough`: how many are provably enough for this answer; None: no number is."""

    place: str
    caption: str
    looked_at: int
    enough: int | None

    @property
    def proved(self) -> bool:
        return self.enough is not None and self.enough <= self.looked_at


@dataclass(frozen=True, slots=True)
class Certificate:
    """How far an answer reaches. `not_modelled`: sentences on what was left open, so that more was allowed than there is; `assumed`: what was
    taken for granted. `seconds`: how long it took. An answer that somebody can, with an example that ran, needs no bounds."""

    bounds: tuple[Bound, ...]
    not_modelled: tuple[str, ...]
    assumed: tuple[str, ...]
    seconds: float

    @property
    def proved(self) -> bool:
        """Whether "there is none" is a proof and not only what was seen."""
        return all(bound.proved for bound in self.bounds)


@dataclass(frozen=True, slots=True)
class Cause:
    """One of what together makes something impossible: a rule (`rule`: its id) or a place of a form (`pointer` into the plan's forms).
    `sentence`: what it asks, in Chinese; `source`: the policy's sentence with its source, or "" for forms."""

    caption: str
    sentence: str
    source: str = ""
    rule: str = ""
    pointer: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up applicant. `told`: the few things about it that matter, as (caption, value) in the form's order; `violated`: ids of the rules that it
    breaks; `document`: the application document."""

    caption: str
    document: Mapping[str, Any]
    told: tuple[tuple[str, str], ...]
    violated: tuple[str, ...]


class Only(StrEnum):
    """Under what condition a change can be made at all."""

    CORRECTED = "corrected"
    """It was filled in, and can be changed only where that was wrong."""
    LEFT_OUT = "left-out"
    """It tells of the past, and can be told only where it is so and was left out."""
    APPROVED = "approved"
    """Others have to approve of it first."""


GONE, UNFILLED, AS_IT_IS = "去掉", "没有填写", "按实际填写"
"""What a step says of a record that goes, of a place that was left blank, and of what is to be filled in as it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change, for 6 and between the two of a pair: what stands there now and what would stand there. `only`: the condition of a change, of 6; "" where there is none."""

    pointer: str
    caption: str
    before: str
    after: str
    only: str = ""


@dataclass(frozen=True, slots=True)
class Least:
    """How much an application has to change (6): in `number` places, `given` of which are filled in already; `proved`: less is not enough. `claimed`: how many tell of a past that was
    not told; without them nothing helps."""

    number: int
    given: int
    proved: bool
    claimed: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """What an answer is about: a rule, a row, a place, or somebody's route, level and title. Ids with their captions; "" where it plays no part."""

    id: str
    caption: str
    route: str = ""
    title: str = ""
    standard: str = ""
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """`id` names question and subject and stays the same from run to run. `sentence`: the answer in one Chinese sentence that needs no other. `causes`: why it
    is impossible, dead or redundant, each of them needed; `examples`: one, or the two of a pair (first who passes, then who does not). `least`: of 6, where
    changes are told."""

    id: str
    question: Question
    kind: Kind
    verdict: Verdict
    subject: Subject
    sentence: str
    certificate: Certificate
    causes: tuple[Cause, ...] = ()
    examples: tuple[Example, ...] = ()
    steps: tuple[Step, ...] = ()
    least: Least | None = None

    @property
    def alarming(self) -> bool:
        """Whether an author should look at it before people meet the plan; what is not known is not in order."""
        return self.kind in _ALARMING or not self.known

    @property
    def known(self) -> bool:
        """Whether it was shown or proved, and not only seen among so many records, or not found out."""
        return self.verdict in (Verdict.SHOWN, Verdict.PROVED)


_ALARMING = frozenset(
    {
        Kind.IMPOSSIBLE,
        Kind.DEAD,
        Kind.REDUNDANT,
        Kind.INVALID,
        Kind.STRICTER,
        Kind.LOOSER,
        Kind.ONE_SIDED,
        Kind.NOBODY,
    }
)
