"""Who answers for whom (features 9, 12, 62)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from zcforms.domain.chain import Chain, Step, StepKind, When
from zcforms.domain.identity import Organisation, Role
from zcforms.domain.scope import chain_for, due, earliest, overdue, responsible, under_notice, until

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
    assert (
        responsible(
            actor,
            employer,
            ALL,
            named={"organising_unit": "高评委会办公室", "committee": "某评委会"},
            region_path=path,
        )
        is expected
    )


def test_an_organising_unit_of_another_name_is_not_the_plans() -> None:
    assert (
        responsible("organising_unit", SCHOOL, ALL, named={"organising_unit": "别的办公室"}, region_path=())
        is None
    )


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


BOARD = Organisation("board", "某评委会", "c7", "10", Role.COMMITTEE, "340000")
PROVINCE, TOWN = (
    Organisation(f"issuer-{region}", "发证机关", region, "10", Role.ISSUER, region)
    for region in ("340000", "340111")
)


@pytest.mark.parametrize(
    ("actor", "name", "path", "expected"),
    [
        ("committee", "某评委会", ("340111",), BOARD),
        ("committee", "另一个评委会", ("340111",), None),
        ("issuer", "", ("340111", "340100", "340000"), TOWN),
        ("issuer", "", ("340102", "340000"), PROVINCE),
        ("issuer", "", ("110101",), None),
    ],
)
def test_who_evaluates_and_who_issues(
    actor: str, name: str, path: tuple[str, ...], expected: Organisation | None
) -> None:
    """The plan's committee by name, the issuing authority by region where the plan's is not registered."""
    known = (*ALL, PROVINCE, TOWN, BOARD)
    named = {"committee": name, "issuer": name}
    found = responsible(actor, FACTORY, known, named=named, region_path=path)
    assert found is expected


def test_the_plans_authority_grants_whoever_is_nearer() -> None:
    """Otherwise a senior title would be granted by the town as soon as the town issues certificates of its own."""
    province = replace(PROVINCE, name="省人社厅")
    found = responsible(
        "issuer", SCHOOL, (TOWN, province), named={"issuer": "省人社厅"}, region_path=("340111", "340000")
    )
    assert found is province


def test_steps_for_some_alone() -> None:
    """Features 12, 55: by 单位性质, 申报形式, and for freelancers."""
    schools = replace(FIRST, id="schools", when=When(natures=("20",)))
    exceptional = replace(THIRD, id="exceptional", when=When(routes=("exceptional",)))
    employed = replace(THIRD, id="employed", when=When(freelancer=False))
    chain = Chain("c", "c", (FIRST, schools, exceptional, employed))
    for employer, route, freelancer, ids in (
        (SCHOOL, "regular", False, ["employer", "schools", "employed"]),
        (FACTORY, "exceptional", False, ["employer", "exceptional", "employed"]),
        (COUNTY, "regular", True, ["employer"]),
    ):
        found = chain_for(chain, employer, route=route, freelancer=freelancer)
        assert [step.id for step in found.steps] == ids


@pytest.mark.parametrize("last", [date(2022, 7, day) for day in range(4, 16)])
@pytest.mark.parametrize("days", [1, 5, 7])
def test_the_earliest_day(last: date, days: int) -> None:
    first = earliest(last, days)
    assert due(first, days) >= last
    assert due(first - timedelta(days=1), days) < last


def test_until_when() -> None:
    """A review that is late, and a notice that only has to last."""
    since = datetime(2022, 7, 5, 9, tzinfo=UTC)
    review, notice = (replace(FIRST, days=5, kind=kind) for kind in (StepKind.REVIEW, StepKind.NOTICE))
    assert until(review, since) == date(2022, 7, 12)
    assert until(FIRST, since) is until(review, None) is None
    for day, late, on in ((12, False, True), (13, True, False)):
        today = date(2022, 7, day)
        assert overdue(review, since, today) is late
        assert not overdue(notice, since, today)
        assert under_notice(notice, since, today) is on
        assert not under_notice(review, since, today)
