"""问题: what is wrong with a draft stands at its place, is put right by a button, and is asked by the other pages of the draft."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.services import plan_mistakes
from tests.services.plan_mistakes import PLAN
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.demo.people import RULE_AUTHOR
from zcforms.services import plan_drafts
from zcforms.services.access import writing
from zcforms.services.accounts import actor_of
from zcforms.services.plan_drafts import Beginning
from zcforms.services.rule_authors import author as rule_author
from zcforms.storage.work import work

WRONG = (
    plan_mistakes.on_field("serving_tier", caption="从事专业"),
    plan_mistakes.on_item(takes=["award"], where={"rank": {"<": 1}}, minimum=1),
)


@pytest.fixture
def begun(demonstration: Demonstration) -> Iterator[str]:
    """The address of a draft with one error and one warning."""
    documents = plan_mistakes.changed(*WRONG)
    with _draft(demonstration, documents, documents) as address:
        yield address


@contextmanager
def _draft(demonstration: Demonstration, documents: Any, base: Any) -> Iterator[str]:
    house = demonstration.house
    with work(house.database) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = actor_of(w, account)
    content, before = ({"documents": each, "moves": []} for each in (documents, base))
    with writing(house, actor) as w:
        who = rule_author(w, house, actor)
        draft_id = plan_drafts.begin(w, who, Beginning(PLAN, content, before), "修订", house.now()).id
    yield f"/plans/design/drafts/{draft_id}"
    plan_drafts.discard(house, actor, draft_id, house.now())


def test_each_problem_stands_under_its_tab_with_reason_and_proposal(author: Visitor, begun: str) -> None:
    page = author.get(f"{begun}/problems").text
    assert "必须改正 1 处" in page
    assert "请核对 1 处" in page
    assert "申报表单 › 专业信息 › 从事专业" in page
    assert "同一处有两个字段都叫“从事专业”" in page
    assert "建议：把后一个改名为“从事专业（2）”" in page
    assert page.index("申报表单（1）") < page.index("业绩要求（1）")


def test_a_proposal_is_taken_by_its_button_and_only_once(author: Visitor, begun: str) -> None:
    author.get(f"{begun}/problems")
    form = author.form("建议：删去筛选条件")
    page = author.post(form.action, form.fields)
    assert "已修改：删去筛选条件" in page.text
    assert "必须改正" not in page.text.replace("带“必须改正”的", "")
    assert "请核对 1 处" in page.text
    again = author.post(form.action, form.fields)
    assert "已修改：删去筛选条件" in again.text or "已经不在了" in again.text
    assert "没有找到" not in again.text


def test_a_field_that_a_rule_misses_can_be_given_back_or_the_rule_be_taken_out(
    author: Visitor, demonstration: Demonstration
) -> None:
    """Two buttons, each of one click, in words that the author knows (issue 6)."""
    rule = plan_mistakes.with_rule(plan_mistakes.rule("{profession.tried: 有}"))
    gone = plan_mistakes.with_field("tried", type="string", enum=["有", "无"])
    with _draft(demonstration, plan_mistakes.changed(rule), plan_mistakes.changed(gone, rule)) as begun:
        page = author.get(f"{begun}/problems").text
        assert "规则“试写的规则”要看字段“字段 tried”，而它已经删去" in page
        assert "profession.tried" not in page
        form = author.form("恢复字段")
        other = author.form("删去规则“试写的规则”")
        assert "没有发现问题" in author.post(form.action, form.fields).text
        undone = author.get(f"{begun}/changes")
        assert "恢复字段“字段 tried”" in undone.text
        undo = author.form("撤销")
        author.post(undo.action, undo.fields)
        page = author.post(other.action, other.fields).text
        assert "已修改：删去规则“试写的规则”" in page
        assert "没有发现问题" in page


def test_other_pages_ask_for_the_count_and_for_one_place(author: Visitor, begun: str) -> None:
    headers = {"Accept": "application/json"}
    every = json.loads(
        author.client.get(f"{begun}/problems/live", base_url=author.base, headers=headers).text
    )
    assert (every["errors"], every["warnings"], len(every["problems"])) == (1, 1, 2)
    place = {"document": plan_mistakes.FORM, "inside": "/properties/serving_tier"}
    here = author.client.get(
        f"{begun}/problems/live", base_url=author.base, headers=headers, query_string=place
    ).get_json()
    assert [each["fault"] for each in here["problems"]] == ["同一处有两个字段都叫“从事专业”"]
    beside = {**place, "inside": "/properties/serving"}
    other = author.client.get(
        f"{begun}/problems/live", base_url=author.base, headers=headers, query_string=beside
    ).get_json()
    assert other["problems"] == []
    piece = author.get(f"{begun}/problems/live?tab=categories").text
    assert "删去筛选条件" in piece
    assert "从事专业（2）" not in piece


def test_the_tabs_and_the_page_of_a_thing_ask_for_theirs(author: Visitor, begun: str) -> None:
    """The count comes with a piece of its own, on a thing's page with its problems, which are drawn anew with every change."""
    page = author.get(f"{begun}/changes").text
    assert f'hx-get="{begun}/problems/count"' in page
    tabs = author.get(f"{begun}/problems/count").text
    assert re.search(r"is-bad\">1<.*zc-tab-count\">1<", tabs)
    section = "section:agronomy-profession"
    for at, here in (
        (f"{section}/properties/serving_tier", True),
        (f"{section}/properties/practice_field", False),
    ):
        node = author.get(f"{begun}/forms?at={at}").text
        assert f'hx-get="{begun}/problems/count"' not in node
        found = re.search(r'id="node-problems" hx-get="([^"]+)"', node)
        assert found
        piece = author.get(html.unescape(found[1])).text
        assert ("同一处有两个字段都叫“从事专业”" in piece) is here
        assert 'id="problem-count" hx-swap-oob="true"' in piece
    root = re.search(r'id="node-problems" hx-get="([^"]+)"', author.get(f"{begun}/forms").text)
    assert root
    assert "从事专业" in author.get(html.unescape(root[1])).text


