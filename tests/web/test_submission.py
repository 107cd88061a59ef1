"""开始检测 and its page (features 58 to 61)."""

from __future__ import annotations

import re
from pathlib import Path

from tests.web.conftest import Demonstration

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
