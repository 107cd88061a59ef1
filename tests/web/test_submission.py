"""开始检测 and its page (features 58 to 61)."""

from __future__ import annotations

import html
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.advised import CHANGES, HOPELESS, OPEN, advised
from tests.web.conftest import Demonstration
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Least
from zcforms.services.house import House
from zcforms.storage.work import work

needs_solver = pytest.mark.skipif(not proving.available(), reason="the solver is not installed")
STYLE = Path(__file__).parents[2] / "zcforms" / "web" / "static" / "print.css"


def assert_reasons(page: str, style: str) -> None:
    """依据 of each row: folded below the row's text, without scripts, and not on paper."""
    rows = re.findall(r'<tr id="row-([^"]+)".*?</tr>', page, re.S)
    assert len(rows) == page.count("<summary>依据") == page.count('class="zc-details zc-reasons"') == 11
    assessments = re.search(r'<tr id="row-assessments".*?</tr>', page, re.S)
    assert assessments
    text, reasons = assessments[0].split("<details", 1)
    assert "要求每一条" not in text
    assert "open" not in reasons.split(">", 1)[0]
    assert re.search(r"已填写年度考核结果 <span[^>]*>未满足</span>", reasons)
    assert re.search(
        r"要求每一条“年度考核”的考核结果已填写，第 \d 条（年度 \d{4}，[^）]+）：考核结果未填写。", reasons
    )
    assert "政策：导入后的年度考核，须选择考核结果为“合格”或“不合格”（申报个人操作手册 图 4-14）" in reasons
    assert re.search(r"已添加年度考核记录 <span[^>]*>已满足</span>", reasons)
    sheet = re.search(r"<link[^>]*/print\.css[^>]*>", page)
    assert sheet
    assert 'media="print"' in sheet[0]
    hidden = re.findall(r"([^{}]*)\{ display: none !important; \}", style)
    assert any(".zc-reasons" in selectors.split(", ") for selectors in (each.strip() for each in hidden))


