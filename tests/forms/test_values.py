"""What another field of the row can be: chosen where it has choices, typed where it has none, kept as one text either way."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from zcforms.domain.plan import Choice, CodeList
from zcforms.forms.builder import RenderedForm, build, check
from zcforms.forms.values import list_of

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "array",
            "caption": "条件",
            "widget": "records",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "caption": "字段", "codes": "fields"},
                    "value": {"type": "string", "caption": "值", "widget": "values", "maxLength": 200},
                },
            },
        }
    },
}


def listed(name: str, *captions: str) -> CodeList:
    return CodeList(name, name, tuple(Choice(each, each) for each in captions))


CODES = {
    "fields": listed("fields", "kind", "area"),
    list_of("fields", "kind"): listed("kind", "科研", "推广", "检验、检测"),
}


def sent(field: str, *values: str) -> RenderedForm:
    pairs = [("rows:row", "0"), ("rows.0.field", field), *(("rows.0.value", each) for each in values)]
    return build(SCHEMA, CODES, formdata=MultiDict(pairs))


def value_of(form: RenderedForm) -> Any:
    return form["rows"].rows[0]["value"]


def kept(form: RenderedForm) -> Any:
    return form.answers().get("rows", [{}])[0].get("value")


@pytest.mark.parametrize(
    ("field", "values", "text", "chosen"),
    [
        ("kind", ("科研",), "科研", ("科研",)),
        ("kind", ("科研", "推广"), "科研、推广", ("科研", "推广")),
        ("kind", ("检验、检测",), "检验、检测", ("检验、检测",)),
        ("kind", ("科研、推广",), "科研、推广", ("科研", "推广")),
        ("area", ("12",), "12", ("12",)),
    ],
)
def test_choices_and_text_are_kept_alike(
    field: str, values: tuple[str, ...], text: str, chosen: tuple[str, ...]
) -> None:
    form = sent(field, *values)
    assert (kept(form), value_of(form).chosen) == (text, chosen)
    assert check(form) == []
    again = build(SCHEMA, CODES, data=form.answers())
    assert (kept(again), value_of(again).chosen) == (text, chosen)


def test_only_a_field_with_choices_offers_any() -> None:
    assert [each.caption for each in value_of(sent("kind")).options] == ["科研", "推广", "检验、检测"]
    assert value_of(sent("area")).options == ()


def test_what_is_no_choice_is_refused_and_what_is_none_any_more_is_shown() -> None:
    wrong = sent("kind", "科妍")
    assert [each.message for each in check(wrong)] == ["没有选项“科妍”，请从列表中选择。"]
    assert value_of(wrong).chosen == ("科妍",), "what was typed is gone"
    old = build(SCHEMA, CODES, data={"rows": [{"field": "kind", "value": "植保、科研"}]})
    assert [each.caption for each in value_of(old).options][-1] == "植保（没有这个选项）"
    assert value_of(old).chosen == ("植保", "科研")
