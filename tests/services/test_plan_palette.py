"""What can be put into a plan."""

from __future__ import annotations

from tests.services.plan_drafting import PLAN
from zcforms.demo.load import Stage
from zcforms.domain.plan import Section, SectionKind
from zcforms.services.plan_palette import palette
from zcforms.services.trial_document import Trying, empty
from zcforms.services.trial_people import somebody


def test_what_an_applicant_cannot_fill_in_is_there_by_itself(town: Stage) -> None:
    """A kind of field that is shown only (the photo) finds what it shows."""
    edition = town.house.rulebook.edition()
    plan = edition.plans[PLAN]
    trying = Trying.of(plan, empty(plan, somebody(plan)), "application")
    fixed = [each for each in palette(edition.documents, "field") if each.start.get("readOnly")]
    assert fixed
    for each in fixed:
        section = Section("own", "自定", SectionKind.FIELDS, {"properties": {"shown": each.start}})
        assert trying.offered(section).get("shown"), each.caption
