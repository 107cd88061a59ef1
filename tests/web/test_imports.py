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
