"""The filling-in pages (features 30 to 54): saving, stale windows, drafts, imports."""

from __future__ import annotations

import json
import re

from tests.web.conftest import Demonstration
from tests.web.site import complaints


def test_side_navigation_says_what_is_done_and_what_is_missing(demonstration: Demonstration) -> None:
    """Feature 30."""
    visitor, here = demonstration.at_form("demo-draft")
    page = visitor.get(f"{here}/fill").text
    for caption in ("个人信息", "申报业绩", "结果一览表", "附件一览表", "申报一览表", "提交审核"):
        assert caption in page
    side = page.split('aria-label="填报步骤"')[1].split("</nav>")[0]
    assert "步骤 1/4：基本信息" in side
    assert re.search(r"还缺 <strong>\d+</strong> 项", side)
    notes = dict(re.findall(r"<span>([^<]+)</span> <span class=\"zc-side-state\">([^<]+)</span>", side))
    assert notes["工作经历"] == "已填"
    assert notes["思想政治"] == "选填"
    assert re.fullmatch(r"缺 \d+ 项", notes["能力条件"])
    assert re.search(r"最近保存 <time[^>]*>2022-07-03 09:00</time>", side)
    assert re.search(r"截止 <time[^>]*>2022-07-31 23:59</time><br>还有 26 天 14 小时", side)


def test_what_is_missing_stands_on_every_page_with_its_place(demonstration: Demonstration) -> None:
    """Feature 30: on a page to fill in what that page lacks, on the others what all of them lack; each a link to the very place."""
    visitor, here = demonstration.at_form("demo-draft")
    for path, wanted in (
        ("achievements/ability", "本页还缺 <strong>2</strong> 项"),
        ("overview", "还缺 <strong>"),
        ("attachments-overview", "还缺 <strong>"),
        ("check", "还缺 <strong>"),
    ):
        page = visitor.get(f"{here}/{path}").text
        told = page.split("data-missing>")[1].split("</section>")[0]
        assert wanted in told
        links = re.findall(r'href="([^"]+)"', told)
        assert f"{here}/achievements/ability#list-action_report" in links
        for link in links:
            target, _, anchor = link.partition("#")
            assert not anchor or f'id="{anchor}"' in visitor.get(target).text, link
    visitor, here = demonstration.at_form("demo-submitted")
    page = visitor.get(f"{here}/overview").text
    assert 'zc-missing"' not in page
    assert "申报状态：<strong>审核中</strong>" in page


def test_the_last_check_stands_beside_the_last_step(demonstration: Demonstration) -> None:
    """Features 30, 58: how the declaration stands by its last check, until something changes."""
    visitor, here = demonstration.at_form("demo-incomplete")
    state = r'<span>(?:<span[^>]*>4</span>)?提交审核</span>(?: <span class="zc-side-state">([^<]+)</span>)?'
    seen = [re.search(state, visitor.get(f"{here}/parts/work").text)[1]]  # type: ignore[index]
    visitor.get(f"{here}/check?run=1")
    seen.append(re.search(state, visitor.get(f"{here}/parts/work").text)[1])  # type: ignore[index]
    visitor.get(f"{here}/parts/basic")
    visitor.send("保存个人信息", basic__birthplace="安徽阜阳")
    seen.append(re.search(state, visitor.get(f"{here}/parts/work").text)[1])  # type: ignore[index]
    assert seen == [None, "2 项不符合", "待重新检测"]


def test_every_part_of_every_plan_opens(demonstration: Demonstration) -> None:
    for sub in ("demo-ready", "demo-engineer"):
        visitor, here = demonstration.at_form(sub)
        visitor.get(f"{here}/fill")
        for path in sorted(set(re.findall(rf'href="({here}/[^"#]+)"', visitor.page.text))):
            assert visitor.get(path).status_code == 200, path


def test_specialty_years_are_set_to_the_working_years_and_told(demonstration: Demonstration) -> None:
    """Feature 66."""
    visitor, here = demonstration.at_form("demo-draft")
    visitor.get(f"{here}/parts/basic")
    page = visitor.send("保存个人信息", basic__work_years="12", basic__specialty_years="30")
    assert "已保存" in page.text, complaints(page)
    assert visitor.form("保存个人信息").fields["basic.specialty_years"] == "12"


