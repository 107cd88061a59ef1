"""Who answers for whom (features 9, 12, 62)."""

from __future__ import annotations

from datetime import date

import pytest

from zcforms.domain.identity import Organisation, Role
from zcforms.domain.plan import Chain, Step
from zcforms.domain.scope import chain_for, due, responsible

EDUCATION = Organisation("edu", "某区教育局", "c1", "10", Role.AUTHORITY, "340111")
COUNTY = Organisation("hr-county", "某区人社局", "c2", "10", Role.HUMAN_RESOURCES, "340111")
CITY = Organisation("hr-city", "某市人社局", "c3", "10", Role.HUMAN_RESOURCES, "340100")
UNIT = Organisation("unit", "高评委会办公室", "c4", "10", Role.ORGANISING_UNIT, "340000")
SCHOOL = Organisation("school", "某小学", "c5", "20", Role.EMPLOYER, "340111", "edu")
FACTORY = Organisation("factory", "某机械公司", "c6", "30", Role.EMPLOYER, "340102")
ALL = (EDUCATION, CITY, COUNTY, UNIT, SCHOOL, FACTORY)


@pytest.mark.parametrize(
    ("actor", "employer", "path", "expected"),
    [
        ("employer", SCHOOL, ("340111", "340100"), SCHOOL),
        ("employer", COUNTY, ("340111", "340100"), COUNTY),
        ("authority", SCHOOL, ("340111", "340100"), EDUCATION),
        ("authority", FACTORY, ("340102", "340100"), None),
        ("human_resources", SCHOOL, ("340111", "340100"), COUNTY),
        ("human_resources", FACTORY, ("340102", "340100"), CITY),
        ("human_resources", FACTORY, ("110101",), None),
        ("organising_unit", FACTORY, ("340102",), UNIT),
        ("committee", SCHOOL, ("340111",), None),
    ],
)
def test_responsible(
    actor: str, employer: Organisation, path: tuple[str, ...], expected: Organisation | None
) -> None:
    assert responsible(actor, employer, ALL, organising_unit="高评委会办公室", region_path=path) is expected


def test_an_organising_unit_of_another_name_is_not_the_plans() -> None:
    assert responsible("organising_unit", SCHOOL, ALL, organising_unit="别的办公室", region_path=()) is None


FIRST, SECOND, THIRD = (
    Step(actor, actor, actor, ("endorse",)) for actor in ("employer", "authority", "human_resources")
)
CHAIN = Chain("c", "c", (FIRST, SECOND, THIRD))


def test_without_an_authority_its_step_falls_away() -> None:
    assert chain_for(CHAIN, SCHOOL) == CHAIN
    assert chain_for(CHAIN, FACTORY).steps == (FIRST, THIRD)
    assert chain_for(CHAIN, FACTORY).after("employer") is THIRD


@pytest.mark.parametrize(
    ("since", "days", "last"),
    [
        (date(2022, 7, 5), 0, date(2022, 7, 5)),
        (date(2022, 7, 5), 3, date(2022, 7, 8)),
        (date(2022, 7, 5), 4, date(2022, 7, 11)),
        (date(2022, 7, 9), 1, date(2022, 7, 11)),
    ],
)
def test_working_days(since: date, days: int, last: date) -> None:
    """5 July 2022 is a Tuesday."""
    assert due(since, days) == last
