"""开始检测 and its page (features 58 to 61)."""

from __future__ import annotations

import re

from tests.web.conftest import Demonstration


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
    assert visitor.get(f"{here}/check").text.count("☒") == 2

    where = re.search(r'<a href="([^"#]+)[^"]*" aria-label="去完善：[^"]*年度考核', page)
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
