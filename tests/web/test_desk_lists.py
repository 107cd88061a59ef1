"""The desk's list of applications on its pages: filters in the address, several endorsed at once, templates, views, the roster, what was decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from werkzeug.datastructures import MultiDict

from tests.web.conftest import Demonstration
from tests.web.site import Visitor, forms_of
from zcforms.domain.application import Application
from zcforms.domain.identity import Person
from zcforms.printing import spreadsheet
from zcforms.services.keys import new_id
from zcforms.storage import desk_tables
from zcforms.storage.records import StoredVerdict
from zcforms.storage.work import work

NAMES = ("周一航", "周二南", "周三川")
LIST, BATCH = "/desk/applications", "/desk/applications/batch"


@pytest.fixture
def school(demonstration: Demonstration) -> Iterator[Visitor]:
    """The school's desk with three more applications like the one that stands there, fresh for each test."""
    with work(demonstration.house.database) as w:
        account = w.accounts.by_subject("demo-submitted")
        assert account is not None
        assert account.person_id
        (model,) = w.applications.of(account.person_id)
        verdict = w.verdicts.latest(model.id)
        assert verdict is not None
        for number, name in enumerate(NAMES):
            person = Person(new_id(), name, "passport", f"W{new_id()[:8]}{number}", "13900000000")
            w.people.add(person)
            w.flush()
            kept = {each: getattr(model, each) for each in model.__dataclass_fields__}
            own = {"id": new_id(), "person_id": person.id, "number": f"WEB{new_id()[:12]}", "version": 1}
            w.applications.add(Application(**{**kept, **own}))
            w.flush()
            copied = {each: getattr(verdict, each) for each in verdict.__dataclass_fields__}
            w.verdicts.add(StoredVerdict(**{**copied, "id": new_id(), "application_id": own["id"]}))
    yield demonstration.sign_in("demo-school", "legal")
    with demonstration.house.database.session(write=True) as session:
        for table in (desk_tables.opinion_templates, desk_tables.saved_views):
            session.execute(table.delete())
        session.commit()


def ticked(visitor: Visitor, *names: str) -> list[str]:
    found = []
    for name in names:
        page = visitor.get(LIST, query_string={"text": name}).text
        found += re.findall(rf'value="([^"]+)" aria-label="选择{name}的申报"', page)[:1]
    assert len(found) == len(names)
    return found


def waiting(visitor: Visitor, text: str) -> int:
    """How many of that name wait."""
    page = visitor.get(LIST, query_string={"text": text}).text
    return len(re.findall(r'aria-label="审核', page))


def opinions(demonstration: Demonstration) -> list[str]:
    with work(demonstration.house.database, write=False) as w:
        account = w.accounts.by_subject("demo-school")
        assert account is not None
        return [each.caption for each in w.opinion_templates.of(account.organisation_id or "")]


def test_the_address_says_what_is_listed(school: Visitor) -> None:
    page = school.get(LIST, query_string={"text": NAMES[0], "order": "name"}).text
    assert NAMES[0] in page
    assert NAMES[1] not in page
    assert f'value="{NAMES[0]}"' in page
    assert '<option value="name" selected>' in page
    assert "清除条件" in page
    nothing = school.get(LIST, query_string={"since": "2099-01-01", "overdue": "1"}).text
    assert "没有符合条件的申报" in nothing
    assert 'value="2099-01-01"' in nothing
    for odd in ({"since": "soon", "order": "x", "overdue": "2"}, {"page": "-3"}, {"text": "%"}):
        assert school.get(LIST, query_string=odd).status_code == 200


def test_several_are_looked_at_and_endorsed(school: Visitor, demonstration: Demonstration) -> None:
    ids = ticked(school, *NAMES[:2])
    page = school.get(BATCH, query_string=MultiDict([("id", each) for each in ids] + [("text", "周")]))
    assert "可以一起通过的申报（2 份）" in page.text
    assert all(name in page.text for name in NAMES[:2])
    form = school.form("通过这 2 份申报")
    before = waiting(school, NAMES[0])
    done = school.post(form.action, {**form.fields.to_dict(flat=False), "act": "endorse", "opinion": "同意"})
    assert "已通过 2 份申报" in done.text
    assert school.path.startswith(LIST)
    assert waiting(school, NAMES[0]) == before - 1
    again = school.post(form.action, {**form.fields.to_dict(flat=False), "act": "endorse", "opinion": "同意"})
    assert "已通过 2 份申报" in again.text  # the answer of the first time
    assert waiting(school, NAMES[0]) == before - 1


def test_what_cannot_go_along_is_left_out_only_when_it_was_agreed(
    school: Visitor, demonstration: Demonstration
) -> None:
    good, changed = ticked(school, *NAMES[:2])
    with work(demonstration.house.database) as w:
        w.applications.get(changed.split(":")[0]).sheet = new_id()
    before = waiting(school, NAMES[0])
    page = school.get(BATCH, query_string=MultiDict([("id", good), ("id", changed)])).text
    assert "不能一起通过的申报（1 份）" in page
    assert "在您打开列表之后有改动" in page
    refused = school.send("通过这 1 份申报", act="endorse", opinion="同意推荐")
    assert refused.status_code == 422
    assert "请先确认" in refused.text
    assert "同意推荐</textarea>" in refused.text
    done = school.send("通过这 1 份申报", act="endorse", opinion="同意推荐", agreed="yes")
    assert "已通过 1 份申报" in done.text
    assert waiting(school, NAMES[0]) == before - 1


