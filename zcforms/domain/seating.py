"""Who sits where: a plan's schedule at one moment, on which changes are tried before they are made (feature 22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcforms.domain.sitting import Sitting

Place = tuple[str, str]
"""Application id and form of examination: a person has one place in each."""


class Seating:
    """`places`: place -> sitting id, of everybody who is asked about; `seated`: sitting id -> how many have a place in it, everybody
    counted."""

    def __init__(
        self, sittings: Iterable[Sitting], places: Mapping[Place, str], seated: Mapping[str, int]
    ) -> None:
        self._sittings = {sitting.id: sitting for sitting in sittings}
        self._places = dict(places)
        self._seated = dict(seated)

    def lift(self, application_id: str, form: str) -> None:
        """Free somebody's place, as far as there is one: whoever moves does not stand in anybody's way."""
        former = self._places.pop((application_id, form), None)
        if former is not None:
            self._seated[former] -= 1

    def room(self, sitting: Sitting) -> int:
        """How many more it takes; below 0 where there are too many."""
        return sitting.capacity - self._seated.get(sitting.id, 0)

    def clash(self, application_id: str, sitting: Sitting) -> Sitting | None:
        """The person's other sitting at that time."""
        others = (
            self._sittings[sitting_id]
            for (person, _), sitting_id in self._places.items()
            if person == application_id and sitting_id != sitting.id
        )
        return next((other for other in others if other.overlaps(sitting)), None)

    def place(self, application_id: str, sitting: Sitting) -> None:
        self._places[application_id, sitting.form] = sitting.id
        self._seated[sitting.id] = self._seated.get(sitting.id, 0) + 1
