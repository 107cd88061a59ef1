"""Forms made at run time: what is stored goes through a page and comes back the same; what strangers send does no harm."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict

from tests.forms.controls import sent_by
from tests.forms.gallery import CODES, CONTEXT, DATA, SCHEMA, create_gallery
from zcforms.domain.errors import InputFault
from zcforms.domain.plan import Choice, CodeList
from zcforms.forms.builder import (
    RenderedForm,
    answers,
    attach,
    build,
    check,
    form_class,
    referenced_files,
    uploads,
)

APPOINTMENTS = SCHEMA["properties"]["appointments"]


@pytest.fixture
def gallery() -> Flask:
    return create_gallery()


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def sent(schema: dict[str, Any], *pairs: tuple[str, Any], **options: Any) -> RenderedForm:
    return build(schema, CODES, formdata=MultiDict(pairs), **options)


def stored_files() -> dict[str, Any]:
    return {file["id"]: file for file in [DATA["photo"], *DATA["evidence"]]}


# -- round trips ----------------------------------------------------------------------------------------------------


def test_every_kind_survives_a_page_without_scripts(gallery: Flask) -> None:
    """Stored answers -> HTML -> what a browser sends -> answers (features 34 to 39)."""
    html = gallery.test_client().get("/").text
    form = build(SCHEMA, CODES, formdata=sent_by(html), files=stored_files(), prefill=CONTEXT)
    expected = {"name": "王𣲘雯", "employer": "合肥市示范小学", **DATA}
    assert answers(form) == expected
    assert check(form) == []


def test_an_empty_page_gives_no_answers(gallery: Flask) -> None:
    form = build(SCHEMA, CODES, formdata=sent_by(gallery.test_client().get("/?blank=1").text))
    assert answers(form) == {}


def test_a_page_that_was_saved_as_it_is_says_the_same(gallery: Flask) -> None:
    client = gallery.test_client()
    assert client.post("/", data=sent_by(client.get("/").text)).status_code == 303
    assert gallery.config["saved"] == {"name": "王𣲘雯", "employer": "合肥市示范小学", **DATA}


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn"]),
    min_size=1,
    max_size=20,
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "former_name": TEXTS,
            "work_years": st.integers(-(10**14), 10**14),
            "rural_years": st.integers(-1000, 1000)
            | st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
            "work_since": st.dates().map(lambda day: f"{day.isoformat()[:7]}"),
            "teaching_since": st.dates().map(lambda day: day.isoformat()),
            "head": st.booleans(),
            "statement": TEXTS,
            "stages": st.lists(st.sampled_from(["幼儿园", "小学", "初中", "高中"]), min_size=1, unique=True),
            "ethnic_group": st.sampled_from(["01", "08"]),
            "appointments": st.lists(
                st.fixed_dictionaries(
                    {"post": TEXTS}, optional={"current": st.booleans(), "employer": TEXTS}
                ),
                min_size=1,
                max_size=4,
            ),
        },
    )
)
def test_what_is_stored_comes_back_from_its_form(data: dict[str, Any]) -> None:
    """data -> fields -> what they send -> answers, for any values."""
    form = build(SCHEMA, CODES, data=data)
    again = build(SCHEMA, CODES, data={}, formdata=MultiDict(list(_pairs(form))))
    assert answers(again) == answers(form) == data


def _pairs(form: RenderedForm) -> Any:
    for field in form:
        if field.kind == "records":
            for row in field.rows:
                yield f"{field.name}:row", row.position
                yield from _pairs(row)
        elif hasattr(field, "chosen"):
            yield from ((field.name, each) for each in field.chosen)
        elif field.kind == "yes-no":
            if field.data is not None:
                yield field.name, "true" if field.data else "false"
        elif field.kind not in ("files", "photo", "read-only"):
            yield field.name, field.typed


# -- what is read, and what is not ----------------------------------------------------------------------------------


def test_typing_is_normalised_and_typed_values_shown_as_kept() -> None:
    form = sent(SCHEMA, ("work_years", "１４年"), ("work_since", "2008年7月"), ("teaching_since", "2008.7.1"))
    assert answers(form) == {"work_years": 14, "work_since": "2008-07", "teaching_since": "2008-07-01"}
    assert (form["work_years"].typed, form["teaching_since"].typed) == ("14", "2008-07-01")


def test_what_is_not_understood_stays_as_typed_and_is_told_at_its_field() -> None:
    form = sent(SCHEMA, ("work_years", "十四"), ("work_since", "前年"))
    assert answers(form) == {}
    found = {breach.pointer: breach.message for breach in check(form)}
    assert found["/work_years"] == "请填写整数，例如 12。"
    assert form["work_since"].errors == ["请填写年月，例如 2008-07。"]
    assert (form["work_years"].typed, form["work_since"].typed) == ("十四", "前年")
    assert form["work_since"].input_type == "text"  # a native picker would swallow it
    assert "/work_years" in {breach.pointer for breach in check(form, complete=False)}


def test_an_unfinished_form_may_be_kept_where_the_caller_says_so() -> None:
    form = sent(SCHEMA, ("former_name", "无"))
    assert check(form, complete=False) == []
    assert "/ethnic_group" in {breach.pointer for breach in check(form)}


def test_hidden_answers_are_not_kept() -> None:
    pairs = [
        ("school", "民办"),
        ("school_note", "旧的说明"),
        ("head", "false"),
        ("head_certificate", "旧证书"),
    ]
    assert answers(sent(SCHEMA, *pairs)) == {"school": "民办", "head": False}
    form = sent(SCHEMA, ("school", "其他"))
    assert form["school_note"].required_now
    assert not form["school_note"].closed
    assert form["head_certificate"].closed
    assert "/school_note" in {breach.pointer for breach in check(form)}


def test_a_hidden_field_that_was_not_understood_blocks_nobody() -> None:
    schema = of(
        head={"type": "boolean", "caption": "校长"},
        since={"type": "string", "format": "date", "caption": "任职日期", "shownWhen": {"head": True}},
    )
    assert check(sent(schema, ("head", "false"), ("since", "某天"))) == []


def test_choices_outside_their_list_are_refused() -> None:
    form = sent(
        SCHEMA, ("ethnic_group", "99"), ("stages", "小学"), ("stages", "大学"), ("other_subjects", "s99")
    )
    assert {breach.pointer for breach in check(form) if breach.message == "请从列表中选择。"} == {
        "/ethnic_group",
        "/stages",
        "/other_subjects",
    }


def test_a_retired_code_is_shown_kept_and_complained_about() -> None:
    form = build(SCHEMA, CODES, data={"ethnic_group": "97"}, formdata=MultiDict([("ethnic_group", "97")]))
    assert answers(form) == {"ethnic_group": "97"}
    assert form["ethnic_group"].options[-1].caption == "97（已停用）"
    check(form)
    assert form["ethnic_group"].errors == ["请从列表中选择。"]


def test_enumerated_numbers_stay_numbers() -> None:
    schema = of(grade={"type": "integer", "caption": "等级", "enum": [1, 2, 3]})
    assert answers(sent(schema, ("grade", "2"))) == {"grade": 2}
    assert check(sent(schema, ("grade", "2"))) == []


def test_a_field_has_its_unit_hint_and_blank_word() -> None:
    form = build(SCHEMA, CODES)
    assert form["former_name"].hint == "没有的请填“无”。"  # feature 67
    said = build(of(post={"type": "string", "caption": "职务", "hint": "如科长。", "blank": "无"}), CODES)
    assert said["post"].hint == "如科长；没有的请填“无”。"
    assert (
        form["evidence"].limits == "支持 jpg、docx 格式，单个文件不超过 10 MB，最多 10 个文件"
    )  # feature 39
    assert form["other_subjects"].limits == "可多选，最多 3 项"
    assert form.kinds["birthplace"] == "region"


def test_a_region_stands_under_those_above_it() -> None:
    groups = dict(build(SCHEMA, CODES)["birthplace"].groups)
    assert [choice.caption for choice in groups["安徽省 合肥市"]] == ["蜀山区", "包河区"]
    assert [choice.caption for choice in groups[""]] == ["安徽省", "江苏省"]


def test_regions_that_stand_above_each_other_do_no_harm() -> None:
    codes = {"regions": CodeList("regions", "圈", (Choice("a", "甲", "b"), Choice("b", "乙", "a")))}
    schema = of(place={"type": "string", "widget": "region", "codes": "regions", "caption": "地"})
    assert len(build(schema, codes)["place"].groups) == 2


# -- prefilled and read-only ----------------------------------------------------------------------------------------


def test_prefilled_values_are_offered_once() -> None:
    assert answers(build(SCHEMA, CODES, prefill=CONTEXT))["phone"] == "13800000000"
    assert "phone" not in answers(build(SCHEMA, CODES, data={}, prefill=CONTEXT))
    assert (
        answers(build(SCHEMA, CODES, data={"phone": "13900000000"}, prefill=CONTEXT))["phone"]
        == "13900000000"
    )
    assert "phone" not in answers(build(SCHEMA, CODES, prefill={"person": "no object"}))


def test_defaults_are_offered_where_nothing_is_prefilled() -> None:
    schema = of(kind={"type": "string", "caption": "类型", "enum": ["甲", "乙"], "default": "乙"})
    assert answers(build(schema, CODES)) == {"kind": "乙"}
    assert answers(build(schema, CODES, data={})) == {}


def test_read_only_values_are_never_taken_from_a_request() -> None:
    """Features 32, 65: what identifies a person does not change."""
    form = sent(SCHEMA, ("name", "冒名者"), prefill=CONTEXT)
    assert answers(form)["name"] == "王𣲘雯"
    form = sent(SCHEMA, ("name", "冒名者"), data={"name": "旧名"})
    assert answers(form)["name"] == "旧名"
    photo = of(photo={"type": "object", "widget": "photo", "readOnly": True, "caption": "照片"})
    form = sent(
        photo, ("photo:file", "x"), data={"photo": DATA["photo"]}, files={"x": {"id": "x", "name": "x.jpg"}}
    )
    form.act("remove:photo:0")
    attach(form, "photo", [{"id": "y", "name": "y.jpg"}])
    assert answers(form) == {"photo": DATA["photo"]}


# -- files ----------------------------------------------------------------------------------------------------------


def test_only_files_that_the_caller_vouches_for_are_taken() -> None:
    pairs = [("evidence:file", "e2"), ("evidence:file", "another-persons"), ("evidence:file", "e2")]
    form = sent(SCHEMA, *pairs, data=DATA)
    assert [file["id"] for file in answers(form)["evidence"]] == ["e2"]
    assert "有 1 个文件已失效，请重新上传。" in [breach.message for breach in check(form)]
    assert referenced_files(MultiDict(pairs)) == ["e2", "another-persons", "e2"]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("一级教师聘书", "一级教师聘书.jpg"),
        ("聘书.JPG", "聘书.jpg"),
        ("../../etc/passwd", "_.._etc_passwd.jpg"),
        ("聘书.exe", "聘书.exe.jpg"),
        ("   ", "聘书.jpg"),
        ("名" * 300, "名" * 100 + ".jpg"),
        ("a\x00b\u202e", "ab.jpg"),
    ],
)
def test_files_are_renamed_and_keep_their_kind(wanted: str, name: str) -> None:
    """Feature 72."""
    form = sent(SCHEMA, ("evidence:file", "e1"), ("evidence:name:e1", wanted), data=DATA)
    assert answers(form)["evidence"][0]["name"] == name
    assert answers(form)["evidence"][0]["digest"] == DATA["evidence"][0]["digest"]


def test_files_that_travel_with_the_form_are_handed_out_and_attached() -> None:
    part = FileStorage(io.BytesIO(b"..."), filename="新.jpg")
    empty = FileStorage(io.BytesIO(b""), filename="")
    formdata = CombinedMultiDict(
        [
            MultiDict([("evidence:file", "e1")]),
            MultiDict([("evidence:upload", part), ("evidence:upload", empty)]),
        ]
    )
    form = build(SCHEMA, CODES, data=DATA, formdata=formdata)
    assert uploads(form) == {"evidence": [part]}
    attach(
        form, "evidence", [{"id": "n", "name": "新.jpg", "size": 3, "media_type": "image/jpeg", "digest": ""}]
    )
    assert [file["id"] for file in answers(form)["evidence"]] == ["e1", "n"]
    assert uploads(form) == {}
    with pytest.raises(KeyError):
        attach(form, "former_name", [])


def test_of_several_photos_the_last_one_counts() -> None:
    form = build(SCHEMA, CODES, data=DATA, formdata=MultiDict([("photo:file", "p1")]))
    attach(form, "photo", [{"id": "p2", "name": "新.jpg"}])
    assert answers(form)["photo"]["id"] == "p2"
    assert form["photo"].accept == ".jpg,.jpeg,.jfif,.png"


# -- rows -----------------------------------------------------------------------------------------------------------

ROWS = [
    ("appointments:row", "7"),
    ("appointments:row", "2"),
    ("appointments.2.post", "二级教师"),
    ("appointments.7.post", "一级教师"),
    ("appointments.7.from", "2016年9月1日"),
]


def test_rows_are_kept_in_the_order_of_the_page() -> None:
    assert answers(sent(SCHEMA, *ROWS))["appointments"] == [
        {"post": "一级教师", "from": "2016-09-01"},
        {"post": "二级教师"},
    ]


def test_a_breach_in_a_row_stands_at_the_rows_field() -> None:
    form = sent(SCHEMA, *ROWS)
    check(form)
    assert ("f-appointments.2.from", "聘用开始日期", "请填写聘用开始日期。") in form.summary()
    assert form.field_at("/appointments/0/post").name == "appointments.7.post"
    assert form.field_at("/appointments/9/post").name == "appointments"
    assert form.field_at("/nothing") is None
    assert form.field_at("") is None


def test_rows_without_anything_are_not_kept() -> None:
    pairs = [("appointments:row", "0"), ("appointments.0.post", "  "), *ROWS]
    form = sent(SCHEMA, *pairs)
    assert len(form["appointments"].rows) == 3
    assert len(answers(form)["appointments"]) == 2
    assert form.field_at("/appointments/1/from").name == "appointments.2.from"


def test_buttons_of_a_list_work_without_scripts() -> None:
    """Feature 38: 新增 and 移除; 上移, 下移."""

    def posts(command: str) -> list[str | None]:
        form = sent(SCHEMA, *ROWS)
        assert form.act(command)
        return [row["post"].data for row in form["appointments"].rows]

    assert posts("add:appointments") == ["一级教师", "二级教师", None]
    assert posts("remove:appointments:7") == ["二级教师"]
    assert posts("up:appointments:2") == ["二级教师", "一级教师"]
    assert posts("down:appointments:7") == ["二级教师", "一级教师"]
    assert posts("up:appointments:7") == ["一级教师", "二级教师"]
    form = sent(SCHEMA, ("evidence:file", "e1"), ("evidence:file", "e2"), data=DATA)
    assert form.act("down:evidence:0")
    assert [file["id"] for file in answers(form)["evidence"]] == ["e2", "e1"]
    assert form.act("remove:evidence:0")
    assert [file["id"] for file in answers(form)["evidence"]] == ["e1"]


@pytest.mark.parametrize(
    "command", [None, "", "save", "add", "remove:appointments:x", "drop:appointments", "add:" + "a" * 999]
)
def test_what_is_no_list_button_is_left_to_the_view(command: str | None) -> None:
    assert not sent(SCHEMA, *ROWS).act(command)


@pytest.mark.parametrize(
    "command", ["add:former_name", "remove:nothing:1", "up:appointments:9999", "remove:appointments:5"]
)
def test_a_button_that_fits_nothing_changes_nothing(command: str) -> None:
    form = sent(SCHEMA, *ROWS)
    before = answers(form)
    assert form.act(command)
    assert answers(form) == before


def test_rows_in_rows_keep_apart() -> None:
    inner = {"type": "array", "caption": "内", "items": of(name={"type": "string", "caption": "名"})}
    schema = of(outer={"type": "array", "caption": "外", "items": of(rows=inner)})
    form = sent(
        schema,
        ("outer:row", "0"),
        ("outer:row", "1"),
        ("outer.0.rows:row", "0"),
        ("outer.1.rows:row", "0"),
        ("outer.0.rows.0.name", "甲"),
        ("outer.1.rows.0.name", "乙"),
    )
    assert answers(form) == {"outer": [{"rows": [{"name": "甲"}]}, {"rows": [{"name": "乙"}]}]}
    assert form.act("add:outer.1.rows")
    assert [len(row["rows"].rows) for row in form["outer"].rows] == [1, 2]


# -- strangers ------------------------------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    *SCHEMA["properties"],
                    "appointments:row",
                    "appointments.0.post",
                    "evidence:file",
                    "evidence:name:e1",
                    "_do",
                    "appointments.x.y",
                    ".",
                ]
            ),
            st.text(max_size=30)
            | st.sampled_from(["0", "99999", "²", "-1", "NaN", "1e999", "\x00", "true", "e1"]),
        ),
        max_size=25,
    )
)
def test_nothing_that_is_sent_breaks_a_form(pairs: list[tuple[str, str]]) -> None:
    form = sent(SCHEMA, *pairs, data=DATA, prefill=CONTEXT)
    form.act(MultiDict(pairs).get("_do"))
    for breach in check(form):
        assert breach.message.endswith("。")
        assert form.field_at(breach.pointer) is not None
    given_answers = answers(form)
    assert set(given_answers) <= set(SCHEMA["properties"])
    assert given_answers["name"] == "王𣲘雯"


@pytest.mark.parametrize("junk", ["text", 3, None, [1, 2], {"a": 1}, True])
def test_stored_answers_of_another_shape_do_not_break_a_form(junk: Any) -> None:
    data = dict.fromkeys(SCHEMA["properties"], junk)
    assert set(answers(build(SCHEMA, CODES, data=data))) <= set(SCHEMA["properties"])


def test_floods_of_rows_are_cut_with_a_word() -> None:
    form = sent(SCHEMA, *[("appointments:row", str(row)) for row in range(5000)])
    assert len(form["appointments"].rows) == 200
    assert "最多 200 条，多出的没有保留。" in [breach.message for breach in check(form)]


def test_whatever_was_typed_is_escaped_on_the_page(gallery: Flask) -> None:
    evil = '"><script>alert(1)</script>'
    html = (
        gallery.test_client()
        .post("/", data={"former_name": evil, "work_years": evil, "statement": f"</textarea>{evil}"})
        .text
    )
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_properties_may_have_the_names_of_form_attributes() -> None:
    names = ["data", "errors", "process", "validate", "meta", "schema", "kinds", "form_errors", "codes"]
    schema = of(**{name: {"type": "string", "caption": name} for name in names})
    form = sent(schema, *[(name, f"{name}值") for name in names])
    assert answers(form) == {name: f"{name}值" for name in names}
    assert check(form) == []


# -- around the form ------------------------------------------------------------------------------------------------


def test_messages_of_services_find_their_fields() -> None:
    form = build(SCHEMA, CODES, data=DATA)
    form.place(
        [
            InputFault("/appointments/1/until", "早于开始日期。"),
            InputFault("/gone", "没有这一项。"),
            InputFault("", "请重试。"),
        ]
    )
    assert form.summary() == [("f-appointments.1.until", "聘用结束日期", "早于开始日期。")]
    assert form.form_errors == ["没有这一项。", "请重试。"]
    form.place([InputFault("/gone", "没有这一项。")])
    assert len(form.form_errors) == 2


def test_a_prefix_keeps_two_forms_on_a_page_apart() -> None:
    schema = of(name={"type": "string", "caption": "名"})
    formdata = MultiDict([("one.name", "甲"), ("two.name", "乙")])
    assert answers(build(schema, CODES, formdata=formdata, prefix="one")) == {"name": "甲"}
    assert build(schema, CODES, formdata=formdata, prefix="two")["name"].id == "f-two.name"


def test_a_form_class_is_made_once_per_schema() -> None:
    assert form_class({**SCHEMA}) is form_class(SCHEMA)
    assert form_class(APPOINTMENTS["items"]) is not form_class(SCHEMA)
    with pytest.raises(ValueError, match="object schema"):
        form_class({"type": "array"})


def test_few_required_choices_are_all_seen_at_once() -> None:
    form = build(SCHEMA, CODES)
    assert form["sex"].radio
    assert not form["school"].radio
    optional = of(sex={"type": "string", "caption": "性别", "enum": ["男", "女"]})
    assert not build(optional, CODES)["sex"].radio  # a list can take the answer back
