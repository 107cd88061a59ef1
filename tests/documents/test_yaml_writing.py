"""What is written is read back as the same data, and looks as our documents do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcforms.documents import reading, yaml_reading, yaml_writing

ROOT = Path(__file__).parents[2]
SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12)
KEYS = st.text(min_size=1, max_size=8).filter(lambda key: key != "<<")
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def back(text: str) -> Any:
    return yaml_reading.parse(text, "x.yaml", deepest=60, most=30_000)


@settings(max_examples=400, deadline=None)
@given(DATA)
def test_what_is_written_is_read_back(data: Any) -> None:
    assert back(yaml_writing.dump({"a": data})) == {"a": data}
    assert back(f"a: {yaml_writing.flow(data)}") == {"a": data}
    assert back("a:\n" + yaml_writing.item({"b": data}, indent=2)) == {"a": [{"b": data}]}


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_ruleset_can_be_written(path: Path) -> None:
    data = reading.read(path, ROOT).data
    assert back(yaml_writing.dump(data)) == data


def test_operators_are_quoted_and_names_are_not() -> None:
    text = yaml_writing.dump({"require": {"basic.work_years": {">=": 5}}, "routes": ["regular"]})
    assert text == 'require: {basic.work_years: {">=": 5}}\nroutes: [regular]\n'


def test_words_that_yaml_takes_for_something_else_are_quoted() -> None:
    assert yaml_writing.flow(["true", "1", "", "a: b", "- a", "无", "2022-12-31"]) == (
        '["true", "1", "", "a: b", "- a", 无, 2022-12-31]'
    )


def test_long_things_stand_below_each_other() -> None:
    text = yaml_writing.dump({"policy": {"text": "教师须" * 20, "source": "文件"}})
    assert text.splitlines() == ["policy:", "  text: " + "教师须" * 20, "  source: 文件"]
