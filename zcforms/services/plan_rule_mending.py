"""Faults of a plan's own rules as findings: at the rule, in words, mended in the text where the name that was meant is near, otherwise by taking the rule out."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zcforms.documents import patching
from zcforms.documents.nearest import meant
from zcforms.documents.pointer import steps
from zcforms.documents.positions import Positions, Range, positions
from zcforms.domain.errors import DocumentFault, InputRefused
from zcforms.domain.problem import Severity
from zcforms.forms import lint_words
from zcforms.forms.lint_faults import typed
from zcforms.forms.lint_package import Finding, Patch
from zcforms.services import rule_text

_NAMED = re.compile(r"“([^”]{1,120})”")
_REASON = "规则有错，检测无法进行，方案不能发布。"


def finding(
    documents: Mapping[str, Any],
    fault: DocumentFault,
    captions: Mapping[str, str],
    because: str,
    better: Callable[[Patch], bool] | None,
) -> Finding:
    """`because`: what is known of why, in front of what the loader says; `better`: whether the rules are better off with a name that is
    only near to the one that was written; None: no mend is looked for."""
    text = str(documents[fault.file])
    data = data_of(text)
    at = typed(data, steps(fault.pointer))
    patch, caption = None, ""
    if better is not None:
        patch, caption = _mended(fault, text, _nearest(text, fault))
        if patch is None or not better(patch):
            patch, caption = _mended(fault, text, _taken_out(text, data, at))
    remedy = "" if patch else f" {lint_words.plain(fault.remedy, captions)}"
    return Finding(
        kind="rule",
        severity=Severity.ERROR,
        document=fault.file,
        at=at,
        fault=lint_words.plain(fault.fault, captions),
        reason=f"{because}{_REASON}{remedy}",
        mend=patch,
        mend_caption=caption,
        about=f"{fault.pointer}{fault.fault}",
    )


@functools.lru_cache(maxsize=8)
def data_of(text: str) -> Mapping[str, Any]:
    """What a text says; read once for all of its faults."""
    return rule_text.data_of(text)


@functools.lru_cache(maxsize=8)
def _positions(text: str) -> Positions:
    return positions(text)


def _mended(fault: DocumentFault, text: str, made: tuple[str, str] | None) -> tuple[Patch | None, str]:
    if made is None or made[0] == text:
        return None, ""
    return (patching.replace(("documents", fault.file), made[0]),), made[1]


def _nearest(text: str, fault: DocumentFault) -> tuple[str, str] | None:
    """The text with the name that was meant, written where the wrong one stands."""
    name = meant(fault.remedy)
    wrong = next((each for each in _NAMED.findall(fault.fault) if each in text), None)
    if name is None or wrong is None or name == wrong:
        return None
    place = _positions(text).at(fault.pointer)
    start, end = _offsets(text, place)
    word = re.compile(rf"(?<![\w.-]){re.escape(wrong)}(?![\w-])")
    found = word.search(text, start, max(end, start + 1)) or word.search(text, start)
    if found is None:
        return None
    return text[: found.start()] + name + text[found.end() :], f"把“{wrong}”改为“{name}”"


def _offsets(text: str, place: Range) -> tuple[int, int]:
    lines = text.splitlines(keepends=True)
    before = [0]
    for line in lines:
        before.append(before[-1] + len(line))

    def at(line: int, column: int) -> int:
        return min(before[min(line - 1, len(before) - 1)] + column - 1, len(text))

    return at(place.line, place.column), at(place.end_line, place.end_column)


def _taken_out(text: str, data: Mapping[str, Any], at: Sequence[str | int]) -> tuple[str, str] | None:
    if len(at) < 2 or at[0] != "rules" or not isinstance(at[1], int):
        return None
    rule = data["rules"][at[1]]
    rule_id = rule.get("id") if isinstance(rule, Mapping) else None
    if not isinstance(rule_id, str):
        return None
    try:
        return rule_text.remove(text, rule_id), f"删去规则“{rule.get('caption', rule_id)}”"
    except InputRefused:
        return None


def rule_at(data: Mapping[str, Any], inside: str) -> str:
    """The id of the rule in which a pointer leads; "" for none."""
    at = typed(data, steps(inside))
    if len(at) < 2 or at[0] != "rules":
        return ""
    rule = data["rules"][at[1]]
    return str(rule.get("id", "")) if isinstance(rule, Mapping) else ""


def without(documents: Mapping[str, Any], file: str, rule_id: str) -> Patch | None:
    """A patch that takes an own rule out of its text; None where it is not written there by itself."""
    text = documents.get(file)
    if not isinstance(text, str):
        return None
    left = rule_text.remove(text, rule_id)
    return (patching.replace(("documents", file), left),) if left != text else None
