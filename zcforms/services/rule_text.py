"""Changing one rule in the text of a ruleset: everything else of what its author wrote, comments included, stays as it is.

The text is only changed where the change is; what cannot be placed so (rules on one line with their list, a text that is no YAML) is
refused, and the author writes by hand.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from zcforms.documents import reading, yaml_writing
from zcforms.documents.pointer import steps
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ORDER = (
    "id", "row", "caption", "routes", "levels", "specialties", "standards", "policy", "severity",
    "when", "require", "adjust", "missing", "values", "message", "passed", "remedy", "at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule of a ruleset's text: lines `start` (counted from 0) to before `end`, its dash at `column`."""

    id: str
    row: str
    start: int
    end: int
    column: int
    block: bool


def data_of(text: str) -> Mapping[str, Any]:
    """What the text says; empty where it is no YAML or no mapping."""
    try:
        data = reading.parse(text, "", is_yaml=True)
    except DocumentsInvalid:
        return {}
    return data if isinstance(data, Mapping) else {}


def rule_of(text: str, rule_id: str) -> Mapping[str, Any] | None:
    """The rule's tree; None where the text has no rule of this id."""
    rules = data_of(text).get("rules")
    found = (each for each in rules or () if isinstance(each, Mapping) and each.get("id") == rule_id)
    return next(found, None)


def rules_of(text: str) -> list[RuleText]:
    """The rules in the order in which they stand; none where the text cannot be read."""
    sequence = _rules_node(text)
    if sequence is None or sequence.flow_style:
        return []
    lines = text.split("\n")
    starts = [item.start_mark.line for item in sequence.value] + [_line_after(sequence, lines)]
    return [
        _placed(item, start, _trimmed(lines, start, end), sequence.start_mark.column)
        for item, start, end in zip(sequence.value, starts, starts[1:], strict=False)
    ]


def written(text: str, place: str) -> str:
    """What stands in the text at a pointer to a rule, as its author wrote it; written anew where it stands under `override`; "" where there is none."""
    for number, each in enumerate(rules_of(text)):
        if place == f"/rules/{number}":
            return textwrap.dedent("\n".join(text.split("\n")[each.start : each.end]))
    tree: Any = data_of(text)
    for step in steps(place):
        tree = tree[int(step)] if isinstance(tree, list) else tree.get(str(step), {})
    return yaml_writing.dump(tree) if tree else ""


def put(text: str, rule: Mapping[str, Any]) -> str:
    """The text with this rule: in place of the one of the same id, where only the members that differ are written anew, otherwise
    behind the last rule of the same row.

    Raises:
        InputRefused: the text is no YAML, or its list of rules stands on one line.
    """
    ordered = in_order(rule)
    kept = rule_of(text, str(rule["id"]))
    if kept is None:
        return _held(_added(text, ordered), ordered)
    here = next((each for each in rules_of(text) if each.id == rule["id"]), None)
    if here is None:
        raise _by_hand()
    return _held(_changed(text, here, kept, ordered), ordered)


