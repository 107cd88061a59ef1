"""One form in several windows: nobody's text takes another's place (issue 4)."""

from __future__ import annotations

from zcforms.domain.form_draft import MOST_VERSIONS, FormDraft, by_field, field_of

AT = "2022-07-05T09:00:00+08:00"
EMPTY = FormDraft({})


def texts(draft: FormDraft, name: str) -> list[str]:
    return [each.values[name][0] for each in draft.fields.get(name, ())]


def said(**fields: str) -> dict[str, tuple[dict[str, list[str]], str] | None]:
    return {name: ({name: [text]}, "was") for name, text in fields.items()}


def test_windows_that_type_in_different_fields_lose_nothing() -> None:
    draft = EMPTY.typed(said(post="校长"), by="a", at=AT).typed(said(birthplace="合肥"), by="b", at=AT)
    assert (texts(draft, "post"), texts(draft, "birthplace")) == (["校长"], ["合肥"])
    assert draft.shared(["birthplace"], "b") == []


def test_a_window_goes_on_with_its_own_text() -> None:
    draft = EMPTY.typed(said(post="校"), by="a", at=AT).typed(said(post="校长"), by="a", at=AT)
    assert texts(draft, "post") == ["校长"]
    assert draft.revision == 2


def test_in_the_same_field_both_texts_are_kept_the_last_one_first() -> None:
    draft = EMPTY.typed(said(post="校长"), by="a", at=AT).typed(said(post="教师"), by="b", at=AT)
    assert texts(draft, "post") == ["教师", "校长"]
    assert draft.shared(["post"], "b") == ["post"]
    again = draft.typed(said(post="副校长"), by="a", at=AT)
    assert texts(again, "post") == ["副校长", "教师"]


def test_the_same_text_twice_is_nothing_to_choose_between() -> None:
    draft = EMPTY.typed(said(post="校长"), by="a", at=AT).typed(said(post="校长"), by="b", at=AT)
    assert draft.shared(["post"], "b") == []


def test_what_was_brought_back_into_a_page_gives_way_to_what_is_typed_there() -> None:
    draft = EMPTY.typed(said(post="校长"), by="a", at=AT)
    there = draft.typed(said(post="教师"), by="b", at=AT, seen=draft.revision)
    assert texts(there, "post") == ["教师"]


def test_a_window_can_take_its_text_back() -> None:
    draft = EMPTY.typed(said(post="校长"), by="a", at=AT).typed(said(post="教师"), by="b", at=AT)
    assert texts(draft.typed({"post": None}, by="b", at=AT), "post") == ["校长"]
    assert draft.typed({"post": None}, by="b", at=AT).typed({"post": None}, by="a", at=AT).fields == {}


def test_saving_one_window_leaves_what_the_other_has_typed() -> None:
    draft = EMPTY.typed(said(post="校长"), by="a", at=AT).typed(said(birthplace="合肥"), by="b", at=AT)
    left = draft.saved(by="a")
    assert left.fields.keys() == {"birthplace"}
    assert left.saved(by="c", seen=left.revision).fields == {}


def test_a_field_does_not_gather_versions_without_end() -> None:
    draft = EMPTY
    for number in range(MOST_VERSIONS + 3):
        draft = draft.typed(said(post=str(number)), by=str(number), at=AT)
    assert texts(draft, "post")[0] == str(MOST_VERSIONS + 2)
    assert len(texts(draft, "post")) == MOST_VERSIONS


def test_kept_and_read_again_it_is_the_same() -> None:
    draft = EMPTY.typed({"tags": ({}, "abc/def")} | said(post="校长"), by="a", at=AT)
    assert FormDraft.of(draft.as_document()).as_document() == draft.as_document()
    assert draft.fields["tags"][0].values == {}


def test_names_belong_to_the_longest_field_that_they_begin_with() -> None:
    fields = {"basic.post", "basic.files", "basic"}
    assert field_of("basic.post", fields) == "basic.post"
    assert field_of("basic.postcode", fields) == "basic"
    assert field_of("basic.files:name:12", fields) == "basic.files"
    assert field_of("note", fields) == "note"
    sent = {"basic.files:file": ["1"], "note": ["x"]}
    assert by_field(sent, fields) == {
        "basic.post": {},
        "basic.files": {"basic.files:file": ["1"]},
        "basic": {},
        "note": {"note": ["x"]},
    }
