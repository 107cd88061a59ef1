"""A draft that moves to another version of its plan: nothing is lost, nothing is made up, and the way back is open."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from tests.lab.versions import (
    DOCUMENT,
    TEACHER,
    Case,
    choices_of,
    fields,
    leaves,
    one_version,
    plan_with,
    records,
    two_versions,
)
from zcforms.documents.conditions import missing
from zcforms.domain.achievement import FileRef
from zcforms.domain.plan import Plan
from zcforms.lab.migrate import Moved, move
from zcforms.lab.plan_difference import invalid_answers
from zcforms.services.content import Admission

TEXT = {"type": "string", "caption": "说明"}
WHOLE = {"type": "integer", "caption": "年数", "unit": "年"}
STAGE = {"type": "string", "caption": "学段", "enum": ["小学", "初中", "高中"]}


def one(old: Mapping[str, Any], new: Mapping[str, Any], value: Any) -> Moved:
    """One field that is changed."""
    before, after = plan_with(fields("s", "栏目", {"f": old})), plan_with(fields("s", "栏目", {"f": new}))
    return move(before, after, (), {**DOCUMENT, "answers": {"s": {"f": value}}})


def answer(made: Moved) -> Any:
    return made.document["answers"]["s"].get("f")


@pytest.mark.parametrize(
    ("old", "new", "value", "expected"),
    [
        (WHOLE, {"type": "number", "caption": "年数"}, 3, 3),
        ({"type": "number", "caption": "年数"}, WHOLE, 3.0, 3),
        (TEXT, WHOLE, "3", 3),
        (TEXT, {"type": "number", "caption": "年数"}, "3.5", 3.5),
        (WHOLE, TEXT, 3, "3"),
        (TEXT, STAGE, "小学", "小学"),
        (STAGE, TEXT, "小学", "小学"),
        (STAGE, {"type": "array", "caption": "学段", "items": STAGE}, "小学", ["小学"]),
        ({"type": "string", "caption": "性别", "codes": "sex"}, TEXT, "1", "男"),
        ({"type": "string", "format": "date", "caption": "日期"}, TEXT, "2022-01-31", "2022-01-31"),
        (TEXT, {"type": "string", "format": "date", "caption": "日期"}, "2022-01-31", "2022-01-31"),
        ({"type": "boolean", "caption": "是否"}, TEXT, True, "是"),
    ],
)
def test_what_can_be_converted_without_a_loss_is(old: Any, new: Any, value: Any, expected: Any) -> None:
    made = one(old, new, value)
    assert answer(made) == expected
    assert made.aside == ()


@pytest.mark.parametrize(
    ("old", "new", "value", "said"),
    [
        (TEXT, WHOLE, "三", "整数"),
        (TEXT, WHOLE, "03", "整数"),
        ({"type": "number", "caption": "年数"}, WHOLE, 3.5, "整数"),
        (STAGE, {**STAGE, "enum": ["初中", "高中"]}, "小学", "“小学”在新版中不能选择"),
        (STAGE, {"type": "string", "caption": "性别", "codes": "sex"}, "小学", "“小学”在新版中不能选择"),
        ({"type": "string", "format": "date", "caption": "日期"}, {"type": "string", "format": "month", "caption": "年月"}, "2022-01-31", "年月"),
        (TEXT, {"type": "boolean", "caption": "是否"}, "也许", "是或否"),
    ],
)  # fmt: skip
def test_what_would_lose_something_is_set_aside(old: Any, new: Any, value: Any, said: str) -> None:
    made = one(old, new, value)
    assert answer(made) is None
    (aside,) = made.aside
    assert (aside.pointer, aside.value, aside.caption) == ("/answers/s/f", value, f"栏目 · {old['caption']}")
    assert said in aside.reason


def test_what_is_only_wrong_by_the_new_limits_stays_where_the_applicant_reads_what_to_mend() -> None:
    assert answer(one(TEXT, {**TEXT, "maxLength": 2, "pattern": "^[a-z]*$"}, "很长的话")) == "很长的话"
    assert answer(one(WHOLE, {**WHOLE, "maximum": 2}, 3)) == 3


def test_of_several_choices_those_that_are_offered_stay() -> None:
    several = {"type": "array", "caption": "学段", "items": STAGE}
    fewer = {**several, "items": {**STAGE, "enum": ["小学", "高中"]}}
    made = one(several, fewer, ["小学", "初中"])
    assert answer(made) == ["小学"]
    assert [(each.value, each.shown) for each in made.aside] == [(["初中"], "初中")]


def test_a_code_of_another_list_is_the_same_only_where_it_says_the_same() -> None:
    sex = {"type": "string", "caption": "甲", "codes": "sex"}
    assert TEACHER.codes["degrees"].caption_of("1") == "名誉博士"
    made = one(sex, {**sex, "codes": "degrees"}, "1")
    assert answer(made) is None
    assert made.aside[0].shown == "男"


def test_what_the_answers_beside_it_hide_now_is_set_aside_and_comes_back() -> None:
    shown = {"f": STAGE, "more": TEXT}
    hiding = {"f": STAGE, "more": {**TEXT, "shownWhen": {"f": "高中"}}}
    before, after = plan_with(fields("s", "栏目", shown)), plan_with(fields("s", "栏目", hiding))
    given = {**DOCUMENT, "answers": {"s": {"f": "小学", "more": "说明文字"}}}
    made = move(before, after, (), given)
    assert made.document["answers"] == {"s": {"f": "小学"}}
    (aside,) = made.aside
    assert aside.reason == "按新版的填写条件，您不需要填写这一项。"
    again = move(after, before, (), made.document, made.aside)
    assert (again.document, again.back, again.aside) == (given, made.aside, ())


def test_a_recorded_move_leads_an_answer_to_its_new_place() -> None:
    before = plan_with(fields("s", "栏目", {"a": TEXT}), records("r", "经历", {"post": TEXT, "since": WHOLE}))
    after = plan_with(
        fields("t", "新栏目", {"b": TEXT}), records("q", "履历", {"role": TEXT, "since": WHOLE})
    )
    moves = [
        {"from": "/answers/s/a", "to": "/answers/t/b"},
        {"from": "/answers/r/*/post", "to": "/answers/r/*/role"},
        {"from": "/answers/r", "to": "/answers/q"},
    ]
    given = {
        **DOCUMENT,
        "answers": {"s": {"a": "甲"}, "r": [{"post": "教师", "since": 1}, {"post": "主任"}]},
        "record_ids": {"r": ["x", "0"]},
    }
    made = move(before, after, moves, given)
    assert made.aside == ()
    assert made.document["answers"] == {
        "t": {"b": "甲"},
        "q": [{"role": "教师", "since": 1}, {"role": "主任"}],
    }
    assert made.document["record_ids"] == {"q": ["x", "0"]}


def test_a_field_of_records_cannot_go_to_another_section() -> None:
    """Its rows are none there: every value is kept aside."""
    before = plan_with(records("r", "经历", {"post": TEXT, "since": WHOLE}), fields("t", "栏目", {}))
    after = plan_with(records("r", "经历", {"since": WHOLE}), fields("t", "栏目", {"post": TEXT}))
    given = {**DOCUMENT, "answers": {"r": [{"post": "教师", "since": 1}, {"post": "主任"}]}}
    made = move(before, after, [{"from": "/answers/r/post", "to": "/answers/t/post"}], given)
    assert made.document["answers"] == {"r": [{"since": 1}, {}]}
    assert [(each.pointer, each.value) for each in made.aside] == [
        ("/answers/r/0/post", "教师"),
        ("/answers/r/1/post", "主任"),
    ]


def test_rows_in_which_nothing_was_filled_in_are_nothing_to_look_at() -> None:
    table = {
        "type": "array",
        "widget": "records",
        "caption": "表",
        "items": {"type": "object", "properties": {"a": TEXT}},
    }
    assert one(table, TEXT, [{}, {}]).aside == ()
    assert [each.value for each in one(table, TEXT, [{}, {"a": "甲"}]).aside] == [[{}, {"a": "甲"}]]


def test_two_fields_that_become_one_lose_neither() -> None:
    before, after = (
        plan_with(fields("s", "栏目", {"a": TEXT, "b": TEXT})),
        plan_with(fields("s", "栏目", {"b": TEXT})),
    )
    given = {**DOCUMENT, "answers": {"s": {"a": "甲", "b": "乙"}}}
    made = move(before, after, [{"from": "/answers/s/a", "to": "/answers/s/b"}], given)
    assert {made.document["answers"]["s"]["b"], *(each.value for each in made.aside)} == {"甲", "乙"}
    assert "并入“说明”" in made.aside[0].reason


def test_a_record_whose_section_is_gone_is_told_as_one() -> None:
    before = plan_with(records("r", "经历", {"post": TEXT, "since": WHOLE}))
    made = move(
        before,
        plan_with(),
        (),
        {**DOCUMENT, "answers": {"r": [{"post": "教师", "since": 3}, {"post": "主任"}]}},
    )
    assert made.document["answers"] == {}
    assert [(each.caption, each.shown) for each in made.aside] == [
        ("经历 · 第 1 条", "说明：教师；年数：3 年"),
        ("经历 · 第 2 条", "说明：主任"),
    ]
    assert made.aside[0].reason == "新版表单不再填写“经历”。"


def test_imports_and_files_find_their_lists_or_are_told() -> None:
    award = {"record": "award-1"}
    file = FileRef("f1", "证书.pdf", "00", 9, "application/pdf").as_document()
    given = {
        **DOCUMENT,
        "achievements": [
            {"id": "award-1", "category": "honor", "state": "approved", "data": {}, "evidence": []}
        ],
        "imports": {"award_in_tenure": [award]},
        "attachments": {TEACHER.attachments[0].id: [file]},
    }
    fewer = replace(TEACHER, attachments=TEACHER.attachments[1:], standards=without_item("award_in_tenure"))
    made = move(TEACHER, fewer, (), given)
    assert made.document["imports"] == {}
    assert made.document["attachments"] == {}
    assert [(each.pointer, each.value) for each in made.aside] == [
        ("/imports/award_in_tenure/0", award),
        (f"/attachments/{TEACHER.attachments[0].id}/0", file),
    ]
    back = move(fewer, TEACHER, (), made.document, made.aside)
    assert back.document == given
    moves = [
        {
            "from": f"/attachments/{TEACHER.attachments[0].id}",
            "to": f"/attachments/{TEACHER.attachments[1].id}",
        }
    ]
    assert move(TEACHER, fewer, moves, given).document["attachments"] == {TEACHER.attachments[1].id: [file]}


def test_a_list_that_no_longer_takes_a_category_keeps_the_others() -> None:
    given = {
        **DOCUMENT,
        "achievements": [
            {"id": "1", "category": "honor", "state": "approved", "data": {}, "evidence": []},
            {"id": "2", "category": "award", "state": "approved", "data": {}, "evidence": []},
        ],
        "imports": {"award_in_tenure": [{"record": "1"}, {"record": "2"}]},
    }
    narrower = replace(TEACHER, standards=taking("award_in_tenure", ("award",)))
    made = move(TEACHER, narrower, (), given)
    assert made.document["imports"] == {"award_in_tenure": [{"record": "2"}]}
    assert "不再接收" in made.aside[0].reason
    assert move(narrower, TEACHER, (), made.document, made.aside).document == given


def test_a_choice_that_is_not_offered_any_more_is_to_be_made_again() -> None:
    given = {**DOCUMENT, "imports": {"award_in_tenure": [{"record": "1"}]}}
    others = replace(TEACHER, titles=(replace(TEACHER.titles[0], id="other", caption="正高级教师"),))
    made = move(TEACHER, others, (), given)
    assert made.again == ("title",)
    assert made.document == given
    assert [(each.pointer, each.shown) for each in made.aside] == [("/title", "高级教师")]
    assert move(others, TEACHER, (), made.document, made.aside).back == made.aside
    renamed = move(TEACHER, others, [{"from": "/title/senior-teacher", "to": "/title/other"}], given)
    assert (renamed.document["title"], renamed.aside) == ("other", ())


def test_an_unknown_standard_takes_no_imports_away() -> None:
    given = {**DOCUMENT, "imports": {"award_in_tenure": [{"record": "1"}]}}
    (standard,) = TEACHER.standards
    made = move(TEACHER, replace(TEACHER, standards=(replace(standard, id="other"),)), (), given)
    assert made.again == ("standard",)
    assert made.document["imports"] == given["imports"]


def test_a_section_for_another_route_is_set_aside() -> None:
    section = fields("s", "栏目", {"f": TEXT})
    only = plan_with(replace(section, routes=("exceptional",)))
    made = move(plan_with(section), only, (), {**DOCUMENT, "answers": {"s": {"f": "甲"}}})
    assert made.document["answers"] == {"s": {}}
    assert "申报形式" in made.aside[0].reason


KIND = {"type": "string", "caption": "类别", "enum": ["科研", "推广"]}
CALLED = {**KIND, "enum": ["科研", "技术推广/服务"]}
RENAMED = [{"from": "/answers/s/kind/推广", "to": "/answers/s/kind/技术推广~1服务"}]


def several(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "caption": "类别", "items": {"type": "string", "enum": schema["enum"]}}


@pytest.mark.parametrize(
    ("form", "said", "wanted"),
    [
        (lambda kind: fields("s", "栏目", {"kind": kind}), {"kind": "推广"}, {"kind": "技术推广/服务"}),
        (lambda kind: fields("s", "栏目", {"kind": kind}), {"kind": "科研"}, {"kind": "科研"}),
        (
            lambda kind: fields("s", "栏目", {"kind": several(kind)}),
            {"kind": ["推广", "科研"]},
            {"kind": ["技术推广/服务", "科研"]},
        ),
        (
            lambda kind: records("s", "栏目", {"kind": kind}),
            [{"kind": "推广"}, {"kind": "科研"}],
            [{"kind": "技术推广/服务"}, {"kind": "科研"}],
        ),
    ],
)
def test_a_choice_that_is_called_otherwise_is_led_to_its_new_name(form: Any, said: Any, wanted: Any) -> None:
    """Without the recorded move it is set aside: nobody knows that it means the same (issue 6)."""
    old, new = plan_with(form(KIND)), plan_with(form(CALLED))
    document = {**DOCUMENT, "answers": {"s": said}}
    made = move(old, new, RENAMED, document)
    assert (made.document["answers"]["s"], made.aside) == (wanted, ())
    assert not invalid_answers(old, new, RENAMED)
    if said != wanted:
        assert move(old, new, (), document).aside != ()
        assert invalid_answers(old, new)


def test_a_renamed_choice_goes_on_with_its_field() -> None:
    old = plan_with(fields("s", "栏目", {"kind": KIND}))
    new = plan_with(fields("t", "另一栏", {"work": {**KIND, "enum": ["科研", "服务"]}}))
    moves = [
        *RENAMED,
        {"from": "/answers/s/kind", "to": "/answers/t/work"},
        {"from": "/answers/t/work/技术推广~1服务", "to": "/answers/t/work/服务"},
    ]
    made = move(old, new, moves, {**DOCUMENT, "answers": {"s": {"kind": "推广"}}})
    assert (made.document["answers"]["t"], made.aside) == ({"work": "服务"}, ())


@pytest.mark.parametrize("where", ["", "no pointer", "/", "/answers", "/nothing/s/f"])
def test_a_move_that_leads_nowhere_moves_nothing(where: str) -> None:
    plan = plan_with(fields("s", "栏目", {"f": TEXT}))
    given = {**DOCUMENT, "answers": {"s": {"f": "甲"}}}
    for move_ in ({"from": where, "to": "/answers/s/g"}, {"from": "/answers/s/g", "to": where}):
        assert move(plan, plan, [move_], given).document == given


# -- whatever the two versions are --------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(one_version())
def test_the_same_version_changes_nothing(case: Case) -> None:
    made = move(case.old, case.new, (), case.document)
    assert (made.document, made.aside) == (case.document, ())


@settings(max_examples=80, deadline=None)
@given(two_versions())
def test_nothing_is_lost_and_nothing_is_changed_on_the_way(case: Case) -> None:
    old, new, moves, document = case.old, case.new, case.moves, case.document
    given = copy.deepcopy(document)
    made = move(old, new, moves, document)
    assert document == given, "what was given was changed"
    left = [value for each in made.aside for value in leaves(each.value)]
    assert sorted([*leaves(made.document), *left]) == sorted(leaves(document))
    assert all(each.reason and each.caption and each.shown for each in made.aside)


@settings(max_examples=80, deadline=None)
@given(two_versions())
def test_a_moved_draft_is_what_a_fresh_one_with_the_same_answers_is(case: Case) -> None:
    """Somebody who begins under the new version and fills in what fits there has the very same application."""
    old, new, moves, document = case.old, case.new, case.moves, case.document
    made = move(old, new, moves, document)
    assert without_empty(fresh(new, made.document["answers"])) == without_empty(made.document["answers"])
    again = move(new, new, (), made.document)
    assert (again.document, again.aside) == (made.document, ())


@settings(max_examples=80, deadline=None)
@given(two_versions())
def test_whatever_the_new_version_asks_in_the_same_words_is_still_answered(case: Case) -> None:
    old, new, document = case.old, case.new, case.document
    made = move(old, new, (), document)
    for section in old.sections:
        same = new.section(section.id)
        if same is None or same.kind is not section.kind or section.schema["type"] != "object":
            continue
        for name, value in document["answers"].get(section.id, {}).items():
            asked = same.schema["properties"].get(name)
            if asked == section.schema["properties"][name] and "shownWhen" not in asked and not nested(asked):
                assert made.document["answers"][section.id][name] == value


@settings(max_examples=80, deadline=None)
@given(two_versions())
def test_there_and_back_again_is_where_it_began(case: Case) -> None:
    old, new, moves, document = case.old, case.new, case.moves, case.document
    made = move(old, new, moves, document)
    returning = [{"from": each["to"], "to": each["from"]} for each in reversed(moves)]
    again = move(new, old, returning, made.document, made.aside)
    assert set(map(id, again.back)) == set(map(id, made.aside))
    assert again.aside == ()
    assert without_empty(again.document["answers"]) == without_empty(document["answers"])
    assert choices_of(again.document) == choices_of(document)


def fresh(plan: Plan, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the services keep of these answers where somebody types them."""
    found: dict[str, Any] = {}
    for section in plan.sections:
        given = answers.get(section.id)
        if given is None:
            continue
        admission = Admission(lambda _: None)
        if section.schema["type"] == "object":
            found[section.id] = admission.record(section.schema, given, {})
        else:
            found[section.id] = [admission.record(section.schema["items"], each, {}) for each in given]
        assert admission.faults == []
    return found


def without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        inner = {name: without_empty(each) for name, each in value.items()}
        return {name: each for name, each in inner.items() if not missing(each) and each != {}}
    return (
        [made for each in value if (made := without_empty(each)) != {}] if isinstance(value, list) else value
    )


def nested(schema: Mapping[str, Any]) -> bool:
    return bool(schema.get("type") == "array" and "properties" in schema.get("items", {}))


def without_item(item_id: str) -> Any:
    return taking(item_id, None)


def taking(item_id: str, takes: tuple[str, ...] | None) -> Any:
    """The plan's standards with an item that takes these categories; None: without it."""
    (standard,) = TEACHER.standards
    categories = []
    for category in standard.categories:
        items = [
            replace(item, takes=takes) if item.id == item_id and takes else item
            for item in category.items
            if item.id != item_id or takes
        ]
        categories.append(replace(category, items=tuple(items)))
    return (replace(standard, categories=tuple(categories)),)
