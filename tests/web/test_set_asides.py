"""The applicant sees what found no place in the new version of the plan, and says when it was dealt with."""

from __future__ import annotations

from datetime import datetime

from tests.web.conftest import Demonstration
from tests.web.site import complaints
from zcforms.services.keys import new_id
from zcforms.storage.columns import CHINA
from zcforms.storage.records import SetAside
from zcforms.storage.work import work

_AT = datetime(2022, 7, 5, 9, tzinfo=CHINA)
_WHY = "新版表单不再填写这一项。"


def test_a_calm_banner_leads_to_the_page_and_nothing_is_deleted(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-incomplete")
    application_id = here.rpartition("/")[2]
    assert "另外为您保存" not in visitor.get(here).text
    with work(demonstration.house.database) as w:
        row = (
            new_id(),
            application_id,
            "/answers/profession/stage",
            "专业信息 · 任教学段",
            "<小学>",
            "<小学>",
        )
        w.set_aside.add(SetAside(*row, _WHY, "0" * 64, _AT))
    try:
        for place in (here, f"{here}/parts/basic", "/declaration", "/"):
            page = visitor.get(place).text
            assert "有 1 项您填过的内容在新表单里没有位置" in page, place
            assert f"{here}/set-aside" in page, place
        page = visitor.get(f"{here}/set-aside")
        assert not complaints(page)
        for text in ("专业信息 · 任教学段", "&lt;小学&gt;", _WHY):
            assert text in page.text
        page = visitor.send("已处理").text
        assert "没有需要核对的内容" in page
        assert "&lt;小学&gt;" in page
        assert "没有位置" not in visitor.get(here).text
        visitor.get(f"{here}/set-aside")
        assert "已移回“待核对”" in visitor.send("撤销“已处理”").text
    finally:
        with work(demonstration.house.database) as w:
            for each in w.set_aside.of(application_id):
                each.seen_at = _AT
