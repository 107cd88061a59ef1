"""A draft over applications whose answers are known by hand."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.lab.people import BASE, CAP, added, changed, person, plan, rule, shelf, written
from zcforms.checks import conform, facts, ruleset, run
from zcforms.checks.ruleset import RulesetShelf
from zcforms.checks.run import Checker
from zcforms.domain.errors import InputRefused
from zcforms.forms import catalogue, validation
from zcforms.lab.impact import Checkpoint, Impact, measure
from zcforms.lab.impact_child import Task
from zcforms.lab.impact_difference import Kind, differences
from zcforms.lab.impact_paths import narrowed, read_by
from zcforms.lab.impact_sources import File
from zcforms.lab.impact_tally import Tally
from zcforms.lab.impact_weighing import Weigher

ROOT = Path(__file__).parents[2]
EIGHT = {"require": {"basic.work_years": {">=": 8}}}
FORTY = [person(years) for years in range(40)]


def impact(
    tmp_path: Path, draft: RulesetShelf, people: list[Any], *, workers: int = 0, **more: Any
) -> Impact:
    """Every application is held against the engine as well."""
    return measure(
        Task(plan(), shelf(), draft, every=1), File(written(tmp_path, people)), workers=workers, **more
    )


def test_who_flips_by_rule_row_employer_and_route(tmp_path: Path) -> None:
    """From five years to eight: those of 5, 6 and 7 years fail now, and nobody else notices anything."""
    made = impact(tmp_path, changed(experienced=EIGHT), FORTY)
    tally = made.checkpoint.tally
    assert made.finished
    assert made.trustworthy
    assert made.differs
    assert (tally.lines, tally.usable, tally.sampled, tally.unusable) == (40, 40, 40, {})
    assert (tally.whole.changed, tally.whole.newly_failing, tally.whole.newly_passing) == (3, 3, 0)
    assert tally.rules == {"experienced": {"violated>violated": 5, "passed>violated": 3, "passed>passed": 32}}
    assert {row: flips.newly_failing for row, flips in tally.rows.items()} == {"personal": 3}
    assert {name: flips.newly_failing for name, flips in tally.groups["employer"].items()} == {
        "甲校": 1,
        "乙校": 2,
    }
    assert {name: (flips.total, flips.newly_failing) for name, flips in tally.groups["route"].items()} == {
        "regular": (10, 3),
        "exceptional": (30, 0),
    }
    assert tally.groups["specialty"]["primary-science"].newly_failing == 3
    assert tally.groups["level"]["senior"].total == 40
    examples = tally.examples["experienced:passed>violated"]
    assert [(one.line, one.name, one.employer) for one in examples] == [
        (6, "王**", "乙校"),
        (7, "王**", "甲校"),
        (8, "王**", "乙校"),
    ]
    assert "5 年" in examples[0].sentence_after
    assert "8 年" in examples[0].sentence_after
    assert "5 年" in examples[0].sentence_before
    assert {one.flip for one in examples} == {"newly_failing"}


def test_the_other_way_they_pass(tmp_path: Path) -> None:
    tally = impact(
        tmp_path, changed(experienced={"require": {"basic.work_years": {">=": 3}}}), FORTY
    ).checkpoint.tally
    assert (tally.whole.newly_passing, tally.whole.newly_failing) == (2, 0)
    assert tally.rows["personal"].newly_passing == 2


def test_who_fails_for_another_reason_does_not_flip(tmp_path: Path) -> None:
    nameless = person(6, person={"employer": {"name": "丙校"}})  # fails in the same row already
    uneducated = person(7, education=[])  # fails in another row already
    tally = impact(tmp_path, changed(experienced=EIGHT), [nameless, uneducated, person(5)]).checkpoint.tally
    assert tally.rules["experienced"] == {"passed>violated": 3}
    assert tally.whole.changed == 3
    assert tally.whole.newly_failing == 1
    assert tally.rows["personal"].newly_failing == 2


def test_a_rule_that_goes_and_a_rule_that_comes(tmp_path: Path) -> None:
    gone = impact(tmp_path, changed(experienced=None), FORTY).checkpoint.tally
    assert gone.rules == {"experienced": {"violated>": 5, "passed>": 35}}
    assert gone.whole.newly_passing == 5
    new = rule("seasoned", {"basic.work_years": {"<": 30}}, row="education")
    come = impact(tmp_path, added(new), FORTY).checkpoint.tally
    assert come.rules == {"seasoned": {">passed": 30, ">violated": 10}}
    assert come.whole.newly_failing == 10
    assert come.rows["education"].newly_failing == 10


def test_an_advice_that_becomes_a_block(tmp_path: Path) -> None:
    before = changed(experienced={"severity": "advisory"})
    path = written(tmp_path, FORTY)
    made = measure(Task(plan(), before, shelf(), every=1), File(path), workers=0)
    assert made.trustworthy
    assert made.checkpoint.tally.rules == {"experienced": {"violated>violated": 5, "passed>passed": 35}}
    assert made.checkpoint.tally.whole.newly_failing == 5


def test_other_words_hit_nobody(tmp_path: Path) -> None:
    made = impact(tmp_path, changed(experienced={"message": "年限不足"}), FORTY)
    assert not made.differs
    assert made.trustworthy
    assert made.checkpoint.tally.rules == {}


def test_another_adjustment_reaches_the_rules_that_read_it(tmp_path: Path) -> None:
    """专业年限 is no longer cut to 工作年限 but to 工作年限 minus 2: who wrote 9 and works 4 years has 2 left, and fails (feature 66)."""
    draft = changed(
        capped={"adjust": {"set": CAP["adjust"]["set"], "to": {"max": [{"sub": ["basic.work_years", 2]}, 0]}}}
    )
    people = [
        person(9, basic={"work_years": work, "specialty_years": specialty})
        for work, specialty in [(6, 9), (5, 9), (7, 7), (40, 2)]
    ]
    small = person(9, basic={"work_years": 5, "specialty_years": 9})
    tally = impact(tmp_path, draft, [*people, small]).checkpoint.tally
    assert tally.adjusted == {"/basic/specialty_years": 3}
    assert tally.whole.changed == 3
    assert tally.rules["capped"] == {"adjusted>adjusted": 3, "inapplicable>inapplicable": 2}
    assert tally.rules["specialised"] == {"passed>passed": 4, "violated>violated": 1}
    assert not tally.disagreeing
    stricter = changed(
        capped={"adjust": {"set": CAP["adjust"]["set"], "to": {"max": [{"sub": ["basic.work_years", 4]}, 0]}}}
    )
    fails = impact(tmp_path, stricter, people).checkpoint.tally
    assert fails.rules["specialised"] == {"passed>violated": 2, "passed>passed": 1, "violated>violated": 1}
    assert fails.whole.newly_failing == 2
    assert not fails.disagreeing


def test_how_rules_differ() -> None:
    draft = changed(
        experienced=EIGHT,
        named={"caption": "姓名"},
        educated={"row": "personal"},
        capped={"when": {"basic.specialty_years": {">": 10}}},
    )
    before, after = (ruleset.compile(each, plan()) for each in (shelf(), draft))
    difference = differences(before, after)["teacher"]
    assert {change.rule: change.kind for change in difference.changes} == {
        "experienced": Kind.CHANGED,
        "named": Kind.WORDING,
        "educated": Kind.REPORTED,
        "capped": Kind.CHANGED,
        "specialised": Kind.AFFECTED,
    }
    assert difference.moving == (("basic", "specialty_years"),)
    assert [one.id for one in difference.others] == ["named"]
    assert differences(before, before)["teacher"].changes == ()


def test_two_adjustments_in_another_order_are_a_difference() -> None:
    always = {key: value for key, value in CAP.items() if key != "when"}
    to_ten = {**always, "id": "ten", "adjust": {"set": "basic.specialty_years", "to": 10}}
    both = [{**BASE, "rules": [CAP, to_ten]}, {**BASE, "rules": [to_ten, CAP]}]
    before, after = (ruleset.compile(shelf(data), plan()) for data in both)
    difference = differences(before, after)["teacher"]
    assert {change.kind for change in difference.changes} == {Kind.AFFECTED}
    assert difference.moving == (("basic", "specialty_years"),)


def test_each_rule_of_each_plan_is_the_same_over_what_it_reads() -> None:
    """The narrowed shape has everything that a rule looks at: its outcome over all facts and over these few is one."""
    documents, rules = catalogue.load(ROOT / "schemas"), ruleset.load(ROOT / "rules")
    compared = 0
    for path in sorted((ROOT / "examples").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        own = documents.plans[document["plan"]]
        made = facts.facts(own, document, validation.breaches_of(own, document))
        compiled = ruleset.compile(rules, own)
        for one in compiled.table(document["standard"]).rules:
            whole = run.decide([one], conform.typed(made, compiled.shape))
            small = run.decide([one], conform.typed(made, narrowed(compiled.shape, read_by(one))))
            assert small.outcomes == whole.outcomes, one.id
            compared += 1
    assert compared > 100


def test_lines_that_cannot_be_used_are_numbered_and_counted(tmp_path: Path) -> None:
    people: list[Any] = [
        person(6),
        "{",
        "",
        "[1]",
        "{}",
        person(5, application={"standard": "pilot"}),
        '{"application": {"standard": NaN}}',
        '{"application": {"standard": "teacher"}, "person": {"name": "\\ud800"}}',
        {"plan": "another", "answers": {}},
        {"plan": plan().id, "answers": 7, "standard": "teacher"},
        "[" * 100_000,
        '{"application": {"standard": ["teacher"]}}',
        '"' + "x" * 4_100_000 + '"',
        person(7),
    ]
    tally = impact(tmp_path, changed(experienced=EIGHT), people).checkpoint.tally
    assert (tally.lines, tally.usable, tally.whole.newly_failing) == (14, 2, 2)
    assert tally.unusable_lines == [
        (2, "不是合法的 JSON"),
        (3, "空行"),
        (4, "既不是事实也不是申报文件"),
        (5, "既不是事实也不是申报文件"),
        (6, "没有选定本计划的评审标准"),
        (7, "数字或字符无法表示"),
        (8, "数字或字符无法表示"),
        (9, "属于另一个评审计划"),
        (10, "申报文件的格式不对"),
        (11, "不是合法的 JSON"),
        (12, "没有选定本计划的评审标准"),
        (13, "一行超过 4 MB"),
    ]
    assert sum(tally.unusable.values()) == 12
    assert tally.examples["experienced:passed>violated"][-1].line == 14


def test_application_documents_say_the_same_as_their_facts(tmp_path: Path) -> None:
    document = json.loads((ROOT / "examples" / "teacher-complete.json").read_text(encoding="utf-8"))
    own, rules = catalogue.load(ROOT / "schemas").plans[document["plan"]], ruleset.load(ROOT / "rules")
    made = facts.facts(own, document, validation.breaches_of(own, document))
    wanted = dict(rules.documents[own.ruleset].data)
    wanted["rules"] = [
        *wanted.get("rules", ()),
        rule("long", {"basic.work_years": {">=": 60}}),
        rule("clean", {"count": {"of": "breaches", "==": 1}}),
    ]
    draft = RulesetShelf({**rules.documents, own.ruleset: shelf(wanted).documents[own.id]})
    lines = [document, made, {"key": "ZC2022000123", "facts": made}]
    made_of = measure(Task(own, rules, draft, every=1), File(written(tmp_path, lines)), workers=0)
    tally = made_of.checkpoint.tally
    assert made_of.trustworthy
    assert tally.rules == {"long": {">violated": 3}, "clean": {">violated": 3}}
    assert tally.whole.newly_failing == 3
    number = document["applicant"]["id_number"]
    keys = [one.key for one in tally.examples["long:>violated"]]
    assert keys == [number[:3] + "*" * (len(number) - 5) + number[-2:], "", "ZC2*******23"]


def mixed(count: int) -> list[Any]:
    """People and unusable lines in a fixed disorder."""
    chance = random.Random(3)
    return [person(chance.randrange(12)) if chance.random() > 0.05 else "?" for _ in range(count)]


def test_parts_of_any_size_processes_and_gzip_count_the_same(tmp_path: Path) -> None:
    task = Task(plan(), shelf(), changed(experienced=EIGHT), every=50)
    path = written(tmp_path, mixed(400))
    packed = tmp_path / "people.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    whole = measure(task, File(path), workers=0).checkpoint.tally
    assert whole.lines == 400
    assert whole.unusable["不是合法的 JSON"] == len(whole.unusable_lines) > 5
    for source, workers in ((File(path, 700), 0), (File(path, 9_000), 2), (File(packed, 5_000), 1)):
        assert measure(task, source, workers=workers).checkpoint.tally == whole


def test_stopped_and_gone_on_with_it_is_the_same(tmp_path: Path) -> None:
    task = Task(plan(), shelf(), changed(experienced=EIGHT), every=50)
    path = written(tmp_path, mixed(300))
    for source in (File(path, 4_000), File(Path(_packed(path)), 4_000)):
        whole = measure(task, source, workers=0)
        seen: list[int] = []

        def third(checkpoint: Checkpoint, seen: list[int] = seen) -> bool:
            seen.append(checkpoint.tally.lines)
            return len(seen) < 3

        stopped = measure(task, source, workers=0, go_on=third)
        assert not stopped.finished
        assert 0 < stopped.checkpoint.tally.lines < 300
        kept = Checkpoint.of_json(json.loads(json.dumps(stopped.checkpoint.as_json())))
        assert kept.fits(task, source)
        rest = measure(task, source, workers=2, begin=kept)
        assert rest.finished
        assert rest.checkpoint.as_json() == whole.checkpoint.as_json()


def _packed(path: Path) -> Path:
    packed = path.with_suffix(".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def test_a_checkpoint_of_other_rules_or_another_file_does_not_fit(tmp_path: Path) -> None:
    task = Task(plan(), shelf(), changed(experienced=EIGHT))
    source = File(written(tmp_path, FORTY))
    kept = measure(task, source, workers=0).checkpoint
    assert not kept.fits(Task(plan(), shelf(), changed(experienced=None)), source)
    written(tmp_path, FORTY[1:])
    assert not kept.fits(task, source)


def counting_children() -> list[int]:
    """The processes of ours that count."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                command = (folder / "cmdline").read_text()
            except OSError:
                continue
            if status[1] == str(os.getpid()) and "impact_child" in command:
                found.append(int(folder.name))
    return found


