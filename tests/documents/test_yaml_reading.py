"""YAML is another spelling of JSON and nothing more."""

from __future__ import annotations

from typing import Any

import pytest

from zcforms.documents.reading import parse
from zcforms.domain.errors import DocumentsInvalid


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("True", "True"),
        ("true", True),
        ("null", None),
        ("", None),
        ("~", "~"),
        ("2022-06-21", "2022-06-21"),
        ("12:30", "12:30"),
        ("0x10", "0x10"),
        ("017", "017"),
        ("1_000", "1_000"),
        (".5", ".5"),
        ("+1", "+1"),
        ("-1", -1),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ('"1"', "1"),
        ("'true'", "true"),
        ("|\n  a\n  b", "a\nb\n"),
        ("中文 # 注释", "中文"),
    ],
)
def test_scalars_are_those_of_json(written: str, value: Any) -> None:
    found = parse(f"a: {written}\n", "a.yaml", is_yaml=True)
    assert found == {"a": value}
    assert type(found["a"]) is type(value)


def test_keys_are_texts() -> None:
    assert parse("1: a\ntrue: b\nnull: c\n", "a.yaml", is_yaml=True) == {"1": "a", "true": "b", "null": "c"}


def test_lists_and_objects_in_both_styles() -> None:
    text = "a:\n  - x\n  - {y: [1, {z: 2}]}\n  -\n    - 3\nb: {}\n"
    assert parse(text, "a.yaml", is_yaml=True) == {"a": ["x", {"y": [1, {"z": 2}]}, [3]], "b": {}}


@pytest.mark.parametrize(
    ("text", "pointer", "said"),
    [
        ("a:\n  - x\n  - b: 1\n    b: 2\n", "/a/1/b", "键“b”重复出现"),
        ("a: &x [1]\n", "/a", "锚点或别名"),
        ("a: *x\n", "/a", "锚点或别名"),
        ("a: !!str 1\n", "/a", "YAML 标签"),
        ("a: !!python/object/apply:os.system [ls]\n", "/a", "YAML 标签"),
        ("a: {<<: {b: 1}}\n", "/a/<<", "合并键"),
        ("a: 1\n---\nb: 2\n", "", "多个 YAML 文档"),
        ("? [a]\n: 1\n", "", "键不是文本"),
        ("a: [1\nb: 2\n", "/a", "不是合法的 YAML"),
        ("a: b: c\n", "", "第 1 行第"),
        ("a: \x00\n", "", "YAML 不允许的字符"),
        ("a: [1, 1e999]\n", "/a", "数字过大"),
    ],
)
def test_what_json_has_not_is_refused(text: str, pointer: str, said: str) -> None:
    with pytest.raises(DocumentsInvalid) as caught:
        parse(text, "a.yaml", is_yaml=True)
    (fault,) = caught.value.faults
    assert (fault.pointer, said in fault.fault) == (pointer, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n  b: 1\n\tc: 2\n", "第 3 行：行首有制表符"),
        ("a:\n  - b: 1\n\u3000\u3000\u3000\u3000c: 2\n    d: 1\n", "第 3 行：行首有全角空格"),
        ("a: 1\nrequire: ｛x: 1｝\n", "第 2 行：有全角的括号"),
        ("require: {x: 1，y: 2}\n", "第 1 行：有全角逗号"),
        ("require:\n  x: >= 5\n", '第 2 行：比较请写成 {">=": 5}'),
        ("require:\n  x:\n    >=: 5\n", "第 3 行：比较符号请加引号"),
        ("a:\n  -id: x\n  - id: y\n", "第 2 行：“-”后面缺一个空格"),
        ("a: 1\nmessage:不符合\nb: 2\n", "第 2 行：冒号后面缺一个空格"),
        ("a: 1\nremedy: >-\n  请核对，{x} 为准\n b: [\n", "检查这一行的缩进、冒号和引号"),
    ],
)
def test_a_slip_of_the_hand_is_called_by_its_name(text: str, said: str) -> None:
    with pytest.raises(DocumentsInvalid) as caught:
        parse(text, "x.yaml", is_yaml=True)
    (fault,) = caught.value.faults
    assert said in fault.remedy


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\ncases：\n  - b\nc: 2\n", 2),
        ("cases:\n  - case：甲\n    applicant: b\n", 2),
        ("x:\n  a: 1\n  applicant：me\n  expect: {}\n", 3),
    ],
)
def test_a_chinese_colon_is_called_by_its_name(text: str, line: int) -> None:
    with pytest.raises(DocumentsInvalid) as caught:
        parse(text, "x.yaml", is_yaml=True)
    (fault,) = caught.value.faults
    assert f"第 {line} 行的冒号是全角的" in fault.remedy
