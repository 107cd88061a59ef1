"""方案设计 without scripts: a plan begun, filled in, refused with what was typed, changed by two authors, undone (issue 6)."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Site
from tests.web.site import Visitor

START = {
    "template": "basic",
    "series": "06",
    "level": "senior",
    "year": "2023",
    "committee": "安徽省农业系列高级职称评审委员会",
    "opens": "2023-06-10",
    "closes": "2023-08-10",
    "titles": "高级农艺师",
    "specialties": "作物栽培\r\n植物保护",
}
FIELD = "section:{}-profession/properties/practice_field"


def organiser(site: Site) -> Visitor:
    visitor = site.visitor()
    visitor.sign_in("legal-organiser", "legal")
    return visitor


@pytest.fixture
def author(site: Site) -> Visitor:
    return organiser(site)


@pytest.fixture
def draft(author: Visitor) -> str:
    """The address of a draft that was begun from the template."""
    author.get("/plans/design/new")
    page = author.send("specialties", **START)
    assert page.status_code == 200, page.text
    found = re.search(r"/plans/design/drafts/[0-9a-f]+", author.path)
    assert found
    return found[0]


def plan_of(author: Visitor, draft: str) -> str:
    """The name that the plan's own documents begin with."""
    found = re.search(r"section:([a-z0-9-]+)-profession", author.get(f"{draft}/forms").text)
    assert found
    return found[1]


def at(author: Visitor, draft: str, address: str, tab: str = "forms") -> None:
    assert author.get(f"{draft}/{tab}?at={address}").status_code == 200


def test_whoever_organises_plans_finds_the_designer(site: Site, author: Visitor) -> None:
    page = author.get("/plans/design")
    assert "方案设计" in page.text
    assert "2022年度中小学教师系列高级职称评审" in page.text
    school = site.visitor()
    school.sign_in("legal-school", "legal")
    assert school.get("/plans/design").status_code == 403


def test_what_is_missing_is_told_at_its_field_and_the_rest_stays(author: Visitor) -> None:
    author.get("/plans/design/new")
    page = author.send("specialties", **{**START, "titles": "", "closes": "2023-05-01"})
    assert page.status_code == 422
    assert author.form("specialties").fields["specialties"].split() == ["作物栽培", "植物保护"]
    page = author.send("specialties", **{**START, "closes": "2023-05-01"})
    assert page.status_code == 422
    assert "申报截止日期早于开始日期" in page.text


def test_a_field_is_added_filled_in_and_undone(author: Visitor, draft: str) -> None:
    plan = plan_of(author, draft)
    at(author, draft, f"section:{plan}-profession")
    page = author.send("/add", caption="推广面积", what="field-decimal")
    assert "tui_guang_mian_ji" in author.path
    page = author.send("unit", unit="亩", required="true")
    assert "已保存" in page.text
    assert author.form("unit").fields["unit"] == "亩"
    assert "数字（可带小数） · 必填" in page.text
    author.send("/undo")
    assert author.form("unit").fields["unit"] == ""
    page = author.send("/undo")
    assert f'id="tree-section:{plan}-profession/properties/tui_guang_mian_ji"' not in page.text
    page = author.get(f"{draft}/changes")
    assert "修改字段“推广面积”" in page.text
    assert "已撤销，可以重做" in page.text


def test_a_name_that_is_missing_is_asked_for_where_it_is_typed(author: Visitor, draft: str) -> None:
    at(author, draft, "facts", "facts")
    page = author.send("评审专业的名称", caption=" ")
    assert page.status_code == 422
    assert "请填写名称" in page.text


def test_conditions_are_chosen_and_what_cannot_be_is_refused_with_the_choices(
    author: Visitor, draft: str
) -> None:
    plan = plan_of(author, draft)
    at(author, draft, f"section:{plan}-profession")
    author.send("/add", caption="工作类别", what="field-choice")
    author.send("choices", choices="科研\r\n推广")
    at(author, draft, FIELD.format(plan))
    author.send("pattern_kind", _do="add:shown")
    fields = {"shown.0.field": "gong_zuo_lei_bie", "shown.0.test": "is", "shown.0.value": "生产"}
    page = author.send("shown.0.field", **fields)
    assert page.status_code == 422
    assert "没有选项“生产”，请从列表中选择。" in page.text
    assert re.search(r'type="checkbox"[^>]*name="shown.0.value"[^>]*value="科研"', page.text)
    assert author.form("shown.0.field").fields["shown.0.value"] == "生产"
    page = author.send("shown.0.field", **{**fields, "shown.0.value": "推广"})
    assert page.status_code == 200
    assert "有条件显示" in page.text