def test_the_check_page_before_after_and_after_a_change(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-incomplete")
    assert "还没有检测" in visitor.get(f"{here}/check").text
    page = visitor.get(f"{here}/check?run=1").text
    assert "有 2 项不符合" in page
    failing = re.findall(r'<a href="#(row-[^"]+)">([^<]+)</a>', page)
    assert [caption for _, caption in failing] == ["年度考核情况", "能力条件"]
    assert all(f'id="{row}" class="is-failing"' in page for row, _ in failing)
    assert (page.count("☒"), page.count("☑")) == (2, 9)
    assert "（申报信息不完善，无法提交）" in page
    assert_reasons(page, STYLE.read_text("utf-8"))
    assert visitor.get(f"{here}/check").text.count("☒") == 2

    where = re.search(r'<a href="([^"#]+)[^"]*"[^>]* aria-label="去完善：[^"]*年度考核', page)
    assert where
    visitor.get(where[1])
    name = re.search(r'name="(record-[^"]+\.verdict)"', visitor.page.text)
    assert name
    visitor.send("annotations", **{name[1]: "合格"})
    page = visitor.get(f"{here}/check").text
    assert "上次检测之后申报内容有变化" in page
    assert "☑" not in page


def test_what_was_submitted_shows_its_table_and_no_buttons(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-submitted")
    page = visitor.get(f"{here}/check").text
    assert page.count("☑") == 11
    assert "开始检测" not in page
    part = visitor.get(f"{here}/parts/basic").text
    assert "安徽蚌埠" in part  # read only, and still all there
    assert "保存个人信息" not in part


def least(page: str) -> str:
    """The section 最少要改什么."""
    found = re.search(r'<section[^>]* id="least".*?</section>', page, re.S)
    return found[0] if found else ""


@needs_solver
def test_what_to_change_at_least_is_asked_for_and_shown(demonstration: Demonstration) -> None:
    """Issue 7, point 6: without scripts the page is loaded again, with htmx it asks by itself."""
    visitor, here = demonstration.at_form("demo-incomplete")
    house, application = demonstration.house, here.rsplit("/", 1)[1]
    change(house, application, "安徽怀远")
    assert least(visitor.get(f"{here}/check").text) == ""  # nothing was checked
    visitor.get(f"{here}/check?run=1")
    assert "hx-get" not in least(visitor.page.text)
    visitor.send("帮我算一算")
    assert visitor.path == f"{here}/check"
    waiting = least(visitor.page.text)
    assert "正在计算" in waiting
    assert "帮我算一算" not in waiting
    assert f'<noscript><a href="{here}/check#least">刷新</a></noscript>' in waiting
    asks = re.search(r'hx-get="([^"]+)" hx-trigger="every 2s"', waiting)
    assert asks
    assert visitor.get(html.unescape(asks[1])).status_code == 204  # nothing new

    advised(house, application, CHANGES, house.now())
    told = visitor.get(html.unescape(asks[1])).text
    assert told.strip().startswith("<section")
    assert "hx-get" not in told
    for page in (told, least(visitor.get(f"{here}/check").text)):
        assert "改下面 3 处，按现在的检测规则就没有不符合的项了（已证明最少）" in page
        assert "改好后请再检测一次。" in page
        assert "先录入业绩库" in page
        linked = re.findall(r'<a href="([^"]+)"[^>]*>前往</a>', page)
        assert [each.partition("#")[0].removeprefix(here) for each in linked] == [
            "/parts/assessments",
            "/achievements/ability",
            "/parts/work",
        ]
    advised(house, application, replace(CHANGES, least=Least(3, 1, proved=True, claimed=1)), house.now())
    told = least(visitor.get(f"{here}/check").text)
    assert (
        "下面有 1 处是原来没有填写的经历、日期或年限，只有确实有、原来漏填的才能补；没有的，请不要填写"
        in told
    )
    assert "改下面" not in told


@needs_solver
def test_what_nobody_can_change_is_told_with_its_reasons(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-incomplete")
    house, application = demonstration.house, here.rsplit("/", 1)[1]
    visitor.get(f"{here}/check?run=1")
    advised(house, application, HOPELESS, house.now())
    page = visitor.get(f"{here}/check").text
    told = least(page)
    assert "能改的都改，也不能通过检测（已证明）" in told
    assert "“实际工作年限”是 3，不能改" in told
    row = re.search(r'href="#(row-[^"]+)"', told)
    assert row
    assert f'id="{row[1]}"' in page
    assert "帮我算一算" not in told
    advised(house, application, OPEN, house.now())
    told = least(visitor.get(f"{here}/check").text)
    assert "没有算出来" in told
    visitor.send("再算一次")
    assert "正在计算" in least(visitor.page.text)


@needs_solver
def test_nothing_is_asked_of_what_passes_or_was_changed(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-incomplete")
    house, application = demonstration.house, here.rsplit("/", 1)[1]
    visitor.get(f"{here}/check?run=1")
    advised(house, application, CHANGES, house.now())
    change(house, application, "安徽阜阳")
    assert least(visitor.get(f"{here}/check").text) == ""
    assert "帮我算一算" in least(visitor.get(f"{here}/check?run=1").text)
    ready, there = demonstration.at_form("demo-ready")
    assert least(ready.get(f"{there}/check?run=1").text) == ""
    assert visitor.get(f"{there}/check/least").status_code == 404


def test_without_the_solver_nothing_of_it_is_shown(
    demonstration: Demonstration, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, here = demonstration.at_form("demo-incomplete")
    monkeypatch.setitem(sys.modules, "z3", None)
    page = visitor.get(f"{here}/check?run=1").text
    assert "☒" in page
    assert "最少要改什么" not in page
    assert visitor.get(f"{here}/check/least").status_code == 204
    token = visitor.get(f"{here}/check") and re.search(
        r'name="csrf_token" value="([^"]+)"', visitor.page.text
    )
    assert token
    visitor.post(f"{here}/check/least", {"csrf_token": token[1]})
    assert "没有安装计算" in visitor.page.text


def change(house: House, application_id: str, birthplace: str) -> None:
    with work(house.database) as w:
        application = w.applications.get(application_id)
        basic = {**application.answers["basic"], "birthplace": birthplace}
        application.answers = {**application.answers, "basic": basic}
