"""Two windows, two devices: what only one of them changed is taken, what both changed is asked (issue 4; features 19, 23, 34, 36, 76)."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Demonstration
from tests.web.site import Visitor, complaints
from tests.web.test_files import send
from tests.web.test_library import picture


def asked(page: TestResponse) -> set[str]:
    return set(re.findall(r'name="choose:([^"]+)"', page.text))


def choose(page: TestResponse, name: str, which: str) -> dict[str, str]:
    found = re.search(rf'name="choose:{re.escape(name)}" value="({which}:[^"]+)"', page.text)
    assert found
    return {f"choose:{name}": found[1]}


@pytest.fixture
def windows(demonstration: Demonstration) -> tuple[Visitor, Visitor, str]:
    """Two devices of one person, and where the declaration is."""
    one, here = demonstration.at_form("demo-draft")
    return one, demonstration.sign_in("demo-draft"), here


def test_only_what_both_changed_is_asked(windows: tuple[Visitor, Visitor, str]) -> None:
    one, other, here = windows
    part = f"{here}/parts/basic"
    for window in windows[:2]:
        window.get(part)
    assert one.send("保存个人信息", basic__birthplace="甲地", basic__post="甲职务").status_code == 200
    page = other.send("保存个人信息", basic__birthplace="乙地", basic__salary_grade="乙址")
    assert page.status_code == 409
    assert asked(page) == {"basic.birthplace"}
    assert " checked" not in page.text.partition("zc-conflicts")[2].partition("</fieldset>")[0]
    assert "请在下面逐项选择" in page.text
    assert "请刷新页面" not in page.text
    assert (
        "甲职务" in page.text.partition("zc-conflicts")[2].partition("</fieldset>")[0]
    )  # taken over, and told
    assert other.form("origins").fields["basic.post"] == "甲职务"
    again = other.send("保存个人信息")
    assert again.status_code == 409  # nothing was chosen
    saved = other.send("保存个人信息", **choose(again, "basic.birthplace", "mine"))
    assert saved.status_code == 200, complaints(saved)
    fields = other.form("origins").fields
    assert (fields["basic.birthplace"], fields["basic.post"], fields["basic.salary_grade"]) == (
        "乙地",
        "甲职务",
        "乙址",
    )


def test_nothing_is_asked_where_the_windows_changed_different_fields(
    windows: tuple[Visitor, Visitor, str],
) -> None:
    one, other, here = windows
    for window in windows[:2]:
        window.get(f"{here}/parts/basic")
    one.send("保存个人信息", basic__birthplace="丙地")
    page = other.send("保存个人信息", basic__post="丁职务")
    assert page.status_code == 200
    assert "“出生地”已在其他窗口或设备上修改，保留了那里的内容" in page.text
    fields = other.form("origins").fields
    assert (fields["basic.birthplace"], fields["basic.post"]) == ("丙地", "丁职务")


def test_what_is_kept_is_chosen(windows: tuple[Visitor, Visitor, str]) -> None:
    one, other, here = windows
    for window in windows[:2]:
        window.get(f"{here}/parts/basic")
    one.send("保存个人信息", basic__birthplace="留下的地")
    page = other.send("保存个人信息", basic__birthplace="放弃的地")
    saved = other.send("保存个人信息", **choose(page, "basic.birthplace", "kept"))
    assert saved.status_code == 200
    assert other.form("origins").fields["basic.birthplace"] == "留下的地"


def test_a_third_value_is_asked_again(windows: tuple[Visitor, Visitor, str]) -> None:
    one, other, here = windows
    for window in windows[:2]:
        window.get(f"{here}/parts/basic")
    one.send("保存个人信息", basic__birthplace="第一个值")
    page = other.send("保存个人信息", basic__birthplace="第二个值")
    one.send("保存个人信息", basic__birthplace="第三个值")
    again = other.send("保存个人信息", **choose(page, "basic.birthplace", "mine"))
    assert again.status_code == 409
    assert "第三个值" in again.text


def test_the_same_twice_is_no_conflict(windows: tuple[Visitor, Visitor, str]) -> None:
    """The answer to a save got lost, and the page was opened and filled in again."""
    _, _, here = windows
    for window in windows[:2]:
        window.get(f"{here}/parts/basic")
    for window in windows[:2]:
        assert window.send("保存个人信息", basic__birthplace="同一个地").status_code == 200


def test_another_part_or_a_drawer_is_no_conflict(windows: tuple[Visitor, Visitor, str]) -> None:
    one, other, here = windows
    other.get(f"{here}/parts/basic")
    one.get(f"{here}/parts/attachments")
    one.send("保存")
    assert other.send("保存个人信息", basic__birthplace="不冲突").status_code == 200


def test_attachments_of_two_windows_are_kept_together(windows: tuple[Visitor, Visitor, str]) -> None:
    """Features 23, 56: unless one of the two sides is chosen."""
    one, other, here = windows
    first, second = send(one, picture("plum"), "甲附件.jpg"), send(one, picture("teal"), "乙附件.jpg")
    for window in windows[:2]:
        window.get(f"{here}/parts/attachments")
    item = min(name for name in one.form("origins").names if name.endswith(":upload")).removesuffix(":upload")
    assert one.send("origins", **{f"{item}:file": first["id"]}).status_code == 200
    page = other.send("origins", **{f"{item}:file": second["id"]})
    assert page.status_code == 409
    assert asked(page) == {item}
    assert "甲附件.jpg" in page.text
    saved = other.send("origins", **choose(page, item, "both"))
    assert saved.status_code == 200, complaints(saved)
    assert other.form("origins").fields.getlist(f"{item}:file") == [first["id"], second["id"]]


def test_the_profile_is_held_too(windows: tuple[Visitor, Visitor, str]) -> None:
    """Feature 76."""
    one, other, _ = windows
    for window in windows[:2]:
        window.get("/centre/profile")
    assert "已保存" in one.send("origins", address="甲设备的住址").text
    page = other.send("origins", address="乙设备的住址", email="yi@example.cn")
    assert page.status_code == 409
    assert asked(page) == {"address"}
    assert "已保存" in other.send("origins", **choose(page, "address", "kept")).text
    fields = (other.get("/centre/profile"), other.form("origins").fields)[1]
    assert (fields["address"], fields["email"]) == ("甲设备的住址", "yi@example.cn")


def test_a_record_of_the_library_is_held(demonstration: Demonstration) -> None:
    """Feature 19."""
    one = demonstration.sign_in("demo-library")
    one.get("/library/work/new")
    one.send("origins", data__employer="某单位", data__post="教师")
    record = one.path
    other = demonstration.sign_in("demo-library")
    for window in (one, other):
        window.get(f"{record}/edit")
    one.send("origins", data__employer="甲单位")
    page = other.send("origins", data__employer="乙单位", data__post="校长")
    assert page.status_code == 409
    assert asked(page) == {"data.employer"}
    saved = other.send("origins", **choose(page, "data.employer", "mine"))
    assert "乙单位" in saved.text
    assert "校长" in saved.text


def test_a_record_that_is_gone_becomes_a_new_one_if_one_wants(demonstration: Demonstration) -> None:
    one = demonstration.sign_in("demo-library")
    one.get("/library/work/new")
    one.send("origins", data__employer="会删的单位", data__post="教师")
    record = one.path
    other = demonstration.sign_in("demo-library")
    other.get(f"{record}/edit")
    one.send("/delete")
    page = other.send("origins", data__employer="还在写的单位")
    assert page.status_code == 409
    assert "另存为一条新业绩" in page.text
    assert other.form("origins").fields["data.employer"] == "还在写的单位"
    saved = other.send("origins")
    assert "已保存" in saved.text
    assert other.path != record


@pytest.fixture
def titles(demonstration: Demonstration) -> tuple[Visitor, Visitor, str]:
    """Two windows of somebody with two titles, and where the section's records are."""
    one, here = demonstration.at_form("demo-incomplete")
    where = f"{here}/sections/titles/records"
    while "/records/1" not in one.get(f"{here}/parts/basic").text:
        one.get(f"{where}/0" if "/records/0" in one.page.text else f"{where}/new")
        fields = one.form("origins").fields
        given = {name: value for name, value in fields.items(multi=True) if name not in MARKS}
        one.get(f"{where}/new")
        one.post(f"{where}/new", {**given, **marks(one)})
        assert one.page.status_code == 200, complaints(one.page)
    return one, demonstration.sign_in("demo-incomplete"), where


