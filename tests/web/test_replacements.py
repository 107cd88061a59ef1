"""补换证 on the pages of 我的职称 and of the desks (features 85 to 89)."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests.services import asking
from tests.storage.queries import counted
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from tests.web.test_centre import portrait
from zcforms.domain.replacement import Replacement, ReplacementState
from zcforms.printing import spreadsheet
from zcforms.services.keys import new_id
from zcforms.storage.work import Work, work

PROMISE = "本人承诺所提供信息及资料均真实有效，如有不实，愿承担相应后果。"
DESKS = ("demo-school", "demo-education", "demo-hr")
UNLISTED = {**asking.UNLISTED, "number": "2352116414"}


def scan() -> Any:
    return portrait(), "遗失声明.jpg"


def send(visitor: Visitor, path: str, act: str = "submit", **values: Any) -> Any:
    """Open the form, fill it in, press 保存 (act "") or 提交."""
    visitor.get(path)
    fields = visitor.form("promise").fields.copy()
    for name, value in {"reason": "搬家时遗失。", "promise": PROMISE, **values}.items():
        fields.setlist(name, value if isinstance(value, list) else [value])
    if act:
        fields.add("act", act)
    return visitor.post(path, fields)


def replace_urls(visitor: Visitor) -> list[str]:
    page = visitor.get("/centre/titles").text
    return re.findall(r'href="(/centre/titles/[0-9a-f]+/replacements/\w+)"', page)


def test_asked_for_sent_back_and_handed_in_again(demonstration: Demonstration) -> None:
    """Figures 5-13 to 5-16: 新增, the form, the row with its 补换证, 流程; what is missing is told at its field; the school sends it back."""
    visitor, school = demonstration.sign_in("demo-ready"), demonstration.sign_in("demo-school", "legal")
    assert 'href="/centre/replacements/new/unlisted"' in visitor.get("/centre/titles").text
    new = "/centre/replacements/new/unlisted"
    page = visitor.get(new).text
    for text in ("申请补换证", "证件类型", "居民身份证", "联系方式", "保存", "提交", "取消"):
        assert text in page
    answer = send(visitor, new, **{**UNLISTED, "title": ""})
    assert answer.status_code == 422
    for text in ("资格名称", "佐证材料", "搬家时遗失。", "2352116414"):
        assert text in answer.text
    assert "补换证申请已提交" not in visitor.get("/centre/titles").text

    answer = send(visitor, new, **UNLISTED, **{"evidence:upload": [scan()]})
    assert answer.status_code == 200, answer.text
    assert "补换证申请已提交，请等待审核。" in answer.text
    flow = answer.text.partition('aria-label="审核流程"')[2]
    assert flow.index("个人补换证发起") < flow.index("单位审核") < flow.index("审核中")
    here = visitor.path
    assert f'href="{here}"' in visitor.get("/centre/titles").text
    assert visitor.get(f"{here}/form").mimetype == "application/pdf"
    assert visitor.get(f"{here}/edit").status_code == 409

    case = here.replace("/centre/", "/desk/")
    assert case in school.get("/desk/replacements").text
    page = school.get(case).text
    assert "遗失声明.jpg" in page
    assert "不通过" in page
    assert school.press("退回修改").status_code == 422
    assert "请写明理由" in school.page.text
    school.get(case)
    school.press("退回修改", opinion="请补充登报声明。")
    assert "审核结果已保存" in school.page.text
    assert case not in school.get("/desk/replacements").text
    assert "补换证申请被退回修改：请补充登报声明。" in visitor.get("/").text
    page = visitor.get(here).text
    assert "退回原因：请补充登报声明。" in page
    assert "退回" in page
    assert any(here in link for link in re.findall(r'href="([^"]+)"', visitor.get("/notices").text))
    answer = send(visitor, f"{here}/edit", reason="搬家时遗失，已登报。")
    assert "补换证申请已提交" in answer.text
    visitor.press("撤回")
    assert "已撤回，可以继续修改，改好后请重新提交审核。" in visitor.page.text
    assert visitor.path == here
    assert "撤回了补换证申请" in school.get("/notices").text
    gone = school.get(case)
    assert gone.status_code == 404
    assert "这份补换证申请已由申请人撤回" in gone.text
    page = visitor.get(f"{here}/edit").text
    for typed in ("搬家时遗失，已登报。", "2352116414", "遗失声明.jpg"):
        assert typed in page
    assert "补换证申请已提交" in send(visitor, f"{here}/edit", reason="搬家时遗失，已登报。").text
    assert school.get(case).status_code == 200
    visitor.get(here)
    visitor.press("撤回")
    visitor.press("放弃申请")
    assert "已放弃这份补换证申请。" in visitor.page.text
    page = visitor.get(here).text
    assert "已放弃" in page
    assert "继续填写" not in page


def test_a_draft_of_a_listed_one(demonstration: Demonstration) -> None:
    """Figures 5-21 and 5-22: what the certificate says stands there read-only; one ticks what is wrong; 保存 needs nothing else; the row leads
    to it until it is gone."""
    visitor = demonstration.sign_in("demo-engineer")
    (url,) = replace_urls(visitor)
    page = visitor.get(url).text
    for text in (
        "9342014000702000034",
        "合人社职〔2014〕34号",
        "请选择需要填写的项",
        "如仅需补发证书，则此项无需选择",
    ):
        assert text in page
    assert 'name="number"' not in page
    answer = send(visitor, url, "", wrong=["资格名称"], title="高级工程师", reason="")
    assert "已保存，尚未提交。" in answer.text
    assert "高级工程师" in answer.text
    here = visitor.path
    assert replace_urls(visitor) == []
    assert f'href="{here}"' in visitor.page.text
    assert visitor.get(url).status_code == 409
    visitor.get(here)
    visitor.press("删除")
    assert "补换证申请已删除。" in visitor.page.text
    assert replace_urls(visitor) == [url]


def test_what_a_page_of_them_asks(demonstration: Demonstration) -> None:
    """No more questions for more requests, at the applicant's and at the desk."""
    visitor, school = demonstration.sign_in("demo-draft"), demonstration.sign_in("demo-school", "legal")

    def grow(w: Work, count: int) -> None:
        account, desk = (w.accounts.by_subject(sub) for sub in ("demo-draft", "demo-school"))
        assert account
        assert account.person_id
        assert desk
        for _ in range(count):
            one = Replacement(
                new_id(), account.person_id, "unlisted", None, demonstration.house.now(), UNLISTED
            )
            one.state, one.organisation_id, one.step = (
                ReplacementState.IN_APPROVAL,
                desk.organisation_id,
                "employer",
            )
            one.step_since = one.submitted_at = one.created_at
            w.replacements.add(one)

    asked: dict[str, list[tuple[int, int]]] = {"/centre/titles": [], "/desk/replacements": []}
    for count in (1, 4):
        with work(demonstration.house.database) as w:
            grow(w, count)
        for path, who in zip(asked, (visitor, school), strict=True):
            who.get(path)
            with counted(demonstration.house.database) as queries:
                page = who.get(path)
            asked[path].append((page.text.count("<tr"), len(queries)))
    for path, ((few_rows, few), (many_rows, many)) in asked.items():
        assert many_rows == few_rows + 4, path
        assert many <= few, path


