"""Forms without a cover end with boxes to be signed: the last of them never stands alone on a page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.printing.pages import texts
from zcforms import resources
from zcforms.printing import sheet
from zcforms.printing.pdf import render_html

PLACES = {"heading": [], "groups": []}
EXPLANATION = "本人获全省中小学优质课评选一等奖，符合评审文件关于可以申请免面试的规定。"


def printed(name: str, overview: dict[str, Any]) -> list[str]:
    layout = json.loads((resources.folder("schemas") / f"sheets/{name}.json").read_text(encoding="utf-8"))
    facts = {"date": "2022年7月5日", "current_title": "一级教师", "pledge": []}
    html = sheet.render(layout, overview, facts, photo=None, draft=False, number="2022ABCD000001", link=None)
    return texts(render_html(html))


def waiver(explanation: str) -> dict[str, Any]:
    told = {"ground": ("申请事由", "获得省部级以上奖励"), "explanation": ("情况说明", explanation)}
    fields = [{"id": id_, "caption": caption, "text": text} for id_, (caption, text) in told.items()]
    answer = {"outcome": "已同意", "reason": "符合规定，同意免面试。", "date": "2022-07-20"}
    answered = [{"id": id_, "caption": id_, "text": text} for id_, text in answer.items()]
    groups = [
        {"id": "interview_waiver", "caption": "", "kind": "fields", "fields": fields},
        {"id": "answer", "caption": "", "kind": "fields", "fields": answered},
    ]
    return {"heading": [], "groups": groups}


def test_an_answered_request_is_one_page() -> None:
    (page,) = printed("interview-waiver", waiver(EXPLANATION * 4))
    assert "五、评委会组建单位审核意见" in page
    assert "审核意见：符合规定，同意免面试。" in page


@pytest.mark.parametrize("times", [5, 8, 11, 13])
def test_the_last_box_is_never_alone(times: int) -> None:
    """However long the explanation is."""
    pages = printed("interview-waiver", waiver(EXPLANATION * times))
    assert "四、单位意见" in pages[-1]
    assert "五、评委会组建单位审核意见" in pages[-1]


@pytest.mark.parametrize("name", ["exceptional-approval", "conversion-declaration"])
def test_two_pages_are_enough_for_the_forms_of_a_route(name: str) -> None:
    assert len(printed(name, PLACES)) == 2


def test_the_request_for_the_written_examination_is_one_page() -> None:
    assert len(printed("written-exam-application", PLACES)) == 1
