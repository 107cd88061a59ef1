"""Evidence on the last evening, with a phone and a bad line (features 39, 46, 71, 72)."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.browser.hands import sign_in

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
FORM = "/library/work/new"
MB = 1024 * 1024
WITH_DIALOGS = 20_000
"""Milliseconds for what takes a while on a busy machine."""

FORGET = """async () => {
  const pattern = document.querySelector("template[data-notice-for]");
  const form = (pattern?.content ?? document).querySelector("[data-draft-forget]");
  await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
}"""
"""Throws the form's draft away, if there is one."""


@functools.cache
def scan(width: int, height: int, quality: int = 85, **options: Any) -> bytes:
    """A noisy picture, so that it stays large as a JPEG."""
    image = Image.effect_noise((width, height), 70).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, **options)
    return buffer.getvalue()


@functools.cache
def large(which: int) -> bytes:
    """8 MB, as a phone's camera makes them; for each number another one, because nothing is sent that was sent before."""
    data = scan(4000, 3000)
    return data + bytes([which]) * (8 * MB - len(data))


def payload(name: str, data: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": data}


class Line:
    """The line between the browser and the server, as bad as one wants it."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("Network.enable")

    def slow(self, kilobytes: int) -> None:
        self._set(offline=False, uploadThroughput=kilobytes * 1024, latency=50)

    def cut(self) -> None:
        self._set(offline=True)

    def good(self) -> None:
        self._set(offline=False)

    def _set(self, **conditions: Any) -> None:
        rest = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self._cdp.send("Network.emulateNetworkConditions", {**rest, **conditions})


class Field:
    """The evidence field of a page."""

    def __init__(self, page: Page, root: str = "main") -> None:
        self.page = page
        self.box: Locator = page.locator(f'{root} [data-upload="evidence"]')
        self.input = self.box.locator("[data-upload-input]")
        self.files = self.box.locator("[data-file]")
        self.lines = self.box.locator(".zc-sending")
        self.said = self.box.locator("[data-upload-status]")

    def choose(self, *files: dict[str, Any]) -> None:
        self.input.set_input_files(list(files))  # type: ignore[arg-type]

    def names(self) -> list[str]:
        return self.files.evaluate_all(
            "all => all.map(e => e.querySelector('[data-file-name]').value + e.querySelector('.zc-file-suffix').textContent)"
        )

    def wait_for_percent(self, least: int) -> None:
        self.page.wait_for_function(
            "least => [...document.querySelectorAll('.zc-sending progress')].some(bar => bar.value >= least)",
            arg=least,
            timeout=60_000,
        )


class Parts:
    """What was sent: offsets of the parts in the order in which they were asked for."""

    def __init__(self, page: Page) -> None:
        self.offsets: list[int] = []
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        found = re.search(r"/uploads/\w+/parts/(\d+)$", request.url)
        if found:
            self.offsets.append(int(found[1]))


@pytest.fixture
def field(visit: Visit) -> Field:
    page = visit()
    sign_in(page, "demo-library")
    page.goto(FORM)
    page.evaluate(FORGET)  # a draft of another test would be put back, too
    page.goto(FORM)
    return Field(page)


def test_a_large_file_goes_on_where_the_line_broke(field: Field) -> None:
    line, parts = Line(field.page), Parts(field.page)
    line.slow(1500)
    field.choose(payload("聘任文件.jpg", large(1)))
    expect(field.lines).to_contain_text(re.compile(r"\d+%，剩余约 \d+ 秒"), timeout=30_000)
    field.wait_for_percent(30)
    line.cut()
    expect(field.lines).to_contain_text("网络已断开，已传", timeout=30_000)
    expect(field.lines.get_by_role("button", name="立即重试 聘任文件.jpg")).to_be_visible()
    line.slow(3000)
    expect(field.files).to_have_count(1, timeout=60_000)
    assert field.names() == ["聘任文件.jpg"]
    assert parts.offsets.count(0) == 1, "nothing that had arrived was sent again"
    assert parts.offsets == sorted(parts.offsets)
    expect(field.said).to_contain_text("聘任文件.jpg 上传完成")
    kept = field.page.request.get(f"/files/{field.files.get_attribute('data-file')}")
    assert kept.body() == large(1)


def test_after_a_reload_the_file_goes_on_and_what_was_typed_is_there(field: Field) -> None:
    page, line = field.page, Line(field.page)
    page.on("dialog", lambda dialog: dialog.accept())
    field.choose(payload("第一份.jpg", scan(300, 200)))
    expect(field.files).to_have_count(1)
    line.slow(1000)
    field.choose(payload("第二份.jpg", large(2)), payload("第三份.jpg", scan(301, 200)))
    page.fill('[name="data.employer"]', "禾田路小学")
    field.wait_for_percent(25)
    parts = Parts(page)
    page.reload()
    line.good()
    expect(field.files).to_have_count(3, timeout=60_000)
    assert field.names() == ["第一份.jpg", "第二份.jpg", "第三份.jpg"]
    expect(page.locator('[name="data.employer"]')).to_have_value("禾田路小学")
    assert len(parts.offsets) > 1
    assert parts.offsets[0] > 0
    assert waiting_in(page) == []


def test_after_an_expired_login_the_file_goes_on_by_itself(field: Field) -> None:
    page, line = field.page, Line(field.page)
    page.on("dialog", lambda dialog: dialog.accept())
    line.slow(1000)
    page.fill('[name="data.employer"]', "登录过期前的单位")
    field.choose(payload("证书.jpg", large(3)))
    field.wait_for_percent(20)
    page.context.clear_cookies()
    expect(field.lines).to_contain_text("登录已过期。文件已保存在本浏览器", timeout=30_000)
    parts = Parts(page)
    line.good()
    field.lines.get_by_role("link", name="重新登录").click()
    page.get_by_role("link", name="个人登录").click()
    page.click('button[value="demo-library"]')
    expect(field.files).to_have_count(1, timeout=60_000)
    assert parts.offsets[0] > 0
    expect(page.locator('[name="data.employer"]')).to_have_value("登录过期前的单位")
    assert waiting_in(page) == []


def test_whoever_signs_out_leaves_no_file_behind_and_nobody_else_sends_it(field: Field) -> None:
    page, line = field.page, Line(field.page)
    page.on("dialog", lambda dialog: dialog.accept())
    line.slow(200)
    field.choose(payload("身份证.jpg", large(4)))
    field.wait_for_percent(1)
    assert waiting_in(page) == ["身份证.jpg"]
    sign_in(page, "demo-returned")
    page.goto(FORM)
    expect(field.input).to_be_attached()
    expect(field.lines).to_have_count(0)
    assert waiting_in(page) == ["身份证.jpg"]
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/signin**")
    assert waiting_in(page) == []


def test_one_wrong_file_does_not_cost_the_others_and_says_what_to_do(field: Field) -> None:
    page = field.page
    field.input.focus()
    field.choose(
        payload("好一.jpg", scan(310, 200)),
        payload("病毒.jpg", b"MZ" + bytes(300)),
        payload("空.jpg", b""),
        payload("程序.exe", b"MZ" + bytes(300)),
        payload("IMG_0001.HEIC", bytes(4) + b"ftypheic" + bytes(100), "image/heic"),
        payload("网页.jpg", b"<!DOCTYPE html><script>alert(1)</script>"),
        payload("坏的.pdf", b"%PDF-1.7 nothing else", "application/pdf"),
        payload("坏的.jpg", scan(310, 200)[:-3000]),
        payload("好二.jpg", scan(311, 200)),
    )
    expect(field.files).to_have_count(2, timeout=WITH_DIALOGS)
    expect(field.box.locator("[data-sending]")).to_have_count(0, timeout=WITH_DIALOGS)
    assert field.names() == ["好一.jpg", "好二.jpg"]
    for said in (
        "“病毒.jpg”不能上传：这是程序文件",
        "“空.jpg”是空文件",
        "“程序.exe”不能上传：这是程序文件",
        "设置—相机—格式",
        "“网页.jpg”不能上传：这是网页文件",
        "“坏的.pdf”不能上传：PDF 已损坏",
        "“坏的.jpg”不能上传：图片已损坏",
    ):
        expect(field.lines.filter(has_text=said)).to_have_count(1)
    expect(field.input).to_be_focused()
    expect(field.said).to_contain_text("好二.jpg 上传完成")
    field.lines.filter(has_text="空.jpg").get_by_role("button").click()
    expect(field.lines).to_have_count(6)
    page.keyboard.press("Enter")  # the focus went on to the next one's button
    expect(field.lines).to_have_count(5)


def test_the_same_file_twice_is_one_and_the_field_is_not_overfilled(field: Field) -> None:
    data = scan(320, 200)
    field.choose(payload("证书.jpg", data), payload("证书.jpg", data), payload("证书.jpg", scan(321, 200)))
    expect(field.files).to_have_count(2, timeout=WITH_DIALOGS)
    assert field.names() == ["证书.jpg", "证书（3）.jpg"]
    expect(field.lines).to_contain_text("内容与“证书.jpg”相同，没有重复添加")
    most = int(field.box.get_attribute("data-most") or 0)
    field.choose(*(payload(f"{number}.jpg", scan(330 + number, 200)) for number in range(most)))
    expect(field.files).to_have_count(most, timeout=60_000)
    expect(field.lines).to_contain_text(f"此处最多 {most} 个文件，没有上传：{most - 2}.jpg、{most - 1}.jpg")


def test_saving_waits_for_what_is_on_its_way(field: Field) -> None:
    page, line = field.page, Line(field.page)
    page.fill('[name="data.employer"]', "某校")
    line.slow(1500)
    field.choose(payload("证书.jpg", large(5)))
    field.wait_for_percent(5)
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator("[data-draft-status]")).to_contain_text("还有 1 个文件正在上传，传完后自动保存")
    line.good()
    expect(page.get_by_text("已保存，尚未提交审核")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="证书.jpg")).to_be_visible()


def test_leaving_asks_while_a_file_is_on_its_way_and_cancelling_ends_it(field: Field) -> None:
    page, line, asked = field.page, Line(field.page), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    line.slow(200)
    field.choose(payload("证书.jpg", large(6)))
    field.wait_for_percent(1)
    page.get_by_role("link", name="首页").first.click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    field.lines.get_by_role("button", name="取消上传 证书.jpg").click()
    expect(field.lines).to_have_count(0)
    expect(field.input).to_be_focused()
    expect(field.said).to_contain_text("已取消上传 证书.jpg")
    assert waiting_in(page) == []
    line.good()
    page.get_by_role("link", name="首页").first.click()
    page.wait_for_url("**/")
    assert asked == ["beforeunload"]


DROP = """([selector, kind, files]) => { const data = new DataTransfer();
for (const [name, type, bytes] of files) data.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], name, { type }));
const at = document.querySelector(selector);
const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
  : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
