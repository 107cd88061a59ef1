"""Trying a draft on somebody: chosen, changed in single values, checked, kept as a case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from zcforms.checks.changes import Change as Way
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services import case_text, rule_autosave, rule_trials, rule_trying
from zcforms.services.rule_drafts import DraftShown
from zcforms.services.rule_trials import ApplicantLine, Trial
from zcforms.web.refusals import Refusals
from zcforms.web.rule_windows import require_seen
from zcforms.web.visit import actor, house, now
from zcforms.web.workbench import NamedFaults, shown_draft, texts, workbench

bp = Blueprint("rule_trials", __name__, url_prefix="/rules/drafts/<draft_id>/try")
Answered = Response | str | tuple[str, int]
Change = tuple[str, Any]
_FIELDS = {"value": "value", "pointer": "pointer", "applicant": "applicant", "name": "case_name"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is tried, and what was changed about them: (pointer into the facts, value)."""

    applicant: str
    changes: tuple[Change, ...] = ()


@bp.get("")
def show(draft_id: str) -> str:
    draft = shown_draft(draft_id)
    people = _people(draft)
    return _page(draft, Asked(request.args.get("applicant") or (people[0].key if people else "")))


@bp.post("")
def change(draft_id: str) -> Answered:
    """Check again, with one more change, with several (`apply`), with one less (`drop`), or with none."""
    draft = shown_draft(draft_id)
    asked = Asked(request.form.get("applicant", ""), tuple(_kept()))
    named = NamedFaults(_FIELDS)
    with Refusals(named) as refusals:
        asked = Asked(asked.applicant, (*asked.changes, *_wanted(draft)))
    page = _page(draft, asked, refusals, named.by_name)
    return (page, refusals.status) if refusals.status else page


@bp.post("/case")
def keep(draft_id: str) -> Answered:
    """存为用例."""
    draft = shown_draft(draft_id)
    asked = Asked(request.form.get("applicant", ""), tuple(_kept()))
    named = NamedFaults(_FIELDS)
    with Refusals(named) as refusals:
        line = _keep_case(draft, asked, request.form.get("case_name", ""))
    if refusals.status:
        return _page(draft, asked, refusals, named.by_name), refusals.status
    flash("已写入用例文本，还没有保存。请核对应当得出的结果是否符合政策。", "success")
    return redirect(url_for("rule_cases.show", draft_id=draft_id, moved=f"cases_text-{line}"))


def _keep_case(draft: DraftShown, asked: Asked, name: str) -> int:
    """The line in which the case stands."""
    require_seen(draft)
    text, cases_text = texts(draft)
    trial = _tried(draft, asked)
    case = rule_trying.case_of(
        house(), actor(), draft.id, trial, name, text=text, cases_text=cases_text, now=now()
    )
    changed = case_text.add(cases_text, draft.plan_id, case)
    rule_autosave.keep(house(), actor(), draft.id, text, changed, now=now())
    return case_text.line_of_new(cases_text, changed)


def _kept() -> list[Change]:
    dropped = request.form.get("drop", type=int)
    kept = [_change(text) for number, text in enumerate(request.form.getlist("change")) if number != dropped]
    return [each for each in kept if each is not None]


def _wanted(draft: DraftShown) -> list[Change]:
    if applied := request.form.get("apply"):
        several = _json(applied)
        made = [_change(json.dumps(each)) for each in several] if isinstance(several, list) else []
        return [each for each in made if each is not None]
    place = request.form.get("pointer", "")
    if not place or "drop" in request.form:
        return []
    return [(place, rule_trying.typed(house(), draft.plan_id, place, request.form.get("value", "")))]


def _change(text: str) -> Change | None:
    found = _json(text)
    return (
        (found[0], found[1])
        if isinstance(found, list) and len(found) == 2 and isinstance(found[0], str)
        else None
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text[:20_000])
    except ValueError as error:
        raise InputRefused([InputFault("", "改动没有完整送达，请重新试算。")]) from error


def _tried(draft: DraftShown, asked: Asked) -> Trial:
    text, cases_text = texts(draft)
    return rule_trials.try_out(
        house(),
        actor(),
        draft.id,
        text,
        asked.applicant,
        now=now(),
        changes=asked.changes,
        cases_text=cases_text,
    )


def _people(draft: DraftShown) -> list[ApplicantLine]:
    text, cases_text = texts(draft)
    told = case_text.notes(cases_text)
    people = rule_trials.applicants(house(), actor(), draft.id, cases_text, text)
    return [_noted(each, told) for each in people]


def _noted(line: ApplicantLine, told: Mapping[str, str]) -> ApplicantLine:
    """Somebody of the cases, by what the cases say of them; the name stands behind it, for those who write it."""
    note = told.get(line.caption) if line.kind == rule_trials.CASE else None
    return replace(line, caption=f"{note}（{line.caption}）") if note else line


def _page(
    draft: DraftShown,
    asked: Asked,
    refusals: Refusals | None = None,
    faults: Mapping[str, str] | None = None,
) -> str:
    people = _people(draft)
    trial = None
    with Refusals() as impossible:
        trial = _tried(draft, asked) if asked.applicant else None
    shown = refusals if refusals and refusals.status else impossible
    places = rule_trying.places(house(), draft.plan_id, trial) if trial else []
    return workbench(
        draft,
        "try",
        shown,
        faults=faults or {},
        people=people,
        asked=asked,
        trial=trial,
        places=places,
        captions={place.pointer: place.caption for place in places},
        applied=_applied,
        encoded=[json.dumps(each, ensure_ascii=False) for each in asked.changes],
    )


def _applied(ways: Iterable[Way]) -> str:
    """The smallest changes as what a button sends."""
    made = [[way.pointer, way.value] for way in ways for _ in range(way.times)]
    return json.dumps(made, ensure_ascii=False, default=str)
