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
from zcforms.domain.chain import TELLS, Event, Resubmission, StepKind
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
    (put(EMPLOYER, members=25), "/steps/0/members", "只有评审结果环节", "删去 members"),
    (put(UNIT, quorum="2/3"), "/steps/3/quorum", "只有评审结果环节", "删去 quorum"),
    (put(RESULT, quorum="5/3"), "/steps/4/quorum", "大于全体", "2/3"),
    (put(RESULT, members=0), "/steps/4/members", "", "25"),
    (put(EMPLOYER, tells={"rejcted": ["applicant"]}), "/steps/0/tells/rejcted", "rejcted", "rejected"),
    (put(EMPLOYER, tells={"rejected": ["applicant", "employr"]}), "/steps/0/tells/rejected/1", "", "employer"),
    (put(EMPLOYER, tells={"rejected": ["employer"]}), "/steps/0/tells/rejected", "没有通知申报人", "applicant"),
    (put(EMPLOYER, tells={"endorsed": ["desk"]}), "/steps/0/tells/endorsed", "没有到达的环节", "arrives"),
    (put(EMPLOYER, tells={"begins": ["desk"]}), "/steps/0/tells/begins", "不会发生“begins”", "删去"),
    (put(NOTICE, tells={"arrives": ["desk"]}), "/steps/5/tells/arrives", "不会发生“arrives”", "删去"),
    (put(UNIT, tells={"granted": ["applicant"]}), "/steps/3/tells/granted", "不会发生“granted”", "删去"),
    (put(GRANT, tells={"rejected": ["applicant"]}), "/steps/6/tells/rejected", "不会发生“rejected”", "删去"),
    (put(EMPLOYER, tells={"sent_back": ["applicant"]}), "/steps/0/tells/sent_back", "不会发生", "删去"),
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


def test_who_is_told_is_the_steps_word_then_the_chains_then_what_always_held(schemas: Path) -> None:
    path = schemas / CHAIN
    data = json.loads(path.read_text(encoding="utf-8"))
    data["tells"] = {"endorsed": ["applicant", "employer"], "rejected": ["applicant", "authority"]}
    data["steps"][RESULT]["tells"] = {"endorsed": []}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    steps = load(schemas).plans["2022-teacher-senior"].chain.steps
    assert [steps[place].tells[Event.ENDORSED] for place in (EMPLOYER, RESULT)] == [
        ("applicant", "employer"),
        (),
    ]
    assert steps[RESULT].tells[Event.REJECTED] == ("applicant", "authority")
    assert steps[RESULT].tells[Event.ARRIVES] == ("desk",)
    del data["tells"], data["steps"][RESULT]["tells"]
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    assert {tuple(step.tells.items()) for step in load(schemas).plans["2022-teacher-senior"].chain.steps} == {
        tuple(TELLS.items())
    }


def test_the_shipped_chains_tell_the_employer_of_the_end() -> None:
    catalogue = load(resources.folder("schemas"))
    chains = [plan.chain for plan in catalogue.plans.values()]
    chains += [kind.chain for kind in catalogue.replacements.values()]
    for chain in chains:
        for step in chain.steps:
            assert step.tells[Event.REJECTED] == step.tells[Event.GRANTED] == ("applicant", "employer")


def test_how_many_must_be_present_is_the_plans_word_before_the_chains(schemas: Path) -> None:
    change(schemas, put(RESULT, members=9, quorum="3/4"))
    result = load(schemas).plans["2022-teacher-senior"].chain.steps[RESULT]
    assert (result.members, result.fewest_present) == (25, 17)
    plan = schemas / "plans/2022-teacher-senior.json"
    data = json.loads(plan.read_text(encoding="utf-8"))
    del data["voting"]
    plan.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    result = load(schemas).plans["2022-teacher-senior"].chain.steps[RESULT]
    assert (result.members, result.fewest_present) == (9, 7)


def test_a_committee_without_a_vote(schemas: Path) -> None:
    change(schemas, lambda steps: steps.pop(RESULT) and steps[4].pop("returns"))
    told = {each.pointer: each for each in lint(schemas).faults if "2022-teacher-senior" in each.file}
    assert "没有评审结果环节" in told["/voting"].fault


def test_a_replacement_tells_nobody_that_it_has_not(schemas: Path) -> None:
    path = schemas / "chains/replacement.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["steps"][0]["tells"] = {"rejected": ["applicant", "committee"]}
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    told = [each for each in lint(schemas).faults if each.file.endswith("replacements/listed.json")]
    assert any("通知组建单位或评委会" in each.fault for each in told)
