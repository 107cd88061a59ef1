"""Where a finding leads: `at` of a rule."""

from __future__ import annotations

import pytest

from zcforms.checks import facts_schema
from zcforms.checks.landing import require_place
from zcforms.checks.scope import Misuse
from zcforms.checks.shape import Shape
from zcforms.domain.plan import Plan


@pytest.fixture
def shape(teacher: Plan) -> Shape:
    schema = facts_schema.schema(teacher)
    return Shape(schema, schema)


def refused(text: str, shape: Shape) -> Misuse | None:
    try:
        require_place(text, shape, "/rules/0/at")
    except Misuse as misuse:
        return misuse
    return None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/answers",
        "/answers/basic/work_years",
        "/answers/titles",
        "/answers/titles/0/appointments/2/start",
        "/imports",
        "/imports/education",
        "/imports/action_report",
        "/imports/ability",
        "/attachments/pledge",
        "/applicant/photo",
        "/route",
    ],
)
def test_places_of_an_application_are_known(text: str, shape: Shape) -> None:
    assert refused(text, shape) is None


@pytest.mark.parametrize(
    ("text", "fault", "remedy"),
    [
        ("/answrs/basic", "申报文件里没有“answrs”", "“answers”"),
        ("/answers/bsic", "“/answers”下没有“bsic”", "“basic”"),
        ("/answers/basic/work_yaers", "“/answers/basic”下没有“work_yaers”", "“work_years”"),
        ("/answers/titles/0/apointments", "“/answers/titles/0”下没有“apointments”", "“appointments”"),
        ("/answers/person/name", "“/answers”下没有“person”", "profession"),
        ("/imports/educaton", "“/imports”下没有“educaton”", "“education”"),
        ("/imports/profession", "“/imports”下没有“profession”", "education"),
        ("/attachments/pledg", "“/attachments”下没有“pledg”", "“pledge”"),
        ("/", "申报文件里没有“”", "answers"),
    ],
)
def test_what_leads_nowhere_is_a_fault_with_the_nearest_name(
    text: str, fault: str, remedy: str, shape: Shape
) -> None:
    found = refused(text, shape)
    assert found is not None
    assert found.at == "/rules/0/at"
    assert fault in found.fault
    assert remedy in found.remedy