def test_a_stale_one_stops_all_and_says_which(school: Visitor, demonstration: Demonstration) -> None:
    ids = ticked(school, *NAMES[:2])
    school.get(BATCH, query_string=MultiDict([("id", each) for each in ids]))
    before = waiting(school, NAMES[0])
    school.get(BATCH, query_string=MultiDict([("id", each) for each in ids]))
    with work(demonstration.house.database) as w:
        w.applications.get(ids[1].split(":")[0]).sheet = new_id()
    page = school.send("通过这 2 份申报", act="endorse", opinion="")
    assert page.status_code == 409
    assert "的申报在您确认之后有改动，本次没有通过任何一份" in page.text
    assert "不能一起通过的申报（1 份）" in page.text
    assert waiting(school, NAMES[0]) == before


def test_nothing_ticked(school: Visitor) -> None:
    assert "请先勾选要通过的申报" in school.get(BATCH).text


def test_templates_are_kept_and_put_behind_what_was_typed(
    school: Visitor, demonstration: Demonstration
) -> None:
    school.get("/desk/opinions")
    refused = school.send("意见内容", caption="", text="材料属实。")
    assert refused.status_code == 422
    assert "请填写名称" in refused.text
    assert "材料属实。</textarea>" in refused.text
    assert "已添加意见模板" in school.send("意见内容", caption="属实", text="材料属实。").text
    school.send("意见内容", caption="退回", text="请补充盖章页。")
    ids = re.findall(r'id="template-([0-9a-f]+)"', school.page.text)
    school.send(f"/desk/opinions/{ids[1]}/move", by="up")
    assert opinions(demonstration) == ["退回", "属实"]
    school.get(f"/desk/opinions/{ids[0]}")
    assert "已保存意见模板" in school.send("意见内容", caption="属实", text="材料属实，同意推荐。").text

    case = re.search(
        rf'href="({LIST}/[0-9a-f]+)[^"]*" aria-label="审核', school.get(LIST + f"?text={NAMES[2]}").text
    )
    assert case
    school.get(case[1])
    page = school.send("opinion", act="fill", opinion="请看第 3 页。", template=ids[0])
    assert page.status_code == 200
    assert "请看第 3 页。\n材料属实，同意推荐。</textarea>" in page.text
    again = school.send("opinion", act="fill", template="")
    assert "请看第 3 页。\n材料属实，同意推荐。</textarea>" in again.text
    ids_ticked = ticked(school, NAMES[0])
    school.get(BATCH, query_string={"id": ids_ticked[0]})
    assert "材料属实，同意推荐。</textarea>" in school.send("opinion", act="fill", template=ids[0]).text
    school.get("/desk/opinions")
    assert "已删除意见模板" in school.send(f"/desk/opinions/{ids[1]}/remove").text
    stranger = demonstration.sign_in("demo-company", "legal")
    assert stranger.get(f"/desk/opinions/{ids[0]}").status_code == 404


def test_a_filter_is_kept_under_a_name(school: Visitor, demonstration: Demonstration) -> None:
    school.get(LIST, query_string={"text": NAMES[1], "order": "due"})
    saved = school.send("保存为视图", caption="周二")
    assert "已保存视图“周二”" in saved.text
    view = re.search(r'<li><a href="([^"]+)" aria-current="true">周二', saved.text)
    assert view
    other = demonstration.sign_in("demo-company", "legal")
    assert "周二</a>" not in other.get(LIST).text
    opened = school.get(view[1].replace("&amp;", "&")).text
    assert NAMES[1] in opened
    assert NAMES[0] not in opened
    assert "请给视图起一个名称" in school.send("保存为视图", caption=" ").text
    assert "视图已删除" in school.send("/remove").text
    assert "周二</a>" not in school.get(LIST).text


def test_the_roster_is_what_the_list_shows(school: Visitor) -> None:
    page = school.get(LIST, query_string={"text": NAMES[2]}).text
    link = re.search(r'href="([^"]+roster\.xlsx[^"]*)"', page)
    assert link
    answer = school.get(link[1].replace("&amp;", "&"))
    assert answer.mimetype == spreadsheet.MEDIA_TYPE
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = spreadsheet.read(answer.data)
    assert {row[1] for row in rows[1:]} == {NAMES[2]}


def test_what_was_decided_and_its_journal(school: Visitor) -> None:
    (id_,) = ticked(school, NAMES[0])
    case = f"{LIST}/{id_.split(':')[0]}"
    number = re.search(r"申报编号：(\w+)", school.get(case).text)
    assert number
    assert "审核结果已保存" in school.send("opinion", act="endorse", opinion="同意推荐").text
    page = school.get(f"{LIST}/decided", query_string={"text": number[1]}).text
    assert "同意推荐" in page
    assert "审核中（主管部门审核）" in page
    assert case in page
    journal = school.get(f"{case}/journal").text
    for text in (number[1], "蚌埠市禾田路小学", "通过", "单位审核"):
        assert text in journal
    assert "同意推荐" not in journal


def test_only_a_desk_has_these_pages(demonstration: Demonstration, school: Visitor) -> None:
    (id_,) = ticked(school, NAMES[0])
    case = f"{LIST}/{id_.split(':')[0]}"
    applicant = demonstration.sign_in("demo-engineer")
    for path in (BATCH + f"?id={id_}", f"{LIST}/decided", f"{LIST}/roster.xlsx", "/desk/opinions"):
        assert applicant.get(path).status_code == 403, path
    company = demonstration.sign_in("demo-company", "legal")
    assert company.get(f"{case}/journal").status_code == 404
    assert NAMES[0] not in company.get(BATCH, query_string={"id": id_}).text


def test_every_form_of_the_list_has_its_key(school: Visitor) -> None:
    """One effect for each click (web.once); what only looks has none."""
    school.get(LIST, query_string={"text": "周"})
    for form in forms_of(school.page):
        if form.method == "post" and "signout" not in form.action:
            assert {"csrf_token", "once"} <= form.names, form.action
