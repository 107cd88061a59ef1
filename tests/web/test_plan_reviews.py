"""A plan's draft goes to a second person, is published, and its versions are looked at."""

from __future__ import annotations

import copy
import html
import re

from tests.services import plan_drafting, plan_workshop
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from tests.web.test_plan_trials import actor_of
from zcforms.services import plan_drafts
from zcforms.services.plan_drafts import Step

PLAN = plan_drafting.PLAN


def begun(demonstration: Demonstration, caption: str = "") -> str:
    me = actor_of(demonstration, "demo-rule-author")
    draft_id = plan_drafting.begun(demonstration.house, me)
    if caption:
        plan_drafting.put(demonstration.house, me, draft_id, ("caption",), caption)
    return f"/plans/design/drafts/{draft_id}/review"


def test_what_is_missing_stands_on_the_page_and_what_was_written_stays(
    demonstration: Demonstration, author: Visitor
) -> None:
    here = begun(demonstration)
    assert "没有修改" in author.get(here).text
    page = author.press("送复核", reason="说明写在这里")
    assert page.status_code == 422
    assert "还不能送复核" in page.text
    assert "说明写在这里" in page.text


def test_it_is_published_by_a_second_person_and_by_nobody_else(
    demonstration: Demonstration, author: Visitor
) -> None:
    here = begun(demonstration, "更正了名称的计划")
    author.get(here)
    assert "可以送复核" in author.page.text
    assert "已送复核" in author.press("送复核", reason="名称写错了").text
    assert "送审的人不能自己发布" in author.page.text
    own = author.post(f"{here}/publish", {**author.form("csrf_token").fields, "checked": "1", "version": "3"})
    assert own.status_code == 403
    other = demonstration.sign_in("demo-rule-reviewer", "legal")
    page = other.get(here)
    assert "名称写错了" in page.text
    assert "修改" in page.text
    assert other.press("退回修改", opinion="").status_code == 422
    assert "已退回" in other.press("退回修改", opinion="请写全称").text
    assert "请写全称" in author.get(here).text
    author.press("送复核", reason="名称写错了")
    other.get(here)
    refused = other.press("发布", opinion="同意")
    assert refused.status_code == 422
    assert "请勾选" in refused.text
    assert "同意" in refused.text
    page = other.press("发布", opinion="同意", checked="1")
    assert "已发布为第 1 版" in page.text
    assert f"/plans/{PLAN}" in page.text
    versions(demonstration, author)


def test_errors_lead_to_their_place_and_what_nobody_meets_wants_a_reason(
    demonstration: Demonstration, author: Visitor
) -> None:
    me = actor_of(demonstration, "demo-rule-author")
    documents = plan_drafting.content(demonstration.house)["documents"]
    plan_workshop.asking(plan_workshop.NEVER, required=True)(documents)
    draft_id = plan_drafting.begun(demonstration.house, me, documents)
    here = f"/plans/design/drafts/{draft_id}/review"
    page = author.get(here)
    assert "还缺 1 项" in page.text
    (place,) = set(re.findall(r'href="([^"]+/forms\?at=[^"]+)"', page.text))
    assert "另外的问题" in author.get(html.unescape(place)).text
    section = copy.deepcopy(documents[plan_workshop.PROFESSION])
    section["required"].remove("extra")
    path = "/documents/" + plan_workshop.PROFESSION.replace("/", "~1")
    change = Step("改为不必填", lambda _: [{"op": "replace", "path": path, "value": section}])
    plan_drafts.change(demonstration.house, me, draft_id, change, demonstration.house.now())
    author.get(here)
    (field,) = [name for name in author.form("保存理由").fields if name.startswith("accept:")]
    refused = author.press("保存理由", **{field: " "})
    assert refused.status_code == 422
    assert "请至少写明一条理由" in refused.text
    kept = author.press("保存理由", **{field: "明年启用"})
    assert "可以送复核" in kept.text
    assert "理由：明年启用" in kept.text
    assert "还缺 1 项" in author.press("保存理由", **{field: ""}).text
    author.press("保存理由", **{field: "明年启用"})
    author.press("送复核", reason="先登记")
    assert "理由：明年启用" in demonstration.sign_in("demo-rule-reviewer", "legal").get(here).text


def versions(demonstration: Demonstration, author: Visitor) -> None:
    here = f"/plans/design/plans/{PLAN}"
    page = author.get(here)
    assert page.text.count("<code>") == 2
    assert "名称写错了" in page.text
    answer = author.client.get(f"{here}/versions/1/package.zip", base_url=author.base)
    assert answer.data.startswith(b"PK")
    author.get(here)
    assert author.press("关闭计划", close_reason="").status_code == 422
    assert "已关闭" in author.press("关闭计划", close_reason="名额已满").text
    assert "名额已满" in author.page.text
    assert "已重新开放" in author.press("重新开放").text
    stranger = demonstration.sign_in("demo-engineer-office", "legal")
    assert stranger.get(here).status_code == 404


def test_a_draft_is_compared_with_what_it_was_begun_from(
    demonstration: Demonstration, author: Visitor
) -> None:
    here = begun(demonstration, "另一个名称").removesuffix("/review")
    page = author.get(f"{here}/compare")
    assert page.status_code == 200
    assert re.search(r"计划名称</td>.*?zc-was\">另一个名称<", page.text, re.S)
    same = begun(demonstration).removesuffix("/review")
    assert "两边没有不同" in author.get(f"{same}/compare").text
    me, earlier = actor_of(demonstration, "demo-rule-author"), here.rsplit("/", 1)[1]
    plan_drafting.put(demonstration.house, me, earlier, ("closes",), "2022-07-20")
    meaning = author.get(f"{here}/compare").text
    assert "要请申报人办的事" in meaning
    assert "草稿还没有提交的人，提交的截止时间提前到 2022-07-20" in meaning
    assert author.get(f"/plans/design/plans/{PLAN}/compare?before=0&after=99").status_code == 404
