"""Beginning a plan: from a template, on the model of a plan in force, as a copy for the next year, or as a correction of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zcforms import resources
from zcforms.documents import yaml_writing
from zcforms.documents.formats import is_date, is_month
from zcforms.domain.errors import InputFault, InputRefused, NotAllowed, NotFound, WrongState
from zcforms.domain.plan import CodeList, Plan
from zcforms.domain.plan_draft import OPEN
from zcforms.forms.lint_plan import TO_WRITE
from zcforms.forms.shelf import Shelf
from zcforms.services import plan_case_years, plan_downloads, plan_drafts, plan_edits, plan_palette, rule_text
from zcforms.services.access import note, writing
from zcforms.services.access import reading as looking
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Beginning
from zcforms.services.plan_making import Making, plain
from zcforms.services.plan_naming import id_of, unused
from zcforms.services.plan_options import listed
from zcforms.services.plan_own import renamed
from zcforms.services.plan_package import cases_path, own_of, plan_path
from zcforms.services.rule_authors import Author, author
from zcforms.services.rulebook import Edition
from zcforms.storage.work import Work

PLAN = "plan:"
"""Before the id of a plan that another one is made on the model of."""
_TAIL = re.compile(r"(专业技术人员|技术人员|专业人员|研究人员|技术人才|人员|教师|人才)$")
_ORDER = (
    "$schema", "id", "caption", "source", "year", "kind", "series", "committee", "organising_unit", "levels", "opens", "closes", "closing_time",
    "grace_minutes", "resubmit_days", "resubmit_until", "cutoffs", "interview", "examination", "waiver", "scope", "content", "routes", "specialties",
    "titles", "standards", "parts", "certificate", "attachments", "chain", "pledge", "sheet", "route_sheets", "ruleset", "downloads", "blank", "counting",
    "parameters",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StartForm:
    """The form that a new plan is begun with, and what it suggests."""

    schema: Mapping[str, Any]
    codes: Mapping[str, CodeList]
    suggested: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """A plan of the unit. `draft`: of the open draft that changes it, "" for none; `year`: its own."""

    id: str
    caption: str
    year: int
    opens: date
    closes: date
    draft: str


def plans(house: House, actor: Actor) -> list[PlanInForce]:
    """The unit's plans, the newest first. Raises `NotAllowed` for who is no author."""
    edition = house.rulebook.edition()
    with looking(house, actor) as w:
        own = _own_plans(edition, author(w, house, actor))
        return [
            PlanInForce(each.id, each.caption, each.year, each.opens, each.closes, _open(w, each.id))
            for each in own
        ]


def form(house: House, actor: Actor, now: datetime) -> StartForm:
    """Raises `NotAllowed` for who is no author."""
    edition = house.rulebook.edition()
    with looking(house, actor) as w:
        author(w, house, actor)
    base = edition.documents
    models = [(f"{PLAN}{each.id}", f"参照：{each.caption}") for each in _by_age(edition)]
    templates = [(name, str(document.data["caption"])) for name, document in base.of("template")]
    suggested = {"template": templates[0][0] if templates else "", "year": now.year + 1}
    suggested |= {"opens": f"{now.year + 1}-06-01", "closes": f"{now.year + 1}-07-31"}
    codes = {**edition.catalogue.codes, "start_templates": listed("start_templates", [*templates, *models])}
    return StartForm(plan_palette.form_named(base, "start"), codes, suggested)