def in_order(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The rule with its members in the order in which our documents have them."""
    return {key: rule[key] for key in (*_ORDER, *rule) if key in rule}


def remove(text: str, rule_id: str) -> str:
    """The text without the rule; as it is where there is no such rule."""
    lines = text.split("\n")
    here = next((each for each in rules_of(text) if each.id == rule_id), None)
    if here is None:
        return text
    before, behind = lines[: here.start], lines[here.end :]
    if len(rules_of(text)) == 1:  # `rules:` with nothing below it would be null
        last = max((n for n, line in enumerate(before) if line.strip()), default=-1)
        before = before[:last] if last >= 0 and before[last].strip() == "rules:" else before
    if not any(line.strip() for line in behind):
        return "\n".join(before).rstrip("\n") + "\n"
    return "\n".join(before + (behind[1:] if not behind[0].strip() else behind))


def switched(text: str, rule_id: str, *, on: bool) -> str:
    """The text in which an inherited rule counts again, or is left out."""
    override = dict(data_of(text).get("override") or {})
    rules = dict(override.get("rules") or {})
    rules.pop(rule_id, None)
    if not on:
        rules[rule_id] = None
    override = {key: value for key, value in {**override, "rules": rules}.items() if value}
    return put_member(text, "override", override or None)


def _added(text: str, rule: Mapping[str, Any]) -> str:
    if text.strip() and not data_of(text):
        raise _by_hand()
    rules = rules_of(text)
    lines = text.rstrip("\n").split("\n")
    if not rules:
        return _first(text, rule)
    of_row = [each for each in rules if each.row == rule.get("row")] or rules
    at = of_row[-1].end
    entry = yaml_writing.item(rule, indent=of_row[-1].column).rstrip("\n").split("\n")
    behind = [""] if at < len(lines) and lines[at].strip() else []
    return "\n".join([*lines[:at], "", *entry, *behind, *lines[at:]]) + "\n"


def _first(text: str, rule: Mapping[str, Any]) -> str:
    """A text that has no rule yet."""
    entry = yaml_writing.item(rule, indent=2)
    node = _rules_node(text)
    if node is None and "rules" not in data_of(text):
        head = text.rstrip("\n")
        return f"{head}\n\nrules:\n{entry}" if head else f"rules:\n{entry}"
    lines = text.rstrip("\n").split("\n")
    here = next(
        (n for n, line in enumerate(lines) if line.split("#")[0].strip() in ("rules:", "rules: []")), None
    )
    if here is None:
        raise _by_hand()
    return "\n".join([*lines[:here], "rules:", *entry.rstrip("\n").split("\n"), *lines[here + 1 :]]) + "\n"


def _changed(text: str, here: RuleText, kept: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    lines = text.split("\n")
    if not here.block:
        entry = yaml_writing.item(rule, indent=here.column).rstrip("\n").split("\n")
        return "\n".join(lines[: here.start] + entry + lines[here.end :])
    spans = _members(text, here)
    column = here.column + 2
    body: list[str] = []
    for key, (start, end) in spans.items():
        if key not in rule:
            continue
        if rule[key] == kept[key]:
            body += [_dashless(line, here) for line in lines[start:end]]
        else:
            # a comment behind the old value speaks of the old value; one above it stays
            body += yaml_writing.member(key, rule[key], indent=column).rstrip("\n").split("\n")
            body += [line for line in _comments(lines[start:end])]
    for key in rule:
        if key not in spans:
            body += yaml_writing.member(key, rule[key], indent=column).rstrip("\n").split("\n")
    body[0] = " " * here.column + "- " + body[0][column:]
    return "\n".join(lines[: here.start] + body + lines[here.end :])


def _members(text: str, here: RuleText) -> dict[str, tuple[int, int]]:
    """Key -> its lines: from its own to before the next key's."""
    sequence = _rules_node(text)
    item = next(each for each in sequence.value if each.start_mark.line == here.start) if sequence else None
    keys = [(key.value, key.start_mark.line) for key, _ in item.value] if item else []
    ends = [line for _, line in keys[1:]] + [here.end]
    return {key: (line, end) for (key, line), end in zip(keys, ends, strict=True)}


def _dashless(line: str, here: RuleText) -> str:
    dash = " " * here.column + "-"
    return line.replace(dash, dash[:-1] + " ", 1) if line.startswith(dash + " ") else line


def _comments(lines: list[str]) -> list[str]:
    """Whole lines of comment and empty lines at the end of a member: they belong to what follows."""
    last = len(lines)
    while last > 1 and (not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")):
        last -= 1
    return lines[last:]


def _rules_node(text: str) -> Any:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    found = (value for key, value in root.value if getattr(key, "value", None) == "rules")
    node = next(found, None)
    return node if isinstance(node, yaml.SequenceNode) else None


def _placed(item: Any, start: int, end: int, column: int) -> RuleText:
    texts = {}
    if isinstance(item, yaml.MappingNode):
        texts = {key.value: value.value for key, value in item.value if isinstance(value, yaml.ScalarNode)}
    block = isinstance(item, yaml.MappingNode) and not item.flow_style
    return RuleText(texts.get("id", ""), texts.get("row", ""), start, end, column, block)


def _line_after(sequence: Any, lines: list[str]) -> int:
    """A block list ends where the next thing begins, at column 0, or with the text."""
    mark = sequence.end_mark
    return mark.line if mark.line < len(lines) and mark.column == 0 else len(lines)


def _trimmed(lines: list[str], start: int, end: int) -> int:
    """Comments and empty lines above the next rule belong to it."""
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _held(text: str, rule: Mapping[str, Any]) -> str:
    """The text, once it says exactly this rule."""
    if rule_of(text, str(rule["id"])) != rule:
        raise _by_hand()
    return text


def _by_hand() -> InputRefused:
    return InputRefused(
        [
            InputFault(
                "",
                "规则文本现在不是可以自动改写的 YAML，表单内容没有写入。请先按标记改正文本，或直接在文本中修改。",
            )
        ]
    )


def put_member(text: str, key: str, value: Any) -> str:
    """The text with another value of one of its own members; None takes the member away. A new one comes before the rules.

    Raises:
        InputRefused: the text is no YAML.
    """
    if text.strip() and not data_of(text):
        raise _by_hand()
    lines = text.rstrip("\n").split("\n")
    spans = _own_members(text, lines)
    entry = [] if value is None else yaml_writing.member(key, value).rstrip("\n").split("\n")
    if key in spans:
        start, end = spans[key]
        made = lines[:start] + entry + _comments(lines[start:end]) + lines[end:]
    else:
        at = min(
            (spans[name][0] for name in ("rows", "rules", "override") if name in spans), default=len(lines)
        )
        made = lines[:at] + ([*entry, ""] if entry and at < len(lines) else entry) + lines[at:]
    changed = "\n".join(made).rstrip("\n") + "\n"
    if data_of(changed).get(key) != value:
        raise _by_hand()
    return changed


def _own_members(text: str, lines: list[str]) -> dict[str, tuple[int, int]]:
    """Top-level key -> its lines: from its own to before the next key's."""
    root = yaml.compose(text, Loader=_LOADER)
    keys = [(str(key.value), key.start_mark.line) for key, _ in root.value] if root is not None else []
    ends = [line for _, line in keys[1:]] + [len(lines)]
    return {key: (line, end) for (key, line), end in zip(keys, ends, strict=True)}
