"""The rulesets in force: the list, one with its rules in sentences, and who uses what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.assembly import Rule
from zcforms.checks.reading_back import rule_sentence
from zcforms.documents.pointer import pointer
from zcforms.domain.errors import NotFound
from zcforms.domain.rule_draft import OPEN, RuleDraft
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import Author, author, require_ruleset
from zcforms.services.rule_history import VersionLine, history
from zcforms.services.rulebook import Edition


@dataclass(frozen=True, slots=True)
class PlanName:
    id: str
    caption: str


@dataclass(frozen=True, slots=True)
class RulesetLine:
    """One line of the list. `rules`: their number; `version`: the published number in force, 0 for the file; `drafts`: ids of the own unit's open
    drafts; `found`: captions of the rules in which a search found its text; `editable`: the unit may change it directly."""

    id: str
    caption: str
    file: str
    rules: int
    used_by: tuple[PlanName, ...]
    version: int
    drafts: tuple[str, ...]
    editable: bool
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as it is written in the ruleset; `override`: it changes an inherited one. `sentence`: the rule read back for the first plan that
    has it, "" where none has. `used_by`: the plans that have it. `pointer` and `line`: where it stands in the text."""

    id: str
    row: str
    caption: str
    severity: str
    sentence: str
    policy: str
    source: str
    used_by: tuple[PlanName, ...]
    override: bool
    pointer: str


@dataclass(frozen=True, slots=True)
class RulesetShown:
    """`text` is what is in force; `history` the newest first, with the file at its end. `file_changed`: a later file than the one that was replaced by
    publishing lies in the folder. `copies_to`: the own plans into which a rule may be copied to change it there."""

    id: str
    caption: str
    source: str
    file: str
    text: str
    rules: tuple[RuleLine, ...]
    history: tuple[VersionLine, ...]
    used_by: tuple[PlanName, ...]
    extends: tuple[str, ...]
    drafts: tuple[str, ...]
    editable: bool
    reason: str
    file_changed: bool
    copies_to: tuple[PlanName, ...]


def rulesets(house: House, actor: Actor, query: str = "") -> list[RulesetLine]:
    """Every ruleset in which the text occurs, or all. A rule is found by id, caption, policy, source and message.

    Raises:
        NotAllowed: the actor is no rule author.
    """
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        drafts = _drafts(w.rule_drafts.of(who.organisation_id, OPEN))
    lines = (_line(edition, who, ruleset_id, drafts, query.strip()) for ruleset_id in edition.shelf.documents)
    return sorted((line for line in lines if line), key=lambda line: (not line.editable, line.file))


def shown(house: House, actor: Actor, ruleset_id: str) -> RulesetShown:
    """Raises `NotFound`, and `NotAllowed` for an actor who is no rule author."""
    edition = house.rulebook.edition()
    require_ruleset(edition, ruleset_id)
    with reading(house, actor) as w:
        who = author(w, house, actor)
        drafts = _drafts(w.rule_drafts.of(who.organisation_id, OPEN))
        versions = w.rule_versions.of(ruleset_id)
    document = edition.shelf.documents[ruleset_id]
    users = edition.used_by(ruleset_id)
    reason = who.refusal(edition, ruleset_id)
    replaced = versions[0].file_digest if versions else ""
    file = house.rulebook.files.shelf.documents.get(ruleset_id)
    return RulesetShown(
        id=ruleset_id,
        caption=str(document.data["caption"]),
        source=str(document.data.get("source", "")),
        file=document.file,
        text=edition.text(ruleset_id),
        rules=tuple(_rules(edition, ruleset_id)),
        history=history(house.rulebook.files, edition, ruleset_id, versions),
        used_by=names(edition, users),
        extends=tuple(document.data.get("extends", ())),
        drafts=drafts.get(ruleset_id, ()),
        editable=not reason,
        reason=reason,
        file_changed=bool(versions) and file is not None and file.digest != replaced,
        copies_to=names(edition, (plan for plan in users if plan in who.plans)) if reason else (),
    )


