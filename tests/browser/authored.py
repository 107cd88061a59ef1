"""What stands there before a story of authoring begins, made through the services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.browser import journey
from tests.browser.authoring import AUTHOR, REVIEWER
from zcforms.demo.evidence import Evidence, portrait
from zcforms.demo.people import PEOPLE, SCHOOL, people
from zcforms.demo.replay import Replay, claims_of
from zcforms.documents.pointer import pointer
from zcforms.forms.lint_plan import TO_WRITE
from zcforms.lab.vocabulary import resident_id
from zcforms.services import accounts, bindings, plan_drafts, plan_reviews, plan_starting, submission
from zcforms.services.house import House
from zcforms.services.plan_documents import plan_path
from zcforms.services.plan_drafts import Step
from zcforms.services.plan_naming import id_of
from zcforms.services.registration import EmployerChoice
from zcforms.settings import Settings


def stocked(var: Path, sub: str) -> dict[str, str]:
    """An applicant with a photo, an employer and approved achievements: ids of the example's -> of the library's."""
    house = House.build(Settings(var=var, demo=True), clock=lambda: datetime.now(UTC))
    every, now = {each.sub: each for each in people()}, house.now()
    school = accounts.sign_in(house, claims_of(every[SCHOOL]), now)
    document = journey.example("agronomist-complete")
    replay = Replay(house, Evidence(house.press), every[sub], document, now)
    replay.register(EmployerChoice(school.organisation(), "本单位在职人员。"))
    replay.bind(school)
    replay.photograph(portrait(len(PEOPLE)))
    replay.stock(school)
    house.close()
    return replay.records


def in_force(var: Path, begun: Sequence[str]) -> str:
    """A plan from the template as another committee has it: these have begun, and one has handed in. Its id."""
    house = House.build(Settings(var=var, demo=True), clock=lambda: datetime.now(UTC))
    every, now = {each.sub: each for each in people()}, house.now()
    one, other, school = (
        accounts.sign_in(house, claims_of(every[sub]), now) for sub in (AUTHOR, REVIEWER, SCHOOL)
    )
    draft_id = plan_starting.begin_new(house, one, STARTED, now)
    path = ("documents", plan_path(plan_drafts.draft(house, one, draft_id).plan_id))
    written = [
        {"op": "replace", "path": pointer((*path, name)), "value": "在职人员均可申报。"} for name in TO_WRITE
    ]
    plan_drafts.change(house, one, draft_id, Step("写明范围和要求", lambda _: written), now)
    plan_reviews.submit(house, one, draft_id, "首次组织", now)
    version = plan_drafts.draft(house, one, draft_id).version
    plan_reviews.publish(house, other, draft_id, version=version, now=now)
    document = under(plan_drafts.draft(house, one, draft_id).plan_id)
    evidence = Evidence(house.press)
    for sub in begun:
        replay = Replay(house, evidence, every[sub], document, now)
        if sub == "demo-unbound":
            asked = {"freelancer": False, "note": "本单位在职人员。", "now": now}
            bindings.ask_binding(house, replay.actor, school.organisation(), **asked)
        replay.bind(school)
        replay.photograph(portrait(len(sub)))
        replay.fill(replay.declare(), ("basic", "profession"))
    colleague = replace(
        every["demo-new"], sub="colleague", name="申青禾", id_number=resident_id("19820405", 29)
    )
    replay = Replay(house, evidence, colleague, document, now)
    replay.register(EmployerChoice(school.organisation(), "本单位在职人员。"))
    replay.bind(school)
    replay.photograph(portrait(1))
    replay.stock(school)
    application_id = replay.declare()
    replay.fill(application_id)
    submission.submit(house, replay.actor, application_id, now)
    house.close()
    return str(document["plan"])


STARTED = {
    "template": "basic",
    "series": "06",
    "level": "intermediate",
    "year": 2022,
    "committee": "蚌埠市农业系列中级职称评审委员会",
    "opens": "2022-06-10",
    "closes": "2022-08-10",
    "titles": "农艺师",
    "specialties": "作物栽培",
}


def under(plan: str) -> dict[str, Any]:
    document = journey.example("agronomist-complete")
    chosen = {"specialty": id_of("作物栽培", (), joint="-"), "title": id_of("农艺师", (), joint="-")}
    document |= {"plan": plan, "standard": "standard", **chosen}
    document["answers"]["profession"] = {"practice_field": "水稻栽培"}
    document["answers"]["titles"][0]["title"] = "中级"
    return document
