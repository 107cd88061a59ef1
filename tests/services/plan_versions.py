"""Published versions of the teacher's plan, as a draft of a plan leaves them: without the draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tests.services.conftest import NOW
from zcforms import resources
from zcforms.demo.load import Stage
from zcforms.domain.plan_draft import PlanVersion, VersionState
from zcforms.forms import catalogue
from zcforms.services.editions import parts
from zcforms.services.keys import new_id
from zcforms.services.plan_package import make, own_of, text_of
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"
PLAN_FILE = f"schemas/plans/{PLAN}.json"
PROFESSION = "schemas/series/teacher-profession.json"
ATTACHMENTS = "schemas/attachments/teacher.json"
Change = Callable[[dict[str, Any]], object]


def documents(**changes: Change) -> dict[str, Any]:
    """The plan's own documents, changed: `plan`, `profession`, `attachments`."""
    files = {"plan": PLAN_FILE, "profession": PROFESSION, "attachments": ATTACHMENTS}
    found = {}
    for name, file in files.items():
        data = json.loads((resources.folder("schemas").parent / file).read_text(encoding="utf-8"))
        changes.get(name, lambda _: None)(data)
        found[file] = data
    return found


def published(
    town: Stage,
    content: Mapping[str, Any],
    moves: Sequence[Mapping[str, str]] = (),
    reason: str = "按补充通知更正",
    plan_id: str = PLAN,
) -> PlanVersion:
    """The next version of the plan, in force."""
    house = town.house
    edition = house.rulebook.edition()
    made = make(edition.documents, edition.shelf, content, plan_id)
    assert made.plan is not None, made.faults
    own = {path: text_of(data) for path, data in content.items()}
    rules = [made.rules.documents[name] for name in parts(made.rules, made.plan.ruleset)]
    behind = (*catalogue.closure(made.shelf, plan_id).sound.values(), *rules)
    frozen = {each.file: edition.text_of(each) for each in behind if each.file not in own} | own
    with work(house.database) as w:
        before = w.plan_versions.of(plan_id)
        if not before:  # what was installed is kept as it was, as publishing does
            files = {path: text_of(data) for path, data in own_of(edition, plan_id)["documents"].items()}
            kept = _row(
                town, plan_id, 0, edition.plans[plan_id].digest, edition.frozen(plan_id) | files, list(files)
            )
            w.plan_versions.add(replace(kept, state=VersionState.SUPERSEDED))
        number = max((each.number for each in before), default=0) + 1
        version = _row(town, plan_id, number, made.plan.digest, frozen, list(content))
        version.moves, version.reason, version.replaces = list(moves), reason, edition.plans[plan_id].digest
        return w.plan_versions.add(version)


def _row(
    town: Stage, plan_id: str, number: int, digest: str, texts: Mapping[str, str], own: list[str]
) -> PlanVersion:
    office = town.desks["demo-teacher-office"]
    return PlanVersion(
        id=new_id(),
        plan_id=plan_id,
        number=number,
        digest=digest,
        documents=texts,
        own=own,
        moves=[],
        replaces="",
        organisation_id=office.organisation(),
        author=office.account_id,
        author_name="甲",
        reviewer=office.account_id,
        reviewer_name="乙",
        reason="",
        opinion="",
        accepted={},
        draft_id=None,
        at=NOW,
    )