def test_what_the_desk_has_around_them(demonstration: Demonstration) -> None:
    """The list filtered by the address and taken home as a spreadsheet; the case with the organisation's 意见模板, its journal, and what was
    decided."""
    visitor, school = demonstration.sign_in("demo-returned"), demonstration.sign_in("demo-school", "legal")
    asked = {**UNLISTED, "number": "7788990011", "title": "二级教师"}
    answer = send(visitor, "/centre/replacements/new/unlisted", **asked, **{"evidence:upload": [scan()]})
    assert "补换证申请已提交" in answer.text
    case = visitor.path.replace("/centre/", "/desk/")
    page = school.get("/desk/replacements", query_string={"text": "77889900"}).text
    assert f"{case}?text=77889900" in page
    assert "前办理" in page
    assert "清除条件" in page
    roster = re.search(r'href="([^"]+roster\.xlsx[^"]*)"', page)
    assert roster
    rows = spreadsheet.read(school.get(roster[1].replace("&amp;", "&")).data)
    assert [row[4] for row in rows[1:]] == ["7788990011"]
    for odd in ({"since": "soon", "overdue": "2"}, {"page": "-3"}, {"text": "%", "kind": "none"}):
        assert school.get("/desk/replacements", query_string=odd).status_code == 200
        assert school.get("/desk/replacements/decided", query_string=odd).status_code == 200
    assert "没有符合条件的补换证申请" in school.get("/desk/replacements?since=2099-01-01").text

    school.get("/desk/opinions")
    school.send("意见内容", caption="属实", text="材料属实，同意换发。")
    template = re.findall(r'id="template-([0-9a-f]+)"', school.page.text)[-1]
    school.get(f"{case}?text=77889900")
    filled = school.send("opinion", act="fill", opinion="请看附件。", template=template)
    assert "请看附件。\n材料属实，同意换发。</textarea>" in filled.text
    assert "应于" in filled.text
    answer = school.send("opinion", act="endorse", opinion="同意换发。")
    assert "审核结果已保存" in answer.text
    assert school.path == "/desk/replacements?text=77889900", "the list as it was"
    decided = school.get(
        "/desk/replacements/decided", query_string={"text": "77889900", "state": "in_approval"}
    )
    for text in ("同意换发。", "审核中（主管部门审核）", f'href="{case}"'):
        assert text in decided.text
    journal = school.get(f"{case}/journal").text
    for text in ("蚌埠市禾田路小学", "通过", "单位审核", "申请人", "返回申请"):
        assert text in journal
    assert "同意换发。" not in journal
    for path in ("/desk/replacements/decided", "/desk/replacements/roster.xlsx"):
        assert visitor.get(path).status_code == 403
    company = demonstration.sign_in("demo-company", "legal")
    assert company.get(f"{case}/journal").status_code == 404


@pytest.mark.parametrize("path", ["/centre/replacements/new/none", "/centre/replacements/new/listed"])
def test_there_is_no_such_form(demonstration: Demonstration, path: str) -> None:
    assert demonstration.sign_in("demo-ready").get(path).status_code == 404


def test_scans_are_held_to_what_the_document_takes(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-ready")
    text = io.BytesIO("遗失声明".encode()), "遗失声明.txt"
    answer = send(visitor, "/centre/replacements/new/unlisted", **UNLISTED, **{"evidence:upload": [text]})
    assert answer.status_code == 422
    assert "遗失声明.txt" in answer.text
