"""Saved views: filters under a name, each account its own (issue 5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotFound
from zcforms.services import saved_views


def test_kept_changed_and_removed(town: Stage) -> None:
    house, school = town.house, town.desks["demo-school"]
    one = saved_views.save(house, school, " 超期 ", {"overdue": "1"}, NOW)
    saved_views.save(house, school, "破格", {"route": "exceptional"}, NOW + timedelta(minutes=1))
    assert saved_views.save(house, school, "超期", {"overdue": "1", "order": "due"}, NOW) == one
    found = saved_views.listing(house, school)
    assert [(each.caption, dict(each.query)) for each in found] == [
        ("超期", {"overdue": "1", "order": "due"}),
        ("破格", {"route": "exceptional"}),
    ]
    saved_views.remove(house, school, one)
    assert [each.caption for each in saved_views.listing(house, school)] == ["破格"]


def test_of_one_account_alone(town: Stage) -> None:
    house, other = town.house, town.desks["demo-company"]
    id_ = saved_views.save(house, town.desks["demo-school"], "超期", {"overdue": "1"}, NOW)
    assert saved_views.listing(house, other) == ()
    with pytest.raises(NotFound):
        saved_views.remove(house, other, id_)


def test_names_and_number(town: Stage) -> None:
    house, school = town.house, town.desks["demo-school"]
    for wrong in ("", "  ", "名" * 21):
        with pytest.raises(InputRefused):
            saved_views.save(house, school, wrong, {}, NOW)
    for number in range(saved_views.MOST):
        saved_views.save(house, school, str(number), {}, NOW)
    saved_views.save(house, school, "0", {"overdue": "1"}, NOW)
    with pytest.raises(InputRefused, match="最多可以保存 20 个视图"):
        saved_views.save(house, school, "多", {}, NOW)
