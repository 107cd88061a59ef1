"""Published versions of the teacher's plan, as a draft of a plan leaves them: without the draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.services.conftest import NOW
from zcforms import resources
from zcforms.demo.load import Stage
from zcforms.documents import json_writing
from zcforms.domain.plan_draft import PlanVersion
from zcforms.services.keys import new_id
from zcforms.services.plan_package import make
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
) -> PlanVersion:
    """The next version of the plan, in force."""
    house, office = town.house, town.desks["demo-teacher-office"]
    edition = house.rulebook.edition()
    made = make(edition.documents, edition.shelf, content, PLAN)
    assert made.plan is not None, made.faults
    with work(house.database) as w:
        before = w.plan_versions.of(PLAN)
        version = PlanVersion(
            id=new_id(),
            plan_id=PLAN,
            number=len(before) + 1,
            digest=made.plan.digest,
            documents={path: json_writing.dump(data) for path, data in content.items()},
            own=list(content),
            moves=list(moves),
            replaces=before[0].digest if before else house.catalogue.plans[PLAN].digest,
            organisation_id=office.organisation(),
            author=office.account_id,
            author_name="甲",
            reviewer=office.account_id,
            reviewer_name="乙",
            reason=reason,
            opinion="",
            accepted={},
            draft_id=None,
            at=NOW,
        )
        return w.plan_versions.add(version)
