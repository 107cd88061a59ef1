"""What a ruleset was and is: its published versions, and how two texts of it differ, rule by rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from zcforms.checks.reading_back import rule_sentence
from zcforms.documents import yaml_writing
from zcforms.domain.errors import NotFound
from zcforms.domain.rule_draft import RuleDraft, RuleVersion
from zcforms.services import case_changes
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.case_changes import CaseChange
from zcforms.services.house import House
from zcforms.services.rule_authors import Author, author, require_ruleset, seen_draft
from zcforms.services.rule_linting import Tried, cases_file, tried
from zcforms.services.rulebook import Edition
from zcforms.storage.work import Work

Which: TypeAlias = int | str
"""A published number (0: the file), or the id of a draft."""
Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version; number 0 is what its plan was published with, or the file, which nobody published. `current`: in force."""

    number: int
    at: datetime | None
    author: str
    reviewer: str
    reason: str
    opinion: str
    digest: str
    current: bool


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that differs: its text and its sentence before and after, "" where there is none. `id` as it is written."""

    id: str
    caption: str
    kind: Kind
    before: str
    after: str
    sentence_before: str
    sentence_after: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of both texts beside each other: `mark` is " ", "-" or "+", the numbers count from 1, 0 where the text has no such line."""

    mark: str
    before: int
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`rest`: parts of the document beside its rules that differ, such as rows and parameters; `cases`: of the plan whose cases both were published with or
    drafted for."""

    before: str
    after: str
    rules: tuple[RuleChange, ...]
    rest: tuple[str, ...]
    lines: tuple[TextLine, ...]
    cases: tuple[CaseChange, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """One text with the cases that belong to it; `plan_id` "" and `cases` None: those of the file, whatever plan is asked for."""

    text: str
    caption: str
    plan_id: str = ""
    cases: str | None = None


_CAPTIONS = {
    "caption": "名称",
    "source": "依据",
    "extends": "继承（extends）",
    "parameters": "参数（parameters）",
    "rows": "检测表的行（rows）",
    "override": "改写（override）",
}


def history(
    files: Edition, edition: Edition, ruleset_id: str, versions: Iterable[RuleVersion]
) -> tuple[VersionLine, ...]:
    """The newest first, the text of its plan or the file at the end. `files`: the edition without published versions; `edition`: the one in force."""
    newest_first = list(versions)
    in_force = edition.shelf.documents[ruleset_id]
    planned = edition.with_its_plan(ruleset_id)
    by_plan = planned is not None and planned[0] is in_force
    lines = [
        VersionLine(
            each.number,
            each.at,
            each.author_name,
            each.reviewer_name,
            each.reason,
            each.opinion,
            each.digest,
            each is newest_first[0] and not by_plan,
        )
        for each in newest_first
    ]
    file = files.shelf.documents.get(ruleset_id)
    if planned is not None:
        told, digest = "随评审计划发布的规则", planned[0].digest
        lines.append(VersionLine(0, None, "", "", told, "", digest, by_plan))
    elif file is not None:
        lines.append(VersionLine(0, None, "", "", "随平台提供的文件", "", file.digest, not lines))
    return tuple(lines)


def compare(house: House, actor: Actor, ruleset_id: str, one: Which, other: Which) -> Comparison:
    """How two texts of the ruleset differ; of drafts only those of the actor's organisation.

    Raises:
        NotFound: no such ruleset, version or draft. NotAllowed: the actor is no rule author.
    """
    edition = house.rulebook.edition()
    require_ruleset(edition, ruleset_id)
    with reading(house, actor) as w:
        who = author(w, house, actor)
        sides = [_side(w, (house.rulebook.files, edition), who, ruleset_id, which) for which in (one, other)]
        if isinstance(other, str):
            sides[0] = _begun_from(sides[0], one, seen_draft(w, who, other))
    before, after = sides
    changes, rest = differences(edition, ruleset_id, before.text, after.text)
    cases = _cases(house.rulebook.files, before, after)
    lines = tuple(text_lines(before.text, after.text))
    return Comparison(before.caption, after.caption, changes, rest, lines, cases)


def _side(w: Work, editions: tuple[Edition, Edition], who: Author, ruleset_id: str, which: Which) -> _Side:
    """`editions`: of the files alone, and in force."""
    if isinstance(which, str):
        draft = seen_draft(w, who, which)
        return _Side(draft.text, "草稿", draft.plan_id, draft.cases_text)
    text, caption = text_of(w, *editions, ruleset_id, which), _caption(which)
    version = next((each for each in w.rule_versions.of(ruleset_id) if each.number == which), None)
    return _Side(text, caption, version.plan_id, version.cases_text) if version else _Side(text, caption)


def _begun_from(side: _Side, which: Which, draft: RuleDraft) -> _Side:
    """What a draft was begun from may have had its cases from elsewhere: published for the plan with another ruleset."""
    if which != draft.base_number:
        return side
    return replace(side, plan_id=draft.plan_id, cases=draft.base_cases)


def _cases(files: Edition, before: _Side, after: _Side) -> tuple[CaseChange, ...]:
    plan = before.plan_id or after.plan_id
    if not plan or (before.plan_id and after.plan_id and before.plan_id != after.plan_id):
        return ()
    texts = [
        files.sources.text(cases_file(plan)) if side.cases is None else side.cases for side in (before, after)
    ]
    return case_changes.changes(*texts)


def text_of(w: Work, files: Edition, edition: Edition, ruleset_id: str, number: int) -> str:
    """A version's text. Raises `NotFound`."""
    planned = edition.with_its_plan(ruleset_id) if number == 0 else None
    if planned is not None:
        return planned[1]
    if number == 0 and ruleset_id in files.shelf.documents:
        return files.text(ruleset_id)
    for version in w.rule_versions.of(ruleset_id):
        if version.number == number:
            return version.text
    raise NotFound("没有找到这个版本，请从历史列表重新进入。")


