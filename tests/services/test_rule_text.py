"""A rule is changed in the text; what else its author wrote stays, comments included."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from zcforms.domain.errors import InputRefused
from zcforms.services import rule_text

FOLDER = Path(__file__).parents[2] / "rules"
RULES = [path for part in ("common", "series", "plans") for path in sorted((FOLDER / part).glob("*.yaml"))]
TEXT = """# 说明写在最前面
caption: 甲
rows:
  - {id: personal, caption: 个人信息}
  - {id: work, caption: 工作}

rules:
  # 关于年限
  - id: years
    row: personal
    caption: 年限   # 行尾的话
    # 下面是要求
    require: {basic.work_years: {">=": 5}}
    message: 不足

  - id: photo
    row: work
    caption: 照片
    require: {present: person.photo.name}
    message: 没有照片

parameters: {least: 5}
"""
NEW = {"id": "new", "row": "personal", "caption": "新", "require": {"present": "basic.post"}, "message": "缺"}


def differing(one: str, other: str) -> list[str]:
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_put_as_it_is_changes_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rules = rule_text.data_of(text).get("rules", [])
    assert [each.id for each in rule_text.rules_of(text)] == [rule["id"] for rule in rules]
    for rule in rules:
        assert rule_text.put(text, rule) == text, rule["id"]


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_added_and_removed_leaves_the_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    added = rule_text.put(text, NEW)
    assert rule_text.rule_of(added, "new") == NEW
    assert all(line.startswith("+") for line in differing(text, added))
    assert differing(text, rule_text.remove(added, "new")) == []


def test_only_the_member_that_changed_is_written_anew() -> None:
    rule = dict(rule_text.rule_of(TEXT, "years") or {}, message="工作年限不足 5 年")
    assert differing(TEXT, rule_text.put(TEXT, rule)) == [
        "-    message: 不足",
        "+    message: 工作年限不足 5 年",
    ]


def test_a_comment_above_the_next_member_stays() -> None:
    rule = dict(rule_text.rule_of(TEXT, "years") or {}, caption="工作年限", remedy="请核对。")
    changed = rule_text.put(TEXT, rule)
    assert "    # 下面是要求\n    require" in changed
    assert rule_text.rule_of(changed, "years") == rule
    assert "  # 关于年限\n  - id: years" in changed


def test_a_member_is_taken_away() -> None:
    rule = dict(rule_text.rule_of(TEXT, "photo") or {})
    del rule["message"]
    assert differing(TEXT, rule_text.put(TEXT, rule)) == ["-    message: 没有照片"]


def test_a_new_rule_stands_behind_those_of_its_row() -> None:
    assert [each.id for each in rule_text.rules_of(rule_text.put(TEXT, NEW))] == ["years", "new", "photo"]
    assert rule_text.put(TEXT, NEW).endswith("\nparameters: {least: 5}\n")


@pytest.mark.parametrize("text", ["", "caption: 甲\n", "caption: 甲\nrules: []\n", "rules:\n"])
def test_the_first_rule_of_a_text(text: str) -> None:
    assert rule_text.data_of(rule_text.put(text, NEW))["rules"] == [NEW]


def test_a_rule_on_one_line_is_replaced_as_a_whole() -> None:
    text = "rules:\n  - {id: a, row: b, caption: c}  # 短\n  - {id: d, row: b, caption: e}\n"
    changed = rule_text.put(text, {"id": "a", "row": "b", "caption": "改了"})
    assert rule_text.data_of(changed)["rules"][0]["caption"] == "改了"
    assert "  - {id: d, row: b, caption: e}" in changed


@pytest.mark.parametrize("text", ["rules: [\n", "- a\n- b\n", "rules: [{id: a, row: b}]\n"])
def test_what_cannot_be_changed_safely_is_refused(text: str) -> None:
    with pytest.raises(InputRefused, match="请先按标记改正文本"):
        rule_text.put(text, {"id": "a", "row": "c"})
