"""Changing a rule that others use as well, for one's own plan alone: copied into the plan's ruleset as an override."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zcforms.documents import reading as documents
from zcforms.documents import yaml_writing
from zcforms.documents.pointer import pointer
from zcforms.documents.positions import positions
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused, NotAllowed, NotFound
from zcforms.domain.rule_draft import held_reason
from zcforms.services.access import note, writing
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import author, require_ruleset
from zcforms.services.rule_drafts import begin_from
from zcforms.services.rulebook import Edition, parts

_STEP = 2


def copy_into(
    house: House, actor: Actor, ruleset_id: str, rule_id: str, plan_id: str, *, reason: str, now: datetime
) -> str:
    """Put a rule of the ruleset (by its written id) as an override into a draft of the plan's own ruleset; the draft's id. An open draft of the author is
    gone on with; one that overrides the rule already stays as it is.

    Raises:
        NotAllowed: the plan is another unit's, or its ruleset is shared with one. NotFound: no such rule. InputRefused: no reason; the draft's text cannot take it.
        WrongState: the draft is being reviewed.
    """
    told = held_reason(reason, "/reason")
    edition = house.rulebook.edition()
    require_ruleset(edition, ruleset_id)
    plan = house.plan(plan_id)
    tree = _rule(edition, ruleset_id, rule_id)
    if ruleset_id not in parts(edition.shelf, plan.ruleset) or ruleset_id == plan.ruleset:
        raise NotFound("所选评审计划没有从这个规则集继承规则。")
    with writing(house, actor) as w:
        who = author(w, house, actor)
        if plan_id not in who.plans:
            raise NotAllowed("这个评审计划由其他单位组织，不能改写它的规则。")
        who.require_edit(edition, plan.ruleset)
        draft = begin_from(w, edition, who, plan.ruleset, plan_id=plan_id, reason=told, now=now)
        draft.edit(who.account_id, overridden(draft.text, rule_id, tree), draft.cases_text, now)
        note(w, actor, "rules.copy", f"rule-draft:{draft.id}", now, ruleset=ruleset_id, rule=rule_id)
        return draft.id


def overridden(text: str, rule_id: str, tree: Mapping[str, Any]) -> str:
    """The ruleset's text with the rule as an override; everything else stays as it is written.

    Raises:
        InputRefused: the text is no YAML, or its overrides stand on one line.
    """
    before = _data(text)
    if rule_id in before.get("override", {}).get("rules", {}):
        return text
    body = {key: value for key, value in tree.items() if key != "id"}
    made = _inserted(text, before, rule_id, body)
    wanted = {**before, "override": {**before.get("override", {})}}
    wanted["override"]["rules"] = {**wanted["override"].get("rules", {}), rule_id: body}
    if _data(made) != wanted:
        raise _by_hand()
    return made


def _inserted(text: str, data: Mapping[str, Any], rule_id: str, body: Mapping[str, Any]) -> str:
    """In front of the first override there is; where there is none, at the end."""
    override = data.get("override")
    if not override:
        end = "" if text.endswith("\n") else "\n"
        written = yaml_writing.member(rule_id, body, indent=2 * _STEP)
        return f"{text}{end}\noverride:\n  rules:\n{written}"
    where = positions(text)
    rules = override.get("rules")
    place = (
        pointer(("override", "rules", next(iter(rules))))
        if rules
        else pointer(("override", next(iter(override))))
    )
    start = where.at(place)
    indent = start.column - 1
    if rules:
        written = yaml_writing.member(rule_id, body, indent=indent)
    else:
        written = f"{' ' * indent}rules:\n{yaml_writing.member(rule_id, body, indent=indent + _STEP)}"
    lines = text.split("\n")
    return "\n".join([*lines[: start.line - 1], written.rstrip("\n"), *lines[start.line - 1 :]])


def _rule(edition: Edition, ruleset_id: str, rule_id: str) -> Mapping[str, Any]:
    data = edition.shelf.documents[ruleset_id].data
    for tree in data.get("rules", ()):
        if tree["id"] == rule_id:
            found: Mapping[str, Any] = tree
            return found
    raise NotFound("这个规则集没有这条规则，可能已改名。")


def _data(text: str) -> Mapping[str, Any]:
    try:
        data = documents.parse(text, "", is_yaml=True)
    except DocumentsInvalid:
        raise _by_hand() from None
    return data if isinstance(data, Mapping) else {}


def _by_hand() -> InputRefused:
    return InputRefused(
        [InputFault("/text", "草稿的文本不能自动改写，请先改正错误，再在 override 中手工添加。")]
    )
