"""What the journal says, for tests."""

from __future__ import annotations

from zcforms.services.house import House
from zcforms.storage.work import work


def acts(house: House, subject: str) -> list[str]:
    with work(house.database, write=False) as w:
        return [entry.act for entry in w.journal.of(subject)]


def everything(house: House) -> str:
    """Every line as text."""
    with work(house.database, write=False) as w:
        return repr([(each.act, each.subject, each.detail) for each in w.journal.latest(1000)])
