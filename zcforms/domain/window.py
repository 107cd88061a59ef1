"""When a plan takes declarations: the window, the grace for what was begun in time, and the last day for what was returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class Window:
    """`opens` and `closes` are included. `closing_time`: on the last day, the moment after which nothing is taken; by default the
    day's end. `grace_minutes`: so much longer for a declaration that was begun in time. `resubmit_until`: the last day for one
    that was returned; by default it has no longer than the others.
    """

    opens: date
    closes: date
    closing_time: time = END_OF_DAY
    grace_minutes: int = 0
    resubmit_until: date | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether a declaration can be begun at this moment (with its zone)."""
        return self.opens <= moment.date() and moment <= self.closing(moment)

    def closing(self, moment: datetime) -> datetime:
        """The last moment to begin, in the moment's zone."""
        return self._end_of(self.closes, moment)

    def last_submission(self, begun: datetime, *, returned: bool) -> datetime:
        """The last moment to hand in a declaration that was begun then."""
        closing = self.closing(begun)
        last = closing + timedelta(minutes=self.grace_minutes) if begun <= closing else closing
        if returned and self.resubmit_until is not None:
            return max(last, self._end_of(self.resubmit_until, begun))
        return last

    def _end_of(self, day: date, moment: datetime) -> datetime:
        """The end of the minute that is named: 17:30 is open until 17:30:59."""
        end = datetime.combine(day, self.closing_time, moment.tzinfo)
        return end.replace(second=59, microsecond=999_999)
