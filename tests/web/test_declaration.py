"""From the plan to the submitted application and its paper (features 18 to 29, 33, 58 to 64, 73)."""

from __future__ import annotations

import io
import re
import time

from pypdf import PdfReader

from tests.web.conftest import Demonstration
from tests.web.site import Visitor, complaints
from zcforms import worker
from zcforms.storage.work import work

TEACHERS, ENGINEERS = "2022-teacher-senior", "2021-engineering-senior"


def plans_of(demonstration: Demonstration) -> list[str]:
    return list(demonstration.house.catalogue.plans)


def choose(visitor: Visitor, demonstration: Demonstration, plan_id: str, *, sure: bool = True) -> Visitor:
    plan = demonstration.house.plan(plan_id)
    visitor.get(f"/plans/{plan_id}/choose")
    chosen = {
        "route": plan.routes[0].id,
        "standard": plan.standards[0].id,
        "specialty": plan.specialties[0].id,
        "title": plan.titles[0].id,
    }
    visitor.send("sure" if sure else "specialty", **chosen, **({"sure": "1"} if sure else {}))
    return visitor


def test_every_plan_has_its_page_with_downloads(demonstration: Demonstration) -> None:
    """Feature 27."""
    visitor = demonstration.sign_in("demo-library")
    for plan in demonstration.house.catalogue.plans.values():
        page = visitor.get(f"/plans/{plan.id}")
        for text in (plan.caption, plan.committee, plan.specialties[-1].caption, "马上申报"):
            assert text in page.text
        for download in plan.downloads:
            file = visitor.get(f"/plans/{plan.id}/downloads/{download.id}")
            assert file.data.startswith(b"%PDF")
            assert "attachment" in file.headers["Content-Disposition"]


def test_an_own_declaration_offers_the_downloads_of_its_version(demonstration: Demonstration) -> None:
    """Feature 27: also when the plan has a newer version by now."""
    visitor, there = demonstration.at_form("demo-incomplete")
    page = visitor.get(there).text
    link = f"{there}/downloads/pledge"
    assert f'<a href="{link}">诚信承诺书（模板）</a>' in page
    assert visitor.get(link).data.startswith(b"%PDF")
    assert demonstration.sign_in("demo-library").get(link).status_code == 404


def test_the_page_has_its_three_blocks(demonstration: Demonstration) -> None:
    """Features 20, 21, 25: in this order; the record shows what figure 4-1 shows."""
    visitor, _ = demonstration.at_form("demo-incomplete")
    page = visitor.get("/declaration").text
    places = [page.index(f'aria-label="{block}"') for block in ("当前申报记录", "我的历史记录", "评审计划")]
    assert places == sorted(places)
    record = page[places[0] : places[1]]
    for caption in (
        "申报年度",
        "起止日期",
        "申报方式",
        "申报专业",
        "申报职称",
        "申报级别",
        "有无面试",
        "申报时间",
        "申报状态",
    ):
        assert caption in record
    assert "2022-06-21 至 2022-07-31" in record


def test_the_plan_search_asks_what_is_given(demonstration: Demonstration) -> None:
    """Feature 26; what cannot be read asks nothing."""
    visitor = demonstration.sign_in("demo-library")
    assert "工程系列" in visitor.get("/declaration?year=2021").text
    page = visitor.get("/declaration?year=2021&text=教师").text
    assert "没有符合条件的评审计划" in page
    assert visitor.get("/declaration?year=二〇二一&plans=-3&page=x").status_code == 200


def test_choosing_needs_the_tick_and_keeps_what_was_chosen(demonstration: Demonstration) -> None:
    """Feature 28."""
    visitor = demonstration.sign_in("demo-library")
    choose(visitor, demonstration, plans_of(demonstration)[0], sure=False)
    assert visitor.page.status_code == 422
    assert "确认无误" in " ".join(complaints(visitor.page))
    plan = demonstration.house.plan(plans_of(demonstration)[0])
    assert visitor.form("sure").fields["specialty"] == plan.specialties[0].id


