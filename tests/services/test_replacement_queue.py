"""The desk's list of requests for 补换证: filters with their counts, until when, and the roster (features 85, 87)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from tests.services.asking import OLD, UNLISTED, Asking
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.errors import NotAllowed
from zcforms.printing import spreadsheet
from zcforms.services import replacement_queue
from zcforms.services.replacement_queue import ReplacementQuery
from zcforms.services.replacements import Wanted
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work

LATE = datetime(2022, 7, 20, 9, tzinfo=CHINA)


@pytest.fixture
def asking(town: Stage) -> Asking:
    """Both kinds wait at the school, the one that describes a title since 15 days later."""
    made = Asking(town)
    made.hand_in()
    other = made.hand_in(Wanted("unlisted"), **UNLISTED)
    with work(made.house.database) as w:
        w.replacements.get(other).step_since = LATE
    return made


def test_since_when_until_when_and_overdue(asking: Asking) -> None:
    found = replacement_queue.queue(asking.house, asking.desks[0], ReplacementQuery(), LATE)
    assert [(row.since, str(row.due), row.overdue) for row in found.rows] == [
        (NOW, "2022-07-19", True),
        (LATE, "2022-08-03", False),
    ]
    assert (found.waiting, found.overdue) == (2, 1)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"kind": "listed"}, [OLD]),
        ({"kind": "unlisted"}, [UNLISTED["number"]]),
        ({"step": "issuer"}, []),
        ({"overdue": True}, [OLD]),
        ({"since": LATE.date()}, [UNLISTED["number"]]),
        ({"text": "2352116"}, [UNLISTED["number"]]),
        ({"text": "林晓"}, [OLD, UNLISTED["number"]]),
        ({"text": "没有这个人"}, []),
    ],
)
def test_filters(asking: Asking, asked: dict[str, Any], numbers: list[str]) -> None:
    query = ReplacementQuery(**asked)
    found = replacement_queue.queue(asking.house, asking.desks[0], query, LATE)
    assert ([row.number for row in found.rows], found.waiting, query.narrows) == (numbers, 2, True)


def test_each_filter_says_how_many_there_are(asking: Asking) -> None:
    """With the other filters as they are; what is asked for stands there with 0; where there is nothing to choose there is no filter."""
    found = replacement_queue.queue(
        asking.house, asking.desks[0], ReplacementQuery(overdue=True, step="issuer"), LATE
    )
    told = {each.name: [(one.caption, one.count) for one in each.values] for each in found.facets}
    assert told == {
        "kind": [("补换证", 0), ("新增补换证", 0)],
        "step": [("单位审核", 1), ("其他（当前没有）", 0)],
    }


def test_the_roster_is_what_the_filter_shows(asking: Asking) -> None:
    """Masked, and the journal keeps who took how many."""
    school = asking.desks[0]
    file = replacement_queue.export(asking.house, school, ReplacementQuery(overdue=True), LATE)
    assert file.name == "补换证待审核名单-20220720.xlsx"
    head, row = spreadsheet.read(file.data)
    told = dict(zip(head, row, strict=True))
    assert head == [name for name, _ in replacement_queue.COLUMNS]
    assert (told["证书编号"], told["审核环节"], told["办理期限"], told["是否超过办理时限"]) == (
        OLD,
        "单位审核",
        "2022-07-19",
        "是",
    )
    assert asking.who.person.id_number not in repr(row)
    with work(asking.house.database, write=False) as w:
        line = w.journal.of(f"organisation:{school.organisation()}")[-1]
    assert (line.act, line.actor, line.detail) == ("roster.export", school.account_id, {"count": 1})
    with pytest.raises(NotAllowed):
        replacement_queue.export(asking.house, asking.who.actor, ReplacementQuery(), LATE)