def used_by(house: House, actor: Actor, rule_id: str) -> list[PlanName]:
    """The plans that have a rule of this id, whatever ruleset it comes from; of a template's copy as well as of the template."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        author(w, house, actor)
    found = [
        plan
        for plan, made in edition.rulesets.items()
        if any(
            rule.id == rule_id or _written(edition, rule) == rule_id
            for table in made.tables.values()
            for rule in table.rules
        )
    ]
    if not found:
        raise NotFound("没有评审计划使用这条规则。")
    return list(names(edition, sorted(found)))


def names(edition: Edition, plans: Iterable[str]) -> tuple[PlanName, ...]:
    return tuple(PlanName(plan, edition.plans[plan].caption) for plan in plans)


def _drafts(drafts: Iterable[RuleDraft]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for draft in drafts:
        found[draft.ruleset] = (*found.get(draft.ruleset, ()), draft.id)
    return found


def _line(
    edition: Edition, who: Author, ruleset_id: str, drafts: Mapping[str, tuple[str, ...]], query: str
) -> RulesetLine | None:
    document = edition.shelf.documents[ruleset_id]
    written = list(_trees(document.data))
    found = [str(tree.get("caption", name)) for name, tree, _ in written if _has(name, tree, query)]
    about = (ruleset_id, str(document.data["caption"]), document.file, str(document.data.get("source", "")))
    if query and not found and not any(query.casefold() in text.casefold() for text in about):
        return None
    return RulesetLine(
        id=ruleset_id,
        caption=str(document.data["caption"]),
        file=document.file,
        rules=len(written),
        used_by=names(edition, edition.used_by(ruleset_id)),
        version=edition.number(ruleset_id),
        drafts=drafts.get(ruleset_id, ()),
        editable=not who.refusal(edition, ruleset_id),
        found=tuple(found) if query else (),
    )


def _trees(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Id, tree and pointer of every rule that is written in the document, overridden ones last; what is only taken away is left out."""
    for number, tree in enumerate(data.get("rules", ())):
        yield str(tree["id"]), tree, pointer(("rules", number))
    for name, tree in data.get("override", {}).get("rules", {}).items():
        if tree is not None:
            yield name, tree, pointer(("override", "rules", name))


def _has(name: str, tree: Mapping[str, Any], query: str) -> bool:
    policy = tree.get("policy", {})
    texts = (name, *(str(tree.get(key, "")) for key in ("caption", "message", "row")), *policy.values())
    return bool(query) and any(query.casefold() in text.casefold() for text in texts)


def _rules(edition: Edition, ruleset_id: str) -> Iterator[RuleLine]:
    document = edition.shelf.documents[ruleset_id]
    users = edition.used_by(ruleset_id)
    for name, tree, place in _trees(document.data):
        compiled = {plan: _compiled(edition, plan, document.file, place) for plan in users}
        having = [plan for plan, rule in compiled.items() if rule]
        rule = compiled[having[0]] if having else None
        merged = _merged(edition, having[0], name) if having else tree
        policy = merged.get("policy", {})
        yield RuleLine(
            id=name,
            row=str(merged.get("row", "")),
            caption=str(merged.get("caption", name)),
            severity=rule.severity.value if rule else str(merged.get("severity", "blocking")),
            sentence=rule_sentence(rule, edition.rulesets[having[0]].shape) if rule else "",
            policy=str(policy.get("text", "")),
            source=str(policy.get("source", "")),
            used_by=names(edition, having),
            override=place.startswith("/override/"),
            pointer=place,
        )


def _compiled(edition: Edition, plan_id: str, file: str, place: str) -> Rule | None:
    """The rule that a plan makes of what is written there; of a template its first copy."""
    made = edition.rulesets.get(plan_id)
    rules = (rule for table in made.tables.values() for rule in table.rules) if made else ()
    return next((rule for rule in rules if rule.file == file and rule.at == place), None)


def _merged(edition: Edition, plan_id: str, rule_id: str) -> Mapping[str, Any]:
    entry = edition.shelf.merged(edition.plans[plan_id].ruleset).rules.get(rule_id)
    return entry.tree if entry else {}


def _written(edition: Edition, rule: Rule) -> str:
    """The id that stands in the document where the rule is written."""
    document = next((each for each in edition.shelf.documents.values() if each.file == rule.file), None)
    trees = _trees(document.data) if document else ()
    return next((name for name, _, place in trees if place == rule.at), "")