def test_a_counting_process_that_is_killed_is_replaced(tmp_path: Path) -> None:
    task = Task(plan(), shelf(), changed(experienced=EIGHT), every=50)
    source = File(written(tmp_path, mixed(400)), 4_000)
    whole = measure(task, source, workers=0).checkpoint.tally
    killed: list[int] = []

    def kill(_: Checkpoint) -> bool:
        if not killed:
            killed.extend(counting_children())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
        return True

    assert measure(task, source, workers=2, go_on=kill).checkpoint.tally == whole
    assert killed
    assert counting_children() == []


def test_a_damaged_gzip_keeps_what_was_counted_and_says_where(tmp_path: Path) -> None:
    task = Task(plan(), shelf(), changed(experienced=EIGHT), every=50)
    chance = random.Random(1)
    people = [person(6, noise=str(chance.random())) for _ in range(300)]
    packed = _packed(written(tmp_path, people))
    packed.write_bytes(packed.read_bytes()[:-2_000])
    lines: list[int] = []

    def keep(checkpoint: Checkpoint) -> bool:
        lines.append(checkpoint.tally.lines)
        return True

    with pytest.raises(InputRefused, match="已损坏"):
        measure(task, File(packed, 2_000), workers=0, go_on=keep)
    assert lines
    assert 0 < lines[-1] < 300