def test_two_authors_choose_between_their_texts(site: Site, author: Visitor, draft: str) -> None:
    plan = plan_of(author, draft)
    address, other = FIELD.format(plan), organiser(site)
    at(author, draft, address)
    at(other, draft, address)
    other.send("pattern_kind", caption="所学专业")
    page = author.send("pattern_kind", caption="现从事专业", hint="写全称")
    assert page.status_code == 409
    assert "所学专业" in page.text
    assert "请选择要保留的内容" in page.text
    mine = re.search(r'name="choose:caption" value="(mine:[^"]+)"', page.text)
    assert mine
    page = author.send("pattern_kind", **{"choose:caption": mine[1]})
    assert page.status_code == 200
    fields = author.form("pattern_kind").fields
    assert (fields["caption"], fields["hint"]) == ("现从事专业", "写全称")


def test_what_a_colleague_has_done_is_not_undone_unseen(site: Site, author: Visitor, draft: str) -> None:
    address, other = "facts/specialties/zhi-wu-bao-hu", organiser(site)
    at(author, draft, address, "facts")
    author.send("origins", caption="植物检疫")
    at(other, draft, "facts/specialties/zuo-wu-zai-pei", "facts")
    other.send("origins", caption="作物栽培学")
    page = author.send("/undo")
    assert "这一步没有执行" in page.text
    assert "作物栽培学" in author.get(f"{draft}/facts").text
    author.send("/undo")
    page = author.get(f"{draft}/facts")
    assert "作物栽培学" not in page.text
    assert "植物检疫" in page.text


def test_what_a_colleague_has_changed_is_not_deleted_unseen(site: Site, author: Visitor, draft: str) -> None:
    address, other = "facts/specialties/zhi-wu-bao-hu", organiser(site)
    at(author, draft, address, "facts")
    at(other, draft, address, "facts")
    other.send("origins", caption="植物检疫")
    page = author.press("删除")
    assert "另一位同事刚刚修改了这里" in page.text
    assert "植物检疫" in page.text
    page = author.press("删除")
    assert "已删除" in page.text


def test_moved_by_buttons(author: Visitor, draft: str) -> None:
    at(author, draft, "facts/specialties/zhi-wu-bao-hu", "facts")
    page = author.press("上移")
    assert page.text.index("植物保护</a>") < page.text.index("作物栽培</a>")
    assert 'id="act-up" disabled' in page.text


def test_rules_are_chosen_written_and_switched_off(author: Visitor, draft: str) -> None:
    author.get(f"{draft}/rules/form")
    author.send("kind", kind="attachment", do="refresh")
    page = author.press("保存规则", attachment="attachments.pledge", row="attachments", caption="已传承诺书")
    assert page.status_code == 422
    assert author.form("kind").fields["caption"] == "已传承诺书"
    page = author.press("保存规则", policy_text="须上传承诺书", policy_source="测试文件")
    assert "规则已保存" in page.text
    assert "已传承诺书" in page.text
    page = author.press("在本计划停用")
    assert "本计划停用的规则" in page.text
    author.get(f"{draft}/rules/parameters")
    page = author.send("tenure", tenure="4")
    assert author.form("tenure").fields["tenure"] == "4"
    author.get(f"{draft}/rules/text")
    text = author.form("seen").fields["text"]
    assert "yi-chuan-cheng-nuo-shu" in text
    page = author.send("seen", text="坏: [")
    assert page.status_code == 422
    assert author.form("seen").fields["text"] == "坏: ["


