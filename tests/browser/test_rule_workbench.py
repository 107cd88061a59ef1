"""The story of a rule: written from a sentence of the policy, its impact seen, proved by cases, stopped by a mistake that no case would
notice, published by a second person, and met by the next applicant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, WIDE
from tests.browser.hands import sign_in
from tests.browser.test_accessibility import violations
from zcforms.checks import conform, run
from zcforms.checks.run import Outcome
from zcforms.domain.finding import Severity
from zcforms.lab.population import Population
from zcforms.services.bench import Bench

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAN = "2022-teacher-senior"
PEOPLE, HIT = 200, 2
FIELDS = (
    ("basic.specialty_years", "专业年限"),
    ("profession.teaching_years", "教龄"),
    ("basic.work_years", "工作年限"),
    ("profession.rural_years", "农村教龄"),
)


@dataclass(frozen=True)
class Demand:
    """`field` must not be less than `least`: a few of the two hundred made-up people then fail who passed before."""

    field: str
    caption: str
    least: int
    hit: int


@pytest.fixture(scope="module")
def demand() -> Demand:
    with Bench.load() as bench:
        plan, ruleset = bench.catalogue.plans[PLAN], bench.rulesets[PLAN]
        table = ruleset.table("teacher")
        blocking = {rule.id for rule in table.rules if rule.severity is Severity.BLOCKING}
        passing = []
        for facts in Population(plan, ruleset, seed=1).facts(PEOPLE):
            decided = run.decide(table.rules, conform.typed(facts, ruleset.shape))
            if not any(decided.outcomes[rule] is Outcome.VIOLATED for rule in blocking):
                passing.append(decided.typed)  # as the adjusting rules have left them
    for field, caption in FIELDS:
        section, name = field.split(".")
        values = [facts[section].get(name, -1) for facts in passing]
        for least in range(1, 45):
            if (hit := sum(value < least for value in values)) >= HIT:
                return Demand(field, caption, least, hit)
    raise AssertionError("no threshold hits so many of these people")


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Cases, mutants and a population take their time."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=15_000)


def tab(page: Page, caption: str) -> None:
    page.locator(".zc-work-panel .zc-tabs").get_by_role("link", name=caption, exact=True).click()
    expect(page.locator(".zc-work-panel .zc-tabs [aria-current]")).to_have_text(caption)


def checked(page: Page, shot: Callable[..., None], name: str) -> None:
    """A picture at a desk and on a phone, and no violation for those who cannot see it."""
    shot(page, f"rules-{name}")
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        assert violations(page) == []


def told(page: Page, message: str) -> None:
    """What was pressed is done, and said so."""
    expect(page.locator("#work-panel")).not_to_have_attribute("aria-busy", "true", timeout=60_000)
    expect(page.locator("#zc-toasts").get_by_text(message).last).to_be_visible()


def write_the_rule(page: Page, demand: Demand, shot: Callable[..., None]) -> None:
    page.get_by_label("数值要求").check()
    page.locator("#form-left").select_option(demand.field)
    page.locator("#form-operator").select_option(">=")
    page.fill("#form-number", str(demand.least))
    page.locator("#form-row").select_option("personal")
    page.fill("#form-caption", f"{demand.caption}不少于 {demand.least} 年")
    page.fill("#form-id", "years-enough")
    page.fill("#form-policy_text", f"申报高级教师，{demand.caption}须不少于 {demand.least} 年")
    page.fill("#form-policy_source", "某教师〔2022〕1号")
    page.get_by_role("button", name="预览").last.click()
    preview = page.locator("section[aria-label=预览]")
    expect(preview).to_contain_text(f"{demand.caption}不少于 {demand.least} 年")
    expect(preview).to_contain_text("id: years-enough")
    checked(page, shot, "03-form")
    page.get_by_role("button", name="写入规则文本").click()
    told(page, "已写入规则文本")


def keep_case(page: Page, demand: Demand, value: int, name: str) -> None:
    tab(page, "试算")
    page.locator("input#try-pointer").fill(f"：{demand.caption}（")  # once it can be searched
    page.keyboard.press("Enter")
    page.fill("#try-value", str(value))
    page.get_by_role("button", name="试算", exact=True).last.click()
    expect(page.locator(".zc-changed-values")).to_contain_text(str(value))
    page.fill("#case-name", name)
    page.get_by_role("button", name="存为用例").click()
    told(page, "已写入用例文本")
    expect(page.locator("#cases_text")).to_have_value(re.compile(re.escape(name)))


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"^已保存 \d\d:\d\d"))


def submit(page: Page) -> None:
    tab(page, "复核")
    page.get_by_role("button", name="送复核", exact=True).click()


def test_the_story_of_a_rule(visit: Callable[..., Page], shot: Callable[..., None], demand: Demand) -> None:
    applicant, page, reviewer = visit(), visit(), visit()
    caption = f"{demand.caption}不少于 {demand.least} 年"
    sign_in(applicant, "demo-ready")
    applicant.goto("/declaration")
    found = re.search(r"/applications/[0-9a-f]+", applicant.content())
    assert found
    applicant.goto(f"{found[0]}/check?run=1")
    expect(applicant.locator(".zc-check")).not_to_contain_text(caption)

    sign_in(page, "demo-rule-author", "legal")
    page.get_by_role("link", name="规则工作台").click()
    checked(page, shot, "01-list")
    page.get_by_role("link", name="2022年度中小学教师系列高级职称评审").first.click()
    checked(page, shot, "02-ruleset")
    page.fill("#reason", "某教师〔2022〕1号增加年限要求")
    page.get_by_role("button", name="新建草稿", exact=True).click()
    write_the_rule(page, demand, shot)

    checked(page, shot, "04-try")
    tab(page, "影响")
    page.locator("#impact-source").select_option("population")
    page.locator("#impact-size").select_option(str(PEOPLE))
    page.get_by_role("button", name="开始统计").click()
    expect(page.get_by_role("heading", name=f"{PEOPLE} 人中 {demand.hit} 人的结论会变")).to_be_visible(
        timeout=120_000
    )
    expect(page.get_by_text("统计完成。")).to_be_visible(timeout=60_000)
    checked(page, shot, "05-impact")

    keep_case(page, demand, demand.least, f"{caption}，正好够")
    keep_case(page, demand, demand.least - 1, f"{caption}，差一年")
    save(page)
    checked(page, shot, "06-changes")
    submit(page)
    expect(page.get_by_role("alert").get_by_text("还不能送复核")).to_be_visible(timeout=60_000)
    expect(page.locator("#work-panel")).to_contain_text("错误写法没有被发现")
    checked(page, shot, "07-stopped")

    page.get_by_role("link", name="去“用例”处理").first.click()
    expect(page.locator(".zc-survivor").first).to_be_visible(timeout=60_000)
    checked(page, shot, "08-survivor")
    for _ in range(6):
        suggested = page.get_by_role("button", name="采用建议用例")
        if not suggested.count():
            break
        suggested.first.click()
        told(page, "建议的用例已写入用例文本")
    expect(page.get_by_text("规则写错一点，用例都能发现。")).to_be_visible(timeout=60_000)
    checked(page, shot, "09-proved")
    save(page)
    submit(page)
    expect(page.get_by_text("已送复核。")).to_be_visible(timeout=180_000)

    sign_in(reviewer, "demo-rule-reviewer", "legal")
    reviewer.goto("/rules")
    reviewer.locator("#waiting").get_by_role("link").first.click()
    expect(reviewer.locator("#work-panel")).to_contain_text("用例全部通过", timeout=60_000)
    expect(reviewer.locator("#work-panel")).to_contain_text("新增")
    checked(reviewer, shot, "10-review")
    reviewer.fill("#opinion", "已核对文件，同意发布。")
    reviewer.get_by_role("button", name="发布", exact=True).click()
    reviewer.locator("#zc-confirm [data-confirm-yes]").click()
    expect(reviewer.get_by_text("已发布，立即生效")).to_be_visible(timeout=60_000)
    checked(reviewer, shot, "11-published")

    applicant.goto(f"{found[0]}/check?run=1")
    expect(applicant.locator(".zc-check")).to_contain_text(caption)
    reviewer.goto(f"/rules/sets/{PLAN}#history")
    expect(reviewer.locator("#history")).to_contain_text("第 1 版")
    reviewer.get_by_role("link", name="第 1 版与前一版比较").click()
    changed = reviewer.locator(".zc-rule-head").filter(has_text="新增")
    expect(changed.first).to_contain_text("years-enough")
    expect(changed.filter(has_text="用例：").first).to_be_visible()
    checked(reviewer, shot, "12-compare")


def test_the_editor_completes_and_marks(visit: Callable[..., Page], shot: Callable[..., None]) -> None:
    page = visit()
    sign_in(page, "demo-rule-reviewer", "legal")
    page.goto(f"/rules/sets/{PLAN}")
    page.fill("#reason", "试一试编辑器")
    page.get_by_role("button", name="新建草稿", exact=True).click()
    editor = page.locator("#text-editor .cm-content")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n  - id: typed\n")
    page.keyboard.type("when: {工作年")
    proposals = page.locator(".cm-tooltip-autocomplete li", has_text="工作年限")
    expect(proposals.first).to_be_visible()
    proposals.filter(has_text="basic.work_years").first.click()
    expect(editor).to_contain_text("{basic.work_years")
    marks = page.locator("[data-marks] li")
    expect(marks.first).to_be_visible()
    expect(page.locator(".cm-lintRange-error, .cm-lintPoint-error").first).to_be_attached()
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"已自动保存 \d\d:\d\d"))
    checked(page, shot, "13-marks")
    marks.first.get_by_role("button").click()
    expect(editor).to_be_focused()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".alert-danger")).to_contain_text("规则第")
    text = page.locator("#text")  # the editor shows what is in sight, the textarea behind it holds everything
    expect(text).to_have_value(re.compile("id: typed"))  # nothing of what was typed is lost
    page.get_by_role("button", name="放弃未保存的修改").click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_text("已放弃未保存的修改")).to_be_visible()
    expect(text).not_to_have_value(re.compile("id: typed"))
    editor.click()
    page.keyboard.press("Control+z")
    expect(text).to_have_value(re.compile("id: typed"))
    page.wait_for_load_state()  # its script asks first
    page.get_by_role("button", name="放弃草稿").click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_text("草稿已放弃")).to_be_visible()


def test_without_scripts_the_texts_are_textareas(visit: Callable[..., Page]) -> None:
    page = visit(scripts=False)
    sign_in(page, "demo-rule-reviewer", "legal")
    page.goto(f"/rules/sets/{PLAN}")
    page.fill("#reason", "不用脚本")
    page.get_by_role("button", name="新建草稿", exact=True).click()
    page.get_by_label("必填", exact=True).check()
    page.get_by_role("button", name="更新选项").click()
    page.locator("#form-name").select_option("basic.post")
    page.locator("#form-row").select_option("personal")
    for name, value in {
        "caption": "填写党政职务",
        "id": "post-given",
        "policy_text": "须填写",
        "policy_source": "甲",
    }.items():
        page.fill(f"#form-{name}", value)
    page.get_by_role("button", name="预览").last.click()
    page.get_by_role("button", name="写入规则文本").click()
    expect(page.locator("#text")).to_have_value(re.compile("id: post-given"))
    expect(page.locator("#text")).to_have_value(re.compile("message: 未填写党政职务"))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".zc-messages").get_by_text("已保存。")).to_be_visible()
    page.wait_for_load_state()  # its script asks first
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_text("草稿已放弃")).to_be_visible()
