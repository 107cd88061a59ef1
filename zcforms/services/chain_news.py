"""Who is told of what happens at a step, as the chain's document has it (`tells`): of a declaration and of a request for 补换证 alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from zcforms.domain.chain import APPLICANT, DESK, Event, Step
from zcforms.domain.identity import Organisation
from zcforms.services.telling import Target, tell_organisation, tell_person
from zcforms.storage.work import Work


@dataclass(frozen=True, slots=True)
class News:
    """Of one declaration or request. `find`: who answers for it as this actor; `opening`: how a sentence begins for the applicant, and for an
    organisation; `targets`: where each is led; `by`: the organisation that acts, which is not told what it did itself."""

    w: Work
    person_id: str
    find: Callable[[str], Organisation | None]
    opening: tuple[str, str]
    targets: tuple[Target, Target]
    by: str
    now: datetime

    def tell(self, step: Step, event: Event, text: str, *, others: str = "") -> None:
        """`text` follows the opening; `others`: what organisations read instead."""
        if APPLICANT in step.tells[event]:
            tell_person(self.w, self.person_id, f"{self.opening[0]}{text}", self.targets[0], self.now)
        for at in self._besides(step, event):
            tell_organisation(self.w, at.id, f"{self.opening[1]}{others or text}", self.targets[1], self.now)

    def arrives(self, step: Step, asked: str, text: str) -> None:
        """`asked`: the whole sentence for whoever has to act now; `text` for all others that the document names."""
        desk = self.find(step.actor) if DESK in step.tells[step.arrival] else None
        if desk is not None:
            tell_organisation(self.w, desk.id, asked, self.targets[1], self.now)
        self.tell(step, step.arrival, text)

    def _besides(self, step: Step, event: Event) -> Iterator[Organisation]:
        """Each once, without the one that acted, and without the desk, which reads a sentence of its own."""
        told = {self.by}
        if DESK in step.tells[event] and (desk := self.find(step.actor)):
            told.add(desk.id)
        for actor in step.tells[event]:
            at = None if actor in (APPLICANT, DESK) else self.find(actor)
            if at is not None and at.id not in told:
                told.add(at.id)
                yield at