def test_the_library_says_who_uses_what_and_puts_it_into_a_draft(author: Visitor, draft: str) -> None:
    author.get(f"/plans/design/library?kind=pledge&draft={draft.rsplit('/', 1)[1]}")
    assert "2021年度工程系列" in author.page.text
    page = author.press("复制一份")
    assert "已加入方案" in page.text
    assert "公用的内容" not in author.get(f"{draft}/texts?at=texts/paragraphs/0").text


def test_a_plan_is_copied_and_corrected(author: Visitor) -> None:
    author.get("/plans/design")
    page = author.post(
        "/plans/design/plans/2022-teacher-senior/next-year",
        {"csrf_token": author.csrf(), "owner": author.form("csrf_token").fields.get("owner", "")},
    )
    assert "2023年度中小学教师系列高级职称评审" in page.text
    author.get("/plans/design")
    page = author.send("2022-teacher-senior/correction", reason="")
    assert page.status_code == 422
    page = author.send("2022-teacher-senior/correction", reason="补充专业目录")
    assert "已开始修订" in page.text
    assert "继续修订" in author.get("/plans/design").text


def test_what_is_gone_leads_to_what_it_stood_in(author: Visitor, draft: str) -> None:
    at(author, draft, "facts/specialties/nothing", "facts")
    assert "计划名称" in author.page.text
    assert "要找的内容已不在这里" in author.page.text
    at(author, draft, "facts/specialties/zhi-wu-bao-hu", "facts")
    page = author.press("删除")
    assert "已删除" in page.text
    assert "已不在这里" not in page.text


def test_what_a_filter_can_ask_follows_what_is_chosen_above_it(author: Visitor, draft: str) -> None:
    """Before anything is saved, and without scripts (issue 6)."""
    item = "requirements/standards/standard/categories/achievement/items/representative_work"
    at(author, draft, item, "categories")
    assert "更新可选内容" in author.page.text
    page = author.press("更新可选内容", takes=["patent"])
    assert page.status_code == 200
    author.press("+ 新增业绩条件")
    assert "法律状态" in author.page.text
    assert "颁奖机构" not in author.page.text
    author.press("更新可选内容", takes=["award"])
    assert "颁奖机构" in author.page.text
    author.press("更新可选内容", filters__0__field="grade")
    assert re.search(r'type="checkbox"[^>]*name="filters.0.value"[^>]*value="一等"', author.page.text)
    saved = author.press("保存", 1, filters__0__value=["特等", "一等"])
    assert "已保存。" in saved.text, saved.text
    again = author.get(f"{draft}/categories?at={item}").text
    assert re.findall(r'name="filters.0.value"[^>]*value="([^"]+)" checked', again) == ["特等", "一等"]
    assert re.findall(r'name="takes"[^>]*value="([^"]+)" checked', again) == ["award"]


def test_what_a_condition_compares_with_is_chosen_where_there_are_choices(
    author: Visitor, draft: str
) -> None:
    plan = plan_of(author, draft)
    at(author, draft, f"section:{plan}-profession")
    author.send("holder", caption="主要工作类别", what="field-choice")
    author.send("choices", choices="科研\r\n推广")
    at(author, draft, FIELD.format(plan))
    author.press("+ 新增显示条件")
    author.press("更新可选内容", shown__0__field="zhu_yao_gong_zuo_lei_bie")
    assert re.search(r'type="checkbox"[^>]*name="shown.0.value"[^>]*value="推广"', author.page.text)
    author.press("保存", 1, shown__0__value=["推广"])
    assert "已保存。" in author.page.text


def test_excel_is_offered_where_lists_are_made(author: Visitor, draft: str) -> None:
    for tab in ("facts", "categories", "attachments"):
        page = author.get(f"{draft}/{tab}").text
        assert f'href="{draft}/excel"' in page, tab
    assert author.get(f"{draft}/excel").status_code == 200


def test_the_library_speaks_of_rules_in_words_and_of_chains_of_plans(author: Visitor) -> None:
    rules = author.get("/plans/design/library?kind=ruleset").text
    assert "{each" not in rules
    assert "各项" in rules
    chains = author.get("/plans/design/library?kind=chain").text
    assert "补换" not in chains
    assert "评审" in chains
