"""What programs ask over the API: plans and rules in force, a check with its reasons, faults of a text, results of cases. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import explanation, trace
from zcforms.checks.reading_back import rule_sentence
from zcforms.domain.errors import CheckFailed, InputFault, InputRefused
from zcforms.domain.plan import Plan
from zcforms.services import advising, judgement, verdicts
from zcforms.services.access import reading
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.rule_authors import author, require_ruleset
from zcforms.services.rule_drafts import cases_in_force
from zcforms.services.rule_linting import Mark, marks
from zcforms.services.rule_proofs import Proof, Texts, prove
from zcforms.services.rulebook import Edition


@dataclass(frozen=True, slots=True)
class PlanRule:
    """A rule as a plan has it; `standards`: those of the plan's that have it. `file` and `pointer`: where it is written."""

    id: str
    standards: tuple[str, ...]
    row: str
    caption: str
    severity: str
    sentence: str
    policy: str
    file: str
    pointer: str


@dataclass(frozen=True, slots=True)
class PlanRules:
    """`facts_schema`: JSON Schema of what the rules see."""

    plan: Plan
    rules_digest: str
    rules: tuple[PlanRule, ...]
    facts_schema: Mapping[str, Any]


def rules(house: House, actor: Actor, plan_id: str) -> PlanRules:
    """Raises `NotFound`; `CheckFailed` while the plan's rules do not compile."""
    _require_author(house, actor)
    plan = house.plan(plan_id)
    made = house.rulesets[plan_id]
    found: dict[str, PlanRule] = {}
    for standard, table in made.tables.items():
        for rule in table.rules:
            known = found.get(rule.id)
            found[rule.id] = PlanRule(
                rule.id,
                (*known.standards, standard) if known else (standard,),
                rule.row,
                rule.caption,
                rule.severity.value,
                rule_sentence(rule, made.shape),
                rule.policy,
                rule.file,
                rule.at,
            )
    return PlanRules(plan, made.digest, tuple(found.values()), made.shape.schema)


def check(house: House, actor: Actor, application: Any, plan_id: str | None = None) -> dict[str, Any]:
    """The verdict on an application document (`schemas/meta/application.json`) with the trace: what `zcforms rules replay` takes.

    Raises:
        InputRefused: pointers into the document. CheckFailed.
    """
    _require_author(house, actor)
    plan, held = judgement.held(house.catalogue.plans, application, plan_id)
    ruleset = house.rulesets[plan.id]
    judged = judgement.judge(house.checker, ruleset, plan, held)
    told = explanation.explain(ruleset, judged.facts, judged.verdict)
    return {**verdicts.document(plan.id, judged), "trace": trace.as_json(told)}


def explain(
    house: House, actor: Actor, application: Any, rule: str | None = None, plan_id: str | None = None
) -> dict[str, Any]:
    """The verdict with the trace: why each rule came out as it did, or the one that is asked for; and of violated ones the smallest changes.

    Raises:
        InputRefused: also for a rule that the plan has not. CheckFailed.
    """
    _require_author(house, actor)
    plan, held = judgement.held(house.catalogue.plans, application, plan_id)
    ruleset = house.rulesets[plan.id]
    judged = judgement.judge(house.checker, ruleset, plan, held)
    told = explanation.explain(ruleset, judged.facts, judged.verdict)
    if rule is not None:
        told = tuple(each for each in told if each.rule == rule)
        if not told:
            raise InputRefused([InputFault("/rule", f"该计划的这个评审标准没有规则“{rule}”。")])
    advice = advising.smallest_changes(ruleset, judged.facts, {each.rule for each in told})
    return {
        **verdicts.document(plan.id, judged),
        "trace": trace.as_json(told),
        **({} if rule is None else {"trace_of": rule}),
        "changes": advising.as_json(advice),
    }


def lint(
    house: House,
    actor: Actor,
    ruleset_id: str,
    text: str,
    *,
    cases_text: str | None = None,
    plan_id: str | None = None,
) -> list[Mark]:
    """What is wrong with a text in place of the ruleset's, and with cases for it. Raises `NotFound`."""
    _require_author(house, actor)
    edition = house.rulebook.edition()
    require_ruleset(edition, ruleset_id)
    return marks(edition, ruleset_id, _plan_of(edition, ruleset_id, plan_id), text, cases_text)


def cases(
    house: House,
    actor: Actor,
    ruleset_id: str,
    *,
    text: str | None = None,
    cases_text: str | None = None,
    plan_id: str | None = None,
) -> Proof:
    """Run cases with a text in place of the ruleset's; None: what is in force. Raises `NotFound`, `InputRefused`."""
    edition = house.rulebook.edition()
    require_ruleset(edition, ruleset_id)
    plan = _plan_of(edition, ruleset_id, plan_id)
    with reading(house, actor) as w:
        author(w, house, actor)
        others = {
            each: cases_in_force(w, edition, each) for each in edition.used_by(ruleset_id) if each != plan
        }
        own = cases_in_force(w, edition, plan)
    texts = Texts(
        ruleset_id,
        plan,
        edition.text(ruleset_id) if text is None else text,
        own if cases_text is None else cases_text,
    )
    return prove(edition, texts, house.workshop, others)


def _plan_of(edition: Edition, ruleset_id: str, plan_id: str | None) -> str:
    users = edition.used_by(ruleset_id)
    if not users:
        raise CheckFailed("没有评审计划使用这个规则集，无从检查。")
    if plan_id is None:
        return users[0]
    if plan_id not in users:
        raise InputRefused([InputFault("/plan", f"评审计划“{plan_id}”不使用这个规则集。")])
    return plan_id


def _require_author(house: House, actor: Actor) -> None:
    with reading(house, actor) as w:
        author(w, house, actor)
