"""From an application document to a verdict, an overview or paper: no database, no clock. One path for everybody (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcforms.checks import conform
from zcforms.checks import facts as fact_making
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker, Verdict, adjusted
from zcforms.documents import metaschema
from zcforms.documents.nearest import remedy_for
from zcforms.documents.pointer import pointer
from zcforms.documents.reading import Document
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.plan import Plan
from zcforms.forms import overview as overviews
from zcforms.forms import validation
from zcforms.printing import sheet as sheets
from zcforms.services.texts import Captioned

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with the facts that it was made from."""

    verdict: Verdict
    facts: Mapping[str, Any]


def judge(checker: Checker, ruleset: Ruleset, plan: Plan, document: Mapping[str, Any]) -> Judgement:
    """Check an application document that was held (`held`) or exported. Raises `CheckFailed`."""
    facts = facts_of(plan, document)
    return Judgement(checker.run(ruleset, facts), facts)


def facts_of(plan: Plan, document: Mapping[str, Any]) -> dict[str, Any]:
    """What the rules see of the document."""
    return fact_making.facts(plan, document, validation.breaches_of(plan, document))


def adjustments(ruleset: Ruleset, plan: Plan, document: Mapping[str, Any]) -> dict[str, Any]:
    """What the plan's adjusting rules make of the document (feature 66): pointer into the facts -> new value."""
    facts = fact_making.facts(plan, document, {})
    return {made.pointer: conform.untyped(made.after) for made in adjusted(ruleset, facts)}


def page(
    layout: Mapping[str, Any],
    plan: Plan,
    document: Mapping[str, Any],
    *,
    photo: bytes | None,
    number: str = "",
    link: str | None = None,
    on: date | None = None,
    draft: bool = False,
    beside: Sequence[Mapping[str, Any]] = (),
) -> str:
    """A sheet filled in with the application, as HTML for the press. `on`: the day that it says it was filled in; `beside`: groups
    that are not the application's (`overview.fields_group`)."""
    shown = overviews.overview(plan, document, mask=False)  # paper for the archive bears the whole number
    shown["groups"] += beside
    facts = {
        "date": f"{on.year}年{on.month}月{on.day}日" if on else "",
        "pledge": list(plan.pledge.paragraphs),
        "current_title": _current_title(shown),
    }
    return sheets.render(layout, shown, facts, photo=photo, draft=draft, number=number, link=link)


def blank_page(layout: Mapping[str, Any], plan: Plan) -> str:
    """A sheet without answers, to be filled in by hand (feature 27)."""
    facts = {"date": "", "pledge": list(plan.pledge.paragraphs), "current_title": ""}
    return sheets.render(
        layout, {"heading": [], "groups": []}, facts, photo=None, draft=False, number="", link=None
    )


def held(
    plans: Mapping[str, Plan], document: Any, plan_id: str | None = None
) -> tuple[Plan, Mapping[str, Any]]:
    """The plan of an application file, and the file's content, fit for `judge`. `plan_id` wins over the file's own.

    Raises:
        InputRefused: wrong types, an unknown plan, choice, section, list or attachment item, an import that names no achievement;
            pointers into the document.
    """
    if plan_id is not None and isinstance(document, Mapping):
        document = {**document, "plan": plan_id}
    faults = [
        InputFault(fault.pointer, f"{fault.fault}。{fault.remedy}")
        for fault in metaschema.hold(Document(file="", data=document, digest=""), "application")
    ]
    if faults:
        raise InputRefused(faults)
    plan = plans.get(document["plan"])
    if plan is None:
        raise InputRefused([_unknown(("plan",), "评审计划", document["plan"], plans)])
    faults = [*_choice_faults(plan, document), *_name_faults(plan, document), *_reference_faults(document)]
    if faults:
        raise InputRefused(faults)
    return plan, document


def _choice_faults(plan: Plan, document: Mapping[str, Any]) -> Iterator[InputFault]:
    offers: dict[str, tuple[str, Iterable[Captioned]]] = {
        "route": ("申报形式", plan.routes),
        "standard": ("评审标准", plan.standards),
        "specialty": ("申报专业", plan.specialties),
        "title": ("申报职称", plan.titles),
    }
    for name, (caption, choices) in offers.items():
        ids = [choice.id for choice in choices]
        if document[name] not in ids:
            yield _unknown((name,), caption, document[name], ids)


def _name_faults(plan: Plan, document: Mapping[str, Any]) -> Iterator[InputFault]:
    """Parts of the file that no part of the plan asks for: most likely misspelt."""
    sections = [section.id for section in plan.sections]
    lists = [*sections, *(item.id for standard in plan.standards for _, item in plan.items(standard.id))]
    items = [item.id for item in plan.attachments]
    for part, caption, known in (
        ("answers", "表单部分", sections),
        ("imports", "导入清单", lists),
        ("attachments", "附件项", items),
    ):
        for name in document[part]:
            if name not in known:
                yield _unknown((part, name), caption, name, known)
    for position, record in enumerate(document["achievements"]):
        if record["category"] not in plan.categories:
            yield _unknown(
                ("achievements", position, "category"), "业绩类别", record["category"], plan.categories
            )


def _reference_faults(document: Mapping[str, Any]) -> Iterator[InputFault]:
    seen: set[str] = set()
    for position, record in enumerate(document["achievements"]):
        if record["id"] in seen:
            yield InputFault(
                pointer(("achievements", position, "id")), f"业绩编号“{record['id']}”重复。请改用另一个编号。"
            )
        seen.add(record["id"])
    for name, entries in document["imports"].items():
        for position, entry in enumerate(entries):
            if entry["record"] not in seen:
                yield _unknown(("imports", name, position, "record"), "业绩", entry["record"], seen)


def _unknown(path: Path, caption: str, given: str, known: Iterable[str]) -> InputFault:
    return InputFault(pointer(path), f"没有{caption}“{given}”。{remedy_for(given, known)}")


def _current_title(shown: Mapping[str, Any]) -> str:
    """The title that the applicant lists first."""
    group = next((group for group in shown["groups"] if group["id"] == "titles"), None)
    rows = group["rows"] if group else ()
    return str(rows[0]["cells"].get("title", "")) if rows else ""


def document_with(document: Mapping[str, Any], section: str, content: Any) -> dict[str, Any]:
    """The document with one section's answers replaced."""
    return {**document, "answers": {**document["answers"], section: content}}
