"""Faults of a plan's own rules as findings: at the rule, in words, mended in the text where the name that was meant is near, otherwise by taking the rule out."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents import patching
from zcforms.documents.nearest import meant
from zcforms.documents.pointer import steps
from zcforms.documents.positions import Positions, Range, positions
from zcforms.domain.errors import DocumentFault, InputRefused
from zcforms.domain.problem import Mend, Severity
from zcforms.forms import lint_words
from zcforms.forms.lint_faults import typed
from zcforms.forms.lint_package import Finding, Package, Patch
from zcforms.services import rule_text
from zcforms.services.plan_lost import Lost

_NAMED = re.compile(r"“([^”]{1,120})”")
_REASON = "规则有错，检测无法进行，方案不能发布。"


@dataclass(frozen=True, slots=True)
class Words:
    """What people call things: `things` by the id or the name by which rules speak of them, `rules` by their id."""

    things: Mapping[str, str]
    rules: Mapping[str, str]


def finding(
    documents: Mapping[str, Any],
    fault: DocumentFault,
    words: Words,
    gone: Sequence[Lost],
    better: Callable[[Patch], bool] | None,
) -> Finding:
    """`gone`: the fields that the rule misses since they were taken away; `better`: whether the rules are better off with a name that is
    only near to the one that was written; None: no mend is looked for."""
    text = str(documents[fault.file])
    data, captions, rules = data_of(text), words.things, words.rules
    at = typed(data, steps(fault.pointer))
    rule_id = _id_at(data, at)
    called = rules.get(rule_id, rule_id)
    out = _patched(fault, text, _taken_out(text, rule_id, called)) if gone or better else None
    near = None if gone or better is None else _patched(fault, text, _nearest(text, fault, captions))
    first = near if near and better and better(near.patch) else out
    back = {each.back.caption: each.back for each in gone if each.back}
    mends = [*back.values(), *([first] if first else [])]
    return Finding(
        kind="rule",
        severity=Severity.ERROR,
        document=fault.file,
        at=at,
        fault=_missing(called, gone)
        if gone
        else (f"规则“{called}”：" if called else "") + lint_words.plain(fault.fault, captions),
        reason=(_why(gone) if gone else "") + _REASON + ("" if mends else _remedy(fault, captions)),
        mend=mends[0].patch if mends else None,
        mend_caption=mends[0].caption if mends else "",
        others=tuple(mends[1:]),
        about=f"{fault.pointer}{fault.fault}",
    )


def shared(
    package: Package, rules: RulesetShelf, faults: Sequence[DocumentFault], gone: Lost | None, words: Words
) -> Finding:
    """Rules that others share and that this plan cannot have: at the plan's rules, or at the section of the field that they miss."""
    documents, plan_path, captions = package.documents, package.plan_path, words.things
    asking = list(dict.fromkeys(_rule_in(rules, each) for each in faults))
    named = "”“".join(caption for _, caption in asking)
    off = _switched_off(documents, plan_path, [rule_id for rule_id, _ in asking if rule_id], named)
    mends = [*([gone.back] if gone and gone.back else []), *([off] if off else [])]
    told = (
        f"字段“{gone.caption}”已经删去，而共用的规则“{named}”还在用它"
        if gone
        else (f"共用的规则“{named}”用不上：{lint_words.plain(faults[0].fault, captions)}")
    )
    kept: Mapping[str, Any] = next(
        (each.data for each in rules.documents.values() if each.file == faults[0].file), {}
    )
    reason = f"规则写在共用的“{kept.get('caption', faults[0].file)}”里，其他计划也用它，不能为本计划改写。{_REASON}"
    home = _home(gone) if gone and gone.back else ""
    at_section = home in documents and home != plan_path
    return Finding(
        kind="field-lost" if gone else "rule",
        severity=Severity.ERROR,
        document=home if at_section else plan_path,
        at=() if at_section else ("ruleset",),
        fault=told,
        reason=(_why([gone]) if gone else "") + reason + ("" if mends else _remedy(faults[0], captions)),
        mend=mends[0].patch if mends else None,
        mend_caption=mends[0].caption if mends else "",
        others=tuple(mends[1:]),
        about=f"{gone.section}.{gone.name}"
        if gone
        else f"{faults[0].file}{faults[0].pointer}{faults[0].fault}",
    )


def _home(gone: Lost) -> str:
    """The document that the field is put back into."""
    return steps(gone.back.patch[0]["path"])[1] if gone.back else ""


