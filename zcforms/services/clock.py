"""Business time: now in China, moved by the demonstration's offset (docs/decisions, "The demonstration has its own time")."""

from __future__ import annotations

from datetime import datetime

from zcforms.services.house import House


def business_time(house: House, real: datetime) -> datetime:
    """The moment that services take as `now`: `real` (any time zone) in Asia/Shanghai, plus the demonstration's offset if
    one is set."""
    raise NotImplementedError


def set_business_time(house: House, real: datetime, shown: datetime | None) -> None:
    """From now on `real` stands for `shown`; None takes the offset away."""
    raise NotImplementedError
