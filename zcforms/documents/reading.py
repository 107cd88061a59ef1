"""Documents as they lie in a folder: JSON, or YAML with JSON's scalars, read with suspicion.

A document may come from an author's upload, so that size, depth, repeated keys, anchors and everything that is not JSON's
data model are faults with a place and a remedy, never a traceback, and are found before much memory is spent.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcforms.documents import yaml_reading
from zcforms.documents.pointer import pointer
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.system import said

LARGEST = 4_000_000
"""Bytes of one document."""

DEEPEST = 60
"""Levels of nesting of one document."""

MOST = 30_000
"""Values (objects, lists and scalars) of one document; the largest of ours has some hundreds."""

_LONGEST_NUMBER = 300
"""Digits of a whole number; more are no number that anything is compared with."""

SUFFIXES = (".json", ".yaml", ".yml")

# What steers a terminal, ends a text of the database, or shows a sentence in another order than it is read; tab and line breaks are none of these.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_UNSEEN_FAULT = ("这里有看不见的控制字符", "请删除这段文字重新输入；从别处复制时请先粘贴为纯文本。")

# A quoted text is skipped as a whole (possessive: an unfinished one is not tried again from within), brackets and commas are counted.
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|([\[{])|([\]}])|(,)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that could be read. `file` is its path below the root with forward slashes, `digest` the SHA-256 (hex)
    of its canonical JSON: comments, order of keys and white space do not change it."""

    file: str
    data: Any
    digest: str

    @property
    def stem(self) -> str:
        """The file's name without folder and suffix."""
        return self.file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def canonical(data: Any) -> bytes:
    """The one spelling of JSON data that digests are taken of: sorted keys, no white space, UTF-8."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode("utf-8")


def digest(data: Any) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical(data)).hexdigest()


def read(path: Path, root: Path) -> Document:
    """One document; `root` is what its name in faults is relative to.

    Raises:
        DocumentsInvalid: it cannot be read, with every reason that is known.
    """
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    return document(text_at(path, file), file)


def document(text: str, file: str) -> Document:
    """The document that a text is, had it been read from the file of that name; its suffix says whether it is YAML.

    Raises:
        DocumentsInvalid: the text is not a document.
    """
    if len(text) > LARGEST:
        fault = f"内容超过 {LARGEST // 1_000_000} 百万字的上限"
        raise _refused(file, fault, "请拆成几个文档；大段数据不属于表单文档。")
    data = parse(text, file, is_yaml=file.lower().endswith((".yaml", ".yml")))
    if faults := [DocumentFault(file, at, *_UNSEEN_FAULT) for at in _unseen(data)]:
        raise DocumentsInvalid(faults)
    try:
        return Document(file, data, digest(data))
    except UnicodeEncodeError:
        raise _refused(
            file, "文件中有不成对的代理字符（如 \\ud800）", "请改写为完整的 Unicode 字符。"
        ) from None


def read_tree(folder: Path, root: Path) -> tuple[list[Document], list[DocumentFault]]:
    """Every document below the folder in the order of their names, and the faults of those that cannot be read."""
    documents: list[Document] = []
    faults: list[DocumentFault] = []
    for path in _files(folder):
        try:
            documents.append(read(path, root))
        except DocumentsInvalid as error:
            faults.extend(error.faults)
    return documents, faults


def parse(text: str, file: str, *, is_yaml: bool = False) -> Any:
    """The data of a document's text; `file` names it in faults.

    Raises:
        DocumentsInvalid: the text is not a document.
    """
    if is_yaml:
        return yaml_reading.parse(text, file, deepest=DEEPEST, most=MOST)
    _require_modest(text, file)
    reader = _Reader(file)
    try:
        data = json.loads(
            text,
            object_pairs_hook=reader.object,
            parse_constant=reader.constant,
            parse_float=reader.decimal,
            parse_int=reader.integer,
        )
    except json.JSONDecodeError as error:
        fault = f"第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON（{_said(error.msg)}）"
        raise _refused(file, fault, "请检查这一行及上一行的逗号、引号和括号。") from None
    except ValueError as error:  # a number that Python refuses: too many digits, not finite
        raise _refused(
            file, _number_fault(str(error)), "请写有限的、位数合理的数字，或改写为文本。"
        ) from None
    if reader.repeated:
        raise DocumentsInvalid(list(reader.repetitions(data)))
    return data


class _Reader:
    """Hooks of the JSON parser; repeated keys are kept until their place is known."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.repeated: dict[int, list[str]] = {}

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) < len(pairs):
            seen: set[str] = set()
            self.repeated[id(result)] = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
        return result

    @staticmethod
    def constant(name: str) -> Any:
        raise ValueError(name)

    @staticmethod
    def integer(digits: str) -> int:
        if len(digits) > _LONGEST_NUMBER:
            raise ValueError(digits)
        return int(digits)

    @staticmethod
    def decimal(digits: str) -> float:
        value = float(digits)
        if value in (float("inf"), float("-inf")):
            raise ValueError(digits)
        return value

    def repetitions(self, data: Any, path: tuple[str | int, ...] = ()) -> Iterator[DocumentFault]:
        for key in self.repeated.get(id(data), ()) if isinstance(data, dict) else ():
            fault = f"键“{key[:60]}”重复出现"
            yield DocumentFault(self.file, pointer((*path, key)), fault, yaml_reading.REPEATED)
        for step, child in _children(data):
            yield from self.repetitions(child, (*path, step))


