"""The plans' own cases as applications of somebody who is logged in: every way that a check can fail, on real pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from zcforms.checks.pointing import pointed
from zcforms.checks.rows import rows
from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.finding import Finding
from zcforms.domain.plan import Plan
from zcforms.lab import casefiles, cases
from zcforms.lab.cases import Situation
from zcforms.services.counsel import Counsel, counsels
from zcforms.services.house import House
from zcforms.services.judgement import Judgement
from zcforms.storage.work import work

ROOT = Path(__file__).resolve().parents[2]


def situations(house: House, plan: Plan) -> tuple[Situation, ...]:
    """Every case of the plan, decided."""
    files = casefiles.load(
        ROOT / "rules/cases", house.catalogue.plans, house.rulesets, ROOT / "examples", [plan.id]
    )
    return cases.situations(files, plan, house.rulesets[plan.id])


def findings(house: House, plan: Plan, situation: Situation) -> Iterator[Finding]:
    """What the check table says about the case."""
    shape = house.rulesets[plan.id].shape
    table = pointed(rows(situation.table, situation.decided), situation.table, situation.decided, shape)
    for row in table:
        yield from row.findings


def varied(house: House, plan: Plan) -> Iterator[tuple[Situation, list[Finding]]]:
    """Cases with those of their findings that no case before had, until every rule has failed everywhere that it points to."""
    seen: set[tuple[str, str]] = set()
    for each in situations(house, plan):
        fresh = []
        for finding in findings(house, plan, each):
            kind = (finding.rule, re.sub(r"/\d+", "/0", finding.pointer))
            if finding.blocks and kind not in seen:
                seen.add(kind)
                fresh.append(finding)
        if fresh:
            yield each, fresh


def install(house: House, application_id: str, document: Mapping[str, Any], now: datetime) -> Application:
    """Put an application document in the place of what somebody filled in; its records come into the library, approved."""
    with work(house.database) as w:
        application = w.applications.get(application_id)
        plan = house.plan(document["plan"])
        own = {each["id"]: f"{application.version}-{each['id']}" for each in document["achievements"]}
        for each in document["achievements"]:
            w.achievements.add(
                Achievement(
                    own[each["id"]],
                    application.person_id,
                    each["category"],
                    each["data"],
                    [],
                    now,
                    AchievementState(each["state"]),
                )
            )
        application.plan_id, application.plan_digest, application.year = plan.id, plan.digest, plan.year
        for name in ("route", "standard", "specialty", "title"):
            setattr(application, name, document[name])
        application.answers = document["answers"]
        application.imports = {
            name: [{**entry, "record": own[entry["record"]]} for entry in entries if entry["record"] in own]
            for name, entries in document["imports"].items()
        }
        application.attachments = document["attachments"]
    with work(house.database, write=False) as w:
        return w.applications.get(application_id)


def advised(house: House, plan: Plan, situation: Situation) -> dict[str, Counsel]:
    """What the check table would tell to do at least."""
    verdict = SimpleNamespace(rows=rows(situation.table, situation.decided))
    judged = cast(Judgement, SimpleNamespace(facts=situation.facts, verdict=verdict))
    return counsels(house.rulesets[plan.id], plan, judged)
