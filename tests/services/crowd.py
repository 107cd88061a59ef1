"""Many past applications, made from one that was really submitted: the same facts but for the years of work."""

from __future__ import annotations

import copy
import json
from typing import Any

from zcforms.demo.load import TEACHER, Stage
from zcforms.documents import reading
from zcforms.domain.application import Application
from zcforms.domain.identity import Person
from zcforms.services import submission
from zcforms.services.house import House
from zcforms.services.keys import new_id
from zcforms.storage.records import StoredVerdict
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"


def gathered(town: Stage, house: House, years: list[int]) -> None:
    """One more application of the plan for each of the numbers, which is its 工作年限."""
    who, application_id = town.filled("ready", TEACHER)
    submission.submit(house, who.actor, application_id, who.now)
    with work(house.database) as w:
        model, (verdict,) = w.applications.get(application_id), w.verdicts.of(application_id)
        for number, each in enumerate(years):
            person = Person(new_id(), f"人{number}", "passport", f"P{number:08}", "13900000000")
            w.people.add(person)
            w.flush()
            made = copy.copy(_plain(model))
            made |= {"id": new_id(), "person_id": person.id, "number": f"2022TEST{number:06}", "version": 1}
            w.applications.add(Application(**made))
            w.flush()
            facts: Any = json.loads(json.dumps(verdict.facts))
            facts["basic"] |= {"work_years": each, "specialty_years": min(each, 3)}
            facts["person"]["employer"]["name"] = ("甲校", "乙校")[each % 2]
            w.verdicts.add(
                StoredVerdict(
                    new_id(),
                    made["id"],
                    verdict.at,
                    verdict.plan_digest,
                    verdict.rules_digest,
                    "",
                    verdict.rows,
                    facts,
                )
            )


def _plain(application: Application) -> dict[str, Any]:
    return {name: getattr(application, name) for name in application.__dataclass_fields__}


def stricter(house: House, years: int = 20) -> dict[str, str]:
    """A draft of the plan's ruleset with one more rule: so many years of work."""
    edition = house.rulebook.edition()
    name = house.plan(PLAN).ruleset
    document = edition.shelf.documents[name]
    data: Any = reading.parse(edition.text(name), document.file, is_yaml=document.file.endswith("yaml"))
    data.setdefault("rules", []).append(
        {
            "id": "seasoned",
            "row": "personal",
            "caption": "工作年限",
            "policy": {"text": "工作年限须满若干年", "source": "测试"},
            "require": {"basic.work_years": {">=": years}},
            "message": "工作年限不足",
        }
    )
    return {name: json.dumps(data, ensure_ascii=False)}
