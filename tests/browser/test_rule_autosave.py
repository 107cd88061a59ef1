"""What is typed into a draft is kept, however long it is and whatever another window does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = """lines => {
  const data = new DataTransfer();
  data.setData("text/plain", "\\n" + lines);
  const content = document.querySelector("#text-editor").shadowRoot.querySelector(".cm-content");
  content.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def write(page: Page, lines: str) -> None:
    page.locator("#text-editor .cm-content").click()
    page.keyboard.press("Control+End")
    page.evaluate(PASTE, lines)


def test_a_long_text_is_kept_and_a_second_window_asks_first(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "demo-rule-reviewer", "legal")
    page.goto("/rules/sets/2022-teacher-intermediate")
    page.fill("#reason", "试一试自动保存")
    page.get_by_role("button", name="新建草稿", exact=True).click()
    second = page.context.new_page()
    second.goto(page.url)
    write(page, "# 很长的文本很长的文本\n" * 4000)  # a request that outlives its page may hold 64 KiB
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存", timeout=20_000)
    write(second, "# 另一个窗口")
    expect(second.locator("[data-draft-status]")).to_contain_text("另一个窗口改过这份草稿", timeout=20_000)
    second.get_by_role("button", name="保存", exact=True).click()
    expect(second.get_by_role("alert").first).to_contain_text("在另一个窗口有了新的内容", timeout=20_000)
    second.close()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("[data-draft-status]")).to_contain_text("已保存 ", timeout=20_000)
    page.wait_for_load_state()
    page.get_by_role("button", name="放弃草稿").click()
    page.locator("#zc-confirm [data-confirm-yes]").click()
    expect(page.get_by_text("草稿已放弃")).to_be_visible(timeout=20_000)
