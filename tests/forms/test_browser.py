"""The forms in a real browser: with scripts, without them, on a phone, under the strict content security policy."""

from __future__ import annotations

import io
import json
import logging
import random
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from tests.forms.gallery import DATA, create_gallery
from zcforms.documents.conditions import holds

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def gallery() -> Iterator[tuple[Flask, str]]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_gallery()
    server = make_server("127.0.0.1", 0, _whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield app, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _whole(app: Flask) -> Callable[..., Iterable[bytes]]:
    """The application, with files read before they are sent: where a page is closed while it loads, the test server would leave them open."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = app(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            body.close()  # type: ignore[attr-defined]

    return answer


@pytest.fixture
def opened(browser: Browser, gallery: tuple[Flask, str]) -> Iterator[Callable[..., Page]]:
    """Opens a page of the gallery; whatever the browser complained about fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_page(path: str = "/", *, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, locale="zh-CN"
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _note(message.type, message.text, complaints))
        page.goto(gallery[1] + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _note(kind: str, text: str, complaints: list[str]) -> None:
    """An answer of 422 is meant; everything else that reaches the console is not."""
    if kind in ("error", "warning") and "422" not in text:
        complaints.append(text)


def saved(gallery: tuple[Flask, str]) -> dict[str, Any]:
    return gallery[0].config["saved"]


def save(page: Page) -> None:
    """Press 保存 and see the answer: the last keystrokes go out as a draft before the form does."""
    with page.expect_navigation():
        page.get_by_role("button", name="保存", exact=True).last.click()


# -- looks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/", "/?blank=1", "/records/0"])
def test_nothing_sticks_out_and_nobody_is_shut_out(
    opened: Callable[..., Page], path: str, width: int
) -> None:
    """No sideways scrolling; WCAG 2 A and AA as far as axe can tell."""
    page = opened(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_an_answer_with_errors_is_accessible_and_takes_the_focus(opened: Callable[..., Page]) -> None:
    page = opened("/?blank=1")
    page.get_by_role("button", name="保存", exact=True).last.click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).violations_count == 0
    summary.get_by_role("link", name="参加工作时间").click()
    expect(page.locator("#f-work_since")).to_be_in_viewport()


# -- without scripts ------------------------------------------------------------------------------------------------


def test_without_scripts_a_form_is_filled_and_saved(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    page = opened(scripts=False)
    page.get_by_role("button", name="+ 新增评聘情况").click()
    page.locator("#f-appointments\\.2\\.post").fill("三级教师")
    page.locator("#f-appointments\\.2\\.from").fill("2008-09-01")
    page.get_by_role("button", name="移除第 1 条").click()
    page.locator("#f-work_years").fill("１５")
    page.locator("#f-birthplace").select_option("320102")
    page.locator("#f-work_years").press("Enter")
    expect(page.locator("#f-work_years")).to_have_value("15")
    assert [row["post"] for row in saved(gallery)["appointments"]] == ["二级教师", "三级教师"]
    assert (saved(gallery)["work_years"], saved(gallery)["birthplace"]) == (15, "320102")
    page.set_input_files(
        "input[name='evidence:upload']", {"name": "新.jpg", "mimeType": "image/jpeg", "buffer": b"x"}
    )
    page.locator("#f-work_years").press("Enter")
    expect(page.locator(".zc-file")).to_have_count(3)
    assert [file["name"] for file in saved(gallery)["evidence"]][-1] == "新.jpg"


def test_without_scripts_every_conditional_field_can_be_reached(opened: Callable[..., Page]) -> None:
    expect(opened("/?blank=1", scripts=False).locator("#f-school_note")).to_be_visible()


# -- with scripts ---------------------------------------------------------------------------------------------------


def test_fields_open_and_close_as_answers_change(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    page = opened()
    page.locator("#f-school").select_option("民办")
    expect(page.locator("#f-school_note")).to_be_hidden()
    page.locator("#f-school").select_option("其他")
    expect(page.locator("#f-school_note")).to_be_visible()
    expect(page.locator("[data-field=school_note] [data-required-mark]")).to_be_visible()
    page.locator("#f-head-false").check()
    expect(page.locator("#f-head_certificate")).to_be_hidden()
    save(page)
    assert "head_certificate" not in saved(gallery)


def test_regions_follow_each_other(opened: Callable[..., Page], gallery: tuple[Flask, str]) -> None:
    page = opened()
    lists = page.locator("[data-field=birthplace] .zc-cascade select")
    assert [lists.nth(level).input_value() for level in range(3)] == ["340000", "340100", "340111"]
    lists.nth(0).select_option("320000")
    expect(lists.nth(1)).to_have_value("")
    expect(lists.nth(2)).to_be_disabled()
    lists.nth(1).select_option("320100")
    save(page)
    assert saved(gallery)["birthplace"] == "320100"


def test_a_choice_is_found_by_typing(opened: Callable[..., Page], gallery: tuple[Flask, str]) -> None:
    """Feature 28: keyword search, by keyboard alone."""
    page = opened()
    box = page.get_by_role("combobox", name="任教学科")
    expect(box).to_have_value("小学科学")
    box.fill("初中")
    expect(page.locator(".zc-combo-list:visible [role=option]")).to_have_text(["初中物理", "初中化学"])
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("初中化学")
    box.fill("没有这门课")
    expect(page.get_by_text("没有匹配的选项，请换一个关键字")).to_be_visible()
    box.press("Escape")
    expect(box).to_have_value("初中化学")
    several = page.get_by_role("combobox", name="兼任学科")
    several.fill("地理")
    several.press("Enter")
    expect(several).to_be_disabled()  # three at most
    page.get_by_role("button", name="去掉小学数学").click()
    save(page)
    assert (saved(gallery)["subject"], saved(gallery)["other_subjects"]) == ("s06", ["s04", "s07"])


def test_an_emptied_search_takes_the_choice_back(opened: Callable[..., Page]) -> None:
    page = opened()
    box = page.get_by_role("combobox", name="任教学科")
    box.fill("")
    box.press("Escape")
    box.fill("")
    page.locator("#f-work_years").focus()
    expect(page.locator("select[name=subject]")).to_have_value("")


def test_rows_are_added_moved_and_removed_on_the_spot(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    page = opened()
    page.get_by_role("button", name="+ 新增评聘情况").click()
    expect(page.locator("#f-appointments\\.2\\.post")).to_be_focused()
    page.keyboard.type("三级教师")
    page.locator("#f-appointments\\.2\\.from").fill("2008-09-01")
    page.locator("#f-appointments\\.2\\.current-false").check()
    expect(page.locator("#f-appointments\\.2\\.until")).to_be_visible()
    page.locator("#f-appointments\\.2\\.until").fill("2010-08-31")
    page.get_by_role("button", name="上移第 3 条").click()
    page.get_by_role("button", name="移除第 1 条").click()
    page.locator("#zc-confirm").get_by_role("button", name="移除").click()
    expect(page.locator("[data-row-number]")).to_have_text(["第 1 条", "第 2 条"])
    save(page)
    assert [row["post"] for row in saved(gallery)["appointments"]] == ["三级教师", "二级教师"]


def test_files_are_sent_ahead_refused_renamed_and_removed(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    """Features 39, 72."""
    page = opened()
    page.set_input_files(
        "input[name='evidence:upload']",
        [
            {"name": "扫描.jpg", "mimeType": "image/jpeg", "buffer": b"x" * 2048},
            {"name": "病毒.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        ],
    )
    expect(page.locator(".zc-progress").get_by_text("“病毒.exe”不能上传：这是程序文件")).to_be_visible()
    files = page.locator("[data-upload=evidence] [data-file]")
    expect(files).to_have_count(3)
    expect(files.nth(2)).to_contain_text("2 KB")
    files.nth(2).get_by_role("textbox").fill("一级教师聘书")
    page.get_by_role("button", name="移除 聘书.jpg").click()
    save(page)
    assert [file["name"] for file in saved(gallery)["evidence"]] == ["述职报告.docx", "一级教师聘书.jpg"]


def test_what_is_too_large_is_refused_before_it_is_sent(
    opened: Callable[..., Page], gallery: tuple[Flask, str], tmp_path: Path
) -> None:
    page = opened()
    large = tmp_path / "大.jpg"
    large.write_bytes(b"0" * 10485761)
    page.set_input_files("input[name='evidence:upload']", large)
    offered = page.locator(".zc-progress").get_by_text(
        "大.jpg：照片大小 10 MB，超过上限 10 MB，可以缩小后上传"
    )
    expect(offered).to_be_visible()
    page.get_by_role("button", name="缩小后上传 大.jpg").click()
    expect(page.locator(".zc-progress").get_by_text("本机无法打开或缩小这张图片")).to_be_visible()
    assert gallery[0].config["stored"] == {}


def test_a_photo_is_seen_at_once(opened: Callable[..., Page], gallery: tuple[Flask, str]) -> None:
    page = opened()
    page.get_by_role("button", name="移除照片").click()
    expect(page.get_by_text("暂无照片")).to_be_visible()
    page.set_input_files(
        "input[name='photo:upload']", {"name": "照.jpg", "mimeType": "image/jpeg", "buffer": PIXEL}
    )
    expect(page.get_by_alt_text("新上传的照片")).to_be_visible()
    save(page)
    assert saved(gallery)["photo"]["name"] == "照.jpg"


def test_a_draft_is_kept_while_typing(opened: Callable[..., Page], gallery: tuple[Flask, str]) -> None:
    page = opened()
    page.locator("#f-work_years").fill("十四")  # drafts are kept raw: what is wrong, too
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")
    draft = gallery[0].config["drafts"][-1]
    assert {name: typed["values"] for name, typed in draft["fields"].items()} == {
        "work_years": {"work_years": ["十四"]}
    }
    assert saved(gallery) == DATA


def test_length_is_counted_in_characters_as_people_count(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("#f-statement").fill("𠮷" * 50)
    expect(page.get_by_text("还可以写 0 个字")).to_be_visible()
    page.locator("#f-statement").fill("𠮷" * 52)
    expect(page.get_by_text("超出 2 个字，最多 50 个字")).to_be_visible()


# -- the drawer -----------------------------------------------------------------------------------------------------


def test_a_record_is_added_and_edited_in_the_drawer(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    """Features 36, 37: the drawer at the right; what is wrong is told in it, what was typed stays."""
    page = opened()
    page.locator("[data-records] a", has_text="新增").click()
    drawer = page.get_by_role("dialog", name="编辑记录")
    expect(drawer.get_by_label("聘用名称")).to_be_focused()
    drawer.get_by_label("聘用名称").fill("正高级教师")
    drawer.get_by_role("button", name="保存").last.click()
    expect(drawer.locator("[data-error-summary]")).to_contain_text("请填写聘用开始日期。")
    expect(drawer.get_by_label("聘用名称")).to_have_value("正高级教师")
    assert Axe().run(page, "#zc-drawer", {"runOnly": ["wcag2a", "wcag2aa"]}).violations_count == 0
    drawer.get_by_label("聘用开始日期").fill("2022-01-01")
    drawer.get_by_role("button", name="保存").last.click()
    expect(drawer).to_be_hidden()
    expect(page.locator("[data-records] tbody tr")).to_have_count(3)
    page.get_by_role("link", name="编辑第 3 条").click()
    drawer.get_by_label("聘用单位").fill("合肥市示范小学")
    drawer.get_by_role("button", name="保存").last.click()
    expect(page.locator("[data-records] tbody tr").nth(2)).to_contain_text("合肥市示范小学")
    expect(page.get_by_role("link", name="+ 新增").last).to_be_focused()
    assert gallery[0].config["records"][2]["from"] == "2022-01-01"


def test_the_drawer_asks_before_it_loses_what_was_typed(opened: Callable[..., Page]) -> None:
    page = opened()
    opener = page.get_by_role("link", name="编辑第 1 条")
    opener.click()
    drawer = page.get_by_role("dialog", name="编辑记录")
    drawer.get_by_label("聘用名称").fill("改了一半")
    page.keyboard.press("Escape")
    question = page.locator("#zc-confirm")
    expect(question).to_contain_text("还没有保存")
    question.get_by_role("button", name="取消").click()
    expect(drawer.get_by_label("聘用名称")).to_have_value("改了一半")
    drawer.get_by_role("link", name="取消").click()
    question.get_by_role("button", name="不保存并关闭").click()
    expect(drawer).to_be_hidden()
    expect(opener).to_be_focused()


def test_records_are_moved_and_deleted_after_a_question(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    page = opened()
    first = page.locator("[data-records] tbody tr").first
    page.locator("[data-records]").get_by_role("button", name="下移第 1 条").click()
    expect(first).to_contain_text("二级教师")
    page.get_by_role("button", name="删除第 1 条").click()
    page.locator("#zc-confirm").get_by_role("button", name="取消").click()
    assert len(gallery[0].config["records"]) == 2
    page.get_by_role("button", name="删除第 1 条").click()
    page.locator("#zc-confirm").get_by_role("button", name="确定").click()
    expect(page.locator("[data-records] tbody tr")).to_have_count(1)
    assert [record["post"] for record in gallery[0].config["records"]] == ["一级教师"]


# -- pages of their own ---------------------------------------------------------------------------------------------


def test_a_photo_is_turned_and_cut_before_it_is_sent(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    """Feature 77: zoom, turn, preview."""
    picture = io.BytesIO()
    Image.new("RGB", (600, 1000), "white").save(picture, "PNG")
    page = opened("/photo")
    page.set_input_files("#p", {"name": "照.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    expect(page.get_by_label("裁剪预览")).to_be_visible()
    page.get_by_role("button", name="向右旋转").click()
    page.get_by_label("缩放").fill("2")
    page.get_by_label("裁剪预览").press("ArrowRight")
    page.get_by_role("button", name="上传").click()
    page.wait_for_load_state()
    box = {name.removeprefix("crop_"): float(value) for name, value in gallery[0].config["crop"].items()}
    assert (box["degrees"], box["height"]) == (90, 300)
    assert box["width"] / box["height"] == pytest.approx(413 / 579, abs=0.001)
    assert box["x"] == pytest.approx((1000 - box["width"]) / 2 + 20, abs=0.1)
    assert 0 <= box["y"] <= 600 - box["height"]


def test_what_is_no_picture_is_left_to_the_server(
    opened: Callable[..., Page], gallery: tuple[Flask, str]
) -> None:
    page = opened("/photo")
    page.set_input_files("#p", {"name": "照.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.get_by_role("button", name="上传").click()
    page.wait_for_load_state()
    assert set(gallery[0].config["crop"].values()) == {""}


def test_a_pledge_is_answered_and_not_closed(opened: Callable[..., Page]) -> None:
    """Feature 29."""
    page = opened("/pledge")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="同意并继续")).to_be_visible()
    assert page.evaluate("document.querySelector('dialog[data-modal]').matches(':modal')")
    page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_text("已承诺")).to_be_visible()
    expect(opened("/pledge", scripts=False).get_by_role("button", name="同意并继续")).to_be_visible()


# -- one meaning of conditions --------------------------------------------------------------------------------------


def test_browser_and_server_agree_on_conditions(opened: Callable[..., Page]) -> None:
    """conditions.js against zcforms.documents.conditions on thousands of made-up pairs."""
    random_ = random.Random(20220705)
    pairs = [(_condition(random_, 2), _record(random_)) for _ in range(4000)]
    page = opened()
    found = page.evaluate(
        "async (pairs) => { const { holds } = await import('/static/js/conditions.js');"
        " return pairs.map(([condition, record]) => holds(condition, record)); }",
        pairs,
    )
    expected = [holds(condition, record) for condition, record in pairs]
    wrong = [
        json.dumps(pair, ensure_ascii=False)
        for pair, ours, theirs in zip(pairs, expected, found, strict=True)
        if ours != theirs
    ]
    assert wrong == []
    assert 400 < sum(expected) < 3600


VALUES: list[Any] = [
    None,
    "",
    [],
    "甲",
    "乙",
    "2008-07",
    0,
    1,
    2,
    2.5,
    True,
    False,
    ["甲"],
    ["甲", "乙"],
    ["丙"],
]
LITERALS: list[Any] = ["甲", "乙", "2008-07", "2010-01", 0, 1, 2, 2.5, True, False]


def _record(random_: random.Random) -> dict[str, Any]:
    return {name: random_.choice(VALUES) for name in random_.sample(["a", "b", "c"], random_.randint(0, 3))}


def _condition(random_: random.Random, depth: int) -> dict[str, Any]:
    made = {name: _test(random_) for name in random_.sample(["a", "b", "c"], random_.randint(0, 2))}
    if depth and random_.random() < 0.3:
        made["any"] = [_condition(random_, depth - 1) for _ in range(random_.randint(1, 3))]
    if depth and random_.random() < 0.3:
        made["not"] = _condition(random_, depth - 1)
    return made


def _test(random_: random.Random) -> Any:
    kind = random_.randrange(5)
    if kind == 0:
        return random_.choice(LITERALS)
    if kind == 1:
        return random_.sample(LITERALS, 3)
    if kind == 2:
        return {"present": random_.choice([True, False])}
    if kind == 3:
        return {"in": random_.sample(LITERALS, 2)}
    # order is asked of numbers and of texts only: the documents' check refuses the rest
    literal = random_.choice(["2008-07", "2010-01", 0, 1, 2.5])
    return {random_.choice(["==", "!=", "<", "<=", ">", ">="]): literal}


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da6360606000000004000127"
    "09e5420000000049454e44ae426082"
)
