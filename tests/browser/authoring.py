"""What somebody does who makes a plan in the browser: each function is a few clicks in the plan designer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import sign_in

AUTHOR, REVIEWER = "demo-rule-author", "demo-rule-reviewer"
_DRAFT = re.compile(r"/plans/design/drafts/[0-9a-f]+")


@dataclass(frozen=True)
class Beginning:
    """What a new plan is begun with; days are ISO dates."""

    series: str
    level: str
    committee: str
    titles: Sequence[str]
    specialties: Sequence[str]
    facts: Mapping[str, str] = field(default_factory=dict)
    """Caption -> value of what else is filled in."""


AGRONOMY = Beginning(
    "06",
    "高级",
    "安徽省农业系列高级职称评审委员会",
    ("高级农艺师",),
    ("作物栽培", "植物保护", "茶学"),
)


def begin(page: Page, beginning: Beginning = AGRONOMY) -> str:
    """A new plan from the template; the address of its draft."""
    sign_in(page, AUTHOR, "legal")
    page.goto("/plans/design")
    page.get_by_role("link", name="新建方案").click()
    page.get_by_label("评审层级").select_option(label=beginning.level)
    page.locator('select[name="series"]').select_option(beginning.series, force=True)
    page.get_by_label("评审委员会").fill(beginning.committee)
    page.get_by_label("评审的职称").fill("\n".join(beginning.titles))
    page.get_by_label("评审的专业").fill("\n".join(beginning.specialties))
    for caption, value in beginning.facts.items():
        page.get_by_label(caption).fill(value)
    page.get_by_role("button", name="建立方案").click()
    page.wait_for_url("**/facts*")
    return draft_of(page)


def correct(page: Page, plan: str, reason: str) -> str:
    """A correction of a plan of the unit that is signed in; the address of its draft."""
    page.goto(f"/plans/design/plans/{plan}")
    page.get_by_label("为什么修订").fill(reason)
    page.get_by_role("button", name="开始修订", exact=True).click()
    page.wait_for_url("**/plans/design/drafts/**")
    return draft_of(page)


def draft_of(page: Page) -> str:
    found = _DRAFT.search(page.url)
    assert found
    return found[0]


def tab(page: Page, caption: str) -> None:
    page.get_by_role("navigation", name="方案的各部分").get_by_role("link", name=caption, exact=True).click()
    expect(page.locator("html[data-ready]")).to_be_attached()


def thing(page: Page, caption: str) -> Locator:
    """Of the tree."""
    return page.locator(".zc-tree-row").filter(has=page.get_by_role("link", name=caption, exact=True))


def choose(page: Page, caption: str) -> None:
    """Of several of one name the first: what holds the others."""
    _open(page, _links(page, caption).first)
    expect(page.get_by_role("heading", name=caption, exact=True)).to_be_visible()


def _links(page: Page, caption: str) -> Locator:
    return page.get_by_role("navigation", name="方案的内容").get_by_role("link", name=caption, exact=True)


def _open(page: Page, link: Locator) -> None:
    at = link.get_attribute("id") or ""
    link.click()
    expect(page.locator("[data-design]")).to_have_attribute("data-at", at.removeprefix("tree-"))


def add(page: Page, what: str, caption: str, kind: str = "") -> None:
    box = page.get_by_role("region", name=f"添加{what}", exact=True)
    box.get_by_label(f"{what}的名称").fill(caption)
    if kind:
        box.get_by_label("种类").select_option(label=kind)
    box.get_by_role("button", name="添加", exact=True).click()
    expect(page.get_by_role("heading", name=caption, exact=True)).to_be_visible()


def save(page: Page) -> None:
    silent(page)
    page.locator("#design-save").click()
    expect(page.get_by_role("status").filter(has_text="已保存。")).to_be_visible()


def silent(page: Page) -> None:
    """What was said before is gone: whatever is said from now on is about what comes now."""
    page.evaluate("document.querySelectorAll('.toast').forEach(each => each.remove())")


def write(page: Page, **values: str) -> None:
    """Give properties of the thing that is looked at their values, by name."""
    for name, value in values.items():
        page.locator(f'#design-fill [name="{name}"]').fill(value)


def tick(page: Page, group: str, captions: Iterable[str]) -> None:
    """These boxes of one question and no others, by its caption."""
    box = page.get_by_role("group", name=group)
    while (ticked := box.get_by_role("checkbox", checked=True)).count():
        ticked.first.uncheck()
    for caption in captions:
        box.get_by_label(caption, exact=True).check()


def require(page: Page) -> None:
    """The field that is looked at has to be filled in."""
    page.get_by_role("group", name="必填", exact=True).get_by_label("是", exact=True).check()


def condition(page: Page, button: str, row: str, what: str, value: str, test: str = "") -> None:
    """A row of a condition: `what` is or is not `value`. `row`: the name of its fields."""
    page.get_by_role("button", name=button).click()
    asked = page.locator(f'[data-field="field"]:has([name="{row}.field"])').last
    if asked.locator("select").count():
        asked.locator("select").select_option(label=what)
    else:
        asked.get_by_label(what, exact=True).check()
    if test:
        page.locator(f'select[name="{row}.test"]').select_option(label=test)
    write_value(page, row, value)


def write_value(page: Page, row: str, value: str) -> None:
    """Chosen where the field has choices, typed where it has none; the page is drawn anew when the field is chosen."""
    expect(page.locator(f'[data-field="value"]:has([name="{row}.value"])')).to_be_visible()
    expect(page.locator("#design-fill")).not_to_have_attribute("aria-busy", "true")
    silent(page)
    controls = page.locator(f'[name="{row}.value"]')
    if controls.first.get_attribute("type") == "checkbox":
        page.locator('[data-field="value"]').filter(has=controls).get_by_label(value, exact=True).check()
    else:
        controls.fill(value)


def remove(page: Page) -> None:
    """The thing that is looked at."""
    silent(page)
    page.get_by_role("button", name="删除", exact=True).click()
    page.locator("#zc-confirm").get_by_role("button", name="删除").click()
    expect(page.get_by_role("status").filter(has_text="已删除")).to_be_visible()


def rename(page: Page, caption: str, new: str) -> None:
    """The innermost thing of that name."""
    _open(page, _links(page, caption).last)
    write(page, caption=new)
    save(page)


@dataclass(frozen=True)
class Rule:
    """One that is written with the form. `asks`: name of a question -> caption of what is chosen, or a number."""

    kind: str
    asks: Mapping[str, str]
    row: str
    caption: str
    policy: str


def write_rule(page: Page, here: str, rule: Rule) -> None:
    page.goto(f"{here}/rules/form")
    page.get_by_label(rule.kind, exact=True).check()
    for name, said in rule.asks.items():
        asked = page.locator(f"#form-{name}")
        if asked.evaluate("each => each.localName") == "select":
            asked.select_option(label=said)
        else:
            asked.fill(said)
    page.locator("#form-row").select_option(label=rule.row)
    page.get_by_label("规则名称").fill(rule.caption)
    page.get_by_label("政策原文").fill(rule.policy)
    page.get_by_label("政策文件（名称、文号）").fill("人社部发〔2019〕114号")
    page.get_by_role("button", name="保存规则").click()
    expect(page.get_by_role("heading", name=rule.caption)).to_be_visible()


def hand_over(page: Page, here: str, reason: str) -> None:
    """送复核; whether it goes is for whoever asked to look at."""
    page.goto(f"{here}/review")
    page.locator("#submit-reason").fill(reason)
    page.get_by_role("button", name="送复核", exact=True).click()


def publish(page: Page, here: str, opinion: str) -> None:
    """As the second person, who is signed in."""
    page.goto(f"{here}/review")
    page.fill("#opinion", opinion)
    page.check("#checked")
    page.get_by_role("button", name="发布", exact=True).click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_role("heading", name=re.compile("已发布为第 [0-9]+ 版"))).to_be_visible()
