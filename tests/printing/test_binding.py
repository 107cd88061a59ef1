from __future__ import annotations

import pytest

from tests.printing.samples import FACTS, teacher
from zcforms.printing.binding import WRITING_LINE, Binding, Field, named_groups, references


@pytest.fixture
def binding() -> Binding:
    return Binding(
        teacher(), FACTS, frozenset({"basic", "titles", "work", "education", "training", "assessments"})
    )


def test_a_field_is_found_with_its_caption(binding: Binding) -> None:
    assert binding.field("heading.name") == Field("申报人", "陈䶮")
    assert binding.field("basic.nation") == Field("民族", "汉族")
    assert binding.unbound == []


def test_what_is_not_there_is_remembered(binding: Binding) -> None:
    assert binding.field("basic.salary") is None
    assert binding.field("nowhere.at_all") is None
    assert binding.groups("projects") == []
    assert binding.unbound == ["basic.salary", "nowhere.at_all", "projects"]


def test_all_groups_of_a_kind_are_those_that_are_not_named(binding: Binding) -> None:
    assert [group["id"] for group in binding.groups("*fields")] == ["profession"]
    assert [group["id"] for group in binding.groups("*categories")] == ["ability", "research"]
    assert binding.groups("*records") == []


def test_the_rest_of_a_group_leaves_out_what_stands_elsewhere(binding: Binding) -> None:
    rest = [field.caption for field in binding.rest("basic", frozenset({"basic.nation"}))]
    assert "民族" not in rest
    assert len(rest) == 10
    assert len(binding.rest("heading", frozenset())) == 17


def test_texts_come_from_facts_as_one_or_many(binding: Binding) -> None:
    assert binding.texts("facts.date") == ["2022年9月15日"]
    assert binding.texts("facts.pledge") == FACTS["pledge"]
    assert binding.texts("facts.opinion") == []
    assert binding.texts(None) == []
    assert binding.texts("heading.sex") == ["女"]


def test_places_in_a_text_are_filled_or_left_to_be_written_on(binding: Binding) -> None:
    assert binding.fill("本人{heading.name}，{facts.nothing}。") == f"本人陈䶮，{WRITING_LINE}。"
    assert binding.fill("集合 { 1, 2 } 不动") == "集合 { 1, 2 } 不动"
    assert (
        binding.fill("{heading.name:持证人*，}{facts.nothing:经*评审，}特发此证。")
        == "持证人陈䶮，特发此证。"
    )


def test_a_value_with_braces_is_not_filled_again() -> None:
    binding = Binding(teacher("{heading.id_number}"), FACTS, frozenset())
    assert binding.fill("{heading.name}") == "{heading.id_number}"


def test_every_reference_of_a_sheet_is_found() -> None:
    sheet = {
        "cover": {"fields": [{"caption": "单位", "from": "heading.employer"}]},
        "sections": [
            {
                "kind": "fields",
                "fields": ["basic", {"caption": "备注"}, {"caption": "甲", "from": "extra.a"}],
            },
            {"kind": "records", "from": "work"},
            {"kind": "opinion", "boxes": [{"from": "facts.opinion", "height": 30}]},
        ],
    }
    assert list(references(sheet)) == ["heading.employer", "basic", "extra.a", "work", "facts.opinion"]
    assert named_groups(sheet) == {"heading", "basic", "extra", "work", "facts"}
