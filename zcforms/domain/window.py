"""When a plan takes declarations: the window, the grace for what was begun in time, and the last day for what was returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from zcforms.domain.working_days import due

END_OF_DAY = time(23, 59)


@dataclass(frozen=True, slots=True)
class Window:
    """`opens` and `closes` are included. `closing_time`: on the last day, the moment after which nothing is taken; by default the
    day's end. `grace_minutes`: so much longer for a declaration that was begun in time. `resubmit_days`: so many working days
    after its return one that was returned can be handed in again; `resubmit_until`: the last day for that at all, however late it was
    returned. By default it has no longer than the others.
    """

    opens: date
    closes: date
    closing_time: time = END_OF_DAY
    grace_minutes: int = 0
    resubmit_days: int | None = None
    resubmit_until: date | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether a declaration can be begun at this moment (with its zone)."""
        return self.opens <= moment.date() and moment <= self.closing(moment)

    def closing(self, moment: datetime) -> datetime:
        """The last moment to begin, in the moment's zone."""
        return self._end_of(self.closes, moment)

    def last_submission(self, begun: datetime, *, returned: datetime | None) -> datetime:
        """The last moment to hand in a declaration that was begun then, and `returned` then to its applicant, None where it was not. Both in the
        zone that days are counted in. A return never takes time away."""
        closing = self.closing(begun)
        last = closing + timedelta(minutes=self.grace_minutes) if begun <= closing else closing
        day = self._last_day_again(returned.date()) if returned else None
        return max(last, self._end_of(day, begun)) if day else last

    def _last_day_again(self, returned: date) -> date | None:
        """The last day for what was returned on that day; None where it has no longer than the others."""
        if self.resubmit_days is None:
            return self.resubmit_until
        day = due(returned, self.resubmit_days)
        return min(day, self.resubmit_until) if self.resubmit_until else day

    def _end_of(self, day: date, moment: datetime) -> datetime:
        """The end of the minute that is named: 17:30 is open until 17:30:59."""
        end = datetime.combine(day, self.closing_time, moment.tzinfo)
        return end.replace(second=59, microsecond=999_999)
