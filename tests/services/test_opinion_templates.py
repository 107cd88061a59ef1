"""意见模板: of one organisation, in its order, put behind what was typed (issue 5)."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts, everything
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, StaleWrite
from zcforms.services import opinion_templates
from zcforms.services.actor import Actor
from zcforms.services.house import House


@pytest.fixture
def school(town: Stage) -> Actor:
    return town.desks["demo-school"]


def captions(house: House, actor: Actor) -> list[str]:
    return [each.caption for each in opinion_templates.listing(house, actor)]


def test_added_put_in_order_and_removed(house: House, school: Actor) -> None:
    ids = [opinion_templates.add(house, school, f" {name} ", f"{name}意见", NOW) for name in "甲乙丙"]
    assert captions(house, school) == ["甲", "乙", "丙"]
    opinion_templates.move(house, school, ids[2], -1, NOW)
    opinion_templates.move(house, school, ids[0], -1, NOW)
    assert captions(house, school) == ["甲", "丙", "乙"]
    opinion_templates.move(house, school, ids[0], 1, NOW)
    opinion_templates.remove(house, school, ids[2], NOW)
    assert captions(house, school) == ["甲", "乙"]
    opinion_templates.add(house, school, "丁", "丁意见", NOW)
    assert captions(house, school) == ["甲", "乙", "丁"]
    assert acts(house, f"opinion-template:{ids[2]}") == [
        "opinion_template.add",
        "opinion_template.move",
        "opinion_template.remove",
    ]
    assert "乙意见" not in everything(house)


def test_two_who_put_the_same_right(house: House, school: Actor) -> None:
    id_ = opinion_templates.add(house, school, "属实", "材料属实。", NOW)
    version = opinion_templates.get(house, school, id_).version
    opinion_templates.rewrite(house, school, id_, "属实", "材料属实，同意推荐。", version=version, now=NOW)
    with pytest.raises(StaleWrite):
        opinion_templates.rewrite(house, school, id_, "属实", "别的", version=version, now=NOW)
    assert opinion_templates.get(house, school, id_).text == "材料属实，同意推荐。"


def test_what_cannot_be_a_template(house: House, school: Actor) -> None:
    for caption, text, pointers in (
        ("", " ", ["/caption", "/text"]),
        ("名" * 21, "好", ["/caption"]),
        ("名", "好" * 501, ["/text"]),
    ):
        with pytest.raises(InputRefused) as refused:
            opinion_templates.add(house, school, caption, text, NOW)
        assert [each.pointer for each in refused.value.faults] == pointers
    for number in range(opinion_templates.MOST):
        opinion_templates.add(house, school, str(number), "好", NOW)
    with pytest.raises(InputRefused, match="最多可以保存 50 条"):
        opinion_templates.add(house, school, "多", "好", NOW)


def test_others_have_their_own(house: House, school: Actor, town: Stage) -> None:
    id_ = opinion_templates.add(house, school, "属实", "材料属实。", NOW)
    other = town.desks["demo-company"]
    assert captions(house, other) == []
    for act in (
        lambda: opinion_templates.get(house, other, id_),
        lambda: opinion_templates.remove(house, other, id_, NOW),
        lambda: opinion_templates.move(house, other, id_, 1, NOW),
        lambda: opinion_templates.rewrite(house, other, id_, "a", "b", version=None, now=NOW),
        lambda: opinion_templates.opinion_with(house, other, id_, ""),
    ):
        with pytest.raises(NotFound):
            act()
    assert acts(house, f"opinion-template:{id_}").count("look.refused") == 5
    person = town.replay("pending", "teacher-complete")
    person.register(None)
    with pytest.raises(NotAllowed):
        opinion_templates.listing(house, person.actor)


def test_nothing_that_was_typed_goes_away(house: House, school: Actor) -> None:
    id_ = opinion_templates.add(house, school, "属实", "材料属实。", NOW)
    for typed, expected in (
        ("", "材料属实。"),
        (" \n", "材料属实。"),
        ("请补充盖章\n", "请补充盖章\n材料属实。"),
    ):
        assert opinion_templates.opinion_with(house, school, id_, typed) == expected
