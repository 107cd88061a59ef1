"""Impacts in the background: over the database's applications, stopped, gone on with, killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.conftest import NOW
from tests.services.crowd import PLAN, gathered, stricter
from tests.services.impact_process import PAGE
from tests.services.journal import acts
from tests.services.plan_versions import documents, published
from zcforms.demo.load import SCHOOL, Stage
from zcforms.domain.errors import DocumentsInvalid, InputRefused, NotAllowed, NotFound, WrongState
from zcforms.services import impacts
from zcforms.services.house import House
from zcforms.services.impacts import ImpactShown
from zcforms.storage.impact_records import ImpactState
from zcforms.storage.work import work
from zcforms.worker import KINDS, embedded

OFFICE, OTHER = "demo-teacher-office", "demo-engineer-office"


def begun(town: Stage, house: House, years: int = 20) -> str:
    return impacts.start(house, town.desks[OFFICE], stricter(house, years), PLAN, NOW)


def seen(town: Stage, house: House, impact_id: str) -> ImpactShown:
    return impacts.shown(house, town.desks[OFFICE], impact_id)


def wait_until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def test_who_stands_on_an_older_version_is_not_counted(town: Stage, house: House) -> None:
    """That version is judged by the rules that it was published with: a draft of the rules in force changes nothing for its people (issue 6)."""
    gathered(town, house, [10, 30])
    published(town, documents(plan=lambda data: data.update(scope="更正后的范围")))
    house.rulebook.edition(wait=True)
    assert len(impacts.older(house, PLAN)) == 1
    impact_id = begun(town, house)
    assert seen(town, house, impact_id).older == 3
    impacts.run_slice(house, impact_id, 0, NOW)
    shown = seen(town, house, impact_id)
    assert (shown.state, shown.report.lines, shown.fault) == (ImpactState.DONE, 0, "")
    with work(house.database) as w:
        for pin in w.impacts.past(PLAN, "", 9)[:2]:
            pin[0].plan_digest = house.plan(PLAN).digest
    again = begun(town, house)
    impacts.run_slice(house, again, 0, NOW)
    assert (seen(town, house, again).older, seen(town, house, again).report.lines) == (1, 2)


@pytest.mark.slow
def test_the_worker_counts_whom_a_draft_would_hit(town: Stage, house: House) -> None:
    gathered(town, house, list(range(10, 40)))
    impact_id = begun(town, house)
    before = seen(town, house, impact_id)
    assert (before.state, before.progress, before.report.lines) == (ImpactState.WAITING, 0.0, 0)
    assert [(one.id, one.kind) for one in before.report.heading.changes] == [("seasoned", "新增")]
    with embedded(house, KINDS):
        wait_until(lambda: seen(town, house, impact_id).over)
    shown = seen(town, house, impact_id)
    assert (shown.state, shown.done, shown.progress, shown.fault) == (ImpactState.DONE, True, 1.0, "")
    made = shown.report
    assert made.trustworthy
    assert (made.lines, made.usable, made.sampled) == (31, 31, 31)
    assert (made.whole.newly_failing, made.whole.newly_passing) == (11, 0)  # 10 to 19; one had 14 already
    (rule,) = made.rules
    assert (rule.rule.id, rule.newly_violated, rule.newly_passed) == ("seasoned", 11, 0)
    assert "20" in rule.rule.after
    assert [(row.caption, row.flips.newly_failing) for row in made.rows] == [("个人信息检测", 11)]
    employers = {group.caption: group.flips.newly_failing for group in made.groups["employer"]}
    assert (employers["甲校"], employers["乙校"]) == (5, 5)
    assert [(group.caption, group.flips.total) for group in made.groups["route"]] == [("常规申报", 31)]
    assert all("20 年" in example.sentence_after for example in rule.examples)
    assert {example.key[3:-2].strip("*") for example in rule.examples} == {""}
    assert acts(house, f"plan:{PLAN}") == ["rules.impact"]
    assert json.loads(json.dumps(asdict(made), ensure_ascii=False))["usable"] == 31


def test_old_ones_are_forgotten_when_another_begins(town: Stage, house: House) -> None:
    old, kept = begun(town, house), begun(town, house)
    impacts.stop(house, town.desks[OFFICE], kept, NOW + timedelta(days=2))
    later = NOW + timedelta(days=31)
    new = impacts.start(house, town.desks[OFFICE], stricter(house, 20), PLAN, later)
    with pytest.raises(NotFound):
        seen(town, house, old)
    assert seen(town, house, kept).stopped
    assert seen(town, house, new).state is ImpactState.WAITING
    impacts.run_slice(house, old, 0, later)  # its job comes late, and finds nothing to do
    assert seen(town, house, new).progress == 0.0


def test_slices_follow_one_another_and_a_stop_is_kept(town: Stage, house: House) -> None:
    gathered(town, house, list(range(10, 40)))
    impact_id = begun(town, house)
    for number in range(2):
        impacts.run_slice(house, impact_id, number, NOW, seconds=0, page=10)
    shown = seen(town, house, impact_id)
    assert (shown.state, shown.report.lines) == (ImpactState.RUNNING, 20)
    assert 0.5 < shown.progress < 0.7
    impacts.run_slice(house, impact_id, 1, NOW, seconds=0, page=10)  # not its turn any more
    assert seen(town, house, impact_id).report.lines == 20
    impacts.stop(house, town.desks[OFFICE], impact_id, NOW)
    impacts.run_slice(house, impact_id, 2, NOW, seconds=0, page=10)
    shown = seen(town, house, impact_id)
    assert (shown.stopped, shown.over, shown.report.lines) == (True, True, 20)
    impacts.resume(house, town.desks[OFFICE], impact_id, NOW)
    assert seen(town, house, impact_id).state is ImpactState.WAITING
    impacts.run_slice(house, impact_id, 3, NOW)
    shown = seen(town, house, impact_id)
    assert (shown.done, shown.report.lines, shown.report.whole.newly_failing) == (True, 31, 11)
    with pytest.raises(WrongState):
        impacts.resume(house, town.desks[OFFICE], impact_id, NOW)


def test_a_draft_that_hits_nobody(town: Stage, house: House) -> None:
    gathered(town, house, [30, 31])
    impact_id = begun(town, house, years=1)
    impacts.run_slice(house, impact_id, 0, NOW)
    made = seen(town, house, impact_id).report
    assert (made.lines, made.unchanged, made.whole.changed, made.rules[0].newly_violated) == (3, 3, 0, 0)


@pytest.mark.slow
def test_made_up_people_are_counted_as_well(town: Stage, house: House) -> None:
    """The same people in one slice and in several, under the same draft."""
    source = {"kind": "population", "size": 60, "seed": 3}
    reports = []
    for page in (60, 40):
        impact_id = impacts.start(house, town.desks[OFFICE], stricter(house), PLAN, NOW, source=source)
        number = 0
        while not seen(town, house, impact_id).over:
            impacts.run_slice(house, impact_id, number, NOW, seconds=0, page=page)
            number += 1
        reports.append(seen(town, house, impact_id).report)
    assert reports[0] == reports[1]
    assert (reports[0].lines, reports[0].usable, reports[0].disagreeing) == (60, 60, 0)
    assert reports[0].rules[0].newly_violated == reports[0].whole.changed > 0


def test_without_applications_it_is_done_at_once(town: Stage, house: House) -> None:
    impact_id = begun(town, house)
    impacts.run_slice(house, impact_id, 0, NOW)
    shown = seen(town, house, impact_id)
    assert (shown.done, shown.progress, shown.report.lines) == (True, 1.0, 0)


def test_only_the_unit_of_the_plan_may_ask_and_look(town: Stage, house: House) -> None:
    with pytest.raises(NotAllowed, match="组建单位"):
        impacts.start(house, town.desks[SCHOOL], stricter(house), PLAN, NOW)
    with pytest.raises(NotAllowed, match="其他单位"):
        impacts.start(house, town.desks[OTHER], stricter(house), PLAN, NOW)
    impact_id = begun(town, house)
    for refused in (
        lambda: impacts.shown(house, town.desks[OTHER], impact_id),
        lambda: impacts.stop(house, town.desks[OTHER], impact_id, NOW),
        lambda: impacts.resume(house, town.desks[OTHER], impact_id, NOW),
    ):
        with pytest.raises(NotFound):
            refused()
    assert acts(house, f"rule-impact:{impact_id}") == ["look.refused"] * 3


def test_what_cannot_be_compared_is_refused_before_it_begins(town: Stage, house: House) -> None:
    office = town.desks[OFFICE]
    with pytest.raises(DocumentsInvalid):
        impacts.start(house, office, {PLAN: "caption: [x"}, PLAN, NOW)
    with pytest.raises(DocumentsInvalid, match="没有编号为"):
        impacts.start(house, office, {"nowhere": "caption: x"}, PLAN, NOW)
    with pytest.raises(InputRefused):
        impacts.start(house, office, stricter(house), PLAN, NOW, source={"kind": "moon"})
    source = {"kind": "population", "size": 10**9, "seed": 1}
    with pytest.raises(InputRefused, match="虚构"):
        impacts.start(house, office, stricter(house), PLAN, NOW, source=source)
    for _ in range(impacts.MOST_LIVE):
        begun(town, house)
    with pytest.raises(WrongState, match="正在进行"):
        begun(town, house)


def test_one_that_cannot_go_on_says_so_and_can_be_tried_again(town: Stage, house: House) -> None:
    """What it keeps of the draft is damaged: the worker lives on, the author is told, and nothing that was counted is lost."""
    impact_id = begun(town, house)
    with work(house.database) as w:
        sound, w.impacts.get(impact_id).after = w.impacts.get(impact_id).after, {PLAN: {"nonsense": 1}}
    impacts.run_slice(house, impact_id, 0, NOW)
    shown = seen(town, house, impact_id)
    assert shown.state is ImpactState.FAILED
    assert "未能完成" in shown.fault
    with work(house.database) as w:
        w.impacts.get(impact_id).after = sound
    impacts.resume(house, town.desks[OFFICE], impact_id, NOW)
    impacts.run_slice(house, impact_id, 2, NOW)
    assert seen(town, house, impact_id).done


@pytest.fixture
def start_worker(database_url: str, tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    log = (tmp_path / "worker.log").open("ab")

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.services.impact_process", database_url, str(tmp_path / "var")]
        processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()
    log.close()
    print((tmp_path / "worker.log").read_text())


@pytest.mark.slow
def test_a_killed_worker_is_followed_by_one_that_goes_on(
    town: Stage, house: House, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    """Nobody is counted twice and nobody is left out, however often the worker is killed (-9)."""
    years = [10 + number % 30 for number in range(PAGE * 6)]
    gathered(town, house, years)
    impact_id = begun(town, house)
    chance = random.Random(5)
    killed = 0
    for _ in range(3):
        done = seen(town, house, impact_id).report.lines
        process = start_worker()
        wait_until(lambda done=done: seen(town, house, impact_id).report.lines > done)
        time.sleep(chance.uniform(0.1, 0.8))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        killed += not seen(town, house, impact_id).over
    assert killed, "it was never killed while there was work"
    start_worker()
    wait_until(lambda: seen(town, house, impact_id).over)
    made = seen(town, house, impact_id).report
    assert (made.lines, made.usable, made.disagreeing) == (len(years) + 1,) * 2 + (0,)
    assert made.whole.newly_failing == sum(each < 20 for each in years) + 1
