"""Asking for jobs; `tests/test_worker.py` has them done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.people import NOW
from zcforms.domain.errors import NotFound
from zcforms.storage import jobs
from zcforms.storage.database import Database
from zcforms.storage.work import work


def test_a_job_exists_when_its_unit_of_work_is_committed(database: Database) -> None:
    with work(database) as w:
        w.enqueue("sheet", "1", {"application": "d1", "名": "评审表"})
        assert database.jobs.counts().waiting == 0 if not database.on_sqlite else True
    assert database.jobs.counts().waiting == 1


def test_a_job_does_not_exist_when_its_unit_of_work_failed(database: Database) -> None:
    def fail() -> None:
        with work(database) as w:
            w.enqueue("sheet", "1", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert database.jobs.counts().waiting == 0


def test_the_same_kind_and_key_is_the_same_job(database: Database) -> None:
    with work(database) as w:
        w.enqueue("sheet", "1", {})
        w.enqueue("sheet", "1", {})
    with work(database) as w:
        w.enqueue("sheet", "1", {})
        w.enqueue("notice", "1", {})
    assert database.jobs.counts().waiting == 2


def test_a_job_that_did_not_fail_cannot_be_retried(database: Database) -> None:
    with work(database) as w:
        w.enqueue("sheet", "1", {})
    with pytest.raises(NotFound):
        database.jobs.retry("sheet/1")


def test_waiting_jobs_are_not_cleared(database: Database) -> None:
    with work(database) as w:
        w.enqueue("sheet", "1", {})
    assert database.jobs.clear_finished(NOW + timedelta(days=100_000)) == 0
    assert database.jobs.counts().waiting == 1


def test_a_payload_that_is_not_json_is_refused_at_once(database: Database) -> None:
    with pytest.raises(TypeError), work(database) as w:
        w.enqueue("sheet", "1", {"application": object()})
    assert database.jobs.counts().waiting == 0


def test_a_job_may_be_asked_for_later(database: Database) -> None:
    with work(database) as w:
        w.enqueue("sheet", "1", {}, delay=600.0)
    found = database.jobs._client.list_workflows(name=jobs.WORKFLOW, load_input=False, load_output=False)
    assert [each.status for each in found] == ["DELAYED"]
    assert database.jobs.counts().waiting == 1
