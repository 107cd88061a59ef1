"""Tables on a terminal."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from zcforms.domain.finding import CheckRow
from zcforms.reports import setting_fault, table, width, wrapped
from zcforms.settings import Settings


def test_chinese_takes_two_columns() -> None:
    assert width("职称a") == 5


def test_columns_line_up_and_long_cells_go_on_below() -> None:
    text = table(("项", "结果"), [("甲", "好" * 40), ("乙乙", "x")], 72)
    lines = text.splitlines()
    assert [
        width(line[: line.index(mark)])
        for line, mark in zip([lines[0], lines[1], lines[3]], ["结", "好", "x"], strict=True)
    ] == [6, 6, 6]
    assert lines[2].strip() == "好" * 4
    assert max(width(line) for line in lines) <= 6 + 72


def test_wrapping_loses_nothing() -> None:
    text = "行动研究报告 已录入 0 个业绩, " * 9
    assert "".join(wrapped(text, 30)) == text
    assert all(width(line) <= 30 for line in wrapped(text, 30))
    assert wrapped("", 10) == [""]


def test_a_row_without_findings_passes() -> None:
    assert CheckRow("work", "工作经历", "已填写1条工作经历信息").passed


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ZCFORMS_PORT": "many"}, "ZCFORMS_PORT：应为整数（见 docs/settings.md）"),
        ({"ZCFORMS_PORT": "0"}, "ZCFORMS_PORT：不能小于 1（见 docs/settings.md）"),
        ({"ZCFORMS_THREADS": "1"}, "ZCFORMS_THREADS：不能小于 2（见 docs/settings.md）"),
        ({"ZCFORMS_CHECK_TIMEOUT": "0"}, "ZCFORMS_CHECK_TIMEOUT：应大于 0.0（见 docs/settings.md）"),
        ({"ZCFORMS_DEMO": "perhaps"}, "ZCFORMS_DEMO：应为 true 或 false（见 docs/settings.md）"),
        ({"ZCFORMS_JOBS": "never"}, "ZCFORMS_JOBS：只能是 'embedded' or 'external'（见 docs/settings.md）"),
        ({"ZCFORMS_WORKERS": "2"}, "ZCFORMS_WORKERS 大于 1 时，需要 ZCFORMS_JOBS=external"),
        (
            {"ZCFORMS_OIDC_ISSUER": "https://id.example"},
            "还需要 ZCFORMS_OIDC_CLIENT_SECRET（见 docs/settings.md）",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    (fault,) = caught.value.errors()
    assert said in setting_fault(fault)


def test_without_a_terminal_a_row_is_one_line_that_a_search_finds_whole() -> None:
    text = table(("项", "结果", "过"), [("甲", "好" * 40, "是"), ("乙乙", "x", "否")], None)
    assert text.splitlines() == ["项    结果  过", "甲    " + "好" * 40 + "  是", "乙乙  x  否"]
