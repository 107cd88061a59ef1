"""A page of the declaration that was open while the draft moved to a new version of its plan loses nothing when it is saved (issue 6)."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.services.conftest import NOW
from tests.services.plan_versions import documents, published
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.demo.load import Stage
from zcforms.domain.application import Application
from zcforms.services import accounts, draft_moving
from zcforms.storage.records import SetAside
from zcforms.storage.work import work

WHO = "demo-incomplete"
MOVES = [{"from": "/answers/profession/teaching_start", "to": "/answers/profession/taught_since"}]
Change = Any


def otherwise(data: dict[str, Any]) -> None:
    """The profession's form without 校长证书; 从教日期 is called otherwise."""
    del data["properties"]["principal_certificate"]
    data["properties"]["taught_since"] = data["properties"].pop("teaching_start")
    gone = {"teaching_start": "taught_since", "principal_certificate": ""}
    data["required"] = [each for name in data["required"] if (each := gone.get(name, name))]


def move(demonstration: Demonstration, application_id: str, change: Change, moves: Any) -> None:
    """A new version of the plan comes into force, and the draft moves."""
    house = demonstration.house
    with work(house.database, write=False) as w:
        account = w.accounts.by_subject("demo-teacher-office")
        assert account is not None
        office = accounts.actor_of(w, account)
    town = cast(Stage, SimpleNamespace(house=house, desks={"demo-teacher-office": office}))
    version = published(town, documents(profession=change), moves)
    draft_moving.move_draft(house, version.id, application_id, NOW)
    assert found(demonstration, application_id).plan_digest == version.digest


def found(demonstration: Demonstration, application_id: str) -> Application:
    with work(demonstration.house.database, write=False) as w:
        return w.applications.get(application_id)


def aside(demonstration: Demonstration, application_id: str) -> list[SetAside]:
    with work(demonstration.house.database, write=False) as w:
        return w.set_aside.of(application_id)


@pytest.fixture
def opened(demonstration: Demonstration) -> tuple[Visitor, str]:
    """An applicant at the page with the profession's fields, all of them kept, and the application's id."""
    visitor, here = demonstration.at_form(WHO)
    place = f"{here}/parts/basic"
    visitor.get(place)
    page = visitor.send(
        "origins", **{"profession.teaching_start": "2010-09-01", "profession.principal_certificate": "有"}
    )
    assert "已保存" in page.text
    visitor.get(place)
    return visitor, here.rpartition("/")[2]


def test_what_was_typed_and_what_was_moved_stay(
    demonstration: Demonstration, opened: tuple[Visitor, str]
) -> None:
    visitor, application_id = opened
    before = found(demonstration, application_id)
    move(demonstration, application_id, otherwise, MOVES)
    (moved,) = aside(demonstration, application_id)
    typed = {"profession.principal_certificate": "无", "profession.teaching_start": "2011-09-01"}
    refused = visitor.send("origins", **typed, **{"profession.qualification": "很" * 61})
    assert refused.status_code == 422
    page = visitor.send("origins", **{"profession.qualification": "小学教师资格"})  # as it came back
    assert page.status_code == 200
    assert "已保存" in page.text
    assert "已另外保存" in page.text
    after = found(demonstration, application_id).answers["profession"]
    assert after["qualification"] == "小学教师资格"
    assert after["taught_since"] == before.answers["profession"]["teaching_start"] == "2010-09-01"
    kept = {each.caption: (each.pointer, each.shown) for each in aside(demonstration, application_id)}
    assert len(kept) == 3
    assert kept[f"{moved.caption}（未保存）"][0] == "/answers/profession/principal_certificate"
    assert ("/answers/profession/teaching_start", "2011-09-01") in kept.values()
