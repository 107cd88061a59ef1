"""What a person does with generic forms: fill in whatever field a document asked for, found by its kind."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect


def picture(text: str) -> bytes:
    """A scan, so to speak."""
    image = Image.new("RGB", (600, 420), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((12, 12, 588, 408), outline="navy", width=3)
    draw.text((40, 40), text.encode("ascii", "replace").decode(), fill="black")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def portrait() -> bytes:
    image = Image.new("RGB", (413, 579), "#3b6ea8")
    draw = ImageDraw.Draw(image)
    draw.ellipse((120, 110, 290, 330), fill="#eac7a5")
    draw.rectangle((80, 380, 330, 579), fill="#223344")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def sign_in(page: Page, sub: str, kind: str = "person") -> None:
    page.goto(f"/signin/{kind}")
    page.click(f'button[value="{sub}"]')


def fill(scope: Locator, values: Mapping[str, Any], prefix: str = "") -> None:
    """Give each field of a record its value; `prefix` stands before the field names."""
    for name, value in values.items():
        whole = f"{prefix}{name}"
        field = scope.locator(f'[data-field="{name}"]:has([name^="{whole}"], [data-rows="{whole}"])').first
        kind = field.get_attribute("data-kind") or ""
        _FILLERS.get(kind, _type)(field, whole, value)


def upload(field: Locator, name: str, files: Sequence[Mapping[str, Any]]) -> None:
    before = field.locator("[data-file-list] > [data-file]").count()
    # a scan is a picture whatever the example says: only its name and place matter here
    chosen = [
        {
            "name": f"{each['name'].rsplit('.', 1)[0]}.jpg",
            "mimeType": "image/jpeg",
            "buffer": picture(each["id"]),
        }
        for each in files
    ]
    field.page.wait_for_load_state()  # its scripts run: what is chosen is sent at once
    field.locator(f'input[type=file][name="{name}:upload"]').set_input_files(chosen)  # type: ignore[arg-type]
    expect(field.locator("[data-file-list] > [data-file]")).to_have_count(before + len(files))


def _type(field: Locator, name: str, value: Any) -> None:
    field.locator(f'[name="{name}"]').fill(str(value))


def _choose(field: Locator, name: str, value: Any) -> None:
    if field.locator("select").count():
        field.locator(f'select[name="{name}"]').select_option(str(value))
    else:
        field.locator(f'input[name="{name}"][value="{value}"]').check()


def _search(field: Locator, name: str, value: Any) -> None:
    for each in value if isinstance(value, list) else [value]:
        combo = field.locator("[role=combobox]")
        combo.fill(str(each))
        field.locator("[role=option]").first.wait_for()
        combo.press("Enter")
    chosen = field.locator(f'select[name="{name}"] option:checked')
    assert str(value if not isinstance(value, list) else value[-1]) in chosen.evaluate_all(
        "all => all.map(o => o.value)"
    )


def _several(field: Locator, name: str, value: Any) -> None:
    for each in value:
        field.locator(f'input[name="{name}"][value="{each}"]').check()


def _yes_no(field: Locator, name: str, value: Any) -> None:
    field.locator(f'input[name="{name}"][value="{str(value).lower()}"]').check()


def _region(field: Locator, name: str, value: Any) -> None:
    path = field.locator(f'select[name="{name}"]').evaluate(
        """(select, code) => { const by = new Map([...select.options].map(o => [o.value, o.dataset.parent || ""]));
        const path = []; for (let at = code; at && by.has(at); at = by.get(at)) path.unshift(at); return path; }""",
        str(value),
    )
    for place, code in enumerate(path):
        field.locator(".zc-cascade select").nth(place).select_option(code)


def _rows(field: Locator, name: str, value: Any) -> None:
    for number, row in enumerate(value):
        field.locator("[data-row-add]").click()
        fill(field.locator("[data-row-list] > [data-row]").nth(number), row, f"{name}.{number}.")


_FILLERS = {
    "choice": _choose,
    "search": _search,
    "choices": _several,
    "yes-no": _yes_no,
    "region": _region,
    "records": _rows,
    "files": upload,
}


def ready(page: Page) -> None:
    """The page's scripts have begun: a link opens its drawer from now on, and no page of its own."""
    expect(page.locator("html[data-ready]")).to_be_attached()