def _unseen(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Pointers to texts and keys with characters that nobody sees."""
    if isinstance(data, str) and _UNSEEN.search(data):
        yield pointer(path)
    for step, child in _children(data):
        if isinstance(step, str) and _UNSEEN.search(step):
            yield pointer(path)
        yield from _unseen(child, (*path, step))


def _children(data: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(data, Mapping):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def text_at(path: Path, file: str) -> str:
    """A document's text, whatever it says; `file` names it in faults. Raises `DocumentsInvalid`: it cannot be read, is not UTF-8, or too large."""
    try:
        if not path.is_file() and path.exists():
            raise _refused(file, "不是文件", "请写文档的文件名，不要写文件夹或设备。")
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        if len(content) > LARGEST:
            fault = f"文件超过 {LARGEST // 1_000_000} MB 的上限"
            raise _refused(file, fault, "请拆成几个文档；大段数据不属于表单文档。")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            file, f"第 {error.start + 1} 个字节起不是 UTF-8", "请用 UTF-8 编码另存这个文件。"
        ) from None
    except OSError as error:
        raise _refused(
            file, f"文件无法读取（{said(error)}）", "请检查文件是否存在、是否有读取权限。"
        ) from None


def _require_modest(text: str, file: str) -> None:
    """Refuse what is too deep or too much before it takes memory."""
    depth = values = 0
    for found in _STRUCTURE.finditer(text):
        opens, closes, separates = found.groups()
        depth += bool(opens) - bool(closes)
        values += bool(opens) + bool(separates)
        if depth > DEEPEST:
            raise _refused(file, f"嵌套超过 {DEEPEST} 层", "请检查括号是否配对，或把内层拆成单独的文档。")
        if values > MOST:
            raise _refused(file, f"内容超过 {MOST} 个值", "请拆成几个文档；大段数据不属于表单文档。")


def _refused(file: str, fault: str, remedy: str) -> DocumentsInvalid:
    return DocumentsInvalid([DocumentFault(file, "", fault, remedy)])


def _number_fault(said: str) -> str:
    if said in ("NaN", "Infinity", "-Infinity"):
        return f"“{said}”不是 JSON 的数字"
    return "有一个数字过大，无法表示"


_SAID = {
    "Expecting value": "这里缺少一个值",
    "Expecting ',' delimiter": "这里缺少逗号，或括号没有关闭",
    "Expecting ':' delimiter": "键后面缺少冒号",
    "Expecting property name enclosed in double quotes": "键必须用双引号括起来，最后一项后面不能有逗号",
    "Illegal trailing comma before end of object": "最后一项后面不能有逗号",
    "Illegal trailing comma before end of array": "最后一项后面不能有逗号",
    "Unterminated string starting at": "引号没有关闭",
    "Extra data": "文档结束之后还有内容",
}


def _said(message: str) -> str:
    return _SAID.get(message, "无法识别的内容")
