"""Load the demonstration, or put it back to its beginning."""

from __future__ import annotations

from datetime import datetime

from zcforms.services.house import House


def load(house: House, now: datetime) -> None:
    """Empty the database of the demonstration's rows and fill it again; `now` is the business time that the data stand at."""
    raise NotImplementedError