MARKS = ("csrf_token", "owner", "once", "draft", "origins", "record")


def marks(visitor: Visitor) -> dict[str, str]:
    fields = visitor.form("origins").fields
    return {name: fields[name] for name in MARKS if name in fields}


def number(name: str) -> dict[str, str]:
    return {"certificate_number": name}


def test_two_windows_on_one_record(titles: tuple[Visitor, Visitor, str]) -> None:
    one, other, where = titles
    for window in (one, other):
        window.get(f"{where}/0")
    assert one.send("origins", **number("第一个窗口")).status_code == 200
    page = other.send("origins", **number("第二个窗口"))
    assert page.status_code == 409
    assert asked(page) == {"certificate_number"}
    assert page.text.count("第一个窗口") == 1
    saved = other.send("origins", **choose(page, "certificate_number", "kept"))
    assert saved.status_code == 200
    one.get(f"{where}/0")
    assert one.form("origins").fields["certificate_number"] == "第一个窗口"


def test_a_record_that_was_moved_meanwhile_is_the_one_that_is_saved(
    titles: tuple[Visitor, Visitor, str],
) -> None:
    one, other, where = titles
    for place in (0, 1):
        one.get(f"{where}/{place}")
        one.send("origins", **number(f"编号{place}"))
    other.get(f"{where}/0")
    one.get(where.split("/sections")[0] + "/parts/basic")
    one.send("/records", _do="down:0")
    assert other.send("origins", **number("编号甲")).status_code == 200
    one.get(f"{where}/1")
    assert one.form("origins").fields["certificate_number"] == "编号甲"
    one.get(f"{where}/0")
    assert one.form("origins").fields["certificate_number"] == "编号1"


def test_a_record_that_was_deleted_meanwhile_is_told_and_the_text_is_there(
    titles: tuple[Visitor, Visitor, str],
) -> None:
    one, other, where = titles
    here = where.split("/sections")[0]
    other.get(f"{where}/1")
    one.get(f"{here}/parts/basic")
    one.send("/records", _do="delete:1")
    page = other.send("origins", **number("没来得及保存"))
    assert page.status_code == 409
    assert "另存为一条新记录" in page.text
    assert other.form("origins").fields["certificate_number"] == "没来得及保存"
    other.get(f"{where}/new?draft=1")  # left there, it is a draft
    assert other.form("origins").fields["certificate_number"] == "没来得及保存"
    assert other.send("origins").status_code == 200
    assert "/records/1" in other.get(f"{here}/parts/basic").text
