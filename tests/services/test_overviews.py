"""Both overviews (features 56, 57), and the application document behind them."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from zcforms.demo.load import ENGINEER, TEACHER, Stage
from zcforms.domain.errors import NotFound
from zcforms.services import judgement, overviews
from zcforms.services.house import House
from zcforms.services.submission import submit


@pytest.mark.parametrize(
    ("sub", "name", "employer"), [("ready", TEACHER, "demo-school"), ("engineer", ENGINEER, "demo-company")]
)
def test_what_went_in_comes_out(town: Stage, house: House, sub: str, name: str, employer: str) -> None:
    """The database gives the application document that it was made from: answers, records, annotations, attachments."""
    who, application_id = town.filled(sub, name, employer)
    given, got = town.documents[name], overviews.document(house, who.actor, application_id)
    judgement.held(house.catalogue.plans, got)
    back = {ours: theirs for theirs, ours in who.records.items()}
    assert {key: got[key] for key in ("plan", "route", "standard", "specialty", "title")} == {
        key: given[key] for key in ("plan", "route", "standard", "specialty", "title")
    }
    plain = ("basic", "profession")
    assert {key: got["answers"].get(key) for key in plain} == {
        key: given["answers"].get(key) for key in plain
    }
    assert {
        list_id: [{**entry, "record": back[entry["record"]]} for entry in entries]
        for list_id, entries in got["imports"].items()
    } == dict(given["imports"])
    assert {item: [file["name"] for file in kept] for item, kept in got["attachments"].items()} == {
        item: [file["name"] for file in kept] for item, kept in given["attachments"].items()
    }
    records = {back[record["id"]]: record["data"] for record in got["achievements"]}
    assert records == {record["id"]: record["data"] for record in given["achievements"]}
    assert got["applicant"]["name"] == given["applicant"]["name"]
    assert got["applicant"]["id_number"] == given["applicant"]["id_number"]


def test_the_attachment_overview(town: Stage, house: House) -> None:
    """Feature 56: grouped, counted, the photo first."""
    who, application_id = town.filled("ready", TEACHER)
    groups = overviews.attachment_overview(house, who.actor, application_id)
    assert [(group.caption, len(group.files)) for group in groups][:4] == [
        ("个人免冠照片", 1), ("现有职称情况", 2), ("工作经历", 1), ("学历教育", 2),
    ]  # fmt: skip
    assert [group.caption for group in groups][-3:] == ["职称填报承诺书", "其他相关附件", "班主任工作经历"]
    assert all(file["size"] > 0 for group in groups for file in group.files)


def test_nothing_uploaded_yet(town: Stage, house: House) -> None:
    who = town.employed("draft", TEACHER)
    groups = overviews.attachment_overview(house, who.actor, who.declare())
    assert [group.caption for group in groups] == ["个人免冠照片"]


def test_the_overview_for_who_handles_it(town: Stage, house: House) -> None:
    """Feature 57: everything, for the owner and the step's organisation alike."""
    who, application_id = town.filled("ready", TEACHER)
    with pytest.raises(NotFound):
        overviews.overview(house, town.desks["demo-school"], application_id)
    submit(house, who.actor, application_id, NOW)
    own = overviews.overview(house, who.actor, application_id)
    assert overviews.overview(house, town.desks["demo-school"], application_id) == own
    heading = {entry["caption"]: entry["text"] for entry in own["heading"]}
    assert (heading["单位性质"], heading["申报专业"]) == ("事业单位", "小学科学")
    assert {"basic", "work", "politics", "attachments"} <= {group["id"] for group in own["groups"]}
