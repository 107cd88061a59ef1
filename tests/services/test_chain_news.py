"""Who is told of what happens in a chain: the document's word, and nobody twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.services.chain_hall import COMMITTEE, EDUCATION, ISSUER, OFFICE, PERSONNEL, PLAN, SCHOOL, Hall
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.approval import ApplicationState
from zcforms.domain.chain import Event
from zcforms.domain.evaluation import Votes
from zcforms.services import approvals, conferring, evaluations
from zcforms.storage.work import work


def told(hall: Hall, sub: str) -> list[str]:
    """What the desk was told, the last first."""
    with work(hall.house.database, write=False) as w:
        organisation_id = hall.desk(sub).organisation()
        return [each.text for each in w.notices.of(organisation_id=organisation_id)]


def test_the_employer_learns_of_the_end_whoever_decides(town: Stage) -> None:
    hall = Hall(town)
    (one,) = hall.come(1, "authority")
    (two,) = hall.come(1, "committee")
    (three,) = hall.come(1, "result-notice")
    (four,) = hall.come(1, "grant")
    approvals.reject(hall.house, hall.desk(EDUCATION), one, "岗位已满", NOW)
    evaluations.evaluate(hall.house, hall.desk(COMMITTEE), two, Votes(25, 3, 22, 0), "业绩不足", now=NOW)
    approvals.reject(hall.house, hall.desk(OFFICE), three, "经查实", NOW)
    conferring.confer(hall.house, hall.desk(ISSUER), four, "皖人社〔2022〕1号", NOW.date(), now=NOW)
    plan = "2022年度中小学教师系列高级职称评审"
    assert sorted(told(hall, SCHOOL)) == [
        f"教师1申报的“{plan}”审核不通过：岗位已满",
        f"教师2申报的“{plan}”评审未通过：业绩不足",
        f"教师3申报的“{plan}”公示未通过：经查实",
        f"教师4申报的“{plan}”已核准，取得“高级教师”资格，批准文号 皖人社〔2022〕1号。",
    ]
    assert any(text.endswith("可以在“我的职称”中查看。") for text in hall.told(four))
    assert told(hall, EDUCATION) == told(hall, OFFICE) == []


def test_nobody_is_told_what_it_did_itself(town: Stage) -> None:
    hall = Hall(town)
    (one,) = hall.come(1, "employer")
    approvals.reject(hall.house, hall.desk(SCHOOL), one, "不推荐", NOW)
    assert told(hall, SCHOOL) == []
    assert hall.told(one)[0].endswith("：不推荐")


@pytest.mark.parametrize(
    ("tells", "desks"),
    [
        ({}, {EDUCATION: ["教师1的申报等待主管部门审核。"]}),
        ({"arrives": []}, {EDUCATION: []}),
        (
            {"arrives": ["desk", "human_resources", "authority", "applicant"]},
            {EDUCATION: ["教师1的申报等待主管部门审核。"], PERSONNEL: ["等待主管部门审核。"]},
        ),
    ],
)
def test_the_document_says_who_learns_that_it_came(
    town: Stage, tells: dict[str, Any], desks: dict[str, list[str]]
) -> None:
    hall = retold(town, "authority", tells)
    (one,) = hall.come(1, "employer")
    approvals.endorse(hall.house, hall.desk(SCHOOL), one, "同意", NOW)
    for sub, expected in desks.items():
        assert len(told(hall, sub)) == len(expected)
        assert all(text.endswith(end) for text, end in zip(told(hall, sub), expected, strict=True))
    assert len(hall.told(one)) == (2 if "applicant" in tells.get("arrives", ()) else 1)


def test_a_notice_that_begins_and_a_return(town: Stage) -> None:
    """With the day until which the notice is on; what only whoever acts has to do is told to it alone."""
    hall = retold(
        town, "result-notice", {"begins": ["desk", "employer"], "sent_back": ["applicant", "employer"]}
    )
    (one,) = hall.come(1, "committee")
    evaluations.evaluate(hall.house, hall.desk(COMMITTEE), one, Votes(25, 25, 0, 0), "", now=NOW)
    assert [text.endswith("进入评审结果公示（公示至 2022-07-12）。") for text in told(hall, SCHOOL)] == [True]
    assert [text.endswith("期满后请办理。") for text in told(hall, OFFICE)] == [True]
    approvals.give_back(hall.house, hall.desk(OFFICE), one, "请复核", NOW)
    assert any(text.endswith("由评审结果公示退回至评审重新审核。") for text in told(hall, SCHOOL))
    assert hall.application(one).state is ApplicationState.IN_APPROVAL


def retold(town: Stage, step_id: str, tells: dict[str, Any]) -> Hall:
    """As if the chain's document said so."""
    catalogue = town.house.catalogue
    plan = catalogue.plans[PLAN]
    said = {Event(name): tuple(who) for name, who in tells.items()}
    steps = tuple(
        replace(each, tells={**each.tells, **said}) if each.id == step_id else each
        for each in plan.chain.steps
    )
    plans = {**catalogue.plans, PLAN: replace(plan, chain=plan.chain.only(steps))}
    house = replace(town.house, instead=replace(catalogue, plans=plans))
    return Hall(replace(town, house=house))
