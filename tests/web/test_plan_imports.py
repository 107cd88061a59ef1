"""A package of files becomes a draft, another system's form a section of one, and a draft that was given up is gone on with (issue 6)."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest

from tests.services import plan_drafting
from tests.web.conftest import Demonstration
from tests.web.site import Visitor, forms_of
from tests.web.test_plan_trials import actor_of
from zcforms.demo.people import RULE_AUTHOR
from zcforms.services import plan_drafts, plan_templates
from zcforms.services.plan_files import spelled
from zcforms.services.plan_templates import Wish

NEW = "2032-teacher-senior"
FILE = f"schemas/plans/{NEW}.json"
FOREIGN = {
    "title": "培训登记",
    "type": "object",
    "required": ["hours"],
    "properties": {
        "hours": {"type": "integer", "title": "学时", "minimum": 1},
        "kind": {
            "title": "形式",
            "oneOf": [{"const": "a", "title": "面授"}, {"const": "b", "title": "远程"}],
        },
    },
}


def packed(demonstration: Demonstration, **changed: Any) -> bytes:
    """A new plan's own documents; the plan document says what is `changed`."""
    files = plan_templates.files(demonstration.house.rulebook.edition(), Wish(NEW, plan_drafting.PLAN, 2032))
    files[FILE] = json.dumps(json.loads(files[FILE]) | changed, ensure_ascii=False)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
    return stream.getvalue()


def uploaded(author: Visitor, data: bytes, reason: str = "2032 年度") -> Any:
    author.get("/plans/design/import")
    fields = author.form("package").fields.to_dict()
    sent = {**fields, "reason": reason, "package": (io.BytesIO(data), "方案.zip")}
    return author.post("/plans/design/import", sent)


def test_a_package_is_taken_whole_or_refused_by_file_and_place(
    demonstration: Demonstration, author: Visitor
) -> None:
    assert "导入方案" in author.get("/plans/design").text
    broken = uploaded(author, packed(demonstration, closes="nie", chain="nowhere"))
    assert broken.status_code == 422
    assert f"<code>{FILE}#/closes</code>" in broken.text
    assert 'value="2032 年度"' in broken.text
    assert uploaded(author, b"no archive").status_code == 422
    assert "不是 ZIP 压缩包" in author.page.text
    foreign = uploaded(author, packed(demonstration, organising_unit="别的单位"))
    assert foreign.status_code == 422
    assert "别的单位" in foreign.text
    nameless = uploaded(author, packed(demonstration), reason=" ")
    assert (nameless.status_code, 'id="reason-error"' in nameless.text) == (422, True)
    me = actor_of(demonstration, RULE_AUTHOR)
    assert NEW not in [each.plan_id for each in plan_drafts.drafts(demonstration.house, me)]
    taken = uploaded(author, packed(demonstration))
    assert taken.status_code == 200
    assert "请逐个标签核对" in taken.text
    (draft,) = [each for each in plan_drafts.drafts(demonstration.house, me) if each.plan_id == NEW]
    with zipfile.ZipFile(io.BytesIO(packed(demonstration))) as archive:
        given = {name for name in archive.namelist() if name.startswith(("schemas/", "rules/"))}
    out = spelled(plan_drafts.draft(demonstration.house, me, draft.id).content)
    assert set(out) == {name for name in given if not name.startswith("schemas/meta/")}


@pytest.fixture
def draft(demonstration: Demonstration) -> str:
    return plan_drafting.begun(demonstration.house, actor_of(demonstration, RULE_AUTHOR))


def taken(author: Visitor, draft: str, data: bytes, name: str = "training form.json") -> Any:
    here = f"/plans/design/drafts/{draft}/section"
    author.get(here)
    fields = author.form("schema").fields.to_dict()
    (into, *_) = re.findall(r'<option value="(forms/parts/[^"]+)"', author.page.text)
    return author.post(here, {**fields, "into": into, "schema": (io.BytesIO(data), name)})


def test_anothers_form_becomes_a_section_and_can_be_undone(author: Visitor, draft: str) -> None:
    page = taken(author, draft, json.dumps(FOREIGN).encode())
    assert page.status_code == 200
    assert "已导入分区“培训登记”" in page.text
    assert 'value="培训登记"' in page.text
    assert "没有发现问题" in author.get(f"/plans/design/drafts/{draft}/problems").text
    again = taken(author, draft, json.dumps(FOREIGN).encode())
    assert again.status_code == 200, "a second one is told apart by its id"
    assert "没有发现问题" in author.get(f"/plans/design/drafts/{draft}/problems").text
    changes = author.get(f"/plans/design/drafts/{draft}/changes").text
    assert changes.count("从 JSON Schema 导入分区“培训登记”") >= 2
    author.get(f"/plans/design/drafts/{draft}/forms")
    assert "已撤销：从 JSON Schema 导入分区" in author.press("撤销").text


def test_what_a_form_of_ours_cannot_ask_is_refused_with_its_place(author: Visitor, draft: str) -> None:
    schema = FOREIGN | {"properties": {"hours": {"anyOf": [{"type": "integer"}, {"type": "string"}]}}}
    page = taken(author, draft, json.dumps(schema).encode())
    assert page.status_code == 422
    assert re.search(r"<code>training form\.json#/properties/hours[^<]*</code>", page.text)
    assert taken(author, draft, b"{").status_code == 422
    assert taken(author, draft, "表".encode("gbk")).status_code == 422
    assert "UTF-8" in author.page.text
    assert "还没有修改" in author.get(f"/plans/design/drafts/{draft}/review").text


def test_a_draft_that_was_given_up_is_taken_up_again(
    demonstration: Demonstration, author: Visitor, draft: str
) -> None:
    here = f"/plans/design/drafts/{draft}"
    author.get("/plans/design")
    form = next(each for each in forms_of(author.page) if each.action == f"{here}/discard")
    assert "最近放弃的方案" in author.post(form.action, form.fields).text
    form = next(each for each in forms_of(author.page) if each.action == f"{here}/take-up")
    assert "方案已恢复" in author.post(form.action, form.fields).text
    me = actor_of(demonstration, RULE_AUTHOR)
    assert plan_drafts.draft(demonstration.house, me, draft).editable
