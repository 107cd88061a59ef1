"""YAML as another spelling of JSON.

Only JSON's scalars are recognised: `no`, `0o17`, `12:30` and dates are texts. Anchors, aliases, merge keys, tags and a
second document in the file are refused, so that what is read is a tree whose size is that of the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from zcforms.documents.pointer import pointer
from zcforms.domain.errors import DocumentFault, DocumentsInvalid

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,307})(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_WIDE_COLON = re.compile(r"\s*(?:- )?[A-Za-z][A-Za-z0-9_.-]*：")
_SLIPS = (
    (r"[ \u3000\u00a0]*\t", "行首有制表符（Tab），请改用空格缩进。"),
    (r"\s*[\u3000\u00a0]", "行首有全角空格或不换行空格，请改用半角空格缩进。"),
    (r"[^#\"']*:\s*[｛［]|[^#\"']*[｝］]\s*$", "有全角的括号，请改成半角。"),
    (r"[^#]*[\[{][^#]*[\]}\w\"']，\s*[\"'{\[A-Za-z]", "有全角逗号“，”，请改成半角逗号加一个空格。"),
    (r"\s*(?:- )?[^\s#]+:\s+(?:[<>=!]=|[<>]\s*\d)", '比较请写成 {">=": 5} 的形式，比较符号加引号。'),
    (r"\s*[<>=!]=?\s*:", '比较符号请加引号，如 ">=": 5。'),
    (r"\s*-[^\s\d-]", "“-”后面缺一个空格。"),
    (r"\s*(?:- )?[a-z][A-Za-z0-9_.-]*:[^\s/]", "冒号后面缺一个空格。"),
)
"""What people mistype, as it begins a line, and what to tell them of that line."""
_ABOVE = 10
"""Lines that are looked at for a Chinese colon."""
_LOOKED_AT = 200
"""Characters of a line that are looked at for a slip."""
_WORDS: dict[str, Any] = {"null": None, "": None, "true": True, "false": False}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TOO_DEEP = "maximum nesting depth"
"""What libyaml says of brackets in brackets when it gives up before we do."""

_DONE = object()

REPEATED = "请只保留一个；后一个会悄悄盖掉前一个。"
"""The remedy for a key that comes twice."""


def parse(text: str, file: str, *, deepest: int, most: int) -> Any:
    """The data of a YAML text; `file` names it in faults, `deepest` and `most` bound levels and values.

    Raises:
        DocumentsInvalid: it is not YAML, or uses what JSON has not.
    """
    builder = _Builder(file, deepest, most)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        if _TOO_DEEP in (error.problem or ""):
            raise builder.too_deep() from None
        mark = error.problem_mark
        where = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else "文件"
        remedy = (_slip(text, mark.line) or _colon(text, mark.line)) if mark else ""
        raise builder.refused(
            f"{where}不是合法的 YAML", remedy or "请检查这一行的缩进、冒号和引号。"
        ) from None
    except yaml.YAMLError:
        raise builder.refused("文件中有 YAML 不允许的字符", "请删除不可见的控制字符。") from None
    if builder.faults:
        raise DocumentsInvalid(builder.faults)
    return builder.result


def _slip(text: str, line: int) -> str:
    """What to tell of a slip in that line or the one above, where the parser may find it only later; "" where there is none that we know."""
    lines = text.splitlines()
    for number in range(min(line, len(lines) - 1), max(line - 2, -1), -1):
        for pattern, remedy in _SLIPS:
            if re.match(pattern, lines[number][:_LOOKED_AT]):
                return f"第 {number + 1} 行：{remedy}"
    return ""


def _colon(text: str, line: int) -> str:
    """What to tell who typed a Chinese colon behind a key, there or above: the parser finds it only when the next key comes; "" where it is not that."""
    lines = text.splitlines()
    for number in range(min(line, len(lines) - 1), max(line - _ABOVE, -1), -1):
        if _WIDE_COLON.match(lines[number]):
            return f"第 {number + 1} 行的冒号是全角的“：”，请改成半角冒号加一个空格。"
    return ""


class _Builder:
    """Builds the data from the parser's events without recursion."""

    def __init__(self, file: str, deepest: int, most: int) -> None:
        self.file = file
        self.deepest = deepest
        self.most = most
        self.count = 0
        self.faults: list[DocumentFault] = []
        self.result: Any = None
        self._documents = 0
        self._open: list[tuple[Any, Any]] = []  # (container, key that waits for its value or _DONE)

    def take(self, event: yaml.Event) -> None:
        self._require_plain(event)
        match event:
            case yaml.MappingStartEvent():
                self._enter({})
            case yaml.SequenceStartEvent():
                self._enter([])
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise self.refused("一个文件里有多个 YAML 文档（---）", "请每个文件只写一个文档。")

    def too_deep(self) -> DocumentsInvalid:
        return self.refused(f"嵌套超过 {self.deepest} 层", "请检查缩进，或把内层拆成单独的文档。")

    def refused(self, fault: str, remedy: str) -> DocumentsInvalid:
        return DocumentsInvalid([DocumentFault(self.file, pointer(self._path()), fault, remedy)])

    def _require_plain(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self.refused("使用了 YAML 的锚点或别名（& 或 *）", "请把内容直接写出来，或写成单独的文档。")
        if getattr(event, "tag", None):
            raise self.refused("使用了 YAML 标签（!）", "请删去标签；文档只含 JSON 的数据类型。")

    def _enter(self, container: Any) -> None:
        if self._waiting_for_key:
            raise self.refused("键不是文本", "请用文本作为键。")
        if len(self._open) >= self.deepest:
            raise self.too_deep()
        self._put(container)
        self._open.append((container, _DONE))

    @property
    def _waiting_for_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][0], dict) and self._open[-1][1] is _DONE

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if self._waiting_for_key:
            self._key(event.value)
        else:
            self._put(self._value(event))

    def _key(self, key: str) -> None:
        container, _ = self._open[-1]
        self._open[-1] = (container, key)
        if key == "<<":
            raise self.refused("使用了 YAML 的合并键（<<）", "请把内容直接写出来。")
        if key in container:
            fault = f"键“{key[:60]}”重复出现"
            self.faults.append(DocumentFault(self.file, pointer(self._path()), fault, REPEATED))

    def _value(self, event: yaml.ScalarEvent) -> Any:
        if event.style or event.value not in _WORDS:
            return (
                self._number(event.value)
                if not event.style and _NUMBER.fullmatch(event.value)
                else event.value
            )
        return _WORDS[event.value]

    def _number(self, digits: str) -> Any:
        value = json.loads(digits)
        if value in (float("inf"), float("-inf")):
            raise self.refused("有一个数字过大，无法表示", "请写有限的、位数合理的数字，或改写为文本。")
        return value

    def _put(self, value: Any) -> None:
        self.count += 1
        if self.count > self.most:
            raise self.refused(f"内容超过 {self.most} 个值", "请拆成几个文档；大段数据不属于表单文档。")
        if not self._open:
            self.result = value
            return
        container, key = self._open[-1]
        if isinstance(container, dict):
            container[key] = value
            self._open[-1] = (container, _DONE)
        else:
            container.append(value)

    def _path(self) -> Iterator[str | int]:
        for position, (container, key) in enumerate(self._open):
            if key is not _DONE:
                yield key
            elif position + 1 < len(self._open):
                inner = self._open[position + 1][0]
                yield next(step for step, value in _entries(container) if value is inner)


def _entries(container: Any) -> Iterator[tuple[str | int, Any]]:
    return iter(container.items()) if isinstance(container, dict) else enumerate(container)
