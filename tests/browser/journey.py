"""The manual's journey, told by an application file: the same steps for every plan, because no step knows one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, expect

from tests.browser.hands import fill, portrait, sign_in, upload

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
Shot = Callable[..., None]


def example(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return document


@dataclass
class Journey:
    """One applicant with a browser, on the way through an application file."""

    page: Page
    document: Mapping[str, Any]
    shot: Shot
    name: str
    application: str = ""
    records: dict[str, str] = field(default_factory=dict)

    def picture(self, step: str) -> None:
        self.shot(self.page, f"{self.name}-{step}")

    # -- until the employer knows them (features 1 to 13)

    def become_known(self) -> None:
        """A new account at the provider, then our registration with the employer found by name."""
        applicant = self.document["applicant"]
        self.page.goto("/signin")
        self.picture("01-signin")
        self.page.get_by_role("link", name="前往政务服务网个人登录").click()
        self.page.get_by_role("link", name="注册").click()
        self.page.fill('[name="name"]', applicant["name"])
        self.page.fill('[name="birth_date"]', applicant["birth_date"])
        self.page.check(f'[name="sex"][value="{"男" if applicant["sex"] == "1" else "女"}"]')
        self.page.fill('[name="phone"]', applicant["phone"])
        self.page.get_by_role("button", name="注册").click()
        self.picture("02-provider")
        self.page.get_by_role("button", name=applicant["name"]).last.click()
        self.page.wait_for_url("**/registration")

    def register(self, *, with_employer: bool = True) -> None:
        applicant = self.document["applicant"]
        form = self.page.locator("form.zc-form")
        asked = ("sex", "birth_date", "politics", "ethnicity", "email", "address", "work_start", "education")
        given = {key: applicant[key] for key in asked if key in applicant}
        fill(form, {**given, "series": applicant["series"]})
        answer = "yes" if with_employer else "no"
        self.page.check(f'[name="choose_employer"][value="{answer}"]')
        if with_employer:
            self.choose_employer(applicant["employer"]["name"], "本单位在职人员")
        self.picture("03-registration")
        self.page.get_by_role("button", name="提交", exact=True).click()
        if with_employer:
            expect(self.page.get_by_text("单位绑定申请已提交")).to_be_visible()
        self.page.wait_for_url(lambda url: "/registration" not in url)
        self.picture("04-home")

    def choose_employer(self, name: str, note: str) -> None:
        """选择单位: found by the beginning of its name."""
        self.page.wait_for_load_state()  # its scripts run: typing searches from now on
        self.page.fill("#employer-text", name[:6])
        self.page.locator("#employer-results").get_by_text(name).click()
        self.page.fill("#employer-note", note)

    def become_a_freelancer(self, authority: str) -> None:
        """变更单位 with 是否自由职业者 set (feature 12)."""
        self.page.goto("/centre")
        self.page.get_by_role("link", name="变更单位").first.click()
        self.page.check('[name="freelancer"][value="yes"]')
        expect(self.page.get_by_text("自由职业者请选择当地人社部门作为自己的单位")).to_be_visible()
        self.choose_employer(authority, "自由职业，在本区缴纳社保")
        self.picture("05-freelancer")
        self.page.get_by_role("button", name="提交", exact=True).click()
        expect(self.page.get_by_text("申请已提交，单位审核通过后生效。")).to_be_visible()

    def upload_photo(self) -> None:
        self.page.goto("/centre/photo")
        self.page.set_input_files(
            '[name="photo"]', {"name": "证件照.jpg", "mimeType": "image/jpeg", "buffer": portrait()}
        )
        self.page.get_by_role("button", name="上传照片").click()
        expect(self.page.get_by_text("照片已保存")).to_be_visible()
        self.picture("05-photo")

    # -- the library (features 19, 39)

    def enter_achievements(self) -> None:
        for number, record in enumerate(self.document["achievements"]):
            self.page.goto(f"/library/{record['category']}/new")
            form = self.page.locator("form.zc-form")
            fill(form, record["data"], "data.")
            upload(form.locator('[data-field="evidence"]'), "evidence", record["evidence"])
            if number == 0:
                self.picture("06-achievement")
            self.page.get_by_role("button", name="保存", exact=True).last.click()
            expect(self.page.get_by_text("已保存，尚未提交审核")).to_be_visible()
            self.records[record["id"]] = self.page.url.rsplit("/", 1)[1]
            self.page.get_by_role("button", name="提交单位审核").click()
            expect(self.page.get_by_text("已提交单位审核")).to_be_visible()
        self.page.goto("/library")
        self.picture("07-library")

    # -- into the declaration (features 26 to 29)

    def start(self) -> None:
        plan = self.document["plan"]
        self.page.goto("/declaration")
        self.page.locator(f'#plans a[href$="/plans/{plan}"]').click()
        self.picture("08-plan")
        self.page.get_by_role("link", name="马上申报").click()
        form = self.page.locator("form.zc-form")
        chosen = {key: self.document[key] for key in ("route", "standard", "specialty", "title")}
        fill(form, chosen)
        expect(self.page.locator("#chosen")).not_to_have_text("-")
        self.page.check("#sure")
        self.picture("09-choose")
        self.page.get_by_role("button", name="提交", exact=True).click()
        self.page.wait_for_url("**/pledge")
        self.picture("10-pledge")
        self.page.check("#pledge-read")
        self.page.get_by_role("button", name="同意并继续").click()
        self.page.wait_for_url("**/parts/**")
        found = re.search(r"/applications/([^/]+)/", self.page.url)
        assert found
        self.application = found[1]

    # -- the forms (features 30 to 54)

    def fill_parts(self) -> None:
        for number in self._visit_chapter(0):
            self._fill_part()
            self.picture(f"11-part-{number + 1}")

    def _visit_chapter(self, chapter: int) -> Iterator[int]:
        """Open each page of a chapter of the side navigation, one after the other."""
        pages = self.page.locator(".zc-side-nav ol").first.locator("> li").nth(chapter).locator("ol a")
        assert pages.count() > 0
        for number in range(pages.count()):
            pages.nth(number).click()
            expect(pages.nth(number)).to_have_attribute("aria-current", "page")
            self.page.wait_for_load_state()  # its script runs: 导入 opens the drawer, and no page of its own
            yield number

    def _fill_part(self) -> None:
        answers = self.document["answers"]
        for section in self._sections():
            form = self.page.locator(f"#list-{section}")
            if section in self.document["imports"]:
                self.import_list(section)
            elif isinstance(answers.get(section), list):
                for record in answers[section]:
                    self._add_record(section, record)
            elif section in answers:
                fill(form, answers[section], f"{section}.")
            elif form.locator("[data-upload]").count():
                for item, files in self.document["attachments"].items():
                    upload(form.locator(f'[data-field="{item}"]'), f"{section}.{item}", files)
        save = self.page.locator("form[data-form] .zc-actions button[type=submit]")
        if save.count():
            save.last.click()
            expect(self.page.locator(".zc-messages").get_by_text("已保存。")).to_be_visible()

    def _sections(self) -> list[str]:
        """Ids of the sections that the present page shows; records and lists first, because they save by themselves."""
        found = self.page.locator(".zc-main [id^=list-]").evaluate_all(
            "all => all.map(each => each.id.slice(5))"
        )
        return sorted(found, key=lambda section: isinstance(self.document["answers"].get(section), dict))

    def _add_record(self, section: str, record: Mapping[str, Any]) -> None:
        self.page.locator(f'[data-records="{section}"] a[data-drawer]').first.click()
        drawer = self.page.locator("#zc-drawer")
        drawer.locator("form.zc-form").wait_for()
        fill(drawer, record)
        self.shot(self.page, f"{self.name}-12-drawer-{section}", whole=False)
        drawer.get_by_role("button", name="保存", exact=True).last.click()
        expect(drawer).not_to_be_visible()

    def import_list(self, list_id: str) -> None:
        """导入: pick the records in the drawer, then say what they say about them."""
        entries = self.document["imports"][list_id]
        home = self.page.locator(f"#list-{list_id}").first
        home.get_by_role("link", name=re.compile("^导入")).first.click()
        drawer = self.page.locator("#zc-drawer")
        for entry in entries:
            drawer.locator(f'input[value="{self.records[entry["record"]]}"]').check()
        drawer.get_by_role("button", name="保存", exact=True).click()
        expect(drawer).not_to_be_visible()
        expect(home.locator("tbody tr.zc-detail-row")).to_have_count(len(entries))
        annotated = [entry for entry in entries if len(entry) > 1]
        for entry in annotated:
            said = {key: value for key, value in entry.items() if key != "record"}
            fill(home, said, f"record-{self.records[entry['record']]}.")
        if annotated:
            home.locator(".zc-annotations button[type=submit]").last.click()
            expect(self.page.locator(".zc-messages").get_by_text("已保存。")).to_be_visible()

    def import_achievements(self) -> None:
        for number in self._visit_chapter(1):
            lists = self.page.locator(".zc-main [data-records]").evaluate_all(
                "all => all.map(each => each.dataset.records)"
            )
            for list_id in lists:
                if self.document["imports"].get(list_id):
                    self.import_list(list_id)
            self.picture(f"13-achievements-{number + 1}")

    # -- results, check, submit, paper (features 56 to 62, 73)

    def look_over(self) -> None:
        for caption, step in (("附件一览表", "14-attachments"), ("申报一览表", "15-overview")):
            self.page.locator(".zc-side-nav").get_by_role("link", name=caption).click()
            expect(self.page.locator("main")).to_contain_text(caption if step[:2] == "14" else "申报情况")
            self.picture(step)

    def check(self, step: str) -> None:
        self.page.locator(".zc-side-nav").get_by_role("link", name="提交审核").click()
        self.page.get_by_role("link", name="开始检测").click()
        expect(self.page.locator(".zc-check tbody tr").first).to_be_visible()
        self.picture(step)

    def submit(self) -> None:
        self.page.get_by_role("button", name="提交审核").click()
        self.page.locator("#zc-confirm [data-confirm-yes]").click()
        expect(self.page.get_by_text("已提交审核，申报编号")).to_be_visible()
        self.picture("18-submitted")

    def export(self) -> bytes:
        """导出评审表, as soon as it has been made."""
        self.page.goto("/declaration")
        with self.page.expect_download(timeout=90_000) as download:
            self.page.get_by_role("link", name="导出评审表").first.click()
        return Path(download.value.path()).read_bytes()


def approve_binding(page: Page, sub: str, name: str, shot: Shot | None = None) -> None:
    """The employer finds the request in its inbox and approves it."""
    sign_in(page, sub, "legal")
    page.goto("/desk/bindings")
    if shot:
        shot(page, "desk-bindings")
    page.locator("tr", has_text=name).last.locator("input[type=checkbox]").check()
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("已处理 1 条单位绑定申请")).to_be_visible()


def approve_achievements(page: Page, name: str, shot: Shot | None = None) -> None:
    """Everything of one person that waits, a page at a time; one record is looked at beside its evidence first."""
    page.goto(f"/desk/achievements?search={name}")
    if shot:
        shot(page, "desk-achievements")
        page.get_by_role("link", name="查看").first.click()
        shot(page, "desk-achievement")
        page.goto(f"/desk/achievements?search={name}")
    while page.locator("tbody input[type=checkbox]").count():
        for box in page.locator("tbody input[type=checkbox]").all():
            box.check()
        page.get_by_role("button", name="通过", exact=True).click()
        expect(page.get_by_text(re.compile("已处理 [0-9]+ 条业绩"))).to_be_visible()
        page.goto(f"/desk/achievements?search={name}")


def open_case(page: Page, sub: str, name: str) -> None:
    """At the desk whose turn it is."""
    sign_in(page, sub, "legal")
    page.goto(f"/desk/applications?text={name}")
    page.get_by_role("link", name=f"审核{name}的申报").last.click()
    expect(page.get_by_role("heading", name="申报审核")).to_be_visible()


def endorse(page: Page, sub: str, name: str, opinion: str, shot: Shot | None = None) -> None:
    """One step of the chain."""
    open_case(page, sub, name)
    page.fill("#opinion", opinion)
    if shot:
        shot(page, "desk-application")
    page.get_by_role("button", name="通过", exact=True).click()
    expect(page.get_by_text("审核结果已保存")).to_be_visible()


def download_certificate(page: Page, title: str) -> bytes:
    """下载 in 我的职称 shows it, where it is not made yet after a page that looks again by itself; then it is saved."""
    page.goto("/centre/titles")
    address = page.get_by_role("link", name=f"下载{title}的电子证书", exact=True).get_attribute("href")
    assert address
    tab = page.context.new_page()
    with tab.expect_response(_a_pdf, timeout=90_000):
        tab.goto(address)
    tab.close()
    page.goto(address.rpartition("/")[0])
    with page.expect_download() as download:
        page.get_by_role("link", name="保存到本机").click()
    return Path(download.value.path()).read_bytes()


def _a_pdf(answer: Response) -> bool:
    return answer.headers.get("content-type") == "application/pdf"
