"""Documents of 补换证 are held like all others: file, pointer, what is wrong, what would be right (features 85, 86, 89)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.forms.test_catalogue import change, faults, put, schemas
from zcforms import resources
from zcforms.forms.catalogue import lint, load
from zcforms.forms.validation import validate

__all__ = ["schemas"]
LISTED, UNLISTED = "replacements/listed.json", "replacements/unlisted.json"
FILE = {"id": "f", "name": "遗失声明.jpg", "digest": "0" * 64, "size": 9, "media_type": "image/jpeg"}


def test_both_cases_of_the_manual() -> None:
    catalogue = load(resources.folder("schemas"))
    listed, unlisted = catalogue.replacements["listed"], catalogue.replacements["unlisted"]
    assert (listed.listed, unlisted.listed) == (True, False)
    assert [step.caption for step in listed.chain.steps][::3] == ["单位审核", "发证机关审核"]
    wrong = listed.form.schema["properties"]["wrong"]["items"]["enum"]
    assert wrong == ["取得资格时所在单位", "资格性质", "系列名称", "专业名称", "资格名称"]
    captions = [each["caption"] for each in unlisted.form.schema["properties"].values()]
    for caption in (
        *("证书编号", "系列名称", "专业名称", "职称级别", "资格名称", "取得资格时间", "批准文号", "资格性质"),
        *("发证日期", "发证机构", "评委会名称", "取得资格时所在单位", "申请补（换）发事由"),
    ):
        assert caption in captions
    assert {listed.sheet, unlisted.sheet} < set(catalogue.sheets)
    assert lint(resources.folder("schemas")).notes == ()


def test_what_is_ticked_wants_its_right_value() -> None:
    """Feature 89: nothing ticked is 补发 alone; a ticked item without its value is told at the value."""
    catalogue = load(resources.folder("schemas"))
    schema, codes = catalogue.replacements["listed"].form.schema, catalogue.codes
    promise = schema["properties"]["promise"]["items"]["enum"]
    answers: dict[str, Any] = {"reason": "遗失", "evidence": [FILE], "promise": promise}
    assert validate(schema, answers, codes) == []
    found = validate(schema, {**answers, "wrong": ["资格性质", "资格名称"], "title": "教授"}, codes)
    assert [each.pointer for each in found] == ["/nature"]
    without = {name: value for name, value in answers.items() if name != "promise"}
    assert [each.pointer for each in validate(schema, without, codes)] == ["/promise"]


@pytest.mark.parametrize(
    ("file", "how", "pointer", "told"),
    [
        (LISTED, put("chain", "none"), "/chain", "没有审核流程“none”"),
        (LISTED, put("chain", "declaration-to-title"), "/chain", "“committee”不是审核"),
        (LISTED, put("sheet", "none"), "/sheet", "没有打印表单“none”"),
        (LISTED, put("form", "none"), "/form", "没有表单分区“none”"),
        (LISTED, put("form", "titles"), "/form", "不是一组填写项"),
        (LISTED, put("fills", ["employer", "number"]), "/fills/1", "表单里没有字段“number”"),
        (UNLISTED, put("fills", ["number", "series", "title", "level"]), "/fills", "证书不能没有“obtained_on”"),
    ],
)  # fmt: skip
def test_faults_are_told_at_their_place(schemas: Path, file: str, how: Any, pointer: str, told: str) -> None:
    change(schemas, file, how)
    (fault,) = faults(schemas)
    assert (fault.file, fault.pointer) == (file, pointer)
    assert told in fault.fault
    assert fault.remedy


def test_for_whom_a_step_is_there(schemas: Path) -> None:
    """Feature 12: freelancers do not pass the same authority twice; natures of employers can be named as well."""
    chain = load(schemas).replacements["listed"].chain
    assert [step.id for step in chain.steps if step.when.freelancer is False] == [
        "authority",
        "human-resources",
    ]
    change(
        schemas,
        "chains/replacement.json",
        lambda one: one["steps"][1].update(when={"natures": ["government"]}),
    )
    assert load(schemas).replacements["listed"].chain.steps[1].when.natures == ("government",)


@pytest.mark.parametrize(
    ("how", "told"),
    [
        (lambda chain: chain["steps"][1].update(returns=["employer"]), "“authority”可以退回到前面的环节"),
        (
            lambda chain: chain["steps"][1].update(actor="organising_unit"),
            "“authority”由组建单位或评委会办理",
        ),
        (
            lambda chain: chain["steps"][1].update(when={"routes": ["exceptional"]}),
            "“authority”在 when 里写了 routes",
        ),
        (lambda chain: chain["steps"][3].update(kind="grant"), "“issuer”不是审核"),
        (lambda chain: chain["steps"][1].update(kind="notice", days=5), "“authority”不是审核"),
        (lambda chain: chain.update(resubmission="returning"), "总是从第一个环节开始"),
    ],
)
def test_a_chain_that_asks_more_than_a_replacement_can(schemas: Path, how: Any, told: str) -> None:
    change(schemas, "chains/replacement.json", how)
    found = faults(schemas)
    assert {(each.file, each.pointer) for each in found} == {(LISTED, "/chain"), (UNLISTED, "/chain")}
    assert all(told in each.fault and each.remedy for each in found)
