"""A plan's author uploads files for applicants, without scripts; the applicant gets them as they were (issue 6, feature 27)."""

from __future__ import annotations

import hashlib
import io
from typing import Any
from urllib.parse import quote

import pytest

from tests.printing import uploads
from tests.web import test_designer
from tests.web.conftest import Site
from tests.web.site import Visitor
from tests.web.test_designer import at, draft

__all__ = ["draft"]
NOTICE = uploads.pdf(1)
LIST = "downloads"


@pytest.fixture
def author(site: Site) -> Visitor:
    return test_designer.organiser(site)


def upload(author: Visitor, draft: str, data: bytes | None, name: str = "申报须知.pdf", **more: str) -> Any:
    at(author, draft, "texts", "texts")
    fields = author.form("offer_caption").fields.to_dict()
    file = {} if data is None else {"offer_file": (io.BytesIO(data), name)}
    return author.post(f"{draft}/{LIST}", {**fields, **more, **file})


def test_a_file_is_uploaded_listed_looked_at_renamed_and_taken_out(author: Visitor, draft: str) -> None:
    page = upload(author, draft, NOTICE)
    assert page.status_code == 200
    assert "已上传“申报须知”" in page.text
    link = f"{draft}/{LIST}/shen-bao-xu-zhi"
    assert f'href="{link}"' in page.text
    got = author.get(link)
    assert got.data == NOTICE
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    disposition = got.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert f"filename*=UTF-8''{quote('申报须知.pdf')}" in disposition
    at(author, draft, "texts", "texts")
    form = author.form("downloads.1.caption").fields.to_dict()
    assert form["downloads.1.file"] == hashlib.sha256(NOTICE).hexdigest()
    author.send("downloads.1.caption", **{"downloads.1.caption": "2023 年申报须知"})
    assert "显示为“2023 年申报须知”" in author.page.text
    author.send("downloads.1.caption", _do="up:downloads:1")
    author.send("downloads.1.caption")
    author.send("downloads.1.caption", _do="remove:downloads:0")
    assert author.get(link).data == NOTICE


@pytest.mark.parametrize(
    ("data", "name", "caption", "field", "said"),
    [
        (None, "", "须知", "offer-file", "请选择要上传的文件"),
        (b"MZ program", "须知.pdf", "须知", "offer-file", "程序文件"),
        (NOTICE, "须知.pdf", "长" * 101, "offer-caption", "100 个字"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    author: Visitor, draft: str, data: bytes | None, name: str, caption: str, field: str, said: str
) -> None:
    page = upload(author, draft, data, name, offer_caption=caption)
    assert page.status_code == 422
    told = page.text[page.text.index(f'id="{field}-error"') :]
    assert said in told[:200]
    assert f'value="{caption}"' in page.text
    assert f"{draft}/{LIST}/" not in page.text


def test_an_entry_without_sheet_and_file_is_told_in_its_row(author: Visitor, draft: str) -> None:
    at(author, draft, "texts", "texts")
    page = author.send("downloads.0.caption", **{"downloads.0.sheet": ""})
    assert page.status_code == 422
    assert "二者选一" in page.text


def test_strangers_get_nothing_of_a_draft(site: Site, author: Visitor, draft: str) -> None:
    upload(author, draft, NOTICE)
    other = site.visitor()
    other.sign_in("legal-school", "legal")
    assert other.get(f"{draft}/{LIST}/shen-bao-xu-zhi").status_code in (403, 404)
