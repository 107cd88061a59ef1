"""From a request for 免面试 to the door: the organising unit answers and schedules, the applicant prints, the code is scanned on a
phone (feature 22)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import NARROW
from tests.browser.hands import fill, sign_in
from tests.browser.test_accessibility import violations
from tests.printing import qr_reader
from zcforms.printing import spreadsheet

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[[Page, str], None]
OFFICE, APPLICANT, WAIVED = "demo-engineer-office", "demo-waiver", "demo-waived"
NAME, GROUP = "苏映雪", "机械组夜场"
SITTING = {
    "form": "interview", "caption": GROUP, "capacity": 5, "date": "2022-07-05", "reports_at": "23:00", "starts_at": "23:30",
    "ends_at": "23:50", "place": "省经济技术学校 2 号楼 105 室",
}  # fmt: skip
"""Of the demonstration's own day, so that people can arrive."""
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def server(serve: Callable[..., str]) -> str:
    """One of its own: what is answered here stays answered."""
    return serve()


def test_from_the_request_to_the_door(visit: Callable[..., Page], shot: Shot) -> None:
    office, applicant = visit(), visit()
    sign_in(office, OFFICE, "legal")
    sign_in(applicant, APPLICANT)
    refuse(office, shot)
    applicant.goto("/declaration")
    expect(applicant.get_by_text("证书不清晰，请重新上传。").first).to_be_visible()
    expect(applicant.get_by_role("button", name="打印准考证")).to_be_disabled()

    plan_a_sitting(office, shot)
    fill_in_order(office, shot)
    take_back(office)
    import_the_list(office, shot)
    applicant.reload()
    expect(applicant.get_by_role("button", name="打印准考证")).to_be_disabled()
    announce(office, shot)
    address = scan(applicant, shot)

    applicant.goto(address)
    expect(applicant.get_by_text("供考务人员在报到时核验")).to_be_visible()
    expect(applicant.get_by_role("button", name="登记报到")).to_have_count(0)
    at_the_door(visit(viewport=NARROW), address, shot)
    open_sitting(office)
    expect(office.locator("main")).to_contain_text(re.compile(r"已报到\s*1 人"))


def test_whoever_was_excused_needs_no_ticket(visit: Callable[..., Page]) -> None:
    page = visit()
    sign_in(page, WAIVED)
    page.goto("/declaration")
    expect(page.get_by_text("已同意免面试，不需要面试答辩的准考证。")).to_be_visible()
    expect(page.get_by_role("button", name="打印准考证")).to_be_disabled()
    expect(page.get_by_role("link", name="打印准考证")).to_have_count(0)
    assert violations(page) == []


def seen(page: Page, shot: Shot, name: str) -> None:
    shot(page, f"exams-{name}")
    assert violations(page) == []


