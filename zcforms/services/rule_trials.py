"""Trying a draft while it is written: on made-up people, on real ones (masked), with its cases, over past applications."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms import resources
from zcforms.checks import conform, explanation, run
from zcforms.checks.changes import Change
from zcforms.checks.explanation import Explanation
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Adjusted, Alarm, Checker, Outcome
from zcforms.checks.shape import Shape
from zcforms.documents import reading as documents
from zcforms.documents.pointer import steps
from zcforms.domain.errors import DocumentsInvalid, InputFault, InputRefused, NotAllowed, NotFound
from zcforms.domain.finding import CheckRow
from zcforms.domain.plan import Plan
from zcforms.domain.rule_draft import RuleDraft
from zcforms.lab import editing
from zcforms.services import advising, impacts, judgement
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.exporting import document_of
from zcforms.services.house import House
from zcforms.services.masking import masked
from zcforms.services.rule_authors import Author, author, seen_draft
from zcforms.services.rule_drafts import RulesRefused, cases_in_force
from zcforms.services.rule_linting import LONGEST, cases_file, placed, read_cases, tried
from zcforms.services.rule_people import Crowd
from zcforms.services.rule_proofs import Proof, Texts, changed_rules, prove
from zcforms.services.rulebook import Edition, file_of
from zcforms.services.texts import caption_in
from zcforms.storage.work import Work

CASE, EXAMPLE, MADE, REAL = "case", "example", "made", "real"
MOST_REAL = 100
_MOST_CHANGES = 50


@dataclass(frozen=True, slots=True)
class ApplicantLine:
    """Somebody to try rules on. `key` goes to `try_out`; `kind`: case (of the plan's cases), example (a file of the platform), made (by the system, as the
    plan's people are), real (masked)."""

    key: str
    kind: str
    caption: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A check by the draft's rules. `document`: the application that was checked (of real people masked); `changes`: rule -> the smallest changes after
    which it would pass; `before`: rule -> its outcome by the rules in force, where it is another one (None: there is no such rule)."""

    applicant: str
    passed: bool
    rows: tuple[CheckRow, ...]
    adjustments: tuple[Adjusted, ...]
    alarms: tuple[Alarm, ...]
    explanations: tuple[Explanation, ...]
    changes: Mapping[str, tuple[Change, ...]]
    before: Mapping[str, Outcome | None]
    facts: Mapping[str, Any]
    document: Mapping[str, Any]


def applicants(
    house: House, actor: Actor, draft_id: str, cases_text: str | None = None, text: str | None = None
) -> list[ApplicantLine]:
    """Whom the draft can be tried on: the people of its cases (as they stand in `cases_text`, or saved), the platform's examples, people made up for the plan, among
    them somebody on either side of the rules that the draft changes (as they stand in `text`, or saved), and the latest that handed in under its plan, without name
    or number. Raises `NotFound`."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_draft(w, who, draft_id)
        real = w.applications.handed_in(draft.plan_id, MOST_REAL) if draft.plan_id in who.plans else []
    plan = house.plan(draft.plan_id)
    lines = [
        ApplicantLine(f"{CASE}:{name}", CASE, name)
        for name in _people(edition, draft, draft.cases_text if cases_text is None else cases_text)
    ]
    lines += [ApplicantLine(f"{EXAMPLE}:{name}", EXAMPLE, name) for name in _examples(plan)]
    crowd = _crowd(edition, draft, plan, draft.text if text is None else text)
    if crowd is not None:
        lines += [ApplicantLine(f"{MADE}:{each.name}", MADE, each.caption) for each in crowd.shown()]
    for each in real:
        caption = "、".join(
            (
                caption_in(plan.routes, each.route),
                caption_in(plan.specialties, each.specialty),
                f"{each.submitted_at:%Y-%m-%d} 提交",
            )
        )
        lines.append(ApplicantLine(f"{REAL}:{each.id}", REAL, caption))
    return lines


def try_out(
    house: House,
    actor: Actor,
    draft_id: str,
    text: str,
    applicant: str,
    *,
    now: datetime,
    changes: Iterable[tuple[str, Any]] = (),
    cases_text: str | None = None,
) -> Trial:
    """Check somebody by the rules as they stand in the editor. `changes`: (pointer into the facts, value), made first; `cases_text`: of the editor, for people
    who are not saved yet. Looking at a real application is journalled.

    Raises:
        RulesRefused: the rules do not compile for the draft's plan. NotFound: no such draft or applicant.
        InputRefused: a change cannot be made. CheckFailed: no check could be made.
    """
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        who = author(w, house, actor)
        draft = seen_draft(w, who, draft_id)
    plan = house.plan(draft.plan_id)
    compiled = _compiled(edition, draft, text)
    kind, _, name = applicant.partition(":")
    document: Mapping[str, Any] | None
    if kind == REAL:
        document = _real(house, actor, who, draft, name, now=now)
    elif kind == MADE:
        crowd = _crowd(edition, draft, plan, text)
        document = crowd.document(name) if crowd else None
    else:
        cases = draft.cases_text if cases_text is None else cases_text
        document = _made_up(edition, draft, plan, applicant, cases)
    if document is None:
        raise _nobody()
    document = _changed(plan, compiled.shape, document, list(changes))
    in_force = edition.rulesets.get(plan.id)
    return _trial(house.workshop, plan, compiled, in_force, applicant=applicant, document=document)


def run_cases(house: House, actor: Actor, draft_id: str, text: str, cases_text: str) -> Proof:
    """Run the cases as they stand in the editor. Raises `NotFound`, `NotAllowed`."""
    with reading(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id)
    return proof_of(house, actor, draft, text, cases_text)


def proof_of(house: House, actor: Actor, draft: RuleDraft, text: str, cases_text: str) -> Proof:
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        users = edition.used_by(draft.ruleset)
        others = {plan: cases_in_force(w, edition, plan) for plan in users if plan != draft.plan_id}
    texts = Texts(draft.ruleset, draft.plan_id, text, cases_text)
    return prove(edition, texts, house.workshop, others).explained(draft.accepted)


def start_impact(
    house: House,
    actor: Actor,
    draft_id: str,
    text: str,
    *,
    now: datetime,
    source: Mapping[str, Any] = impacts.DATABASE,
) -> str:
    """Count whom the rules in the editor would hit among applications to the draft's plan; the id for `impacts.shown`, `stop` and `resume`. `source` as
    `impacts.start` has it.

    Raises:
        RulesRefused, NotFound. WrongState: too many are being counted.
    """
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id)
    _compiled(edition, draft, text)
    return impacts.start(house, actor, {draft.ruleset: text}, draft.plan_id, now, source=source)


