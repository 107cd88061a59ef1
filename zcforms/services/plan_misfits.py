"""Rulesets of the library that a plan has taken and that do not fit it: told once for each, with the rules at fault left out or the ruleset not taken."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents import patching
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentFault, InputRefused
from zcforms.domain.problem import Mend, Severity
from zcforms.forms.lint_package import Finding, Package, Patch
from zcforms.services import rule_text
from zcforms.services.plan_rule_mending import Words, rule_at

KIND = "ruleset-misfit"
_SAID = 3
"""So many rules are named; the rest is counted."""


def taken_by(rules: RulesetShelf, extends: Sequence[str], file: str) -> str:
    """Through which of the rulesets that a plan takes it has the rules of a file; "" where it is not exactly one."""
    found = [name for name in extends if file in _files(rules, name, frozenset())]
    return found[0] if len(found) == 1 else ""


def _files(rules: RulesetShelf, name: str, seen: frozenset[str]) -> Iterator[str]:
    document = rules.documents.get(name)
    if document is None or name in seen:
        return
    yield document.file
    for each in document.data.get("extends") or ():
        yield from _files(rules, str(each), seen | {name})


@dataclass(frozen=True, slots=True)
class Library:
    """The rules that a plan may take beside its own. `better`: whether a change of the plan leaves fewer faults and no other ones."""

    package: Package
    rules: RulesetShelf
    words: Words
    better: Callable[[Patch], bool]

    @property
    def own_path(self) -> str:
        """Where the plan's own rules lie."""
        plan = self.package.documents.get(self.package.plan_path)
        return f"rules/plans/{plan.get('ruleset')}.yaml" if isinstance(plan, Mapping) else ""


def misfits(library: Library, faults: Sequence[DocumentFault]) -> tuple[list[Finding], list[DocumentFault]]:
    """One finding for each ruleset that several faults are of, and the faults that are told by themselves."""
    text = library.package.documents.get(library.own_path)
    data: Mapping[str, Any] = rule_text.data_of(text) if isinstance(text, str) else {}
    extends = [str(each) for each in data.get("extends") or ()]
    through: dict[str, list[DocumentFault]] = {}
    for each in faults:
        through.setdefault(taken_by(library.rules, extends, each.file), []).append(each)
    told = [
        _misfit(library, name, extends, several)
        for name, several in through.items()
        if name and len(several) > 1
    ]
    alone = [each for name, several in through.items() for each in several if not name or len(several) < 2]
    return told, alone


def _misfit(library: Library, name: str, extends: Sequence[str], faults: Sequence[DocumentFault]) -> Finding:
    package, rules, words = library.package, library.rules, library.words
    path = library.own_path
    text = str(package.documents[path])
    caption = str(rules.documents[name].data.get("caption", name))
    asking = list(dict.fromkeys(_rule_of(rules, each) for each in faults))
    named = [each for each in asking if each]
    mends = [Mend(f"不采用“{caption}”", _without(path, text, [each for each in extends if each != name]))]
    if named == asking and (off := _off(path, text, named, words)) and library.better(off.patch):
        written = sum(len(each.data.get("rules") or ()) for each in _documents(rules, faults))
        mends.insert(0 if len(named) * 2 < written else 1, off)
    which = f"这些规则要看的内容在方案里没有：{_list(named, words)}。" if named else ""
    return Finding(
        kind=KIND,
        severity=Severity.ERROR,
        document=package.plan_path,
        at=("ruleset",),
        fault=f"规则来源“{caption}”不适合这份方案",
        reason=f"{which}也可以先在申报表单和业绩要求里添加这些内容，再采用它。",
        mend=mends[0].patch,
        mend_caption=mends[0].caption,
        others=tuple(mends[1:]),
        about=name,
    )


def _documents(rules: RulesetShelf, faults: Sequence[DocumentFault]) -> Iterator[Document]:
    files = {each.file for each in faults}
    yield from (each for each in rules.documents.values() if each.file in files)


def _rule_of(rules: RulesetShelf, fault: DocumentFault) -> str:
    return rule_at(next(_documents(rules, [fault])).data, fault.pointer)


def _list(rule_ids: Sequence[str], words: Words) -> str:
    named = "、".join(f"“{words.rules.get(each, each)}”" for each in rule_ids[:_SAID])
    return named + (f"等 {len(rule_ids)} 条" if len(rule_ids) > _SAID else "")


def _without(path: str, text: str, extends: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    left = rule_text.put_member(text, "extends", list(extends) or None)
    return (patching.replace(("documents", path), left),)


def _off(path: str, text: str, rule_ids: Sequence[str], words: Words) -> Mend | None:
    try:
        left = functools.reduce(lambda said, each: rule_text.switched(said, each, on=False), rule_ids, text)
    except InputRefused:
        return None
    return Mend(f"停用规则{_list(rule_ids, words)}", (patching.replace(("documents", path), left),))
