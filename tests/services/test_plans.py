"""Plans to look at (features 18, 26, 27, 29)."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from pypdf import PdfReader

from tests.services.conftest import NOW
from zcforms.domain.errors import NotFound
from zcforms.services import plans
from zcforms.services.house import House
from zcforms.services.plans import PlanQuery
from zcforms.storage.columns import CHINA

TEACHER, ENGINEER = "2022-teacher-senior", "2021-engineering-senior"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (PlanQuery(text="教师系列高级"), [TEACHER]),
        (PlanQuery(text="教师", level="senior"), [TEACHER]),
        (PlanQuery(text=" 工程系列 "), [ENGINEER]),
        (PlanQuery(year=2021), [ENGINEER]),
        (
            PlanQuery(text="系列高级", level="senior", kind="title"),
            ["2022-accounting-senior", TEACHER, "2022-agronomy-senior", ENGINEER],
        ),
        (PlanQuery(level="assistant"), []),
        (PlanQuery(kind="leader"), []),
        (PlanQuery(text="教师", year=2021), []),
    ],
)
def test_searching(house: House, query: PlanQuery, found: list[str]) -> None:
    """Feature 26: the newest first."""
    assert [row.id for row in plans.search(house, query, NOW).rows] == found


def test_paging(house: House) -> None:
    last = plans.search(house, PlanQuery(text="系列高级"), NOW, page=2, size=3)
    assert ([row.id for row in last.rows], last.total, last.pages) == ([ENGINEER], 4, 2)


def test_a_row(house: House) -> None:
    """Feature 18's columns."""
    row = plans.search(house, PlanQuery(text="教师系列高级"), NOW).rows[0]
    assert (row.year, row.committee, row.levels, str(row.opens), str(row.closes), row.open) == (
        2022, "蚌埠市中小学教师系列高级职称评审委员会", ("高级",), "2022-06-21", "2022-07-31", True,
    )  # fmt: skip
    assert not plans.row(house, plans.show(house, TEACHER), datetime(2022, 8, 1, tzinfo=CHINA)).open


def test_what_the_search_offers(house: House) -> None:
    offered = plans.choices(house)
    assert offered.years == (2022, 2021)
    assert {level.caption for level in offered.levels} == {"正高级", "高级", "中级"}
    assert [kind.caption for kind in offered.kinds] == ["职称申报计划", "学术和技术带头人及后备人选选拔计划"]


def test_by_kind(house: House) -> None:
    """Feature 18: a kind without plans has its tab too. What is open comes before what is newer and not open yet."""
    (titles, rows), (_, leaders) = plans.by_kind(house, NOW, 1)
    assert (titles, [row.id for row in rows], leaders) == ("职称申报计划", [TEACHER], ())
    every = plans.by_kind(house, NOW, 20)[0][1]
    assert [row.open for row in every] == sorted((row.open for row in every), reverse=True)
    assert {row.open for row in every} == {True, False}


def test_an_unknown_plan(house: House) -> None:
    with pytest.raises(NotFound):
        plans.show(house, "2099-nothing")
    with pytest.raises(NotFound):
        plans.download(house, TEACHER, "nothing")


def test_the_pledge_is_printed_blank(house: House) -> None:
    """Features 27, 29."""
    plan = plans.show(house, TEACHER)
    file = plans.download(house, TEACHER, plan.downloads[0].id)
    text = PdfReader(io.BytesIO(file.data)).pages[0].extract_text().replace("\n", "")
    assert file.name == "诚信承诺书（模板）.pdf"
    assert plan.pledge.paragraphs[0] in text
    assert plans.download(house, TEACHER, plan.pledge.id).name == "诚信承诺书.pdf"
