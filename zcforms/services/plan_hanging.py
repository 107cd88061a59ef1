"""What hangs on a thing of a plan: who names it, so that its author knows before it is taken out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents import conditions
from zcforms.services import plan_linting, rule_text
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import SECTION, Steps, kind_at
from zcforms.services.plan_uses import By
from zcforms.services.rulebook import Edition, parts

_MOST = 12


_SAID = {
    By.RULE: "{}：用到它，删除后请修改或停用这条规则。",
    By.CONDITION: "{}：用到它，这个条件会一起去掉。",
    By.LIMIT: "{}：不能超过它，这个限制会一起去掉。",
    By.TABLE: "{}：显示它，会从中去掉。",
    By.SHEET: "{}：打印它，删除后这里是空的。",
}


def hanging(making: Making, edition: Edition, steps: Steps) -> list[str]:
    """Sentences, the most important first; nothing for what nobody names."""
    kind = kind_at(steps)
    if kind is None or (len(steps) == 1 and kind.id != "section"):
        return []
    rules = edition.shelf
    if kind.id == "field" and _is_sections(steps):
        section = making.section_id(steps[0].removeprefix(SECTION))
        used = plan_linting.uses(edition, making.plan_id, making.content, section, steps[-1])
        found = [_SAID[each.by].format(each.where) for each in used]
        if not plan_linting.made(edition, making.plan_id, making.content).ruleset:
            found += _of_rules(making, rules, kind.id, steps)  # as far as rules that do not compile can tell
        return found[:_MOST]
    found = [*_neighbours(making, kind.id, steps), *_inside(making, kind.id, steps)]
    found += _of_rules(making, rules, kind.id, steps)
    return found[:_MOST]


def _is_sections(steps: Steps) -> bool:
    """A field of the section itself, not of records inside a record."""
    return steps[0].startswith(SECTION) and len(steps) == 3


def rules_of(making: Making, rules: RulesetShelf) -> Iterator[Mapping[str, Any]]:
    """The trees of all rules that the plan's ruleset has or inherits, its own first."""
    for data in rulesets_of(making, rules):
        changed = (data.get("override") or {}).get("rules") or {}
        yield from (each for each in data.get("rules") or () if isinstance(each, Mapping))
        yield from ({"id": name, **each} for name, each in changed.items() if isinstance(each, Mapping))


def rulesets_of(making: Making, rules: RulesetShelf) -> Iterator[Mapping[str, Any]]:
    """The plan's own ruleset and everything that it extends."""
    name = str(making.plan["ruleset"])
    text = making.documents.get(f"rules/plans/{name}.yaml")
    if not isinstance(text, str):
        yield from (rules.documents[each].data for each in parts(rules, name))
        return
    own = rule_text.data_of(text)
    yield own
    seen: set[str] = set()
    for parent in own.get("extends") or ():
        for each in parts(rules, str(parent)):
            if each not in seen:
                seen.add(each)
                yield rules.documents[each].data


def _neighbours(making: Making, kind: str, steps: Steps) -> Iterator[str]:
    if kind == "field":
        for name, schema in making.found(steps[:-1]).items():
            if name != steps[-1]:
                yield from _asks(schema, steps[-1])
    elif kind in ("specialty", "standard"):
        key = {"specialty": "specialties", "standard": "standards"}[kind]
        named = (title["caption"] for title in making.plan["titles"] if steps[-1] in title.get(key, ()))
        yield from (f"职称“{caption}”只适用于它等几项，会从中去掉。" for caption in named)
    elif kind == "step":
        named = (each["caption"] for each in making.found(steps[:-1]) if steps[-1] in each.get("returns", ()))
        yield from (f"环节“{caption}”可以退回到它，会从中去掉。" for caption in named)


def _asks(schema: Mapping[str, Any], name: str) -> Iterator[str]:
    for keyword, word in (("shownWhen", "显示条件"), ("requiredWhen", "必填条件")):
        if name in set(conditions.names(schema.get(keyword, {}))):
            yield f"“{schema['caption']}”的{word}用到它，这个条件会一起去掉。"
    if schema.get("atMost") == name:
        yield f"“{schema['caption']}”不能超过它，这个限制会一起去掉。"


def _inside(making: Making, kind: str, steps: Steps) -> Iterator[str]:
    data = making.found(steps)
    counted = {
        "part": ("sections", "个分区"),
        "standard": ("categories", "个业绩大类"),
        "category": ("items", "个业绩小项"),
    }
    if kind in counted:
        key, word = counted[kind]
        yield f"里面的 {len(data[key])} {word}会一起删除。"
    if kind == "section" and (fields := data.get("properties") or data.get("items", {}).get("properties")):
        yield f"里面的 {len(fields)} 个字段会一起删除。"


def _of_rules(making: Making, rules: RulesetShelf, kind: str, steps: Steps) -> Iterator[str]:
    wanted = _mentions(making, kind, steps)
    if not wanted:
        return
    for rule in rules_of(making, rules):
        text = json.dumps(rule, ensure_ascii=False, default=str)
        if all(re.search(rf"(?<![\w.-]){re.escape(each)}(?![\w-])", text) for each in wanted):
            yield f"检查规则“{rule.get('caption', rule.get('id'))}”用到它，删除后请修改或停用这条规则。"


def _mentions(making: Making, kind: str, steps: Steps) -> list[str]:
    """Words that a rule has, all of them, when it speaks of the thing."""
    if steps[0].startswith(SECTION):
        section = making.section_id(steps[0].removeprefix(SECTION))
        if kind == "section":
            return [section]
        plain = len(steps) == 3 and making.found(steps[:1])["kind"] == "fields"
        return [f"{section}.{steps[-1]}"] if plain else [section, steps[-1]]
    words = {"item": "achievements", "category": "categories", "attachment": "attachments"}
    return [f"{words[kind]}.{steps[-1]}"] if kind in words else []