def begin_new(house: House, actor: Actor, answers: Mapping[str, Any], now: datetime) -> str:
    """A plan of a series, from a template or on the model of a plan in force; the draft's id.

    Raises:
        InputRefused: with pointers into the answers. NotFound: there is no such template. NotAllowed.
    """
    _require_window(answers)
    edition = house.rulebook.edition()
    codes = edition.catalogue.codes
    series, level = (
        codes["series"].caption_of(answers["series"]),
        codes["levels"].caption_of(answers["level"]),
    )
    plan_downloads.keep(house, edition, str(answers["template"]).removeprefix(PLAN))
    caption = str(answers.get("caption") or f"{answers['year']}年度{_short(str(series))}系列{level}职称评审")
    with writing(house, actor) as w:
        who = author(w, house, actor)
        plan_id = _free_id(
            w, edition, f"{answers['year']}-{_word(edition, answers['series'])}-{answers['level']}"
        )
        documents = _modelled(edition, str(answers["template"]), plan_id, caption)
        plan = documents[plan_path(plan_id)]
        before = [each["id"] for each in plan.get("specialties", ())]
        plan |= {**_facts(answers, who.organisation), "caption": caption}
        _fit(plan, answers)
        documents[plan_path(plan_id)] = in_order(plan)
        making = Making({"documents": documents, "moves": []}, plan_id, edition.documents)
        forget_specialties(making, before)
        beginning = Beginning(plan_id, making.content, _nothing(str(answers["template"])))
        return _begun(w, actor, who, beginning, f"新建：{caption}", now=now)


def begin_next_year(house: House, actor: Actor, plan_id: str, now: datetime) -> str:
    """A copy of the unit's plan, with its years moved on by one; the draft's id. Raises `NotFound`, `NotAllowed`."""
    edition = house.rulebook.edition()
    plan_downloads.keep(house, edition, plan_id)
    with writing(house, actor) as w:
        who = author(w, house, actor)
        plan = _own_plan(edition, who, plan_id)
        stem = plan_id.removeprefix(f"{plan.year}-")
        new_id = _free_id(w, edition, f"{plan.year + 1}-{stem}")
        own = own_of(edition, plan_id)["documents"]
        documents = renamed(own, plan_id, new_id)
        moved_on(documents, new_id, plan.year)
        if cases := own.get(cases_path(plan_id)):
            examples = resources.folder("examples")
            documents[cases_path(new_id)] = plan_case_years.moved_on(cases, plan_id, new_id, examples)
        beginning = Beginning(new_id, {"documents": documents, "moves": []}, _nothing(f"{PLAN}{plan_id}"))
        return _begun(w, actor, who, beginning, f"复制到{plan.year + 1}年度：{plan.caption}", now=now)


def begin_correction(house: House, actor: Actor, plan_id: str, reason: str, now: datetime) -> str:
    """A draft of the same plan; the draft's id.

    Raises:
        InputRefused: no reason. WrongState: somebody corrects it already. NotFound, NotAllowed.
    """
    edition = house.rulebook.edition()
    plan_downloads.keep(house, edition, plan_id)
    with writing(house, actor) as w:
        who = author(w, house, actor)
        _own_plan(edition, who, plan_id)
        if _open(w, plan_id):
            raise WrongState("这个计划已有正在编写的修订，请在“正在编写的方案”中继续。")
        content = own_of(edition, plan_id)
        return _begun(
            w, actor, who, Beginning(plan_id, content, content, _number(edition, plan_id)), reason, now=now
        )


# -- content ------------------------------------------------------------------------------------------------------------


