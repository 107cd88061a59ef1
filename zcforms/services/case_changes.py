"""How two texts of a plan's cases differ, case by case, and where the later one proves less than the earlier one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from zcforms.documents import reading, yaml_writing
from zcforms.domain.errors import DocumentsInvalid

Kind = Literal["added", "removed", "changed"]
Tree = Mapping[str, Any]
_OUTCOMES = {"violated": "违反", "passed": "通过", "inapplicable": "不适用", "not_asked": "未要求填写"}
_SOMEBODY = ("applicant", "from", "document", "change", "remove", "add", "unplanned")
_NOTES = ("note", "about")
_SOMEBODY_ELSE = "这名申报人的情形变了，用到他的用例不再检查原来的情形"


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case (or `applicant`: a named applicant) that differs, with its text before and after, "" where there is none. `weaker`: what it no longer proves, in sentences;
    `id` names just this weakening, so that a reason given for one does not excuse another."""

    id: str
    name: str
    kind: Kind
    before: str
    after: str
    weaker: tuple[str, ...] = ()
    applicant: bool = False


def changes(before: str, after: str) -> tuple[CaseChange, ...]:
    """In the order of the later text, what is gone at the end. A case is known by what it says, then by its name; one that was only renamed is told as changed. What cannot be read has no cases."""
    old, new = _data(before), _data(after)
    people = _people(_part(old, "applicants"), _part(new, "applicants"))
    return (*people, *_cases(_named(old.get("cases")), _named(new.get("cases"))))


def weaker(before: str, after: str) -> tuple[CaseChange, ...]:
    """Those that prove less."""
    return tuple(change for change in changes(before, after) if change.weaker)


def _people(old: Tree, new: Tree) -> Iterator[CaseChange]:
    """One that is gone takes its cases along, which are told; one that is new proves nothing yet."""
    for name in [*new, *(name for name in old if name not in new)]:
        one, other = old.get(name), new.get(name)
        if one != other:
            changed = (
                isinstance(one, Mapping) and isinstance(other, Mapping) and _somebody(one) != _somebody(other)
            )
            yield _change(str(name), one, other, [_SOMEBODY_ELSE] if changed else [], applicant=True)


def _cases(old: dict[str, Tree], new: dict[str, Tree]) -> Iterator[CaseChange]:
    earlier = _matched(old, new)
    for name, tree in new.items():
        before = old.get(earlier.get(name, ""))
        if before != tree:
            yield _change(name, before, tree, _lost(before, tree) if before else ())
    for name, tree in old.items():
        if name not in earlier.values():
            yield _change(name, tree, None, ["这个用例删去了"])


def _matched(old: dict[str, Tree], new: dict[str, Tree]) -> dict[str, str]:
    """New name -> the name under which the case stood: one that says the same, first under its own name; then one of its name that says something else."""
    found: dict[str, str] = {}
    rest = dict(old)

    def match(name: str, earlier: str | None) -> None:
        if earlier is not None:
            found[name] = earlier
            del rest[earlier]

    for name, tree in new.items():
        match(name, name if rest.get(name) == tree else None)
    for name in [name for name in new if name not in found]:
        match(name, next((each for each in rest if _body(rest[each]) == _body(new[name])), None))
    for name in [name for name in new if name not in found]:
        match(name, name if name in rest else None)
    return found


def _lost(before: Tree, after: Tree) -> Iterator[str]:
    """What the earlier case demanded and the later one does not."""
    if _somebody(before) != _somebody(after):
        yield "申报人或改动变了，原来的情形不再由这个用例检查"
    earlier, later = _part(before, "expect"), _part(after, "expect")
    also = bool(later.get("also"))
    if also and not earlier.get("also"):
        yield "加了 also: true，没有列出的规则不再检查"
    yield from _lost_outcomes(earlier, later, also=also)
    for name in _part(earlier, "adjusted"):
        if also and name not in _part(later, "adjusted"):
            yield f"不再要求调整 {name}"
    for row in _part(earlier, "rows"):
        if row not in _part(later, "rows"):
            yield f"不再检查“{row}”一行的文字"


def _lost_outcomes(earlier: Tree, later: Tree, *, also: bool) -> Iterator[str]:
    """Another outcome in place of one is no loss: the rules must bear it out. Where nothing else may be violated, neither is a violation that is left out."""
    known = {rule for word in _OUTCOMES for rule in _listed(later.get(word))}
    for word, said in _OUTCOMES.items():
        for rule in _listed(earlier.get(word)):
            if rule not in known and (also or word != "violated"):
                yield f"不再要求规则 {rule} {said}"


def _change(
    name: str, before: Any, after: Any, lost: Iterable[str], *, applicant: bool = False
) -> CaseChange:
    kind: Kind = "added" if before is None else "removed" if after is None else "changed"
    one, other = (yaml_writing.dump(tree) if isinstance(tree, Mapping) else "" for tree in (before, after))
    told = tuple(lost)
    what = hashlib.sha256("\0".join((one, other)).encode()).hexdigest()[:12]
    id = f"{'applicant' if applicant else 'case'}:{name}:{what}"
    return CaseChange(id, name, kind, one, other, told, applicant)


def _data(text: str) -> Tree:
    try:
        data = reading.parse(text, "", is_yaml=True) if text.strip() else {}
    except DocumentsInvalid:
        return {}
    return data if isinstance(data, Mapping) else {}


def _named(cases: Any) -> dict[str, Tree]:
    trees = cases if isinstance(cases, list) else []
    return {str(tree["case"]): tree for tree in trees if isinstance(tree, Mapping) and "case" in tree}


def _somebody(tree: Tree) -> Tree:
    return {key: tree[key] for key in _SOMEBODY if key in tree}


def _body(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if key not in ("case", *_NOTES)}


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _part(tree: Tree, key: str) -> Tree:
    part = tree.get(key)
    return part if isinstance(part, Mapping) else {}
