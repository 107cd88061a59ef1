"""首页 (features 15 to 18)."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Demonstration
from zcforms.storage.work import work


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


def test_the_navigation_has_its_four_entries(demonstration: Demonstration) -> None:
    """Feature 14; an organisation has its own."""
    person = demonstration.sign_in("demo-ready")
    for address, here in (
        ("/", "首页"),
        ("/library", "个人业绩库"),
        ("/declaration", "职称申报"),
        ("/centre", "个人中心"),
    ):
        page = person.get(address).text
        nav = page.split('aria-label="主导航"')[1].split("</nav>")[0]
        entries = re.findall(r'<a[^>]*href="([^"]*)"([^>]*)>([^<]+)</a>', nav)
        assert [caption.strip() for _, _, caption in entries] == [
            "首页",
            "个人业绩库",
            "职称申报",
            "个人中心",
        ]
        assert [caption.strip() for _, more, caption in entries if "aria-current" in more] == [here]
    assert "个人业绩库" not in demonstration.sign_in("demo-school", "legal").get("/desk").text


@pytest.mark.parametrize(
    ("sub", "told"),
    [
        ("demo-draft", "正在填报，还缺"),
        ("demo-incomplete", "正在填报，还缺 3 项"),
        ("demo-returned", "退回原因提到"),
        ("demo-library", "证书照片模糊"),
        ("demo-unbound", "还没有绑定工作单位"),
        ("demo-pending", "正在等待"),
    ],
)
def test_every_task_leads_to_an_element_that_is_there(
    demonstration: Demonstration, sub: str, told: str
) -> None:
    """Feature 17: to the very field, record or row."""
    visitor = demonstration.sign_in(sub)
    panel = visitor.get("/").text.split('aria-label="待处理"')[1].split("</section>")[0]
    assert told in panel
    links = re.findall(r'href="([^"]+)"', panel)
    assert links
    for link in {each.replace("&amp;", "&") for each in links}:
        path, _, anchor = link.partition("#")
        page = visitor.get(path)
        assert page.status_code == 200, link
        assert not anchor or f' id="{anchor}"' in page.text, link
    assert sub != "demo-draft" or any("#f-" in link for link in links)


def test_a_field_of_a_record_has_its_drawer(demonstration: Demonstration) -> None:
    """Without scripts the record's own page, with them the drawer beside its table."""
    visitor, here = demonstration.at_form("demo-incomplete")
    with work(demonstration.house.database) as w:
        application = w.applications.get(here.rpartition("/")[2])
        (title, *others) = application.answers["titles"]
        kept = {name: value for name, value in title.items() if name != "reviewed_on"}
        application.answers = {**application.answers, "titles": [kept, *others]}
    panel = visitor.get("/").text.split('aria-label="待处理"')[1].split("</section>")[0]
    url, drawer = (
        f"{here}/sections/titles/records/0#f-reviewed_on",
        f"{here}/parts/basic#f-titles.0.reviewed_on",
    )
    assert f'<a href="{url}" data-drawer-at="{drawer}">现有职称情况第 1 条：评审日期</a>' in panel


def test_an_address_with_words_of_the_router_is_an_address(demonstration: Demonstration) -> None:
    """What stands in the query goes on to the next page, and never to the function that builds addresses."""
    visitor = demonstration.sign_in("demo-school", "legal")
    for path in ("/desk/achievements", "/notices", "/desk/bindings"):
        page = visitor.get(f"{path}?endpoint=x&_external=1&_anchor=y&self=z&search=")
        assert page.status_code == 200
        assert "http://" not in page.text.partition("<main")[2].replace("http://www.w3.org", "")