def test_what_is_typed_is_looked_at_and_not_kept(author: Visitor, begun: str) -> None:
    at = "section:agronomy-profession/properties/practice_field"
    node = author.get(f"{begun}/forms?at={at}").text
    urls = [html.unescape(each) for each in re.findall(r'data-typed="([^"]+)"', node)]
    assert [each.split("?")[0].removeprefix(begun) for each in urls] == ["/problems/typed", "/preview/typed"]
    version = author.get(f"{begun}/changes").text

    def typed(url: str, **fields: str) -> str:
        headers = {
            "X-CSRFToken": re.findall(r'csrf-token" content="([^"]+)"', node)[0],
            "Origin": author.base,
        }
        answer = author.client.post(url, data=fields, base_url=author.base, headers=headers)
        assert answer.status_code == 200
        return answer.text

    problems, preview = urls
    assert "同一处有两个字段都叫“服务层级”" not in typed(problems, caption="工作领域")
    assert "工作领域" in typed(preview, caption="工作领域")
    twice = typed(problems, caption="从事专业")
    assert "请核对" in twice
    assert "这样填还不能保存" in typed(problems, caption="")
    half = {
        "caption": "工作领域",
        "shown:row": "0",
        "shown.0.test": "is",
    }  # a condition that nobody has finished
    assert "这样填还不能保存" in typed(problems, **half)
    assert "工作领域" not in typed(preview, **half)
    assert author.get(f"{begun}/changes").text.count("修改字段") == version.count("修改字段") == 0


def test_a_place_leads_to_the_page_on_which_it_is_edited(author: Visitor, begun: str) -> None:
    page = author.get(f"{begun}/problems").text
    links = [
        html.unescape(each) for each in re.findall(rf'href="({begun}/(?:forms|categories)\?at=[^"]+)"', page)
    ]
    assert len(links) == 2
    fields, items = (author.get(each) for each in links)
    assert fields.status_code == items.status_code == 200
    assert 'value="从事专业"' in fields.text
    assert plan_mistakes.item(plan_mistakes.sound())["caption"] in items.text


def test_a_button_leads_back_to_the_draft_alone(author: Visitor, begun: str) -> None:
    author.get(f"{begun}/problems")
    author.send("建议：删去筛选条件", back="https://example.com/")
    assert author.path == f"{begun}/problems"


def test_another_units_draft_is_not_found(demonstration: Demonstration, begun: str) -> None:
    stranger = demonstration.sign_in("demo-engineer-office", "legal")
    for address in (f"{begun}/problems", f"{begun}/problems/live"):
        assert stranger.client.get(address, base_url=stranger.base).status_code in (403, 404)
