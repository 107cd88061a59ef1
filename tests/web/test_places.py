"""Every finding leads to its very field, record or list: of every rule of every plan, in every way that its cases make it fail (features 17, 58 to 61)."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.web.cases import advised, install, varied
from tests.web.conftest import SEASON, Demonstration
from tests.web.site import Visitor
from zcforms.domain.approval import ApplicationState
from zcforms.storage.work import work
from zcforms.web.places import Place, Places

ROOT = Path(__file__).resolve().parents[2]
PLANS = sorted(path.stem for path in (ROOT / "schemas/plans").glob("*.json"))
NOW: datetime = SEASON


class Pages:
    """Pages as they are now, each asked for once."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.ids: dict[str, set[str]] = {}

    def lacks(self, url: str) -> str:
        """What is wrong with an address that ends in the id of an element; "" where it is there."""
        path, _, anchor = url.partition("#")
        if path not in self.ids:
            page = self.visitor.get(path)
            self.ids[path] = (
                set(re.findall(r' id="([^"]+)"', page.text)) if page.status_code == 200 else set()
            )
            if page.status_code != 200:
                return f"{path}: {page.status_code}"
        if not anchor:
            return f"{url}: no element"
        return "" if anchor in self.ids[path] else f"{url}: not on the page"

    def wrong(self, place: Place) -> list[str]:
        found = [self.lacks(place.url)]
        if place.drawer:  # the script looks for the row that the field's id begins with
            path, _, anchor = place.drawer.partition("#")
            row = ".".join(anchor.split(".")[:2])
            found += [self.lacks(f"{path}#{row}"), "" if anchor != row else f"{place.drawer}: no field"]
        return [each for each in found if each]


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_finding_of_every_rule_leads_to_an_element_that_is_there(
    demonstration: Demonstration, plan_id: str
) -> None:
    house, plan = demonstration.house, demonstration.house.plan(plan_id)
    visitor, here = demonstration.at_form("demo-draft")
    application_id = here.rpartition("/")[2]
    wrong: list[str] = []
    failed: set[str] = set()
    for situation, found in varied(house, plan):
        application = install(house, application_id, situation.case.document, NOW)
        pages = Pages(visitor)
        with demonstration.app.test_request_context():
            place = Places(plan, application)
            aims = [(finding.rule, place(finding.pointer)) for finding in found]
            told = [step for each in advised(house, plan, situation).values() for step in each.steps]
            aims += [(f"最少怎样改：{step.text}", place(step.pointer)) for step in told]
            if not failed:  # and wherever a rule points that cannot be more exact
                aims += [(rule.id, place(rule.pointer)) for rule in situation.table.rules]
        failed |= {finding.rule for finding in found}
        for rule, aim in aims:
            wrong += [f"{situation.case.name}, {rule}: {each}" for each in pages.wrong(aim)]
    assert not wrong
    assert len(failed) > 20, "the cases make most rules fail"


def test_what_cannot_be_changed_any_more_is_shown_where_everything_is_read(
    demonstration: Demonstration,
) -> None:
    visitor, here = demonstration.at_form("demo-submitted")
    with work(demonstration.house.database, write=False) as w:
        application = w.applications.get(here.rpartition("/")[2])
    assert application.state is ApplicationState.IN_APPROVAL
    plan = demonstration.house.plan(application.plan_id)
    standard = plan.standard(application.standard)
    assert standard is not None
    pointers = ["", "/applicant/photo", "/specialty", "/attachments", "/attachments/pledge"]
    pointers += [f"/answers/{section.id}/0" for section in plan.sections_for(application.route)]
    pointers += [
        f"/imports/{item.id}/0/record" for category in standard.categories for item in category.items
    ]
    pages = Pages(visitor)
    with demonstration.app.test_request_context():
        aims = [Places(plan, application)(pointer) for pointer in pointers]
    assert [wrong for aim in aims for wrong in pages.wrong(aim)] == []
    assert set(pages.ids) == {f"{here}/overview"}