def test_read_only_values_are_never_taken_from_the_request(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-draft")
    before = visitor.get(f"{here}/parts/basic").text.count("<img")
    visitor.send("保存个人信息", **{"basic.photo:file": "ffff", "basic.photo": "ffff"})
    assert visitor.page.text.count("<img") == before


def test_a_table_that_changed_elsewhere_is_not_acted_on(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-draft")
    visitor.get(f"{here}/parts/basic")
    old = visitor.form("/records")
    visitor.get(f"{here}/parts/basic")
    now = visitor.form("/records")
    command = {"_do": "delete:0"}
    assert visitor.post(now.action, dict(now.fields.items(multi=True)) | command).status_code == 200
    assert "撤销删除" in visitor.page.text
    fields = dict(old.fields.items(multi=True)) | command
    assert visitor.post(old.action, fields).status_code == 409
    visitor.get(f"{here}/parts/basic")
    assert "已恢复" in visitor.send("撤销删除").text
    fresh = dict(visitor.form("/records").fields.items(multi=True))
    assert visitor.post(old.action, fresh | {"_do": "explode:0"}).status_code == 422


def test_autosave_comes_back_when_asked_for(demonstration: Demonstration) -> None:
    """Feature 23: nothing is lost when a browser closes."""
    visitor, here = demonstration.at_form("demo-draft")
    visitor.get(f"{here}/parts/basic")
    assert visitor.autosave("保存个人信息", basic__birthplace="没来得及保存").json["saved"]
    assert "自动保存" in visitor.get(f"{here}/parts/basic").text
    page = visitor.get(f"{here}/parts/basic?draft=1")
    assert 'value="没来得及保存"' in page.text
    visitor.send("保存个人信息")
    assert "没来得及保存" in visitor.get(f"{here}/parts/basic").text
    assert "恢复</a>" not in visitor.page.text.split("<template")[0]


def test_an_autosave_that_is_no_object_is_refused(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-draft")
    visitor.get(f"{here}/parts/basic")
    answer = visitor.client.post(
        "/drafts/x",
        data="[1]",
        content_type="application/json",
        base_url=visitor.base,
        headers={"X-CSRFToken": visitor.csrf()},
    )
    assert answer.status_code == 422


def test_importing_twice_is_told(demonstration: Demonstration) -> None:
    """Feature 51."""
    visitor, here = demonstration.at_form("demo-ready")
    page = visitor.get(f"{here}/lists/work/import").text
    assert "如需重新导入请先移除" in page
    taken = re.search(r'value="([0-9a-f]+)" id="pick-', page)
    assert taken
    page = visitor.send("record", record=[taken[1]]) if "保存" in page else visitor.page
    assert page.status_code == 422


def test_qualifying_education_and_verdicts_are_drawn_from_the_documents(demonstration: Demonstration) -> None:
    """Features 43 and 45."""
    visitor, here = demonstration.at_form("demo-incomplete")
    visitor.get(f"{here}/parts/assessments")
    form = visitor.form("annotations")
    name = next(name for name in re.findall(r'name="(record-[^"]+\.verdict)"', visitor.page.text))
    visitor.post(form.action, {**dict(form.fields.items(multi=True)), name: "合格"})
    form = visitor.form("annotations")
    assert form.fields[name] == "合格"
    page = visitor.post(form.action, {**dict(form.fields.items(multi=True)), name: "优秀"})
    assert page.status_code == 422
    visitor.get(f"{here}/parts/assessments")
    assert visitor.form("annotations").fields[name] == "合格"


def test_another_persons_application_is_not_found(demonstration: Demonstration) -> None:
    _, here = demonstration.at_form("demo-ready")
    other = demonstration.sign_in("demo-library")
    for path in (
        "",
        "/fill",
        "/parts/basic",
        "/overview",
        "/check?run=1",
        "/sheet",
        "/sheet/preview",
        "/pledge",
        "/choose",
    ):
        assert other.get(f"{here}{path}").status_code == 404, path
    other.get("/")
    for path in ("/submit", "/delete", "/withdraw", "/restore", "/parts/basic"):
        assert other.post(f"{here}{path}", {"csrf_token": other.csrf()}).status_code == 404, path


def test_a_submitted_application_can_only_be_looked_at(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-submitted")
    page = visitor.get(f"{here}/parts/basic").text
    assert "申报已提交，以下内容只能查看" in page
    assert "保存个人信息" not in page
    refused = visitor.post(f"{here}/parts/basic", {"csrf_token": visitor.csrf(), "basic.birthplace": "别处"})
    assert refused.status_code == 409
    assert json.dumps("别处") not in visitor.get(f"{here}/overview").text


def test_the_attachments_say_what_is_wanted(demonstration: Demonstration) -> None:
    """Features 46, 71: originals, named by content; each item with its limits and its template."""
    visitor, here = demonstration.at_form("demo-incomplete")
    page = visitor.get(f"{here}/parts/attachments").text
    assert "请上传原件的扫描件或照片；复印件须有单位盖章" in page
    for caption in ("职称填报承诺书", "班主任工作经历", "下载模板：职称填报承诺书", "不超过 10 MB"):
        assert caption in page