def test_an_engine_that_says_something_else_makes_it_untrustworthy() -> None:
    """The program of the new table is really another rule's: the engine answers wrongly, the reference rightly."""
    before, after, wrong = (
        ruleset.compile(each, plan())
        for each in (
            shelf(),
            changed(experienced=EIGHT),
            changed(experienced={"require": {"basic.work_years": {">=": 20}}}),
        )
    )
    after.tables["teacher"].compiled = wrong.tables["teacher"].compiled
    tally = Tally()
    with Checker() as checker:
        weigher = Weigher(plan(), before, after, checker, every=1)
        for years in (4, 12, 30):
            weigher.weigh(tally, json.dumps(person(years)).encode())
    assert tally.sampled == 3
    assert {one.line for one in tally.disagreements} == {2}
    assert tally.disagreeing == len(tally.disagreements) > 0
    assert "check_disagreement" in tally.disagreements[0].what
    made = Impact(Checkpoint("", "", tally=tally), finished=True)
    assert not made.trustworthy


def test_a_rule_taken_for_unchanged_by_mistake_is_noticed() -> None:
    """The comparison is told that nothing differs, as a fault in it would: the checks of the sample contradict it."""
    before, after = (ruleset.compile(each, plan()) for each in (shelf(), changed(experienced=EIGHT)))
    tally = Tally()
    with Checker() as checker:
        weigher = Weigher(plan(), before, after, checker, every=1)
        weigher.differences = differences(before, before)
        weigher.weigh(tally, json.dumps(person(6)).encode())
    said = [one.what for one in tally.disagreements]
    assert "规则“experienced”没有改动，检测结果却不同（passed、violated）" in said
    assert "整体结果检测为 newly_failing，统计为 不变" in said
