"""Plans that are published in tests: the teachers' plan corrected, and one that nobody prepared."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.services.conftest import NOW
from tests.services.workshop import author, reviewer
from zcforms import resources
from zcforms.demo.load import Stage
from zcforms.domain.plan_draft import PlanVersion
from zcforms.services import plan_drafts, plan_reviews
from zcforms.services.access import writing
from zcforms.services.plan_drafts import Beginning
from zcforms.services.plan_package import content_of, own_of
from zcforms.services.rule_authors import author as rule_author
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"
FILE = f"schemas/plans/{PLAN}.json"
PROFESSION = f"schemas/series/{PLAN}-profession.json"
CHAIN = f"schemas/chains/{PLAN}-chain.json"
GONE_FIELD, GONE_STEP = "principal_certificate", "human-resources"
NEVER: dict[str, Any] = {
    "type": "string",
    "shownWhen": {"principal_certificate": "有", "not": {"principal_certificate": "有"}},
}
"""A field that nobody is ever asked."""
Change = Callable[[dict[str, Any]], None]


def begun(
    town: Stage, change: Change, *, plan_id: str = PLAN, new: bool = False, reason: str = "修订"
) -> str:
    """A draft of the plan in force with these documents; its id. `new`: of a plan that nobody has yet."""
    house = town.house
    empty = {"documents": {}, "moves": []}
    base = empty if new else own_of(house.rulebook.edition(), plan_id)
    content = copy.deepcopy(base)
    change(content["documents"])
    with writing(house, author(town)) as w:
        who = rule_author(w, house, author(town))
        return plan_drafts.begin(w, who, Beginning(plan_id, content, base), reason, NOW).id


def submitted(town: Stage, change: Change, **more: Any) -> str:
    draft_id = begun(town, change, **more)
    plan_reviews.submit(town.house, author(town), draft_id, "", NOW)
    return draft_id


def published(town: Stage, change: Change, *, now: datetime = NOW, **more: Any) -> PlanVersion:
    """The version that a second person put into force."""
    draft_id = submitted(town, change, **more)
    version = plan_drafts.draft(town.house, reviewer(town), draft_id).version
    number = plan_reviews.publish(
        town.house, reviewer(town), draft_id, opinion="同意", version=version, now=now
    )
    with work(town.house.database, write=False) as w:
        found = w.plan_versions.numbered(more.get("plan_id", PLAN), number)
    assert found is not None
    return found


def shared(town: Stage, path: str) -> Any:
    return content_of(path, town.house.rulebook.files.sources.text(path))


def without_field_and_step(town: Stage) -> Change:
    """Two copies of what others use, too: the section without a field, the chain without a step."""

    def change(documents: dict[str, Any]) -> None:
        section = shared(town, "schemas/series/teacher-profession.json")
        del section["properties"][GONE_FIELD]
        section["required"] = [each for each in section.get("required", ()) if each != GONE_FIELD]
        chain = shared(town, "schemas/chains/declaration-to-title.json") | {"id": f"{PLAN}-chain"}
        chain["steps"] = [each for each in chain["steps"] if each["id"] != GONE_STEP]
        for step in chain["steps"]:
            if "returns" in step:
                step["returns"] = [each for each in step["returns"] if each != GONE_STEP]
        documents[PROFESSION], documents[CHAIN] = section, chain
        plan = documents[FILE]
        plan["chain"] = f"{PLAN}-chain"
        sections = plan["parts"][0]["sections"]
        sections[sections.index("teacher-profession")] = f"{PLAN}-profession"

    return change


def adapted(town: Stage) -> Stage:
    """People whose answers have nothing that the version without the field does not ask."""
    documents = copy.deepcopy(dict(town.documents))
    for each in documents.values():
        dict.pop(each["answers"]["profession"], GONE_FIELD, None)
    return replace(town, documents=documents)


def asking(schema: Mapping[str, Any], *, required: bool = False) -> Change:
    """One field more, in a copy of the profession's form."""

    def change(documents: dict[str, Any]) -> None:
        path = resources.folder("schemas") / "series" / "teacher-profession.json"
        section = json.loads(path.read_text(encoding="utf-8"))
        section["properties"]["extra"] = {"caption": "另外的问题", **schema}
        section["required"] += ["extra"] if required else []
        documents[PROFESSION] = section
        sections = documents[FILE]["parts"][0]["sections"]
        sections[sections.index("teacher-profession")] = f"{PLAN}-profession"

    return change


def captioned(caption: str) -> Change:
    def change(documents: dict[str, Any]) -> None:
        documents[FILE]["titles"][0]["caption"] = caption

    return change


NEW = "2022-teacher-trial"


def of_a_new_plan(town: Stage) -> Change:
    """The teachers' plan under another name, with rules of its own."""

    def change(documents: dict[str, Any]) -> None:
        plan = shared(town, FILE) | {"id": NEW, "caption": "教师系列试点", "ruleset": NEW}
        documents[f"schemas/plans/{NEW}.json"] = plan
        documents[f"rules/plans/{NEW}.yaml"] = town.house.rulebook.files.text(PLAN)

    return change
