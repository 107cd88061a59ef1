"""The portrait is cut in the browser and kept as it was seen (features 68, 77)."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.hands import sign_in

pytestmark = pytest.mark.browser
RED, BLUE = (200, 30, 30), (30, 30, 200)


def halves() -> bytes:
    """Red on the left, blue on the right, lying on its side."""
    image = Image.new("RGB", (1200, 800), RED)
    image.paste(BLUE, (600, 0, 1200, 800))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def near(pixel: tuple[int, ...], colour: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(pixel, colour, strict=False))


def test_turned_and_zoomed_as_previewed(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "demo-unbound")
    page.goto("/centre/photo")
    page.set_input_files('[name="photo"]', {"name": "横.jpg", "mimeType": "image/jpeg", "buffer": halves()})
    canvas = page.locator(".zc-crop canvas")
    expect(canvas).to_be_visible()
    page.get_by_role("button", name="向右旋转").click()  # red is on top now
    page.get_by_label("缩放").fill("1.25")
    page.wait_for_function("Number(document.querySelector('[name=crop_degrees]').value) === 90")
    top = canvas.evaluate("each => [...each.getContext('2d').getImageData(200, 40, 1, 1).data]")
    assert near(tuple(top), RED)
    page.get_by_role("button", name="上传照片").click()
    expect(page.get_by_text("照片已保存")).to_be_visible()
    kept = Image.open(io.BytesIO(page.request.get("/centre/photo.jpg").body()))
    assert kept.size == (413, 579)
    assert near(kept.getpixel((206, 60)), RED)
    assert near(kept.getpixel((206, 520)), BLUE)
    page.get_by_role("button", name="删除照片").click()
    page.locator("[data-confirm-yes]").click()
    expect(page.get_by_text("照片已删除")).to_be_visible()


def test_what_a_phones_camera_makes_is_made_smaller_before_it_is_sent(visit: Callable[..., Page]) -> None:
    """50 million pixels: more than the server opens."""
    buffer = io.BytesIO()
    Image.new("RGB", (8160, 6120), RED).save(buffer, "JPEG", quality=60)
    page = visit()
    sign_in(page, "demo-unbound")
    page.goto("/centre/photo")
    page.wait_for_load_state()
    page.set_input_files(
        '[name="photo"]', {"name": "证件照.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}
    )
    expect(page.locator(".zc-crop canvas")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="上传照片").click()
    expect(page.get_by_text("照片已保存")).to_be_visible()
    kept = Image.open(io.BytesIO(page.request.get("/centre/photo.jpg").body()))
    assert near(kept.getpixel((206, 289)), RED)


def test_what_is_no_picture_is_refused_in_words(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, "demo-pending")
    page.goto("/centre/photo")
    page.set_input_files(
        '[name="photo"]', {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a no"}
    )
    page.get_by_role("button", name="上传照片").click()
    expect(page.locator(".alert-danger")).to_be_visible()


def test_at_the_mouse_and_at_the_keyboard_the_photo_can_be_changed_and_deleted(
    visit: Callable[..., Page],
) -> None:
    """Feature 77: 鼠标放在照片处可以修改和删除."""
    page = visit()
    sign_in(page, "demo-ready")
    page.goto("/centre")
    tools = page.locator(".zc-portrait-tools")
    expect(tools).to_have_css("opacity", "0")
    page.locator(".zc-portrait-box").hover()
    expect(tools).to_have_css("opacity", "1")
    page.mouse.move(0, 0)
    expect(tools).to_have_css("opacity", "0")
    tools.get_by_role("link", name="修改照片").focus()
    expect(tools).to_have_css("opacity", "1")
    tools.get_by_role("button", name="删除照片").click()
    page.locator("#zc-confirm").get_by_role("button", name="取消").click()
    expect(page.locator(".zc-portrait-box img")).to_be_visible()