# -- people --------------------------------------------------------------------------------------------------------------


def _people(edition: Edition, draft: RuleDraft, cases_text: str) -> list[str]:
    """The people of the cases, as far as they can be read."""
    if not cases_text.strip() or len(cases_text) > LONGEST:
        return []
    try:
        data = documents.parse(cases_text, cases_file(draft.plan_id), is_yaml=True)
    except DocumentsInvalid:
        return []
    people = data.get("applicants") if isinstance(data, Mapping) else None
    return [str(name) for name in people] if isinstance(people, Mapping) else []


def _examples(plan: Plan) -> list[str]:
    found = []
    for path in sorted(resources.folder("examples").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(data, Mapping) and data.get("plan") == plan.id:
            found.append(path.name)
    return found


def _crowd(edition: Edition, draft: RuleDraft, plan: Plan, text: str) -> Crowd | None:
    """None while the draft does not compile for its plan."""
    found = tried(edition, draft.ruleset, text)
    compiled, in_force = found.of(plan.id), edition.rulesets.get(plan.id)
    if compiled is None or in_force is None:
        return None
    return Crowd(plan, in_force, compiled, changed_rules(edition, plan.id, found))


def _made_up(
    edition: Edition, draft: RuleDraft, plan: Plan, applicant: str, cases_text: str
) -> Mapping[str, Any]:
    kind, _, name = applicant.partition(":")
    if kind == EXAMPLE and name in _examples(plan):
        found: Mapping[str, Any] = json.loads(
            (resources.folder("examples") / name).read_text(encoding="utf-8")
        )
        return found
    if kind == CASE and name in _people(edition, draft, cases_text):
        in_force = tried(edition, draft.ruleset, edition.text(draft.ruleset))
        try:
            return read_cases(edition, in_force, draft.plan_id, _only_people(cases_text)).applicants[name]
        except DocumentsInvalid as error:
            marks = placed(error.faults, cases_text, cases_file(draft.plan_id), "cases")
            raise RulesRefused(marks) from error
    raise _nobody()


def _nobody() -> NotFound:
    return NotFound("没有找到这名试用的申报人，可能已改名；请重新选择。")


def _only_people(cases_text: str) -> str:
    """The text's people with a case that says nothing: what its own cases say of the draft's rules is not asked here."""
    data = dict(documents.parse(cases_text, "", is_yaml=True))
    first = next(iter(data["applicants"]))
    data["cases"] = [{"case": "试用", "applicant": first, "about": [], "expect": {"also": True}}]
    return json.dumps(data, ensure_ascii=False)


def _real(
    house: House, actor: Actor, who: Author, draft: RuleDraft, application_id: str, *, now: datetime
) -> Mapping[str, Any]:
    """Only of the draft's plan, which must be the organisation's own."""
    if draft.plan_id not in who.plans:
        raise NotAllowed("这个评审计划由其他单位组织，不能用它的申报试用规则。")
    with writing(house, actor) as w:
        document = _handed_in(w, house, draft.plan_id, application_id)
        note(w, actor, "rules.try_real", f"application:{application_id}", now, draft=draft.id)
    return masked(document)


def _handed_in(w: Work, house: House, plan_id: str, application_id: str) -> dict[str, Any]:
    application = w.applications.find(application_id)
    if application is None or application.plan_id != plan_id or application.submitted_at is None:
        raise NotFound("没有找到这份申报，请重新选择。")
    return document_of(w, house, application)


# -- checking ------------------------------------------------------------------------------------------------------------


def _compiled(edition: Edition, draft: RuleDraft, text: str) -> Ruleset:
    found = tried(edition, draft.ruleset, text)
    compiled = found.of(draft.plan_id)
    if compiled is None:
        raise RulesRefused(
            placed(found.faults_of(draft.plan_id), text, file_of(edition.shelf, draft.ruleset), "rules")
        )
    return compiled


def _changed(
    plan: Plan, shape: Shape, document: Mapping[str, Any], wanted: list[tuple[str, Any]]
) -> Mapping[str, Any]:
    if len(wanted) > _MOST_CHANGES:
        raise InputRefused([InputFault("/changes", f"一次最多改动 {_MOST_CHANGES} 处。")])
    for number, (pointer, value) in enumerate(wanted):
        try:
            if not _named(shape, steps(pointer)):
                raise editing.Unreachable(pointer)
            document = editing.edit(plan, document, pointer, value)
        except (editing.Unreachable, ValueError) as error:
            fault = InputFault(f"/changes/{number}", f"这一处不能改动：{pointer}。请从事实列表中选择。")
            raise InputRefused([fault]) from error
    return document


def _named(shape: Shape, path: tuple[str, ...]) -> bool:
    """Whether there is such a place in the facts."""
    place: Shape | None = shape
    for step in path:
        if place is None:
            return False
        inside = place.records if step.isdigit() or step == "-" else None
        place = inside or place.child(step)
    return place is not None and bool(path)


def _trial(
    checker: Checker,
    plan: Plan,
    ruleset: Ruleset,
    in_force: Ruleset | None,
    *,
    applicant: str,
    document: Mapping[str, Any],
) -> Trial:
    judged = judgement.judge(checker, ruleset, plan, document)
    verdict = judged.verdict
    return Trial(
        applicant=applicant,
        passed=verdict.passed,
        rows=verdict.rows,
        adjustments=verdict.adjustments,
        alarms=verdict.alarms,
        explanations=explanation.explain(ruleset, judged.facts, verdict),
        changes=advising.smallest_changes(ruleset, judged.facts),
        before=_differing(in_force, judged.facts, {each.rule: each.outcome for each in verdict.trace}),
        facts=judged.facts,
        document=document,
    )


def _differing(
    in_force: Ruleset | None, facts: Mapping[str, Any], now: Mapping[str, Outcome]
) -> dict[str, Outcome | None]:
    table = in_force.tables.get(facts["application"].get("standard")) if in_force else None
    if in_force is None or table is None:
        return {}
    before = run.decide(table.rules, conform.typed(facts, in_force.shape)).outcomes
    differing: dict[str, Outcome | None] = {
        rule: before.get(rule) for rule, outcome in now.items() if before.get(rule) != outcome
    }
    return differing | {rule: outcome for rule, outcome in before.items() if rule not in now}
