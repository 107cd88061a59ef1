"""首页 (features 15 to 18)."""

from __future__ import annotations

import re

from tests.web.conftest import Demonstration


def test_plans_stand_in_two_tabs_that_need_no_script(demonstration: Demonstration) -> None:
    """Feature 18."""
    visitor = demonstration.sign_in("demo-ready")
    page = visitor.get("/").text
    assert re.search(r'aria-current="true">职称申报计划<', page)
    assert "2022年度中小学教师系列高级职称评审" in page.split('id="plans"')[1]
    page = visitor.get("/?plans=1").text
    assert re.search(r'aria-current="true">学术和技术带头人及后备人选选拔计划<', page)
    assert "暂无数据" in page.split('id="plans"')[1]
    for nonsense in ("7", "-1", "x"):
        assert re.search(r'aria-current="true">职称申报计划<', visitor.get(f"/?plans={nonsense}").text)


def test_achievements_are_counted_by_category_and_state(demonstration: Demonstration) -> None:
    """Feature 15: 业绩统计."""
    page = demonstration.sign_in("demo-library").get("/").text
    table = page.split('class="zc-tally"')[1].split("</table>")[0]
    head, *rows = re.findall(r"<tr>(.*?)</tr>", table, re.S)
    assert re.findall(r">([^<>]+)</th>", head) == [
        "业绩类别",
        "未提交",
        "待单位审核",
        "已退回",
        "已通过",
        "合计",
    ]
    for row in rows:
        *states, total = (int(number) for number in re.findall(r">(\d+)<", row))
        assert sum(states) == total > 0
    assert any(re.findall(r">(\d+)<", row)[2] == "1" for row in rows)  # one of hers was returned
