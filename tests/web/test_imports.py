"""Import lists as tables whose buttons all send what was ticked (features 42, 43, 45)."""

from __future__ import annotations

import re

from tests.web.conftest import Demonstration


def test_moving_a_record_keeps_what_was_ticked_and_not_saved(demonstration: Demonstration) -> None:
    visitor, here = demonstration.at_form("demo-ready")
    visitor.get(f"{here}/parts/assessments")
    name = re.search(r'name="(record-[^"]+\.verdict)"', visitor.page.text)
    up = re.search(r'formaction="([^"]+/up)"', visitor.page.text)
    assert name
    assert up
    form = visitor.form("annotations")
    assert form.fields[name[1]] == "合格"
    visitor.post(up[1], {**dict(form.fields.items(multi=True)), name[1]: "不合格"})
    assert visitor.form("annotations").fields[name[1]] == "不合格"
    visitor.post(
        up[1], {"csrf_token": form.fields["csrf_token"]}
    )  # a request that says nothing takes nothing away
    assert visitor.form("annotations").fields[name[1]] == "不合格"


def test_what_a_record_says_and_what_the_applicant_says_have_names_of_their_own(
    demonstration: Demonstration,
) -> None:
    visitor, here = demonstration.at_form("demo-submitted")
    page = visitor.get(f"{here}/parts/assessments").text
    assert re.search(r"考核等次</dt><dd>[^<]*合格", page)
    assert re.search(r"考核结果</dt><dd>[^<]*合格", page)


def test_what_was_ticked_and_not_saved_is_a_draft(demonstration: Demonstration) -> None:
    """Issue 4: nothing that was entered is lost, what stands beside imported records neither."""
    visitor, here = demonstration.at_form("demo-ready")
    page = f"{here}/parts/assessments"
    visitor.get(page)
    name = re.search(r'name="(record-[^"]+\.verdict)"', visitor.page.text)
    assert name
    before = visitor.form("annotations").fields[name[1]]
    after = {"合格": "不合格", "不合格": "合格"}[before]
    assert visitor.autosave("annotations", **{name[1]: after}).status_code == 200
    assert "自动保存、但还没有保存的内容" in re.sub(
        r"<template.*?</template>", "", visitor.get(page).text, flags=re.S
    )
    assert visitor.form("annotations").fields[name[1]] == before
    visitor.get(f"{page}?draft=1")
    assert visitor.form("annotations").fields[name[1]] == after
    visitor.send("annotations")
    assert visitor.form("annotations").fields[name[1]] == after
    assert "/forget" not in re.sub(r"<template.*?</template>", "", visitor.page.text, flags=re.S)
