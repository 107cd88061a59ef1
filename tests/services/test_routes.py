"""Sections and forms that belong to a way of declaring (feature 55)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.services.conftest import NOW
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.errors import NotFound
from zcforms.domain.plan import Choice
from zcforms.services import applications, filling, judgement, last_check, overviews, sheets, submission
from zcforms.services.applications import Choices
from zcforms.services.house import House

CONDITION = {"name": "安徽省教学成果一等奖", "date": "2021-06", "level": "省级", "rank": "第一"}
EXCEPTIONAL: dict[str, Any] = {
    "kinds": ["资历（任职年限）破格"],
    "years_early": 1,
    "clause": "资格条件第十二条第（二）项",
    "conditions": [CONDITION],
    "explanation": "任现职以来主持省级课题两项，教学成果获省级一等奖。",
}


class Declared:
    """A complete declaration that goes another way."""

    def __init__(self, town: Stage, route: str) -> None:
        self.house = town.house
        self.who, self.id = town.filled("ready", TEACHER)
        given = town.documents[TEACHER]
        self.choices = {name: given[name] for name in ("standard", "specialty", "title")}
        self.turn(route)

    def turn(self, route: str) -> tuple[str, ...]:
        choices = Choices(route=route, **self.choices)
        return applications.choose_again(self.house, self.who.actor, self.id, choices, NOW)

    def write(self, section: str, content: dict[str, Any]) -> None:
        filling.save_fields(self.house, self.who.actor, self.id, section, content, now=NOW)

    def papers(self) -> tuple[Choice, ...]:
        return applications.record(self.house, self.who.actor, self.id, NOW).papers

    def sections(self) -> list[str]:
        return [group["id"] for group in overviews.overview(self.house, self.who.actor, self.id)["groups"]]

    def facts(self) -> dict[str, Any]:
        document = overviews.document(self.house, self.who.actor, self.id)
        return judgement.facts_of(self.house.plan(document["plan"]), document)


def words(sheet: sheets.Sheet) -> str:
    assert sheet.data is not None
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.data)).pages)
    return "".join(text.split())


def test_only_its_route_is_asked(town: Stage, house: House) -> None:
    """The pages, the overview, the check: what a route is not asked for is not there, and told as not asked."""
    one = Declared(town, "exceptional")
    parts = [part.caption for part in filling.filling(house, one.who.actor, one.id, NOW).parts]
    assert parts[-2:] == ["破格申报", "附件上传"]
    assert "exceptional" in one.sections()
    assert "conversion" not in one.sections()
    missing = {breach["caption"] for breach in one.facts()["breaches"] if breach["section"] == "exceptional"}
    assert missing == {"破格类型", "破格依据", "具备的破格条件", "破格理由"}
    verdict = last_check.check(house, one.who.actor, one.id, NOW).verdict
    assert verdict is not None
    (finding,) = verdict.rows[0].findings
    assert finding.remedy == "请补充“破格申报”中的：破格类型、破格依据、具备的破格条件、破格理由。"
    assert not verdict.passed
    assert "/conversion" in one.facts()["unasked"]
    assert "/exceptional" not in one.facts()["unasked"]
    one.write("exceptional", EXCEPTIONAL)
    assert one.facts()["exceptional"]["years_early"] == 1
    assert last_check.check(house, one.who.actor, one.id, NOW).verdict.passed
    with pytest.raises(NotFound):
        filling.section(house, one.who.actor, one.id, "conversion", NOW)
    with pytest.raises(NotFound):
        one.write("conversion", {"title": "一级教师"})


def test_what_was_written_waits_until_the_route_comes_back(town: Stage, house: House) -> None:
    one = Declared(town, "exceptional")
    one.write("exceptional", EXCEPTIONAL)
    one.turn("regular")
    assert "exceptional" not in one.sections()
    assert "exceptional" not in one.facts()
    assert {"/exceptional", "/conversion"} <= set(one.facts()["unasked"])
    assert [paper.caption for paper in one.papers()] == ["申报信息"]
    one.turn("exceptional")
    assert (
        filling.section(house, one.who.actor, one.id, "exceptional", NOW).value["clause"]
        == EXCEPTIONAL["clause"]
    )


def test_its_form_is_printed(town: Stage, house: House) -> None:
    """破格审批表: a draft while it is filled in, with the number once it is handed in."""
    one = Declared(town, "exceptional")
    one.write("exceptional", EXCEPTIONAL)
    paper = one.papers()[-1]
    assert paper.caption == "破格审批表"
    draft = words(sheets.route_form(house, one.who.actor, one.id, paper.id, NOW))
    for text in (
        "草稿",
        "破格审批表",
        "资历（任职年限）破格",
        CONDITION["name"],
        "主持省级课题两项",
        "评委会组建单位审批意见",
    ):
        assert text in draft
    number = submission.submit(house, one.who.actor, one.id, NOW)
    made = sheets.route_form(house, one.who.actor, one.id, paper.id, NOW)
    assert number in made.name
    assert number in words(made)
    assert "草稿" not in words(made)
    assert sheets.route_form(house, town.desks["demo-school"], one.id, paper.id, NOW).data
    with pytest.raises(NotFound):
        sheets.route_form(house, one.who.actor, one.id, "conversion-declaration", NOW)


def test_conversion_has_its_own(town: Stage, house: House) -> None:
    """转评申报表."""
    one = Declared(town, "conversion")
    one.write("conversion", {"series": "中小学教师", "title": "一级教师", "reason": "由中学调入小学任教。"})
    paper = one.papers()[-1]
    text = words(sheets.route_form(house, one.who.actor, one.id, paper.id, NOW))
    for said in ("转评申报表", "一级教师", "由中学调入小学任教。", "评审委员会评审意见"):
        assert said in text
