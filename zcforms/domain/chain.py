"""The approval chain (审核流程) of a document: steps, who acts at each, what each may do, and for whom it is there at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

APPLICANT = "applicant"
"""Stands in `returns` for the applicant; no step is called so."""


class StepKind(StrEnum):
    """review: looked at and endorsed; notice: shown to the public for some working days (公示); result: the committee's vote (评审结果);
    grant: the title is granted under a number of approval (核准)."""

    REVIEW = "review"
    NOTICE = "notice"
    RESULT = "result"
    GRANT = "grant"


class Resubmission(StrEnum):
    """Where it goes on when an applicant hands in again what was returned: from the first step, or from the one that returned it."""

    FIRST = "first"
    RETURNING = "returning"


class Event(StrEnum):
    """What happens at a step. arrives: it comes to the step; begins: the same of a public notice; endorsed: passed, on to the next step;
    returned: to the applicant; sent_back: to an earlier step; rejected: the end, votes that did not suffice included; granted: the title is
    granted, of a replacement the new certificate issued."""

    ARRIVES = "arrives"
    BEGINS = "begins"
    ENDORSED = "endorsed"
    RETURNED = "returned"
    SENT_BACK = "sent_back"
    REJECTED = "rejected"
    GRANTED = "granted"


DESK = "desk"
"""Stands in `tells` for whoever answers for the step; elsewhere actors stand, or `APPLICANT`."""
Tells = Mapping[Event, tuple[str, ...]]
TELLS: Tells = {
    Event.ARRIVES: (DESK,),
    Event.BEGINS: (DESK,),
    Event.ENDORSED: (APPLICANT,),
    Event.RETURNED: (APPLICANT,),
    Event.SENT_BACK: (APPLICANT,),
    Event.REJECTED: (APPLICANT,),
    Event.GRANTED: (APPLICANT,),
}
"""Who is told where a document says nothing."""


@dataclass(frozen=True, slots=True)
class When:
    """For whom a step is there; what says nothing holds for everybody. `natures`: codes of the employer's 单位性质; `routes`: codes of
    申报形式; `freelancer`: for freelancers alone, or for everybody but them."""

    natures: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    freelancer: bool | None = None

    def holds(self, *, nature: str, route: str, freelancer: bool) -> bool:
        return (
            (not self.natures or nature in self.natures)
            and (not self.routes or route in self.routes)
            and self.freelancer in (None, freelancer)
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the approval chain. `actor`: employer, authority, human_resources, organising_unit, committee, issuer. `days`: working
    days, of a notice those that it lasts, otherwise those in which it should be done. `returns`: to whom it may return, APPLICANT or ids of
    earlier steps. `share`: of those present, who must be for it (result); `members`: of the committee, None where it is not known; `quorum`: of
    these, who must be present. `tells`: who is told of each event: APPLICANT, DESK, actors."""

    id: str
    caption: str
    actor: str
    actions: tuple[str, ...]
    days: int | None = None
    kind: StepKind = StepKind.REVIEW
    returns: tuple[str, ...] = (APPLICANT,)
    when: When = When()
    share: Fraction = Fraction(2, 3)
    members: int | None = None
    quorum: Fraction = Fraction(2, 3)
    tells: Tells = field(default_factory=lambda: TELLS)

    @property
    def arrival(self) -> Event:
        """What it is called that something comes here."""
        return Event.BEGINS if self.kind is StepKind.NOTICE else Event.ARRIVES

    @property
    def fewest_present(self) -> int:
        """So many members must be present at least for a result to count; 1 where nothing is known of the committee's size."""
        if self.members is None:
            return 1
        return -(-self.members * self.quorum.numerator // self.quorum.denominator)


@dataclass(frozen=True, slots=True)
class Chain:
    id: str
    caption: str
    steps: tuple[Step, ...]
    resubmission: Resubmission = Resubmission.FIRST

    def after(self, step: str | None) -> Step | None:
        """The step that follows (the first for None); None after the last."""
        if step is None:
            return self.steps[0] if self.steps else None
        ids = [candidate.id for candidate in self.steps]
        position = ids.index(step) + 1
        return self.steps[position] if position < len(self.steps) else None

    def step(self, step_id: str | None) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def only(self, steps: Iterable[Step]) -> Chain:
        """The same chain with these of its steps."""
        return replace(self, steps=tuple(steps))

    def behind(self, step: Step) -> tuple[Step, ...]:
        """The earlier steps that this one may return to, in their order."""
        ids = [candidate.id for candidate in self.steps]
        return tuple(each for each in self.steps[: ids.index(step.id)] if each.id in step.returns)
