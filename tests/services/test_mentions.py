"""Which places a reason speaks of (features 17, 62)."""

from __future__ import annotations

from typing import cast

import pytest

from zcforms.domain.application import Application
from zcforms.services import mentions
from zcforms.services.bench import Bench


class Chosen:
    """What of an application decides where things stand."""

    route, standard, specialty = "regular", "teacher", "primary-science"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请核对。", []),
        ("附件上传不全", [("附件上传", "/attachments")]),
        ("年度考核表盖章不清晰，年度考核须重新扫描", [("年度考核", "/imports/assessments")]),
        ("能力条件不足", [("能力条件", "/imports/ability")]),
        ("职称填报承诺书未签名，出生地请写全", [("职称填报承诺书", "/attachments/pledge"), ("出生地", "/answers/basic/birthplace")]),
        ("请补充评审日期", [("评审日期", "/answers/titles")]),
        ("专业年限大于工作年限", [("专业年限", "/answers/basic/specialty_years"), ("工作年限", "/answers/basic/work_years")]),
        ("民族有误", []),  # two characters are too often part of something else
    ],
)  # fmt: skip
def test_captions_in_a_reason(bench: Bench, text: str, expected: list[tuple[str, str]]) -> None:
    plan = bench.catalogue.plans["2022-teacher-senior"]
    found = mentions.of_application(plan, cast(Application, Chosen), text)
    assert [(gap.caption, gap.pointer) for gap in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请核对", []),
        ("佐证材料看不清", ["/evidence"]),
        ("获得时间与证书不一致，佐证材料请重新扫描", ["/data/date", "/evidence"]),
    ],
)
def test_fields_of_a_library_record(bench: Bench, text: str, expected: list[str]) -> None:
    category = bench.catalogue.categories["honor"]
    caption = category.schema["properties"]["date"]["caption"]
    found = mentions.of_achievement(category, text.replace("获得时间", caption))
    assert [gap.pointer for gap in found] == expected
