"""The form view of a draft: what its form offers for the draft's plan, and what the text becomes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.documents import yaml_writing
from zcforms.domain.errors import InputFault, InputRefused, NotFound
from zcforms.services import rule_choices, rule_forms, rule_history, rule_linting, rule_text
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import author, seen_draft
from zcforms.services.rule_choices import Choices
from zcforms.services.rule_forms import FormChoices, Given
from zcforms.services.rule_linting import Mark


@dataclass(frozen=True, slots=True)
class FormShown:
    """`given`: what stands in the form; `openable`: id -> caption of the text's rules that a form can show; `suggestion`: a message."""

    given: Given
    offered: FormChoices
    openable: Mapping[str, str]
    suggestion: str


@dataclass(frozen=True, slots=True)
class Written:
    """`text`: the whole text with the rule, which begins in `line`, counted from 1; `piece`: the rule alone; `sentence`: the rule read back, "" while it cannot be compiled;
    `marks`: what is wrong with the rules then; `replaces`: there was a rule of this id."""

    text: str
    line: int
    piece: str
    sentence: str
    message: str
    marks: tuple[Mark, ...]
    replaces: bool


def form(
    house: House, actor: Actor, draft_id: str, text: str, given: Given, *, rule_id: str = ""
) -> FormShown:
    """`rule_id`: open this rule of the text instead of `given`. Raises `NotFound`, also where no form can show the rule."""
    choices = _choices(house, actor, draft_id, text)
    if rule_id:
        opened = rule_forms.given_of(rule_text.rule_of(text, rule_id) or {})
        if opened is None:
            raise NotFound("这条规则的写法超出了表单能表达的范围，请直接在规则文本中修改。")
        given = opened
    rules = rule_text.data_of(text).get("rules") or ()
    openable = {
        str(each["id"]): str(each.get("caption", each["id"]))
        for each in rules
        if isinstance(each, Mapping) and "id" in each and rule_forms.given_of(each)
    }
    return FormShown(
        given, rule_forms.offered(choices, given), openable, rule_forms.suggestion(given, choices)
    )


def written(house: House, actor: Actor, draft_id: str, text: str, given: Given) -> Written:
    """What the text becomes; nothing is kept.

    Raises:
        InputRefused: something is missing in the form, or the text cannot be changed automatically.
    """
    choices = _choices(house, actor, draft_id, text)
    if not rule_forms.one(given, "message"):
        given = {**given, "message": [rule_forms.suggestion(given, choices)]}
    tree = rule_forms.tree_of(given, choices)
    kept = rule_text.rule_of(text, tree["id"])
    if kept is not None and rule_forms.one(given, "opened") != tree["id"]:
        raise InputRefused(
            [InputFault("/id", f"已有编号为“{tree['id']}”的规则，请换一个编号，或从上方打开那条规则修改。")]
        )
    rule = rule_forms.merged(kept or {}, tree)
    changed = rule_text.put(text, rule)
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id)
    found = rule_linting.tried(edition, draft.ruleset, changed)
    return Written(
        text=changed,
        line=next((each.start + 1 for each in rule_text.rules_of(changed) if each.id == tree["id"]), 1),
        piece=yaml_writing.item(rule_text.in_order(rule)),
        sentence=rule_history.sentence_of(found, tree["id"], draft.ruleset),
        message=str(tree["message"]),
        marks=tuple(rule_linting.marks(edition, draft.ruleset, draft.plan_id, changed, None, every=False)),
        replaces=kept is not None,
    )


def _choices(house: House, actor: Actor, draft_id: str, text: str) -> Choices:
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id)
    plan, ruleset = edition.plans[draft.plan_id], house.rulebook[draft.plan_id]
    rows = {row.id: row.caption for table in ruleset.tables.values() for row in table.rows}
    written_rows = rule_text.data_of(text).get("rows") or ()
    rows |= {
        str(row["id"]): str(row.get("caption", row["id"]))
        for row in written_rows
        if isinstance(row, Mapping) and "id" in row
    }
    return rule_choices.choices(plan, ruleset, rows)