return at.dispatchEvent(event); }"""


def throw(page: Page, selector: str, kind: str, *files: tuple[str, str, bytes]) -> bool:
    """Drag, drop or paste; whether the browser would go on to do what it does with files by itself."""
    coded = [[name, media, base64.b64encode(data).decode()] for name, media, data in files]
    went_on: bool = page.evaluate(DROP, [selector, kind, coded])
    return went_on


def test_files_are_dropped_onto_the_field_and_never_replace_the_page(field: Field) -> None:
    page = field.page
    one, two = ("甲.jpg", "image/jpeg", scan(340, 200)), ("乙.jpg", "image/jpeg", scan(341, 200))
    zone = field.box.locator("[data-drop]")
    assert not throw(page, "h1", "dragover", one)
    expect(page.locator("html")).to_have_class(re.compile("is-dragging-files"))
    assert not throw(page, '[data-upload="evidence"]', "dragover", one)
    expect(zone).to_have_class(re.compile("is-over"))
    assert not throw(page, "h1", "drop", one)
    expect(page.get_by_text("请把文件拖到虚线框内")).to_be_visible()
    assert not throw(page, '[data-upload="evidence"]', "drop", one, two)
    expect(field.files).to_have_count(2, timeout=WITH_DIALOGS)
    expect(zone).not_to_have_class(re.compile("is-over"))
    expect(page.locator("html")).not_to_have_class(re.compile("is-dragging-files"))


def test_a_screenshot_is_pasted_and_becomes_what_the_field_takes(field: Field) -> None:
    """Feature 39: jpg alone may be wanted; what a clipboard holds is a png."""
    page = field.page
    buffer = io.BytesIO()
    Image.effect_noise((400, 300), 30).convert("RGBA").save(buffer, "PNG")
    shot = ("image.png", "image/png", buffer.getvalue())
    throw(page, "body", "paste", shot)
    expect(field.files).to_have_count(1, timeout=WITH_DIALOGS)
    assert re.fullmatch(r"截图\d{4}-\d{4}\.png", field.names()[0])
    text = page.locator('[name="data.employer"]')
    text.focus()
    assert throw(page, '[name="data.employer"]', "paste"), "text is pasted as ever"
    field.input.evaluate("input => { input.accept = '.jpg,.jpeg'; }")
    page.reload()
    page.evaluate(
        """() => { const box = document.querySelector('[data-upload="evidence"]'); const fresh = box.cloneNode(true);
        delete fresh.dataset.zcUpload; fresh.querySelector('[data-upload-input]').accept = '.jpg,.jpeg'; box.replaceWith(fresh);
        fresh.dispatchEvent(new CustomEvent('zc:arrived', { bubbles: true })); }"""
    )
    throw(page, "body", "paste", shot)
    expect(field.files).to_have_count(1, timeout=WITH_DIALOGS)
    assert field.names()[0].endswith(".jpg")


def test_names_are_changed_by_keyboard_keep_their_extension_and_stay_apart(field: Field) -> None:
    """Feature 72."""
    page = field.page
    field.choose(payload("IMG_1.jpg", scan(350, 200)), payload("IMG_2.JPG", scan(351, 200)))
    expect(field.files).to_have_count(2, timeout=WITH_DIALOGS)
    one, two = (field.files.nth(number).locator("[data-file-name]") for number in (0, 1))
    one.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("教师资格证")
    page.keyboard.press("Enter")
    expect(one).to_be_focused()
    assert page.url.endswith(FORM), "Enter ends the name, it does not send the form"
    expect(field.said).to_contain_text("名称改为 教师资格证.jpg")
    two.fill("教师资格证")
    two.press("Tab")
    expect(two).to_have_value("教师资格证（2）")
    expect(field.said).to_contain_text("已有同名文件，改为 教师资格证（2）.JPG")
    two.focus()
    page.keyboard.type("不要")
    page.keyboard.press("Escape")
    expect(two).to_have_value("教师资格证（2）")
    page.fill('[name="data.employer"]', "某校")
    expect(page.locator("[data-draft-status]")).to_contain_text("已自动保存")
    page.goto(f"{FORM}?draft=1")
    assert field.names() == ["教师资格证.jpg", "教师资格证（2）.JPG"]


def test_two_windows_on_one_field_have_both_files(field: Field) -> None:
    other_page = field.page.context.new_page()
    other_page.goto(FORM)
    other = Field(other_page)
    field.choose(payload("甲窗.jpg", scan(360, 200)))
    expect(other.files).to_have_count(1, timeout=WITH_DIALOGS)
    expect(other.said).to_contain_text("另一个窗口上传的 甲窗.jpg 已加入")
    other.choose(payload("乙窗.jpg", scan(361, 200)))
    expect(field.files).to_have_count(2, timeout=WITH_DIALOGS)
    assert field.names() == other.names() == ["甲窗.jpg", "乙窗.jpg"]


def test_a_window_that_opens_meanwhile_leaves_the_sending_to_the_first(field: Field) -> None:
    line = Line(field.page)
    line.slow(1000)
    field.choose(payload("证书.jpg", large(7)))
    field.wait_for_percent(5)
    other_page = field.page.context.new_page()
    parts = Parts(other_page)
    other_page.goto(FORM)
    other = Field(other_page)
    expect(other.files).to_have_count(1, timeout=60_000)
    expect(field.files).to_have_count(1)
    assert parts.offsets == []


def test_a_picture_that_is_too_large_is_made_smaller_here_and_stays_upright(field: Field) -> None:
    """As a phone held upright writes it: lying, with a note that it is to be turned."""
    page = field.page
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 51.0, 39.6)})
    halves = Image.open(io.BytesIO(scan(6000, 4400, 95))).convert("RGB")
    halves.paste((200, 30, 30), (0, 0, 3000, 4400))
    buffer = io.BytesIO()
    halves.save(buffer, "JPEG", quality=95, exif=exif)
    assert len(buffer.getvalue()) > 10 * MB
    field.choose(payload("证书.jpg", buffer.getvalue()))
    offered = field.lines.filter(has_text="超过上限 10 MB，可以缩小后上传")
    expect(offered).to_be_visible(timeout=WITH_DIALOGS)
    page.get_by_role("button", name="保存", exact=True).last.click()
    expect(page.locator("[data-draft-status]")).to_contain_text("请先选择“缩小后上传”或“不上传”")
    offered.get_by_role("button", name="缩小后上传 证书.jpg").click()
    expect(field.files).to_have_count(1, timeout=60_000)
    kept = page.request.get(f"/files/{field.files.get_attribute('data-file')}").body()
    image = Image.open(io.BytesIO(kept)).convert("RGB")
    assert len(kept) <= 10 * MB
    assert (image.width < image.height, image.height > 2000) == (True, True)
    assert not Image.open(io.BytesIO(kept)).getexif()
    top = image.getpixel((image.width // 2, image.height // 8))
    assert isinstance(top, tuple)
    assert top[0] > top[1] + 100, "red is on top, as the camera meant it"


def test_too_many_pixels_are_found_without_decoding_them(field: Field) -> None:
    """A phone's 50 million pixels in 6 MB."""
    many = io.BytesIO()
    Image.new("L", (8160, 6120), 200).save(many, "JPEG", quality=60)
    field.choose(payload("甲.jpg", many.getvalue()), payload("乙.jpg", many.getvalue() + b"\0"))
    expect(field.lines.filter(has_text="照片有 4994 万像素，超过上限 2500 万")).to_have_count(
        2, timeout=WITH_DIALOGS
    )
    field.page.get_by_role("button", name="全部缩小并上传").click()
    expect(field.lines.filter(has_text="没有重复添加")).to_have_count(1, timeout=60_000)
    expect(field.files).to_have_count(1)


