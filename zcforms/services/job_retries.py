"""A background job that was given up begins again."""

from __future__ import annotations

from zcforms.domain.errors import NotFound
from zcforms.services.house import House
from zcforms.storage.jobs import FailedJob


def retried(house: House, job: FailedJob) -> bool:
    """False where somebody else let it begin again first, which is as good."""
    try:
        house.database.jobs.retry(job.id)
    except NotFound:
        return False
    return True
