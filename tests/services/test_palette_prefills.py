"""What the palette's read-only fields show, as each is begun with (issue 6)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from zcforms import resources
from zcforms.demo.load import TEACHER, Stage
from zcforms.services.prefilling import prefilled, sources
from zcforms.storage.work import work

STARTS: dict[str, Any] = {
    path.stem: start
    for path in sorted((resources.folder("schemas") / "designer").glob("field-*.json"))
    if "prefill" in (start := json.loads(path.read_text("utf-8")).get("start", {}))
}


@pytest.mark.parametrize("kind", STARTS)
def test_a_read_only_field_has_something_to_show(town: Stage, kind: str) -> None:
    house = town.house
    _, application_id = town.filled("ready", TEACHER)
    with work(house.database, write=False) as w:
        application = w.applications.get(application_id)
        person = w.people.get(application.person_id)
        employer = w.organisations.get(application.organisation_id)
        known = sources(house, w, house.plan_of(application), application, person=person, employer=employer)
    assert prefilled({"properties": {"field": STARTS[kind]}}, known).get("field")


def test_a_photo_is_one_of_them() -> None:
    assert {"field-photo", "field-filled"} <= set(STARTS)
