"""Formats by example, ids from captions (issue 6)."""

from __future__ import annotations

import re

import pytest

from zcforms.services import plan_patterns
from zcforms.services.plan_naming import id_of


@pytest.mark.parametrize(
    ("example", "fits", "not_"),
    [
        (
            "皖教师〔2020〕7号",
            ["皖教师〔2022〕15号", "皖教师[2020]123号"],
            ["皖人社〔2020〕7号", "皖教师〔20〕7号", "皖教师〔2020〕号"],
        ),
        ("AB-12", ["XY-9"], ["ab-12", "ABC-12"]),
        ("1.5*2", ["2.7*3"], ["1a5*2"]),
    ],
)
def test_a_format_by_example(example: str, fits: list[str], not_: list[str]) -> None:
    pattern = re.compile(plan_patterns.of_example(example))
    assert all(pattern.fullmatch(each) for each in [example, *fits])
    assert not any(pattern.fullmatch(each) for each in not_)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("mobile", "13912345678", "12912345678"),
        ("postcode", "230001", "2300011"),
        ("credit_code", "11340199MA00000025", "11340199MA0000002"),
        ("identity", "340304198503120025", "340304198513120025"),
        ("year", "2022", "1822"),
    ],
)
def test_known_formats(name: str, right: str, wrong: str) -> None:
    pattern = re.compile(plan_patterns.KNOWN[name][1])
    assert pattern.fullmatch(right)
    assert not pattern.fullmatch(wrong)


def test_a_format_is_recognised_again() -> None:
    assert plan_patterns.kind_of(plan_patterns.KNOWN["year"][1], None) == "year"
    assert plan_patterns.kind_of(plan_patterns.of_example("甲1号"), "甲1号") == plan_patterns.EXAMPLE
    assert plan_patterns.kind_of("^x$", None) == plan_patterns.OTHER
    assert plan_patterns.kind_of(None, None) is None


def test_ids_come_from_captions() -> None:
    assert id_of("推广面积", ()) == "tui_guang_mian_ji"
    assert id_of("推广面积", {"tui_guang_mian_ji"}) == "tui_guang_mian_ji_2"
    assert id_of("SCI 论文", ()) == "sci_lun_wen"
    assert id_of("2022 年度", (), spare="field") == "field_2022_nian_du"
    assert id_of("？！", (), spare="field") == "field"
    assert len(id_of("很长" * 60, ())) <= 40