def in_order(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The plan with its members in the order in which our documents have them."""
    return {key: plan[key] for key in (*_ORDER, *plan) if key in plan}


def moved_on(documents: dict[str, Any], plan_id: str, year: int) -> None:
    """The plan of `year` becomes one of the year after: its dates, and the years in its texts."""
    plan = documents[plan_path(plan_id)]
    before, caption = str(plan["caption"]), _years(str(plan["caption"]), year)
    plan |= {"year": year + 1, "caption": caption}
    for key in ("scope", "content"):
        plan[key] = _years(str(plan[key]), year)
    for key in ("opens", "closes", "resubmit_until"):
        if key in plan:
            plan[key] = _later(plan[key])
    plan["cutoffs"] = {key: _later(day) for key, day in plan["cutoffs"].items()}
    for item in _filtering(plan):
        item["where"] = _later_in(item["where"])
    for path, text in documents.items():
        if isinstance(text, str):
            documents[path] = text.replace(before, caption)


def _years(text: str, year: int) -> str:
    """Years in what people read: 2022年 becomes 2023年, what was of the year before becomes of this one."""
    return re.sub(
        r"(?<!\d)(\d{4})(?=\s*年)",
        lambda found: str(int(found[1]) + 1) if abs(int(found[1]) - year) <= 1 else found[1],
        text,
    )


def _filtering(plan: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The items that ask something of the records that they take."""
    for standard in plan["standards"]:
        for category in standard["categories"]:
            yield from (item for item in category["items"] if "where" in item)


def _later_in(condition: Any) -> Any:
    """A condition with its days and months a year later: the window that achievements must lie in moves with the plan."""
    if isinstance(condition, Mapping):
        return {key: _later_in(each) for key, each in condition.items()}
    if isinstance(condition, list):
        return [_later_in(each) for each in condition]
    if isinstance(condition, str) and is_month(condition):
        return _later(f"{condition}-01")[:7]
    return _later(condition) if isinstance(condition, str) and is_date(condition) else condition


def _later(day: str) -> str:
    moved = date.fromisoformat(day)
    return str(
        moved.replace(year=moved.year + 1, day=28 if (moved.month, moved.day) == (2, 29) else moved.day)
    )


def _nothing(template: str) -> dict[str, Any]:
    """What a plan that is new changes: nothing. It remembers the plan that it is made on the model of, to be compared with it."""
    model = {"model": template.removeprefix(PLAN)} if template.startswith(PLAN) else {}
    return {"documents": {}, "moves": [], **model}


def _modelled(edition: Edition, template: str, plan_id: str, caption: str) -> dict[str, Any]:
    if template.startswith(PLAN):
        model = template.removeprefix(PLAN)
        if model not in edition.plans:
            raise NotFound("没有找到这个评审计划，可能已停用。")
        documents = renamed(own_of(edition, model)["documents"], model, plan_id)
        plan = documents[plan_path(plan_id)]
        for path, text in documents.items():
            if isinstance(text, str):
                documents[path] = text.replace(str(plan["caption"]), caption)
        return documents
    return _from_template(edition.documents, template, plan_id, caption)


def _from_template(base: Shelf, template: str, plan_id: str, caption: str) -> dict[str, Any]:
    data = base.data("template", template)
    if data is None:
        raise NotFound("没有找到这个模板，请重新选择。")
    data = plain(data)
    names = {key: f"{plan_id}-{key.rpartition('/')[2]}" for key in data["documents"]}
    plan = {key: _named(value, names) for key, value in data["plan"].items()}
    documents: dict[str, Any] = {
        plan_path(plan_id): {"$schema": "../meta/plan.json", **plan, "ruleset": plan_id}
    }
    for key, document in data["documents"].items():
        documents[f"schemas/{key.rpartition('/')[0]}/{names[key]}.json"] = document
    rules = {"caption": caption, "extends": data["extends"]}
    rules |= {"parameters": data["parameters"]} if "parameters" in data else {}
    documents[f"rules/plans/{plan_id}.yaml"] = yaml_writing.dump(rules)
    return documents


def _named(value: Any, names: Mapping[str, str]) -> Any:
    """A template's plan with the names of its own documents as the plan has them."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_named(each, names) for each in value]
    return {key: _named(each, names) for key, each in value.items()} if isinstance(value, dict) else value


def _facts(answers: Mapping[str, Any], organisation: str) -> dict[str, Any]:
    year_end = f"{answers['year']}-12-31"
    return {
        "year": answers["year"],
        "series": answers["series"],
        "committee": answers["committee"],
        "organising_unit": organisation,
        "levels": [answers["level"]],
        "opens": answers["opens"],
        "closes": answers["closes"],
        "cutoffs": {"tenure": year_end, "achievements": year_end},
    }


def _fit(plan: dict[str, Any], answers: Mapping[str, Any]) -> None:
    """Titles and specialties as they were written, and what spoke of those of the model is left out."""
    plan.pop("resubmit_until", None)
    titles = _entries(answers, "titles", "title", plan.get("titles", ()))
    plan["titles"] = [{**each, "level": answers["level"]} for each in titles]
    plan["specialties"] = _entries(answers, "specialties", "specialty", plan.get("specialties", ()))
    for name, text in TO_WRITE.items():
        plan.setdefault(name, text)


def forget_specialties(making: Making, before: Iterable[str]) -> None:
    """Of the model's specialties those that the plan has no more: what was for them alone, and the rules that were."""
    kept = {each["id"] for each in making.plan["specialties"]}
    gone = [each for each in before if each not in kept]
    for each in gone:
        plan_edits.forget_specialty(making, each)
    for path, text in making.documents.items():
        if isinstance(text, str):
            for rule in rule_text.data_of(text).get("rules") or ():
                if set(rule.get("specialties", ())) & set(gone):
                    making.documents[path] = rule_text.remove(making.documents[path], rule["id"])


def _entries(
    answers: Mapping[str, Any], name: str, spare: str, model: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """What is called as in the model keeps its id."""
    known = {each["caption"]: each["id"] for each in model}
    captions = list(dict.fromkeys(line.strip() for line in str(answers[name]).splitlines() if line.strip()))
    if not captions:
        raise InputRefused([InputFault(f"/{name}", "请至少写一行。")])
    made: list[dict[str, Any]] = []
    for caption in captions:
        taken = {each["id"] for each in made}
        id_ = known.get(caption) or id_of(caption, taken | set(known.values()), joint="-", spare=spare)
        made.append({"id": id_, "caption": caption[:200]})
    return made


def _require_window(answers: Mapping[str, Any]) -> None:
    if answers["closes"] < answers["opens"]:
        raise InputRefused([InputFault("/closes", "申报截止日期早于开始日期，请改正。")])


# -- names and owners ---------------------------------------------------------------------------------------------------


def _word(edition: Edition, series: str) -> str:
    """How the ids of this series' plans call it: as those in force do, or in pinyin."""
    for plan in _by_age(edition):
        found = re.fullmatch(rf"\d{{4}}-([a-z-]+?)-{re.escape(plan.levels[0].id)}", plan.id)
        if plan.series.id == series and found:
            return found[1]
    caption = edition.catalogue.codes["series"].caption_of(series) or series
    return id_of(_short(caption), (), joint="", spare="series")


def _short(series: str) -> str:
    return _TAIL.sub("", series) or series


def _free_id(w: Work, edition: Edition, wanted: str) -> str:
    taken = set(edition.plans)
    found = unused(wanted, taken, "-")
    while w.plan_drafts.of_plan(found, OPEN):
        taken.add(found)
        found = unused(wanted, taken, "-")
    return found


def _by_age(edition: Edition) -> list[Plan]:
    return sorted(edition.plans.values(), key=lambda plan: (-plan.year, plan.id))


def _own_plans(edition: Edition, who: Author) -> Sequence[Plan]:
    return [plan for plan in _by_age(edition) if plan.organising_unit == who.organisation]


def _own_plan(edition: Edition, who: Author, plan_id: str) -> Plan:
    plan = edition.plans.get(plan_id)
    if plan is None:
        raise NotFound("没有找到这个评审计划，可能已停用。")
    if plan.organising_unit != who.organisation:
        raise NotAllowed("只能修改或复制本单位组织的评审计划；其他单位的计划可以在“新建方案”中参照。")
    return plan


def _number(edition: Edition, plan_id: str) -> int:
    """Of the version in force; 0: the file."""
    version = edition.plan_version(plan_id)
    return version.number if version else 0


def _open(w: Work, plan_id: str) -> str:
    found = w.plan_drafts.of_plan(plan_id, OPEN)
    return found[0].id if found else ""


def _begun(w: Work, actor: Actor, who: Author, beginning: Beginning, reason: str, *, now: datetime) -> str:
    draft = plan_drafts.begin(w, who, beginning, reason, now)
    note(w, actor, "plans.begin", f"plan-draft:{draft.id}", now, plan=beginning.plan_id)
    return draft.id