def test_the_summary_follows_the_choices(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    plan = demonstration.house.plan(plans_of(demonstration)[0])
    said = visitor.get(f"/plans/{plan.id}/chosen?specialty={plan.specialties[3].id}").text
    assert plan.specialties[3].caption in said


def test_a_double_click_starts_one_declaration_and_one_year_takes_one(demonstration: Demonstration) -> None:
    """Features 29 and 63: pledge first, one declaration a plan year, delete and restore (24)."""
    visitor = demonstration.sign_in("demo-library")
    plan = demonstration.house.plan(TEACHERS)
    visitor.get(f"/plans/{plan.id}/choose")
    choose(visitor, demonstration, plan.id)
    assert visitor.path.endswith("/pledge"), complaints(visitor.page)
    first = visitor.path
    choose(visitor, demonstration, plan.id)
    assert visitor.path == first
    unread = visitor.send("同意并继续")
    assert unread.status_code == 422
    assert "请先阅读" in unread.text
    here = first.removesuffix("/pledge")
    refused = visitor.post(f"{here}/parts/basic", {"csrf_token": visitor.csrf()})
    assert refused.status_code == 409
    visitor.get(first)
    visitor.send("同意并继续", read="1")
    assert "/parts/" in visitor.path
    page = visitor.get(f"/plans/{plan.id}")
    assert "一个申报年度只能申报一次" in page.text
    visitor.get(f"{here}/delete")
    assert "已删除" in visitor.send("确定删除").text
    assert "恢复" in visitor.page.text
    assert "已恢复" in visitor.send("/restore").text


def test_choosing_again_within_the_plan(demonstration: Demonstration) -> None:
    """Feature 33."""
    visitor, here = demonstration.at_form("demo-incomplete")
    visitor.get(f"{here}/choose")
    application = visitor.form("sure").fields
    plan = demonstration.house.plan(TEACHERS)
    other = next(each for each in plan.specialties if each.id != application["specialty"])
    visitor.send("sure", specialty=other.id, sure="1")
    assert other.caption in visitor.get(f"{here}/parts/{plan.parts[0].id}").text


def test_somebody_who_is_banned_is_told_why(demonstration: Demonstration) -> None:
    """Feature 64."""
    visitor = demonstration.sign_in("demo-banned")
    page = visitor.get(f"/plans/{plans_of(demonstration)[0]}").text
    assert "禁止申报期" in page
    assert re.search(r"<button[^>]*disabled[^>]*>马上申报", page)


def test_without_an_employer_there_is_no_declaration(demonstration: Demonstration) -> None:
    """Feature 13."""
    visitor = demonstration.sign_in("demo-unbound")
    plan_id = plans_of(demonstration)[0]
    assert "disabled" in visitor.get(f"/plans/{plan_id}").text
    choose(visitor, demonstration, plan_id)
    assert visitor.page.status_code == 409
    assert "还没有绑定工作单位" in visitor.page.text


def test_each_failure_leads_to_where_it_is_mended(demonstration: Demonstration) -> None:
    """Features 58 to 61: the table, and links that open."""
    visitor, here = demonstration.at_form("demo-incomplete")
    assert "disabled" in visitor.get(f"{here}/check").text.split("提交审核</button>")[0][-200:]
    page = visitor.get(f"{here}/check?run=1").text
    assert "（申报信息不完善，无法提交）" in page
    links = re.findall(r'<a href="([^"]+)"[^>]*>去完善</a>', page)
    assert links
    for link in set(links):
        path, _, anchor = link.replace("&amp;", "&").partition("#")
        target = visitor.get(path)
        assert target.status_code == 200
        assert f'id="{anchor}"' in target.text, link
    visitor.get(here)
    assert page.count("最少怎样改") == page.count("不符合</span>") > 0
    steps = re.findall(r'<li>请[^<]+ <a href="[^"]+#([^"]+)"[^>]* aria-label="前往：[^"]+">前往</a>', page)
    assert {"list-action_report", "list-mentoring"} < set(steps)
    refused = visitor.post(f"{here}/submit", {"csrf_token": visitor.csrf()})
    assert refused.status_code == 422
    assert "没有提交" in refused.text


def test_submitting_twice_is_one_submission_and_the_paper_follows(demonstration: Demonstration) -> None:
    """Features 62 and 73: a waiting page until the sheet is made, then the PDF."""
    visitor, here = demonstration.at_form("demo-ready")
    assert "申报截止前、审核单位处理之前可以撤回" in visitor.get(f"{here}/check?run=1").text
    token = visitor.csrf()
    page = visitor.post(f"{here}/submit", {"csrf_token": token})
    assert "已提交审核，申报编号" in page.text, complaints(page)
    assert "改好后须在 2022-07-31 23:59 前重新提交审核，逾期不能再提交" in page.text
    assert visitor.post(f"{here}/submit", {"csrf_token": token}).status_code == 409
    waiting = visitor.get(f"{here}/sheet")
    assert (waiting.status_code, waiting.headers["Refresh"]) == (202, "3")
    assert "正在生成" in waiting.text
    engine = worker.embed(demonstration.house)
    try:
        for _ in range(240):
            if visitor.get(f"{here}/sheet").status_code == 200:
                break
            time.sleep(0.25)
    finally:
        engine.stop()
    text = "".join(each.extract_text() for each in PdfReader(io.BytesIO(visitor.page.data)).pages)
    assert "林晓禾" in text
    assert "attachment" in visitor.page.headers["Content-Disposition"]


def test_a_draft_can_be_previewed_and_says_so(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-engineer")
    preview = visitor.get(f"{here}/sheet/preview")
    assert preview.headers["Content-Type"] == "application/pdf"
    assert preview.headers["Content-Disposition"].startswith("inline")
    assert "草稿" in "".join(each.extract_text() for each in PdfReader(io.BytesIO(preview.data)).pages)
    assert visitor.get(f"{here}/sheet").status_code == 409


def test_the_pledge_to_sign_carries_the_name(demonstration: Demonstration) -> None:
    """Features 29 and 69."""
    visitor, here = demonstration.at_form("demo-engineer")
    file = visitor.get(f"{here}/pledge-form")
    assert "秦川岳" in "".join(each.extract_text() for each in PdfReader(io.BytesIO(file.data)).pages)


def test_messages_lead_to_their_things_and_are_read(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-returned")
    page = visitor.get("/notices").text
    assert "未读" in page
    for path in set(re.findall(r'<a href="(/[^"]+)">[^<]+</a> <time', page)):
        assert visitor.get(path).status_code == 200, path
    visitor.get("/notices")
    assert "未读</span>" not in visitor.send("全部标为已读").text


def test_home_has_its_five_modules(demonstration: Demonstration) -> None:
    """Features 14 to 18."""
    page = demonstration.sign_in("demo-returned").get("/").text
    for module in ("基本信息", "我的申报情况", "待处理", "业绩统计", "最新计划信息", "欢迎您，韩书宁"):
        assert module in page
    visitor = demonstration.sign_in("demo-endorsed")
    assert "条未读消息" in visitor.get("/").text
    visitor.get("/notices")
    visitor.send("全部标为已读")
    idle = visitor.get("/").text
    assert re.search(r'aria-label="待处理".*?暂无数据.*?</section>', idle, re.S)  # feature 17


def test_nothing_was_journalled_as_broken(demonstration: Demonstration) -> None:
    with work(demonstration.house.database, write=False) as w:
        assert w.journal.verify() is None
