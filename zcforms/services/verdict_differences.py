"""What differs between a verdict as it was kept and as it comes out again, in sentences: everything that it says is held to what is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_Tree = Mapping[str, Any]
_ROW = {"number": "序号", "caption": "申报项", "text": "检测结果", "passed": "是否通过"}
_ALWAYS = ("caption", "text", "passed")
"""Of a row; old ones in the database say no more."""
_FINDING = {
    "severity": "轻重",
    "blocks": "是否阻止提交",
    "undetermined": "是否未能检测",
    "not_asked": "是否未要求填写",
    "message": "内容",
    "remedy": "处理办法",
    "pointer": "位置",
    "policy": "依据",
}
_REST = {"passed": "总的结论", "adjustments": "自动调整", "alarms": "告警"}
_NOT_HELD = ("changes",)
"""What to change (the API tells it): looked for as long as there is time, and so no part of the verdict."""
_LONGEST = 80


def of_rows(told: Sequence[_Tree], made: Sequence[_Tree]) -> Iterator[str]:
    before = {str(row["id"]): row for row in told}
    now = {str(row["id"]): row for row in made}
    for name in [*before, *(name for name in now if name not in before)]:
        if name not in now:
            yield f"“{before[name].get('caption', name)}”：原来有这一行，现在没有。"
        elif name not in before:
            yield f"“{now[name]['caption']}”：原来没有这一行，现在有。"
        else:
            yield from _of_row(before[name], now[name])
    if len(before) != len(told):
        yield "有的行出现了不止一次。"
    if list(before) != [name for name in now if name in before] and set(before) == set(now):
        yield "各行的次序不同。"


def _of_row(before: _Tree, now: _Tree) -> Iterator[str]:
    caption = now["caption"]
    for key, name in _ROW.items():
        if (key in before or key in _ALWAYS) and before.get(key) != now[key]:
            yield f"“{caption}”的{name}：原来是“{shown(before.get(key), key)}”，现在是“{shown(now[key], key)}”。"
    for key in before:
        if key not in now:
            yield f"“{caption}”里多出了“{shown(key)}”，检测结果没有这一项。"
    if "findings" in before:
        yield from _of_findings(caption, before["findings"], now["findings"])


def _of_findings(caption: str, before: Sequence[_Tree], now: Sequence[_Tree]) -> Iterator[str]:
    gone, new = _without(before, now), _without(now, before)
    for one in list(gone):
        other = next((each for each in new if each["rule"] == one.get("rule")), None)
        if other is not None:
            gone.remove(one)
            new.remove(other)
            yield from _of_finding(caption, one, other)
    for one in gone:
        yield f"“{caption}”：原来有、现在没有的发现：{_told(one)}。"
    for one in new:
        yield f"“{caption}”：原来没有、现在有的发现：{_told(one)}。"
    if before != now and not _without(before, now) and not _without(now, before):
        yield f"“{caption}”的各项发现次序不同。"


def _of_finding(caption: str, before: _Tree, now: _Tree) -> Iterator[str]:
    about = f"“{caption}”中规则 {now['rule']} 的发现"
    for key, name in _FINDING.items():
        if before.get(key) != now[key]:
            yield f"{about}，{name}：原来是“{shown(before.get(key), key)}”，现在是“{shown(now[key], key)}”。"
    for key in before:
        if key not in now:
            yield f"{about}里多出了“{shown(key)}”，检测结果没有这一项。"


def _without(some: Sequence[_Tree], others: Sequence[_Tree]) -> list[_Tree]:
    """What of some the others have not, each as often as it is missing."""
    left = list(others)
    found = []
    for each in some:
        if each in left:
            left.remove(each)
        else:
            found.append(each)
    return found


def of_trace(before: Any, now: Sequence[_Tree]) -> Iterator[str]:
    """Of each rule why it came out so. The reasons of every rule belong to a verdict."""
    if not isinstance(before, list):
        yield "没有各条规则的依据（trace），或它不是列表：可能被删去或改动过。"
        return
    made = {each["rule"]: each for each in now}
    told: set[str] = set()
    for said in before:
        rule = said.get("rule") if isinstance(said, Mapping) else None
        again = made.get(rule) if isinstance(rule, str) else None
        if again is None:
            yield f"依据里的规则“{shown(rule)}”：现在没有。"
            continue
        if again["rule"] in told:
            yield f"规则“{again['caption']}”（{rule}）的依据出现了不止一次。"
        elif said != again:
            yield f"规则“{again['caption']}”（{rule}）的依据与重做的不同，重做的是：{shown(again['sentence'])}"
        told.add(again["rule"])
    for rule, each in made.items():
        if rule not in told:
            yield f"规则“{each['caption']}”（{rule}）的依据没有了，重做的是：{shown(each['sentence'])}"


def of_rest(before: _Tree, now: _Tree) -> Iterator[str]:
    for key, name in _REST.items():
        if key not in before:
            yield f"{name}（{key}）没有了，重做的是“{shown(now[key], key)}”。"
        elif before[key] != now[key] or type(before[key]) is not type(now[key]):
            yield f"{name}：原来是“{shown(before[key], key)}”，现在是“{shown(now[key], key)}”。"
    for key in before:
        if key not in _REST and key not in _NOT_HELD:
            yield f"多出了“{shown(key)}”，检测结果没有这一项。"


def _told(finding: _Tree) -> str:
    return f"{finding.get('rule')} {shown(finding.get('message'))}"


def shown(value: Any, key: str = "") -> str:
    if isinstance(value, bool):
        words = ("通过", "不通过") if key == "passed" else ("是", "否")
        return words[0] if value else words[1]
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