def _rule_in(rules: RulesetShelf, fault: DocumentFault) -> tuple[str, str]:
    """Id and caption of the shared rule that is at fault; its file where it is none."""
    data: Mapping[str, Any] = next(
        (each.data for each in rules.documents.values() if each.file == fault.file), {}
    )
    rule_id = _id_at(data, typed(data, steps(fault.pointer)))
    return rule_id, captions_of(rules).get(rule_id, rule_id) or fault.file


def captions_of(rules: RulesetShelf) -> dict[str, str]:
    """Rule -> its title, of every ruleset."""
    written = (rule for each in rules.documents.values() for rule in each.data.get("rules") or ())
    return {rule["id"]: str(rule["caption"]) for rule in written if "id" in rule and "caption" in rule}


def _id_at(data: Mapping[str, Any], at: Sequence[str | int]) -> str:
    """The id of the rule in which a place lies, written there or changed there; "" for none."""
    if len(at) > 1 and at[0] == "rules" and isinstance(at[1], int):
        rule = data["rules"][at[1]]
        return str(rule.get("id", "")) if isinstance(rule, Mapping) else ""
    return str(at[2]) if len(at) > 2 and at[:2] == ("override", "rules") else ""


def _switched_off(
    documents: Mapping[str, Any], plan_path: str, rule_ids: Sequence[str], named: str
) -> Mend | None:
    """The shared rules left out for this plan, where it has rules of its own to say so in."""
    plan = documents.get(plan_path)
    path = f"rules/plans/{plan.get('ruleset')}.yaml" if isinstance(plan, Mapping) else ""
    text = documents.get(path)
    if not rule_ids or not isinstance(text, str):
        return None
    try:
        left = functools.reduce(lambda said, each: rule_text.switched(said, each, on=False), rule_ids, text)
    except InputRefused:
        return None
    return Mend(f"本计划不用规则“{named}”", (patching.replace(("documents", path), left),))


def _missing(called: str, gone: Sequence[Lost]) -> str:
    fields = "”“".join(each.caption for each in gone)
    return f"规则“{called}”要看字段“{fields}”，而它已经删去"


def _why(gone: Sequence[Lost]) -> str:
    places = "、".join(dict.fromkeys(f"“{each.field.section}”" for each in gone))
    return f"{'、'.join(f'“{each.caption}”' for each in gone)}在这次修改中从{places}删去了，规则无从判断。"


def _remedy(fault: DocumentFault, captions: Mapping[str, str]) -> str:
    """What the loader proposes, without its list of names, which only somebody who writes rules by hand can use."""
    if fault.remedy.startswith("可用的有"):
        return " 请在“检查规则”中改用现有的字段，或删去这条规则。"
    return f" {lint_words.plain(fault.remedy, captions)}"


@functools.lru_cache(maxsize=8)
def data_of(text: str) -> Mapping[str, Any]:
    """What a text says; read once for all of its faults."""
    return rule_text.data_of(text)


@functools.lru_cache(maxsize=8)
def _positions(text: str) -> Positions:
    return positions(text)


def _patched(fault: DocumentFault, text: str, made: tuple[str, str] | None) -> Mend | None:
    if made is None or made[0] == text:
        return None
    return Mend(made[1], (patching.replace(("documents", fault.file), made[0]),))


def _nearest(text: str, fault: DocumentFault, captions: Mapping[str, str]) -> tuple[str, str] | None:
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
    return text[: found.start()] + name + text[found.end() :], f"把“{wrong}”改为“{captions.get(name, name)}”"


def _offsets(text: str, place: Range) -> tuple[int, int]:
    lines = text.splitlines(keepends=True)
    before = [0]
    for line in lines:
        before.append(before[-1] + len(line))

    def at(line: int, column: int) -> int:
        return min(before[min(line - 1, len(before) - 1)] + column - 1, len(text))

    return at(place.line, place.column), at(place.end_line, place.end_column)


def _taken_out(text: str, rule_id: str, called: str) -> tuple[str, str] | None:
    """The text without the rule, or without what it changes of an inherited one."""
    if not rule_id:
        return None
    try:
        if rule_text.rule_of(text, rule_id) is None:
            return rule_text.switched(text, rule_id, on=True), f"规则“{called}”不作改动，按共用的执行"
        return rule_text.remove(text, rule_id), f"删去规则“{called}”"
    except InputRefused:
        return None


def rule_at(data: Mapping[str, Any], inside: str) -> str:
    """The id of the rule in which a pointer leads; "" for none."""
    return _id_at(data, typed(data, steps(inside)))


def without(documents: Mapping[str, Any], file: str, rule_id: str) -> Patch | None:
    """A patch that takes an own rule out of its text; None where it is not written there by itself."""
    text = documents.get(file)
    if not isinstance(text, str):
        return None
    left = rule_text.remove(text, rule_id)
    return (patching.replace(("documents", file), left),) if left != text else None
