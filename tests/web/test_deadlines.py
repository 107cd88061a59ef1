"""The last days before the close, and the evening itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.web.conftest import SEASON, Demonstration
from tests.web.test_results import case_of
from zcforms.storage.columns import CHINA


@pytest.fixture
def evening(demonstration: Demonstration) -> Iterator[Demonstration]:
    """The demonstration's clock is anybody's to move; it is put back."""
    yield demonstration
    demonstration.house.set_business_time(SEASON)


def test_near_the_close_every_page_of_the_form_tells_the_servers_time(evening: Demonstration) -> None:
    visitor, here = evening.at_form("demo-incomplete")
    assert "系统时间为准" not in visitor.get(f"{here}/parts/basic").text
    evening.house.set_business_time(datetime(2022, 7, 31, 20, 30, tzinfo=CHINA))
    for page in (f"{here}/parts/basic", f"{here}/check", "/declaration"):
        text = visitor.get(page).text
        assert "提交截止时间：" in text
        assert "2022-07-31 23:59" in text
        assert "还有 3 小时 2" in text
        assert "data-deadline=" in text


def test_after_the_close_the_page_says_so_and_nothing_is_lost(evening: Demonstration) -> None:
    visitor, here = evening.at_form("demo-ready")
    evening.house.set_business_time(datetime(2022, 8, 1, 0, 1, tzinfo=CHINA))
    page = visitor.get(f"{here}/check?run=1")
    assert "不能再提交。已填写的内容都已保存" in page.text
    visitor.send("submit")
    assert visitor.page.status_code == 409
    assert "截止（以系统时间为准）" in visitor.page.text
    assert "编辑中" in visitor.get("/declaration").text


def test_what_was_returned_tells_until_when_and_then_that_it_was_given_up(evening: Demonstration) -> None:
    """Features 17, 21, 62: on every page of it; afterwards everything can be looked at and nothing sent."""
    visitor, here = evening.at_form("demo-returned")
    for page in (here, f"{here}/parts/basic", f"{here}/check", "/declaration"):
        text = visitor.get(page).text
        assert "逾期未补正的视为放弃" in text
        assert "2022-07-31 23:59</time> 前修改并重新提交" in text
    assert "请在 2022-07-31 前修改并重新提交" in visitor.get("/").text
    visitor.get(f"{here}/parts/basic")
    evening.house.set_business_time(datetime(2022, 8, 1, 0, 1, tzinfo=CHINA))
    sent = visitor.send("parts/basic")
    assert sent.status_code == 409
    assert "没有在 2022-07-31 前重新提交，逾期未补正，视为放弃" in sent.text
    for page in (here, f"{here}/parts/basic", f"{here}/check", f"{here}/overview", "/declaration", "/"):
        text = visitor.get(page).text
        assert "逾期未补正，视为放弃" in text
        assert ">填报</a>" not in text
        assert "申报已提交" not in text
    assert "提交审核</button>" not in visitor.get(f"{here}/check").text
    assert (
        "逾期未补正，视为放弃"
        in evening.sign_in("demo-school", "legal").get("/desk/applications/decided").text
    )


def test_whoever_returns_reads_until_when_the_applicant_can_hand_in_again(evening: Demonstration) -> None:
    school = evening.sign_in("demo-school", "legal")
    case = case_of(school, "沈若谷")
    assert "申报人须在 2022-07-31 前修改并重新提交，逾期未补正的视为放弃" in school.get(case).text
    evening.house.set_business_time(datetime(2022, 8, 1, 9, tzinfo=CHINA))
    assert "申报人须在 2022-08-08 前修改并重新提交" in school.get(case).text
