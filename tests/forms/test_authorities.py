"""Issuing authorities and how plans name them: what is built, and what an author is told (features 78 to 84)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.forms.test_catalogue import PLAN, change, faults, schemas
from zcforms import resources
from zcforms.domain.authority import SealText
from zcforms.forms.catalogue import Catalogue, load

__all__ = ["schemas"]

PROVINCE, CITY = "authorities/anhui.json", "authorities/bengbu.json"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(resources.folder("schemas"))


def test_a_plan_that_names_none_has_the_default(catalogue: Catalogue) -> None:
    issuing = catalogue.plans["2022-teacher-senior"].issuing
    assert issuing
    assert (issuing.authority, issuing.committee) == (catalogue.authorities["anhui"], 1)
    assert catalogue.authority == "anhui"
    assert issuing.nature == issuing.authority.nature == "social"


def test_a_plan_names_another(catalogue: Catalogue) -> None:
    """Feature 82: an authority without an electronic seal."""
    issuing = catalogue.plans["2022-teacher-intermediate"].issuing
    assert issuing
    assert (issuing.authority.id, issuing.authority.sealed) == ("bengbu", False)


def test_committees_have_numbers_of_their_own(catalogue: Catalogue) -> None:
    numbers = [plan.issuing.committee for plan in catalogue.plans.values() if plan.issuing]
    assert len(numbers) == len(catalogue.plans)
    assert len(set(numbers)) == len(numbers)


def test_what_a_plan_may_leave_out(schemas: Path) -> None:
    change(schemas, PLAN, lambda plan: plan.pop("certificate"))
    issuing = load(schemas).plans["2022-teacher-senior"].issuing
    assert issuing
    assert issuing.committee == 0


def test_without_an_authority_nothing_is_issued(schemas: Path) -> None:
    change(schemas, PROVINCE, lambda data: data.pop("default"))
    assert load(schemas).plans["2022-teacher-senior"].issuing is None


def test_the_authority_belongs_to_the_plans_digest(schemas: Path, catalogue: Catalogue) -> None:
    change(schemas, CITY, lambda data: data.update(caption="另一个局"))
    fresh = load(schemas).plans
    changed = {name for name, plan in fresh.items() if plan.digest != catalogue.plans[name].digest}
    assert changed == {"2022-teacher-intermediate"}


@pytest.mark.parametrize(
    ("said", "pointer", "fault", "remedy"),
    [
        ({"number": "{year}{seral:6}{serial:6}"}, "/number", "编号格式里没有项目“{seral}”", "serial"),
        ({"number": "{year}{committee:4}"}, "/number", "编号格式里没有流水号 {serial}", "{serial:6}"),
        ({"number": "{serial:6}{serial:6}"}, "/number", "流水号 {serial} 只能写一次", "{serial:6}"),
        ({"number": "{year}{serial:3}"}, "/number", "流水号的位数太少（3），至少 4 位", "{serial:6}"),
        ({"number": "{year}{serial}"}, "/number", "流水号的位数太少（没有写），至少 4 位", "{serial:6}"),
        ({"number": "{year:2}{serial:6}"}, "/number", "年度的位数太少（2）", "{year}"),
        ({"number": "{year}第{serial:6}"}, "/number", "编号格式里不能有“第”", "成对花括号"),
        ({"number": "{year}{serial:6"}, "/number", "编号格式里不能有“{”", "成对花括号"),
        ({"number": "{year}{serial:six}"}, "/number", "“{serial:six}”里的位数不是 1 到 12 的整数", "{serial:4}"),
        ({"kind": "123"}, "/kind", "类别“123”超过了编号给它的 2 位", "更多位数"),
        ({"kinds": {"senior": "012"}}, "/kinds/senior", "类别“012”超过了编号给它的 2 位", "更多位数"),
        ({"kinds": {"seniour": "01"}}, "/kinds/seniour", "代码表“levels”里没有“seniour”", "senior"),
        ({"counter": ["kind"], "number": "{year}{serial:6}"}, "/counter/0", "流水号按“kind”分别计数，但编号里没有 {kind}", "counter"),
        ({"nature": "socal"}, "/nature", "代码表“qualification_natures”里没有“socal”", "social"),
        ({"sheet": "title-certificat"}, "/sheet", "没有打印表单“title-certificat”", "title-certificate"),
        ({"seal": {"foot": "专用章"}}, "/seal/foot", "只写了印章下方的文字，没有写外圈的文字 text", "补上 text"),
        ({"sealed": True}, "/sealed", "与发证机关“安徽省人力资源和社会保障厅”用同一把电子印章密钥", "seal.key"),
        ({"default": True}, "/default", "已经有另一份发证机关文档写了 default", "删去"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    schemas: Path, said: dict[str, Any], pointer: str, fault: str, remedy: str
) -> None:
    change(schemas, CITY, lambda data: data.update(said))
    (told,) = (each for each in faults(schemas) if each.pointer == pointer and each.fault == fault)
    assert told.file == CITY
    assert remedy in told.remedy


def test_a_part_that_the_document_does_not_give(schemas: Path) -> None:
    change(schemas, CITY, lambda data: data.pop("prefix"))
    (told,) = faults(schemas)
    assert (told.file, told.pointer, told.fault) == (CITY, "", "编号格式用了 {prefix}，但没有写“prefix”")


@pytest.mark.parametrize(
    ("said", "pointer", "fault"),
    [
        ({"authority": "anhi"}, "/certificate/authority", "没有发证机关“anhi”"),
        ({"nature": "socal"}, "/certificate/nature", "代码表“qualification_natures”里没有“socal”"),
        ({"committee": 12345}, "/certificate/committee", "评委会的序号 12345 超过了证书编号给它的 4 位"),
    ],
)
def test_a_plan_that_cannot_be_issued(schemas: Path, said: dict[str, Any], pointer: str, fault: str) -> None:
    change(schemas, PLAN, lambda plan: plan.update(certificate=said))
    (told,) = faults(schemas)
    assert (told.file, told.pointer, told.fault) == (PLAN, pointer, fault)


def test_whoever_names_a_broken_authority_is_not_blamed(schemas: Path) -> None:
    change(schemas, CITY, lambda data: data.pop("caption"))
    assert {each.file for each in faults(schemas)} == {CITY}


def test_an_authority_names_its_key(schemas: Path) -> None:
    """With a picture or without; two that are one authority may share it, two that are not may not."""
    change(schemas, CITY, lambda data: data.update(sealed=True, seal={"key": "bengbu"}))
    city = load(schemas).authorities["bengbu"]
    assert (city.key, city.seal) == ("bengbu", None)
    change(schemas, PROVINCE, lambda data: data["seal"].update(key="bengbu"))
    (told,) = faults(schemas)
    assert (told.file, told.pointer) == (CITY, "/seal/key")
    caption = load(resources.folder("schemas")).authorities["anhui"].caption
    change(schemas, CITY, lambda data: data.update(caption=caption))
    assert {each.key for each in load(schemas).authorities.values()} == {"bengbu"}


def test_a_committee_has_a_key_of_its_own(schemas: Path, catalogue: Catalogue) -> None:
    """Feature 82: neither an authority's nor another committee's; its plans for other years may have the same."""
    other = "plans/2022-agronomy-senior.json"
    seal = {"key": "committee", "text": "某评审委员会"}
    change(schemas, PLAN, lambda plan: plan["certificate"].update(seal=seal))
    issuing = load(schemas).plans["2022-teacher-senior"].issuing
    assert issuing
    assert (issuing.key, issuing.seal) == ("committee", SealText("某评审委员会"))
    change(schemas, other, lambda plan: plan["certificate"].update(seal={"key": "committee"}))
    assert {(each.file, each.pointer) for each in faults(schemas)} == {
        (PLAN, "/certificate/seal/key"),
        (other, "/certificate/seal/key"),
    }
    change(
        schemas, other, lambda plan: plan.update(committee=catalogue.plans["2022-teacher-senior"].committee)
    )
    assert load(schemas).plans["2022-agronomy-senior"].issuing.key == "committee"  # type: ignore[union-attr]
    change(schemas, other, lambda plan: plan["certificate"].pop("seal"))
    change(schemas, CITY, lambda data: data.update(sealed=True, seal={"key": "committee"}))
    (told,) = faults(schemas)
    assert (told.file, told.fault) == (PLAN, "与发证机关“蚌埠市人力资源和社会保障局”用同一把电子印章密钥")
