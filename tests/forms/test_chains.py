"""What lint says of an approval chain: where somebody's declaration could not go on, the author is told before anybody stands there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from zcforms import resources
from zcforms.domain.chain import Resubmission, StepKind
from zcforms.forms.catalogue import lint, load

CHAIN = "chains/declaration-to-title.json"
Change = Callable[[list[dict[str, Any]]], object]
EMPLOYER, AUTHORITY, PERSONNEL, UNIT, RESULT, NOTICE, GRANT = range(7)


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    return Path(shutil.copytree(resources.folder("schemas"), tmp_path / "schemas"))


def change(schemas: Path, how: Change) -> None:
    path = schemas / CHAIN
    data = json.loads(path.read_text(encoding="utf-8"))
    how(data["steps"])
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def put(step: int, **said: Any) -> Change:
    return lambda steps: steps[step].update(said)


def drop(step: int, name: str) -> Change:
    return lambda steps: steps[step].pop(name)


def everybody_conditional(steps: list[dict[str, Any]]) -> None:
    for step in steps:
        step["when"] = {"freelancer": True}


def twice_granted(steps: list[dict[str, Any]]) -> None:
    steps.append({**steps[GRANT], "id": "again"})


CASES: list[tuple[Change, str, str, str]] = [
    (put(PERSONNEL, returns=["organising-unit"]), "/steps/2/returns/0", "不在这个环节之前", "authority"),
    (put(PERSONNEL, returns=["human-resources"]), "/steps/2/returns/0", "不在这个环节之前", "applicant"),
    (put(PERSONNEL, returns=["employr"]), "/steps/2/returns/0", "没有环节“employr”", "employer"),
    (put(AUTHORITY, actions=["endorse"]), "/steps/1/returns", "actions 里没有 return", "加上 return"),
    (put(EMPLOYER, id="applicant"), "/steps/0/id", "不能是“applicant”", "换一个"),
    (put(EMPLOYER, id="authority"), "/steps/1/id", "重复", "不同的 id"),
    (put(EMPLOYER, kind="vote"), "/steps/0/kind", "不是允许的取值", "notice"),
    (put(EMPLOYER, when={"natures": ["school"]}), "/steps/0/when/natures/0", "没有“school”", ""),
    (put(EMPLOYER, when={"routes": ["exceptionl"]}), "/steps/0/when/routes/0", "没有“exceptionl”", "exceptional"),
    (put(EMPLOYER, when={}), "/steps/0/when", "", ""),
    (everybody_conditional, "/steps", "没有任何审核环节", "when"),
    (put(EMPLOYER, share="2/3"), "/steps/0/share", "只有评审结果环节", "kind"),
    (put(RESULT, share="4/3"), "/steps/4/share", "大于全体", "2/3"),
    (put(RESULT, share="66%"), "/steps/4/share", "", ""),
    (put(RESULT, share="2/0"), "/steps/4/share", "", ""),
    (put(RESULT, actions=["endorse", "reject", "return"]), "/steps/4/actions", "表决票数", "删去 reject"),
    (drop(NOTICE, "days"), "/steps/5", "没有写几个工作日", "days"),
    (put(NOTICE, actions=["endorse"], returns=["committee"]), "/steps/5/actions", "有异议", "return 或 reject"),
    (put(UNIT, kind="grant"), "/steps/3/kind", "之后还有环节“committee”", "最后"),
    (put(UNIT, kind="result"), "/steps/4/kind", "只能有一个评审结果环节", "organising-unit"),
    (put(GRANT, kind="review"), "/steps/4/kind", "没有核准环节", "grant"),
    (twice_granted, "/steps/6/kind", "之后还有环节“again”", "最后"),
]  # fmt: skip


@pytest.mark.parametrize(("how", "pointer", "fault", "remedy"), CASES)
def test_faults(schemas: Path, how: Change, pointer: str, fault: str, remedy: str) -> None:
    change(schemas, how)
    told = {each.pointer: each for each in lint(schemas).faults if each.file.endswith(CHAIN)}
    assert pointer in told, told
    assert fault in told[pointer].fault
    assert remedy in told[pointer].remedy
    assert told[pointer].remedy


def test_as_it_is_written_it_is_sound_and_whole() -> None:
    chain = load(resources.folder("schemas")).plans["2022-teacher-senior"].chain
    assert [step.kind for step in chain.steps] == [
        *[StepKind.REVIEW] * 4, StepKind.RESULT, StepKind.NOTICE, StepKind.GRANT,
    ]  # fmt: skip
    assert chain.steps[RESULT].share == Fraction(2, 3)
    assert chain.steps[NOTICE].days == 5
    assert chain.steps[PERSONNEL].when.freelancer is False
    assert chain.steps[EMPLOYER].returns == ("applicant",)
    assert chain.resubmission is Resubmission.FIRST


def test_where_it_goes_on_after_a_return_is_a_word_of_the_document(schemas: Path) -> None:
    path = schemas / CHAIN
    data = json.loads(path.read_text(encoding="utf-8"))
    for word, expected in (("returning", Resubmission.RETURNING), ("there", None)):
        path.write_text(json.dumps({**data, "resubmission": word}, ensure_ascii=False), encoding="utf-8")
        if expected:
            assert load(schemas).plans["2022-teacher-senior"].chain.resubmission is expected
        else:
            told = {each.pointer: each for each in lint(schemas).faults if each.file.endswith(CHAIN)}
            assert "returning" in told["/resubmission"].remedy
