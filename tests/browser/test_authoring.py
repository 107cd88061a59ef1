"""From nothing to the title: a plan for 农业 高级 is made by clicking (issue 6)."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import authored, authoring, journey
from tests.browser.authoring import Rule, add, choose, condition, require, save, tab, thing, tick, write
from tests.browser.conftest import Serve
from tests.browser.hands import sign_in
from tests.browser.journey import Journey
from zcforms.services.plan_naming import id_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[..., None]
Visit = Callable[..., Page]
ROOT = Path(__file__).resolve().parents[2]
APPLICANT = "demo-new"


def made_before() -> dict[str, Any]:
    """What the criteria of the series ask for: categories with items, as they were once written by hand."""
    text = (ROOT / "schemas/plans/2022-agronomy-senior.json").read_text(encoding="utf-8")
    plan: dict[str, Any] = json.loads(text)
    return plan


def library_captions() -> dict[str, str]:
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))["caption"]
        for path in (ROOT / "schemas/achievements").glob("*.json")
    }


BEGINNING = authoring.Beginning(
    *("06", "高级", "安徽省农业系列高级职称评审委员会"),
    titles=("高级农艺师",),
    specialties=[each["caption"] for each in made_before()["specialties"]],
    facts={"年度": "2022", "申报开始日期": "2022-06-10", "申报截止日期": "2022-08-10"},
)
AREA, KIND, SITES, PLACE, MU, UNIT = (
    "推广面积",
    "主要工作类别",
    "示范基地",
    "基地名称",
    "面积",
    "任职单位层级",
)
EXTENSION, JUNIORS, PAPERS, PAPER = "技术推广", "指导下级人员", "论文著作", "公开发表的论文"
REASON, FIRST = "2022 年首次组织本系列评审", "新品种、新技术、新产品研制或推广并规模应用"
PLEDGED = "本人推广应用的面积和效益数据真实，愿意接受实地核查。"
FIRST_ITEM = "小项一"
ATTACHMENTS = ("推广应用证明", "单位聘用文件", "其他相关附件")


def write_facts(page: Page) -> None:
    plan = made_before()
    write(page, scope=plan["scope"], content=plan["content"], resubmit_days=str(plan["resubmit_days"]))
    save(page)


def build_forms(page: Page) -> None:
    """A choice, a number that is asked for one choice only, a table inside the section, and a field that nobody needs."""
    tab(page, "申报表单")
    choose(page, "专业信息")
    add(page, "字段", KIND, "单选")
    write(page, choices=f"科研\n{EXTENSION}\n检验检测\n技术管理")
    require(page)
    save(page)
    choose(page, "专业信息")
    add(page, "字段", AREA, "数字（可带小数）")
    write(page, unit="万亩")
    require(page)
    condition(page, "新增显示条件", "shown.0", KIND, EXTENSION)
    save(page)
    choose(page, "专业信息")
    add(page, "字段", SITES, "表格（多条记录）")
    write(page, min_items="1")
    save(page)
    authoring.rename(page, "内容", PLACE)
    choose(page, SITES)
    add(page, "列", MU, "整数")
    write(page, unit="亩")
    save(page)
    choose(page, "专业信息")
    add(page, "字段", UNIT, "单行文字")


def build_requirements(page: Page) -> None:
    """The two categories of the criteria and one of papers, with a filter."""
    library = library_captions()
    tab(page, "业绩要求")
    for category in made_before()["standards"][0]["categories"]:
        fresh = not thing(page, category["caption"]).count()
        if fresh:
            choose(page, "评审标准")
            add(page, "业绩大类", category["caption"])
        for item in category["items"]:
            if fresh:  # a category begins with an item
                authoring.rename(page, FIRST_ITEM, item["caption"])
                fresh = False
            else:
                choose(page, category["caption"])
                add(page, "业绩小项", item["caption"])
            tick(page, "可以导入业绩库的哪些类别", [library[each] for each in item["takes"]])
            save(page)
        choose(page, category["caption"])
        write(page, minimum="1")
        save(page)
    choose(page, "代表性业绩")
    authoring.remove(page)
    choose(page, "评审标准")
    add(page, "业绩大类", PAPERS)
    authoring.rename(page, FIRST_ITEM, PAPER)
    tick(page, "可以导入业绩库的哪些类别", [library["publication"]])
    save(page)
    write(page, maximum="3")
    condition(page, "新增业绩条件", "filters.0", "发表时间", "2017-01-01", test="不小于（不早于）")
    save(page)


def build_attachments(page: Page) -> None:
    """Three more than the template has."""
    tab(page, "附件")
    for caption in ATTACHMENTS:
        choose(page, "附件清单")
        add(page, "附件", caption)
    write(page, minimum="0")
    save(page)


ROW = "个人信息检测"
RULES = (
    Rule(
        "数值要求",
        {"left": AREA, "operator": "不小于", "number": "1"},
        *(ROW, "推广面积不少于一万亩", "主持推广的新技术应用面积不少于一万亩"),
    ),
    Rule(
        *("必传附件", {"attachment": ATTACHMENTS[0]}, "附件上传情况"),
        *("推广应用须有证明", "推广应用成果须由县级以上农业主管部门证明"),
    ),
    Rule(
        *("至少 N 条", {"list": JUNIORS, "number": "1"}, "指导培养"),
        *("指导下级人员的经历", "具有指导下级农业技术人员的经历"),
    ),
    Rule(  # what it reads is deleted later
        *("必填", {"name": UNIT}, ROW),
        *("须写明任职单位层级", "按任职单位的层级评审"),
    ),
)


def choose_rules(page: Page, here: str) -> None:
    """Three and one too many with the form; of the library the one on the years in the last title, with what it leaves to the plan."""
    for rule in RULES:
        authoring.write_rule(page, here, rule)
    page.goto(f"{here}/rules/sources")
    expect(page.get_by_label("学历和任职年限（副高级）")).to_be_checked()
    page.goto(f"{here}/rules/parameters")
    page.get_by_label("下一级职称").fill("农艺师")
    page.get_by_label("哪些现有职称可以申报").fill("农艺师")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("参数已保存。")).to_be_visible()


def write_pledge(page: Page) -> None:
    tab(page, "承诺与打印")
    box = page.get_by_role("region", name="添加承诺段落", exact=True)
    box.get_by_label("内容").fill(PLEDGED)
    box.get_by_role("button", name="添加", exact=True).click()
    expect(page.locator('#design-fill [name="text"]')).to_have_value(PLEDGED)


def make_mistakes(page: Page) -> None:
    """A minimum above its maximum, and a field deleted that a rule reads: she is told what hangs on it, and goes on."""
    tab(page, "业绩要求")
    choose(page, JUNIORS)
    write(page, minimum="2", maximum="1")
    save(page)
    tab(page, "申报表单")
    choose(page, "专业信息")
    choose(page, UNIT)
    expect(page.get_by_text("用到它的地方")).to_be_visible()
    authoring.remove(page)


def stopped(page: Page, here: str, number: int) -> None:
    """At 送审, with what stands against it; the places are under 问题."""
    authoring.hand_over(page, here, REASON)
    expect(page.get_by_role("alert")).to_contain_text("还不能送复核")
    tab(page, "问题")
    expect(page.get_by_role("status").filter(has_text=f"必须改正 {number} 处")).to_be_visible()


def mend(page: Page, here: str, shot: Shot) -> None:
    """One mistake as it is proposed, the other by hand."""
    stopped(page, here, 1)
    problem = page.locator("#problems li").filter(has_text=f"{JUNIORS} › 最少条数")
    expect(problem).to_contain_text("下限比上限大，怎么填都不对")
    shot(page, "authoring-stopped")
    problem.get_by_role("button", name="按建议修改").click()
    expect(page.locator("#problems")).not_to_contain_text("最少条数")
    stopped(page, here, 2)
    problem = page.locator("#problems li").filter(has_text=RULES[-1].caption)
    expect(problem.first).to_contain_text("规则有错，检测无法进行")
    tab(page, "检查规则")
    page.get_by_role("button", name=f"删除：{RULES[-1].caption}").click()
    page.locator("#zc-confirm").get_by_role("button", name="删除").click()
    expect(page.get_by_text("已删除这条规则")).to_be_visible()
    tab(page, "问题")
    expect(page.get_by_role("status").filter(has_text="没有发现问题")).to_be_visible()


def look(page: Page, here: str, shot: Shot) -> None:
    """The page as an applicant will see it, with the field that is asked for one choice only."""
    page.goto(f"{here}/preview?page=part-basic&width=both")
    desk = page.frame_locator(".zc-frame-desktop iframe")
    expect(desk.get_by_role("group", name=SITES)).to_be_visible()
    area = desk.get_by_label(AREA)
    expect(area).to_be_hidden()
    desk.get_by_label(EXTENSION, exact=True).check()
    expect(area).to_be_visible()
    shot(page, "authoring-preview")


def try_out(page: Page, here: str, shot: Shot) -> None:
    """As somebody made up who passes: every row of the check is met."""
    page.goto(f"{here}/trial")
    page.get_by_label(re.compile("^常规申报.*能通过")).first.check()
    page.get_by_role("button", name="开始试填", exact=True).click()
    page.get_by_role("link", name=re.compile("^检测")).click()
    page.get_by_role("link", name="开始检测", exact=True).click()
    expect(page.get_by_text("各项全部符合")).to_be_visible()
    expect(page.locator(".zc-check")).to_contain_text("指导培养 要求至少录入1项记录")
    shot(page, "authoring-trial")


def application(plan: str) -> dict[str, Any]:
    """What the agronomist of the examples tells, under the plan that was made: with the fields that are its own."""
    document = journey.example("agronomist-complete")
    items = {each["caption"]: id_of(each["caption"], ()) for each in items_made_before()}
    site = {id_of("内容", ()): "怀远县禾穗示范基地", id_of(MU, ()): 500}
    document["plan"] = plan
    document["standard"] = "standard"
    document["specialty"] = id_of("作物栽培", (), joint="-")
    document["title"] = id_of("高级农艺师", (), joint="-")
    document["answers"]["profession"] = {
        "practice_field": "水稻栽培",
        id_of(KIND, ()): EXTENSION,
        id_of(AREA, ()): 35,
        id_of(SITES, ()): [site],
    }
    imports = document["imports"]
    imports[items[FIRST]] = imports.pop("extension")
    imports[id_of(f"指导培养{FIRST_ITEM}", ())] = imports.pop("juniors")  # its category began with it
    one = document["attachments"]["pledge"][:1]
    document["attachments"] |= {id_of(each, ()): one for each in ATTACHMENTS[:2]}
    return document


def items_made_before() -> list[dict[str, Any]]:
    return [item for category in made_before()["standards"][0]["categories"] for item in category["items"]]


@pytest.fixture(scope="module")
def var(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("authored")
    shutil.copytree(demonstration, var, dirs_exist_ok=True)
    return var


@pytest.fixture(scope="module")
def records(var: Path) -> dict[str, str]:
    """Of an applicant who has declared nothing yet: ids of the example's achievements -> of the library's."""
    return authored.stocked(var, APPLICANT)


@pytest.fixture(scope="module")
def server(serve: Serve, var: Path, records: dict[str, str]) -> str:
    assert records
    return serve(ZCFORMS_VAR=str(var))


def declare(page: Page, plan: str, records: dict[str, str], shot: Shot) -> None:
    """The whole way, to the submission."""
    applicant = Journey(page, application(plan), lambda *_, **__: None, "authored", records=records)
    sign_in(page, APPLICANT)
    applicant.start()
    applicant.fill_parts()
    applicant.import_achievements()
    applicant.check("")
    expect(page.locator(".zc-check")).not_to_contain_text("不符合")
    expect(page.locator(".zc-check")).to_contain_text("指导培养 要求至少录入1项记录")
    shot(page, "authoring-check")
    applicant.submit()


def test_a_plan_from_nothing_until_an_applicant_passes_it(
    visit: Visit, shot: Shot, records: dict[str, str]
) -> None:
    author, reviewer, applicant = visit(), visit(), visit()
    here = authoring.begin(author, BEGINNING)
    write_facts(author)
    build_forms(author)
    build_requirements(author)
    build_attachments(author)
    choose_rules(author, here)
    write_pledge(author)
    make_mistakes(author)
    mend(author, here, shot)
    look(author, here, shot)
    try_out(author, here, shot)
    authoring.hand_over(author, here, REASON)
    expect(author.get_by_text("已送复核，等待本单位另一账号复核发布")).to_be_visible()
    expect(author.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    sign_in(reviewer, authoring.REVIEWER, "legal")
    authoring.publish(reviewer, here, "已核对，同意发布。")
    shot(reviewer, "authoring-published")
    found = reviewer.locator("#published p a").first.get_attribute("href")
    assert found
    declare(applicant, found.rpartition("/")[2], records, shot)
