"""The files of a new plan, made from one that there is: of the same series, for another year or another committee."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zcforms.documents import json_writing, yaml_writing
from zcforms.documents.nearest import remedy_for
from zcforms.documents.whole_metaschemas import names, whole
from zcforms.domain.errors import InputFault, InputRefused
from zcforms.services.editions import Edition
from zcforms.services.plan_package import plan_path

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 60
_DAYS = ("opens", "closes", "resubmit_until")
_TEXTS = ("caption", "scope", "content")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the new plan is to be. `template`: id of a plan, or the code or the beginning of the caption of a series, whose newest plan is taken; "" and None: as the template has it."""

    plan_id: str
    template: str
    year: int | None = None
    caption: str = ""
    unit: str = ""
    committee: str = ""


def template_of(edition: Edition, name: str) -> str:
    """The id of the plan that the name means. Raises `InputRefused`."""
    if name in edition.plans:
        return name
    series = [
        each
        for each in edition.plans.values()
        if name == each.series.id or each.series.caption.startswith(name)
    ]
    if not series:
        known = [*edition.plans, *{each.series.caption for each in edition.plans.values()}]
        told = f"没有评审计划或系列“{name}”可以作模板。{remedy_for(name, known)}"
        raise InputRefused([InputFault("--from", told)])
    return max(series, key=lambda each: (each.year, each.id)).id


def files(edition: Edition, wish: Wish, *, as_yaml: bool = False) -> dict[str, str]:
    """File -> text of the new plan: the plan, its series' sections, its attachment list, its rules; and what an editor needs for completion.

    Raises:
        InputRefused: the id is none, or is taken; there is no such template.
    """
    if not _ID.fullmatch(wish.plan_id) or len(wish.plan_id) > _LONGEST_ID:
        told = f"计划编号只能由小写字母、数字和连字符组成，不超过 {_LONGEST_ID} 个字符，如 2023-agronomy-senior。"
        raise InputRefused([InputFault("ID", told)])
    if wish.plan_id in edition.plans:
        raise InputRefused([InputFault("ID", f"已经有评审计划“{wish.plan_id}”，请另取编号。")])
    template = template_of(edition, wish.template)
    documents = _documents(edition, wish, template)
    made = dict(_spelled(path, data, as_yaml=as_yaml) for path, data in documents.items())
    made[f"rules/plans/{wish.plan_id}.yaml"] = _rules(edition, wish, template)
    return made | editor_files()


def editor_files() -> dict[str, str]:
    """The metaschemas, each complete in itself, and the settings with which VS Code holds files to them."""
    made = {f"schemas/meta/{name}.json": json_writing.dump(whole(name)) for name in names()}
    made[".vscode/settings.json"] = json.dumps(_SETTINGS, ensure_ascii=False, indent=2) + "\n"
    return made


_FILES = {
    "plan": "schemas/plans/*",
    "section": "schemas/series/*",
    "attachments": "schemas/attachments/*",
    "achievement": "schemas/achievements/*",
    "codes": "schemas/codes/*",
    "chain": "schemas/chains/*",
    "pledge": "schemas/pledges/*",
    "sheet": "schemas/sheets/*",
    "ruleset": "rules/plans/*",
    "cases": "rules/cases/*",
}
_SETTINGS: dict[str, Any] = {
    "json.schemas": [
        {"fileMatch": [f"/{files}.json"], "url": f"./schemas/meta/{name}.json"}
        for name, files in _FILES.items()
        if files.startswith("schemas/")
    ],
    "yaml.schemas": {f"./schemas/meta/{name}.json": f"/{files}.yaml" for name, files in _FILES.items()},
}


def _documents(edition: Edition, wish: Wish, template: str) -> dict[str, Any]:
    """Own path -> data; what is the series' is copied, so that it can be changed, and everything common is referred to."""
    sound = edition.documents.sound
    plan = _renewed(sound["plan", template].data, wish)
    found = {plan_path(wish.plan_id): plan}
    for part in plan["parts"]:
        for place, name in enumerate(part["sections"]):
            document = sound["section", name]
            if document.file.startswith("schemas/series/"):
                new = f"{wish.plan_id}-{document.data.get('id', name)}"
                part["sections"][place] = new
                found[f"schemas/series/{new}.json"] = {"$schema": "../meta/section.json", **document.data}
    attachments = sound["attachments", plan["attachments"]].data
    plan["attachments"] = wish.plan_id
    found[f"schemas/attachments/{wish.plan_id}.json"] = {**attachments, "id": wish.plan_id}
    return found


def _renewed(template: Mapping[str, Any], wish: Wish) -> dict[str, Any]:
    plan: dict[str, Any] = copy.deepcopy(dict(template))
    old, new = plan["year"], wish.year or plan["year"]
    plan |= {"id": wish.plan_id, "year": new, "ruleset": wish.plan_id}
    for key in _DAYS:
        if key in plan:
            plan[key] = _moved(plan[key], new - old)
    plan["cutoffs"] = {key: _moved(day, new - old) for key, day in plan["cutoffs"].items()}
    for key in _TEXTS:
        plan[key] = plan[key].replace(f"{old}年", f"{new}年")
    given = {"caption": wish.caption, "organising_unit": wish.unit, "committee": wish.committee}
    return plan | {key: text for key, text in given.items() if text}


def _moved(day: str, years: int) -> str:
    """The same day so many years later; 29 February becomes the 28th."""
    found = date.fromisoformat(day)
    try:
        return found.replace(year=found.year + years).isoformat()
    except ValueError:
        return found.replace(year=found.year + years, day=28).isoformat()


def _rules(edition: Edition, wish: Wish, template: str) -> str:
    """The template's rules of its own, or rules that take them over where others use them as well."""
    ruleset = edition.plans[template].ruleset
    if edition.used_by(ruleset) == (template,) and not edition.shelf.documents[ruleset].data.get("id"):
        return edition.text(ruleset)
    return yaml_writing.dump({"caption": wish.caption or wish.plan_id, "extends": [ruleset]})


def _spelled(path: str, data: Any, *, as_yaml: bool) -> tuple[str, str]:
    if not as_yaml:
        return path, json_writing.dump(data)
    kind = str(data["$schema"])
    written = yaml_writing.dump({key: each for key, each in data.items() if key != "$schema"})
    return f"{path.removesuffix('.json')}.yaml", f"# yaml-language-server: $schema={kind}\n{written}"