def differences(
    edition: Edition, ruleset_id: str, before: str, after: str
) -> tuple[tuple[RuleChange, ...], tuple[str, ...]]:
    """The rules that differ, in the order of the later text, and captions of the document's other parts that differ.

    Comments, the order of keys and white space are no difference. What cannot be read has no rules.
    """
    first, second = tried(edition, ruleset_id, before), tried(edition, ruleset_id, after)
    old, new = _rules(first), _rules(second)
    changes = []
    for name in [*new, *(name for name in old if name not in new)]:
        one, other = old.get(name), new.get(name)
        if one != other:
            kind: Kind = "added" if one is None else "removed" if other is None else "changed"
            caption = str((other or one or {}).get("caption", name))
            changes.append(
                RuleChange(
                    name,
                    caption,
                    kind,
                    _text(one),
                    _text(other),
                    sentence_of(first, name, ruleset_id),
                    sentence_of(second, name, ruleset_id),
                )
            )
    rest = [caption for key, caption in _CAPTIONS.items() if _part(first, key) != _part(second, key)]
    return tuple(changes), tuple(rest)


def sentence_of(found: Tried, rule_id: str, ruleset_id: str) -> str:
    """A rule of the tried text read back for the first plan that has it; of a template one copy of it. "" where no plan has it."""
    document = found.document
    if document is None:
        return ""
    places = [
        f"/rules/{number}"
        for number, tree in enumerate(document.data.get("rules", ()))
        if tree["id"] == rule_id
    ]
    places.append(f"/override/rules/{rule_id}")
    for compiled in filter(None, map(found.of, found.plans)):
        for table in compiled.tables.values():
            for rule in table.rules:
                if rule.file == document.file and rule.at in places:
                    return rule_sentence(rule, compiled.shape)
    return ""


def _rules(found: Tried) -> dict[str, Mapping[str, Any]]:
    """Written id -> tree, of own rules and overridden ones."""
    if found.document is None:
        return {}
    data = found.document.data
    overridden = data.get("override", {}).get("rules", {})
    return {str(tree["id"]): tree for tree in data.get("rules", ())} | {
        name: {"override": tree} for name, tree in overridden.items()
    }


def _part(found: Tried, key: str) -> Any:
    part = found.document.data.get(key) if found.document else None
    return (
        {kind: each for kind, each in part.items() if kind != "rules"} or None
        if key == "override" and part
        else part
    )


def _text(tree: Mapping[str, Any] | None) -> str:
    return yaml_writing.dump(tree) if tree else ""


def _caption(number: int) -> str:
    return f"第 {number} 版" if number else "随平台提供的文件"


def text_lines(before: str, after: str) -> Iterable[TextLine]:
    """Two texts beside each other, line by line."""
    one, other = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            for step in range(end - start):
                yield TextLine(" ", start + step + 1, begin + step + 1, one[start + step])
            continue
        for line in range(start, end):
            yield TextLine("-", line + 1, 0, one[line])
        for line in range(begin, stop):
            yield TextLine("+", 0, line + 1, other[line])
