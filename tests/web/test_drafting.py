"""Autosaved drafts of every kind of form: offered, restored, thrown away, gone when the form was saved (issue 4)."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.conftest import Demonstration
from tests.web.site import Visitor


def keep_url(visitor: Visitor) -> str:
    found = re.search(r'data-draft-url="([^"]+)"', visitor.page.text)
    assert found, visitor.page.text[:500]
    return html.unescape(found[1])


@pytest.fixture
def places(demonstration: Demonstration) -> tuple[Visitor, dict[str, str]]:
    visitor, here = demonstration.at_form("demo-draft")
    category = next(iter(demonstration.house.catalogue.categories))
    return visitor, {
        "part": f"{here}/parts/basic",
        "record": f"{here}/sections/titles/records/new",
        "library": f"/library/{category}/new",
        "profile": "/centre/profile",
    }


@pytest.mark.parametrize("kind", ["part", "record", "library", "profile"])
def test_a_draft_is_offered_restored_and_thrown_away(
    places: tuple[Visitor, dict[str, str]], kind: str
) -> None:
    visitor, addresses = places
    visitor.get(addresses[kind])
    field = re.search(r'<input[^>]*type="text"[^>]*name="([^"]+)"', visitor.page.text) or re.search(
        r'name="([^"]+)"[^>]*type="text"', visitor.page.text
    )
    assert field
    url = keep_url(visitor)
    token = re.search(r'name="csrf-token" content="([^"]+)"', visitor.page.text)
    assert token
    kept = visitor.client.post(
        url,
        json={field[1]: ["还没有保存的一句"]},
        headers={"X-CSRFToken": token[1], "Referer": visitor.base, "Accept": "application/json"},
        base_url=visitor.base,
    )
    assert kept.status_code == 200
    page = visitor.get(addresses[kind]).text
    assert "自动保存、但还没有保存的内容" in page
    assert "还没有保存的一句" not in page
    restored = visitor.get(f"{addresses[kind]}?draft=1").text
    assert "还没有保存的一句" in restored
    assert "自动保存、但还没有保存的内容" not in restored
    visitor.get(addresses[kind])
    visitor.send("forget")
    assert "自动保存、但还没有保存的内容" not in visitor.get(addresses[kind]).text


def test_two_windows_on_one_record_the_second_is_told(demonstration: Demonstration) -> None:
    """Issue 4: nothing is silently overwritten. The record's form carries what it was drawn from."""
    visitor, here = demonstration.at_form("demo-ready")
    address = f"{here}/sections/titles/records/0"
    visitor.get(address)
    first = visitor.form("records/0").fields
    assert first["version"]
    other = dict(first.items(multi=False))
    name = next(key for key in first if key.endswith("certificate_number"))
    saved = visitor.post(address, {**other, name: "第一个窗口"})
    assert saved.status_code == 200
    refused = visitor.post(address, {**other, name: "第二个窗口"})
    assert refused.status_code == 409
    assert "请选择要保留的内容" in refused.text
    assert refused.text.count("第一个窗口") == 1
    assert "第二个窗口" in refused.text
    saved = visitor.send("records/0", **{f"choose:{name}": "kept"})
    assert saved.status_code == 200
    assert "第一个窗口" in saved.text
    assert "第二个窗口" not in saved.text
