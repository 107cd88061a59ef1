"""From 提交审核 through every desk to the title, its certificate, and the stranger who scans it (features 21, 62, 78 to 84)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW, Serve, pass_days
from tests.browser.hands import sign_in
from tests.browser.journey import download_certificate, endorse, open_case
from tests.browser.test_accessibility import application_of, violations
from tests.printing import pages, qr_reader

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Shot = Callable[[Page, str], None]
Visit = Callable[..., Page]
APPLICANT, NAME, TITLE, APPROVAL = "demo-ready", "林晓禾", "高级教师", "皖人社职〔2022〕96号"
REVIEWS = {
    "demo-school": "公示无异议，材料真实，同意推荐。",
    "demo-education": "符合推荐条件，同意上报。",
    "demo-hr": "材料齐全，审核通过。",
    "demo-teacher-office": "符合申报条件，提交评审。",
}
COMMITTEE, OFFICE, ISSUER = "demo-committee", "demo-teacher-office", "demo-issuer"
VOTES = {"present": "25", "approve": "22", "against": "2", "abstain": "1"}
NOTICE_DAYS = 8
"""Five working days from a Tuesday, and the one after."""


@pytest.fixture(scope="module")
def var(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a server of its own: here time goes by."""
    var = tmp_path_factory.mktemp("titled")
    shutil.copytree(demonstration, var, dirs_exist_ok=True)
    return var


@pytest.fixture(scope="module")
def server(serve: Serve, var: Path) -> str:
    return serve(ZCFORMS_VAR=str(var))


def test_from_the_submission_to_the_stranger_who_scans(
    visit: Visit, shot: Shot, var: Path, tmp_path: Path
) -> None:
    applicant = visit()
    sign_in(applicant, APPLICANT)
    here = f"/applications/{application_of(applicant)}"
    hand_in(applicant, here)
    for desk, opinion in REVIEWS.items():
        endorse(visit(), desk, NAME, opinion)
    evaluate(visit(), shot)
    announced(visit(viewport=NARROW), shot)
    close_the_notice(visit, shot, var)
    confer(visit(), shot)
    read_the_flow(applicant, here, shot)

    file = hold_the_certificate(applicant, shot)
    address = qr_reader.read_on(pages.picture(file, tmp_path))
    holders = applicant.url
    stranger = visit(viewport=NARROW)
    scan(stranger, address, shot)
    compare(stranger, file, shot)
    applicant.goto(holders)
    see_who_looked(applicant, shot)


def seen(page: Page, shot: Shot, name: str) -> None:
    """Looked at twice, wide and narrow, and left as it was."""
    before = page.viewport_size
    shot(page, f"title-{name}")
    assert violations(page) == []
    if before:
        page.set_viewport_size(before)


def told(page: Page, text: str) -> None:
    expect(page.locator(".zc-messages").get_by_text(text)).to_be_visible()


def agree(page: Page, button: str) -> None:
    """Press what asks once more, and agree."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator("#zc-confirm [data-confirm-yes]").click()


def step(page: Page, caption: str) -> Locator:
    return page.get_by_role("list", name="审核流程").get_by_role("listitem").filter(has_text=caption)


def hand_in(page: Page, here: str) -> None:
    """The applicant's own turn (figure 4-26)."""
    page.goto(f"{here}/check?run=1")
    agree(page, "提交审核")
    expect(page.get_by_text("已提交审核，申报编号")).to_be_visible()
    page.goto(here)
    expect(page.locator("#flow [aria-current=step]")).to_contain_text("单位审核")


def evaluate(page: Page, shot: Shot) -> None:
    """The votes; what does not add up stays in the form with what is wrong about it."""
    open_case(page, COMMITTEE, NAME)
    for name, count in {**VOTES, "approve": "20"}.items():
        page.fill(f"#{name}", count)
    agree(page, "保存评审结果")
    expect(page.get_by_text("合计 23 票").first).to_be_visible()
    seen(page, shot, "votes-wrong")
    page.fill("#approve", VOTES["approve"])
    agree(page, "保存评审结果")
    told(page, "评审结果已保存：通过")


def announced(stranger: Page, shot: Shot) -> None:
    """公示 is for everybody."""
    stranger.goto("/public-notices")
    row = stranger.get_by_role("row").filter(has_text=NAME)
    expect(row).to_contain_text(TITLE)
    expect(row).to_contain_text("蚌埠市教育局")
    expect(row).to_contain_text("2022-07-12")
    seen(stranger, shot, "notice")


