"""The house: built from settings, its clock, its plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.services.conftest import NOW
from zcforms.domain.errors import DocumentsInvalid, NotFound
from zcforms.services import maintenance
from zcforms.services.house import House
from zcforms.services.paging import Page, page_of
from zcforms.services.telling import Target
from zcforms.settings import Settings

REAL = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)


def test_built_from_settings(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    maintenance.upgrade(settings)
    house = House.build(settings, clock=lambda: REAL)
    try:
        assert house.plan("2022-teacher-senior").year == 2022
        assert set(house.rulesets) == set(house.catalogue.plans)
        assert house.terms.base_url == "http://127.0.0.1:8000"
        assert house.now().isoformat() == "2026-11-23T09:02:03+08:00"
        digest = house.files.put(b"x")
        assert house.files.get(digest) == b"x"
    finally:
        house.close()


def test_broken_documents_build_nothing(tmp_path: Path) -> None:
    for folder in ("schemas/plans", "rules"):
        (tmp_path / "home" / folder).mkdir(parents=True)
    (tmp_path / "home/schemas/plans/x.json").write_text("{", encoding="utf-8")
    with pytest.raises(DocumentsInvalid):
        House.build(Settings(var=tmp_path / "var"), clock=lambda: REAL, folder=tmp_path / "home")


def test_the_demonstration_has_its_own_time(house: House) -> None:
    assert house.now() == datetime(2026, 11, 23, tzinfo=UTC)
    house.set_business_time(NOW)
    assert house.now() == NOW
    assert house.business_time(house.clock() + timedelta(hours=2)) == NOW + timedelta(hours=2)
    real = replace(house, terms=replace(house.terms, demo=False))
    assert real.now() == datetime(2026, 11, 23, tzinfo=UTC)


def test_unknown_names(house: House) -> None:
    with pytest.raises(NotFound, match="评审计划"):
        house.plan("nothing")
    assert house.codes("nothing").codes == ()


@pytest.mark.parametrize(
    ("total", "number", "rows", "at", "pages"),
    [
        (0, 1, (), 1, 1),
        (25, 1, tuple(range(10)), 1, 3),
        (25, 3, (20, 21, 22, 23, 24), 3, 3),
        (25, 99, (20, 21, 22, 23, 24), 3, 3),
        (25, -1, tuple(range(10)), 1, 3),
    ],
)
def test_pages(total: int, number: int, rows: tuple[int, ...], at: int, pages: int) -> None:
    page = page_of(range(total), number)
    assert page == Page(rows, at, 10, total)
    assert page.pages == pages
    assert page.map(str).rows == tuple(map(str, rows))


def test_a_target_survives_its_link() -> None:
    for target in (Target("application", "a/b"), Target("profile")):
        assert Target.of_link(target.as_link()) == target
