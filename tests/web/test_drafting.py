"""Autosaved drafts of every kind of form: offered, restored, thrown away, gone when the form was saved (issue 4)."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.storage import tables

OFFERED = "自动保存、但还没有保存的内容"


def offered(visitor: Visitor, address: str) -> bool:
    """Whether the page offers a draft; the pattern that scripts use does not count."""
    page = re.sub(r"<template.*?</template>", "", visitor.get(address).text, flags=re.S)
    return OFFERED in page


@pytest.fixture
def places(demonstration: Demonstration) -> tuple[Visitor, dict[str, str]]:
    visitor, here = demonstration.at_form("demo-draft")
    category = next(iter(demonstration.house.catalogue.categories))
    with demonstration.house.database.session(write=True) as session:
        session.execute(tables.form_drafts.delete())
        session.commit()
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
    page = visitor.get(addresses[kind]).text
    field = re.search(r'<input[^>]*type="text"[^>]*name="([^"]+)"', page)
    assert field
    assert visitor.autosave("origins", **{field[1]: "还没有保存的一句"}).status_code == 200
    assert offered(visitor, addresses[kind])
    assert "还没有保存的一句" not in visitor.page.text
    assert not offered(visitor, f"{addresses[kind]}?draft=1")
    assert "还没有保存的一句" in visitor.page.text
    visitor.get(addresses[kind])
    visitor.send("/forget")
    assert not offered(visitor, addresses[kind])


def test_what_is_as_it_was_is_no_draft(places: tuple[Visitor, dict[str, str]]) -> None:
    """Something was typed and taken back."""
    visitor, addresses = places
    visitor.get(addresses["part"])
    kept = visitor.form("origins").fields["basic.birthplace"]
    visitor.autosave("origins", basic__birthplace=kept)
    assert not offered(visitor, addresses["part"])


def test_two_windows_type_in_different_fields(places: tuple[Visitor, dict[str, str]]) -> None:
    """Issue 4: the later autosave does not take the place of the earlier one."""
    visitor, addresses = places
    visitor.get(addresses["part"])
    first = visitor.page
    visitor.get(addresses["part"])
    assert visitor.autosave("origins", basic__birthplace="第一个窗口的地").json["shared"] == []
    visitor.page = first
    assert visitor.autosave("origins", basic__post="第二个窗口的职务").json["shared"] == []
    page = visitor.get(f"{addresses['part']}?draft=1").text
    assert "第一个窗口的地" in page
    assert "第二个窗口的职务" in page
    visitor.send("保存个人信息")
    assert not offered(visitor, addresses["part"])


def test_two_windows_type_in_the_same_field_and_the_person_chooses(
    places: tuple[Visitor, dict[str, str]],
) -> None:
    visitor, addresses = places
    visitor.get(addresses["part"])
    first = visitor.page
    visitor.get(addresses["part"])
    visitor.autosave("origins", basic__birthplace="甲窗口")
    visitor.page = first
    assert visitor.autosave("origins", basic__birthplace="乙窗口").json["shared"] == ["basic.birthplace"]
    page = visitor.get(f"{addresses['part']}?draft=1").text
    assert visitor.form("origins").fields["basic.birthplace"] == "乙窗口"
    assert "几个窗口或设备上填写得不同" in page
    assert "甲窗口" in page
    visitor.send("填入选中的内容", **{"pick:basic.birthplace": "1"})
    assert visitor.form("origins").fields["basic.birthplace"] == "甲窗口"
    visitor.send("保存个人信息")
    assert not offered(visitor, addresses["part"])  # both were seen


def test_a_choice_in_a_table_says_which_row(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-engineer")
    table = f"{here}/parts/assessments"
    visitor.get(table)
    first = visitor.page
    visitor.get(table)
    name = re.findall(r'name="(record-[^"]+\.verdict)"', visitor.page.text)[-1]
    rows = list(dict.fromkeys(re.findall(r'name="(record-[^"]+)\.verdict"', visitor.page.text)))
    visitor.autosave("annotations", **{name: "合格"})
    visitor.page = first
    visitor.autosave("annotations", **{name: "不合格"})
    page = visitor.get(f"{table}?draft=1").text
    assert len(rows) > 1
    assert f"第 {len(rows)} 条：考核结果" in page
    visitor.get(table)
    visitor.send("/forget")


def test_saving_one_window_leaves_what_the_other_has_typed(
    places: tuple[Visitor, dict[str, str]],
) -> None:
    visitor, addresses = places
    visitor.get(addresses["part"])
    other = visitor.page
    visitor.get(addresses["part"])
    visitor.autosave("origins", basic__post="还在填写")
    visitor.page = other
    visitor.send("保存个人信息", basic__birthplace="先保存的窗口")
    assert offered(visitor, addresses["part"])
    assert "还在填写" in visitor.get(f"{addresses['part']}?draft=1").text
    assert visitor.form("origins").fields["basic.birthplace"] == "先保存的窗口"
    visitor.get(addresses["part"])
    visitor.send("/forget")


def test_a_draft_brought_back_takes_nothing_back_that_was_saved_meanwhile(
    places: tuple[Visitor, dict[str, str]],
) -> None:
    """Issue 4: one device types a field, another changes others and saves; the draft is about its own field alone."""
    visitor, addresses = places
    visitor.get(addresses["part"])
    visitor.autosave("origins", basic__post="草稿里的职务")
    visitor.get(addresses["part"])
    saved = visitor.send("保存个人信息", basic__birthplace="别处保存的地", basic__work_years="21")
    assert saved.status_code == 200
    visitor.get(f"{addresses['part']}?draft=1")
    fields = visitor.form("origins").fields
    assert (fields["basic.post"], fields["basic.birthplace"]) == ("草稿里的职务", "别处保存的地")
    visitor.send("保存个人信息")
    fields = visitor.form("origins").fields
    assert (fields["basic.post"], fields["basic.birthplace"], fields["basic.work_years"]) == (
        "草稿里的职务",
        "别处保存的地",
        "21",
    )


def test_a_draft_of_a_field_that_was_saved_otherwise_meanwhile_is_asked(
    places: tuple[Visitor, dict[str, str]],
) -> None:
    visitor, addresses = places
    visitor.get(addresses["part"])
    visitor.autosave("origins", basic__post="草稿的说法")
    visitor.get(addresses["part"])
    visitor.send("保存个人信息", basic__post="别处的说法")
    visitor.get(f"{addresses['part']}?draft=1")
    refused = visitor.send("保存个人信息")
    assert refused.status_code == 409
    assert "请选择要保留的内容" in refused.text
    assert "草稿的说法" in refused.text
    assert "别处的说法" in refused.text
    assert OFFERED not in refused.text  # one notice, one question
