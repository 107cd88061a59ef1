"""A draft's lists by Excel in the browser, without scripts (issue 6)."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from tests.web.conftest import Demonstration
from tests.web.site import Visitor, complaints
from zcforms.demo.people import RULE_AUTHOR
from zcforms.services import accounts, plan_starting
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"


@pytest.fixture(scope="module")
def address(demonstration: Demonstration) -> str:
    """The page of a draft of the author's unit."""
    house = demonstration.house
    with work(house.database, write=False) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = accounts.actor_of(w, account)
    draft_id = plan_starting.begin_next_year(house, actor, PLAN, house.now())
    return f"/plans/design/drafts/{draft_id}/excel"


@pytest.fixture
def author(demonstration: Demonstration) -> Visitor:
    return demonstration.sign_in(RULE_AUTHOR, "legal")


def uploaded(author: Visitor, address: str, data: bytes) -> str:
    author.get(address)
    fields = author.form("table").fields.to_dict()
    page = author.post(address, {**fields, "table": (io.BytesIO(data), "评委会.xlsx")})
    return page.text


def table(author: Visitor, address: str, caption: str) -> bytes:
    """The exported table with another name for the first specialty."""
    book = openpyxl.load_workbook(io.BytesIO(author.get(f"{address}/plan.xlsx").data))
    book["专业"]["A2"] = caption
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_taken_home_tried_and_put_in(author: Visitor, address: str) -> None:
    page = author.get(address)
    assert complaints(page) == []
    assert "导出表格" in page.text
    tried = uploaded(author, address, table(author, address, "新的专业名称"))
    assert "共 1 处修改" in tried
    assert "新的专业名称" in tried
    done = author.send("写入方案").text
    assert "已按表格修改 1 处" in done
    assert (
        "新的专业名称"
        in openpyxl.load_workbook(io.BytesIO(author.get(f"{address}/plan.xlsx").data))["专业"]["A2"].value
    )


def test_mistakes_stand_by_their_cells_and_nothing_is_put_in(author: Visitor, address: str) -> None:
    tried = uploaded(author, address, table(author, address, "字" * 201))
    assert re.search(r'data-label="格">A2<', tried)
    assert "disabled" in tried
    assert "请使用导出的表格" in uploaded(author, address, other())
    author.get(address)
    fields = author.form("table").fields.to_dict()
    assert "请选择填好的表格" in author.post(address, fields).text


def other() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def test_another_unit_sees_nothing(demonstration: Demonstration, address: str) -> None:
    stranger = demonstration.sign_in("demo-engineer-office", "legal")
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/plan.xlsx").status_code == 404
