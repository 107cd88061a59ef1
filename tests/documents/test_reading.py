"""Documents are read with suspicion: what is not JSON's data model is a fault with a place, found quickly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pace import within
from zcforms.documents import reading
from zcforms.documents.reading import DEEPEST, LARGEST, MOST, canonical, digest, parse, read, read_tree
from zcforms.domain.errors import DocumentFault, DocumentsInvalid


def faults_of(text: str, *, is_yaml: bool = False) -> tuple[DocumentFault, ...]:
    with pytest.raises(DocumentsInvalid) as caught:
        parse(text, "a.json", is_yaml=is_yaml)
    return caught.value.faults


def test_json_and_yaml_spell_the_same_document(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"b": [1, 2.5, true, null], "a": "x"}', encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "# comment\na: x\nb:\n  - 1\n  - 2.5\n  - true\n  - null\n", encoding="utf-8"
    )
    one, two = read(tmp_path / "a.json", tmp_path), read(tmp_path / "b.yaml", tmp_path)
    assert one.data == two.data == {"a": "x", "b": [1, 2.5, True, None]}
    assert one.digest == two.digest
    assert (one.file, two.file, one.stem) == ("a.json", "b.yaml", "a")


def test_the_digest_is_that_of_the_canonical_json() -> None:
    assert canonical({"b": 1, "a": "年"}) == '{"a":"年","b":1}'.encode()
    assert digest({"b": 1, "a": "年"}) == digest({"a": "年", "b": 1}) != digest({"a": "年", "b": 2})


def test_a_file_is_named_by_its_path_below_the_root(tmp_path: Path) -> None:
    folder = tmp_path / "plans" / "old"
    folder.mkdir(parents=True)
    (folder / "p.json").write_text("{", encoding="utf-8")
    with pytest.raises(DocumentsInvalid) as caught:
        read(folder / "p.json", tmp_path)
    assert caught.value.faults[0].file == "plans/old/p.json"


def test_a_tree_gives_what_can_be_read_and_the_faults_of_the_rest(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text("[]", encoding="utf-8")
    (tmp_path / "a.yml").write_text("x: 1", encoding="utf-8")
    (tmp_path / "c.json").write_text("[", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a document", encoding="utf-8")
    documents, faults = read_tree(tmp_path, tmp_path)
    assert [document.file for document in documents] == ["a.yml", "b.json"]
    assert [fault.file for fault in faults] == ["c.json"]


def test_a_missing_folder_holds_nothing(tmp_path: Path) -> None:
    assert read_tree(tmp_path / "none", tmp_path) == ([], [])


@pytest.mark.parametrize(
    ("text", "pointer", "said"),
    [
        ("", "", "这里缺少一个值"),
        ('{"a": 1,}', "", "最后一项后面不能有逗号"),
        ('{"a": 1\n"b": 2}', "", "第 2 行第 1 列"),
        ('{"a" 1}', "", "冒号"),
        ('"a', "", "引号没有关闭"),
        ("[1] 2", "", "结束之后还有内容"),
        ('{"a": [1, {"b": 1, "b": 2}]}', "/a/1/b", "键“b”重复出现"),
        ('{"a/b": 1, "a/b": 2}', "/a~1b", "重复出现"),
        ("[NaN]", "", "“NaN”不是 JSON 的数字"),
        ("[-Infinity]", "", "“-Infinity”不是 JSON 的数字"),
        ("[1e999]", "", "数字过大"),
        (f"[{'9' * 10_000}]", "", "数字过大"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "", f"嵌套超过 {DEEPEST} 层"),
        (f"[{','.join('1' for _ in range(MOST + 1))}]", "", f"超过 {MOST} 个值"),
    ],
)
def test_broken_json_is_a_fault_with_a_place_and_a_remedy(text: str, pointer: str, said: str) -> None:
    (fault,) = faults_of(text)
    assert fault.pointer == pointer
    assert said in fault.fault
    assert fault.remedy.startswith(("请", "只"))


def test_every_repeated_key_is_told() -> None:
    assert [fault.pointer for fault in faults_of('{"a": 1, "a": 2, "b": {"c": 1, "c": 2, "c": 3}}')] == [
        "/a",
        "/b/c",
    ]


def test_brackets_in_texts_are_no_nesting() -> None:
    text = json.dumps(["[" * 100, '\\"[' * 50])
    assert parse(text, "a.json") == json.loads(text)


def test_as_deep_as_allowed_is_allowed() -> None:
    text = "[" * DEEPEST + "]" * DEEPEST
    assert parse(text, "a.json") == json.loads(text)
    assert parse(text, "a.yaml", is_yaml=True) == json.loads(text)


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('["汉字"]'.encode("gb18030"), "不是 UTF-8"),
        (b'["\\ud800"]', "代理字符"),
        (b" " * (LARGEST + 1), "超过 4 MB 的上限"),
    ],
)
def test_files_that_are_no_text_or_too_large(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(DocumentsInvalid) as caught:
        read(write(tmp_path / "a.json", content), tmp_path)
    assert said in caught.value.faults[0].fault


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert read(write(tmp_path / "a.json", b"\xef\xbb\xbf[1]"), tmp_path).data == [1]


@pytest.mark.parametrize("path", [Path("/dev/zero"), Path("/tmp")])
def test_what_is_no_file(path: Path) -> None:
    with pytest.raises(DocumentsInvalid, match="不是文件"):
        read(path, path.parent)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentsInvalid, match="无法读取"):
        read(tmp_path / "none.json", tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 2_000_000, id="brackets"),
        pytest.param('"' + '\\"' * 1_999_999, id="an unfinished text of escaped quotes"),
        pytest.param('"\\' * 1_999_999, id="backslashes"),
        pytest.param('"' + "a" * 3_999_990, id="an unfinished text"),
        pytest.param("[" + "1," * 1_999_990 + "1]", id="many values"),
        pytest.param("[" + "9" * 3_999_990 + "]", id="a long number"),
    ],
)
def test_hostile_json_is_refused_within_a_second(text: str) -> None:
    assert refused_in_time(text, is_yaml=False)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 2_000_000, id="brackets"),
        pytest.param("- " * 1_999_990, id="dashes"),
        pytest.param("a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n", id="aliases"),
        pytest.param("".join(f"k{n}: [a, b]\n" for n in range(200_000)), id="many values"),
        pytest.param("a: 1e999\n", id="infinity"),
        pytest.param("a: " + "9" * 300_000 + "e5\n" + "b: [", id="a long number"),
        pytest.param("? " * 100_000, id="keys of keys"),
    ],
)
def test_hostile_yaml_is_refused_within_a_second(text: str) -> None:
    assert refused_in_time(text, is_yaml=True)


def refused_in_time(text: str, *, is_yaml: bool) -> bool:
    with within(1):
        return bool(faults_of(text, is_yaml=is_yaml))


def test_the_limits_are_those_that_the_documentation_names() -> None:
    text = (Path(reading.__file__).parents[2] / "docs" / "documents.md").read_text(encoding="utf-8")
    limits: dict[str, Any] = {
        "4 MB": LARGEST == 4_000_000,
        "60 levels": DEEPEST == 60,
        "30,000 values": MOST == 30_000,
    }
    assert all(name in text and holds for name, holds in limits.items())


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066"])
@pytest.mark.parametrize("file", ["rules/x.yaml", "rules/x.json"])
def test_characters_that_nobody_sees_are_told_with_their_place(file: str, character: str) -> None:
    text = json.dumps({"rules": [{"message": f"请补充{character}", f"a{character}": 1}]})
    with pytest.raises(DocumentsInvalid) as caught:
        reading.document(text, file)
    assert [fault.pointer for fault in caught.value.faults] == ["/rules/0", "/rules/0/message"]
    assert all("看不见的控制字符" in fault.fault for fault in caught.value.faults)


def test_line_breaks_and_tabs_are_characters_like_others() -> None:
    assert reading.document(json.dumps({"a": "一\n二\t三\r"}), "a.json").data == {"a": "一\n二\t三\r"}
