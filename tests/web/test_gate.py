"""The gate (feature 13): a banner over the pages where it matters, with the way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.conftest import Demonstration
from tests.web.site import Visitor

BANNER = 'aria-label="单位绑定提示"'
PAGES = (
    "/",
    "/library",
    "/library/award",
    "/library/award/new",
    "/declaration",
    "/plans/2022-teacher-senior",
)
SAID = {
    "demo-unbound": ("您还没有绑定工作单位：", "去选择工作单位"),
    "demo-pending": ("申请绑定“蚌埠市禾田路小学”，正在等待单位审核：", "查看绑定申请"),
    "demo-freelancer": ("申请绑定“蚌埠市禾丰区人力资源和社会保障局”，正在等待单位审核：", "查看绑定申请"),
}


@pytest.mark.parametrize("sub", SAID)
def test_the_banner_says_how_it_stands_and_leads_out(demonstration: Demonstration, sub: str) -> None:
    visitor = demonstration.sign_in(sub)
    sentence, way = SAID[sub]
    for path in PAGES:
        page = visitor.get(path).text
        banner = page.partition(BANNER)[2].partition("</aside>")[0]
        assert sentence in banner, path
        assert f'<a href="/centre/employer">{way}</a>' in banner
        assert ("撤回申请" in banner) == (sub != "demo-unbound")
    assert BANNER not in visitor.get("/centre/employer").text  # which says it itself


@pytest.mark.parametrize("sub", SAID)
def test_beside_the_greyed_button_stands_the_way_out(demonstration: Demonstration, sub: str) -> None:
    beside = demonstration.sign_in(sub).get("/plans/2022-teacher-senior").text.partition("disabled")[2]
    sentence, way = SAID[sub]
    assert sentence in beside.partition("</p>")[0]
    assert f'<a href="/centre/employer">{way}</a>' in beside.partition("</p>")[0]


def test_nobody_else_sees_a_banner(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-ready")
    assert all(BANNER not in visitor.get(path).text for path in PAGES)
    assert BANNER not in demonstration.sign_in("demo-school", "legal").get("/").text
    assert BANNER not in demonstration.sign_in("demo-new").get("/").text


def test_what_would_be_refused_is_not_offered(registered: Callable[..., Visitor]) -> None:
    """A record can be kept, not handed in; somebody who waits takes the request back where it is told."""
    visitor = registered(asks=True)
    visitor.get("/library/award/new")
    assert "保存并提交单位审核" not in visitor.page.text
    visitor.send("data.name", data__name="教学成果奖")
    assert "已保存" in visitor.page.text
    assert "提交单位审核</button>" not in visitor.page.text
    visitor.get("/library")
    visitor.send("/centre/employer/withdraw")
    assert "绑定申请已撤回" in visitor.page.text
    assert "您还没有绑定工作单位：" in visitor.get("/library").text
