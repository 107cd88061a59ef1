"""Regular expressions that are safe to run on what strangers type.

`pattern` in a document is held to a subset in which matching takes time in proportion to the text: anchored on both sides,
no repetition within a repetition of varying width, at most one open-ended repetition, no look-around and no back reference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""(?P<escape>\\.) | (?P<class>\[\^?\]?(?:[^\]\\]|\\.)*\]) | (?P<open>\((?:\?(?::|P<\w+>|.))?) | (?P<close>\))
      | (?P<repeat>[*+?]\??\+? | \{\d*,?\d*\}\??\+?) | (?P<choice>\|) | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_WIDEST = 1_000_000
OPEN_ENDED = 1_000_000_000


@dataclass(slots=True)
class _Group:
    varying: bool = False


@dataclass(slots=True)
class _Scan:
    open: list[_Group] = field(default_factory=lambda: [_Group()])
    closed: _Group | None = None  # the group that a following repetition repeats
    ways: int = 1
    open_ended: int = 0


def fault(pattern: str) -> str | None:
    """What is wrong with a pattern, in Chinese; None when it is safe."""
    if len(pattern) > 500:
        return "正则表达式超过 500 个字符"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"正则表达式不合法（{error}）"
    if not (pattern.startswith("^") and pattern.endswith("$")) or pattern.endswith("\\$"):
        return "正则表达式没有以 ^ 开头、以 $ 结尾，会只匹配文本的一部分"
    scan = _Scan()
    for token in TOKEN.finditer(pattern):
        if said := _take(scan, token):
            return said
    return None


def _take(scan: _Scan, token: re.Match[str]) -> str | None:
    kind, text = token.lastgroup, token[0]
    repeated, scan.closed = scan.closed, None
    if kind == "repeat":
        return _repeat(scan, text, repeated)
    if kind == "open":
        scan.open.append(_Group())
        return None if text in ("(", "(?:") else "正则表达式用了断言或特殊分组，只允许 ( ) 和 (?: )"
    if kind == "close":
        scan.closed = scan.open.pop()
        scan.open[-1].varying |= scan.closed.varying
    elif kind == "choice":
        scan.open[-1].varying = True
        return "正则表达式的 | 没有放在括号里" if len(scan.open) == 1 else None
    elif kind == "escape" and text[1].isdigit() and text[1] != "0":
        return "正则表达式用了反向引用"
    return None


def _repeat(scan: _Scan, text: str, repeated: _Group | None) -> str | None:
    least, most = times(text)
    if repeated is not None and repeated.varying and most > 1:
        return "正则表达式在可重复的括号里又有可变的内容，遇到特殊文本会非常慢"
    if least != most:
        scan.open[-1].varying = True
        scan.open_ended += most == OPEN_ENDED
        scan.ways *= 1 if most == OPEN_ENDED else most - least + 1
    if scan.open_ended > 1 or scan.ways > _WIDEST or (most > 1000 and most != OPEN_ENDED):
        return "正则表达式里可变的重复太多，遇到特殊文本会非常慢"
    return None


def times(text: str) -> tuple[int, int]:
    """How often at least and at most a repetition (`*`, `{2,5}` ...) repeats; `OPEN_ENDED` where there is no end."""
    text = text[: text.index("}") + 1] if text.startswith("{") else text[0]
    if not text.startswith("{"):
        return {"*": (0, OPEN_ENDED), "+": (1, OPEN_ENDED), "?": (0, 1)}[text]
    least, comma, most = text[1:-1].partition(",")
    if not comma:
        return int(least or 1), int(least or 1)
    return int(least or 0), int(most) if most else OPEN_ENDED