def close_the_notice(visit: Visit, shot: Shot, var: Path) -> None:
    """Not before its end."""
    office = visit()
    open_case(office, OFFICE, NAME)
    expect(office.get_by_text("公示期到 2022-07-12 为止")).to_be_visible()
    expect(office.get_by_role("button", name="公示无异议")).to_be_disabled()
    pass_days(var, NOTICE_DAYS)
    office.reload()
    office.get_by_role("button", name="公示无异议").click()
    told(office, "审核结果已保存")
    stranger = visit()
    stranger.goto("/public-notices")
    expect(stranger.get_by_role("heading", name="公示")).to_be_visible()
    expect(stranger.get_by_text(NAME)).to_have_count(0)


def confer(page: Page, shot: Shot) -> None:
    open_case(page, ISSUER, NAME)
    page.fill("#approval", APPROVAL)
    page.get_by_role("button", name="核准", exact=True).click()  # what is missing is told before it is asked
    expect(page.get_by_text("请填写取得资格时间").first).to_be_visible()
    expect(page.locator("#approval")).to_have_value(APPROVAL)
    seen(page, shot, "confer")
    page.fill("#obtained_on", "2022-07-05")
    agree(page, "核准")
    told(page, "已核准，并通知申报人")


def read_the_flow(page: Page, here: str, shot: Shot) -> None:
    """Whoever declared reads what each of them said, and is told of the title."""
    page.goto(here)
    expect(page.get_by_text("已取得职称").first).to_be_visible()
    for caption, said in {
        "单位审核": REVIEWS["demo-school"],
        "主管部门审核": REVIEWS["demo-education"],
        "人社部门审核": REVIEWS["demo-hr"],
        "组建单位审核": REVIEWS["demo-teacher-office"],
        "评审": "评审通过",
        "评审结果公示": "",
        "核准": APPROVAL,
    }.items():
        expect(step(page, caption).filter(has_text=said).last).to_be_visible()
    seen(page, shot, "flow")
    expect(page.get_by_role("link", name="查看我的职称")).to_have_attribute("href", "/centre/titles")
    page.goto("/notices")
    expect(page.get_by_text(f"取得“{TITLE}”资格").first).to_be_visible()
    seen(page, shot, "notices")


def hold_the_certificate(page: Page, shot: Shot) -> bytes:
    """我的职称, the file, and its page, on which the test ends up."""
    file = download_certificate(page, TITLE)
    page.goto("/centre/titles")
    row = page.get_by_role("row").filter(has_text=TITLE)
    expect(row).to_contain_text("有效")
    seen(page, shot, "titles")
    row.get_by_role("link", name=f"查看{TITLE}的证书信息").click()
    facts = page.locator("main")
    for text in (NAME, TITLE, APPROVAL, "2022-07-05", "还没有人查验过这张证书"):
        expect(facts).to_contain_text(text)
    expect(page.get_by_title(f"{TITLE}的电子证书")).to_be_visible()
    seen(page, shot, "certificate")
    said = pages.text(file)
    for text in (f"姓名{NAME}", f"资格名称{TITLE}", f"批准文号{APPROVAL}", "取得资格时间2022年7月5日"):
        assert text in said
    return file


def scan(stranger: Page, address: str, shot: Shot) -> None:
    """Without signing in, and without learning the whole name."""
    assert re.fullmatch(r"/verify/[0-9a-z]+-[0-9a-z]+", urlsplit(address).path)
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("证书有效")
    expect(stranger.locator("main")).to_contain_text(TITLE)
    expect(stranger.get_by_text(NAME)).to_have_count(0)
    expect(stranger.get_by_role("img", name="持证人照片")).to_be_visible()
    seen(stranger, shot, "verified")


def compare(stranger: Page, file: bytes, shot: Shot) -> None:
    """The file that was issued, one that somebody has changed, and one that is something else."""
    assert b"/Producer" in file
    changed = file.replace(b"/Producer", b"/Produced", 1)
    for name, data, words in (
        ("issued", file, "与发放的文件完全一致"),
        ("changed", changed, "签章之后被改动过"),
        ("other", b"%PDF-1.4\nsomething else", "不是能读取的 PDF 文件"),
    ):
        given = {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": data}
        stranger.set_input_files("#pdf", given)  # type: ignore[arg-type]
        stranger.get_by_role("button", name="比对", exact=True).click()
        expect(stranger.get_by_role("status")).to_contain_text(words)
        seen(stranger, shot, f"compared-{name}")


def see_who_looked(page: Page, shot: Shot) -> None:
    """查验记录: the look and the three files, the newest first."""
    record = page.get_by_role("region", name="查验记录")
    expect(record.get_by_text("共被查验 4 次")).to_be_visible()
    expect(record.get_by_role("row").nth(1)).to_contain_text("不是能读取的 PDF 文件")
    expect(record.get_by_role("row").last).to_contain_text("查验证书：有效")
    seen(page, shot, "looked-up")
