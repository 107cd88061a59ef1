"""Values as people read them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.forms.gallery import CODES, DATA, RECORD, SCHEMA
from zcforms.forms.display import ancestry, record_table, text_of
from zcforms.forms.media import accepted, bytes_text, limits, suffixes


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("former_name", "无"),
        ("ethnic_group", "汉族"),
        ("birthplace", "安徽省合肥市包河区"),
        ("work_since", "2008-07"),
        ("work_years", "14 年"),
        ("rural_years", "3.5 年"),
        ("head", "是"),
        ("other_subjects", "小学数学、小学英语"),
        ("stages", "小学、初中"),
        ("appointments", "2 条"),
        ("evidence", "聘书.jpg、述职报告.docx"),
        ("photo", "照片.jpg"),
    ],
)
def test_every_kind_has_its_text(name: str, text: str) -> None:
    assert text_of(SCHEMA["properties"][name], DATA[name], CODES) == text


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_is_an_empty_text(nothing: Any) -> None:
    assert text_of({"type": "string"}, nothing, CODES) == ""


def test_numbers_are_written_plainly() -> None:
    assert text_of({"type": "number"}, 1e-7, CODES) == "0.0000001"
    assert text_of({"type": "number"}, 1e15, CODES) == "1000000000000000"
    assert text_of({"type": "integer", "enum": [1]}, 1, CODES) == "1"
    assert text_of({"type": "boolean"}, False, CODES) == "否"


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert text_of({"codes": "ethnic_groups"}, "99", CODES) == "99"
    assert text_of({"codes": "no_such_list"}, "99", CODES) == "99"
    assert text_of({"codes": "regions", "widget": "region"}, "990000", CODES) == "990000"
    assert ancestry(CODES["regions"].codes, "990000") == ()


def test_records_become_a_table() -> None:
    table = record_table(RECORD, DATA["appointments"], CODES)
    assert [column.caption for column in table.columns] == [
        "聘用名称",
        "聘用单位",
        "聘用开始日期",
        "聘用结束日期",
    ]
    assert table.rows[0] == {
        "post": "一级教师",
        "employer": "合肥市示范小学",
        "from": "2016-09-01",
        "until": "",
    }
    assert [column.id for column in record_table(RECORD, [], CODES, ("current",)).columns] == ["current"]
    plain = {"type": "array", "items": RECORD["items"]}
    assert [column.id for column in record_table(plain, [], CODES).columns] == [
        "post",
        "employer",
        "from",
        "current",
        "until",
    ]


@pytest.mark.parametrize(
    ("size", "text"),
    [(3, "3 字节"), (1024, "1 KB"), (182044, "178 KB"), (10485760, "10 MB"), (1_600_000, "1.5 MB")],
)
def test_sizes(size: int, text: str) -> None:
    assert bytes_text(size) == text


def test_limits_are_said_in_words_and_held_by_media_type() -> None:
    schema = {"accept": ["jpg", "docx"], "maxItems": 3}
    assert limits(schema) == "支持 jpg、docx 格式，最多 3 个文件"
    assert limits({}) == ""
    assert suffixes("jpg") == ("jpg", "jpeg", "jfif")
    assert suffixes("ofd") == ("ofd",)
    assert accepted(schema, "image/jpeg")
    assert not accepted(schema, "application/pdf")
    assert accepted({}, "application/pdf")