def agreed(page: Page, button: str) -> None:
    """Press what asks once more, and agree."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("#zc-confirm [data-confirm-yes]").click()


def told(page: Page, text: str) -> None:
    expect(page.locator(".zc-messages").get_by_text(text)).to_be_visible()


def refuse(page: Page, shot: Shot) -> None:
    page.goto("/desk/waivers")
    page.get_by_role("link", name=f"查看{NAME}").click()
    page.get_by_role("button", name="不同意", exact=True).click()
    expect(page.get_by_text("请写明不同意的理由")).to_be_visible()
    seen(page, shot, "waiver-without-reason")
    page.fill("#reason", "证书不清晰，请重新上传。")
    page.get_by_role("button", name="不同意", exact=True).click()
    told(page, "已答复")


def plan_a_sitting(page: Page, shot: Shot) -> None:
    page.goto("/desk/exams/sittings")
    page.get_by_role("link", name="新建场次").click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".zc-errors")).to_be_visible()
    seen(page, shot, "sitting-wrong")
    fill(page.locator("form[data-form]"), SITTING)
    page.get_by_role("button", name="保存", exact=True).click()
    told(page, "场次已建立")


def fill_in_order(page: Page, shot: Shot) -> None:
    page.goto("/desk/exams?seated=no")
    page.locator("#sitting").select_option(label=option(page, GROUP))
    page.fill("#most", "1")
    agreed(page, "按顺序安排")
    told(page, "已按顺序安排 1 人。")
    seen(page, shot, "filled")


def option(page: Page, text: str) -> str:
    return next(each for each in page.locator("#sitting option").all_inner_texts() if text in each)


def open_sitting(page: Page) -> None:
    page.goto("/desk/exams/sittings")
    page.get_by_role("link", name=f"查看{GROUP}的人员").click()
    expect(page.get_by_role("heading", name=GROUP)).to_be_visible()


def take_back(page: Page) -> None:
    open_sitting(page)
    page.get_by_role("checkbox", name=f"选择{NAME}").check()
    page.fill("#reason", "改用表格安排")
    agreed(page, "取消安排")
    told(page, "已取消 1 人的安排")


def import_the_list(page: Page, shot: Shot) -> None:
    """Out, wrong and back, right and back."""
    page.goto("/desk/exams")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出名单").click()
    table = spreadsheet.read(Path(download.value.path()).read_bytes())
    place = table[0].index("场次")
    row = next(number for number, each in enumerate(table) if NAME in each)
    for sitting in ("机械组夜", GROUP):
        table[row] = [*table[row][:place], sitting, *table[row][place + 1 :]]
        page.goto("/desk/exams/roster")
        data = spreadsheet.write("安排", [(head, 12) for head in table[0]], table[1:])
        page.set_input_files("#table", {"name": "安排.xlsx", "mimeType": SPREADSHEET, "buffer": data})
        page.get_by_role("button", name="上传并检查").click()
        if sitting != GROUP:
            expect(page.get_by_text(f"没有这个场次。是不是想写“{GROUP}”？")).to_be_visible()
            expect(page.get_by_role("button", name="确认导入")).to_be_disabled()
        seen(page, shot, "roster-right" if sitting == GROUP else "roster-wrong")
    page.get_by_role("button", name="确认导入").click()
    told(page, "新安排 1 人，移动 0 人")


def announce(page: Page, shot: Shot) -> None:
    page.goto("/desk/exams/sittings")
    page.get_by_role("checkbox", name=f"选择{GROUP}").check()
    page.get_by_role("button", name="发布准考证").click()
    told(page, "准考证已发布，已通知 1 人。")
    seen(page, shot, "announced")


def scan(page: Page, shot: Shot) -> str:
    """The address in the code on the ticket, which the applicant prints."""
    page.goto("/declaration")
    seen(page, shot, "ticket-ready")
    link = page.get_by_role("link", name="打印准考证").get_attribute("href")
    assert link
    (paper,) = PdfReader(io.BytesIO(page.request.get(link).body())).pages
    text = "".join(paper.extract_text().split())
    for wanted in (NAME, GROUP, "省经济技术学校2号楼105室"):
        assert wanted in text
    square = next(each.image for each in paper.images if each.image and each.image.width == each.image.height)
    code = io.BytesIO()
    Image.Image.save(square, code, "PNG")
    _, address = qr_reader.read(code.getvalue())
    found = re.search(r"/check-in/[\w-]+$", address)
    assert found
    return found[0]


def at_the_door(phone: Page, address: str, shot: Shot) -> None:
    """Scanned by somebody who has not signed in yet."""
    phone.goto(address)
    expect(phone.locator("main")).not_to_contain_text(NAME)
    phone.get_by_role("link", name="考务人员登录").click()
    sign_in(phone, OFFICE, "legal")
    expect(phone).to_have_url(re.compile(re.escape(address)))
    seen(phone, shot, "door")
    phone.set_viewport_size(NARROW)  # type: ignore[arg-type]
    phone.get_by_role("button", name="登记报到", exact=True).click()
    told(phone, f"已登记{NAME}报到。")
    seen(phone, shot, "door-arrived")