def test_a_drawer_that_is_closed_meanwhile_goes_on_when_it_is_opened_again(visit: Visit) -> None:
    page = visit()
    sign_in(page, "demo-draft")
    page.goto("/declaration")
    page.get_by_role("link", name="填报", exact=True).click()
    page.wait_for_load_state()
    page.locator("[data-records] a[data-drawer]").first.click()
    field, line, parts = Field(page, "#zc-drawer"), Line(page), Parts(page)
    before = field.files.count()
    line.slow(1000)
    field.choose(payload("聘书.jpg", large(8)))
    field.wait_for_percent(10)
    page.locator("#zc-drawer [data-drawer-close]").first.click()
    page.locator("#zc-confirm").get_by_role("button", name="关闭").click()
    expect(page.locator("#zc-drawer")).not_to_be_visible()
    sent = len(parts.offsets)
    line.good()
    page.locator("[data-records] a[data-drawer]").first.click()
    expect(field.files).to_have_count(before + 1, timeout=60_000)
    assert parts.offsets[sent] > 0
    assert parts.offsets.count(0) == 1


PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


def test_with_a_phone_one_photographs_or_takes_from_the_gallery(
    chromium: Browser, server: str, shot: Callable[..., None]
) -> None:
    context = chromium.new_context(base_url=server, locale="zh-CN", **PHONE)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, "demo-library")
    page.goto(FORM)
    field = Field(page)
    camera = field.box.locator("[data-upload-camera]")
    expect(camera.get_by_text("拍照")).to_be_visible()
    taking = camera.locator("input")
    assert (taking.get_attribute("capture"), taking.get_attribute("accept")) == ("environment", "image/jpeg")
    assert field.input.get_attribute("capture") is None, "the gallery stays open"
    expect(field.box.get_by_text("可以把文件拖到这里")).to_be_hidden()
    taking.set_input_files(payload("image.jpg", scan(370, 200)))  # type: ignore[arg-type]
    expect(field.files).to_have_count(1, timeout=WITH_DIALOGS)
    assert re.fullmatch(r"拍照\d{4}-\d{4}\.jpg", field.names()[0])
    field.files.locator("[data-file-name]").tap()
    field.files.locator("[data-file-name]").fill("教师资格证")
    field.choose(payload("病毒.jpg", b"MZ" + bytes(300)))
    expect(field.lines).to_have_count(1)
    line = Line(page)
    line.slow(100)
    field.choose(payload("很长的名字" * 12 + ".jpg", large(9)))
    field.wait_for_percent(1)
    shot(page, "uploads-phone", whole=False)
    page.set_viewport_size({"width": 390, "height": 844})
    for target in page.locator(".zc-drop .zc-pick:visible, .zc-sending-tools .btn:visible").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 24
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    context.close()


def test_what_the_browser_counts_is_sha256_with_its_help_or_without(visit: Visit) -> None:
    page = visit()
    page.goto("/signin")
    for length in (0, 1, 55, 56, 63, 64, 65, 1_000_003, 2 * MB + 64):
        data = bytes(number % 251 for number in range(length))
        found = page.evaluate(
            """async length => { const { sha256, ownSha256 } = await import("/static/js/digest.js");
            const blob = new Blob([Uint8Array.from({ length }, (_, i) => i % 251)]);
            return [await sha256(blob), await ownSha256(blob)]; }""",
            length,
        )
        assert found == [hashlib.sha256(data).hexdigest()] * 2, length


def waiting_in(page: Page) -> list[str]:
    """Names of the files that the browser still keeps."""
    names: list[str] = page.evaluate(
        """() => new Promise(resolve => { const open = indexedDB.open("zc-unsent", 1);
        open.onsuccess = () => { const all = open.result.transaction("files").objectStore("files").getAll();
        all.onsuccess = () => resolve(all.result.map(each => each.name)); }; })"""
    )
    return names
