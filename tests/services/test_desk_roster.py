"""The roster of a desk: what the filter shows, masked, harmless in a spreadsheet, in the journal (issue 5)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.exam_hall import Hall
from zcforms.demo.load import Stage
from zcforms.domain.errors import NotAllowed
from zcforms.printing import spreadsheet
from zcforms.services import desk_roster
from zcforms.services.desk_queue import Order, QueueQuery
from zcforms.storage.work import work


@pytest.fixture
def hall(town: Stage) -> Hall:
    made = Hall.of(town, 22, step_since=NOW - timedelta(days=60))
    made.come(1, "chemical", step_since=NOW)
    return made


def table(hall: Hall, **asked: object) -> spreadsheet.Table:
    query = QueueQuery(**asked)  # type: ignore[arg-type]
    return spreadsheet.read(desk_roster.export(hall.house, hall.office, query, NOW).data)


def test_every_page_of_what_the_filter_shows(hall: Hall) -> None:
    head, *rows = table(hall, specialty="mechanical", order=Order.NUMBER)
    assert head == [name for name, _ in desk_roster.COLUMNS]
    assert len(rows) == 22
    first = dict(zip(head, rows[0], strict=True))
    assert first["申报编号"] == "2021TEST000001"
    assert first["证件号码"] == "E00****01"
    assert (first["到达时间"], first["是否超过办理时限"]) == ("2022-05-06 09:00", "是")
    assert "E00000001" not in repr(rows)
    (chemist,) = table(hall, specialty="chemical")[1:]
    assert chemist[-1] == "否"


def test_the_journal_keeps_who_took_how_many(hall: Hall) -> None:
    table(hall, specialty="chemical")
    table(hall)
    with work(hall.house.database, write=False) as w:
        lines = w.journal.of(f"organisation:{hall.office.organisation()}")
    assert [(line.act, line.actor, line.detail) for line in lines] == [
        ("roster.export", hall.office.account_id, {"count": 1}),
        ("roster.export", hall.office.account_id, {"count": 23}),
    ]


def test_nothing_in_it_is_a_formula(hall: Hall) -> None:
    with work(hall.house.database) as w:
        w.people.get("person-23").name = '=HYPERLINK("http://x")\x0b'
    ((_, name, *_),) = table(hall, specialty="chemical")[1:]
    assert name == '=HYPERLINK("http://x")'
    data = desk_roster.export(hall.house, hall.office, QueueQuery(specialty="chemical"), NOW).data
    assert b"<f>" not in b"".join(_parts(data))


def test_a_person_has_no_roster(hall: Hall, town: Stage) -> None:
    person = town.replay("pending", "teacher-complete")
    person.register(None)
    with pytest.raises(NotAllowed):
        desk_roster.export(hall.house, person.actor, QueueQuery(), NOW)


def _parts(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return [book.read(name) for name in book.namelist()]
